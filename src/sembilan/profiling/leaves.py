"""What the leaves about policies and mapping runs commit to, told from the rows: when written, and when verified."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import partial
from typing import Any, Final

from django.db.models import Q
from django.utils.translation import gettext

from sembilan.ledger.kinds import Committed, committed
from sembilan.merkle.commitment import rows_digest
from sembilan.profiling.models import BoxResult, MappingRun, Profile, RunWithdrawal, TalentPolicy
from sembilan.profiling.rules.standing import Standing, results_digest

_CHUNK: Final = 2_000
_AXES: Final = ("performance_low", "performance_high", "potential_low", "potential_high")
_STANDING: Final = ("official__uuid", "box", "possible", *_AXES)
# What stands behind the boxes: inputs, chances, and what is told of the run before. Paths are nowhere committed.
_WORKING: Final = (
    "official__uuid", "profile__uuid", "inputs", "potential_least", "potential_most", "chance_low", "chance_high", "chance",
    "former_possible", "changed", "deciding",
    "tier", "unit_name",
)  # fmt: skip
_PROFILE: Final = (
    "uuid", "official__uuid", "source", "source_label", "period", "measured_on", "evidence", "form", "indicative", "scoring_run",
    "error_known", "levels", "prior",
    "factors", "standard", "career", "jpm_competency", "jpm_competency_low", "jpm_competency_high", "jpm_potential",
    "jpm_potential_low", "jpm_potential_high", "map_policy", "map_row", "map_column", "map_chances", "made_at",
)  # fmt: skip


def policy_facts(policy: TalentPolicy) -> dict[str, Any]:
    """A published policy, with all that it says."""
    return {
        "policy": str(policy.uuid),
        "period": policy.period,
        "version": policy.version,
        "code": policy.code,
        "body": policy.body,
    }


def run_facts(run: MappingRun) -> dict[str, Any]:
    """A mapping run: its rule, day and seed; where everybody stands; what stands behind it; and the profiles it was made from."""
    rows = BoxResult.objects.filter(run=run).order_by("official__uuid")
    profiles = Profile.objects.filter(pk__in=rows.values("profile")).order_by("uuid")
    standings = (Standing(str(official), *more) for official, *more in rows.values_list(*_STANDING).iterator(chunk_size=_CHUNK))
    return {
        "run": str(run.uuid),
        "policy": str(run.policy.uuid),
        "as_of": run.as_of.isoformat(),
        "proposed_day": run.proposed_day.isoformat(),
        "day_reason": _hidden(run.day_reason),
        "seed": str(run.seed),
        "counts": run.counts,
        "results": results_digest(standings),
        "working": rows_digest(rows.values_list(*_WORKING).iterator(chunk_size=_CHUNK)),
        "profiles": rows_digest(profiles.values_list(*_PROFILE).iterator(chunk_size=_CHUNK)),
    }


def withdrawal_facts(withdrawal: RunWithdrawal) -> dict[str, Any]:
    """A run taken back, why, and which run then stood in its place."""
    run = withdrawal.run
    stood = Q(withdrawal=None)
    if withdrawal.leaf is not None:
        stood |= Q(withdrawal__leaf__gt=withdrawal.leaf)  # taken back later still
    before = MappingRun.objects.filter(stood, policy__agency=run.policy.agency_id, pk__lt=run.pk).order_by("-pk").first()
    return {
        "run": str(run.uuid),
        "run_leaf": run.leaf,
        "stands": str(before.uuid) if before else None,
        "reason": _hidden(withdrawal.reason),
    }


@committed("policy")
def published_policies() -> Iterator[Committed]:
    for one in TalentPolicy.objects.filter(state=TalentPolicy.State.PUBLISHED).order_by("pk").iterator():
        told = {"code": one.code, "period": one.period, "path": one.path}
        words = gettext("kebijakan %(code)s untuk periode %(period)s di %(path)s") % told
        yield Committed(one.leaf, one.published_at, words, partial(policy_facts, one))


@committed("mapping_run")
def mapping_runs() -> Iterator[Committed]:
    for one in MappingRun.objects.select_related("policy").order_by("pk").iterator():
        words = gettext("perhitungan kotak di %(path)s dengan catatan sampai %(day)s") % {"path": one.path, "day": one.as_of}
        yield Committed(one.leaf, one.made_at, words, partial(run_facts, one))


@committed("mapping_withdrawal")
def withdrawals() -> Iterator[Committed]:
    for one in RunWithdrawal.objects.select_related("run__policy").order_by("pk").iterator():
        words = gettext("penarikan perhitungan kotak di %(path)s") % {"path": one.path}
        yield Committed(one.leaf, one.withdrawn_at, words, partial(withdrawal_facts, one))


def _hidden(reason: str) -> str | None:
    """A reason may name somebody: its hash is committed, None where none was given."""
    return hashlib.sha256(reason.encode()).hexdigest() if reason else None
