"""The official's own door: a login that sees his own rows and nothing else."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from sembilan.accounts.models import User
from sembilan.audit.services import witness
from sembilan.people.access import can, require
from sembilan.people.errors import LoginThere, NipNotSettled
from sembilan.people.models import Official
from sembilan.tenancy import services as tenancy
from sembilan.tenancy.rules import Actor, Role


@transaction.atomic
def open_login(official: Official, *, actor: Actor, at: datetime) -> tenancy.Invited:
    """Invite an official to see his own results: he logs in by his NIP, after he has set a password by the one-time link.

    Raises NipNotSettled while the NIP is doubtful, LoginThere, UsernameTaken, NotAllowed.
    """
    require(can(actor, "open_login", official))
    if official.user is not None:
        raise LoginThere
    if not official.nip_valid:
        raise NipNotSettled
    invited = tenancy.invite(
        official.nip,
        official.full_name,
        Role.OFFICIAL,
        official.unit or official.agency,
        person_number=official.nip,
        actor=actor,
        at=at,
    )
    link_account(official, invited.user, actor=actor, at=at)
    return invited


def link_account(official: Official, user: User, *, actor: Actor, at: datetime) -> None:
    """From now on this login sees the official's own rows. Raises NotAllowed."""
    require(can(actor, "open_login", official))
    official.user = user
    official.save(update_fields=["user"])
    witness("people.link_account", official, actor=actor, at=at, path=official.path, user=str(user.uuid))
