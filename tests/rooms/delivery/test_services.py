"""The verbs of a sitting, from the sealed package to the closed session."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from sembilan.audit.models import AuditEvent
from sembilan.delivery import chain, errors, selectors, services
from sembilan.delivery.events import AttemptSubmitted, CheckedIn, SessionClosed
from sembilan.delivery.models import Answer, Attempt, CheckIn, Incident, Pin, RosterEntry, Session
from sembilan.delivery.rules import GRACE, Entry, most_seq
from sembilan.kit import events, scope
from sembilan.ledger.models import Leaf, LeafSecret
from sembilan.tenancy.errors import NotAllowed
from sembilan.tenancy.rules import SYSTEM, Actor
from tests import cast, making
from tests.cast import AT

MINUTE = timedelta(minutes=1)


def entry_of(session: Session, number: int = 1) -> RosterEntry:
    return RosterEntry.objects.select_related("session").get(session=session, ref=uuid.UUID(int=number))


def answers(attempt: Attempt, *values: tuple[str, Any], since: int | None = None) -> list[Entry]:
    first = (attempt.last_seq if since is None else since) + 1
    return [Entry(first + index, "answer", item, value, attempt.lease) for index, (item, value) in enumerate(values)]


def fresh(attempt: Attempt) -> Attempt:
    return Attempt.objects.select_related("entry__session", "entry__package").get(pk=attempt.pk)


@pytest.fixture
def news(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    heard: list[object] = []
    kinds = (AttemptSubmitted, CheckedIn, SessionClosed)
    monkeypatch.setattr(events, "_subscribers", {kind: [heard.append] for kind in kinds})
    return heard


# --- packages and sessions


def test_the_same_package_twice_is_one_and_another_body_under_its_code_is_refused(nation_scope: None) -> None:
    first = making.make_package("UJI-1")
    assert making.make_package("UJI-1").pk == first.pk
    with pytest.raises(errors.PackageChanged):
        making.make_package("UJI-1", minutes=11)


def test_a_session_has_its_seats_its_roster_and_one_waiting_attempt_a_person(session: Session) -> None:
    assert session.seats.count() == 10
    assert [str(entry.seat.label) for entry in session.entries.select_related("seat").order_by("pk") if entry.seat] == ["01", "02"]
    assert set(Attempt.objects.values_list("state", "lease")) == {("waiting", 0)}


@pytest.mark.parametrize(
    ("change", "broken"),
    [({"package": "TIDAK-ADA"}, errors.PackageUnknown), ({"seat": "99"}, errors.SeatUnknown), ({"seat": "02"}, errors.SeatTaken)],
)
def test_a_roster_line_must_name_a_package_and_a_free_seat(
    agencies: cast.Agencies, change: dict[str, Any], broken: type[Exception]
) -> None:
    making.make_package("UJI-1")
    path = agencies.lampung.path
    with pytest.raises(broken):
        making.make_session(path, roster=[making.roster_line(2, path), making.roster_line(1, path, **change)])


def test_a_proctor_conducts_but_does_not_prepare(agencies: cast.Agencies, proctor: Actor) -> None:
    making.make_package("UJI-1")
    with pytest.raises(NotAllowed):
        making.make_session(agencies.lampung.path, actor=proctor)


# --- check-in and PIN


def test_check_in_is_witnessed_told_and_done_once(session: Session, proctor: Actor, news: list[object]) -> None:
    entry = entry_of(session)
    services.confirm_identity(entry, "ktp", actor=proctor, at=AT)
    assert CheckIn.objects.get().by == proctor.label
    assert news == [CheckedIn(session.uuid, entry.ref, AT)]
    assert AuditEvent.objects.filter(action="delivery.confirm_identity", facts__ref=str(entry.ref)).exists()
    with pytest.raises(errors.AlreadyCheckedIn):
        services.confirm_identity(entry, "ktp", actor=proctor, at=AT)


def test_no_pin_before_the_face_has_been_compared_with_a_document(session: Session, proctor: Actor) -> None:
    with pytest.raises(errors.NotCheckedIn):
        services.issue_pin(entry_of(session), actor=proctor, at=AT, rng=np.random.default_rng(1))


def test_a_pin_has_six_digits_and_only_its_hmac_is_kept(session: Session) -> None:
    pin = making.make_pin(entry_of(session))
    assert len(pin) == 6
    assert pin.isdigit()
    row = Pin.objects.get()
    assert pin.encode() not in bytes(row.digest)
    assert not AuditEvent.objects.filter(facts__icontains=pin).exists()


def test_first_pins_close_before_the_start_and_a_new_one_for_another_pc_does_not(session: Session) -> None:
    entry = entry_of(session)
    services.confirm_identity(entry, "ktp", actor=SYSTEM, at=AT)
    late = session.starts_at - 4 * MINUTE
    with pytest.raises(errors.PinIssuingClosed, match="5 menit"):
        services.issue_pin(entry, actor=SYSTEM, at=late, rng=np.random.default_rng(1))
    services.issue_pin(entry, actor=SYSTEM, at=session.starts_at - 5 * MINUTE, rng=np.random.default_rng(1))
    services.issue_pin(
        entry, reason="pindah komputer", actor=SYSTEM, at=session.starts_at + 60 * MINUTE, rng=np.random.default_rng(2)
    )


def test_a_late_start_takes_the_time_for_pins_along_and_stands_among_the_incidents(session: Session) -> None:
    entry, planned, late = entry_of(session), session.starts_at, session.starts_at + 80 * MINUTE
    services.confirm_identity(entry, "ktp", actor=SYSTEM, at=late)
    with pytest.raises(errors.PinIssuingClosed):
        services.issue_pin(entry, actor=SYSTEM, at=late, rng=np.random.default_rng(1))
    with pytest.raises(errors.ReasonMissing):
        services.postpone_start(session, 20, " ", actor=SYSTEM, at=late)
    services.postpone_start(session, 20, "listrik padam", actor=SYSTEM, at=late)
    entry = entry_of(session)
    assert entry.session.starts_at == late + 20 * MINUTE
    assert services.issue_pin(entry, actor=SYSTEM, at=late + 14 * MINUTE, rng=np.random.default_rng(1))
    assert Incident.objects.get(kind="time").note.endswith("listrik padam")
    told = AuditEvent.objects.get(action="delivery.postpone_start").facts
    assert (told["before"], told["after"]) == (planned.isoformat(), entry.session.starts_at.isoformat())
    assert told["reason"] == "listrik padam"
    with pytest.raises(errors.StartNotLater):
        services.postpone_start(session, 5, "terlalu dini", actor=SYSTEM, at=late)
    services.start_session(session, actor=SYSTEM, at=late)
    with pytest.raises(errors.SessionStateWrong):
        services.postpone_start(session, 60, "sudah berjalan", actor=SYSTEM, at=late)


def test_zero_minutes_means_that_pins_are_issued_until_the_session_is_closed(agencies: cast.Agencies) -> None:
    making.make_package("UJI-1")
    session = making.make_session(agencies.lampung.path, pin_closes_minutes=0)
    making.make_pin(entry_of(session, 2))
    services.start_session(session, actor=SYSTEM, at=AT)
    assert making.make_pin(entry_of(session), at=session.starts_at + 300 * MINUTE)
    services.close_session(session, actor=SYSTEM, at=AT)
    with pytest.raises(errors.SessionStateWrong, match="Selesai"):
        making.make_pin(entry_of(session, 2))


def test_a_pin_is_used_once_and_every_entry_raises_the_lease(session: Session) -> None:
    entry = entry_of(session)
    pin = making.make_pin(entry)
    assert services.enter(f" {entry.participant_number.lower()} ", f"{pin[:3]} {pin[3:]}", at=AT).lease == 1
    with pytest.raises(errors.PinUsed):
        services.enter(entry.participant_number, pin, at=AT)
    assert services.enter(entry.participant_number, making.make_pin(entry, seed=2), at=AT).lease == 2


def test_five_wrong_pins_lock_it_and_a_new_one_opens_again(session: Session) -> None:
    entry = entry_of(session)
    pin = making.make_pin(entry)
    wrong = f"{(int(pin) + 1) % 10**6:06d}"
    for left in (4, 3, 2, 1):
        with pytest.raises(errors.PinWrong, match=f"percobaan: {left}"):
            services.enter(entry.participant_number, wrong, at=AT)
    for typed in (wrong, pin, wrong):
        with pytest.raises(errors.PinLocked):
            services.enter(entry.participant_number, typed, at=AT)
    assert Pin.objects.get().tries == 5  # counted though each try ended in an error
    assert services.enter(entry.participant_number, making.make_pin(entry, seed=2), at=AT).lease == 1


def test_a_pin_expires_an_hour_after_the_start(session: Session) -> None:
    entry = entry_of(session)
    pin = making.make_pin(entry)
    with pytest.raises(errors.PinExpired):
        services.enter(entry.participant_number, pin, at=session.starts_at + 60 * MINUTE)


def test_a_new_pin_ends_the_former_one(session: Session) -> None:
    entry = entry_of(session)
    old, new = making.make_pin(entry), making.make_pin(entry, seed=2)
    with pytest.raises(errors.PinWrong):
        services.enter(entry.participant_number, old, at=AT)
    services.enter(entry.participant_number, new, at=AT)


def test_a_pin_of_one_seat_opens_no_other(session: Session) -> None:
    pin = making.make_pin(entry_of(session, 1))
    making.make_pin(entry_of(session, 2), seed=2)
    with pytest.raises(errors.PinWrong):
        services.enter(entry_of(session, 2).participant_number, pin, at=AT)


def test_number_and_pin_are_explained_where_they_lead_nowhere(session: Session) -> None:
    with pytest.raises(errors.NumberUnknown):
        services.enter("999-9999", "123456", at=AT)
    with pytest.raises(errors.PinMissing):
        services.enter(entry_of(session).participant_number, "123456", at=AT)


def test_a_seat_can_be_changed_for_a_free_one_only(session: Session, proctor: Actor) -> None:
    entry = entry_of(session)
    with pytest.raises(errors.SeatTaken):
        services.move_seat(entry, "Lab 1", "02", actor=proctor, at=AT)
    with pytest.raises(errors.SeatUnknown):
        services.move_seat(entry, "Lab 2", "02", actor=proctor, at=AT)
    assert services.move_seat(entry, "Lab 1", "07", actor=proctor, at=AT).seat.label == "07"  # type: ignore[union-attr]
    told = AuditEvent.objects.get(action="delivery.move_seat").facts
    assert (told["before"], told["after"]) == ("Lab 1 01", "Lab 1 07")


def test_absence_needs_a_reason_and_nobody_present_is_absent(session: Session, proctor: Actor) -> None:
    entry = entry_of(session)
    with pytest.raises(errors.ReasonMissing):
        services.mark_absent(entry, "  ", actor=proctor, at=AT)
    services.mark_absent(entry, "sakit, surat menyusul", actor=proctor, at=AT)
    assert entry_of(session).absence_reason == "sakit, surat menyusul"
    noted = AuditEvent.objects.get(action="delivery.mark_absent").facts
    assert noted == {"ref": str(entry.ref), "reason_noted": True}  # a reason may speak of health, and a witness is never erased
    services.confirm_identity(entry, "ktp", actor=proctor, at=AT)
    assert entry_of(session).absence_reason == ""  # he came after all
    with pytest.raises(errors.AlreadyCheckedIn):
        services.mark_absent(entry, "sakit", actor=proctor, at=AT)


# --- the sitting


def test_a_session_without_anybody_present_does_not_start(session: Session) -> None:
    with pytest.raises(errors.NobodyPresent):
        services.start_session(session, actor=SYSTEM, at=AT)
    assert Session.objects.get(pk=session.pk).state == Session.State.CHECK_IN


def test_nobody_begins_before_the_session_nor_before_the_notices(session: Session) -> None:
    entry = entry_of(session)
    attempt = services.enter(entry.participant_number, making.make_pin(entry), at=AT)
    with pytest.raises(errors.SessionNotStarted):
        services.accept_notices(attempt, at=AT)
    services.start_session(session, actor=SYSTEM, at=AT)
    with pytest.raises(errors.NoticesMissing):
        services.begin_section(attempt, at=AT)
    services.accept_notices(attempt, at=AT)
    services.accept_notices(attempt, at=AT)
    notice = Answer.objects.get(kind="notice")
    assert notice.value == {"package": entry.package.hash}
    assert services.begin_section(attempt, at=AT).state == "running"


def test_beginning_twice_does_not_start_the_clock_twice(session: Session) -> None:
    attempt = making.make_sitting(session)
    again = services.begin_section(attempt, at=AT + MINUTE)
    assert again.section_started_at == AT


def test_answers_are_written_once_acknowledged_and_counted(session: Session) -> None:
    attempt = making.make_sitting(session)
    first = attempt.last_seq
    batch = answers(attempt, ("S1-1", "A"), ("S1-2", "B"), ("S1-1", "C"), ("S1-2", None))
    receipt = services.record_answers(attempt, batch, at=AT + MINUTE)
    assert (receipt.last_seq, receipt.written, receipt.answered, receipt.refusal) == (first + 4, 4, 1, None)
    assert receipt.remaining_ms == 9 * 60_000
    again = services.record_answers(attempt, batch, at=AT + MINUTE)
    assert (again.last_seq, again.written, again.answered, again.refusal) == (first + 4, 0, 1, None)
    later = services.record_answers(attempt, answers(attempt, ("S1-1", "D"), ("S1-3", "A"), since=first + 4), at=AT + MINUTE)
    assert later.answered == 2


def test_a_batch_is_one_insert_whatever_its_length(
    nation_scope: None, agencies: cast.Agencies, django_assert_num_queries: Any
) -> None:
    making.make_package("PANJANG", sections=1, items=702, minutes=240)
    path = agencies.lampung.path
    session = making.make_session(path, roster=[making.roster_line(1, path, package="PANJANG")])
    attempt = making.make_sitting(session)
    batch = answers(attempt, *((f"S1-{number}", "ABCD"[number % 4]) for number in range(1, 703)))
    selectors.form_of(attempt.entry.package)
    with django_assert_num_queries(4):  # lock, answers before, INSERT, attempt; no savepoint of its own
        receipt = services.record_answers(attempt, batch, at=AT + MINUTE)
    assert receipt.written == receipt.answered == 702


def visits(attempt: Attempt, count: int, item: str = "S1-1") -> list[Entry]:
    return [Entry(attempt.last_seq + 1 + number, "visit", item, None, attempt.lease) for number in range(count)]


def test_a_journal_has_a_last_number_a_section_and_reaching_it_is_an_incident_once(session: Session) -> None:
    attempt = making.make_sitting(session)
    most = most_seq([section["items"] for section in attempt.entry.package.outline], 0)
    with scope.carried(candidate=attempt.ref):  # as his browser: he himself may write no incident
        receipt = services.record_answers(attempt, visits(attempt, most), at=AT)
        assert (receipt.last_seq, receipt.refused) == (most, most + 1)
        assert isinstance(receipt.refusal, errors.JournalFull)
        again = services.record_answers(fresh(attempt), visits(fresh(attempt), 1), at=AT)
        assert (again.written, type(again.refusal)) == (0, errors.JournalFull)
    noted = Incident.objects.get()
    assert (noted.entry, noted.kind, noted.by) == (attempt.entry, "other", "Sistem")
    assert f"({most} catatan)" in noted.note
    assert AuditEvent.objects.filter(action="delivery.report_incident", object_id=str(noted.uuid)).exists()
    after = services.begin_section(services.finish_section(fresh(attempt), at=AT), at=AT)
    assert services.record_answers(after, answers(after, ("S2-1", "A")), at=AT).refusal is None


def test_a_section_still_to_come_is_not_ended_and_ends_no_other(session: Session) -> None:
    attempt = making.make_sitting(session)
    with pytest.raises(errors.SectionNotOpen):
        services.finish_section(fresh(attempt), at=AT, number=1)
    assert fresh(attempt).section == 0
    after = services.finish_section(fresh(attempt), at=AT, number=0)
    assert after.section == 1
    assert services.finish_section(fresh(attempt), at=AT, number=0).section == 1


def test_what_stands_beyond_the_longest_batch_is_to_be_sent_again(nation_scope: None, agencies: cast.Agencies) -> None:
    making.make_package("PANJANG", sections=1, items=702, minutes=240)
    path = agencies.lampung.path
    session = making.make_session(path, roster=[making.roster_line(1, path, package="PANJANG")])
    attempt = making.make_sitting(session)
    batch = visits(attempt, 1200)
    receipt = services.record_answers(attempt, batch, at=AT)
    assert (receipt.written, receipt.refused, type(receipt.refusal)) == (1000, batch[1000].seq, errors.BatchTooLong)
    rest = services.record_answers(attempt, batch[1000:], at=AT)
    assert (rest.written, rest.last_seq, rest.refusal) == (200, batch[-1].seq, None)
    assert not Incident.objects.exists()


def test_a_batch_in_another_order_is_put_in_order(session: Session) -> None:
    attempt = making.make_sitting(session)
    batch = answers(attempt, ("S1-1", "A"), ("S1-1", "B"), ("S1-1", "C"))
    services.record_answers(attempt, batch[::-1], at=AT)
    assert list(Answer.objects.filter(kind="answer").order_by("seq").values_list("value", flat=True)) == ["A", "B", "C"]


def test_the_first_refused_entry_ends_the_batch_and_what_stood_before_it_is_kept(session: Session) -> None:
    attempt = making.make_sitting(session)
    receipt = services.record_answers(attempt, answers(attempt, ("S1-1", "A"), ("ASING", "B"), ("S1-2", "C")), at=AT)
    assert isinstance(receipt.refusal, errors.ItemNotInForm)
    assert (receipt.written, receipt.last_seq, receipt.refused) == (1, attempt.last_seq + 1, attempt.last_seq + 2)


def test_the_same_number_with_other_content_is_a_conflict_and_changes_nothing(session: Session) -> None:
    attempt = making.make_sitting(session)
    services.record_answers(attempt, answers(attempt, ("S1-1", "A")), at=AT)
    receipt = services.record_answers(attempt, answers(attempt, ("S1-1", "B")), at=AT)
    assert isinstance(receipt.refusal, errors.AnswerConflict)
    assert list(Answer.objects.filter(kind="answer").values_list("value", flat=True)) == ["A"]
    for minutes in (1, 9, 11):  # noted for the proctor, once while the board shows it
        services.record_answers(attempt, answers(attempt, ("S1-1", "C")), at=AT + timedelta(minutes=minutes))
    noted = Incident.objects.filter(kind="windows").order_by("at")
    assert [(one.entry_id, one.by, one.at) for one in noted] == [
        (attempt.entry_id, "Sistem", AT),
        (attempt.entry_id, "Sistem", AT + timedelta(minutes=11)),
    ]


def test_before_the_first_section_a_taken_number_is_refused_and_no_second_window_is_told(session: Session) -> None:
    attempt = services.enter(entry_of(session).participant_number, making.make_pin(entry_of(session)), at=AT)
    services.start_session(session, actor=SYSTEM, at=AT)
    attempt = services.accept_notices(attempt, at=AT)
    receipt = services.record_answers(attempt, [Entry(attempt.last_seq, "answer", "S1-1", "A", attempt.lease)], at=AT)
    assert isinstance(receipt.refusal, errors.AnswerConflict)
    assert not Incident.objects.exists()


def test_two_windows_are_told_of_the_section_in_which_the_second_wrote(session: Session) -> None:
    attempt = making.make_sitting(session)
    late = answers(attempt, ("S1-1", "B"))
    services.finish_section(attempt, at=AT)  # by the other window, under the same number
    assert isinstance(services.record_answers(attempt, late, at=AT).refusal, errors.AnswerConflict)
    assert "pada bagian 1;" in Incident.objects.get(kind="windows").note


def test_an_item_of_another_form_and_a_kind_reserved_to_the_server_are_refused(session: Session) -> None:
    attempt = making.make_sitting(session)
    seq = attempt.last_seq + 1
    for entry, broken in (
        (Entry(seq, "answer", "S9-9", "A", 1), errors.ItemNotInForm),
        (Entry(seq, "answer", "S2-1", "A", 1), errors.SectionNotOpen),
        (Entry(seq, "notice", "S1-1", None, 1), errors.ValueInvalid),
        (Entry(seq, "answer", "S1-1", "Z", 1), errors.ValueInvalid),
        (Entry(seq + 1, "answer", "S1-1", "A", 1), errors.SequenceGap),
    ):
        assert isinstance(services.record_answers(attempt, [entry], at=AT).refusal, broken)
    assert not Answer.objects.filter(kind="answer").exists()


def test_every_item_type_is_stored_in_its_one_spelling(session: Session) -> None:
    attempt = services.finish_section(making.make_sitting(session), at=AT)
    attempt = services.begin_section(attempt, at=AT)
    given = {
        "J-single": "A", "J-multiple": ["C", "A"], "J-numeric": "2,5", "J-best_worst": {"best": "A", "worst": "C"},
        "J-ranking": ["B", "A", "C"],
    }  # fmt: skip
    receipt = services.record_answers(attempt, answers(attempt, *given.items()), at=AT)
    assert receipt.refusal is None
    stored = dict(Answer.objects.filter(kind="answer").values_list("item", "value"))
    assert stored == {**given, "J-multiple": ["A", "C"], "J-numeric": "2.5"}


def test_another_browser_takes_the_lease_and_the_older_one_writes_no_more(session: Session) -> None:
    old = making.make_sitting(session)
    entry = entry_of(session)
    new = services.enter(entry.participant_number, making.make_pin(entry, seed=2), at=AT)
    receipt = services.record_answers(old, answers(old, ("S1-1", "A")), at=AT)
    assert isinstance(receipt.refusal, errors.LeaseLost)
    for act in (services.heartbeat, services.finish_section, services.hand_in, services.begin_section):
        with pytest.raises(errors.LeaseLost):
            act(old, at=AT)
    assert services.record_answers(new, answers(new, ("S1-1", "B")), at=AT).refusal is None


def test_the_chain_can_be_computed_again_from_the_journal(session: Session) -> None:
    attempt = making.make_sitting(session)
    services.record_answers(attempt, answers(attempt, ("S1-1", "A"), ("S1-2", "B")), at=AT + MINUTE)
    linked = chain.START
    for row in Answer.objects.order_by("seq"):
        fields = {name: getattr(row, name) for name in ("seq", "kind", "section", "item", "value", "client_ms", "lease", "at")}
        linked = chain.link(linked, chain.canonical_row(**fields))
    assert linked == bytes(fresh(attempt).chain)


def test_time_over_ends_the_section_and_with_the_last_one_the_attempt(session: Session, news: list[object]) -> None:
    attempt = making.make_sitting(session)
    late = AT + 10 * MINUTE + GRACE + timedelta(seconds=1)
    receipt = services.record_answers(attempt, answers(attempt, ("S1-1", "A")), at=late)
    assert isinstance(receipt.refusal, errors.SectionOver)
    assert (receipt.section, receipt.state) == (1, "running")
    attempt = services.begin_section(attempt, at=late)
    much_later = late + 60 * MINUTE
    receipt = services.record_answers(attempt, answers(attempt, ("S2-1", "A")), at=much_later)
    assert isinstance(receipt.refusal, errors.AttemptClosed)
    done = fresh(attempt)
    assert (done.state, done.submitted_at, done.used_ms) == ("expired", late + 10 * MINUTE, 20 * 60_000)
    assert done.hand_in_code
    assert news[-1] == AttemptSubmitted(session.uuid, attempt.ref, late + 10 * MINUTE, True)


def test_extra_time_is_the_candidates_own(agencies: cast.Agencies) -> None:
    making.make_package("UJI-1")
    path = agencies.lampung.path
    session = making.make_session(path, roster=[making.roster_line(1, path, extra_time_percent=50)])
    attempt = making.make_sitting(session)
    receipt = services.record_answers(attempt, answers(attempt, ("S1-1", "A")), at=AT + 14 * MINUTE)
    assert (receipt.refusal, receipt.remaining_ms) == (None, 60_000)


def test_hand_in_gives_a_code_once_and_an_answer_after_it_is_refused(session: Session, news: list[object]) -> None:
    attempt = making.make_sitting(session)
    services.record_answers(attempt, answers(attempt, ("S1-1", "A")), at=AT)
    with pytest.raises(errors.SectionsLeft):
        services.hand_in(attempt, at=AT)
    services.finish_section(attempt, at=AT + MINUTE)
    with pytest.raises(errors.SectionsLeft):
        services.hand_in(attempt, at=AT + MINUTE)
    attempt = services.begin_section(attempt, at=AT + MINUTE)
    done = services.hand_in(attempt, at=AT + 3 * MINUTE)
    assert (done.state, done.used_ms) == ("submitted", 3 * 60_000)
    assert services.hand_in(attempt, at=AT + 4 * MINUTE).hand_in_code == done.hand_in_code != ""
    assert done.hand_in_code == chain.hand_in_code(done.uuid, bytes(done.chain))
    assert news.count(AttemptSubmitted(session.uuid, attempt.ref, AT + 3 * MINUTE, False)) == 1
    receipt = services.record_answers(attempt, answers(fresh(attempt), ("S2-1", "A")), at=AT + 4 * MINUTE)
    assert isinstance(receipt.refusal, errors.AttemptClosed)


def test_finishing_a_section_that_has_ended_already_changes_nothing(session: Session) -> None:
    attempt = making.make_sitting(session)
    once = services.finish_section(attempt, at=AT, number=0)
    assert services.finish_section(attempt, at=AT, number=0).last_seq == once.last_seq
    with pytest.raises(errors.SectionNotOpen):
        services.finish_section(attempt, at=AT, number=1)


# --- pauses, credits, end


def test_a_pause_stops_the_clock_keeps_answers_out_and_is_credited(session: Session, proctor: Actor) -> None:
    attempt = making.make_sitting(session)
    services.pause(attempt, "listrik padam", actor=proctor, at=AT + 2 * MINUTE)
    receipt = services.record_answers(attempt, answers(attempt, ("S1-1", "A")), at=AT + 30 * MINUTE)
    assert isinstance(receipt.refusal, errors.AttemptPaused)
    assert services.heartbeat(attempt, at=AT + 30 * MINUTE).remaining_ms == 8 * 60_000
    services.resume(attempt, actor=proctor, at=AT + 32 * MINUTE)
    receipt = services.record_answers(attempt, answers(attempt, ("S1-1", "A")), at=AT + 33 * MINUTE)
    assert (receipt.refusal, receipt.remaining_ms) == (None, 7 * 60_000)
    with pytest.raises(errors.NotPaused):
        services.resume(attempt, actor=proctor, at=AT + 33 * MINUTE)
    assert Incident.objects.get().kind == "time"


def test_a_whole_session_is_paused_and_each_person_gets_his_own_time_back(session: Session, proctor: Actor) -> None:
    one = making.make_sitting(session, 1)
    two = making.make_sitting(session, 2)
    assert services.pause_session(session, "jaringan", actor=proctor, at=AT + MINUTE) == 2
    assert services.resume_session(session, actor=proctor, at=AT + 21 * MINUTE) == 2
    for attempt in (one, two):
        assert services.heartbeat(attempt, at=AT + 22 * MINUTE).remaining_ms == 8 * 60_000


def test_time_is_given_back_with_a_reason_only_while_a_section_runs(session: Session, proctor: Actor) -> None:
    attempt = making.make_sitting(session)
    with pytest.raises(errors.ReasonMissing):
        services.credit_time(attempt, 5, "", actor=proctor, at=AT)
    services.credit_time(attempt, 5, "komputer diganti", actor=proctor, at=AT)
    assert services.heartbeat(attempt, at=AT).remaining_ms == 15 * 60_000
    services.finish_section(attempt, at=AT)
    with pytest.raises(errors.NotRunning):
        services.credit_time(attempt, 5, "komputer diganti", actor=proctor, at=AT)


@pytest.mark.parametrize("change", ["last_seq = last_seq + 1", "last_seq = last_seq - 1", "last_seq = 0", "chain = '\\x00'"])
def test_the_last_number_and_the_chain_move_with_the_journal_alone(session: Session, change: str) -> None:
    """By SQL of the app role: in every scope it may carry, and with the triggers' own setting that would pass them over."""
    attempt = making.make_sitting(session)
    services.record_answers(attempt, answers(attempt, ("S1-1", "A")), at=AT)
    own = {"candidate": attempt.ref}
    for carried in ({"scope": ["n"]}, {"scope": [session.path]}, own):
        with scope.carried(**carried):
            for aside in ("SELECT 1", "SET LOCAL pgtrigger.ignore = '{pgtrigger_follows_its_journal_e9649}'"):
                with pytest.raises(ProgrammingError, match="change only with its journal"), transaction.atomic():
                    changed(aside, change, attempt)
    assert fresh(attempt).last_seq == Answer.objects.filter(attempt=attempt).count()


