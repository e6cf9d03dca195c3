"""Questions about the plan. `official_ids_of` is the door through which profiling learns who sat."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from sembilan.delivery import selectors as hall
from sembilan.people import access as people
from sembilan.people.models import Official
from sembilan.scheduling import access
from sembilan.scheduling.models import PlannedSession, ProfilingEvent, Registration
from sembilan.scheduling.rules import Stage, stage_of
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
    """In order, with `assigned`, `attended` and `absent` counted."""
    attended = Q(registrations__attendance__in=_ATTENDED)
    absent = Q(registrations__attendance=Registration.Attendance.ABSENT)
    return of.sessions.annotate(
        assigned=Count("registrations"),
        attended=Count("registrations", filter=attended),
        absent=Count("registrations", filter=absent),
    ).order_by("number")


@dataclass(frozen=True)
class Day:
    """The sessions of one day with their stages, in order."""

    day: date
    sessions: Sequence[tuple[PlannedSession, Stage]]

    def count(self, *stages: Stage) -> int:
        counted = Counter(stage for _session, stage in self.sessions)
        return sum(counted[stage] for stage in stages)


def days(of: ProfilingEvent, *, today: date) -> list[Day]:
    """The event day by day: every planned session with where it stands on `today`. Two queries."""
    planned = list(planned_sessions(of))
    states = hall.states_of(one.session for one in planned if one.session)
    by_day: dict[date, list[tuple[PlannedSession, Stage]]] = {}
    for one in planned:
        day = timezone.localtime(one.starts_at).date()
        state = states.get(one.session) if one.session else None
        by_day.setdefault(day, []).append((one, stage_of(state, one.assigned, day, today)))  # type: ignore[attr-defined]  # annotated
    return [Day(day, by_day[day]) for day in sorted(by_day)]


def ends_of(planned: Iterable[PlannedSession]) -> hall.Ends:
    """How the attempts of these sessions ended, as the hall has it."""
    return hall.ends_of(one.session for one in planned if one.session)


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


def officials_behind(refs: Iterable[uuid.UUID], *, actor: Actor) -> dict[uuid.UUID, Official]:
    """Candidate ref -> the person, for those whom the actor may see."""
    rows = Registration.objects.filter(ref__in=list(refs), official__in=people.visible_to(actor)).select_related("official")
    return {row.ref: row.official for row in rows}


def refs_of(officials: QuerySet[Official]) -> set[uuid.UUID]:
    """Every candidate ref of these people."""
    return set(Registration.objects.filter(official__in=officials).values_list("ref", flat=True))


def events_named(identifiers: Iterable[str]) -> list[ProfilingEvent]:
    """The events of which the trail tells, within the reader's scope; whether he may open one, `access.can` says."""
    return list(ProfilingEvent.objects.filter(uuid__in={*identifiers}))


def sessions_named(identifiers: Iterable[str]) -> list[PlannedSession]:
    return list(PlannedSession.objects.filter(uuid__in={*identifiers}).select_related("event"))
