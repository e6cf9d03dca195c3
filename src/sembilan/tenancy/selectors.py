"""Questions about the tree and about who acts."""

from __future__ import annotations

import uuid

from django.db.models import QuerySet

from sembilan.accounts.models import User
from sembilan.tenancy import access
from sembilan.tenancy.models import Kind, Membership, Organisation
from sembilan.tenancy.rules import Actor, Held, Role


def actor_for(user: User) -> Actor:
    """The actor behind a login. The transaction must carry the user's own identity (kit.scope)."""
    memberships = Membership.objects.filter(user=user, ended_at=None).values_list("role", "path")
    return Actor(user.uuid, user.name, frozenset(Held(Role(role), path) for role, path in memberships), user.pk)


def nation() -> Organisation:
    return Organisation.objects.get(kind=Kind.NATION)


def organisation(identifier: uuid.UUID, *, actor: Actor) -> Organisation | None:
    return access.visible_to(actor).filter(uuid=identifier).first()


def agencies(*, actor: Actor) -> QuerySet[Organisation]:
    return access.visible_to(actor).filter(kind=Kind.AGENCY).order_by("name")


def agency_of(path: str) -> Organisation | None:
    """The nearest agency at or above a path."""
    return Organisation.objects.filter(kind=Kind.AGENCY, path__above=path).order_by("-path").first()


def units_below(node: Organisation) -> QuerySet[Organisation]:
    return Organisation.objects.filter(path__under=node.path, kind=Kind.UNIT).order_by("path")
