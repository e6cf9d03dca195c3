"""Verbs of a sitting.

The candidate's acts (enter, accept_notices, begin_section, record_answers, finish_section, hand_in, heartbeat) take his attempt and
the lease of his browser; the journal row is their witness, chained by hash within the attempt. Everybody else acts as an actor,
with a witness in audit. Every service locks the attempt row first: whatever comes twice or at once is judged one after the other.

Time that is over is noticed at each contact (`_settle`) and when a session is closed; no clock runs in the background.
"""

from __future__ import annotations

import json
import secrets
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Protocol

from django.conf import settings
from django.db import connection, transaction
from numpy.random import Generator

from sembilan.audit.services import note_reading, witness
from sembilan.delivery import chain, package
from sembilan.delivery.access import can, may_at
from sembilan.delivery.errors import (
    AlreadyCheckedIn,
    AttemptClosed,
    AttemptPaused,
    LeaseLost,
    NotCheckedIn,
    NoticesMissing,
    NotPaused,
    NotRunning,
    NumberUnknown,
    PackageChanged,
    PackageUnknown,
    PinExpired,
    PinIssuingClosed,
    PinLocked,
    PinMissing,
    PinUsed,
    PinWrong,
    ReasonMissing,
    SeatTaken,
    SeatUnknown,
    SectionNotOpen,
    SectionsLeft,
    SessionNotStarted,
    SessionStateWrong,
)
from sembilan.delivery.events import AttemptSubmitted, CheckedIn, SessionClosed
from sembilan.delivery.models import Answer, Attempt, Incident, PackageBody, Pin, RosterEntry, SealedPackage, Seat, Session
from sembilan.delivery.models import CheckIn as CheckInRow
from sembilan.delivery.rules import (
    BROWSER_KINDS,
    PIN_DIGITS,
    PIN_TRIES,
    Entry,
    Sitting,
    Verdict,
    canonical_value,
    is_over,
    judge_answer,
    milliseconds,
    pin_expiry,
    pin_may_be_issued,
    remaining_ms,
    used_ms,
)
from sembilan.delivery.selectors import Form, candidate_ref, form_of
from sembilan.kit import scope
from sembilan.kit.errors import RuleBroken
from sembilan.kit.events import publish
from sembilan.ledger.services import append
from sembilan.tenancy.access import require
from sembilan.tenancy.rules import Actor

# --- packages and sessions --------------------------------------------------------------------------------------------


def receive_package(code: str, body: dict[str, Any], evidence: str, *, at: datetime) -> SealedPackage:
    """Take a sealed package in; the same body twice is one package. Raises PackageInvalid, PackageChanged.

    Its witness is the ledger leaf of whoever sealed it.
    """
    package.validate(body)
    hash_ = package.package_hash(body)
    known = SealedPackage.objects.filter(code=code).first()
    if known is not None:
        if known.hash != hash_:
            raise PackageChanged(code=code)
        return known
    made = SealedPackage.objects.create(
        code=code, name=body["name"], hash=hash_, outline=package.outline(body), evidence=evidence, sealed_at=at
    )
    PackageBody.objects.create(package=made, body=body)
    return made


@dataclass(frozen=True)
class RosterLine:
    """One person expected at a session. `room` and `seat` name a seat of the session; empty seats are given at check-in."""

    ref: uuid.UUID
    name: str
    nip: str
    unit: str
    participant_number: str
    package: str
    path: str
    extra_time_percent: int = 0
    large_text: bool = False
    room: str = ""
    seat: str = ""


def seat_labels(count: int) -> list[str]:
    """The labels of a room's seats: 01, 02, ... (three digits from a hundred seats on)."""
    width = max(2, len(str(count)))
    return [f"{number:0{width}d}" for number in range(1, count + 1)]


