"""Figural matrices: three rows of three cells, the last one missing, six or eight options.

Rules act on one feature each (Carpenter, Just and Shell, 1990, Psychological Review 97): progression, rotation,
distribution of three, addition, and exclusive or. Options are a balanced product of changed features, so that a majority
vote over the options does not give the key away (Hu et al., 2021, AAAI 35, on the bias of matrix options).
The words form asks the same rules of things that can be heard or felt, without a picture.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

import numpy as np

from sembilan.itembank.generators.errors import KeyWrong, SettingsImpossible
from sembilan.itembank.generators.figural_drawing import N_MARKS, N_SHAPES, Cell, draw_cell, draw_matrix, seen, told
from sembilan.itembank.generators.item import (
    ATTEMPTS,
    Draft,
    Family,
    GeneratedItem,
    Parameters,
    Picture,
    expect_one,
    guessing,
    key_place,
    letter,
    pick,
    rng_of,
    shuffled,
)

CODE = "figural_matrices"
VERSION = 1
DISCRIMINATION = 1.3

# Logits, provisional.
INTERCEPT = -1.8
RULES: Mapping[str, float] = {"progression": 0.2, "distribution": 0.7, "rotation": 0.9, "addition": 1.0, "xor": 1.9}
WEIGHT_FURTHER_RULE = 0.3
WEIGHT_EIGHT_OPTIONS = 0.2
WEIGHT_WORDS = 0.2

RULE_WORDS = {
    "progression": "satu ciri naik atau turun tetap",
    "distribution": "tiga nilai satu ciri muncul sekali di setiap baris",
    "rotation": "arah berputar dengan langkah tetap",
    "addition": "sel ketiga gabungan dua sel sebelumnya",
    "xor": "sel ketiga memuat yang hanya ada di salah satu dari dua sel sebelumnya",
}
FEATURE_WORDS = {"shape": "bentuk", "fill": "isi", "size": "ukuran", "count": "jumlah", "angle": "arah", "marks": "gabungan"}


@dataclass(frozen=True)
class Settings:
    """Radicals: the rules (at most three, one of them at most a set rule or a rotation), the options, picture or words."""

    rules: tuple[str, ...]
    n_options: int = 6
    form: str = "picture"


def settings_from(record: Mapping[str, Any]) -> Settings:
    return Settings(**{**record, "rules": tuple(record["rules"])})


def difficulty(settings: Settings) -> float:
    """The provisional difficulty b in logits."""
    return round(
        INTERCEPT
        + sum(RULES[rule] for rule in settings.rules)
        + WEIGHT_FURTHER_RULE * (len(settings.rules) - 1)
        + WEIGHT_EIGHT_OPTIONS * (settings.n_options == 8)
        + WEIGHT_WORDS * (settings.form == "words"),
        2,
    )


@dataclass(frozen=True)
class Facts:
    """The eight visible cells, row by row, and the options' cells in the order of their letters."""

    cells: tuple[Cell, ...]
    options: tuple[Cell, ...]


def _refuse(settings: Settings, detail: str) -> SettingsImpossible:
    return SettingsImpossible(f"{CODE} {settings}", detail)


def _layout(settings: Settings, rng: np.random.Generator) -> tuple[str, dict[str, str]]:
    """The layout and the rule of each feature."""
    rules = list(settings.rules)
    single = [rule for rule in rules if rule in ("rotation", "addition", "xor", "progression")]
    spread = rules.count("distribution")
    if not rules or len(single) > 1 or spread > 2 or set(rules) - set(RULES) or settings.n_options not in (6, 8):
        raise _refuse(settings, "aturan atau jumlah pilihan tidak cocok")
    lead = single[0] if single else ""
    layout, feature = {
        "rotation": ("pointer", "angle"),
        "addition": ("dots" if spread or rng.integers(2) else "lines", "marks"),
        "xor": ("dots" if spread or rng.integers(2) else "lines", "marks"),
        "progression": pick(rng, (("count", "count"), ("figure", "size"))),
        "": (pick(rng, ("count", "figure")), ""),
    }[lead]
    plan = {feature: lead} if lead else {}
    spread_over = ("shape", "fill") if layout == "dots" else shuffled(rng, ("shape", "fill"))
    plan.update(dict.fromkeys(spread_over[:spread], "distribution"))
    return layout, plan


