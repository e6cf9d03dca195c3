"""Who an actor is and where his roles hold. Pure: paths and roles in, yes or no out."""

from __future__ import annotations

import itertools
import re
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

NATION = "n"  # the root of the tree


class Role(StrEnum):
    NATIONAL_ADMIN = "national_admin"
    AGENCY_ADMIN = "agency_admin"
    EVENT_OFFICER = "event_officer"
    PROCTOR = "proctor"
    ITEM_WRITER = "item_writer"
    PSYCHOMETRICIAN = "psychometrician"
    COMMITTEE = "committee"
    PPK = "ppk"
    OFFICIAL = "official"
    AUDITOR = "auditor"


# Items, keys, parameters and responses belong to the nation; these roles exist at its node only.
NATION_ROLES = frozenset({Role.NATIONAL_ADMIN, Role.ITEM_WRITER, Role.PSYCHOMETRICIAN})
STAFF_ROLES = frozenset(Role) - {Role.OFFICIAL}


def is_agency_code(text: str) -> bool:
    """It stands in paths and in the names of files, for good.

    >>> is_agency_code("lampung"), is_agency_code("Bad Code"), is_agency_code("9a")
    (True, False, False)
    """
    return re.fullmatch(r"[a-z][a-z0-9_]{1,29}", text) is not None


@dataclass(frozen=True)
class Held:
    """One role at one node."""

    role: Role
    path: str


@dataclass(frozen=True)
class Actor:
    """Who acts: a user, a candidate at his seat, or the machine. Handed to every service and every selector."""

    uuid: uuid.UUID
    label: str
    held: frozenset[Held]
    user_id: int | None = None
    person: str = ""  # his NIP or NIK, where one is known

    def holds(self, roles: Collection[Role], path: str) -> bool:
        """Whether one of `roles` is held at `path` or above it."""
        return any(one.role in roles and covers(one.path, path) for one in self.held)

    def paths(self, roles: Collection[Role]) -> list[str]:
        """The nodes at which one of `roles` is held; the twin of `holds` for querysets."""
        return sorted({one.path for one in self.held if one.role in roles})

    def has(self, *roles: Role) -> bool:
        return any(one.role in roles for one in self.held)

    @property
    def scope(self) -> list[str]:
        """What row-level security opens: every node of a staff role, without those that a higher one covers (so that a national
        role carries exactly the nation's scope). An official's own rows open by his own id instead."""
        paths = self.paths(STAFF_ROLES)
        return [path for path in paths if not any(covers(other, path) for other in paths if other != path)]


def covers(node: str, path: str) -> bool:
    """Whether `path` is `node` or lies below it. Whole labels count: n.p3 does not cover n.p30.

    >>> covers("n.p3", "n.p3.u1"), covers("n.p3", "n.p30")
    (True, False)
    """
    return path == node or path.startswith(node + ".")


def common(paths: Collection[str]) -> str:
    """The lowest node at or above all `paths` (at least one).

    >>> common(["n.p3.u1.a", "n.p3.u1", "n.p3.u12"]), common(["n.p3.u1"])
    ('n.p3', 'n.p3.u1')
    """
    labels = [path.split(".") for path in paths]
    same = itertools.takewhile(lambda column: len(set(column)) == 1, zip(*labels, strict=False))
    return ".".join(column[0] for column in same)


SYSTEM = Actor(uuid.UUID(int=0), "SYSTEM", frozenset({Held(Role.NATIONAL_ADMIN, NATION), Held(Role.PSYCHOMETRICIAN, NATION)}))


def is_machine(identifier: uuid.UUID) -> bool:
    """Whether an act that was recorded with this actor's uuid was the machine's own."""
    return identifier == SYSTEM.uuid
