"""Before publishing: how the variants of a policy would place people, side by side, without this period's results."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal

import numpy as np
from django.core.cache import cache
from django.db.models import Q
from numpy.random import Generator

from sembilan.audit.models import AuditEvent
from sembilan.people.models import Official
from sembilan.profiling import access, evidence_rows, placing
from sembilan.profiling.evidence_rows import Person
from sembilan.profiling.models import Profile, TalentPolicy
from sembilan.profiling.rules.bounds import validity_years
from sembilan.profiling.rules.levels import Bool
from sembilan.profiling.rules.policy import parse_policy
from sembilan.profiling.rules.predicates import PredicateRow, by_predicate
from sembilan.profiling.rules.simulated import population
from sembilan.profiling.rules.talent_box import BoxFinding, find_boxes
from sembilan.profiling.rules.talent_rules import TalentRules
from sembilan.profiling.selectors import results
from sembilan.tenancy.rules import Actor

LEAST_RESULTS: Final = 30
"""Fewer people than this show chance, not a policy: then a simulated population is shown, and said so."""

N_SIMULATED: Final = 2_000
KEPT_SECONDS: Final = 24 * 3600
Basis = Literal["results", "simulated"]


@dataclass(frozen=True)
class Distribution:
    """People per box under one variant; `unmapped` for whom more than one box is possible. predicates: the same people by predicate
    and rung of the performance axis, whose names are `rungs`, lowest first."""

    code: str
    name: str
    boxes: Mapping[int, int]
    unmapped: int
    rungs: tuple[str, ...]
    predicates: tuple[PredicateRow, ...]

    @property
    def people(self) -> int:
        return sum(self.boxes.values()) + self.unmapped


@dataclass(frozen=True)
class Preview:
    """basis: on whose results. n: people · as_of: the day of evidence, states: of evidence of the results (results only)."""

    basis: Basis
    n: int
    as_of: date | None
    rows: list[Distribution]
    states: frozenset[str] = frozenset()


def distributions(
    policy: TalentPolicy, bodies: Sequence[Mapping[str, Any]], *, as_of: date, on: date, seed: int, actor: Actor
) -> Preview:
    """The variants on results released for other periods or measured elsewhere; where there are too few, on simulated people.

    Seconds of work for a province, so that it is kept: for the same bodies and days, for whoever sees the same people, until the
    next witnessed act on people or results there.
    """
    acts = AuditEvent.objects.filter(path__under=policy.path, action__regex=r"^(people|profiling|measurement)\.")
    latest = acts.order_by("-pk").values_list("pk", flat=True).first()
    seen = sorted(actor.paths(access.VIEWERS))
    told = json.dumps([str(policy.uuid), list(bodies), str(as_of), str(on), seed, seen, latest], sort_keys=True)
    key = f"preview-{hashlib.sha256(told.encode()).hexdigest()}"
    kept = cache.get(key)
    if isinstance(kept, Preview):
        return kept
    made = _distributions(policy, bodies, as_of, on, np.random.default_rng(seed))
    cache.set(key, made, KEPT_SECONDS)
    return made


def _distributions(policy: TalentPolicy, bodies: Sequence[Mapping[str, Any]], as_of: date, on: date, rng: Generator) -> Preview:
    variants = [TalentRules.of(parse_policy(body)) for body in bodies]
    earlier = Profile.objects.filter(path__under=policy.path).filter(
        Q(source=Profile.Source.EXTERNAL) | (Q(source=Profile.Source.MEASURED) & ~Q(period=policy.period))
    )
    chosen = results.by_official(results.valid(earlier, on, validity_years(policy.body)))
    if len(chosen) < LEAST_RESULTS:
        drawn = population([rules.inputs for rules in variants], N_SIMULATED, rng)
        made = [_row(rules, *arrays, find_boxes(rules, *arrays)) for rules, arrays in zip(variants, drawn, strict=True)]
        return Preview("simulated", N_SIMULATED, None, made)
    rows = Official.objects.filter(pk__in=chosen).order_by("pk")
    told = rows.values_list("pk", "path", "unit_id", "nip_valid", "position_since", "education")
    people = [Person(pk, path, unit is not None, valid, since, education) for pk, path, unit, valid, since, education in told]
    on_file = evidence_rows.load(people, as_of)
    held = [chosen[one.id] for one in people]
    placed = [placing.place(rules, people, held, on_file, as_of) for rules in variants]
    states = frozenset(one.evidence for one in held if one.evidence)
    made = [_row(rules, one.values, one.known, one.finding) for rules, one in zip(variants, placed, strict=True)]
    return Preview("results", len(people), as_of, made, states)


def _row(rules: TalentRules, values: np.ndarray[Any, Any], known: Bool, found: BoxFinding) -> Distribution:
    counts = np.bincount(found.box.astype(np.intp), minlength=10).tolist()
    return Distribution(
        rules.policy.code,
        rules.policy.name,
        dict(zip(range(1, 10), counts[1:], strict=True)),
        counts[0],
        rules.performance.ladder.names,
        by_predicate(rules, values, known, found),
    )
