"""Numbers, dates and masked numbers as people here read them; Django's formats of the active language."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format, number_format


def num(value: float | int | None, decimals: int = 0) -> str:
    """1905 -> 1.905 in Indonesian, 1,905 in English; None -> a dash, never 0."""
    return "–" if value is None else number_format(value, decimals, force_grouping=True)


def tanggal(value: Any) -> str:
    """24 November 2025."""
    if value is None:
        return "–"
    if isinstance(value, datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    return date_format(value, "j F Y")


def jam(value: datetime | None) -> str:
    return "–" if value is None else date_format(timezone.localtime(value), "H.i")


def waktu(value: datetime | None) -> str:
    """24 November 2025 10.42."""
    return "–" if value is None else f"{tanggal(value)} {jam(value)}"


def masked(nip: str) -> str:
    """A NIP outside its unit: birth date and sex hidden, the serial's end kept to tell people apart."""
    return f"{nip[:4]}{'•' * max(len(nip) - 6, 0)}{nip[-2:]}" if len(nip) > 6 else "•" * len(nip)