def test_the_last_number_grows_to_the_greatest_in_the_journal_and_no_further(session: Session) -> None:
    attempt = fresh(making.make_sitting(session))
    last = attempt.last_seq
    line = {"kind": "visit", "section": 0, "item": "S1-1", "lease": 1, "at": AT}
    Answer.objects.create(attempt=attempt, ref=attempt.ref, seq=last + 1, **line)
    with pytest.raises(ProgrammingError, match="greatest number"), transaction.atomic():
        changed("SELECT 1", f"last_seq = {last + 2}", attempt)
    with scope.carried(scope=[session.path]), pytest.raises(ProgrammingError), transaction.atomic():
        changed("SELECT 1", f"last_seq = {last + 1}", attempt)  # who may not read the journal cannot move its number either
    changed("SELECT 1", f"last_seq = {last + 1}", attempt)
    assert fresh(attempt).last_seq == last + 1


def changed(before: str, change: str, attempt: Attempt) -> None:
    with connection.cursor() as cursor:
        cursor.execute(before)
        cursor.execute(f"UPDATE delivery_attempt SET {change} WHERE id = %s", [attempt.pk])
        assert cursor.rowcount == 1


def test_expire_due_ends_what_is_over_and_leaves_the_rest(session: Session) -> None:
    one = making.make_sitting(session, 1)
    two = making.make_sitting(session, 2, at=AT + 5 * MINUTE)
    assert services.expire_due(session, at=AT + 11 * MINUTE) == 1
    assert (fresh(one).section, fresh(two).section) == (1, 0)
    assert services.expire_due(session, at=AT + 11 * MINUTE) == 0


