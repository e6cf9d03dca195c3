"""The situational judgement texts of the demo bank and the competency dictionary they refer to."""

import json
import re
import unicodedata
from collections import Counter
from functools import cache
from itertools import combinations, pairwise
from math import log
from pathlib import Path
from statistics import mean
from typing import Any

import pytest

from sembilan.itembank.rules import chance_of
from sembilan.psychometrics.forensics import random_positions
from sembilan.psychometrics.models.graded import Graded

ROOT = Path(__file__).resolve().parents[2]
ITEM_FILES = sorted((ROOT / "demo/bank/manajerial_sosiokultural").glob("*.json"))
CUTS = json.loads((ROOT / "src/sembilan/measurement/cuts/kompetensi.json").read_text())["scales"]
DICTIONARY = ROOT / "src/sembilan/competency/dictionary/kompetensi"
DICTIONARY_FILES = sorted(DICTIONARY.glob("*.json"))

Record = dict[str, Any]

PREFIXES = {
    "integritas": "MSK-INT",
    "kerja_sama": "MSK-KJS",
    "komunikasi": "MSK-KOM",
    "orientasi_hasil": "MSK-HSL",
    "pelayanan_publik": "MSK-PLP",
}
"""Where a competency's code prefix is agreed with other files; the others only have to keep to one prefix."""

ITEM_KEYS = {
    "code", "instrument", "scale", "type", "stem", "image", "options", "scoring", "level", "indicator", "model", "parameters",
    "fakeable", "rationale", "enemies", "nonvisual", "generator",
}  # fmt: skip
REASONS = {"agar", "supaya", "karena", "sehingga", "sebab", "mengingat", "demi"}
"""Words that open a justification: poor options explain themselves more often, which a practised candidate would notice."""
INDICATORS = [f"{level}.{number}" for level in range(1, 6) for number in range(1, 4)]

each_item_file = pytest.mark.parametrize("path", ITEM_FILES, ids=lambda p: p.stem)
each_dictionary_file = pytest.mark.parametrize("path", DICTIONARY_FILES, ids=lambda p: p.stem)


@cache
def read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def whole_bank() -> list[Record]:
    return [item for path in ITEM_FILES for item in read(path)]


def best_of(item: Record) -> str:
    return next(option for option, credit in item["scoring"]["credits"].items() if credit == 3)


def lengths_of(item: Record) -> dict[str, int]:
    return {option["id"]: len(option["text"]) for option in item["options"]}


def sentences(text: str) -> list[str]:
    return re.findall(r"\S.*?[.?!](?=\s|$)", text, flags=re.DOTALL)


def words(text: str) -> list[str]:
    return re.findall(r"[\w-]+", text.lower())


def trigrams(text: str) -> set[tuple[str, ...]]:
    found = words(text)
    return set(zip(found, found[1:], found[2:], strict=False))


def assert_clean(text: str) -> None:
    assert text == unicodedata.normalize("NFC", text).strip(), text
    assert not re.search(r"[ \t]{2,}|\t|\n(?!\n)(?<!\n\n)|[<>{}\[\]]|\.\.|\s[.,;?]", text), text


# --- one item -----------------------------------------------------------------------------------------------------


@each_item_file
def test_every_item_is_a_complete_graded_record_of_its_own_scale(path: Path) -> None:
    for item in read(path):
        assert set(item) == ITEM_KEYS, item["code"]
        assert (item["instrument"], item["scale"]) == ("manajerial_sosiokultural", path.stem), item["code"]
        assert (item["type"], item["model"], item["fakeable"]) == ("graded", "grm", False), item["code"]
        assert item["image"] is item["nonvisual"] is item["generator"] is None, item["code"]


@each_item_file
def test_a_code_tells_the_level_and_the_indicator_of_its_item(path: Path) -> None:
    prefixes = set()
    for item in read(path):
        code = re.fullmatch(r"(MSK-[A-Z]{3})-([1-5])\.([1-3])-[a-z]", item["code"])
        assert code, item["code"]
        prefixes.add(code[1])
        assert item["level"] == int(code[2]), item["code"]
        assert item["indicator"] == f"{path.stem}.{code[2]}.{code[3]}", item["code"]
    assert len(prefixes) == 1
    assert prefixes == {PREFIXES.get(path.stem, *prefixes)}