def generate(settings: Settings, seed: int) -> GeneratedItem:
    """Make one matrix, as a picture or in words.

    Raises:
        SettingsImpossible: the rules do not go together, or no unambiguous matrix was found.
    """
    rng = rng_of(CODE, VERSION, settings, seed)
    layout, plan = _layout(settings, rng)
    place = key_place(CODE, seed, settings.n_options)
    for _ in range(ATTEMPTS):
        grid = _grid(layout, plan, rng)
        key, drafts = _options(grid, layout, plan, settings.n_options, rng)
        cells = [*[cell for cell, _ in drafts][:place], key, *[cell for cell, _ in drafts][place:]]
        facts = Facts(tuple(grid[:8]), tuple(cells))
        if solutions(facts) == [place]:
            return _item(settings, seed, layout, plan, facts, [error for _, error in drafts])
    raise _refuse(settings, "tidak ditemukan matriks dengan satu jawaban")


def _item(
    settings: Settings, seed: int, layout: str, plan: Mapping[str, str], facts: Facts, errors: Sequence[str]
) -> GeneratedItem:
    words = settings.form == "words"
    place = key_place(CODE, seed, settings.n_options)
    write = told if words else seen
    drafts = [Draft(told(c)) if words else Draft("", "", Picture(draw_cell(c), f"{seen(c).capitalize()}.")) for c in facts.options]
    key = drafts.pop(place)
    options, letter_of_key = letter(key, [replace(d, error=e) for d, e in zip(drafts, errors, strict=True)], place)
    rationale = "Kunci memenuhi semua aturan pada setiap baris: " + "; ".join(dict.fromkeys(RULE_WORDS[r] for r in settings.rules))
    table = _table(facts.cells, write)
    return GeneratedItem(
        family=CODE,
        version=VERSION,
        seed=seed,
        settings=settings,
        scale="intelektual",
        stem=_words_stem(layout, table) if words else "Gambar mana yang melengkapi kotak bertanda tanya?",
        key=letter_of_key,
        rationale=rationale + ".",
        parameters=Parameters(DISCRIMINATION, difficulty(settings), guessing(settings.n_options)),
        surface=_surface(settings.form, plan, facts),
        options=options,
        image=None if words else Picture(draw_matrix(facts.cells), _alt(table)),
        facts=facts,
    )


def _surface(form: str, plan: Mapping[str, str], facts: Facts) -> frozenset[str]:
    shapes = sorted({cell.shape for cell in facts.cells})
    return frozenset({f"{form}:{facts.cells[0].layout}:{sorted(plan.items())}:{shapes}"})


def _table(cells: Sequence[Cell], write: Callable[[Cell], str]) -> list[str]:
    parts = [write(cell) for cell in cells]
    return ["; ".join(parts[start : start + 3]) for start in (0, 3, 6)]


def _alt(table: Sequence[str]) -> str:
    return f"Tabel tiga kali tiga. Baris 1: {table[0]}. Baris 2: {table[1]}. Baris 3: {table[2]}; lalu tanda tanya."


def _words_stem(layout: str, table: Sequence[str]) -> str:
    order = " Urutan huruf tidak berarti." if layout in ("lines", "dots") else ""
    return (
        f"Tiga baris berikut mengikuti aturan yang sama. Setiap baris terdiri atas tiga isi, dipisahkan titik koma.{order}"
        f"\n\nBaris 1: {table[0]}.\n\nBaris 2: {table[1]}.\n\nBaris 3: {table[2]}; …\n\nApa isi ketiga pada baris 3?"
    )


# --- building -------------------------------------------------------------------------------------------------------


def _grid(layout: str, plan: Mapping[str, str], rng: np.random.Generator) -> list[Cell]:
    """Nine cells, row by row. Features without a rule stay as they are."""
    n_shapes = N_SHAPES[layout]
    has_figure = layout in ("figure", "count", "pointer") or plan.get("shape") or plan.get("fill")
    base = Cell(
        layout=layout,
        shape=int(rng.integers(n_shapes)) if has_figure else -1,
        fill=int(rng.integers(3)) if has_figure else 0,
        size=2 if layout != "figure" else int(rng.integers(1, 3)),
        count=int(rng.integers(2, 4)) if layout == "count" else 1,
        angle=int(rng.integers(8)) if layout == "pointer" else 0,
    )
    columns: dict[str, list[Any]] = {}
    shift = int(rng.integers(1, 3))
    for feature, rule in plan.items():
        pool = shuffled(rng, range(n_shapes if feature == "shape" else 3))[:3]
        if rule == "distribution":
            # Two spread features run in opposite directions, or they would always go together.
            columns[feature] = [pool[(column + shift * row) % 3] for row in range(3) for column in range(3)]
            shift = 3 - shift
        else:
            columns[feature] = _VALUES[rule](rng, feature)
    return [replace(base, **{feature: values[i] for feature, values in columns.items()}) for i in range(9)]


