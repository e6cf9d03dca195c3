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
DECLARED = (shipped_prior().prior.within, shipped_prior().prior.between)
HEARD = shipped_prior().prior.heard
TESTED = 12  # nine competencies and three aspects; the other five are statements about oneself
LITTLE, MUCH, ALONE = (0.30, 0.15), (0.70, 0.50), (0.0, 0.0)
"""Correlations within and between competencies and aspects, of people or of a prior."""


def prior_of(within, between):
    """As shipped, with other correlations; what is heard of the tests is at most what they have in common."""
    return JointPrior((9, TESTED - 9), within, between, listeners=17 - TESTED, heard=min(HEARD, within))


@dataclass
class Crowd:
    """told: chances of boxes (n, 9) · true, shown: boxes · match, jpm: told and true match of the competencies · levels: true ·
    assessed: what was found."""

    told: np.ndarray
    true: np.ndarray
    shown: np.ndarray
    match: arrays.Match
    jpm: np.ndarray
    levels: np.ndarray
    assessed: Assessed

    @property
    def prob(self):
        return np.concatenate([self.assessed.competency, self.assessed.potential], axis=1)


@cache
def crowd(people_go, prior_says, seed, kind=()):
    """People whose abilities go together so, who answer ten graded questions a scale and are scored under this prior, levelled and
    placed. kind: (mean, spread) where they are not of the reference population."""
    rng = np.random.default_rng(seed)
    group = np.repeat([0, 1], [9, 8])
    shared, by_group, own = rng.standard_normal((N, 1)), rng.standard_normal((N, 2)), rng.standard_normal((N, 17))
    within, between = people_go
    theta = between**0.5 * shared + (within - between) ** 0.5 * by_group[:, group] + (1 - within) ** 0.5 * own
    if kind:
        theta = kind[0] + kind[1] * theta
    items = [Graded(1.0, (b - 0.9, b, b + 0.9)) for b in np.linspace(-1.6, 1.6, 10)]
    answers = [simulate_responses(theta[:, scale], items, rng=rng) for scale in range(17)]
    # the true cut is as uncertain as the panel says; nobody passes a higher one without the lower
    cuts = np.array(CUTS) + rng.standard_normal((N, 17, 5)) * ERRORS
    levels = np.logical_and.accumulate(theta[..., None] >= cuts, axis=2).sum(axis=2)
    return placed(answers, levels, prior_says, rng)


def placed(answers, levels, prior_says, rng):
    """Scored as the product does it: the last five aspects are statements about oneself, which only listen."""
    items = [Graded(1.0, (b - 0.9, b, b + 0.9)) for b in np.linspace(-1.6, 1.6, 10)]
    grid, table = Grid.standard(), CutTable("uji", CUTS, "uji", "1", ERRORS)
    posterior = np.stack([score_eap(one, items, grid).posterior for one in answers], axis=1)
    joint = score_jointly(posterior, np.ones((len(posterior), 17), dtype=bool), [table] * 17, grid, prior_of(*prior_says))
    prob = arrays.settled(joint.levels)
    assessed = Assessed(prob[:, :9], prob[:, 9:], joint.loading[:, :9], joint.loading[:, 9:], joint.factors_together)
    rules = rules_of()
    values, _known = people(rules, N, rng, 0.0)
    told, shown = chances_of(assessed, values)
    jpm = ratio_to_hundredths(np.minimum(levels[:, :9], REQUIRED).sum(axis=1), 9 * REQUIRED)
    true = find_boxes(rules, truly(values, levels), np.ones(values.shape, dtype=bool)).box
    return Crowd(told, true, shown.box, arrays.match(assessed, np.full((N, 9), REQUIRED)), jpm, levels, assessed)


def chances_of(assessed, values):
    """(chances of the boxes, what is shown) of people with this other evidence; fills in what was measured."""
    rules, required, sure = rules_of(), np.full((len(values), 9), REQUIRED), np.ones(len(values), dtype=bool)
    for measure, told in arrays.measured(rules, assessed, required).items():
        values[:, rules.measured_columns()[measure]] = told.low
    known = np.ones(values.shape, dtype=bool)
    chance = box_probabilities(
        rules,
        values,
        known,
        Assessment(assessed.competency, required, sure, assessed.competency_loading),
        Assessment(assessed.potential, 3, sure, assessed.potential_loading),
        seed=7,
        keys=np.arange(len(values)),
        factors=assessed.factors,
    )
    return chance.lowest, find_boxes(rules, values, known)


