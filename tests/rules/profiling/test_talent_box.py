from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sembilan.profiling.rules.ladder import UNKNOWN, hundredths_of
from sembilan.profiling.rules.policy import Scale, ScaleValue
from sembilan.profiling.rules.talent_box import (
    BOX_PLACES,
    MATRIX,
    NO_BOX,
    Document,
    _range_document,
    additions,
    box_of,
    find_boxes,
    reached_rungs,
    talent_score,
)
from tests.rules.profiling.rubric import POLICIES, boxes_by_brute_force, people, rules_of, rung_of_sum

BKN = rules_of()


def person(rules, **given):
    """One person by scale code or hundredths; everything not given is unknown."""
    values, known = np.full((1, len(rules.inputs)), UNKNOWN, dtype=np.int32), np.zeros((1, len(rules.inputs)), dtype=bool)
    for code, held in given.items():
        column = rules.column(code)
        values[0, column] = rules.inputs[column].scale.value_of(held) if isinstance(held, str) else held
        known[0, column] = True
    return values, known


NO_REINFORCEMENT = {"penghargaan": "tidak_ada", "tim_kerja": "tidak_ada", "umpan_balik_360": "tidak_ada"}
FULL_POTENTIAL = {
    "asesmen_kompetensi": 10_000,
    "asesmen_potensi": 10_000,
    "pengembangan_kompetensi": "jp_20",
    "lama_jabatan": "tahun_5",
    "keragaman_jabatan": "lintas_instansi",
    "penugasan_nondefinitif": "pj",
    "tingkat_pendidikan": "s3",
    "kesesuaian_bidang_ilmu": "relevan",
    "rekam_jejak_disiplin": "tidak_pernah",
}

# PermenPANRB 3/2020, lampiran, quoted alike by seven public systems: performance row, potential column, box
PLACES = [(0, 0, 1), (1, 0, 2), (0, 1, 3), (2, 0, 4), (1, 1, 5), (0, 2, 6), (2, 1, 7), (1, 2, 8), (2, 2, 9)]


@pytest.mark.parametrize(("row", "column", "box"), PLACES)
def test_the_nine_boxes_stand_where_the_regulation_numbers_them(row, column, box):
    value = (3_000, 7_000, 9_000)
    ladder = BKN.performance.ladder
    assert box_of(value[row], value[column], ladder, ladder) == box
    assert BOX_PLACES[box - 1] == (row, column)


# source, cut, below, at: every edge of both axes of every shipped policy
EDGES = [
    ("bkn_411_2025", "performance", "60", "80"),
    ("bkn_411_2025", "potential", "60", "80"),
    ("predikat_saja", "performance", "60", "80"),
    ("predikat_saja", "potential", "60", "80"),
    ("regional", "performance", "70", "85"),
    ("regional", "potential", "68", "77"),
]


@pytest.mark.parametrize(("name", "axis", "low_cut", "high_cut"), EDGES)
def test_the_lower_bound_of_each_cut_belongs_to_the_higher_row_or_column(name, axis, low_cut, high_cut):
    rules = rules_of(name)
    low, high = hundredths_of(low_cut), hundredths_of(high_cut)
    values = np.array([0, low - 1, low, low + 1, high - 1, high, high + 1, 10_000], dtype=np.int32)
    fixed = np.full(len(values), 10_000, dtype=np.int32)
    both = (values, fixed) if axis == "performance" else (fixed, values)
    boxes = box_of(*both, rules.performance.ladder, rules.potential.ladder)
    line = MATRIX[:, 2] if axis == "performance" else MATRIX[2]
    assert boxes.tolist() == line[[0, 0, 1, 1, 1, 2, 2, 2]].tolist()


@pytest.mark.parametrize("value", [-1, 10_001])
def test_an_unknown_or_impossible_axis_value_has_no_box(value):
    with pytest.raises(ValueError, match="hundredths"):
        box_of([value], [5_000], BKN.performance.ladder, BKN.potential.ladder)
    with pytest.raises(TypeError):
        box_of([79.99], [50.0], BKN.performance.ladder, BKN.potential.ladder)


