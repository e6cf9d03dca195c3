"""Verbs of the room: load cuts, score closed sessions, hold, check, sign, release. Each in one transaction with its witness.

score_sessions -> scored -> check_run -> checked -> two signatures -> release -> released
                    ^ hold_attempt, release_hold: a new sheet, back to scored, signatures anew
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
from django.db import connection, transaction
from numpy.random import Generator

from sembilan.audit.services import witness
from sembilan.delivery.models import SealedPackage, Session
from sembilan.kit import jobs, scope
from sembilan.kit.events import publish
from sembilan.kit.text import gettext_noop
from sembilan.ledger.services import append
from sembilan.measurement import selectors
from sembilan.measurement.access import can, role_of
from sembilan.measurement.errors import (
    AlreadyHeld,
    AlreadySigned,
    AttemptUnknown,
    CutsUnreadable,
    MachineMayNot,
    NotChecked,
    NotHeld,
    NothingToRelease,
    NothingToScore,
    NotScored,
    ReasonMissing,
    RunReleased,
    SessionNotClosed,
    SessionUnknown,
    SheetChanged,
    SignaturesMissing,
    TitleMissing,
)
from sembilan.measurement.events import ScoresReleased
from sembilan.measurement.models import (
    CareerScore,
    CutTable,
    HeldAttempt,
    JudgedAttempt,
    QualitySheet,
    Score,
    ScoringRequest,
    ScoringRun,
    Signature,
)
from sembilan.measurement.rules import quality
from sembilan.measurement.rules.judging import Sitting, by_package, career_counts, judge_all
from sembilan.measurement.rules.scoring import score_package, scores_digest
from sembilan.measurement.rules.table import Table
from sembilan.psychometrics.models.errors import CutTableInvalid
from sembilan.tenancy.access import require
from sembilan.tenancy.rules import NATION, SYSTEM, Actor

CUTS = Path(__file__).parent / "cuts"
SIGNATURES = 2
LEAST_REASON = 10  # letters
PROVISIONAL = "Parameter sementara menurut pertimbangan ahli, belum dikalibrasi dari data"
BROKEN_OFF = gettext_noop("Penskoran berhenti karena gangguan sistem. Tidak ada hasil yang tersimpan; mulailah lagi.")
FROZEN = "Parameter beku yang tersegel bersama formulirnya"

# Cut tables ---------------------------------------------------------------------------------------------------------------------


@transaction.atomic
def load_cuts(*, actor: Actor, at: datetime, folder: Path = CUTS) -> int:
    """Add the standard-setting tables that come with the product and are not there yet. Returns how many. Raises CutsUnreadable."""
    require(can(actor, "load_cuts"))
    have = set(CutTable.objects.values_list("scale", "version"))
    new = [row for file in sorted(folder.glob("*.json")) for row in _cuts(file, at) if (row.scale, row.version) not in have]
    CutTable.objects.bulk_create(new)
    if new:
        witness("measurement.load_cuts", "cuts", actor=actor, at=at, path=NATION, tables=len(new))
    return len(new)


def _cuts(file: Path, at: datetime) -> list[CutTable]:
    record = json.loads(file.read_text())
    rows = []
    for scale, one in record["scales"].items():
        row = CutTable(
            scale=scale,
            version=record["version"],
            cuts=one["cuts"],
            errors=one["errors"],
            source=record["source"],
            sample=record["sample"],
            made_at=at,
        )
        try:
            selectors.as_cuts(row)
        except CutTableInvalid as wrong:
            raise CutsUnreadable(scale=scale, reason=str(wrong)) from wrong
        rows.append(row)
    return rows


# Scoring ------------------------------------------------------------------------------------------------------------------------


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
    _store_judged(run, groups, codes)
    results = {code: score_package(codes[code], tables[code], selectors.grid()) for code in groups}
    digest = _store_scores(run, groups, results)
    _store_career(run, groups, tables)
    _make_sheet(run, at)
    payload = {
        "run": str(run.uuid),
        "period": run.period,
        "sessions": run.sessions,
        "batteries": run.batteries,
        "evidence": run.evidence,
        "parameters": run.parameters,
        "persons": len(evidence),
        "scores": digest,
    }
    run.leaf = append("scoring_run", payload, path=NATION, at=at, rng=rng).position
    run.save(update_fields=["leaf"])
    witness("measurement.score_sessions", run, actor=actor, at=at, path=NATION, persons=len(evidence), sessions=len(sessions))
    return run


def _parameters(evidence: str, tables: Mapping[str, Table]) -> str:
    """What the scores rest on; provisional parameters say so, whatever their source calls itself."""
    sources = dict.fromkeys(source for table in tables.values() for source in table.sources)
    return "; ".join([PROVISIONAL if evidence in ("sample", "pilot") else FROZEN, *sources])[:300]


def _store_judged(run: ScoringRun, groups: Mapping[str, Sequence[Sitting]], codes: Mapping[str, Any]) -> None:
    JudgedAttempt.objects.bulk_create(
        JudgedAttempt(
            run=run,
            ref=one.ref,
            session=one.session,
            package=code,
            state=one.state,
            codes=row.tobytes(),
            seconds={section: round(seconds, 1) for section, seconds in one.seconds.items()},
            path=one.path,
        )
        for code, people in groups.items()
        for one, row in zip(people, codes[code], strict=True)
    )


_INSERT_SCORES = """
INSERT INTO measurement_score
    (run_id, ref, scale, state, theta, standard_error, posterior, n_items, n_answered, path)
