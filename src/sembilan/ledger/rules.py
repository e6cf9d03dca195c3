"""What the tree hashes for a leaf, under which domain a payload is committed, and whose signature counts."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TypeVar

T = TypeVar("T")

DOMAIN = "sembilan/commit/v1/"  # followed by the leaf's kind, so that no leaf passes for one of another kind

OVERDUE = timedelta(hours=25)
"""How long a leaf waits for a checkpoint at most: one is made each day at 00.15 in Jakarta (tasks.py), with an hour for delays."""


def entry(kind: str, commitment: bytes, at: datetime) -> bytes:
    """The bytes that the tree hashes for a leaf: kind, time in whole seconds UTC, commitment. All of them public."""
    return f"{kind}\n{int(at.timestamp())}\n".encode() + commitment


def in_force(keys: Sequence[tuple[int, T]], size: int) -> T | None:
    """The key that signs the checkpoint over the first `size` leaves: the newest whose own leaf is among them; None without one.

    keys: (position of its leaf, key) in order; the first key of a log has no leaf, and stands at -1.
    """
    place = bisect_left([position for position, _key in keys], size)
    return keys[place - 1][1] if place else None
