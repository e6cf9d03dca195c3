"""An incident is written here and nowhere else, by whichever act of the hall it belongs to."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sembilan.audit.services import witness
from sembilan.delivery.models import Attempt, Incident, RosterEntry, Session
from sembilan.delivery.rules import WINDOWS_SHOWN
from sembilan.kit import scope
from sembilan.kit.said import Said
from sembilan.kit.text import gettext_noop
from sembilan.tenancy.rules import SYSTEM, Actor

JOURNAL_FULL = gettext_noop("Catatan bagian %(section)s penuh (%(n)s catatan); tindakan berikutnya pada bagian itu tidak disimpan.")
TWO_WINDOWS = gettext_noop("Dua halaman menulis pada bagian %(section)s; yang lebih dahulu tersimpan dihitung.")
_MACHINE = replace(SYSTEM, label="Sistem")  # as the hall's pages name it


def note_incident(
    session: Session, entry: RosterEntry | None, kind: Incident.Kind, note: str, *, actor: Actor, at: datetime
) -> Incident:
    path = entry.path if entry else session.path
    return Incident.objects.create(session=session, entry=entry, kind=kind, note=note, at=at, by=actor.label, path=path)


def time_incident(row: Attempt, note: str, *, actor: Actor, at: datetime) -> None:
    note_incident(row.entry.session, row.entry, Incident.Kind.TIME, note, actor=actor, at=at)


def journal_incident(row: Attempt, *, at: datetime) -> None:
    """The journal of this attempt is full for the section being sat. The candidate's own identity writes no incident: the machine
    notes it where he sits."""
    note = Said(JOURNAL_FULL, section=row.section + 1, n=row.last_seq)
    _by_the_machine(row, Incident.Kind.OTHER, note, at)


def windows_incident(row: Attempt, section: int, *, at: datetime) -> None:
    """Two pages of one sitting wrote under the same number in this section (index from 0); one incident while the board shows the
    last (rules.WINDOWS_SHOWN)."""
    note = Said(TWO_WINDOWS, section=section + 1)
    with scope.carried(scope=[row.path]):
        known = Incident.objects.filter(entry=row.entry, kind=Incident.Kind.WINDOWS, at__gt=at - WINDOWS_SHOWN).exists()
    if not known:
        _by_the_machine(row, Incident.Kind.WINDOWS, note, at)


def _by_the_machine(row: Attempt, kind: Incident.Kind, note: str, at: datetime) -> None:
    with scope.carried(scope=[row.path]):
        made = note_incident(row.entry.session, row.entry, kind, note, actor=_MACHINE, at=at)
        witness("delivery.report_incident", made, actor=_MACHINE, at=at, path=row.path, kind=made.kind)
