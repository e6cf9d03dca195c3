"""Tables out: what was put in comes back as it was, and nothing in them runs."""

import csv as reader
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from sembilan.render.csv import harmless, write_csv
from sembilan.render.errors import NotDrawable
from sembilan.render.numbers import ENGLISH, INDONESIAN
from sembilan.render.xlsx import Column, Kind, Sheet, write_table, write_workbook

DANGEROUS = (
    '=HYPERLINK("http://contoh.test","klik")',
    "+62 812",
    "-1+1",
    "@SUM(A1)",
    "\t=1+1",
    "http://contoh.test",
    "mailto:a@contoh.test",
    "internal:'Lain'!A1",
    "{=1+1}",
    "007",
    "1e5",
)


def _read(book: bytes, sheet: int = 0) -> list[list[object]]:
    return [list(row) for row in CalamineWorkbook.from_filelike(BytesIO(book)).get_sheet_by_index(sheet).to_python()]


@pytest.mark.parametrize("text", DANGEROUS)
def test_a_dangerous_text_comes_back_as_the_text_it_was_in_a_workbook(text: str) -> None:
    book = write_table([Column(text), Column("n", Kind.WHOLE)], [[text, text]], text, notes=[text])
    rows = _read(book)
    assert rows[0][0] == text
    assert rows[2][0] == text
    assert rows[3] == [text, text]
    with ZipFile(BytesIO(book)) as parts:
        page = parts.read("xl/worksheets/sheet1.xml").decode()
        assert "<f>" not in page
        assert "hyperlink" not in page
        assert not [name for name in parts.namelist() if "externalLink" in name]


def test_a_nip_keeps_its_eighteen_digits_even_when_it_arrives_as_a_number() -> None:
    book = write_table([Column("NIP"), Column("NIP", Kind.WHOLE)], [["198504122009122001", 198504122009122001]], "Pegawai")
    assert _read(book)[1] == ["198504122009122001", "198504122009122001"]


def test_figures_days_and_gaps_keep_their_type_and_missing_stays_empty() -> None:
    columns = [
        Column("jumlah", Kind.WHOLE),
        Column("jpm", Kind.DECIMAL),
        Column("tanggal", Kind.DATE),
        Column("waktu", Kind.MOMENT),
        Column("peluang", Kind.SHARE),
        Column("ya"),
    ]
    at = datetime(2025, 11, 24, 9, 12, tzinfo=UTC)
    rows = _read(write_table(columns, [[-1, Decimal("91.25"), date(2025, 11, 24), at, 0.78, True], [None] * 6, [0] * 6], "a"))
    assert rows[1] == [-1, 91.25, date(2025, 11, 24), at.replace(tzinfo=None), 0.78, True]
    assert rows[2] == [""] * 6
    assert rows[3][0] == 0


def test_the_heading_is_frozen_below_the_notes_and_columns_have_their_width() -> None:
    book = write_table([Column("a", width=42)], [["x"]], "a", notes=["Dihitung 24 November 2025"])
    page = ZipFile(BytesIO(book)).read("xl/worksheets/sheet1.xml").decode()
    assert 'ySplit="3"' in page
    assert 'state="frozen"' in page
    assert 'width="42.7' in page


def test_several_sheets_keep_their_order_and_get_names_a_workbook_may_have() -> None:
    long = "Rekapitulasi hasil asesmen seluruh perangkat daerah"
    sheets = [Sheet(title, [Column("a")], [[title]]) for title in (long, long, "a/b:c?", "''", "A/B:C?")]
    book = CalamineWorkbook.from_filelike(BytesIO(write_workbook(sheets)))
    assert book.sheet_names == [long[:31].rstrip(), f"{long[:29].rstrip()} 2", "a-b-c-", "-", "A-B-C- 2"]
    assert all(len(name) <= 31 for name in book.sheet_names)


def test_rows_are_streamed_from_a_generator() -> None:
    rows = ([str(n), n] for n in range(3000))
    read = _read(write_table([Column("a"), Column("b", Kind.WHOLE)], rows, "a"))
    assert len(read) == 3001
    assert read[3000] == ["2999", 2999]


@pytest.mark.parametrize("sheets", [[], [Sheet("a", [], [])], [Sheet("a", [Column("a")], [["x", "y"]])]])
def test_a_workbook_that_does_not_fit_its_columns_is_refused(sheets: list[Sheet]) -> None:
    with pytest.raises(NotDrawable):
        write_workbook(sheets)


