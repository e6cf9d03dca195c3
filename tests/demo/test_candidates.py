"""Invented people answer by the models, keep to the time and leave what their habit says."""

from __future__ import annotations

import uuid
from typing import Any

import numpy as np
import pytest

from sembilan.demo.candidates import SCALES, Habit, People, invent_people, sit
from sembilan.measurement.rules.judging import Sitting, judge_all
from sembilan.measurement.rules.table import Table, read_table
from sembilan.psychometrics.simulate import knowledge

N = 400


def _record(number: int, **changes: Any) -> dict[str, Any]:
    base = {
        "item": f"q{number:03d}", "section": 1, "scale": "integritas", "type": "graded", "model": "grm",
        "parameters": {"a": 1.4, "b": [-1.5, -0.3, 1.0]}, "scoring": {"credits": {"A": 2, "B": 0, "C": 3, "D": 1}},
        "n_options": 4, "omission": "keyed_wrong", "minimum_share": 0.5, "fakeable": False,
    }  # fmt: skip
    return {**base, **changes}


def _table() -> Table:
    keyed = {"scale": "intelektual", "section": 2, "model": "2pl", "parameters": {"a": 1.2, "b": 0.4}}
    records = [
        *(_record(number) for number in range(1, 16)),
        *(_record(number, **{**keyed, "type": "single", "scoring": {"key": "B"}}) for number in range(16, 24)),
        _record(24, **{**keyed, "type": "multiple", "scoring": {"keys": ["A", "C"]}}),
        _record(25, **{**keyed, "type": "numeric", "scoring": {"key": "2.5", "tolerance": "0"}, "n_options": 0}),
        _record(26, **{**keyed, "type": "ranking", "scoring": {"order": ["B", "A", "C", "D"]}}),
        _record(
            27, scale="", section=3, type="best_worst", model=None, parameters=None, omission="descriptive", fakeable=True,
            scoring={"scales": {"A": "realistik", "B": "sosial", "C": "artistik", "D": "manajerial"}},
        ),
    ]  # fmt: skip
    return read_table("UJI", records)


TABLE = _table()
LONG = dict.fromkeys(TABLE.sections, 36_000.0)


def _people(habit: Habit, seed: int = 1) -> People:
    made = invent_people(["Pengawas"] * N, rng=np.random.default_rng(seed))
    return People(made.theta, made.leanings, made.pace, np.full(N, habit, dtype=np.int8), np.zeros(N))


def _codes(people: People, seconds: dict[str, float] = LONG, seed: int = 2) -> Any:
    works = sit(people, TABLE, seconds, [0] * len(people), rng=np.random.default_rng(seed))
    sittings = []
    for number, work in enumerate(works):
        answers = {item: value for section in work for item, value, _ms in section.answers}
        ended = frozenset(name for name, section in zip(TABLE.sections, work, strict=True) if not section.ran_out)
        sittings.append(
            Sitting(uuid.UUID(int=number), "UJI", uuid.UUID(int=0), answers, frozenset(answers), ended, {}, "submitted", "n.p1")
        )
    return judge_all(sittings, TABLE)


def test_every_answer_is_one_that_scoring_reads() -> None:
    codes = _codes(_people(Habit.STEADY))
    assert codes.min() >= 0


def test_answers_follow_the_models() -> None:
    people = _people(Habit.STEADY)
    codes = _codes(people)
    for scale in TABLE.scales:
        columns = TABLE.columns(scale)
        models = [model for column in columns if (model := TABLE.items[column].model) is not None]
        theta = people.theta[:, SCALES.index(scale)]
        expected = np.stack([model.expected_score(theta) for model in models], axis=1).mean()
        assert codes[:, columns].mean() == pytest.approx(expected, rel=0.06)
        assert np.corrcoef(codes[:, columns].sum(axis=1), theta)[0, 1] > 0.6


def test_the_tier_moves_the_mean_and_nothing_else_does() -> None:
    senior = invent_people(["Administrator"] * 2000, rng=np.random.default_rng(3))
    junior = invent_people(["Pelaksana"] * 2000, rng=np.random.default_rng(3))
    unknown = invent_people(["Jenjang Lain"] * 2000, rng=np.random.default_rng(3))
    assert senior.theta[:, 0].mean() - junior.theta[:, 0].mean() == pytest.approx(1.4)
    assert unknown.theta[:, 0].mean() == pytest.approx(0.0, abs=0.05)
    assert senior.theta.std(axis=0).mean() == pytest.approx(0.79, abs=0.03)


def test_who_skips_what_he_is_unsure_of_leaves_hard_keyed_questions_alone() -> None:
    people = _people(Habit.SKIPS_UNSURE)
    codes = _codes(people)
    columns = TABLE.columns("intelektual")
    sure = knowledge(people.theta[:, SCALES.index("intelektual")], [TABLE.items[column].model for column in columns])  # type: ignore[misc]
    left = codes[:, columns] < 0
    assert left.any()
    assert sure[left].max() < 0.3 <= sure[~left].min()
    assert (codes[:, TABLE.columns("integritas")] >= 0).all()


def test_a_straight_line_is_straight() -> None:
    works = sit(_people(Habit.STRAIGHT_LINE), TABLE, LONG, [0] * N, rng=np.random.default_rng(4))
    for work in works:
        assert len({value for _item, value, _ms in work[0].answers}) == 1


def test_time_ends_a_section_and_extra_time_ends_it_later() -> None:
    people, short = _people(Habit.STEADY), {**LONG, TABLE.sections[0]: 240.0}
    without = sit(people, TABLE, short, [0] * N, rng=np.random.default_rng(5))
    with_extra = sit(people, TABLE, short, [50] * N, rng=np.random.default_rng(5))
    assert any(work[0].ran_out for work in without)
    for less, more in zip(without, with_extra, strict=True):
        assert len(less[0].answers) <= len(more[0].answers)
        assert all(ms < 240_000 for _item, _value, ms in less[0].answers)
        assert less[0].seconds <= 240.0


def test_the_same_seed_gives_the_same_people() -> None:
    one, other = (sit(_people(Habit.STEADY), TABLE, LONG, [0] * N, rng=np.random.default_rng(6)) for _ in range(2))
    assert one == other