def truly(values, levels):
    """The same evidence with what the true levels are worth."""
    rules, held = rules_of(), values.copy()
    held[:, rules.column("asesmen_kompetensi")] = ratio_to_hundredths(np.minimum(levels[:, :9], REQUIRED).sum(axis=1), 9 * REQUIRED)
    held[:, rules.column("asesmen_potensi")] = ratio_to_hundredths(levels[:, 9:].sum(axis=1), 40)
    return held


def near_cut(found, cut, tries=30):
    """(chance told of standing at or above this cut of the potential axis, share truly there, standard error) of people whose other
    evidence puts the shown axis within 2.5 points of it: where an error of the chances shows."""
    rules, rng = rules_of(), np.random.default_rng(5)
    n = len(found.shown)
    values = people(rules, n * tries, rng, 0.0)[0]
    many = Assessed(*(np.repeat(part, tries, axis=0) for part in vars(found.assessed).values()))
    for measure, told in arrays.measured(rules, many, np.full((n * tries, 9), REQUIRED)).items():
        values[:, rules.measured_columns()[measure]] = told.low
    axis = find_boxes(rules, values, np.ones(values.shape, dtype=bool)).potential.reshape(n, tries)
    close = np.abs(axis - cut) < 250
    rows = np.flatnonzero(close.any(axis=1))
    held = values.reshape(n, tries, -1)[rows, close[rows].argmax(axis=1)]
    some = Assessed(*(part[rows] for part in vars(found.assessed).values()))
    chance, _shown = chances_of(some, held)
    above = np.isin(np.arange(1, 10), (6, 8, 9) if cut == 8_000 else (3, 5, 7, 6, 8, 9))
    told = chance[:, above].sum(axis=1)
    true = find_boxes(rules, truly(held, found.levels[rows]), np.ones(held.shape, dtype=bool)).potential >= cut
    return float(told.mean()), float(true.mean()), float(np.sqrt((told * (1 - told)).sum()) / len(rows))


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
    """Largest difference between told and observed, either way, among the bands from `least` up, beyond three standard errors."""
    return max(abs(told - observed) - 3 * error for told, observed, error, n in calibration(found) if told > least and n > 100)


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


@pytest.mark.parametrize("people_go", [ALONE, LITTLE, MUCH])
def test_over_everybody_a_wrong_prior_moves_the_box_probabilities_by_less_than_three_points(people_go):
    found = crowd(people_go, DECLARED, 4)
    assert furthest(found) < 0.03
    assert inside(found) > 0.88


@pytest.mark.parametrize(
    ("people_go", "kind", "cut", "least", "most"),
    [
        (DECLARED, (), 6_000, -0.02, 0.02),
        (DECLARED, (), 8_000, 0.0, 0.07),  # people here go together in statements too, of which the prior hears 0.30 alone
        (LITTLE, (), 8_000, -0.05, 0.02),
        (MUCH, (), 8_000, 0.05, 0.15),
        (ALONE, (), 8_000, -0.17, -0.05),
        (DECLARED, (0.85, 0.79), 8_000, 0.10, 0.24),
        (DECLARED, (-0.55, 0.79), 6_000, -0.11, -0.03),
    ],
)
def test_close_to_a_cut_what_the_prior_does_not_know_of_people_shows(people_go, kind, cut, least, most):
    """The limits that docs/algorithms/profiling.md tells: truly there minus told, near a cut of the potential axis.

    One prior for all means that equal answers give equal results; people above its mean are told too little, those below too much.
    """
    told, true, error = near_cut(crowd(people_go, DECLARED, 11, kind), cut)
    assert least - 3 * error < true - told < most + 3 * error


def test_whoever_praises_himself_in_every_statement_raises_nothing_that_was_tested():
    rng = np.random.default_rng(8)
    items = [Graded(1.0, (b - 0.9, b, b + 0.9)) for b in np.linspace(-1.6, 1.6, 10)]
    honest = [simulate_responses(rng.standard_normal(N), items, rng=rng) for _scale in range(17)]
    faked = [*honest[:TESTED], *(np.full_like(one, 3) for one in honest[TESTED:])]
    levels = np.zeros((N, 17), dtype=int)
    before, after = (placed(answers, levels, DECLARED, np.random.default_rng(9)) for answers in (honest, faked))
    assert np.array_equal(before.prob[:, :TESTED], after.prob[:, :TESTED])
    assert (after.prob[:, TESTED:] @ np.arange(6)).mean() > (before.prob[:, TESTED:] @ np.arange(6)).mean() + 1
