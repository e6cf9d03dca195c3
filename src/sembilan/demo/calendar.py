"""The days of the demo: an assessment week in Lampung, 24 to 28 November 2025, and what goes before it, in local time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Final
from zoneinfo import ZoneInfo

JAKARTA: Final = ZoneInfo("Asia/Jakarta")
PERIOD: Final = "2025"


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """That time in Jakarta, in UTC."""
    return datetime.combine(day, time(hour, minute), JAKARTA).astimezone(UTC)


OPENED: Final = at(date(2025, 11, 3), 9)
BANK_LOADED: Final = at(date(2025, 11, 5), 10)
FORMS_SEALED: Final = at(date(2025, 11, 10), 14)
ROSTER_TAKEN: Final = at(date(2025, 11, 12), 9)
PLANNED: Final = at(date(2025, 11, 14), 10)
POLICY_PUBLISHED: Final = at(date(2025, 11, 18), 11)
SCORED: Final = at(date(2025, 11, 27), 17)
RELEASED: Final = at(date(2025, 11, 27), 19)
MAPPED: Final = at(date(2025, 11, 27), 20)
CHECK_IN: Final = at(date(2025, 11, 28), 8, 20)
NOW: Final = at(date(2025, 11, 28), 8, 40)
"""When a visitor comes in: the clock is moved here at the first start."""

REGISTER_DAY: Final = date(2025, 10, 31)
"""Up to this day the units declare their registers complete."""


@dataclass(frozen=True)
class Week:
    """An event: its days, its sessions, the labs of the school. `rooms` as scheduling takes them."""

    first_day: date
    last_day: date
    starts: tuple[datetime, ...]
    rooms: tuple[dict[str, object], ...]
    sat: int
    """How many sessions, from the first, are over when a visitor comes in."""
    battery: str
    """Which blueprints its forms are built by: Lengkap or Pendek."""


def labs(count: int, seats: int) -> tuple[dict[str, object], ...]:
    return tuple({"room": f"Lab {number}", "seats": seats} for number in range(1, count + 1))


def starts_of(days: Sequence[date]) -> tuple[datetime, ...]:
    """Two sessions a day, at 08.00 and 13.00; on a Friday at 09.00 and 13.30, so that nobody misses the Friday prayer."""
    hours = {True: ((9, 0), (13, 30)), False: ((8, 0), (13, 0))}
    return tuple(at(day, *start) for day in days for start in hours[day.weekday() == 4])


_DAYS: Final = tuple(date(2025, 11, day) for day in range(24, 29))
LAMPUNG: Final = Week(_DAYS[0], _DAYS[-1], starts_of(_DAYS), labs(6, 32), 8, "Lengkap")
