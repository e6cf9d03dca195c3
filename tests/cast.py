"""The named cast of the tests: who acts, in which agency, with which role. One of them belongs elsewhere and must see nothing."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime

from sembilan.accounts import services as accounts
from sembilan.accounts.models import User
from sembilan.kit import scope
from sembilan.tenancy import selectors, services
from sembilan.tenancy.models import Organisation
from sembilan.tenancy.rules import NATION, SYSTEM, Actor, Role

AT = datetime(2025, 11, 24, 1, 0, tzinfo=UTC)  # 24 November 2025, 08.00 in Jakarta
PASSWORD = "kunci-uji-yang-panjang"


@dataclass(frozen=True)
class Agencies:
    nation: Organisation
    lampung: Organisation
    elsewhere: Organisation  # its label starts like Lampung's: a missing separator would leak


ROLES: dict[str, tuple[Role, str]] = {
    "nina": (Role.NATIONAL_ADMIN, "nation"),
    "agus": (Role.AGENCY_ADMIN, "lampung"),
    "evi": (Role.EVENT_OFFICER, "lampung"),
    "pras": (Role.PROCTOR, "lampung"),
    "wati": (Role.ITEM_WRITER, "nation"),
    "wawan": (Role.ITEM_WRITER, "nation"),
    "siska": (Role.PSYCHOMETRICIAN, "nation"),
    "sandi": (Role.PSYCHOMETRICIAN, "nation"),
    "komar": (Role.COMMITTEE, "lampung"),
    "gubernur": (Role.PPK, "lampung"),
    "audi": (Role.AUDITOR, "lampung"),
    "orang_lain": (Role.AGENCY_ADMIN, "elsewhere"),  # must see nothing of Lampung, on every URL
}


def make_agencies() -> Agencies:
    """The tree of the tests, through services, in the nation's scope (the caller's transaction carries it on)."""
    nation = services.make_nation("Nasional (uji)", actor=SYSTEM, at=AT)
    lampung = services.add_agency(nation, "p3", "Provinsi Uji Lampung", actor=SYSTEM, at=AT)
    elsewhere = services.add_agency(nation, "p30", "Provinsi Uji Lain", actor=SYSTEM, at=AT)
    return Agencies(nation, lampung, elsewhere)


def make_user(name: str, agencies: Agencies) -> User:
    role, where = ROLES[name]
    node: Organisation = getattr(agencies, where)
    title = name.replace("_", " ").title()
    user = accounts.add_user(name, title, path=node.path, person_number=person_number(name), actor=SYSTEM, at=AT)
    accounts.set_password(user, PASSWORD)
    services.grant(user, role, node, actor=SYSTEM, at=AT)
    return user


def person_number(name: str) -> str:
    """An NIP of its own for each of the cast."""
    return f"19750101200003{list(ROLES).index(name):04d}"


def actor(user: User) -> Actor:
    with scope.carried(user=user.pk):
        return selectors.actor_for(user)


def as_nation() -> object:
    return scope.carried(scope=[NATION])


def stranger() -> Actor:
    return Actor(uuid.uuid4(), "stranger", frozenset())
