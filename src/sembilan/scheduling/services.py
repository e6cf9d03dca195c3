"""Verbs of the plan: event, sessions, registrations, and the session that a hall runs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from sembilan.audit.services import note_listing, witness
from sembilan.delivery import selectors as hall
from sembilan.delivery import services as delivery
from sembilan.delivery.models import Session
from sembilan.kit.said import Said
from sembilan.kit.text import gettext_noop
from sembilan.people.models import Official
from sembilan.scheduling.access import can, may_at
from sembilan.scheduling.errors import (
    EventCodeTaken,
    EventDaysWrong,
    NobodyAssigned,
    NoNonVisualPackage,
    PackagesMissing,
    RoomsMissing,
    SessionOutsideEvent,
    SessionPrepared,
)
from sembilan.scheduling.models import PlannedSession, ProfilingEvent, Registration
from sembilan.scheduling.rules import Place, Room, deal, fill, participant_number
from sembilan.tenancy.access import require
from sembilan.tenancy.models import Organisation
from sembilan.tenancy.rules import Actor

Attendance = Registration.Attendance


@transaction.atomic
def create_event(
    agency: Organisation,
    code: str,
    name: str,
    period: str,
    first_day: date,
    last_day: date,
    *,
    packages: dict[str, Sequence[str]],
    pin_closes_minutes: int = 5,
    actor: Actor,
    at: datetime,
) -> ProfilingEvent:
    """`packages` names sealed packages: {"visual": [...], "non_visual": [...]}.

    Raises NotAllowed, EventDaysWrong, EventCodeTaken, PackagesMissing.
    """
    require(may_at(actor, "plan", agency.path))
    if last_day < first_day:
        raise EventDaysWrong
    if ProfilingEvent.objects.filter(agency=agency, code=code).exists():
        raise EventCodeTaken(code=code)
    event = ProfilingEvent.objects.create(
        agency=agency,
        path=agency.path,
        code=code,
        name=name,
        period=period,
        first_day=first_day,
        last_day=last_day,
        pin_closes_minutes=pin_closes_minutes,
        packages=_known_packages(packages),
    )
    witness("scheduling.create_event", event, actor=actor, at=at, path=event.path, code=code)
    return event


def _known_packages(wanted: dict[str, Sequence[str]]) -> dict[str, list[str]]:
    cleaned = {kind: list(wanted.get(kind, ())) for kind in ("visual", "non_visual")}
    known = set(hall.packages().values_list("code", flat=True))
    unknown = sorted({code for codes in cleaned.values() for code in codes} - known)
    if unknown or not cleaned["visual"]:
        raise PackagesMissing(codes=", ".join(unknown) or "–")
    return cleaned


@transaction.atomic
def plan_session(
    event: ProfilingEvent, starts_at: datetime, place: str, rooms: Sequence[dict[str, Any]], *, actor: Actor, at: datetime
) -> PlannedSession:
    """The next session of the event. `rooms` is [{"room": name, "seats": number}].

    Raises NotAllowed, SessionOutsideEvent, RoomsMissing.
    """
    require(can(actor, "plan", event))
    if not event.first_day <= timezone.localtime(starts_at).date() <= event.last_day:
        raise SessionOutsideEvent
    names = [room["room"] for room in rooms]
    if not rooms or len(set(names)) < len(names) or any(room["seats"] < 1 for room in rooms):
        raise RoomsMissing
    last = PlannedSession.objects.filter(event=event).order_by("-number").values_list("number", flat=True).first() or 0
    planned = PlannedSession.objects.create(
        event=event, number=last + 1, starts_at=starts_at, place=place, rooms=list(rooms), path=event.path
    )
    witness("scheduling.plan_session", planned, actor=actor, at=at, path=event.path, number=planned.number, seats=planned.capacity)
    return planned


@transaction.atomic
def register(event: ProfilingEvent, officials: Iterable[Official], *, actor: Actor, at: datetime) -> list[Registration]:
    """Enter people in roster order (the order of their import). Whoever holds a place already is passed over; whoever was
    absent gets a new one. Raises NotAllowed."""
    require(can(actor, "plan", event))
    ProfilingEvent.objects.select_for_update().get(pk=event.pk)  # two registrars do not deal one number twice
    held = set(event.registrations.exclude(attendance=Attendance.ABSENT).values_list("official_id", flat=True))
    wanted = sorted({one.pk: one for one in officials if one.pk not in held}.values(), key=lambda one: one.pk)
    first = event.registrations.count() + 1
    made = Registration.objects.bulk_create(
        Registration(event=event, official=one, participant_number=participant_number(event.pk, number), path=one.path)
        for number, one in enumerate(wanted, first)
    )
    witness("scheduling.register", event, actor=actor, at=at, path=event.path, registered=len(made))
    return made


@transaction.atomic
def assign_in_roster_order(event: ProfilingEvent, *, actor: Actor, at: datetime) -> int:
    """Fill the sessions not yet prepared, in order, with those who wait for a place. Returns how many still wait."""
    require(can(actor, "plan", event))
    ProfilingEvent.objects.select_for_update().get(pk=event.pk)
    waiting = list(event.registrations.filter(planned=None, attendance=Attendance.EXPECTED).order_by("participant_number"))
    sessions = list(event.sessions.filter(session=None).order_by("number"))
    free = [session.capacity - session.registrations.count() for session in sessions]
    rest = iter(waiting)
    placed: list[Registration] = []
    for session, number in zip(sessions, fill(free, len(waiting)), strict=True):
        for _ in range(number):
            one = next(rest)
            one.planned = session
            placed.append(one)
    Registration.objects.bulk_update(placed, ["planned"], batch_size=500)
    witness("scheduling.assign", event, actor=actor, at=at, path=event.path, assigned=len(placed))
    return len(waiting) - len(placed)


@transaction.atomic
def prepare_session(planned: PlannedSession, *, actor: Actor, at: datetime) -> Session:
    """Hand the session to delivery: seats, roster with each person's accommodations, packages dealt so that neighbours differ.

    Raises NotAllowed, SessionPrepared, NobodyAssigned, NoNonVisualPackage.
    """
    event = planned.event
    require(can(actor, "plan", event))
    locked = PlannedSession.objects.select_for_update().get(pk=planned.pk)
    if locked.session is not None:
        raise SessionPrepared(number=locked.number)
    rows = locked.registrations.select_related("official__unit").prefetch_related("official__accommodations")
    people = list(rows.order_by("participant_number"))
    if not people:
        raise NobodyAssigned(number=locked.number)
    session = delivery.create_session(
        f"{event.name}, sesi {locked.number}",
        locked.place,
        event.path,
        locked.starts_at,
        event.pin_closes_minutes,
        rooms=locked.rooms,
        roster=_roster(event, locked, people),
        actor=actor,
        at=at,
    )
    planned.session = locked.session = session.uuid
    locked.save(update_fields=["session"])
    witness("scheduling.prepare_session", locked, actor=actor, at=at, path=event.path, expected=len(people))
    return session


def note_registered(event: ProfilingEvent, rows: Sequence[Registration], *, actor: Actor, at: datetime) -> None:
    """A page of an event's participants was shown. Raises NotAllowed."""
    require(can(actor, "view", event))
    if rows:
        why, people = Said(gettext_noop("Peserta kegiatan: %(event)s"), event=event.name), [row.official.uuid for row in rows]
        note_listing("scheduling.registered", actor=actor, at=at, why=why, path=event.path, people=people)


