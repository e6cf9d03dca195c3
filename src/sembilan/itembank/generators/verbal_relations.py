"""Verbal analogies: A is to B as C is to what? The pairs come from the room's own lexicon of relations.

The check looks up every relation that joins the first pair and asks which options join C by any of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sembilan.itembank.generators.errors import KeyNotUnique, SettingsImpossible
from sembilan.itembank.generators.item import (
    ATTEMPTS,
    Draft,
    Family,
    GeneratedItem,
    Parameters,
    expect_one,
    guessing,
    key_place,
    letter,
    rng_of,
    shuffled,
)
from sembilan.itembank.generators.relation_lexicon import RELATIONS, Pair

CODE = "verbal_relations"
VERSION = 1
N_OPTIONS = 5
DISCRIMINATION = 1.0

INTERCEPT = -2.0
WEIGHT_REVERSED = 0.4
WEIGHT_TIED = 0.2


@dataclass(frozen=True)
class Settings:
    """Radicals: the relation, whether it is asked backwards, and how many wrong options are tied to C (1 to 3)."""

    relation: str
    backwards: bool = False
    tied: int = 3


def settings_from(record: Mapping[str, Any]) -> Settings:
    return Settings(**record)


def difficulty(settings: Settings) -> float:
    """The provisional difficulty b in logits."""
    weight = RELATIONS[settings.relation].weight
    return round(INTERCEPT + weight + WEIGHT_REVERSED * settings.backwards + WEIGHT_TIED * (settings.tied - 1), 2)


def generate(settings: Settings, seed: int) -> GeneratedItem:
    """Make one analogy.

    Raises:
        SettingsImpossible: the relation or the number of tied options is unknown, or the lexicon has too few words.
    """
    if settings.relation not in RELATIONS or settings.tied not in (1, 2, 3):
        raise SettingsImpossible(f"{CODE} {settings}", "hubungan tidak dikenal atau pilihan terkait di luar 1 sampai 3")
    rng = rng_of(CODE, VERSION, settings, seed)
    pairs = RELATIONS[settings.relation].pairs
    for _ in range(ATTEMPTS):
        given, asked, *others = shuffled(rng, pairs)
        printed = {given.head, given.tail, asked.head, asked.tail}
        tied = [word for word in shuffled(rng, asked.beside) if word not in printed]
        ends = [pair.head if settings.backwards else pair.tail for pair in others]
        same = [word for word in dict.fromkeys(ends) if word not in printed and word not in asked.beside]
        wrong = [(word, "terkait, tetapi dengan hubungan lain") for word in tied[: settings.tied]]
        wrong += [(word, "pasangan kata lain") for word in same[: N_OPTIONS - 1 - settings.tied]]
        if len(printed) == N_OPTIONS - 1 == len(wrong):
            item = _item(settings, seed, given, asked, shuffled(rng, wrong))
            if answers(item) == [item.key]:
                return item
    raise SettingsImpossible(f"{CODE} {settings}", "kata dalam leksikon tidak cukup")


def _item(settings: Settings, seed: int, given: Pair, asked: Pair, wrong: list[tuple[str, str]]) -> GeneratedItem:
    a, b, c, d = given.head, given.tail, asked.head, asked.tail
    if settings.backwards:
        a, b, c, d = b, a, d, c
    options, key = letter(Draft(d), [Draft(word, error) for word, error in wrong], key_place(CODE, seed, N_OPTIONS))
    return GeneratedItem(
        family=CODE,
        version=VERSION,
        seed=seed,
        settings=settings,
        scale="intelektual",
        stem=f"Lengkapilah agar hubungan kedua pasangan sama.\n\n{a} : {b} = {c} : …",
        key=key,
        rationale=f"Kedua pasangan adalah {RELATIONS[settings.relation].words}: {a} dan {b}, {c} dan {d}.",
        parameters=Parameters(DISCRIMINATION, difficulty(settings), guessing(N_OPTIONS)),
        surface=frozenset({a, b, c, d}),
        options=options,
    )


# --- the independent path: only the printed words and the lexicon -----------------------------------------------------


def relations_between(first: str, second: str) -> Iterator[tuple[str, bool]]:
    """Every relation of the lexicon that joins two words, and whether it does so backwards."""
    for name, relation in RELATIONS.items():
        for pair in relation.pairs:
            if (pair.head, pair.tail) == (first, second):
                yield name, False
            if (pair.tail, pair.head) == (first, second):
                yield name, True


def answers(item: GeneratedItem) -> list[str]:
    """Letters of the options that join the third word by a relation that joins the first two."""
    printed = re.fullmatch(r"(.+) : (.+) = (.+) : …", item.stem.rsplit("\n\n", 1)[-1])
    if printed is None:
        return []
    wanted = set(relations_between(printed[1], printed[2]))
    return [option.id for option in item.options if wanted & set(relations_between(printed[3], option.text))]


def check(item: GeneratedItem) -> None:
    """Look the printed words up in the lexicon.

    Raises:
        KeyNotUnique: not exactly one option holds, two options are the same, or a printed word is also an option.
        KeyWrong: the option that holds is not the key.
    """
    words = item.stem.rsplit("\n\n", 1)[-1]
    if any(re.search(rf"(^|: |= ){re.escape(option.text)}( :| =|$)", words) for option in item.options):
        raise KeyNotUnique(item.label, "kata pada soal muncul lagi sebagai pilihan")
    expect_one(item, answers(item))


FAMILY = Family(CODE, VERSION, "intelektual", settings_from, generate, difficulty, check)
