"""What a kind of leaf commits to, told again from the rows. Rooms register here from above; the log learns no context."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Committed:
    """One stored object that a leaf should commit to.

    position: of the leaf that the object names (None: it names none). at: when the object says it came to be. words: what it is,
    in the language in force when it is
    told, without a person in it. facts: the payload, built anew from the rows by the function that built it at the
    time; called late, for it may read much.
    """

    position: int | None
    at: datetime | None
    words: str
    facts: Callable[[], dict[str, Any]]


Told = Callable[[], Iterable[Committed]]
_kinds: dict[str, Told] = {}


def committed(kind: str) -> Callable[[Told], Told]:
    """Decorate a room's function that streams every stored object of this kind (`leaves.py`, imported when the app is ready)."""

    def register(told: Told) -> Told:
        _kinds[kind] = told
        return told

    return register


def kinds() -> dict[str, Told]:
    """Kind -> every object of it, by name."""
    return dict(sorted(_kinds.items()))
