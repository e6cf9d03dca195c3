"""Job person match (JPM): how far a person's levels meet what the post demands, in percent.

Under the rule `cap_per_aspect` (default) JPM = 100 × Σ min(Lₖ, Rₖ) / Σ Rₖ: a surplus in one competency never fills a gap in
another.
Under `uncapped_total_capped` JPM = min(100, 100 × Σ Lₖ / Σ Rₖ) over the demanded scales: surplus may fill gaps, the total stops at
100.

L are not known, only their probabilities. What is shown is the posterior expectation of the rule, not the rule applied to rounded
levels; the interval and the chance of each category come from the exact distribution of the whole-number sum: scales are convolved
given what they share, and that is integrated out (`together`).
A demanded scale that could not be assessed makes the JPM unknown, not lower.
"""

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

from sembilan.profiling.rules.ladder import UNKNOWN, Int8, Int32, Ladder, ratio_to_hundredths, to_hundredths
from sembilan.profiling.rules.levels import N_LEVELS, TIE, Bool, Float64, checked_probabilities
from sembilan.profiling.rules.together import NODES, WEIGHTS, checked_loading, given_shared

SurplusRule = Literal["cap_per_aspect", "uncapped_total_capped"]
SURPLUS_RULES: Final[tuple[SurplusRule, ...]] = ("cap_per_aspect", "uncapped_total_capped")

_CREDIT: Final = np.minimum(np.arange(N_LEVELS), np.arange(N_LEVELS)[:, None]).astype(np.float64)
"""[required, level] -> credit under the cap."""

_CHUNK: Final = 2048


@dataclass(frozen=True, slots=True)
class JobMatch:
    """JPM of n people.

    expected: float64 (n,), percent 0..100, NaN where unknown · hundredths: the same rounded, int32, UNKNOWN where unknown
    low, high: int32 hundredths, central interval, widened where the expectation lies beyond it, so that no value stands outside its
    own interval (the sum is skewed near 100) · category: rung of `hundredths`, int8
    category_chance: float64 (n, rungs), sums to 1, NaN where unknown · chance_given: the same at each node of what the scales
    share, (n, 17, rungs) · known: bool (n,)
    """

    rule: SurplusRule
    expected: Float64
    hundredths: Int32
    low: Int32
    high: Int32
    category: Int8
    category_chance: Float64
    chance_given: Float64
    known: Bool


def job_match(
    prob: npt.ArrayLike,
    required: npt.ArrayLike,
    ladder: Ladder,
    *,
    assessed: npt.ArrayLike | None = None,
    rule: SurplusRule = "cap_per_aspect",
    coverage: float = 0.90,
    loading: npt.ArrayLike = 0.0,
) -> JobMatch:
    """JPM with interval and category chances.

    prob: (n, k, 6) probabilities of levels 0..5 · required: ints 0..5 that broadcast to (n, k); 0 = not demanded, UNKNOWN =
    standard not known
    ladder: the categories (mapping 90/78 or selection 80/68) · assessed: bool (n, k) · loading: (n, k), how far the doubts of the
    scales go together, 0..1.
    Raises ValueError for wrong shapes, levels or probabilities.
    """
    array, demanded, usable, known = _checked(prob, required, assessed)
    n = len(array)
    shared = checked_loading(loading, demanded.shape)
    expected = _expected(array, demanded, usable, known, rule, shared)
    low, high = np.full(n, UNKNOWN, dtype=np.int32), np.full(n, UNKNOWN, dtype=np.int32)
    given = np.full((n, len(NODES), len(ladder.rungs)), np.nan)
    cuts = _cut_sums(ladder, array.shape[1])
    tail = (1.0 - coverage) / 2.0
    rows = np.flatnonzero(known)
    for start in range(0, len(rows), _CHUNK):
        part = rows[start : start + _CHUNK]
        total = demanded[part].sum(axis=1)
        masses = _masses(array[part], demanded[part], usable[part], rule, shared[part])
        given[part] = np.stack([_category_chance(_cumulative(mass), cuts[total]) for mass in masses], axis=1)
        cumulative = _cumulative(_mixed(masses))
        low[part] = ratio_to_hundredths(np.minimum(np.argmax(cumulative > tail + TIE, axis=1), total), total)
        high[part] = ratio_to_hundredths(np.minimum(np.argmax(cumulative >= 1.0 - tail - TIE, axis=1), total), total)
    hundredths = to_hundredths(expected)
    low, high = np.minimum(low, hundredths), np.maximum(high, hundredths)
    chance = np.einsum("f,nfr->nr", WEIGHTS, given)
    return JobMatch(rule, expected, hundredths, low, high, ladder.rung_of(hundredths), chance, given, known)


