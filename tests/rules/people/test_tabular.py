"""Files of strangers: tables come out, or one typed error in plain words; never anything else."""

from __future__ import annotations

import io
import signal
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sembilan.kit import tabular
from sembilan.kit.tabular import TableRefused, read
from sembilan.render.xlsx import Column, Kind, Sheet, write_workbook

ROSTER = (Path(__file__).resolve().parents[3] / "demo" / "roster_lampung.xlsx").read_bytes()
SMALL = write_workbook(
    [Sheet("data", [Column("nip"), Column("n", Kind.WHOLE), Column("d", Kind.DATE)], [("198512102010032916", 5, date(2025, 1, 2))])]
)


def packed(**parts: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in parts.items():
            book.writestr(name.replace("__", "/"), content)
    return stream.getvalue()


def altered(name: str, content: bytes, of: bytes = SMALL) -> bytes:
    """A workbook with one part replaced or added."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(of)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.namelist():
            if entry != name:
                new.writestr(entry, old.read(entry))
        new.writestr(name, content)
    return stream.getvalue()


def test_a_workbook_gives_its_sheets_as_plain_values() -> None:
    (sheet,) = read(SMALL, "x.xlsx")
    assert sheet.rows == (("nip", "n", "d"), ("198512102010032916", 5, date(2025, 1, 2)))


def test_the_roster_has_ten_sheets() -> None:
    sheets = read(ROSTER, "roster.xlsx")
    assert [(sheet.name, len(sheet.rows) - 1) for sheet in sheets] == [
        ("pegawai", 1910),
        ("unit", 614),
        ("jabatan", 612),
        ("kinerja", 3646),
        ("riwayat", 2399),
        ("umpan_balik_360", 1046),
        ("riwayat_jabatan", 4024),
        ("pendidikan", 1568),
        ("kelengkapan", 252),
        ("hasil_asesmen", 290),
    ]
    nips = [row[0] for row in sheets[0].rows[1:]]
    assert (len(nips), len(set(nips))) == (1910, 1905)


def test_a_long_number_is_flagged_as_having_lost_digits() -> None:
    assert tabular.is_imprecise(198512102010032896)
    assert not tabular.is_imprecise("198512102010032916")
    assert not tabular.is_imprecise(2024)


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_csv_in_any_delimiter_and_encoding(delimiter: str, encoding: str) -> None:
    text = delimiter.join(("nip", "nama")) + "\r\n" + delimiter.join(("1985", "José")) + "\r\n"
    (sheet,) = read(text.encode(encoding), "folder/daftar.csv")
    assert (sheet.name, sheet.rows) == ("daftar", (("nip", "nama"), ("1985", "José")))


def test_a_quoted_delimiter_does_not_mislead_the_sniffer() -> None:
    (sheet,) = read(b'nip;nama;gelar\n1;"Sari; Utami";"S.IP., M.Si."\n2;Budi;"S.E., M.M."\n', "x.csv")
    assert sheet.rows[1] == ("1", "Sari; Utami", "S.IP., M.Si.")


def test_row_numbers_agree_with_the_file() -> None:
    (sheet,) = read(b"\n\na;b\n1;2\n\n3;4\n", "x.csv")
    assert (sheet.first, sheet.rows[-1]) == (3, ("3", "4"))
    assert sheet.rows[2] == (None, None)


ENCRYPTED = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")
BOMB = altered("xl/worksheets/sheet2.xml", b"<x>" + b" " * 30_000_000)
FAR = altered(
    "xl/worksheets/sheet1.xml",
    b'<worksheet><sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>',
)


def sheet(rows: str, part: str = "sheet1.xml") -> bytes:
    """A workbook of one sheet with these rows, kept under this name."""
    own = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    written = altered(f"xl/worksheets/{part}", f'<worksheet xmlns="{own}"><sheetData>{rows}</sheetData></worksheet>'.encode())
    with zipfile.ZipFile(io.BytesIO(SMALL)) as book:
        relations = book.read(RELATIONS)
    return altered(RELATIONS, relations.replace(b"sheet1.xml", part.encode()), written)


RELATIONS = "xl/_rels/workbook.xml.rels"
CELL = "<c><v>1</v></c>"
HUGE = {
    "small letters": sheet('<row><c r="a1"><v>1</v></c></row><row><c r="xfd1048576"><v>1</v></c></row>'),
    "small letters, 702 columns": sheet('<row><c r="a1"><v>1</v></c></row><row><c r="zz90000"><v>1</v></c></row>'),
    "a far row, cells without a place": sheet(f'<row r="1">{CELL}</row><row r="190000">{CELL * 290}</row>'),
    "a row beyond the last": sheet(f'<row r="1">{CELL}</row><row r="1048000">{CELL * 60}</row>'),
    "a part of another ending": sheet('<row><c r="A1"><v>1</v></c></row><row><c r="ZZ190000"><v>1</v></c></row>', "sheet1.dat"),
}
ENTITY = altered("xl/workbook.xml", b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>')


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", tabular.Empty),
        (b"  \n", tabular.Empty),
        (b";;;\n;;;\n", tabular.Empty),
        (b"hanya satu kolom\nbaris\n", tabular.NotATable),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", tabular.NotATable),
        (b"%PDF-1.7\n\x00\x01", tabular.NotATable),
        (b"<html><table><tr><td>nip</td></tr></table></html>", tabular.WebPage),
        (b"\xef\xbb\xbf  <!doctype html>", tabular.WebPage),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600, tabular.OldWorkbook),
        (ENCRYPTED, tabular.PasswordProtected),
        (packed(word__document=b"<x/>"), tabular.NotATable),
        (b"PK\x03\x04 not really", tabular.Damaged),
        (ROSTER[:20_000], tabular.Damaged),
        (ROSTER[:-30], tabular.Damaged),
        (BOMB, tabular.LooksLikeBomb),
        (FAR, tabular.TooLarge),
        (ENTITY, tabular.ForeignContent),
        (b"a;b\n" * 200_001, tabular.TooLarge),
        (b"a;" * 400 + b"\n", tabular.TooLarge),
        (b"a,b\n" + b"x" * (20 * 1024 * 1024), tabular.TooLarge),
    ],
)
def test_what_is_no_usable_table_is_refused_with_its_reason(content: bytes, refusal: type[TableRefused]) -> None:
    with pytest.raises(refusal) as refused:
        read(content, "x.xlsx")
    assert str(refused.value).endswith(".")
    assert "%(" not in str(refused.value)


@pytest.mark.parametrize("content", HUGE.values(), ids=HUGE)
def test_a_small_file_that_claims_a_huge_sheet_is_refused_before_it_is_opened(
    content: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(tabular, "_opened")
    with pytest.raises(tabular.TooLarge):
        read(content, "x.xlsx")


@pytest.mark.parametrize("content", HUGE.values(), ids=HUGE)
def test_a_huge_sheet_that_slips_through_ends_its_reader_alone(content: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tabular, "_inspect", lambda _content: None)
    with pytest.raises(tabular.LooksLikeBomb):
        read(content, "x.xlsx")


@pytest.mark.parametrize(
    ("far", "limit"), [("A200001", "200.000 baris, 300 kolom"), ("KO1", "200.000 baris, 300 kolom"), ("KN20000", "5.000.000 sel")]
)
def test_the_reader_has_the_same_limits(far: str, limit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    content = sheet(f'<row><c r="A1"><v>1</v></c></row><row><c r="{far}"><v>1</v></c></row>')
    monkeypatch.setattr(tabular, "_inspect", lambda _content: None)
    with pytest.raises(tabular.TooLarge, match=limit):
        read(content, "x.xlsx")


def test_rows_and_cells_without_a_place_are_read_one_after_another() -> None:
    (one,) = read(sheet(f'<row r="3"><c r="b3"><v>1</v></c>{CELL}</row><row>{CELL}</row>'), "x.xlsx")
    assert (one.first, one.rows) == (3, ((None, 1, 1), (1, None, None)))


def test_a_tag_cut_by_the_reading_in_pieces_counts_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tabular, "_CHUNK", 7)
    monkeypatch.setattr(tabular, "MAX_COLUMNS", 2)
    assert read(sheet(f"<row>{CELL * 2}</row>" * 3), "x.xlsx")[0].rows == ((1, 1),) * 3
    with pytest.raises(tabular.TooLarge):
        read(sheet(f"<row>{CELL * 3}</row>"), "x.xlsx")


def test_a_reader_that_waits_too_long_ends_itself() -> None:
    """Its input never ends here."""
    hurried = "from sembilan.kit import workbook; workbook.SECONDS = 1; workbook.main()"
    with subprocess.Popen([sys.executable, "-c", hurried], stdin=subprocess.PIPE, env={}) as reader:
        assert reader.wait(30) == -signal.SIGALRM


def test_many_entries_are_taken_for_a_bomb() -> None:
    with pytest.raises(tabular.LooksLikeBomb):
        read(packed(**{f"part{n}": b"" for n in range(1_001)}), "x.xlsx")


def test_macros_are_neither_needed_nor_run() -> None:
    assert read(altered("xl/vbaProject.bin", b"\xd0\xcf macro"), "x.xlsm")[0].rows[0][0] == "nip"


fuzz = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def survives(content: bytes) -> None:
    try:
        sheets = read(content, "x")
    except TableRefused:
        return
    else:
        assert all(sheet.rows for sheet in sheets)


@fuzz
@given(st.binary(max_size=2_000))
def test_random_bytes_give_a_table_or_a_typed_error(content: bytes) -> None:
    survives(content)


@fuzz
@given(st.integers(0, len(SMALL)))
def test_a_workbook_cut_anywhere_gives_a_typed_error(length: int) -> None:
    survives(SMALL[:length])


@fuzz
@given(st.lists(st.tuples(st.integers(0, len(SMALL) - 1), st.integers(0, 255)), min_size=1, max_size=8))
def test_a_workbook_with_broken_bytes_gives_a_table_or_a_typed_error(changes: list[tuple[int, int]]) -> None:
    broken = bytearray(SMALL)
    for place, value in changes:
        broken[place] = value
    survives(bytes(broken))


@fuzz
@given(st.sampled_from(["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml"]), st.binary(max_size=300))
def test_a_workbook_with_a_foreign_part_gives_a_table_or_a_typed_error(name: str, content: bytes) -> None:
    survives(altered(name, content))


@fuzz
@given(
    st.text(alphabet=st.sampled_from("a1;,\t|\"\r\n'\ufeffé="), max_size=200),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
)
def test_odd_csv_gives_a_table_or_a_typed_error(text: str, encoding: str) -> None:
    survives(text.encode(encoding, "replace"))


def test_short_rows_below_a_wide_header_do_not_fill_the_memory() -> None:
    """400 kB of CSV would become 60 million cells."""
    content = (",".join("h" * 300) + "\n" + "a,b\n" * 100_000).encode()
    with pytest.raises(tabular.TooLarge):
        tabular.read(content, "kecil.csv")


def with_formulas() -> bytes:
    import xlsxwriter

    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    book.add_worksheet("kosong")
    page = book.add_worksheet("R&D")
    page.write_row(2, 1, ["nip", "nama"])
    page.write_string(3, 1, "1")
    page.write_formula(3, 2, '="Siti"&" Aminah"', None, "Siti Aminah")
    page.write_formula(4, 1, "=1+1", None, 2)
    page.write_string(4, 2, "Budi")
    book.close()
    return stream.getvalue()


def test_a_cell_with_a_formula_says_so_beside_what_it_amounts_to() -> None:
    (sheet,) = read(with_formulas(), "x.xlsx")
    assert (sheet.name, sheet.first) == ("R&D", 3)
    assert sheet.rows[1:] == ((None, "1", "Siti Aminah"), (None, 2, "Budi"))
    assert sheet.formulas == {(1, 2): '="Siti"&" Aminah"', (2, 1): "=1+1"}


def test_formulas_are_found_wherever_a_piece_ends_and_where_cells_do_not_say_their_place(monkeypatch: pytest.MonkeyPatch) -> None:
    from sembilan.kit import workbook

    cells = (
        b"<x:row><x:c/><x:c><x:f>A1&amp;B1</x:f><x:v>1</x:v></x:c></x:row><row r='9'><c r='AB9'><f t='shared' si='0'/></c></row>"
    )
    with zipfile.ZipFile(io.BytesIO(packed(s=cells))) as book:
        for size in (1, 7, 1 << 20):
            monkeypatch.setattr(workbook, "_CHUNK", size)
            assert list(workbook._formulas(book, "s")) == [(0, 1, "=A1&B1"), (8, 27, "=")]


def test_a_roster_without_formulas_has_none() -> None:
    assert not any(sheet.formulas for sheet in read(SMALL, "x.xlsx"))
