"""The sample bank beside the situational judgement items: self-report, digital literacy, career blocks, instructions."""

import itertools
import json
import math
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
BANK = ROOT / "demo" / "bank"
DICTIONARY = ROOT / "src" / "sembilan" / "competency" / "dictionary"

ASPECTS = {
    "interpersonal": "POT-INP",
    "kesadaran_diri": "POT-SDR",
    "kecerdasan_emosional": "POT-EMO",
    "belajar_cepat": "POT-BLJ",
    "motivasi": "POT-MOT",
}
PILLARS = {"cakap_digital": "LIT-CKP", "etika_digital": "LIT-ETK", "budaya_digital": "LIT-BDY", "aman_digital": "LIT-AMN"}
CAREER = ("realistik", "investigatif", "artistik", "sosial", "wirausaha", "konvensional", "manajerial", "fungsional")
TYPES = {"graded", "single", "multiple", "numeric", "best_worst", "ranking"}
FIELDS = {
    "code",
    "instrument",
    "scale",
    "type",
    "stem",
    "image",
    "options",
    "scoring",
    "level",
    "indicator",
    "model",
    "parameters",
    "fakeable",
    "rationale",
    "enemies",
    "nonvisual",
    "generator",
}
# A negated or double statement makes "tidak sesuai" ambiguous: nobody can tell what was disagreed with.
AMBIGUOUS = re.compile(r"\b(tidak|bukan|belum|tanpa|tak|dan|atau|serta|maupun|sekaligus)\b", re.IGNORECASE)

Item = dict[str, Any]


def read(path: str) -> Any:
    return json.loads((BANK / path).read_text(encoding="utf-8"))


def of_aspect(aspect: str) -> list[Item]:
    items: list[Item] = read(f"potensi/{aspect}.json")
    return items


def of_pillar(pillar: str) -> list[Item]:
    items: list[Item] = read(f"literasi_digital/{pillar}.json")
    return items


def blocks() -> list[Item]:
    items: list[Item] = read("preferensi_karier/blok.json")
    return items


def ours() -> list[Item]:
    return [*itertools.chain(*map(of_aspect, ASPECTS)), *itertools.chain(*map(of_pillar, PILLARS)), *blocks()]


def practice() -> list[Item]:
    return list(itertools.chain(*read("petunjuk.json")["practice"].values()))


def option_ids(item: Item) -> list[str]:
    return [option["id"] for option in item["options"]]


def assert_scoring_fits(item: Item) -> None:
    ids, scoring, kind = option_ids(item), item["scoring"], item["type"]
    assert ids == list("ABCDE"[: len(ids)]), item["code"]
    assert len({option["text"] for option in item["options"]}) == len(ids), item["code"]
    match kind:
        case "single":
            assert len(ids) == 4, item["code"]
            assert scoring["key"] in ids, item["code"]
        case "multiple":
            assert set(scoring["keys"]) < set(ids), item["code"]
            assert len(set(scoring["keys"])) == len(scoring["keys"]) >= 2, item["code"]
        case "numeric":
            assert not ids, item["code"]
            assert math.isfinite(float(scoring["key"])), item["code"]
            assert float(scoring["tolerance"]) >= 0, item["code"]
        case "ranking":
            assert sorted(scoring["order"]) == ids, item["code"]
            assert scoring["order"] != ids, item["code"]
        case "graded":
            assert set(scoring["credits"]) == set(ids), item["code"]
            assert sorted(scoring["credits"].values()) == list(range(len(ids))), item["code"]
        case "best_worst":
            assert len(ids) == 4, item["code"]
            assert set(scoring["scales"]) == set(ids), item["code"]
        case _:
            raise AssertionError(item["code"])


def test_a_code_is_used_once_in_the_whole_bank() -> None:
    files = [path for path in BANK.rglob("*.json") if path.name != "petunjuk.json"]
    codes = Counter(item["code"] for path in files for item in json.loads(path.read_text(encoding="utf-8")))
    codes.update(item["code"] for item in practice())
    assert [code for code, n in codes.items() if n > 1] == []


