from __future__ import annotations

from django.db.models import QuerySet

from sembilan.accounts.models import User
from sembilan.audit.models import AuditEvent, ReadEvent
from sembilan.ledger.models import LeafSecret
from sembilan.tenancy.errors import NotAllowed
from sembilan.tenancy.models import Organisation
from sembilan.tenancy.rules import Actor, Role

MAY: dict[str, frozenset[Role]] = {
    "view": frozenset(Role),
    "add_agency": frozenset({Role.NATIONAL_ADMIN}),
    "change_units": frozenset({Role.NATIONAL_ADMIN, Role.AGENCY_ADMIN}),
    "grant": frozenset({Role.NATIONAL_ADMIN, Role.AGENCY_ADMIN}),
    "view_audit": frozenset({Role.NATIONAL_ADMIN, Role.AGENCY_ADMIN, Role.AUDITOR}),
    "view_ledger": frozenset({Role.NATIONAL_ADMIN, Role.AGENCY_ADMIN, Role.AUDITOR, Role.PPK}),
}


def can(actor: Actor, action: str, node: Organisation) -> bool:
    return actor.holds(MAY[action], node.path)


def visible_to(actor: Actor) -> QuerySet[Organisation]:
    return Organisation.objects.filter(path__under=actor.paths(MAY["view"]))


def audit_visible_to(actor: Actor) -> QuerySet[AuditEvent]:
    return AuditEvent.objects.filter(path__under=actor.paths(MAY["view_audit"]))


def readings_visible_to(actor: Actor) -> QuerySet[ReadEvent]:
    return ReadEvent.objects.filter(path__under=actor.paths(MAY["view_audit"]))


def leaves_opened_to(actor: Actor) -> QuerySet[LeafSecret]:
    """What lies behind the ledger's leaves, where the actor may see it; the leaves themselves are public."""
    return LeafSecret.objects.filter(path__under=actor.paths(MAY["view_ledger"]))


def require(allowed: bool) -> None:
    """Raise NotAllowed unless the room's `can` said yes."""
    if not allowed:
        raise NotAllowed


def users_visible_to(actor: Actor) -> QuerySet[User]:
    return User.objects.filter(path__under=actor.paths(MAY["grant"]))
