"""Safe reading of tables that strangers made: XLSX and CSV in, sheets of plain values out, or one typed error in plain words.

A workbook is a ZIP of XML. Before the reader sees it, its entries are counted, measured while they are unpacked (a header may
lie) and looked through: no document type (so no entity), no cell so far out that the sheet would fill the memory, no text
repeated beyond measure. Whatever passes all the same is opened in a child process that may fall (`kit.workbook`). Macros are never
run and no link is followed. A number of more than 15 digits has lost digits in the workbook already: `is_imprecise` says so,
and nobody may take it for a NIP.
"""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import PurePath

from sembilan.kit import workbook
from sembilan.kit.errors import RuleBroken
from sembilan.kit.text import gettext_noop
from sembilan.kit.workbook import MAX_CELLS, MAX_COLUMNS, MAX_ROWS, MAX_SHEETS, column_number

Cell = str | int | float | bool | date | None
Row = tuple[Cell, ...]

MAX_BYTES = 20 * 1024 * 1024
MAX_UNPACKED = 300 * 1024 * 1024
MAX_RATIO = 300  # a table's XML packs 10 to 30 times; a bomb a thousand times
MAX_ENTRIES = 1_000
MAX_REPEATED_TEXT = 400_000_000  # cells times the longest shared text, in bytes
EXACT = 2**53  # above it a workbook's number has lost digits

_CHUNK = 1 << 20
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_LONG_TAG = 1 << 16
_PLACE = re.compile(rb"""<(?:\w+:)?(row|c)(?=[\s/>])(?:[^<>]*?\sr\s*=\s*["']([A-Za-z]{0,7})([0-9]{1,10})["'])?""")
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
    """One table as it stands: `rows[0]` is row `first` of the file, counted from 1. Empty cells are None, texts are trimmed.

    `formulas`: (index in `rows`, column) -> the formula of a cell; the cell itself holds what it last amounted to."""

    name: str
    rows: tuple[Row, ...]
    first: int = 1
    formulas: Mapping[tuple[int, int], str] = field(default_factory=dict)


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
    name, rows, formulas = "", list[list[Cell]](), dict[tuple[int, int], str]()
    decoder = json.JSONDecoder(object_hook=lambda told: _date(told) if "date" in told else told)
    for line in _opened(content).decode("ascii").splitlines():
        told = decoder.decode(line)
        if isinstance(told, list):
            rows.append(told)
        elif isinstance(told, dict):
            row, column, text = told["formula"]
            formulas[row, column] = text
        else:
            yield _sheet(name, rows, formulas)
            name, rows, formulas = told, [], {}
    yield _sheet(name, rows, formulas)


def _opened(content: bytes) -> bytes:
    """What the child process says of the workbook. Its environment is empty: no secret and no address of a database lies there."""
    done = subprocess.run(
        [sys.executable, "-I", "-m", workbook.__name__], input=content, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={}
    )
    match done.returncode:
        case 0:
            return done.stdout
        case workbook.DAMAGED:
            raise Damaged
        case workbook.TOO_MANY_SHEETS:
            raise TooLarge(limit=f"{MAX_SHEETS} lembar")
        case workbook.TOO_WIDE:
            raise _too_wide()
        case workbook.TOO_MANY_CELLS:
            raise _too_many_cells()
    raise LooksLikeBomb  # out of memory or of time: no table of the allowed size comes to that


def _date(told: dict[str, str]) -> date:
    day = datetime.fromisoformat(told["date"])
    return day if "T" in told["date"] else day.date()


def _too_wide() -> TooLarge:
    return TooLarge(limit=f"{MAX_ROWS:,} baris, {MAX_COLUMNS} kolom".replace(",", ".", 1))


def _too_many_cells() -> TooLarge:
    return TooLarge(limit=f"{MAX_CELLS:,} sel".replace(",", "."))


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
        raise _too_many_cells()
    if cells * longest > MAX_REPEATED_TEXT:
        raise LooksLikeBomb


