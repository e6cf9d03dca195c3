"""Score, hold, check, sign, release: what each does, what each refuses."""

from __future__ import annotations

import json
import uuid
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from sembilan.assembly import selectors as forms
from sembilan.assembly import services as sealing
from sembilan.assembly.models import Battery
from sembilan.audit.models import AuditEvent
from sembilan.delivery.models import Incident, SealedPackage, Session
from sembilan.itembank import services as itembank
from sembilan.kit import events
from sembilan.ledger import selectors as ledger
from sembilan.measurement import errors, selectors, services
from sembilan.measurement.events import ScoresReleased
from sembilan.measurement.models import CareerScore, CutTable, HeldAttempt, JudgedAttempt, Score, ScoringRun
from sembilan.profiling.errors import ReleaseBeforePolicy
from sembilan.psychometrics.forensics import LOWEST
from sembilan.tenancy.errors import NotAllowed
from sembilan.tenancy.rules import SYSTEM
from tests import making as house
from tests.cast import AT
from tests.rooms.measurement import making
from tests.rooms.measurement.conftest import Hall

REASON = "Dugaan dikerjakan orang lain"


# Cuts --------------------------------------------------------------------------------------------------------------------------


def test_the_cut_tables_of_all_scales_load_once(hall: Hall) -> None:
    assert services.load_cuts(actor=SYSTEM, at=AT) == 21
    assert services.load_cuts(actor=hall.siska, at=AT) == 0
    for row in CutTable.objects.all():
        assert row.source == "penetapan standar contoh (bookmark simulasi)"
        assert "simulasi" in row.sample
        cuts = selectors.cut_table(row.scale)
        assert cuts is not None
        assert cuts.n_levels == 6
        assert cuts.standard_errors is not None


def test_a_newer_version_of_a_table_is_added_beside_the_old_one(hall: Hall, tmp_path: Path) -> None:
    services.load_cuts(actor=SYSTEM, at=AT)
    record = json.loads((services.CUTS / "potensi.json").read_text()) | {"version": 2}
    record["scales"]["motivasi"]["cuts"][0] = "-2.00"
    (tmp_path / "potensi.json").write_text(json.dumps(record))
    assert services.load_cuts(actor=SYSTEM, at=AT, folder=tmp_path) == 8
    first, second = selectors.cut_table("motivasi", 1), selectors.cut_table("motivasi")
    assert first is not None
    assert second is not None
    assert (first.cuts[0], second.cuts[0]) != (-2.0, first.cuts[0])
    assert second.cuts[0] == -2.0


def test_cuts_that_do_not_ascend_are_refused(hall: Hall, tmp_path: Path) -> None:
    record = {
        "source": "x",
        "sample": "y",
        "version": 1,
        "scales": {"motivasi": {"cuts": ["1.0", "0.0"], "errors": ["0.1", "0.1"]}},
    }
    (tmp_path / "a.json").write_text(json.dumps(record))
    with pytest.raises(errors.CutsUnreadable):
        services.load_cuts(actor=SYSTEM, at=AT, folder=tmp_path)


# Scoring -----------------------------------------------------------------------------------------------------------------------


def test_a_session_is_scored_scale_by_scale_and_committed(hall: Hall) -> None:
    run = hall.score(hall.sit({"FORM-A": hall.people("FORM-A", 7), "FORM-B": hall.people("FORM-B", 5, seed=2)}))
    assert run.state == "scored"
    assert run.released_at is None
    assert Score.objects.filter(run=run, state="scored").count() == 12 * 3
    assert JudgedAttempt.objects.filter(run=run).count() == 12
    assert CareerScore.objects.filter(run=run).count() == 12
    assert run.evidence == "sample"
    assert "sementara" in run.parameters
    assert "pertimbangan penulis" in run.parameters
    secret = ledger.opened(run.leaf or 0)
    assert secret is not None
    assert secret.leaf.kind == "scoring_run"
    assert ledger.holds(secret)
    assert secret.payload["persons"] == 12
    assert hall.path not in json.dumps(secret.payload)
    assert AuditEvent.objects.filter(action="measurement.score_sessions").count() == 1


