"""The talent box (Kotak Manajemen Talenta): performance × potential, by a versioned policy.

Where every input is known, the box follows from two axis values. Where some are not, each axis is the set of values it can take
over **every** completion of the unknown inputs: the box stands when all completions give the same one, else the possible boxes are
listed, with what each missing document would do. Nothing unknown is ever counted as zero.

People are handled by their pattern of unknowns: the sums that the unknown inputs can add are worked out once a pattern, then
looked up for all people who share it.
"""

from dataclasses import dataclass
from enum import IntEnum
from typing import Final

import numpy as np
import numpy.typing as npt

from sembilan.profiling.rules.ladder import UNKNOWN, Int8, Int32, Ladder
from sembilan.profiling.rules.levels import Bool
from sembilan.profiling.rules.policy import FULL
from sembilan.profiling.rules.talent_rules import AxisRules, Input, TalentRules

Int64 = npt.NDArray[np.int64]

MATRIX: Final = np.array([[1, 3, 6], [2, 5, 8], [4, 7, 9]], dtype=np.int8)
"""[performance rung, potential rung] -> box number, rungs from the lowest. PermenPANRB 3/2020, lampiran, as quoted alike by seven
public systems."""

BOX_PLACES: Final = tuple((int(np.argwhere(box == MATRIX)[0][0]), int(np.argwhere(box == MATRIX)[0][1])) for box in range(1, 10))
"""Box number − 1 -> (performance rung, potential rung)."""

NO_BOX: Final = 0
"""Stands where no single box follows from what is known."""

_FAR: Final = 2**50
"""Beyond every weighted sum."""


class Document(IntEnum):
    """What the document behind an unknown input would do, all else staying as it is."""

    NOTHING = 0
    MAY_NARROW = 1
    """Some content would leave fewer possible boxes."""
    MAY_DECIDE = 2
    """Some content would leave one box."""
    DECIDES = 3
    """Whatever it says, one box is left."""


@dataclass(frozen=True, slots=True)
class BoxFinding:
    """Where n people stand.

    performance, potential: int32 (n,) hundredths, UNKNOWN unless all inputs of the axis are known
    performance_low .. potential_high: int32 (n,), the lowest and highest value of each axis over every completion
    talent_score: int32 (n,) hundredths, UNKNOWN unless both axes are known
    box: int8 (n,), NO_BOX where completions disagree · possible: bool (n, 9), column b − 1 for box b
    documents: int8 (n, n_inputs), `Document` for each unknown input, NOTHING for known ones and where the box stands
    """

    performance: Int32
    performance_low: Int32
    performance_high: Int32
    potential: Int32
    potential_low: Int32
    potential_high: Int32
    talent_score: Int32
    box: Int8
    possible: Bool
    documents: Int8


def box_of(performance: npt.ArrayLike, potential: npt.ArrayLike, performance_ladder: Ladder, potential_ladder: Ladder) -> Int8:
    """Box numbers 1..9, int8, of known axis values in hundredths (ints 0..10000 that broadcast).

    Raises TypeError for fractions and ValueError outside 0..10000: an unknown axis has no box.
    """
    flat = _rungs(performance, performance_ladder) * np.int8(3)
    flat = flat + _rungs(potential, potential_ladder)
    return MATRIX.ravel().take(flat)


def _rungs(values: npt.ArrayLike, ladder: Ladder) -> Int8:
    array = np.asarray(values)
    if not np.issubdtype(array.dtype, np.integer):
        raise TypeError("round to hundredths before cutting")
    if array.size and (array.min() < 0 or array.max() > FULL):
        raise ValueError("axis values run from 0 to 10000 hundredths")
    second, third = ladder.starts[1:]
    return (array >= second).view(np.int8) + (array >= third).view(np.int8)


