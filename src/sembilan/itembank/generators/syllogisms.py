"""Syllogisms: which conclusion is certain? Categorical (all, none, some) and conditional (if, only if, or).

The generator writes premises and conclusions of a pattern as sentences. The check parses the printed sentences back and
tries every model: for n terms all 2^(2^n) ways in which the 2^n kinds of thing may exist (complete for monadic logic), for
n clauses all 2^n truth assignments. A categorical option must be valid or invalid alike whether or not "all" claims that
there is such a thing (Aristotle's reading and the modern one), so that no argument about existence can arise.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sembilan.itembank.generators.errors import KeyNotUnique, SettingsImpossible
from sembilan.itembank.generators.item import (
    Draft,
    Family,
    GeneratedItem,
    Parameters,
    expect_one,
    guessing,
    key_place,
    letter,
    pick,
    rng_of,
    shuffled,
)
from sembilan.itembank.generators.syllogism_lexicon import CLASSES, SCENES

CODE = "syllogisms"
VERSION = 1
N_OPTIONS = 5
DISCRIMINATION = 1.0

INTERCEPT = -1.9
WEIGHT_SWAPPED = 0.3


@dataclass(frozen=True)
class Claim:
    """A sentence. Categorical kinds: all, no, some, some_not, unknown; a and b are indices of terms.

    Conditional kinds: is, if, only_if, or, unclear; a and b are clauses 1, 2, ... and negative when denied.
    """

    kind: str
    a: int
    b: int = 0


@dataclass(frozen=True)
class Pattern:
    """Premises, the conclusion that is the key, its weight in logits (provisional) and why it holds."""

    premises: tuple[Claim, ...]
    key: Claim
    weight: float
    why: str


def _categorical(key: str, weight: float, why: str, *premises: str) -> Pattern:
    def claim(text: str) -> Claim:
        kind, a, b = text.split()
        return Claim(kind, int(a), int(b))

    return Pattern(tuple(map(claim, premises)), claim(key), weight, why)


# Terms 0, 1, 2, 3; the conclusion joins the two ends.
CATEGORICAL: Mapping[str, Pattern] = {
    "rantai": _categorical("all 0 2", 0.0, "dua hubungan menyeluruh bersambung", "all 0 1", "all 1 2"),
    "rantai_tiga": _categorical("all 0 3", 0.5, "tiga hubungan menyeluruh bersambung", "all 0 1", "all 1 2", "all 2 3"),
    "tolak": _categorical("no 0 2", 0.6, "yang pertama seluruhnya masuk ke yang ditolak", "all 0 1", "no 1 2"),
    "sebagian": _categorical("some 0 2", 0.9, "sebagian itu ikut dalam hubungan menyeluruh", "some 0 1", "all 1 2"),
    "tolak_balik": _categorical("no 0 2", 1.3, "penolakan berlaku ke dua arah", "all 2 1", "no 0 1"),
    "sebagian_tolak": _categorical("some_not 0 2", 1.6, "sebagian itu terkena penolakan", "some 0 1", "no 1 2"),
    "sebagian_tengah": _categorical("some 0 2", 1.8, "sebagian penghubung memiliki kedua sifat", "all 1 2", "some 1 0"),
    "sebagian_bukan": _categorical(
        "some_not 0 2", 2.2, "yang di luar penghubung pasti di luar bagiannya", "all 2 1", "some_not 0 1"
    ),
    "penghubung_bukan": _categorical("some_not 0 2", 2.6, "pengecualian penghubung tetap pengecualian", "some_not 1 2", "all 1 0"),
    "tiga_tolak": _categorical("some_not 0 3", 2.8, "sebagian itu terbawa sampai ke penolakan", "some 0 1", "all 1 2", "no 2 3"),
    "tanpa_simpulan": _categorical("unknown 0 2", 3.1, "penghubungnya tidak pernah disebut seluruhnya", "all 0 1", "some 1 2"),
    "tanpa_simpulan_sejajar": _categorical(
        "unknown 0 2", 3.3, "dua bagian dari satu kelompok tidak harus bertemu", "all 0 1", "all 2 1"
    ),
}


def _conditional(key: Claim, weight: float, why: str, *premises: Claim) -> Pattern:
    return Pattern(premises, key, weight, why)


def _if(a: int, b: int) -> Claim:
    return Claim("if", a, b)


def _is(a: int) -> Claim:
    return Claim("is", a)


_ONLY_IF, _OR = "only_if", "or"
CONDITIONAL: Mapping[str, Pattern] = {
    "langsung": _conditional(_is(2), 0.0, "syaratnya terpenuhi", _if(1, 2), _if(3, 4), _is(1)),
    "beruntun": _conditional(_is(3), 0.5, "syarat pertama membawa akibat sampai ujung", _if(1, 2), _if(2, 3), _is(1)),
    "balik": _conditional(_is(-1), 1.2, "akibatnya tidak ada, maka sebabnya tidak ada", _if(1, 2), _if(2, 3), _is(-2)),
    "hanya_jika_tolak": _conditional(_is(-1), 1.5, "syarat mutlaknya tidak terpenuhi", Claim(_ONLY_IF, 1, 2), _if(1, 3), _is(-2)),
    "hanya_jika": _conditional(_is(3), 1.7, "syarat mutlaknya pasti sudah terpenuhi", Claim(_ONLY_IF, 1, 2), _if(2, 3), _is(1)),
    "beruntun_balik": _conditional(_is(-1), 1.9, "akibat di ujung tidak ada", _if(1, 2), _if(2, 3), _is(-3)),
    "atau": _conditional(_is(3), 1.6, "pilihan pertama gugur", Claim(_OR, 1, 2), _if(2, 3), _is(-1)),
    "kontraposisi": _conditional(_if(-3, -1), 2.2, "rantai yang dibaca dari ujungnya", _if(1, 2), _if(2, 3)),
    "tak_pasti_tolak": _conditional(
        Claim("unclear", 2), 2.5, "sebab yang tidak ada belum meniadakan akibat", _if(1, 2), _if(2, 3), _is(-1)
    ),
    "atau_balik": _conditional(
        _is(2), 2.6, "pilihan pertama gugur karena akibatnya tidak ada", Claim(_OR, 1, 2), _if(1, 3), _is(-3)
    ),
    "tak_pasti": _conditional(Claim("unclear", 1), 2.8, "akibat yang ada belum membuktikan sebab", _if(1, 2), _if(2, 3), _is(2)),
    "hanya_jika_tak_pasti": _conditional(
        Claim("unclear", 1), 3.2, "syarat yang terpenuhi belum tentu cukup", Claim(_ONLY_IF, 1, 2), _if(3, 2), _is(2)
    ),
}
PATTERNS: Mapping[str, Pattern] = {**CATEGORICAL, **CONDITIONAL}


@dataclass(frozen=True)
class Settings:
    """Radicals: the pattern, and whether the premises stand in an order that hides the chain."""

    pattern: str
    swapped: bool = False


def settings_from(record: Mapping[str, Any]) -> Settings:
    return Settings(**record)


def difficulty(settings: Settings) -> float:
    """The provisional difficulty b in logits."""
    return round(INTERCEPT + PATTERNS[settings.pattern].weight + WEIGHT_SWAPPED * settings.swapped, 2)


@dataclass(frozen=True)
class Facts:
    """What the sentences are made of: the noun ("" in conditional items) and its predicates or the scene's clauses."""

    noun: str
    terms: tuple[str, ...]


