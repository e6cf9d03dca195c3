"""From what stands at the end of a journal to category codes.

Codes, int8: a category 0 .. n_categories - 1; SKIPPED (the question was reached and has no answer that stands, a withdrawn one
included); NOT_REACHED (it lies behind the last question reached in its section); UNREADABLE (something stands there that is no
answer to this question: it counts as SKIPPED and is reported). A best-worst block has ANSWERED in place of a category.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, TypeAlias
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from sembilan.measurement.rules.numbers import number, readings
from sembilan.measurement.rules.table import BEST_WORST, ItemRule, Table

SKIPPED: Final = -1
NOT_REACHED: Final = -3
UNREADABLE: Final = -4
ANSWERED: Final = 0

Codes: TypeAlias = NDArray[np.int8]


@dataclass(frozen=True)
class Sitting:
    """The evidence of one attempt: what stands at the end of its journal, no name.

    answers: item -> value, None where it was withdrawn. reached: the questions that were shown or answered. ended: the sections
    that the person ended himself. seconds: section -> time. state: of the attempt, as the hall left it.
    """

    ref: UUID
    package: str
    session: UUID
    answers: Mapping[str, Any]
    reached: frozenset[str]
    ended: frozenset[str]
    seconds: Mapping[str, float]
    state: str
    path: str


@dataclass(frozen=True)
class Career:
    """One person's choices: scale -> (best, worst, shown in answered blocks). blocks: in his form."""

    counts: Mapping[str, tuple[int, int, int]]
    blocks_answered: int
    blocks: int


def judge(value: Any, item: ItemRule) -> int:
    """The category of an answer, SKIPPED where there is none, UNREADABLE where what stands there is no answer to this question.

    single: the key or not · multiple: exactly the keyed set or not · graded: its credit · numeric: within the tolerance, read as
    people write it (`number`) · ranking: exactly the keyed order or not · best_worst: ANSWERED when both choices are there.
    """
    if value is None or value in ("", [], {}):
        return SKIPPED
    scoring = item.scoring
    match item.type, value:
        case "single", str():
            return int(value == scoring["key"])
        case "graded", str():
            return int(scoring["credits"].get(value, UNREADABLE))
        case "multiple", list() if _strings(value):
            return int(set(value) == set(scoring["keys"]))
        case "ranking", list() if _strings(value):
            return int(value == list(scoring["order"]))
        case "numeric", str():
            return int(_near(value, scoring))
        case "best_worst", {"best": str(best), "worst": str(worst)}:
            return ANSWERED if best != worst and {best, worst} <= set(scoring["scales"]) else UNREADABLE
        case _:
            return UNREADABLE


def _near(value: str, scoring: Mapping[str, Any]) -> bool:
    key, tolerance = number(scoring["key"]), Decimal(str(scoring.get("tolerance", "0")))
    return key is not None and any(abs(one - key) <= tolerance for one in readings(value))


def _strings(value: list[Any]) -> bool:
    return all(isinstance(one, str) for one in value)


def judge_all(sittings: Sequence[Sitting], table: Table) -> Codes:
    """Codes of everybody who sat one package, int8 (n_persons, n_items).

    Reached is what lies at or before the last question of its section that was shown or answered: who jumps over a question by the
    navigator has reached it, and cannot turn a skip into a question never seen. Nor can he by ending a section himself: what he
    then leaves unseen was left by choice, and counts as skipped.
    """
    codes = np.full((len(sittings), len(table.items)), SKIPPED, dtype=np.int8)
    known: list[dict[str, int]] = [{} for _ in table.items]
    for row, sitting in enumerate(sittings):
        for name, value in sitting.answers.items():
            column = table.at.get(name)
            if column is None:
                continue  # an item of another form never enters a journal; were it there, it is no evidence here
            if isinstance(value, str):
                memory = known[column]
                if value not in memory:
                    memory[value] = judge(value, table.items[column])
                codes[row, column] = memory[value]
            else:
                codes[row, column] = judge(value, table.items[column])
    reached = _reached(sittings, table) | _left_by_choice(sittings, table)
    codes[(codes == SKIPPED) & ~reached] = NOT_REACHED
    return codes


def _reached(sittings: Sequence[Sitting], table: Table) -> NDArray[np.bool_]:
    shown = np.zeros((len(sittings), len(table.items)), dtype=np.bool_)
    for row, sitting in enumerate(sittings):
        seen = [table.at[name] for name in (*sitting.reached, *sitting.answers) if name in table.at]
        shown[row, seen] = True
    sections = np.array([one.section for one in table.items])
    for section in table.sections:
        columns = np.flatnonzero(sections == section)
        shown[:, columns] = np.logical_or.accumulate(shown[:, columns[::-1]], axis=1)[:, ::-1]
    return shown


def _left_by_choice(sittings: Sequence[Sitting], table: Table) -> NDArray[np.bool_]:
    """Questions of sections that the person ended himself; a section that ran out of time, or broke off with the hall, is none."""
    left = np.zeros((len(sittings), len(table.items)), dtype=np.bool_)
    columns = {section: [i for i, one in enumerate(table.items) if one.section == section] for section in table.sections}
    for row, sitting in enumerate(sittings):
        for section in sitting.ended & columns.keys():
            left[row, columns[section]] = True
    return left


def career_counts(sitting: Sitting, table: Table) -> Career | None:
    """Best and worst within one person, over the blocks he answered; None where his form has no blocks.

    Only answered blocks count as shown, so a skipped block leans to nothing. These numbers compare a person's own leanings alone.
    """
    blocks = [one for one in table.items if one.type == BEST_WORST]
    if not blocks:
        return None
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    answered = 0
    for block in blocks:
        value = sitting.answers.get(block.item)
        if value is None or judge(value, block) != ANSWERED:
            continue
        answered += 1
        scales: Mapping[str, str] = block.scoring["scales"]
        for scale in scales.values():
            counts[scale][2] += 1
        counts[scales[value["best"]]][0] += 1
        counts[scales[value["worst"]]][1] += 1
    return Career({scale: (b, w, n) for scale, (b, w, n) in sorted(counts.items())}, answered, len(blocks))


def by_package(sittings: Iterable[Sitting]) -> dict[str, list[Sitting]]:
    """The people of each package, packages and people in a fixed order: the same evidence gives the same bytes."""
    groups: dict[str, list[Sitting]] = defaultdict(list)
    for sitting in sorted(sittings, key=lambda one: (one.package, one.ref)):
        groups[sitting.package].append(sitting)
    return dict(groups)
