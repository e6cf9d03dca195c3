"""Number series: which number continues the row?

The generator builds a row from one rule; the check reads the row from the printed stem and asks a library of recognisers,
written apart from the builders, which numbers could follow. A row that a second simple rule continues otherwise is refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise, product
from typing import Any

import numpy as np

from sembilan.itembank.generators.errors import KeyNotUnique, KeyWrong, SettingsImpossible
from sembilan.itembank.generators.item import (
    ATTEMPTS,
    Family,
    GeneratedItem,
    Option,
    Parameters,
    expect_one,
    guessing,
    key_place,
    n_named,
    numeric_options,
    rng_of,
)

CODE = "number_series"
VERSION = 1
HIGHEST = 999
DISCRIMINATION = 1.2

# Logits, provisional: an expert's order of the rules, not yet an estimate from answers.
INTERCEPT = -2.0
RULES: Mapping[str, float] = {
    "tetap": 0.0,
    "kali": 0.5,
    "tumbuh": 0.9,
    "kuadrat": 1.2,
    "berganda": 1.5,
    "jumlah_dua": 1.8,
    "selang_seling": 2.1,
    "kali_tambah": 2.4,
    "dua_deret": 2.7,
    "kali_tumbuh": 3.0,
}
WEIGHT_FALLING = 0.4
WEIGHT_SIZE = 0.3
WEIGHT_ENTRY = 0.3
CAN_FALL = frozenset({"tetap", "kali", "tumbuh", "dua_deret"})


@dataclass(frozen=True)
class Settings:
    """Radicals: the rule, whether the row falls, the size of the numbers (1 to 3), and entry instead of options."""

    rule: str
    falling: bool = False
    size: int = 1
    entry: bool = False


def settings_from(record: Mapping[str, Any]) -> Settings:
    return Settings(**record)


def difficulty(settings: Settings) -> float:
    """The provisional difficulty b in logits."""
    return round(
        INTERCEPT
        + RULES[settings.rule]
        + WEIGHT_FALLING * settings.falling
        + WEIGHT_SIZE * (settings.size - 1)
        + WEIGHT_ENTRY * settings.entry,
        2,
    )


@dataclass(frozen=True)
class Row:
    """Shown terms, the next two terms, the rule in words, and the wrong numbers that this rule invites."""

    shown: tuple[int, ...]
    key: int
    after: int
    words: str
    errors: tuple[tuple[int, str], ...]


def generate(settings: Settings, seed: int) -> GeneratedItem:
    """Make one series item.

    Raises:
        SettingsImpossible: the rule is unknown or cannot fall, or no unambiguous row was found.
    """
    name = f"{CODE} {settings}"
    if settings.rule not in RULES or (settings.falling and settings.rule not in CAN_FALL) or settings.size not in (1, 2, 3):
        raise SettingsImpossible(name, "aturan tidak dikenal, tidak dapat turun, atau ukuran di luar 1 sampai 3")
    rng = rng_of(CODE, VERSION, settings, seed)
    for attempt in range(ATTEMPTS):
        row = _BUILDERS[settings.rule](rng, settings.size)
        if settings.falling:
            row = _turned(row)
        if _is_plain(row) and continuations(row.shown) == {row.key}:
            item = _item(settings, seed, row)
            # Rows whose wrong options come from named errors are preferred, for as long as there is patience.
            if settings.entry or n_named(item.options) >= 3 - 20 * attempt // ATTEMPTS:
                return item
    raise SettingsImpossible(name, "tidak ditemukan deret yang hanya mempunyai satu kelanjutan")


def _item(settings: Settings, seed: int, row: Row) -> GeneratedItem:
    stem = "Bilangan berapa yang melanjutkan deret ini?\n\n" + ", ".join(map(str, row.shown)) + ", …"
    options: tuple[Option, ...] = ()
    if settings.entry:
        key = str(row.key)
        stem = stem.replace("\n\n", " Tulis bilangan itu dengan angka.\n\n")
    else:
        options, key = numeric_options(row.key, _errors(row), key_place(CODE, seed, 5), write=str)
    return GeneratedItem(
        family=CODE,
        version=VERSION,
        seed=seed,
        settings=settings,
        scale="intelektual",
        stem=stem,
        key=key,
        rationale=f"{row.words}, sehingga bilangan berikutnya {row.key}.",
        parameters=Parameters(DISCRIMINATION, difficulty(settings), guessing(len(options))),
        surface=frozenset({f"{settings.rule}:{row.words}"}),
        options=options,
    )


def _is_plain(row: Row) -> bool:
    everything = (*row.shown, row.key)
    return all(1 <= value <= HIGHEST for value in everything) and len(set(everything)) == len(everything)


def _errors(row: Row) -> Iterator[tuple[int, str]]:
    last, before = row.shown[-1], row.shown[-2]
    yield from row.errors
    yield 2 * last - before, "mengulang selisih terakhir"
    yield row.after, "melompati satu suku"
    yield last + row.shown[1] - row.shown[0], "memakai selisih pertama"
    yield row.key + (row.key - last) - (last - before), "menambah selisih sekali lagi"


def _grow(start: int, n_terms: int, step: Callable[[int, int], int]) -> list[int]:
    """Terms from `start`; `step(index, term)` gives the term after `term`, whose 0-based index it is told."""
    terms = [start]
    while len(terms) < n_terms:
        terms.append(step(len(terms) - 1, terms[-1]))
    return terms


def _row(terms: Sequence[int], words: str, *errors: tuple[int, str]) -> Row:
    return Row(tuple(terms[:-2]), terms[-2], terms[-1], words, errors)


def _turned(row: Row) -> Row:
    """The same row read from its far end: a falling row of the same family."""
    if row.words.startswith("Setiap suku dikalikan"):
        whole = [row.after, row.key, *reversed(row.shown)]
        factor = row.after // row.key
        words = f"Setiap suku dibagi {factor}"
        return Row(tuple(whole[:-2]), whole[-2], whole[-1], words, ((whole[-3] - factor, "mengurangi, bukan membagi"),))
    top = max(*row.shown, row.key, row.after) + min(row.shown)
    flip = tuple((top - value, error) for value, error in row.errors)
    words = row.words.replace("ditambah", "dikurangi").replace("tambahannya", "pengurangnya")
    return Row(tuple(top - value for value in row.shown), top - row.key, top - row.after, words, flip)


def _draw(rng: np.random.Generator, low: int, high: int) -> int:
    return int(rng.integers(low, high + 1))


def _constant(rng: np.random.Generator, size: int) -> Row:
    step = _draw(rng, *((3, 9), (11, 19), (21, 49))[size - 1])
    terms = _grow(_draw(rng, 2, 20 * size), 8, lambda i, x: x + step)
    return _row(terms[-7:], f"Setiap suku ditambah {step}", (terms[-3] + step + 1, "selisih keliru satu"))


def _times(rng: np.random.Generator, size: int) -> Row:
    factor = 2 if size > 1 else _draw(rng, 2, 3)
    start = _draw(rng, *((1, 5), (3, 6), (5, 7))[size - 1])
    terms = _grow(start, 7 if factor == 2 else 6, lambda i, x: x * factor)
    return _row(terms, f"Setiap suku dikalikan {factor}", (terms[-3] * (factor + 1), "pengali keliru satu"))


def _growing(rng: np.random.Generator, size: int) -> Row:
    first, gain = _draw(rng, 1, 4 * size), _draw(rng, *((1, 3), (3, 5), (6, 9))[size - 1])
    terms = _grow(_draw(rng, 1, 10 * size), 8, lambda i, x: x + first + i * gain)
    return _row(terms, f"Setiap suku ditambah {first}, lalu tambahannya bertambah {gain} setiap kali")


def _squares(rng: np.random.Generator, size: int) -> Row:
    first, shift = _draw(rng, 1 + 2 * (size - 1), 4 + 2 * size), _draw(rng, -1, 3)
    terms = [(first + i) ** 2 + shift for i in range(8)]
    words = f"Suku-sukunya kuadrat bilangan berurutan mulai {first}"
    if shift:
        words += f", masing-masing {'ditambah' if shift > 0 else 'dikurangi'} {abs(shift)}"
    return _row(terms, words, (terms[-2] - shift, "lupa menggeser kuadrat"))


def _doubling(rng: np.random.Generator, size: int) -> Row:
    first = _draw(rng, *((1, 3), (4, 5), (6, 9))[size - 1])
    terms = _grow(_draw(rng, 3, 9 * size), 8, lambda i, x: x + first * 2**i)
    return _row(
        terms, f"Tambahannya mulai {first} dan selalu menjadi dua kali lipat", (terms[-3] * 2, "menggandakan suku terakhir")
    )


def _sum_of_two(rng: np.random.Generator, size: int) -> Row:
    extra = (0, _draw(rng, 1, 3), _draw(rng, 4, 9))[size - 1]
    terms = [_draw(rng, 1, 6), _draw(rng, 2, 9)]
    while len(terms) < 9:
        terms.append(terms[-1] + terms[-2] + extra)
    words = "Setiap suku jumlah dua suku sebelumnya" + (f" ditambah {extra}" if extra else "")
    return _row(terms, words, (terms[-2] - extra, "lupa tambahan"), (terms[-3] * 2, "menggandakan suku terakhir"))


def _alternating(rng: np.random.Generator, size: int) -> Row:
    plus, factor = _draw(rng, *((1, 5), (4, 9), (8, 15))[size - 1]), 2 if size > 1 else _draw(rng, 2, 3)
    add_first = bool(rng.integers(2))
    terms = _grow(_draw(rng, 1, 5), 9, lambda i, x: x + plus if (i % 2 == 0) == add_first else x * factor)
    order = f"ditambah {plus} lalu dikalikan {factor}" if add_first else f"dikalikan {factor} lalu ditambah {plus}"
    last = terms[-3]
    swapped = last * factor if terms[-2] == last + plus else last + plus
    return _row(terms, f"Suku berganti-ganti {order}", (swapped, "urutan langkah tertukar"))


def _times_plus(rng: np.random.Generator, size: int) -> Row:
    factor, plus = (3 if size == 1 and rng.integers(2) else 2), _draw(rng, *((1, 3), (3, 6), (7, 9))[size - 1])
    sign = -1 if rng.integers(2) else 1
    terms = _grow(_draw(rng, 2, 9), 8 if factor == 2 else 7, lambda i, x: x * factor + sign * plus)
    words = f"Setiap suku dikalikan {factor} lalu {'ditambah' if sign > 0 else 'dikurangi'} {plus}"
    return _row(terms, words, (terms[-3] * factor, "lupa langkah kedua"), (terms[-3] * factor - sign * plus, "tanda terbalik"))


def _two_rows(rng: np.random.Generator, size: int) -> Row:
    steps = _draw(rng, 2, 5 * size), _draw(rng, 3, 7 * size)
    starts = _draw(rng, 1, 12 * size), _draw(rng, 20, 40 * size)
    terms = [starts[i % 2] + steps[i % 2] * (i // 2) for i in range(9)]
    words = f"Dua deret berselang-seling, yang satu ditambah {steps[0]}, yang lain ditambah {steps[1]}"
    return _row(terms, words, (terms[-1], "melanjutkan deret yang salah"), (terms[-4] + steps[0], "selisih tertukar"))


def _times_growing(rng: np.random.Generator, size: int) -> Row:
    plus, first = (0, _draw(rng, 1, 2), _draw(rng, 3, 5))[size - 1], _draw(rng, 1, 2)
    terms = _grow(_draw(rng, 1, 4), 7, lambda i, x: x * (first + i) + plus)
    words = f"Suku dikalikan {first}, {first + 1}, {first + 2}, dan seterusnya" + (f", lalu ditambah {plus}" if plus else "")
    again = terms[-3] * (first + 3) + plus
    return _row(terms, words, (again, "mengulang pengali terakhir"), (terms[-2] - plus, "lupa langkah kedua"))


_BUILDERS: Mapping[str, Callable[[np.random.Generator, int], Row]] = {
    "tetap": _constant,
    "kali": _times,
    "tumbuh": _growing,
    "kuadrat": _squares,
    "berganda": _doubling,
    "jumlah_dua": _sum_of_two,
    "selang_seling": _alternating,
    "kali_tambah": _times_plus,
    "dua_deret": _two_rows,
    "kali_tumbuh": _times_growing,
}


# --- the independent path: recognise, do not build ------------------------------------------------------------------

Numbers = Sequence[Fraction]


def continuations(shown: Sequence[int]) -> set[int | Fraction]:
    """Every next number that some simple rule of the library gives for the shown terms.

    A rule counts only when at least one shown term confirms it beyond those that fix its constants.
    """
    terms = [Fraction(value) for value in shown]
    found = {guess for rule in _LIBRARY for guess in rule(terms)}
    return {int(value) if value.denominator == 1 else value for value in found}


def _differences(terms: Numbers) -> list[Fraction]:
    return [b - a for a, b in pairwise(terms)]


def _same(values: Numbers) -> bool:
    return len(values) > 1 and all(value == values[0] for value in values)


def _by_polynomial(terms: Numbers) -> Iterator[Fraction]:
    """Constant first, second or third differences."""
    ladder = [list(terms)]
    for _ in range(3):
        ladder.append(_differences(ladder[-1]))
        if _same(ladder[-1]):
            yield sum((row[-1] for row in ladder), Fraction(0))
            return


def _by_ratio(terms: Numbers) -> Iterator[Fraction]:
    """Constant ratio of the terms, or of their differences."""
    if all(terms) and _same([b / a for a, b in pairwise(terms)]):
        yield terms[-1] * terms[-1] / terms[-2]
    steps = _differences(terms)
    if all(steps) and _same([b / a for a, b in pairwise(steps)]):
        yield terms[-1] + steps[-1] * steps[-1] / steps[-2]


def _by_affine(terms: Numbers) -> Iterator[Fraction]:
    """x' = m x + k."""
    if terms[1] == terms[0]:
        return
    m = (terms[2] - terms[1]) / (terms[1] - terms[0])
    k = terms[1] - m * terms[0]
    if all(b == m * a + k for a, b in pairwise(terms)):
        yield m * terms[-1] + k