def find_boxes(rules: TalentRules, values: npt.ArrayLike, known: npt.ArrayLike, rise: npt.ArrayLike | None = None) -> BoxFinding:
    """Axes, boxes and what is missing, for n people.

    values: whole hundredths (n, n_inputs), columns as `rules.inputs`; what stands in an unknown place is not read · known: bool
    (n, n_inputs) · rise: ints >= 0 (n, n_inputs), how far a known value of a range may still rise (a scale that was not assessed);
    such a value counts as open between the two.
    Raises ValueError for a wrong shape, a known value that its scale does not have, or one that would rise beyond it.
    """
    array, mask = checked_inputs(rules, values, known)
    more = checked_rise(rules, array, mask, rise)
    split = rules.n_performance
    performance = _Side(rules.performance, rules.inputs[:split], array[:, :split], mask[:, :split], more[:, :split])
    potential = _Side(rules.potential, rules.inputs[split:], array[:, split:], mask[:, split:], more[:, split:])
    possible = np.empty((len(array), 9), dtype=np.bool_)
    for index, (row, column) in enumerate(BOX_PLACES):
        np.logical_and(performance.reached[:, row], potential.reached[:, column], out=possible[:, index])
    box = np.where(
        performance.stands & potential.stands,
        MATRIX.ravel().take(performance.reached.argmax(axis=1) * 3 + potential.reached.argmax(axis=1)),
        np.int8(NO_BOX),
    )
    documents = np.concatenate([performance.documents(potential.stands), potential.documents(performance.stands)], axis=1)
    return BoxFinding(
        performance=performance.value,
        performance_low=performance.low,
        performance_high=performance.high,
        potential=potential.value,
        potential_low=potential.low,
        potential_high=potential.high,
        talent_score=talent_score(rules, performance.value, potential.value),
        box=box.astype(np.int8),
        possible=possible,
        documents=documents,
    )


