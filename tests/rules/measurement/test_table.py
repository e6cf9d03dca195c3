"""The scoring table is refused before it can score anybody wrongly."""

from __future__ import annotations

from typing import Any

import pytest

from sembilan.measurement.errors import SkippingRewarded, TableUnreadable
from sembilan.measurement.rules.table import read_table
from sembilan.psychometrics.models.graded import Graded
from sembilan.psychometrics.models.logistic import Logistic
from sembilan.psychometrics.scoring import KEYED_CHANCE

SINGLE: dict[str, Any] = {
    "item": "I-1",
    "section": 1,
    "scale": "intelektual",
    "type": "single",
    "model": "3pl",
    "parameters": {"a": 1.1, "b": 0.2, "c": 0.2},
    "scoring": {"key": "B"},
    "n_options": 4,
    "omission": {"skipped": "wrong", "not_reached": "no_evidence"},
    "minimum_share": 0.5,
    "fakeable": False,
}
GRADED: dict[str, Any] = {
    **SINGLE,
    "item": "G-1",
    "type": "graded",
    "model": "grm",
    "parameters": {"a": 1.0, "b": [-1.0, 0.0, 1.0]},
    "scoring": {"credits": {"A": 1, "B": 3, "C": 0, "D": 2}},
}


def test_models_are_read_as_sealed() -> None:
    table = read_table("P", [SINGLE, {**SINGLE, "item": "I-2", "model": "2pl", "parameters": {"a": 1.1, "b": 0.2, "c": 0}}, GRADED])
    assert table.items[0].model == Logistic(1.1, 0.2, 0.2)
    assert table.items[1].model == Logistic(1.1, 0.2)
    assert table.items[2].model == Graded(1.0, (-1.0, 0.0, 1.0))
    assert table.scales == ("intelektual",)


def test_a_rule_may_be_declared_by_name() -> None:
    assert read_table("P", [{**SINGLE, "omission": "keyed_chance"}]).items[0].rule == KEYED_CHANCE


@pytest.mark.parametrize(
    "broken",
    [
        {**SINGLE, "scoring": {"key": ""}},
        {**SINGLE, "scoring": {"keys": ["A"]}},
        {**SINGLE, "model": "4pl"},
        {**SINGLE, "model": None},
        {**SINGLE, "parameters": {"a": -1, "b": 0, "c": 0.2}},
        {**SINGLE, "parameters": {"a": 1, "b": 0}},
        {**SINGLE, "model": "grm", "parameters": {"a": 1.0, "b": [0.0, 1.0]}},
        {**SINGLE, "type": "essay"},
        {**SINGLE, "scale": ""},
        {**SINGLE, "minimum_share": 1.2},
        {**SINGLE, "omission": "as_you_like"},
        {**SINGLE, "omission": {"skipped": "zero", "not_reached": "wrong"}},
        {**SINGLE, "type": "numeric", "scoring": {"key": "banyak", "tolerance": "0"}},
        {**SINGLE, "type": "numeric", "scoring": {"key": "4", "tolerance": "-1"}},
        {**GRADED, "scoring": {"credits": {"A": 0, "B": 1, "C": 2}}},
        {**GRADED, "scoring": {"credits": {"A": 0, "B": 1, "C": 2, "D": 4}}},
        {**GRADED, "parameters": {"a": 1.0, "b": [1.0, 0.0, -1.0]}},
        {**SINGLE, "type": "best_worst", "scoring": {"scales": {"A": "sosial", "B": "artistik"}}},
        {key: value for key, value in SINGLE.items() if key != "omission"},
    ],
)
def test_a_table_that_contradicts_itself_is_refused(broken: dict[str, Any]) -> None:
    with pytest.raises(TableUnreadable):
        read_table("P", [broken])


def test_an_item_twice_and_no_item_are_refused() -> None:
    for records in ([SINGLE, SINGLE], []):
        with pytest.raises(TableUnreadable):
            read_table("P", records)


@pytest.mark.parametrize("record", [SINGLE, GRADED])
def test_a_form_under_which_skipping_a_question_with_a_better_answer_pays_is_refused(record: dict[str, Any]) -> None:
    lenient = {**record, "omission": {"skipped": "no_evidence", "not_reached": "no_evidence"}}
    with pytest.raises(SkippingRewarded):
        read_table("P", [lenient])
    with pytest.raises(SkippingRewarded):
        read_table("P", [{**lenient, "fakeable": True}])  # a statement about oneself has a higher and a lower end too
