"""Predicate against performance axis: how many of each predicate reach each rung, so that a policy shows, before it is published,
whom it would place below what his yearly rating says.

The predicate is a yearly rating of work (PermenPANRB 6/2022). The axis weighs it with further evidence and cuts the sum by a ladder
of its own, so that "Baik" need not be "sesuai ekspektasi".
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from sembilan.profiling.rules.levels import Bool
from sembilan.profiling.rules.talent_box import BoxFinding
from sembilan.profiling.rules.talent_rules import TalentRules

PREDICATE: Final = "predikat_kinerja"


@dataclass(frozen=True, slots=True)
class PredicateRow:
    """People of one predicate: `name` of the step (None: not known), people per rung from the lowest, and those whose rung is
    open."""

    name: str | None
    rungs: tuple[int, int, int]
    unsettled: int

    @property
    def people(self) -> int:
        return sum(self.rungs) + self.unsettled


def by_predicate(rules: TalentRules, values: npt.NDArray[np.integer], known: Bool, found: BoxFinding) -> tuple[PredicateRow, ...]:
    """The cross-table of n people, predicates as the policy's scale lists them, the unknown last; rows without people left out.

    values, known: (n, n_inputs) as `find_boxes` took them. Empty where the policy uses no predicate.
    """
    if PREDICATE not in rules.codes:
        return ()
    column = rules.column(PREDICATE)
    low, high = (rules.performance.ladder.rung_of(end) for end in (found.performance_low, found.performance_high))
    steps = [(step.name, known[:, column] & (values[:, column] == step.value)) for step in rules.inputs[column].scale.values]
    rows = [_row(name, who, low, high) for name, who in [*steps, (None, ~known[:, column])]]
    return tuple(row for row in rows if row.people)


def _row(name: str | None, who: Bool, low: npt.NDArray[np.int8], high: npt.NDArray[np.int8]) -> PredicateRow:
    settled = who & (low == high)
    first, second, third = np.bincount(low[settled], minlength=3).tolist()
    return PredicateRow(name, (first, second, third), int(who.sum() - settled.sum()))
