"""The one place where the clock is read. A demo moves the clock once (a stored offset), never the rows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.conf import settings

from sembilan.kit.models import ClockOffset

_stored: timedelta | None = None  # once stored an offset never changes, so a process reads it once


def now() -> datetime:
    """The product's time, in UTC: the machine's clock plus, in a demo, the stored offset."""
    return datetime.now(UTC) + offset()


def offset() -> timedelta:
    """Zero wherever real people are measured."""
    global _stored
    if not settings.DEMO:
        return timedelta(0)
    if _stored is None:
        _stored = ClockOffset.objects.values_list("offset", flat=True).first()
    return _stored or timedelta(0)


def move_to(wanted: datetime) -> timedelta:
    """Store the offset that makes now `wanted`; once stored it is never changed (a later call returns the stored one)."""
    row, _made = ClockOffset.objects.get_or_create(singleton=True, defaults={"offset": wanted - datetime.now(UTC)})
    return row.offset
