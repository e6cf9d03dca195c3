"""What the hall does to a sitting: pauses, credits, incidents, the end."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from numpy.random import Generator

from sembilan.audit.services import witness
from sembilan.delivery.access import can
from sembilan.delivery.errors import (
    NotPaused,
    NotRunning,
)
from sembilan.delivery.events import SessionClosed
from sembilan.delivery.leaves import session_facts
from sembilan.delivery.models import OPEN, Attempt, Incident, Pin, RosterEntry, Session
from sembilan.delivery.models import CheckIn as CheckInRow
from sembilan.delivery.rules import (
    milliseconds,
)
from sembilan.delivery.services.attempts import close_attempt, end_section, locked_attempt, save_attempt, settle
from sembilan.delivery.services.incidents import note_incident, time_incident
from sembilan.delivery.services.sessions import given_reason, locked_session, require_conducting
from sembilan.kit.events import publish
from sembilan.kit.said import Said
from sembilan.kit.text import gettext_noop
from sembilan.ledger.services import append
from sembilan.tenancy.access import require
from sembilan.tenancy.rules import Actor


@transaction.atomic
def pause(attempt: Attempt, reason: str, *, actor: Actor, at: datetime) -> Attempt:
    """Stop one person's clock. Raises NotAllowed, OwnEntry, ReasonMissing, NotRunning."""
    require_conducting(attempt.entry, actor)
    reason = given_reason(reason)
    row = locked_attempt(attempt.ref)
    settle(row, at)
    if not _pause(row, at):
        raise NotRunning
    time_incident(row, Said(gettext_noop("Dijeda: %(reason)s"), reason=reason), actor=actor, at=at)
    witness("delivery.pause", row, actor=actor, at=at, path=row.path, reason=reason)
    return row


@transaction.atomic
def resume(attempt: Attempt, *, actor: Actor, at: datetime) -> Attempt:
    """Go on; the pause is credited in full. Raises NotAllowed, OwnEntry, NotPaused."""
    require_conducting(attempt.entry, actor)
    row = locked_attempt(attempt.ref)
    credited = _resume(row, at)
    if credited is None:
        raise NotPaused
    witness("delivery.resume", row, actor=actor, at=at, path=row.path, credit_ms=credited)
    return row


@transaction.atomic
def pause_session(session: Session, reason: str, *, actor: Actor, at: datetime) -> int:
    """Stop every running clock of the session (power, network). Returns how many."""
    require(can(actor, "conduct", session))
    reason = given_reason(reason)
    locked = locked_session(session, [Session.State.RUNNING])
    stopped = sum(_pause(row, at) for row in _settled(locked, at))
    note = Said(gettext_noop("Seluruh sesi dijeda: %(reason)s"), reason=reason)
    note_incident(locked, None, Incident.Kind.TIME, note, actor=actor, at=at)
    witness("delivery.pause_session", locked, actor=actor, at=at, path=locked.path, reason=reason, stopped=stopped)
    return stopped


@transaction.atomic
def resume_session(session: Session, *, actor: Actor, at: datetime) -> int:
    """Every paused attempt goes on, each with its own pause credited. Returns how many."""
    require(can(actor, "conduct", session))
    locked = locked_session(session, [Session.State.RUNNING])
    resumed = sum(_resume(row, at) is not None for row in _attempts(locked))
    witness("delivery.resume_session", locked, actor=actor, at=at, path=locked.path, resumed=resumed)
    return resumed


@transaction.atomic
def credit_time(attempt: Attempt, minutes: int, reason: str, *, actor: Actor, at: datetime) -> Attempt:
    """Give time back in the section being sat. Raises NotAllowed, OwnEntry, ReasonMissing, NotRunning."""
    require_conducting(attempt.entry, actor)
    reason = given_reason(reason)
    row = locked_attempt(attempt.ref)
    settle(row, at)
    if row.is_closed or row.section_started_at is None:
        raise NotRunning
    row.credit_ms += milliseconds(timedelta(minutes=minutes))
    save_attempt(row, "credit_ms")
    note = Said(gettext_noop("Tambahan waktu %(n)s menit: %(reason)s"), n=minutes, reason=reason)
    time_incident(row, note, actor=actor, at=at)
    witness("delivery.credit_time", row, actor=actor, at=at, path=row.path, minutes=minutes, reason=reason)
    return row


@transaction.atomic
def report_incident(
    session: Session, kind: str, note: str, *, entry: RosterEntry | None = None, actor: Actor, at: datetime
) -> Incident:
    """Raises NotAllowed, OwnEntry, ReasonMissing."""
    require(can(actor, "conduct", session))
    if entry is not None:
        require_conducting(entry, actor)
    row = note_incident(session, entry, Incident.Kind(kind), given_reason(note), actor=actor, at=at)
    witness("delivery.report_incident", row, actor=actor, at=at, path=row.path, kind=kind)
    return row


@transaction.atomic
def expire_due(session: Session, *, at: datetime) -> int:
    """End the sections and attempts of a session whose time is over. Returns how many attempts changed. Asked for at each contact
    and at closing; it needs no actor of its own, as it writes nothing that the clock has not decided."""
    return sum(settle(row, at) for row in _attempts(session))


@transaction.atomic
def close_session(session: Session, *, actor: Actor, at: datetime, rng: Generator | None = None) -> Session:
    """The end of a session, by a person: attempts begun and still open end now (expired), and one ledger leaf commits to the last
    hash of every journal. Who entered and began no part has no attempt to end. Raises NotAllowed, SessionStateWrong."""
    require(can(actor, "conduct", session))
    locked = locked_session(session, OPEN)
    rows = list(_attempts(locked))
    for row in rows:
        settle(row, at)
        if not row.is_closed and row.started_at:
            if row.section_started_at is not None:
                end_section(row, at)
            close_attempt(row, Attempt.State.EXPIRED, at)
    Pin.objects.filter(entry__session=locked, ended_at=None).update(ended_at=at)
    chains = {str(row.uuid): bytes(row.chain).hex() for row in rows if row.last_seq}
    locked.leaf = append("session", session_facts(locked, chains), path=locked.path, at=at, rng=rng).position
    locked.state, locked.closed_at = Session.State.CLOSED, at
    locked.save(update_fields=["state", "closed_at", "leaf"])
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
        settle(row, at)
        yield row


def _pause(row: Attempt, at: datetime) -> bool:
    if row.state != Attempt.State.RUNNING:
        return False
    row.state, row.paused_at = Attempt.State.PAUSED, at
    save_attempt(row, "state", "paused_at")
    return True


def _resume(row: Attempt, at: datetime) -> int | None:
    """The credit in milliseconds (none between sections, where no clock ran), or None where nothing was paused."""
    if row.state != Attempt.State.PAUSED or row.paused_at is None:
        return None
    credited = milliseconds(at - row.paused_at) if row.section_started_at is not None else 0
    row.credit_ms += credited
    row.state, row.paused_at = Attempt.State.RUNNING, None
    save_attempt(row, "state", "paused_at", "credit_ms")
    return credited
