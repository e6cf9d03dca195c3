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
from sembilan.kit.statistics import refresh_statistics
from sembilan.measurement import selectors as measurement
from sembilan.measurement.models import CareerScore
from sembilan.measurement.rules.joining import DeclaredPrior
from sembilan.measurement.selectors import ReleasedScores
from sembilan.people.models import ExternalAssessment, Official
from sembilan.profiling import arrays
from sembilan.profiling.access import can
from sembilan.profiling.arrays import ScaleResults
from sembilan.profiling.errors import ReleaseBeforePolicy
from sembilan.profiling.models import Profile
from sembilan.profiling.rules import career
from sembilan.profiling.rules.levels import N_LEVELS
from sembilan.profiling.selectors import policy_of_period, standards
from sembilan.psychometrics.joint import score_jointly
from sembilan.psychometrics.standards import level_probabilities
from sembilan.scheduling import selectors as scheduling
from sembilan.tenancy.access import require
from sembilan.tenancy.models import Organisation
from sembilan.tenancy.rules import Actor

BATCH: Final = 500


@transaction.atomic
def build_profiles(run_id: int, *, actor: Actor, at: datetime) -> int:
    """One profile a person of a released run; how many were made. A second call makes nothing: it counts once.

    Runs inside the release, in the nation's scope: the ReleaseBeforePolicy it raises undoes the release. Results of a ref that
    nobody knows as a person are left out.
    """
    run = measurement.released_run(run_id)
    if run is None:
        return 0
    if policy_of_period(run.path, run.period) is None:
        raise ReleaseBeforePolicy(period=run.period)
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
    prior = measurement.joint_prior()
    joined, factors = _joined(scores, index, prior)
    others = [scale for scale in (*COMPETENCIES, *ASPECTS, *PILLARS) if scale not in prior.scales]
    told = arrays.told_levels(joined), arrays.told_levels(_alone(scores, index, others))
    levels = [{**first, **second} for first, second in zip(*told, strict=True)]
    asked = standards.of_officials([official for _row, official in rows])
    required = arrays.required_of([one["levels"] or None for one in asked])
    found = arrays.match(arrays.of_profiles(levels, factors), required)
    days = standards.days_of_sitting([scores.refs[row] for row in index.tolist()])
    leanings, forms = measurement.career(run), measurement.forms_sat(run)
    made = [
        Profile(
            official=official,
            source=Profile.Source.MEASURED,
            source_label=run.title,
            period=run.period,
            measured_on=days.get(scores.refs[row]) or timezone.localtime(run.scored_at).date(),
            evidence=run.evidence,
            form=forms[scores.refs[row]].name,
            indicative=forms[scores.refs[row]].indicative,
            scoring_run=run.pk,
            error_known=True,
            levels=levels[place],
            prior=prior.name,
            factors=factors[place],
            standard=asked[place],
            career=_career(leanings.get(scores.refs[row])),
            made_at=at,
            path=official.path,
            **_matched(found, place, error_known=True),
        )
        for place, (row, official) in enumerate(rows)
    ]
    Profile.objects.bulk_create(made, batch_size=BATCH)
    refresh_statistics("profiling", len(made))
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
    required = arrays.required_of([one["levels"] or None for one in asked])
    found = arrays.match(arrays.of_profiles(told, [None] * len(told)), required)
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
    refresh_statistics("profiling", len(made))
    witness("profiling.take_external_results", agency, actor=actor, at=at, path=agency.path, people=len(made))
    return len(made)


def _joined(scores: ReleasedScores, index: Any, prior: DeclaredPrior) -> tuple[ScaleResults, list[float]]:
    """Competencies and tested aspects, scored jointly from the posteriors of the single scales; the correlations of what they
    share."""
    scales = prior.scales
    tables = [measurement.cut_table(scale) for scale in scales]
    posterior, assessed, there = _of_scales(scores, index, scales)
    assessed &= np.array([table is not None for table in tables])
    standing = next((table for table in tables if table is not None), None)
    if standing is None:
        return _alone(scores, index, scales), [0.0] * len(index)
    asked = [table or standing for table in tables]  # without a standard of its own a scale counts as not assessed
    found = score_jointly(posterior, assessed, asked, measurement.grid(), prior.prior)
    results = ScaleResults(scales, arrays.settled(found.levels), found.theta, found.standard_error, found.loading, there)
    return results, [round(float(one), 4) for one in found.factors_together]


def _alone(scores: ReleasedScores, index: Any, scales: Sequence[str]) -> ScaleResults:
    """Scales that nothing is joined with, each from its own posterior; NaN where not assessed or no standard was set for it."""
    posterior, assessed, there = _of_scales(scores, index, scales)
    prob = np.full((*assessed.shape, N_LEVELS), np.nan)
    theta, error = np.full(assessed.shape, np.nan), np.full(assessed.shape, np.nan)
    for column, scale in enumerate(scales):
        table, rows = measurement.cut_table(scale), assessed[:, column]
        if table is None or not rows.any():
            continue
        found = level_probabilities(posterior[rows, column], measurement.grid(), table)
        prob[rows, column] = arrays.settled(np.pad(found, ((0, 0), (0, N_LEVELS - found.shape[1]))))
        here = index[rows], scores.scales.index(scale)
        theta[rows, column], error[rows, column] = scores.theta[here], scores.standard_error[here]
    return ScaleResults(scales, prob, theta, error, np.full(assessed.shape, np.nan), there)


def _of_scales(scores: ReleasedScores, index: Any, scales: Sequence[str]) -> tuple[Any, Any, Any]:
    """Posteriors (n, k, n_nodes), assessed and in the form (n, k), of the scales asked for, whether or not the run has them."""
    shape = len(index), len(scales)
    posterior = np.zeros((*shape, scores.posterior.shape[2]), dtype=np.float32)
    assessed, there = np.zeros(shape, dtype=np.bool_), np.zeros(shape, dtype=np.bool_)
    for column, scale in enumerate(scales):
        if scale in scores.scales:
            at = scores.scales.index(scale)
            posterior[:, column] = scores.posterior[index, at]
            assessed[:, column], there[:, column] = scores.assessed[index, at], scores.measured[index, at]
    return posterior, assessed, there


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