def test_closing_ends_open_attempts_and_commits_to_every_journal(session: Session, proctor: Actor, news: list[object]) -> None:
    attempt = making.make_sitting(session)
    services.record_answers(attempt, answers(attempt, ("S1-1", "A")), at=AT)
    closed = services.close_session(session, actor=proctor, at=AT + MINUTE, rng=np.random.default_rng(1))
    assert closed.state == "closed"
    done = fresh(attempt)
    assert (done.state, done.used_ms) == ("expired", 60_000)
    assert Attempt.objects.get(ref=uuid.UUID(int=2)).state == "waiting"  # he never came
    assert Leaf.objects.filter(kind="session").count() == 1
    assert Leaf.objects.get().position == closed.leaf
    assert LeafSecret.objects.get().payload["attempts"] == {str(done.uuid): bytes(done.chain).hex()}
    assert news[-1] == SessionClosed(session.uuid, AT + MINUTE)
    with pytest.raises(errors.SessionStateWrong):
        services.close_session(session, actor=proctor, at=AT)
    with pytest.raises(errors.NumberUnknown):
        services.enter(entry_of(session, 2).participant_number, "123456", at=AT)


def test_who_entered_and_began_no_part_has_nothing_to_hand_in(session: Session, proctor: Actor, news: list[object]) -> None:
    pin = making.make_pin(entry_of(session))
    services.start_session(session, actor=SYSTEM, at=AT)
    seated = services.enter(entry_of(session).participant_number, pin, at=AT)
    services.close_session(session, actor=proctor, at=AT + MINUTE, rng=np.random.default_rng(1))
    attempt = fresh(seated)
    assert (attempt.state, attempt.hand_in_code, attempt.submitted_at) == ("waiting", "", None)
    assert not [one for one in news if isinstance(one, AttemptSubmitted)]


