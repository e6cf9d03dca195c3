"""Who answered without reading, seen section by section."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from sembilan.itembank.rules import chance_of, credits_of_letters
from sembilan.measurement.rules.judging import Sitting, judge_all
from sembilan.measurement.rules.patterns import (
    LONGEST_RUN,
    blind_positions,
    letter_positions,
    like_chance,
    patterns_of,
    self_praising,
    straight,
)
from sembilan.measurement.rules.quality import PackageResult, concerns, scale_facts, section_facts
from sembilan.measurement.rules.scoring import score_package
from sembilan.measurement.rules.table import Table, read_table
from sembilan.psychometrics.forensics import HIGHEST, LOWEST
from sembilan.psychometrics.quadrature import Grid
from sembilan.psychometrics.simulate import simulate_responses

GRID = Grid.standard()
LETTERS = "ABCD"


def situations(n: int = 40, b: tuple[float, ...] = (-3.4, -2.0, -0.5), **changed: Any) -> Table:
    """n graded situational questions of one scale; the credits turn by one place from question to question."""
    plain = {
        "section": "1", "scale": "integritas", "type": "graded", "model": "grm", "parameters": {"a": 1.2, "b": list(b)},
        "n_options": 4, "omission": "keyed_wrong", "minimum_share": 0, "fakeable": False,
    }  # fmt: skip
    records = [
        {**plain, "item": f"q{i}", "scoring": {"credits": {x: (k + i) % 4 for k, x in enumerate(LETTERS)}}, **changed}
        for i in range(n)
    ]
    return read_table("P", records)


def sitting(answers: dict[str, Any]) -> Sitting:
    return Sitting(uuid.uuid4(), "P", uuid.uuid4(), answers, frozenset(answers), frozenset(), {"1": 600.0}, "submitted", "n")


def seen(table: Table, people: list[Sitting]) -> PackageResult:
    codes = judge_all(people, table)
    scales = score_package(codes, table, GRID)
    times = {"1": np.full(len(people), 600.0)}
    return PackageResult(table, codes, scales, times, {"1": ("Situasi", 20)}, patterns_of(people, codes, table, GRID))


def honest(table: Table, theta: float, seed: int) -> Sitting:
    models = [one.model for one in table.items if one.model is not None]
    (row,) = simulate_responses(np.array([theta]), models, rng=np.random.default_rng(seed))
    pick = [{credit: x for x, credit in one.scoring["credits"].items()} for one in table.items]
    return sitting({one.item: pick[i][int(row[i])] for i, one in enumerate(table.items)})


def blind(table: Table, seed: int) -> Sitting:
    rng = np.random.default_rng(seed)
    return sitting({one.item: LETTERS[int(rng.integers(4))] for one in table.items})


def test_random_picks_one_letter_and_honest_work_are_told_apart() -> None:
    table = situations(90)
    people = [blind(table, 1), sitting({one.item: "B" for one in table.items}), honest(table, 0.5, 2), honest(table, -2.5, 3)]
    found = [person["1"] for person in seen(table, people).patterns]
    assert [like_chance(one) for one in found] == [True, True, False, False]
    assert [straight(one) for one in found] == [False, True, False, False]
    assert found[1]["run"] == 90


def test_whoever_left_a_third_open_at_the_end_of_his_time_is_not_taken_for_blind() -> None:
    table = situations(90)
    people = [honest(table, theta, seed) for theta in (-0.5, 0.5, 1.5) for seed in range(8)]
    hurried = [sitting({f"q{i}": one.answers[f"q{i}"] for i in range(60)}) for one in people]
    found = [person["1"] for person in seen(table, hurried).patterns]
    assert all(one["ratio"] is not None and not like_chance(one) for one in found)
    slower = [sitting({f"q{i}": one.answers[f"q{i}"] for i in range(59)}) for one in people]
    assert all(person["1"]["ratio"] is None for person in seen(table, slower).patterns)


def test_a_gap_neither_adds_to_a_run_nor_breaks_it() -> None:
    table = situations(20)
    answers = {one.item: "C" for i, one in enumerate(table.items) if i != 7}
    (found,) = seen(table, [sitting(answers)]).patterns
    assert found["1"]["run"] == 19
    answers["q7"] = "A"
    (found,) = seen(table, [sitting(answers)]).patterns
    assert found["1"]["run"] == 12 < LONGEST_RUN


@pytest.mark.parametrize("changed", [{"fakeable": True}, {"n": 59}])
def test_statements_about_oneself_and_few_questions_say_nothing_of_chance(changed: dict[str, Any]) -> None:
    table = situations(**changed)
    (found,) = seen(table, [blind(table, 4)]).patterns
    assert found["1"]["ratio"] is None
    assert not like_chance(found["1"])


def praise(table: Table, n: int, but: int = 0) -> Sitting:
    """The first n statements, each with the answer that earns most; the first `but` of them with the one below."""
    best = {one.item: {credit: x for x, credit in one.scoring["credits"].items()} for one in table.items}
    return sitting({one.item: best[one.item][2 if i < but else 3] for i, one in enumerate(table.items[:n])})


def test_who_praises_himself_in_nearly_every_statement_is_told() -> None:
    table = situations(40, fakeable=True)
    people = [
        praise(table, 40),
        praise(table, 40, but=2),
        praise(table, 40, but=3),
        praise(table, 20),
        praise(table, 19),
        honest(table, 1.0, 5),
    ]
    found = [person["1"] for person in seen(table, people).patterns]
    assert [self_praising(one) for one in found] == [True, True, False, True, False, False]
    assert found[4]["best"] is None
    (plain,) = seen(situations(40), [praise(table, 40)]).patterns
    assert plain["1"]["best"] is None  # a situational question has a best answer, and whoever finds it is right


def test_the_sheet_counts_and_names_praise() -> None:
    table = situations(40, fakeable=True)
    people = [praise(table, 40) for _ in range(2)] + [honest(table, -0.5, i) for i in range(48)]
    (found,) = section_facts([seen(table, people)])
    assert (found["told"], found["self_praising"]) == (50, 2)
    facts = {"evidence": "selection", "scales": [], "joint": {"measured": {}}, "sections": [found], "sessions": []}
    assert [(one.kind, one.value) for one in concerns(facts)] == [("self_praising", 0.04)]


def test_the_sheet_counts_them_and_names_the_share_from_two_in_a_hundred_on() -> None:
    table = situations(90)
    people = [blind(table, i) for i in range(3)] + [honest(table, 0.0, i) for i in range(57)]
    (found,) = section_facts([seen(table, people)])
    assert (found["judged"], found["like_chance"], found["straight"]) == (60, 3, 0)
    facts = {"evidence": "selection", "scales": [], "joint": {"measured": {}}, "sections": [found], "sessions": []}
    assert [(one.kind, one.value) for one in concerns(facts)] == [("like_chance", 0.05)]
    (found,) = section_facts([seen(table, [blind(table, 1)] + [honest(table, 0.0, i) for i in range(59)])])
    assert not concerns({**facts, "sections": [found]})


def test_one_letter_is_named_also_where_no_time_is_known() -> None:
    table = situations(60)
    here = seen(table, [sitting({one.item: "B" for one in table.items})])
    (found,) = section_facts([replace(here, seconds={"1": np.array([np.nan])})])
    assert (found["n"], found["seen"], found["straight"]) == (0, 1, 1)
    facts = {"evidence": "selection", "scales": [], "joint": {"measured": {}}, "sections": [found], "sessions": []}
    assert ("straight", 1.0) in [(one.kind, one.value) for one in concerns(facts)]


@pytest.mark.parametrize(("b", "told"), [((-1.0, -0.2, 0.6), ["blind"]), ((-3.4, -2.0, -0.5), [])])
def test_a_scale_in_which_chance_reaches_level_1_is_named_on_the_sheet(b: tuple[float, ...], told: list[str]) -> None:
    table = situations(b=b)
    (found,) = scale_facts([seen(table, [honest(table, 0.0, 1)])], {"integritas": -1.9})
    assert found["blind"] == {"P": pytest.approx(blind_positions(table)["integritas"], abs=1e-4)}
    facts = {"evidence": "selection", "scales": [found], "joint": {"measured": {}}, "sections": [], "sessions": []}
    assert [one.kind for one in concerns(facts) if one.kind == "blind"] == told


@pytest.mark.parametrize(
    ("type_", "scoring", "n_options", "chance"),
    [
        ("single", {"key": "B"}, 4, (0.75, 0.25)),
        ("multiple", {"keys": ["A", "C"]}, 4, (14 / 15, 1 / 15)),
        ("ranking", {"order": ["A", "B", "C"]}, 3, (5 / 6, 1 / 6)),
        ("numeric", {"key": "12"}, 0, (1.0, 0.0)),
        ("graded", {"credits": {"A": 0, "B": 0, "C": 1, "D": 2}}, 4, (0.5, 0.25, 0.25)),
    ],
)
def test_what_a_random_pick_earns(type_: str, scoring: dict[str, Any], n_options: int, chance: tuple[float, ...]) -> None:
    assert chance_of(type_, scoring, n_options) == pytest.approx(chance)


def test_what_one_letter_earns() -> None:
    assert credits_of_letters("graded", {"credits": {"A": 2, "B": 0}}, 2) == {"A": 2, "B": 0}
    assert credits_of_letters("single", {"key": "B"}, 3) == {"A": 0, "B": 1, "C": 0}
    assert credits_of_letters("multiple", {"keys": ["A", "C"]}, 4) == {"A": 0, "B": 0, "C": 0, "D": 0}
    assert credits_of_letters("numeric", {"key": "12"}, 0) == {}


def test_a_letter_that_always_earns_the_most_stands_far_above_a_random_pick() -> None:
    turning = situations(8)
    even = blind_positions(turning)["integritas"]
    assert letter_positions(turning)["integritas"] == pytest.approx(dict.fromkeys(LETTERS, even), abs=1e-4)
    lopsided = situations(8, scoring={"credits": {"A": 1, "B": 3, "C": 0, "D": 2}})
    found = letter_positions(lopsided)["integritas"]
    assert (found["B"], found["C"]) == (HIGHEST, LOWEST)
    assert found["A"] < even < found["D"]
