"""The plan's decisions: who sits in which session, at which seat, with which package. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


@dataclass(frozen=True)
class Room:
    name: str
    labels: tuple[str, ...]


@dataclass(frozen=True)
class Place:
    """A seat and the package that lies on it. `package` indexes the list of the candidate's own kind (visual or not)."""

    room: str
    seat: str
    package: int


class Stage(StrEnum):
    """Where a session stands on a given day, from its plan to its end."""

    EMPTY = "empty"  # nobody has a place in it
    UNPREPARED = "unprepared"  # people, but not handed to the hall
    READY = "ready"  # handed over; its day is still to come
    WAITING = "waiting"  # its day is today and no proctor has opened it
    CHECK_IN = "check_in"
    RUNNING = "running"
    CLOSED = "closed"
    OVERDUE = "overdue"  # its day is over and nobody closed it


def stage_of(hall_state: str | None, assigned: int, day: date, today: date) -> Stage:
    """`hall_state` is the state of delivery's session (planned, check_in, running, closed), None while it is not prepared."""
    if hall_state == "closed":
        return Stage.CLOSED
    if hall_state is None:
        return Stage.UNPREPARED if assigned else Stage.EMPTY
    if day < today:
        return Stage.OVERDUE
    if hall_state != "planned":
        return Stage(hall_state)
    return Stage.WAITING if day == today else Stage.READY


def fill(capacities: Sequence[int], waiting: int) -> list[int]:
    """How many people go to each session, in order, until seats or people run out.

    >>> fill([3, 3], 4)
    [3, 1]
    """
    sent = []
    for capacity in capacities:
        sent.append(min(max(capacity, 0), waiting))
        waiting -= sent[-1]
    return sent


def deal(rooms: Sequence[Room], non_visual: Sequence[bool], n_visual: int, n_non_visual: int) -> list[Place]:
    """Seat people in their order and deal packages in turn, so that neighbours on a row differ where there are two or more.

    A non-visual seat does not take the turn of its neighbours away: the turn is the seat's place in its room. Raises ValueError for
    more people than seats.
    """
    seats = [(room.name, label, index) for room in rooms for index, label in enumerate(room.labels)]
    if len(non_visual) > len(seats):
        raise ValueError(f"{len(non_visual)} people for {len(seats)} seats")
    counts = {True: n_non_visual, False: n_visual}
    taken = zip(seats, non_visual, strict=False)
    return [Place(room, label, index % max(counts[own], 1)) for (room, label, index), own in taken]


def participant_number(event_id: int, place: int) -> str:
    """What stands on the card: the event's number and the place in its list; unique over the installation.

    >>> participant_number(1, 42)
    '001-0042'
    """
    return f"{event_id:03d}-{place:04d}"
