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
    """Probabilities 0-1.

    gap_named_from: a gap is named only where the level lies below the standard with at least this probability
    strength_named_from: a strength, where it lies above · met_firmly_from: "met with high certainty"
    wide_gap_from: expected missing levels from which a gap gets two suggestions
    levels_without_error: where the error of a result is unknown, whole levels from which a gap is named
    box_mentioned_from: other boxes and cells are named from this probability
    range_too_wide_from: where the chance of every possible box spans this much, no figures are shown · `most`: length of the lists
    """

    code: str
    version: str
    source: str
    gap_named_from: float
    strength_named_from: float
    met_firmly_from: float
    wide_gap_from: float
    levels_without_error: int
    strengths_most: int
    growth_most: int
    suggestions_most: int
    box_mentioned_from: float
    range_too_wide_from: float


def parse_narrative(data: Mapping[str, Any]) -> NarrativePolicy:
    """Raises KeyError for a missing field, ValueError for a threshold that would name what is less likely than not."""
    policy = NarrativePolicy(
        code=data["code"],
        version=data["version"],
        source=data["source"],
        gap_named_from=float(Decimal(data["gap_named_from"])),
        strength_named_from=float(Decimal(data["strength_named_from"])),
        met_firmly_from=float(Decimal(data["met_firmly_from"])),
        wide_gap_from=float(Decimal(data["wide_gap_from"])),
        levels_without_error=int(data["levels_without_error"]),
        strengths_most=int(data["strengths_most"]),
        growth_most=int(data["growth_most"]),
        suggestions_most=int(data["suggestions_most"]),
        box_mentioned_from=float(Decimal(data["box_mentioned_from"])),
        range_too_wide_from=float(Decimal(data["range_too_wide_from"])),
    )
    named = (policy.gap_named_from, policy.strength_named_from, policy.met_firmly_from)
    if not all(0.5 < share <= 1 for share in named):
        raise ValueError("a sentence may name only what is more likely than not")
    if policy.levels_without_error < 1:
        raise ValueError("a gap is at least one level")
    return policy


@cache
def narrative_policy() -> NarrativePolicy:
    """The policy shipped with the product."""
    text = (files("sembilan.reporting") / "policies" / "narrative.json").read_text(encoding="utf-8")
    return parse_narrative(json.loads(text))
