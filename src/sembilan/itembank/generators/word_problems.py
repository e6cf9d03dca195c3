"""What the two families of word problems share: a template draws givens, tells a story and solves it in fractions.

The check takes another road: it tries every whole number up to a limit in the template's `balances`, which only says when
a number fits the story, and it sees that the story prints exactly the givens.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from sembilan.itembank.generators.errors import KeyNotUnique, KeyWrong, SettingsImpossible
from sembilan.itembank.generators.item import (
    ATTEMPTS,
    GeneratedItem,
    Option,
    Parameters,
    expect_one,
    guessing,
    key_place,
    n_named,
    number,
    numeric_options,
    pick,
    rng_of,
)

LIMIT = 5000
VERSION = 1
WEIGHT_SIZE = 0.25
WEIGHT_ENTRY = 0.3

Givens = Mapping[str, int]


@dataclass(frozen=True)
class Settings:
    """Radicals: the structure of the problem, the size of its numbers (1 to 3), and entry instead of options."""

    structure: str
    size: int = 1
    entry: bool = False


@dataclass(frozen=True)
class Template:
    """One structure. `stories` hold the text with {givens} and the unit of the answer; `weight` is in logits, provisional."""

    weight: float
    stories: tuple[tuple[str, str], ...]
    draw: Callable[[np.random.Generator, int], dict[str, int]]
    solve: Callable[[Givens], Fraction]
    balances: Callable[[Givens, int], bool]
    errors: Callable[[Givens], Sequence[tuple[Fraction | int, str]]]
    why: str
    highest: int = LIMIT


@dataclass(frozen=True)
class Facts:
    structure: str
    givens: Mapping[str, int]
    unit: str


@dataclass(frozen=True)
class Book:
    """The templates of one family with its constants."""

    code: str
    scale: str
    intercept: float
    discrimination: float
    templates: Mapping[str, Template]

    def difficulty(self, settings: Settings) -> float:
        """The provisional difficulty b in logits."""
        weight = self.templates[settings.structure].weight
        return round(self.intercept + weight + WEIGHT_SIZE * (settings.size - 1) + WEIGHT_ENTRY * settings.entry, 2)

    def generate(self, settings: Settings, seed: int) -> GeneratedItem:
        """Make one problem whose answer is a whole number from 1 to LIMIT.

        Raises:
            SettingsImpossible: the structure or size is unknown, or no draw gave a whole answer.
        """
        if settings.structure not in self.templates or settings.size not in (1, 2, 3):
            raise SettingsImpossible(f"{self.code} {settings}", "bentuk soal tidak dikenal atau ukuran di luar 1 sampai 3")
        rng = rng_of(self.code, VERSION, settings, seed)
        template = self.templates[settings.structure]
        story, unit = pick(rng, template.stories)
        for attempt in range(10 * ATTEMPTS):
            givens = template.draw(rng, settings.size)
            answer = template.solve(givens)
            if answer.denominator == 1 and 2 <= answer <= template.highest and int(answer) not in givens.values():
                item = self._item(settings, seed, Facts(settings.structure, givens, unit), story, int(answer))
                # Numbers whose wrong options come from named errors are preferred, for as long as there is patience.
                if settings.entry or n_named(item.options) >= 4 - 10 * attempt // ATTEMPTS:
                    return item
        raise SettingsImpossible(f"{self.code} {settings}", "tidak ditemukan bilangan yang memberi jawaban bulat")

    def _item(self, settings: Settings, seed: int, facts: Facts, story: str, answer: int) -> GeneratedItem:
        template = self.templates[settings.structure]
        stem = story.format(**{name: number(value) for name, value in facts.givens.items()})
        options: tuple[Option, ...] = ()
        if settings.entry:
            key = str(answer)
            stem += f" Tulis angkanya saja, tanpa kata “{facts.unit}”."
        else:
            options, key = numeric_options(
                answer,
                [(int(value), error) for value, error in template.errors(facts.givens) if Fraction(value).denominator == 1],
                key_place(self.code, seed, 5),
                slips=_slips(answer),
                write=lambda value: f"{number(value)} {facts.unit}",
            )
        return GeneratedItem(
            family=self.code,
            version=VERSION,
            seed=seed,
            settings=settings,
            scale=self.scale,
            stem=stem,
            key=key,
            rationale=f"{template.why}: {number(answer)} {facts.unit}.",
            parameters=Parameters(self.discrimination, self.difficulty(settings), guessing(len(options))),
            surface=frozenset({settings.structure, f"{settings.structure}:{template.stories.index((story, facts.unit))}"}),
            options=options,
            facts=facts,
        )

    def check(self, item: GeneratedItem) -> None:
        """Try every whole number in the story's balance and compare the one that fits with the key.

        Raises:
            KeyNotUnique: none or several numbers fit, or two options read the same.
            KeyWrong: another number is the key, or the story prints other numbers than its givens.
        """
        facts: Facts = item.facts
        printed = sorted(int(text.replace(".", "")) for text in re.findall(r"\d+(?:\.\d{3})*", item.stem))
        if printed != sorted(facts.givens.values()):
            raise KeyWrong(item.label, "bilangan dalam cerita tidak sama dengan yang dihitung")
        balances = self.templates[facts.structure].balances
        found = [value for value in range(1, LIMIT + 1) if balances(facts.givens, value)]
        if len(found) != 1:
            raise KeyNotUnique(item.label, f"bilangan yang cocok: {found[:5]}")
        if item.options:
            answer = f"{number(found[0])} {facts.unit}"
            expect_one(item, [option.id for option in item.options if option.text == answer])
        elif item.key != str(found[0]):
            raise KeyWrong(item.label, f"seharusnya {found[0]}, tertulis {item.key}")


def _slips(answer: int) -> tuple[int, ...]:
    """Slips of a size that suits the answer."""
    if answer < 30:
        return (1, 2, 3, 4, 5, 6)
    if answer < 300:
        return (10, 5, 2, 20, 15, 30)
    return (100, 10, 20, 50, 200, 150)


def settings_from(record: Mapping[str, Any]) -> Settings:
    return Settings(**record)


def draw(rng: np.random.Generator, low: int, high: int, step: int = 1) -> int:
    """A multiple of `step` between low and high, both included."""
    return step * int(rng.integers(-(-low // step), high // step + 1))