def test_a_transfer_rewrites_the_path_on_every_row_of_the_person_and_no_chain(
    session: Session, proctor: Actor, agencies: cast.Agencies
) -> None:
    attempt = making.make_sitting(session)
    services.report_incident(session, "pc", "layar mati", entry=entry_of(session), actor=proctor, at=AT)
    before = bytes(fresh(attempt).chain)
    services.move_ref(attempt.ref, agencies.elsewhere.path)
    for model in (RosterEntry, Attempt):
        assert set(model.objects.filter(ref=attempt.ref).values_list("path", flat=True)) == {agencies.elsewhere.path}
    for model in (CheckIn, Pin, Incident):
        assert set(model.objects.values_list("path", flat=True)) == {agencies.elsewhere.path}
    assert bytes(fresh(attempt).chain) == before


@pytest.mark.parametrize("who", ["agus", "orang_lain", "siska"])
def test_nobody_but_proctors_and_event_officers_conducts(session: Session, agencies: cast.Agencies, who: str) -> None:
    actor = cast.actor(cast.make_user(who, agencies))
    attempt = making.make_sitting(session)
    entry = entry_of(session)
    acts = [
        lambda: services.confirm_identity(entry, "ktp", actor=actor, at=AT),
        lambda: services.issue_pin(entry, actor=actor, at=AT, rng=np.random.default_rng(1)),
        lambda: services.move_seat(entry, "Lab 1", "05", actor=actor, at=AT),
        lambda: services.mark_absent(entry, "x", actor=actor, at=AT),
        lambda: services.start_session(session, actor=actor, at=AT),
        lambda: services.pause(attempt, "x", actor=actor, at=AT),
        lambda: services.resume(attempt, actor=actor, at=AT),
        lambda: services.pause_session(session, "x", actor=actor, at=AT),
        lambda: services.resume_session(session, actor=actor, at=AT),
        lambda: services.credit_time(attempt, 1, "x", actor=actor, at=AT),
        lambda: services.report_incident(session, "pc", "x", actor=actor, at=AT),
        lambda: services.close_session(session, actor=actor, at=AT),
    ]
    for act in acts:
        with pytest.raises(NotAllowed):
            act()


