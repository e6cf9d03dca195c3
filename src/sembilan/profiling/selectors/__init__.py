"""Questions to the room: the board, its table, one person, policies and runs."""

from sembilan.profiling.selectors.board import Board, Filters, board, people, tiers, units, without_valid_result
from sembilan.profiling.selectors.person import PersonView, history, official, own, person
from sembilan.profiling.selectors.policies import (
    agencies,
    agency_for,
    current_run,
    evidence_day,
    policies,
    policy,
    policy_of_period,
    run,
    runs,
)
from sembilan.profiling.selectors.preview import Preview, distributions
from sembilan.profiling.selectors.working import DISCIPLINE, map_working_of, working_of

__all__ = [
    "DISCIPLINE",
    "Board",
    "Filters",
    "PersonView",
    "Preview",
    "agencies",
    "agency_for",
    "board",
    "current_run",
    "distributions",
    "evidence_day",
    "history",
    "map_working_of",
    "official",
    "own",
    "people",
    "person",
    "policies",
    "policy",
    "policy_of_period",
    "run",
    "runs",
    "tiers",
    "units",
    "without_valid_result",
    "working_of",
]
