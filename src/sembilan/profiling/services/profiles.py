"""Profiles: from released scores, and from results measured elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import numpy as np
from django.db import transaction
from django.utils import timezone

from sembilan.audit.services import witness
from sembilan.competency.rules import ASPECTS, COMPETENCIES, PILLARS
from sembilan.measurement import selectors as measurement
from sembilan.measurement.models import CareerScore
from sembilan.people.models import ExternalAssessment, Official
from sembilan.profiling import arrays
from sembilan.profiling.access import can
from sembilan.profiling.models import Profile
from sembilan.profiling.rules import career
from sembilan.profiling.rules.levels import N_LEVELS, Float64
from sembilan.profiling.selectors import standards
from sembilan.psychometrics.standards import level_probabilities
from sembilan.scheduling import selectors as scheduling
from sembilan.tenancy.access import require
from sembilan.tenancy.models import Organisation
from sembilan.tenancy.rules import Actor

BATCH: Final = 500


@transaction.atomic
def build_profiles(run_id: int, *, actor: Actor, at: datetime) -> int:
    """One profile a person of a released run; how many were made. A second call makes nothing: it counts once.

    Runs inside the release, in the nation's scope. Results of a ref that nobody knows as a person are left out.
    """
    run = measurement.released_run(run_id)
    if run is None:
        return 0
    scores = measurement.released_scores(run)
    people_of = scheduling.official_ids_of(scores.refs)
    officials = {one.pk: one for one in Official.objects.filter(pk__in=people_of.values())}
    done = set(Profile.objects.filter(scoring_run=run.pk).values_list("official_id", flat=True))
    rows = [
        (row, officials[people_of[ref]])
        for row, ref in enumerate(scores.refs)
        if ref in people_of and people_of[ref] in officials and people_of[ref] not in done
    ]
    if not rows:
        return 0
    index = np.array([row for row, _official in rows], dtype=np.intp)
    prob = {scale: _probabilities(scores, scale, index) for scale in (*COMPETENCIES, *ASPECTS, *PILLARS)}
    told = _told(scores, prob, index)
    asked = standards.of_officials([official for _row, official in rows])
    found = arrays.match(
        _stacked(prob, COMPETENCIES), _stacked(prob, ASPECTS), arrays.required_of([one["levels"] or None for one in asked])
    )
    days = standards.days_of_sitting([scores.refs[row] for row in index.tolist()])
    leanings = measurement.career(run)
    made = [
        Profile(
            official=official,
            source=Profile.Source.MEASURED,
            source_label=run.title,
            period=run.period,
            measured_on=days.get(scores.refs[row]) or timezone.localtime(run.scored_at).date(),
            evidence=run.evidence,
            scoring_run=run.pk,
            error_known=True,
            levels=told[place],
            standard=asked[place],
            career=_career(leanings.get(scores.refs[row])),
            made_at=at,
            path=official.path,
            **_matched(found, place, error_known=True),
        )
        for place, (row, official) in enumerate(rows)
    ]
    Profile.objects.bulk_create(made, batch_size=BATCH)
    witness("profiling.build_profiles", f"scoring_run:{run.pk}", actor=actor, at=at, path=run.path, people=len(made))
    return len(made)


@transaction.atomic
def take_external_results(agency: Organisation, *, actor: Actor, at: datetime) -> int:
    """A profile for each result measured elsewhere that has none yet or was corrected since; how many. Raises NotAllowed.

    The levels stand as the source gives them. Their error is unknown, so there is no interval and no probability.
    """
    require(can(actor, "map", agency))
    there = ExternalAssessment.objects.filter(path__under=agency.path).select_related("official").order_by("pk")
    taken = {
        external: (day, levels)
        for external, day, levels in Profile.objects.filter(path__under=agency.path, external__isnull=False)
        .order_by("made_at", "pk")
        .values_list("external", "measured_on", "levels")
    }
    waiting, told = [], []
    for one in there:
        levels = {scale: {"level": level} for scale, level in _usable_levels(one.levels).items()}
        if taken.get(one.pk) != (one.date, levels):
            waiting.append(one)
            told.append(levels)
    if not waiting:
        return 0
    asked = standards.of_officials([one.official for one in waiting])
    prob = [arrays.of_profiles(told, scales) for scales in (COMPETENCIES, ASPECTS)]
    found = arrays.match(prob[0], prob[1], arrays.required_of([one["levels"] or None for one in asked]))
    made = [
        Profile(
            official=one.official,
            source=Profile.Source.EXTERNAL,
            source_label=f"{one.instrument} · {one.institution}"[:300],
            measured_on=one.date,
            evidence="",
            external=one.pk,
            error_known=False,
            levels=told[place],
            standard=asked[place],
            made_at=at,
            path=one.official.path,
            **_matched(found, place, error_known=False),
        )
        for place, one in enumerate(waiting)
    ]
    Profile.objects.bulk_create(made, batch_size=BATCH)
    witness("profiling.take_external_results", agency, actor=actor, at=at, path=agency.path, people=len(made))
    return len(made)


def _probabilities(scores: measurement.ReleasedScores, scale: str, index: Any) -> Float64:
    """Level probabilities (n, 6) of one scale, settled; NaN where it was not assessed or no standard was set for it."""
    prob = np.full((len(index), N_LEVELS), np.nan)
    table = measurement.cut_table(scale)
    if scale not in scores.scales or table is None:
        return prob
    column = scores.scales.index(scale)
    assessed = scores.assessed[index, column]
    if assessed.any():
        found = level_probabilities(scores.posterior[index[assessed], column], measurement.grid(), table)
        wide = np.zeros((len(found), N_LEVELS))
        wide[:, : found.shape[1]] = found
        prob[assessed] = arrays.settled(wide)
    return prob


def _told(scores: measurement.ReleasedScores, prob: Mapping[str, Float64], index: Any) -> list[dict[str, Any]]:
    scales = [scale for scale in prob if scale in scores.scales]
    columns = [scores.scales.index(scale) for scale in scales]
    cut = np.ix_(index, np.array(columns, dtype=np.intp))
    return arrays.told_levels(_stacked(prob, scales), scores.theta[cut], scores.standard_error[cut], scales, scores.measured[cut])


def _stacked(prob: Mapping[str, Float64], scales: Sequence[str]) -> Float64:
    n = len(next(iter(prob.values())))
    return np.stack([prob[scale] for scale in scales], axis=1) if scales else np.zeros((n, 0, N_LEVELS))


def _matched(found: arrays.Match, place: int, *, error_known: bool) -> dict[str, Any]:
    """The columns of a profile that follow from both job matches."""
    values: dict[str, Any] = {"map_policy": f"{arrays.map_policy().code}/{arrays.map_policy().version}"}
    for name, side in (("jpm_competency", found.competency), ("jpm_potential", found.potential)):
        values[name] = arrays.known_or_none(side.hundredths[place])
        values[f"{name}_low"] = arrays.known_or_none(side.low[place]) if error_known else None
        values[f"{name}_high"] = arrays.known_or_none(side.high[place]) if error_known else None
    values["map_row"] = arrays.known_or_none(found.cells.competency[place])
    values["map_column"] = arrays.known_or_none(found.cells.potential[place])
    known = error_known and bool(found.cells.known[place])
    values["map_chances"] = [[round(one, 4) for one in row] for row in found.chances[place].tolist()] if known else None
    return values


def _career(row: CareerScore | None) -> dict[str, Any] | None:
    if row is None:
        return None
    found = career.direction(row.counts, row.blocks_answered, row.blocks)
    if not found.assessed:
        return {"state": "not_assessable", "blocks_answered": row.blocks_answered, "blocks": row.blocks}
    scores = {scale: round(value, 4) for scale, value in found.score.items()}
    return {"scores": scores, "code": career.written(found.code), "orientation": found.orientation}


def _usable_levels(levels: Mapping[str, Any]) -> dict[str, int]:
    """Whole levels 0 to 5 of constructs that exist; what a source writes otherwise is not a level."""
    constructs = {*COMPETENCIES, *ASPECTS}
    return {
        code: int(level)
        for code, level in levels.items()
        if code in constructs and isinstance(level, int | float) and float(level).is_integer() and 0 <= level < N_LEVELS
    }
