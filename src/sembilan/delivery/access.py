"""Who may do what in a hall. A candidate is no actor: he carries his ref (row-level security) and the lease of his browser."""

from __future__ import annotations

from django.db.models import QuerySet

from sembilan.delivery.models import Session
from sembilan.tenancy.rules import Actor, Role

_SEE = frozenset({Role.PROCTOR, Role.EVENT_OFFICER, Role.AGENCY_ADMIN, Role.NATIONAL_ADMIN})

MAY: dict[str, frozenset[Role]] = {
    "view": _SEE,
    "prepare": frozenset({Role.EVENT_OFFICER, Role.AGENCY_ADMIN, Role.NATIONAL_ADMIN}),
    "conduct": frozenset({Role.PROCTOR, Role.EVENT_OFFICER, Role.NATIONAL_ADMIN}),
    "view_needs": frozenset({Role.PROCTOR, Role.EVENT_OFFICER, Role.AGENCY_ADMIN}),  # what a disability asks for
    "read_nip": frozenset({Role.PROCTOR}),  # in full, at check-in and in the minutes; everyone else sees it masked
}


def can(actor: Actor, action: str, session: Session) -> bool:
    return may_at(actor, action, session.path)


def may_at(actor: Actor, action: str, path: str) -> bool:
    """The same for a session that is yet to be made at `path`."""
    return actor.holds(MAY[action], path)


def visible_to(actor: Actor) -> QuerySet[Session]:
    return Session.objects.filter(path__under=actor.paths(MAY["view"]))
