"""Before publishing: how many of each predicate reach each rung of the performance axis."""

import numpy as np

from sembilan.profiling.rules.predicates import PredicateRow, by_predicate
from sembilan.profiling.rules.talent_box import find_boxes
from tests.rules.profiling.rubric import POLICIES, people, rules_of

BKN = rules_of()


def placed(rules, *, predicate, other, known=True):
    """One person with this predicate and this value in every other input of the performance axis, if known."""
    values = np.array([[item.scale.high for item in rules.inputs]], dtype=np.int32)
    values[0, : rules.n_performance] = other
    values[0, rules.column("predikat_kinerja")] = predicate
    mask = np.ones(values.shape, dtype=bool)
    mask[0, 1 : rules.n_performance] = known
    return values, mask, find_boxes(rules, values, mask)


def test_good_with_nothing_beside_it_is_below_expectation_under_the_weights_of_bkn():
    assert by_predicate(BKN, *placed(BKN, predicate=8000, other=0)) == (PredicateRow("Baik", (1, 0, 0), 0),)


def test_good_with_the_rest_unknown_is_open():
    assert by_predicate(BKN, *placed(BKN, predicate=8000, other=0, known=False)) == (PredicateRow("Baik", (0, 0, 0), 1),)


def test_good_alone_is_above_expectation_where_the_predicate_is_all_there_is():
    rules = rules_of("predikat_saja")
    assert by_predicate(rules, *placed(rules, predicate=8000, other=0)) == (PredicateRow("Baik", (0, 0, 1), 0),)


def test_everybody_is_counted_once_and_the_unknown_stand_last():
    for name in POLICIES:
        rules = rules_of(name)
        values, known = people(rules, 300, np.random.default_rng(7), 0.2)
        rows = by_predicate(rules, values, known, find_boxes(rules, values, known))
        assert sum(row.people for row in rows) == 300
        assert [row.name is None for row in rows] == [False] * (len(rows) - 1) + [True]
