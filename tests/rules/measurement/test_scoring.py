"""Scores from codes: the declared rule, the minimum share, forms on one theta, and what cannot be gained by silence."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from sembilan.measurement.rules.joining import shipped_prior
from sembilan.measurement.rules.judging import NOT_REACHED, SKIPPED, Codes
from sembilan.measurement.rules.quality import PackageResult, concerns, joint_facts, scale_facts, section_facts, thin_packages
from sembilan.measurement.rules.scoring import score_package, score_scale
from sembilan.measurement.rules.table import Table, read_table
from sembilan.psychometrics.quadrature import Grid
from sembilan.psychometrics.simulate import knowledge, simulate_responses, skip_when_unsure

GRID = Grid.standard()


def keyed(package: str = "P", n: int = 20, seed: int = 1, **changes: Any) -> Table:
    rng = np.random.default_rng(seed)
    return read_table(
        package,
        [
            {
                "item": f"{package}{i}",
                "section": "1",
                "scale": "intelektual",
                "type": "single",
                "model": "3pl",
                "parameters": {"a": float(rng.uniform(0.8, 1.6)), "b": float(rng.uniform(-2, 2)), "c": 0.2},
                "scoring": {"key": "A"},
                "n_options": 4,
                "omission": "keyed_wrong",
                "minimum_share": 0.5,
                "fakeable": False,
                **changes,
            }
            for i in range(n)
        ],
    )


def codes(*rows: list[int]) -> Codes:
    return np.array(rows, dtype=np.int8)


def test_a_skip_counts_as_the_form_declares() -> None:
    wrong = score_scale(codes([1] * 10 + [0] * 10, [1] * 10 + [SKIPPED] * 10), keyed(), "intelektual", GRID)
    assert wrong.theta[0] == pytest.approx(wrong.theta[1])
    chance = score_scale(codes([1] * 10 + [0] * 10, [1] * 10 + [SKIPPED] * 10), keyed(omission="keyed_chance"), "intelektual", GRID)
    assert chance.theta[1] > chance.theta[0]


def test_not_reached_counts_as_the_form_declares() -> None:
    speeded = keyed(omission="keyed_speeded")
    found = score_scale(codes([1, 0] * 6 + [NOT_REACHED] * 8, [1, 0] * 6 + [SKIPPED] * 8), speeded, "intelektual", GRID)
    assert found.theta[0] > found.theta[1]
    assert found.standard_error[0] > found.standard_error[1]  # less evidence


@pytest.mark.parametrize(("answered", "assessable"), [(9, False), (10, True), (11, True), (0, False)])
def test_below_the_minimum_share_a_scale_cannot_be_assessed(answered: int, assessable: bool) -> None:
    found = score_scale(codes([1] * answered + [SKIPPED] * (20 - answered)), keyed(), "intelektual", GRID)
    assert bool(found.assessable[0]) is assessable
    assert np.isnan(found.theta[0]) == (not assessable)
    assert np.isnan(found.standard_error[0]) == (not assessable)
    assert found.n_answered[0] == answered


def test_nothing_answered_is_never_a_score_even_where_the_form_asks_for_no_minimum() -> None:
    found = score_scale(codes([SKIPPED] * 20), keyed(minimum_share=0), "intelektual", GRID)
    assert not found.assessable[0]
    assert np.isnan(found.theta[0])


def test_a_share_of_one_third_is_not_lost_to_rounding() -> None:
    table = keyed(n=3, minimum_share=0.3333333333333333)
    assert score_scale(codes([1, SKIPPED, SKIPPED]), table, "intelektual", GRID).assessable[0]


def test_two_parallel_forms_measure_on_one_theta() -> None:
    rng = np.random.default_rng(5)
    theta = rng.standard_normal(4000)
    tables = [keyed("A", 30, seed=11), keyed("B", 30, seed=12)]
    found = []
    for table in tables:
        models = [one.model for one in table.items if one.model is not None]
        found.append(score_scale(simulate_responses(theta, models, rng=rng), table, "intelektual", GRID))
    assert found[0].theta.mean() == pytest.approx(found[1].theta.mean(), abs=0.03)
    assert np.mean(found[0].theta - found[1].theta > 0) == pytest.approx(0.5, abs=0.03)


@pytest.mark.parametrize("rule", ["keyed_wrong", "keyed_chance", "keyed_speeded"])
@pytest.mark.parametrize("threshold", [0.2, 0.5])
def test_a_strategist_who_skips_what_he_is_unsure_of_gains_nothing_at_any_ability(rule: str, threshold: float) -> None:
    rng = np.random.default_rng(7)
    theta = rng.uniform(-3, 3, 3000)
    table = keyed(n=30, omission=rule, minimum_share=0)
    models = [one.model for one in table.items if one.model is not None]
    honest = simulate_responses(theta, models, rng=rng)
    silent = skip_when_unsure(honest, knowledge(theta, models), threshold=threshold)
    before, after = (score_scale(given, table, "intelektual", GRID) for given in (honest, silent))
    both = before.assessable & after.assessable
    for low in (-3, -1.5, -0.5, 0.5, 1.5):
        band = both & (theta >= low) & (theta < low + 1.5)
        if band.sum() >= 30:
            assert (after.theta[band] - before.theta[band]).mean() <= 0.005


def test_codes_beyond_the_scale_do_not_leak_into_it() -> None:
    table = read_table(
        "P",
        [
            {**_record("a", "satu"), "item": "a"},
            {**_record("b", "dua"), "item": "b"},
        ],
    )
    first = score_package(codes([1, 0], [1, 1]), table, GRID)["satu"]
    assert first.theta[0] == first.theta[1]


def _record(item: str, scale: str) -> dict[str, Any]:
    return {
        "item": item,
        "section": "1",
        "scale": scale,
        "type": "single",
        "model": "2pl",
        "parameters": {"a": 1.0, "b": 0.0},
        "scoring": {"key": "A"},
        "n_options": 4,
        "omission": "keyed_wrong",
        "minimum_share": 0.5,
        "fakeable": False,
    }


# Quality -----------------------------------------------------------------------------------------------------------------------


def result(table: Table, given: Codes, seconds: list[float] | None = None) -> PackageResult:
    times = np.array(seconds if seconds is not None else [600.0] * len(given))
    plain = [{"1": {"ratio": None, "run": 2, "best": None}}] * len(given)
    return PackageResult(table, given, score_package(given, table, GRID), {"1": times}, {"1": ("Penalaran", 20)}, plain)


def test_coefficients_of_few_people_are_absent_and_of_many_agree_with_what_the_items_promise() -> None:
    rng = np.random.default_rng(3)
    table = keyed(n=30)
    models = [one.model for one in table.items if one.model is not None]
    many = simulate_responses(rng.standard_normal(2000), models, rng=rng)
    (few,) = scale_facts([result(table, many[:99])], {})
    assert few["marginal"] is None
    assert few["alpha"] == {"P": None}
    (found,) = scale_facts([result(table, many)], {})
    assert found["marginal"]["value"] == pytest.approx(found["promised"]["P"], abs=0.03)
    assert found["alpha"]["P"]["low"] < found["alpha"]["P"]["value"] < found["alpha"]["P"]["high"]


def test_missing_shares_and_ends_are_counted() -> None:
    table = keyed(n=4, minimum_share=0)
    given = codes([1] * 4, [0] * 4, [1, SKIPPED, NOT_REACHED, NOT_REACHED], [SKIPPED] * 4)
    (found,) = scale_facts([result(table, given)], {})
    assert found["n"] == 3
    assert found["not_assessable"] == 1
    assert found["skipped"] == pytest.approx(5 / 16, abs=1e-4)
    assert found["not_reached"] == pytest.approx(2 / 16, abs=1e-4)
    assert found["ceiling"] == pytest.approx(1 / 3, abs=1e-4)
    assert found["floor"] == pytest.approx(1 / 3, abs=1e-4)


def sheet_of(**scale: Any) -> dict[str, Any]:
    plain = {
        "scale": "intelektual", "n": 200, "not_assessable": 0, "marginal": None, "skipped": 0.0, "not_reached": 0.0,
        "unreadable": 0, "floor": 0.0, "ceiling": 0.0, "blind": {"P": -2.0}, "level_1": -1.9,
        "promised": {"P": 0.8},
    }  # fmt: skip
    joint = {"measured": {}, "declared": {}}
    return {"evidence": "selection", "scales": [{**plain, **scale}], "joint": joint, "sections": [], "sessions": []}


@pytest.mark.parametrize(("value", "told"), [(0.6949, True), (0.695, False), (0.6999, False), (0.70, False)])
def test_a_reliability_is_low_where_its_shown_figure_is_below_the_least(value: float, told: bool) -> None:
    found = concerns(sheet_of(marginal={"value": value, "n": 200, "low": None, "high": None}))
    assert [one.kind for one in found] == ["reliability"] * told


@pytest.mark.parametrize(("promised", "told"), [({"P": 0.4949, "Q": 0.8}, True), ({"P": 0.495, "Q": 0.8}, False)])
def test_a_form_whose_questions_promise_little_is_told_whatever_the_others_promise(promised: dict[str, float], told: bool) -> None:
    assert [one.kind for one in concerns(sheet_of(promised=promised))] == ["promised"] * told
    assert thin_packages(sheet_of(promised=promised)) == ({"P"} if told else set())


@pytest.mark.parametrize(("n", "told"), [(1, []), (49, []), (50, ["floor", "ceiling"])])
def test_the_ends_of_a_scale_say_something_about_its_questions_from_fifty_people_on(n: int, told: list[str]) -> None:
    assert [one.kind for one in concerns(sheet_of(n=n, floor=0.2, ceiling=1.0))] == told


def test_who_took_less_than_a_quarter_of_the_usual_time_is_told() -> None:
    given = codes(*[[1] * 20] * 12)
    (found,) = section_facts([result(keyed(), given, [600.0] * 10 + [149.0, float("nan")])])
    times = {"title": "Penalaran", "minutes": 20, "n": 11, "median": 600.0, "p05": 374.5, "p95": 600.0, "too_fast": 1}
    assert found == {**times, "seen": 12, "judged": 0, "like_chance": None, "straight": 0, "told": 0, "self_praising": None}


def test_parallel_forms_are_compared_in_the_same_section_and_a_short_form_in_its_own() -> None:
    given = codes(*[[1] * 20] * 10)
    full, twin, short = result(keyed("A"), given), result(keyed("B"), given), result(keyed("C"), given)
    short = replace(short, titles={"1": ("Penalaran", 5)})
    assert [(one["minutes"], one["n"]) for one in section_facts([full, twin, short])] == [(20, 20), (5, 10)]


def test_whoever_leaves_the_statements_that_fit_him_least_gains_nothing_at_any_position() -> None:
    """The strategist of self-report: he leaves his two worst of eight answers blank and keeps the scale assessable."""
    b = (-2.2, -1.5, -0.45, 1.0)
    record = {**_record("x", "motivasi"), "type": "graded", "model": "grm", "parameters": {"a": 1.4, "b": list(b)}}
    record |= {"scoring": {"credits": dict(zip("ABCDE", range(5), strict=True))}, "omission": "keyed_speeded", "fakeable": True}
    table = read_table("P", [{**record, "item": f"x{i}", "minimum_share": 0.75} for i in range(8)])
    models = [one.model for one in table.items if one.model is not None]
    rng = np.random.default_rng(9)
    theta = np.repeat([-2.0, 0.0, 2.0], 2000)
    honest = simulate_responses(theta, models, rng=rng)
    before = score_scale(honest, table, "motivasi", GRID)
    worst = np.argsort(honest + 0.5 * rng.random(honest.shape), axis=1)
    for n_left, assessable in ((1, True), (2, True), (3, False)):
        silent = honest.copy()
        np.put_along_axis(silent, worst[:, :n_left], SKIPPED, axis=1)
        after = score_scale(silent, table, "motivasi", GRID)
        assert after.assessable.all() == assessable
        if assessable:
            assert (after.theta - before.theta).max() <= 1e-6
    # what was never opened, because the time was over, costs nothing but precision: the ends move a little to the mean
    late = honest.copy()
    late[:, 6:] = NOT_REACHED
    change = score_scale(late, table, "motivasi", GRID).theta - before.theta
    assert all(abs(change[theta == level].mean()) < most for level, most in ((-2, 0.2), (0, 0.03), (2, 0.2)))


def test_the_sheet_tells_mean_and_spread_of_the_people_beside_what_the_prior_takes_for_granted() -> None:
    scale = shipped_prior().groups[1][0]
    table = keyed(n=60)
    assert {rule.scale for rule in table.items} == {scale}
    models = [one.model for one in table.items if one.model is not None]
    rng = np.random.default_rng(3)
    told = {}
    for mean in (0.0, 0.9):
        answers = simulate_responses(mean + 0.8 * rng.standard_normal(2000), models, rng=rng)
        told[mean] = joint_facts([result(table, answers)], shipped_prior())["measured"]
    assert told[0.0]["mean"] == pytest.approx(0, abs=0.08)
    assert told[0.9]["mean"] > 0.6
    assert 0.75 < told[0.0]["spread"] < 1
    assert told[0.0]["within"] is None
    few = joint_facts([result(table, answers[:99])], shipped_prior())["measured"]
    assert few == {"within": None, "between": None, "mean": None, "spread": None}
