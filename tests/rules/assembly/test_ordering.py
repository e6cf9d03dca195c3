"""The order of options on the screen: no letter earns more than another, keys stay right, what has an order of its own keeps it."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import pytest

from sembilan.assembly.rules.ordering import balanced, reordered


def situation(scale: str = "integritas", n: int = 4, **changes: Any) -> dict[str, Any]:
    """The best answer stands first in every one, as a writer in a hurry would have it."""
    letters = "ABCDEFG"[:n]
    return {
        "scale": scale,
        "type": "graded",
        "fakeable": False,
        "options": [{"id": one, "text": f"cara {one}", "image": None} for one in letters],
        "scoring": {"credits": {one: n - 1 - place for place, one in enumerate(letters)}},
        **changes,
    }


def shown(records: list[dict[str, Any]], seed: int = 1) -> list[dict[str, Any]]:
    orders = balanced(records, np.random.default_rng(seed))
    return [dict(reordered(record, order)) for record, order in zip(records, orders, strict=True)]


def earned(records: list[dict[str, Any]], scale: str) -> Counter[str]:
    found: Counter[str] = Counter()
    for one in records:
        if one["scale"] == scale:
            found.update(one["scoring"]["credits"])
    return found


@pytest.mark.parametrize("n_items", [2, 4, 6, 10])
def test_every_letter_earns_the_same_on_each_scale(n_items: int) -> None:
    for seed in range(10):
        form = shown([situation(scale) for _ in range(n_items) for scale in ("integritas", "komunikasi")], seed)
        for scale in ("integritas", "komunikasi"):
            assert set(earned(form, scale).values()) == {n_items * 3 // 2}
            best = Counter(
                max(one["scoring"]["credits"], key=one["scoring"]["credits"].get) for one in form if one["scale"] == scale
            )
            assert max(best.values()) <= n_items // 4 + 1


@pytest.mark.parametrize("n_items", [3, 5, 9])
def test_where_credits_cannot_be_even_letters_differ_by_one(n_items: int) -> None:
    for seed in range(10):
        credits_ = earned(shown([situation() for _ in range(n_items)], seed), "integritas").values()
        assert max(credits_) - min(credits_) <= 1


def test_questions_of_different_length_are_balanced_together() -> None:
    form = shown([situation(n=n) for n in (3, 3, 4, 4, 5, 5)])
    found = earned(form, "integritas")
    assert {letter: found[letter] for letter in "ABCDE"} == {"A": 9, "B": 9, "C": 9, "D": 7, "E": 4}


def test_options_keep_their_credits_under_new_letters() -> None:
    before = situation()
    for order in ("CADB", "DCBA", ""):
        after = reordered(before, order)
        assert [one["id"] for one in after["options"]] == list("ABCD") == list(after["scoring"]["credits"])
        for record in (before, after):
            worth = {one["text"]: record["scoring"]["credits"][one["id"]] for one in record["options"]}
            assert worth == {"cara A": 3, "cara B": 2, "cara C": 1, "cara D": 0}
    assert [one["text"] for one in reordered(before, "CADB")["options"]] == ["cara C", "cara A", "cara D", "cara B"]


def test_grades_of_agreement_and_keyed_answers_stay_as_written() -> None:
    written = [situation(fakeable=True), situation(type="single", scoring={"key": "A"}), situation(type="numeric", options=[])]
    assert balanced(written, np.random.default_rng(1)) == ["", "", ""]


def test_the_same_rng_gives_the_same_orders_and_another_gives_others() -> None:
    form = [situation() for _ in range(10)]
    assert balanced(form, np.random.default_rng(1)) == balanced(form, np.random.default_rng(1))
    assert balanced(form, np.random.default_rng(1)) != balanced(form, np.random.default_rng(2))
