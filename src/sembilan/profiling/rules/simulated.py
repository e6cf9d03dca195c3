"""A simulated population for looking at policies side by side: the same people under every variant, all their records known.

It shows how a policy divides people, not how an agency's people stand. Predicates follow the pattern known from practice (nearly
everybody "Baik"); every other input is drawn evenly over its steps, assessments as a beta with mean 0.75.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
from numpy.random import Generator

from sembilan.profiling.rules.ladder import Int32
from sembilan.profiling.rules.levels import Bool, Float64
from sembilan.profiling.rules.policy import Scale
from sembilan.profiling.rules.talent_rules import Input

PREDICATES: Final = {"sangat_baik": 0.06, "baik": 0.86, "butuh_perbaikan": 0.05, "kurang": 0.025, "sangat_kurang": 0.005}
"""Shares of a whole provincial administration, in the shape of its published ratings."""

_ASSESSED: Final = (6.0, 2.0)


def population(variants: Sequence[tuple[Input, ...]], n: int, rng: Generator) -> list[tuple[Int32, Bool]]:
    """Values and known (both (n, n_inputs)) for the inputs of each variant. One input of one person is the same draw in all."""
    codes = sorted({item.code for inputs in variants for item in inputs})
    draw = {code: rng.random(n) for code in codes}
    share = {code: rng.beta(*_ASSESSED, size=n) for code in codes}
    made = []
    for inputs in variants:
        columns = [_column(item.scale, draw[item.code], share[item.code]) for item in inputs]
        values = np.stack(columns, axis=1).astype(np.int32)
        made.append((values, np.ones(values.shape, dtype=np.bool_)))
    return made


def _column(scale: Scale, draw: Float64, share: Float64) -> npt.NDArray[np.int64]:
    if scale.kind == "range":
        return np.asarray(scale.low + np.round(share * (scale.high - scale.low)), dtype=np.int64)
    steps = sorted(scale.values, key=lambda step: step.value)
    weights = np.array([PREDICATES.get(step.code, 0.0) for step in steps])
    if weights.sum() == 0:
        weights = np.ones(len(steps))
    bounds = np.cumsum(weights / weights.sum())
    return np.array([step.value for step in steps], dtype=np.int64)[np.searchsorted(bounds[:-1], draw, side="right")]