def _entry(packed: zipfile.ZipFile, entry: zipfile.ZipInfo, budget: int) -> tuple[int, int, int]:
    """(bytes unpacked, area of the sheet in cells, longest shared text) of one part; nothing is kept.

    Any part may be named as a sheet, whatever its ending: all are looked through alike. Only a picture may hold a NUL.
    """
    name = entry.filename.lower()
    markup = name.endswith((".xml", ".rels", ".vml"))
    size, extent, texts = 0, _Extent(), _Texts()
    for chunk in _chunks(packed, entry, budget):
        if (markup and b"\0" in chunk) or b"<!DOCTYPE" in chunk or b"<!ENTITY" in chunk:
            raise ForeignContent
        extent.add(chunk)
        texts.add(chunk, size)
        size += len(chunk)
    if extent.rows > MAX_ROWS or extent.columns > MAX_COLUMNS:
        raise _too_wide()
    return size, extent.columns * extent.rows, texts.longest(size) if name.endswith("sharedstrings.xml") else 0


def _chunks(packed: zipfile.ZipFile, entry: zipfile.ZipInfo, budget: int) -> Iterator[bytes]:
    """The part in pieces that never cut a tag (one of 64 kB is none). Raises LooksLikeBomb."""
    size, rest = 0, b""
    with packed.open(entry) as stream:
        while read := stream.read(_CHUNK):
            size += len(read)
            if size > budget or size > 4096 + MAX_RATIO * max(entry.compress_size, 1):
                raise LooksLikeBomb
            window = rest + read
            last = window.rfind(b"<")
            whole = last < 0 or b">" in window[last:] or len(window) - last > _LONG_TAG
            cut = len(window) if whole else last
            yield window[:cut]
            rest = window[cut:]
    yield rest


class _Extent:
    """How far a sheet reaches, as its reader will take it: a row or a cell that does not say where it stands is the next one."""

    def __init__(self) -> None:
        self.rows = self.columns = self._row = self._column = 0

    def add(self, chunk: bytes) -> None:
        for tag, letters, number in _PLACE.findall(chunk):
            if tag == b"row":
                self._row, self._column = int(number or self._row + 1), 0
            else:
                self._row = int(number or self._row)
                self._column = column_number(letters) if letters else self._column + 1
                self.columns = max(self.columns, self._column)
            self.rows = max(self.rows, self._row)


class _Texts:
    """How long the longest shared text may be: from its mark to the next."""

    def __init__(self) -> None:
        self._longest = self._last = 0

    def add(self, chunk: bytes, before: int) -> None:
        for mark in _SHARED.finditer(chunk):
            place = before + mark.start()
            self._longest, self._last = max(self._longest, place - self._last), place

    def longest(self, size: int) -> int:
        return max(self._longest, size - self._last)


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
                raise _too_wide()
            rows.append([value.strip() or None for value in line])
            widest = max(widest, len(line))
            if widest * len(rows) > MAX_CELLS:  # short rows are filled up to the widest
                raise _too_many_cells()
    except csv.Error as problem:
        raise NotATable from problem
    name = PurePath(file_name.replace("\\", "/")).stem[:31] or "CSV"
    yield _sheet(name, rows, {})


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


def _sheet(name: str, rows: list[list[Cell]], formulas: Mapping[tuple[int, int], str]) -> Sheet:
    """Without the empty rows above and below; a row between stays, so that numbers agree with the file."""
    filled = [number for number, row in enumerate(rows) if any(value is not None for value in row)]
    if not filled:
        return Sheet(name, ())
    width = max(len(rows[number]) for number in filled)
    kept = tuple(tuple(row) + (None,) * (width - len(row)) for row in rows[filled[0] : filled[-1] + 1])
    return Sheet(name, kept, filled[0] + 1, {(row - filled[0], column): text for (row, column), text in formulas.items()})