@transaction.atomic
def create_session(
    title: str,
    place: str,
    path: str,
    starts_at: datetime,
    pin_closes_minutes: int,
    *,
    rooms: Sequence[dict[str, Any]],
    roster: Sequence[RosterLine],
    actor: Actor,
    at: datetime,
) -> Session:
    """A planned session with its seats, roster and one waiting attempt a person (so that a start makes no rush of inserts).

    Raises NotAllowed, PackageUnknown, SeatUnknown, SeatTaken.
    """
    require(may_at(actor, "prepare", path))
    made = Session.objects.create(title=title, place=place, path=path, starts_at=starts_at, pin_closes_minutes=pin_closes_minutes)
    seats = {
        (seat.room, seat.label): seat
        for seat in Seat.objects.bulk_create(
            Seat(session=made, room=room["room"], label=label, path=path) for room in rooms for label in seat_labels(room["seats"])
        )
    }
    sealed = {one.code: one for one in SealedPackage.objects.filter(code__in={line.package for line in roster})}
    taken: set[tuple[str, str]] = set()
    entries = RosterEntry.objects.bulk_create([_roster_entry(made, line, seats, sealed, taken) for line in roster])
    Attempt.objects.bulk_create(Attempt(entry=entry, ref=entry.ref, path=entry.path) for entry in entries)
    witness("delivery.create_session", made, actor=actor, at=at, path=path, seats=len(seats), expected=len(entries))
    return made


def _roster_entry(
    made: Session,
    line: RosterLine,
    seats: dict[tuple[str, str], Seat],
    sealed: dict[str, SealedPackage],
    taken: set[tuple[str, str]],
) -> RosterEntry:
    if line.package not in sealed:
        raise PackageUnknown(code=line.package)
    wanted = (line.room, line.seat)
    if line.seat:
        if wanted not in seats:
            raise SeatUnknown(seat=f"{line.room} {line.seat}")
        if wanted in taken:
            raise SeatTaken(seat=f"{line.room} {line.seat}")
        taken.add(wanted)
    return RosterEntry(
        session=made,
        ref=line.ref,
        name=line.name,
        nip=line.nip,
        unit=line.unit,
        participant_number=line.participant_number.upper(),
        seat=seats.get(wanted),
        package=sealed[line.package],
        extra_time_percent=line.extra_time_percent,
        large_text=line.large_text,
        path=line.path,
    )


def open_check_in(session: Session, *, actor: Actor, at: datetime) -> Session:
    """Raises NotAllowed, SessionStateWrong."""
    return _move(session, [Session.State.PLANNED], Session.State.CHECK_IN, "delivery.open_check_in", actor=actor, at=at)


def start_session(session: Session, *, actor: Actor, at: datetime) -> Session:
    """Begin: from now on candidates may open their first section. A person starts it, never the clock."""
    return _move(
        session, [Session.State.CHECK_IN], Session.State.RUNNING, "delivery.start_session", actor=actor, at=at, opened_at=at
    )


def _move(
    session: Session, since: list[str], state: Session.State, action: str, *, actor: Actor, at: datetime, **changes: Any
) -> Session:
    require(can(actor, "conduct", session))
    with transaction.atomic():
        locked = _locked_session(session, since)
        locked.state = state
        for name, value in changes.items():
            setattr(locked, name, value)
        locked.save(update_fields=["state", *changes])
        witness(action, locked, actor=actor, at=at, path=locked.path)
    return locked


def _locked_session(session: Session, allowed: Iterable[str]) -> Session:
    locked = Session.objects.select_for_update().get(pk=session.pk)
    if locked.state not in allowed:
        raise SessionStateWrong(state=locked.get_state_display())
    return locked


OPEN = (Session.State.CHECK_IN, Session.State.RUNNING)

# --- check-in and PIN -------------------------------------------------------------------------------------------------


@transaction.atomic
def confirm_identity(entry: RosterEntry, document: str, *, actor: Actor, at: datetime) -> CheckInRow:
    """The proctor has compared a face with a document. Raises NotAllowed, SessionStateWrong, AlreadyCheckedIn."""
    require(can(actor, "conduct", entry.session))
    _locked_session(entry.session, OPEN)
    if CheckInRow.objects.filter(entry=entry).exists():
        raise AlreadyCheckedIn
    row = CheckInRow.objects.create(entry=entry, at=at, by=actor.label, document=document, path=entry.path)
    if entry.absence_reason:
        RosterEntry.objects.filter(pk=entry.pk).update(absence_reason="")
    witness("delivery.confirm_identity", row, actor=actor, at=at, path=entry.path, ref=str(entry.ref), document=document)
    publish(CheckedIn(entry.session.uuid, entry.ref, at))
    return row


