from dataclasses import replace

import numpy as np
import pytest

from sembilan.profiling.rules.assessment_map import cell_chances, map_cells, map_problems, parse_assessment_map
from sembilan.profiling.rules.jpm import job_match
from sembilan.profiling.rules.ladder import UNKNOWN
from sembilan.profiling.rules.levels import certain
from sembilan.profiling.rules.policy import read_shipped

MAP = parse_assessment_map(read_shipped("assessment_map"))


def test_the_shipped_map_is_sound_and_says_that_it_is_not_the_official_box():
    assert map_problems(MAP) == []
    assert "bukan Kotak Manajemen Talenta" in MAP.source
    assert MAP.potential_standard == 3
    assert MAP.surplus_rule == "cap_per_aspect"


# mapping cuts 90/78 (Kaltim, Jatim, tied to Peraturan BKN 26/2019)
@pytest.mark.parametrize(("jpm", "rung"), [(0, 0), (7799, 0), (7800, 1), (7801, 1), (8999, 1), (9000, 2), (9001, 2), (10_000, 2)])
def test_both_axes_are_cut_at_78_and_90(jpm, rung):
    cells = map_cells(MAP, [jpm, 0], [0, jpm])
    assert (cells.competency[0], cells.potential[1]) == (rung, rung)


def test_cells_are_named_in_words_and_carry_no_number():
    names = {MAP.cell_name(first, second) for first in range(3) for second in range(3)}
    assert len(names) == 9
    assert "Kompetensi optimal, potensi cukup optimal" in names
    assert not any(character.isdigit() for name in names for character in name)


def test_people_without_one_of_the_two_results_are_in_no_cell():
    cells = map_cells(MAP, [9500, UNKNOWN, 8000], [8000, 9500, UNKNOWN])
    assert cells.known.tolist() == [True, False, False]
    assert cells.counts().sum() == 1
    assert cells.counts()[2, 1] == 1


def test_the_probabilities_of_the_nine_cells_sum_to_1_and_agree_with_the_categories():
    rng = np.random.default_rng(5)
    competency = job_match(rng.dirichlet(np.ones(6), (20, 9)), 2, MAP.competency_ladder)
    potential = job_match(rng.dirichlet(np.ones(6), (20, 8)), 3, MAP.potential_ladder)
    chances = cell_chances(competency, potential, np.zeros(20))
    assert chances.sum(axis=(1, 2)) == pytest.approx(np.ones(20))
    assert chances.sum(axis=2) == pytest.approx(competency.category_chance)
    assert chances.sum(axis=1) == pytest.approx(potential.category_chance)


def test_a_cell_has_no_probability_where_one_result_is_unknown():
    known, unknown = (
        job_match(certain([[3] * 9]), 2, MAP.competency_ladder),
        job_match(np.full((1, 8, 6), np.nan), 3, MAP.potential_ladder),
    )
    assert np.isnan(cell_chances(known, unknown, [0.0])).all()


def test_unsound_maps_are_refused_with_a_code():
    assert [problem.code for problem in map_problems(replace(MAP, surplus_rule="any"))] == ["surplus_rule_unknown"]
    assert [problem.code for problem in map_problems(replace(MAP, potential_standard=0))] == ["potential_standard_range"]
    assert [problem.code for problem in map_problems(replace(MAP, potential_standard_source=" "))] == ["potential_standard_range"]
    assert [problem.code for problem in map_problems(replace(MAP, interval=10_000))] == ["map_interval"]
