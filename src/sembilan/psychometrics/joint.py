"""Several scales of one person at once: what each says about the others when abilities go together.

Scored by itself, a scale's posterior is drawn to the mean of the population; a sum of many such scales is drawn too far, and its
doubt is told too small, because the errors that remain go together. Here the scales share a second-order prior:

    f ~ normal(0, [[1, r], [r, 1]])       one factor a group of scales, r = between / within
    theta_k | f_g ~ normal(loading f_g, 1 - within)       loading = sqrt(within)

so that two scales of one group correlate `within`, of different groups `between`, and each alone is normal(0, 1) as it was scored:

    p(theta_k | x)  is proportional to  integral of p(f | x without k) p(theta_k | f_g) L_k(theta_k) df

L_k is the scale's own posterior over its own prior. Given f the scales are independent, so the integral is exact up to two grids,
both of which end at 6 logits.

Some scales may only listen: they are read beside the second group's factor, but what they say changes nothing else. That is for
answers that can be faked (statements about oneself beside tests): p(theta_l | x) rests on the other groups' answers and its own.
Sources: de la Torre & Patz (2005), Journal of Educational and Behavioral Statistics 30, 295-311 (joint scoring of correlated
scales); Wainer et al. (2001), "Augmented scores", in Test Scoring, ch. 9; de la Torre & Song (2009), Applied Psychological
Measurement 33, 620-639 (the higher-order form).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sembilan.psychometrics.models.errors import PriorInvalid, ShapesDisagree
from sembilan.psychometrics.models.response import FloatArray
from sembilan.psychometrics.quadrature import Grid, normal_log_weights
from sembilan.psychometrics.scoring import Mask
from sembilan.psychometrics.standards import CutTable, level_shares

N_FACTOR_NODES = 49
FACTOR_LIMIT = (
    6.0  # as far as the scales' own grid: at 4, whoever is at the top (or bottom) of every scale was drawn in by 0.5 logit
)
MOST_TOGETHER = 0.95  # beyond it the factors are one and the same, and their grid too coarse to part them
TINY = 1e-9
BLOCK = 1024  # persons whose joint mass over both factors fits the cache


@dataclass(frozen=True)
class JointPrior:
    """How abilities go together in the population that the scales refer to.

    groups: how many scales are in the first and in the second group. within, between: correlation of two scales of one group and of
    different groups, 0 <= between < within < 1 (factors together by MOST_TOGETHER at most); with both 0 every scale stands alone.
    listeners: how many scales come after them and only listen; heard: correlation of a listener with a scale of the second group,
    0 .. within. Raises PriorInvalid.
    """

    groups: tuple[int, int]
    within: float
    between: float
    listeners: int = 0
    heard: float = 0.0

    def __post_init__(self) -> None:
        if not 0 <= self.between <= self.within < 1 or self.between > MOST_TOGETHER * self.within:
            raise PriorInvalid(
                f"correlations satisfy 0 <= between <= {MOST_TOGETHER} within < 1, unlike {self.between} and {self.within}"
            )
        if min(self.groups) < 1:
            raise PriorInvalid(f"each group holds a scale, unlike {self.groups}")
        if self.listeners < 0 or not 0 <= self.heard <= self.within:
            raise PriorInvalid(f"a listener correlates 0 .. within with the tests, unlike {self.heard}")

    @property
    def n_scales(self) -> int:
        """All scales: both groups and the listeners."""
        return sum(self.groups) + self.listeners

    @property
    def loadings(self) -> tuple[float, ...]:
        """Correlation of each scale with its group's factor, (n_scales,)."""
        heard = self.heard / self.within**0.5 if self.within else 0.0
        return (self.within**0.5,) * sum(self.groups) + (heard,) * self.listeners

    @property
    def factors_together(self) -> float:
        """Correlation r of the two factors, 0 .. 1."""
        return self.between / self.within if self.within else 0.0


@dataclass(frozen=True, eq=False)
class Joint:
    """What all answers of a person say about each scale, n_scales as the prior's.

    levels: float64 (n_persons, n_scales, n_levels), rows summing to 1. theta, standard_error: (n_persons, n_scales), logits.
    loading: (n_persons, n_scales), 0 .. 1, how far the doubt that remains in a scale goes together with its group's (the
    correlation of theta_k and f_g in the posterior). factors_together: (n_persons,), correlation of the two factors in the
    posterior. NaN where a scale was not assessed: nothing is imputed.
    """

    levels: FloatArray
    theta: FloatArray
    standard_error: FloatArray
    loading: FloatArray
    factors_together: FloatArray


def score_jointly(
    posterior: NDArray[np.floating], assessed: Mask, tables: Sequence[CutTable], grid: Grid, prior: JointPrior
) -> Joint:
    """Joint posteriors from the posteriors of the single scales.

    posterior: (n_persons, n_scales, n_nodes) under `grid`'s normal(0, 1) prior; rows of scales that were not assessed are not read.
    assessed: (n_persons, n_scales). tables: one a scale, of equally many levels. grid: must carry the standard prior.
    A scale that was not assessed says nothing about the others and nothing is said about it. Raises ShapesDisagree, PriorInvalid.
    """
    n_scales = prior.n_scales
    if posterior.shape[1:] != (n_scales, grid.n_nodes) or assessed.shape != posterior.shape[:2] or len(tables) != n_scales:
        raise ShapesDisagree(f"{n_scales} scales and {grid.n_nodes} nodes, but posteriors of shape {posterior.shape}")
    if len({table.n_levels for table in tables}) != 1:
        raise ShapesDisagree("the tables of jointly scored scales have equally many levels")
    if not np.allclose(grid.log_weights, normal_log_weights(grid.nodes), rtol=0, atol=1e-9):
        raise PriorInvalid("scales are joined from posteriors under the standard normal prior")
    work = _Work.of(tables, grid, prior)
    n_persons, n_levels = len(posterior), tables[0].n_levels
    theta, error, loading = (np.full((n_persons, n_scales), np.nan) for _ in range(3))
    found = Joint(np.full((n_persons, n_scales, n_levels), np.nan), theta, error, loading, np.zeros(n_persons))
    for start in range(0, n_persons, BLOCK):
        rows = slice(start, start + BLOCK)
        work.score(posterior[rows], assessed[rows], found, rows)
    return found