@transaction.atomic
def reveal_nip(entry: RosterEntry, *, actor: Actor, at: datetime) -> str:
    """The whole NIP, for the proctor who compares it with a document; noted as a reading. Raises NotAllowed, SessionStateWrong."""
    require(can(actor, "read_nip", entry.session))
    if entry.session.state not in OPEN:
        raise SessionStateWrong(state=entry.session.get_state_display())
    why = "Mencocokkan identitas saat registrasi ulang"
    note_reading("delivery.check_in", actor=actor, at=at, why=why, path=entry.path, subject=entry.ref)
    return entry.nip


@transaction.atomic
def issue_pin(entry: RosterEntry, *, actor: Actor, at: datetime, rng: Generator | None = None) -> str:
    """Six digits, shown once; only their HMAC is kept. A new PIN ends the former one.

    A first PIN closes before the start (`pin_closes_minutes`); one that replaces another (other PC, locked, expired) may be issued
    until the session is closed. `rng` is for tests and simulations; without it the digits come from the operating system.
    Raises NotAllowed, SessionStateWrong, NotCheckedIn, PinIssuingClosed, AttemptClosed.
    """
    require(can(actor, "conduct", entry.session))
    session = _locked_session(entry.session, OPEN)
    if not CheckInRow.objects.filter(entry=entry).exists():
        raise NotCheckedIn
    attempt = Attempt.objects.select_for_update().get(entry=entry)
    if attempt.is_closed:
        raise AttemptClosed
    replaces = Pin.objects.filter(entry=entry).exists()
    if not pin_may_be_issued(session.starts_at, session.pin_closes_minutes, replaces=replaces, at=at):
        raise PinIssuingClosed(minutes=session.pin_closes_minutes)
    Pin.objects.filter(entry=entry, ended_at=None).update(ended_at=at)
    drawn = int(rng.integers(10**PIN_DIGITS)) if rng is not None else secrets.randbelow(10**PIN_DIGITS)
    pin = f"{drawn:0{PIN_DIGITS}d}"
    digest = chain.pin_digest(chain.pin_key(settings.SECRET_KEY), entry.pk, pin)
    row = Pin.objects.create(
        entry=entry, digest=digest, issued_at=at, expires_at=pin_expiry(session.starts_at, at), path=entry.path
    )
    witness("delivery.issue_pin", row, actor=actor, at=at, path=entry.path, ref=str(entry.ref), replaces=replaces)
    return pin


@transaction.atomic
def move_seat(entry: RosterEntry, room: str, label: str, *, actor: Actor, at: datetime) -> RosterEntry:
    """Give a person another seat. Raises NotAllowed, SeatUnknown, SeatTaken."""
    require(can(actor, "conduct", entry.session))
    _locked_session(entry.session, OPEN)
    seat = Seat.objects.filter(session=entry.session, room=room, label=label).first()
    if seat is None:
        raise SeatUnknown(seat=f"{room} {label}")
    if seat.entries.exclude(pk=entry.pk).exists():
        raise SeatTaken(seat=f"{room} {label}")
    entry.seat = seat
    entry.save(update_fields=["seat"])
    witness("delivery.move_seat", entry, actor=actor, at=at, path=entry.path, ref=str(entry.ref), seat=f"{room} {label}")
    return entry


@transaction.atomic
def mark_absent(entry: RosterEntry, reason: str, *, actor: Actor, at: datetime) -> None:
    """Raises NotAllowed, ReasonMissing, AlreadyCheckedIn."""
    require(can(actor, "conduct", entry.session))
    _locked_session(entry.session, OPEN)
    reason = _reason(reason)
    if CheckInRow.objects.filter(entry=entry).exists():
        raise AlreadyCheckedIn
    entry.absence_reason = reason
    entry.save(update_fields=["absence_reason"])
    witness("delivery.mark_absent", entry, actor=actor, at=at, path=entry.path, ref=str(entry.ref))


