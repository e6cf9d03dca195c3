"""Where people stand after a mapping, as a leaf of the log commits to it. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import NamedTuple

import rfc8785


class Standing(NamedTuple):
    """One person: official's uuid, box (1..9, None: no single one), possible boxes, axes from and to in hundredths."""

    official: str
    box: int | None
    possible: list[int]
    performance_low: int
    performance_high: int
    potential_low: int
    potential_high: int


def results_digest(rows: Iterable[Standing]) -> str:
    """SHA-256, in hexadecimals, over the RFC 8785 form of all rows, ordered by official."""
    return hashlib.sha256(rfc8785.dumps([list(row) for row in sorted(rows, key=lambda row: row.official)])).hexdigest()
