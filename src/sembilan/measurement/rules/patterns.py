"""Answers that were given without reading: alike to picking at random, or one letter row upon row. Hints for people, no verdict."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any, Final, TypeAlias

import numpy as np

from sembilan.itembank.rules import chance_of, credits_of_letters
from sembilan.measurement.rules.judging import Codes, Sitting
from sembilan.measurement.rules.scoring import Float64
from sembilan.measurement.rules.table import ItemRule, Model, Table
from sembilan.psychometrics import forensics
from sembilan.psychometrics.forensics import blind_ratio, random_positions
from sembilan.psychometrics.quadrature import Grid
from sembilan.psychometrics.scoring import NO_EVIDENCE, score_eap

LEAST_QUESTIONS: Final = 60
"""Answered situational questions of a section; with fewer nobody is told from chance: over nine scales, two or three questions each
say too little of a weak person's position. Questions with one right answer are left out: there the weak guess honestly, and two of
three at -3 would be taken for blind (docs/algorithms/scoring.md, 5)."""
LONGEST_RUN: Final = 15
"""So many questions in a row with the same letter are told as a straight line. With four options in balanced places, 90 questions
hold such a run by chance with a probability of 76 / 4^14, three in ten million; Johnson (2005), Journal of Research in
Personality 39, 103-129, looks at runs in the same way and takes each sample's own break."""

LEAST_STATEMENTS: Final = 20
"""Answered statements about oneself of a section; with fewer a favourable one may mark the best answer in each and mean it."""
BEST_SHARE: Final = 0.95
"""From this share of best answers on, somebody is told as praising himself throughout (this product's setting; how seldom it meets
an honest person is measured in docs/algorithms/scoring.md, 5)."""

Pattern: TypeAlias = dict[str, Any]
"""{"ratio": log likelihood ratio against chance, None with too few such questions; "run": longest run of one letter; "best": share
of the statements about oneself answered in the most favourable way, None with too few}."""


def like_chance(pattern: Mapping[str, Any]) -> bool:
    """Whether nothing in the answers of this section tells the person from picking at random."""
    return pattern["ratio"] is not None and pattern["ratio"] <= 0


def straight(pattern: Mapping[str, Any]) -> bool:
    return bool(pattern["run"] >= LONGEST_RUN)


def self_praising(pattern: Mapping[str, Any]) -> bool:
    """Whether nearly every statement about himself was answered in the way that earns most: as one who wants the post would."""
    return pattern["best"] is not None and pattern["best"] >= BEST_SHARE


def patterns_of(sittings: Sequence[Sitting], codes: Codes, table: Table, grid: Grid) -> list[dict[str, Pattern]]:
    """Of everybody who sat one package, in the order of `codes`: section -> Pattern, for sections with scored questions."""
    found: list[dict[str, Pattern]] = [{} for _ in sittings]
    for section in table.sections:
        columns = [i for i, one in enumerate(table.items) if one.section == section and one.model is not None]
        if not columns:
            continue
        ratios, best = _ratios(codes, table, columns, grid), _best_shares(codes, table, columns)
        for row, sitting in enumerate(sittings):
            run = _longest_run(sitting, [table.items[i] for i in columns])
            found[row][section] = {"ratio": ratios[row], "run": run, "best": best[row]}
    return found


def _ratios(codes: Codes, table: Table, columns: Sequence[int], grid: Grid) -> list[float | None]:
    kept = [i for i in columns if table.items[i].type == "graded" and not table.items[i].fakeable]
    if not kept:
        return [None] * len(codes)
    rules = [table.items[i] for i in kept]
    answered = np.where(codes[:, kept] >= 0, codes[:, kept], np.int8(NO_EVIDENCE))
    theta = _positions(answered, rules, grid)
    ratio, counted = blind_ratio(answered, models_of(rules), [chances_of(one) for one in rules], theta)
    return [round(value, 2) if enough else None for value, enough in zip(ratio.tolist(), counted >= LEAST_QUESTIONS, strict=True)]


def _best_shares(codes: Codes, table: Table, columns: Sequence[int]) -> list[float | None]:
    kept = [i for i in columns if table.items[i].fakeable]
    highest = np.array([model.n_categories - 1 for model in models_of([table.items[i] for i in kept])])
    answered = (codes[:, kept] >= 0).sum(axis=1)
    best = (codes[:, kept] == highest).sum(axis=1)
    return [round(int(b) / int(n), 3) if n >= LEAST_STATEMENTS else None for b, n in zip(best, answered, strict=True)]


def _positions(answered: Codes, rules: Sequence[ItemRule], grid: Grid) -> Float64:
    """(n_persons, n_items): the position on each item's scale from what was answered alone. What was left open counts as the lowest
    answer in a score; here it would make whoever ran out of time look like somebody who does not read."""
    theta = np.empty(answered.shape)
    for scale in dict.fromkeys(one.scale for one in rules):
        here = [i for i, one in enumerate(rules) if one.scale == scale]
        theta[:, here] = score_eap(answered[:, here], models_of([rules[i] for i in here]), grid).theta[:, None]
    return theta


def _longest_run(sitting: Sitting, rules: Sequence[ItemRule]) -> int:
    """Of the questions that were answered with one letter, in their order; a question left out neither adds nor breaks."""
    given = [value for one in rules if isinstance(value := sitting.answers.get(one.item), str) and one.n_options]
    return max((sum(1 for _ in run) for _letter, run in groupby(given)), default=0)


def blind_positions(table: Table) -> dict[str, float]:
    """scale -> where whoever picks at random would be taken to stand, in logits (psychometrics.forensics.random_positions)."""
    rules = [one for one in table.items if one.model is not None]
    return random_positions([one.scale for one in rules], models_of(rules), [chances_of(one) for one in rules])


def letter_positions(table: Table) -> dict[str, dict[str, float]]:
    """scale -> letter -> where whoever marks that letter all the way down would be taken to stand, in logits."""
    rules = [one for one in table.items if one.model is not None]
    credits_ = [credits_of_letters(one.type, one.scoring, one.n_options) for one in rules]
    return forensics.letter_positions([one.scale for one in rules], models_of(rules), credits_)


def models_of(rules: Sequence[ItemRule]) -> list[Model]:
    return [one.model for one in rules if one.model is not None]


def chances_of(rule: ItemRule) -> tuple[float, ...]:
    return chance_of(rule.type, rule.scoring, rule.n_options)