def expected_jpm(
    prob: npt.ArrayLike,
    required: npt.ArrayLike,
    *,
    assessed: npt.ArrayLike | None = None,
    rule: SurplusRule = "cap_per_aspect",
    loading: npt.ArrayLike = 0.0,
) -> Int32:
    """Only the rounded expectation, int32 hundredths (n,), UNKNOWN where unknown: the same number as `job_match(...).hundredths`,
    for a whole nation.

    Under the cap the expectation is linear in the probabilities and needs no distribution. Arguments and errors as in `job_match`.
    """
    array, demanded, usable, known = _checked(prob, required, assessed)
    return to_hundredths(_expected(array, demanded, usable, known, rule, checked_loading(loading, demanded.shape)))


def jpm_range(
    prob: npt.ArrayLike,
    required: npt.ArrayLike,
    *,
    assessed: npt.ArrayLike | None = None,
    rule: SurplusRule = "cap_per_aspect",
    loading: npt.ArrayLike = 0.0,
) -> tuple[Int32, Int32]:
    """The rounded expectation with every demanded scale that was not assessed at level 0, and at level 5, two int32 (n,).

    Both are `expected_jpm` where everything demanded was assessed, and UNKNOWN where nothing was, or the standard is not known: one
    missing scale leaves the JPM open by what that scale can add, not altogether. Arguments and errors as in `job_match`.
    """
    array, demanded, usable, known = _checked(prob, required, assessed)
    shared = checked_loading(loading, demanded.shape)
    open_ = ~usable & (demanded > 0)
    some = np.any(usable & (demanded > 0), axis=1) & ~np.any(demanded == UNKNOWN, axis=1)
    ends = []
    for level in (0, N_LEVELS - 1):
        held = np.where(open_[..., None], np.arange(N_LEVELS) == level, array) if open_.any() else array
        ends.append(to_hundredths(_expected(held, demanded, usable | open_, known | some, rule, shared)))
        if not open_.any():
            ends *= 2
            break
    return ends[0], ends[1]


def sum_distribution(
    prob: npt.ArrayLike,
    required: npt.ArrayLike,
    *,
    assessed: npt.ArrayLike | None = None,
    rule: SurplusRule = "cap_per_aspect",
    loading: npt.ArrayLike = 0.0,
) -> Float64:
    """Exact distribution of the whole-number sum of credited levels, float64 (n, 5k + 1); rows of NaN where the JPM is unknown."""
    array, demanded, usable, known = _checked(prob, required, assessed)
    mass = np.full((len(array), (N_LEVELS - 1) * array.shape[1] + 1), np.nan)
    shared = checked_loading(loading, demanded.shape)
    mass[known] = _mixed(_masses(array[known], demanded[known], usable[known], rule, shared[known]))
    return mass


def share_at_ceiling(high: npt.ArrayLike, tier: npt.ArrayLike, n_tiers: int) -> tuple[Float64, npt.NDArray[np.int64]]:
    """Share of each tier whose interval reaches 100.00, and how many of the tier have a known JPM.

    The expectation itself is no measure of a ceiling: under the cap any doubt keeps it below 100.
    high: upper ends of the intervals (the value itself where no error is known), int32 (n,), UNKNOWN where unknown
    tier: ints 0..n_tiers-1 (n,). Returns float64 (n_tiers,), NaN for an empty tier, and int64 (n_tiers,).
    A high share means that the instrument or the standard no longer tells these people apart.
    """
    values, groups = np.asarray(high), np.asarray(tier, dtype=np.intp)
    known = values != UNKNOWN
    counts = np.bincount(groups[known], minlength=n_tiers)
    full = np.bincount(groups[known & (values == 10_000)], minlength=n_tiers)
    return np.where(counts > 0, full / np.maximum(counts, 1), np.nan), counts


def _checked(
    prob: npt.ArrayLike, required: npt.ArrayLike, assessed: npt.ArrayLike | None
) -> tuple[Float64, npt.NDArray[np.int64], Bool, Bool]:
    array, usable = checked_probabilities(prob, assessed)
    demanded = np.broadcast_to(np.asarray(required, dtype=np.int64), array.shape[:2])
    if np.any((demanded < UNKNOWN) | (demanded >= N_LEVELS)):
        raise ValueError("required levels run from 0 to 5")
    known = np.all((demanded == 0) | (usable & (demanded != UNKNOWN)), axis=1) & np.any(demanded > 0, axis=1)
    return array, demanded, usable, known


