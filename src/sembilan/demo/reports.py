"""The individual reports of one unit, made at the first start; all others are made when somebody asks for them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

from django.db import transaction

from sembilan.demo import cast, progress
from sembilan.reporting import selectors, services
from sembilan.tenancy import selectors as tenancy
from sembilan.tenancy.models import Organisation
from sembilan.tenancy.rules import Actor

STEP: Final = "reports"
PURPOSE: Final = "Umpan balik kepada pegawai satu unit"
FEW: Final = 6
MANY: Final = 20


def make_reports(*, clock: Callable[[], datetime]) -> str:
    """Batches are kept as they are made, so the mark comes after the last one; a start that broke off makes what is missing."""
    at = clock()
    with cast.acting("komite") as actor:
        unit = _unit(actor)
        if unit is not None:
            job = services.plan_unit_reports(unit, purpose=PURPOSE, actor=actor, at=at)
            paths = actor.scope
    if unit is None:
        return "no unit of a fitting size"
    services.run_job(job, actor=actor, paths=paths, clock=clock, workers=0)
    with transaction.atomic():
        progress.mark(STEP, at=at)
    return f"{job.done} of {unit.name}"


def _unit(actor: Actor) -> Organisation | None:
    """The first unit with enough people for a look and few enough to wait for."""
    for unit in tenancy.units_below(cast.agency(actor)):
        if FEW <= selectors.reported(unit).count() <= MANY:
            return unit
    return None
