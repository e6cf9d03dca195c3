"""What an agency may choose: ranges for weights and cuts within which its policy must stay. The ranges are data of the nation."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sembilan.kit.text import gettext_noop
from sembilan.profiling.rules.ladder import (
    Problem,
    RubricUnreadable,
    field,
    hundredths_of,
    list_field,
    shown,
    text_field,
    whole_field,
)
from sembilan.profiling.rules.policy import Axis, TalentPolicy, parse_policy
from sembilan.profiling.rules.policy_checks import validate

WEIGHT_OUTSIDE = gettext_noop("Bobot %(component)s adalah %(weight)s, di luar batas nasional %(low)s sampai %(high)s.")
COMPONENT_MISSING = gettext_noop("Komponen %(component)s wajib ada menurut batas nasional.")
CUT_OUTSIDE = gettext_noop(
    "Batas jenjang %(rung)s pada sumbu %(axis)s adalah %(cut)s, di luar batas nasional %(low)s sampai %(high)s."
)
VALIDITY_OUTSIDE = gettext_noop("Masa berlaku hasil asesmen %(years)s tahun, di luar batas nasional %(low)s sampai %(high)s tahun.")

DEFAULT_VALIDITY_YEARS: Final = 3
"""Where a policy does not say how long a result of an assessment counts."""


@dataclass(frozen=True, slots=True)
class Range:
    """Both ends belong to it; hundredths, or whole years."""

    low: int
    high: int

    def holds(self, value: int) -> bool:
        return self.low <= value <= self.high


@dataclass(frozen=True, slots=True)
class NationalBounds:
    """weights: component -> range in hundredths, 0 as low = may be left out · cuts: of the second and third rung."""

    source: str
    weights: Mapping[str, Range]
    cuts: Mapping[str, tuple[Range, Range]]
    validity_years: Range


def validity_years(body: Mapping[str, Any]) -> int:
    """How many years a result of an assessment counts under a policy. Raises RubricUnreadable for anything but a whole number."""
    told = body.get("validity")
    return DEFAULT_VALIDITY_YEARS if told is None else whole_field(told, "years", "policy.validity")


def parse_bounds(data: Mapping[str, Any]) -> NationalBounds:
    """Read policies/national_bounds.json. Raises RubricUnreadable."""
    where = "national_bounds"
    weights = {
        text_field(row, "component", f"{where}.weights"): _range(row, f"{where}.weights")
        for row in list_field(data, "weights", where)
    }
    cuts = {}
    for axis, pair in field(data, "cuts", where).items():
        if len(pair) != 2:
            raise RubricUnreadable(where=f"{where}.cuts.{axis}", why="2")
        cuts[axis] = (_range(pair[0], f"{where}.cuts"), _range(pair[1], f"{where}.cuts"))
    years = field(data, "validity_years", where)
    return NationalBounds(
        source=text_field(data, "source", where),
        weights=weights,
        cuts=cuts,
        validity_years=Range(whole_field(years, "low", where), whole_field(years, "high", where)),
    )


def policy_problems(body: Mapping[str, Any], bounds: NationalBounds) -> list[Problem]:
    """Everything that keeps a policy from being published: its own soundness, then the nation's bounds. Raises RubricUnreadable."""
    policy = parse_policy(body)
    return validate(policy) or outside(policy, validity_years(body), bounds)


def outside(policy: TalentPolicy, years: int, bounds: NationalBounds) -> list[Problem]:
    """Where a sound policy leaves the bounds."""
    found: list[Problem] = []
    given = {component.code: component for axis in (policy.performance, policy.potential) for component in axis.components}
    for code, allowed in bounds.weights.items():
        component = given.get(code)
        if component is None:
            if allowed.low > 0:
                found.append(Problem("component_required", code, COMPONENT_MISSING, (("component", code),)))
        elif not allowed.holds(component.weight):
            words = (("component", component.name), ("weight", shown(component.weight)), *_words(allowed))
            found.append(Problem("weight_outside_bounds", code, WEIGHT_OUTSIDE, words))
    for axis in (policy.performance, policy.potential):
        found += _cuts_outside(axis, bounds)
    if not bounds.validity_years.holds(years):
        limits = (("low", str(bounds.validity_years.low)), ("high", str(bounds.validity_years.high)))
        found.append(Problem("validity_outside_bounds", "validity", VALIDITY_OUTSIDE, (("years", str(years)), *limits)))
    return found


def _cuts_outside(axis: Axis, bounds: NationalBounds) -> list[Problem]:
    found = []
    for rung, allowed in zip(axis.ladder.rungs[1:], bounds.cuts[axis.code], strict=True):
        if not allowed.holds(rung.start):
            words = (("rung", rung.name), ("axis", axis.name), ("cut", shown(rung.start)), *_words(allowed))
            found.append(Problem("cut_outside_bounds", f"axes.{axis.code}.{rung.code}", CUT_OUTSIDE, words))
    return found


def _words(allowed: Range) -> tuple[tuple[str, str], tuple[str, str]]:
    return ("low", shown(allowed.low)), ("high", shown(allowed.high))


def _range(data: Mapping[str, Any], where: str) -> Range:
    return Range(
        hundredths_of(field(data, "low", where), f"{where}.low"), hundredths_of(field(data, "high", where), f"{where}.high")
    )
