"""What an item must be: each rule tried on a sound record that is broken in one place."""

from __future__ import annotations

import copy
import uuid
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sembilan.itembank import rules
from sembilan.itembank.errors import (
    EvidenceUnnamed,
    MoveNotAllowed,
    NoteMissing,
    NotNextEvidence,
    OwnWork,
    ParametersInvalid,
)
from sembilan.itembank.pictures import picture_problem

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><path d="M0 0h10v10z" fill="currentColor"/></svg>'


def options(n: int = 4) -> list[dict[str, Any]]:
    return [{"id": "ABCDEFGH"[i], "text": f"Tindakan ke-{i + 1}", "image": None} for i in range(n)]


def record(type_: str = "graded", **changes: Any) -> dict[str, Any]:
    scoring = {
        "graded": {"credits": {"A": 1, "B": 3, "C": 0, "D": 2}},
        "single": {"key": "B"},
        "multiple": {"keys": ["A", "C"]},
        "numeric": {"key": "2.5", "tolerance": "0"},
        "ranking": {"order": ["C", "A", "D", "B"]},
        "best_worst": {"scales": {"A": "realistik", "B": "sosial", "C": "artistik", "D": "manajerial"}},
    }[type_]
    keyed = {"a": 1.0, "b": 0.3, "c": 0.0}
    made = {
        "code": "UJI-01",
        "instrument": "preferensi_karier" if type_ == "best_worst" else "literasi_digital",
        "scale": None if type_ == "best_worst" else "aman_digital",
        "type": type_,
        "stem": "Apa yang Anda lakukan pada keadaan ini?",
        "image": None,
        "options": [] if type_ == "numeric" else options(),
        "scoring": scoring,
        "level": None,
        "indicator": None,
        "model": {"graded": "grm", "best_worst": None}.get(type_, "2pl"),
        "parameters": {"graded": {"a": 1.1, "b": [-1.0, 0.0, 1.2]}, "best_worst": None}.get(type_, keyed),
        "fakeable": type_ == "best_worst",
        "rationale": "Tindakan itu menyelesaikan keadaannya.",
        "enemies": [],
        "nonvisual": None,
        "generator": None,
    }
    return {**made, **changes}


def said(of: dict[str, Any]) -> str:
    return " ".join(map(str, rules.record_problems(of)))


@pytest.mark.parametrize("type_", list(rules.TYPES))
def test_a_sound_record_of_every_type_has_no_problem(type_: str) -> None:
    assert said(record(type_)) == ""


