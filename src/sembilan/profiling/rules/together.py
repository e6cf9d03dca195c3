"""Doubts that go together: what the scales of one person still share once all his answers are known.

The level of scale k is cut from a normal variable z_k = loading_k f_g + sqrt(1 - loading_k²) e_k, where f_g is shared by the scales
of one assessment and the two f correlate by `factors` (a Gaussian copula of one factor an assessment). The cuts are chosen so that
each level keeps exactly the probability it is told with: only how the scales move together is added. `psychometrics.joint` gives
loadings and correlation; with loadings of 0 the scales are independent.
"""

from collections.abc import Iterator
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr, ndtri

from sembilan.profiling.rules.levels import Float64

NODES: Final = np.linspace(-4.0, 4.0, 17)
"""Where the shared part is looked at; half a deviation apart, which integrates exactly enough up to MOST_LOADING."""

MOST_LOADING: Final = 0.9
"""More is told of no scale that was answered; a narrower remainder would fall between the nodes."""

WEIGHTS: Final = np.exp(-(NODES**2) / 2) / np.exp(-(NODES**2) / 2).sum()
"""Probability of each node, summing to 1."""


def checked_loading(loading: npt.ArrayLike, shape: tuple[int, ...]) -> Float64:
    """Loadings broadcast to (n, k), at most MOST_LOADING; NaN (nothing assessed) counts as 0. Raises ValueError outside 0..1."""
    array = np.nan_to_num(np.broadcast_to(np.asarray(loading, dtype=np.float64), shape), nan=0.0)
    if np.any((array < 0.0) | (array > 1.0)):
        raise ValueError("loadings lie between 0 and 1")
    return np.minimum(array, MOST_LOADING)


def cuts_of(prob: Float64) -> Float64:
    """Normal cuts (.., 5) between levels 0..5 from their probabilities (.., 6); infinite where a level is certain or impossible."""
    below = np.cumsum(prob[..., :-1], axis=-1)
    return np.asarray(ndtri(np.clip(below, 0.0, 1.0)))


def given_shared(prob: Float64, loading: Float64) -> Iterator[Float64]:
    """Level probabilities (n, k, 6) given each node of the shared part, in the order of NODES. prob: (n, k, 6), loading: (n, k)."""
    cuts = cuts_of(prob)
    own = np.sqrt(1.0 - loading**2)[..., None]
    for node in NODES:
        below = ndtr((cuts - loading[..., None] * node) / own)
        padded = np.concatenate([np.zeros((*prob.shape[:-1], 1)), below, np.ones((*prob.shape[:-1], 1))], axis=-1)
        yield np.where(np.isnan(prob), np.nan, np.diff(padded, axis=-1))


def pair_weights(factors: npt.ArrayLike) -> Float64:
    """Probability of each pair of nodes of both shared parts, float64 (n, 17, 17), summing to 1. factors: (n,), 0 .. 1."""
    together = np.minimum(np.asarray(factors, dtype=np.float64), MOST_LOADING)[:, None, None]
    first, second = NODES[:, None], NODES[None, :]
    density = np.exp(-(first**2 - 2 * together * first * second + second**2) / (2 * (1 - together**2)))
    return np.asarray(density / density.sum(axis=(1, 2), keepdims=True))