def test_no_stem_is_used_twice_outside_the_blocks() -> None:
    stems = Counter(item["stem"] for item in ours() if item["type"] != "best_worst")
    assert [stem for stem, n in stems.items() if n > 1] == []


def test_every_item_has_the_fields_of_the_record_and_a_scoring_that_fits_its_options() -> None:
    for item in ours():
        assert set(item) == FIELDS, item["code"]
        assert item["type"] in TYPES, item["code"]
        assert item["stem"].strip() == item["stem"] != "", item["code"]
        assert item["rationale"].endswith("."), item["code"]
        assert item["level"] is None, item["code"]
        assert item["indicator"] is None, item["code"]
        assert_scoring_fits(item)


def test_enemies_stand_in_the_same_file_and_name_each_other() -> None:
    for aspect in ASPECTS:
        enemies = {item["code"]: set(item["enemies"]) for item in of_aspect(aspect)}
        for code, others in enemies.items():
            assert code not in others
            assert all(code in enemies[other] for other in others), code


@pytest.mark.parametrize(("aspect", "prefix"), ASPECTS.items())
def test_an_aspect_has_twenty_short_single_statements_without_negation(aspect: str, prefix: str) -> None:
    items = of_aspect(aspect)
    assert [item["code"] for item in items] == [f"{prefix}-{n:03d}" for n in range(1, 21)]
    for item in items:
        assert (item["instrument"], item["scale"], item["type"]) == ("potensi", aspect, "graded"), item["code"]
        assert item["fakeable"] is True, item["code"]
        assert len(item["stem"].split()) <= 20, item["code"]
        assert AMBIGUOUS.search(item["stem"]) is None, item["code"]
        labels = [option["text"] for option in item["options"]]
        assert len(labels) == 5, item["code"]
        assert (labels[0], labels[-1]) == ("Sangat tidak sesuai", "Sangat sesuai"), item["code"]


@pytest.mark.parametrize("aspect", ASPECTS)
def test_about_a_third_of_an_aspect_is_keyed_in_reverse_and_says_so(aspect: str) -> None:
    forward, reverse = dict(zip("ABCDE", range(5), strict=True)), dict(zip("ABCDE", range(4, -1, -1), strict=True))
    items = of_aspect(aspect)
    for item in items:
        assert item["scoring"]["credits"] in (forward, reverse), item["code"]
        assert ("berlawanan arah" in item["rationale"]) == (item["scoring"]["credits"] == reverse), item["code"]
    share = sum(item["scoring"]["credits"] == reverse for item in items) / len(items)
    assert 0.28 <= share <= 0.40


@pytest.mark.parametrize("aspect", ASPECTS)
def test_graded_parameters_are_in_range_and_their_thresholds_ascend(aspect: str) -> None:
    for item in of_aspect(aspect):
        assert item["model"] == "grm", item["code"]
        slope, thresholds = item["parameters"]["a"], item["parameters"]["b"]
        assert 0.7 <= slope <= 1.7, item["code"]
        assert len(thresholds) == 4, item["code"]
        assert all(low < high for low, high in itertools.pairwise(thresholds)), item["code"]
        assert thresholds[0] > -5, item["code"]
        assert thresholds[-1] < 4, item["code"]


@pytest.mark.parametrize(("pillar", "prefix"), PILLARS.items())
def test_a_pillar_has_eighteen_keyed_items_of_mixed_types_and_spread_difficulty(pillar: str, prefix: str) -> None:
    items = of_pillar(pillar)
    assert [item["code"] for item in items] == [f"{prefix}-{n:03d}" for n in range(1, 19)]
    kinds = Counter(item["type"] for item in items)
    assert set(kinds) <= {"single", "multiple", "numeric", "ranking"}
    assert kinds["single"] >= 10
    assert kinds["multiple"] >= 3
    for item in items:
        assert (item["instrument"], item["scale"], item["fakeable"]) == ("literasi_digital", pillar, False), item["code"]
        parameters = item["parameters"]
        assert 0.7 <= parameters["a"] <= 1.7, item["code"]
        assert -2 <= parameters["b"] <= 2, item["code"]
        expected = ("3pl", 0.1, 0.25) if item["type"] == "single" else ("2pl", 0.0, 0.0)
        assert item["model"] == expected[0], item["code"]
        assert expected[1] <= parameters["c"] <= expected[2], item["code"]
    difficulties = [item["parameters"]["b"] for item in items]
    assert min(difficulties) <= -1.7
    assert max(difficulties) >= 1.7
    assert all(sum(low <= b < high for b in difficulties) >= 2 for low, high in ((-2.01, -1), (-1, 0), (0, 1), (1, 2.01)))


