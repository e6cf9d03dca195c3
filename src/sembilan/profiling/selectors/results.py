"""Which result of a person counts: the newest valid one that covers both assessments by a full form, else the newest."""

from __future__ import annotations

from datetime import date

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet

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
    "indicative",
    "error_known",
    "factors",
    "levels",
    "standard",
)


def standing(rows: QuerySet[Profile]) -> QuerySet[Profile]:
    """Results whose import was not undone."""
    return rows.filter(Q(external=None) | Exists(ExternalAssessment.objects.filter(pk=OuterRef("external"))))


def valid(rows: QuerySet[Profile], on: date, years: int) -> QuerySet[Profile]:
    """The result of each person that counts: not older than `years` on that day, its import not undone, the newest.

    A result of elsewhere that lacks one of the two assessments does not displace a whole one, however new it is; nor does one of a
    form that asks too little displace one of a full form.
    """
    there = standing(rows).filter(measured_on__lte=on, measured_on__gt=years_before(on, years))
    lacking = Q(jpm_competency=None) | Q(jpm_potential=None)
    there = there.annotate(partial=ExpressionWrapper(Q(source=Profile.Source.EXTERNAL) & lacking, output_field=BooleanField()))
    return there.order_by("official_id", "partial", "indicative", "-measured_on", "-made_at", "-pk").distinct("official_id")


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
            row["indicative"],
            row["error_known"],
            row["factors"],
            row["levels"],
            row["standard"]["levels"],
        )
        for row in rows.values(*COLUMNS)
    }
