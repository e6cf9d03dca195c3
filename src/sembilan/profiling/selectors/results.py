"""Which result of a person counts: the newest valid one."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from sembilan.people.models import ExternalAssessment
from sembilan.profiling.models import Profile
from sembilan.profiling.placing import Result
from sembilan.profiling.rules.evidence import years_before

COLUMNS = (
    "id",
    "official_id",
    "source",
    "source_label",
    "measured_on",
    "period",
    "evidence",
    "error_known",
    "factors",
    "levels",
    "standard",
)


def valid(rows: QuerySet[Profile], on: date, years: int) -> QuerySet[Profile]:
    """The newest result of each person that is not older than `years` on that day and whose import was not undone."""
    stands = Q(external=None) | Exists(ExternalAssessment.objects.filter(pk=OuterRef("external")))
    there = rows.filter(stands, measured_on__lte=on, measured_on__gt=years_before(on, years))
    return there.order_by("official_id", "-measured_on", "-made_at", "-pk").distinct("official_id")


def by_official(rows: QuerySet[Profile]) -> dict[int, Result]:
    """The rows as a mapping reads them."""
    return {
        row["official_id"]: Result(
            row["id"],
            row["source"],
            row["source_label"],
            row["measured_on"],
            row["period"],
            row["evidence"],
            row["error_known"],
            row["factors"],
            row["levels"],
            row["standard"]["levels"],
            row["standard"]["basis"],
        )
        for row in rows.values(*COLUMNS)
    }