def generate(settings: Settings, seed: int) -> GeneratedItem:
    """Make one syllogism.

    Raises:
        SettingsImpossible: the pattern is unknown.
    """
    if settings.pattern not in PATTERNS:
        raise SettingsImpossible(f"{CODE} {settings}", "pola tidak dikenal")
    rng = rng_of(CODE, VERSION, settings, seed)
    pattern = PATTERNS[settings.pattern]
    theme, facts = _facts(settings, rng)
    write = _writer(facts)
    premises = list(reversed(pattern.premises)) if settings.swapped else list(pattern.premises)
    drafts = [Draft(write(claim), error) for claim, error in _wrong(pattern, facts, rng)]
    options, key = letter(Draft(write(pattern.key)), drafts, key_place(CODE, seed, N_OPTIONS))
    sentences = [write(claim) for claim in premises]
    some = any("Sebagian" in text for text in (*sentences, *(option.text for option in options)))
    opening = "Anggaplah semua pernyataan ini benar." + (" “Sebagian” berarti sedikitnya satu, mungkin semua." if some else "")
    return GeneratedItem(
        family=CODE,
        version=VERSION,
        seed=seed,
        settings=settings,
        scale="berpikir_kritis",
        stem="\n\n".join([opening, *sentences, "Kesimpulan mana yang pasti benar?"]),
        key=key,
        rationale=f"Hanya pilihan ini yang benar dalam setiap keadaan yang cocok dengan pernyataannya: {pattern.why}.",
        parameters=Parameters(DISCRIMINATION, difficulty(settings), guessing(N_OPTIONS)),
        surface=frozenset({theme}),
        options=options,
        facts=facts,
    )