# arithmetic on the weights of Keputusan Kepala BKN 411/2025: 60% of 100 is 60, 60% of 80 is 48
@pytest.mark.parametrize(
    ("predicate", "axis", "boxes"),
    [("sangat_baik", 6_000, [8]), ("baik", 4_800, [6])],
)
def test_a_predicate_with_no_reinforcing_evidence_in_complete_registers(predicate, axis, boxes):
    found = find_boxes(BKN, *person(BKN, predikat_kinerja=predicate, **NO_REINFORCEMENT, **FULL_POTENTIAL))
    assert found.performance.tolist() == [axis]
    assert found.box.tolist() == boxes


@pytest.mark.parametrize(
    ("predicate", "low", "high", "possible"),
    [("sangat_baik", 6_000, 10_000, [8, 9]), ("baik", 4_800, 8_800, [6, 8, 9])],
)
def test_the_same_predicate_is_an_interval_where_registers_are_not_complete(predicate, low, high, possible):
    found = find_boxes(BKN, *person(BKN, predikat_kinerja=predicate, **FULL_POTENTIAL))
    assert (found.performance_low[0], found.performance_high[0]) == (low, high)
    assert found.performance.tolist() == [UNKNOWN]
    assert found.box.tolist() == [NO_BOX]
    assert (np.flatnonzero(found.possible[0]) + 1).tolist() == possible
    assert found.talent_score.tolist() == [UNKNOWN]


# PU DJBK reads 100% of the axis as the predicate: "Baik" alone is 80 and the top row
@pytest.mark.parametrize(("predicate", "row"), [("sangat_baik", 2), ("baik", 2), ("butuh_perbaikan", 1), ("kurang", 0)])
def test_with_the_predicate_alone_nearly_everyone_lands_in_the_top_row(predicate, row):
    rules = rules_of("predikat_saja")
    found = find_boxes(rules, *person(rules, predikat_kinerja=predicate, **FULL_POTENTIAL))
    assert found.box.tolist() == [MATRIX[row, 2]]


def test_a_perfect_person_stands_at_100_on_both_axes():
    best = {"penghargaan": "ada", "tim_kerja": "ketua_lintas", "umpan_balik_360": "100"}
    found = find_boxes(BKN, *person(BKN, predikat_kinerja="sangat_baik", **best, **FULL_POTENTIAL))
    assert (found.performance[0], found.potential[0], found.talent_score[0], found.box[0]) == (10_000, 10_000, 10_000, 9)


def test_a_person_of_whom_nothing_is_known_can_be_anywhere_and_is_never_box_1():
    found = find_boxes(BKN, *person(BKN))
    assert found.box.tolist() == [NO_BOX]
    assert found.possible.all()
    assert (found.performance_low[0], found.performance_high[0]) == (1_200, 10_000)
    assert found.documents[0, BKN.column("predikat_kinerja")] == Document.MAY_NARROW
    # a field of study is worth 5 to 10 points: with all else open it changes nothing
    assert found.documents[0, BKN.column("kesesuaian_bidang_ilmu")] == Document.NOTHING
    assert found.documents.max() == Document.MAY_NARROW


def test_an_absent_assessment_makes_its_axis_as_wide_as_its_scale():
    given = {**FULL_POTENTIAL}
    del given["asesmen_kompetensi"]
    found = find_boxes(BKN, *person(BKN, predikat_kinerja="sangat_baik", **NO_REINFORCEMENT, **given))
    assert (found.potential_low[0], found.potential_high[0]) == (8_000, 10_000)
    assert found.box.tolist() == [8]


def test_a_box_stands_in_spite_of_an_open_axis_and_then_no_document_is_asked_for():
    given = {**FULL_POTENTIAL}
    del given["asesmen_kompetensi"]
    found = find_boxes(BKN, *person(BKN, predikat_kinerja="sangat_baik", **NO_REINFORCEMENT, **given))
    assert found.potential.tolist() == [UNKNOWN]
    assert not found.documents.any()


