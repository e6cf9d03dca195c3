"""Between what a rule doubts and what stands in the queue."""

from __future__ import annotations

from django.db import connection

from sembilan.people.models import ImportBatch, ImportRow, QualityIssue
from sembilan.people.rules.causes import CAUSES
from sembilan.people.rules.rows import Reading


def listed(reading: Reading) -> list[list[str]]:
    """The doubts as a row keeps them."""
    return [[doubt.cause, doubt.column, doubt.value, doubt.suggestion] for doubt in reading.doubts]


def issues_of(row: ImportRow, reading: Reading) -> list[QualityIssue]:
    """One issue a doubt, not yet saved."""
    return [
        QualityIssue(
            batch_id=row.batch_id,
            row=row,
            official_id=int(row.target.split(":")[1]) if row.target.startswith("official:") else None,
            cause=doubt.cause,
            column=doubt.column,
            value=doubt.value,
            suggestion=doubt.suggestion,
            severity=CAUSES[doubt.cause].severity,
            path=row.path,
        )
        for doubt in reading.doubts
    ]


def superseded(batch: ImportBatch) -> str:
    """The reason that marks an issue which a later file answered or asked anew."""
    return f"digantikan impor {batch.uuid}"


def set_issue_paths(batch_id: int) -> None:
    """An issue of a person stands at the person's path, so that his unit's keeper finds it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE people_qualityissue AS issue SET path = official.path FROM people_official AS official "
            "WHERE issue.official_id = official.id AND issue.batch_id = %s AND issue.path <> official.path",
            [batch_id],
        )
