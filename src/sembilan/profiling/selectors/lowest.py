"""Why so many stand in the lowest row of the official box: what pulls the performance axis down, counted from the run's results."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Final

from django.db.models import QuerySet

from sembilan.profiling.models import BoxResult
from sembilan.profiling.rules.predicates import PREDICATE
from sembilan.profiling.rules.talent_rules import TalentRules

LOWEST_ROW: Final = (1, 3, 6)
TOLD_FROM: Final = 0.5
"""A component is named where at least this share of the row has its lowest value (this product's setting)."""


@dataclass(frozen=True)
class LowestRow:
    """people of `mapped` with one box. rated: how many have the predicate `predicate` (a step of the policy's scale), the most
    frequent one. pulling: components at their lowest value, (code, people), most first."""

    people: int
    mapped: int
    predicate: str
    rated: int
    pulling: list[tuple[str, int]]


def lowest_row(rows: QuerySet[BoxResult], rules: TalentRules) -> LowestRow | None:
    """None where nobody stands there, or the policy knows no predicate."""
    if PREDICATE not in rules.codes:
        return None
    inputs = rules.inputs[: rules.n_performance]
    held = list(rows.filter(box__in=LOWEST_ROW).order_by().values_list(*(f"inputs__{item.code}__value" for item in inputs)))
    if not held:
        return None
    column = rules.column(PREDICATE)
    value, rated = Counter(row[column] for row in held).most_common(1)[0]
    step = next((step.name for step in inputs[column].scale.values if step.value == value), "")
    lowest = [
        (item.code, sum(row[place] == item.scale.low for row in held)) for place, item in enumerate(inputs) if place != column
    ]
    pulling = sorted((pair for pair in lowest if pair[1] >= TOLD_FROM * len(held)), key=lambda pair: -pair[1])
    return LowestRow(len(held), rows.exclude(box=None).count(), step, rated, pulling)
