"""Verbs of the tree and of roles."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sembilan.accounts import services as accounts
from sembilan.accounts.models import User
from sembilan.audit.services import note_listing_daily, witness
from sembilan.kit.fields import label, rebase
from sembilan.tenancy.access import MAY, can, require
from sembilan.tenancy.errors import (
    CodeInvalid,
    CodeTaken,
    PersonNumberMissing,
    ReasonMissing,
    RoleAboveLogin,
    RoleNotHere,
    UnitBelowItself,
)
from sembilan.tenancy.models import Kind, Membership, Organisation
from sembilan.tenancy.rules import NATION, NATION_ROLES, STAFF_ROLES, Actor, Role, covers, is_agency_code


def make_nation(name: str, *, actor: Actor, at: datetime) -> Organisation:
    """The root, once per installation."""
    node = Organisation.objects.create(kind=Kind.NATION, code=NATION, name=name, path=NATION)
    witness("tenancy.make_nation", node, actor=actor, at=at, path=NATION)
    return node


def add_agency(parent: Organisation, code: str, name: str, *, actor: Actor, at: datetime) -> Organisation:
    """Raises NotAllowed, CodeInvalid, CodeTaken."""
    require(can(actor, "add_agency", parent))
    if not is_agency_code(code):
        raise CodeInvalid
    return _add(parent, Kind.AGENCY, code, name, "", actor=actor, at=at)


def add_unit(parent: Organisation, code: str, name: str, *, echelon: str = "", actor: Actor, at: datetime) -> Organisation:
    require(can(actor, "change_units", parent))
    return _add(parent, Kind.UNIT, code, name, echelon, actor=actor, at=at)


@dataclass(frozen=True)
class Unit:
    """One unit as a source describes it. `parent` is the code of the unit above; "" where it hangs directly below the agency."""

    code: str
    parent: str
    name: str
    echelon: str = ""


def add_units(agency: Organisation, units: Sequence[Unit], *, actor: Actor, at: datetime) -> dict[str, Organisation]:
    """Many units at once, parents anywhere in the list or in the tree already; returns the new nodes by code, and leaves
    one witness.

    Raises CodeTaken where two codes would share a path, KeyError for a parent that is neither in the tree nor in the list (also in
    a circle), NotAllowed.
    """
    require(can(actor, "change_units", agency))
    below = Organisation.objects.filter(path__under=agency.path)
    nodes, paths = {node.code: node for node in below.filter(kind=Kind.UNIT)}, set(below.values_list("path", flat=True))
    nodes[""] = agency
    made: dict[str, Organisation] = {}
    waiting = list(units)
    while waiting:
        ready = [unit for unit in waiting if unit.parent in nodes]
        if not ready:
            raise KeyError(waiting[0].parent)
        level = []
        for unit in ready:
            above = nodes[unit.parent]
            path = f"{above.path}.{label(unit.code)}"
            if path in paths:
                raise CodeTaken(code=unit.code)
            paths.add(path)
            level.append(
                Organisation(kind=Kind.UNIT, code=unit.code, name=unit.name, parent=above, path=path, echelon=unit.echelon)
            )
        for node in Organisation.objects.bulk_create(level):
            nodes[node.code] = made[node.code] = node
        done = {unit.code for unit in ready}
        waiting = [unit for unit in waiting if unit.code not in done]
    if made:
        witness("tenancy.add_units", agency, actor=actor, at=at, path=agency.path, n=len(made))
    return made


def describe_unit(unit: Organisation, name: str, echelon: str, *, actor: Actor, at: datetime) -> None:
    """A new name or echelon of a unit; its code and place stay. Raises NotAllowed."""
    require(can(actor, "change_units", unit))
    before, after = {"name": unit.name, "echelon": unit.echelon}, {"name": name, "echelon": echelon}
    unit.name, unit.echelon = name, echelon
    unit.save(update_fields=["name", "echelon"])
    witness("tenancy.describe_unit", unit, actor=actor, at=at, path=unit.path, before=before, after=after)


def move_unit(unit: Organisation, parent: Organisation, *, actor: Actor, at: datetime) -> str:
    """Hang a unit, with all units, roles and logins below it, under another node. Returns the path where it stood.

    The rows of people move with `people.services.move_unit`, which calls this. Raises UnitBelowItself, CodeTaken, NotAllowed.
    """
    require(can(actor, "change_units", unit))
    require(can(actor, "change_units", parent))
    if covers(unit.path, parent.path):
        raise UnitBelowItself(unit=unit.name, parent=parent.name)
    before: str = unit.path
    after = f"{parent.path}.{label(unit.code)}"
    if Organisation.objects.filter(path=after).exclude(pk=unit.pk).exists():
        raise CodeTaken(code=unit.code)
    rebase(Organisation.objects.all(), before, after)
    rebase(Membership.objects.all(), before, after)
    accounts.move_logins(before, after)
    unit.parent, unit.path = parent, after
    unit.save(update_fields=["parent"])
    witness("tenancy.move_unit", unit, actor=actor, at=at, path=after, before=before, after=after)
    return before


def remove_units(units: Sequence[Organisation], *, actor: Actor, at: datetime) -> None:
    """Take units out of the tree, the lowest first. The database refuses (ProtectedError) while anything hangs on one.
    Raises NotAllowed."""
    for unit in sorted(units, key=lambda node: node.path.count("."), reverse=True):
        require(can(actor, "change_units", unit))
        unit.delete()
        witness("tenancy.remove_unit", unit.code, actor=actor, at=at, path=unit.path, name=unit.name)


def note_trail(places: Collection[str], people: Collection[uuid.UUID], why: str, *, actor: Actor, at: datetime) -> None:
    """The trail was searched: noted once a day for each question and set of people that it named, at every node of the reader's
    right that had any of its lines (`places`), or at his first where it had none. Raises NotAllowed."""
    nodes = actor.paths(MAY["view_audit"])
    require(bool(nodes))
    for node in [one for one in nodes if any(covers(one, place) for place in places)] or nodes[:1]:
        note_listing_daily("tenancy.trail", actor=actor, at=at, why=why, path=node, people=people)


def grant(user: User, role: Role, node: Organisation, *, actor: Actor, at: datetime) -> Membership:
    """Give a role at a node. From its first staff role on, a login needs a second factor and the number of its person.

    Raises RoleNotHere for a national role elsewhere, RoleAboveLogin for a staff role outside the node that keeps the login,
    PersonNumberMissing, NotAllowed.
    """
    require(can(actor, "grant", node))
    if role in NATION_ROLES and node.kind != Kind.NATION:
        raise RoleNotHere
    if role in STAFF_ROLES:
        if not covers(user.path, node.path):
            raise RoleAboveLogin
        if not user.person_number:
            raise PersonNumberMissing
        accounts.count_as_staff(user)
    membership, made = Membership.objects.get_or_create(
        user=user, role=role, organisation=node, ended_at=None, defaults={"path": node.path, "granted_at": at}
    )
    if made:
        witness("tenancy.grant", membership, actor=actor, at=at, path=node.path, role=role, user=str(user.uuid))
    return membership


def follow_person(user: User, node: Organisation) -> None:
    """The login of an official goes with him to another unit; one that also holds a staff role stays with whoever keeps it.

    Part of the move of the person, which leaves the witness.
    """
    Membership.objects.filter(user=user, role=Role.OFFICIAL, ended_at=None).update(organisation=node, path=node.path)
    if not user.is_staff_account:
        accounts.move_login(user, node.path)


def end_membership(membership: Membership, *, actor: Actor, at: datetime) -> None:
    require(can(actor, "grant", membership.organisation))
    membership.ended_at = at
    membership.save(update_fields=["ended_at"])
    told = {"role": membership.role, "user": str(membership.user.uuid)}
    witness("tenancy.end_membership", membership, actor=actor, at=at, path=membership.path, **told)


@dataclass(frozen=True)
class Invited:
    user: User
    activation: str  # the secret of the link, shown once


def invite(
    username: str, name: str, role: Role, node: Organisation, *, person_number: str = "", actor: Actor, at: datetime
) -> Invited:
    """A new login with one role and its one-time link.

    Raises UsernameTaken, PersonNumberInvalid, PersonNumberMissing, RoleNotHere, NotAllowed.
    """
    require(can(actor, "grant", node))
    user = accounts.add_user(
        username,
        name,
        path=node.path,
        person_number=person_number,
        is_staff_account=role != Role.OFFICIAL,
        actor=actor,
        at=at,
    )
    grant(user, role, node, actor=actor, at=at)
    return Invited(user, accounts.issue_activation(user, actor=actor, at=at))


def renew_activation(user: User, reason: str, *, actor: Actor, at: datetime) -> str:
    """A new one-time link for somebody who lost his password; his old one ends now. The user reads the reason, and whose act
    it was. Raises NotAllowed, ReasonMissing."""
    require(actor.holds(MAY["grant"], user.path))
    if not reason.strip():
        raise ReasonMissing
    return accounts.issue_activation(user, reason=reason, actor=actor, at=at)


def _add(parent: Organisation, kind: Kind, code: str, name: str, echelon: str, *, actor: Actor, at: datetime) -> Organisation:
    path = f"{parent.path}.{label(code)}"
    if Organisation.objects.filter(path=path).exists():
        raise CodeTaken(code=code)
    node = Organisation.objects.create(kind=kind, code=code, name=name, parent=parent, path=path, echelon=echelon)
    witness(f"tenancy.add_{kind}", node, actor=actor, at=at, path=path, code=code)
    return node
