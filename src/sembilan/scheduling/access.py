from __future__ import annotations

from django.db.models import QuerySet

from sembilan.scheduling.models import ProfilingEvent
from sembilan.tenancy.rules import Actor, Role

MAY: dict[str, frozenset[Role]] = {
    "view": frozenset({Role.EVENT_OFFICER, Role.PROCTOR, Role.AGENCY_ADMIN, Role.NATIONAL_ADMIN}),
    "plan": frozenset({Role.EVENT_OFFICER, Role.AGENCY_ADMIN, Role.NATIONAL_ADMIN}),
}


def can(actor: Actor, action: str, event: ProfilingEvent) -> bool:
    return may_at(actor, action, event.path)


def may_at(actor: Actor, action: str, path: str) -> bool:
    return actor.holds(MAY[action], path)


def visible_to(actor: Actor) -> QuerySet[ProfilingEvent]:
    return ProfilingEvent.objects.filter(path__under=actor.paths(MAY["view"]))
