"""What every family of generated items shares: the item, its options, its seed and its provisional parameters.

A family is a module with frozen settings (the radicals: what makes an item hard), `generate`, `difficulty` and `check`.
Radicals and incidentals: Irvine (2002), in Item Generation for Test Development. Additive difficulty: the linear logistic
test model, Fischer (1973), Acta Psychologica 37. Signs: a discrimination, b difficulty in logits, c lower asymptote.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any, Generic, TypeVar
from zlib import crc32

import numpy as np

from sembilan.itembank.generators.errors import KeyNotUnique, KeyWrong

LETTERS = "ABCDEFGH"
ATTEMPTS = 400
SLIP = "salah hitung"
S = TypeVar("S")


@dataclass(frozen=True)
class Picture:
    """A drawing as SVG text with presentation attributes only, and the words that stand for it."""

    svg: str
    alt: str

    def as_record(self) -> dict[str, str]:
        return {"svg": self.svg, "alt": self.alt}


@dataclass(frozen=True)
class Draft:
    """An option before it has its letter. `error` names the mistake that leads to it; the key's is empty."""

    text: str
    error: str = ""
    image: Picture | None = None


@dataclass(frozen=True)
class Option:
    id: str
    text: str
    error: str
    image: Picture | None = None

    def as_record(self) -> dict[str, object]:
        return {"id": self.id, "text": self.text, "image": self.image.as_record() if self.image else None}


@dataclass(frozen=True)
class Parameters:
    """Provisional 2PL or 3PL parameters from the difficulty model, on the logit scale; c is 0 where nobody can guess."""

    a: float
    b: float
    c: float


@dataclass(frozen=True)
class GeneratedItem:
    """One keyed item. Without options it is numeric entry and `key` is the number; otherwise `key` is an option's letter.

    `facts` is what the family's `check` needs beside the text. Two items that share an element of `surface` look or
    sound alike and must not stand in the same form.
    """

    family: str
    version: int
    seed: int
    settings: Any
    scale: str
    stem: str
    key: str
    rationale: str
    parameters: Parameters
    surface: frozenset[str]
    options: tuple[Option, ...] = ()
    image: Picture | None = None
    facts: Any = None
    code: str = ""
    enemies: tuple[str, ...] = ()
    nonvisual: str | None = None

    @property
    def type(self) -> str:
        return "single" if self.options else "numeric"

    @property
    def label(self) -> str:
        """How errors name the item."""
        return self.code or f"{self.family} {_canonical(self.settings)} #{self.seed}"

    @property
    def key_option(self) -> Option:
        return next(option for option in self.options if option.id == self.key)

    def as_record(self) -> dict[str, object]:
        """The item record shared by bank, authoring and delivery; JSON types only."""
        scoring = {"key": self.key} if self.options else {"key": self.key, "tolerance": "0"}
        return {
            "code": self.code,
            "instrument": "potensi",
            "scale": self.scale,
            "type": self.type,
            "stem": self.stem,
            "image": self.image.as_record() if self.image else None,
            "options": [option.as_record() for option in self.options],
            "scoring": scoring,
            "level": None,
            "indicator": None,
            "model": "3pl" if self.options else "2pl",
            "parameters": {"a": self.parameters.a, "b": self.parameters.b, "c": self.parameters.c},
            "fakeable": False,
            "rationale": self.rationale,
            "enemies": list(self.enemies),
            "nonvisual": self.nonvisual,
            "generator": {
                "family": self.family,
                "seed": self.seed,
                "version": self.version,
                "settings": json.loads(_canonical(self.settings)),
            },
        }


@dataclass(frozen=True)
class Family(Generic[S]):
    """A family as the registry shows it: its code, its version, and its three verbs. `settings` builds settings from a record."""

    code: str
    version: int
    scale: str
    settings: Callable[[Mapping[str, Any]], S]
    generate: Callable[[S, int], GeneratedItem]
    difficulty: Callable[[S], float]
    check: Callable[[GeneratedItem], None]


