"""Items answered right (1) or wrong (0): Rasch, 2PL and 3PL as one model.

    P(1 | theta) = c + (1 - c) sigma(a (theta - b))        sigma(z) = 1 / (1 + exp(-z))

Rasch is a = 1, c = 0; 2PL is c = 0. Source: Birnbaum (1968), in Lord & Novick, Statistical Theories of Mental Test Scores, ch. 17.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite, log1p

import numpy as np

from sembilan.psychometrics.models.errors import ParametersInvalid
from sembilan.psychometrics.models.response import FloatArray, log_sigmoid, sigmoid


@dataclass(frozen=True, slots=True)
class Logistic:
    """Parameters of one keyed item. a > 0: discrimination; b: difficulty in logits; 0 <= c < 1: chance of those who know nothing.

    Raises ParametersInvalid.
    """

    a: float
    b: float
    c: float = 0.0

    def __post_init__(self) -> None:
        if not (isfinite(self.a) and self.a > 0):
            raise ParametersInvalid(f"discrimination a must be positive and finite, not {self.a}", a=self.a)
        if not isfinite(self.b):
            raise ParametersInvalid(f"difficulty b must be finite, not {self.b}", b=self.b)
        if not 0 <= self.c < 1:
            raise ParametersInvalid(f"lower asymptote c must be at least 0 and below 1, not {self.c}", c=self.c)

    @property
    def n_categories(self) -> int:
        """Two: wrong and right."""
        return 2

    def probability(self, theta: FloatArray) -> FloatArray:
        """P(wrong), P(right); shape (n_nodes, 2)."""
        return np.exp(self.log_likelihood(theta))

    def log_likelihood(self, theta: FloatArray) -> FloatArray:
        """log P(wrong), log P(right); shape (n_nodes, 2)."""
        z = self._logit(theta)
        wrong = log1p(-self.c) + log_sigmoid(-z)
        return np.stack([wrong, self._log_right(z)], axis=-1)

    def gradient(self, theta: FloatArray) -> FloatArray:
        """-a sigma for wrong, a (1 - sigma) w for right, w = (1 - c) sigma / P the share of right answers that was known."""
        z = self._logit(theta)
        return np.stack([-self.a * sigmoid(z), self.a * sigmoid(-z) * self._known(z)], axis=-1)

    def information(self, theta: FloatArray) -> FloatArray:
        """a^2 sigma (1 - sigma) w; equal to Birnbaum's a^2 (Q / P) ((P - c) / (1 - c))^2."""
        z = self._logit(theta)
        return self.a**2 * sigmoid(z) * sigmoid(-z) * self._known(z)

    def expected_score(self, theta: FloatArray) -> FloatArray:
        """P(right); shape (n_nodes,)."""
        return np.exp(self._log_right(self._logit(theta)))

    def _logit(self, theta: FloatArray) -> FloatArray:
        return self.a * (theta - self.b)

    def _log_right(self, z: FloatArray) -> FloatArray:
        known = log1p(-self.c) + log_sigmoid(z)
        return np.logaddexp(np.log(self.c), known) if self.c else known

    def _known(self, z: FloatArray) -> FloatArray:
        return np.exp(log1p(-self.c) + log_sigmoid(z) - self._log_right(z))
