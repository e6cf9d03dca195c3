"""Safe reading of tables that strangers made: XLSX and CSV in, sheets of plain values out, or one typed error in plain words.

A workbook is a ZIP of XML. Before the reader sees it, its entries are counted, measured while they are unpacked (a header may
lie) and
looked through: no document type (so no entity), no cell so far out that the sheet would fill the memory, no text repeated beyond
measure. Macros are never run and no link is followed. A number of more than 15 digits has lost digits in the workbook already:
`is_imprecise` says so, and nobody may take it for a NIP.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import PurePath

from python_calamine import CalamineError, CalamineWorkbook

from sembilan.kit.errors import RuleBroken
from sembilan.kit.text import gettext_noop

Cell = str | int | float | bool | date | None
Row = tuple[Cell, ...]

MAX_BYTES = 20 * 1024 * 1024
MAX_UNPACKED = 300 * 1024 * 1024
MAX_RATIO = 300  # a table's XML packs 10 to 30 times; a bomb a thousand times
MAX_ENTRIES = 1_000
MAX_SHEETS = 50
MAX_ROWS = 200_000
MAX_COLUMNS = 300
MAX_CELLS = 5_000_000
MAX_REPEATED_TEXT = 400_000_000  # cells times the longest shared text, in bytes
EXACT = 2**53  # above it a workbook's number has lost digits

_CHUNK = 1 << 20
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_CELL = re.compile(rb"""\sr\s*=\s*["']([A-Z]{1,3})([0-9]{1,7})["']""")
_SHARED = re.compile(rb"<(?:\w+:)?si[\s>]")
_DELIMITERS = ";,\t|"


class TableRefused(RuleBroken):
    """The base of every reason why a file is not read."""

    code = "tabular.refused"
    message = gettext_noop("Berkas ini tidak dapat dibaca.")


class NotATable(TableRefused):
    code = "tabular.not_a_table"
    message = gettext_noop("Berkas ini bukan tabel. Yang dapat dibaca: Excel (.xlsx) dan CSV.")


class OldWorkbook(TableRefused):
    code = "tabular.old_workbook"
    message = gettext_noop("Ini berkas Excel lama (.xls). Buka di Excel, simpan sebagai .xlsx, lalu unggah lagi.")


class WebPage(TableRefused):
    code = "tabular.web_page"
    message = gettext_noop("Berkas ini halaman web, bukan tabel. Buka di Excel, simpan sebagai .xlsx, lalu unggah lagi.")


class PasswordProtected(TableRefused):
    code = "tabular.password"
    message = gettext_noop("Berkas ini dilindungi kata sandi. Simpan tanpa kata sandi, lalu unggah lagi.")


class TooLarge(TableRefused):
    code = "tabular.too_large"
    message = gettext_noop("Berkas ini terlalu besar: batasnya %(limit)s.")


class LooksLikeBomb(TableRefused):
    code = "tabular.bomb"
    message = gettext_noop(
        "Isi berkas ini jauh lebih besar daripada berkasnya, jadi tidak dibuka. Simpan ulang dari Excel, lalu unggah lagi."
    )


class Damaged(TableRefused):
    code = "tabular.damaged"
    message = gettext_noop("Berkas ini rusak atau terpotong. Ambil lagi dari sumbernya, lalu unggah lagi.")


class ForeignContent(TableRefused):
    code = "tabular.foreign_content"
    message = gettext_noop("Berkas ini memuat rujukan ke luar, yang tidak pernah ada pada tabel Excel biasa. Berkas tidak dibuka.")


class Empty(TableRefused):
    code = "tabular.empty"
    message = gettext_noop("Berkas ini kosong: tidak ada satu baris pun.")


@dataclass(frozen=True)
class Sheet:
    """One table as it stands: `rows[0]` is row `first` of the file, counted from 1. Empty cells are None, texts are trimmed."""

    name: str
    rows: tuple[Row, ...]
    first: int = 1


def read(content: bytes, file_name: str) -> list[Sheet]:
    """The sheets of an XLSX or CSV that hold anything, in the file's order. What it is shows in the content, never in the name.

    Raises a TableRefused: NotATable, OldWorkbook, WebPage, PasswordProtected, TooLarge, LooksLikeBomb, Damaged,
    ForeignContent, Empty.
    """
    if not content.strip():
        raise Empty
    if len(content) > MAX_BYTES:
        raise TooLarge(limit=f"{MAX_BYTES // 1024 // 1024} MB")
    if content.startswith(_OLE):
        raise PasswordProtected if "EncryptedPackage".encode("utf-16-le") in content else OldWorkbook
    sheets = _workbook(content) if content.startswith(b"PK") else _csv(content, file_name)
    filled = [sheet for sheet in sheets if sheet.rows]
    if not filled:
        raise Empty
    return filled


def as_text(value: Cell) -> str:
    """A cell in words: whole numbers without a point, dates in ISO 8601, None as "". Never loses a digit that is still there."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def is_imprecise(value: Cell) -> bool:
    """Whether a number is so long that the workbook kept only its first 15 to 16 digits."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) >= EXACT


# --- workbooks -------------------------------------------------------------------------------------------------------


def _workbook(content: bytes) -> Iterator[Sheet]:
    _inspect(content)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        names = book.sheet_names
        if len(names) > MAX_SHEETS:
            raise TooLarge(limit=f"{MAX_SHEETS} lembar")
        tables = [(name, book.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in names]
    except (CalamineError, OSError, ValueError, OverflowError) as problem:
        raise Damaged from problem
    except BaseException as problem:
        # the reader's own panic is no Exception; everything else of that kind (Ctrl-C) goes on its way
        if type(problem).__name__ != "PanicException":
            raise
        raise Damaged from problem
    for name, rows in tables:
        yield _sheet(name, [[_plain(value) for value in row] for row in rows])


def _inspect(content: bytes) -> None:
    """Everything that must be known before a reader unpacks the file into memory."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            entries = packed.infolist()
            if len(entries) > MAX_ENTRIES:
                raise LooksLikeBomb
            if any(entry.flag_bits & 1 for entry in entries):
                raise PasswordProtected
            names = {entry.filename for entry in entries}
            if "xl/workbook.xml" not in names:
                raise NotATable
            total, cells, longest = 0, 0, 0
            for entry in entries:
                size, far, text = _entry(packed, entry, MAX_UNPACKED - total)
                total, cells, longest = total + size, cells + far, max(longest, text)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        RuntimeError,
        OSError,
        ValueError,
        OverflowError,
    ) as problem:
        raise Damaged from problem
    if cells > MAX_CELLS:
        raise TooLarge(limit=f"{MAX_CELLS:,} sel".replace(",", "."))
    if cells * longest > MAX_REPEATED_TEXT:
        raise LooksLikeBomb


def _entry(packed: zipfile.ZipFile, entry: zipfile.ZipInfo, budget: int) -> tuple[int, int, int]:
    """(bytes unpacked, area of the sheet in cells, longest shared text) of one part; nothing is kept."""
    markup = entry.filename.endswith((".xml", ".rels", ".vml"))
    shared = entry.filename.endswith("sharedStrings.xml")
    size = last_column = last_row = last_mark = longest = 0
    tail = b""
    with packed.open(entry) as stream:
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            if size > budget or size > 4096 + MAX_RATIO * max(entry.compress_size, 1):
                raise LooksLikeBomb
            if not markup:
                continue
            window = tail + chunk
            if b"\0" in chunk or b"<!DOCTYPE" in window or b"<!ENTITY" in window:
                raise ForeignContent
            for column, row in _CELL.findall(window):
                last_column, last_row = max(last_column, _column(column)), max(last_row, int(row))
            if shared:
                for mark in _SHARED.finditer(window):
                    place = size - len(window) + mark.start()
                    longest, last_mark = max(longest, place - last_mark), max(last_mark, place)
            tail = window[-64:]
    if last_row > MAX_ROWS or last_column > MAX_COLUMNS:
        raise TooLarge(limit=f"{MAX_ROWS:,} baris, {MAX_COLUMNS} kolom".replace(",", ".", 1))
    return size, last_column * last_row, max(longest, size - last_mark) if shared else 0


def _column(letters: bytes) -> int:
    """
    >>> _column(b"A"), _column(b"AB")
    (1, 28)
    """
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _plain(value: object) -> Cell:
    if isinstance(value, str):
        return value.replace("\0", "").strip() or None  # PostgreSQL keeps no NUL
    if isinstance(value, bool):
        return value
    if isinstance(value, float):
        return int(value) if value.is_integer() else value if value == value and abs(value) != float("inf") else None
    if isinstance(value, datetime):
        return value.date() if value.time() == time() else value
    if isinstance(value, int | date):
        return value
    return str(value) if isinstance(value, time | timedelta) else None


# --- CSV -------------------------------------------------------------------------------------------------------------


def _csv(content: bytes, file_name: str) -> Iterator[Sheet]:
    text = _decoded(content)
    if text.lstrip()[:1] == "<":
        raise WebPage
    delimiter = _delimiter(text)
    rows: list[list[Cell]] = []
    widest = 0
    try:
        for line in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            if len(rows) >= MAX_ROWS or len(line) > MAX_COLUMNS:
                raise TooLarge(limit=f"{MAX_ROWS:,} baris, {MAX_COLUMNS} kolom".replace(",", ".", 1))
            rows.append([value.strip() or None for value in line])
            widest = max(widest, len(line))
            if widest * len(rows) > MAX_CELLS:  # short rows are filled up to the widest
                raise TooLarge(limit=f"{MAX_CELLS:,} sel".replace(",", "."))
    except csv.Error as problem:
        raise NotATable from problem
    name = PurePath(file_name.replace("\\", "/")).stem[:31] or "CSV"
    yield _sheet(name, rows)


def _decoded(content: bytes) -> str:
    """UTF-8 (with or without BOM), UTF-16 with a BOM as Excel's "Unicode text", else cp1252."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    else:
        if b"\0" in content:
            raise NotATable
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if any(sign < " " and sign not in "\t\r\n\f" for sign in text):
            raise NotATable
        return text
    raise NotATable


def _delimiter(text: str) -> str:
    """The sign that cuts most of the first lines into the same number of columns, two or more. Raises NotATable where none does."""
    sample = text[:65_536].lstrip("\r\n")
    best, most = "", 0
    for delimiter in _DELIMITERS:
        try:
            widths = [len(row) for row in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter) if row][:50]
        except csv.Error:
            continue
        header = widths[0] if widths else 0
        score = header * (1 + 9 * sum(width == header for width in widths) // max(len(widths), 1))
        if header > 1 and score > most:
            best, most = delimiter, score
    if not best:
        raise NotATable
    return best


def _sheet(name: str, rows: list[list[Cell]]) -> Sheet:
    """Without the empty rows above and below; a row between stays, so that numbers agree with the file."""
    filled = [number for number, row in enumerate(rows) if any(value is not None for value in row)]
    if not filled:
        return Sheet(name, ())
    width = max(len(rows[number]) for number in filled)
    kept = tuple(tuple(row) + (None,) * (width - len(row)) for row in rows[filled[0] : filled[-1] + 1])
    return Sheet(name, kept, filled[0] + 1)
