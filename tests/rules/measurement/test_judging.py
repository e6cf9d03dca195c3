"""What an answer counts, and what stands for no answer."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sembilan.measurement.rules.judging import (
    ANSWERED,
    NOT_REACHED,
    SKIPPED,
    UNREADABLE,
    Sitting,
    by_package,
    career_counts,
    judge,
    judge_all,
)
from sembilan.measurement.rules.numbers import number, readings
from sembilan.measurement.rules.table import ItemRule, Table, read_table

BASE: dict[str, Any] = {
    "section": "1",
    "scale": "intelektual",
    "model": "2pl",
    "parameters": {"a": 1.0, "b": 0.0},
    "n_options": 4,
    "omission": "keyed_wrong",
    "minimum_share": 0.5,
    "fakeable": False,
}
SCORING: dict[str, dict[str, Any]] = {
    "single": {"key": "B"},
    "multiple": {"keys": ["A", "C"]},
    "numeric": {"key": "2.5", "tolerance": "0.05"},
    "ranking": {"order": ["B", "A", "C"]},
    "graded": {"credits": {"A": 0, "B": 3, "C": 1, "D": 2}},
    "best_worst": {"scales": {"A": "sosial", "B": "artistik", "C": "realistik", "D": "sosial"}},
}


def record(kind: str, name: str = "", **changes: Any) -> dict[str, Any]:
    graded = {"model": "grm", "parameters": {"a": 1.0, "b": [-1.0, 0.0, 1.0]}} if kind == "graded" else {}
    return {**BASE, "item": name or kind, "type": kind, "scoring": SCORING[kind], **graded, **changes}


def item(kind: str, **changes: Any) -> ItemRule:
    return read_table("P", [record(kind, **changes)]).items[0]


@pytest.mark.parametrize(
    ("kind", "value", "code"),
    [
        ("single", "B", 1),
        ("single", "A", 0),
        ("single", ["B"], UNREADABLE),
        ("single", None, SKIPPED),
        ("single", "", SKIPPED),
        ("multiple", ["A", "C"], 1),
        ("multiple", ["C", "A"], 1),
        ("multiple", ["A"], 0),
        ("multiple", ["A", "B", "C"], 0),
        ("multiple", [], SKIPPED),
        ("multiple", "A", UNREADABLE),
        ("multiple", ["A", 3], UNREADABLE),
        ("numeric", "2.5", 1),
        ("numeric", "2,5", 1),
        ("numeric", " 2,50 ", 1),
        ("numeric", "2.55", 1),
        ("numeric", "2.5500001", 0),
        ("numeric", "2.45", 1),
        ("numeric", "25", 0),
        ("numeric", "dua setengah", 0),
        ("numeric", "NaN", 0),
        ("numeric", "", SKIPPED),
        ("ranking", ["B", "A", "C"], 1),
        ("ranking", ["A", "B", "C"], 0),
        ("ranking", ["B", "A"], 0),
        ("graded", "B", 3),
        ("graded", "A", 0),
        ("graded", "Z", UNREADABLE),
        ("graded", None, SKIPPED),
        ("best_worst", {"best": "A", "worst": "B"}, ANSWERED),
        ("best_worst", {"best": "A", "worst": "A"}, UNREADABLE),
        ("best_worst", {"best": "A", "worst": "Z"}, UNREADABLE),
        ("best_worst", {"best": "A"}, UNREADABLE),
        ("best_worst", None, SKIPPED),
    ],
)
def test_an_answer_has_its_category(kind: str, value: Any, code: int) -> None:
    assert judge(value, item(kind)) == code


@given(
    st.sampled_from(sorted(SCORING)),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=6),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    ),
)
def test_whatever_stands_in_a_journal_is_judged_and_nothing_odd_becomes_a_higher_category(kind: str, value: Any) -> None:
    code = judge(value, item(kind))
    assert code in {SKIPPED, UNREADABLE, 0, 1, 2, 3}
    if not isinstance(value, str | list | dict):
        assert code in {SKIPPED, UNREADABLE}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.234,5", "1234.5"),
        ("−3", "-3"),
        ("-0,25", "-0.25"),
        ("+4", "4"),
        (".5", "0.5"),
        ("7.", "7"),
        ("1.234.567,8", "1234567.8"),
    ],
)
def test_numbers_are_read_as_people_write_them(text: str, value: str) -> None:
    assert str(number(text)).rstrip("0").rstrip(".") in {value, value.rstrip("0")} or number(text) == number(value)


@pytest.mark.parametrize("text", ["", "dua", "1e3", "Infinity", "1_000", "2,5,1", "1.2.3", "--2", "9" * 60])
def test_what_is_no_number_is_none(text: str) -> None:
    assert number(text) is None


def test_a_thousand_written_with_a_point_is_a_thousand_too() -> None:
    thousand = item("numeric", scoring={"key": "1500", "tolerance": "0"})
    assert judge("1.500", thousand) == 1
    assert judge("1500", thousand) == 1
    assert judge("1.5", thousand) == 0
    assert len(readings("0.500")) == 1  # nobody writes five hundred with a leading zero


# Skipped, not reached, withdrawn -------------------------------------------------------------------------------------------------


def sitting(
    answers: Mapping[str, Any], *, reached: Collection[str] = (), ended: Collection[str] = (), ref: int = 1, package: str = "P"
) -> Sitting:
    return Sitting(
        ref=uuid.UUID(int=ref),
        package=package,
        session=uuid.UUID(int=99),
        answers=answers,
        reached=frozenset(reached),
        ended=frozenset(ended),
        seconds={},
        state="submitted",
        path="n.p3",
    )


def two_sections() -> Table:
    return read_table("P", [record("single", f"S{section}{i}", section=section) for section in (1, 2) for i in range(1, 5)])


def codes_of(one: Sitting) -> list[int]:
    return [int(code) for code in judge_all([one], two_sections())[0]]


def test_what_was_left_before_the_last_question_reached_is_skipped_and_what_lies_behind_is_not_reached() -> None:
    one = sitting({"S11": "B", "S13": "A"})
    assert codes_of(one) == [1, SKIPPED, 0, NOT_REACHED, NOT_REACHED, NOT_REACHED, NOT_REACHED, NOT_REACHED]


def test_a_question_that_was_jumped_over_by_the_navigator_counts_as_skipped_though_it_was_never_shown() -> None:
    assert codes_of(sitting({"S14": "B"}, reached=["S14"]))[:4] == [SKIPPED, SKIPPED, SKIPPED, 1]


def test_a_withdrawn_answer_is_skipped_and_makes_the_question_reached() -> None:
    assert codes_of(sitting({"S11": "B", "S12": None}))[:4] == [1, SKIPPED, NOT_REACHED, NOT_REACHED]


def test_an_answer_of_a_later_section_reaches_nothing_of_the_earlier_one() -> None:
    assert codes_of(sitting({"S11": "B", "S22": "B"}))[3:6] == [NOT_REACHED, SKIPPED, 1]


def test_a_section_that_the_person_ended_himself_has_nothing_that_was_not_reached() -> None:
    assert codes_of(sitting({"S11": "B"}, ended=["1"]))[:5] == [1, SKIPPED, SKIPPED, SKIPPED, NOT_REACHED]


def test_an_item_of_another_form_is_no_evidence() -> None:
    assert codes_of(sitting({"X99": "B"})) == [NOT_REACHED] * 8


def test_the_order_of_the_evidence_changes_nothing() -> None:
    people = [sitting({"S11": "B"}, ref=i, package="AB"[i % 2]) for i in range(6)]
    groups = by_package(people)
    assert list(groups) == ["A", "B"]
    again = by_package(reversed(people))
    assert {code: [one.ref for one in part] for code, part in groups.items()} == {
        code: [one.ref for one in part] for code, part in again.items()
    }


# Best and worst ----------------------------------------------------------------------------------------------------------------


def test_best_and_worst_are_counted_over_answered_blocks_alone() -> None:
    table = read_table("P", [record("best_worst", f"K{i}", scale="") for i in range(3)])
    found = career_counts(sitting({"K0": {"best": "A", "worst": "C"}, "K1": {"best": "A", "worst": "B"}, "K2": None}), table)
    assert found is not None
    assert found.blocks_answered == 2
    assert found.blocks == 3
    assert found.counts == {"artistik": (0, 1, 2), "realistik": (0, 1, 2), "sosial": (2, 0, 4)}
    best, worst, _shown = np.array(list(found.counts.values())).sum(axis=0)
    assert best == worst == found.blocks_answered  # within one person it sums to nothing: no comparison between people


def test_a_form_without_blocks_has_no_career() -> None:
    assert career_counts(sitting({"S11": "B"}), two_sections()) is None