@pytest.mark.parametrize("pillar", PILLARS)
def test_neither_the_place_nor_the_length_of_an_option_gives_the_key_away(pillar: str) -> None:
    singles = [item for item in of_pillar(pillar) if item["type"] == "single"]
    places = Counter(item["scoring"]["key"] for item in singles)
    assert set(places) == set("ABCD")
    assert max(places.values()) - min(places.values()) <= 1

    def key_is_longest(item: Item) -> bool:
        lengths = {option["id"]: len(option["text"]) for option in item["options"]}
        key = lengths.pop(item["scoring"]["key"])
        return key > max(lengths.values())

    assert sum(map(key_is_longest, singles)) / len(singles) <= 0.30


def test_literacy_texts_are_short_enough_for_one_screen() -> None:
    for item in itertools.chain(*map(of_pillar, PILLARS)):
        assert len(item["stem"].split()) <= 50, item["code"]
        assert all(len(option["text"].split()) <= 14 for option in item["options"]), item["code"]
        if item["type"] == "multiple":
            assert item["stem"].endswith("Pilih semua yang benar."), item["code"]
        if item["type"] == "numeric":
            assert item["stem"].endswith("Tulis angkanya saja."), item["code"]


def test_numeric_keys_follow_from_their_stems() -> None:
    keys = {item["code"]: float(item["scoring"]["key"]) for item in ours() if item["type"] == "numeric"}
    assert keys == {"LIT-CKP-004": 24 / (20 // 5), "LIT-CKP-005": 120 * 8 / 8, "LIT-AMN-008": 3 * 24}


def test_ninety_six_different_career_statements_stand_in_twenty_four_blocks_of_four() -> None:
    items = blocks()
    assert [item["code"] for item in items] == [f"KAR-{n:02d}" for n in range(1, 25)]
    statements = [option["text"] for item in items for option in item["options"]]
    assert len(statements) == len(set(statements)) == 96
    assert max(len(text.split()) for text in statements) <= 14
    for item in items:
        assert (item["instrument"], item["type"], item["scale"]) == ("preferensi_karier", "best_worst", None), item["code"]
        assert item["model"] is None, item["code"]
        assert item["parameters"] is None, item["code"]
        assert item["fakeable"] is True, item["code"]


def test_statements_of_one_block_are_of_like_length() -> None:
    for item in blocks():
        lengths = [len(option["text"].split()) for option in item["options"]]
        assert max(lengths) - min(lengths) <= 5, item["code"]


def test_career_blocks_are_as_balanced_as_twenty_four_blocks_of_four_out_of_eight_allow() -> None:
    """12 blocks a scale give 36 meetings with 7 others: 5 1/7 each, so 5 with six scales and 6 with one; each place thrice."""
    rows = [[item["scoring"]["scales"][letter] for letter in "ABCD"] for item in blocks()]
    assert all(len(set(row)) == 4 and set(row) <= set(CAREER) for row in rows)
    assert Counter(itertools.chain(*rows)) == dict.fromkeys(CAREER, 12)
    assert len({frozenset(row) for row in rows}) == 24
    places = Counter((scale, place) for row in rows for place, scale in enumerate(row))
    assert places == {(scale, place): 3 for scale in CAREER for place in range(4)}

    pairs = Counter(frozenset(pair) for row in rows for pair in itertools.combinations(row, 2))
    assert Counter(pairs.values()) == {5: 24, 6: 4}
    # The pairs that meet once more are Holland's opposites and the two orientations: the contrasts worth most.
    assert {pair for pair, n in pairs.items() if n == 6} == {
        frozenset({"realistik", "sosial"}),
        frozenset({"investigatif", "wirausaha"}),
        frozenset({"artistik", "konvensional"}),
        frozenset({"manajerial", "fungsional"}),
    }


def test_instructions_exist_for_every_instrument_with_practice_items_of_its_types() -> None:
    guide = read("petunjuk.json")
    assert [part["code"] for part in guide["instruments"]] == [
        "manajerial_sosiokultural",
        "potensi",
        "literasi_digital",
        "preferensi_karier",
    ]
    kind = {item["code"]: item["type"] for item in practice()}
    used = {part["code"]: {kind[code] for code in part["practice"]} for part in guide["instruments"]}
    assert used["manajerial_sosiokultural"] == {"graded"}
    assert used["potensi"] == {"single", "numeric", "graded"}
    assert used["preferensi_karier"] == {"best_worst"}
    assert used["literasi_digital"] == {item["type"] for item in itertools.chain(*map(of_pillar, PILLARS))}
    for part in guide["instruments"]:
        assert part["title"]
        assert part["purpose"].endswith(".")
        assert len(part["instructions"]) <= 6
        assert len(" ".join([part["purpose"], *part["instructions"]]).split()) <= 150


def test_each_kind_of_practice_has_three_items_with_a_fitting_key_and_an_explanation() -> None:
    kinds = read("petunjuk.json")["practice"]
    assert set(kinds) == TYPES | {"situational"}
    for kind, items in kinds.items():
        assert len(items) == 3, kind
        for item in items:
            assert item["type"] == ("graded" if kind == "situational" else kind), item["code"]
            assert item["explanation"].endswith("."), item["code"]
            if kind in {"graded", "best_worst"}:
                assert item["scoring"] is None, item["code"]
                assert len(item["options"]) == (5 if kind == "graded" else 4), item["code"]
            else:
                assert_scoring_fits(item)


def test_notices_are_short_and_say_what_they_must() -> None:
    guide = read("petunjuk.json")
    privacy = " ".join(guide["privacy_notice"]["paragraphs"])
    honesty = guide["honesty_statement"]
    pledge = " ".join([*honesty["paragraphs"], *honesty["statements"], honesty["accept"]])
    assert len(privacy.split()) <= 200
    assert len(pledge.split()) <= 200
    for needed in (
        "tidak mempunyai batas lulus",
        "bukan dasar pemberhentian",
        "keberatan",
        "27 Tahun 2022",
        "dicatat",
        "Pengendali data",
        "10 tahun",
        "unit kepegawaian",
    ):
        assert needed in privacy
    assert "contoh, bukan dasar keputusan" in guide["sample_notice"]
    assert "bukan milik BKN" in guide["sample_notice"]


@pytest.mark.parametrize(
    ("group", "codes", "extra"),
    [("literasi_digital", tuple(PILLARS), "suggestions"), ("preferensi_karier", CAREER, "families")],
)
def test_every_scale_stands_in_the_dictionary(group: str, codes: tuple[str, ...], extra: str) -> None:
    assert {path.stem for path in (DICTIONARY / group).glob("*.json")} == set(codes)
    for code in codes:
        record = json.loads((DICTIONARY / group / f"{code}.json").read_text(encoding="utf-8"))
        assert set(record) == {"code", "name", "family", "definition", "source", "levels", extra}
        assert (record["code"], record["family"], record["levels"]) == (code, group, [])
        assert record["definition"].endswith(".")
        assert record["source"]
        if extra == "suggestions":
            assert len(record[extra]) == 2
            assert all(text.endswith(".") for text in record[extra])
        else:
            assert len(record[extra]) >= 3
            assert record["source"] == "model proyek: RIASEC + orientasi manajerial/fungsional, bukan ketentuan BKN"