def _canonical(settings: Any) -> str:
    return json.dumps(asdict(settings), sort_keys=True, separators=(",", ":"))


def rng_of(family: str, version: int, settings: Any, seed: int) -> np.random.Generator:
    """A generator that depends on nothing but family, version, settings and seed."""
    return np.random.default_rng([seed, version, crc32(family.encode()), crc32(_canonical(settings).encode())])


def key_place(family: str, seed: int, n_options: int) -> int:
    """Where the key stands: any run of n_options seeds that begins at a multiple of it has each place exactly once."""
    block, index = divmod(seed, n_options)
    return _places(family, block, n_options)[index]


@lru_cache(maxsize=256)
def _places(family: str, block: int, n_options: int) -> tuple[int, ...]:
    rng = np.random.default_rng([block, crc32(family.encode()), n_options])
    return tuple(int(place) for place in rng.permutation(n_options))


def letter(key: Draft, others: Sequence[Draft], place: int) -> tuple[tuple[Option, ...], str]:
    """Give letters to the key at `place` (0-based) among the others, which keep their order."""
    drafts = [*others[:place], key, *others[place:]]
    options = tuple(Option(LETTERS[i], d.text, d.error, d.image) for i, d in enumerate(drafts))
    return options, LETTERS[place]


def guessing(n_options: int) -> float:
    """The lower asymptote of a choice among n_options, rounded as it is published; 0 for entry."""
    return round(1 / n_options, 2) if n_options else 0.0


def pick(rng: np.random.Generator, values: Sequence[S]) -> S:
    return values[int(rng.integers(len(values)))]


def shuffled(rng: np.random.Generator, values: Iterable[S]) -> list[S]:
    pool = list(values)
    return [pool[int(i)] for i in rng.permutation(len(pool))]


def number(value: int) -> str:
    """An integer as Indonesian readers write it: a point between thousands."""
    return f"{value:,}".replace(",", ".")


def numeric_options(
    key: int,
    errors: Iterable[tuple[int, str]],
    place: int,
    *,
    slips: Sequence[int] = (1, 2, 10, 5, 3, 4, 20),
    lowest: int = 1,
    write: Callable[[int], str] = number,
) -> tuple[tuple[Option, ...], str]:
    """Five rising numbers with the key at `place` where the numbers allow it.

    Named errors come first on either side of the key; slips of the pen fill what is left. No value below `lowest`.
    """
    below: dict[int, str] = {}
    above: dict[int, str] = {}
    slipped = [(key + sign * slip, SLIP) for slip in slips for sign in (-1, 1)]
    for value, error in [*errors, *slipped]:
        if value >= lowest and value != key:
            (below if value < key else above).setdefault(value, error)
    place = min(place, len(below))
    chosen = [*list(below.items())[:place], *list(above.items())[: 4 - place]]
    drafts = [Draft(write(value), error) for value, error in sorted(chosen)]
    return letter(Draft(write(key)), drafts, place)


def n_named(options: Sequence[Option]) -> int:
    """How many wrong options come from a named error and not from a slip of the pen."""
    return sum(option.error not in ("", SLIP) for option in options)


def expect_one(item: GeneratedItem, valid: Sequence[str]) -> None:
    """Raise unless exactly one letter is valid and it is the key.

    Raises:
        KeyNotUnique: none or several options answer the item, or two options read the same.
        KeyWrong: the one option that answers the item is not the key.
    """
    faces = [(option.text, option.image.svg if option.image else "") for option in item.options]
    if len(set(faces)) != len(faces):
        raise KeyNotUnique(item.label, "dua pilihan sama")
    if len(valid) != 1:
        raise KeyNotUnique(item.label, f"pilihan yang benar: {', '.join(valid) or 'tidak ada'}")
    if valid[0] != item.key:
        raise KeyWrong(item.label, f"seharusnya {valid[0]}, tertulis {item.key}")
