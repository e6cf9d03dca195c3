import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sembilan.competency.rules import ASPECTS, COMPETENCIES
from sembilan.profiling import arrays
from sembilan.profiling.rules.jpm import expected_jpm

weights = st.lists(st.integers(0, 10**9), min_size=6, max_size=6).filter(any)


@given(weights)
def test_settled_probabilities_are_whole_millionths_that_sum_to_one_and_settle_no_further(counts):
    prob = np.array(counts, dtype=float) / sum(counts)
    once = arrays.settled(prob)
    millionths = np.round(once * 1_000_000)
    assert np.array_equal(once, millionths / 1_000_000)
    assert millionths.sum() == 1_000_000
    assert once.min() >= 0
    assert np.abs(once - prob).max() <= 4e-6
    assert np.array_equal(arrays.settled(once), once)
    assert np.array_equal(arrays.settled(np.round(once, arrays.P_DECIMALS)), once)


def test_what_is_not_assessed_stays_unknown():
    prob = np.array([[0.5, 0.5, 0, 0, 0, 0], [np.nan] * 6])
    assert np.array_equal(arrays.settled(prob), prob, equal_nan=True)


def test_a_stored_profile_gives_the_job_match_it_was_made_with():
    rng = np.random.default_rng(8)
    prob = arrays.settled(rng.dirichlet(np.full(6, 0.5), (50_000, 9)))
    required = rng.integers(1, 6, (50_000, 9))
    stored = np.round(prob, arrays.P_DECIMALS)
    assert np.array_equal(expected_jpm(arrays.settled(stored), required), expected_jpm(prob, required))


def test_a_profile_written_and_read_gives_back_its_probabilities_and_what_is_shared():
    rng = np.random.default_rng(9)
    prob = arrays.settled(rng.dirichlet(np.ones(6), (20, 17)))
    prob[3, 4] = np.nan
    loading = np.round(rng.uniform(0, 0.9, (20, 17)), 4)
    loading[3, 4] = np.nan
    ones = np.ones((20, 17))
    told = arrays.told_levels(arrays.ScaleResults((*COMPETENCIES, *ASPECTS), prob, ones, ones, loading, ones.astype(bool)))
    found = arrays.of_profiles(told, [0.25] * 19 + [None])
    assert np.array_equal(np.concatenate([found.competency, found.potential], axis=1), prob, equal_nan=True)
    assert told[3][COMPETENCIES[4]] == {"state": "not_assessable"}
    held = np.concatenate([found.competency_loading, found.potential_loading], axis=1)
    assert np.array_equal(held, np.nan_to_num(loading, nan=0.0))
    assert found.factors.tolist() == [0.25] * 19 + [0.0]