def _facts(settings: Settings, rng: np.random.Generator) -> tuple[str, Facts]:
    if settings.pattern in CATEGORICAL:
        n_terms = 1 + max(max(c.a, c.b) for c in CATEGORICAL[settings.pattern].premises)
        noun = pick(rng, tuple(CLASSES))
        return noun, Facts(noun, tuple(shuffled(rng, CLASSES[noun])[:n_terms]))
    scene = pick(rng, tuple(SCENES))
    n_terms = max(max(abs(c.a), abs(c.b)) for c in CONDITIONAL[settings.pattern].premises)
    start = int(rng.integers(len(SCENES[scene]) - n_terms + 1))
    return scene, Facts("", SCENES[scene][start : start + n_terms])


# --- sentences ------------------------------------------------------------------------------------------------------


def _writer(facts: Facts) -> Callable[[Claim], str]:
    return (lambda claim: _about_classes(claim, facts)) if facts.noun else (lambda claim: _about_scene(claim, facts))


def _about_classes(claim: Claim, facts: Facts) -> str:
    noun, a, b = facts.noun, facts.terms[claim.a], facts.terms[claim.b]
    return {
        "all": f"Semua {noun} yang {a} {b}.",
        "no": f"Tidak satu pun {noun} yang {a} {b}.",
        "some": f"Sebagian {noun} yang {a} {b}.",
        "some_not": f"Sebagian {noun} yang {a} tidak {b}.",
        "unknown": f"Hubungan antara {noun} yang {a} dan {noun} yang {b} tidak dapat dipastikan.",
    }[claim.kind]


def _clause(literal: int, facts: Facts) -> str:
    return facts.terms[abs(literal) - 1].replace("|", "" if literal > 0 else "tidak ")


def _about_scene(claim: Claim, facts: Facts) -> str:
    a = _clause(claim.a, facts)
    b = _clause(claim.b, facts) if claim.b else ""
    text = {
        "is": f"{a}.",
        "if": f"jika {a}, {b}.",
        "only_if": f"{a} hanya jika {b}.",
        "or": f"{a} atau {b}, atau keduanya.",
        "unclear": f"belum dapat dipastikan apakah {a}.",
    }[claim.kind]
    return text[0].upper() + text[1:]


# --- wrong conclusions ----------------------------------------------------------------------------------------------


def _wrong(pattern: Pattern, facts: Facts, rng: np.random.Generator) -> list[tuple[Claim, str]]:
    """Four conclusions that do not follow, the most tempting first chosen, then mixed."""
    n_terms = len(facts.terms)
    tempting = _wrong_classes(pattern) if facts.noun else _wrong_scene(pattern, n_terms, rng)
    judge = follows_for_classes if facts.noun else follows_for_scene
    chosen: dict[Claim, str] = {}
    for claim, error in tempting:
        if claim != pattern.key and claim not in pattern.premises and not judge(pattern.premises, claim, n_terms, loosely=True):
            chosen.setdefault(claim, error)
    if len(chosen) < N_OPTIONS - 1:
        raise SettingsImpossible(f"{CODE} {facts}", "terlalu sedikit simpulan keliru")
    return shuffled(rng, list(chosen.items())[: N_OPTIONS - 1])


