"""Who looked at one person: alone, in a list or in an export. One answer for the person himself and for whoever may see him."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone

from sembilan.audit.models import ReadEvent
from sembilan.kit import scope
from sembilan.people.models import Official
from sembilan.profiling import access
from sembilan.scheduling import selectors as scheduling
from sembilan.tenancy.rules import Actor


@dataclass(frozen=True)
class Look:
    """Readings of the person's data that one reader made on one day on one page for one purpose. at: the latest of them.
    count: how many people a list or an export held; None where he was read alone."""

    at: datetime
    actor_label: str
    what: str
    why: str
    count: int | None
    times: int


def who_looked(official: Official, *, actor: Actor) -> list[Look]:
    """Every reading of the person's data by others, the latest first: all of them for the person himself, for others those made
    within their scope (an empty list for whoever may not see him).

    A hall knows him by his candidate ref and notes its readings under it, so each of his refs is asked for beside his own uuid.
    """
    if not access.can(actor, "view", official):
        return []
    own = access.own_official(actor) == official.pk
    himself = actor.uuid if own else official.user.uuid if official.user else None
    found: dict[int, ReadEvent] = {}
    refs = scheduling.registrations_of(official).order_by().values_list("ref", flat=True)  # unordered: events are not his to read
    for subject in [*refs, official.uuid]:
        if own:
            scope.add_identity(subject=subject)
        found |= _readings(subject, himself)
    return _together(sorted(found.values(), key=lambda one: (one.at, one.pk), reverse=True))


def _readings(subject: uuid.UUID, himself: uuid.UUID | None) -> dict[int, ReadEvent]:
    by_himself = Q() if himself is None else ~Q(actor=himself)
    return {
        one.pk: one
        for told in (Q(subject=subject), Q(people__subject=subject))
        for one in ReadEvent.objects.filter(told & by_himself)
    }


def _together(readings: Sequence[ReadEvent]) -> list[Look]:
    """Readings, the latest first, drawn together by day, reader, page and purpose: who pages through a list is told once."""
    together: dict[tuple[Any, ...], list[ReadEvent]] = {}
    for one in readings:
        key = (timezone.localtime(one.at).date(), one.actor, one.actor_label, one.what, one.why)
        together.setdefault(key, []).append(one)
    return [
        Look(first.at, first.actor_label, first.what, first.why, first.count if first.subject is None else None, len(same))
        for same in together.values()
        for first in same[:1]
    ]
