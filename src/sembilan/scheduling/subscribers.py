"""What the plan learns from the hall and from the roster. Idempotent: the same news twice changes nothing more."""

from __future__ import annotations

from sembilan.delivery.events import AttemptSubmitted, CheckedIn, SessionClosed
from sembilan.delivery.services import move_ref
from sembilan.kit.events import subscribe
from sembilan.people.events import OfficialMoved
from sembilan.scheduling.models import Registration

Attendance = Registration.Attendance


@subscribe(CheckedIn)
def note_presence(news: CheckedIn) -> None:
    Registration.objects.filter(ref=news.ref, attendance=Attendance.EXPECTED).update(attendance=Attendance.CHECKED_IN)


@subscribe(AttemptSubmitted)
def note_finish(news: AttemptSubmitted) -> None:
    Registration.objects.filter(ref=news.ref).update(attendance=Attendance.FINISHED)


@subscribe(SessionClosed)
def note_absence(news: SessionClosed) -> None:
    """Whoever was never checked in was absent."""
    missing = Registration.objects.filter(planned__session=news.session, attendance=Attendance.EXPECTED)
    missing.update(attendance=Attendance.ABSENT)


@subscribe(OfficialMoved)
def move_path(news: OfficialMoved) -> None:
    rows = Registration.objects.filter(official_id=news.official_id)
    for ref in rows.values_list("ref", flat=True):
        move_ref(ref, news.after)
    rows.update(path=news.after)
