"""The working of one person's box and cell, as sums a reader can do again: value × weight, their total, the ladder, the rung.

Everything is a whole number or a fraction of whole numbers, so that what is printed adds up to what was decided. It decides nothing
beside `find_boxes`: it lays open the same numerators and cuts, and its test holds both to one another.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sembilan.kit.said import read
from sembilan.profiling.rules.ladder import Ladder
from sembilan.profiling.rules.levels import N_LEVELS
from sembilan.profiling.rules.policy import Axis, AxisCode, Scale, ScaleValue
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
class Credit:
    """What one scale adds to an assessed component. credit: expected level, counted at most up to `required` unless a surplus may
    fill a gap; None where the scale was not assessed."""

    scale: str
    required: int
    credit: Fraction | None


@dataclass(frozen=True, slots=True)
class CreditSum:
    """The levels behind an assessed component: their credits over what is required, times a hundred, is its value.

    adds_up: not so where a surplus may fill a gap, since the expectation is then of the whole sum and no sum of expectations.
    """

    credits: tuple[Credit, ...]
    adds_up: bool = True

    @property
    def whole(self) -> int:
        return sum(one.required for one in self.credits)

    @property
    def total(self) -> Span:
        """The sum of the credits, scales that were not assessed at 0 and at what is required of them."""
        low = sum((one.credit for one in self.credits if one.credit is not None), Fraction())
        return Span(low, low + sum(one.required for one in self.credits if one.credit is None))


@dataclass(frozen=True, slots=True)
class Held:
    """The assessment a box was made with: stored levels by scale (`Profile.levels`) and the required levels of its standard."""

    levels: Mapping[str, Mapping[str, Any]]
    required: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class WorkingLine:
    """One input of an axis. weight: percent of the axis · value: 0..100 on its scale, None where the reader may not see it ·
    points: what it adds to the axis · known: not open · effect: of its document, as stored (`decides`, `may_decide`, `may_narrow`
    or empty) · scale: what gave the value · steps: those of a discrete scale that the record fell on, or that are its ends where it
    is not known; empty on a range and where withheld · sum: the levels behind an assessed value, None where it has no standard."""

    code: str
    name: str
    source: str
    weight: Fraction
    value: Span | None
    points: Span | None
    known: bool
    effect: str
    scale: Scale
    measure: str | None = None
    steps: tuple[ScaleValue, ...] = ()
    sum: CreditSum | None = None


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
    """One axis of the assessment map: the job match in hundredths (None: unknown), its ladder and the rung it falls on.

    interval: None where no error is known · sum: the levels it is made of, None where the standard is not known."""

    value: int | None
    ladder: Ladder
    rung: int | None
    interval: tuple[int, int] | None = None
    sum: CreditSum | None = None


def box_working(
    rules: TalentRules,
    inputs: Mapping[str, Mapping[str, Any]],
    box: int | None,
    possible: Collection[int],
    withheld: Collection[str] = (),
    sums: Mapping[str, CreditSum] | None = None,
) -> BoxWorking:
    """The working behind a stored box. inputs: as `BoxResult.inputs` · possible: boxes 1..9 left open by unknown inputs · withheld:
    inputs whose value this reader may not see · sums: of its assessed inputs, by measure (`credit_sums`)."""
    split = rules.n_performance
    places = [BOX_PLACES[number - 1] for number in possible]
    policy = rules.policy
    first = _axis(
        policy.performance, rules.performance, rules.inputs[:split], inputs, {row for row, _ in places}, withheld, sums or {}
    )
    columns = {column for _, column in places}
    second = _axis(policy.potential, rules.potential, rules.inputs[split:], inputs, columns, withheld, sums or {})
    return BoxWorking(first, second, box, tuple(sorted(possible)))


def credit_sums(rules: TalentRules, held: Held, competencies: Collection[str], aspects: Collection[str]) -> dict[str, CreditSum]:
    """The levels behind each assessed component of a policy. competencies, aspects: the scales that the two assessments have.

    None of a component whose standard is not known."""
    made: dict[str, CreditSum] = {}
    for measure in rules.measured_columns():
        if measure == "competency_jpm":
            asked = {scale: held.required.get(scale, 0) for scale in competencies}
        else:
            asked = dict.fromkeys(aspects, N_LEVELS - 1 if measure == "potential_share" else rules.policy.potential_standard)
        # a share of the highest level has no surplus to fill a gap with
        adds_up = measure == "potential_share" or rules.surplus_rule == "cap_per_aspect"
        if (found := credit_sum(held.levels, asked)) is not None and adds_up:
            made[measure] = found
    return made


def credit_sum(levels: Mapping[str, Mapping[str, Any]], asked: Mapping[str, int]) -> CreditSum | None:
    """The credits of the scales that are asked for, each counted up to what is asked. None where nothing is asked."""
    wanted = {scale: most for scale, most in asked.items() if most}
    credits_ = tuple(Credit(scale, most, _credit(levels.get(scale), most)) for scale, most in wanted.items())
    return CreditSum(credits_) if credits_ else None


def cell_working(
    value: int | None, ladder: Ladder, interval: tuple[int | None, int | None] = (None, None), sum_: CreditSum | None = None
) -> CellWorking:
    """value: job match in whole hundredths 0..10000, None where unknown; interval: its ends likewise."""
    low, high = interval
    ends = None if low is None or high is None else (low, high)
    return CellWorking(value, ladder, None if value is None else int(ladder.rung_of(value)), ends, sum_)


def _axis(
    axis: Axis,
    rules: AxisRules,
    items: tuple[Input, ...],
    inputs: Mapping[str, Mapping[str, Any]],
    rungs: Collection[int],
    withheld: Collection[str],
    sums: Mapping[str, CreditSum],
) -> AxisWorking:
    lines = tuple(_line(item, rules.divisor, inputs.get(item.code, {}), sums, hidden=item.code in withheld) for item in items)
    points = [one.points for one in lines if one.points is not None]
    total = rounded = None
    if len(points) == len(lines):
        total = Span(sum((one.low for one in points), Fraction()), sum((one.high for one in points), Fraction()))
        rounded = _hundredths(total.low), _hundredths(total.high)
    return AxisWorking(axis.code, axis.name, axis.ladder, lines, total, rounded, tuple(sorted(rungs)))


def _line(item: Input, divisor: int, told: Mapping[str, Any], sums: Mapping[str, CreditSum], *, hidden: bool) -> WorkingLine:
    weight = Fraction(item.numerator, divisor)
    value = None if hidden else _span(item, told)
    return WorkingLine(
        item.code,
        item.name,
        item.source,
        weight * 100,
        value,
        None if value is None else Span(value.low * weight, value.high * weight),
        hidden or bool(value and value.is_point),
        "" if hidden else str(told.get("effect", "")),
        item.scale,
        item.measure,
        () if value is None else _steps(item.scale, value, read(told.get("raw") or "")),
        None if value is None or item.measure is None else sums.get(item.measure),
    )


def _steps(scale: Scale, value: Span, raw: str) -> tuple[ScaleValue, ...]:
    """The step a record fell on; of several worth the same the one its words name. Where it is open, the lowest and the highest."""
    low, high = (
        sorted((one for one in scale.values if one.value == end * 100), key=lambda one: one.code != scale.code_of(raw))[:1]
        for end in (value.low, value.high)
    )
    return tuple(low if value.is_point else [*low, *high])


def _credit(told: Mapping[str, Any] | None, most: int) -> Fraction | None:
    """Expected level, counted up to `most`, from the stored probabilities; the level itself where its source gives no more."""
    if told is None or "level" not in told:
        return None
    if "p" not in told:
        return Fraction(min(told["level"], most))
    shares = [Fraction(str(share)) for share in told["p"]]
    return sum((min(level, most) * share for level, share in enumerate(shares)), Fraction()) / sum(shares)


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
