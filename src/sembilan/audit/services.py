"""The verbs of the room. Called inside the transaction of the act itself."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import datetime
from typing import Any, Final, Protocol

from django.utils import timezone

from sembilan.audit.models import AuditEvent, ReadEvent, ReadSubject
from sembilan.kit.said import Said

LONGEST_WHY: Final = 300  # letters of a purpose that a person typed
BATCH: Final = 10_000  # rows an INSERT


class Acting(Protocol):
    """What audit needs to know of an actor."""

    @property
    def uuid(self) -> uuid.UUID: ...

    @property
    def label(self) -> str: ...


def witness(action: str, obj: Any, *, actor: Acting, at: datetime, path: str, **facts: Any) -> AuditEvent:
    """Record an act on `obj` (a saved row, or a string naming what has no row). `facts` must be JSON without personal data."""
    named = isinstance(obj, str)
    return AuditEvent.objects.create(
        at=at,
        actor=actor.uuid,
        actor_label=actor.label,
        action=action,
        object_type="" if named else obj._meta.label_lower,
        object_id=obj if named else str(getattr(obj, "uuid", obj.pk)),
        path=path,
        facts=facts,
    )


def note_reading(what: str, *, actor: Acting, at: datetime, why: str, path: str, subject: uuid.UUID) -> ReadEvent:
    """Record that the data of one person (`subject`) were read."""
    return ReadEvent.objects.create(
        at=at, actor=actor.uuid, actor_label=actor.label, what=what, why=_kept(why), subject=subject, path=path
    )


def note_listing(
    what: str, *, actor: Acting, at: datetime, why: str, path: str, people: Collection[uuid.UUID], count: int | None = None
) -> ReadEvent:
    """Record that a list or an export of many people was read: one row, and one a person, by which each finds it again.

    people: their uuids, in a hall their refs; empty where a file names nobody. count: how many rows it had, where that is not
    the number of people known.
    """
    held = set(people)
    reading = ReadEvent.objects.create(
        at=at,
        actor=actor.uuid,
        actor_label=actor.label,
        what=what,
        why=_kept(why),
        count=len(held) if count is None else count,
        path=path,
    )
    ReadSubject.objects.bulk_create([ReadSubject(reading=reading, subject=one, path=path) for one in held], batch_size=BATCH)
    return reading


def note_listing_daily(
    what: str, *, actor: Acting, at: datetime, why: str, path: str, people: Collection[uuid.UUID]
) -> ReadEvent | None:
    """The same for a page that one keeps open and that renews itself: once a day for each reader, purpose and set of people."""
    held = set(people)
    same = ReadEvent.objects.filter(what=what, actor=actor.uuid, why=_kept(why), path=path, count=len(held))
    for earlier in same.filter(at__date=timezone.localtime(at).date()):
        if held == set(ReadSubject.objects.filter(reading=earlier).values_list("subject", flat=True)):
            return None
    return note_listing(what, actor=actor, at=at, why=why, path=path, people=people)


def _kept(why: str) -> str:
    return why if isinstance(why, Said) else why[:LONGEST_WHY]
