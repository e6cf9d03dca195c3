"""Answers that were given without reading: alike to picking at random, or one letter row upon row. Hints for people, no verdict."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any, Final, TypeAlias

import numpy as np

from sembilan.itembank.rules import chance_of
from sembilan.measurement.rules.judging import Codes, Sitting
from sembilan.measurement.rules.scoring import ScaleScores
from sembilan.measurement.rules.table import ItemRule, Model, Table
from sembilan.psychometrics.forensics import blind_ratio, random_positions

LEAST_QUESTIONS: Final = 20
"""Graded situational questions of a section; with fewer nobody can be told from chance. Questions with one right answer are left
out: there the weak guess honestly, and two of three at -3 would be taken for blind (docs/algorithms/scoring.md, 5)."""
LONGEST_RUN: Final = 15
"""So many questions in a row with the same letter are told as a straight line. With four options in balanced places, 90 questions
hold such a run by chance with a probability of 76 / 4^14, three in ten million; Johnson (2005), Journal of Research in
Personality 39, 103-129, looks at runs in the same way and takes each sample's own break."""

Pattern: TypeAlias = dict[str, Any]
"""{"ratio": log likelihood ratio against chance, None with too few such questions; "run": longest run of one letter}."""


def like_chance(pattern: Mapping[str, Any]) -> bool:
    """Whether nothing in the answers of this section tells the person from picking at random."""
    return pattern["ratio"] is not None and pattern["ratio"] <= 0


def straight(pattern: Mapping[str, Any]) -> bool:
    return bool(pattern["run"] >= LONGEST_RUN)


def patterns_of(
    sittings: Sequence[Sitting], codes: Codes, table: Table, scales: Mapping[str, ScaleScores]
) -> list[dict[str, Pattern]]:
    """Of everybody who sat one package, in the order of `codes`: section -> Pattern, for sections with scored questions."""
    found: list[dict[str, Pattern]] = [{} for _ in sittings]
    for section in table.sections:
        columns = [i for i, one in enumerate(table.items) if one.section == section and one.model is not None]
        if not columns:
            continue
        ratios = _ratios(codes, table, columns, scales)
        for row, sitting in enumerate(sittings):
            found[row][section] = {"ratio": ratios[row], "run": _longest_run(sitting, [table.items[i] for i in columns])}
    return found


def _ratios(codes: Codes, table: Table, columns: Sequence[int], scales: Mapping[str, ScaleScores]) -> list[float | None]:
    kept = [i for i in columns if table.items[i].type == "graded" and not table.items[i].fakeable]
    if not kept:
        return [None] * len(codes)
    rules = [table.items[i] for i in kept]
    theta = np.stack([scales[one.scale].theta for one in rules], axis=1)
    ratio, counted = blind_ratio(codes[:, kept], models_of(rules), [chances_of(one) for one in rules], theta)
    return [round(value, 2) if enough else None for value, enough in zip(ratio.tolist(), counted >= LEAST_QUESTIONS, strict=True)]


def _longest_run(sitting: Sitting, rules: Sequence[ItemRule]) -> int:
    """Of the questions that were answered with one letter, in their order; a question left out neither adds nor breaks."""
    given = [value for one in rules if isinstance(value := sitting.answers.get(one.item), str) and one.n_options]
    return max((sum(1 for _ in run) for _letter, run in groupby(given)), default=0)


def blind_positions(table: Table) -> dict[str, float]:
    """scale -> where whoever picks at random would be taken to stand, in logits (psychometrics.forensics.random_positions)."""
    rules = [one for one in table.items if one.model is not None]
    return random_positions([one.scale for one in rules], models_of(rules), [chances_of(one) for one in rules])


def models_of(rules: Sequence[ItemRule]) -> list[Model]:
    return [one.model for one in rules if one.model is not None]


def chances_of(rule: ItemRule) -> tuple[float, ...]:
    return chance_of(rule.type, rule.scoring, rule.n_options)
