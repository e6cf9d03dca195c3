"""Answers without reading: where they would stand, and who can be told from them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sembilan.psychometrics.forensics import HIGHEST, LOWEST, blind_position, blind_ratio, random_positions
from sembilan.psychometrics.models.errors import ShapesDisagree
from sembilan.psychometrics.models.graded import Graded
from sembilan.psychometrics.models.logistic import Logistic
from sembilan.psychometrics.quadrature import Grid
from sembilan.psychometrics.scoring import score_eap
from sembilan.psychometrics.simulate import simulate_responses

EVEN = (0.25, 0.25, 0.25, 0.25)
LEVELS = ((-4.4, -3.4, -2.4), (-3.9, -2.7, -1.5), (-3.4, -2.0, -0.5), (-2.9, -1.3, 0.5), (-2.4, -0.6, 1.45))
SITUATIONS = [Graded(1.2, b) for b in LEVELS for _place in range(18)]


@given(st.floats(0.3, 2.5), st.floats(-3, 3), st.floats(0.2, 2), st.floats(0.1, 2.9))
def test_a_position_is_where_the_items_are_expected_to_earn_just_that(a: float, low: float, step: float, earned: float) -> None:
    items = [Graded(a, (low, low + step, low + 2 * step))]
    found = blind_position(items, earned)
    expected = float(items[0].expected_score(np.array([found]))[0])
    assert (
        expected == pytest.approx(earned, abs=1e-5)
        or (found == LOWEST and expected > earned)
        or (found == HIGHEST and expected < earned)
    )


def test_what_nobody_earns_less_or_more_than_stands_at_an_end() -> None:
    guessed = [Logistic(1.0, 0.0, 0.25)] * 4
    assert blind_position(guessed, 1.0) == LOWEST
    assert blind_position(guessed, 4.0) == HIGHEST


def test_thresholds_decide_what_a_random_pick_is_worth() -> None:
    mild, strict = [Graded(1.2, (-1.0, -0.2, 0.6))] * 10, [Graded(1.2, (-3.6, -2.1, -0.6))] * 10
    found = random_positions(["mild"] * 10 + ["strict"] * 10, mild + strict, [EVEN] * 20)
    assert found["mild"] == pytest.approx(-0.2, abs=0.05)
    assert found["strict"] == pytest.approx(-2.1, abs=0.05)


def scored(responses: np.ndarray) -> np.ndarray:
    theta = score_eap(responses, SITUATIONS, Grid.standard()).theta
    return np.repeat(theta[:, None], len(SITUATIONS), axis=1)


def test_of_random_picks_over_ninety_situations_nearly_all_look_like_chance() -> None:
    picks = np.random.default_rng(1).integers(0, 4, (1000, 90)).astype(np.int8)
    ratio, counted = blind_ratio(picks, SITUATIONS, [EVEN] * 90, scored(picks))
    assert (counted == 90).all()
    assert (ratio <= 0).mean() > 0.98


@pytest.mark.parametrize("theta", [-3.0, -2.0, -1.0, 0.0, 1.5])
def test_nobody_who_read_looks_like_chance_be_he_ever_so_weak(theta: float) -> None:
    honest = simulate_responses(np.full(2000, theta), SITUATIONS, rng=np.random.default_rng(2))
    ratio, _counted = blind_ratio(honest, SITUATIONS, [EVEN] * 90, scored(honest))
    assert (ratio <= 0).mean() < 0.003


def test_what_was_not_answered_or_not_assessed_speaks_for_neither_side() -> None:
    answers = np.array([[3, -1, -3, 2], [3, 3, 3, 3]], dtype=np.int8)
    theta = np.array([[0.5] * 4, [0.5, 0.5, np.nan, np.nan]])
    items = SITUATIONS[:4]
    ratio, counted = blind_ratio(answers, items, [EVEN] * 4, theta)
    own = [float(items[i].log_likelihood(np.array([0.5]))[0, k]) for i, k in ((0, 3), (3, 2), (0, 3), (1, 3))]
    assert counted.tolist() == [2, 2]
    assert ratio.tolist() == pytest.approx([own[0] + own[1] - 2 * np.log(0.25), own[2] + own[3] - 2 * np.log(0.25)])
    with pytest.raises(ShapesDisagree):
        blind_ratio(answers, items[:3], [EVEN] * 4, theta)
