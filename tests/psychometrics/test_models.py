"""One contract for every response model, and each model's own formula."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sembilan.psychometrics.models.errors import ParametersInvalid
from sembilan.psychometrics.models.graded import Graded
from sembilan.psychometrics.models.logistic import Logistic

THETA = np.linspace(-8, 8, 65)
DISCRIMINATION = st.floats(0.05, 4)
DIFFICULTY = st.floats(-5, 5)

rasch = st.builds(Logistic, a=st.just(1.0), b=DIFFICULTY)
two_parameters = st.builds(Logistic, a=DISCRIMINATION, b=DIFFICULTY)
three_parameters = st.builds(Logistic, a=DISCRIMINATION, b=DIFFICULTY, c=st.floats(0, 0.9))


@st.composite
def graded(draw):
    first = draw(DIFFICULTY)
    steps = draw(st.lists(st.floats(0.01, 2), max_size=8))
    return Graded(draw(DISCRIMINATION), tuple(np.cumsum([first, *steps])))


every_model = pytest.mark.parametrize(
    "model", [rasch, two_parameters, three_parameters, graded()], ids=["rasch", "2pl", "3pl", "graded"]
)


@every_model
@given(data=st.data())
def test_probabilities_lie_between_0_and_1_and_sum_to_1(model, data):
    item = data.draw(model)
    probability = item.probability(THETA)
    assert probability.shape == (len(THETA), item.n_categories)
    assert ((probability >= 0) & (probability <= 1)).all()
    np.testing.assert_allclose(probability.sum(axis=1), 1, atol=1e-12)


@every_model
@given(data=st.data())
def test_the_log_likelihood_is_the_log_of_the_probability_and_finite_even_far_away(model, data):
    item = data.draw(model)
    np.testing.assert_allclose(np.exp(item.log_likelihood(THETA)), item.probability(THETA), rtol=1e-12)
    assert np.isfinite(item.log_likelihood(np.array([-400.0, 400.0]))).all()
    assert np.isfinite(item.gradient(np.array([-400.0, 400.0]))).all()
    assert np.isfinite(item.information(np.array([-400.0, 400.0]))).all()


@every_model
@given(data=st.data())
def test_the_gradient_is_the_slope_of_the_log_likelihood(model, data):
    item, h = data.draw(model), 1e-5
    slope = (item.log_likelihood(THETA + h) - item.log_likelihood(THETA - h)) / (2 * h)
    np.testing.assert_allclose(item.gradient(THETA), slope, atol=2e-6, rtol=1e-5)


@every_model
@given(data=st.data())
def test_the_information_is_minus_the_expected_second_derivative(model, data):
    item, h = data.draw(model), 1e-5
    curvature = (item.gradient(THETA + h) - item.gradient(THETA - h)) / (2 * h)
    np.testing.assert_allclose(item.information(THETA), -(item.probability(THETA) * curvature).sum(axis=1), atol=2e-6, rtol=1e-5)


@every_model
@given(data=st.data())
def test_the_expected_score_is_the_mean_category_and_never_falls(model, data):
    item = data.draw(model)
    mean = item.probability(THETA) @ np.arange(item.n_categories)
    np.testing.assert_allclose(item.expected_score(THETA), mean, atol=1e-10)
    assert (np.diff(item.expected_score(THETA)) >= -1e-12).all()


def test_the_three_parameter_curve_and_its_information_are_birnbaums():
    item = Logistic(1.7, -0.4, 0.2)
    p = 0.2 + 0.8 / (1 + np.exp(-1.7 * (THETA + 0.4)))
    np.testing.assert_allclose(item.probability(THETA)[:, 1], p, rtol=1e-12)
    np.testing.assert_allclose(item.information(THETA), 1.7**2 * (1 - p) / p * ((p - 0.2) / 0.8) ** 2, rtol=1e-9)


def test_the_graded_curve_is_samejimas_difference_of_neighbours():
    item = Graded(1.3, (-1.0, 0.2, 1.5))
    above = [1 / (1 + np.exp(-1.3 * (THETA - b))) for b in item.b]
    expected = np.stack([1 - above[0], above[0] - above[1], above[1] - above[2], above[2]], axis=1)
    np.testing.assert_allclose(item.probability(THETA), expected, atol=1e-14)


@given(DISCRIMINATION, DIFFICULTY)
def test_a_graded_item_of_two_categories_is_a_two_parameter_item(a, b):
    for name in ("probability", "log_likelihood", "gradient", "information", "expected_score"):
        np.testing.assert_allclose(getattr(Graded(a, (b,)), name)(THETA), getattr(Logistic(a, b), name)(THETA), atol=1e-12)


def test_thresholds_that_nearly_meet_keep_a_small_positive_probability():
    item = Graded(1.0, (0.0, 1e-9))
    probability = item.probability(np.array([0.0]))[0, 1]
    assert probability == pytest.approx(0.25e-9, rel=1e-6)


@pytest.mark.parametrize("a", [0.0, -1.0, float("inf"), float("nan")])
def test_discrimination_must_be_positive_and_finite(a):
    with pytest.raises(ParametersInvalid, match="discrimination"):
        Logistic(a, 0.0)
    with pytest.raises(ParametersInvalid, match="discrimination"):
        Graded(a, (0.0,))


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Logistic(1, float("nan")), "difficulty"),
        (lambda: Logistic(1, 0, -0.01), "asymptote"),
        (lambda: Logistic(1, 0, 1.0), "asymptote"),
        (lambda: Logistic(1, 0, float("nan")), "asymptote"),
        (lambda: Graded(1, ()), "at least one threshold"),
        (lambda: Graded(1, (0.0, float("inf"))), "all finite"),
        (lambda: Graded(1, (0.0, 0.0)), "ascend strictly"),
        (lambda: Graded(1, (1.0, 0.0)), "ascend strictly"),
        (lambda: Graded(1, tuple(range(127))), "response codes"),
    ],
)
def test_parameters_out_of_range_are_refused(make, message):
    with pytest.raises(ParametersInvalid, match=message):
        make()
