"""Are the probabilities true? Simulated people with known levels, from their answers to their box.

Of all people of whom a box is told with 70 to 80%, about that share must really belong there. The scales are scored jointly under a
declared prior; the first tests take people of just that kind, the others keep the size of the error known when it is wrong.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
import pytest

from sembilan.measurement.rules.joining import shipped_prior
from sembilan.profiling import arrays
from sembilan.profiling.arrays import Assessed
from sembilan.profiling.rules.draws import Assessment, box_probabilities
from sembilan.profiling.rules.ladder import ratio_to_hundredths
from sembilan.profiling.rules.levels import level_interval
from sembilan.profiling.rules.talent_box import find_boxes
from sembilan.psychometrics.joint import JointPrior, score_jointly
from sembilan.psychometrics.models.graded import Graded
from sembilan.psychometrics.quadrature import Grid
from sembilan.psychometrics.scoring import score_eap
from sembilan.psychometrics.simulate import simulate_responses
from sembilan.psychometrics.standards import CutTable
from tests.rules.profiling.rubric import people, rules_of

N, REQUIRED = 4_000, 3
CUTS, ERRORS = (-1.8, -0.9, 0.0, 0.9, 1.8), (0.14, 0.09, 0.08, 0.10, 0.16)
EDGES = (0, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95)
DECLARED = (shipped_prior().within, shipped_prior().between)
LITTLE, MUCH, ALONE = (0.30, 0.15), (0.70, 0.50), (0.0, 0.0)
"""Correlations within and between competencies and aspects, of people or of a prior."""


@dataclass
class Crowd:
    """told: chances of boxes (n, 9) · true, shown: boxes · match, jpm: told and true match of the competencies · prob, levels."""

    told: np.ndarray
    true: np.ndarray
    shown: np.ndarray
    match: object
    jpm: np.ndarray
    prob: np.ndarray
    levels: np.ndarray


@cache
def crowd(people_go, prior_says, seed):
    """People whose abilities go together so, who answer ten graded questions a scale and are scored under this prior, levelled and
    placed."""
    rng = np.random.default_rng(seed)
    group = np.repeat([0, 1], [9, 8])
    shared, by_group, own = rng.standard_normal((N, 1)), rng.standard_normal((N, 2)), rng.standard_normal((N, 17))
    within, between = people_go
    theta = between**0.5 * shared + (within - between) ** 0.5 * by_group[:, group] + (1 - within) ** 0.5 * own
    items = [Graded(1.0, (b - 0.9, b, b + 0.9)) for b in np.linspace(-1.6, 1.6, 10)]
    grid, table = Grid.standard(), CutTable("uji", CUTS, "uji", "1", ERRORS)
    posterior = np.stack(
        [score_eap(simulate_responses(theta[:, k], items, rng=rng), items, grid).posterior for k in range(17)], axis=1
    )
    # the true cut is as uncertain as the panel says; nobody passes a higher one without the lower
    cuts = np.array(CUTS) + rng.standard_normal((N, 17, 5)) * ERRORS
    levels = np.logical_and.accumulate(theta[..., None] >= cuts, axis=2).sum(axis=2)
    joint = score_jointly(posterior, np.ones((N, 17), dtype=bool), [table] * 17, grid, JointPrior((9, 8), *prior_says))
    prob = arrays.settled(joint.levels)
    assessed = Assessed(prob[:, :9], prob[:, 9:], joint.loading[:, :9], joint.loading[:, 9:], joint.factors_together)
    rules = rules_of()
    values, _known = people(rules, N, rng, 0.0)
    known = np.ones(values.shape, dtype=bool)
    required = np.full((N, 9), REQUIRED)
    for measure, told in arrays.measured(rules, assessed, required).items():
        if measure in rules.measured_columns():
            values[:, rules.measured_columns()[measure]] = told
    shown = find_boxes(rules, values, known).box
    sure = np.ones(N, dtype=bool)
    chance = box_probabilities(
        rules,
        values,
        known,
        Assessment(prob[:, :9], required, sure, assessed.competency_loading),
        Assessment(prob[:, 9:], 3, sure, assessed.potential_loading),
        seed=seed,
        keys=np.arange(N),
        factors=assessed.factors,
    )
    jpm = ratio_to_hundredths(np.minimum(levels[:, :9], REQUIRED).sum(axis=1), 9 * REQUIRED)
    values[:, rules.column("asesmen_kompetensi")] = jpm
    values[:, rules.column("asesmen_potensi")] = ratio_to_hundredths(levels[:, 9:].sum(axis=1), 40)
    true = find_boxes(rules, values, known).box
    return Crowd(chance.lowest, true, shown, arrays.match(assessed, required), jpm, prob, levels)


def calibration(found):
    """(mean told, observed share, standard error, how many) of each band of told probabilities."""
    told, hit = found.told.ravel(), (found.true[:, None] == np.arange(1, 10)).ravel()
    rows = []
    for low, high in zip(EDGES, (*EDGES[1:], 1.1), strict=True):
        band = (told >= low) & (told < high) & (told > 0)
        share = told[band]
        rows.append((share.mean(), hit[band].mean(), np.sqrt((share * (1 - share)).sum()) / band.sum(), int(band.sum())))
    return rows


def inside(found):
    match = found.match.competency
    return float(((found.jpm >= match.low) & (found.jpm <= match.high)).mean())


def slope(found):
    """How far the truth moves when the expectation moves by one: above 1 the expectation is drawn to the mean too far."""
    expected = found.match.competency.expected
    return float(np.cov(found.jpm / 100, expected)[0, 1] / expected.var(ddof=1))


def furthest(found, least=0.7):
    """Largest difference between told and observed among the bands from `least` up, beyond three standard errors."""
    return max(told - observed - 3 * error for told, observed, error, n in calibration(found) if told > least and n > 100)


@pytest.mark.parametrize(("people_go", "seed"), [(DECLARED, 1), (DECLARED, 2), (ALONE, 1)])
def test_of_those_told_a_box_with_some_probability_that_share_belongs_there(people_go, seed):
    found = crowd(people_go, people_go, seed)
    for told, observed, error, n in calibration(found):
        # draws add a little error of their own; four standard errors over thirty bands
        assert abs(told - observed) < 4 * error + 0.005, (told, observed, n)
    own = found.told[np.arange(N), found.shown - 1]
    assert own.mean() == pytest.approx(np.mean(found.true == found.shown), abs=0.012)
    assert not (found.true[:, None] == np.arange(1, 10))[found.told == 0].sum() > 0.001 * N  # never told possible, hardly ever true


def test_levels_job_match_and_cells_hold_what_they_say():
    found = crowd(DECLARED, DECLARED, 1)
    low, high = level_interval(found.prob)
    assert ((found.levels >= low) & (found.levels <= high)).mean() > 0.90
    assert inside(found) > 0.90
    match = found.match.competency
    assert (found.jpm / 100 - match.expected).mean() == pytest.approx(0, abs=0.4)
    assert slope(found) == pytest.approx(1, abs=0.04)
    assert ((match.hundredths >= match.low) & (match.hundredths <= match.high)).all()
    rung = arrays.map_policy().competency_ladder.rung_of(found.jpm)
    other = arrays.map_policy().potential_ladder.rung_of(ratio_to_hundredths(np.minimum(found.levels[:, 9:], 3).sum(axis=1), 24))
    told = found.match.chances[np.arange(N), found.match.cells.competency, found.match.cells.potential]
    true = (rung == found.match.cells.competency) & (other == found.match.cells.potential)
    assert told.mean() == pytest.approx(true.mean(), abs=0.025)


def test_scored_one_by_one_people_whose_abilities_go_together_would_be_told_too_much():
    """Why the scales are scored jointly."""
    found = crowd(DECLARED, ALONE, 3)
    assert furthest(found) > 0.02
    assert inside(found) < 0.93
    assert slope(found) > 1.1


@pytest.mark.parametrize(("people_go", "most"), [(ALONE, 0.05), (LITTLE, 0.03), (MUCH, 0.05)])
def test_a_wrong_prior_costs_no_more_than_docs_tell(people_go, most):
    """The limits that docs/algorithms/profiling.md tells: people who go together less or more than the prior says."""
    found = crowd(people_go, DECLARED, 4)
    assert furthest(found) < most
    assert inside(found) > 0.88
