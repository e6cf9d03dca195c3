"""How far a set of scores can be trusted as a whole: reliability from item scores, from EAP scores, and from the items alone.

Every coefficient refuses a sample below a stated least number, because a reliability of few persons is noise with a name.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import fdtri  # scipy.stats would cost every start of a process a second

from sembilan.psychometrics.models.errors import NoVariance, ShapesDisagree, TooFewItems, TooFewPersons
from sembilan.psychometrics.models.response import FloatArray, ResponseModel
from sembilan.psychometrics.quadrature import Grid

LEAST_PERSONS = 100
"""With 100 persons and 20 items Feldt's 95% interval of an alpha of 0.80 is about 0.74 to 0.85; with fewer it says little."""
LEAST_OVERLAP = 30
"""Persons that two items must share before their covariance is used."""


@dataclass(frozen=True)
class Reliability:
    """A coefficient, at most 1. n_persons: 0 for one computed from items alone; low, high: its 95% interval where it has one."""

    value: float
    n_persons: int
    n_items: int | None = None
    low: float | None = None
    high: float | None = None


def cronbach_alpha(scores: FloatArray, *, least_persons: int = LEAST_PERSONS, least_overlap: int = LEAST_OVERLAP) -> Reliability:
    """Cronbach's alpha of item scores (n_persons, n_items), NaN where an item has no score.

        alpha = n_items / (n_items - 1) * (1 - sum of variances / sum of the covariance matrix)

    Missing scores: pairwise. Each covariance uses the persons who have both items, each variance those who have the item; nobody is
    dropped for one gap and nothing is filled in. Persons without any score do not count. The interval is Feldt's with the smallest
    pairwise number of persons, hence cautious. Alpha is a lower bound where items measure one thing, and no proof that they do.
    Raises TooFewItems (< 2), TooFewPersons (in all, or for a pair of items), NoVariance.
    Sources: Cronbach (1951), Psychometrika 16, 297-334; Feldt (1965), Psychometrika 30, 357-370.
    """
    if scores.ndim != 2:
        raise ShapesDisagree(f"item scores are (n_persons, n_items), not {scores.shape}")
    n_items = scores.shape[1]
    if n_items < 2:
        raise TooFewItems("alpha needs at least two items", n_items=n_items)
    present = ~np.isnan(scores)
    n_persons = int(present.any(axis=1).sum())
    _enough(n_persons, least_persons, "alpha")
    covariance, overlap = _pairwise_covariance(np.asarray(scores, dtype=np.float64), present, least_overlap)
    total = covariance.sum()
    if not total > 0:
        raise NoVariance("the sum score does not vary: reliability is undefined, not zero")
    value = n_items / (n_items - 1) * (1 - np.trace(covariance) / total)
    low, high = _feldt_interval(float(value), overlap, n_items)
    return Reliability(float(value), n_persons, n_items, low, high)


def marginal_reliability(theta: FloatArray, standard_error: FloatArray, *, least_persons: int = LEAST_PERSONS) -> Reliability:
    """Empirical reliability of EAP scores: var(theta) / (var(theta) + mean(standard_error^2)).

    theta, standard_error: (n_persons,); a person with NaN in either has no score and does not count. It speaks about this group: a
    group with little spread has a low value under the same test. Raises ShapesDisagree, TooFewPersons, NoVariance.
    Source: Bechger, Maris, Verstralen & Beguin (2003), Applied Psychological Measurement 27, 319-334.
    """
    if theta.ndim != 1 or theta.shape != standard_error.shape:
        raise ShapesDisagree(f"theta {theta.shape} and standard error {standard_error.shape} belong to the same persons")
    scored = ~(np.isnan(theta) | np.isnan(standard_error))
    n_persons = int(scored.sum())
    _enough(n_persons, least_persons, "marginal reliability")
    spread = float(theta[scored].var(ddof=1))
    if not spread > 0:
        raise NoVariance("all persons have the same theta: reliability is undefined, not zero")
    return Reliability(spread / (spread + float((standard_error[scored] ** 2).mean())), n_persons)


def information_of(items: Sequence[ResponseModel], theta: FloatArray) -> FloatArray:
    """Test information, the sum over items, at theta (n_nodes,). Raises TooFewItems."""
    if not items:
        raise TooFewItems("a scale needs at least one item")
    return np.asarray(np.sum([item.information(theta) for item in items], axis=0))


