"""Questions to the room: the board, its table, one person, policies and runs."""

from sembilan.profiling.selectors.board import Board, Filters, asked_about, board, people, tiers, units, without_valid_result
from sembilan.profiling.selectors.looks import Look, who_looked
from sembilan.profiling.selectors.person import PersonView, history, official, own, person, shown_result
from sembilan.profiling.selectors.policies import (
    EvidenceDay,
    agencies,
    agency_for,
    current_run,
    current_runs,
    evidence_day,
    overtaken,
    policies,
    policy,
    policy_of_period,
    published_policies,
    run,
    runs,
)
from sembilan.profiling.selectors.preview import Preview, distributions
from sembilan.profiling.selectors.working import DISCIPLINE, map_working_of, withheld_axis, working_of

__all__ = [
    "DISCIPLINE",
    "Board",
    "EvidenceDay",
    "Filters",
    "Look",
    "PersonView",
    "Preview",
    "agencies",
    "agency_for",
    "asked_about",
    "board",
    "current_run",
    "current_runs",
    "distributions",
    "evidence_day",
    "history",
    "map_working_of",
    "official",
    "overtaken",
    "own",
    "people",
    "person",
    "policies",
    "policy",
    "policy_of_period",
    "published_policies",
    "run",
    "runs",
    "shown_result",
    "tiers",
    "units",
    "who_looked",
    "withheld_axis",
    "without_valid_result",
    "working_of",
]
