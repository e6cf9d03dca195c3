"""The session that waits for a visitor: a make-up of the short form for people who were absent, in check-in until a proctor begins.

At the first start it stands on the 28th of November. A start on a later day closes what that day left open and plans another one.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import Exists, OuterRef
from django.utils import timezone

from sembilan.delivery import selectors as hall
from sembilan.delivery import services as delivery
from sembilan.delivery.models import Session
from sembilan.demo import cast
from sembilan.demo.calendar import PERIOD, at, labs
from sembilan.people.models import Official
from sembilan.scheduling import selectors as plans
from sembilan.scheduling import services as scheduling
from sembilan.scheduling.models import Registration
from sembilan.tenancy.rules import Actor

PLACE: Final = "SMK Negeri 4 Bandar Lampung"
INVITED: Final = 12
ROOMS: Final = labs(1, 32)
LEAST_AHEAD: Final = timedelta(minutes=15)

Attendance = Registration.Attendance


def code_of(day: date) -> str:
    return f"SUSULAN-{day:%Y%m%d}"


def open_make_up(now: datetime, packages: dict[str, Sequence[str]]) -> str:
    """Plan it, register people without a result, and open its check-in. PINs are issued until it is closed."""
    day = timezone.localtime(now).date()
    starts_at = max(at(day, 9), now + LEAST_AHEAD)
    with cast.acting("acara") as actor:
        agency = cast.agency(actor)
        invited = _invited(actor)
        event = scheduling.create_event(
            agency, code_of(day), f"Susulan {day:%d-%m-%Y}, bentuk ringkas", PERIOD, day, day,
            packages=packages, pin_closes_minutes=0, actor=actor, at=now,
        )  # fmt: skip
        planned = scheduling.plan_session(event, starts_at, PLACE, list(ROOMS), actor=actor, at=now)
        scheduling.register(event, invited, actor=actor, at=now)
        scheduling.assign_in_roster_order(event, actor=actor, at=now)
        prepared = scheduling.prepare_session(planned, actor=actor, at=now)
    with cast.acting("pengawas") as actor:
        delivery.open_check_in(prepared, actor=actor, at=now)
    return f"{len(invited)} people without a result, at {timezone.localtime(starts_at):%H.%M}"


def keep_up(now: datetime, packages: dict[str, Sequence[str]]) -> str | None:
    """At every start: on a day that has no make-up session yet, close the former one and open another. None where all is there."""
    day = timezone.localtime(now).date()
    with cast.acting("acara") as actor:
        if plans.events(actor=actor).filter(code=code_of(day)).exists():
            return None
    with cast.acting("pengawas") as actor:
        for session in hall.sessions(actor=actor).filter(state__in=[Session.State.CHECK_IN, Session.State.RUNNING]):
            if timezone.localtime(session.starts_at).date() < day:
                delivery.close_session(session, actor=actor, at=now)
    return open_make_up(now, packages)


def _invited(actor: Actor) -> list[Official]:
    """Those who missed their session and have sat none since, then those who still wait for theirs, in roster order.

    People with accommodations are called up by hand: they need the forms of their own."""
    here = Registration.objects.filter(event__in=plans.events(actor=actor))
    came = here.filter(attendance__in=[Attendance.CHECKED_IN, Attendance.FINISHED])
    missed = Exists(here.filter(official=OuterRef("pk"), attendance=Attendance.ABSENT))
    rows = Official.objects.filter(pk__in=here.values("official"), accommodations=None).exclude(pk__in=came.values("official"))
    return list(rows.order_by(missed.desc(), "pk")[:INVITED])