@each_item_file
def test_four_different_options_carry_the_credits_nought_to_three(path: Path) -> None:
    for item in read(path):
        assert [option["id"] for option in item["options"]] == ["A", "B", "C", "D"], item["code"]
        assert all(set(option) == {"id", "text", "image"} and option["image"] is None for option in item["options"]), item["code"]
        assert len({" ".join(words(option["text"])) for option in item["options"]}) == 4, item["code"]
        assert set(item["scoring"]) == {"credits"}, item["code"]
        assert list(item["scoring"]["credits"]) == ["A", "B", "C", "D"], item["code"]
        assert sorted(item["scoring"]["credits"].values()) == [0, 1, 2, 3], item["code"]


@each_item_file
def test_a_stem_is_two_to_four_sentences_of_situation_and_one_question(path: Path) -> None:
    for item in read(path):
        assert_clean(item["stem"])
        found = sentences(item["stem"])
        assert 3 <= len(found) <= 5, (item["code"], found)
        assert item["stem"].endswith("?"), item["code"]
        assert item["stem"].count("?") == 1, item["code"]
        assert 30 <= len(words(item["stem"])) <= 110, (item["code"], len(words(item["stem"])))


@each_item_file
def test_options_and_rationales_are_whole_sentences_of_readable_length(path: Path) -> None:
    for item in read(path):
        for option in item["options"]:
            assert_clean(option["text"])
            assert option["text"][0].isupper(), (item["code"], option)
            assert option["text"].endswith("."), (item["code"], option)
            assert 8 <= len(words(option["text"])) <= 40, (item["code"], option["id"], len(words(option["text"])))
        assert_clean(item["rationale"])
        assert item["rationale"].endswith("."), item["code"]
        assert len(sentences(item["rationale"])) == 1, item["code"]
        assert len(words(item["rationale"])) >= 10, item["code"]


@each_item_file
def test_options_of_one_item_are_of_similar_length(path: Path) -> None:
    for item in read(path):
        lengths = lengths_of(item).values()
        assert max(lengths) <= 1.7 * min(lengths), (item["code"], lengths_of(item))


@each_item_file
def test_parameters_are_ordered_and_within_the_provisional_ranges(path: Path) -> None:
    for item in read(path):
        parameters = item["parameters"]
        assert set(parameters) == {"a", "b"}, item["code"]
        assert 0.8 <= parameters["a"] <= 1.6, item["code"]
        assert len(parameters["b"]) == 3, item["code"]
        assert all(0.6 <= high - low <= 2.8 for low, high in pairwise(parameters["b"])), item["code"]


# --- one competency -----------------------------------------------------------------------------------------------


@each_item_file
def test_every_indicator_of_the_competency_has_an_item(path: Path) -> None:
    wanted = {f"{path.stem}.{indicator}" for indicator in INDICATORS}
    assert {item["indicator"] for item in read(path)} == wanted


@each_item_file
def test_the_best_option_stands_on_every_letter_about_equally_often(path: Path) -> None:
    items = read(path)
    places = Counter(best_of(item) for item in items)
    assert all(len(items) / 8 <= places[letter] <= len(items) * 3 / 8 for letter in "ABCD"), places


@each_item_file
def test_length_does_not_give_the_best_option_away(path: Path) -> None:
    items = read(path)
    longest = [item["code"] for item in items if max(lengths_of(item).values()) == lengths_of(item)[best_of(item)]]
    shortest = [item["code"] for item in items if min(lengths_of(item).values()) == lengths_of(item)[best_of(item)]]
    assert len(longest) <= len(items) / 3, longest
    assert len(shortest) <= len(items) / 2, shortest


@each_item_file
def test_neither_lists_nor_reasons_give_the_best_option_away(path: Path) -> None:
    most_listing, reasoned = [], Counter[int]()
    for item in read(path):
        texts = {item["scoring"]["credits"][option["id"]]: option["text"] for option in item["options"]}
        commas = {credit: text.count(", ") for credit, text in texts.items()}
        if commas[3] > max(commas[0], commas[1], commas[2]):
            most_listing.append(item["code"])
        reasoned.update(credit for credit, text in texts.items() if REASONS & set(words(text)))
    assert len(most_listing) <= 0.6 * len(read(path)), most_listing
    assert reasoned[3] >= mean(reasoned[credit] for credit in range(3)) / 3, reasoned


