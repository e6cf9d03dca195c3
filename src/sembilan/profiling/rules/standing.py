"""Where people stand after a mapping: what a preview shows, its confirmation writes and the leaf of the run commits to. Pure."""

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
    digest = hashlib.sha256(b"[")
    for place, row in enumerate(sorted(rows, key=lambda row: row.official)):
        digest.update((b"," if place else b"") + rfc8785.dumps(list(row)))
    digest.update(b"]")
    return digest.hexdigest()
