"""Scoring handed to the background, and how far it is."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from sembilan.audit.services import witness
from sembilan.kit import jobs
from sembilan.kit.text import gettext_noop
from sembilan.measurement.access import can
from sembilan.measurement.errors import (
    TitleMissing,
)
from sembilan.measurement.models import (
    ScoringRequest,
)
from sembilan.measurement.services.scoring import closed
from sembilan.tenancy.access import require
from sembilan.tenancy.rules import NATION, Actor

BROKEN_OFF = gettext_noop("Penskoran berhenti karena gangguan sistem. Tidak ada hasil yang tersimpan; mulailah lagi.")


@transaction.atomic
def request_scoring(
    title: str,
    period: str,
    session_uuids: Iterable[uuid.UUID],
    path: str,
    *,
    actor: Actor,
    at: datetime,
) -> ScoringRequest:
    """Hand a scoring to the background: what would be refused later is refused now. Raises as `score_sessions`."""
    require(can(actor, "score"))
    if not title.strip() or not period.strip():
        raise TitleMissing
    sessions = closed(session_uuids, path)
    wanted = ScoringRequest.objects.create(
        title=title.strip()[:200],
        period=period.strip()[:20],
        path=path,
        sessions=[str(one.uuid) for one in sessions],
        wanted_by=actor.label,
        wanted_at=at,
    )
    jobs.defer("measurement.score_sessions", request_id=wanted.pk, user_id=actor.user_id, scope_paths=actor.scope)
    witness("measurement.request_scoring", wanted, actor=actor, at=at, path=NATION, sessions=len(sessions))
    return wanted


def note_progress(request_id: int, **changes: Any) -> None:
    """How far the background is: not witnessed, for nothing has been decided."""
    ScoringRequest.objects.filter(pk=request_id).update(**changes)


def note_broken_off(request_id: int) -> None:
    """What is still marked as being worked on when its job ends has broken off."""
    ScoringRequest.objects.filter(pk=request_id, state=ScoringRequest.State.WORKING).update(
        state=ScoringRequest.State.FAILED, problem=BROKEN_OFF
    )
