"""The grid on which posteriors live: equally spaced nodes of theta with the log weights of a prior.

Equal spacing makes every node the middle of a cell of the same width, which `standards` needs to split a posterior at a cut.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sembilan.psychometrics.models.errors import GridInvalid
from sembilan.psychometrics.models.response import FloatArray

N_NODES = 61
LIMIT = 6.0


@dataclass(frozen=True, eq=False)
class Grid:
    """Nodes (n_nodes,), ascending, equally spaced, in logits; log_weights (n_nodes,): log prior mass, exp of them summing to 1.

    Both arrays are read-only. Raises GridInvalid.
    """

    nodes: FloatArray
    log_weights: FloatArray

    def __post_init__(self) -> None:
        nodes, log_weights = (np.array(values, dtype=np.float64) for values in (self.nodes, self.log_weights))
        if nodes.ndim != 1 or len(nodes) < 3 or nodes.shape != log_weights.shape:
            raise GridInvalid(f"a grid has at least 3 nodes and one weight each, not {nodes.shape} and {log_weights.shape}")
        steps = np.diff(nodes)
        if not (np.isfinite(nodes).all() and steps[0] > 0 and np.allclose(steps, steps[0], rtol=1e-9, atol=0)):
            raise GridInvalid("the nodes of a grid ascend in equal steps")
        total = np.exp(log_weights).sum()
        if not np.isclose(total, 1, rtol=0, atol=1e-9):
            raise GridInvalid(f"the weights of a grid sum to 1, not to {total}", total=float(total))
        for name, values in (("nodes", nodes), ("log_weights", log_weights)):
            values.flags.writeable = False
            object.__setattr__(self, name, values)

    @classmethod
    def standard(cls, n_nodes: int = N_NODES, limit: float = LIMIT, *, mean: float = 0.0, sd: float = 1.0) -> Grid:
        """`n_nodes` equal steps over [-limit, limit] with normal(mean, sd) log weights. Raises GridInvalid."""
        if n_nodes < 3 or not limit > 0:
            raise GridInvalid(f"a grid has at least 3 nodes and a positive limit, not {n_nodes} and {limit}")
        nodes = np.linspace(-limit, limit, n_nodes)
        return cls(nodes, normal_log_weights(nodes, mean, sd))

    @property
    def n_nodes(self) -> int:
        """Number of nodes."""
        return len(self.nodes)

    @property
    def step(self) -> float:
        """Distance between neighbours, in logits; no standard error below it should be believed."""
        return float(self.nodes[1] - self.nodes[0])

    def with_prior(self, mean: float, sd: float) -> Grid:
        """The same nodes under a normal(mean, sd) prior."""
        return Grid(self.nodes, normal_log_weights(self.nodes, mean, sd))


def normal_log_weights(nodes: FloatArray, mean: float = 0.0, sd: float = 1.0) -> FloatArray:
    """log of normal(mean, sd) densities at the nodes, normalised to sum to 1 over them. Raises GridInvalid unless sd > 0."""
    if not (sd > 0 and np.isfinite(sd) and np.isfinite(mean)):
        raise GridInvalid(f"a normal prior has a finite mean and a positive deviation, not {mean} and {sd}")
    log_density = -0.5 * ((nodes - mean) / sd) ** 2
    return np.asarray(log_density - np.logaddexp.reduce(log_density))
