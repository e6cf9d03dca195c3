"""Packages and sessions: what a hall receives, and how a session is opened and started."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from sembilan.audit.services import witness
from sembilan.delivery import package
from sembilan.delivery.access import can, may_at
from sembilan.delivery.errors import (
    NobodyPresent,
    OwnEntry,
    PackageChanged,
    PackageUnknown,
    ReasonMissing,
    SeatTaken,
    SeatUnknown,
    SessionStateWrong,
    StartNotLater,
)
from sembilan.delivery.models import Attempt, CheckIn, Incident, PackageBody, RosterEntry, SealedPackage, Seat, Session
from sembilan.delivery.rules import is_own
from sembilan.delivery.services.incidents import note_incident
from sembilan.kit.formats import jam
from sembilan.kit.said import Said
from sembilan.kit.text import gettext_noop
from sembilan.tenancy.access import require
from sembilan.tenancy.rules import Actor


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
    reader: bool = False
    separate_room: bool = False
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
        reader=line.reader,
        separate_room=line.separate_room,
        path=line.path,
    )


def open_check_in(session: Session, *, actor: Actor, at: datetime) -> Session:
    """Raises NotAllowed, SessionStateWrong."""
    return _move(session, [Session.State.PLANNED], Session.State.CHECK_IN, "delivery.open_check_in", actor=actor, at=at)


def start_session(session: Session, *, actor: Actor, at: datetime) -> Session:
    """Begin: from now on candidates may open their first section. A person starts it, never the clock, and not for nobody.

    Raises NotAllowed, SessionStateWrong, NobodyPresent.
    """
    with transaction.atomic():
        started = _move(
            session, [Session.State.CHECK_IN], Session.State.RUNNING, "delivery.start_session", actor=actor, at=at, opened_at=at
        )
        if not CheckIn.objects.filter(entry__session=started).exists():
            raise NobodyPresent
    return started


@transaction.atomic
def postpone_start(session: Session, minutes: int, reason: str, *, actor: Actor, at: datetime) -> Session:
    """The session will begin `minutes` from now instead of as planned; the time for issuing PINs moves with it.

    An incident keeps both times and the reason. Raises NotAllowed, SessionStateWrong, ReasonMissing, StartNotLater.
    """
    require(can(actor, "conduct", session))
    locked = locked_session(session, (Session.State.PLANNED, Session.State.CHECK_IN))
    start, reason = at + timedelta(minutes=minutes), given_reason(reason)
    if start <= locked.starts_at:
        raise StartNotLater(planned=jam(locked.starts_at))
    note = Said(
        gettext_noop("Mulai diundur dari %(before)s ke %(after)s: %(reason)s"),
        before=_clock_time(locked.starts_at),
        after=_clock_time(start),
        reason=reason,
    )
    told = {"before": locked.starts_at.isoformat(), "after": start.isoformat(), "reason": reason}
    locked.starts_at = start
    locked.save(update_fields=["starts_at"])
    note_incident(locked, None, Incident.Kind.TIME, note, actor=actor, at=at)
    witness("delivery.postpone_start", locked, actor=actor, at=at, path=locked.path, minutes=minutes, **told)
    return locked


def _clock_time(at: datetime) -> str:
    return f"{timezone.localtime(at):%H.%M}"


def _move(
    session: Session, since: list[str], state: Session.State, action: str, *, actor: Actor, at: datetime, **changes: Any
) -> Session:
    require(can(actor, "conduct", session))
    with transaction.atomic():
        locked = locked_session(session, since)
        locked.state = state
        for name, value in changes.items():
            setattr(locked, name, value)
        locked.save(update_fields=["state", *changes])
        witness(action, locked, actor=actor, at=at, path=locked.path)
    return locked


def locked_session(session: Session, allowed: Iterable[str]) -> Session:
    locked = Session.objects.select_for_update().get(pk=session.pk)
    if locked.state not in allowed:
        raise SessionStateWrong(state=locked.get_state_display())
    return locked


def require_conducting(entry: RosterEntry, actor: Actor) -> None:
    """Whoever conducts a session acts on everybody there but himself. Raises NotAllowed, OwnEntry."""
    require(can(actor, "conduct", entry.session))
    if is_own(entry.nip, actor.person):
        raise OwnEntry


def given_reason(text: str) -> str:
    cleaned = " ".join(text.split())
    if not cleaned:
        raise ReasonMissing
    return cleaned[:180]