@pytest.mark.parametrize(
    ("type_", "change", "words"),
    [
        ("single", {"scoring": {"key": "E"}}, "Kunci bukan salah satu pilihan"),
        ("single", {"scoring": {"keys": ["A"]}}, "Penskoran jenis ini"),
        ("single", {"options": options(2)}, "3 sampai 8 pilihan"),
        ("single", {"options": [*options(3), {"id": "D", "text": "Tindakan ke-1", "image": None}]}, "dua pilihan yang sama"),
        ("single", {"options": [{**one, "id": one["id"].lower()} for one in options()]}, "diberi huruf"),
        ("single", {"options": [{**one, "key": True} for one in options()]}, "huruf, teks, dan gambar"),
        ("single", {"model": "3pl", "parameters": {"a": 1.0, "b": 0.0, "c": 0.9}}, "Peluang tebakan"),
        ("single", {"parameters": {"a": 1.0, "b": 0.0, "c": 0.2}}, "Peluang tebakan"),  # 2PL knows no c
        ("single", {"parameters": {"a": -1.0, "b": 0.0}}, "Daya beda"),
        ("single", {"parameters": {"a": 1.0, "b": float("nan")}}, "Kesukaran"),
        ("single", {"parameters": None}, "a dan b harus ada"),
        ("multiple", {"scoring": {"keys": ["A"]}}, "dua kunci atau lebih"),
        ("multiple", {"scoring": {"keys": ["A", "B", "C", "D"]}}, "tidak semua pilihan"),
        ("multiple", {"scoring": {"keys": ["C", "A"]}}, "menurut abjad"),
        ("numeric", {"scoring": {"key": "2,5", "tolerance": "0"}}, "titik desimal"),
        ("numeric", {"scoring": {"key": "2.5", "tolerance": "-1"}}, "tidak kurang dari 0"),
        ("numeric", {"options": options()}, "tidak mempunyai pilihan"),
        ("ranking", {"scoring": {"order": ["A", "B", "C"]}}, "setiap pilihan satu kali"),
        ("graded", {"scoring": {"credits": {"A": 1, "B": 3, "C": 0, "D": 3}}}, "masing-masing satu kali"),
        ("graded", {"scoring": {"credits": {"A": 1, "B": 3, "C": 0}}}, "Setiap pilihan mempunyai satu nilai"),
        ("graded", {"parameters": {"a": 1.0, "b": [0.0, -1.0, 1.0]}}, "harus naik"),
        ("graded", {"parameters": {"a": 1.0, "b": [-1.0, 1.0]}}, "memerlukan 3 ambang"),
        ("graded", {"parameters": {"a": 1.0, "b": [-1.0, 0.0, 1.0], "c": 0.0}}, "tidak memakai c"),
        ("graded", {"model": "2pl"}, "tidak cocok"),
        ("best_worst", {"scale": "sosial"}, "tidak mempunyai skala sendiri"),
        ("best_worst", {"scoring": {"scales": dict.fromkeys("ABCD", "sosial")}}, "harus berbeda-beda"),
        ("best_worst", {"parameters": {"a": 1.0}}, "tidak memakai parameter"),
        ("graded", {"scale": "integritas"}, "bukan bagian dari instrumen"),
        ("graded", {"level": 6}, "1 sampai 5"),
        ("graded", {"level": 3, "indicator": "aman_digital.2.1"}, "skala dan level butir ini"),
        ("graded", {"stem": "Pendek"}, "12 sampai 1500 huruf"),
        ("graded", {"stem": "Apa yang Anda <b>lakukan</b> di sini?"}, "kode HTML"),
        ("graded", {"code": "kode kecil"}, "huruf besar"),
        ("graded", {"enemies": ["UJI-01"]}, "dengan dirinya sendiri"),
        ("graded", {"nonvisual": "UJI-02"}, "Hanya butir bergambar"),
        ("graded", {"image": {"svg": SVG, "alt": ""}}, "Teks pengganti gambar"),
        ("graded", {"image": SVG}, "SVG dan teks pengganti"),
        ("graded", {"instrument": "lain"}, "tidak dikenal"),
        ("graded", {"weight": 2}, "Bidang weight tidak dikenal"),
    ],
)
def test_a_record_broken_in_one_place_is_told_so(type_: str, change: dict[str, Any], words: str) -> None:
    assert words in said(record(type_, **change))


def test_a_missing_field_is_named_before_anything_else() -> None:
    broken = record()
    del broken["options"]
    assert said(broken) == "Bidang options tidak ada."


def test_a_batch_names_repeated_codes_and_references_that_lead_nowhere() -> None:
    one, two = record(enemies=["UJI-99"]), record(code="UJI-02", enemies=["UJI-77"])
    found = rules.bank_problems([one, two, copy.deepcopy(two)], {"UJI-77": "literasi_digital"})
    assert "UJI-99" in str(found["UJI-01"][0])
    assert [str(problem) for problem in found["UJI-02"]] == ["Kode ini dipakai dua kali."]