def test_a_candidate_works_with_his_own_ref_alone(session: Session) -> None:
    attempt = making.make_sitting(session)
    with scope.carried(candidate=attempt.ref):
        own = selectors.attempt_of(attempt.ref)
        assert own is not None
        receipt = services.record_answers(own, [replace(one, lease=1) for one in answers(own, ("S1-1", "A"))], at=AT)
        assert receipt.refusal is None


# --- what one proctor alone cannot hide


def test_a_replacement_pin_needs_a_reason_and_is_an_incident_under_its_issuer_s_name(session: Session, proctor: Actor) -> None:
    entry = entry_of(session)
    services.enter(entry.participant_number, making.make_pin(entry, actor=proctor), at=AT)
    assert not Incident.objects.exists()
    with pytest.raises(errors.ReasonMissing):
        services.issue_pin(entry, reason="  ", actor=proctor, at=AT, rng=np.random.default_rng(2))
    services.issue_pin(entry, reason="komputer mati", actor=proctor, at=AT, rng=np.random.default_rng(2))
    noted = Incident.objects.get()
    assert (noted.kind, noted.entry, noted.by) == ("pin", entry, proctor.label)
    assert noted.note == "Sesudah peserta masuk: komputer mati"
    first, second = AuditEvent.objects.filter(action="delivery.issue_pin").order_by("pk")
    assert (first.facts["replaces"], "reason" in first.facts) == (False, False)
    assert (second.facts["replaces"], second.facts["reason"]) == (True, "komputer mati")
    assert selectors.replacement_pins(session) == {proctor.label: 1}


