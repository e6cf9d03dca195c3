from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sembilan.profiling.rules.jpm import expected_jpm, job_match, share_at_ceiling, sum_distribution
from sembilan.profiling.rules.ladder import UNKNOWN, parse_ladder, ratio_to_hundredths
from sembilan.profiling.rules.levels import certain, most_probable
from sembilan.profiling.rules.policy import read_shipped

LADDERS = {data["code"]: parse_ladder(data) for data in read_shipped("ladders")["ladders"]}
MAPPING, SELECTION = LADDERS["jpm_pemetaan"], LADDERS["jpm_seleksi"]
RULES = ("cap_per_aspect", "uncapped_total_capped")


def by_brute_force(prob, required, rule):
    """{sum of credited levels: probability} by trying every combination of levels."""
    mass = {}
    for levels in product(range(6), repeat=len(prob)):
        chance = np.prod([row[level] for row, level in zip(prob, levels, strict=True)])
        demanded = [(level, want) for level, want in zip(levels, required, strict=True) if want > 0]
        total = sum(min(level, want) if rule == "cap_per_aspect" else level for level, want in demanded)
        mass[total] = mass.get(total, 0.0) + chance
    return mass


distributions = st.lists(st.lists(st.integers(0, 9), min_size=6, max_size=6).filter(any), min_size=1, max_size=3)


def normalised(counts):
    array = np.array(counts, dtype=float)
    return array / array.sum(axis=1, keepdims=True)


@settings(deadline=None, max_examples=60)
@given(distributions, st.data(), st.sampled_from(RULES))
def test_the_exact_distribution_equals_every_combination_of_levels(counts, data, rule):
    prob = normalised(counts)
    required = data.draw(st.lists(st.integers(0, 5), min_size=len(prob), max_size=len(prob)).filter(any))
    mass = by_brute_force(prob, required, rule)
    got = sum_distribution(prob[None], [required], rule=rule)[0]
    assert got == pytest.approx([mass.get(total, 0.0) for total in range(len(got))])

    match = job_match(prob[None], [required], MAPPING, rule=rule)
    whole = sum(required)
    expected = sum(chance * min(total, whole) for total, chance in mass.items()) / whole * 100
    assert match.expected[0] == pytest.approx(expected)
    rungs = [0.0, 0.0, 0.0]
    for total, chance in mass.items():
        rungs[MAPPING.rung_of(ratio_to_hundredths([min(total, whole)], whole))[0]] += chance
    assert match.category_chance[0] == pytest.approx(rungs)
    assert match.category_chance.sum() == pytest.approx(1.0)
    assert abs(int(expected_jpm(prob[None], [required], rule=rule)[0]) - match.hundredths[0]) <= 1


def test_the_interval_holds_nine_tenths_of_the_exact_distribution():
    rng = np.random.default_rng(3)
    prob = rng.dirichlet(np.ones(6), (50, 9))
    required = rng.integers(1, 6, (50, 9))
    match = job_match(prob, required, MAPPING)
    mass = sum_distribution(prob, required)
    for row in range(50):
        whole = required[row].sum()
        percent = ratio_to_hundredths(np.arange(whole + 1), whole)
        inside = (percent >= match.low[row]) & (percent <= match.high[row])
        assert mass[row, : whole + 1][inside].sum() >= 0.9 - 1e-9
        assert mass[row, : whole + 1][percent < match.low[row]].sum() <= 0.05 + 1e-9
        assert mass[row, : whole + 1][percent > match.high[row]].sum() <= 0.05 + 1e-9


def test_a_surplus_in_one_competency_never_offsets_a_gap_in_another():
    prob = certain([[5, 1]])
    assert job_match(prob, [3, 3], MAPPING).hundredths.tolist() == [6667]
    assert job_match(prob, [3, 3], MAPPING, rule="uncapped_total_capped").hundredths.tolist() == [10_000]


def test_the_total_stops_at_100_under_both_rules():
    prob = certain([[5, 5]])
    for rule in RULES:
        assert job_match(prob, [3, 2], MAPPING, rule=rule).hundredths.tolist() == [10_000]


def test_the_jpm_is_the_expectation_not_the_sum_of_rounded_levels():
    # each scale shows level 3 (the standard), yet each falls short with probability 0.4
    prob = np.tile([0, 0, 0.4, 0.6, 0, 0], (1, 9, 1))
    assert most_probable(prob).tolist() == [[3] * 9]
    match = job_match(prob, 3, MAPPING)
    assert match.expected[0] == pytest.approx(100 * (0.4 * 2 + 0.6 * 3) / 3)
    assert match.hundredths[0] == 8667
    assert MAPPING.rungs[match.category[0]].code == "cukup_optimal"


# ten scales with standard 5 (total 50): sums that fall right on the mapping cuts and one whole level below them
EXACT_CUTS = [
    ([5] * 10, [5] * 10, 50, "optimal"),
    ([5] * 5 + [4] * 5, [5] * 10, 45, "optimal"),  # 90.00, mapping cut of Peraturan BKN 26/2019 as read by Kaltim and Jatim
    ([5] * 4 + [4] * 6, [5] * 10, 44, "cukup_optimal"),  # 88.00
    ([4] * 9 + [3], [5] * 10, 39, "cukup_optimal"),  # 78.00
    ([4] * 8 + [3] * 2, [5] * 10, 38, "kurang_optimal"),  # 76.00
]