def test_the_document_that_alone_would_decide_is_named():
    rest = {"penghargaan": "tidak_ada", "umpan_balik_360": "tidak_ada"}
    found = find_boxes(BKN, *person(BKN, predikat_kinerja="baik", **rest, **FULL_POTENTIAL))
    column = BKN.column("tim_kerja")
    assert (np.flatnonzero(found.possible[0]) + 1).tolist() == [6, 8]
    assert found.documents[0, column] == Document.DECIDES
    assert BKN.inputs[column].document == "tim_kerja"
    assert found.documents[0].sum() == Document.DECIDES


def test_a_document_that_only_may_decide_is_told_from_one_that_does():
    # 48 + award 0/15 + team 0..15 + 360 0: an award makes it 63 whatever the team says, no award leaves it open
    found = find_boxes(BKN, *person(BKN, predikat_kinerja="baik", umpan_balik_360="tidak_ada", **FULL_POTENTIAL))
    assert found.documents[0, BKN.column("penghargaan")] == Document.MAY_DECIDE
    # a team led between agencies makes it 63 alone; so does no other document
    assert found.documents[0, BKN.column("tim_kerja")] == Document.MAY_DECIDE
    # with the other axis open as well no single document can leave one box
    without = {code: value for code, value in FULL_POTENTIAL.items() if code != "asesmen_potensi"} | {"tingkat_pendidikan": "slta"}
    both = find_boxes(BKN, *person(BKN, predikat_kinerja="baik", umpan_balik_360="tidak_ada", **without))
    assert both.documents[0, BKN.column("penghargaan")] == Document.MAY_NARROW


# --- against every completion tried by hand --------------------------------------------------------------------------


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 2**32), st.sampled_from(POLICIES))
def test_possible_boxes_equal_every_completion_of_the_discrete_components(seed, name):
    rules = rules_of(name)
    rng = np.random.default_rng(seed)
    values, known = people(rules, 1, rng, 0.35)
    for column in rules.measured_columns().values():
        known[0, column] = True
    found = find_boxes(rules, values, known)
    exact = boxes_by_brute_force(rules, values[0], known[0])
    assert set((np.flatnonzero(found.possible[0]) + 1).tolist()) == exact
    assert found.box[0] == (exact.pop() if len(exact) == 1 else NO_BOX)


@settings(deadline=None, max_examples=15)
@given(st.integers(0, 2**32))
def test_possible_boxes_equal_every_hundredth_of_an_absent_assessment(seed):
    rng = np.random.default_rng(seed)
    values, known = people(BKN, 1, rng, 0.0)
    known[0, BKN.column("asesmen_kompetensi")] = False
    known[0, rng.choice([BKN.column("tingkat_pendidikan"), BKN.column("rekam_jejak_disiplin")])] = False
    found = find_boxes(BKN, values, known)
    assert set((np.flatnonzero(found.possible[0]) + 1).tolist()) == boxes_by_brute_force(BKN, values[0], known[0])


def documents_by_brute_force(rules, values, known, grid):
    """`Document` of every unknown input by opening it with each of its values in turn."""
    whole = boxes_by_brute_force(rules, values, known, grid)
    result = [int(Document.NOTHING)] * len(rules.inputs)
    for column in np.flatnonzero(~known):
        item = rules.inputs[column]
        steps = [step.value for step in item.scale.values] or np.linspace(item.scale.low, item.scale.high, grid).round().astype(int)
        left = []
        for step in steps:
            opened, seen = values.copy(), known.copy()
            opened[column], seen[column] = step, True
            left.append(len(boxes_by_brute_force(rules, opened, seen, grid)))
        if len(whole) == 1:
            continue
        if max(left) == 1:
            result[column] = int(Document.DECIDES)
        elif min(left) == 1:
            result[column] = int(Document.MAY_DECIDE)
        elif min(left) < len(whole):
            result[column] = int(Document.MAY_NARROW)
    return result


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 2**32), st.sampled_from(POLICIES))
def test_what_each_document_would_do_equals_opening_it_with_every_value(seed, name):
    rules = rules_of(name)
    rng = np.random.default_rng(seed)
    values, known = people(rules, 1, rng, 0.0)
    discrete = [column for column, item in enumerate(rules.inputs) if item.scale.kind == "discrete"]
    known[0, rng.choice(discrete, 3, replace=False)] = False
    found = find_boxes(rules, values, known)
    assert found.documents[0].tolist() == documents_by_brute_force(rules, values[0], known[0], 2)


