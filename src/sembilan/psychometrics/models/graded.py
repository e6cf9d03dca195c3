"""Items with ordered categories: Samejima's graded response model, any number of categories.

    P(category >= k | theta) = sigma(a (theta - b_k)),  k = 1 .. n_categories - 1
    P(category  = k | theta) = the difference of two neighbours

With z_k = a (theta - b_k) the difference is sigma(z_k) sigma(-z_k+1) (1 - exp(-a (b_k+1 - b_k))), a product without cancellation;
log, gradient and information follow from it and stay exact in the tails.
Source: Samejima (1969), Psychometrika Monograph 17.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite

import numpy as np

from sembilan.psychometrics.models.errors import ParametersInvalid
from sembilan.psychometrics.models.response import FloatArray, log_sigmoid, sigmoid


@dataclass(frozen=True, slots=True)
class Graded:
    """Parameters of one graded item. a > 0: discrimination; b: strictly ascending thresholds in logits, one fewer than categories.

    Raises ParametersInvalid.
    """

    a: float
    b: tuple[float, ...]

    def __post_init__(self) -> None:
        if not (isfinite(self.a) and self.a > 0):
            raise ParametersInvalid(f"discrimination a must be positive and finite, not {self.a}", a=self.a)
        if not self.b or not all(isfinite(threshold) for threshold in self.b):
            raise ParametersInvalid(f"a graded item needs at least one threshold, all finite, not {self.b}", b=self.b)
        if any(low >= high for low, high in zip(self.b, self.b[1:], strict=False)):
            raise ParametersInvalid(f"thresholds b must ascend strictly, unlike {self.b}", b=self.b)
        if len(self.b) > 126:
            raise ParametersInvalid(f"{len(self.b) + 1} categories do not fit the response codes", b=self.b)

    @property
    def n_categories(self) -> int:
        """One more than thresholds."""
        return len(self.b) + 1

    def probability(self, theta: FloatArray) -> FloatArray:
        """P(category | theta), shape (n_nodes, n_categories)."""
        return np.exp(self.log_likelihood(theta))

    def log_likelihood(self, theta: FloatArray) -> FloatArray:
        """log P(category | theta), shape (n_nodes, n_categories)."""
        z = self._logits(theta)
        gaps = np.log(-np.expm1(-self.a * np.diff(self.b)))
        result = np.zeros((len(theta), self.n_categories))
        result[:, 1:] += log_sigmoid(z)  # at least k: the lowest category is always reached
        result[:, :-1] += log_sigmoid(-z)  # below k + 1: the highest has nothing above it
        result[:, 1:-1] += gaps
        return result

    def gradient(self, theta: FloatArray) -> FloatArray:
        """a (1 - sigma(z_k) - sigma(z_k+1)), with sigma(z_0) = 1 and sigma(z_n_categories) = 0; shape (n_nodes, n_categories)."""
        z = self._logits(theta)
        result = np.zeros((len(theta), self.n_categories))
        result[:, 1:] += self.a * sigmoid(-z)
        result[:, :-1] -= self.a * sigmoid(z)
        return result

    def information(self, theta: FloatArray) -> FloatArray:
        """Sum over categories of P (d log P / d theta)^2; shape (n_nodes,)."""
        return np.asarray((self.probability(theta) * self.gradient(theta) ** 2).sum(axis=1))

    def expected_score(self, theta: FloatArray) -> FloatArray:
        """E[category | theta], the sum of P(category >= k); shape (n_nodes,)."""
        return np.asarray(sigmoid(self._logits(theta)).sum(axis=1))

    def _logits(self, theta: FloatArray) -> FloatArray:
        return self.a * (theta[:, None] - np.asarray(self.b, dtype=np.float64))
