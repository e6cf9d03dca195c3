"""Profiles as arrays and back: level probabilities, standards, job matches, the assessment map. No query in here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from sembilan.competency.rules import ASPECTS, COMPETENCIES
from sembilan.profiling.rules import assessment_map, jpm, levels
from sembilan.profiling.rules.assessment_map import AssessmentMapPolicy, parse_assessment_map
from sembilan.profiling.rules.ladder import UNKNOWN
from sembilan.profiling.rules.levels import N_LEVELS, Float64, TierStandards, parse_tier_standards
from sembilan.profiling.rules.policy import read_shipped
from sembilan.profiling.rules.talent_rules import TalentRules
from sembilan.profiling.rules.treatments import BoxTreatment, parse_treatments

P_DECIMALS: Final = 6
"""Probabilities are settled to six decimals before anything is computed from them: the stored row gives the same numbers."""


@cache
def map_policy() -> AssessmentMapPolicy:
    return parse_assessment_map(read_shipped("assessment_map"))


@cache
def tier_standards() -> TierStandards:
    return parse_tier_standards(read_shipped("tier_standards"))


@cache
def treatments() -> dict[int, BoxTreatment]:
    return parse_treatments(read_shipped("box_treatments"))


def settled(prob: npt.ArrayLike) -> Float64:
    """Probabilities (.., 6) as they are stored: whole millionths that sum to exactly 1, what rounding leaves given to the largest;
    NaN stays. Settling twice changes nothing, so that a profile read back gives the numbers it was made with."""
    array = np.asarray(prob, dtype=np.float64)
    missing = np.isnan(array).any(axis=-1, keepdims=True)
    whole = 10**P_DECIMALS
    millionths = np.round(np.where(missing, 0.0, array) * whole)
    rest = whole - millionths.sum(axis=-1, keepdims=True)
    largest = np.arange(array.shape[-1]) == millionths.argmax(axis=-1)[..., None]
    return np.asarray(np.where(missing, np.nan, (millionths + largest * rest) / whole))


@dataclass(frozen=True)
class Match:
    """Both job matches of n people and their place on the assessment map; hundredths, UNKNOWN where unknown."""

    competency: jpm.JobMatch
    potential: jpm.JobMatch
    cells: assessment_map.MapCells
    chances: Float64


@dataclass(frozen=True)
class Assessed:
    """What assessments say about n people, as it is stored.

    competency (n, 9, 6), potential (n, 8, 6): settled level probabilities, NaN where not assessed. competency_loading (n, 9),
    potential_loading (n, 8), factors (n,): how far their doubts go together (`rules.together`); 0 where that is not known.
    """

    competency: Float64
    potential: Float64
    competency_loading: Float64
    potential_loading: Float64
    factors: Float64


def match(found: Assessed, required: npt.NDArray[np.int64]) -> Match:
    """Job matches by the mapping rule. required: (n, 9)."""
    rule = map_policy()
    coverage = rule.interval / 10_000
    surplus: jpm.SurplusRule = "cap_per_aspect" if rule.surplus_rule == "cap_per_aspect" else "uncapped_total_capped"
    first = jpm.job_match(
        found.competency, required, rule.competency_ladder, rule=surplus, coverage=coverage, loading=found.competency_loading
    )
    wanted = np.full(found.potential.shape[:2], rule.potential_standard, dtype=np.int64)
    second = jpm.job_match(
        found.potential, wanted, rule.potential_ladder, rule=surplus, coverage=coverage, loading=found.potential_loading
    )
    cells = assessment_map.map_cells(rule, first.hundredths, second.hundredths)
    return Match(first, second, cells, assessment_map.cell_chances(first, second, found.factors))


def of_profiles(rows: Sequence[Mapping[str, Any] | None], factors: Sequence[float | None]) -> Assessed:
    """What stored `levels` and `factors` say; NaN where there is no profile or a scale was not assessed."""
    competency, first = _stored(rows, COMPETENCIES)
    potential, second = _stored(rows, ASPECTS)
    return Assessed(competency, potential, first, second, np.array([one or 0.0 for one in factors], dtype=np.float64))


def _stored(rows: Sequence[Mapping[str, Any] | None], scales: Sequence[str]) -> tuple[Float64, Float64]:
    prob = np.full((len(rows), len(scales), N_LEVELS), np.nan)
    loading = np.zeros(prob.shape[:2])
    for row, held in enumerate(rows):
        if held is None:
            continue
        for column, scale in enumerate(scales):
            told = held.get(scale)
            if told is None or "level" not in told:
                continue
            prob[row, column] = told["p"] if "p" in told else np.arange(N_LEVELS) == told["level"]
            loading[row, column] = told.get("loading", 0.0)
    return settled(prob), loading


def required_of(rows: Sequence[Mapping[str, int] | None]) -> npt.NDArray[np.int64]:
    """Required levels (n, 9) of stored standards; 0 for everything where there is none."""
    return np.array(
        [[(held or {}).get(scale, UNKNOWN if held else 0) for scale in COMPETENCIES] for held in rows], dtype=np.int64
    ).reshape(len(rows), len(COMPETENCIES))


@dataclass(frozen=True)
class Measured:
    """What one assessed component is worth to n people: int32 (n,) hundredths, from `low` to `high` where a scale was not assessed,
    both UNKNOWN where nothing was."""

    low: npt.NDArray[np.int32]
    high: npt.NDArray[np.int32]


def measured(rules: TalentRules, found: Assessed, required: npt.NDArray[np.int64]) -> dict[str, Measured]:
    """Each assessed component that the policy uses, by measure."""
    aspects, rule = np.ones(found.potential.shape[:2], dtype=np.int64), rules.surplus_rule
    made: dict[str, Measured] = {}
    for measure in rules.measured_columns():
        if measure == "competency_jpm":
            ends = jpm.jpm_range(found.competency, required, rule=rule, loading=found.competency_loading)
        elif measure == "potential_jpm":
            standard = aspects * rules.policy.potential_standard
            ends = jpm.jpm_range(found.potential, standard, rule=rule, loading=found.potential_loading)
        else:
            ends = jpm.jpm_range(found.potential, aspects * (N_LEVELS - 1))
        made[measure] = Measured(*ends)
    return made


@dataclass(frozen=True)
class ScaleResults:
    """What was found on k scales of n people, before it is stored.

    scales: their codes. prob: (n, k, 6), settled, NaN where not assessed. theta, standard_error, loading: (n, k), NaN where there
    is none. there: (n, k), the scale was in the person's forms.
    """

    scales: Sequence[str]
    prob: Float64
    theta: Float64
    standard_error: Float64
    loading: Float64
    there: npt.NDArray[np.bool_]


def told_levels(found: ScaleResults) -> list[dict[str, Any]]:
    """The stored `levels` of n people; a scale outside a person's forms is left out."""
    most, (low, high) = levels.most_probable(found.prob), levels.level_interval(found.prob)
    rounded = np.round(found.prob, P_DECIMALS).tolist()
    made: list[dict[str, Any]] = []
    for row in range(len(found.prob)):
        held: dict[str, Any] = {}
        for column, scale in enumerate(found.scales):
            if not found.there[row, column]:
                continue
            if most[row, column] == UNKNOWN:
                held[scale] = {"state": "not_assessable"}
                continue
            held[scale] = {
                "p": rounded[row][column],
                "level": int(most[row, column]),
                "low": int(low[row, column]),
                "high": int(high[row, column]),
                "theta": round(float(found.theta[row, column]), 4),
                "se": round(float(found.standard_error[row, column]), 4),
            }
            if not np.isnan(found.loading[row, column]):
                held[scale]["loading"] = round(float(found.loading[row, column]), 4)
        made.append(held)
    return made


def known_or_none(value: int) -> int | None:
    return None if value == UNKNOWN else int(value)


def tier_levels(tier: str) -> dict[str, int]:
    """The tier's default for every competency ("baku jenjang, bukan SKJ"); empty where the tier is not known."""
    found = tier_standards().of(tier)
    return {} if found is None else dict.fromkeys(COMPETENCIES, found.level)
