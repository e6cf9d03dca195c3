"""Rows of one agency, made through services where there are services: what a stranger must not find at any address."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from sembilan.accounts import services as accounts
from sembilan.accounts.models import User
from sembilan.tenancy import services as tenancy
from sembilan.tenancy.rules import SYSTEM, Role
from tests.cast import AT, ROLES, Agencies


@dataclass
class Lampung:
    """Each noun is made when an address asks for it. The test's transaction carries the nation's scope."""

    agencies: Agencies
    people: dict[str, User]
    marks: set[str] = field(default_factory=set)  # further words by which a leak is recognised; added where a row is made

    def everything(self) -> set[str]:
        """Words that no page of another agency may show."""
        own = [user for name, user in self.people.items() if ROLES[name][1] == "lampung"]
        return {"Provinsi Uji Lampung", *(str(user.uuid) for user in own), *self.marks}

    def person(self, name: str) -> User:
        return self.official_login if name == "pegawai" else self.people[name]

    @cached_property
    def official_login(self) -> User:
        """A login whose only role is that of an official."""
        user = accounts.add_user("pegawai", "Pegawai Uji", path=self.path, is_staff_account=False, actor=SYSTEM, at=AT)
        tenancy.grant(user, Role.OFFICIAL, self.agencies.lampung, actor=SYSTEM, at=AT)
        return user

    @cached_property
    def path(self) -> str:
        return str(self.agencies.lampung.path)