@settings(deadline=None, max_examples=5)
@given(st.integers(0, 2**32))
def test_what_an_assessment_would_do_equals_opening_it_on_a_fine_grid(seed):
    rng = np.random.default_rng(seed)
    values, known = people(BKN, 1, rng, 0.0)
    known[0, [BKN.column("asesmen_potensi"), BKN.column("rekam_jejak_disiplin")]] = False
    found = find_boxes(BKN, values, known)
    assert found.documents[0].tolist() == documents_by_brute_force(BKN, values[0], known[0], 10_001)


def test_the_additions_of_a_pattern_are_exactly_the_sums_of_its_values():
    inputs = BKN.inputs[: BKN.n_performance]
    for pattern in range(16):
        choices = [
            [0] if not pattern >> j & 1 else [item.numerator * s.value for s in item.scale.values] for j, item in enumerate(inputs)
        ]
        starts, ends = additions(inputs, pattern)
        assert starts.tolist() == ends.tolist() == sorted({sum(combination) for combination in product(*choices)})


SMALL = replace(BKN.potential, cuts=(10, 20))


def rungs_of(sums):
    return {int(total >= 10) + int(total >= 20) for total in sums}


intervals = st.lists(st.tuples(st.integers(1, 25), st.integers(0, 6)), min_size=1, max_size=4)


def laid_out(pieces, origin):
    """Disjoint ascending intervals from (distance to the one before, width), and all whole numbers in them."""
    starts, ends, at = [], [], origin
    for distance, width in pieces:
        starts.append(at + distance + 1)
        ends.append(starts[-1] + width)
        at = ends[-1]
    return (
        np.array(starts),
        np.array(ends),
        [place for first, last in zip(starts, ends, strict=True) for place in range(first, last + 1)],
    )


@given(intervals, st.integers(-60, 20), st.lists(st.integers(-40, 60), min_size=1, max_size=5))
def test_reachable_rungs_equal_every_addition_to_the_last_unit(pieces, origin, sums):
    starts, ends, places = laid_out(pieces, origin)
    reached = reached_rungs(SMALL, np.array(sums), starts, ends)
    for total, row in zip(sums, reached, strict=True):
        assert set(np.flatnonzero(row).tolist()) == rungs_of(total + place for place in places)


@settings(max_examples=300)
@given(intervals, st.integers(-60, 20), st.integers(-40, 40), st.integers(0, 30))
def test_a_document_with_any_value_of_a_range_equals_trying_each_to_the_last_unit(pieces, origin, low, width):
    starts, ends, places = laid_out(pieces, origin)
    left = [rungs_of(place + total for place in places) for total in range(low, low + width + 1)]
    whole = set().union(*left)
    full = np.array([[rung in whole for rung in range(3)]])
    narrows, some, every = _range_document(SMALL, np.array([low]), np.array([low + width]), starts, ends, full)
    assert narrows[0] == any(rungs < whole for rungs in left)
    assert some[0] == any(len(rungs) == 1 for rungs in left)
    assert every[0] == all(len(rungs) == 1 for rungs in left)


@pytest.mark.parametrize(("high", "narrows"), [(7, False), (8, True)])
def test_a_document_may_rule_out_the_middle_rung_alone(high, narrows):
    # what else is open adds -5, 12 or 40: with 0 to 7 more all three rungs stay in reach, with 8 more the middle one is jumped over
    points = np.array([-5, 12, 40])
    found = _range_document(SMALL, np.array([0]), np.array([high]), points, points, np.array([[True, True, True]]))
    assert [part.item() for part in found] == [narrows, False, False]


@given(st.lists(st.integers(0, 40), min_size=1, max_size=4, unique=True), st.integers(0, 9), st.integers(0, 5))
def test_a_range_widens_every_sum_and_only_what_touches_is_merged(steps, width, low):
    wide = replace(BKN.inputs[4], numerator=1, scale=Scale("range", low, low + width))
    values = tuple(ScaleValue(str(step), str(step), step) for step in steps)
    stepped = replace(BKN.inputs[1], numerator=1, scale=Scale("discrete", min(steps), max(steps), values))
    starts, ends = additions((wide, stepped), 0b11)
    covered = {place for first, last in zip(starts, ends, strict=True) for place in range(first, last + 1)}
    assert covered == {step + low + more for step in steps for more in range(width + 1)}
    assert np.all(starts[1:] > ends[:-1])


