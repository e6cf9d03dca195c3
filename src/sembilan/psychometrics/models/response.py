"""The contract of a response model."""

from __future__ import annotations

from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

FloatArray: TypeAlias = NDArray[np.float64]


class ResponseModel(Protocol):
    """An item with known parameters. Categories are 0 .. n_categories - 1, a higher one meaning more of theta.

    `theta` is always a float array of shape (n_nodes,), in logits, any real value.
    """

    @property
    def n_categories(self) -> int:
        """Number of response categories, at least 2."""
        ...

    def probability(self, theta: FloatArray) -> FloatArray:
        """P(category | theta), shape (n_nodes, n_categories), in [0, 1], each row summing to 1."""
        ...

    def log_likelihood(self, theta: FloatArray) -> FloatArray:
        """log P(category | theta), shape (n_nodes, n_categories), at most 0, exact where P itself underflows."""
        ...

    def gradient(self, theta: FloatArray) -> FloatArray:
        """d log P(category | theta) / d theta, shape (n_nodes, n_categories)."""
        ...

    def information(self, theta: FloatArray) -> FloatArray:
        """Expected (Fisher) information -E[d2 log P / d theta2], shape (n_nodes,), at least 0."""
        ...

    def expected_score(self, theta: FloatArray) -> FloatArray:
        """E[category | theta], shape (n_nodes,), in [0, n_categories - 1], never falling in theta."""
        ...


def log_sigmoid(z: FloatArray) -> FloatArray:
    """log(1 / (1 + exp(-z))) without overflow."""
    return -np.logaddexp(0.0, -z)


def sigmoid(z: FloatArray) -> FloatArray:
    """1 / (1 + exp(-z)) without overflow."""
    return np.exp(log_sigmoid(z))