SELECT %s, ref, %s, state, theta, error, posterior, %s, answered, path::ltree
FROM unnest(%s::uuid[], %s::text[], %s::float8[], %s::float8[], %s::bytea[], %s::int[], %s::text[])
    AS given (ref, state, theta, error, posterior, answered, path)
"""


def _store_scores(run: ScoringRun, groups: Mapping[str, Sequence[Sitting]], results: Mapping[str, Any]) -> str:
    """One INSERT a package and scale (42,000 rows row by row would take ten times as long). Returns the digest of all scores."""
    lines = []
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
                lines += [(str(ref), scale, *rest) for ref, *rest in zip(refs, states, theta, error, strict=True)]
    return scores_digest(lines)


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


# The quality sheet --------------------------------------------------------------------------------------------------------------


def _make_sheet(run: ScoringRun, at: datetime) -> QualitySheet:
    """A new sheet from what was judged, without those who are held. The former sheets stay."""
    before = selectors.sheet(run)
    facts = _facts(run)
    return QualitySheet.objects.create(run=run, number=before.number + 1 if before else 1, facts=facts, made_at=at)


def _facts(run: ScoringRun) -> dict[str, Any]:
    held = {one.ref: one.reason for one in selectors.held(run)}
    rows = [row for row in JudgedAttempt.objects.filter(run=run).order_by("package", "ref") if row.ref not in held]
    sealed = selectors.packages([*run.batteries])
    results = [_result(package, [row for row in rows if row.package == code]) for code, package in sealed.items()]
    results = [one for one in results if one.n_persons]
    sessions = selectors.sessions_of([uuid.UUID(one) for one in run.sessions], NATION)
    career = CareerScore.objects.filter(run=run).exclude(ref__in=held)
    return {
        "format": quality.FORMAT,
        "persons": len(rows),
        "held": len(held),
        "by_package": {one.table.package: one.n_persons for one in results},
        "scales": quality.scale_facts(results),
        "sections": quality.section_facts(results),
        "sessions": [selectors.session_facts(one, {*held}) for one in sessions],
        "career": {"persons": career.count(), "all_blocks": sum(one.blocks_answered == one.blocks for one in career)},
        "evidence": run.evidence,
        "parameters": run.parameters,
    }


def _result(package: SealedPackage, rows: Sequence[JudgedAttempt]) -> quality.PackageResult:
    table = selectors.table(package.code)
    codes = np.frombuffer(b"".join(bytes(row.codes) for row in rows), dtype=np.int8).reshape(len(rows), len(table.items))
    seconds = {name: np.array([row.seconds.get(name, np.nan) for row in rows], dtype=np.float64) for name in table.sections}
    names = selectors.section_names(package, table)
    titles = {name: (package.outline[index]["title"], package.outline[index]["minutes"]) for index, name in names.items()}
    return quality.PackageResult(table, codes, score_package(codes, table, selectors.grid()), seconds, titles)


@transaction.atomic
def hold_attempt(run: ScoringRun, ref: uuid.UUID, reason: str, *, actor: Actor, at: datetime) -> HeldAttempt:
    """Keep one attempt out of the release, with the reason.

    Raises NotAllowed, RunReleased, ReasonMissing, AttemptUnknown, AlreadyHeld.
    """
    row = _open(run, "hold", actor)
    reason = _reason(reason)
    attempt = selectors.judged(row, ref)
    if attempt is None:
        raise AttemptUnknown
    if HeldAttempt.objects.filter(run=row, ref=ref, lifted_at=None).exists():
        raise AlreadyHeld
    held = HeldAttempt.objects.create(run=row, ref=ref, reason=reason, held_by=actor.label, held_at=at, path=attempt.path)
    _sheet_changed(row, at)
    witness("measurement.hold_attempt", held, actor=actor, at=at, path=NATION, run=str(row.uuid), ref=str(ref), reason=reason)
    run.refresh_from_db()
    return held


@transaction.atomic
def release_hold(run: ScoringRun, ref: uuid.UUID, reason: str, *, actor: Actor, at: datetime) -> HeldAttempt:
    """Take a held attempt back in, with the reason. Raises NotAllowed, RunReleased, NotHeld, ReasonMissing."""
    row = _open(run, "hold", actor)
    reason = _reason(reason)
    held = HeldAttempt.objects.filter(run=row, ref=ref, lifted_at=None).first()
    if held is None:
        raise NotHeld
    held.lifted_reason, held.lifted_by, held.lifted_at = reason, actor.label, at
    held.save(update_fields=["lifted_reason", "lifted_by", "lifted_at"])
    _sheet_changed(row, at)
    witness("measurement.release_hold", held, actor=actor, at=at, path=NATION, run=str(row.uuid), ref=str(ref), reason=reason)
    run.refresh_from_db()
    return held


def _sheet_changed(run: ScoringRun, at: datetime) -> None:
    """Another set of people is another sheet: whoever checked or signed the former one does so again."""
    _make_sheet(run, at)
    if run.state == ScoringRun.State.CHECKED:
        run.state, run.checked_at, run.checked_by = ScoringRun.State.SCORED, None, ""
        run.save(update_fields=["state", "checked_at", "checked_by"])


def _reason(text: str) -> str:
    cleaned = " ".join(text.split())
    if len(cleaned) < LEAST_REASON:
        raise ReasonMissing(least=LEAST_REASON)
    return cleaned[:300]


# Check, sign, release -----------------------------------------------------------------------------------------------------------


@transaction.atomic
def check_run(run: ScoringRun, *, actor: Actor, at: datetime, sheet_number: int | None = None) -> ScoringRun:
    """A psychometrician has gone through the quality sheet.

    Raises NotAllowed, MachineMayNot, RunReleased, NotScored, SheetChanged.
    """
    row = _open(run, "check", actor, person=True)
    if row.state != ScoringRun.State.SCORED:
        raise NotScored
    sheet = _same_sheet(row, sheet_number)
    row.state, row.checked_at, row.checked_by = ScoringRun.State.CHECKED, at, actor.label
    row.save(update_fields=["state", "checked_at", "checked_by"])
    witness("measurement.check_run", row, actor=actor, at=at, path=NATION, sheet=sheet.number)
    run.refresh_from_db()
    return run


@transaction.atomic
def sign_sheet(run: ScoringRun, note: str, *, actor: Actor, at: datetime, sheet_number: int | None = None) -> Signature:
    """Sign the newest sheet of a checked run; each person once, never the machine.

    `sheet_number`: the sheet the signer has read, where a page knows it. Raises NotAllowed, MachineMayNot, RunReleased, NotChecked,
    AlreadySigned, SheetChanged.
    """
    row = _open(run, "sign", actor, person=True)
    if row.state != ScoringRun.State.CHECKED:
        raise NotChecked
    sheet = _same_sheet(row, sheet_number)
    if sheet.signatures.filter(signer=actor.uuid).exists():
        raise AlreadySigned
    role = role_of(actor)
    signature = Signature.objects.create(
        sheet=sheet,
        signer=actor.uuid,
        signer_label=actor.label,
        role=role.value if role else "",
        note=" ".join(note.split())[:500],
        at=at,
    )
    witness("measurement.sign_sheet", row, actor=actor, at=at, path=NATION, sheet=sheet.number)
    return signature


@transaction.atomic
def release(
    run: ScoringRun, *, actor: Actor, at: datetime, rng: Generator | None = None, sheet_number: int | None = None
) -> ScoringRun:
    """Open the scores of everybody who is not held, and tell the rooms above in the same transaction.

    Raises NotAllowed, MachineMayNot, RunReleased, NotChecked, SheetChanged, SignaturesMissing, NothingToRelease.
    """
    row = _open(run, "release", actor, person=True)
    if row.state != ScoringRun.State.CHECKED:
        raise NotChecked
    sheet = _same_sheet(row, sheet_number)
    signatures = list(sheet.signatures.all())
    if len({one.signer for one in signatures}) < SIGNATURES:
        raise SignaturesMissing(have=len(signatures))
    held = [one.ref for one in selectors.held(row)]
    opened = Score.objects.filter(run=row).exclude(ref__in=held)
    if not opened.update(released_at=at):
        raise NothingToRelease
    CareerScore.objects.filter(run=row).exclude(ref__in=held).update(released_at=at)
    payload = {
        "run": str(row.uuid),
        "period": row.period,
        "scored": row.leaf,
        "sheet": sheet.number,
        "facts": hashlib.sha256(json.dumps(sheet.facts, sort_keys=True, separators=(",", ":")).encode()).hexdigest(),
        "signers": [str(one.signer) for one in signatures],
        "persons": sheet.facts["persons"],
        "held": len(held),
    }
    row.release_leaf = append("release", payload, path=row.path, at=at, rng=rng).position
    row.state, row.released_at, row.released_by = ScoringRun.State.RELEASED, at, actor.label
    row.save(update_fields=["state", "released_at", "released_by", "release_leaf"])
    witness("measurement.release", row, actor=actor, at=at, path=row.path, persons=sheet.facts["persons"], held=len(held))
    publish(ScoresReleased(row.pk, row.path, row.period, at))
    run.refresh_from_db()
    return run


def _open(run: ScoringRun, action: str, actor: Actor, *, person: bool = False) -> ScoringRun:
    """The run, locked, if it may still be worked on."""
    require(can(actor, action))
    if person and actor.uuid == SYSTEM.uuid:
        raise MachineMayNot
    row = ScoringRun.objects.select_for_update().get(pk=run.pk)
    if row.state == ScoringRun.State.RELEASED:
        raise RunReleased
    return row


def _same_sheet(run: ScoringRun, read: int | None) -> QualitySheet:
    sheet = selectors.sheet(run)
    if sheet is None or (read is not None and sheet.number != read):
        raise SheetChanged
    return sheet


# A transfer ---------------------------------------------------------------------------------------------------------------------


@transaction.atomic
def move_ref(ref: uuid.UUID, path: str) -> None:
    """Rewrite the path on all rows of one candidate ref, after the person has moved. Nothing that was committed holds a path.

    Whoever moves a person holds a role at an agency and cannot see rows before their release; the rows must follow all the same. So
    this one act, which takes an exact ref, tells nothing and changes nothing but the path, carries the nation's scope.
    """
    with scope.carried(scope=[NATION]):
        for model in (JudgedAttempt, Score, CareerScore, HeldAttempt):
            model._default_manager.filter(ref=ref).update(path=path)


# Background ---------------------------------------------------------------------------------------------------------------------


@transaction.atomic
def request_scoring(
    title: str,
    period: str,
    session_uuids: Iterable[uuid.UUID],
    path: str,
    *,
    actor: Actor,
    at: datetime,
) -> ScoringRequest:
    """Hand a scoring to the background: what would be refused later is refused now. Raises as `score_sessions`."""
    require(can(actor, "score"))
    if not title.strip() or not period.strip():
        raise TitleMissing
    sessions = closed(session_uuids, path)
    wanted = ScoringRequest.objects.create(
        title=title.strip()[:200],
        period=period.strip()[:20],
        path=path,
        sessions=[str(one.uuid) for one in sessions],
        wanted_by=actor.label,
        wanted_at=at,
    )
    jobs.defer("measurement.score_sessions", request_id=wanted.pk, user_id=actor.user_id, scope_paths=actor.scope)
    witness("measurement.request_scoring", wanted, actor=actor, at=at, path=NATION, sessions=len(sessions))
    return wanted


def note_progress(request_id: int, **changes: Any) -> None:
    """How far the background is: not witnessed, for nothing has been decided."""
    ScoringRequest.objects.filter(pk=request_id).update(**changes)


def note_broken_off(request_id: int) -> None:
    """What is still marked as being worked on when its job ends has broken off."""
    ScoringRequest.objects.filter(pk=request_id, state=ScoringRequest.State.WORKING).update(
        state=ScoringRequest.State.FAILED, problem=BROKEN_OFF
    )
