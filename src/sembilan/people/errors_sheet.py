"""The rows of an import that hold a doubt, as a workbook to mend and upload again: the file's own sheets and columns, one line a
row as it came, and beside it everything that is doubtful in it. And what an import changes: one line a cell, before and after."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import groupby

from sembilan.kit.text import gettext_noop as _
from sembilan.people.models import ImportBatch, ImportRow
from sembilan.people.rules.causes import CAUSES
from sembilan.people.rules.headers import KINDS, OWN
from sembilan.people.rules.raw import is_absent, written
from sembilan.render.xlsx import Column, Kind, Sheet, Value, write_table, write_workbook


def error_sheet(batch: ImportBatch, rows: Iterable[ImportRow], translated: Callable[[str], str]) -> bytes:
    """XLSX; texts of the file stay text, so that a formula among them is never run. `rows` in the file's order."""
    notes = (
        f"{batch.file_name} · SHA-256 {batch.file_hash}",
        translated(_("Perbaiki isinya, lalu unggah berkas ini pada halaman impor. Kolom dari Sembilan tidak dibaca.")),
    )
    sheets = []
    for name, group in groupby(rows, key=lambda row: row.sheet):
        headers = [header for header in batch.mapping[name]["headers"] if not header.startswith(OWN)]
        columns = [Column(header, width=22) for header in headers]
        columns += [Column(OWN + translated(_("baris")), Kind.WHOLE, 12), Column(OWN + translated(_("masalah")), width=90)]
        sheets.append(Sheet(name, columns, [_line(row, headers, translated) for row in group], notes))
    if not sheets:
        return write_table([Column(OWN + translated(_("masalah")), width=90)], [], translated(_("Masalah impor")), notes)
    return write_workbook(sheets)


def change_sheet(batch: ImportBatch, rows: Iterable[ImportRow], translated: Callable[[str], str]) -> bytes:
    """XLSX, one line a cell that says something else than what stood before."""
    columns = (
        Column(translated("Lembar"), width=18),
        Column(translated("Baris"), Kind.WHOLE, 8),
        Column(translated("Pengenal"), width=24),
        Column(translated("Kolom"), width=26),
        Column(translated("Sebelumnya"), width=36),
        Column(translated("Menjadi"), width=36),
    )
    lines = (
        (row.sheet, row.number, row.key.partition("|")[0], translated(_title(row.kind, column)), stood, now)
        for row in rows
        for column, stood, now in row.changes
    )
    notes = (f"{batch.file_name} · SHA-256 {batch.file_hash}",)
    return write_table(columns, lines, translated("Perubahan impor"), notes)


def _title(kind: str, column: str) -> str:
    return next((one.title for one in KINDS[kind].columns if one.code == column), "")


def _line(row: ImportRow, headers: list[str], translated: Callable[[str], str]) -> list[Value]:
    return [*(written(row.raw.get(header)) for header in headers), row.number, _problems(row, translated)]


def _problems(row: ImportRow, translated: Callable[[str], str]) -> str:
    return "; ".join(_problem(row, *doubt, translated=translated) for doubt in row.doubts)


def _problem(row: ImportRow, code: str, column: str, value: str, suggestion: str, *, translated: Callable[[str], str]) -> str:
    """The column, what is wrong with it, and what other data speak for."""
    headers = row.batch.mapping.get(row.sheet, {}).get("columns", {})
    title = headers.get(column) or next((translated(one.title) for one in KINDS[row.kind].columns if one.code == column), "")
    if is_absent(row.batch.mapping, row.sheet, column):
        return translated(_("Kolom %(column)s tidak ditemukan")) % {"column": title}
    said = f"{title}: {translated(CAUSES[code].title)}" if title else translated(CAUSES[code].title)
    waits = f" ({translated(_('baris menunggu'))})" if CAUSES[code].severity == "blocks" else ""
    return f"{said}{waits}" + (f" → {suggestion}" if suggestion else "")
