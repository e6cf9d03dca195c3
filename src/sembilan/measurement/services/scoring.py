"""Score closed sessions: judge, score, keep, commit."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import numpy as np
from django.db import connection, transaction
from numpy.random import Generator

from sembilan.audit.services import witness
from sembilan.delivery.models import Session
from sembilan.kit.said import Said
from sembilan.kit.statistics import refresh_statistics
from sembilan.kit.text import gettext_noop
from sembilan.ledger.services import append
from sembilan.measurement import selectors
from sembilan.measurement.access import can
from sembilan.measurement.errors import (
    NothingToScore,
    SessionNotClosed,
    SessionUnknown,
    TitleMissing,
)
from sembilan.measurement.leaves import scoring_facts
from sembilan.measurement.models import (
    CareerScore,
    JudgedAttempt,
    Score,
    ScoringRun,
)
from sembilan.measurement.rules.judging import Codes, Sitting, by_package, career_counts, judge_all
from sembilan.measurement.rules.patterns import patterns_of
from sembilan.measurement.rules.scoring import score_package
from sembilan.measurement.rules.table import Table
from sembilan.measurement.services.sheets import make_sheet
from sembilan.tenancy.access import require
from sembilan.tenancy.rules import NATION, Actor

PROVISIONAL = gettext_noop("Parameter sementara menurut pertimbangan ahli, belum dikalibrasi dari data")
FROZEN = gettext_noop("Parameter beku yang tersegel bersama formulirnya")


@transaction.atomic
def score_sessions(
    title: str,
    period: str,
    session_uuids: Iterable[uuid.UUID],
    path: str,
    *,
    actor: Actor,
    at: datetime,
    rng: Generator | None = None,
) -> ScoringRun:
    """Score closed sessions of one agency on the parameters sealed with their packages.

    `rng` salts the leaf in tests alone. Raises NotAllowed, TitleMissing, SessionUnknown, SessionNotClosed, NothingToScore,
    TableUnreadable, SkippingRewarded.
    """
    require(can(actor, "score"))
    sessions = closed(session_uuids, path)
    tables: dict[str, Table] = {}
    evidence = [sitting for session in sessions for sitting in selectors.sittings(session, tables)]
    return score_evidence(title, period, sessions, evidence, tables, path, actor=actor, at=at, rng=rng)


def closed(session_uuids: Iterable[uuid.UUID], path: str) -> list[Session]:
    """The sessions to score. Raises NothingToScore, SessionUnknown, SessionNotClosed."""
    wanted = set(session_uuids)
    if not wanted:
        raise NothingToScore
    sessions = selectors.sessions_of(sorted(wanted), path)
    if len(sessions) != len(wanted):
        raise SessionUnknown
    for session in sessions:
        if session.state != Session.State.CLOSED:
            raise SessionNotClosed(title=session.title)
    return sessions


@transaction.atomic
def score_evidence(
    title: str,
    period: str,
    sessions: Sequence[Session],
    evidence: Sequence[Sitting],
    tables: Mapping[str, Table],
    path: str,
    *,
    actor: Actor,
    at: datetime,
    rng: Generator | None = None,
) -> ScoringRun:
    """The second half of `score_sessions`, for evidence that was read session by session (the background job tells how far it is).

    Raises NotAllowed, TitleMissing, NothingToScore.
    """
    require(can(actor, "score"))
    title, period = title.strip(), period.strip()
    if not title or not period:
        raise TitleMissing
    if not evidence:
        raise NothingToScore
    sealed = selectors.packages([*tables])
    weakest = selectors.lowest_evidence([one.evidence for one in sealed.values()])
    run = ScoringRun.objects.create(
        title=title[:200],
        path=path,
        period=period[:20],
        sessions=[str(one.uuid) for one in sessions],
        batteries={code: one.hash for code, one in sorted(sealed.items())},
        evidence=weakest,
        parameters=_parameters(weakest, tables),
        scored_by=actor.label,
        scored_at=at,
    )
    groups = by_package(evidence)
    codes = {code: judge_all(people, tables[code]) for code, people in groups.items()}
    results = {code: score_package(codes[code], tables[code], selectors.grid()) for code in groups}
    patterns = {code: patterns_of(people, codes[code], tables[code], selectors.grid()) for code, people in groups.items()}
    _store_judged(run, groups, codes, patterns)
    _store_scores(run, groups, results)
    _store_career(run, groups, tables)
    make_sheet(run, at)
    run.leaf = append("scoring_run", scoring_facts(run), path=NATION, at=at, rng=rng).position
    run.save(update_fields=["leaf"])
    refresh_statistics("measurement", len(evidence))
    witness("measurement.score_sessions", run, actor=actor, at=at, path=NATION, persons=len(evidence), sessions=len(sessions))
    return run


def _parameters(evidence: str, tables: Mapping[str, Table]) -> Said:
    """What the scores rest on; provisional parameters say so, whatever their source calls itself."""
    sources = dict.fromkeys(source for table in tables.values() for source in table.sources)
    basis = Said(PROVISIONAL if evidence in ("sample", "pilot") else FROZEN)
    return Said("%(told)s", told=[basis, *sources])


def _store_judged(
    run: ScoringRun, groups: Mapping[str, Sequence[Sitting]], codes: Mapping[str, Codes], patterns: Mapping[str, list[Any]]
) -> None:
    JudgedAttempt.objects.bulk_create(
        JudgedAttempt(
            run=run,
            ref=one.ref,
            session=one.session,
            package=code,
            state=one.state,
            codes=row.tobytes(),
            seconds={section: round(seconds, 1) for section, seconds in one.seconds.items()},
            patterns=seen,
            path=one.path,
        )
        for code, people in groups.items()
        for one, row, seen in zip(people, codes[code], patterns[code], strict=True)
    )


_INSERT_SCORES = """
INSERT INTO measurement_score
    (run_id, ref, scale, state, theta, standard_error, posterior, n_items, n_answered, path)
