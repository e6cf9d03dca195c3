"""What stands below each header of a file, so that somebody who maps columns sees what he maps."""

from __future__ import annotations

from sembilan.people.models import ImportBatch, ImportRow
from sembilan.people.rules.raw import written

_SAMPLE_ROWS, _SAMPLES, _SAMPLE_LENGTH = 12, 3, 40


def samples(batch: ImportBatch) -> tuple[dict[str, dict[str, list[str]]], list[ImportRow]]:
    """(sheet -> header -> a few of the different values below it, from the first rows; the rows these came from)."""
    found: dict[str, dict[str, list[str]]] = {}
    seen: list[ImportRow] = []
    for sheet in batch.mapping:
        told = found.setdefault(sheet, {})
        rows = list(batch.rows.filter(sheet=sheet).order_by("number")[:_SAMPLE_ROWS])
        for header, cell in ((header, cell) for row in rows for header, cell in row.raw.items()):
            values, text = told.setdefault(header, []), written(cell)[:_SAMPLE_LENGTH]
            if text and text not in values and len(values) < _SAMPLES:
                values.append(text)
        seen += rows
    return found, seen
