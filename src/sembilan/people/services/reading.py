"""Who read a list of officials: written as its page is shown."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from sembilan.audit.services import note_listing
from sembilan.people.models import Official
from sembilan.tenancy.rules import Actor, common, covers


def note_list(rows: Collection[Official], why: str, *, actor: Actor, at: datetime) -> None:
    """A page of officials was shown: one reading at each node of the reader's scope that has any of them."""
    parts: dict[str, list[Official]] = defaultdict(list)
    for row in rows:
        parts[next(node for node in actor.scope if covers(node, row.path))].append(row)
    for part in parts.values():
        path = common([row.path for row in part])
        note_listing("people.list", actor=actor, at=at, why=why, path=path, people=[row.uuid for row in part])
