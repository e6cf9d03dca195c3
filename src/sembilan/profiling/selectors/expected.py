"""How many stand where by their probabilities, beside how many are shown there.

Everybody is shown in one place, that of his expected values. Counted over many this overstates the places where most lie; the sum
of everybody's chances of a place does not: it is the expected number of people who truly stand there, given what is known of each.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

import numpy as np

P = TypeVar("P", bound=Hashable)

LEAST_PEOPLE: Final = 30
"""Fewer are read one by one, not as a distribution (this product's setting)."""


@dataclass(frozen=True)
class Expected(Generic[P]):
    """places: place -> (people shown there, sum of the chances of it); both sums are `people`."""

    people: int
    places: dict[P, tuple[int, float]]


def expected_of(places: Sequence[P], held: Iterable[tuple[P, Sequence[float]]]) -> Expected[P] | None:
    """held: of everybody with one place and known chances, the place shown and the chance of each of `places`. None for too few."""
    shown, chances = zip(*held, strict=True) if (held := list(held)) else ((), ())
    if len(shown) < LEAST_PEOPLE:
        return None
    sums = np.asarray(chances, dtype=np.float64).sum(axis=0)
    return Expected(len(shown), {place: (shown.count(place), float(total)) for place, total in zip(places, sums, strict=True)})