def _progression(rng: np.random.Generator, feature: str) -> list[Any]:
    step = 1 if rng.integers(2) else -1
    starts = [0, 0, 0] if feature == "size" else shuffled(rng, (1, 2, 3))
    rising = [start + column for start in starts for column in range(3)]
    return rising if step > 0 else [v for row in range(3) for v in rising[3 * row : 3 * row + 3][::-1]]


def _rotation(rng: np.random.Generator, feature: str) -> list[Any]:
    step = pick(rng, (1, 2, 3, 5, 6, 7))
    return [(start + step * column) % 8 for start in shuffled(rng, range(8))[:3] for column in range(3)]


def _addition(rng: np.random.Generator, feature: str) -> list[Any]:
    values: list[Any] = []
    for _ in range(3):
        marks = shuffled(rng, range(N_MARKS))
        cut = int(rng.integers(1, 3))
        first, second = marks[:cut], marks[cut : cut + int(rng.integers(1, 3))]
        values += [tuple(sorted(part)) for part in (first, second, first + second)]
    return values


def _xor(rng: np.random.Generator, feature: str) -> list[Any]:
    values: list[Any] = []
    for _ in range(3):
        marks = shuffled(rng, range(N_MARKS))
        both, left, right = marks[:1], marks[1 : 2 + int(rng.integers(2))], marks[3:4]
        values += [tuple(sorted(part)) for part in (both + left, both + right, left + right)]
    return values


_VALUES: Mapping[str, Callable[[np.random.Generator, str], list[Any]]] = {
    "progression": _progression,
    "rotation": _rotation,
    "addition": _addition,
    "xor": _xor,
}


# --- options --------------------------------------------------------------------------------------------------------


def _options(
    grid: Sequence[Cell], layout: str, plan: Mapping[str, str], n_options: int, rng: np.random.Generator
) -> tuple[Cell, list[tuple[Cell, str]]]:
    """The key and the other cells with their errors: a product of features, each of whose values is equally frequent."""
    key = grid[8]
    if "marks" in plan:
        axes = _mark_axes(grid, plan, rng)
    else:
        ruled = [*plan, *[f for f in _FEATURES[layout] if f not in plan]]
        sizes = _SIZES[n_options, len(plan) == 1 and ruled[0] not in ("size", "fill")]
        axes = [[(f, v) for v in _alternatives(grid, f, rng)[: n - 1]] for f, n in zip(ruled, sizes, strict=False)]
    choices = [[None, *axis] for axis in axes]
    changes = [[change for change in combination if change] for combination in product(*choices)]
    if "marks" in plan and n_options == 6:
        changes = [c for c in changes if c not in ([axes[0][0]], [axes[1][0], axes[2][0]])]
    others = [(_changed(key, change), _error(plan, change)) for change in changes if change]
    return key, shuffled(rng, others)


# How many values each feature takes among the options; a lone rule gets more wrong values of its own feature.
_SIZES: Mapping[tuple[int, bool], tuple[int, ...]] = {
    (6, False): (3, 2),
    (6, True): (3, 2),
    (8, False): (2, 2, 2),
    (8, True): (4, 2),
}
_FEATURES: Mapping[str, tuple[str, ...]] = {
    "figure": ("shape", "fill", "size"),
    "count": ("count", "shape", "fill"),
    "pointer": ("angle", "fill", "shape"),
}


def _alternatives(grid: Sequence[Cell], feature: str, rng: np.random.Generator) -> list[Any]:
    """Wrong values of a feature, the most tempting first: those seen in the matrix, the last one seen before all others."""
    key = getattr(grid[8], feature)
    near: list[int] = [getattr(cell, feature) for cell in (grid[7], grid[5], *grid)]
    limits = {"shape": range(N_SHAPES[grid[8].layout]), "fill": range(3), "size": range(3), "count": range(1, 6)}
    near += shuffled(rng, limits.get(feature, range(8)))
    return [value for value in dict.fromkeys(near) if value != key]


