"""Policies: a draft from the shipped variants, and its publication before the period's scores are known."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import Max
from numpy.random import Generator

from sembilan.audit.services import witness
from sembilan.kit.text import gettext_noop
from sembilan.ledger import services as ledger
from sembilan.profiling.access import can
from sembilan.profiling.errors import (
    PeriodHasPolicy,
    PeriodMissing,
    PolicyAlreadyPublished,
    PolicyHasProblems,
    PolicyUnknown,
    ScoresAlreadyReleased,
)
from sembilan.profiling.leaves import policy_facts
from sembilan.profiling.models import Profile, TalentPolicy
from sembilan.profiling.rules.bounds import parse_bounds, policy_problems
from sembilan.profiling.rules.period import is_period
from sembilan.profiling.rules.policy import read_shipped
from sembilan.tenancy.access import require
from sembilan.tenancy.models import Organisation
from sembilan.tenancy.rules import Actor

VARIANTS: Final = ("bkn_411_2025", "predikat_saja", "regional")
VALIDITY: Final = {
    "years": 3,
    "source": gettext_noop(
        "SRS aplikasi talenta PU: masa berlaku hasil asesmen 3 tahun, sebagai parameter; pedoman lain memakai 2 tahun"
    ),
}


@transaction.atomic
def draft_policy(agency: Organisation, period: str, code: str, *, actor: Actor, at: datetime) -> TalentPolicy:
    """A new draft of an agency for a period, from a shipped variant.

    Raises NotAllowed, PolicyUnknown, PeriodMissing, PeriodHasPolicy.
    """
    require(can(actor, "draft_policy", agency))
    if code not in VARIANTS:
        raise PolicyUnknown(code=code)
    wanted = period.strip()
    if not is_period(wanted):
        raise PeriodMissing
    there = TalentPolicy.objects.filter(agency=agency, period=wanted)
    if there.filter(state=TalentPolicy.State.PUBLISHED).exists():
        raise PeriodHasPolicy(period=wanted)
    last = there.aggregate(last=Max("version"))["last"] or 0
    policy = TalentPolicy.objects.create(
        agency=agency,
        path=agency.path,
        period=wanted,
        version=last + 1,
        code=code,
        body={**read_shipped(code), "validity": VALIDITY},
    )
    witness("profiling.draft_policy", policy, actor=actor, at=at, path=agency.path, period=wanted, code=code)
    return policy


@transaction.atomic
def publish_policy(policy: TalentPolicy, *, actor: Actor, at: datetime, rng: Generator | None = None) -> TalentPolicy:
    """Publish a draft and commit it to the log. From then on it cannot be changed, nor another published for the period.

    Raises NotAllowed, PolicyAlreadyPublished, PolicyHasProblems, PeriodHasPolicy, ScoresAlreadyReleased.
    """
    require(can(actor, "publish_policy", policy))
    Organisation.objects.select_for_update().get(pk=policy.agency_id)  # two drafts of a period wait for each other
    row = TalentPolicy.objects.select_for_update().get(pk=policy.pk)
    if row.state == TalentPolicy.State.PUBLISHED:
        raise PolicyAlreadyPublished
    _check(row)
    row.state, row.published_at, row.published_by = TalentPolicy.State.PUBLISHED, at, actor.label
    row.leaf = ledger.append("policy", policy_facts(row), path=row.path, at=at, rng=rng).position
    row.save(update_fields=["state", "published_at", "published_by", "leaf"])
    witness("profiling.publish_policy", row, actor=actor, at=at, path=row.path, period=row.period, code=row.code, leaf=row.leaf)
    return row


@transaction.atomic
def delete_draft(policy: TalentPolicy, *, actor: Actor, at: datetime) -> None:
    """Throw a draft away that was never published. Raises NotAllowed, PolicyAlreadyPublished."""
    require(can(actor, "draft_policy", policy))
    row = TalentPolicy.objects.select_for_update().get(pk=policy.pk)
    if row.state == TalentPolicy.State.PUBLISHED:
        raise PolicyAlreadyPublished
    told = {"period": row.period, "version": row.version, "code": row.code}
    witness("profiling.delete_draft", row, actor=actor, at=at, path=row.path, **told)
    row.delete()


def _check(row: TalentPolicy) -> None:
    found = policy_problems(row.body, parse_bounds(read_shipped("national_bounds")))
    if found:
        raise PolicyHasProblems(first=found[0].text, more=len(found) - 1)
    if TalentPolicy.objects.filter(agency=row.agency_id, period=row.period, state=TalentPolicy.State.PUBLISHED).exists():
        raise PeriodHasPolicy(period=row.period)
    released = Profile.objects.filter(path__under=row.path, source=Profile.Source.MEASURED, period=row.period)
    if released.exists():
        raise ScoresAlreadyReleased(period=row.period)
