"""The working of a stored box and of a place on the assessment map, for whoever shows them: no query, no word."""

from __future__ import annotations

from collections.abc import Collection

from sembilan.competency.rules import ASPECTS, COMPETENCIES
from sembilan.profiling import arrays
from sembilan.profiling.models import BoxResult, Profile
from sembilan.profiling.rules.talent_rules import TalentRules
from sembilan.profiling.rules.working import BoxWorking, CellWorking, Held, box_working, cell_working, credit_sum, credit_sums

DISCIPLINE = "rekam_jejak_disiplin"
"""The input whose value needs a permission of its own."""


def working_of(box: BoxResult, rules: TalentRules, *, discipline: bool) -> BoxWorking:
    """Both axes of a box by the rules of its run's policy. discipline: whether the reader may see the discipline record; without it
    the sum of its axis is withheld too, because it would give the value away."""
    withheld: Collection[str] = () if discipline else (DISCIPLINE,)
    profile = box.profile
    held = Held(profile.levels, profile.standard.get("levels") or {}) if profile is not None else Held({}, {})
    sums = credit_sums(rules, held, COMPETENCIES, ASPECTS) if profile is not None else {}
    return box_working(rules, box.inputs, box.box, box.possible, withheld, sums)


def withheld_axis(rules: TalentRules) -> str | None:
    """The axis, performance or potential, whose sum is not told without that permission; None where no rule asks for the record."""
    if DISCIPLINE not in rules.codes:
        return None
    return "performance" if rules.column(DISCIPLINE) < rules.n_performance else "potential"


def map_working_of(profile: Profile) -> tuple[CellWorking, CellWorking]:
    """Competency and potential of the assessment map: job match with its interval, ladder, rung, and the levels behind it."""
    rule = arrays.map_policy()
    standard = profile.standard.get("levels") or {}
    asked = {scale: standard.get(scale, 0) for scale in COMPETENCIES}, dict.fromkeys(ASPECTS, rule.potential_standard)
    adds_up = rule.surplus_rule == "cap_per_aspect"
    sums = [credit_sum(profile.levels, one) if adds_up else None for one in asked]
    first = profile.jpm_competency_low, profile.jpm_competency_high
    second = profile.jpm_potential_low, profile.jpm_potential_high
    return (
        cell_working(profile.jpm_competency, rule.competency_ladder, first, sums[0]),
        cell_working(profile.jpm_potential, rule.potential_ladder, second, sums[1]),
    )
