"""Shipped and small made-up rubrics for the tests of this room."""

import copy
from itertools import product

import numpy as np

from sembilan.profiling.rules.policy import parse_policy, read_shipped
from sembilan.profiling.rules.talent_box import MATRIX
from sembilan.profiling.rules.talent_rules import TalentRules

POLICIES = ("bkn_411_2025", "predikat_saja", "regional")


def rules_of(name="bkn_411_2025"):
    return TalentRules.of(parse_policy(read_shipped(name)))


def changed(name, change):
    """A shipped policy's data after `change(data)`."""
    data = copy.deepcopy(read_shipped(name))
    change(data)
    return data


def people(rules, n, rng, missing):
    """Random people on the scales of a policy."""
    values = np.zeros((n, len(rules.inputs)), dtype=np.int32)
    for column, item in enumerate(rules.inputs):
        steps = [step.value for step in item.scale.values]
        values[:, column] = rng.choice(steps, n) if steps else rng.integers(item.scale.low, item.scale.high + 1, n)
    return values, rng.random(values.shape) >= missing


def every_value(item, grid):
    """All values an input can take; a range is walked over `grid` places."""
    if item.scale.kind == "discrete":
        return [step.value for step in item.scale.values]
    return np.unique(np.linspace(item.scale.low, item.scale.high, grid).round().astype(int)).tolist()


def rung_of_sum(axis, values):
    """The rung by the plainest arithmetic there is: exact mean, rounded half up, compared."""
    total = sum(weight * int(value) for weight, value in zip(axis.numerators, values, strict=True))
    rounded = (2 * total + axis.divisor) // (2 * axis.divisor)
    return sum(rounded >= rung.start for rung in axis.ladder.rungs[1:])


def boxes_by_brute_force(rules, values, known, grid=10_001):
    """Every box over every completion of one person, by trying them all."""
    rungs = []
    split = rules.n_performance
    for axis, columns in ((rules.performance, range(split)), (rules.potential, range(split, len(rules.inputs)))):
        choices = [[values[column]] if known[column] else every_value(rules.inputs[column], grid) for column in columns]
        rungs.append({rung_of_sum(axis, completion) for completion in product(*choices)})
    return {int(MATRIX[first, second]) for first, second in product(*rungs)}
