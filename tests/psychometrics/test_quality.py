"""Reliability: the textbook formula, gaps, agreement between the three coefficients, and small samples refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sembilan.psychometrics.models.errors import NoVariance, ShapesDisagree, TooFewItems, TooFewPersons
from sembilan.psychometrics.models.logistic import Logistic
from sembilan.psychometrics.quadrature import Grid
from sembilan.psychometrics.quality import (
    cronbach_alpha,
    information_of,
    information_reliability,
    marginal_reliability,
    togetherness,
)
from sembilan.psychometrics.scoring import score_eap
from sembilan.psychometrics.simulate import simulate_responses


def parallel_items(rng, n_persons, n_items, noise=1.0):
    return rng.normal(size=(n_persons, 1)) + noise * rng.normal(size=(n_persons, n_items))


def test_alpha_of_complete_data_is_the_textbook_formula():
    scores = parallel_items(np.random.default_rng(1), 300, 6)
    expected = 6 / 5 * (1 - scores.var(axis=0, ddof=1).sum() / scores.sum(axis=1).var(ddof=1))
    assert cronbach_alpha(scores).value == pytest.approx(expected, rel=1e-12)


def test_alpha_of_parallel_items_is_the_spearman_brown_value_and_its_interval_holds_it():
    result = cronbach_alpha(parallel_items(np.random.default_rng(2), 5_000, 8))
    assert result.value == pytest.approx(8 * 0.5 / (1 + 7 * 0.5), abs=0.01)
    assert result.low < 8 / 9 < result.high
    assert (result.n_persons, result.n_items) == (5_000, 8)


def test_the_interval_of_alpha_covers_the_truth_in_95_of_100_samples():
    rng, truth = np.random.default_rng(3), 5 * 0.5 / (1 + 4 * 0.5)
    hits = [r.low <= truth <= r.high for r in (cronbach_alpha(parallel_items(rng, 120, 5)) for _ in range(600))]
    assert np.mean(hits) == pytest.approx(0.95, abs=0.03)


@given(st.floats(-50, 50), st.floats(0.1, 20))
def test_alpha_does_not_depend_on_origin_and_unit_of_the_scores(shift, unit):
    scores = parallel_items(np.random.default_rng(4), 150, 4)
    assert cronbach_alpha(scores * unit + shift).value == pytest.approx(cronbach_alpha(scores).value, abs=1e-9)


def test_gaps_are_handled_pairwise_as_by_hand():
    rng = np.random.default_rng(5)
    scores = parallel_items(rng, 400, 4)
    scores[rng.random(scores.shape) < 0.2] = np.nan
    scores[0] = np.nan
    covariance = np.empty((4, 4))
    for i in range(4):
        for j in range(4):
            both = ~np.isnan(scores[:, i]) & ~np.isnan(scores[:, j])
            covariance[i, j] = np.cov(scores[both, i], scores[both, j])[0, 1]
    result = cronbach_alpha(scores)
    assert result.value == pytest.approx(4 / 3 * (1 - np.trace(covariance) / covariance.sum()), rel=1e-10)
    assert result.n_persons == (~np.isnan(scores)).any(axis=1).sum()


def test_gaps_widen_the_interval_and_are_not_zeros():
    rng = np.random.default_rng(6)
    scores = parallel_items(rng, 1_000, 6) + 5
    holed = np.where(rng.random(scores.shape) < 0.3, np.nan, scores)
    full, gaps = cronbach_alpha(scores), cronbach_alpha(holed)
    assert gaps.value == pytest.approx(full.value, abs=0.03)
    assert gaps.high - gaps.low > full.high - full.low
    assert abs(cronbach_alpha(np.nan_to_num(holed)).value - full.value) > 0.3


def test_alpha_refuses_too_few_persons_items_or_common_answers_and_a_constant():
    rng = np.random.default_rng(7)
    with pytest.raises(TooFewPersons, match="at least 100"):
        cronbach_alpha(parallel_items(rng, 99, 5))
    with pytest.raises(TooFewItems):
        cronbach_alpha(parallel_items(rng, 200, 1))
    disjoint = parallel_items(rng, 200, 2)
    disjoint[:100, 0] = disjoint[90:, 1] = np.nan
    with pytest.raises(TooFewPersons, match="covariance"):
        cronbach_alpha(disjoint)
    with pytest.raises(NoVariance):
        cronbach_alpha(np.ones((200, 3)))
    with pytest.raises(ShapesDisagree):
        cronbach_alpha(np.ones(200))


def test_marginal_reliability_is_its_formula_and_passes_over_persons_without_a_score():
    rng = np.random.default_rng(8)
    theta, error = rng.normal(0, 0.9, 500), rng.uniform(0.3, 0.5, 500)
    expected = theta.var(ddof=1) / (theta.var(ddof=1) + (error**2).mean())
    assert marginal_reliability(theta, error).value == pytest.approx(expected)
    result = marginal_reliability(np.r_[theta, np.nan], np.r_[error, 0.4])
    assert (result.value, result.n_persons) == (pytest.approx(expected), 500)


def test_marginal_reliability_is_the_squared_correlation_with_the_truth_and_what_the_items_promised():
    rng, grid = np.random.default_rng(9), Grid.standard()
    items = [Logistic(a, b) for a, b in zip(rng.uniform(0.8, 2, 40), rng.normal(0, 1, 40), strict=True)]
    theta = rng.normal(size=20_000)
    score = score_eap(simulate_responses(theta, items, rng=rng), items, grid)
    found = marginal_reliability(score.theta, score.standard_error).value
    assert found == pytest.approx(np.corrcoef(theta, score.theta)[0, 1] ** 2, abs=0.01)
    assert found == pytest.approx(information_reliability(items, grid).value, abs=0.01)


def test_marginal_reliability_refuses_few_persons_equal_scores_and_foreign_errors():
    with pytest.raises(TooFewPersons):
        marginal_reliability(np.zeros(99), np.ones(99))
    with pytest.raises(NoVariance):
        marginal_reliability(np.zeros(200), np.ones(200))
    with pytest.raises(ShapesDisagree):
        marginal_reliability(np.zeros(200), np.ones(201))


def test_more_items_promise_more_and_none_promise_nothing():
    grid, item = Grid.standard(), Logistic(1.2, 0)
    values = [information_reliability([item] * n, grid).value for n in (1, 5, 20, 80)]
    assert values == sorted(values)
    assert 0 < values[0] < values[-1] < 1
    np.testing.assert_allclose(information_of([item] * 3, grid.nodes), 3 * item.information(grid.nodes))
    with pytest.raises(TooFewItems):
        information_reliability([], grid)


@pytest.mark.parametrize("spread", [1.0, 0.8])
def test_the_correlation_of_abilities_is_found_behind_shrunken_scores(spread):
    rng, n = np.random.default_rng(6), 6_000
    shared, by_group = rng.normal(size=(n, 1)), rng.normal(size=(n, 2))
    group = np.array([0, 0, 1, 1])
    theta = spread * (0.3**0.5 * shared + 0.2**0.5 * by_group[:, group] + 0.5**0.5 * rng.normal(size=(n, 4)))
    items = [Logistic(1.2, b) for b in np.linspace(-2, 2, 20)]
    scores = [score_eap(simulate_responses(theta[:, k], items, rng=rng), items, Grid.standard()) for k in range(4)]
    estimates, errors = (np.stack([getattr(one, name) for one in scores], axis=1) for name in ("theta", "standard_error"))
    found = togetherness(estimates, errors, group)
    assert found.within == pytest.approx(0.5, abs=0.04)
    assert found.between == pytest.approx(0.3, abs=0.04)
    assert found.n_persons == n
    # correlating the scores as they are would tell too little
    assert np.corrcoef(estimates[:, 0], estimates[:, 1])[0, 1] < 0.45


def test_few_persons_or_none_tell_no_correlation():
    few = np.random.default_rng(1).normal(size=(99, 2))
    found = togetherness(few, np.full_like(few, 0.4), np.array([0, 0]))
    assert (found.within, found.between, found.n_persons) == (None, None, 0)
    gone = np.full((500, 2), np.nan)
    assert togetherness(gone, gone, np.array([0, 1])).between is None
    flat = np.zeros((500, 2))
    assert togetherness(flat, flat + 1, np.array([0, 0])).within is None
    with pytest.raises(ShapesDisagree):
        togetherness(flat, flat, np.array([0]))
