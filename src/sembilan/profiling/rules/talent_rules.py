"""A sound policy made ready for arrays: the axes, their inputs and their ladders in one frozen object."""

from dataclasses import dataclass
from math import lcm

import numpy as np
import numpy.typing as npt

from sembilan.kit.errors import RuleBroken
from sembilan.kit.text import gettext_noop
from sembilan.profiling.rules.jpm import SurplusRule
from sembilan.profiling.rules.ladder import (
    Ladder,
    Problem,
    RubricUnreadable,
)
from sembilan.profiling.rules.policy import FULL, MEASURES, Axis, AxisCode, Measure, Scale, TalentPolicy
from sembilan.profiling.rules.policy_checks import NO_SCALE, validate


@dataclass(frozen=True, slots=True)
class Input:
    """One value a person brings: a column of the arrays. `numerator` is its whole-number weight on its axis; `document` names
    where it is proved."""

    code: str
    component: str
    name: str
    axis: AxisCode
    numerator: int
    scale: Scale
    register: str | None
    measure: str | None
    source: str

    @property
    def document(self) -> str:
        """Register, assessment or record that would fill this input."""
        return self.register or self.measure or self.code


@dataclass(frozen=True, slots=True)
class AxisRules:
    """An axis as whole numbers.

    A person's axis value is Σ numerator × value over `divisor`, rounded half up to hundredths. `cuts` are the smallest numerators
    that reach the second and the third rung, so that comparing sums gives exactly the rung of the rounded value.
    """

    ladder: Ladder
    numerators: tuple[int, ...]
    divisor: int
    cuts: tuple[int, int]

    def hundredths(self, sums: npt.NDArray[np.int64]) -> npt.NDArray[np.int32]:
        """The rounded axis value of weighted sums."""
        return ((2 * sums + self.divisor) // (2 * self.divisor)).astype(np.int32)


@dataclass(frozen=True, slots=True)
class TalentRules:
    """A sound policy made ready for arrays: `inputs` are the columns, first those of performance, then those of potential."""

    policy: TalentPolicy
    inputs: tuple[Input, ...]
    performance: AxisRules
    potential: AxisRules

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(item.code for item in self.inputs)

    @property
    def n_performance(self) -> int:
        return len(self.performance.numerators)

    def column(self, code: str) -> int:
        """Column of an input. Raises ValueError for a code this policy does not use."""
        if code not in self.codes:
            raise ValueError(f"policy {self.policy.code} has no input {code}")
        return self.codes.index(code)

    def measured_columns(self) -> dict[Measure, int]:
        """Columns that an assessment fills."""
        return {MEASURES[item.measure]: column for column, item in enumerate(self.inputs) if item.measure is not None}

    @classmethod
    def of(cls, policy: TalentPolicy) -> "TalentRules":
        """Raises PolicyNotSound when `validate` finds anything."""
        found = validate(policy)
        if found:
            raise PolicyNotSound(found)
        performance, first = _axis_rules(policy.performance)
        potential, second = _axis_rules(policy.potential)
        return cls(policy, first + second, performance, potential)

    @property
    def surplus_rule(self) -> SurplusRule:
        return "cap_per_aspect" if self.policy.surplus_rule == "cap_per_aspect" else "uncapped_total_capped"


class PolicyNotSound(RuleBroken):
    """A policy with problems was asked to place people. `problems` says which. Parameter: `count`."""

    code = "policy_not_sound"
    message = gettext_noop("Aturan ini belum dapat dipakai. Yang harus dibetulkan: %(count)s hal.")

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(count=len(problems))
        self.problems = tuple(problems)


def _axis_rules(axis: Axis) -> tuple[AxisRules, tuple[Input, ...]]:
    fineness = lcm(*(len(component.leaves) for component in axis.components))
    inputs = []
    for component in axis.components:
        for leaf in component.leaves:
            if leaf.scale is None:
                raise RubricUnreadable(where=f"{axis.code}.{leaf.code}", why=NO_SCALE)
            numerator = component.weight * fineness // len(component.leaves)
            inputs.append(
                Input(
                    leaf.code, component.code, leaf.name, axis.code, numerator, leaf.scale, leaf.register, leaf.measure, leaf.source
                )
            )
    divisor = FULL * fineness
    second, third = (start * divisor - divisor // 2 for start in axis.ladder.starts[1:])
    return AxisRules(axis.ladder, tuple(item.numerator for item in inputs), divisor, (second, third)), tuple(inputs)