def test_a_stand_in_measures_the_same_scale_without_a_picture() -> None:
    picture = {"svg": SVG, "alt": "Segitiga penuh."}
    drawn = record(image=picture, nonvisual="UJI-02")
    assert rules.bank_problems([drawn, record(code="UJI-02")], {}) == {}
    assert "tanpa gambar" in str(rules.bank_problems([drawn, record(code="UJI-02", image=picture)], {})["UJI-01"][0])
    assert "tidak ada" in str(rules.bank_problems([drawn], {})["UJI-01"][0])


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        '<path d="M0 0" onclick="x()"/>',
        '<path d="M0 0" style="fill:red"/>',
        '<a href="https://contoh.id"><path d="M0 0"/></a>',
        '<image href="x.png"/>',
        '<use href="#a"/>',
        '<path d="M0 0" fill="url(#a)"/>',
        '<path d="M0 0" fill="URL(https://contoh.id)"/>',
        "<foreignObject/>",
        "<style>*{}</style>",
        "<!-- catatan -->",
        "<![CDATA[x]]>",
        "<?php x ?>",
        '<svg xmlns="http://www.w3.org/2000/svg"/>',
        '<path d="M0 0" xmlns:x="http://contoh.id"/>',
        "<path",
    ],
)
def test_a_picture_may_hold_drawing_and_nothing_else(inside: str) -> None:
    assert picture_problem(SVG) is None
    assert picture_problem(f'<svg xmlns="http://www.w3.org/2000/svg">{inside}</svg>') is not None


def test_a_document_type_with_entities_is_refused_before_it_is_expanded() -> None:
    bomb = '<!DOCTYPE svg [<!ENTITY a "aaaa">]><svg xmlns="http://www.w3.org/2000/svg"><text>&a;</text></svg>'
    assert picture_problem(bomb) is not None


@given(st.text(max_size=60))
def test_no_text_makes_the_picture_check_fail(text: str) -> None:
    assert text.strip() == "" or picture_problem(text) is not None or text.startswith("<svg")


AUTHOR, OTHER = uuid.UUID(int=1), uuid.UUID(int=2)


@pytest.mark.parametrize("action", list(rules.MOVES))
@pytest.mark.parametrize("state", ["draft", "review", "approved", "retired"])
def test_a_state_is_left_only_by_its_own_moves(action: str, state: str) -> None:
    move = rules.MOVES[action]
    if state == move.before:
        actor = AUTHOR if move.own_work else OTHER
        assert rules.moved(action, state, author=AUTHOR, actor=actor, note="alasan") == move.after
    else:
        with pytest.raises(MoveNotAllowed):
            rules.moved(action, state, author=AUTHOR, actor=OTHER, note="alasan")


def test_nobody_reviews_his_own_item_and_no_return_goes_without_a_reason() -> None:
    for action in ("approve", "send_back"):
        with pytest.raises(OwnWork):
            rules.moved(action, "review", author=AUTHOR, actor=AUTHOR, note="alasan")
    with pytest.raises(NoteMissing):
        rules.moved("send_back", "review", author=AUTHOR, actor=OTHER, note="  ")
    assert rules.moves_open("review", author=AUTHOR, actor=AUTHOR) == ()
    assert set(rules.moves_open("review", author=AUTHOR, actor=OTHER)) == {"approve", "send_back"}


def test_evidence_rises_one_named_step_at_a_time() -> None:
    named = "Uji coba pada 420 pegawai, Oktober 2025, laporan 12."
    rules.check_proposal("sample", "pilot", named)
    for now, wanted in (("sample", "development"), ("pilot", "pilot"), ("selection", "pilot")):
        with pytest.raises(NotNextEvidence):
            rules.check_proposal(now, wanted, named)
    with pytest.raises(EvidenceUnnamed):
        rules.check_proposal("sample", "pilot", "sudah baik")
    assert rules.next_evidence("selection") is None
    assert rules.lowest_evidence(["selection", "pilot", "development"]) == "pilot"


def test_parameters_that_do_not_fit_the_item_are_refused() -> None:
    rules.require_parameters("graded", "grm", {"a": 1.0, "b": [-1.0, 0.0, 1.0]}, 4)
    with pytest.raises(ParametersInvalid):
        rules.require_parameters("graded", "grm", {"a": 1.0, "b": [-1.0, 0.0]}, 4)
