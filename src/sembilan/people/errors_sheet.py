"""The rows of an import that hold a doubt, as a workbook for those who keep the source: one line a doubt, and the row as it
came. And what an import changes: one line a cell, before and after."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from sembilan.kit.tabular import as_text
from sembilan.people.models import ImportBatch, ImportRow
from sembilan.people.rules.causes import CAUSES
from sembilan.people.rules.headers import KINDS
from sembilan.render.xlsx import Column, Kind, Value, write_table


def error_sheet(batch: ImportBatch, rows: Iterable[ImportRow], translated: Callable[[str], str]) -> bytes:
    """XLSX; texts of the file stay text, so that a formula among them is never run."""
    columns = (
        Column(translated("Lembar"), width=18),
        Column(translated("Baris"), Kind.WHOLE, 8),
        Column(translated("Keadaan"), width=14),
        Column(translated("Masalah"), width=38),
        Column(translated("Kolom"), width=22),
        Column(translated("Isi pada berkas"), width=28),
        Column(translated("Usulan"), width=22),
        Column(translated("Yang perlu dilakukan"), width=60),
        Column(translated("Baris asli"), width=80),
    )
    notes = (f"{batch.file_name} · SHA-256 {batch.file_hash}",)
    return write_table(columns, _lines(rows, translated), translated("Masalah impor"), notes)


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


def _lines(rows: Iterable[ImportRow], translated: Callable[[str], str]) -> Iterator[tuple[Value, ...]]:
    for row in rows:
        headers = row.batch.mapping.get(row.sheet, {}).get("columns", {})
        raw = "; ".join(f"{header}: {as_text(cell)}" for header, cell in row.raw.items() if cell not in (None, ""))
        for code, column, value, suggestion in row.doubts:
            cause = CAUSES[code]
            title = headers.get(column) or _title(row.kind, column)
            waits = translated("menunggu") if cause.severity == "blocks" else translated("masuk, diragukan")
            yield row.sheet, row.number, waits, translated(cause.title), title, value, suggestion, translated(cause.advice), raw
