"""Invented persons follow the models they are drawn from, and the same generator gives the same persons."""

import numpy as np
import pytest

from sembilan.psychometrics.models.errors import ShapesDisagree
from sembilan.psychometrics.models.graded import Graded
from sembilan.psychometrics.models.logistic import Logistic
from sembilan.psychometrics.simulate import (
    knowledge,
    reached_within,
    simulate_responses,
    simulate_seconds,
    skip_at_random,
    skip_when_unsure,
)

ITEMS = [Logistic(1.3, 0.2, 0.2), Graded(1.1, (-1.0, 0.0, 1.0))]


def test_categories_appear_as_often_as_the_model_says():
    theta = np.full(50_000, 0.5)
    responses = simulate_responses(theta, ITEMS, rng=np.random.default_rng(1))
    for column, item in enumerate(ITEMS):
        share = np.bincount(responses[:, column], minlength=item.n_categories) / len(theta)
        np.testing.assert_allclose(share, item.probability(theta[:1])[0], atol=0.01)


def test_the_same_generator_gives_the_same_persons():
    first, second = (simulate_responses(np.zeros(20), ITEMS, rng=np.random.default_rng(7)) for _ in range(2))
    assert first.dtype == np.int8
    np.testing.assert_array_equal(first, second)


def test_knowledge_leaves_luck_out_and_lies_between_0_and_1():
    sure = knowledge(np.array([-20.0, 0.2, 20.0]), ITEMS)
    np.testing.assert_allclose(sure[:, 0], [0, 0.5, 1], atol=1e-6)
    np.testing.assert_allclose(sure[[0, 2], 1], [0, 1], atol=1e-6)


def test_the_strategist_skips_exactly_what_he_is_unsure_of():
    responses = np.array([[1, 0, 1]], dtype=np.int8)
    assert skip_when_unsure(responses, np.array([[0.9, 0.1, 0.5]]), threshold=0.5).tolist() == [[1, -1, 1]]
    with pytest.raises(ShapesDisagree):
        skip_when_unsure(responses, np.zeros((1, 2)), threshold=0.5)


def test_random_skipping_has_its_rate_and_leaves_the_input_alone():
    responses = np.ones((500, 40), dtype=np.int8)
    skipped = skip_at_random(responses, rate=0.1, rng=np.random.default_rng(2))
    assert (skipped == -1).mean() == pytest.approx(0.1, abs=0.01)
    assert responses.min() == 1
    assert skipped.dtype == np.int8


def test_log_seconds_are_normal_with_the_given_intensity_speed_and_precision():
    seconds = simulate_seconds(np.full(40_000, 0.3), np.array([3.0, 4.0]), np.array([2.0, 4.0]), rng=np.random.default_rng(3))
    np.testing.assert_allclose(np.log(seconds).mean(axis=0), [2.7, 3.7], atol=0.01)
    np.testing.assert_allclose(np.log(seconds).std(axis=0), [0.5, 0.25], atol=0.01)


def test_a_question_is_reached_when_time_was_left_as_it_began():
    seconds = np.array([[30.0, 30, 30, 30], [100, 1, 1, 1]])
    assert reached_within(seconds, 60.0).tolist() == [[True, True, False, False], [True, False, False, False]]