@given(
    st.lists(
        st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Cn", "Co"]), min_size=1, max_size=30),
        min_size=1,
        max_size=5,
    )
)
def test_any_text_survives_a_workbook(texts: list[str]) -> None:
    read = _read(write_table([Column("a")], [[text] for text in texts], "a"))
    assert [row[0] for row in read[1:]] == texts


def test_csv_opens_rightly_where_the_comma_is_the_decimal_mark() -> None:
    at = datetime(2025, 11, 24, 9, 12, tzinfo=UTC)
    written = write_csv(
        ["nama", "selisih", "jpm", "ada", "kosong", "hari", "waktu"], [["É", -1, Decimal("91.20"), True, None, at.date(), at]]
    )
    assert written.startswith(b"\xef\xbb\xbf")
    assert written.decode("utf-8-sig") == (
        "nama;selisih;jpm;ada;kosong;hari;waktu\r\nÉ;-1;91,20;1;;2025-11-24;2025-11-24T09:12:00+00:00\r\n"
    )
    assert b"0.00001" in write_csv(["a"], [[1e-5]], numbers=ENGLISH)


@pytest.mark.parametrize("text", [*DANGEROUS[:5], "  =1+1", "＝1+1", "\r=1", "\u00a0@x"])
def test_a_formula_in_csv_gets_its_apostrophe(text: str) -> None:
    assert harmless(text) == f"'{text}"


@given(st.text())
def test_no_csv_cell_begins_like_a_formula_and_each_is_one_apostrophe_from_its_text(text: str) -> None:
    safe = harmless(text)
    assert safe.lstrip(" \u00a0")[:1] not in {*"=+-@\t\r\n＝＋－＠"}
    assert safe in {text.replace("\0", ""), "'" + text.replace("\0", "")}


@given(st.lists(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])), min_size=2, max_size=4))
def test_csv_reads_back_whatever_separators_a_name_contains(texts: list[str]) -> None:
    written = write_csv([str(n) for n in range(len(texts))], [texts]).decode("utf-8-sig")
    rows = list(reader.reader(StringIO(written, newline=""), delimiter=";"))
    assert rows[1] == [harmless(text) for text in texts]


def test_a_csv_row_that_does_not_fit_its_headings_is_refused() -> None:
    with pytest.raises(NotDrawable):
        write_csv(["a"], [["x", "y"]])


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (INDONESIAN.whole(1905), "1.905"),
        (ENGLISH.whole(1905), "1,905"),
        (INDONESIAN.decimal(2.675, 2), "2,68"),
        (INDONESIAN.decimal(1234567.5, 1), "1.234.567,5"),
        (INDONESIAN.decimal(-0.04, 1), "0,0"),
        (INDONESIAN.signed(1, 0), "+1"),
        (INDONESIAN.signed(-1.25, 1), "−1,3"),
        (INDONESIAN.signed(0.04, 1), "0,0"),
        (INDONESIAN.percent(0), "0%"),
        (INDONESIAN.percent(0.004), "<1%"),
        (INDONESIAN.percent(0.996), ">99%"),
        (INDONESIAN.percent(1), ">99%"),
        (INDONESIAN.percent_range(0.12, 0.4), "12–40%"),
        (INDONESIAN.percent_range(0.171, 0.172), "17%"),
        (INDONESIAN.percent_range(0.0, 0.0), "0%"),
        (INDONESIAN.percent_range(1.0, 1.0), ">99%"),
        (INDONESIAN.percent_range(0.0, 0.003), "<1%"),
        (INDONESIAN.percent_range(0.001, 0.004), "<1%"),
        (INDONESIAN.percent_range(0.996, 1.0), ">99%"),
        (INDONESIAN.percent_range(0.0, 0.006), "0–1%"),
        (INDONESIAN.percent_range(0.002, 0.45), "0–45%"),
        (INDONESIAN.percent_range(0.12, 0.997), "12–100%"),
        (INDONESIAN.percent_range(0.001, 0.999), "0–100%"),
        (INDONESIAN.percent_told(0.996, 1.0), "lebih dari 99%"),
        (INDONESIAN.percent_told(0.003), "kurang dari 1%"),
        (INDONESIAN.percent_told(0.1, 0.4), "10–40%"),
        (ENGLISH.percent_told(0.999), "more than 99%"),
        (ENGLISH.percent_told(0.001), "less than 1%"),
    ],
)
def test_figures_are_written_as_the_language_does(shown: str, expected: str) -> None:
    assert shown == expected
