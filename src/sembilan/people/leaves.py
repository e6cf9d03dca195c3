"""What the leaves about imports commit to, told from the rows: once when they are written, again when they are verified."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import partial
from typing import Any, Final

from django.db.models.functions import Collate
from django.utils.translation import gettext

from sembilan.ledger.kinds import Committed, committed
from sembilan.merkle.commitment import rows_digest
from sembilan.people.models import ImportBatch

OUTCOMES: Final = ("new", "changed", "same", "doubtful", "refused", "unused")


def import_facts(batch: ImportBatch) -> dict[str, Any]:
    """An applied import: the file's hash, what became of its rows at the time, and every cell as it was read. What a person mends
    later, and the outcome that follows from it, is the queue's and not the file's."""
    total: Counter[str] = Counter()
    for sheet in batch.counts.values():
        total.update(sheet)
    rows = batch.rows.order_by(Collate("sheet", "C"), "number").values_list("sheet", "number", "raw")
    return {
        "batch": str(batch.uuid),
        "file_sha256": batch.file_hash,
        "rows": total["read"],
        "outcomes": {outcome: total[outcome] for outcome in OUTCOMES if total[outcome]},
        "cells": rows_digest(rows.iterator(chunk_size=5_000)),
    }


def undo_facts(batch: ImportBatch) -> dict[str, Any]:
    """An import taken back."""
    return {"batch": str(batch.uuid), "file_sha256": batch.file_hash}


@committed("import")
def applied_imports() -> Iterator[Committed]:
    for one in ImportBatch.objects.filter(applied_at__isnull=False).order_by("pk").iterator():
        yield Committed(one.leaf, one.applied_at, _words(one), partial(import_facts, one))


@committed("import_undone")
def undone_imports() -> Iterator[Committed]:
    for one in ImportBatch.objects.filter(undone_at__isnull=False).order_by("pk").iterator():
        yield Committed(
            one.undone_leaf, one.undone_at, gettext("pembatalan %(import)s") % {"import": _words(one)}, partial(undo_facts, one)
        )


def _words(batch: ImportBatch) -> str:
    return gettext("impor %(day)s ke %(path)s") % {"day": f"{batch.uploaded_at:%Y-%m-%d}", "path": batch.path}
