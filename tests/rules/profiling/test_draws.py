from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sembilan.profiling.rules.draws import UNTOLD, Assessment, _rung_range, box_probabilities
from sembilan.profiling.rules.jpm import job_match, sum_distribution
from sembilan.profiling.rules.ladder import UNKNOWN, ratio_to_hundredths
from sembilan.profiling.rules.levels import certain
from sembilan.profiling.rules.policy import parse_policy
from sembilan.profiling.rules.talent_box import box_of, find_boxes
from sembilan.profiling.rules.talent_rules import TalentRules
from tests.rules.profiling.rubric import POLICIES, changed, every_value, people, rules_of

BKN = rules_of()
SEED = 20_251_128


def crowd(rules, n, seed, missing=0.0):
    rng = np.random.default_rng(seed)
    values, known = people(rules, n, rng, missing)
    competency = Assessment(rng.dirichlet(np.ones(6), (n, 9)), rng.integers(1, 6, (n, 9)), np.ones(n, dtype=bool))
    potential = Assessment(rng.dirichlet(np.ones(6), (n, 8)), 3, np.ones(n, dtype=bool))
    return values, known, competency, potential


def exact_boxes(rules, values, competency, potential):
    """Box probabilities of a fully known person from the exact distributions of both sums."""
    chance = np.zeros(9)
    for performance, axis, share in exact_axes(rules, values, competency, potential):
        box = box_of(performance, axis, rules.performance.ladder, rules.potential.ladder)[0]
        chance[box - 1] += share
    return chance


def exact_axes(rules, values, competency, potential):
    """(performance, potential, probability) of a fully known person, from the exact distributions of both sums."""
    columns = rules.measured_columns()
    share = "potential_share" in columns
    standard = 5 if share else rules.policy.potential_standard
    rule = rules.surplus_rule
    first = sum_distribution(competency.prob[:1], competency.required[:1], rule=rule)[0]
    second = sum_distribution(potential.prob[:1], standard, rule="cap_per_aspect" if share else rule)[0]
    totals = int(np.sum(competency.required[0])), 8 * standard
    split = rules.n_performance
    performance = rules.performance.hundredths(np.array([values[0, :split].astype(np.int64) @ rules.performance.numerators]))
    for one, other in product(np.flatnonzero(first), np.flatnonzero(second)):
        held = values[0].astype(np.int64).copy()
        held[columns["competency_jpm"]] = ratio_to_hundredths(min(one, totals[0]), totals[0])
        held[columns["potential_share" if share else "potential_jpm"]] = ratio_to_hundredths(min(other, totals[1]), totals[1])
        potential_axis = rules.potential.hundredths(np.array([held[split:] @ rules.potential.numerators]))
        yield performance, potential_axis, first[one] * second[other]


@pytest.mark.parametrize("name", POLICIES)
def test_many_draws_come_close_to_the_exact_probabilities(name):
    rules = rules_of(name)
    for seed in range(4):
        values, known, competency, potential = crowd(rules, 1, seed)
        got = box_probabilities(rules, values, known, competency, potential, seed=SEED, keys=[seed], draws=20_000)
        exact = exact_boxes(rules, values, competency, potential)
        # five standard errors of a share of 20,000 draws
        assert np.abs(got.lowest[0] - exact).max() < 5 * np.sqrt(0.25 / 20_000)


@pytest.mark.parametrize("name", POLICIES)
def test_the_interval_of_potential_holds_nine_tenths_of_the_exact_distribution(name):
    rules = rules_of(name)
    for seed in range(3):
        values, known, competency, potential = crowd(rules, 1, seed)
        got = box_probabilities(rules, values, known, competency, potential, seed=SEED, keys=[seed], draws=20_000)
        low, high = got.potential[0].tolist()
        axes = [(int(axis[0]), share) for _performance, axis, share in exact_axes(rules, values, competency, potential)]
        below, above = sum(share for axis, share in axes if axis < low), sum(share for axis, share in axes if axis > high)
        up_to, from_ = sum(share for axis, share in axes if axis <= low), sum(share for axis, share in axes if axis >= high)
        assert below < 0.055 < up_to + 0.01
        assert above < 0.055 < from_ + 0.01


