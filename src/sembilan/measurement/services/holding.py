"""Keep an attempt out of a release, or take it back in: each with its reason, and with a new sheet."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import transaction

from sembilan.audit.services import witness
from sembilan.measurement import selectors
from sembilan.measurement.errors import (
    AlreadyHeld,
    AttemptUnknown,
    NotHeld,
    ReasonMissing,
)
from sembilan.measurement.models import (
    HeldAttempt,
    ScoringRun,
)
from sembilan.measurement.services.locking import open_run
from sembilan.measurement.services.sheets import make_sheet
from sembilan.tenancy.rules import NATION, Actor

LEAST_REASON = 10  # letters


@transaction.atomic
def hold_attempt(run: ScoringRun, ref: uuid.UUID, reason: str, *, actor: Actor, at: datetime) -> HeldAttempt:
    """Keep one attempt out of the release, with the reason.

    Raises NotAllowed, RunReleased, ReasonMissing, AttemptUnknown, AlreadyHeld.
    """
    row = open_run(run, "hold", actor)
    reason = _reason(reason)
    attempt = selectors.judged(row, ref)
    if attempt is None:
        raise AttemptUnknown
    if HeldAttempt.objects.filter(run=row, ref=ref, lifted_at=None).exists():
        raise AlreadyHeld
    held = HeldAttempt.objects.create(run=row, ref=ref, reason=reason, held_by=actor.label, held_at=at, path=attempt.path)
    _sheet_changed(row, at)
    witness("measurement.hold_attempt", held, actor=actor, at=at, path=NATION, run=str(row.uuid), ref=str(ref), reason=reason)
    run.refresh_from_db()
    return held


@transaction.atomic
def release_hold(run: ScoringRun, ref: uuid.UUID, reason: str, *, actor: Actor, at: datetime) -> HeldAttempt:
    """Take a held attempt back in, with the reason. Raises NotAllowed, RunReleased, NotHeld, ReasonMissing."""
    row = open_run(run, "hold", actor)
    reason = _reason(reason)
    held = HeldAttempt.objects.filter(run=row, ref=ref, lifted_at=None).first()
    if held is None:
        raise NotHeld
    held.lifted_reason, held.lifted_by, held.lifted_at = reason, actor.label, at
    held.save(update_fields=["lifted_reason", "lifted_by", "lifted_at"])
    _sheet_changed(row, at)
    witness("measurement.release_hold", held, actor=actor, at=at, path=NATION, run=str(row.uuid), ref=str(ref), reason=reason)
    run.refresh_from_db()
    return held


def _sheet_changed(run: ScoringRun, at: datetime) -> None:
    """Another set of people is another sheet: whoever checked or signed the former one does so again."""
    make_sheet(run, at)
    if run.state == ScoringRun.State.CHECKED:
        run.state, run.checked_at, run.checked_by = ScoringRun.State.SCORED, None, ""
        run.save(update_fields=["state", "checked_at", "checked_by"])


def _reason(text: str) -> str:
    cleaned = " ".join(text.split())
    if len(cleaned) < LEAST_REASON:
        raise ReasonMissing(least=LEAST_REASON)
    return cleaned[:300]