def information_reliability(items: Sequence[ResponseModel], grid: Grid) -> Reliability:
    """The reliability that these items promise in the grid's population, before anybody has answered.

        1 - mean over the population of 1 / (information(theta) + 1 / variance)  divided by  variance

    It is what `marginal_reliability` will find if the parameters are true and the population is as supposed; slightly optimistic
    for short tests. Raises TooFewItems. Source: Nicewander (2018), Applied Psychological Measurement 42, 571-580.
    """
    weights = np.exp(grid.log_weights)
    variance = float(weights @ (grid.nodes - weights @ grid.nodes) ** 2)
    error = float(weights @ (1 / (information_of(items, grid.nodes) + 1 / variance)))
    return Reliability(1 - error / variance, 0, len(items))


def _enough(n_persons: int, least: int, what: str) -> None:
    if n_persons < least:
        raise TooFewPersons(
            f"{what} of {n_persons} persons says nothing; at least {least} are needed", found=n_persons, least=least
        )


@dataclass(frozen=True)
class Togetherness:
    """How abilities were found to go together: mean correlation, freed of error, of two scales of one group and of different
    groups.

    None where no pair of scales had enough persons. n_persons: of the smallest pair used.
    """

    within: float | None
    between: float | None
    n_persons: int


def togetherness(theta: FloatArray, standard_error: FloatArray, groups: FloatArray, *, least: int = LEAST_PERSONS) -> Togetherness:
    """Correlations of the abilities behind EAP scores, each scale scored by itself.

        correlation of k and j = cov(EAP_k, EAP_j) / (r_k r_j s_k s_j),   s² = var(EAP) + mean(error²),   r = var(EAP) / s²

    because an EAP moves with the ability by its reliability r only; the classical correction (Spearman 1904), which divides the
    correlation by sqrt(r_k r_j), is right for scores that are not shrunken. On why estimates may not be correlated as they are:
    Mislevy, Beaton, Kaplan & Sheehan (1992), Journal of Educational Measurement 29, 133-161. theta, standard_error: (n_persons,
    n_scales), NaN where a scale was not assessed. groups: (n_scales,). Pairs with fewer than `least` persons or without variance
    are left out. Raises ShapesDisagree.
    """
    if theta.shape != standard_error.shape or theta.ndim != 2 or np.shape(groups) != (theta.shape[1],):
        raise ShapesDisagree(f"scores of shape {theta.shape} and {standard_error.shape}, groups of shape {np.shape(groups)}")
    found: dict[bool, list[float]] = {True: [], False: []}
    fewest = 0
    for first in range(theta.shape[1]):
        for second in range(first + 1, theta.shape[1]):
            both = ~np.isnan(theta[:, first] + theta[:, second])
            if both.sum() < least:
                continue
            value = _freed_of_error(theta[both][:, [first, second]], standard_error[both][:, [first, second]])
            if value is not None:
                found[bool(groups[first] == groups[second])].append(value)
                fewest = min(fewest or int(both.sum()), int(both.sum()))
    within, between = (float(np.mean(found[same])) if found[same] else None for same in (True, False))
    return Togetherness(within, between, fewest)


def _freed_of_error(theta: FloatArray, error: FloatArray) -> float | None:
    covariance = np.cov(theta, rowvar=False)
    told = np.diag(covariance)
    whole = told + (error**2).mean(axis=0)
    if not (told > 0).all():
        return None
    return float(covariance[0, 1] / np.prod(told / np.sqrt(whole)))


def _pairwise_covariance(scores: FloatArray, present: np.ndarray, least: int) -> tuple[FloatArray, int]:
    """The pairwise covariance matrix (n_items, n_items) and the smallest number of persons two items share."""
    seen = present.astype(np.float64)
    counts = seen.sum(axis=0)
    centre = np.where(present, scores, 0.0).sum(axis=0) / np.maximum(counts, 1)
    centred = np.where(present, scores - centre, 0.0)
    shared = seen.T @ seen
    overlap = int(shared.min())
    _enough(overlap, max(least, 2), "a covariance")
    sums = centred.T @ seen
    return (centred.T @ centred - sums * sums.T / shared) / (shared - 1), overlap


def _feldt_interval(alpha: float, n_persons: int, n_items: int) -> tuple[float, float]:
    freedom = n_persons - 1, (n_persons - 1) * (n_items - 1)
    low, high = (float(1 - (1 - alpha) * fdtri(*freedom, level)) for level in (0.975, 0.025))
    return low, high
