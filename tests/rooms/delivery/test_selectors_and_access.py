"""What may be asked, and by whom; what a candidate, a proctor and a stranger find."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from sembilan.delivery import access, selectors, services
from sembilan.delivery.models import Answer, Attempt, PackageBody, Pin, RosterEntry, Seat, Session
from sembilan.delivery.rules import Entry, Trouble
from sembilan.delivery.services.attempts import close_attempt
from sembilan.kit import scope
from sembilan.tenancy.errors import NotAllowed
from sembilan.tenancy.rules import SYSTEM, Actor
from tests import cast, making
from tests.cast import AT

MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("who", "seen", "conducts", "full_nip"),
    [
        ("pras", True, True, True),
        ("evi", True, True, False),
        ("agus", True, False, False),
        ("nina", True, True, False),
        ("siska", False, False, False),
        ("komar", False, False, False),
        ("orang_lain", False, False, False),
    ],
)
def test_can_and_visible_to_agree(
    session: Session, agencies: cast.Agencies, who: str, seen: bool, conducts: bool, full_nip: bool
) -> None:
    actor = cast.actor(cast.make_user(who, agencies))
    assert access.can(actor, "view", session) is seen
    assert access.visible_to(actor).filter(pk=session.pk).exists() is seen
    assert (selectors.session(session.uuid, actor=actor) is not None) is seen
    assert access.can(actor, "conduct", session) is conducts
    assert access.can(actor, "read_nip", session) is full_nip


def start(session: Session, actor: Actor) -> None:
    """The start is all that he did: somebody else had let a person in."""
    services.confirm_identity(session.entries.all()[0], "ktp", actor=SYSTEM, at=AT)
    services.start_session(session, actor=actor, at=AT)


ACTS: dict[str, Callable[[Session, Actor], object]] = {
    "starts it": start,
    "checks in": lambda session, actor: services.confirm_identity(session.entries.all()[0], "ktp", actor=actor, at=AT),
    "issues a PIN": lambda session, actor: making.make_pin(session.entries.all()[0], actor=actor),
    "notes an absence": lambda session, actor: services.mark_absent(session.entries.all()[0], "sakit", actor=actor, at=AT),
    "writes an incident": lambda session, actor: services.report_incident(session, "pc", "layar mati", actor=actor, at=AT),
    "pauses": lambda session, actor: services.pause(making.make_sitting(session), "sakit", actor=actor, at=AT),
    "closes it": lambda session, actor: services.close_session(session, actor=actor, at=AT),
}


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_whole_nips_of_a_closed_session_are_for_who_acted_in_it(
    session: Session, agencies: cast.Agencies, proctor: Actor, act: Callable[[Session, Actor], object]
) -> None:
    later = replace(proctor, uuid=uuid.uuid4())  # of the same name and node
    act(session, proctor)
    assert access.can(later, "read_nip", session)
    if Session.objects.get(pk=session.pk).state != Session.State.CLOSED:
        services.close_session(session, actor=SYSTEM, at=AT + MINUTE)
    session.refresh_from_db()
    assert access.can(proctor, "read_nip", session)
    assert not access.can(later, "read_nip", session)
    with pytest.raises(NotAllowed):
        services.reveal_nips(session, actor=later, at=AT + MINUTE)


def test_a_session_becomes_nobody_s_own_by_what_is_written_after_its_end(session: Session, proctor: Actor) -> None:
    closed = services.close_session(session, actor=SYSTEM, at=AT)
    services.report_incident(closed, "pc", "layar mati", actor=proctor, at=AT + MINUTE)
    assert not access.can(proctor, "read_nip", closed)


def test_whole_nips_wait_until_check_in_is_opened(session: Session, proctor: Actor) -> None:
    Session.objects.filter(pk=session.pk).update(state=Session.State.PLANNED)
    session.refresh_from_db()
    assert not access.can(proctor, "read_nip", session)


def test_a_person_is_found_by_number_nip_or_name_and_by_nothing_less(session: Session) -> None:
    wanted = RosterEntry.objects.get(ref=uuid.UUID(int=1))
    for text in (" 001-0001 ", "peserta 1", wanted.nip, f"{wanted.nip[:8]} {wanted.nip[8:14]} {wanted.nip[14]} {wanted.nip[15:]}"):
        assert selectors.find_entries(session, text) == [wanted]
    for text in ("", "001", "1 p", wanted.nip[:10]):
        assert selectors.find_entries(session, text) == []


def test_the_board_puts_trouble_first_and_shows_no_answer(session: Session) -> None:
    making.make_sitting(session, 1)
    healthy = making.make_sitting(session, 2, at=AT + 5 * MINUTE)
    services.record_answers(healthy, [Entry(healthy.last_seq + 1, "answer", "S1-1", "A", 1)], at=AT + 5 * MINUTE)
    lines = selectors.board(session, at=AT + 5.5 * MINUTE)
    assert [(line.entry.name, line.trouble) for line in lines] == [("Peserta 1", Trouble.SILENT), ("Peserta 2", None)]
    assert (lines[1].answered, lines[1].total, lines[1].section, lines[1].sections) == (1, 11, 1, 2)
    assert lines[1].remaining_ms == 9.5 * 60_000


def test_whoever_is_checked_in_has_time_to_enter_before_he_counts_as_trouble(agencies: cast.Agencies) -> None:
    making.make_package("UJI-1")
    session = making.make_session(agencies.lampung.path, 2)
    first, second = RosterEntry.objects.order_by("participant_number")
    making.make_pin(first, at=AT)
    services.start_session(session, actor=SYSTEM, at=AT + 20 * MINUTE)
    making.make_pin(second, seed=2, at=AT)  # expected, not yet at the desk when the session began
    session.refresh_from_db()

    def troubled(minutes: float) -> list[str]:
        return [line.entry.name for line in selectors.board(session, at=AT + minutes * MINUTE) if line.trouble]

    assert troubled(19) == troubled(25) == []
    assert troubled(25.1) == ["Peserta 1", "Peserta 2"]
    services.issue_pin(first, reason="PC rusak", actor=SYSTEM, at=AT + 26 * MINUTE)
    assert troubled(30) == ["Peserta 2"]


def test_the_board_asks_two_questions_whatever_its_length(session: Session, django_assert_num_queries) -> None:
    with django_assert_num_queries(2):
        selectors.board(session, at=AT)


def test_before_closing_everybody_stands_in_one_list(agencies: cast.Agencies) -> None:
    making.make_package("UJI-1")
    session = making.make_session(agencies.lampung.path, 5)
    done = making.make_sitting(session, 1)
    services.finish_section(done, at=AT)
    services.hand_in(services.begin_section(done, at=AT), at=AT)
    making.make_sitting(session, 2)
    making.make_pin(RosterEntry.objects.get(ref=uuid.UUID(int=3)))
    timed_out = making.make_sitting(session, 4)
    close_attempt(timed_out, Attempt.State.EXPIRED, AT)

    def names() -> list[list[str]]:
        return [[line.entry.name for line in group] for group in vars(selectors.closing(session, at=AT)).values()]

    assert names() == [["Peserta 1"], ["Peserta 4"], [], ["Peserta 2"], ["Peserta 3"], ["Peserta 5"]]
    session = services.close_session(session, actor=SYSTEM, at=AT + MINUTE)
    assert names() == [["Peserta 1"], ["Peserta 4"], ["Peserta 2"], [], ["Peserta 3"], ["Peserta 5"]]
    assert selectors.ends_of([session.uuid]) == selectors.Ends(handed_in=1, expired=1, cut_off=1, never_began=1)
    counted = selectors.sessions(actor=SYSTEM).get(uuid=session.uuid)
    assert (counted.handed_in, counted.expired, counted.cut_off) == (1, 1, 1)


def test_another_pc_finds_answers_flags_and_the_last_item_in_the_journal(session: Session) -> None:
    attempt = making.make_sitting(session)
    rows = [
        ("answer", "S1-1", "A"), ("visit", "S1-2", None), ("answer", "S1-2", "B"), ("flag", "S1-2", True), ("flag", "S1-1", True),
        ("flag", "S1-1", False), ("answer", "S1-2", None), ("visit", "S1-3", None),
    ]  # fmt: skip
    batch = [Entry(attempt.last_seq + index, kind, item, value, 1) for index, (kind, item, value) in enumerate(rows, 1)]
    assert services.record_answers(attempt, batch, at=AT).refusal is None
    attempt = Attempt.objects.get(pk=attempt.pk)
    place = selectors.place_in_section(attempt)
    assert place == selectors.Place({"S1-1": "A"}, ["S1-2"], {"S1-1": AT, "S1-2": AT}, "S1-3")
    assert list(place.saved) == ["S1-1", "S1-2"]  # the one spoken of last stands last
    assert selectors.answered_by_section(attempt) == {0: 1}


def test_evidence_holds_last_values_what_was_reached_and_the_time_that_counted(session: Session) -> None:
    attempt = making.make_sitting(session)
    rows = [
        ("visit", "S1-1", None),
        ("answer", "S1-1", "A"),
        ("answer", "S1-1", "B"),
        ("visit", "S1-2", None),
        ("answer", "S1-3", None),
    ]
    batch = [Entry(attempt.last_seq + index, kind, item, value, 1) for index, (kind, item, value) in enumerate(rows, 1)]
    services.record_answers(attempt, batch, at=AT)
    services.report_incident(session, "pc", "layar mati", entry=attempt.entry, actor=SYSTEM, at=AT)
    services.close_session(session, actor=SYSTEM, at=AT + 3 * MINUTE, rng=np.random.default_rng(1))
    (one,) = selectors.evidence(session.uuid)  # who never began left no evidence
    assert (one.ref, one.package, one.state, one.seconds, one.incidents) == (attempt.ref, "UJI-1", "expired", 180.0, 1)
    assert one.responses == {"S1-1": "B", "S1-3": None}
    assert one.reached == {"S1-1", "S1-2", "S1-3"}


# --- row-level security itself


def test_an_agency_reads_no_answer_and_no_item(session: Session, agencies: cast.Agencies) -> None:
    attempt = making.make_sitting(session)
    services.record_answers(attempt, [Entry(attempt.last_seq + 1, "answer", "S1-1", "A", 1)], at=AT)
    with scope.carried(scope=[agencies.lampung.path]):
        assert Attempt.objects.count() == 2
        assert Answer.objects.count() == 0
        assert PackageBody.objects.count() == 0
        assert selectors.evidence(session.uuid)[0].responses == {}


def test_a_stranger_finds_nothing_of_the_hall(session: Session, agencies: cast.Agencies) -> None:
    making.make_sitting(session)
    with scope.carried(scope=[agencies.elsewhere.path]):
        for model in (Session, Seat, RosterEntry, Attempt, Pin, Answer, PackageBody):
            assert model.objects.count() == 0, model


def test_a_candidate_reads_his_own_session_seat_and_package_and_nobody_elses(session: Session, agencies: cast.Agencies) -> None:
    making.make_package("LAIN")
    other_path = agencies.elsewhere.path
    making.make_session(other_path, roster=[making.roster_line(9, other_path, package="LAIN")])
    attempt = making.make_sitting(session)
    with scope.carried(candidate=attempt.ref):
        assert [entry.name for entry in RosterEntry.objects.all()] == ["Peserta 1"]
        assert Session.objects.get() == session
        assert Seat.objects.get().label == "01"
        assert PackageBody.objects.get().package_id == attempt.entry.package_id
        assert Attempt.objects.get().ref == attempt.ref
        assert Pin.objects.count() == 1
        assert set(Answer.objects.values_list("ref", flat=True)) == {attempt.ref}


def test_no_candidate_carried_means_no_row(session: Session) -> None:
    making.make_sitting(session)
    with scope.carried():
        for model in (Session, Seat, RosterEntry, Attempt, Pin, Answer, PackageBody):
            assert model.objects.count() == 0, model
        assert selectors.candidate_ref("001-0001") == uuid.UUID(int=1)
        assert selectors.candidate_ref("001-%") is None
        assert Session.objects.count() == 0  # the look-up left no scope behind


def test_an_actor_without_a_role_sees_no_session(session: Session) -> None:
    nobody: Actor = cast.stranger()
    assert not selectors.sessions(actor=nobody)
