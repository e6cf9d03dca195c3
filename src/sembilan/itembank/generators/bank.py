"""The demo bank: which items of which difficulty, so that two different forms can be made of each family."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sembilan.itembank.generators import (
    figural_matrices,
    number_series,
    ratio,
    syllogisms,
    verbal_relations,
    word_problems,
    work_rate,
)
from sembilan.itembank.generators.errors import SettingsImpossible
from sembilan.itembank.generators.item import Family, GeneratedItem
from sembilan.itembank.generators.relation_lexicon import RELATIONS

FAMILIES: Mapping[str, Family[Any]] = {
    module.FAMILY.code: module.FAMILY
    for module in (number_series, figural_matrices, verbal_relations, syllogisms, ratio, work_rate)
}

SEEDS_AN_ITEM = 1000
_Series, _Matrix, _Analogy = number_series.Settings, figural_matrices.Settings, verbal_relations.Settings
_Syllogism, _Problem = syllogisms.Settings, word_problems.Settings


@dataclass(frozen=True)
class Shelf:
    """Items of one kind: the family, the middle of the code, the settings of each item, and how often a surface may return."""

    family: Family[Any]
    letters: str
    settings: Sequence[Any]
    same_surface: int = 1


_SERIES = (
    _Series("tetap"), _Series("tetap", falling=True, size=2, entry=True), _Series("kali"), _Series("kali", falling=True, size=2),
    _Series("tumbuh"), _Series("tumbuh", falling=True), _Series("tumbuh", size=3), _Series("kuadrat"),
    _Series("kuadrat", size=2, entry=True), _Series("berganda"), _Series("berganda", size=3), _Series("jumlah_dua"),
    _Series("jumlah_dua", size=2, entry=True), _Series("jumlah_dua", size=3), _Series("selang_seling"),
    _Series("selang_seling", size=2), _Series("selang_seling", size=3), _Series("kali_tambah"), _Series("kali_tambah", size=2),
    _Series("kali_tambah", size=3, entry=True), _Series("dua_deret"), _Series("dua_deret", falling=True, size=2),
    _Series("kali_tumbuh"), _Series("kali_tumbuh", size=3, entry=True),
)  # fmt: skip

_P, _D, _R, _A, _X = "progression", "distribution", "rotation", "addition", "xor"
_RULES = ((_D,), (_R,), (_A,), (_P, _D), (_D, _D), (_R, _D), (_A, _D), (_X,), (_P, _D, _D), (_R, _D, _D), (_X, _D))
_MATRICES = (_Matrix((_P,)), *[_Matrix(rules, n) for rules in _RULES for n in (6, 8)], _Matrix((_X, _D, _D), 8))

_RELATIONS = tuple(RELATIONS)
_ANALOGIES = (
    *[_Analogy(relation, tied=2 + i % 2) for i, relation in enumerate(_RELATIONS)],
    *[_Analogy(relation, backwards=True, tied=3) for relation in _RELATIONS[1::2]],
)

_PATTERNS = tuple(syllogisms.PATTERNS)
_SYLLOGISMS = (
    *[_Syllogism(pattern, swapped=i % 2 == 1) for i, pattern in enumerate(_PATTERNS)],
    *[_Syllogism(pattern, swapped=True) for pattern in _PATTERNS[0::2]],
)


def _problems(structures: Sequence[str]) -> tuple[word_problems.Settings, ...]:
    """Twenty problems: each structure small and, but for the two easiest, large; every fifth for entry."""
    plan = [(structure, 1) for structure in structures] + [(structure, 2 + i % 2) for i, structure in enumerate(structures[2:])]
    return tuple(_Problem(structure, size, entry=i % 5 == 4) for i, (structure, size) in enumerate(plan))


_WORDS = tuple(replace(settings, form="words") for settings in _MATRICES)
SHELVES = (
    Shelf(number_series.FAMILY, "DER", _SERIES),
    Shelf(figural_matrices.FAMILY, "FIG", _MATRICES, same_surface=2),
    Shelf(figural_matrices.FAMILY, "FIN", _WORDS, same_surface=2),
    Shelf(verbal_relations.FAMILY, "VER", _ANALOGIES),
    Shelf(syllogisms.FAMILY, "SIL", _SYLLOGISMS, same_surface=2),
    Shelf(ratio.FAMILY, "RAS", _problems(tuple(ratio.TEMPLATES))),
    Shelf(work_rate.FAMILY, "LAJ", _problems(tuple(work_rate.TEMPLATES))),
)


def bank_items(seed: int) -> list[GeneratedItem]:
    """The demo bank as items, each checked, with codes, enemies, and the non-visual twin of every matrix.

    Raises:
        SettingsImpossible: a shelf found no item that differs enough from its neighbours.
    """
    shelves = {shelf.letters: list(_fill(shelf, seed, place)) for place, shelf in enumerate(SHELVES)}
    twins = zip(shelves["FIG"], shelves["FIN"], strict=True)
    shelves["FIG"], shelves["FIN"] = map(list, zip(*[_as_twins(picture, words) for picture, words in twins], strict=True))
    items = [item for shelf in shelves.values() for item in shelf]
    return [replace(item, enemies=_enemies(item, items)) for item in items]


def bank(seed: int) -> list[dict[str, object]]:
    """The demo bank as item records."""
    return [item.as_record() for item in bank_items(seed)]


def _fill(shelf: Shelf, seed: int, shelf_place: int) -> Iterator[GeneratedItem]:
    """Items in the order of the shelf; the key stands about equally often in each place."""
    taken: list[GeneratedItem] = []
    for i, settings in enumerate(shelf.settings):
        first = ((seed * len(SHELVES) + shelf_place) * SEEDS_AN_ITEM + i) * SEEDS_AN_ITEM
        item = _next(shelf, settings, first, taken)
        shelf.family.check(item)
        taken.append(item)
        yield replace(item, code=f"POT-{shelf.letters}-{i + 1:04d}")


def _next(shelf: Shelf, settings: Any, first: int, taken: Sequence[GeneratedItem]) -> GeneratedItem:
    """The first item from seed `first` on that differs from those taken and whose key stands where it is rarest.

    A key may stand where it is a little less rare after every hundred refusals: small answers cannot be the last of five.
    """
    placed = key_balance(taken)
    for tried in range(SEEDS_AN_ITEM):
        item = shelf.family.generate(settings, first + tried)
        rarest = min((placed[len(item.options), option.id] for option in item.options), default=0)
        if placed[len(item.options), item.key] - rarest <= tried // 100 and not _too_near(item, taken, shelf.same_surface):
            return item
    raise SettingsImpossible(f"{shelf.letters} {settings}", "tidak ada butir yang cukup berbeda")


def _too_near(item: GeneratedItem, taken: Sequence[GeneratedItem], same_surface: int) -> bool:
    """Whether an item repeats a stem of another, its surface too often, or its surface with the same settings."""
    if item.image is None and any(item.stem == other.stem for other in taken):
        return True
    if item.family == verbal_relations.CODE:
        return any(item.surface & other.surface for other in taken)
    alike = [other for other in taken if other.surface == item.surface]
    return len(alike) >= same_surface or any(_kind(other) == _kind(item) for other in alike)


def _kind(item: GeneratedItem) -> object:
    return item.settings.pattern if item.family == syllogisms.CODE else item.settings


def _as_twins(picture: GeneratedItem, words: GeneratedItem) -> tuple[GeneratedItem, GeneratedItem]:
    return replace(picture, nonvisual=words.code, enemies=(words.code,)), replace(words, enemies=(picture.code,))


def _enemies(item: GeneratedItem, items: Sequence[GeneratedItem]) -> tuple[str, ...]:
    alike = {other.code for other in items if other.family == item.family and other.surface & item.surface}
    return tuple(sorted({*item.enemies, *alike} - {item.code}))


def key_balance(items: Sequence[GeneratedItem]) -> Counter[tuple[int, str]]:
    """How often each letter is the key, by number of options."""
    return Counter((len(item.options), item.key) for item in items if item.options)
