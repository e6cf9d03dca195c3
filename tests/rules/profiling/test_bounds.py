"""National bounds: what an agency may choose, edge by edge; and the simulated population."""

import copy

import numpy as np
import pytest

from sembilan.profiling.rules.bounds import DEFAULT_VALIDITY_YEARS, parse_bounds, policy_problems, validity_years
from sembilan.profiling.rules.ladder import RubricUnreadable
from sembilan.profiling.rules.policy import parse_policy, read_shipped
from sembilan.profiling.rules.simulated import population
from sembilan.profiling.rules.talent_box import find_boxes
from sembilan.profiling.rules.talent_rules import TalentRules

BOUNDS = parse_bounds(read_shipped("national_bounds"))
VARIANTS = ("bkn_411_2025", "predikat_saja", "regional")


def codes(body):
    return [problem.code for problem in policy_problems(body, BOUNDS)]


@pytest.mark.parametrize("name", VARIANTS)
def test_the_shipped_variants_stay_within_the_bounds(name):
    assert codes(read_shipped(name)) == []


@pytest.mark.parametrize(
    ("cut", "found"), [("60", []), ("59.99", ["cut_outside_bounds"]), ("70", []), ("70.01", ["cut_outside_bounds"])]
)
def test_both_ends_of_a_cuts_range_belong_to_it(cut, found):
    body = copy.deepcopy(read_shipped("bkn_411_2025"))
    rungs = body["axes"]["performance"]["ladder"]["rungs"]
    rungs[0]["to"] = rungs[1]["from"] = cut
    assert codes(body) == found


def test_a_weight_outside_its_range_is_named():
    body = copy.deepcopy(read_shipped("bkn_411_2025"))
    first, second = body["axes"]["performance"]["components"][:2]
    first["weight"], second["weight"] = "55", "20"
    assert codes(body) == ["weight_outside_bounds", "weight_outside_bounds"]


def test_a_required_component_cannot_be_left_out():
    body = copy.deepcopy(read_shipped("bkn_411_2025"))
    components = body["axes"]["potential"]["components"]
    dropped = next(one for one in components if one["code"] == "rekam_jejak_disiplin")
    components.remove(dropped)
    body["axes"]["potential"]["components"][0]["weight"] = "35"
    assert "component_required" in codes(body)


@pytest.mark.parametrize(("years", "found"), [(1, []), (5, []), (0, ["validity_outside_bounds"]), (6, ["validity_outside_bounds"])])
def test_validity_has_bounds_of_its_own(years, found):
    assert codes({**read_shipped("regional"), "validity": {"years": years}}) == found


def test_validity_has_a_default_and_must_be_whole():
    assert validity_years({}) == DEFAULT_VALIDITY_YEARS
    with pytest.raises(RubricUnreadable):
        validity_years({"validity": {"years": "tiga"}})


def test_simulated_people_are_the_same_people_under_every_variant():
    rules = [TalentRules.of(parse_policy(read_shipped(name))) for name in VARIANTS]
    drawn = population([one.inputs for one in rules], 500, np.random.default_rng(1))
    again = population([one.inputs for one in rules], 500, np.random.default_rng(1))
    for one, (values, known), (repeated, _known) in zip(rules, drawn, again, strict=True):
        assert known.all()
        assert (values == repeated).all()
        assert find_boxes(one, values, known).box.min() >= 1
    first, second = (values[:, one.column("predikat_kinerja")] for one, (values, _known) in zip(rules[:2], drawn[:2], strict=True))
    assert (first == second).all()
    assert (first == 8_000).mean() == pytest.approx(0.86, abs=0.05)
