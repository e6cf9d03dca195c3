"""Workbooks by xlsxwriter in constant memory: rows are streamed out as they come.

A string is always written as a string: it never becomes a formula, a link or a number, whatever it begins with. A NIP is
eighteen digits and would lose the last three as a number; it comes in as a string and stays one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from io import BytesIO
from itertools import count
from typing import Any

import xlsxwriter

from .errors import NotDrawable

Value = str | int | float | Decimal | bool | date | datetime | None

_SHEET_NAME = 31  # the format's own limit
_CELL = 32_767
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", "-"))
_EXACT = 2**53  # above it a workbook's numbers lose digits


class Kind(Enum):
    """How a column's figures are written. Text columns take anything as its words."""

    TEXT = "@"
    WHOLE = "#,##0"
    DECIMAL = "#,##0.00"
    SHARE = "0.00%"
    DATE = "dd/mm/yyyy"
    MOMENT = "dd/mm/yyyy hh:mm"


@dataclass(frozen=True)
class Column:
    """A heading, how its values are written, and the width in characters (None: from the heading and kind)."""

    heading: str
    kind: Kind = Kind.TEXT
    width: float | None = None


@dataclass(frozen=True)
class Sheet:
    """One table. `notes` are lines above it (what it is, when it was computed); rows may be a generator."""

    title: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Value]]
    notes: Sequence[str] = ()


def write_table(columns: Sequence[Column], rows: Iterable[Sequence[Value]], title: str, notes: Sequence[str] = ()) -> bytes:
    """A workbook of one sheet."""
    return write_workbook([Sheet(title, columns, rows, notes)])


def write_workbook(sheets: Sequence[Sheet]) -> bytes:
    """A workbook in the order given; a sheet name is mended where the format forbids it, and numbered where it is taken.

    NotDrawable when there is no sheet, a sheet has no column, or a row has more or fewer values than columns.
    """
    if not sheets or not all(sheet.columns for sheet in sheets):
        raise NotDrawable("a workbook needs a sheet, a sheet a column")
    stream = BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(stream, options)
    taken: set[str] = set()
    try:
        for sheet in sheets:
            name = _free_name(sheet.title, taken)
            taken.add(name.casefold())
            _write_sheet(book, name, sheet)
    finally:
        book.close()  # after a refusal too: it owns files on disk
    return stream.getvalue()


def _free_name(title: str, taken: set[str]) -> str:
    plain = title.translate(_FORBIDDEN).strip("' ") or "-"
    for number in count(1):
        suffix = f" {number}" if number > 1 else ""
        name = plain[: _SHEET_NAME - len(suffix)].rstrip("' ") + suffix
        if name.casefold() not in taken:
            break
    return name


def _write_sheet(book: Any, name: str, sheet: Sheet) -> None:
    page = book.add_worksheet(name)
    heading = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top", "bg_color": "#F5F7F9"})
    remark = book.add_format({"font_color": "#4A5666"})
    formats = {kind: book.add_format({"num_format": kind.value, "valign": "top"}) for kind in Kind}
    for index, column in enumerate(sheet.columns):
        page.set_column(index, index, _width(column), formats[column.kind])
    for line, note in enumerate(sheet.notes):
        page.write_string(line, 0, note[:_CELL], remark)
    top = len(sheet.notes) + 1 if sheet.notes else 0
    for index, column in enumerate(sheet.columns):
        page.write_string(top, index, column.heading[:_CELL], heading)
    page.freeze_panes(top + 1, 0)
    last = top
    for last, row in enumerate(sheet.rows, top + 1):
        if len(row) != len(sheet.columns):
            raise NotDrawable(f"a row of {len(row)} values under {len(sheet.columns)} columns")
        for index, value in enumerate(row):
            _write(page, last, index, value, sheet.columns[index].kind, formats)
    page.autofilter(top, 0, last, len(sheet.columns) - 1)
    page.set_landscape()
    page.set_paper(9)  # A4
    page.fit_to_pages(1, 0)
    page.repeat_rows(top)


def _width(column: Column) -> float:
    if column.width is not None:
        return column.width
    least = {Kind.TEXT: 14, Kind.MOMENT: 17}.get(column.kind, 11)
    return float(min(max(len(column.heading) + 3, least), 40))


def _write(page: Any, row: int, index: int, value: Value, kind: Kind, formats: dict[Kind, Any]) -> None:
    """By the value's own type; an empty cell for None, since missing is not zero."""
    if value is None or value == "":
        return
    if isinstance(value, bool):
        page.write_boolean(row, index, value, formats[kind])
    elif kind is Kind.TEXT or isinstance(value, str) or (isinstance(value, int) and abs(value) > _EXACT):
        page.write_string(row, index, str(value)[:_CELL], formats[Kind.TEXT])
    elif isinstance(value, datetime):
        page.write_datetime(row, index, value.replace(tzinfo=None), formats[Kind.MOMENT])
    elif isinstance(value, date):
        page.write_datetime(row, index, datetime.combine(value, time()), formats[Kind.DATE])
    else:
        page.write_number(row, index, float(value), formats[kind])
