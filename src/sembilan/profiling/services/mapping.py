"""A mapping run: all people of an agency placed by its published policy. Adds rows, changes none."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import numpy as np
from django.db import transaction
from django.utils import timezone
from numpy.random import Generator

from sembilan.audit.services import witness
from sembilan.kit.statistics import refresh_statistics
from sembilan.ledger import services as ledger
from sembilan.people.models import Official
from sembilan.profiling import evidence_rows, placing
from sembilan.profiling.access import can
from sembilan.profiling.errors import (
    DayReasonMissing,
    EvidenceDayInFuture,
    NobodyToMap,
    NoPublishedPolicy,
    PolicyAfterRelease,
    PreviewOutdated,
    RunNotCurrent,
    WithdrawalReasonMissing,
)
from sembilan.profiling.evidence_rows import Person
from sembilan.profiling.leaves import run_facts, withdrawal_facts
from sembilan.profiling.models import BoxResult, MappingRun, Profile, RunWithdrawal, TalentPolicy
from sembilan.profiling.placing import Placed, Result
from sembilan.profiling.rules.bounds import validity_years
from sembilan.profiling.rules.draws import BoxChance
from sembilan.profiling.rules.period import period_of
from sembilan.profiling.rules.policy import parse_policy
from sembilan.profiling.rules.standing import Standing, results_digest
from sembilan.profiling.rules.talent_box import NO_BOX
from sembilan.profiling.rules.talent_rules import TalentRules
from sembilan.profiling.selectors import current_run, evidence_day, policy_of_period
from sembilan.profiling.selectors import results as newest
from sembilan.profiling.services.profiles import BATCH, take_external_results
from sembilan.tenancy.access import require
from sembilan.tenancy.models import Organisation
from sembilan.tenancy.rules import Actor

MAPPED: Final = (Official.Status.ACTIVE, Official.Status.UNKNOWN)
_SEED_BITS: Final = 62
LEAST_REASON: Final = 10
"""Letters of a reason: enough for two words (this product's setting)."""


@dataclass(frozen=True)
class _Former:
    box: int | None
    possible: Sequence[int]
    inputs: Mapping[str, Any]


@dataclass(frozen=True)
class _Ready:
    """Everything a run needs but the draws: who is placed, by what, where, and where each stood before."""

    agency: Organisation
    policy: TalentPolicy
    as_of: date
    proposed: date
    officials: Sequence[Mapping[str, Any]]
    held: Sequence[Result | None]
    rules: TalentRules
    people: Sequence[Person]
    placed: Placed
    before: MappingRun | None
    former: Mapping[int, _Former]

    def box(self, place: int) -> int | None:
        found = int(self.placed.finding.box[place])
        return None if found == NO_BOX else found

    def possible(self, place: int) -> list[int]:
        return [number + 1 for number in np.flatnonzero(self.placed.finding.possible[place]).tolist()]


@dataclass(frozen=True)
class MappingPreview:
    """What a run would do, in people. Everybody is in one of changed, new, same or unplaced; `gone` stood in the run before only.

    moves: ((box before, box now), people), most first; None for no single box. digest: of the outcome, so that what is confirmed
    is what was seen.
    """

    changed: int
    new: int
    same: int
    unplaced: int
    gone: int
    moves: list[tuple[tuple[int | None, int | None], int]]
    digest: str

    @property
    def people(self) -> int:
        return self.changed + self.new + self.same + self.unplaced


def preview_mapping(agency: Organisation, as_of: date, *, actor: Actor, at: datetime) -> MappingPreview:
    """What `map_agency` would do now, by the same steps, of which nothing stays. Raises as it does, but for reason and draws."""
    with transaction.atomic():
        ready = _prepare(agency, as_of, actor=actor, at=at)
        transaction.set_rollback(True)
    kinds: Counter[str] = Counter()
    moves: Counter[tuple[int | None, int | None]] = Counter()
    for place, official in enumerate(ready.officials):
        before, box = ready.former.get(official["id"]), ready.box(place)
        kind = "unplaced" if box is None else "new" if before is None else "same" if before.box == box else "changed"
        kinds[kind] += 1
        if before is not None and before.box != box:
            moves[before.box, box] += 1
    gone = len(ready.former.keys() - {official["id"] for official in ready.officials})
    return MappingPreview(
        changed=kinds["changed"],
        new=kinds["new"],
        same=kinds["same"],
        unplaced=kinds["unplaced"],
        gone=gone,
        moves=moves.most_common(),
        digest=_digest(ready),
    )


@transaction.atomic
def map_agency(
    agency: Organisation,
    as_of: date,
    *,
    actor: Actor,
    at: datetime,
    reason: str = "",
    seen: str | None = None,
    seed: int | None = None,
) -> MappingRun:
    """Place every active official by the policy published for the year of `as_of`, with evidence up to that day.

    Results measured elsewhere are taken in first. reason: why this day, where it is not the one that `evidence_day` proposes.
    seen: the digest of the preview that was confirmed. seed: of the draws; by default it follows from policy and day of evidence,
    so the same data give the same probabilities. Raises NotAllowed, NoPublishedPolicy, PolicyAfterRelease, NobodyToMap,
    EvidenceDayInFuture, DayReasonMissing, PreviewOutdated.
    """
    ready = _prepare(agency, as_of, actor=actor, at=at)
    why = checked_day_reason(as_of, ready.proposed, reason)
    if seen is not None and seen != _digest(ready):
        raise PreviewOutdated
    used = _seed(ready.policy, as_of) if seed is None else seed
    chance = placing.chances(ready.rules, ready.placed, [row["uuid"] for row in ready.officials], used)
    return _write(ready, chance, used, why, actor=actor, at=at)


def checked_day_reason(as_of: date, proposed: date, reason: str) -> str:
    """The reason to keep: none where the day is the proposed one. Raises DayReasonMissing."""
    told = " ".join(reason.split())[:300]
    if as_of == proposed:
        return ""
    if len(told) < LEAST_REASON:
        raise DayReasonMissing(day=f"{proposed:%d-%m-%Y}", least=LEAST_REASON)
    return told


@transaction.atomic
def withdraw_run(run: MappingRun, reason: str, *, actor: Actor, at: datetime, rng: Generator | None = None) -> RunWithdrawal:
    """Take back the run that pages read, so that the one before it stands again. Nothing is deleted; a leaf commits to it.

    Raises NotAllowed, RunNotCurrent, WithdrawalReasonMissing.
    """
    agency = run.policy.agency
    require(can(actor, "map", agency))
    Organisation.objects.select_for_update().get(pk=agency.pk)  # no run comes in between
    current = current_run(agency)
    if current is None or current.pk != run.pk:
        raise RunNotCurrent
    told = " ".join(reason.split())[:300]
    if len(told) < LEAST_REASON:
        raise WithdrawalReasonMissing(least=LEAST_REASON)
    row = RunWithdrawal(run=current, reason=told, withdrawn_at=at, withdrawn_by=actor.label, path=run.path)
    row.leaf = ledger.append("mapping_withdrawal", withdrawal_facts(row), path=run.path, at=at, rng=rng).position
    row.save()
    witness("profiling.withdraw_run", run, actor=actor, at=at, path=run.path, leaf=row.leaf, reason=told)
    return row


def _prepare(agency: Organisation, as_of: date, *, actor: Actor, at: datetime) -> _Ready:
    require(can(actor, "map", agency))
    today = timezone.localtime(at).date()
    if as_of > today:
        raise EvidenceDayInFuture
    Organisation.objects.select_for_update().get(pk=agency.pk)  # one run of an agency at a time
    # Another period's rules, published when it is known whom they would place where, never reach this period's evidence.
    policy = policy_of_period(agency.path, period_of(as_of))
    if policy is None:
        raise NoPublishedPolicy(period=period_of(as_of))
    take_external_results(agency, actor=actor, at=at)
    officials = list(
        Official.objects.filter(agency=agency, status__in=MAPPED)
        .order_by("pk")
        .values("id", "uuid", "path", "nip_valid", "unit_id", "unit__name", "position_since", "education", "tier")
    )
    if not officials:
        raise NobodyToMap
    rules = TalentRules.of(parse_policy(policy.body))
    chosen = newest.by_official(newest.valid(Profile.objects.filter(path__under=agency.path), today, validity_years(policy.body)))
    _refuse_late(policy, [one.id for one in chosen.values() if one.source == Profile.Source.MEASURED])
    held = [chosen.get(row["id"]) for row in officials]
    people = [
        Person(row["id"], row["path"], row["unit_id"] is not None, row["nip_valid"], row["position_since"], row["education"])
        for row in officials
    ]
    placed = placing.place(rules, people, held, evidence_rows.load(people, as_of), as_of)
    before = current_run(agency)
    proposed = evidence_day(agency, today, policy.period).day
    former = _former(before) if before else {}
    return _Ready(agency, policy, as_of, proposed, officials, held, rules, people, placed, before, former)


def _write(ready: _Ready, chance: BoxChance, seed: int, why: str, *, actor: Actor, at: datetime) -> MappingRun:
    agency, before = ready.agency, ready.before
    rows = [_row(ready, place, chance) for place in range(len(ready.officials))]
    counts = _counts(rows, ready.held) | {"former_run": str(before.uuid) if before else None}
    run = MappingRun.objects.create(
        policy=ready.policy,
        path=agency.path,
        as_of=ready.as_of,
        proposed_day=ready.proposed,
        day_reason=why,
        seed=seed,
        counts=counts,
        made_at=at,
        made_by=actor.label,
    )
    for row in rows:
        row.run = run
    BoxResult.objects.bulk_create(rows, batch_size=BATCH)
    refresh_statistics("profiling", len(rows))
    run.leaf = ledger.append("mapping_run", run_facts(run), path=agency.path, at=at).position
    run.save(update_fields=["leaf"])
    witness("profiling.map_agency", run, actor=actor, at=at, path=agency.path, people=len(rows), leaf=run.leaf)
    return run


def _row(ready: _Ready, place: int, chance: BoxChance) -> BoxResult:
    official, result, found = ready.officials[place], ready.held[place], ready.placed.finding
    former = ready.former.get(official["id"])
    same_policy = ready.before is not None and ready.before.policy_id == ready.policy.pk
    inputs, deciding = placing.told_inputs(ready.rules, ready.placed, place)
    box, possible = ready.box(place), ready.possible(place)
    known = not bool(np.isnan(chance.lowest[place]).any())
    lowest = [round(one, 4) for one in chance.lowest[place].tolist()] if known else None
    highest = [round(one, 4) for one in chance.highest[place].tolist()] if known else None
    ends = chance.potential[place].tolist() if known else (None, None)
    return BoxResult(
        official_id=official["id"],
        profile_id=result.id if result else None,
        inputs=inputs,
        performance_low=int(found.performance_low[place]),
        performance_high=int(found.performance_high[place]),
        potential_low=int(found.potential_low[place]),
        potential_high=int(found.potential_high[place]),
        potential_least=ends[0],
        potential_most=ends[1],
        box=box,
        possible=possible,
        chance_low=lowest,
        chance_high=highest,
        chance=lowest[box - 1] if lowest is not None and box is not None else None,
        former_possible=list(former.possible) if former else [],
        changed=_changed(possible, inputs, former, same_policy=same_policy),
        deciding=deciding,
        tier=official["tier"],
        unit_name=official["unit__name"] or "",
        path=official["path"],
    )


def _changed(possible: Sequence[int], inputs: Mapping[str, Any], former: _Former | None, *, same_policy: bool) -> list[str]:
    """Why the boxes that are possible differ from the run before: the inputs that changed, `policy` where another rule was used."""
    if former is None or list(former.possible) == list(possible):
        return []
    moved = [code for code, told in inputs.items() if _worth(former.inputs.get(code, {})) != _worth(told)]
    return moved if same_policy else ["policy", *moved]


def _worth(told: Mapping[str, Any]) -> tuple[Any, ...]:
    """What an input counts: its value, or the range that a scale not assessed leaves open."""
    return told.get("value"), told.get("low"), told.get("high")


def _former(run: MappingRun) -> dict[int, _Former]:
    rows = BoxResult.objects.filter(run=run).values_list("official_id", "box", "possible", "inputs")
    return {official: _Former(*told) for official, *told in rows}


def _counts(rows: Sequence[BoxResult], held: Sequence[Result | None]) -> dict[str, Any]:
    boxes = Counter(str(row.box) for row in rows if row.box is not None)
    sources = Counter(one.source if one else "none" for one in held)
    evidence = Counter(one.evidence for one in held if one and one.evidence)
    return {
        "people": len(rows),
        "boxes": {str(number): boxes[str(number)] for number in range(1, 10)},
        "unmapped": sum(row.box is None for row in rows),
        "changed": sum(bool(row.changed) for row in rows),
        "results": dict(sorted(sources.items())),
        "evidence": dict(sorted(evidence.items())),
        "indicative": sum(one is not None and one.indicative for one in held),
    }


def _digest(ready: _Ready) -> str:
    """Of who would stand where: what a preview shows is what its confirmation writes, and the leaf commits every single result."""
    found = ready.placed.finding
    return results_digest(
        Standing(
            str(official["uuid"]),
            ready.box(place),
            ready.possible(place),
            int(found.performance_low[place]),
            int(found.performance_high[place]),
            int(found.potential_low[place]),
            int(found.potential_high[place]),
        )
        for place, official in enumerate(ready.officials)
    )


def _refuse_late(policy: TalentPolicy, profiles: Sequence[int]) -> None:
    """A rule that was published after it was known whom it would place where is no rule."""
    late = Profile.objects.filter(pk__in=profiles, period=policy.period, made_at__lt=policy.published_at)
    if late.exists():
        raise PolicyAfterRelease(period=policy.period)


def _seed(policy: TalentPolicy, as_of: date) -> int:
    digest = hashlib.sha256(f"{policy.uuid}/{as_of.isoformat()}".encode()).digest()
    return int.from_bytes(digest[:8], "big") >> (64 - _SEED_BITS)
