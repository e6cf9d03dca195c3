"""Questions about the plan. `official_ids_of` is the door through which profiling learns who sat."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.db.models import Count, Q, QuerySet

from sembilan.people.models import Official
from sembilan.scheduling import access
from sembilan.scheduling.models import PlannedSession, ProfilingEvent, Registration
from sembilan.tenancy.rules import Actor

_ATTENDED = [Registration.Attendance.CHECKED_IN, Registration.Attendance.FINISHED]


def events(*, actor: Actor) -> QuerySet[ProfilingEvent]:
    """Events the actor may see, the latest first, with `registered` and `finished` counted."""
    finished = Q(registrations__attendance=Registration.Attendance.FINISHED)
    rows = access.visible_to(actor).select_related("agency")
    return rows.annotate(registered=Count("registrations"), finished=Count("registrations", filter=finished)).order_by(
        "-first_day", "pk"
    )


def event(identifier: uuid.UUID, *, actor: Actor) -> ProfilingEvent | None:
    return access.visible_to(actor).filter(uuid=identifier).select_related("agency").first()


def planned_sessions(of: ProfilingEvent) -> QuerySet[PlannedSession]:
    """In order, with `assigned` and `attended` counted."""
    attended = Q(registrations__attendance__in=_ATTENDED)
    return of.sessions.annotate(assigned=Count("registrations"), attended=Count("registrations", filter=attended)).order_by(
        "number"
    )


def planned_session(identifier: uuid.UUID, *, actor: Actor) -> PlannedSession | None:
    rows = PlannedSession.objects.filter(event__in=access.visible_to(actor), uuid=identifier)
    return rows.select_related("event").first()


def registrations(of: ProfilingEvent) -> QuerySet[Registration]:
    return of.registrations.select_related("official__unit", "planned").order_by("participant_number")


def registrations_of(official: Official) -> QuerySet[Registration]:
    """A person's own registrations, the latest event first."""
    rows = Registration.objects.filter(official=official).select_related("event", "planned")
    return rows.order_by("-event__first_day", "-pk")


def official_ids_of(refs: Iterable[uuid.UUID]) -> dict[uuid.UUID, int]:
    """Candidate ref -> official, for the refs that are known here."""
    return dict(Registration.objects.filter(ref__in=list(refs)).values_list("ref", "official_id"))