def _expected(
    array: Float64, demanded: npt.NDArray[np.int64], usable: Bool, known: Bool, rule: SurplusRule, shared: Float64
) -> Float64:
    """Posterior expectation of the rule in percent, float64 (n,), NaN where unknown."""
    expected = np.full(len(array), np.nan)
    everywhere = bool(usable.all())
    rows = np.flatnonzero(known)
    for start in range(0, len(rows), _CHUNK):
        part = rows[start : start + _CHUNK]
        total = demanded[part].sum(axis=1)
        if rule == "cap_per_aspect":
            held = array[part]
            if not everywhere:
                # a scale that is not demanded may hold NaN; its weight is 0
                held = np.where(usable[part][..., None], held, 0.0)
            credit = np.einsum("nkl,nkl->n", held, np.take(_CREDIT, demanded[part], axis=0))
        else:
            mass = _mixed(_masses(array[part], demanded[part], usable[part], rule, shared[part]))
            credit = (mass * np.minimum(np.arange(mass.shape[1]), total[:, None])).sum(axis=1)
        expected[part] = 100.0 * credit / total
    return expected


def _masses(prob: Float64, demanded: npt.NDArray[np.int64], usable: Bool, rule: SurplusRule, shared: Float64) -> list[Float64]:
    """Distribution of the sum at each node of what the scales share; one and the same where they share nothing."""
    if not shared.any():
        return [_sum_distribution(prob, demanded, usable, rule)] * len(NODES)
    return [_sum_distribution(given, demanded, usable, rule) for given in given_shared(prob, shared)]


def _mixed(masses: list[Float64]) -> Float64:
    if masses[0] is masses[-1]:
        return masses[0]
    return np.asarray(sum(weight * mass for weight, mass in zip(WEIGHTS, masses, strict=True)))


def _cumulative(mass: Float64) -> Float64:
    cumulative = np.cumsum(mass, axis=1)
    cumulative[:, -1] = 1.0
    return cumulative


def _sum_distribution(prob: Float64, demanded: npt.NDArray[np.int64], usable: Bool, rule: SurplusRule) -> Float64:
    """Distribution of the sum over the demanded scales, (n, 5k + 1), by adding one scale after the other."""
    n, k = demanded.shape
    mass = np.zeros((n, (N_LEVELS - 1) * k + 1))
    mass[:, 0] = 1.0
    reach = 1
    for scale in range(k):
        want = demanded[:, scale]
        single = _credited(np.where(usable[:, scale, None], prob[:, scale], 0.0), want, rule)
        step = int(np.flatnonzero(single.any(axis=0))[-1]) if n else 0
        grown = np.zeros((n, reach + step))
        for credit in range(step + 1):
            grown[:, credit : credit + reach] += single[:, credit, None] * mass[:, :reach]
        reach += step
        mass[:, :reach] = grown
    return mass


def _credited(prob: Float64, want: npt.NDArray[np.int64], rule: SurplusRule) -> Float64:
    """Distribution of one scale's credit, (n, 6). A scale that is not demanded credits 0 for certain."""
    levels = np.arange(N_LEVELS)
    if rule == "cap_per_aspect":
        tail = np.cumsum(prob[:, ::-1], axis=1)[:, ::-1]
        single = np.where(levels < want[:, None], prob, np.where(levels == want[:, None], tail, 0.0))
    else:
        single = prob.copy()
    single[want == 0] = levels == 0
    return single


def _cut_sums(ladder: Ladder, k: int) -> npt.NDArray[np.int64]:
    """[total required, rung] -> smallest sum whose JPM, rounded to hundredths, lies on that rung or above."""
    totals = (N_LEVELS - 1) * k + 1
    cuts = np.zeros((totals, len(ladder.rungs)), dtype=np.int64)
    for total in range(1, totals):
        percent = ratio_to_hundredths(np.arange(total + 1), total)
        cuts[total] = [int(np.searchsorted(percent, start)) for start in ladder.starts]
    return cuts


def _category_chance(cumulative: Float64, cuts: npt.NDArray[np.int64]) -> Float64:
    edge = np.zeros((len(cuts), 1))
    below = np.concatenate([edge, cumulative], axis=1)
    reached = 1.0 - np.take_along_axis(below, cuts, axis=1)
    reached[:, 0] = 1.0
    following = np.concatenate([reached[:, 1:], edge], axis=1)
    return np.asarray(np.clip(reached - following, 0.0, 1.0), dtype=np.float64)