def test_the_same_evidence_gives_the_same_scores(hall: Hall) -> None:
    session = hall.sit({"FORM-A": hall.people("FORM-A", 6)})
    first, second = hall.score(session), hall.score(session)
    rows = [
        list(Score.objects.filter(run=run).order_by("ref", "scale").values_list("theta", "standard_error"))
        for run in (first, second)
    ]
    assert rows[0] == rows[1]
    payloads = [ledger.opened(run.leaf or 0) for run in (first, second)]
    assert payloads[0]
    assert payloads[1]
    assert payloads[0].payload["scores"] == payloads[1].payload["scores"]


def test_a_posterior_is_kept_as_single_precision_and_agrees_with_its_score(hall: Hall) -> None:
    run = hall.score(hall.sit({"FORM-A": hall.people("FORM-A", 3)}))
    nodes = selectors.grid().nodes
    for row in Score.objects.filter(run=run):
        mass = np.frombuffer(row.posterior or b"", dtype="<f4")
        assert mass.shape == (61,)
        assert mass.sum() == pytest.approx(1, abs=1e-5)
        assert float(mass @ nodes) == pytest.approx(row.theta, abs=1e-4)


def test_who_answered_too_little_of_a_scale_has_no_number_there_and_keeps_the_others(hall: Hall) -> None:
    person = hall.people("FORM-A", 1)[0]
    for item in [name for name in person.answers if "-INT-" in name][:13]:  # 11 of 24 stay: below one half
        person.answers[item] = None
    run = hall.score(hall.sit({"FORM-A": [person]}))
    states = dict(Score.objects.filter(run=run).values_list("scale", "state"))
    assert states == {"intelektual": "not_assessable", "integritas": "scored", "motivasi": "scored"}
    row = Score.objects.get(run=run, scale="intelektual")
    assert (row.theta, row.standard_error, row.posterior) == (None, None, None)
    assert (row.n_items, row.n_answered) == (24, 11)


def test_an_answer_that_was_withdrawn_counts_as_skipped(hall: Hall) -> None:
    kept, withdrew = hall.people("FORM-A", 1)[0], hall.people("FORM-A", 1)[0]
    withdrew = type(withdrew)(uuid.UUID(int=5), withdrew.truth, dict(withdrew.answers))
    right = next(row["item"] for row in hall.tables["FORM-A"] if row["type"] == "single" and kept.answers[row["item"]] == "C")
    withdrew.answers[right] = None
    run = hall.score(hall.sit({"FORM-A": [kept, withdrew]}))
    theta = dict(Score.objects.filter(run=run, scale="intelektual").values_list("ref", "theta"))
    assert theta[withdrew.ref] < theta[kept.ref]


def test_an_open_session_is_not_scored(hall: Hall) -> None:
    session = hall.sit({"FORM-A": hall.people("FORM-A", 2)}, closed=False)
    with pytest.raises(errors.SessionNotClosed):
        hall.score(session)
    assert ScoringRun.objects.count() == 0


def test_a_session_of_another_agency_and_an_unknown_one_are_not_scored(hall: Hall) -> None:
    session = hall.sit({"FORM-A": hall.people("FORM-A", 2)}, path=hall.agencies.elsewhere.path)
    with pytest.raises(errors.SessionUnknown):
        hall.score(session)
    with pytest.raises(errors.SessionUnknown):
        services.score_sessions("x", "2025", [uuid.uuid4()], hall.path, actor=hall.siska, at=AT)


def test_nothing_to_score_and_no_title_are_refused(hall: Hall) -> None:
    with pytest.raises(errors.NothingToScore):
        services.score_sessions("x", "2025", [], hall.path, actor=hall.siska, at=AT)
    session = hall.sit({"FORM-A": hall.people("FORM-A", 1)})
    with pytest.raises(errors.TitleMissing):
        services.score_sessions(" ", "2025", [session.uuid], hall.path, actor=hall.siska, at=AT)
    empty = Session.objects.create(title="Kosong", place="-", path=hall.path, state="closed", starts_at=AT)
    with pytest.raises(errors.NothingToScore):
        hall.score(empty)


