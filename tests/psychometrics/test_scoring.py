"""EAP against a plain double-precision computation, against the truth, and what unanswered questions count."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sembilan.psychometrics.models.errors import (
    GridInvalid,
    GridTooCoarse,
    OmissionUndecided,
    ResponseOutOfRange,
    ShapesDisagree,
    TooFewItems,
)
from sembilan.psychometrics.models.graded import Graded
from sembilan.psychometrics.models.logistic import Logistic
from sembilan.psychometrics.quadrature import Grid
from sembilan.psychometrics.scoring import (
    BLOCK,
    DESCRIPTIVE,
    KEYED_CHANCE,
    KEYED_SPEEDED,
    KEYED_WRONG,
    NO_EVIDENCE,
    OMITTED,
    answered_share,
    apply_omission_rule,
    expected_guess_credit,
    score_eap,
)
from sembilan.psychometrics.simulate import knowledge, simulate_responses, skip_when_unsure

GRID = Grid.standard()


def keyed(rng, n_items, c=0.0):
    return [Logistic(a, b, c) for a, b in zip(np.exp(rng.normal(0.1, 0.3, n_items)), rng.normal(0, 1, n_items), strict=True)]


def mixed(rng, n_items):
    def item():
        kind = rng.integers(3)
        if kind == 2:
            return Graded(rng.uniform(0.5, 2), tuple(np.sort(rng.normal(0, 1.2, rng.integers(1, 6)))))
        return Logistic(rng.uniform(0.5, 2), rng.normal(), 0.2 * kind)

    return [item() for _ in range(n_items)]


def plain_posterior(row, items, grid, credit):
    """The definition, one person and one item at a time, in double precision."""
    log_posterior = grid.log_weights.copy()
    for code, item, share in zip(row, items, credit, strict=True):
        log_p = item.log_likelihood(grid.nodes)
        if code >= 0:
            log_posterior += log_p[:, code]
        elif code == OMITTED:
            log_posterior += share * log_p[:, 1] + (1 - share) * log_p[:, 0]
    posterior = np.exp(log_posterior - log_posterior.max())
    return posterior / posterior.sum()


@settings(max_examples=60)
@given(st.integers(0, 2**32 - 1), st.integers(1, 30), st.sampled_from([(), (NO_EVIDENCE,), (NO_EVIDENCE, OMITTED), (OMITTED,)]))
def test_every_score_is_mean_and_deviation_of_the_posterior_by_definition(seed, n_items, codes):
    rng = np.random.default_rng(seed)
    items = mixed(rng, n_items)
    responses = simulate_responses(rng.normal(0, 1.5, 7), items, rng=rng)
    for code in codes:
        responses[rng.random(responses.shape) < 0.25] = code
    credit = expected_guess_credit(items, np.full(n_items, 5))
    score = score_eap(responses, items, GRID, credit=credit)
    for person, row in enumerate(responses):
        posterior = plain_posterior(row, items, GRID, credit)
        mean = posterior @ GRID.nodes
        assert score.theta[person] == pytest.approx(mean, abs=1e-4)
        assert score.standard_error[person] == pytest.approx(np.sqrt(posterior @ (GRID.nodes - mean) ** 2), abs=1e-4)
        np.testing.assert_allclose(score.posterior[person], posterior, atol=1e-4)
        assert score.n_used[person] == (row != NO_EVIDENCE).sum()


def test_a_full_test_of_702_items_keeps_its_precision():
    rng = np.random.default_rng(702)
    items, grid = keyed(rng, 702), Grid.standard(241)
    responses = simulate_responses(np.array([-3.0, -1, 0, 1, 3]), items, rng=rng)
    score = score_eap(responses, items, grid)
    for person, row in enumerate(responses):
        posterior = plain_posterior(row, items, grid, np.zeros(702))
        assert score.theta[person] == pytest.approx(posterior @ grid.nodes, abs=2e-4)


def test_a_test_finer_than_its_grid_is_refused_and_told_how_many_nodes_it_needs():
    items = [Logistic(1.5, 0.0)] * 240
    responses = np.tile(np.array([0, 1], dtype=np.int8), (1, 120))
    with pytest.raises(GridTooCoarse, match="use at least") as refusal:
        score_eap(responses, items, GRID)
    fine, finest = (score_eap(responses, items, Grid.standard(n)) for n in (refusal.value.params["needed"], 961))
    assert fine.standard_error[0] == pytest.approx(finest.standard_error[0], rel=0.005)


def test_scores_recover_the_truth_with_the_error_they_state():
    rng = np.random.default_rng(11)
    items, theta = mixed(rng, 40), rng.normal(size=20_000)
    score = score_eap(simulate_responses(theta, items, rng=rng), items, GRID)
    assert np.sqrt(((score.theta - theta) ** 2).mean()) == pytest.approx(np.sqrt((score.standard_error**2).mean()), rel=0.02)
    assert (score.theta - theta).mean() == pytest.approx(0, abs=0.01)
    covered = (np.abs(score.theta - theta) < 1.96 * score.standard_error).mean()
    assert covered == pytest.approx(0.95, abs=0.01)


def test_a_person_has_the_same_score_alone_and_among_many():
    rng = np.random.default_rng(3)
    items = mixed(rng, 20)
    responses = simulate_responses(rng.normal(size=BLOCK + 100), items, rng=rng)
    responses[BLOCK + 1, :5] = NO_EVIDENCE
    together = score_eap(responses, items, GRID)
    for person in (0, BLOCK - 1, BLOCK, BLOCK + 1, BLOCK + 99):
        alone = score_eap(responses[[person]], items, GRID)
        assert alone.theta[0] == pytest.approx(together.theta[person], abs=1e-5)
        np.testing.assert_allclose(alone.posterior[0], together.posterior[person], atol=1e-5)


def test_without_keeping_the_posterior_the_scores_are_the_same():
    rng = np.random.default_rng(4)
    items = keyed(rng, 10)
    responses = simulate_responses(rng.normal(size=BLOCK + 10), items, rng=rng)
    lean, full = score_eap(responses, items, GRID, keep_posterior=False), score_eap(responses, items, GRID)
    np.testing.assert_array_equal(lean.theta, full.theta)
    assert lean.posterior.shape == (0, GRID.n_nodes)


def test_a_person_without_evidence_has_the_prior_and_says_so():
    score = score_eap(np.full((1, 3), NO_EVIDENCE, dtype=np.int8), [Logistic(1, 0)] * 3, GRID)
    assert (score.n_used[0], score.theta[0]) == (0, pytest.approx(0, abs=1e-6))
    assert score.standard_error[0] == pytest.approx(1, abs=1e-3)


def test_an_item_not_administered_is_as_if_it_did_not_exist():
    rng = np.random.default_rng(5)
    items = mixed(rng, 12)
    responses = simulate_responses(rng.normal(size=50), items, rng=rng)
    shortened = score_eap(np.ascontiguousarray(responses[:, :8]), items[:8], GRID)
    responses[:, 8:] = NO_EVIDENCE
    np.testing.assert_allclose(score_eap(responses, items, GRID).theta, shortened.theta, atol=1e-5)


@given(st.floats(-1, 1), st.floats(0.5, 2))
def test_another_prior_pulls_the_empty_score_to_its_mean(mean, sd):
    score = score_eap(np.full((1, 1), NO_EVIDENCE, dtype=np.int8), [Logistic(1, 0)], Grid.standard(121, 12).with_prior(mean, sd))
    assert score.theta[0] == pytest.approx(mean, abs=1e-3)
    assert score.standard_error[0] == pytest.approx(sd, rel=1e-2)


def test_no_persons_give_no_scores():
    score = score_eap(np.empty((0, 2), dtype=np.int8), [Logistic(1, 0)] * 2, GRID)
    assert (score.theta.shape, score.posterior.shape) == ((0,), (0, 61))


def test_what_cannot_be_scored_is_refused():
    items = [Logistic(1, 0), Graded(1, (0.0, 1.0))]
    with pytest.raises(TooFewItems):
        score_eap(np.empty((1, 0), dtype=np.int8), [], GRID)
    with pytest.raises(ShapesDisagree):
        score_eap(np.zeros((1, 3), dtype=np.int8), items, GRID)
    with pytest.raises(ShapesDisagree, match="int8"):
        score_eap(np.zeros((1, 2)), items, GRID)
    with pytest.raises(ResponseOutOfRange, match="item 0 has 2 categories, but a 2"):
        score_eap(np.array([[2, 2]], dtype=np.int8), items, GRID)
    with pytest.raises(ResponseOutOfRange, match="not -3"):
        score_eap(np.array([[0, -3]], dtype=np.int8), items, GRID)
    with pytest.raises(ResponseOutOfRange, match="below 1"):
        score_eap(np.array([[0, 1]], dtype=np.int8), items, GRID, credit=np.array([1.0, 0.0]))
    with pytest.raises(ShapesDisagree):
        score_eap(np.array([[0, 1]], dtype=np.int8), items, GRID, credit=np.zeros(3))
    with pytest.raises(OmissionUndecided, match="apply the form's omission rule"):
        score_eap(np.array([[OMITTED, 1]], dtype=np.int8), items, GRID)


def test_a_grid_that_is_none_is_refused():
    nodes = np.linspace(-1, 1, 5)
    for wrong in (
        lambda: Grid.standard(2),
        lambda: Grid.standard(limit=0),
        lambda: Grid.standard(sd=0),
        lambda: Grid(nodes, np.log(np.full(5, 0.3))),
        lambda: Grid(nodes[::-1], np.log(np.full(5, 0.2))),
        lambda: Grid(nodes**3, np.log(np.full(5, 0.2))),
        lambda: Grid(nodes, np.log(np.full(4, 0.25))),
    ):
        with pytest.raises(GridInvalid):
            wrong()
    assert (GRID.nodes[0], GRID.nodes[-1], GRID.n_nodes, GRID.step) == (-6, 6, 61, pytest.approx(0.2))
    with pytest.raises(ValueError, match="read-only"):
        GRID.nodes[0] = 0


def test_the_rule_tells_skipped_not_reached_and_not_administered_apart():
    items, options = [Logistic(1, 0, 0.2)] * 4, np.full(4, 5)
    responses = np.array([[1, -1, -1, -1]], dtype=np.int8)
    reached = np.array([[True, True, False, False]])
    administered = np.array([True, True, True, False])
    expected = {
        KEYED_WRONG: [1, 0, 0, -1],
        KEYED_CHANCE: [1, OMITTED, OMITTED, -1],
        KEYED_SPEEDED: [1, 0, -1, -1],
        DESCRIPTIVE: [1, -1, -1, -1],
    }
    for rule, codes in expected.items():
        evidence = apply_omission_rule(responses, reached, rule, items=items, n_options=options, administered=administered)
        assert evidence.responses.tolist() == [codes]
    assert responses.tolist() == [[1, -1, -1, -1]]


def test_the_rule_is_applied_once_and_to_arrays_that_belong_together():
    items, options = [Logistic(1, 0, 0.2)] * 2, np.full(2, 5)
    with pytest.raises(ResponseOutOfRange, match="applied once"):
        apply_omission_rule(np.array([[1, OMITTED]], np.int8), np.ones((1, 2), bool), KEYED_CHANCE, items=items, n_options=options)
    with pytest.raises(ShapesDisagree):
        apply_omission_rule(np.zeros((1, 2), np.int8), np.ones((1, 3), bool), KEYED_CHANCE, items=items, n_options=options)
    with pytest.raises(ShapesDisagree):
        expected_guess_credit(items, np.full(3, 4))


def test_the_credit_of_a_guess_is_neither_above_chance_nor_above_the_items_own_asymptote():
    items = [Logistic(1, 0, 0.3), Logistic(1, 0, 0.1), Logistic(1, 0), Logistic(1, 0, 0.2), Graded(1, (0.0, 1.0))]
    np.testing.assert_allclose(expected_guess_credit(items, np.array([4, 4, 4, 0, 4])), [0.25, 0.1, 0, 0, 0])


def test_the_answered_share_counts_only_what_was_administered():
    responses = np.array([[1, 0, -1, -1], [-1, -1, -1, -1]], dtype=np.int8)
    np.testing.assert_allclose(answered_share(responses), [0.5, 0])
    administered = np.array([[True, True, True, False], [False] * 4])
    np.testing.assert_allclose(answered_share(responses, administered), [2 / 3, np.nan])
    with pytest.raises(ShapesDisagree):
        answered_share(responses, np.ones((3, 4), bool))


BANDS = np.array([-1.5, -0.5, 0.5, 1.5])


def gain_of_skipping(items, n_options, rule, threshold, seed, credit=None):
    """Mean theta of those who skip below `threshold` minus mean theta had they answered, per band of true theta, with its error."""
    rng = np.random.default_rng(seed)
    theta = rng.normal(size=20_000)
    honest = simulate_responses(theta, items, rng=rng)
    skipped = skip_when_unsure(honest, knowledge(theta, items), threshold=threshold)
    evidence = apply_omission_rule(skipped, np.ones(honest.shape, bool), rule, items=items, n_options=n_options)
    credit = evidence.credit if credit is None else credit
    with_skips = score_eap(evidence.responses, items, GRID, credit=credit, keep_posterior=False).theta
    change = with_skips - score_eap(honest, items, GRID, keep_posterior=False).theta
    parts = [change[np.digitize(theta, BANDS) == band] for band in range(5)]
    return np.array([part.mean() for part in parts]), np.array([part.std() / np.sqrt(len(part)) for part in parts])


@pytest.mark.parametrize("rule", [KEYED_WRONG, KEYED_CHANCE, KEYED_SPEEDED], ids=["wrong", "chance", "speeded"])
@pytest.mark.parametrize("c", [0.25, 0.15, 0.0])
@pytest.mark.parametrize("threshold", [0.05, 0.2, 0.5])
def test_a_candidate_who_skips_what_he_is_unsure_of_gains_nothing_at_any_ability(rule, c, threshold):
    items = keyed(np.random.default_rng(1), 40, c)
    gain, error = gain_of_skipping(items, np.full(40, 4), rule, threshold, seed=2)
    assert (gain <= 3 * error).all(), gain
    assert gain[0] < 0  # the weak skip most, and lose


def test_graded_questions_skipped_count_as_their_lowest_category_and_bring_nothing():
    items = [Graded(1.2, (-1.0, 0.0, 1.0))] * 15
    gain, error = gain_of_skipping(items, np.full(15, 4), KEYED_WRONG, 0.4, seed=3)
    assert (gain <= 3 * error).all(), gain


def test_treating_skips_as_no_evidence_would_reward_the_weak_which_is_why_no_keyed_rule_does():
    gain, _ = gain_of_skipping(keyed(np.random.default_rng(1), 40, 0.25), np.full(40, 4), DESCRIPTIVE, 0.5, seed=2)
    assert gain[0] > 0.5


def test_the_full_chance_credit_would_reward_skipping_where_distractors_attract():
    items = keyed(np.random.default_rng(1), 40, 0.0)
    gain, _ = gain_of_skipping(items, np.full(40, 4), KEYED_CHANCE, 0.2, seed=2, credit=np.full(40, 0.25))
    assert gain[0] > 0.1
