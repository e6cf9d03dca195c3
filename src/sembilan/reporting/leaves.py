"""What the leaf of a report commits to, told from its row: once when it is written, again when it is verified."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from django.utils.translation import gettext

from sembilan.ledger.kinds import Committed, committed
from sembilan.reporting.models import Document


def report_facts(document: Document) -> dict[str, Any]:
    """A report that left the house: the fingerprint of its file, and the result, run and version of the rules it was made from."""
    return {
        "code": document.code,
        "kind": document.kind,
        "language": document.language,
        "profile": str(document.profile),
        "mapping_run": str(document.mapping_run) if document.mapping_run else None,
        "narrative": document.narrative,
        "sample": document.sample,
        "sha256": document.sha256,
    }


@committed("report")
def reports() -> Iterator[Committed]:
    for one in Document.objects.order_by("pk").iterator():
        told = {"day": f"{one.made_at:%Y-%m-%d}", "kind": one.kind, "language": one.language}
        words = gettext("laporan %(day)s (%(kind)s, %(language)s)") % told
        yield Committed(one.leaf, one.made_at, words, partial(report_facts, one))
