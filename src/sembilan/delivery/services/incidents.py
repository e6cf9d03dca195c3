"""An incident is written here and nowhere else, by whichever act of the hall it belongs to."""

from __future__ import annotations

from datetime import datetime

from sembilan.delivery.models import Attempt, Incident, RosterEntry, Session
from sembilan.tenancy.rules import Actor


def note_incident(
    session: Session, entry: RosterEntry | None, kind: Incident.Kind, note: str, *, actor: Actor, at: datetime
) -> Incident:
    path = entry.path if entry else session.path
    return Incident.objects.create(session=session, entry=entry, kind=kind, note=note[:500], at=at, by=actor.label, path=path)


def time_incident(row: Attempt, note: str, *, actor: Actor, at: datetime) -> None:
    note_incident(row.entry.session, row.entry, Incident.Kind.TIME, note, actor=actor, at=at)
