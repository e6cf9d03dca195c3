"""The child process that opens a stranger's workbook: XLSX on stdin, its sheets on stdout as JSON lines.

The reader is foreign code that keeps a whole sheet in memory, from the first to the last cell the file claims to have, and ends its
process when that memory is not there. So it runs where nothing else runs: in a process of its own with little memory, little
time and none of the site's environment. `kit.tabular` starts it as `python -I -m sembilan.kit.workbook` and says in
plain words what became of it.

A sheet is its name, a JSON string, and below it one JSON list a row, empty rows included. A date is {"date": ISO 8601}.
"""

from __future__ import annotations

import io
import json
import resource
import signal
import sys
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

MAX_SHEETS = 50
MAX_ROWS = 200_000
MAX_COLUMNS = 300
MAX_CELLS = 5_000_000
MAX_WRITTEN = 400_000_000  # bytes

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
    except (CalamineError, OSError, ValueError, OverflowError):
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


def _extent(sheet: CalamineSheet) -> tuple[int, int]:
    """(rows, columns) from the top left corner; the reader's own total_height and total_width are one short."""
    row, column = sheet.end or (-1, -1)
    return row + 1, column + 1


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