def talent_score(rules: TalentRules, performance: npt.ArrayLike, potential: npt.ArrayLike) -> Int32:
    """Nilai Talenta in hundredths, half up: the policy's shares of both axes; UNKNOWN where either axis is UNKNOWN."""
    first, second = np.asarray(performance, dtype=np.int64), np.asarray(potential, dtype=np.int64)
    total = rules.policy.share_performance * first + rules.policy.share_potential * second
    return np.where((first == UNKNOWN) | (second == UNKNOWN), UNKNOWN, (total + FULL // 2) // FULL).astype(np.int32)


def checked_inputs(rules: TalentRules, values: npt.ArrayLike, known: npt.ArrayLike) -> tuple[npt.NDArray[np.integer], Bool]:
    """The arrays, checked against the policy's columns and scales. Raises as `find_boxes`."""
    array, mask = np.asarray(values), np.asarray(known, dtype=np.bool_)
    if array.ndim != 2 or array.shape[1] != len(rules.inputs) or mask.shape != array.shape:
        raise ValueError(f"values and known must have shape (n, {len(rules.inputs)})")
    if not np.issubdtype(array.dtype, np.integer):
        raise TypeError("round to hundredths before cutting")
    for column, item in enumerate(rules.inputs):
        held = array[:, column]
        if item.scale.kind == "range":
            fits = (held >= item.scale.low) & (held <= item.scale.high)
        else:
            fits = np.zeros(len(held), dtype=np.bool_)
            for number in {step.value for step in item.scale.values}:
                fits |= held == number
        if not np.all(fits | ~mask[:, column]):
            raise ValueError(f"{item.code} holds a value that its scale does not have")
    return array, mask


def checked_rise(
    rules: TalentRules, values: npt.NDArray[np.integer], known: Bool, rise: npt.ArrayLike | None
) -> npt.NDArray[np.integer]:
    """How far known values may rise, (n, n_inputs), 0 where nothing is said or the value is unknown. Raises as `find_boxes`."""
    if rise is None:
        return np.broadcast_to(np.int32(0), values.shape)
    more = np.where(known, np.asarray(rise), 0)
    for column, item in enumerate(rules.inputs):
        held = more[:, column]
        if np.any(held < 0) or (
            np.any(held[known[:, column]] > 0)
            and (item.scale.kind != "range" or np.any((values[:, column] + held)[known[:, column]] > item.scale.high))
        ):
            raise ValueError(f"{item.code} cannot rise so far")
    return more


def known_sums(numerators: tuple[int, ...], values: npt.NDArray[np.integer], known: Bool) -> Int64:
    """Σ numerator × value over the known inputs, int64 (n,)."""
    total = np.zeros(len(values), dtype=np.int64)
    for column, numerator in enumerate(numerators):
        total += np.where(known[:, column], values[:, column], 0).astype(np.int64) * numerator
    return total


def patterns(known: Bool) -> Int64:
    """The pattern of unknowns of each person as a bit set: bit j is set where input j is unknown."""
    pattern = np.zeros(len(known), dtype=np.int64)
    for column in range(known.shape[1]):
        pattern |= (~known[:, column]).astype(np.int64) << column
    return pattern


def additions(inputs: tuple[Input, ...], pattern: int) -> tuple[Int64, Int64]:
    """Everything the unknown inputs of a pattern can add to the weighted sum, as disjoint ascending intervals (starts, ends), ends
    included.

    Discrete scales give single points; a scale that is a range makes every point as wide as the range, and what touches is merged.
    """
    points = np.zeros(1, dtype=np.int64)
    width = 0
    for column, item in enumerate(inputs):
        if not pattern >> column & 1:
            continue
        if item.scale.kind == "range":
            points = points + item.numerator * item.scale.low
            width += item.numerator * (item.scale.high - item.scale.low)
        else:
            steps = np.array([step.value for step in item.scale.values], dtype=np.int64) * item.numerator
            points = np.unique(points[:, None] + steps)
    if width == 0:
        return points, points
    apart = np.flatnonzero(np.diff(points) > width + 1)
    return points[np.concatenate([[0], apart + 1])], points[np.concatenate([apart, [len(points) - 1]])] + width


def reached_rungs(axis: AxisRules, sums: Int64, starts: Int64, ends: Int64, rise: Int64 | None = None) -> Bool:
    """Rungs that sums + additions can reach, bool (n, 3), exactly: some addition falls into the rung's window. rise: (n,), by how
    much each sum may be larger; None: by nothing."""
    if rise is None and len(starts) == 1 and starts[0] == ends[0]:
        rung = (sums + starts[0] >= axis.cuts[0]).astype(np.int8) + (sums + starts[0] >= axis.cuts[1])
        return np.asarray(rung[:, None] == np.arange(3, dtype=np.int8))
    reached = np.empty((len(sums), 3), dtype=np.bool_)
    for rung, (floor, ceiling) in enumerate(_windows(axis)):
        # the first interval that ends at or after the window's floor must begin before its ceiling
        first = np.searchsorted(ends, floor - sums - (0 if rise is None else rise), side="left")
        begins = np.append(starts, _FAR)[first]
        reached[:, rung] = begins < ceiling - sums
    return reached


def _windows(axis: AxisRules) -> tuple[tuple[int, int], tuple[int, int], tuple[int, int]]:
    """Half-open windows of the weighted sum, rung by rung."""
    second, third = axis.cuts
    return (-(2**45), second), (second, third), (third, 2**45)


class _Side:
    """One axis of n people: what it can reach, and what its missing documents would do."""

    def __init__(
        self,
        axis: AxisRules,
        inputs: tuple[Input, ...],
        values: npt.NDArray[np.integer],
        known: Bool,
        rise: npt.NDArray[np.integer],
    ) -> None:
        self.axis, self.inputs, self.more = axis, inputs, rise
        self.sums = known_sums(axis.numerators, values, known)
        self.rise = known_sums(axis.numerators, rise, known) if rise.any() else None
        self.pattern = patterns(known)
        n = len(values)
        self.reached = np.empty((n, 3), dtype=np.bool_)
        self.low, self.high = np.empty(n, dtype=np.int32), np.empty(n, dtype=np.int32)
        self.seen = np.flatnonzero(np.bincount(self.pattern, minlength=1)).tolist()
        for pattern in self.seen:
            rows = self._rows(pattern)
            starts, ends = additions(inputs, pattern)
            sums, more = self.sums[rows], self._rise(rows)
            self.reached[rows] = reached_rungs(axis, sums, starts, ends, more)
            self.low[rows] = axis.hundredths(sums + starts[0])
            self.high[rows] = axis.hundredths(sums + ends[-1] + (0 if more is None else more))
        settled = self.pattern == 0 if self.rise is None else (self.pattern == 0) & (self.rise == 0)
        self.value = np.where(settled, self.low, UNKNOWN).astype(np.int32)
        self.stands = self.reached.sum(axis=1) == 1

    def _rows(self, pattern: int) -> slice | npt.NDArray[np.intp]:
        return slice(None) if len(self.seen) == 1 else np.flatnonzero(self.pattern == pattern)

    def _rise(self, rows: slice | npt.NDArray[np.intp]) -> Int64 | None:
        return None if self.rise is None else self.rise[rows]

    def documents(self, other_stands: Bool) -> Int8:
        """`Document` per input, int8 (n, n_inputs)."""
        result = np.zeros((len(self.sums), len(self.inputs)), dtype=np.int8)
        for pattern in self.seen:
            rows = np.flatnonzero((self.pattern == pattern) & ~self.stands)
            if not len(rows):
                continue
            for column, item in enumerate(self.inputs):
                if pattern >> column & 1:
                    self._tell(result, rows, column, self._one_document(item, pattern & ~(1 << column), rows), other_stands)
                elif self.rise is not None:
                    open_ = rows[self.more[rows, column] > 0]
                    self._tell(result, open_, column, self._one_rest(item, pattern, column, open_), other_stands)
        return result

    def _tell(
        self, result: Int8, rows: npt.NDArray[np.intp], column: int, found: tuple[Bool, Bool, Bool], other_stands: Bool
    ) -> None:
        narrows, some, every = found
        code = np.where(narrows, Document.MAY_NARROW, Document.NOTHING)
        code = np.where(some & other_stands[rows], Document.MAY_DECIDE, code)
        result[rows, column] = np.where(every & other_stands[rows], Document.DECIDES, code)

    def _one_document(self, item: Input, rest: int, rows: npt.NDArray[np.intp]) -> tuple[Bool, Bool, Bool]:
        """Whether some content leaves fewer rungs, some content one rung, every content one rung."""
        starts, ends = additions(self.inputs, rest)
        sums, full, more = self.sums[rows], self.reached[rows], self._rise(rows)
        if item.scale.kind == "range":
            low, high = sums + item.numerator * item.scale.low, sums + item.numerator * item.scale.high
            return _range_document(self.axis, low, high, starts, ends, full, more)
        narrows = np.zeros(len(rows), dtype=np.bool_)
        some, every = narrows.copy(), ~narrows
        for step in item.scale.values:
            left = reached_rungs(self.axis, sums + item.numerator * step.value, starts, ends, more).sum(axis=1)
            narrows |= left < full.sum(axis=1)
            some |= left == 1
            every &= left == 1
        return narrows, some, every

    def _one_rest(self, item: Input, pattern: int, column: int, rows: npt.NDArray[np.intp]) -> tuple[Bool, Bool, Bool]:
        """As `_one_document` for what a value may still rise: its missing scale assessed, the others' staying open."""
        assert self.rise is not None
        starts, ends = additions(self.inputs, pattern)
        own = self.more[rows, column].astype(np.int64) * item.numerator
        sums = self.sums[rows]
        return _range_document(self.axis, sums, sums + own, starts, ends, self.reached[rows], self.rise[rows] - own)


def _range_document(
    axis: AxisRules, low: Int64, high: Int64, starts: Int64, ends: Int64, full: Bool, rise: Int64 | None = None
) -> tuple[Bool, Bool, Bool]:
    """As `_one_document` for an input that moves the sum anywhere between low and high, by whole-number intervals instead of
    trying every value. rise: (n,), by how much the sum may be larger whatever the input says; None: by nothing."""
    more = np.zeros(len(low), dtype=np.int64) if rise is None else rise
    first, last = int(starts[0]), int(ends[-1]) + more
    narrows = np.zeros(len(low), dtype=np.bool_)
    some, every = narrows.copy(), ~narrows
    gaps = list(zip([-_FAR, *ends.tolist()], [*starts.tolist(), _FAR], strict=True))
    for rung, (floor, ceiling) in enumerate(_windows(axis)):
        some |= np.maximum(low, floor - first) <= np.minimum(high, ceiling - 1 - last)
        for before, after in gaps:
            # a rung is missed where its whole window falls between two neighbouring additions
            jumped = after - before - more > ceiling - floor
            narrows |= full[:, rung] & jumped & (np.maximum(low, ceiling - after) <= np.minimum(high, floor - before - more - 1))
    for cut in axis.cuts:
        every &= np.maximum(low, cut - last) > np.minimum(high, cut - first - 1)
    return narrows, some, every