def test_an_interval_over_what_is_not_known_reaches_from_the_lowest_to_the_highest_completion():
    values, known, competency, potential = crowd(BKN, 1, 7)
    split = BKN.n_performance
    free = (one.measure is None and one.scale.kind == "discrete" for one in BKN.inputs[split:])
    column = split + list(free).index(True)

    def interval(held, there):
        return box_probabilities(BKN, held, there, competency, potential, seed=SEED, keys=[1]).potential[0].tolist()

    ends = []
    for value in every_value(BKN.inputs[column], 3):
        held = values.copy()
        held[0, column] = value
        ends.append(interval(held, known))
    gone = known.copy()
    gone[0, column] = False
    lost = values.copy()
    lost[0, column] = UNKNOWN
    assert interval(lost, gone) == [min(low for low, _high in ends), max(high for _low, high in ends)]


def test_the_other_surplus_rule_is_drawn_as_it_is_reckoned():
    rules = TalentRules.of(parse_policy(changed("bkn_411_2025", lambda data: data.update(surplus_rule="uncapped_total_capped"))))
    for seed in range(4):
        values, known, competency, potential = crowd(rules, 1, seed)
        competency = replace(competency, required=np.full((1, 9), 2))
        got = box_probabilities(rules, values, known, competency, potential, seed=SEED, keys=[seed], draws=20_000)
        exact = exact_boxes(rules, values, competency, potential)
        assert np.abs(got.lowest[0] - exact).max() < 5 * np.sqrt(0.25 / 20_000)


def test_probabilities_sum_to_1_and_lie_in_the_possible_boxes():
    values, known, competency, potential = crowd(BKN, 100, 1)
    got = box_probabilities(BKN, values, known, competency, potential, seed=SEED, keys=np.arange(100))
    assert np.array_equal(got.lowest, got.highest)
    assert got.lowest.sum(axis=1) == pytest.approx(np.ones(100))
    assert got.draws == 1_000


def test_certain_levels_give_certainty_in_the_box_that_find_boxes_gives():
    rng = np.random.default_rng(9)
    values, known = people(BKN, 60, rng, 0.0)
    prob = (certain(rng.integers(0, 6, (60, 9))), certain(rng.integers(0, 6, (60, 8))))
    competency, potential = Assessment(prob[0], 3, np.ones(60, dtype=bool)), Assessment(prob[1], 3, np.ones(60, dtype=bool))
    ladder = BKN.potential.ladder
    values[:, BKN.column("asesmen_kompetensi")] = job_match(prob[0], 3, ladder).hundredths
    values[:, BKN.column("asesmen_potensi")] = job_match(prob[1], 5, ladder).hundredths
    got = box_probabilities(BKN, values, known, competency, potential, seed=SEED, keys=np.arange(60))
    boxes = find_boxes(BKN, values, known).box
    assert np.array_equal(got.lowest.argmax(axis=1) + 1, boxes)
    assert got.lowest.max(axis=1).tolist() == [1.0] * 60
    assert np.array_equal(got.potential, np.repeat(find_boxes(BKN, values, known).potential_low[:, None], 2, axis=1))


def test_the_same_person_has_the_same_probabilities_alone_in_a_batch_and_in_any_order():
    values, known, competency, potential = crowd(BKN, 70, 2, missing=0.1)
    known[:, list(BKN.measured_columns().values())] = True
    keys = np.random.default_rng(1).integers(0, 2**63, 70).astype(np.uint64)
    batch = box_probabilities(BKN, values, known, competency, potential, seed=SEED, keys=keys)

    def only(rows):
        return box_probabilities(
            BKN,
            values[rows],
            known[rows],
            Assessment(competency.prob[rows], competency.required[rows], competency.error_known[rows]),
            Assessment(potential.prob[rows], 3, potential.error_known[rows]),
            seed=SEED,
            keys=keys[rows],
        )

    for row in (0, 31, 32, 69):
        alone = only(slice(row, row + 1))
        assert np.array_equal(alone.lowest[0], batch.lowest[row])
        assert np.array_equal(alone.highest[0], batch.highest[row])
        assert np.array_equal(alone.potential[0], batch.potential[row])
    assert np.array_equal(only(slice(None, None, -1)).lowest, batch.lowest[::-1])


