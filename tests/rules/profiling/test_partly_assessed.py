"""One scale that could not be assessed leaves the box open by what that scale can add, and no further."""

from itertools import product

import numpy as np
import pytest

from sembilan.profiling.rules.draws import Assessment, box_probabilities
from sembilan.profiling.rules.jpm import expected_jpm, job_match, jpm_range
from sembilan.profiling.rules.ladder import UNKNOWN, ratio_to_hundredths
from sembilan.profiling.rules.levels import certain
from sembilan.profiling.rules.talent_box import NO_BOX, Document, find_boxes
from tests.rules.profiling.rubric import people, rules_of
from tests.rules.profiling.test_jpm import MAPPING

BKN = rules_of()
COMPETENCY, POTENTIAL = BKN.column("asesmen_kompetensi"), BKN.column("asesmen_potensi")


def levels_with_gaps(rng, n, k, share):
    levels = rng.integers(0, 6, (n, k))
    return np.where(rng.random((n, k)) < share, UNKNOWN, levels)


def completions(levels):
    """All ways to fill the gaps of one row of levels."""
    gaps = np.flatnonzero(levels == UNKNOWN)
    for filled in product(range(6), repeat=len(gaps)):
        whole = levels.copy()
        whole[gaps] = filled
        yield whole


@pytest.mark.parametrize("rule", ["cap_per_aspect", "uncapped_total_capped"])
def test_the_range_of_a_match_is_what_its_completions_give(rule):
    rng = np.random.default_rng(1)
    for _person in range(40):
        levels, required = levels_with_gaps(rng, 1, 4, 0.4)[0], rng.integers(0, 6, 4)
        low, high = jpm_range(certain([levels]), [required], rule=rule)
        whole = [expected_jpm(certain([one]), [required], rule=rule)[0] for one in completions(levels)]
        demanded = required > 0
        if not demanded.any() or (levels[demanded] == UNKNOWN).all():
            assert low.tolist() == high.tolist() == [UNKNOWN]
        else:
            assert (low[0], high[0]) == (min(whole), max(whole))


def test_with_everything_assessed_the_range_is_the_match_and_an_unknown_standard_stays_unknown():
    prob = np.random.default_rng(2).dirichlet(np.ones(6), (30, 9))
    low, high = jpm_range(prob, np.full((30, 9), 3))
    assert np.array_equal(low, job_match(prob, 3, MAPPING).hundredths)
    assert np.array_equal(low, high)
    assert jpm_range(certain([[3, 3]]), [[3, UNKNOWN]])[1].tolist() == [UNKNOWN]


def some_people(n, seed):
    """(values, known, rise, levels of the aspects) of people who miss an aspect now and then, and other evidence."""
    rng = np.random.default_rng(seed)
    values, known = people(BKN, n, rng, 0.12)
    aspects = levels_with_gaps(rng, n, 8, 0.12)
    low, high = jpm_range(certain(aspects), np.full((n, 8), 5))
    rise = np.zeros(values.shape, dtype=np.int64)
    known[:, [COMPETENCY, POTENTIAL]] = True
    known[:, POTENTIAL] = low != UNKNOWN
    values[:, POTENTIAL] = np.where(known[:, POTENTIAL], low, 0)
    rise[:, POTENTIAL] = high - low
    return values, known, rise, aspects


def test_the_possible_boxes_are_those_between_the_ends_and_the_low_boxes_are_no_escape():
    values, known, rise, aspects = some_people(120, 3)
    found = find_boxes(BKN, values, known, rise)
    for row in range(120):
        more = np.arange(int(rise[row, POTENTIAL]) + 1)
        held = np.repeat(values[row : row + 1], len(more), axis=0)
        held[:, POTENTIAL] += more
        reached = find_boxes(BKN, held, np.repeat(known[row : row + 1], len(more), axis=0)).possible.any(axis=0)
        assert np.array_equal(found.possible[row], reached)
    one_gap = ((aspects == UNKNOWN).sum(axis=1) == 1) & known.all(axis=1)
    assert (rise[one_gap, POTENTIAL] == 1_250).all()
    assert one_gap.sum() > 5
    assert (found.box[one_gap] != NO_BOX).mean() > 0.5


def test_an_axis_that_may_rise_is_an_interval_and_no_value():
    values, known, rise, _aspects = some_people(1, 5)
    known[:] = True
    rise[:] = 0
    rise[0, POTENTIAL] = 500
    values[0, POTENTIAL] = 4_000
    found = find_boxes(BKN, values, known, rise)
    lowest = find_boxes(BKN, values, known)
    assert found.potential.tolist() == [UNKNOWN]
    assert found.potential_low[0] == lowest.potential[0]
    assert found.potential_high[0] - found.potential_low[0] == 125  # a quarter of the axis
    assert found.talent_score.tolist() == [UNKNOWN]


def test_the_assessment_that_would_decide_is_named():
    values, known, rise, _aspects = some_people(400, 7)
    known[:] = True
    rise[:] = 0
    rise[:, POTENTIAL] = 1_250
    values[:, POTENTIAL] = np.minimum(values[:, POTENTIAL], 8_750)
    found = find_boxes(BKN, values, known, rise)
    open_ = found.box == NO_BOX
    assert open_.any()
    assert (found.documents[open_, POTENTIAL] == Document.DECIDES).all()
    assert not found.documents[~open_].any()
    assert not np.delete(found.documents, POTENTIAL, axis=1).any()


def test_chances_lie_between_those_of_every_completion():
    values, known, rise, aspects = some_people(60, 11)
    competency = Assessment(np.random.default_rng(1).dirichlet(np.ones(6), (60, 9)), 3, np.ones(60, dtype=bool))
    keys = np.arange(60)

    def chances(rows, levels, held, more):
        some = Assessment(competency.prob[rows], 3, competency.error_known[rows])
        other = Assessment(certain(levels), 5, np.ones(len(levels), dtype=bool))
        return box_probabilities(BKN, held, known[rows], some, other, seed=4, keys=keys[rows], rise=more)

    got = chances(keys, aspects, values, rise)
    tried = 0
    for row in keys[(aspects == UNKNOWN).sum(axis=1) == 1]:
        lowest, highest = np.full(9, np.inf), np.full(9, -np.inf)
        for whole in completions(aspects[row]):
            held = values[row : row + 1].copy()
            held[0, POTENTIAL] = ratio_to_hundredths(whole.sum(), 40)
            one = chances(slice(row, row + 1), whole[None], held, None)
            lowest, highest = np.minimum(lowest, one.lowest[0]), np.maximum(highest, one.highest[0])
        assert (got.lowest[row] <= lowest + 1e-9).all()
        assert (got.highest[row] >= highest - 1e-9).all()
        tried += 1
    assert tried > 10


def test_a_rise_beyond_the_scale_of_a_step_or_downwards_is_refused():
    values, known, _rise, _aspects = some_people(1, 5)
    known[:] = True
    for column, by in ((POTENTIAL, 10_001), (POTENTIAL, -1), (0, 5)):
        rise = np.zeros(values.shape, dtype=int)
        rise[0, column] = by
        with pytest.raises(ValueError, match="rise"):
            find_boxes(BKN, values, known, rise)
