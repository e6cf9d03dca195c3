"""Questions about the tree and about who acts."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, Q, QuerySet

from sembilan.accounts import selectors as accounts
from sembilan.accounts.errors import NobodyBeside
from sembilan.accounts.models import User
from sembilan.audit.models import AuditEvent, ReadEvent, ReadSubject
from sembilan.kit.text import whole
from sembilan.tenancy import access
from sembilan.tenancy.models import Kind, Membership, Organisation
from sembilan.tenancy.rules import NATION, SYSTEM, Actor, Held, Role, covers


def actor_for(user: User) -> Actor:
    """The actor behind a login. The transaction must carry the user's own identity (kit.scope)."""
    memberships = Membership.objects.filter(user=user, ended_at=None).values_list("role", "path")
    return Actor(user.uuid, user.name, frozenset(Held(Role(role), path) for role, path in memberships), user.pk, user.person_number)


def require_second_signer(roles: Collection[Role], *, actor: Actor) -> None:
    """Refuse a first signature that nobody who holds one of `roles` at the nation may stand beside. Raises NobodyBeside.

    Where nobody else holds one yet, somebody may still come: then it is not refused. In the nation's scope.
    """
    holders = Membership.objects.filter(role__in=roles, path=NATION, ended_at=None, user__is_active=True)
    others = set(holders.exclude(user__uuid=actor.uuid).values_list("user__uuid", flat=True))
    if others and all(accounts.signing_obstacle([one], actor.uuid) for one in others):
        raise NobodyBeside


def nation() -> Organisation:
    return Organisation.objects.get(kind=Kind.NATION)


def organisation(identifier: uuid.UUID, *, actor: Actor) -> Organisation | None:
    return access.visible_to(actor).filter(uuid=identifier).first()


def agencies(*, actor: Actor) -> QuerySet[Organisation]:
    return access.visible_to(actor).filter(kind=Kind.AGENCY).order_by("name")


def administered(*, actor: Actor, search: str = "") -> QuerySet[Organisation]:
    """Agencies by name, each with `admins`: its administrators' present memberships, with their users."""
    held = Membership.objects.filter(role=Role.AGENCY_ADMIN, ended_at=None).select_related("user").order_by("user__name")
    rows = agencies(actor=actor).prefetch_related(Prefetch("membership_set", held, to_attr="admins"))
    return rows.filter(Q(name__icontains=search) | Q(code__icontains=search)) if search else rows


def without_admin(*, actor: Actor) -> QuerySet[Organisation]:
    """Agencies that nobody administers."""
    held = Membership.objects.filter(role=Role.AGENCY_ADMIN, ended_at=None)
    return agencies(actor=actor).exclude(pk__in=held.values("organisation"))


def agency_of(path: str) -> Organisation | None:
    """The nearest agency at or above a path."""
    return Organisation.objects.filter(kind=Kind.AGENCY, path__above=path).order_by("-path").first()


def units_below(node: Organisation) -> QuerySet[Organisation]:
    return Organisation.objects.filter(path__under=node.path, kind=Kind.UNIT).order_by("path")


def users(*, actor: Actor, search: str = "") -> QuerySet[User]:
    """Logins of staff that the actor may manage; an official's own is kept at his record."""
    rows = (
        access.users_visible_to(actor).filter(is_staff_account=True).prefetch_related("memberships__organisation").order_by("name")
    )
    return rows.filter(Q(name__icontains=search) | Q(username__icontains=search)) if search else rows


def user(identifier: uuid.UUID, *, actor: Actor) -> User | None:
    return access.users_visible_to(actor).filter(uuid=identifier).first()


def memberships(user: User, *, actor: Actor) -> QuerySet[Membership]:
    return (
        Membership.objects.filter(user=user, path__under=actor.paths(access.MAY["grant"]))
        .select_related("organisation")
        .order_by("-granted_at")
    )


