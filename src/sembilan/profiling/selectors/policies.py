"""Policies and mapping runs of an agency."""

from __future__ import annotations

import uuid
from datetime import date

from django.db.models import QuerySet

from sembilan.people.models import RegisterDeclaration
from sembilan.profiling import access
from sembilan.profiling.models import CurrentRun, MappingRun, TalentPolicy
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


def runs(agency: Organisation, *, actor: Actor) -> QuerySet[MappingRun]:
    return access.runs_visible_to(actor).filter(policy__agency=agency).select_related("policy").order_by("-made_at", "-pk")


def run(identifier: uuid.UUID, *, actor: Actor) -> MappingRun | None:
    return access.runs_visible_to(actor).filter(uuid=identifier).select_related("policy").first()


def current_run(agency: Organisation) -> MappingRun | None:
    """The run that an agency's pages read."""
    found = CurrentRun.objects.filter(agency=agency).select_related("run__policy").first()
    return found.run if found else None


def evidence_day(agency: Organisation, on: date) -> date:
    """The day of evidence to propose: the one up to which most declarations stand, so that what is declared counts; else today."""
    rows = RegisterDeclaration.objects.filter(path__under=agency.path, complete=True, up_to__lte=on)
    days = [day for day in rows.values_list("up_to", flat=True) if day is not None]
    return max(set(days), key=lambda day: (days.count(day), day)) if days else on
