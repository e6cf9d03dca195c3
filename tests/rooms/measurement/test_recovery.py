"""Simulated people through the whole room: the truth comes back with the error that theory promises, and silence gains nothing."""

from __future__ import annotations

import uuid

import numpy as np
import pytest
from scipy.stats import norm

from sembilan.measurement import selectors
from sembilan.measurement.models import Score
from sembilan.measurement.rules.table import read_table
from sembilan.psychometrics.quadrature import Grid
from sembilan.psychometrics.quality import information_reliability
from sembilan.psychometrics.simulate import knowledge
from tests.rooms.measurement.conftest import Hall
from tests.rooms.measurement.making import Answered


def test_five_hundred_people_are_recovered_over_two_forms_with_the_error_that_is_stated(hall: Hall) -> None:
    people = {form: hall.people(form, 250, seed=seed) for form, seed in (("FORM-A", 21), ("FORM-B", 22))}
    run = hall.released(hall.score(hall.sit(people)))
    released = selectors.released_scores(run)
    truths = {one.ref: one.truth for part in people.values() for one in part}
    assert len(released) == 500
    nodes = Grid.standard().nodes
    for column, scale in enumerate(released.scales):
        truth = np.array([truths[ref][scale] for ref in released.refs])
        found, error = released.theta[:, column], released.standard_error[:, column]
        promised = np.mean(
            [information_reliability(_models(hall, form, scale), Grid.standard()).value for form in ("FORM-A", "FORM-B")]
        )
        rmse = float(np.sqrt(np.mean((found - truth) ** 2)))
        # theory: the error of EAP has mean square 1 - reliability, which is also the mean posterior variance
        assert rmse == pytest.approx(np.sqrt(1 - promised), rel=0.12), scale
        assert rmse == pytest.approx(np.sqrt(np.mean(error**2)), rel=0.10), scale
        assert abs(np.mean(found - truth)) < 3 * rmse / np.sqrt(500), scale
        inside = np.abs(found - truth) <= norm.ppf(0.95) * error
        assert inside.mean() == pytest.approx(0.90, abs=3 * np.sqrt(0.9 * 0.1 / 500)), scale
        # the slope of truth on EAP is 1: drawn to the mean by exactly as much as it should be
        assert np.cov(truth, found)[0, 1] / found.var(ddof=1) == pytest.approx(1.0, abs=0.15), scale
        below = np.cumsum(released.posterior[:, column].astype(np.float64), axis=1)
        assert np.allclose(below[:, -1], 1, atol=1e-5)
        low, high = (nodes[np.argmax(below >= tail, axis=1)] for tail in (0.05, 0.95))
        assert np.mean((truth >= low - 0.1) & (truth <= high + 0.1)) == pytest.approx(0.90, abs=0.05), scale


def test_the_sheet_finds_what_the_items_promised(hall: Hall) -> None:
    run = hall.score(hall.sit({form: hall.people(form, 250, seed=seed) for form, seed in (("FORM-A", 31), ("FORM-B", 32))}))
    sheet = selectors.sheet(run)
    assert sheet is not None
    for facts in sheet.facts["scales"]:
        promised = np.mean(list(facts["promised"].values()))
        assert facts["marginal"]["value"] == pytest.approx(promised, abs=0.05), facts["scale"]
        assert facts["n"] == 500
        assert set(facts["alpha"]) == {"FORM-A", "FORM-B"}


@pytest.mark.parametrize("way", ["skips", "withdraws", "jumps_over", "stops_early"])
@pytest.mark.parametrize("threshold", [0.25, 0.5])
def test_a_candidate_who_keeps_silent_where_he_is_unsure_gains_nothing(hall: Hall, way: str, threshold: float) -> None:
    """Each honest person has a twin with the same answers who is silent where he is unsure; keyed and situational scales."""
    n = 150
    honest = hall.people("FORM-A", n, seed=41, theta=np.linspace(-2.5, 2.5, n))
    certain = {
        scale: knowledge(np.linspace(-2.5, 2.5, n), _models(hall, "FORM-A", scale)) for scale in ("intelektual", "integritas")
    }
    twins = [_silent(hall, one, {scale: certain[scale][i] for scale in certain}, way, threshold) for i, one in enumerate(honest)]
    run = hall.score(hall.sit({"FORM-A": [*honest, *twins]}))
    for scale in certain:
        theta = dict(Score.objects.filter(run=run, scale=scale).values_list("ref", "theta"))
        gains = [
            (one.truth[scale], theta[twin.ref] - theta[one.ref])
            for one, twin in zip(honest, twins, strict=True)
            if theta[twin.ref] is not None and theta[one.ref] is not None
        ]
        assert gains
        for low in np.arange(-2.5, 2.5, 1.0):
            band = [gain for truth, gain in gains if low <= truth < low + 1.0]
            assert not band or np.mean(band) <= 1e-6, (scale, low)
        assert max(gain for _truth, gain in gains) <= 1e-6, scale  # wrong is the least that anybody can get


def _silent(hall: Hall, one: Answered, certain: dict[str, np.ndarray], way: str, threshold: float) -> Answered:
    answers = dict(one.answers)
    table = read_table("FORM-A", hall.tables["FORM-A"])
    for scale, certainty in certain.items():
        unsure = [table.items[i].item for i, sure in zip(table.columns(scale), certainty, strict=True) if sure < threshold]
        if way == "stops_early":  # nothing is shown from the first unsure question on
            names = [table.items[i].item for i in table.columns(scale)]
            unsure = names[names.index(unsure[0]) :] if unsure else []
        for item in unsure:
            if way == "withdraws":
                answers[item] = None
            else:  # a question that has no line in the journal was never shown
                answers.pop(item)
    return Answered(uuid.uuid5(one.ref, way), one.truth, answers)


def _models(hall: Hall, form: str, scale: str) -> list:  # type: ignore[type-arg]
    table = read_table(form, hall.tables[form])
    return [table.items[i].model for i in table.columns(scale)]
