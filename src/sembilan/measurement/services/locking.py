"""A run that may still be worked on, and the sheet that was read."""

from __future__ import annotations

from sembilan.measurement import selectors
from sembilan.measurement.access import can
from sembilan.measurement.errors import (
    MachineMayNot,
    RunReleased,
    SheetChanged,
)
from sembilan.measurement.models import (
    QualitySheet,
    ScoringRun,
)
from sembilan.tenancy.access import require
from sembilan.tenancy.rules import SYSTEM, Actor


def open_run(run: ScoringRun, action: str, actor: Actor, *, person: bool = False) -> ScoringRun:
    """The run, locked, if it may still be worked on."""
    require(can(actor, action))
    if person and actor.uuid == SYSTEM.uuid:
        raise MachineMayNot
    row = ScoringRun.objects.select_for_update().get(pk=run.pk)
    if row.state == ScoringRun.State.RELEASED:
        raise RunReleased
    return row


def same_sheet(run: ScoringRun, read: int | None) -> QualitySheet:
    sheet = selectors.sheet(run)
    if sheet is None or (read is not None and sheet.number != read):
        raise SheetChanged
    return sheet
