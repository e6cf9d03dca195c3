"""Who may sign beside whom: persons are counted, not logins. Pure."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass

from sembilan.accounts.errors import AccessFromSigner, PersonNumberInvalid, SamePerson
from sembilan.kit.errors import RuleBroken

_PERSON_NUMBER = re.compile(r"[0-9]{16}|[0-9]{18}")  # NIK (UU 23/2006 art. 13) or NIP (Perka BKN 22/2007)


def person_number(text: str) -> str:
    """The digits of a NIP (18) or a NIK (16), as typed with spaces. Raises PersonNumberInvalid.

    >>> person_number(" 19800101 200501 1 001 ")
    '198001012005011001'
    """
    digits = "".join(text.split())
    if not _PERSON_NUMBER.fullmatch(digits):
        raise PersonNumberInvalid
    return digits


@dataclass(frozen=True)
class Hand:
    """One signer: the person behind his login, and every person who ever opened or renewed the access to that login, directly or
    through the logins of others. A person is his number, or his login where no number is known."""

    person: str
    openers: frozenset[str]


def person_of(login: uuid.UUID, number: str) -> str:
    return number or str(login)


def obstacle(first: Hand, second: Hand) -> RuleBroken | None:
    """Why these two may not sign the same object, or None: SamePerson, AccessFromSigner.

    Whoever opens an access holds its link and can enter by it, so an opener's own signature may never stand beside the one of the
    login he opened, in either order and however many logins lie between.
    """
    if first.person == second.person:
        return SamePerson()
    if first.person in second.openers or second.person in first.openers:
        return AccessFromSigner()
    return None
