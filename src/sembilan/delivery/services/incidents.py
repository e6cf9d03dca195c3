"""An incident is written here and nowhere else, by whichever act of the hall it belongs to."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sembilan.audit.services import witness
from sembilan.delivery.models import Attempt, Incident, RosterEntry, Session
from sembilan.kit import scope
from sembilan.tenancy.rules import SYSTEM, Actor

_MACHINE = replace(SYSTEM, label="Sistem")  # as the hall's pages name it


def note_incident(
    session: Session, entry: RosterEntry | None, kind: Incident.Kind, note: str, *, actor: Actor, at: datetime
) -> Incident:
    path = entry.path if entry else session.path
    return Incident.objects.create(session=session, entry=entry, kind=kind, note=note[:500], at=at, by=actor.label, path=path)


def time_incident(row: Attempt, note: str, *, actor: Actor, at: datetime) -> None:
    note_incident(row.entry.session, row.entry, Incident.Kind.TIME, note, actor=actor, at=at)


def journal_incident(row: Attempt, *, at: datetime) -> None:
    """The journal of this attempt is full for the section being sat. The candidate's own identity writes no incident: the machine
    notes it where he sits."""
    note = f"Catatan bagian {row.section + 1} penuh ({row.last_seq} catatan); tindakan berikutnya pada bagian itu tidak disimpan."
    with scope.carried(scope=[row.path]):
        made = note_incident(row.entry.session, row.entry, Incident.Kind.OTHER, note, actor=_MACHINE, at=at)
        witness("delivery.report_incident", made, actor=_MACHINE, at=at, path=row.path, kind=made.kind)
