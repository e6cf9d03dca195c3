"""Invented people at the test: what they would answer, how long they take, what they leave. Pure.

A person is one draw of abilities over all scales (correlated, with a mean that depends on his tier), of leanings, of a pace and
of a habit. What he answers to a question follows from the question's own model; what he leaves and when his time is over follow
from his habit and pace. Nothing here may be taken for a finding about people.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum
from typing import Any, Final

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from sembilan.competency.rules import ASPECTS, CAREER, COMPETENCIES, PILLARS
from sembilan.itembank.rules import LETTERS
from sembilan.measurement.rules.table import BEST_WORST, ItemRule, Table
from sembilan.psychometrics.simulate import knowledge, simulate_responses, simulate_seconds

SCALES: Final = (*COMPETENCIES, *ASPECTS, *PILLARS)
_GROUP: Final = np.repeat([0, 1, 2], [len(COMPETENCIES), len(ASPECTS), len(PILLARS)])

MEANS: Final[Mapping[str, tuple[float, float, float]]] = {
    "Administrator": (0.85, 0.45, 0.25),
    "JF Ahli Madya": (0.75, 0.45, 0.40),
    "Pengawas": (0.20, 0.15, 0.10),
    "JF Ahli Muda": (0.15, 0.25, 0.35),
    "Pelaksana": (-0.55, -0.25, 0.00),
}
"""Mean ability in competencies, potential and digital literacy by tier, in logits: a little above what the tier must show."""

WEIGHTS: Final = (0.45, 0.35, 0.55)
"""Of what all scales share, of what a group of scales shares, and of a scale's own part. Their squares sum to 0.63: people of one
tier are more alike than a whole population."""

SECONDS: Final[Mapping[str, float]] = {"situational": 24.0, "keyed": 38.0, "digital": 26.0, "self_report": 7.0, "preference": 15.0}
PACE_SD: Final = 0.18
NOISE_SD: Final = 0.45
SLOW: Final = 0.75  # log units: a little more than twice the time
UNSURE: Final = 0.30
STRAY: Final = 0.004  # questions overlooked by anybody

NOTHING: Final = -1


class Habit(IntEnum):
    """How a person works through a test."""

    STEADY = 0
    SKIPS_UNSURE = 1
    SKIPS_SOME = 2
    STRAIGHT_LINE = 3
    SLOW = 4


SHARES: Final = (0.87, 0.04, 0.04, 0.01, 0.04)


@dataclass(frozen=True)
class People:
    """n invented people. theta: (n, n_scales) logits, columns as SCALES; leanings: (n, n_career) utilities, columns as CAREER;
    pace: (n,) log units, higher is faster; habit: (n,) Habit; skip_rate: (n,)."""

    theta: NDArray[np.float64]
    leanings: NDArray[np.float64]
    pace: NDArray[np.float64]
    habit: NDArray[np.int8]
    skip_rate: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.theta)

    def chosen(self, rows: Sequence[int]) -> People:
        index = np.asarray(rows, dtype=np.intp)
        return People(self.theta[index], self.leanings[index], self.pace[index], self.habit[index], self.skip_rate[index])


@dataclass(frozen=True)
class SectionWork:
    """What one person leaves in one section: (item, value, milliseconds since he opened it) in order; how long he was at it in
    seconds; whether the time ended it."""

    answers: tuple[tuple[str, Any, int], ...]
    seconds: float
    ran_out: bool


def invent_people(tiers: Sequence[str], *, rng: Generator) -> People:
    """One person a tier name given; an unknown tier has the mean of the whole."""
    n = len(tiers)
    means = np.array([MEANS.get(tier, (0.0, 0.0, 0.0)) for tier in tiers], dtype=np.float64).reshape(n, 3)
    general, shared, own = rng.standard_normal((n, 1)), rng.standard_normal((n, 3)), rng.standard_normal((n, len(SCALES)))
    theta = means[:, _GROUP] + WEIGHTS[0] * general + WEIGHTS[1] * shared[:, _GROUP] + WEIGHTS[2] * own
    habit = rng.choice(len(SHARES), size=n, p=SHARES).astype(np.int8)
    pace = rng.normal(0.0, PACE_SD, n) - SLOW * (habit == Habit.SLOW)
    skip_rate = np.where(habit == Habit.SKIPS_SOME, rng.uniform(0.05, 0.18, n), STRAY)
    return People(theta, rng.normal(0.0, 0.9, (n, len(CAREER))), pace, habit, skip_rate)


def sit(
    people: People, table: Table, seconds: Mapping[str, float], extra: Sequence[int], *, rng: Generator
) -> list[list[SectionWork]]:
    """What everybody leaves in every section of one package, [person][section].

    seconds: section -> its time. extra: (n,) percent of additional time by person.
    """
    values = _values(people, table, rng)
    spent = _spent(people, table, rng)
    sections = np.array([one.section for one in table.items])
    work: list[list[SectionWork]] = [[] for _ in range(len(people))]
    for section in table.sections:
        columns = np.flatnonzero(sections == section)
        limits = seconds[section] * (1 + np.asarray(extra, dtype=np.float64) / 100)
        ends = spent[:, columns].cumsum(axis=1)
        for row, limit in enumerate(limits.tolist()):
            work[row].append(_work(table, columns, values[row], ends[row], limit))
    return work


def _work(table: Table, columns: NDArray[np.intp], values: Sequence[Any], ends: NDArray[np.float64], limit: float) -> SectionWork:
    done = tuple(
        (table.items[column].item, values[column], int(end * 1000))
        for column, end in zip(columns.tolist(), ends.tolist(), strict=True)
        if end < limit and values[column] is not None
    )
    ran_out = bool(ends[-1] >= limit)
    return SectionWork(done, limit if ran_out else float(ends[-1]), ran_out)


def _spent(people: People, table: Table, rng: Generator) -> NDArray[np.float64]:
    """Seconds on each question, (n, n_items)."""
    typical = np.log([SECONDS[_kind(one)] for one in table.items])
    return simulate_seconds(people.pace, typical, np.full(len(typical), 1 / NOISE_SD), rng=rng).astype(np.float64)


def _kind(item: ItemRule) -> str:
    if item.type == BEST_WORST:
        return "preference"
    if item.type != "graded":
        return "digital" if item.scale in PILLARS else "keyed"
    return "situational" if item.scale in COMPETENCIES else "self_report"


def _values(people: People, table: Table, rng: Generator) -> list[list[Any]]:
    """The answer to each question as a candidate gives it, None where he leaves it; [person][item]."""
    n = len(people)
    categories = _categories(people, table, rng)
    draw = rng.random((n, len(table.items)))
    columns: list[list[Any]] = []
    for column, item in enumerate(table.items):
        given = categories[:, column].tolist()
        if item.type == BEST_WORST:
            columns.append(_choices(people, item, given, rng))
            continue
        spellings = [_spellings(item, category) for category in range(2 if item.type != "graded" else _categories_of(item))]
        columns.append(
            [
                None if category == NOTHING else spellings[category][int(chance * len(spellings[category]))]
                for category, chance in zip(given, draw[:, column].tolist(), strict=True)
            ]
        )
    rows = [list(row) for row in zip(*columns, strict=True)]
    for row in np.flatnonzero(people.habit == Habit.STRAIGHT_LINE).tolist():
        letter = LETTERS[int(draw[row, 0] * 3)]
        rows[row] = [_straight(item, letter) for item in table.items]
    return rows


def _categories(people: People, table: Table, rng: Generator) -> NDArray[np.int8]:
    """int8 (n, n_items): the category of each answer, NOTHING where the question is left; 0 for answered blocks."""
    n = len(people)
    found = np.zeros((n, len(table.items)), dtype=np.int8)
    sure = np.ones((n, len(table.items)))
    for scale in table.scales:
        columns = table.columns(scale)
        models = [model for column in columns if (model := table.items[column].model) is not None]
        theta = people.theta[:, SCALES.index(scale)]
        found[:, columns] = simulate_responses(theta, models, rng=rng)
        if all(table.items[column].type != "graded" for column in columns):
            sure[:, columns] = knowledge(theta, models)
    left = rng.random(found.shape) < people.skip_rate[:, None]
    left |= (people.habit == Habit.SKIPS_UNSURE)[:, None] & (sure < UNSURE)
    found[left] = NOTHING
    return found


def _categories_of(item: ItemRule) -> int:
    return len(set(item.scoring["credits"].values()))


def _spellings(item: ItemRule, category: int) -> list[Any]:
    """Every answer a candidate may give that is worth this category."""
    scoring, letters = item.scoring, LETTERS[: item.n_options]
    match item.type:
        case "graded":
            return [option for option, credit in scoring["credits"].items() if credit == category]
        case "single":
            return [scoring["key"]] if category else [one for one in letters if one != scoring["key"]]
        case "multiple":
            keys = sorted(scoring["keys"])
            return [keys] if category else [sorted({*keys} ^ {one}) for one in letters if [one] != keys]
        case "ranking":
            order = list(scoring["order"])
            return [order] if category else [order[1:] + order[:1], order[::-1]]
        case _:
            return [str(scoring["key"])] if category else _missed(str(scoring["key"]))


def _missed(key: str) -> list[str]:
    """Numbers near the right one that people arrive at."""
    right = Decimal(key)
    return [f"{one:f}" for one in (right + 1, right - 1, right + 10, right * 2 + 3)]


def _straight(item: ItemRule, letter: str) -> Any:
    """What a person gives who marks one place all the way down."""
    if item.type == BEST_WORST:
        options = list(item.scoring["scales"])
        return {"best": options[0], "worst": options[-1]}
    if item.type in ("single", "graded"):
        return letter
    return None


def _choices(people: People, item: ItemRule, given: Sequence[int], rng: Generator) -> list[Any]:
    """Most and least liked of a block by the person's leanings (a Luce choice: leanings with Gumbel noise)."""
    scales: Mapping[str, str] = item.scoring["scales"]
    options = list(scales)
    liking = people.leanings[:, [CAREER.index(scales[one]) for one in options]] + rng.gumbel(size=(len(people), len(options)))
    best, worst = liking.argmax(axis=1).tolist(), liking.argmin(axis=1).tolist()
    return [
        None if answered == NOTHING else {"best": options[one], "worst": options[other]}
        for answered, one, other in zip(given, best, worst, strict=True)
    ]