def test_a_form_that_rewards_skipping_stops_the_scoring(hall: Hall) -> None:
    people = hall.people("FORM-A", 1)
    lenient = making.scoring_table("FORM-A")
    lenient[0]["omission"] = {"skipped": "no_evidence", "not_reached": "no_evidence"}
    making.seal("FORM-C", lenient)
    with pytest.raises(errors.SkippingRewarded):
        hall.score(hall.sit({"FORM-C": people}))
    assert ScoringRun.objects.count() == 0


# The sheet ---------------------------------------------------------------------------------------------------------------------


def test_the_sheet_says_what_happened_in_each_hall(hall: Hall) -> None:
    people = hall.people("FORM-A", 4)
    session = hall.sit({"FORM-A": people}, title="Sesi pagi")
    for kind in ("power", "power", "time"):
        Incident.objects.create(session=session, kind=kind, note="Contoh", at=AT, by="Pengawas", path=session.path)
    run = hall.score(session)
    sheet = selectors.sheet(run)
    assert sheet is not None
    (facts,) = sheet.facts["sessions"]
    assert (facts["title"], facts["expected"], facts["present"], facts["begun"], facts["handed_in"]) == ("Sesi pagi", 4, 4, 4, 4)
    assert facts["incidents"] == {"power": 2}
    assert facts["time"] == 1
    assert {one["title"]: one["median"] for one in sheet.facts["sections"]} == dict.fromkeys(
        ("Bagian potensi", "Bagian manajerial", "Bagian diri", "Bagian karier"), 1500.0
    )


def test_a_section_that_ran_out_of_time_took_all_of_it(hall: Hall) -> None:
    run = hall.score(hall.sit({"FORM-A": hall.people("FORM-A", 2)}, end="time"))
    sheet = selectors.sheet(run)
    assert sheet is not None
    assert sheet.facts["sections"][-1]["median"] == 3600.0


# Holding -----------------------------------------------------------------------------------------------------------------------


def test_a_hold_takes_the_attempt_out_of_the_sheet_and_asks_for_checks_and_signatures_anew(hall: Hall) -> None:
    people = hall.people("FORM-A", 4)
    run = hall.score(hall.sit({"FORM-A": people}))
    services.check_run(run, actor=hall.siska, at=AT)
    services.sign_sheet(run, "", actor=hall.siska, at=AT)
    services.hold_attempt(run, people[0].ref, REASON, actor=hall.siska, at=AT)
    assert run.state == "scored"
    sheet = selectors.sheet(run)
    assert sheet is not None
    assert (sheet.number, sheet.facts["persons"], sheet.facts["held"]) == (2, 3, 1)
    assert selectors.signatures(run) == []
    with pytest.raises(errors.NotChecked):
        services.sign_sheet(run, "", actor=hall.siska, at=AT)


def test_a_held_attempt_is_not_released_with_the_others(hall: Hall) -> None:
    people = hall.people("FORM-A", 4)
    run = hall.score(hall.sit({"FORM-A": people}))
    services.hold_attempt(run, people[0].ref, REASON, actor=hall.siska, at=AT)
    hall.released(run)
    released = selectors.released_scores(run)
    assert set(released) == {one.ref for one in people[1:]}
    assert people[0].ref not in selectors.career(run)


def test_a_hold_is_lifted_with_a_reason_and_stays_in_the_record(hall: Hall) -> None:
    people = hall.people("FORM-A", 2)
    run = hall.score(hall.sit({"FORM-A": people}))
    services.hold_attempt(run, people[0].ref, REASON, actor=hall.siska, at=AT)
    services.release_hold(run, people[0].ref, "Identitas terbukti benar", actor=hall.sandi, at=AT + timedelta(hours=1))
    (row,) = selectors.holds(run)
    assert (row.reason, row.lifted_reason, row.lifted_by) == (REASON, "Identitas terbukti benar", "Sandi")
    assert selectors.held(run) == []
    hall.released(run)
    assert len(selectors.released_scores(run)) == 2


