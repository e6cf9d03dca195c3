"""A demo small enough for a test: two dozen people of the roster, two short sessions on one day, the first of them sat."""

from __future__ import annotations

import functools
import io
from datetime import date
from typing import Any

import xlsxwriter
from python_calamine import CalamineWorkbook

from sembilan.demo import calendar, week
from sembilan.demo.calendar import Week
from sembilan.demo.week import Roster

PEOPLE = 24
DAY = date(2025, 11, 24)
WEEK = Week(DAY, DAY, calendar.starts_of([DAY]), calendar.labs(1, 14), 1, "Pendek")
BY_PERSON = {"kinerja", "riwayat", "umpan_balik_360", "riwayat_jabatan", "pendidikan", "hasil_asesmen"}


def build() -> list[str]:
    """The whole small week. Returns the titles of the steps that were done."""
    told: list[str] = []
    week.build(WEEK, small_roster(), tell=lambda title, _what, _seconds: told.append(title))
    return told


@functools.cache
def small_roster() -> Roster:
    """Every eightieth person of the demo's roster, with what the other sheets say about them and all units above them."""
    book = CalamineWorkbook.from_path(str(week.ROSTER))
    sheets = {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}
    people = sheets["pegawai"][1::77][:PEOPLE]
    numbers, units = {row[0] for row in people}, _with_parents({row[13] for row in people}, sheets["unit"])
    posts = {row[10] for row in people}
    kept = {
        "pegawai": people,
        "unit": [row for row in sheets["unit"][1:] if row[0] in units],
        "jabatan": [row for row in sheets["jabatan"][1:] if row[0] in posts],
        "kelengkapan": [row for row in sheets["kelengkapan"][1:] if row[0] in units],
        **{name: [row for row in sheets[name][1:] if row[0] in numbers] for name in BY_PERSON},
    }
    return Roster("roster_kecil.xlsx", _written({name: [rows[0], *kept[name]] for name, rows in sheets.items()}))


def _with_parents(units: set[Any], rows: list[list[Any]]) -> set[Any]:
    above = {row[0]: row[1] for row in rows[1:]}
    found: set[Any] = set()
    for unit in units:
        here = unit
        while here and here not in found:
            found.add(here)
            here = above.get(here, "")
    return found


def _written(sheets: dict[str, list[list[Any]]]) -> bytes:
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return held.getvalue()
