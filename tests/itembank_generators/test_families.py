"""What every family of generated items promises, over many settings and seeds."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict, replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sembilan.itembank.generators import (
    FAMILIES,
    figural_matrices,
    number_series,
    ratio,
    regenerate,
    syllogisms,
    verbal_relations,
    work_rate,
)
from sembilan.itembank.generators.errors import GeneratedItemError, KeyNotUnique, KeyWrong, SettingsImpossible
from sembilan.itembank.generators.item import GeneratedItem, key_place, numeric_options
from sembilan.itembank.generators.word_problems import Settings as Problem

seeds = st.integers(min_value=0, max_value=2**31)

RULE_SETS = (
    ("progression",),
    ("distribution",),
    ("rotation",),
    ("addition",),
    ("xor",),
    ("progression", "distribution"),
    ("distribution", "distribution"),
    ("rotation", "distribution"),
    ("addition", "distribution"),
    ("progression", "distribution", "distribution"),
    ("rotation", "distribution", "distribution"),
    ("xor", "distribution", "distribution"),
)


def series_settings() -> st.SearchStrategy[number_series.Settings]:
    def build(rule: str, falling: bool, size: int, entry: bool) -> number_series.Settings:
        return number_series.Settings(rule, falling and rule in number_series.CAN_FALL, size, entry)

    return st.builds(build, st.sampled_from(sorted(number_series.RULES)), st.booleans(), st.integers(1, 3), st.booleans())


def problem_settings(templates: Any) -> st.SearchStrategy[Problem]:
    return st.builds(Problem, st.sampled_from(sorted(templates)), st.integers(1, 3), st.booleans())


STRATEGIES: dict[str, st.SearchStrategy[Any]] = {
    "number_series": series_settings(),
    "figural_matrices": st.builds(
        figural_matrices.Settings, st.sampled_from(RULE_SETS), st.sampled_from((6, 8)), st.sampled_from(("picture", "words"))
    ),
    "verbal_relations": st.builds(
        verbal_relations.Settings, st.sampled_from(sorted(verbal_relations.RELATIONS)), st.booleans(), st.integers(1, 3)
    ),
    "syllogisms": st.builds(syllogisms.Settings, st.sampled_from(sorted(syllogisms.PATTERNS)), st.booleans()),
    "ratio": problem_settings(ratio.TEMPLATES),
    "work_rate": problem_settings(work_rate.TEMPLATES),
}


def make(code: str, data: st.DataObject) -> GeneratedItem:
    return FAMILIES[code].generate(data.draw(STRATEGIES[code]), data.draw(seeds))


PLAIN: dict[str, Any] = {
    "number_series": number_series.Settings("tumbuh"),
    "verbal_relations": verbal_relations.Settings("antonim"),
    "syllogisms": syllogisms.Settings("sebagian"),
    "ratio": Problem("bagi"),
    "work_rate": Problem("bersama"),
}


def test_every_family_of_the_registry_is_tested_here() -> None:
    assert set(STRATEGIES) == set(FAMILIES)


@pytest.mark.parametrize("code", sorted(FAMILIES))
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_the_key_is_the_only_answer_by_the_independent_path(code: str, data: st.DataObject) -> None:
    FAMILIES[code].check(make(code, data))


@pytest.mark.parametrize("code", sorted(FAMILIES))
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_an_item_is_made_again_from_its_own_record(code: str, data: st.DataObject) -> None:
    item = make(code, data)
    record = json.loads(json.dumps(item.as_record()))
    assert regenerate(record["generator"]).as_record() == item.as_record()


@pytest.mark.parametrize("code", sorted(FAMILIES))
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_options_differ_and_each_wrong_one_names_its_error(code: str, data: st.DataObject) -> None:
    item = make(code, data)
    faces = [(option.text, option.image.svg if option.image else "") for option in item.options]
    assert len(set(faces)) == len(faces)
    assert [option.id for option in item.options if not option.error] == ([item.key] if item.options else [])


@pytest.mark.parametrize("code", sorted(FAMILIES))
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_another_letter_as_the_key_is_refused(code: str, data: st.DataObject) -> None:
    item = make(code, data)
    wrong = next(option.id for option in item.options if option.id != item.key) if item.options else str(int(item.key) + 1)
    with pytest.raises(KeyWrong):
        FAMILIES[code].check(replace(item, key=wrong))


@pytest.mark.parametrize("code", ["number_series", "verbal_relations", "syllogisms", "ratio", "work_rate"])
def test_a_second_option_that_says_the_same_as_the_key_is_refused(code: str) -> None:
    item = next(made for seed in range(50) if (made := FAMILIES[code].generate(PLAIN[code], seed)).options)
    doubled = tuple(replace(option, text=item.key_option.text) for option in item.options)
    with pytest.raises(KeyNotUnique):
        FAMILIES[code].check(replace(item, options=doubled))


@pytest.mark.parametrize("code", sorted(FAMILIES))
@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_parameters_follow_the_difficulty_model_and_the_number_of_options(code: str, data: st.DataObject) -> None:
    item = make(code, data)
    record = item.as_record()
    n_options = len(item.options)
    assert item.parameters.b == FAMILIES[code].difficulty(item.settings)
    assert item.parameters.a > 0
    assert record["model"] == ("3pl" if n_options else "2pl")
    assert item.parameters.c == (round(1 / n_options, 2) if n_options else 0.0)


@pytest.mark.parametrize("code", sorted(FAMILIES))
def test_settings_that_make_no_sense_are_refused(code: str) -> None:
    senseless: dict[str, Any] = {
        "number_series": number_series.Settings("kuadrat", falling=True),
        "figural_matrices": figural_matrices.Settings(("xor", "rotation")),
        "verbal_relations": verbal_relations.Settings("antonim", tied=9),
        "syllogisms": syllogisms.Settings("sembarang"),
        "ratio": Problem("bagi", size=4),
        "work_rate": Problem("sembarang"),
    }
    with pytest.raises(SettingsImpossible) as refused:
        FAMILIES[code].generate(senseless[code], 1)
    assert isinstance(refused.value, GeneratedItemError)
    assert refused.value.parameters["detail"]


def test_a_record_of_another_version_is_not_made_again() -> None:
    record = {"family": "ratio", "version": 0, "seed": 1, "settings": asdict(Problem("bagi"))}
    with pytest.raises(ValueError, match="version"):
        regenerate(record)


# --- difficulty rises with each radical -----------------------------------------------------------------------------


@given(series_settings())
def test_a_series_is_harder_when_it_falls_grows_or_must_be_typed(base: number_series.Settings) -> None:
    b = number_series.difficulty
    assert b(replace(base, falling=True)) > b(replace(base, falling=False))
    assert b(replace(base, size=1)) < b(replace(base, size=2)) < b(replace(base, size=3))
    assert b(replace(base, entry=True)) > b(replace(base, entry=False))


@given(STRATEGIES["figural_matrices"], st.sampled_from(sorted(figural_matrices.RULES)))
def test_a_matrix_is_harder_with_another_rule_or_more_options(base: figural_matrices.Settings, rule: str) -> None:
    b = figural_matrices.difficulty
    assert b(replace(base, rules=(*base.rules, rule))) > b(base)
    assert b(replace(base, n_options=8)) > b(replace(base, n_options=6))
    assert b(replace(base, form="words")) > b(replace(base, form="picture"))


@given(STRATEGIES["verbal_relations"])
def test_an_analogy_is_harder_backwards_and_with_more_tied_options(base: verbal_relations.Settings) -> None:
    b = verbal_relations.difficulty
    assert b(replace(base, backwards=True)) > b(replace(base, backwards=False))
    assert b(replace(base, tied=1)) < b(replace(base, tied=2)) < b(replace(base, tied=3))


@given(STRATEGIES["syllogisms"])
def test_a_syllogism_is_harder_with_its_premises_swapped(base: syllogisms.Settings) -> None:
    assert syllogisms.difficulty(replace(base, swapped=True)) > syllogisms.difficulty(replace(base, swapped=False))


@pytest.mark.parametrize("family", [ratio, work_rate])
@given(data=st.data())
def test_a_word_problem_is_harder_with_larger_numbers_and_when_typed(family: Any, data: st.DataObject) -> None:
    base, b = data.draw(problem_settings(family.TEMPLATES)), family.difficulty
    assert b(replace(base, size=1)) < b(replace(base, size=2)) < b(replace(base, size=3))
    assert b(replace(base, entry=True)) > b(replace(base, entry=False))


# --- places and numbers ---------------------------------------------------------------------------------------------


@given(st.sampled_from((5, 6, 8)), st.integers(0, 10_000))
def test_in_every_block_of_seeds_the_key_stands_once_in_each_place(n_options: int, block: int) -> None:
    places = Counter(key_place("any", seed, n_options) for seed in range(block * n_options, (block + 1) * n_options))
    assert places == dict.fromkeys(range(n_options), 1)


@given(st.integers(2, 4000), st.lists(st.integers(1, 5000), max_size=6), st.integers(0, 4))
def test_numbers_to_choose_from_rise_and_hold_the_key_once(key: int, wrong: list[int], place: int) -> None:
    options, letter = numeric_options(key, [(value, "keliru") for value in wrong], place)
    values = [int(option.text.replace(".", "")) for option in options]
    assert len(values) == 5
    assert values == sorted(set(values))
    assert values["ABCDE".index(letter)] == key
    assert min(values) >= 1


# --- each family's own path ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        ((2, 4, 6, 8, 10), {12}),
        ((3, 6, 12, 24, 48), {96}),
        ((1, 1, 2, 3, 5, 8, 13), {21}),
        ((1, 4, 9, 16, 25, 36), {49}),
        ((10, 3, 12, 6, 14, 9, 16), {12}),
        ((1, 2, 6, 24, 120), {720}),
        ((2, 5, 10, 13, 26, 29, 58), {61}),
        ((7, 1, 5, 30, 2), set()),
    ],
)
def test_the_library_of_rules_continues_known_rows(shown: tuple[int, ...], expected: set[int]) -> None:
    assert number_series.continuations(shown) == expected


def test_a_row_with_two_simple_continuations_is_refused() -> None:
    item = number_series.generate(number_series.Settings("kali"), 3)
    assert len(number_series.continuations((1, 4, 3, 2, 5))) == 2
    with pytest.raises(KeyNotUnique):
        number_series.check(replace(item, stem="Bilangan berapa yang melanjutkan deret ini?\n\n1, 4, 3, 2, 5, …"))


def test_a_changed_number_in_a_story_is_noticed() -> None:
    item = ratio.generate(Problem("bagi"), 4)
    first = str(item.facts.givens["total"])
    with pytest.raises(KeyWrong):
        ratio.check(replace(item, stem=item.stem.replace(first, str(int(first) + 1))))


def test_times_alone_give_the_time_together() -> None:
    item = work_rate.generate(Problem("bersama"), 4)
    given_ = item.facts.givens
    hours = Fraction(given_["a"] * given_["b"], given_["a"] + given_["b"])
    assert item.key_option.text == f"{hours} jam"


@pytest.mark.parametrize(
    ("premises", "claim", "modern", "aristotle"),
    [
        (("all 0 1", "all 1 2"), "all 0 2", True, True),
        (("all 0 1", "all 1 2"), "some 0 2", False, True),
        (("all 0 1", "all 1 2"), "all 2 0", False, False),
        (("some 0 1", "some 1 2"), "some 0 2", False, False),
        (("some 0 1", "some 1 2"), "unknown 0 2", True, True),
        (("all 1 0", "all 1 2"), "unknown 0 2", True, False),
        (("no 0 1",), "no 1 0", True, True),
        (("some_not 0 1",), "some_not 1 0", False, False),
    ],
)
def test_the_models_know_the_classical_moods(premises: tuple[str, ...], claim: str, modern: bool, aristotle: bool) -> None:
    def read(text: str) -> syllogisms.Claim:
        kind, a, b = text.split()
        return syllogisms.Claim(kind, int(a), int(b))

    given_ = [read(premise) for premise in premises]
    assert syllogisms.follows_for_classes(given_, read(claim), 3, loosely=False) is modern
    assert syllogisms.follows_for_classes(given_, read(claim), 3, loosely=True) is aristotle


@settings(max_examples=60, deadline=None)
@given(STRATEGIES["syllogisms"], seeds)
def test_sentences_are_read_back_as_they_were_meant(chosen: syllogisms.Settings, seed: int) -> None:
    item = syllogisms.generate(chosen, seed)
    pattern = syllogisms.PATTERNS[chosen.pattern]
    read = [syllogisms.parse(sentence, item.facts) for sentence in item.stem.split("\n\n")[1:-1]]
    assert sorted(map(repr, read)) == sorted(map(repr, pattern.premises))
    assert syllogisms.parse(item.key_option.text, item.facts) == pattern.key


def test_a_statement_that_depends_on_existence_is_refused() -> None:
    item = syllogisms.generate(syllogisms.Settings("rantai"), 1)
    key = item.key_option
    weaker = key.text.replace("Semua", "Sebagian", 1)
    options = tuple(replace(option, text=weaker) if option.id == key.id else option for option in item.options)
    with pytest.raises(KeyNotUnique):
        syllogisms.check(replace(item, options=options))


def test_the_lexicon_has_relations_and_pairs_enough_and_no_pair_under_two_relations() -> None:
    lexicon = verbal_relations.RELATIONS
    assert len(lexicon) >= 12
    pairs = [(pair.head, pair.tail) for relation in lexicon.values() for pair in relation.pairs]
    assert min(len(relation.pairs) for relation in lexicon.values()) >= 9
    assert len(set(pairs)) == len(pairs)


def test_no_word_beside_a_head_stands_in_the_same_relation_to_it() -> None:
    for relation in verbal_relations.RELATIONS.values():
        for pair in relation.pairs:
            assert len(set(pair.beside)) >= 3
            assert not {pair.head, pair.tail} & set(pair.beside)
            assert not any(other.tail in pair.beside for other in relation.pairs if other.head == pair.head)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(RULE_SETS), st.sampled_from((6, 8)), seeds)
def test_no_feature_of_the_options_gives_the_key_away(rules: tuple[str, ...], n_options: int, seed: int) -> None:
    options = figural_matrices.generate(figural_matrices.Settings(rules, n_options), seed).facts.options
    for feature in ("shape", "fill", "size", "count", "angle"):
        shares = Counter(getattr(cell, feature) for cell in options)
        assert len(set(shares.values())) == 1
    for mark in range(6):
        assert sum(mark in cell.marks for cell in options) in (0, n_options // 2, n_options)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(RULE_SETS), st.sampled_from((6, 8)), seeds)
def test_pictures_are_small_scalable_and_carry_no_style_or_script(rules: tuple[str, ...], n_options: int, seed: int) -> None:
    item = figural_matrices.generate(figural_matrices.Settings(rules, n_options), seed)
    assert item.image is not None
    pictures = [item.image, *[option.image for option in item.options if option.image]]
    assert len(pictures) == n_options + 1
    for picture in pictures:
        assert len(picture.svg.encode()) < 4096
        assert 'viewBox="0 0 ' in picture.svg
        assert "currentColor" in picture.svg
        assert not any(word in picture.svg for word in ("style", "script", "href", "url(", "#", "onload"))
        assert picture.alt


@settings(max_examples=30, deadline=None)
@given(st.sampled_from(RULE_SETS), seeds)
def test_the_words_about_a_matrix_show_eight_cells_and_not_the_ninth(rules: tuple[str, ...], seed: int) -> None:
    item = figural_matrices.generate(figural_matrices.Settings(rules), seed)
    assert item.image is not None
    assert item.image.alt.count(";") == 6
    assert item.image.alt.endswith("lalu tanda tanya.")


def test_a_picture_that_does_not_show_its_cells_is_refused() -> None:
    item = figural_matrices.generate(figural_matrices.Settings(("rotation",)), 1)
    other = figural_matrices.generate(figural_matrices.Settings(("rotation",)), 2)
    with pytest.raises(KeyWrong, match="gambar"):
        figural_matrices.check(replace(item, image=other.image))
