"""The child process that opens a stranger's workbook: XLSX on stdin, its sheets on stdout as JSON lines.

The reader is foreign code that keeps a whole sheet in memory, from the first to the last cell the file claims to have, and ends its
process when that memory is not there. So it runs where nothing else runs: in a process of its own with little memory, little
time and none of the site's environment. `kit.tabular` starts it as `python -I -m sembilan.kit.workbook` and says in
plain words what became of it.

A sheet is its name, a JSON string, and below it one JSON list a row, empty rows included. A date is {"date": ISO 8601}. A cell that
holds a formula comes as what it last amounted to, and again below the rows, as {"formula": [row, column, text]}, both from 0: what
a formula says may be anybody's, so whoever reads a name wants to know.
"""

from __future__ import annotations

import io
import json
import posixpath
import re
import resource
import signal
import sys
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any
from xml.etree import ElementTree
from xml.sax.saxutils import unescape

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

MAX_SHEETS = 50
MAX_ROWS = 200_000
MAX_COLUMNS = 300
MAX_CELLS = 5_000_000
MAX_WRITTEN = 400_000_000  # bytes
MAX_FORMULA = 300  # signs of one that are kept

MEMORY = 1 << 30  # bytes of address space; the largest table allowed takes half of it
SECONDS = 60  # by the clock: a reader that waits is as useless as one that works

DAMAGED = 3
TOO_MANY_SHEETS = 4
TOO_WIDE = 5
TOO_MANY_CELLS = 6


class _Ended(Exception):
    """With the exit code that says why."""


def main() -> int:
    """Exit code 0 when everything was written, else one of the codes above, else a signal's."""
    _limit()
    content = sys.stdin.buffer.read()
    try:
        written = 0
        for line in _lines(content):
            written += sys.stdout.write(line + "\n")
            if written > MAX_WRITTEN:
                return TOO_MANY_CELLS
    except _Ended as ended:
        return int(ended.args[0])
    except (CalamineError, OSError, ValueError, OverflowError, KeyError, zipfile.BadZipFile, ElementTree.ParseError):
        return DAMAGED
    except BaseException as problem:
        # the reader's own panic is no Exception; everything else of that kind goes on its way
        if type(problem).__name__ != "PanicException":
            raise
        return DAMAGED
    return 0


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # it holds personal data
    signal.alarm(SECONDS)


def _lines(content: bytes) -> Iterator[str]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    packed = zipfile.ZipFile(io.BytesIO(content))
    parts = _parts(packed)
    if len(book.sheet_names) > MAX_SHEETS:
        raise _Ended(TOO_MANY_SHEETS)
    cells = 0
    for name in book.sheet_names:
        sheet = book.get_sheet_by_name(name)
        rows, columns = _extent(sheet)
        if rows > MAX_ROWS or columns > MAX_COLUMNS:
            raise _Ended(TOO_WIDE)
        cells += rows * columns
        if cells > MAX_CELLS:
            raise _Ended(TOO_MANY_CELLS)
        yield _JSON.encode(name)
        before = [None] * (sheet.start or (0, 0))[1]  # the reader's rows begin at the first filled column
        for row in sheet.iter_rows():
            yield _JSON.encode(before + [_plain(value) for value in row])
        for at in _formulas(packed, parts[name]) if name in parts else ():
            yield _JSON.encode({"formula": at})


def _extent(sheet: CalamineSheet) -> tuple[int, int]:
    """(rows, columns) from the top left corner; the reader's own total_height and total_width are one short."""
    row, column = sheet.end or (-1, -1)
    return row + 1, column + 1


_CHUNK = 1 << 20
_LONG_TAG = 1 << 16
_PLACE = re.compile(
    rb"""<(?:\w+:)?(row|c|f)(?=[\s/>])(?:[^<>]*?\sr\s*=\s*["']([A-Za-z]{0,7})([0-9]{1,10})["'])?(?:[^<>]*?(?<!/)>([^<]*))?"""
)
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def _parts(packed: zipfile.ZipFile) -> dict[str, str]:
    """Sheet -> the part of the package that holds its cells. `kit.tabular` has refused document types, so entities too."""
    relations, book = (
        ElementTree.fromstring(packed.read(part))  # noqa: S314  no document type, little memory, little time
        for part in ("xl/_rels/workbook.xml.rels", "xl/workbook.xml")
    )
    targets = {one.get("Id"): one.get("Target", "") for one in relations}
    names, found = set(packed.namelist()), {}
    for sheet in book.iter():
        if sheet.tag.rpartition("}")[2] == "sheet" and (target := targets.get(sheet.get(_RELATION))):
            part = posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")
            if part in names:
                found[sheet.get("name", "")] = part
    return found


def _formulas(packed: zipfile.ZipFile, part: str) -> Iterator[tuple[int, int, str]]:
    """(row, column, text) of every formula, in the sheet's order. A cell that does not say where it stands is the next one."""
    if not any(_FORMULA.search(window) for window in _windows(packed, part)):
        return
    row = column = 0
    for window in _windows(packed, part):
        for tag, letters, number, text in _PLACE.findall(window):
            if tag == b"row":
                row, column = int(number or row + 1), 0
            elif tag == b"c":
                row, column = int(number or row), column_number(letters) if letters else column + 1
            else:
                written = unescape(text.decode("utf-8", "replace"), {"&quot;": '"', "&apos;": "'"})
                yield row - 1, column - 1, "=" + written.replace("\0", "")[:MAX_FORMULA]


def _windows(packed: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """The part in pieces, none of which ends within a tag or the text behind it."""
    rest = b""
    with packed.open(part) as stream:
        while read := stream.read(_CHUNK):
            window = rest + read
            last = window.rfind(b"<")
            cut = last if last >= 0 and len(window) - last < _LONG_TAG else len(window)
            yield window[:cut]
            rest = window[cut:]
    yield rest


def column_number(letters: bytes) -> int:
    """
    >>> column_number(b"A"), column_number(b"ab")
    (1, 28)
    """
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _plain(value: object) -> Any:
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


_JSON = json.JSONEncoder(default=lambda day: {"date": day.isoformat()}, separators=(",", ":"))


if __name__ == "__main__":
    sys.exit(main())
