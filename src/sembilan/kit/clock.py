"""The one place where the clock is read. A demo moves the clock once (a stored offset), never the rows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sembilan.kit.models import ClockOffset


def now() -> datetime:
    """The product's time, in UTC: the machine's clock plus the stored offset."""
    return datetime.now(UTC) + offset()


def offset() -> timedelta:
    """Zero on a real site. Read per call: a process must not keep an offset that the first start has yet to store."""
    return ClockOffset.objects.values_list("offset", flat=True).first() or timedelta(0)


def move_to(wanted: datetime) -> timedelta:
    """Store the offset that makes now `wanted`; once stored it is never changed (the later call returns the stored one)."""
    row, _made = ClockOffset.objects.get_or_create(singleton=True, defaults={"offset": wanted - datetime.now(UTC)})
    return row.offset
