"""A mapping run: all people of an agency placed by its published policy. Adds rows, changes none."""

from __future__ import annotations

import hashlib
import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import numpy as np
import rfc8785
from django.db import transaction
from django.utils import timezone

from sembilan.audit.services import witness
from sembilan.ledger import services as ledger
from sembilan.people.models import Official
from sembilan.profiling import evidence_rows, placing
from sembilan.profiling.access import can
from sembilan.profiling.errors import EvidenceDayInFuture, NobodyToMap, NoPublishedPolicy, PolicyAfterRelease
from sembilan.profiling.evidence_rows import Person
from sembilan.profiling.models import BoxResult, CurrentRun, MappingRun, Profile, TalentPolicy
from sembilan.profiling.placing import Placed, Result
from sembilan.profiling.rules.bounds import validity_years
from sembilan.profiling.rules.draws import BoxChance
from sembilan.profiling.rules.period import period_of
from sembilan.profiling.rules.policy import parse_policy
from sembilan.profiling.rules.talent_box import NO_BOX
from sembilan.profiling.rules.talent_rules import TalentRules
from sembilan.profiling.selectors import policy_of_period
from sembilan.profiling.selectors import results as newest
from sembilan.profiling.services.profiles import BATCH, take_external_results
from sembilan.tenancy.access import require
from sembilan.tenancy.models import Organisation
from sembilan.tenancy.rules import Actor

MAPPED: Final = (Official.Status.ACTIVE, Official.Status.UNKNOWN)
_SEED_BITS: Final = 62


@dataclass(frozen=True)
class _Former:
    possible: Sequence[int]
    inputs: Mapping[str, Any]


@transaction.atomic
def map_agency(agency: Organisation, as_of: date, *, actor: Actor, at: datetime, seed: int | None = None) -> MappingRun:
    """Place every active official by the policy published for the year of `as_of`, with evidence up to that day.

    Results measured elsewhere are taken in first. seed: of the draws; by default it follows from policy and day of evidence, so the
    same data give the same probabilities. Raises NotAllowed, NoPublishedPolicy, PolicyAfterRelease, NobodyToMap,
    EvidenceDayInFuture.
    """
    require(can(actor, "map", agency))
    if as_of > timezone.localtime(at).date():
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
    chosen = newest.by_official(
        newest.valid(Profile.objects.filter(path__under=agency.path), timezone.localtime(at).date(), validity_years(policy.body))
    )
    _refuse_late(policy, [one.id for one in chosen.values() if one.source == Profile.Source.MEASURED])
    held = [chosen.get(row["id"]) for row in officials]
    people = [
        Person(row["id"], row["path"], row["unit_id"] is not None, row["nip_valid"], row["position_since"], row["education"])
        for row in officials
    ]
    placed = placing.place(rules, people, held, evidence_rows.load(people, as_of), as_of)
    used = _seed(policy, as_of) if seed is None else seed
    chance = placing.chances(rules, placed, [row["uuid"] for row in officials], used)
    return _write(agency, policy, as_of, used, officials, held, rules, placed, chance, actor=actor, at=at)


def _write(
    agency: Organisation,
    policy: TalentPolicy,
    as_of: date,
    seed: int,
    officials: Sequence[Mapping[str, Any]],
    held: Sequence[Result | None],
    rules: TalentRules,
    placed: Placed,
    chance: BoxChance,
    *,
    actor: Actor,
    at: datetime,
) -> MappingRun:
    before = CurrentRun.objects.filter(agency=agency).select_related("run").first()
    former = _former(before.run) if before else {}
    same_policy = before is not None and before.run.policy_id == policy.pk
    rows = [
        _row(place, official, held[place], rules, placed, chance, former.get(official["id"]), same_policy=same_policy)
        for place, official in enumerate(officials)
    ]
    counts = _counts(rows, held) | {"former_run": str(before.run.uuid) if before else None}
    identifier = uuid.uuid4()
    facts = {
        "run": str(identifier),
        "policy": str(policy.uuid),
        "as_of": as_of.isoformat(),
        "seed": str(seed),
        "counts": counts,
        "results": _digest(officials, rows),
    }
    leaf = ledger.append("mapping_run", facts, path=agency.path, at=at)
    run = MappingRun.objects.create(
        uuid=identifier,
        policy=policy,
        path=agency.path,
        as_of=as_of,
        seed=seed,
        counts=counts,
        made_at=at,
        made_by=actor.label,
        leaf=leaf.position,
    )
    for row in rows:
        row.run = run
    BoxResult.objects.bulk_create(rows, batch_size=BATCH)
    CurrentRun.objects.update_or_create(agency=agency, defaults={"run": run})
    witness("profiling.map_agency", run, actor=actor, at=at, path=agency.path, people=len(rows), leaf=leaf.position)
    return run


def _row(
    place: int,
    official: Mapping[str, Any],
    result: Result | None,
    rules: TalentRules,
    placed: Placed,
    chance: BoxChance,
    former: _Former | None,
    *,
    same_policy: bool,
) -> BoxResult:
    found = placed.finding
    inputs, deciding = placing.told_inputs(rules, placed, place)
    box = None if found.box[place] == NO_BOX else int(found.box[place])
    possible = [number + 1 for number in np.flatnonzero(found.possible[place]).tolist()]
    known = not bool(np.isnan(chance.lowest[place]).any())
    lowest = [round(one, 4) for one in chance.lowest[place].tolist()] if known else None
    highest = [round(one, 4) for one in chance.highest[place].tolist()] if known else None
    return BoxResult(
        official_id=official["id"],
        profile_id=result.id if result else None,
        inputs=inputs,
        performance_low=int(found.performance_low[place]),
        performance_high=int(found.performance_high[place]),
        potential_low=int(found.potential_low[place]),
        potential_high=int(found.potential_high[place]),
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
    rows = BoxResult.objects.filter(run=run).values_list("official_id", "possible", "inputs")
    return {official: _Former(possible, inputs) for official, possible, inputs in rows}


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
    }


def _digest(officials: Sequence[Mapping[str, Any]], rows: Sequence[BoxResult]) -> str:
    """SHA-256 over who stands where, so that the leaf commits every single result."""
    lines = sorted(
        [
            str(official["uuid"]),
            row.box,
            row.possible,
            row.performance_low,
            row.performance_high,
            row.potential_low,
            row.potential_high,
        ]
        for official, row in zip(officials, rows, strict=True)
    )
    return hashlib.sha256(rfc8785.dumps(lines)).hexdigest()


def _refuse_late(policy: TalentPolicy, profiles: Sequence[int]) -> None:
    """A rule that was published after it was known whom it would place where is no rule."""
    late = Profile.objects.filter(pk__in=profiles, period=policy.period, made_at__lt=policy.published_at)
    if late.exists():
        raise PolicyAfterRelease(period=policy.period)


def _seed(policy: TalentPolicy, as_of: date) -> int:
    digest = hashlib.sha256(f"{policy.uuid}/{as_of.isoformat()}".encode()).digest()
    return int.from_bytes(digest[:8], "big") >> (64 - _SEED_BITS)
