"""Load the dictionary that comes with the product. A changed wording is a new version; the old one stays for old results."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from sembilan.audit.services import Acting, witness
from sembilan.competency.models import Construct
from sembilan.competency.rules import FOLDER, GROUPS, VERSION


def load_dictionary(*, actor: Acting, at: datetime) -> int:
    """Add what is not there yet. Returns how many constructs were added; a second call adds none."""
    have = set(Construct.objects.filter(version=VERSION).values_list("code", flat=True))
    new = [
        _construct(group, order, json.loads((FOLDER / group / f"{code}.json").read_text()))
        for group, codes in GROUPS.items()
        for order, code in enumerate(codes)
        if code not in have
    ]
    Construct.objects.bulk_create(new)
    if new:
        witness("competency.load_dictionary", f"version {VERSION}", actor=actor, at=at, path="n", constructs=len(new))
    return len(new)


def _construct(group: str, order: int, record: dict[str, Any]) -> Construct:
    return Construct(
        group=group,
        code=record["code"],
        version=VERSION,
        order=order,
        name=record["name"],
        definition=record["definition"],
        source=record["source"],
        content=record,
    )
