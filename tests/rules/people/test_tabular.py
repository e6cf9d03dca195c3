"""Files of strangers: tables come out, or one typed error in plain words; never anything else."""

from __future__ import annotations

import io
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


def altered(name: str, content: bytes) -> bytes:
    """SMALL with one part replaced or added."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(SMALL)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
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
