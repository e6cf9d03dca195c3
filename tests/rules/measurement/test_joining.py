"""The declared joint prior: over which scales, and that nothing a person says of himself is among them."""

import json
from pathlib import Path

import pytest

from sembilan.competency.rules import ASPECTS, COMPETENCIES
from sembilan.measurement.rules.joining import FILE, parse_prior, shipped_prior
from sembilan.psychometrics.models.errors import PriorInvalid

BANK = Path(__file__).parents[3] / "demo" / "bank"


def test_the_shipped_prior_joins_competencies_and_tested_aspects() -> None:
    found = shipped_prior()
    assert found.groups[0] == COMPETENCIES
    assert {*found.groups[1], *found.listeners} == set(ASPECTS)
    assert (found.prior.groups, found.prior.listeners) == ((9, 3), 5)
    assert found.source
    assert found.sample


def test_no_scale_that_informs_others_has_a_statement_about_oneself() -> None:
    files = [path for path in BANK.rglob("*.json") if path.name != "petunjuk.json"]
    items = [one for path in files for one in json.loads(path.read_text(encoding="utf-8"))]
    said = {one["scale"] for one in items if one["fakeable"] and one["scale"]}
    assert said == set(shipped_prior().listeners)


def test_correlations_that_cannot_be_are_refused() -> None:
    data = json.loads(FILE.read_text(encoding="utf-8"))
    with pytest.raises(PriorInvalid):
        parse_prior({**data, "between": "0.60"})