def _mark_axes(grid: Sequence[Cell], plan: Mapping[str, str], rng: np.random.Generator) -> list[list[tuple[str, Any]]]:
    """Three features: a mark that the rule removes or does not know, a mark that the rule keeps, and a third one."""
    first, second, key = (set(cell.marks) for cell in grid[6:9])
    unwanted = [*sorted(first & second), *shuffled(rng, set(range(N_MARKS)) - first - second)]
    wanted = shuffled(rng, key)
    axes: list[list[tuple[str, Any]]] = [[("marks", unwanted[0])], [("marks", wanted[0])]]
    third = next((feature for feature in ("shape", "fill") if feature in plan), None)
    if third:
        return [*axes, [(third, _alternatives(grid, third, rng)[0])]]
    return [*axes, [("marks", unwanted[1])]]


def _changed(key: Cell, changes: Sequence[tuple[str, Any]]) -> Cell:
    values: dict[str, Any] = {}
    marks = set(key.marks)
    for feature, value in changes:
        if feature == "marks":
            marks ^= {value}
        else:
            values[feature] = value
    return replace(key, marks=tuple(sorted(marks)), **values)


def _error(plan: Mapping[str, str], changes: Sequence[tuple[str, Any]]) -> str:
    names = dict.fromkeys(feature for feature, _ in changes)
    return ", ".join(f"aturan {FEATURE_WORDS[n]} terlewat" if n in plan else f"{FEATURE_WORDS[n]} berubah" for n in names)


# --- the independent path: from the eight visible cells to the options that fit ---------------------------------------


def solutions(facts: Facts) -> list[int]:
    """Indices of the options that some rule of the library allows in every feature, by rows or by columns."""
    allowed = {f: _predicted([getattr(c, f) for c in facts.cells], f) for f in ("shape", "fill", "size", "count", "angle", "marks")}
    return [i for i, cell in enumerate(facts.options) if all(getattr(cell, f) in values for f, values in allowed.items())]


def _predicted(values: Sequence[Any], feature: str) -> set[Any]:
    rows = [values[0:3], values[3:6], values[6:8]]
    columns = [values[0::3], values[1::3], values[2::3]]
    return {value for lines in (rows, columns) for value in _by_lines(lines, feature)}


def _by_lines(lines: Sequence[Sequence[Any]], feature: str) -> Iterator[Any]:
    first, second, (a, b) = lines[0], lines[1], lines[2]
    if len(set(first)) == len(set(second)) == 1 and a == b:
        yield a
    if set(first) == set(second) and len(set(first)) == 3 and {a, b} < set(first) and a != b:
        yield (set(first) - {a, b}).pop()
    for combine in _COMBINATIONS.get(feature, ()):
        if all(combine(line[0], line[1]) == line[2] for line in (first, second)):
            yield combine(a, b)
    if feature in ("size", "count", "angle"):
        turn = 8 if feature == "angle" else 1000
        steps = {(line[i + 1] - line[i]) % turn for line in (first, second) for i in (0, 1)} | {(b - a) % turn}
        if len(steps) == 1:
            yield (b + steps.pop()) % turn


def _joined(a: tuple[int, ...], b: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(sorted({*a, *b}))


def _apart(a: tuple[int, ...], b: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(sorted(set(a) ^ set(b)))


def _shared(a: tuple[int, ...], b: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(sorted(set(a) & set(b)))


def _less(a: tuple[int, ...], b: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(sorted(set(a) - set(b)))


_COMBINATIONS: Mapping[str, tuple[Callable[[Any, Any], Any], ...]] = {
    "marks": (_joined, _apart, _shared, _less, lambda a, b: _less(b, a)),
    "count": (lambda a, b: a + b, lambda a, b: a - b),
}


def check(item: GeneratedItem) -> None:
    """Solve the matrix from its visible cells and compare with the key; see that the pictures show those cells.

    Raises:
        KeyNotUnique: not exactly one option fits, or two options look alike.
        KeyWrong: the option that fits is not the key, or a picture does not show its cell.
    """
    facts: Facts = item.facts
    if item.image is not None:
        drawn = (draw_matrix(facts.cells), *map(draw_cell, facts.options))
        if drawn != (item.image.svg, *(option.image.svg for option in item.options if option.image)):
            raise KeyWrong(item.label, "gambar tidak sesuai dengan isinya")
    elif [option.text for option in item.options] != [told(cell) for cell in facts.options]:
        raise KeyWrong(item.label, "teks tidak sesuai dengan isinya")
    expect_one(item, [item.options[i].id for i in solutions(facts)])


FAMILY = Family(CODE, VERSION, "intelektual", settings_from, generate, difficulty, check)
