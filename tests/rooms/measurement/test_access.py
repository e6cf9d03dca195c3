"""Before the release nobody outside this room sees a score: by the room's own door, by the ORM, by raw SQL."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.utils import ProgrammingError

from sembilan.accounts.models import User
from sembilan.delivery.models import Incident
from sembilan.kit import scope
from sembilan.ledger.models import LeafSecret
from sembilan.measurement import access, selectors, services
from sembilan.measurement.models import (
    CareerScore,
    HeldAttempt,
    JudgedAttempt,
    QualitySheet,
    Score,
    ScoringRequest,
    ScoringRun,
    Signature,
)
from tests import cast
from tests.cast import AT
from tests.rooms.measurement.conftest import Hall

NUMBERS = (Score, CareerScore)
EVERYTHING = (ScoringRun, JudgedAttempt, Score, CareerScore, QualitySheet, Signature, HeldAttempt, ScoringRequest)
INSIDERS = {"siska", "sandi", "nina"}


def test_those_who_may_see_and_what_they_see_are_one(hall: Hall, people: dict[str, User]) -> None:
    run = hall.score(hall.sit({"FORM-A": hall.people("FORM-A", 2)}))
    for when in ("before", "after"):
        for name, user in people.items():
            actor = cast.actor(user)
            assert access.can(actor, "view") is (name in INSIDERS), name
            assert access.visible_to(actor).exists() is (name in INSIDERS), name
            assert (selectors.run(run.uuid, actor) is not None) is (name in INSIDERS), name
            assert bool(selectors.closed_sessions(actor=actor)) is (name in INSIDERS), name
        if when == "before":
            hall.released(run)


def test_before_the_release_an_agency_finds_no_row_of_any_table(hall: Hall) -> None:
    people = hall.people("FORM-A", 3)
    run = hall.score(hall.sit({"FORM-A": people}))
    services.hold_attempt(run, people[0].ref, "Dugaan dikerjakan orang lain", actor=hall.siska, at=AT)
    services.check_run(run, actor=hall.siska, at=AT)
    services.sign_sheet(run, "", actor=hall.siska, at=AT)
    for paths in ([hall.path], [f"{hall.path}.u1"], [hall.path, hall.agencies.elsewhere.path], []):
        with scope.carried(scope=paths):
            for model in EVERYTHING:
                assert not model._default_manager.exists(), model
                with connection.cursor() as cursor:
                    cursor.execute(f"SELECT count(*) FROM {model._meta.db_table}")
                    assert cursor.fetchone() == (0,), model
            assert not LeafSecret.objects.filter(leaf__kind="scoring_run").exists()
            assert len(selectors.released_scores(run)) == 0


def test_after_the_release_an_agency_still_finds_no_score_and_no_response(hall: Hall) -> None:
    people = hall.people("FORM-A", 3)
    run = hall.score(hall.sit({"FORM-A": people}))
    services.hold_attempt(run, people[0].ref, "Dugaan dikerjakan orang lain", actor=hall.siska, at=AT)
    hall.released(run)
    assert set(Score.objects.exclude(released_at=None).values_list("ref", flat=True)) == {one.ref for one in people[1:]}
    with scope.carried(scope=[hall.path]):
        for model in (Score, CareerScore, JudgedAttempt, QualitySheet, Signature, HeldAttempt):
            assert not model._default_manager.exists(), model
    with scope.carried(scope=[hall.agencies.elsewhere.path]):
        for model in EVERYTHING:
            assert not model._default_manager.exists(), model


def test_an_agency_cannot_open_a_score_by_its_own_hand(hall: Hall) -> None:
    hall.score(hall.sit({"FORM-A": hall.people("FORM-A", 2)}))
    with scope.carried(scope=[hall.path]), connection.cursor() as cursor:
        cursor.execute("UPDATE measurement_score SET released_at = now()")
        assert cursor.rowcount == 0
        cursor.execute("UPDATE measurement_scoringrun SET state = 'checked'")
        assert cursor.rowcount == 0
    assert not Score.objects.filter(released_at__isnull=False).exists()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE measurement_score SET theta = 3",
        "UPDATE measurement_score SET state = 'not_assessable'",
        "UPDATE measurement_judgedattempt SET codes = '\\x00'",
        "UPDATE measurement_careerscore SET counts = '{}'",
        "UPDATE measurement_qualitysheet SET facts = '{}'",
        "UPDATE measurement_signature SET signer_label = 'x'",
        "UPDATE measurement_heldattempt SET reason = 'x'",
        "UPDATE measurement_scoringrun SET sessions = '[]'",
        "UPDATE measurement_cuttable SET cuts = '[]'",
        "DELETE FROM measurement_score",
        "DELETE FROM measurement_scoringrun",
        "DELETE FROM measurement_signature",
        "DELETE FROM measurement_heldattempt",
        "TRUNCATE measurement_score",
    ],
)
def test_what_was_written_stays_as_it_was_written(hall: Hall, statement: str) -> None:
    services.load_cuts(actor=hall.siska, at=AT)
    people = hall.people("FORM-A", 2)
    run = hall.score(hall.sit({"FORM-A": people}))
    services.hold_attempt(run, people[0].ref, "Dugaan dikerjakan orang lain", actor=hall.siska, at=AT)
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("leap", ["released", "scored", "held"])
def test_a_run_takes_no_step_out_of_order_even_by_raw_sql(hall: Hall, leap: str) -> None:
    run = hall.score(hall.sit({"FORM-A": hall.people("FORM-A", 1)}))
    if leap == "scored":
        hall.released(run)
    moved = "now()" if leap == "released" else "NULL"
    with pytest.raises(ProgrammingError, match="Invalid transition"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE measurement_scoringrun SET state = %s, released_at = " + moved, [leap])


def test_the_machine_cannot_sign_even_by_raw_sql(hall: Hall) -> None:
    from django.db.utils import IntegrityError

    from sembilan.tenancy.rules import SYSTEM

    run = hall.score(hall.sit({"FORM-A": hall.people("FORM-A", 1)}))
    sheet = selectors.sheet(run)
    assert sheet is not None
    with pytest.raises(IntegrityError, match="the_machine_signs_nothing"), transaction.atomic():
        Signature.objects.create(sheet=sheet, signer=SYSTEM.uuid, signer_label="SYSTEM", role="psychometrician", at=AT)


@pytest.mark.parametrize("signers", [0, 1])
def test_no_run_is_released_without_two_signatures_even_by_raw_sql(hall: Hall, signers: int) -> None:
    run = hall.score(hall.sit({"FORM-A": hall.people("FORM-A", 1)}))
    services.check_run(run, actor=hall.siska, at=AT)
    if signers:
        services.sign_sheet(run, "", actor=hall.siska, at=AT)
    with pytest.raises(ProgrammingError, match="two signatures"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE measurement_scoringrun SET state = 'released', released_at = now() WHERE id = %s", [run.pk])


def test_what_is_released_lifted_or_committed_once_changes_no_more_even_by_raw_sql(hall: Hall) -> None:
    run = hall.score(hall.sit({"FORM-A": hall.people("FORM-A", 2)}))
    ref = Score.objects.filter(run=run).values_list("ref", flat=True)[0]
    services.hold_attempt(run, ref, "menunggu berita acara ruang", actor=hall.siska, at=AT)
    services.release_hold(run, ref, "berita acara sudah lengkap", actor=hall.siska, at=AT)
    run = hall.released(run)
    for statement in (
        "UPDATE measurement_score SET released_at = NULL",
        "UPDATE measurement_score SET released_at = released_at - interval '1 day'",
        "UPDATE measurement_scoringrun SET leaf = leaf + 1",
        "UPDATE measurement_scoringrun SET released_by = 'orang lain'",
        "UPDATE measurement_scoringrun SET released_at = released_at - interval '1 day'",
        "UPDATE measurement_heldattempt SET lifted_by = 'orang lain'",
        "UPDATE measurement_heldattempt SET lifted_at = NULL",
    ):
        with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_the_sheet_counts_replacement_pins_by_who_issued_them(hall: Hall) -> None:
    session = hall.sit({"FORM-A": hall.people("FORM-A", 1)})
    entry = session.entries.get()
    Incident.objects.create(session=session, entry=entry, kind="pin", note="x", at=AT, by="Pras", path=entry.path)
    run = hall.score(session)
    sheet = selectors.sheet(run)
    assert sheet is not None
    assert sheet.facts["sessions"][0]["replacement_pins"] == {"Pras": 1}
    assert [one.incidents for one in selectors.attention(run)] == [1]


def test_who_is_held_already_takes_no_place_among_those_that_deserve_a_look(hall: Hall) -> None:
    session = hall.sit({"FORM-A": hall.people("FORM-A", 3)})
    for entry in session.entries.all():
        Incident.objects.create(session=session, entry=entry, kind="pin", note="x", at=AT, by="Pras", path=entry.path)
    run = hall.score(session)
    first, *others = [one.ref for one in selectors.attention(run)]
    services.hold_attempt(run, first, "menunggu berita acara ruang", actor=hall.siska, at=AT)
    assert [one.ref for one in selectors.attention(run, most=1)] == others[:1]
