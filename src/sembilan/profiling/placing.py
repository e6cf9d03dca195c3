"""Placing people by a policy: profiles and registers in, boxes and chances out. Mapping and preview share it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from sembilan.profiling import arrays, evidence_rows
from sembilan.profiling.arrays import Assessed
from sembilan.profiling.evidence_rows import Column, Person, Registers
from sembilan.profiling.rules.draws import Assessment, BoxChance, box_probabilities
from sembilan.profiling.rules.levels import Bool
from sembilan.profiling.rules.talent_box import BoxFinding, Document, find_boxes
from sembilan.profiling.rules.talent_rules import TalentRules

EFFECTS = {Document.DECIDES: "decides", Document.MAY_DECIDE: "may_decide", Document.MAY_NARROW: "may_narrow"}


@dataclass(frozen=True)
class Result:
    """The newest valid result of one person, as a mapping reads it."""

    id: int
    source: str
    source_label: str
    measured_on: date
    period: str
    evidence: str
    indicative: bool
    error_known: bool
    factors: float | None
    levels: Mapping[str, Any]
    required: Mapping[str, int]


@dataclass(frozen=True)
class Placed:
    """n people placed: values, known and rise as the rules read them, columns with origins, the finding."""

    values: np.ndarray[Any, Any]
    known: Bool
    rise: np.ndarray[Any, Any]
    columns: Mapping[str, Column]
    finding: BoxFinding
    assessed: Assessed
    required: np.ndarray[Any, Any]
    error_known: Bool


def place(
    rules: TalentRules, people: Sequence[Person], results: Sequence[Result | None], registers: Registers, as_of: date
) -> Placed:
    """Axes and boxes of n people. results: the newest valid result of each, None where there is none."""
    held = [None if one is None else one.levels for one in results]
    assessed = arrays.of_profiles(held, [None if one is None else one.factors for one in results])
    required = arrays.required_of([None if one is None else one.required or None for one in results])
    measured = arrays.measured(rules, assessed, required)
    values, known, rise, columns = evidence_rows.collect(rules, people, registers, as_of, measured)
    for item in rules.inputs:
        if item.measure is not None:
            _tell_source(columns[item.code], results)
    error_known = np.array([one is None or one.error_known for one in results], dtype=np.bool_)
    return Placed(values, known, rise, columns, find_boxes(rules, values, known, rise), assessed, required, error_known)


def chances(rules: TalentRules, placed: Placed, keys: Sequence[uuid.UUID], seed: int) -> BoxChance:
    """Lowest and highest probability of each box; NaN where an assessment's error is unknown.

    keys: one a person, the same in every run.
    """
    stream = np.array([key.int & (2**64 - 1) for key in keys], dtype=np.uint64)
    found = placed.assessed
    competency = Assessment(found.competency, placed.required.clip(min=0), placed.error_known, found.competency_loading)
    aspects = np.zeros(found.potential.shape[:2], dtype=np.int64)
    potential = Assessment(found.potential, aspects, placed.error_known, found.potential_loading)
    return box_probabilities(
        rules, placed.values, placed.known, competency, potential, seed=seed, keys=stream, factors=found.factors, rise=placed.rise
    )


def told_inputs(rules: TalentRules, placed: Placed, row: int) -> tuple[dict[str, Any], list[str]]:
    """The inputs of one person with value, origin and effect; the codes whose document would decide or narrow the box, strongest
    first."""
    told: dict[str, Any] = {}
    waiting: list[tuple[int, str]] = []
    for column, item in enumerate(rules.inputs):
        low, rise = int(placed.values[row, column]), int(placed.rise[row, column])
        some = bool(placed.known[row, column])
        known = some and rise == 0
        effect = Document(int(placed.finding.documents[row, column]))
        told[item.code] = {
            "value": low if known else None,
            "known": known,
            **({"low": low, "high": low + rise} if some and not known else {}),
            **placed.columns[item.code].origins[row],
            "effect": EFFECTS.get(effect, ""),
        }
        if effect != Document.NOTHING:
            waiting.append((-int(effect), item.code))
    return told, [code for _effect, code in sorted(waiting, key=lambda pair: pair[0])]


def _tell_source(column: Column, results: Sequence[Result | None]) -> None:
    for row, result in enumerate(results):
        if result is not None:
            column.origins[row] = {**column.origins[row], "source": result.source_label, "date": result.measured_on.isoformat()}