@each_item_file
def test_discrimination_varies_and_difficulty_rises_with_the_level(path: Path) -> None:
    items = read(path)
    assert len({item["parameters"]["a"] for item in items}) >= 5
    by_level = [mean(mean(item["parameters"]["b"]) for item in items if item["level"] == level) for level in range(1, 6)]
    assert all(low < high for low, high in pairwise(by_level)), by_level
    assert by_level[0] == pytest.approx(-3.58, abs=0.2)
    assert by_level[4] == pytest.approx(-0.7, abs=0.2)


@each_item_file
def test_a_random_pick_stands_below_level_1_and_the_best_answer_marks_the_cut_of_its_level(path: Path) -> None:
    """Bookmark: at the cut of a level two of three choose the best answer to its items, b3 + ln 2 / a (Mitzel and others 2001)."""
    items, cuts = read(path), [float(cut) for cut in CUTS[path.stem]["cuts"]]
    models = [Graded(item["parameters"]["a"], tuple(item["parameters"]["b"])) for item in items]
    chances = [chance_of("graded", item["scoring"], 4) for item in items]
    assert random_positions([path.stem] * len(items), models, chances)[path.stem] < cuts[0]
    for level, cut in enumerate(cuts, start=1):
        marks = [one["parameters"]["b"][2] + log(2) / one["parameters"]["a"] for one in items if one["level"] == level]
        assert mean(marks) == pytest.approx(cut, abs=0.35), level


@each_item_file
def test_an_item_refers_to_an_indicator_the_dictionary_has(path: Path) -> None:
    entry = read(DICTIONARY / path.name)
    known = {
        f"{entry['code']}.{level['level']}.{number}"
        for level in entry["levels"]
        for number in range(1, len(level["indicators"]) + 1)
    }
    assert {item["indicator"] for item in read(path)} <= known


# --- the bank -----------------------------------------------------------------------------------------------------


def test_codes_and_situations_are_unique_in_the_bank() -> None:
    items = whole_bank()
    assert len({item["code"] for item in items}) == len(items)
    for one, other in combinations([(item["code"], trigrams(item["stem"].rsplit(".", 1)[0])) for item in items], 2):
        shared = len(one[1] & other[1]) / min(len(one[1]), len(other[1]))
        assert shared < 0.25, (one[0], other[0], shared)


def test_no_option_is_written_twice_in_the_bank() -> None:
    texts = Counter(" ".join(words(option["text"])) for item in whole_bank() for option in item["options"])
    assert [text for text, count in texts.items() if count > 1] == []


def test_enemies_are_items_of_the_bank_and_name_each_other() -> None:
    enemies = {item["code"]: item["enemies"] for item in whole_bank()}
    for code, others in enemies.items():
        assert code not in others
        assert len(set(others)) == len(others), code
        assert all(code in enemies[other] for other in others), code


# --- the dictionary -----------------------------------------------------------------------------------------------


@each_dictionary_file
def test_a_competency_says_what_it_is_and_where_it_comes_from(path: Path) -> None:
    entry = read(path)
    assert set(entry) == {"code", "name", "family", "definition", "source", "levels", "strength", "growth", "suggestions"}
    assert entry["code"] == path.stem
    assert entry["family"] in {"manajerial", "sosial_kultural"}
    assert "38" in entry["source"]
    assert "2017" in entry["source"]
    for text in (entry["name"], entry["definition"], entry["source"]):
        assert text
        assert_clean(text)


@each_dictionary_file
def test_a_competency_brings_the_sentences_a_report_says_of_strength_growth_and_what_to_do(path: Path) -> None:
    entry = read(path)
    assert len(entry["suggestions"]) == 3
    for sentence in [entry["strength"], entry["growth"], *entry["suggestions"]]:
        assert_clean(sentence)
        assert sentence.endswith("."), sentence
        assert len(words(sentence)) >= 6, sentence


@each_dictionary_file
def test_a_competency_has_five_levels_of_three_indicators_all_worded_differently(path: Path) -> None:
    levels = read(path)["levels"]
    assert [level["level"] for level in levels] == [1, 2, 3, 4, 5]
    for level in levels:
        assert set(level) == {"level", "description", "indicators"}
        assert len(level["indicators"]) == 3
        for sentence in [level["description"], *level["indicators"]]:
            assert_clean(sentence)
            assert sentence[0].isupper()
            assert sentence.endswith(".")
            assert len(words(sentence)) >= 6, sentence
    wordings = [sentence for level in levels for sentence in [level["description"], *level["indicators"]]]
    assert len(set(wordings)) == len(wordings)
