"""“Coba sendiri”: under the demo setting alone, a visitor takes the seat of an invented person who has not come yet.

Only sessions in which PINs are issued until the closing offer seats (the demo's waiting session). The desk that hands them out is a
proctor of its own name in the trail; what happens then is the ordinary check-in, PIN and sitting.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from numpy.random import Generator

from sembilan.delivery import services
from sembilan.delivery.errors import TrialNotOffered
from sembilan.delivery.models import OPEN, RosterEntry, Session
from sembilan.kit import scope
from sembilan.tenancy.rules import NATION, Actor, Held, Role

DESK: Final = Actor(
    uuid.UUID("5e9b11a0-0000-4000-8000-00000000c0ba"), "Meja coba sendiri (demo)", frozenset({Held(Role.PROCTOR, NATION)})
)


@dataclass(frozen=True)
class TrialSeat:
    """What a visitor is given: whom he sits for, number and PIN (shown once), and where."""

    name: str
    number: str
    pin: str
    session: str
    started: bool


def seats_left() -> int:
    """How many seats are offered now; 0 outside the demo."""
    if not settings.DEMO:
        return 0
    with scope.carried(scope=[NATION]):
        return _free().count()


@transaction.atomic
def take_seat(*, at: datetime, rng: Generator | None = None) -> TrialSeat:
    """Check the next invented person in and issue a fresh PIN. Raises TrialNotOffered outside the demo or without a free seat."""
    if not settings.DEMO:
        raise TrialNotOffered
    with scope.carried(scope=[NATION]):
        entry = _free().select_for_update(of=("self",), skip_locked=True).first()
        if entry is None:
            raise TrialNotOffered
        services.confirm_identity(entry, "demo", actor=DESK, at=at)
        pin = services.issue_pin(entry, actor=DESK, at=at, rng=rng)
        started = entry.session.state == Session.State.RUNNING
        return TrialSeat(entry.name, entry.participant_number, pin, entry.session.title, started)


def _free() -> QuerySet[RosterEntry]:
    rows = RosterEntry.objects.filter(session__state__in=OPEN, session__pin_closes_minutes=0)
    return rows.filter(check_in=None, absence_reason="").select_related("session").order_by("-session__starts_at", "pk")
