"""An incident is written here and nowhere else, by whichever act of the hall it belongs to."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sembilan.audit.services import witness
from sembilan.delivery.models import Attempt, Incident, RosterEntry, Session
from sembilan.delivery.rules import WINDOWS_SHOWN
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
    _by_the_machine(row, Incident.Kind.OTHER, note, at)


def windows_incident(row: Attempt, *, at: datetime) -> None:
    """Two pages of one sitting wrote under the same number; one incident while the board shows the last (rules.WINDOWS_SHOWN)."""
    note = f"Dua halaman menulis pada bagian {row.section + 1}; yang lebih dahulu tersimpan dihitung."
    with scope.carried(scope=[row.path]):
        known = Incident.objects.filter(entry=row.entry, kind=Incident.Kind.WINDOWS, at__gt=at - WINDOWS_SHOWN).exists()
    if not known:
        _by_the_machine(row, Incident.Kind.WINDOWS, note, at)


def _by_the_machine(row: Attempt, kind: Incident.Kind, note: str, at: datetime) -> None:
    with scope.carried(scope=[row.path]):
        made = note_incident(row.entry.session, row.entry, kind, note, actor=_MACHINE, at=at)
        witness("delivery.report_incident", made, actor=_MACHINE, at=at, path=row.path, kind=made.kind)
