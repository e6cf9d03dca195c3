"""The talent period: the calendar year whose evidence and rules belong together. Pure."""

from __future__ import annotations

import re
from datetime import date


def is_period(text: str) -> bool:
    """
    >>> is_period("2025"), is_period("2025/2026"), is_period("²⁰²⁵")
    (True, False, False)
    """
    return re.fullmatch(r"[0-9]{4}", text) is not None


def period_of(day: date) -> str:
    """
    >>> period_of(date(2025, 10, 31))
    '2025'
    """
    return f"{day:%Y}"
