"""The rows of an import that hold a doubt, as a workbook for those who keep the source: one line a doubt, and the row as it
came."""

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


def _lines(rows: Iterable[ImportRow], translated: Callable[[str], str]) -> Iterator[tuple[Value, ...]]:
    for row in rows:
        headers = row.batch.mapping.get(row.sheet, {}).get("columns", {})
        raw = "; ".join(f"{header}: {as_text(cell)}" for header, cell in row.raw.items() if cell not in (None, ""))
        for code, column, value, suggestion in row.doubts:
            cause = CAUSES[code]
            title = headers.get(column) or next((one.title for one in KINDS[row.kind].columns if one.code == column), "")
            waits = translated("menunggu") if cause.severity == "blocks" else translated("masuk, diragukan")
            yield row.sheet, row.number, waits, translated(cause.title), title, value, suggestion, translated(cause.advice), raw