# --- over many people ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", POLICIES)
def test_the_cut_on_whole_sums_is_the_cut_on_the_rounded_axis(name):
    rules = rules_of(name)
    values, known = people(rules, 3_000, np.random.default_rng(8), 0.0)
    found = find_boxes(rules, values, known)
    assert np.array_equal(found.box, box_of(found.performance, found.potential, rules.performance.ladder, rules.potential.ladder))
    split = rules.n_performance
    for row in range(0, 3_000, 100):
        first = rung_of_sum(rules.performance, values[row, :split])
        assert found.box[row] == MATRIX[first, rung_of_sum(rules.potential, values[row, split:])]


@pytest.mark.parametrize("name", POLICIES)
def test_an_array_of_one_equals_the_same_person_in_a_batch(name):
    rules = rules_of(name)
    values, known = people(rules, 400, np.random.default_rng(4), 0.3)
    batch = find_boxes(rules, values, known)
    for row in range(0, 400, 7):
        alone = find_boxes(rules, values[row : row + 1], known[row : row + 1])
        for part in ("performance", "performance_low", "performance_high", "potential", "potential_low", "potential_high", "box"):
            assert getattr(alone, part)[0] == getattr(batch, part)[row]
        assert np.array_equal(alone.possible[0], batch.possible[row])
        assert np.array_equal(alone.documents[0], batch.documents[row])


def test_what_stands_in_an_unknown_place_is_never_read():
    values, known = people(BKN, 200, np.random.default_rng(6), 0.4)
    first = find_boxes(BKN, values, known)
    second = find_boxes(BKN, np.where(known, values, UNKNOWN), known)
    assert np.array_equal(first.possible, second.possible)
    assert np.array_equal(first.performance_low, second.performance_low)


def test_learning_an_input_never_adds_a_possible_box():
    rng = np.random.default_rng(12)
    values, known = people(BKN, 500, rng, 0.5)
    more = known | (rng.random(known.shape) < 0.5)
    before, after = find_boxes(BKN, values, known), find_boxes(BKN, values, more)
    assert not np.any(after.possible & ~before.possible)
    assert np.all(after.performance_low >= before.performance_low)
    assert np.all(after.potential_high <= before.potential_high)


def test_a_better_document_never_lowers_the_axis_or_the_row():
    values, known = people(BKN, 500, np.random.default_rng(13), 0.3)
    better = values.copy()
    better[:, BKN.column("predikat_kinerja")] = 10_000
    before, after = find_boxes(BKN, values, known), find_boxes(BKN, better, known)
    assert np.all(after.performance_low >= before.performance_low)


def test_a_value_outside_its_scale_is_refused_by_name():
    values, known = person(BKN, predikat_kinerja=8_300)
    with pytest.raises(ValueError, match="predikat_kinerja"):
        find_boxes(BKN, values, known)
    values, known = person(BKN, asesmen_kompetensi=10_001)
    with pytest.raises(ValueError, match="asesmen_kompetensi"):
        find_boxes(BKN, values, known)
    with pytest.raises(TypeError):
        find_boxes(BKN, values.astype(float), known)
    with pytest.raises(ValueError, match="shape"):
        find_boxes(BKN, values[:, 1:], known[:, 1:])


def test_nobody_is_an_array_too():
    empty = np.empty((0, len(BKN.inputs)), dtype=np.int32)
    assert find_boxes(BKN, empty, empty.astype(bool)).box.shape == (0,)


# Keputusan Kepala BKN 411/2025: Nilai Talenta is half performance, half potential
def test_the_talent_score_is_half_and_half_and_unknown_where_an_axis_is():
    assert talent_score(BKN, [6_000, 6_001, UNKNOWN, 6_000], [8_000, 8_000, 8_000, UNKNOWN]).tolist() == [
        7_000,
        7_001,
        UNKNOWN,
        UNKNOWN,
    ]