def enter(number: str, pin: str, *, at: datetime) -> Attempt:
    """Number and PIN for a seat. The lease rises: an older browser of the same attempt may write no more.

    Raises NumberUnknown, PinMissing, PinUsed, PinLocked, PinExpired, PinWrong, AttemptClosed. A wrong PIN counts as a try: it is
    written before the error is raised, so the caller must let its transaction commit.
    """
    ref = candidate_ref(number)
    if ref is None:
        raise NumberUnknown
    with scope.carried(candidate=ref):
        outcome = _try_pin(ref, "".join(pin.split()), at)
    if isinstance(outcome, RuleBroken):
        raise outcome
    return outcome


def _try_pin(ref: uuid.UUID, typed: str, at: datetime) -> Attempt | RuleBroken:
    attempt = _locked(ref)
    pin = Pin.objects.select_for_update().filter(entry_id=attempt.entry_id, ended_at=None).order_by("-issued_at", "-pk").first()
    if attempt.is_closed:
        return AttemptClosed()
    if pin is None:
        return PinMissing()
    if pin.used_at is not None:
        return PinUsed()
    if pin.tries >= PIN_TRIES:
        return PinLocked()
    if pin.expires_at <= at:
        return PinExpired()
    if not chain.same_digest(bytes(pin.digest), chain.pin_digest(chain.pin_key(settings.SECRET_KEY), attempt.entry_id, typed)):
        pin.tries += 1
        pin.save(update_fields=["tries"])
        return PinWrong(left=PIN_TRIES - pin.tries) if pin.tries < PIN_TRIES else PinLocked()
    pin.used_at = at
    pin.save(update_fields=["used_at"])
    attempt.lease += 1
    attempt.heard_at = at
    attempt.save(update_fields=["lease", "heard_at"])
    return attempt


# --- the candidate's sitting ------------------------------------------------------------------------------------------


class Seated(Protocol):
    """Who sits: an attempt, or what a browser keeps of it between two requests."""

    @property
    def ref(self) -> uuid.UUID: ...

    @property
    def lease(self) -> int: ...


@dataclass(frozen=True)
class Receipt:
    """What the server holds after a batch. All up to `last_seq` is acknowledged; `refusal` is why `refused` was not taken."""

    last_seq: int
    written: int
    answered: int
    state: str
    section: int
    remaining_ms: int | None
    refusal: RuleBroken | None = None
    refused: int | None = None


@transaction.atomic
def accept_notices(attempt: Seated, *, at: datetime, lease: int | None = None) -> Attempt:
    """Privacy notice read and honesty statement made; journaled with the hash of the package that holds both texts."""
    row = _open(attempt, lease, at)
    if row.noticed_at is None:
        row.noticed_at = at
        _journal(row, [_own_line(row, "notice", {"package": row.entry.package.hash})], at)
        _save(row, "noticed_at")
    return row


@transaction.atomic
def begin_section(attempt: Seated, *, at: datetime, lease: int | None = None) -> Attempt:
    """Start the clock of the next section; a second call changes nothing. Raises NoticesMissing, SectionNotOpen."""
    row = _open(attempt, lease, at)
    if row.noticed_at is None:
        raise NoticesMissing
    if row.section >= len(row.entry.package.outline):
        raise SectionNotOpen
    if row.section_started_at is None:
        row.state = Attempt.State.RUNNING
        row.started_at = row.started_at or at
        row.section_started_at, row.credit_ms = at, 0
        _journal(row, [_own_line(row, "event", "section_begun")], at)
        _save(row, "state", "started_at", "section_started_at", "credit_ms")
    return row