def _wrong_classes(pattern: Pattern) -> Iterator[tuple[Claim, str]]:
    a, c = pattern.key.a, pattern.key.b
    opposite = {"all": "no", "no": "all", "some": "some_not", "some_not": "some", "unknown": "all"}
    wider = {"some": "all", "some_not": "no"}
    yield Claim("unknown", a, c), "menyerah sebelum menggabungkan pernyataan"
    if pattern.key.kind in wider:
        yield Claim(wider[pattern.key.kind], a, c), "sebagian dibaca semua"
    yield Claim(opposite[pattern.key.kind], a, c), "ingkaran terlewat atau ditambah"
    yield Claim(pattern.key.kind if pattern.key.kind != "unknown" else "all", c, a), "arah hubungan terbalik"
    for kind in ("some", "some_not", "all", "no"):
        yield Claim(kind, a, c), "menyimpulkan lebih dari pernyataannya"
    for kind in ("some_not", "all", "some", "no"):
        yield Claim(kind, c, a), "arah hubungan terbalik"


def _wrong_scene(pattern: Pattern, n_clauses: int, rng: np.random.Generator) -> Iterator[tuple[Claim, str]]:
    a = pattern.key.a
    if pattern.key.kind == "if":
        first, last = -pattern.key.b, -pattern.key.a
        yield _if(last, first), "akibat dianggap sebab"
        yield _if(-first, -last), "sebab yang tidak ada dianggap meniadakan akibat"
        yield _if(first, -last), "ingkaran ditambah"
        yield _if(-last, first), "ingkaran terlewat"
        return
    if pattern.key.kind == "is":
        yield _is(-a), "ingkaran terlewat atau ditambah"
        yield Claim("unclear", abs(a)), "menyerah sebelum menggabungkan pernyataan"
    else:
        yield _is(a), "akibat dianggap sebab"
        yield _is(-a), "sebab yang tidak ada dianggap meniadakan akibat"
    stated = {abs(c.a) for c in pattern.premises if c.kind == "is"}
    others = [clause for clause in range(1, n_clauses + 1) if clause not in stated and clause != abs(a)]
    for clause in others:
        yield _is(clause), "syarat dibaca dari arah yang salah"
        yield _is(-clause), "syarat dibaca dari arah yang salah"
        yield Claim("unclear", clause), "menyerah sebelum menggabungkan pernyataan"
    for clause in stated:
        yield Claim("unclear", clause), "pernyataan yang sudah pasti diragukan"


# --- the independent path: parse the sentences, try every model -----------------------------------------------------


def follows_for_classes(premises: Sequence[Claim], claim: Claim, n_terms: int, *, loosely: bool) -> bool:
    """Whether the claim is true in every model of the premises; `loosely` counts only models in which no term is empty."""
    worlds = np.arange(2 ** (2**n_terms), dtype=np.int64)
    fits = np.ones(len(worlds), dtype=bool)
    if loosely:
        for term in range(n_terms):
            fits &= (worlds & _kinds(n_terms, term)) != 0
    for premise in premises:
        fits &= _holds(worlds, premise, n_terms)
    if claim.kind == "unknown":
        ends = [(claim.a, claim.b), (claim.b, claim.a)]
        certain = [
            _holds(worlds[fits], Claim(kind, *pair), n_terms).all() for kind in ("all", "no", "some", "some_not") for pair in ends
        ]
        return not any(certain)
    return bool(_holds(worlds[fits], claim, n_terms).all())


def _kinds(n_terms: int, inside: int, beside: int | None = None, *, within: bool = True) -> int:
    """A bit for each kind of thing that has the term `inside` and has (or, if not `within`, lacks) the term `beside`."""
    return sum(
        1 << kind for kind in range(2**n_terms) if kind >> inside & 1 and (beside is None or bool(kind >> beside & 1) is within)
    )


def _holds(worlds: np.ndarray[Any, np.dtype[np.int64]], claim: Claim, n_terms: int) -> np.ndarray[Any, np.dtype[np.bool_]]:
    present: np.ndarray[Any, np.dtype[np.bool_]] = (
        worlds & _kinds(n_terms, claim.a, claim.b, within=claim.kind in ("some", "no")) != 0
    )
    return present if claim.kind in ("some", "some_not") else ~present


