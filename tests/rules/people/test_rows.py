"""One row, and rows against each other: each kind of doubt by a row that has it and one that has not."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from sembilan.people.rules.causes import CAUSES
from sembilan.people.rules.headers import KINDS, Kind, folded, map_sheet
from sembilan.people.rules.rows import Known, Post, read_row
from sembilan.people.rules.sheets import Line, read_sheet
from sembilan.people.rules.values import NAMELESS

TODAY = date(2025, 11, 24)
NIP = "198512102010032916"
PERSON: dict[str, Any] = {
    "nip": NIP,
    "name": "Sari Utami",
    "born": "10-12-1985",
    "sex": "P",
    "grade": "III/c",
    "grade_since": "01-04-2020",
    "tier": "Pengawas",
    "position_code": "J1",
    "position_name": "Kepala Seksi",
    "position_since": "01-01-2021",
    "unit": "U1",
    "education": "S1",
    "status": "Aktif",
    "accommodation": "",
}


def known() -> Known:
    return Known(TODAY, {"U0": "", "U1": "U0"}, posts={"J1": Post("Kepala Seksi", "U1", "Pengawas")}, people={NIP})


def causes(kind: str, cells: dict[str, Any]) -> set[str]:
    return {doubt.cause for doubt in read_row(kind, cells, known()).doubts}


def test_a_clean_person_raises_no_doubt() -> None:
    reading = read_row("pegawai", PERSON, known())
    assert (reading.doubts, reading.tidied, reading.values["born"], reading.values["unit"]) == ([], [], date(1985, 12, 10), "U1")


@pytest.mark.parametrize("name", ["\ufeffSiti Aminah", "Siti\u200b  Aminah\x07", "\uf0b7 Siti\tAminah", "Siti\u202e Aminah"])
def test_signs_that_nobody_sees_are_left_out(name: str) -> None:
    reading = read_row("pegawai", PERSON | {"name": name}, known())
    assert (reading.doubts, reading.values["name"]) == ([], "Siti Aminah")


@pytest.mark.parametrize(
    "name", ["Ma'ruf", "Ma\u00b4ruf", "Nur\u02bcaini", "Ren\u00e9e d\u2019Arc-\u0141uk", "Drs. Budi, S.E. (2)"]
)
def test_a_name_in_latin_letters_is_not_doubtful(name: str) -> None:
    reading = read_row("pegawai", PERSON | {"name": name}, known())
    assert (reading.doubts, reading.values["name"]) == ([], name)


@pytest.mark.parametrize(
    ("change", "cause"),
    [
        ({"nip": ""}, "nip_missing"),
        ({"nip": "19851210201003291"}, "nip_malformed"),
        ({"nip": "198502312010032916"}, "nip_contents"),
        ({"nip": 198512102010032896}, "nip_imprecise"),
        ({"name": ""}, "name_missing"),
        ({"name": 0}, "name_missing"),
        ({"name": "12.5"}, "name_missing"),
        ({"name": '=HYPERLINK("http://x")'}, "name_formula"),
        ({"name": "x" * 201}, "text_too_long"),
        ({"name": "王小明"}, "name_script"),
        ({"name": "عبد الله"}, "name_script"),
        ({"name": "Siti \U0001f600"}, "name_script"),
        ({"born": "31-02-1980"}, "date_impossible"),
        ({"born": "11-12-1985"}, "born_against_nip"),
        ({"sex": "L"}, "sex_against_nip"),
        ({"sex": "X"}, "sex_unknown"),
        ({"grade": "V/z"}, "grade_unknown"),
        ({"grade_since": "01-01-2005"}, "date_before_service"),
        ({"position_since": "01-12-2025"}, "date_future"),
        ({"tier": "Raja"}, "tier_unknown"),
        ({"tier": "Administrator"}, "tier_against_position"),
        ({"position_code": "J9"}, "position_unknown"),
        ({"unit": ""}, "unit_missing"),
        ({"unit": "U888"}, "unit_unknown"),
        ({"unit": "U0"}, "position_elsewhere"),
        ({"education": "Kejar"}, "education_unknown"),
        ({"status": "Pensiun"}, "status_retired"),
        ({"status": "entah"}, "status_unknown"),
        ({"accommodation": "kursi roda"}, "accommodation_unknown"),
    ],
)
def test_each_doubt_about_a_person(change: dict[str, Any], cause: str) -> None:
    assert cause in causes("pegawai", PERSON | change)


def test_an_impossible_birth_date_is_left_empty_and_the_nip_is_suggested() -> None:
    reading = read_row("pegawai", PERSON | {"born": "31-02-1980"}, known())
    assert reading.values["born"] is None
    assert [doubt.suggestion for doubt in reading.doubts] == ["10-12-1985"]


def test_a_formula_is_kept_in_the_doubt_and_never_as_a_name() -> None:
    reading = read_row("pegawai", PERSON | {"name": "=1+1"}, known())
    assert (reading.values["name"], reading.doubts[0].value) == (NAMELESS, "=1+1")


def test_a_normalised_grade_is_told_and_not_doubted() -> None:
    reading = read_row("pegawai", PERSON | {"grade": "III.C", "nip": " 19851210 201003 2 916"}, known())
    assert reading.doubts == []
    assert ("grade", "III.C", "III/c") in reading.tidied
    assert reading.values["nip"] == NIP


def test_a_column_the_file_lacks_says_nothing_about_somebody_who_stands_already() -> None:
    assert causes("pegawai", {"nip": NIP, "name": "Sari Utami"}) == set()
    assert causes("pegawai", {"nip": "198512102010031001", "name": "Baru"}) == {"unit_missing", "tier_unknown", "status_unknown"}


@pytest.mark.parametrize(
    ("kind", "cells", "cause"),
    [
        ("kinerja", {"nip": "1", "year": 2024, "results": "sesuai", "behaviour": "sesuai", "predicate": "Baik"}, "nip_unknown"),
        (
            "kinerja",
            {"nip": NIP, "year": 2024, "results": "sesuai", "behaviour": "sesuai", "predicate": "Kurang"},
            "predicate_against_ratings",
        ),
        ("kinerja", {"nip": NIP, "year": 2024, "results": "lumayan", "behaviour": "sesuai", "predicate": "Baik"}, "word_unknown"),
        (
            "kinerja",
            {"nip": NIP, "year": 1024, "results": "sesuai", "behaviour": "sesuai", "predicate": "Baik"},
            "number_impossible",
        ),
        (
            "riwayat",
            {"nip": NIP, "type": "pelatihan", "date": "2024-05-01", "text": "Bimtek", "note": "900 JP"},
            "hours_impossible",
        ),
        ("riwayat", {"nip": NIP, "type": "pelatihan", "date": "2024-02-30", "text": "Bimtek", "note": "9 JP"}, "date_needed"),
        ("riwayat", {"nip": NIP, "type": "rapat", "date": "2024-05-01", "text": "x"}, "word_unknown"),
        ("riwayat", {"nip": NIP, "type": "hukuman disiplin", "date": "2024-05-01", "text": "gawat"}, "word_unknown"),
        ("umpan_balik_360", {"nip": NIP, "year": 2024, "value": 120, "raters": 5}, "number_impossible"),
        (
            "riwayat_jabatan",
            {"nip": NIP, "name": "Analis", "reach": "unit lain", "since": "2020-01-01", "until": "2019-01-01", "status": "Plt"},
            "period_reversed",
        ),
        (
            "riwayat_jabatan",
            {"nip": NIP, "name": "Analis", "reach": "unit lain", "since": "2001-01-01", "status": "Plt"},
            "date_before_service",
        ),
        (
            "kelengkapan",
            {"unit": "U9", "register": "pelatihan", "complete": "ya", "up_to": "2025-10-31"},
            "declaration_unit_unknown",
        ),
        ("kelengkapan", {"unit": "U1", "register": "pelatihan", "complete": "ya", "up_to": ""}, "declaration_undated"),
        (
            "hasil_asesmen",
            {"nip": NIP, "instrument": "CACT 2023", "date": "2019-03-11", "institution": "BKN"},
            "assessment_before_instrument",
        ),
        (
            "hasil_asesmen",
            {"nip": NIP, "instrument": "CACT", "date": "2019-03-11", "institution": "BKN", "integritas": 7},
            "level_unusable",
        ),
        ("unit", {"code": "U5", "parent": "U404", "name": "Yatim"}, "unit_parent_unknown"),
    ],
)
def test_each_doubt_about_a_register(kind: str, cells: dict[str, Any], cause: str) -> None:
    assert cause in causes(kind, cells)


def test_hours_that_cannot_be_are_missing_and_not_zero() -> None:
    row = {"nip": NIP, "type": "pelatihan", "date": "2024-05-01", "text": "Bimtek", "note": "900 JP"}
    reading = read_row("riwayat", row, known())
    assert (reading.values["hours"], reading.blocked) == (None, False)


def test_discipline_says_whether_it_is_being_served() -> None:
    row = {"nip": NIP, "type": "hukuman disiplin", "date": "2024-05-01", "text": "ringan"}
    told = [read_row("riwayat", row | {"note": note}, known()).values["serving"] for note in ("sedang menjalani", "selesai", "")]
    assert told == [True, False, None]


def lines(*rows: dict[str, Any]) -> list[Line]:
    return [Line(row, {}) for row in rows]


def test_units_may_come_in_any_order_and_a_circle_is_refused() -> None:
    units = lines(
        {"code": "A1", "parent": "A", "name": "a1"},
        {"code": "A", "parent": "", "name": "a"},
        {"code": "X", "parent": "Y", "name": "x"},
        {"code": "Y", "parent": "X", "name": "y"},
        {"code": "Z", "parent": "X", "name": "below the circle"},
        {"code": "S", "parent": "S", "name": "its own parent"},
    )
    read = read_sheet("unit", units, Known(TODAY))
    assert [[doubt.cause for doubt in one.reading.doubts] for one in read] == [
        [],
        [],
        ["unit_cycle"],
        ["unit_cycle"],
        ["unit_parent_unknown"],
        ["unit_cycle"],
    ]


def test_of_two_rows_with_one_nip_the_first_counts_and_the_second_waits() -> None:
    read = read_sheet("pegawai", lines(PERSON, PERSON), Known(TODAY, known().units, posts=known().posts))
    assert [one.reading.blocked for one in read] == [False, True]
    assert [one.key for one in read] == [NIP, f"{NIP}#2"]


def test_two_ratings_of_one_year_cannot_both_be_true() -> None:
    row = {"nip": NIP, "year": 2024, "results": "sesuai", "behaviour": "sesuai", "predicate": "Baik"}
    read = read_sheet("kinerja", lines(row, row, row | {"predicate": "Sangat Baik"}), known())
    assert [doubt.cause for doubt in read[1].reading.doubts] == ["row_repeated"]
    assert "row_conflicting" in [doubt.cause for doubt in read[2].reading.doubts]


def test_a_post_with_two_holders_is_doubted_at_the_second() -> None:
    other = PERSON | {"nip": "198512102010032924"}
    read = read_sheet("pegawai", lines(PERSON, other), Known(TODAY, known().units, posts=known().posts))
    assert [doubt.cause for doubt in read[1].reading.doubts] == ["position_shared"]


def test_a_mended_value_counts_and_the_key_stays_the_files_own() -> None:
    line = Line(PERSON | {"nip": "19851210201003291"}, {"nip": NIP})
    read = read_sheet("pegawai", [line], Known(TODAY, known().units, posts=known().posts))
    assert (read[0].key, read[0].reading.values["nip"], read[0].reading.doubts) == ("19851210201003291", NIP, [])


def test_every_doubt_a_rule_can_raise_stands_in_the_table() -> None:
    import re
    from pathlib import Path

    folder = Path(__file__).resolve().parents[3] / "src" / "sembilan" / "people"
    raised = {
        code for file in folder.rglob("*.py") for code in re.findall(r'(?:doubt\(|Doubt\(|cause=)\s*"([a-z_]+)"', file.read_text())
    }
    assert raised <= set(CAUSES)


def test_two_digits_of_a_year_are_read_only_as_the_day_that_the_nip_says() -> None:
    assert read_row("pegawai", PERSON | {"born": "10.12.85"}, known()).values["born"] == date(1985, 12, 10)
    assert causes("pegawai", PERSON | {"born": "10.12.85"}) == set()
    assert causes("pegawai", PERSON | {"born": "11.12.85"}) == {"date_impossible"}
    assert causes("pegawai", PERSON | {"nip": "", "born": "10.12.85"}) == {"nip_missing", "date_impossible"}


def test_shortened_headers_are_understood() -> None:
    heads = (
        "NIP",
        "Nama",
        "Esl.",
        "Kode Jab",
        "Gelar Dpn",
        "Gelar Blkg",
        "TMT Pangkat",
        "TMT Jab.",
        "Status Kepegawaian",
        "Tgl Lhr",
    )
    mapped = map_sheet("pegawai", heads)
    assert mapped.unmatched == ()
    wanted = (
        "nip",
        "name",
        "echelon",
        "position_code",
        "title_before",
        "title_after",
        "grade_since",
        "position_since",
        "status",
        "born",
    )
    assert mapped.columns == dict(zip(wanted, heads, strict=True))


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_no_header_means_two_columns_of_one_sheet(kind: Kind) -> None:
    meant: dict[str, set[str]] = {}
    for column in kind.columns:
        for name in column.names:
            meant.setdefault(folded(name), set()).add(column.code)
    assert [name for name, codes in meant.items() if len(codes) > 1] == []
