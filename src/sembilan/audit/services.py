"""The two verbs of the room. Called inside the transaction of the act itself."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any, Protocol

from sembilan.audit.models import AuditEvent, ReadEvent


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


def note_reading(
    what: str, *, actor: Acting, at: datetime, why: str, path: str, subject: uuid.UUID | None = None, count: int = 1
) -> ReadEvent:
    """Record that a person's data were read (subject) or that `count` people's data were exported (subject None)."""
    return ReadEvent.objects.create(
        at=at, actor=actor.uuid, actor_label=actor.label, what=what, why=why[:300], subject=subject, count=count, path=path
    )