def follows_for_scene(premises: Sequence[Claim], claim: Claim, n_terms: int, *, loosely: bool = False) -> bool:
    """Whether the claim is true under every truth assignment that satisfies the premises."""
    worlds = [world for world in range(2**n_terms) if all(_true(premise, world) for premise in premises)]
    if claim.kind == "unclear":
        return len({_literal(claim.a, world) for world in worlds}) == 2
    return all(_true(claim, world) for world in worlds)


def _literal(literal: int, world: int) -> bool:
    return bool(world >> (abs(literal) - 1) & 1) is (literal > 0)


def _true(claim: Claim, world: int) -> bool:
    a = _literal(claim.a, world)
    if claim.kind == "is":
        return a
    b = _literal(claim.b, world)
    return (a or b) if claim.kind == "or" else (not a or b)


def parse(sentence: str, facts: Facts) -> Claim | None:
    """The claim a printed sentence makes, or nothing if it is no sentence of this family."""
    return _parse_classes(sentence, facts) if facts.noun else _parse_scene(sentence, facts)


def _parse_classes(sentence: str, facts: Facts) -> Claim | None:
    about = rf"{facts.noun} yang"
    unknown = re.fullmatch(rf"Hubungan antara {about} (.+) dan {about} (.+) tidak dapat dipastikan\.", sentence)
    if unknown:
        return Claim("unknown", facts.terms.index(unknown[1]), facts.terms.index(unknown[2]))
    plain = re.fullmatch(rf"(Semua|Tidak satu pun|Sebagian) {about} (.+)\.", sentence)
    if plain is None:
        return None
    for a, subject in enumerate(facts.terms):
        rest = plain[2].removeprefix(subject + " ")
        denied = rest.startswith("tidak ")
        predicate = rest.removeprefix("tidak ")
        if rest != plain[2] and predicate in facts.terms:
            kind = {"Semua": "all", "Tidak satu pun": "no", "Sebagian": "some_not" if denied else "some"}[plain[1]]
            return Claim(kind, a, facts.terms.index(predicate))
    return None


_FORMS = (
    ("unclear", re.compile(r"Belum dapat dipastikan apakah (?P<a>.+)\.")),
    ("if", re.compile(r"Jika (?P<a>.+), (?P<b>.+)\.")),
    ("only_if", re.compile(r"(?P<a>.+) hanya jika (?P<b>.+)\.")),
    ("or", re.compile(r"(?P<a>.+) atau (?P<b>.+), atau keduanya\.")),
    ("is", re.compile(r"(?P<a>.+)\.")),
)


def _parse_scene(sentence: str, facts: Facts) -> Claim | None:
    known = {}
    for i, term in enumerate(facts.terms, start=1):
        subject, _, predicate = term.partition("|")
        known[(subject + predicate).lower()] = i
        known[f"{subject}tidak {predicate}".lower()] = -i
    for kind, form in _FORMS:
        found = form.fullmatch(sentence)
        if found:
            literals = [known.get(clause.lower()) for clause in found.groupdict().values()]
            return None if None in literals else Claim(kind, *[literal for literal in literals if literal])
    return None


def check(item: GeneratedItem) -> None:
    """Parse premises and options from the text and try every model.

    Raises:
        KeyNotUnique: not exactly one option follows, an option depends on existence, or a sentence cannot be read.
        KeyWrong: the option that follows is not the key.
    """
    facts: Facts = item.facts
    premises = [parse(sentence, facts) for sentence in item.stem.split("\n\n")[1:-1]]
    claims = [parse(option.text, facts) for option in item.options]
    if None in premises or None in claims:
        raise KeyNotUnique(item.label, "kalimat tidak terbaca")
    judge = follows_for_classes if facts.noun else follows_for_scene
    readings = []
    for loosely in (False, True):
        given = [premise for premise in premises if premise]
        valid = [judge(given, claim, len(facts.terms), loosely=loosely) for claim in claims if claim]
        readings.append([option.id for option, holds in zip(item.options, valid, strict=True) if holds])
    if readings[0] != readings[1]:
        raise KeyNotUnique(item.label, "jawaban bergantung pada ada tidaknya anggota")
    expect_one(item, readings[0])


FAMILY = Family(CODE, VERSION, "berpikir_kritis", settings_from, generate, difficulty, check)
