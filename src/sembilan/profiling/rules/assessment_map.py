"""The assessment map: competency × potential, each cut by the mapping ladder of its JPM.

It shows what the assessment alone says. It is not the talent box (performance × potential): its cells are named in words and carry
no number.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from sembilan.kit.text import gettext_noop
from sembilan.profiling.rules.jpm import SURPLUS_RULES, JobMatch
from sembilan.profiling.rules.ladder import (
    UNKNOWN,
    Int8,
    Ladder,
    Problem,
    field,
    hundredths_of,
    parse_ladder,
    text_field,
    whole_field,
)
from sembilan.profiling.rules.levels import N_LEVELS, Bool, Float64
from sembilan.profiling.rules.together import pair_weights

MAP_LADDER = gettext_noop("Peta asesmen harus punya tepat tiga jenjang pada tiap sumbu, dari 0 sampai 100.")
MAP_STANDARD = gettext_noop("Standar aspek potensi harus antara 1 dan 5 dan menyebut sumbernya.")
MAP_SURPLUS = gettext_noop("Aturan kelebihan level %(rule)s tidak dikenal.")
MAP_INTERVAL = gettext_noop("Selang keyakinan harus lebih dari 50 dan kurang dari 100.")
CELL = gettext_noop("Kompetensi %(competency)s, potensi %(potential)s")


@dataclass(frozen=True, slots=True)
class AssessmentMapPolicy:
    """The versioned rubric of the map. `interval` in hundredths of a percent."""

    code: str
    version: str
    name: str
    source: str
    competency_ladder: Ladder
    potential_ladder: Ladder
    surplus_rule: str
    potential_standard: int
    potential_standard_source: str
    interval: int

    def cell_name(self, competency: int, potential: int, say: Callable[[str], str] = str) -> str:
        """Name of a cell in words, from its two rungs (0 = lowest). say: turns a text into the reader's language."""
        words = {"competency": self.competency_ladder.names[competency], "potential": self.potential_ladder.names[potential]}
        return say(CELL) % {axis: say(name)[:1].lower() + say(name)[1:] for axis, name in words.items()}


@dataclass(frozen=True, slots=True)
class MapCells:
    """competency, potential: rung indices int8 (n,), UNKNOWN where the JPM is unknown · known: bool (n,), both axes known."""

    competency: Int8
    potential: Int8
    known: Bool

    def counts(self) -> npt.NDArray[np.int64]:
        """People per cell, int64 (3, 3) as [competency, potential]; people with an unknown axis are in none."""
        flat = self.competency[self.known].astype(np.intp) * 3 + self.potential[self.known]
        return np.bincount(flat, minlength=9).reshape(3, 3)


def map_cells(policy: AssessmentMapPolicy, competency: npt.ArrayLike, potential: npt.ArrayLike) -> MapCells:
    """Cells of n people from two JPMs in hundredths (int32 (n,), UNKNOWN allowed). Raises ValueError outside 0..10000."""
    first, second = policy.competency_ladder.rung_of(competency), policy.potential_ladder.rung_of(potential)
    return MapCells(first, second, (first != UNKNOWN) & (second != UNKNOWN))


def cell_chances(competency: JobMatch, potential: JobMatch, factors: npt.ArrayLike) -> Float64:
    """Probability of each cell, float64 (n, 3, 3) as [competency, potential], from the category chances of both JPMs.

    factors: (n,), correlation of what the two assessments share, 0..1. NaN where either JPM is unknown.
    """
    return np.asarray(np.einsum("nij,nir,njs->nrs", pair_weights(factors), competency.chance_given, potential.chance_given))


def parse_assessment_map(data: Mapping[str, Any]) -> AssessmentMapPolicy:
    """Read policies/assessment_map.json. Raises RubricUnreadable for missing or unreadable fields."""
    where = "assessment_map"
    code, version, name, source, rule, standard_source = (
        text_field(data, key, where) for key in ("code", "version", "name", "source", "surplus_rule", "potential_standard_source")
    )
    return AssessmentMapPolicy(
        code=code,
        version=version,
        name=name,
        source=source,
        competency_ladder=parse_ladder(field(data, "competency_ladder", where), f"{where}.competency_ladder"),
        potential_ladder=parse_ladder(field(data, "potential_ladder", where), f"{where}.potential_ladder"),
        surplus_rule=rule,
        potential_standard=whole_field(data, "potential_standard", where),
        potential_standard_source=standard_source,
        interval=hundredths_of(field(data, "interval", where), f"{where}.interval"),
    )


def map_problems(policy: AssessmentMapPolicy) -> list[Problem]:
    """Everything that keeps the map from being drawn; empty when it is sound."""
    found = policy.competency_ladder.problems() + policy.potential_ladder.problems()
    for ladder in (policy.competency_ladder, policy.potential_ladder):
        if len(ladder.rungs) != 3 or ladder.low != 0 or ladder.high != 10_000:
            found.append(Problem("map_ladder_shape", ladder.code, MAP_LADDER))
    if policy.surplus_rule not in SURPLUS_RULES:
        found.append(Problem("surplus_rule_unknown", "surplus_rule", MAP_SURPLUS, (("rule", policy.surplus_rule),)))
    if not 1 <= policy.potential_standard < N_LEVELS or not policy.potential_standard_source.strip():
        found.append(Problem("potential_standard_range", "potential_standard", MAP_STANDARD))
    if not 5_000 < policy.interval < 10_000:
        found.append(Problem("map_interval", "interval", MAP_INTERVAL))
    return found
