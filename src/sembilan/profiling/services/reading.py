"""Who read what, and why: written before a page or a file leaves the house."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import datetime
from typing import Final

from sembilan.audit.models import ReadEvent
from sembilan.audit.services import LONGEST_WHY, note_listing, note_reading
from sembilan.kit.said import Said
from sembilan.people.models import Official
from sembilan.profiling.access import MAY, can
from sembilan.profiling.errors import PurposeMissing
from sembilan.tenancy.access import require
from sembilan.tenancy.models import Organisation
from sembilan.tenancy.rules import Actor

EXPORTERS: Final = MAY["export"]
LEAST_PURPOSE: Final = 8  # letters; less does not say anything to the person who was read


def checked_purpose(text: str) -> str:
    """The purpose in one line; one that the page itself gives as it is. Raises PurposeMissing where too little is said."""
    if isinstance(text, Said):
        return text
    purpose = " ".join(text.split())
    if len(purpose) < LEAST_PURPOSE:
        raise PurposeMissing(least=LEAST_PURPOSE)
    return purpose


def note_person(official: Official, purpose: str, *, actor: Actor, at: datetime, what: str = "profiling.person_page") -> ReadEvent:
    """One reading of one person's results, shown to that person. Raises NotAllowed, PurposeMissing."""
    require(can(actor, "view", official))
    why = checked_purpose(purpose)
    return note_reading(what, actor=actor, at=at, why=why, path=official.path, subject=official.uuid)


def note_list(agency: Organisation, people: Collection[uuid.UUID], why: str, *, actor: Actor, at: datetime) -> None:
    """A page of names with their boxes was shown."""
    if people:
        note_listing("profiling.people_list", actor=actor, at=at, why=why, path=_place(agency, actor), people=people)


def note_export(
    agency: Organisation,
    what: str,
    people: Collection[uuid.UUID],
    purpose: str,
    *,
    count: int | None = None,
    holding: str,
    actor: Actor,
    at: datetime,
) -> None:
    """A file that holds `holding` leaves the house for a purpose. people: whom it names; count: how many it counts, where it
    names nobody. Raises NotAllowed, PurposeMissing."""
    require(actor.has(*EXPORTERS))
    why = Said("%(purpose)s (%(holding)s)", purpose=checked_purpose(purpose)[:LONGEST_WHY], holding=holding)
    note_listing(what, actor=actor, at=at, why=why, path=_place(agency, actor), people=people, count=count)


def _place(agency: Organisation, actor: Actor) -> str:
    """Where the reading happened: the agency, or the unit where the reader's role is held."""
    places = [held.path for held in actor.held if held.role in EXPORTERS]
    below = [place for place in places if place.startswith(agency.path + ".")]
    return agency.path if agency.path in places or not below else below[0]
