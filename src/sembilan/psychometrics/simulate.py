"""Invented persons: responses, omissions and response times from known parameters, to test everything else against the truth.

Randomness is handed in: the same generator state gives the same persons. Nothing here may be taken for a finding about people.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sembilan.psychometrics.models.errors import ShapesDisagree
from sembilan.psychometrics.models.logistic import Logistic
from sembilan.psychometrics.models.response import FloatArray, ResponseModel
from sembilan.psychometrics.scoring import NO_EVIDENCE

Responses = NDArray[np.int8]
Mask = NDArray[np.bool_]


def simulate_responses(theta: FloatArray, items: Sequence[ResponseModel], *, rng: np.random.Generator) -> Responses:
    """A category for every person and item, int8 (n_persons, n_items), drawn from each item's model; nothing omitted."""
    result = np.empty((len(theta), len(items)), dtype=np.int8)
    for column, item in enumerate(items):
        steps = item.probability(theta)[:, :-1].cumsum(axis=1)
        result[:, column] = (rng.random(len(theta))[:, None] > steps).sum(axis=1)
    return result


def knowledge(theta: FloatArray, items: Sequence[ResponseModel]) -> FloatArray:
    """How sure an honest person can be of each answer, (n_persons, n_items), in [0, 1].

    Keyed items: the probability of knowing the answer, without luck, sigma(a (theta - b)). Others: expected score over its maximum.
    """
    columns = [
        (Logistic(item.a, item.b) if isinstance(item, Logistic) else item).expected_score(theta) / (item.n_categories - 1)
        for item in items
    ]
    return np.stack(columns, axis=1)


def skip_when_unsure(responses: Responses, certainty: FloatArray, *, threshold: float) -> Responses:
    """The skipping strategist: -1 wherever his certainty (as from `knowledge`) is below `threshold`; a new array."""
    if responses.shape != certainty.shape:
        raise ShapesDisagree(f"responses {responses.shape} and certainty {certainty.shape} belong together")
    return np.where(certainty < threshold, np.int8(NO_EVIDENCE), responses)


def skip_at_random(responses: Responses, *, rate: float, rng: np.random.Generator) -> Responses:
    """-1 with probability `rate`, whatever the answer would have been; a new array."""
    return np.where(rng.random(responses.shape) < rate, np.int8(NO_EVIDENCE), responses)


def simulate_seconds(
    speed: FloatArray, intensity: FloatArray, precision: FloatArray, *, rng: np.random.Generator
) -> NDArray[np.float32]:
    """Seconds on each question, float32 (n_persons, n_items): log T ~ normal(intensity - speed, 1 / precision).

    speed (n_persons,), log units, higher is faster; intensity (n_items,), log seconds; precision (n_items,) > 0, 1 / log seconds.
    Source: van der Linden (2006), Journal of Educational and Behavioral Statistics 31, 181-204.
    """
    noise = rng.standard_normal((len(speed), len(intensity))) / precision
    return np.exp(intensity - speed[:, None] + noise).astype(np.float32)


def reached_within(seconds: NDArray[np.floating], limit: float) -> Mask:
    """Which questions, worked in order, were shown before `limit` seconds had passed; the first always is. Shape of `seconds`."""
    begun = np.zeros(seconds.shape, dtype=np.float64)
    begun[:, 1:] = np.cumsum(seconds[:, :-1], axis=1, dtype=np.float64)
    return np.asarray(begun < limit)