def test_nobody_acts_on_his_own_entry(session: Session, proctor: Actor) -> None:
    entry = entry_of(session)
    himself = replace(proctor, person="198001012005010001")
    RosterEntry.objects.filter(pk=entry.pk).update(nip="19800101 200501 0001")
    entry.refresh_from_db()
    attempt = Attempt.objects.select_related("entry__session").get(entry=entry)
    acts = [
        lambda: services.confirm_identity(entry, "ktp", actor=himself, at=AT),
        lambda: services.issue_pin(entry, actor=himself, at=AT),
        lambda: services.move_seat(entry, "Lab 1", "09", actor=himself, at=AT),
        lambda: services.mark_absent(entry, "sakit", actor=himself, at=AT),
        lambda: services.pause(attempt, "sakit", actor=himself, at=AT),
        lambda: services.resume(attempt, actor=himself, at=AT),
        lambda: services.credit_time(attempt, 10, "listrik", actor=himself, at=AT),
        lambda: services.report_incident(session, "other", "x", entry=entry, actor=himself, at=AT),
    ]
    for act in acts:
        with pytest.raises(errors.OwnEntry):
            act()
    assert services.confirm_identity(entry_of(session, 2), "ktp", actor=himself, at=AT)


def test_a_crowded_address_ends_the_guessing_of_numbers_and_lets_every_right_pin_in(session: Session) -> None:
    guessed, quiet = entry_of(session, 1), entry_of(session, 2)
    pins = {one.pk: making.make_pin(one, seed=one.pk) for one in (guessed, quiet)}
    with pytest.raises(errors.TooManyTries):
        services.enter("999-9999", "000000", at=AT, crowded=True)
    for left in (4, 3, 2, 1):
        with pytest.raises(errors.PinWrong, match=f"percobaan: {left}"):
            services.enter(guessed.participant_number, "000000", at=AT, crowded=True)
    for one in (quiet, guessed):
        assert services.enter(one.participant_number, pins[one.pk], at=AT, crowded=True).lease == 1


def test_a_crowded_address_gives_a_guesser_no_more_tries_than_another(session: Session) -> None:
    entry = entry_of(session)
    pin = making.make_pin(entry)
    for _ in range(5):
        with pytest.raises((errors.PinWrong, errors.PinLocked)):
            services.enter(entry.participant_number, "000000", at=AT, crowded=True)
    with pytest.raises(errors.PinLocked):
        services.enter(entry.participant_number, pin, at=AT, crowded=True)