def test_another_run_seed_draws_anew():
    values, known, competency, potential = crowd(BKN, 30, 3)
    first = box_probabilities(BKN, values, known, competency, potential, seed=1, keys=np.arange(30))
    second = box_probabilities(BKN, values, known, competency, potential, seed=2, keys=np.arange(30))
    assert not np.array_equal(first.lowest, second.lowest)


def test_no_probability_is_given_where_the_error_of_an_assessment_is_unknown():
    values, known, competency, potential = crowd(BKN, 3, 4)
    elsewhere = Assessment(competency.prob, competency.required, [True, False, True])
    got = box_probabilities(BKN, values, known, elsewhere, potential, seed=SEED, keys=np.arange(3))
    assert np.isnan(got.lowest).all(axis=1).tolist() == [False, True, False]
    assert np.isnan(got.highest).all(axis=1).tolist() == [False, True, False]
    assert (got.potential == UNTOLD).all(axis=1).tolist() == [False, True, False]


def test_an_error_that_is_unknown_for_a_result_nobody_has_does_not_matter():
    values, known, _, potential = crowd(BKN, 2, 5)
    known[:, BKN.column("asesmen_kompetensi")] = False
    nothing = Assessment(np.full((2, 9, 6), np.nan), 3, [False, False])
    got = box_probabilities(BKN, values, known, nothing, potential, seed=SEED, keys=np.arange(2))
    assert not np.isnan(got.lowest).any()


def by_every_completion(rules, values, known, competency, potential, seed, key):
    """Lowest and highest box probability of one person, by filling in every completion and drawing each time."""
    choices = [[int(values[column])] if known[column] else every_value(item, 2) for column, item in enumerate(rules.inputs)]
    filled = np.array(list(product(*choices)), dtype=np.int32)
    n = len(filled)
    got = box_probabilities(
        rules,
        filled,
        np.ones(filled.shape, dtype=bool),
        Assessment(np.repeat(competency.prob, n, axis=0), np.repeat(competency.required, n, axis=0), np.ones(n, dtype=bool)),
        Assessment(np.repeat(potential.prob, n, axis=0), 3, np.ones(n, dtype=bool)),
        seed=seed,
        keys=np.full(n, key),
    )
    return got.lowest.min(axis=0), got.lowest.max(axis=0)


@settings(deadline=None, max_examples=12)
@given(st.integers(0, 2**32), st.sampled_from(POLICIES))
def test_lowest_and_highest_equal_drawing_every_completion(seed, name):
    rules = rules_of(name)
    values, known, competency, potential = crowd(rules, 1, seed)
    rng = np.random.default_rng(seed)
    discrete = [column for column, item in enumerate(rules.inputs) if item.scale.kind == "discrete"]
    known[0, rng.choice(discrete, 3, replace=False)] = False
    got = box_probabilities(rules, values, known, competency, potential, seed=SEED, keys=[7])
    lowest, highest = by_every_completion(rules, values[0], known[0], competency, potential, SEED, 7)
    assert got.lowest[0] == pytest.approx(lowest, abs=1e-12)
    assert got.highest[0] == pytest.approx(highest, abs=1e-12)


