"""The demo bank's own forms, sealed by assembly, sat through delivery's services or in bulk, scored and released here."""

from __future__ import annotations

import uuid
from datetime import timedelta

import numpy as np
import pytest
from scipy.stats import norm

from sembilan.accounts.models import User
from sembilan.assembly import selectors as assembly
from sembilan.assembly import services as sealing
from sembilan.competency.rules import ASPECTS, CAREER, COMPETENCIES, PILLARS
from sembilan.delivery import services as delivery
from sembilan.delivery.models import Attempt, RosterEntry
from sembilan.delivery.rules import Entry
from sembilan.measurement import selectors, services
from sembilan.measurement.rules.table import read_table
from sembilan.psychometrics.quadrature import Grid
from sembilan.psychometrics.quality import information_reliability
from sembilan.psychometrics.standards import level_probabilities
from sembilan.tenancy.rules import SYSTEM
from tests import cast
from tests import making as house
from tests.cast import AT, Agencies
from tests.rooms.measurement import making

PERSONS = 3
ORDER = ("manajerial_sosiokultural", "potensi", "literasi_digital", "preferensi_karier")
EVERY_SCALE = {*COMPETENCIES, *ASPECTS, *PILLARS}


def test_a_short_form_sat_through_the_hall_s_own_doors_is_scored_and_released(people: dict[str, User], agencies: Agencies) -> None:
    house.make_short_battery("UJI-PENDEK")
    table = assembly.scoring_table("UJI-PENDEK")
    sitters = making.simulate(table, PERSONS, seed=3)
    roster = [house.roster_line(number, agencies.lampung.path, package="UJI-PENDEK") for number in range(1, PERSONS + 1)]
    session = house.make_session(agencies.lampung.path, roster=roster)
    begin = AT + timedelta(hours=1)
    pins = {entry.ref: house.make_pin(entry, at=AT) for entry in RosterEntry.objects.filter(session=session)}
    delivery.start_session(session, actor=SYSTEM, at=begin)
    for number, sitter in enumerate(sitters, start=1):
        _sit(number, sitter.answers, table, pins[uuid.UUID(int=number)], begin, withdraw=number == 2)
    delivery.close_session(session, actor=SYSTEM, at=begin + timedelta(hours=3))

    siska, sandi = cast.actor(people["siska"]), cast.actor(people["sandi"])
    run = services.score_sessions("Uji", "2025", [session.uuid], agencies.lampung.path, actor=siska, at=begin)
    sheet = selectors.sheet(run)
    assert sheet is not None
    assert sheet.facts["persons"] == PERSONS
    assert {one["handed_in"] for one in sheet.facts["sessions"]} == {PERSONS}
    assert [one["median"] for one in sheet.facts["sections"]] == [180.0] * 4
    services.check_run(run, actor=siska, at=begin)
    for signer in (siska, sandi):
        services.sign_sheet(run, "", actor=signer, at=begin)
    house.publish_policy(agencies.lampung)
    services.release(run, actor=sandi, at=begin)
    released = selectors.released_scores(run)
    assert set(released) == {uuid.UUID(int=number) for number in range(1, PERSONS + 1)}
    assert set(released.scales) == EVERY_SCALE
    theta, error, posterior, state = released[uuid.UUID(int=1)]["integritas"]
    assert state == "scored"
    assert theta is not None
    assert error is not None
    assert posterior.sum() == pytest.approx(1, abs=1e-5)
    assert set(selectors.career(run)[uuid.UUID(int=1)].counts) <= set(CAREER)
    withdrawn, kept = released[uuid.UUID(int=2)], next(iter(table))["scale"]
    assert withdrawn[kept][3] == "not_assessable"  # everything of this scale was withdrawn


