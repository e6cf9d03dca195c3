"""The sum laid open is the sum that decided."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from sembilan.competency.rules import ASPECTS, COMPETENCIES
from sembilan.profiling import arrays
from sembilan.profiling.rules.talent_box import BOX_PLACES, find_boxes
from sembilan.profiling.rules.working import Held, box_working, cell_working, credit_sums
from tests.rules.profiling.rubric import POLICIES, people, rules_of


def stored(rules, values, known):
    """The inputs of one person as a box result keeps them."""
    return {
        item.code: {"value": int(values[column]) if known[column] else None, "known": bool(known[column])}
        for column, item in enumerate(rules.inputs)
    }


@pytest.mark.parametrize("name", POLICIES)
def test_what_the_reader_adds_up_is_what_was_decided(name):
    rules = rules_of(name)
    values, known = people(rules, 400, np.random.default_rng(5), 0.15)
    found = find_boxes(rules, values, known)
    for row in range(len(values)):
        possible = (np.flatnonzero(found.possible[row]) + 1).tolist()
        box = int(found.box[row]) or None
        told = box_working(rules, stored(rules, values[row], known[row]), box, possible)
        for axis, low, high in (
            (told.performance, found.performance_low, found.performance_high),
            (told.potential, found.potential_low, found.potential_high),
        ):
            assert axis.rounded == (low[row], high[row])
            assert axis.total.low == sum(line.value.low * line.weight / 100 for line in axis.lines)
            assert sum(line.weight for line in axis.lines) == 100
        if box is not None:
            assert (told.performance.rungs, told.potential.rungs) == tuple((rung,) for rung in BOX_PLACES[box - 1])


def test_a_known_box_is_one_rung_by_the_printed_decimals():
    rules = rules_of()
    values, _known = people(rules, 200, np.random.default_rng(6), 0)
    found = find_boxes(rules, values, np.ones(values.shape, dtype=bool))
    for row in range(len(values)):
        told = box_working(
            rules, stored(rules, values[row], [True] * len(rules.inputs)), int(found.box[row]), [int(found.box[row])]
        )
        printed = Decimal(told.performance.rounded[0]) / 100
        starts = [Decimal(start) / 100 for start in rules.performance.ladder.starts]
        assert told.performance.rungs == (sum(printed >= start for start in starts[1:]),)


def test_what_a_scale_that_was_not_assessed_leaves_open_is_its_own_range():
    rules = rules_of()
    inputs = {item.code: {"value": item.scale.high, "known": True} for item in rules.inputs}
    inputs["asesmen_potensi"] = {"value": None, "known": False, "low": 6000, "high": 7250}
    line = box_working(rules, inputs, 9, [9]).potential.line("asesmen_potensi")
    assert (line.value.low, line.value.high) == (60, Fraction(145, 2))
    assert (line.points.low, line.points.high) == (15, Fraction(145, 8))
    assert not line.known


def test_a_value_withheld_takes_the_sum_with_it_and_leaves_the_other_axis_alone():
    rules = rules_of()
    inputs = {item.code: {"value": item.scale.high, "known": True, "effect": "decides"} for item in rules.inputs}
    told = box_working(rules, inputs, 9, [9], withheld={"rekam_jejak_disiplin"})
    line = told.potential.line("rekam_jejak_disiplin")
    assert (line.value, line.points, line.effect) == (None, None, "")
    assert (told.potential.total, told.potential.rounded, told.potential.rungs) == (None, None, (2,))
    assert told.performance.rounded == (10_000, 10_000)


@pytest.mark.parametrize("name", POLICIES)
def test_the_levels_told_give_the_value_of_every_assessed_component_again(name):
    rules, rng = rules_of(name), np.random.default_rng(7)
    probabilities = arrays.settled(rng.dirichlet([0.6] * 6, (60, 17)))
    required = {code: int(level) for code, level in zip(COMPETENCIES, rng.integers(1, 6, len(COMPETENCIES)), strict=True)}
    rows = [
        {code: {"level": 0, "p": list(p)} for code, p in zip((*COMPETENCIES, *ASPECTS), row, strict=True)} for row in probabilities
    ]
    for row in rows[:20]:  # one scale that was not assessed
        row[COMPETENCIES[0]] = row[ASPECTS[3]] = {"state": "not_assessable"}
    found = arrays.measured(rules, arrays.of_profiles(rows, [0.0] * 60), arrays.required_of([required] * 60))
    for place, row in enumerate(rows):
        sums = credit_sums(rules, Held(row, required), COMPETENCIES, ASPECTS)
        assert sums.keys() == found.keys()
        for measure, held in found.items():
            ends = sums[measure].total
            again = [
                int(Decimal(str(float(100 * 100 * end / sums[measure].whole))).quantize(0, "ROUND_HALF_UP"))
                for end in (ends.low, ends.high)
            ]
            assert again == [held.low[place], held.high[place]], (measure, place)


def test_a_record_names_the_step_it_fell_on_and_an_open_one_the_ends():
    rules = rules_of()
    inputs = {item.code: {"value": item.scale.high, "known": True, "raw": "Ketua tim internal"} for item in rules.inputs}
    inputs["tim_kerja"]["value"] = 8500
    inputs["penghargaan"] = {"value": None, "known": False}
    told = box_working(rules, inputs, 9, [9], withheld={"rekam_jejak_disiplin"})
    assert [(one.name, one.value) for one in told.performance.line("tim_kerja").steps] == [("Ketua tim internal", 8500)]
    assert [one.value for one in told.performance.line("penghargaan").steps] == [0, 10_000]
    assert told.potential.line("rekam_jejak_disiplin").steps == ()


def test_a_cell_of_the_map_is_cut_by_its_ladder_and_an_unknown_match_has_no_rung():
    ladder = rules_of().potential.ladder
    assert [cell_working(value, ladder).rung for value in (5999, 6000, 8000)] == [0, 1, 2]
    assert cell_working(None, ladder).rung is None