@dataclass(frozen=True, eq=False)
class _Work:
    """Everything that is the same for all persons.

    kernels: per scale (n_nodes, n_factor_nodes * (n_levels + 2)); a posterior times it gives, for every factor node, the mass on
    each level and the first two moments of theta, the scale's own prior already taken out.
    """

    prior: JointPrior
    own_prior: FloatArray
    nodes: FloatArray
    log_factors: FloatArray
    kernels: tuple[FloatArray, ...]
    n_levels: int

    @classmethod
    def of(cls, tables: Sequence[CutTable], grid: Grid, prior: JointPrior) -> _Work:
        nodes = np.linspace(-FACTOR_LIMIT, FACTOR_LIMIT, N_FACTOR_NODES)
        own_prior = np.exp(grid.log_weights)
        moments = np.stack([grid.nodes, grid.nodes**2], axis=1)
        kernels = []
        for table, loading in zip(tables, prior.loadings, strict=True):
            given = [np.exp(normal_log_weights(grid.nodes, loading * f, (1 - loading**2) ** 0.5)) for f in nodes]
            told = np.concatenate([level_shares(grid, table), moments], axis=1)
            kernels.append(np.einsum("tf,tc->tfc", np.stack(given, axis=1) / own_prior[:, None], told).reshape(grid.n_nodes, -1))
        return cls(prior, own_prior, nodes, _log_factor_prior(nodes, prior.factors_together), tuple(kernels), tables[0].n_levels)

    def score(self, posterior: NDArray[np.floating], assessed: Mask, found: Joint, rows: slice) -> None:
        parts = [self._parts(posterior[:, k], assessed[:, k], k) for k in range(len(self.kernels))]
        masses = [part[..., : self.n_levels].sum(axis=2) for part in parts]
        first, both = self.prior.groups[0], sum(self.prior.groups)
        log_mass = [sum((np.log(mass) for mass in group), np.zeros(1)) for group in (masses[:first], masses[first:both])]
        joint = log_mass[0][:, :, None] + log_mass[1][:, None, :] + self.log_factors
        weight = np.exp(joint - joint.max(axis=(1, 2), keepdims=True))
        weight /= weight.sum(axis=(1, 2), keepdims=True)
        factor = [weight.sum(axis=2), weight.sum(axis=1)]
        (mean, sd), (other_mean, other_sd) = (self._spread(share) for share in factor)
        product = np.einsum("nij,i,j->n", weight, self.nodes, self.nodes) - mean * other_mean
        found.factors_together[rows] = _correlation(product, sd * other_sd)
        for k, part in enumerate(parts):
            share = factor[0 if k < first else 1]
            if k >= both:
                # a listener's own answers speak for itself alone
                share = share * masses[k]
                share /= share.sum(axis=1, keepdims=True)
            self._tell(part, share, assessed[:, k], found, rows, k)

    def _spread(self, factor: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Mean and standard deviation of a factor, two (n_persons,)."""
        mean = factor @ self.nodes
        return mean, np.sqrt(factor @ self.nodes**2 - mean**2)

    def _parts(self, posterior: NDArray[np.floating], assessed: Mask, k: int) -> FloatArray:
        """Mass on each level and moments at every factor node, (n_persons, n_factor_nodes, n_levels + 2); of a scale that was not
        assessed what the prior says, whose mass is 1 at every factor node."""
        held = np.where(assessed[:, None], posterior, self.own_prior).astype(np.float64)
        return (held @ self.kernels[k]).reshape(len(held), len(self.nodes), -1)

    def _tell(self, parts: FloatArray, factor: FloatArray, assessed: Mask, found: Joint, rows: slice, k: int) -> None:
        centre, spread = self._spread(factor)
        given = parts / parts[..., : self.n_levels].sum(axis=2, keepdims=True)
        told = np.einsum("nf,nfc->nc", factor, given)
        theta = told[:, self.n_levels]
        error = np.sqrt(np.maximum(told[:, self.n_levels + 1] - theta**2, 0.0))
        shared = np.einsum("nf,f,nf->n", factor, self.nodes, given[..., self.n_levels]) - centre * theta
        for into, values in (
            (found.levels, told[:, : self.n_levels]),
            (found.theta, theta),
            (found.standard_error, error),
            (found.loading, _correlation(shared, spread * error)),
        ):
            into[rows, k][assessed] = values[assessed]


def _correlation(covariance: FloatArray, scale: FloatArray) -> FloatArray:
    """Within 0 .. 1; 0 where nothing is in doubt, so that nothing can go together."""
    found = np.zeros(len(covariance))
    np.divide(covariance, scale, out=found, where=scale > TINY)
    return np.asarray(np.clip(found, 0.0, 1.0))


def _log_factor_prior(nodes: FloatArray, together: float) -> FloatArray:
    """log mass of the bivariate normal over both factors' nodes, (n_factor_nodes, n_factor_nodes)."""
    first, second = nodes[:, None], nodes[None, :]
    square = (first**2 - 2 * together * first * second + second**2) / (1 - together**2)
    return np.asarray(-0.5 * square - np.logaddexp.reduce((-0.5 * square).ravel()))
