"""The probability of each box: joint draws of levels from their posterior, carried through the same steps that place a person.

One draw takes a level for every competency and every potential aspect, forms JPM and potential score, rounds them, weighs them
with the other inputs and asks `talent_box.box_of`. The levels are drawn together (`together`): z = loading f + sqrt(1 - loading²) e
against normal cuts, all in whole numbers, so that the result does not depend on the machine's floating point. Each person has a
stream of random numbers of their own, keyed by (run seed, person key): the same person gets the same probabilities alone, in a
batch, and in any order.

Other inputs that are unknown are not drawn, since nothing says how likely their values are: the lowest and the highest probability
over all their completions are given. Where the error of an assessment is unknown (a result measured elsewhere without one), there
is no probability at all: NaN.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

from sembilan.profiling.rules.ladder import ratio_to_hundredths
from sembilan.profiling.rules.levels import N_LEVELS, Bool, Float64, checked_probabilities
from sembilan.profiling.rules.policy import LEAST_DRAWS, Measure
from sembilan.profiling.rules.talent_box import (
    BOX_PLACES,
    Int64,
    additions,
    box_of,
    checked_inputs,
    checked_rise,
    known_sums,
    patterns,
    reached_rungs,
)
from sembilan.profiling.rules.talent_rules import TalentRules
from sembilan.profiling.rules.together import checked_loading, cuts_of

_CHUNK: Final = 32
"""People drawn at once: 32 × 19 × 1,000 draws are 1.2 MB of random bits."""

_NORMAL_UNIT: Final = 2**16
_NORMAL: Final = np.round(ndtri((np.arange(2**16) + 0.5) / 2**16) * _NORMAL_UNIT).astype(np.int32)
"""The standard normal as 65,536 equally likely whole numbers, at most 4.18 units: 16 random bits choose one."""
_WEIGHT_UNIT: Final = 2**12
_CUT_UNIT: Final = _NORMAL_UNIT * _WEIGHT_UNIT
_NEVER: Final = np.int32(2**31 - 1)
_FURTHEST: Final = 7.9
"""Cuts beyond are reached by every draw or by none: the sum of both parts stays below 5.91 units."""


_TAIL: Final = 0.05
UNTOLD: Final = -1


@dataclass(frozen=True, slots=True)
class Assessment:
    """What one assessment says about n people.

    prob: (n, k, 6) level probabilities; rows of people without a result are not read · required: ints (n, k) or (k,), 0..5
    error_known: bool (n,), False where the levels were reported without an error.
    loading: (n, k) or a number, how far the doubts of its scales go together, 0..1; 0: not at all.
    """

    prob: npt.ArrayLike
    required: npt.ArrayLike
    error_known: npt.ArrayLike
    loading: npt.ArrayLike = 0.0


@dataclass(frozen=True, slots=True)
class BoxChance:
    """Lowest and highest probability of each box over the completions, float64 (n, 9), column b − 1 for box b.

    Both are equal where everything else is known; both are NaN where no error is known. potential: the 90% interval of that axis,
    hundredths, int64 (n, 2), from the same draws: from the lowest completion's 5th percentile to the highest one's 95th; UNTOLD
    where no error is known. (Performance is not measured by a test; its only doubt is what is not known.) `draws` is how many
    draws stand behind all of it.
    """

    lowest: Float64
    highest: Float64
    potential: Int64
    draws: int


def box_probabilities(
    rules: TalentRules,
    values: npt.ArrayLike,
    known: npt.ArrayLike,
    competency: Assessment,
    potential: Assessment,
    *,
    seed: int,
    keys: npt.ArrayLike,
    factors: npt.ArrayLike = 0.0,
    rise: npt.ArrayLike | None = None,
    draws: int | None = None,
) -> BoxChance:
    """Box probabilities of n people.

    values, known: as `talent_box.find_boxes`; columns filled by an assessment are drawn anew where they are known, their value is
    not read.
    competency, potential: level probabilities; the standard of the potential aspects comes from the policy.
    seed: of the run, 0 <= seed < 2**64 · keys: uint64 (n,), one per person and the same in every run · factors: (n,), correlation
    of what the two assessments share · rise: as `find_boxes`; a scale that was not assessed is not drawn, it is completed · draws:
    default the policy's, at least 1,000. Raises ValueError for wrong shapes, too few draws, or a known assessed column whose level
    probabilities are missing.
    """
    array, mask = checked_inputs(rules, values, known)
    more = known_sums(rules.potential.numerators, *_potential(rules, checked_rise(rules, array, mask, rise), mask))
    count = rules.policy.draws if draws is None else draws
    if count < LEAST_DRAWS:
        raise ValueError(f"at least {LEAST_DRAWS} draws are needed")
    person_keys = np.asarray(keys, dtype=np.uint64)
    if person_keys.shape != (len(array),):
        raise ValueError("keys must have shape (n,)")
    scales = _Scales.of(rules, mask, competency, potential, factors)
    lowest, highest = np.full((len(array), 9), np.nan), np.full((len(array), 9), np.nan)
    interval = np.full((len(array), 2), UNTOLD, dtype=np.int64)
    rows = np.flatnonzero(scales.error_known)
    for start in range(0, len(rows), _CHUNK):
        part = rows[start : start + _CHUNK]
        drawn = scales.drawn_sums(part, _random_bits(seed, person_keys[part], scales.n_streams, count))
        lowest[part], highest[part], interval[part] = _chances(rules, array[part], mask[part], drawn, more[part])
    return BoxChance(lowest, highest, interval, count)


@dataclass(frozen=True, slots=True)
class _Group:
    """One assessment: its scales, the numerator of its column, total required (n,), known (n,), whether the sum stops at the total,
    and which share it takes of the first and of the second shared part, int64 (n, 2) in 4,096ths."""

    scales: slice
    numerator: int
    total: Int64
    present: Bool
    stops: bool
    shares: Int64


@dataclass(frozen=True, slots=True)
class _Scales:
    """Both assessments as one row of scales.

    cuts: int32 (n, k, 5), credit l is reached where z is at or above cut l. weights: int32 (n, k, 2), in 4,096ths, of what is
    shared and of a scale's own.
    """

    cuts: npt.NDArray[np.int32]
    weights: npt.NDArray[np.int32]
    groups: tuple[_Group, ...]
    error_known: Bool

    @classmethod
    def of(cls, rules: TalentRules, mask: Bool, competency: Assessment, potential: Assessment, factors: npt.ArrayLike) -> "_Scales":
        cuts: list[npt.NDArray[np.int32]] = [np.zeros((len(mask), 0, N_LEVELS - 1), dtype=np.int32)]
        weights: list[npt.NDArray[np.int32]] = [np.zeros((len(mask), 0, 2), dtype=np.int32)]
        groups = []
        error_known = np.ones(len(mask), dtype=np.bool_)
        begin = 0
        for measure, column in rules.measured_columns().items():
            first = measure == "competency_jpm"
            source = competency if first else potential
            present = mask[:, column]
            prob = np.asarray(source.prob, dtype=np.float64)
            required = _required(rules, measure, source, prob.shape[:2])
            capped = measure == "potential_share" or rules.surplus_rule == "cap_per_aspect"
            cuts.append(_cuts(prob, required, present, capped))
            weights.append(_parts(checked_loading(source.loading, required.shape)).astype(np.int32))
            numerator = (rules.performance.numerators + rules.potential.numerators)[column]
            with_first = np.ones(len(mask)) if first else checked_loading(factors, (len(mask),))
            end = begin + required.shape[1]
            groups.append(
                _Group(slice(begin, end), numerator, required.sum(axis=1), present, not capped, _parts(with_first).astype(np.int64))
            )
            error_known &= np.asarray(source.error_known, dtype=np.bool_) | ~present
            begin = end
        return cls(np.concatenate(cuts, axis=1), np.concatenate(weights, axis=1), tuple(groups), error_known)

    @property
    def n_streams(self) -> int:
        """Random numbers a draw: the two shared parts, then one a scale."""
        return 2 + int(self.cuts.shape[1])

    def drawn_sums(self, rows: npt.NDArray[np.intp], bits: npt.NDArray[np.uint16]) -> Int64:
        """What the assessments add to the weighted sum of potential in each draw, int64 (rows, draws); nothing where the
        assessment is unknown. bits: (rows, n_streams, draws)."""
        total_sum = np.zeros((len(rows), bits.shape[2]), dtype=np.int64)
        for group in self.groups:
            shared = self._shared(group.shares[rows], bits)
            credit = np.zeros(total_sum.shape, dtype=np.int16)
            for scale in range(group.scales.start, group.scales.stop):
                z = _NORMAL[bits[:, 2 + scale]] * self.weights[rows, scale, 1, None]
                if self.weights[rows, scale, 0].any():
                    z += shared * self.weights[rows, scale, 0, None]
                for level in range(N_LEVELS - 1):
                    cut = self.cuts[rows, scale, level, None]
                    if np.any(cut < _NEVER):
                        credit += z >= cut
            total = group.total[rows, None]
            reach = np.minimum(credit, total) if group.stops else credit
            worth = ratio_to_hundredths(reach, total).astype(np.int64) * group.numerator
            total_sum += np.where(group.present[rows, None], worth, 0)
        return total_sum

    def _shared(self, shares: Int64, bits: npt.NDArray[np.uint16]) -> npt.NDArray[np.int32]:
        """What an assessment's scales share in each draw, int32 (rows, draws), in the unit of _NORMAL."""
        first, second = _NORMAL[bits[:, 0]].astype(np.int64), _NORMAL[bits[:, 1]].astype(np.int64)
        return ((first * shares[:, 0, None] + second * shares[:, 1, None]) // _WEIGHT_UNIT).astype(np.int32)


def _parts(share: Float64) -> Float64:
    """A share and what is left of a unit variance, (.., 2), in 4,096ths."""
    return np.round(np.stack([share, np.sqrt(1.0 - share**2)], axis=-1) * _WEIGHT_UNIT)


def _required(rules: TalentRules, measure: Measure, source: Assessment, shape: tuple[int, ...]) -> Int64:
    """Required levels (n, k); the share of the maximum is a match against the highest level everywhere."""
    if measure == "potential_share":
        return np.full(shape, N_LEVELS - 1, dtype=np.int64)
    if measure == "potential_jpm":
        return np.full(shape, rules.policy.potential_standard, dtype=np.int64)
    return np.array(np.broadcast_to(np.asarray(source.required, dtype=np.int64), shape))


def _cuts(prob: Float64, required: Int64, present: Bool, capped: bool) -> npt.NDArray[np.int32]:
    array, usable = checked_probabilities(prob)
    if len(array) != len(present):
        raise ValueError("level probabilities must have one row a person")
    demanded = required > 0
    if np.any(~np.any(usable & demanded, axis=1) & present):
        raise ValueError("a known assessment lacks level probabilities or a standard")
    normal = np.clip(cuts_of(np.where(usable[..., None], array, 0.0)), -_FURTHEST, _FURTHEST)
    cuts = np.round(normal * _CUT_UNIT).astype(np.int32)
    limit = np.where(demanded, required if capped else N_LEVELS - 1, 0)
    cuts[(np.arange(1, N_LEVELS) > limit[..., None]) | ~usable[..., None]] = _NEVER  # a scale not assessed is completed, not drawn
    return cuts


def _random_bits(seed: int, keys: npt.NDArray[np.uint64], n_streams: int, draws: int) -> npt.NDArray[np.uint16]:
    """16 random bits per person, stream and draw, uint16 (n, n_streams, draws), from Philox keyed by (seed, person)."""
    bits = np.empty((len(keys), n_streams, draws), dtype=np.uint16)
    words = -(-n_streams * draws // 4)
    for row, key in enumerate(keys.tolist()):
        raw = np.random.Philox(key=np.array([seed, key], dtype=np.uint64)).random_raw(words)
        bits[row] = raw.astype("<u8", copy=False).view("<u2")[: n_streams * draws].reshape(n_streams, draws)
    return bits


def _potential(rules: TalentRules, values: npt.NDArray[np.integer], known: Bool) -> tuple[npt.NDArray[np.integer], Bool]:
    return values[:, rules.n_performance :], known[:, rules.n_performance :]


def _chances(
    rules: TalentRules, values: npt.NDArray[np.integer], known: Bool, drawn: Int64, more: Int64
) -> tuple[Float64, Float64, Int64]:
    """Lowest and highest box probabilities of a few people, each float64 (n, 9), and the interval of potential, (n, 2). more: (n,),
    by how much the scales that were not assessed can lift the sum of potential."""
    split = rules.n_performance
    not_measured = known.copy()
    not_measured[:, list(rules.measured_columns().values())] = False
    performance = known_sums(rules.performance.numerators, values[:, :split], known[:, :split])
    potential = known_sums(rules.potential.numerators, values[:, split:], not_measured[:, split:])[:, None] + drawn
    missing = (patterns(known[:, :split]), patterns(known[:, split:]))
    lowest, highest = np.zeros((len(values), 9)), np.zeros((len(values), 9))
    interval = _middle(potential)
    complete = (missing[0] == 0) & (missing[1] == 0) & (more == 0)
    lowest[complete] = highest[complete] = _drawn_shares(rules, performance[complete], potential[complete])
    for row in np.flatnonzero(~complete):
        starts, ends = additions(rules.inputs[:split], int(missing[0][row]))
        rungs = reached_rungs(rules.performance, performance[row : row + 1], starts, ends)[0]
        lifts, furthest = additions(rules.inputs[split:], int(missing[1][row]))
        lifts, furthest = _widened(lifts, furthest, int(more[row]))
        interval[row] += (lifts[0], furthest[-1])
        least, most = _rung_range(rules, potential[row], lifts, furthest)
        for index, (across, up) in enumerate(BOX_PLACES):
            highest[row, index] = most[up] if rungs[across] else 0.0
            lowest[row, index] = least[up] if rungs[across] and rungs.sum() == 1 else 0.0
    return lowest, highest, rules.potential.hundredths(interval).astype(np.int64)


def _middle(sums: Int64) -> Int64:
    """The 5th and the 95th percentile of each person's draws, (n, 2): drawn values, none interpolated."""
    first = int(_TAIL * sums.shape[1])
    ends = (first, sums.shape[1] - 1 - first)
    return np.partition(sums, ends, axis=1)[:, ends]


def _widened(starts: Int64, ends: Int64, by: int) -> tuple[Int64, Int64]:
    """Intervals that reach so much further, merged where they then touch."""
    apart = np.flatnonzero(starts[1:] > ends[:-1] + by + 1)
    return starts[np.concatenate([[0], apart + 1])], ends[np.concatenate([apart, [len(ends) - 1]])] + by


def _drawn_shares(rules: TalentRules, performance: Int64, potential: Int64) -> Float64:
    """Share of the draws in each box, float64 (n, 9)."""
    n, draws = potential.shape
    boxes = box_of(
        rules.performance.hundredths(performance)[:, None],
        rules.potential.hundredths(potential),
        rules.performance.ladder,
        rules.potential.ladder,
    )
    places = boxes + (np.arange(n, dtype=np.int64)[:, None] * 10)
    counts = np.bincount(places.ravel(), minlength=10 * n).reshape(n, 10)[:, 1:]
    return np.asarray(counts / draws, dtype=np.float64)


def _rung_range(rules: TalentRules, sums: Int64, starts: Int64, ends: Int64) -> tuple[Float64, Float64]:
    """Lowest and highest share of the draws on each rung of potential over every addition, two float64 (3,).

    As the addition grows, the shares change only where some draw comes up to a cut: it is enough to try those places and the ends
    of each interval.
    """
    unique, counts = np.unique(sums, return_counts=True)
    below = np.concatenate([[0], np.cumsum(counts)]) / len(sums)
    tried = [starts, ends]
    if np.any(ends > starts):
        inside = np.unique(np.concatenate([cut - unique for cut in rules.potential.cuts]))
        slot = np.searchsorted(ends, inside)
        tried.append(inside[(slot < len(ends)) & (np.append(starts, inside[-1] + 1)[slot] <= inside)])
    at = np.concatenate(tried)
    under = [below[np.searchsorted(unique, cut - at)] for cut in rules.potential.cuts]
    shares = np.stack([under[0], under[1] - under[0], 1.0 - under[1]])
    return shares.min(axis=1), shares.max(axis=1)