@transaction.atomic
def record_answers(attempt: Seated, batch: Sequence[Entry], *, at: datetime) -> Receipt:
    """Judge a batch entry by entry, in order of its numbers, and write what is new by one INSERT.

    Numbers must be contiguous (last_seq + 1, + 2, ...): a journal without gaps is what "everything up to n is safe" means, and a
    missing number shows a lost request at once instead of at scoring. The first refused entry ends the batch; what stood before it
    is kept, and the receipt says both. Raises nothing for a refused entry. Nothing here assumes a length.

    The receipt holds once this transaction is committed. config.middleware.ScopedTransaction wraps the whole view, and the response
    leaves after its commit: a commit that fails gives no acknowledgement.
    """
    row = _locked(attempt.ref)
    _settle(row, at)
    form = form_of(row.entry.package)
    entries = [_canonical(one, form) for one in sorted(batch, key=lambda one: one.seq)]
    state = _sitting(row, form, entries)
    stored = dict(state.stored)
    fresh: list[Entry] = []
    refusal, refused = None, None
    for one in entries:
        verdict = judge_answer(state, one, at)
        if isinstance(verdict, RuleBroken):
            refusal, refused = verdict, one.seq
            break
        if verdict is Verdict.ACCEPT:
            fresh.append(one)
            stored[one.seq] = one.content
            state = replace(state, last_seq=one.seq, stored=stored)
    if fresh:
        row.answered += _newly_answered(row, fresh)
        _journal(row, fresh, at)
    if not isinstance(refusal, LeaseLost):
        row.heard_at = at
    _save(row, "answered", "heard_at")
    return _receipt(row, len(fresh), refusal, refused, at)


@transaction.atomic
def heartbeat(attempt: Seated, *, at: datetime, lease: int | None = None) -> Receipt:
    """The browser is alive. Raises LeaseLost."""
    row = _locked(attempt.ref)
    _check_lease(row, attempt, lease)
    _settle(row, at)
    row.heard_at = at
    _save(row, "heard_at")
    return _receipt(row, 0, None, None, at)


@transaction.atomic
def finish_section(attempt: Seated, *, at: datetime, lease: int | None = None, number: int | None = None) -> Attempt:
    """The candidate ends the section being sat and cannot return to it. `number` (index from 0), when given, names the section he
    means: where it has ended already the call changes nothing. Raises SectionNotOpen."""
    row = _open(attempt, lease, at)
    if number is not None and number < row.section:
        return row
    if row.section_started_at is None:
        raise SectionNotOpen
    _journal(row, [_own_line(row, "event", "section_finished")], at)
    _end_section(row, at)
    _save(row, *_SECTION_FIELDS)
    return row


@transaction.atomic
def hand_in(attempt: Seated, *, at: datetime, lease: int | None = None) -> Attempt:
    """The candidate hands in; once more gives the same code. Raises SectionsLeft while a section was never opened."""
    row = _locked(attempt.ref)
    _check_lease(row, attempt, lease)
    _settle(row, at)
    if row.is_closed:
        return row
    _may_go_on(row)
    last = len(row.entry.package.outline) - 1
    if row.section < last or (row.section == last and row.section_started_at is None):
        raise SectionsLeft
    _journal(row, [_own_line(row, "event", "handed_in")], at)
    if row.section_started_at is not None:
        _end_section(row, at)
    _close(row, Attempt.State.SUBMITTED, at)
    return row


_SECTION_FIELDS = ("state", "section", "section_started_at", "credit_ms", "used_ms", "paused_at", "submitted_at", "hand_in_code")


def _locked(ref: uuid.UUID) -> Attempt:
    return Attempt.objects.select_for_update(of=("self",)).select_related("entry__session", "entry__package").get(ref=ref)


def _open(attempt: Seated, lease: int | None, at: datetime) -> Attempt:
    """The locked attempt, if this browser may go on with it."""
    row = _locked(attempt.ref)
    _check_lease(row, attempt, lease)
    _settle(row, at)
    _may_go_on(row)
    return row


def _check_lease(row: Attempt, attempt: Seated, lease: int | None) -> None:
    if row.lease != (attempt.lease if lease is None else lease):
        raise LeaseLost