SELECT %s, ref, %s, state, theta, error, posterior, %s, answered, path::ltree
FROM unnest(%s::uuid[], %s::text[], %s::float8[], %s::float8[], %s::bytea[], %s::int[], %s::text[])
    AS given (ref, state, theta, error, posterior, answered, path)
"""


def _store_scores(run: ScoringRun, groups: Mapping[str, Sequence[Sitting]], results: Mapping[str, Any]) -> None:
    """One INSERT a package and scale (42,000 rows row by row would take ten times as long)."""
    with connection.cursor() as cursor:
        for code, people in groups.items():
            refs, paths = [one.ref for one in people], [one.path for one in people]
            for scale, scores in results[code].items():
                kept = scores.assessable
                states = np.where(kept, Score.State.SCORED.value, Score.State.NOT_ASSESSABLE.value).tolist()
                theta = [value if ok else None for value, ok in zip(scores.theta.tolist(), kept, strict=True)]
                error = [value if ok else None for value, ok in zip(scores.standard_error.tolist(), kept, strict=True)]
                masses = scores.posterior.astype("<f4")
                posterior = [mass.tobytes() if ok else None for mass, ok in zip(masses, kept, strict=True)]
                answered = scores.n_answered.tolist()
                arrays = [refs, states, theta, error, posterior, answered, paths]
                cursor.execute(_INSERT_SCORES, [run.pk, scale, scores.n_items, *arrays])


def _store_career(run: ScoringRun, groups: Mapping[str, Sequence[Sitting]], tables: Mapping[str, Table]) -> None:
    counted = [(one, career_counts(one, tables[code])) for code, people in groups.items() for one in people]
    CareerScore.objects.bulk_create(
        CareerScore(
            run=run,
            ref=one.ref,
            counts={scale: list(numbers) for scale, numbers in career.counts.items()},
            blocks_answered=career.blocks_answered,
            blocks=career.blocks,
            path=one.path,
        )
        for one, career in counted
        if career is not None
    )