def _by_growing_factor(terms: Numbers) -> Iterator[Fraction]:
    """x' = (f + i) x + k, the factor rising by one at each step."""
    if terms[1] == terms[0]:
        return
    f = (terms[2] - 2 * terms[1]) / (terms[1] - terms[0])
    k = terms[1] - f * terms[0]
    if all(b == (f + i) * a + k for i, (a, b) in enumerate(pairwise(terms))):
        yield (f + len(terms) - 1) * terms[-1] + k


def _by_period(terms: Numbers) -> Iterator[Fraction]:
    """Differences that repeat with period two or three, seen twice in full."""
    steps = _differences(terms)
    for period in (2, 3):
        if len(steps) >= 2 * period and all(steps[i] == steps[i - period] for i in range(period, len(steps))):
            yield terms[-1] + steps[len(steps) - period]


def _by_turns(terms: Numbers) -> Iterator[Fraction]:
    """Add and multiply (or add and take away) by turns."""
    moves = list(pairwise(terms))
    for phase in (0, 1):
        adding, timing = moves[phase::2], moves[1 - phase :: 2]
        sums = [b - a for a, b in adding]
        if not all(a for a, _ in timing) or len(adding) < 2 or len(timing) < 2:
            continue
        factors = [b / a for a, b in timing]
        if _same(sums) and _same(factors):
            yield terms[-1] + sums[0] if len(moves) % 2 == phase else terms[-1] * factors[0]


