"""Scales scored jointly: exact where everything is normal, unchanged where scales stand alone, nothing imputed."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sembilan.psychometrics.joint import JointPrior, score_jointly
from sembilan.psychometrics.models.errors import PriorInvalid, ShapesDisagree
from sembilan.psychometrics.quadrature import Grid
from sembilan.psychometrics.standards import CutTable, level_probabilities

GRID = Grid.standard()
TABLE = CutTable("uji", (-1.8, -0.9, 0.0, 0.9, 1.8), "uji", "1", (0.14, 0.09, 0.08, 0.10, 0.16))
EVERYWHERE = np.ones((1, 5), dtype=bool)
correlations = st.tuples(st.floats(0.05, 0.85), st.floats(0, 0.9)).map(lambda pair: (pair[0], pair[0] * pair[1]))


def alone(estimates, errors):
    """Posteriors (1, k, 61) of scales whose likelihood is normal around these estimates with these errors."""
    likelihood = np.exp(-0.5 * ((GRID.nodes - np.array(estimates)[:, None]) / np.array(errors)[:, None]) ** 2)
    mass = likelihood * np.exp(GRID.log_weights)
    return (mass / mass.sum(axis=1, keepdims=True))[None]


def correlation(groups, within, between):
    of = np.repeat([0, 1], groups)
    matrix = np.where(of[:, None] == of, within, between)
    np.fill_diagonal(matrix, 1.0)
    return matrix


@pytest.mark.parametrize("end", [-3.4, 3.4])
def test_who_is_at_one_end_of_every_scale_is_not_drawn_in_by_the_end_of_the_grid(end):
    groups, errors = (9, 3), np.full(12, 0.5)
    exact = np.linalg.inv(np.linalg.inv(correlation(groups, 0.5, 0.3)) + np.diag(1 / errors**2))
    found = score_jointly(alone([end] * 12, errors), np.ones((1, 12), bool), [TABLE] * 12, GRID, JointPrior(groups, 0.5, 0.3))
    assert found.theta[0] == pytest.approx(exact @ np.full(12, end) / 0.25, abs=0.02)


@settings(max_examples=40, deadline=None)
@given(correlations, st.lists(st.floats(-2, 2), min_size=5, max_size=5), st.lists(st.floats(0.35, 1.5), min_size=5, max_size=5))
def test_with_normal_scales_the_joint_posterior_is_the_exact_one(pair, estimates, errors):
    prior = JointPrior((3, 2), *pair)
    found = score_jointly(alone(estimates, errors), EVERYWHERE, [TABLE] * 5, GRID, prior)
    precision = np.linalg.inv(correlation((3, 2), *pair)) + np.diag(1 / np.array(errors) ** 2)
    exact = np.linalg.inv(precision)
    mean = exact @ (np.array(estimates) / np.array(errors) ** 2)
    assert found.theta[0] == pytest.approx(mean, abs=0.004)
    assert found.standard_error[0] == pytest.approx(np.sqrt(np.diag(exact)), abs=0.004)
    told = np.outer(found.loading[0], found.loading[0])
    told[:3, 3:] *= found.factors_together[0]
    true = exact / np.sqrt(np.outer(np.diag(exact), np.diag(exact)))
    upper = np.triu_indices(5, 1)
    same = np.repeat([0, 1], (3, 2))[:, None] == np.repeat([0, 1], (3, 2))
    # within a group one factor carries everything; between groups the factors stand in for it
    assert told[upper][same[upper]] == pytest.approx(true[upper][same[upper]], abs=0.02)
    assert told[upper][~same[upper]] == pytest.approx(true[upper][~same[upper]], abs=0.02)


@settings(max_examples=25, deadline=None)
@given(correlations, st.floats(0, 1), st.lists(st.floats(-2, 2), min_size=5, max_size=5))
def test_a_listener_is_read_beside_the_others_and_changes_nothing_of_them(pair, share, estimates):
    errors, heard = [0.5, 0.6, 0.7, 0.8, 0.6], share * pair[0]
    posterior = alone(estimates, errors)
    found = score_jointly(posterior, EVERYWHERE, [TABLE] * 5, GRID, JointPrior((2, 1), *pair, listeners=2, heard=heard))
    without = score_jointly(posterior[:, :3], EVERYWHERE[:, :3], [TABLE] * 3, GRID, JointPrior((2, 1), *pair))
    assert np.array_equal(found.levels[:, :3], without.levels)
    assert np.array_equal(found.theta[:, :3], without.theta)
    # the exact posterior of one listener given the three others and its own answers, not the other listener's
    with_factor = heard * pair[1] / pair[0]  # with the first group, through both factors
    for place in (3, 4):
        matrix = np.eye(4)
        matrix[:3, :3] = correlation((2, 1), *pair)
        matrix[3, :3] = matrix[:3, 3] = (with_factor, with_factor, heard)
        rows = [0, 1, 2, place]
        precision = np.linalg.inv(matrix) + np.diag(1 / np.array(errors)[rows] ** 2)
        exact = np.linalg.inv(precision)
        mean = exact @ (np.array(estimates)[rows] / np.array(errors)[rows] ** 2)
        assert found.theta[0, place] == pytest.approx(mean[3], abs=0.005)
        assert found.standard_error[0, place] == pytest.approx(np.sqrt(exact[3, 3]), abs=0.005)


def test_scales_that_stand_alone_keep_their_own_posterior():
    posterior = alone([0.4, -1.1, 2.0, 0.0, 0.9], [0.4, 0.6, 0.8, 1.0, 0.5])
    found = score_jointly(posterior, EVERYWHERE, [TABLE] * 5, GRID, JointPrior((3, 2), 0.0, 0.0))
    assert found.theta[0] == pytest.approx(posterior[0] @ GRID.nodes)
    assert found.loading[0] == pytest.approx(np.zeros(5), abs=1e-6)
    for scale in range(5):
        assert found.levels[:, scale] == pytest.approx(level_probabilities(posterior[:, scale], GRID, TABLE))


def test_a_scale_that_was_not_assessed_says_nothing_and_nothing_is_said_about_it():
    posterior = alone([1.0, 3.0, 0.5], [0.5, 0.4, 0.6])
    there = np.array([[True, False, True]])
    with_gap = score_jointly(posterior, there, [TABLE] * 3, GRID, JointPrior((2, 1), 0.5, 0.3))
    without = score_jointly(posterior[:, [0, 2]], there[:, [0, 2]], [TABLE] * 2, GRID, JointPrior((1, 1), 0.5, 0.3))
    assert np.isnan(with_gap.theta[0, 1])
    assert np.isnan(with_gap.levels[0, 1]).all()
    assert np.isnan(with_gap.loading[0, 1])
    assert with_gap.theta[0, [0, 2]] == pytest.approx(without.theta[0])
    assert with_gap.levels[0, [0, 2]] == pytest.approx(without.levels[0])


def test_nobody_who_was_not_assessed_at_all_gets_a_number():
    found = score_jointly(np.zeros((2, 2, 61)), np.zeros((2, 2), dtype=bool), [TABLE] * 2, GRID, JointPrior((1, 1), 0.5, 0.3))
    assert np.isnan(found.levels).all()
    assert np.isnan(found.theta).all()


@settings(max_examples=30, deadline=None)
@given(correlations, st.lists(st.floats(-5, 5), min_size=2, max_size=2), st.floats(0.3, 3))
def test_level_probabilities_sum_to_1_far_out_too(pair, estimates, error):
    posterior = alone(estimates, [error, error]).astype(np.float32)
    found = score_jointly(posterior, np.ones((1, 2), dtype=bool), [TABLE] * 2, GRID, JointPrior((1, 1), *pair))
    assert (found.levels >= -1e-12).all()
    assert found.levels.sum(axis=2) == pytest.approx(np.ones((1, 2)))
    assert ((found.loading >= 0) & (found.loading <= 1)).all()


def test_one_person_has_the_same_result_alone_and_among_many():
    rng = np.random.default_rng(4)
    many = np.concatenate([alone(rng.normal(0, 1, 5), rng.uniform(0.4, 1, 5)) for _ in range(1_030)])
    prior = JointPrior((3, 2), 0.5, 0.3)
    crowd = score_jointly(many, np.ones((1_030, 5), dtype=bool), [TABLE] * 5, GRID, prior)
    for row in (0, 1_023, 1_024, 1_029):
        single = score_jointly(many[row : row + 1], EVERYWHERE, [TABLE] * 5, GRID, prior)
        assert np.allclose(single.levels[0], crowd.levels[row], rtol=0, atol=1e-12)


@pytest.mark.parametrize(("within", "between"), [(0.3, 0.4), (1.0, 0.3), (-0.1, -0.1), (0.5, 0.49)])
def test_correlations_that_cannot_be_are_refused(within, between):
    with pytest.raises(PriorInvalid):
        JointPrior((2, 2), within, between)


def test_a_group_without_a_scale_another_shape_another_prior_or_unequal_levels_are_refused():
    with pytest.raises(PriorInvalid):
        JointPrior((2, 0), 0.5, 0.3)
    with pytest.raises(PriorInvalid):
        JointPrior((2, 1), 0.5, 0.3, listeners=1, heard=0.6)
    prior, posterior = JointPrior((1, 1), 0.5, 0.3), alone([0.0, 0.0], [0.5, 0.5])
    there = np.ones((1, 2), dtype=bool)
    with pytest.raises(ShapesDisagree):
        score_jointly(posterior, EVERYWHERE, [TABLE] * 2, GRID, prior)
    with pytest.raises(ShapesDisagree):
        score_jointly(posterior, there, [TABLE, CutTable("uji", (0.0,), "uji", "1")], GRID, prior)
    with pytest.raises(PriorInvalid):
        score_jointly(posterior, there, [TABLE] * 2, GRID.with_prior(0.5, 1.0), prior)
