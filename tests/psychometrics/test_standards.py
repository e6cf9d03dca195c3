"""Levels from a posterior: mass kept, continuous in the cut, exact against the normal, widened by the panel's error."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from sembilan.psychometrics.models.errors import CutTableInvalid, ShapesDisagree
from sembilan.psychometrics.quadrature import Grid
from sembilan.psychometrics.standards import CutTable, level_probabilities, most_probable_level

GRID = Grid.standard()
PANEL = {"source": "panel of 12, bookmark method", "version": "1"}

cuts = st.lists(st.floats(-7, 7), min_size=1, max_size=5, unique=True).map(sorted).map(tuple)
posteriors = st.lists(st.floats(0, 1), min_size=61, max_size=61).filter(lambda mass: sum(mass) > 0.01)


def table(*cut, errors=None):
    return CutTable("MK", cut, standard_errors=errors, **PANEL)


@st.composite
def tables(draw):
    cut = draw(cuts)
    errors = draw(st.none() | st.lists(st.just(0.0) | st.floats(1e-6, 3), min_size=len(cut), max_size=len(cut)))
    return table(*cut, errors=errors)


def normal_posterior(mean, sd):
    return np.exp(GRID.with_prior(mean, sd).log_weights)[None, :]


@given(posteriors, tables())
def test_levels_are_probabilities_that_sum_to_1_with_and_without_errors_of_the_cuts(posterior, cut_table):
    result = level_probabilities(np.array([posterior], dtype=np.float32), GRID, cut_table)
    assert result.shape == (1, cut_table.n_levels)
    assert (result >= 0).all()
    assert result.sum() == pytest.approx(1, abs=1e-9)


@given(posteriors, st.floats(-6, 6), st.floats(1e-7, 1e-4))
def test_a_cut_moved_a_little_moves_the_levels_a_little(posterior, cut, step):
    mass = np.array([posterior])
    before, after = (level_probabilities(mass, GRID, table(at)) for at in (cut, cut + step))
    assert np.abs(before - after).max() <= step / GRID.step + 1e-12
    assert after[0, 1] <= before[0, 1] + 1e-12


def test_a_cut_at_a_node_halves_its_mass_and_one_between_two_nodes_parts_them():
    mass = np.zeros((1, 61))
    mass[0, 30] = 1
    np.testing.assert_allclose(level_probabilities(mass, GRID, table(0.0)), [[0.5, 0.5]])
    np.testing.assert_allclose(level_probabilities(mass, GRID, table(0.05)), [[0.75, 0.25]])
    np.testing.assert_allclose(level_probabilities(mass, GRID, table(0.1, 0.3)), [[1, 0, 0]], atol=1e-12)
    np.testing.assert_allclose(level_probabilities(mass, GRID, table(-0.05, 0.05)), [[0.25, 0.5, 0.25]])


def test_levels_of_a_normal_posterior_are_those_of_the_normal_distribution():
    edges = np.array([-0.5, 0.0, 0.47, 0.9, 1.3])
    expected = np.diff(np.r_[0, norm.cdf(edges, 0.3, 0.4), 1])
    for n_nodes, tolerance in ((61, 0.006), (241, 0.0004)):
        grid = Grid.standard(n_nodes, mean=0.3, sd=0.4)
        levels = level_probabilities(np.exp(grid.log_weights)[None, :], grid, table(*edges))
        np.testing.assert_allclose(levels[0], expected, atol=tolerance)


def test_the_error_of_a_cut_widens_as_if_it_were_added_to_the_persons():
    posterior = normal_posterior(0.3, 0.4)
    widened = level_probabilities(posterior, GRID, table(0.8, errors=[0.3]))
    assert widened[0, 1] == pytest.approx(norm.sf(0.8, 0.3, 0.5), abs=0.002)
    assert widened[0, 1] > level_probabilities(posterior, GRID, table(0.8))[0, 1]


def test_a_vanishing_error_is_no_error():
    posterior = normal_posterior(-0.2, 0.5)
    sharp, hardly = (level_probabilities(posterior, GRID, table(-0.33, 0.41, errors=e)) for e in (None, [1e-9, 1e-9]))
    np.testing.assert_allclose(sharp, hardly, atol=1e-8)


def test_where_a_vague_high_cut_would_overtake_a_sharp_low_one_nobody_passes_it_first():
    mass = np.zeros((1, 61))
    mass[0, 10] = 1  # far below both
    result = level_probabilities(mass, GRID, table(0.0, 0.1, errors=[0.01, 6.0]))
    np.testing.assert_allclose(result, [[1, 0, 0]], atol=1e-9)


def test_cuts_outside_the_grid_leave_levels_empty():
    mass = np.ones((1, 61))
    np.testing.assert_allclose(level_probabilities(mass, GRID, table(-9, 9))[0], [0, 1, 0], atol=1e-12)


def test_the_most_probable_level_is_shown_and_a_tie_goes_to_the_lower():
    assert most_probable_level(np.array([[0.2, 0.5, 0.3], [0.5, 0.5, 0.0], [0.0, 0.5 - 1e-13, 0.5]])).tolist() == [1, 0, 1]


@pytest.mark.parametrize(
    "wrong",
    [
        {"cuts": ()},
        {"cuts": (1.0, 1.0)},
        {"cuts": (1.0, 0.0)},
        {"cuts": (0.0, float("nan"))},
        {"cuts": (0.0,), "standard_errors": (0.1, 0.1)},
        {"cuts": (0.0,), "standard_errors": (-0.1,)},
        {"cuts": (0.0,), "source": ""},
        {"cuts": (0.0,), "version": ""},
        {"cuts": (0.0,), "scale": ""},
    ],
)
def test_a_table_that_is_none_is_refused(wrong):
    with pytest.raises(CutTableInvalid):
        CutTable(**{"scale": "MK", **PANEL, **wrong})


def test_a_posterior_of_another_grid_or_without_mass_is_refused():
    with pytest.raises(ShapesDisagree):
        level_probabilities(np.ones((1, 60)), GRID, table(0.0))
    with pytest.raises(ShapesDisagree):
        level_probabilities(np.zeros((1, 61)), GRID, table(0.0))
    assert level_probabilities(np.empty((0, 61)), GRID, table(0.0)).shape == (0, 2)
