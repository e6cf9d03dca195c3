"""One object of every kind that leaves a leaf, made by the services."""

from __future__ import annotations

from datetime import timedelta

from sembilan.accounts.models import User
from sembilan.assembly import selectors as assembly
from sembilan.competency import services as competency
from sembilan.delivery import services as delivery
from sembilan.delivery.rules import Entry
from sembilan.measurement import services as measurement
from sembilan.profiling import services as profiling
from sembilan.reporting import services as reporting
from sembilan.tenancy.rules import SYSTEM
from tests import cast
from tests import making as house
from tests.cast import AT, Agencies
from tests.rooms.profiling import making

LATER = AT + timedelta(hours=4)


def measured(people: dict[str, User], agencies: Agencies) -> None:
    """Two sit a session, are scored and released."""
    path = agencies.lampung.path
    session = house.make_session(path, roster=[house.roster_line(number, path, package="UJI-PENDEK") for number in (1, 2)])
    table = assembly.scoring_table("UJI-PENDEK")
    answers = [row for row in table if row["section"] == table[0]["section"]]
    for number in (1, 2):
        attempt = house.make_sitting(session, number, at=AT)
        lines = [
            Entry(seq, "answer", row["item"], "AB"[number - 1], attempt.lease)
            for seq, row in enumerate(answers, start=attempt.last_seq + 1)
        ]
        assert delivery.record_answers(attempt, lines, at=AT).refusal is None
    delivery.close_session(session, actor=SYSTEM, at=LATER)
    measurement.load_cuts(actor=SYSTEM, at=AT)
    siska, sandi = cast.actor(people["siska"]), cast.actor(people["sandi"])
    run = measurement.score_sessions("Uji", "2025", [session.uuid], path, actor=siska, at=LATER)
    measurement.check_run(run, actor=siska, at=LATER)
    for signer in (siska, sandi):
        measurement.sign_sheet(run, "", actor=signer, at=LATER)
    house.publish_policy(agencies.lampung)
    measurement.release(run, actor=sandi, at=LATER)


def mapped(agencies: Agencies) -> None:
    """Somebody with a result measured elsewhere is mapped twice; the second run is taken back, and a report is made."""
    competency.load_dictionary(actor=SYSTEM, at=AT)
    place = making.make_place(agencies.lampung, "U900")
    making.declare(place)
    official = making.make_official(place, position_name="Kepala Seksi Uji")
    making.rate(place, official)
    making.judge_education(place, official)
    making.external(place, official, 3)
    for _time in range(2):
        run = profiling.map_agency(agencies.lampung, making.EVIDENCE_DAY, actor=SYSTEM, at=LATER)
    profiling.withdraw_run(run, "Daftar penghargaan keliru", actor=SYSTEM, at=LATER)
    reporting.make_report(official, actor=SYSTEM, at=LATER)
