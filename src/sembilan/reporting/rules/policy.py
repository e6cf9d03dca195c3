"""The thresholds by which sentences are chosen: versioned data (policies/narrative.json), with their source."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class NarrativePolicy:
    """Probabilities 0-1. How sure a verdict is follows from the 90% range that the page shows (`Finding.verdict`), not from here.

    wide_gap_from: expected missing levels from which a gap gets two suggestions
    box_mentioned_from: boxes and cells are named from this probability; 5% is what the 90% range, too, leaves out at either end
    range_too_wide_from: where the chance of every possible box spans this much, no figures are shown · `most`: length of the lists
    """

    code: str
    version: str
    source: str
    wide_gap_from: float
    strengths_most: int
    growth_most: int
    suggestions_most: int
    box_mentioned_from: float
    range_too_wide_from: float


def parse_narrative(data: Mapping[str, Any]) -> NarrativePolicy:
    """Raises KeyError for a missing field."""
    return NarrativePolicy(
        code=data["code"],
        version=data["version"],
        source=data["source"],
        wide_gap_from=float(Decimal(data["wide_gap_from"])),
        strengths_most=int(data["strengths_most"]),
        growth_most=int(data["growth_most"]),
        suggestions_most=int(data["suggestions_most"]),
        box_mentioned_from=float(Decimal(data["box_mentioned_from"])),
        range_too_wide_from=float(Decimal(data["range_too_wide_from"])),
    )


@cache
def narrative_policy() -> NarrativePolicy:
    """The policy shipped with the product."""
    text = (files("sembilan.reporting") / "policies" / "narrative.json").read_text(encoding="utf-8")
    return parse_narrative(json.loads(text))
