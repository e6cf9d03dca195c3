"""Policies and mapping runs of an agency."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.db.models import Max, QuerySet
from django.utils import timezone

from sembilan.people.models import ImportBatch, RegisterDeclaration
from sembilan.profiling import access
from sembilan.profiling.models import MappingRun, Profile, TalentPolicy
from sembilan.tenancy.models import Organisation
from sembilan.tenancy.rules import Actor


def agencies(*, actor: Actor) -> QuerySet[Organisation]:
    return access.agencies_visible_to(actor).order_by("name")


def agency_for(actor: Actor, identifier: str = "") -> Organisation | None:
    """The agency a page is about: the one asked for where the actor sees several, else his first."""
    found = agencies(actor=actor)
    try:
        wanted = uuid.UUID(identifier) if identifier else None
    except ValueError:
        return None
    return found.filter(uuid=wanted).first() if wanted else found.first()


def policies(agency: Organisation, *, actor: Actor) -> QuerySet[TalentPolicy]:
    return access.policies_visible_to(actor).filter(agency=agency).order_by("-period", "-version")


def policy(identifier: uuid.UUID, *, actor: Actor) -> TalentPolicy | None:
    return access.policies_visible_to(actor).filter(uuid=identifier).select_related("agency").first()


def policy_of_period(agency_path: str, period: str) -> TalentPolicy | None:
    """The policy published for a period of the agency at this path: without one its results cannot be released."""
    return TalentPolicy.objects.filter(path=agency_path, period=period, state=TalentPolicy.State.PUBLISHED).first()


def published_policies(agency: Organisation, *, actor: Actor) -> QuerySet[TalentPolicy]:
    """The policies by which people may be mapped, the newest period first."""
    return policies(agency, actor=actor).filter(state=TalentPolicy.State.PUBLISHED)


def runs(agency: Organisation, *, actor: Actor) -> QuerySet[MappingRun]:
    return access.runs_visible_to(actor).filter(policy__agency=agency).select_related("policy", "withdrawal").order_by("-pk")


def run(identifier: uuid.UUID, *, actor: Actor) -> MappingRun | None:
    return access.runs_visible_to(actor).filter(uuid=identifier).select_related("policy__agency", "withdrawal").first()


def current_runs(agencies: Iterable[int]) -> QuerySet[MappingRun]:
    """The run that each agency's pages read: the newest that was not withdrawn."""
    standing = MappingRun.objects.filter(policy__agency__in=agencies, withdrawal=None).select_related("policy")
    return standing.order_by("policy__agency", "-pk").distinct("policy__agency")


def current_run(agency: Organisation) -> MappingRun | None:
    return current_runs([agency.pk]).first()


def overtaken(run: MappingRun) -> list[str]:
    """What came in after a run that a new one would take: `results` (released, or taken from elsewhere), `import`."""
    agency = run.policy.agency
    came = {
        "results": Profile.objects.filter(path__under=agency.path, made_at__gt=run.made_at),
        "import": ImportBatch.objects.filter(agency=agency, applied_at__gt=run.made_at, undone_at=None),
    }
    return [kind for kind, rows in came.items() if rows.exists()]


@dataclass(frozen=True)
class EvidenceDay:
    """The day of evidence that a period's documents give. basis: declared (up to which most declarations of complete registers
    stand), released (of the period's last release of scores) or today (neither is there)."""

    day: date
    basis: Literal["declared", "released", "today"]


def evidence_day(agency: Organisation, on: date, period: str = "") -> EvidenceDay:
    """The day of evidence to propose: what is declared complete counts up to its own day alone, so that a later day would leave
    every register open. Never after `on`; with a period within its year."""
    rows = RegisterDeclaration.objects.filter(path__under=agency.path, complete=True, up_to__lte=on)
    measured = Profile.objects.filter(path__under=agency.path, source=Profile.Source.MEASURED, made_at__date__lte=on)
    last = on
    if period:
        rows, measured = rows.filter(up_to__year=int(period)), measured.filter(period=period, made_at__year=int(period))
        last = min(on, date(int(period), 12, 31))
    days = [day for day in rows.values_list("up_to", flat=True) if day is not None]
    if days:
        return EvidenceDay(max(set(days), key=lambda day: (days.count(day), day)), "declared")
    released = measured.aggregate(last=Max("made_at"))["last"]
    if released is not None:
        return EvidenceDay(timezone.localtime(released).date(), "released")
    return EvidenceDay(last, "today")
