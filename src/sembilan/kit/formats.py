"""Numbers, dates and masked numbers as people here read them; Django's formats of the active language."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import get_language, gettext

from sembilan.render.numbers import half_up


def num(value: float | Decimal | None, decimals: int = 0) -> str:
    """1905 -> 1.905 in Indonesian, 1,905 in English; None -> a dash, never 0.

    Rounded half up from the shortest decimal form, as on paper (`render.numbers` prints the same): Django's own format cuts off.
    """
    return "–" if value is None else number_format(half_up(value, decimals), decimals, force_grouping=True)


def percent(share: float | None, decimals: int = 1) -> str:
    """0.1549 -> 15,5%."""
    return "–" if share is None else f"{num(Decimal(str(share)) * 100, decimals)}%"


def tanggal(value: Any) -> str:
    """24 November 2025."""
    if value is None:
        return "–"
    if isinstance(value, datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    return date_format(value, "j F Y")


def jam(value: datetime | None, *, seconds: bool = False) -> str:
    """10.42 in Indonesian, 10:42 in English; with seconds 10.42.07, 10:42:07."""
    if value is None:
        return "–"
    mark = ":" if get_language() == "en" else "."
    return date_format(timezone.localtime(value), mark.join(("H", "i", "s")[: 3 if seconds else 2]))


def waktu(value: datetime | None) -> str:
    """24 November 2025 10.42; in English 24 November 2025 10:42."""
    return "–" if value is None else f"{tanggal(value)} {jam(value)}"


def hari_jam(value: datetime, at: datetime) -> str:
    """When something begins, seen from `at`: the word of the day where there is one, and the hour.

    hari ini pukul 13.00 · besok pukul 08.00 · kemarin pukul 08.00 · 28 November 2025 pukul 08.00
    """
    away = (timezone.localtime(value).date() - timezone.localtime(at).date()).days
    near = {-1: gettext("kemarin"), 0: gettext("hari ini"), 1: gettext("besok")}
    return gettext("%(day)s pukul %(hour)s") % {"day": near.get(away) or tanggal(value), "hour": jam(value)}


def masked(nip: str) -> str:
    """A NIP outside its unit: birth date and sex hidden, the serial's end kept to tell people apart."""
    return f"{nip[:4]}{'•' * max(len(nip) - 6, 0)}{nip[-2:]}" if len(nip) > 6 else "•" * len(nip)
