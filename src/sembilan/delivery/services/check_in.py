"""Check-in: who is there, where he sits, and the PIN by which he enters."""

from __future__ import annotations

import secrets
import uuid
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from numpy.random import Generator

from sembilan.audit.services import note_listing, note_listing_daily, note_reading, witness
from sembilan.delivery import chain
from sembilan.delivery.access import can, may_at
from sembilan.delivery.errors import (
    AlreadyCheckedIn,
    AttemptClosed,
    NotCheckedIn,
    NumberUnknown,
    PinExpired,
    PinIssuingClosed,
    PinLocked,
    PinMissing,
    PinUsed,
    PinWrong,
    SeatTaken,
    SeatUnknown,
    SessionStateWrong,
    TooManyTries,
)
from sembilan.delivery.events import CheckedIn
from sembilan.delivery.models import OPEN, Attempt, Incident, Pin, RosterEntry, Seat, Session
from sembilan.delivery.models import CheckIn as CheckInRow
from sembilan.delivery.rules import (
    PIN_DIGITS,
    PIN_TRIES,
    pin_expiry,
    pin_may_be_issued,
)
from sembilan.delivery.selectors import candidate_ref
from sembilan.delivery.services.attempts import locked_attempt
from sembilan.delivery.services.incidents import note_incident
from sembilan.delivery.services.sessions import given_reason, locked_session, require_conducting
from sembilan.kit import scope
from sembilan.kit.errors import RuleBroken
from sembilan.kit.events import publish
from sembilan.kit.said import Said
from sembilan.kit.text import gettext_noop
from sembilan.tenancy.access import require
from sembilan.tenancy.rules import Actor


@transaction.atomic
def confirm_identity(entry: RosterEntry, document: str, *, actor: Actor, at: datetime) -> CheckInRow:
    """The proctor has compared a face with a document. Raises NotAllowed, OwnEntry, SessionStateWrong, AlreadyCheckedIn."""
    require_conducting(entry, actor)
    locked_session(entry.session, OPEN)
    if CheckInRow.objects.filter(entry=entry).exists():
        raise AlreadyCheckedIn
    row = CheckInRow.objects.create(entry=entry, at=at, by=actor.label, document=document, path=entry.path)
    if entry.absence_reason:
        RosterEntry.objects.filter(pk=entry.pk).update(absence_reason="")
    witness("delivery.confirm_identity", row, actor=actor, at=at, path=entry.path, ref=str(entry.ref), document=document)
    publish(CheckedIn(entry.session.uuid, entry.ref, at))
    return row


@transaction.atomic
def admit(entry: RosterEntry, document: str, *, actor: Actor, at: datetime) -> str:
    """Identity confirmed and the first PIN at once; where none can be issued nobody is present. Raises what both raise."""
    confirm_identity(entry, document, actor=actor, at=at)
    return issue_pin(entry, actor=actor, at=at)


@transaction.atomic
def reveal_nip(entry: RosterEntry, *, actor: Actor, at: datetime) -> str:
    """The whole NIP, for the proctor who compares it with a document; noted as a reading. Raises NotAllowed, SessionStateWrong."""
    require(can(actor, "read_nip", entry.session))
    if entry.session.state not in OPEN:
        raise SessionStateWrong(state=entry.session.get_state_display())
    why = Said(gettext_noop("Mencocokkan identitas saat registrasi ulang"))
    note_reading("delivery.check_in", actor=actor, at=at, why=why, path=entry.path, subject=entry.ref)
    return entry.nip


@transaction.atomic
def reveal_nips(session: Session, *, actor: Actor, at: datetime) -> dict[int, str]:
    """Roster entry's id -> whole NIP, for the minutes its proctor signs; noted as one reading of so many. Raises NotAllowed."""
    require(can(actor, "read_nip", session))
    entries = list(session.entries.values_list("pk", "nip", "ref"))
    people = [ref for _pk, _nip, ref in entries]
    why = Said(gettext_noop("Berita acara: %(session)s"), session=session.title)
    note_listing("delivery.minutes", actor=actor, at=at, why=why, path=session.path, people=people)
    return {pk: nip for pk, nip, _ref in entries}


@transaction.atomic
def note_roster(session: Session, *, actor: Actor, at: datetime) -> None:
    """The names on a session's board, its start or its minutes were read, NIP masked: noted once a day. Raises NotAllowed."""
    require(can(actor, "view", session))
    people = list(session.entries.values_list("ref", flat=True))
    if people:
        why = Said(gettext_noop("Pelaksanaan tes: %(session)s"), session=session.title)
        note_listing_daily("delivery.roster", actor=actor, at=at, why=why, path=session.path, people=people)