@pytest.mark.parametrize(("levels", "required", "total", "category"), EXACT_CUTS)
def test_a_jpm_exactly_on_a_mapping_cut_belongs_to_the_category_above(levels, required, total, category):
    match = job_match(certain([levels]), [required], MAPPING)
    assert match.hundredths[0] == 200 * total
    assert MAPPING.rungs[match.category[0]].code == category
    assert match.category_chance[0, match.category[0]] == pytest.approx(1.0)


def test_the_same_jpm_has_another_category_for_selection():
    match = job_match(certain([[4] * 10]), [[5] * 10], SELECTION)
    assert SELECTION.rungs[match.category[0]].code == "ms"
    assert job_match(certain([[4] * 10]), [[5] * 10], MAPPING).category.tolist() == [1]


def test_a_scale_that_could_not_be_assessed_makes_the_jpm_unknown_not_lower():
    prob = certain([[3, 3], [3, UNKNOWN]])
    match = job_match(prob, [3, 3], MAPPING)
    assert match.known.tolist() == [True, False]
    assert match.hundredths.tolist() == [10_000, UNKNOWN]
    assert (match.low[1], match.high[1], match.category[1]) == (UNKNOWN, UNKNOWN, UNKNOWN)
    assert np.isnan(match.category_chance[1]).all()
    assert expected_jpm(prob, [3, 3]).tolist() == [10_000, UNKNOWN]
    assert job_match(certain([[3, 3]]), [3, 3], MAPPING, assessed=[[True, False]]).known.tolist() == [False]


def test_a_scale_that_is_not_demanded_may_be_missing_and_an_unknown_standard_may_not():
    prob = certain([[3, UNKNOWN]])
    assert job_match(prob, [3, 0], MAPPING).hundredths.tolist() == [10_000]
    assert job_match(prob, [3, UNKNOWN], MAPPING).known.tolist() == [False]
    assert job_match(prob, [0, 0], MAPPING).known.tolist() == [False]


def test_a_required_level_of_6_is_refused():
    with pytest.raises(ValueError, match="required"):
        job_match(certain([[3]]), [6], MAPPING)


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 2**32), st.sampled_from(RULES))
def test_more_probability_on_higher_levels_never_lowers_the_jpm(seed, rule):
    rng = np.random.default_rng(seed)
    prob = rng.dirichlet(np.ones(6), (1, 4))
    better = prob.copy()
    scale, low, high = rng.integers(0, 4), *np.sort(rng.choice(6, 2, replace=False))
    moved = better[0, scale, low] * rng.random()
    better[0, scale, low] -= moved
    better[0, scale, high] += moved
    required = rng.integers(1, 6, 4)
    before, after = job_match(prob, required, MAPPING, rule=rule), job_match(better, required, MAPPING, rule=rule)
    assert after.expected[0] >= before.expected[0] - 1e-9
    assert after.category_chance[0, 2] >= before.category_chance[0, 2] - 1e-9


def test_a_person_alone_equals_the_same_person_in_a_crowd_of_ten_thousand():
    rng = np.random.default_rng(11)
    prob, required = rng.dirichlet(np.ones(6), (10_000, 9)), rng.integers(1, 6, (10_000, 9))
    crowd = job_match(prob, required, MAPPING)
    assert np.array_equal(crowd.hundredths, expected_jpm(prob, required))
    for row in (0, 4095, 4096, 9_999):
        alone = job_match(prob[row : row + 1], required[row : row + 1], MAPPING)
        assert alone.hundredths[0] == crowd.hundredths[row]
        assert (alone.low[0], alone.high[0]) == (crowd.low[row], crowd.high[row])
        assert alone.category_chance[0] == pytest.approx(crowd.category_chance[row], abs=1e-12)


def test_nobody_is_an_array_too():
    assert job_match(np.empty((0, 9, 6)), np.empty((0, 9), dtype=int), MAPPING).hundredths.shape == (0,)


@settings(deadline=None)
@given(distributions, st.data(), st.sampled_from(RULES))
def test_no_value_stands_outside_its_own_interval(counts, data, rule):
    prob = normalised(counts)
    required = data.draw(st.lists(st.integers(0, 5), min_size=len(prob), max_size=len(prob)).filter(any))
    match = job_match(prob[None], [required], MAPPING, rule=rule)
    assert match.low[0] <= match.hundredths[0] <= match.high[0]


def test_somebody_almost_surely_at_the_top_has_an_interval_that_holds_what_is_shown():
    """Nine competencies, one level demanded, each met with 99.5%: 96% of the distribution lies at 100, the expectation below."""
    prob = np.tile([0.005, 0.995, 0, 0, 0, 0], (1, 9, 1))
    match = job_match(prob, np.ones((1, 9), dtype=int), MAPPING)
    assert (match.low[0], match.hundredths[0], match.high[0]) == (9_950, 9_950, 10_000)


def test_the_share_at_the_ceiling_counts_only_known_results_of_the_tier():
    share, count = share_at_ceiling([10_000, 9_999, UNKNOWN, 10_000], [0, 0, 0, 1], 3)
    assert share[:2].tolist() == [0.5, 1.0]
    assert np.isnan(share[2])
    assert count.tolist() == [2, 1, 0]