def _by_recurrence(terms: Numbers) -> Iterator[Fraction]:
    """x'' = p x' + q x + k with small whole p and q; also the same for the differences with k = 0."""
    triples = list(zip(terms, terms[1:], terms[2:], strict=False))
    for p, q in product((-2, -1, 0, 1, 2), (-2, -1, 1, 2)):
        rest = terms[2] - p * terms[1] - q * terms[0]
        if len(triples) > 2 and all(c - p * b - q * a == rest for a, b, c in triples):
            yield p * terms[-1] + q * terms[-2] + rest
    steps = _differences(terms)
    if len(steps) > 4 and all(c == a + b for a, b, c in zip(steps, steps[1:], steps[2:], strict=False)):
        yield terms[-1] + steps[-1] + steps[-2]


def _by_strands(terms: Numbers) -> Iterator[Fraction]:
    """Two rows by turns, each with a constant difference or ratio."""
    next_strand, other = terms[len(terms) % 2 :: 2], terms[1 - len(terms) % 2 :: 2]
    if min(len(next_strand), len(other)) < 3 or not list(_simple(other)):
        return
    yield from _simple(next_strand)


def _simple(strand: Numbers) -> Iterator[Fraction]:
    if _same(_differences(strand)):
        yield 2 * strand[-1] - strand[-2]
    elif all(strand) and _same([b / a for a, b in pairwise(strand)]):
        yield strand[-1] * strand[-1] / strand[-2]


_LIBRARY: tuple[Callable[[Numbers], Iterator[Fraction]], ...] = (
    _by_polynomial,
    _by_ratio,
    _by_affine,
    _by_growing_factor,
    _by_period,
    _by_turns,
    _by_recurrence,
    _by_strands,
)


def check(item: GeneratedItem) -> None:
    """Read the row from the stem, solve it by the library, compare with the key.

    Raises:
        KeyNotUnique: the library gives no number or several.
        KeyWrong: it gives one, and the key is another.
    """
    shown = [int(text) for text in re.findall(r"\d+", item.stem.rsplit("\n\n", 1)[-1])]
    found = continuations(shown)
    if len(found) != 1:
        raise KeyNotUnique(item.label, f"kelanjutan yang mungkin: {sorted(map(str, found))}")
    answer = str(next(iter(found)))
    if item.options:
        expect_one(item, [option.id for option in item.options if option.text == answer])
    elif item.key != answer:
        raise KeyWrong(item.label, f"seharusnya {answer}, tertulis {item.key}")


FAMILY = Family(CODE, VERSION, "intelektual", settings_from, generate, difficulty, check)
