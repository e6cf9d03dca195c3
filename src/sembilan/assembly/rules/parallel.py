"""How parallel forms are, in numbers that a psychometrician can judge before sealing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import sqrt

from sembilan.assembly.rules.building import Candidate


@dataclass(frozen=True)
class FormScale:
    """One scale in one form. information: sums at theta = -1, 0, 1. error: standard error at 0 with a standard normal prior."""

    n_items: int
    difficulty: float | None
    information: tuple[float, float, float] | None

    @property
    def error(self) -> float | None:
        return None if self.information is None else 1 / sqrt(1 + self.information[1])


@dataclass(frozen=True)
class ScaleReport:
    """One scale over all forms; the differences are the largest between two forms, None without parameters."""

    scale: str
    forms: tuple[FormScale, ...]
    difficulty_difference: float | None
    information_difference: float | None  # as a share of the mean


@dataclass(frozen=True)
class Shared:
    """What two forms have in common."""

    one: str
    two: str
    n_items: int
    share: float  # of the items that were written, not generated
    generated: int


@dataclass(frozen=True)
class Report:
    letters: tuple[str, ...]
    scales: tuple[ScaleReport, ...]
    shared: tuple[Shared, ...]

    @property
    def worst_difficulty(self) -> float | None:
        return max((one.difficulty_difference for one in self.scales if one.difficulty_difference is not None), default=None)

    @property
    def worst_information(self) -> float | None:
        return max((one.information_difference for one in self.scales if one.information_difference is not None), default=None)

    @property
    def worst_share(self) -> float:
        return max((one.share for one in self.shared), default=0.0)


def report_on(forms: Mapping[str, Sequence[Candidate]]) -> Report:
    """Letter -> the form's items."""
    letters = tuple(forms)
    scales = dict.fromkeys(name for items in forms.values() for one in items for name in (one.scales or (one.scale,)))
    return Report(
        letters,
        tuple(
            _scale(name, [[one for one in items if name in (one.scales or (one.scale,))] for items in forms.values()])
            for name in scales
        ),
        tuple(_shared(one, two, forms[one], forms[two]) for one, two in combinations(letters, 2)),
    )


def _scale(name: str, forms: Sequence[Sequence[Candidate]]) -> ScaleReport:
    rows = tuple(_form_scale(items) for items in forms)
    difficulties = [row.difficulty for row in rows if row.difficulty is not None]
    information = [row.information for row in rows if row.information is not None]
    if len(difficulties) < len(rows):
        return ScaleReport(name, rows, None, None)
    shares = [(max(at) - min(at)) / (sum(at) / len(at)) for at in zip(*information, strict=True)]
    return ScaleReport(name, rows, max(difficulties) - min(difficulties), max(shares))


def _form_scale(items: Sequence[Candidate]) -> FormScale:
    if not items or any(one.scales for one in items):
        return FormScale(len(items), None, None)
    low, middle, high = (sum(one.information[at] for one in items) for at in range(3))
    return FormScale(len(items), sum(one.difficulty for one in items) / len(items), (low, middle, high))


def _shared(one: str, two: str, first: Sequence[Candidate], second: Sequence[Candidate]) -> Shared:
    codes = {item.code for item in second}
    both = [item for item in first if item.code in codes]
    written = sum(not item.generated for item in first)
    common = sum(not item.generated for item in both)
    return Shared(one, two, len(both), common / written if written else 0.0, len(both) - common)
