"""Cut scores: from a posterior to the probability of each level.

A standard setting gives K ascending cuts in theta; they part the scale into K + 1 levels 0 .. K. A person at or above cut k has at
least level k. Which panel set the cuts, by what method, is said in the table's source and belongs beside every level that is shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import pi, sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from sembilan.psychometrics.models.errors import CutTableInvalid, ShapesDisagree
from sembilan.psychometrics.models.response import FloatArray
from sembilan.psychometrics.quadrature import Grid

TIE_DECIMALS = 9


@dataclass(frozen=True)
class CutTable:
    """The result of a standard setting for one scale.

    scale: its code. cuts: K >= 1 strictly ascending thetas, logits. source: who set them and how. version: of this table.
    standard_errors: of each cut over panels, >= 0, logits; None when no panel has estimated them. Raises CutTableInvalid.
    """

    scale: str
    cuts: tuple[float, ...]
    source: str
    version: str
    standard_errors: tuple[float, ...] | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "cuts", tuple(float(cut) for cut in self.cuts))
        if not (self.scale and self.source and self.version):
            raise CutTableInvalid("a cut table names its scale, its source and its version", scale=self.scale)
        if not self.cuts or not np.isfinite(self.cuts).all() or (np.diff(self.cuts) <= 0).any():
            raise CutTableInvalid(f"cuts are finite and ascend strictly, unlike {self.cuts}", scale=self.scale)
        if self.standard_errors is None:
            return
        object.__setattr__(self, "standard_errors", tuple(float(error) for error in self.standard_errors))
        errors = np.asarray(self.standard_errors)
        if len(errors) != len(self.cuts) or not np.isfinite(errors).all() or (errors < 0).any():
            raise CutTableInvalid(f"every cut has one standard error, at least 0, unlike {self.standard_errors}", scale=self.scale)

    @property
    def n_levels(self) -> int:
        """K + 1."""
        return len(self.cuts) + 1


def level_probabilities(posterior: NDArray[np.floating], grid: Grid, table: CutTable) -> FloatArray:
    """Probability of each level, float64 (n_persons, n_levels), rows summing to 1.

    posterior: (n_persons, n_nodes), at least 0, need not be normalised. The mass of a node is spread evenly over its cell
    [node - step / 2, node + step / 2] and divided linearly at a cut, so that the result moves continuously with the cut and does
    not jump from node to node. With standard errors each cut is a normal variable: the division is averaged over it, and where two
    widened cuts would cross, the lower one prevails (nobody passes the higher without the lower). Raises ShapesDisagree.
    """
    if posterior.ndim != 2 or posterior.shape[1] != grid.n_nodes:
        raise ShapesDisagree(f"a posterior is (n_persons, {grid.n_nodes}), not {posterior.shape}", n_nodes=grid.n_nodes)
    mass = posterior.astype(np.float64)
    total = mass.sum(axis=1, keepdims=True)
    if len(total) and not (total > 0).all():
        raise ShapesDisagree("a posterior without mass belongs to nobody")
    return np.asarray((mass / total) @ level_shares(grid, table))


def most_probable_level(probabilities: FloatArray) -> NDArray[np.int64]:
    """The most probable level of each row of (n_persons, n_levels); a tie (to 9 decimals) goes to the lower level."""
    return np.asarray(np.round(probabilities, TIE_DECIMALS).argmax(axis=1))


def level_shares(grid: Grid, table: CutTable) -> FloatArray:
    """Share of each node's cell in each level, (n_nodes, n_levels), rows summing to 1; a posterior times it gives the levels."""
    errors = table.standard_errors or (0.0,) * len(table.cuts)
    above = [_share_above(grid, cut, error) for cut, error in zip(table.cuts, errors, strict=True)]
    reached = np.stack([np.ones(grid.n_nodes), *above, np.zeros(grid.n_nodes)], axis=1)
    return -np.diff(np.minimum.accumulate(reached, axis=1), axis=1)


def _share_above(grid: Grid, cut: float, error: float) -> FloatArray:
    """Share of each cell above a cut ~ normal(cut, error): E[(high - C)+ - (low - C)+] / step."""
    low, high = grid.nodes - grid.step / 2 - cut, grid.nodes + grid.step / 2 - cut
    return np.clip((_mean_excess(high, error) - _mean_excess(low, error)) / grid.step, 0.0, 1.0)


def _mean_excess(distance: FloatArray, error: float) -> FloatArray:
    """E[max(distance - error Z, 0)] for a standard normal Z."""
    if error == 0:
        return np.maximum(distance, 0.0)
    z = distance / error
    return np.asarray(distance * ndtr(z) + error * np.exp(-z * z / 2) / sqrt(2 * pi))
