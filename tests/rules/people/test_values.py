"""What a cell means, in the shapes in which it comes."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sembilan.people.rules import values as v
from sembilan.people.rules.causes import CAUSES
from sembilan.people.rules.headers import KINDS, map_sheet


@pytest.mark.parametrize(
    "written",
    [
        "24-11-1980",
        "24/11/1980",
        "24.11.1980",
        "1980-11-24",
        "1980-11-24T00:00:00",
        "19801124",
        "29549",
        29549,
        "24 November 1980",
        "24-Nov-1980",
        date(1980, 11, 24),
        datetime(1980, 11, 24, 9, tzinfo=UTC),
    ],
)
def test_a_date_in_every_shape_is_the_same_day(written: object) -> None:
    assert v.read_date(written) == date(1980, 11, 24)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "written", ["31-02-1980", "00-00-0000", "1980", "30-13-1980", "besok", "", None, True, "29-02-1981", "01-01-1802", -5]
)
def test_what_is_no_day_is_none_and_never_another_day(written: object) -> None:
    assert v.read_date(written) is None  # type: ignore[arg-type]


@given(st.dates(date(1930, 1, 1), date(2099, 12, 31)))
def test_every_day_survives_its_written_forms(day: date) -> None:
    assert v.read_date(f"{day:%d-%m-%Y}") == v.read_date(day.isoformat()) == day


@given(st.one_of(st.text(max_size=30), st.integers(), st.floats(), st.booleans(), st.none()))
def test_no_reader_fails_on_any_cell(cell: object) -> None:
    text = "" if cell is None else str(cell)
    v.read_date(cell)  # type: ignore[arg-type]
    v.read_number(cell)  # type: ignore[arg-type]
    for reader in (
        v.read_grade,
        v.read_tier,
        v.read_status,
        v.read_hours,
        v.read_accommodation,
        v.read_echelon,
        v.is_formula,
        v.is_serving,
    ):
        reader(text)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("IV.B", "IV/b"),
        ("III.D", "III/d"),
        ("iii/c", "III/c"),
        ("III c", "III/c"),
        ("4b", "IV/b"),
        ("IX", "IX"),
        ("IV/e", "IV/e"),
        ("III/e", None),
        ("V/a", None),
        ("golongan tiga", None),
    ],
)
def test_grades_are_normalised(written: str, meant: str | None) -> None:
    assert v.read_grade(written) == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("tunanetra: waktu +30%", {"extra_time": 30, "non_visual": None}),
        ("huruf besar", {"large_text": None}),
        ("Huruf besar, tambahan waktu 25 %", {"extra_time": 25, "large_text": None}),
        ("", {}),
        ("tidak ada", {}),
        ("waktu +300%", None),
        ("kursi roda", None),
        ("huruf besar, kursi roda", None),  # half understood is not understood
    ],
)
def test_words_of_accommodation(written: str, meant: dict[str, int | None] | None) -> None:
    assert v.read_accommodation(written) == meant


@pytest.mark.parametrize(
    ("written", "hours"),
    [
        ("40 JP", 40),
        ("8", 8),
        ("500 JP", 500),
        ("501 JP", None),
        ("900 JP", None),
        ("0 JP", None),
        ("-4 JP", None),
        ("empat", None),
    ],
)
def test_impossible_hours_are_none_and_never_cut(written: str, hours: int | None) -> None:
    assert v.read_hours(written) == hours


@pytest.mark.parametrize(
    ("written", "is_one"),
    [
        ('=HYPERLINK("http://x")', True),
        ("＝1+1", True),
        ("@SUM(A1)", True),
        ("+62812", True),
        ("-2+3", True),
        ("Nur Anggraini", False),
        ("'Aisyah", False),
    ],
)
def test_a_formula_is_known_for_one(written: str, is_one: bool) -> None:
    assert v.is_formula(written) is is_one


@pytest.mark.parametrize(
    ("written", "status"),
    [
        ("Aktif", "active"),
        ("PNS", "active"),
        ("Pensiun BUP", "retired"),
        ("Masa Persiapan Pensiun", "retired"),
        ("Meninggal dunia", "left"),
        ("Diberhentikan dengan hormat", "left"),
        ("Tidak aktif", "left"),
        ("???", None),
    ],
)
def test_states_of_service(written: str, status: str | None) -> None:
    assert v.read_status(written) == status


def test_every_cell_of_the_predicate_matrix() -> None:
    rows = [[v.MATRIX[results, behaviour] for behaviour in v.RATINGS] for results in v.RATINGS]
    assert rows == [
        ["Sangat Baik", "Baik", "Kurang"],
        ["Baik", "Baik", "Kurang"],
        ["Butuh Perbaikan", "Butuh Perbaikan", "Sangat Kurang"],
    ]


@pytest.mark.parametrize("header", ["nipBaru", "NIP_BARU", "nip", " N I P ", "Nip Baru"])
def test_a_header_is_known_in_other_spellings(header: str) -> None:
    assert map_sheet("Sheet1", ["Nama", header]).columns == {"nip": header, "name": "Nama"}


def test_order_does_not_matter_and_the_unknown_is_shown() -> None:
    mapped = map_sheet("lembar 1", ["Shio", "tgl_lahir", "NAMA LENGKAP", "nip"])
    assert (mapped.kind, mapped.columns["born"], mapped.unmatched, mapped.missing) == ("pegawai", "tgl_lahir", ("Shio",), ())


def test_a_sheet_known_by_name_alone_says_which_columns_it_lacks() -> None:
    mapped = map_sheet("kinerja", ["nip", "tahun", "nilai akhir"])
    assert (mapped.kind, mapped.missing) == ("kinerja", ("results", "behaviour", "predicate"))


def test_a_choice_by_hand_comes_first_and_invents_no_header() -> None:
    mapped = map_sheet("x", ["A", "B"], chosen_kind="pegawai", chosen={"nip": "A", "name": "C", "shoe": "B"})
    assert (mapped.columns, mapped.missing) == ({"nip": "A"}, ("name",))


def test_no_two_columns_of_a_sheet_claim_the_same_first_name() -> None:
    for kind in KINDS.values():
        names = [v.squashed(column.names[0]) for column in kind.columns]
        assert len(names) == len(set(names)), kind.code


def test_every_cause_says_what_it_is_and_what_to_do() -> None:
    assert all(cause.title and cause.advice.endswith(".") for cause in CAUSES.values())


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Penata (III/c)", "III/c"),
        ("Pembina / IV/a", "IV/a"),
        ("Penata Muda Tk. I, III/b", "III/b"),
        ("PENGATUR TK.I - II/D", "II/d"),
        ("Penata III", None),
        ("Penata (V/c)", None),
    ],
)
def test_a_grade_may_stand_behind_the_name_of_its_rank(written: str, meant: str | None) -> None:
    assert v.read_grade(written) == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("JFU", "Pelaksana"),
        ("Struktural Eselon IV.a", "Pengawas"),
        ("Esl. III/b", "Administrator"),
        ("Eselon II", "JPT Pratama"),
        ("Eselon VI", None),
    ],
)
def test_a_tier_may_be_told_by_its_echelon(written: str, meant: str | None) -> None:
    assert v.read_tier(written) == meant


def test_everyday_words_for_leave_and_sex_are_read() -> None:
    assert [v.read_status(word) for word in ("Cuti Besar", "CLTN", "Cuti di luar tanggungan negara")] == ["active"] * 3
    assert v.read_word("sex", "W") == "P"
