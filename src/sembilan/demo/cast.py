"""The demo's open accounts: one a role, two where two must sign. No such password exists outside the demo."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sembilan.accounts import services as accounts
from sembilan.accounts.models import User
from sembilan.kit import scope
from sembilan.tenancy import selectors, services
from sembilan.tenancy.models import Organisation
from sembilan.tenancy.rules import SYSTEM, Actor, Role

PASSWORD: Final = "kotak-9-terbuka-2025"  # noqa: S105  printed at every start of the demo
AGENCY_CODE: Final = "p18"
AGENCY_NAME: Final = "Pemerintah Provinsi Lampung (data sintetis)"


@dataclass(frozen=True)
class Account:
    username: str
    name: str
    role: Role
    at_nation: bool
    tells: str  # for whoever starts the demo


STAFF: Final = (
    Account("nasional", "Nadia Kusumawardani", Role.NATIONAL_ADMIN, True, "national administrator"),
    Account("admin", "Agus Setiadi", Role.AGENCY_ADMIN, False, "agency administrator: import, queue, policy, maps"),
    Account("acara", "Evi Marlina", Role.EVENT_OFFICER, False, "event officer: event, sessions, registrations"),
    Account("pengawas", "Prasetyo Adi", Role.PROCTOR, False, "proctor: check-in, PIN, start, incidents"),
    Account("penulis1", "Wati Rahmadani", Role.ITEM_WRITER, True, "item writer (writes)"),
    Account("penulis2", "Wawan Gunadi", Role.ITEM_WRITER, True, "item writer (reviews)"),
    Account("psikometri1", "Siska Amelia", Role.PSYCHOMETRICIAN, True, "psychometrician (checks, signs)"),
    Account("psikometri2", "Sandi Prakoso", Role.PSYCHOMETRICIAN, True, "psychometrician (signs, releases)"),
    Account("komite", "Komarudin Saleh", Role.COMMITTEE, False, "talent committee: both maps, persons"),
    Account("ppk", "Gunawan Wirabuana", Role.PPK, False, "appointing authority: policy, maps"),
    Account("auditor", "Audia Permatasari", Role.AUDITOR, False, "auditor: reads, and who read"),
)
PORTAL: Final = (("pegawai1", "official whose box is clear"), ("pegawai2", "official whose box still lacks a document"))


@contextlib.contextmanager
def acting(username: str) -> Iterator[Actor]:
    """The actor behind an account, in a transaction that carries what a request of his would carry."""
    user_id = accounts.user_id(username)
    if user_id is None:
        raise LookupError(f"the demo has no account {username}")
    with scope.carried(user=user_id):
        actor = selectors.actor_for(User.objects.get(pk=user_id))
    with scope.carried(scope=actor.scope, user=user_id):
        yield actor


def agency(actor: Actor) -> Organisation:
    """The demo's agency, as the actor sees it."""
    return selectors.agencies(actor=actor).get(code=AGENCY_CODE)


def open_accounts(nation: Organisation, agency: Organisation, *, at: datetime) -> int:
    for number, one in enumerate(STAFF, 1):
        node = nation if one.at_nation else agency
        nip = f"19700101199001{number:04d}"
        user = accounts.add_user(one.username, one.name, path=node.path, person_number=nip, actor=SYSTEM, at=at)
        accounts.set_password(user, PASSWORD)
        services.grant(user, one.role, node, actor=SYSTEM, at=at)
    return len(STAFF)
