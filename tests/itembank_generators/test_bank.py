"""The demo bank: enough items of each kind, spread in difficulty, none too near another."""

from __future__ import annotations

import json
from collections import Counter
from itertools import combinations, pairwise

import pytest

from sembilan.itembank.generators import FAMILIES, bank, bank_items, regenerate
from sembilan.itembank.generators.bank import key_balance
from sembilan.itembank.generators.item import GeneratedItem


@pytest.fixture(scope="module")
def items() -> list[GeneratedItem]:
    return bank_items(1)


def test_the_bank_holds_what_the_instrument_asks_for(items: list[GeneratedItem]) -> None:
    shelves = Counter(item.code.split("-")[1] for item in items)
    assert shelves == {"DER": 24, "FIG": 24, "FIN": 24, "VER": 24, "SIL": 36, "RAS": 20, "LAJ": 20}
    scales = Counter(item.scale for item in items)
    assert scales == {"intelektual": 96, "berpikir_kritis": 36, "pemecahan_masalah": 40}
    assert len({item.code for item in items}) == len(items) == 172


def test_every_item_of_the_bank_passes_its_check_and_can_be_made_again(items: list[GeneratedItem]) -> None:
    for item in items:
        FAMILIES[item.family].check(item)
        again = regenerate(json.loads(json.dumps(item.as_record()))["generator"])
        assert (again.stem, again.key, again.options) == (item.stem, item.key, item.options)


def test_the_bank_is_the_same_each_time_and_another_for_another_seed(items: list[GeneratedItem]) -> None:
    records = [item.as_record() for item in items]
    assert bank(1) == records
    assert bank(2) != records


def test_difficulty_reaches_from_easy_to_hard_on_every_scale(items: list[GeneratedItem]) -> None:
    for scale in ("intelektual", "berpikir_kritis", "pemecahan_masalah"):
        values = sorted(item.parameters.b for item in items if item.scale == scale)
        assert values[0] <= -1.7
        assert values[-1] >= 1.6
        assert max(b - a for a, b in pairwise(values)) <= 0.6


def test_the_key_stands_about_equally_often_in_each_place(items: list[GeneratedItem]) -> None:
    balance = key_balance(items)
    for n_options in (5, 6, 8):
        shares = [balance[n_options, letter] for letter in "ABCDEFGH"[:n_options]]
        assert max(shares) - min(shares) <= 4


def test_no_two_items_ask_the_same(items: list[GeneratedItem]) -> None:
    faces = [(item.stem, item.image.svg if item.image else "") for item in items]
    assert len(set(faces)) == len(faces)
    for one, other in combinations([item for item in items if item.family == "verbal_relations"], 2):
        assert not one.surface & other.surface


def test_items_of_one_surface_are_enemies_both_ways(items: list[GeneratedItem]) -> None:
    by_code = {item.code: item for item in items}
    for item in items:
        assert item.code not in item.enemies
        for enemy in item.enemies:
            assert item.code in by_code[enemy].enemies
    for one, other in combinations(items, 2):
        if one.family == other.family and one.surface & other.surface:
            assert other.code in one.enemies


def test_every_matrix_has_a_twin_without_a_picture_by_the_same_rules(items: list[GeneratedItem]) -> None:
    by_code = {item.code: item for item in items}
    pictures = [item for item in items if item.image]
    assert len(pictures) == 24
    for picture in pictures:
        twin = by_code[picture.nonvisual or ""]
        assert twin.image is None
        assert all(option.image is None and option.text for option in twin.options)
        assert (twin.settings.rules, twin.settings.n_options) == (picture.settings.rules, picture.settings.n_options)
        assert twin.code in picture.enemies


def test_records_are_plain_json_with_the_agreed_keys(items: list[GeneratedItem]) -> None:
    expected = {
        "code", "instrument", "scale", "type", "stem", "image", "options", "scoring", "level", "indicator", "model",
        "parameters", "fakeable", "rationale", "enemies", "nonvisual", "generator",
    }  # fmt: skip
    for item in items:
        record = json.loads(json.dumps(item.as_record()))
        assert set(record) == expected
        assert record["instrument"] == "potensi"
        assert record["fakeable"] is False
        if record["type"] == "single":
            assert record["scoring"]["key"] in {option["id"] for option in record["options"]}
        else:
            assert record["options"] == []
            assert record["scoring"] == {"key": str(int(record["scoring"]["key"])), "tolerance": "0"}