def _may_go_on(row: Attempt) -> None:
    if row.is_closed:
        raise AttemptClosed
    if row.state == Attempt.State.PAUSED:
        raise AttemptPaused
    if row.entry.session.state != Session.State.RUNNING:
        raise SessionNotStarted


def _settle(row: Attempt, at: datetime) -> bool:
    """End the section whose time is over, and the attempt with the last one. Whether anything changed."""
    clock = row.clock
    if row.is_closed or clock is None or not is_over(clock, at):
        return False
    _end_section(row, clock.deadline)
    if row.section >= len(row.entry.package.outline):
        _close(row, Attempt.State.EXPIRED, clock.deadline)
    else:
        _save(row, *_SECTION_FIELDS)
    return True


def _end_section(row: Attempt, at: datetime) -> None:
    clock = row.clock
    if clock is not None:
        row.used_ms += used_ms(clock, at)
    row.section += 1
    row.section_started_at, row.paused_at, row.credit_ms = None, None, 0


def _close(row: Attempt, state: Attempt.State, at: datetime) -> None:
    row.state, row.submitted_at, row.paused_at = state, at, None
    row.hand_in_code = chain.hand_in_code(row.uuid, bytes(row.chain))
    _save(row, *_SECTION_FIELDS)
    publish(AttemptSubmitted(row.entry.session.uuid, row.ref, at, state == Attempt.State.EXPIRED))


def _save(row: Attempt, *fields: str) -> None:
    row.save(update_fields=[*fields, "last_seq", "chain"])


def _canonical(one: Entry, form: Form) -> Entry:
    face = form.faces.get(one.item)
    if one.kind not in BROWSER_KINDS:
        return replace(one, kind="")
    return replace(one, value=canonical_value(face.type, one.value)) if face and one.kind == "answer" else one


def _sitting(row: Attempt, form: Form, entries: Sequence[Entry]) -> Sitting:
    again = [one.seq for one in entries if one.seq <= row.last_seq]
    rows = Answer.objects.filter(attempt=row, seq__in=again).values_list("seq", "kind", "item", "value") if again else ()
    clock = row.clock
    return Sitting(
        state=row.state,
        lease=row.lease,
        section=row.section,
        deadline=clock.deadline if clock else None,
        last_seq=row.last_seq,
        items=form.faces,
        stored={seq: (kind, item, value) for seq, kind, item, value in rows},
    )


def _newly_answered(row: Attempt, fresh: Sequence[Entry]) -> int:
    """How many more items hold an answer after these entries; negative where answers were withdrawn."""
    after = {one.item: one.value is not None for one in fresh if one.kind == "answer"}
    if not after:
        return 0
    latest = Answer.objects.filter(attempt=row, kind="answer", item__in=after).order_by("item", "-seq").distinct("item")
    before = {item: value is not None for item, value in latest.values_list("item", "value")}
    return sum(after.values()) - sum(before.values())


def _own_line(row: Attempt, kind: str, value: Any) -> Entry:
    return Entry(row.last_seq + 1, kind, "", value, row.lease)


_INSERT_LINES = """
INSERT INTO delivery_answer (attempt_id, ref, section, at, seq, kind, item, value, client_ms, lease)
SELECT %s, %s, %s, %s, seq, kind, item, value, client_ms, lease
FROM jsonb_to_recordset(%s::jsonb)
    AS given (seq int, kind text, item text, value jsonb, client_ms bigint, lease int)
"""
"""A whole batch as one parameter: a tenth of the time that a row object an answer would take."""


def _journal(row: Attempt, entries: Sequence[Entry], at: datetime) -> None:
    """Append to the journal by one INSERT and move the chain on. The caller saves the attempt."""
    lines = []
    linked = bytes(row.chain)
    for one in entries:
        fields: dict[str, Any] = {
            "seq": one.seq, "kind": one.kind, "item": one.item, "value": one.value, "client_ms": one.client_ms, "lease": one.lease,
        }  # fmt: skip
        linked = chain.link(linked, chain.canonical_row(**fields, section=row.section, at=at))
        lines.append(fields)
    with connection.cursor() as cursor:
        cursor.execute(_INSERT_LINES, [row.pk, row.ref, row.section, at, json.dumps(lines, ensure_ascii=False)])
    row.last_seq, row.chain = entries[-1].seq, linked