def membership(user: User, identifier: str, *, actor: Actor) -> Membership | None:
    number = whole(identifier)
    return None if number is None else memberships(user, actor=actor).filter(pk=number, ended_at=None).first()


def grantable(*, actor: Actor) -> QuerySet[Organisation]:
    """Nodes at which the actor may give a role: the nation, agencies and their first units."""
    return Organisation.objects.filter(path__under=actor.paths(access.MAY["grant"])).order_by("path")


# --- the audit trail ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Trail:
    """What is asked of the trail. kind: the first part of an act's code, or the whole code of an act or a reading. since, until:
    the first and the last day. who: part of the actor's name; machine: acts of the machine alone. subjects: the people read (None:
    anybody)."""

    kind: str = ""
    since: date | None = None
    until: date | None = None
    who: str = ""
    machine: bool = False
    subjects: Collection[uuid.UUID] | None = None


def acts(wanted: Trail, *, actor: Actor) -> QuerySet[AuditEvent]:
    """Acts that the actor may see, the latest first."""
    rows = access.audit_visible_to(actor)
    if wanted.kind:
        rows = rows.filter(Q(action=wanted.kind) | Q(action__startswith=f"{wanted.kind}."))
    return rows.filter(_asked(wanted)).order_by("-at", "-pk")


def readings(wanted: Trail, *, actor: Actor) -> QuerySet[ReadEvent]:
    """Readings that the actor may see, the latest first."""
    rows = access.readings_visible_to(actor)
    if wanted.kind:
        rows = rows.filter(what=wanted.kind)
    if wanted.subjects is not None:
        stood = ReadSubject.objects.filter(subject__in=wanted.subjects).values("reading")
        rows = rows.filter(Q(subject__in=wanted.subjects) | Q(pk__in=stood))
    return rows.filter(_asked(wanted)).order_by("-at", "-pk")


def _asked(wanted: Trail) -> Q:
    asked = Q()
    if wanted.since:
        asked &= Q(at__date__gte=wanted.since)
    if wanted.until:
        asked &= Q(at__date__lte=wanted.until)
    if wanted.machine:
        return asked & Q(actor=SYSTEM.uuid)
    return asked & Q(actor_label__icontains=wanted.who) if wanted.who else asked


def names_at(paths: Iterable[str]) -> dict[str, str]:
    """Path -> the name of the node there; a unit that is there no more is left out."""
    return dict(Organisation.objects.filter(path__in={*paths}).values_list("path", "name"))


def roles_when(acts: Collection[AuditEvent | ReadEvent]) -> dict[int, list[Membership]]:
    """Act's or reading's id -> the roles that its actor held at that time over the place where it happened, as far as the reader's
    scope shows them."""
    held: dict[uuid.UUID, list[Membership]] = {}
    rows = Membership.objects.filter(user__uuid__in={one.actor for one in acts}).select_related("user", "organisation")
    for row in rows.order_by("granted_at", "pk"):
        held.setdefault(row.user.uuid, []).append(row)
    return {one.pk: [row for row in held.get(one.actor, []) if _held_at(row, one)] for one in acts}


def _held_at(row: Membership, act: AuditEvent | ReadEvent) -> bool:
    return row.granted_at <= act.at and (row.ended_at is None or row.ended_at > act.at) and covers(row.path, act.path)


def nodes(identifiers: Iterable[str]) -> list[Organisation]:
    return list(Organisation.objects.filter(uuid__in={*identifiers}))


def users_named(identifiers: Iterable[str], *, actor: Actor) -> list[User]:
    """The logins of which the trail tells, for whoever may read it there."""
    return list(User.objects.filter(uuid__in={*identifiers}, path__under=actor.paths(access.MAY["view_audit"])))


def roles_named(identifiers: Iterable[str], *, actor: Actor) -> list[Membership]:
    """The memberships of which the trail tells, for whoever may read it there."""
    rows = Membership.objects.filter(pk__in={*identifiers}, path__under=actor.paths(access.MAY["view_audit"]))
    return list(rows.select_related("user", "organisation"))