def test_holds_are_refused_without_reason_twice_for_strangers_and_after_the_release(hall: Hall) -> None:
    people = hall.people("FORM-A", 2)
    run = hall.score(hall.sit({"FORM-A": people}))
    with pytest.raises(errors.ReasonMissing):
        services.hold_attempt(run, people[0].ref, "curang", actor=hall.siska, at=AT)
    with pytest.raises(errors.AttemptUnknown):
        services.hold_attempt(run, uuid.uuid4(), REASON, actor=hall.siska, at=AT)
    with pytest.raises(errors.NotHeld):
        services.release_hold(run, people[0].ref, REASON, actor=hall.siska, at=AT)
    services.hold_attempt(run, people[0].ref, REASON, actor=hall.siska, at=AT)
    with pytest.raises(errors.AlreadyHeld):
        services.hold_attempt(run, people[0].ref, REASON, actor=hall.siska, at=AT)
    hall.released(run)
    with pytest.raises(errors.RunReleased):
        services.release_hold(run, people[0].ref, REASON, actor=hall.siska, at=AT)


# Check, sign, release ----------------------------------------------------------------------------------------------------------


def test_a_run_goes_from_scored_over_checked_to_released(hall: Hall) -> None:
    people = hall.people("FORM-A", 3)
    run = hall.released(hall.score(hall.sit({"FORM-A": people})))
    assert run.state == "released"
    assert run.released_at == AT
    assert Score.objects.filter(run=run, released_at=AT).count() == 9
    secret = ledger.opened(run.release_leaf or 0)
    assert secret is not None
    assert secret.leaf.kind == "release"
    assert ledger.holds(secret)
    assert len(set(secret.payload["signers"])) == 2
    assert selectors.released_run(run.pk) == run