def _receipt(row: Attempt, written: int, refusal: RuleBroken | None, refused: int | None, at: datetime) -> Receipt:
    clock = row.clock
    left = remaining_ms(clock, at) if clock and not row.is_closed else None
    return Receipt(row.last_seq, written, row.answered, row.state, row.section, left, refusal, refused)


# --- pauses, credits, incidents, end ----------------------------------------------------------------------------------


@transaction.atomic
def pause(attempt: Attempt, reason: str, *, actor: Actor, at: datetime) -> Attempt:
    """Stop one person's clock. Raises NotAllowed, ReasonMissing, NotRunning."""
    require(can(actor, "conduct", attempt.entry.session))
    reason = _reason(reason)
    row = _locked(attempt.ref)
    _settle(row, at)
    if not _pause(row, at):
        raise NotRunning
    _time_incident(row, f"Dijeda: {reason}", actor=actor, at=at)
    witness("delivery.pause", row, actor=actor, at=at, path=row.path, reason=reason)
    return row


@transaction.atomic
def resume(attempt: Attempt, *, actor: Actor, at: datetime) -> Attempt:
    """Go on; the pause is credited in full. Raises NotAllowed, NotPaused."""
    require(can(actor, "conduct", attempt.entry.session))
    row = _locked(attempt.ref)
    credited = _resume(row, at)
    if credited is None:
        raise NotPaused
    witness("delivery.resume", row, actor=actor, at=at, path=row.path, credit_ms=credited)
    return row


@transaction.atomic
def pause_session(session: Session, reason: str, *, actor: Actor, at: datetime) -> int:
    """Stop every running clock of the session (power, network). Returns how many."""
    require(can(actor, "conduct", session))
    reason = _reason(reason)
    locked = _locked_session(session, [Session.State.RUNNING])
    stopped = sum(_pause(row, at) for row in _settled(locked, at))
    _incident(locked, None, Incident.Kind.TIME, f"Seluruh sesi dijeda: {reason}", actor=actor, at=at)
    witness("delivery.pause_session", locked, actor=actor, at=at, path=locked.path, reason=reason, stopped=stopped)
    return stopped


@transaction.atomic
def resume_session(session: Session, *, actor: Actor, at: datetime) -> int:
    """Every paused attempt goes on, each with its own pause credited. Returns how many."""
    require(can(actor, "conduct", session))
    locked = _locked_session(session, [Session.State.RUNNING])
    resumed = sum(_resume(row, at) is not None for row in _attempts(locked))
    witness("delivery.resume_session", locked, actor=actor, at=at, path=locked.path, resumed=resumed)
    return resumed


@transaction.atomic
def credit_time(attempt: Attempt, minutes: int, reason: str, *, actor: Actor, at: datetime) -> Attempt:
    """Give time back in the section being sat. Raises NotAllowed, ReasonMissing, NotRunning."""
    require(can(actor, "conduct", attempt.entry.session))
    reason = _reason(reason)
    row = _locked(attempt.ref)
    _settle(row, at)
    if row.is_closed or row.section_started_at is None:
        raise NotRunning
    row.credit_ms += milliseconds(timedelta(minutes=minutes))
    _save(row, "credit_ms")
    _time_incident(row, f"Tambahan waktu {minutes} menit: {reason}", actor=actor, at=at)
    witness("delivery.credit_time", row, actor=actor, at=at, path=row.path, minutes=minutes, reason=reason)
    return row


@transaction.atomic
def report_incident(
    session: Session, kind: str, note: str, *, entry: RosterEntry | None = None, actor: Actor, at: datetime
) -> Incident:
    """Raises NotAllowed, ReasonMissing."""
    require(can(actor, "conduct", session))
    row = _incident(session, entry, Incident.Kind(kind), _reason(note), actor=actor, at=at)
    witness("delivery.report_incident", row, actor=actor, at=at, path=row.path, kind=kind)
    return row


