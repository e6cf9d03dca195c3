"""How many stand where by their chances."""

from __future__ import annotations

import pytest

from sembilan.profiling.selectors.expected import LEAST_PEOPLE, expected_of


def test_chances_are_added_up_place_by_place_beside_whom_is_shown_there() -> None:
    found = expected_of("ab", [("a", (0.6, 0.4))] * 30 + [("b", (0.1, 0.9))] * 10)
    assert found is not None
    assert found.people == 40
    assert found.places["a"] == (30, pytest.approx(19.0))
    assert found.places["b"] == (10, pytest.approx(21.0))


def test_a_few_are_no_distribution() -> None:
    assert expected_of("ab", [("a", (1.0, 0.0))] * (LEAST_PEOPLE - 1)) is None
    assert expected_of("ab", []) is None
