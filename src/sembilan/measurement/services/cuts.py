"""Load the standard-setting tables that come with the product."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

from django.db import transaction

from sembilan.audit.services import witness
from sembilan.measurement import selectors
from sembilan.measurement.access import can
from sembilan.measurement.errors import (
    CutsUnreadable,
)
from sembilan.measurement.models import (
    CutTable,
)
from sembilan.psychometrics.models.errors import CutTableInvalid
from sembilan.tenancy.access import require
from sembilan.tenancy.rules import NATION, Actor

CUTS = Path(__file__).parents[1] / "cuts"


@transaction.atomic
def load_cuts(*, actor: Actor, at: datetime, folder: Path = CUTS) -> int:
    """Add the standard-setting tables that come with the product and are not there yet. Returns how many. Raises CutsUnreadable."""
    require(can(actor, "load_cuts"))
    have = set(CutTable.objects.values_list("scale", "version"))
    new = [row for file in sorted(folder.glob("*.json")) for row in _cuts(file, at) if (row.scale, row.version) not in have]
    CutTable.objects.bulk_create(new)
    if new:
        witness("measurement.load_cuts", "cuts", actor=actor, at=at, path=NATION, tables=len(new))
    return len(new)


def _cuts(file: Path, at: datetime) -> list[CutTable]:
    record = json.loads(file.read_text())
    rows = []
    for scale, one in record["scales"].items():
        row = CutTable(
            scale=scale,
            version=record["version"],
            cuts=one["cuts"],
            errors=one["errors"],
            source=record["source"],
            sample=record["sample"],
            made_at=at,
        )
        try:
            selectors.as_cuts(row)
        except CutTableInvalid as wrong:
            raise CutsUnreadable(scale=scale, reason=str(wrong)) from wrong
        rows.append(row)
    return rows