@settings(deadline=None, max_examples=10)
@given(st.integers(0, 2**32))
def test_an_absent_assessment_bounds_what_any_result_of_it_would_give(seed):
    values, known, _, potential = crowd(BKN, 1, seed)
    column = BKN.column("asesmen_kompetensi")
    known[0, column] = False
    got = box_probabilities(BKN, values, known, Assessment(np.full((1, 9, 6), np.nan), 5, [False]), potential, seed=SEED, keys=[7])
    # the aspects take the same random numbers whether the competencies are known or not
    known[0, column] = True
    levels = np.array([[(reached + scale) // 9 for scale in range(9)] for reached in range(46)])
    n = len(levels)
    seen = box_probabilities(
        BKN,
        values.repeat(n, axis=0),
        known.repeat(n, axis=0),
        Assessment(certain(levels), 5, np.ones(n, dtype=bool)),
        Assessment(potential.prob.repeat(n, axis=0), 3, np.ones(n, dtype=bool)),
        seed=SEED,
        keys=np.full(n, 7),
    ).lowest
    assert np.all(seen.min(axis=0) >= got.lowest[0] - 1e-12)
    assert np.all(seen.max(axis=0) <= got.highest[0] + 1e-12)


@given(st.lists(st.integers(-300, 300), min_size=1, max_size=12), st.integers(-400, 400), st.integers(0, 250), st.integers(0, 250))
def test_the_places_tried_find_the_extremes_over_every_place(sums, start, width, between):
    axis = replace(BKN.potential, cuts=(0, 100))
    rules = replace(BKN, potential=axis)
    starts = np.array([start, start + width + between + 2])
    ends = starts + width
    lowest, highest = _rung_range(rules, np.array(sums), starts, ends)
    places = np.concatenate([np.arange(first, last + 1) for first, last in zip(starts, ends, strict=True)])
    moved = np.array(sums)[None] + places[:, None]
    shares = np.stack([(moved < 0).mean(axis=1), ((moved >= 0) & (moved < 100)).mean(axis=1), (moved >= 100).mean(axis=1)])
    assert lowest == pytest.approx(shares.min(axis=1))
    assert highest == pytest.approx(shares.max(axis=1))


def test_with_nothing_known_every_box_is_between_0_and_1():
    known = np.zeros((1, len(BKN.inputs)), dtype=bool)
    nothing = Assessment(np.full((1, 9, 6), np.nan), 3, [True])
    aspects = Assessment(np.full((1, 8, 6), np.nan), 3, [True])
    got = box_probabilities(BKN, np.full(known.shape, UNKNOWN), known, nothing, aspects, seed=SEED, keys=[1])
    assert got.lowest.tolist() == [[0.0] * 9]
    assert got.highest.tolist() == [[1.0] * 9]


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 2**32))
def test_learning_an_input_never_widens_the_bounds(seed):
    values, known, competency, potential = crowd(BKN, 5, seed, missing=0.5)
    measured = list(BKN.measured_columns().values())
    known[:, measured] = True
    more = known | (np.random.default_rng(seed).random(known.shape) < 0.4)
    before = box_probabilities(BKN, values, known, competency, potential, seed=SEED, keys=np.arange(5))
    after = box_probabilities(BKN, values, more, competency, potential, seed=SEED, keys=np.arange(5))
    assert np.all(after.lowest >= before.lowest - 1e-12)
    assert np.all(after.highest <= before.highest + 1e-12)
    assert np.all((before.lowest <= before.highest) & (before.highest <= 1.0))


def test_fewer_than_a_thousand_draws_and_missing_levels_are_refused():
    values, known, competency, potential = crowd(BKN, 2, 6)
    with pytest.raises(ValueError, match="1000 draws"):
        box_probabilities(BKN, values, known, competency, potential, seed=SEED, keys=[1, 2], draws=999)
    with pytest.raises(ValueError, match="keys"):
        box_probabilities(BKN, values, known, competency, potential, seed=SEED, keys=[1])
    empty = Assessment(np.full((2, 9, 6), np.nan), 3, [True, True])
    with pytest.raises(ValueError, match="lacks"):
        box_probabilities(BKN, values, known, empty, potential, seed=SEED, keys=[1, 2])