def test_the_release_is_told_in_its_own_transaction(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[ScoresReleased] = []
    monkeypatch.setitem(events._subscribers, ScoresReleased, [heard.append])
    run = hall.released(hall.score(hall.sit({"FORM-A": hall.people("FORM-A", 2)})))
    assert heard == [ScoresReleased(run.pk, run.path, "2025", AT)]


def test_when_a_room_above_refuses_nothing_is_released(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(news: ScoresReleased) -> None:
        raise errors.NothingToScore

    monkeypatch.setitem(events._subscribers, ScoresReleased, [refuse])
    run = hall.score(hall.sit({"FORM-A": hall.people("FORM-A", 2)}))
    with pytest.raises(errors.NothingToScore):
        hall.released(run)
    run.refresh_from_db()
    assert run.state == "checked"
    assert not Score.objects.filter(released_at__isnull=False).exists()


def test_without_the_policy_of_its_agency_and_period_nothing_is_released(hall: Hall) -> None:
    run = hall.score(hall.sit({"FORM-A": hall.people("FORM-A", 2)}))
    services.check_run(run, actor=hall.siska, at=AT)
    for signer in (hall.siska, hall.nina):
        services.sign_sheet(run, "", actor=signer, at=AT)
    with pytest.raises(ReleaseBeforePolicy, match="periode 2025 belum dapat dirilis"):
        services.release(run, actor=hall.nina, at=AT)
    run.refresh_from_db()
    assert run.state == "checked"
    assert not Score.objects.filter(released_at__isnull=False).exists()
    house.publish_policy(hall.agencies.lampung)
    services.release(run, actor=hall.nina, at=AT)
    assert Score.objects.filter(run=run, released_at=AT).exists()


def test_two_different_people_sign_and_never_the_machine(hall: Hall) -> None:
    house.publish_policy(hall.agencies.lampung)
    run = hall.score(hall.sit({"FORM-A": hall.people("FORM-A", 2)}))
    with pytest.raises(errors.NotChecked):
        services.sign_sheet(run, "", actor=hall.siska, at=AT)
    with pytest.raises(errors.NotChecked):
        services.release(run, actor=hall.nina, at=AT)
    with pytest.raises(errors.MachineMayNot):
        services.check_run(run, actor=SYSTEM, at=AT)
    services.check_run(run, actor=hall.siska, at=AT)
    with pytest.raises(errors.NotScored):
        services.check_run(run, actor=hall.siska, at=AT)
    with pytest.raises(errors.SignaturesMissing):
        services.release(run, actor=hall.nina, at=AT)
    with pytest.raises(errors.MachineMayNot):
        services.sign_sheet(run, "", actor=SYSTEM, at=AT)
    first = services.sign_sheet(run, "  Reliabilitas  memadai ", actor=hall.siska, at=AT)
    assert (first.role, first.note) == ("psychometrician", "Reliabilitas memadai")
    with pytest.raises(errors.AlreadySigned):
        services.sign_sheet(run, "", actor=hall.siska, at=AT)
    with pytest.raises(errors.SignaturesMissing):
        services.release(run, actor=hall.siska, at=AT)
    assert services.sign_sheet(run, "", actor=hall.nina, at=AT).role == "national_admin"
    with pytest.raises(errors.MachineMayNot):
        services.release(run, actor=SYSTEM, at=AT)
    services.release(run, actor=hall.siska, at=AT)
    with pytest.raises(errors.RunReleased):
        services.release(run, actor=hall.siska, at=AT)


def test_nobody_signs_or_releases_another_sheet_than_the_one_he_has_read(hall: Hall) -> None:
    people = hall.people("FORM-A", 2)
    run = hall.score(hall.sit({"FORM-A": people}))
    services.hold_attempt(run, people[0].ref, REASON, actor=hall.sandi, at=AT)
    with pytest.raises(errors.SheetChanged):
        services.check_run(run, actor=hall.siska, at=AT, sheet_number=1)
    services.check_run(run, actor=hall.siska, at=AT, sheet_number=2)
    with pytest.raises(errors.SheetChanged):
        services.sign_sheet(run, "", actor=hall.siska, at=AT, sheet_number=1)


def test_a_run_in_which_everybody_is_held_cannot_be_released(hall: Hall) -> None:
    people = hall.people("FORM-A", 1)
    run = hall.score(hall.sit({"FORM-A": people}))
    services.hold_attempt(run, people[0].ref, REASON, actor=hall.siska, at=AT)
    with pytest.raises(errors.NothingToRelease):
        hall.released(run)


def test_a_second_release_of_the_same_session_stands_beside_the_first(hall: Hall) -> None:
    session = hall.sit({"FORM-A": hall.people("FORM-A", 2)})
    first = hall.released(hall.score(session))
    second = hall.score(session)
    assert selectors.earlier_releases(second) == [first]
    hall.released(second)
    assert len(selectors.released_scores(first)) == len(selectors.released_scores(second)) == 2


# A transfer --------------------------------------------------------------------------------------------------------------------


def test_the_rows_of_a_person_who_moved_follow_him_before_and_after_the_release(hall: Hall) -> None:
    from sembilan.kit import scope

    people = hall.people("FORM-A", 2)
    run = hall.score(hall.sit({"FORM-A": people}))
    services.hold_attempt(run, people[0].ref, REASON, actor=hall.siska, at=AT)
    there = f"{hall.path}.u9"
    with scope.carried(scope=[hall.path]):  # an agency moves its person; it can see none of these rows
        services.move_ref(people[0].ref, there)
        assert scope.current()["scope"] == hall.path
    for model in (JudgedAttempt, Score, CareerScore, HeldAttempt):
        assert set(model._default_manager.filter(ref=people[0].ref).values_list("path", flat=True)) == {there}
        assert there not in set(model._default_manager.filter(ref=people[1].ref).values_list("path", flat=True))


def test_only_those_whose_work_it_is_may_do_it(hall: Hall, people: dict[str, object]) -> None:
    from tests import cast

    persons = hall.people("FORM-A", 1)
    session = hall.sit({"FORM-A": persons})
    run = hall.score(session)
    for name in ("agus", "wati", "orang_lain", "komar", "audi", "pras"):
        actor = cast.actor(people[name])  # type: ignore[arg-type]
        for act in (
            lambda actor=actor: services.score_sessions("x", "2025", [session.uuid], hall.path, actor=actor, at=AT),
            lambda actor=actor: services.hold_attempt(run, persons[0].ref, REASON, actor=actor, at=AT),
            lambda actor=actor: services.check_run(run, actor=actor, at=AT),
            lambda actor=actor: services.sign_sheet(run, "", actor=actor, at=AT),
            lambda actor=actor: services.release(run, actor=actor, at=AT),
            lambda actor=actor: services.load_cuts(actor=actor, at=AT),
        ):
            with pytest.raises(NotAllowed):
                act()
    with pytest.raises(NotAllowed):  # a national administrator signs and releases, but does not score
        services.score_sessions("x", "2025", [session.uuid], hall.path, actor=hall.nina, at=AT)


def test_no_package_is_sealed_in_which_picking_at_random_reaches_level_1(nation_scope: None) -> None:
    services.load_cuts(actor=SYSTEM, at=AT)
    house.make_instruments()
    mild = [
        {**record, "parameters": {**record["parameters"], "b": [-1.0, -0.2, 0.6]}} if record["scale"] == "integritas" else record
        for record in house.bank_records()
    ]
    itembank.load_bank(mild, author=house.WRITER, reviewer=house.REVIEWER, at=AT)
    form = house.make_forms("Pendek", 1)["manajerial_sosiokultural"][0]
    positions = {one.scale: one.at_random for one in forms.blind(form)}
    assert positions.pop("integritas") == pytest.approx(-0.2, abs=0.05)
    first = {one.scale: float(one.cuts[0]) for one in selectors.cut_tables()}
    assert all(position < first[scale] for scale, position in positions.items())
    with pytest.raises(errors.BlindAnsweringPaid) as refused:
        sealing.seal_battery("UJI-ACAK", "Uji", [form], actor=house.MEASURER, at=AT)
    assert refused.value.parameters["scale"] == "integritas"
    assert not Battery.objects.filter(code="UJI-ACAK").exists()
    assert not SealedPackage.objects.filter(code="UJI-ACAK").exists()


def test_no_package_is_sealed_in_which_one_letter_reaches_level_1_of_a_scale_that_counts(nation_scope: None) -> None:
    services.load_cuts(actor=SYSTEM, at=AT)
    house.make_instruments()
    digital = [record for record in house.bank_records() if record["instrument"] == "literasi_digital"]
    always_a = [{**record, "scoring": {"key": "A"}} if record["type"] == "single" else record for record in digital]
    itembank.load_bank(always_a, author=house.WRITER, reviewer=house.REVIEWER, at=AT)
    plans, rng = house.make_blueprints(), np.random.default_rng(7)
    whole, short = (
        sealing.assemble_forms(plans["literasi_digital", name], 1, rng=rng, actor=house.MEASURER, at=AT)[0]
        for name in ("Lengkap", "Pendek")
    )
    with pytest.raises(errors.OneLetterPaid) as refused:
        sealing.seal_battery("UJI-HURUF", "Uji", [whole], actor=house.MEASURER, at=AT)
    assert refused.value.parameters["letter"] == "A"
    assert not Battery.objects.filter(code="UJI-HURUF").exists()
    found = {one.scale: one for one in forms.blind(short)}
    first = {one.scale: float(one.cuts[0]) for one in selectors.cut_tables()}
    assert any(one.letters.get("A", LOWEST) >= first[scale] for scale, one in found.items())
    assert all(one.promised < 0.5 for one in found.values())
    sealing.seal_battery("UJI-HURUF", "Uji", [short], actor=house.MEASURER, at=AT)  # its results never count
