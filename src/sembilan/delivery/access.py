"""Who may do what in a hall. A candidate is no actor: he carries his ref (row-level security) and the lease of his browser."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from sembilan.audit.models import AuditEvent
from sembilan.delivery.models import OPEN, Attempt, CheckIn, Incident, Pin, RosterEntry, Session
from sembilan.tenancy.rules import Actor, Role

_SEE = frozenset({Role.PROCTOR, Role.EVENT_OFFICER, Role.AGENCY_ADMIN, Role.NATIONAL_ADMIN})

MAY: dict[str, frozenset[Role]] = {
    "view": _SEE,
    "prepare": frozenset({Role.EVENT_OFFICER, Role.AGENCY_ADMIN, Role.NATIONAL_ADMIN}),
    "conduct": frozenset({Role.PROCTOR, Role.EVENT_OFFICER, Role.NATIONAL_ADMIN}),
    "view_needs": frozenset({Role.PROCTOR, Role.EVENT_OFFICER, Role.AGENCY_ADMIN}),  # what a disability asks for
    "read_nip": frozenset({Role.PROCTOR}),  # in full, at check-in and in the minutes of his own session; others see it masked
}


def can(actor: Actor, action: str, session: Session) -> bool:
    return may_at(actor, action, session.path) and (action != "read_nip" or _conducts(actor, session))


def may_at(actor: Actor, action: str, path: str) -> bool:
    """The same for a session that is yet to be made at `path`."""
    return actor.holds(MAY[action], path)


def visible_to(actor: Actor) -> QuerySet[Session]:
    return Session.objects.filter(path__under=actor.paths(MAY["view"]))


def _conducts(actor: Actor, session: Session) -> bool:
    """Whose session it is: while it is open, that of every proctor there; once closed, of who acted in it before that."""
    if session.state != Session.State.CLOSED:
        return session.state in OPEN
    entries = RosterEntry.objects.filter(session=session)
    touched = {
        "delivery.session": [session.uuid],
        "delivery.rosterentry": entries.values_list("pk", flat=True),
        "delivery.checkin": CheckIn.objects.filter(entry__in=entries).values_list("pk", flat=True),
        "delivery.pin": Pin.objects.filter(entry__in=entries).values_list("pk", flat=True),
        "delivery.attempt": Attempt.objects.filter(entry__in=entries).values_list("uuid", flat=True),
        "delivery.incident": Incident.objects.filter(session=session).values_list("uuid", flat=True),
    }
    acts = Q()
    for kind, ids in touched.items():
        acts |= Q(object_type=kind, object_id__in=[str(one) for one in ids])
    return AuditEvent.objects.filter(acts, actor=actor.uuid, at__lte=session.closed_at).exists()