@transaction.atomic
def expire_due(session: Session, *, at: datetime) -> int:
    """End the sections and attempts of a session whose time is over. Returns how many attempts changed. Asked for at each contact
    and at closing; it needs no actor of its own, as it writes nothing that the clock has not decided."""
    return sum(_settle(row, at) for row in _attempts(session))


@transaction.atomic
def close_session(session: Session, *, actor: Actor, at: datetime, rng: Generator | None = None) -> Session:
    """The end of a session, by a person: attempts still open end now (expired), and one ledger leaf commits to the last hash of
    every journal. Raises NotAllowed, SessionStateWrong."""
    require(can(actor, "conduct", session))
    locked = _locked_session(session, OPEN)
    rows = list(_attempts(locked))
    for row in rows:
        _settle(row, at)
        if not row.is_closed and row.lease:
            if row.section_started_at is not None:
                _end_section(row, at)
            _close(row, Attempt.State.EXPIRED, at)
    locked.state, locked.closed_at = Session.State.CLOSED, at
    locked.save(update_fields=["state", "closed_at"])
    Pin.objects.filter(entry__session=locked, ended_at=None).update(ended_at=at)
    chains = {str(row.uuid): bytes(row.chain).hex() for row in rows if row.last_seq}
    append("session", {"session": str(locked.uuid), "attempts": chains}, path=locked.path, at=at, rng=rng)
    facts = {"sat": len(chains), "expected": len(rows)}
    witness("delivery.close_session", locked, actor=actor, at=at, path=locked.path, **facts)
    publish(SessionClosed(locked.uuid, at))
    return locked


@transaction.atomic
def move_ref(ref: uuid.UUID, path: str) -> None:
    """A transfer: the path on all rows of the person. Nothing committed or chained holds a path."""
    entries = RosterEntry.objects.filter(ref=ref)
    ids = list(entries.values_list("pk", flat=True))
    CheckInRow.objects.filter(entry__in=ids).update(path=path)
    Pin.objects.filter(entry__in=ids).update(path=path)
    Incident.objects.filter(entry__in=ids).update(path=path)
    Attempt.objects.filter(ref=ref).update(path=path)
    entries.update(path=path)


def _attempts(session: Session) -> Iterable[Attempt]:
    rows = Attempt.objects.select_for_update(of=("self",)).select_related("entry__session", "entry__package")
    return rows.filter(entry__session=session).order_by("pk")


def _settled(session: Session, at: datetime) -> Iterable[Attempt]:
    for row in _attempts(session):
        _settle(row, at)
        yield row


def _pause(row: Attempt, at: datetime) -> bool:
    if row.state != Attempt.State.RUNNING:
        return False
    row.state, row.paused_at = Attempt.State.PAUSED, at
    _save(row, "state", "paused_at")
    return True


def _resume(row: Attempt, at: datetime) -> int | None:
    """The credit in milliseconds (none between sections, where no clock ran), or None where nothing was paused."""
    if row.state != Attempt.State.PAUSED or row.paused_at is None:
        return None
    credited = milliseconds(at - row.paused_at) if row.section_started_at is not None else 0
    row.credit_ms += credited
    row.state, row.paused_at = Attempt.State.RUNNING, None
    _save(row, "state", "paused_at", "credit_ms")
    return credited


def _time_incident(row: Attempt, note: str, *, actor: Actor, at: datetime) -> None:
    _incident(row.entry.session, row.entry, Incident.Kind.TIME, note, actor=actor, at=at)


def _incident(
    session: Session, entry: RosterEntry | None, kind: Incident.Kind, note: str, *, actor: Actor, at: datetime
) -> Incident:
    path = entry.path if entry else session.path
    return Incident.objects.create(session=session, entry=entry, kind=kind, note=note[:500], at=at, by=actor.label, path=path)


def _reason(text: str) -> str:
    cleaned = " ".join(text.split())
    if not cleaned:
        raise ReasonMissing
    return cleaned[:180]
