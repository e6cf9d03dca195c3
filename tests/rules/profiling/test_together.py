"""Doubts that go together: every level keeps its probability, and what is drawn is what is reckoned."""

import numpy as np
import pytest
from scipy.stats import multivariate_normal

from sembilan.profiling.rules.draws import Assessment, box_probabilities
from sembilan.profiling.rules.jpm import expected_jpm, job_match, sum_distribution
from sembilan.profiling.rules.levels import certain
from sembilan.profiling.rules.together import MOST_LOADING, WEIGHTS, checked_loading, cuts_of, given_shared, pair_weights
from tests.rules.profiling.rubric import people, rules_of
from tests.rules.profiling.test_jpm import MAPPING


def some(n, k, seed=1):
    return np.random.default_rng(seed).dirichlet(np.ones(6), (n, k))


@pytest.mark.parametrize("loading", [0.0, 0.3, 0.7, MOST_LOADING])
def test_averaged_over_what_is_shared_every_level_keeps_its_probability(loading):
    prob = some(50, 4)
    given = given_shared(prob, np.full((50, 4), loading))
    mixed = sum(weight * part for weight, part in zip(WEIGHTS, given, strict=True))
    assert mixed == pytest.approx(prob, abs=2e-4)


def test_two_scales_reach_their_levels_together_as_the_bivariate_normal_says():
    prob, loading = some(1, 2, 3), np.array([[0.6, 0.8]])
    both = sum(
        weight * part[0, 0, :3].sum() * part[0, 1, :2].sum()
        for weight, part in zip(WEIGHTS, given_shared(prob, loading), strict=True)
    )
    cuts = cuts_of(prob)[0]
    exact = multivariate_normal([0, 0], [[1, 0.48], [0.48, 1]]).cdf([cuts[0, 2], cuts[1, 1]])
    assert both == pytest.approx(exact, abs=1e-4)


def test_a_certain_level_stays_certain_whatever_is_shared():
    prob = certain([[0, 3, 5]])
    for part in given_shared(prob, np.full((1, 3), 0.8)):
        assert np.array_equal(part, prob)


def test_pairs_of_nodes_have_the_weights_of_both_and_go_together_as_told():
    weights = pair_weights([0.0, 0.6])
    assert weights.sum(axis=(1, 2)) == pytest.approx(np.ones(2))
    assert weights[0] == pytest.approx(np.outer(WEIGHTS, WEIGHTS))
    assert weights[1].sum(axis=1) == pytest.approx(WEIGHTS, abs=1e-4)


def test_the_expectation_under_the_cap_does_not_depend_on_what_is_shared_but_the_interval_does():
    prob, required = some(40, 9), np.full((40, 9), 4)
    apart, together = job_match(prob, required, MAPPING), job_match(prob, required, MAPPING, loading=0.7)
    assert np.array_equal(apart.hundredths, together.hundredths)
    assert np.array_equal(expected_jpm(prob, required, loading=0.7), together.hundredths)
    assert (together.high - together.low).mean() > 1.3 * (apart.high - apart.low).mean()


def test_where_surplus_fills_gaps_both_ways_to_the_expectation_agree():
    prob, required = some(40, 9), np.full((40, 9), 2)
    rule = "uncapped_total_capped"
    full = job_match(prob, required, MAPPING, rule=rule, loading=0.6)
    assert np.array_equal(full.hundredths, expected_jpm(prob, required, rule=rule, loading=0.6))
    assert not np.array_equal(full.hundredths, expected_jpm(prob, required, rule=rule))


def test_draws_come_close_to_the_distribution_that_is_reckoned():
    rules = rules_of()
    values, known = people(rules, 1, np.random.default_rng(5), 0.0)
    known[:] = True
    column, sure = rules.column("asesmen_kompetensi"), [True]
    prob, loading = some(1, 9, 7), np.full((1, 9), 0.75)
    rungs = rules.potential.ladder
    # the second assessment certain: the only doubt is in the first
    potential = Assessment(certain([[3] * 8]), 3, sure)
    sums = sum_distribution(prob, 4, loading=loading)[0]
    exact = np.zeros(9)
    for total, chance in enumerate(sums):
        if chance:
            at = values.copy()
            at[:, column] = round(10_000 * min(total, 36) / 36)
            levels = np.full((1, 9), 4)
            fixed = box_probabilities(
                rules, at, known, Assessment(_certain_sum(total, levels), 4, sure), potential, seed=1, keys=[1]
            )
            exact += chance * fixed.lowest[0]
    got = box_probabilities(rules, values, known, Assessment(prob, 4, sure, loading), potential, seed=1, keys=[1], draws=40_000)
    assert len(rungs.rungs) == 3
    assert np.abs(got.lowest[0] - exact).max() < 5 * np.sqrt(0.25 / 40_000)


def _certain_sum(total, most):
    """Certain levels whose credit under a demand of 4 sums to `total`."""
    levels, left = np.zeros_like(most), min(total, int(most.sum()))
    for scale in range(most.shape[1]):
        levels[0, scale] = min(4, left)
        left -= levels[0, scale]
    return certain(levels)


def test_what_both_assessments_share_makes_high_and_low_come_together():
    rules = rules_of()
    values, known = people(rules, 1, np.random.default_rng(5), 0.0)
    known[:] = True
    vague = np.full((1, 9, 6), 1 / 6), np.full((1, 8, 6), 1 / 6)

    def spread(factors):
        found = box_probabilities(
            rules,
            values,
            known,
            Assessment(vague[0], 5, [True], 0.85),
            Assessment(vague[1], 3, [True], 0.85),
            seed=3,
            keys=[1],
            factors=[factors],
            draws=20_000,
        )
        return 1 - found.lowest[0].max()

    assert spread(0.85) > spread(0.0) + 0.01


def test_loadings_outside_0_and_1_are_refused_and_nothing_assessed_counts_as_0():
    assert checked_loading([np.nan, 0.5, 1.0], (3,)).tolist() == [0.0, 0.5, MOST_LOADING]
    for wrong in (-0.1, 1.1):
        with pytest.raises(ValueError, match="loadings"):
            checked_loading(wrong, (2,))