def _roster(event: ProfilingEvent, planned: PlannedSession, people: Sequence[Registration]) -> list[delivery.RosterLine]:
    needs = [_needs(one.official) for one in people]
    non_visual = ["non_visual" in need for need in needs]
    codes = event.packages
    if any(non_visual) and not codes["non_visual"]:
        raise NoNonVisualPackage(count=sum(non_visual))
    rooms = [Room(room["room"], tuple(delivery.seat_labels(room["seats"]))) for room in planned.rooms]
    places = deal(rooms, non_visual, len(codes["visual"]), len(codes["non_visual"]))
    return [
        _line(one, need, place, codes["non_visual" if blind else "visual"][place.package])
        for one, need, blind, place in zip(people, needs, non_visual, places, strict=True)
    ]


def _needs(official: Official) -> dict[str, int]:
    """Kind of accommodation -> its amount."""
    return {one.kind: one.amount or 0 for one in official.accommodations.all()}


def _line(one: Registration, need: dict[str, int], place: Place, package: str) -> delivery.RosterLine:
    return delivery.RosterLine(
        ref=one.ref,
        name=one.official.full_name,
        nip=one.official.nip,
        unit=one.official.unit.name if one.official.unit else "",
        participant_number=one.participant_number,
        package=package,
        path=one.path,
        extra_time_percent=need.get("extra_time", 0),
        large_text="large_text" in need,
        reader="reader" in need,
        separate_room="separate_room" in need,
        room=place.room,
        seat=place.seat,
    )
