"""The working of one person's box and cell, as sums a reader can do again: value × weight, their total, the ladder, the rung.

Everything is a whole number or a fraction of whole numbers, so that what is printed adds up to what was decided. It decides nothing
beside `find_boxes`: it lays open the same numerators and cuts, and its test holds both to one another.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sembilan.profiling.rules.ladder import Ladder
from sembilan.profiling.rules.policy import Axis, AxisCode
from sembilan.profiling.rules.talent_box import BOX_PLACES
from sembilan.profiling.rules.talent_rules import AxisRules, Input, TalentRules


@dataclass(frozen=True, slots=True)
class Span:
    """From the lowest to the highest an unknown could make it; equal where it is known. In points of a hundred."""

    low: Fraction
    high: Fraction

    @property
    def is_point(self) -> bool:
        return self.low == self.high


@dataclass(frozen=True, slots=True)
class WorkingLine:
    """One input of an axis. weight: percent of the axis · value: 0..100 on its scale, None where the reader may not see it ·
    points: what it adds to the axis · known: not open · effect: of its document, as stored (`decides`, `may_decide`, `may_narrow`
    or empty)."""

    code: str
    name: str
    source: str
    weight: Fraction
    value: Span | None
    points: Span | None
    known: bool
    effect: str


@dataclass(frozen=True, slots=True)
class AxisWorking:
    """One axis of the box: its lines, their sum before and after rounding to hundredths, and the rungs of its ladder reached.

    total, rounded: None where a line is withheld from the reader, since the sum would give it away · rungs: indices from the lowest
    (0), one where the axis stands.
    """

    axis: AxisCode
    name: str
    ladder: Ladder
    lines: tuple[WorkingLine, ...]
    total: Span | None
    rounded: tuple[int, int] | None
    rungs: tuple[int, ...]

    def line(self, code: str) -> WorkingLine | None:
        return next((one for one in self.lines if one.code == code), None)


@dataclass(frozen=True, slots=True)
class BoxWorking:
    """Both axes of one person under a named policy, and what follows: `box`, or the `possible` boxes where it is open."""

    performance: AxisWorking
    potential: AxisWorking
    box: int | None
    possible: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class CellWorking:
    """One axis of the assessment map: the job match in hundredths (None: unknown), its ladder and the rung it falls on."""

    value: int | None
    ladder: Ladder
    rung: int | None


def box_working(
    rules: TalentRules,
    inputs: Mapping[str, Mapping[str, Any]],
    box: int | None,
    possible: Collection[int],
    withheld: Collection[str] = (),
) -> BoxWorking:
    """The working behind a stored box. inputs: as `BoxResult.inputs` · possible: boxes 1..9 left open by unknown inputs · withheld:
    inputs whose value this reader may not see."""
    split = rules.n_performance
    places = [BOX_PLACES[number - 1] for number in possible]
    policy = rules.policy
    first = _axis(policy.performance, rules.performance, rules.inputs[:split], inputs, {row for row, _ in places}, withheld)
    second = _axis(policy.potential, rules.potential, rules.inputs[split:], inputs, {column for _, column in places}, withheld)
    return BoxWorking(first, second, box, tuple(sorted(possible)))


def cell_working(value: int | None, ladder: Ladder) -> CellWorking:
    """value: job match in whole hundredths 0..10000, None where unknown."""
    return CellWorking(value, ladder, None if value is None else int(ladder.rung_of(value)))


def _axis(
    axis: Axis,
    rules: AxisRules,
    items: tuple[Input, ...],
    inputs: Mapping[str, Mapping[str, Any]],
    rungs: Collection[int],
    withheld: Collection[str],
) -> AxisWorking:
    lines = tuple(_line(item, rules.divisor, inputs.get(item.code, {}), hidden=item.code in withheld) for item in items)
    points = [one.points for one in lines if one.points is not None]
    total = rounded = None
    if len(points) == len(lines):
        total = Span(sum((one.low for one in points), Fraction()), sum((one.high for one in points), Fraction()))
        rounded = _hundredths(total.low), _hundredths(total.high)
    return AxisWorking(axis.code, axis.name, axis.ladder, lines, total, rounded, tuple(sorted(rungs)))


def _line(item: Input, divisor: int, told: Mapping[str, Any], *, hidden: bool) -> WorkingLine:
    weight = Fraction(item.numerator, divisor)
    value = None if hidden else _span(item, told)
    points = None if value is None else Span(value.low * weight, value.high * weight)
    effect = "" if hidden else str(told.get("effect", ""))
    return WorkingLine(
        item.code, item.name, item.source, weight * 100, value, points, hidden or bool(value and value.is_point), effect
    )


def _span(item: Input, told: Mapping[str, Any]) -> Span:
    """A known value, the rest a scale that was not assessed leaves open, or the whole scale."""
    if told.get("value") is not None:
        low = high = told["value"]
    else:
        low, high = told.get("low", item.scale.low), told.get("high", item.scale.high)
    return Span(Fraction(low, 100), Fraction(high, 100))


def _hundredths(points: Fraction) -> int:
    """Half up, as `AxisRules.hundredths`."""
    scaled = points * 100
    return (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