@transaction.atomic
def issue_pin(entry: RosterEntry, *, reason: str = "", actor: Actor, at: datetime, rng: Generator | None = None) -> str:
    """Six digits, shown once; only their HMAC is kept. A new PIN ends the former one.

    A first PIN closes before the start (`pin_closes_minutes`); one that replaces another (other PC, locked, expired) may be issued
    until the session is closed. By it somebody else could sit down at the test, and a hall may have one proctor alone: it
    needs a reason and is an incident of this person by itself, which stands in the hall's record and on the quality sheet under the
    name of whoever issued it. `rng` is for tests and simulations; without it the digits come from the operating system.
    Raises NotAllowed, OwnEntry, SessionStateWrong, NotCheckedIn, PinIssuingClosed, AttemptClosed, ReasonMissing.
    """
    require_conducting(entry, actor)
    session = locked_session(entry.session, OPEN)
    if not CheckInRow.objects.filter(entry=entry).exists():
        raise NotCheckedIn
    attempt = Attempt.objects.select_for_update().get(entry=entry)
    if attempt.is_closed:
        raise AttemptClosed
    replaces = Pin.objects.filter(entry=entry).exists()
    if not pin_may_be_issued(session.starts_at, session.pin_closes_minutes, replaces=replaces, at=at):
        raise PinIssuingClosed(minutes=session.pin_closes_minutes)
    told: dict[str, Any] = {"ref": str(entry.ref), "replaces": replaces}
    if replaces:
        told["reason"] = given_reason(reason)
        when = (
            gettext_noop("Sesudah peserta masuk: %(reason)s")
            if attempt.lease
            else gettext_noop("Sebelum peserta masuk: %(reason)s")
        )
        note = Said(when, reason=told["reason"])
        note_incident(session, entry, Incident.Kind.PIN, note, actor=actor, at=at)
    Pin.objects.filter(entry=entry, ended_at=None).update(ended_at=at)
    drawn = int(rng.integers(10**PIN_DIGITS)) if rng is not None else secrets.randbelow(10**PIN_DIGITS)
    pin = f"{drawn:0{PIN_DIGITS}d}"
    digest = chain.pin_digest(chain.pin_key(settings.SECRET_KEY), entry.pk, pin)
    row = Pin.objects.create(
        entry=entry, digest=digest, issued_at=at, expires_at=pin_expiry(session.starts_at, at), path=entry.path
    )
    witness("delivery.issue_pin", row, actor=actor, at=at, path=entry.path, **told)
    return pin


@transaction.atomic
def end_unused_pins(reason: str, *, actor: Actor, at: datetime) -> int:
    """Every PIN by which nobody has entered yet ends, in all halls: after the installation's secret was lost none could be told
    right from wrong. In the nation's scope. Returns how many; each is issued anew by its proctor. Raises NotAllowed, ReasonMissing.
    """
    require(may_at(actor, "conduct", scope.ROOT))
    reason = given_reason(reason)
    ended = Pin.objects.filter(ended_at=None, used_at=None).update(ended_at=at)
    witness("delivery.end_pins", "pins", actor=actor, at=at, path=scope.ROOT, pins=ended, reason=reason)
    return ended


@transaction.atomic
def move_seat(entry: RosterEntry, room: str, label: str, *, actor: Actor, at: datetime) -> RosterEntry:
    """Give a person another seat. Raises NotAllowed, OwnEntry, SeatUnknown, SeatTaken."""
    require_conducting(entry, actor)
    locked_session(entry.session, OPEN)
    seat = Seat.objects.filter(session=entry.session, room=room, label=label).first()
    if seat is None:
        raise SeatUnknown(seat=f"{room} {label}")
    if seat.entries.exclude(pk=entry.pk).exists():
        raise SeatTaken(seat=f"{room} {label}")
    told = {"before": _place(entry.seat), "after": _place(seat)}
    entry.seat = seat
    entry.save(update_fields=["seat"])
    witness("delivery.move_seat", entry, actor=actor, at=at, path=entry.path, ref=str(entry.ref), **told)
    return entry


def _place(seat: Seat | None) -> str:
    return f"{seat.room} {seat.label}" if seat else ""


@transaction.atomic
def mark_absent(entry: RosterEntry, reason: str, *, actor: Actor, at: datetime) -> None:
    """The reason may speak of health: it stands in the room's list and minutes, and the witness tells only that there is one.

    Raises NotAllowed, OwnEntry, ReasonMissing, AlreadyCheckedIn.
    """
    require_conducting(entry, actor)
    locked_session(entry.session, OPEN)
    reason = given_reason(reason)
    if CheckInRow.objects.filter(entry=entry).exists():
        raise AlreadyCheckedIn
    entry.absence_reason = reason
    entry.save(update_fields=["absence_reason"])
    witness("delivery.mark_absent", entry, actor=actor, at=at, path=entry.path, ref=str(entry.ref), reason_noted=True)


def enter(number: str, pin: str, *, at: datetime, crowded: bool = False) -> Attempt:
    """Number and PIN for a seat. The lease rises: an older browser of the same attempt may write no more.

    `crowded`: too many wrong tries came from this address. A whole hall stands behind one address, so this ends the guessing of
    numbers alone: a right PIN is let in from there as from elsewhere, and a guesser of PINs is bound by the tries of each of them
    (PIN_TRIES in 10^PIN_DIGITS).

    Raises NumberUnknown, PinMissing, PinUsed, PinLocked, PinExpired, PinWrong, AttemptClosed, TooManyTries. A wrong PIN counts as a
    try: it is written before the error is raised, so the caller must let its transaction commit.
    """
    ref = candidate_ref(number)
    if ref is None:
        raise TooManyTries if crowded else NumberUnknown
    with scope.carried(candidate=ref):
        outcome = _try_pin(ref, "".join(pin.split()), at)
    if isinstance(outcome, RuleBroken):
        raise outcome
    return outcome


def _try_pin(ref: uuid.UUID, typed: str, at: datetime) -> Attempt | RuleBroken:
    attempt = locked_attempt(ref)
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