def _sit(number: int, answers: dict, table: list, pin: str, at: object, *, withdraw: bool) -> None:  # type: ignore[type-arg]
    attempt: Attempt = delivery.enter(f"001-{number:04d}", pin, at=at)  # type: ignore[arg-type]
    attempt = delivery.accept_notices(attempt, at=at)  # type: ignore[arg-type]
    first = table[0]["scale"]
    for section in dict.fromkeys(row["section"] for row in table):
        attempt = delivery.begin_section(attempt, at=at)  # type: ignore[arg-type]
        rows = [row for row in table if row["section"] == section]
        batch = [(row["item"], answers[row["item"]]) for row in rows]
        if withdraw:
            batch += [(row["item"], None) for row in rows if row["scale"] == first]
        entries = [
            Entry(seq, "answer", item, value, attempt.lease) for seq, (item, value) in enumerate(batch, start=attempt.last_seq + 1)
        ]
        receipt = delivery.record_answers(attempt, entries, at=at)  # type: ignore[arg-type]
        assert receipt.refusal is None, receipt.refusal
        at = at + timedelta(minutes=3)  # type: ignore[operator]
        done = section == table[-1]["section"]
        attempt = delivery.hand_in(attempt, at=at) if done else delivery.finish_section(attempt, at=at)


def test_five_hundred_people_over_the_full_demo_battery_come_back(people: dict[str, User], agencies: Agencies) -> None:
    """Bias, RMSE, coverage of the 90% interval, against what the sealed parameters promise; 21 scales, two parallel batteries."""
    house.make_bank()
    forms = house.make_forms("Lengkap", 2)
    for letter, code in enumerate(("PENUH-A", "PENUH-B")):
        rng = np.random.default_rng(letter)
        sealing.seal_battery(code, code, [forms[one][letter] for one in ORDER], actor=house.MEASURER, at=AT, rng=rng)
    services.load_cuts(actor=SYSTEM, at=AT)
    tables = {code: assembly.scoring_table(code) for code in ("PENUH-A", "PENUH-B")}
    sitters = {code: making.simulate(table, 250, seed=70 + i) for i, (code, table) in enumerate(tables.items())}
    session = making.sit("Sesi penuh", agencies.lampung.path, sitters)
    siska, nina = cast.actor(people["siska"]), cast.actor(people["nina"])
    run = services.score_sessions("Penuh", "2025", [session.uuid], agencies.lampung.path, actor=siska, at=AT)
    services.check_run(run, actor=siska, at=AT)
    for signer in (siska, nina):
        services.sign_sheet(run, "", actor=signer, at=AT)
    house.publish_policy(agencies.lampung)
    services.release(run, actor=nina, at=AT)
    found = selectors.released_scores(run)
    assert set(found.scales) == EVERY_SCALE
    truths = {one.ref: one.truth for part in sitters.values() for one in part}
    inside, covered, squares, stated = [], 0, [], []
    for column, scale in enumerate(found.scales):
        truth = np.array([truths[ref][scale] for ref in found.refs])
        miss, error = found.theta[:, column] - truth, found.standard_error[:, column]
        promised = np.mean([_promised(table, scale) for table in tables.values()])
        rmse = np.sqrt(np.mean(miss**2))
        assert rmse == pytest.approx(np.sqrt(1 - promised), rel=0.20), scale
        assert abs(miss.mean()) < 3.5 * rmse / np.sqrt(500), scale
        inside.append(np.mean(np.abs(miss) <= norm.ppf(0.95) * error))
        squares.append(np.mean(miss**2))
        stated.append(np.mean(error**2))
        cuts = selectors.cut_table(scale)
        assert cuts is not None
        chance = level_probabilities(found.posterior[:, column], selectors.grid(), cuts)
        covered += int(np.sum(chance[np.arange(500), np.searchsorted(cuts.cuts, truth, side="right")] >= 0.05))
    assert np.mean(inside) == pytest.approx(0.90, abs=0.012)  # 10,500 intervals
    assert np.mean(squares) == pytest.approx(np.mean(stated), rel=0.05)
    assert covered / (500 * len(found.scales)) > 0.97  # the true level is hardly ever one that was all but excluded


def _promised(table: list, scale: str) -> float:  # type: ignore[type-arg]
    read = read_table("x", table)
    models = [model for i in read.columns(scale) if (model := read.items[i].model) is not None]
    return information_reliability(models, Grid.standard()).value
