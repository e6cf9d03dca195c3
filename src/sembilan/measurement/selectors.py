"""Questions to the room, and its questions to the rooms below: evidence of closed sessions, scoring tables as sealed."""

from __future__ import annotations

import uuid
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import numpy as np
from django.db.models import Count, Q, QuerySet
from numpy.typing import NDArray

from sembilan.assembly import selectors as assembly
from sembilan.delivery import selectors as hall
from sembilan.delivery.models import Answer, Attempt, Incident, RosterEntry, SealedPackage, Session
from sembilan.measurement import access
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
from sembilan.measurement.rules.joining import DeclaredPrior, shipped_prior
from sembilan.measurement.rules.judging import Sitting
from sembilan.measurement.rules.patterns import like_chance, self_praising, straight
from sembilan.measurement.rules.quality import LEAST_TIMES, TOO_FAST, thin_packages
from sembilan.measurement.rules.table import Table, read_table
from sembilan.psychometrics import standards
from sembilan.psychometrics.quadrature import N_NODES, Grid
from sembilan.tenancy.rules import Actor

EVIDENCE = ("sample", "pilot", "development", "selection")  # ascending
LEAST_REF = 8  # signs of a ref by which a person may be named
NOT_ASSESSABLE = Score.State.NOT_ASSESSABLE


def grid() -> Grid:
    """The grid on which every posterior of this room lives: 61 nodes of [-6, 6], one standard normal prior for everybody."""
    return Grid.standard()


@cache
def joint_prior() -> DeclaredPrior:
    """How competencies and aspects are taken to go together when a profile is made of the scores."""
    return shipped_prior()


# Runs ---------------------------------------------------------------------------------------------------------------------------


def runs(*, actor: Actor) -> QuerySet[ScoringRun]:
    return access.visible_to(actor).annotate(n_persons=Count("judged", distinct=True)).order_by("-scored_at", "-pk")


def run(identifier: uuid.UUID, actor: Actor) -> ScoringRun | None:
    return access.visible_to(actor).filter(uuid=identifier).first()


def released_run(run_id: int) -> ScoringRun | None:
    """The run behind ScoresReleased, for rooms above; None before its release."""
    return ScoringRun.objects.filter(pk=run_id, state=ScoringRun.State.RELEASED).first()


def scored_at(positions: Collection[int], *, actor: Actor) -> dict[int, ScoringRun]:
    """Position in the ledger -> the run whose scoring it fixes, as far as the actor may know of it."""
    return {one.leaf: one for one in access.known_to(actor).filter(leaf__in=positions) if one.leaf is not None}


def requests(*, actor: Actor) -> QuerySet[ScoringRequest]:
    return access.requests_visible_to(actor).select_related("run").order_by("-wanted_at", "-pk")


def request(identifier: uuid.UUID, actor: Actor) -> ScoringRequest | None:
    return requests(actor=actor).filter(uuid=identifier).first()


def sheet(of: ScoringRun) -> QualitySheet | None:
    """The newest quality sheet: the only one that counts."""
    return QualitySheet.objects.filter(run=of).order_by("-number").first()


def signatures(of: ScoringRun) -> list[Signature]:
    """Under the newest sheet."""
    newest = sheet(of)
    return [] if newest is None else list(newest.signatures.all())


def held(of: ScoringRun) -> list[HeldAttempt]:
    """Attempts that are held now, oldest first."""
    return list(HeldAttempt.objects.filter(run=of, lifted_at=None))


def holds(of: ScoringRun) -> list[HeldAttempt]:
    """Every hold, lifted ones too."""
    return list(HeldAttempt.objects.filter(run=of))


def judged(of: ScoringRun, ref: uuid.UUID) -> JudgedAttempt | None:
    return JudgedAttempt.objects.filter(run=of, ref=ref).first()


def earlier_releases(of: ScoringRun) -> list[ScoringRun]:
    """Released runs that share a session with this one: releasing it adds results beside theirs."""
    wanted = set(of.sessions)
    released = ScoringRun.objects.filter(state=ScoringRun.State.RELEASED).exclude(pk=of.pk)
    return [one for one in released.order_by("released_at") if wanted & set(one.sessions)]


# Scores, after the release ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class ReleasedScores(Mapping[uuid.UUID, dict[str, tuple[float | None, float | None, Any, str]]]):
    """The released scores of a run as arrays; as a mapping ref -> {scale: (theta, standard error, posterior, state)}.

    theta, standard_error: float64 (n_persons, n_scales), NaN where not assessable or not in the person's forms. posterior: float32
    (n_persons, n_scales, n_nodes), 0 there. assessed: bool (n_persons, n_scales). measured: the scale was in the person's forms.
    """

    refs: tuple[uuid.UUID, ...]
    scales: tuple[str, ...]
    theta: NDArray[np.float64]
    standard_error: NDArray[np.float64]
    posterior: NDArray[np.float32]
    assessed: NDArray[np.bool_]
    measured: NDArray[np.bool_]
    paths: tuple[str, ...]
    rows: Mapping[uuid.UUID, int]

    def __getitem__(self, ref: uuid.UUID) -> dict[str, tuple[float | None, float | None, Any, str]]:
        row = self.rows[ref]
        return {scale: self._one(row, column) for column, scale in enumerate(self.scales) if self.measured[row, column]}

    def __iter__(self) -> Iterator[uuid.UUID]:
        return iter(self.refs)

    def __len__(self) -> int:
        return len(self.refs)

    def _one(self, row: int, column: int) -> tuple[float | None, float | None, Any, str]:
        if not self.assessed[row, column]:
            return None, None, None, NOT_ASSESSABLE.value
        here = row, column
        return float(self.theta[here]), float(self.standard_error[here]), self.posterior[here], Score.State.SCORED.value


def released_scores(of: ScoringRun) -> ReleasedScores:
    """Everything of a run that was released; held attempts are not among it. Empty before the release."""
    rows = list(
        Score.objects.filter(run=of, released_at__isnull=False)
        .order_by("ref", "pk")
        .values_list("ref", "scale", "theta", "standard_error", "posterior", "path")
    )
    refs = {ref: i for i, ref in enumerate(dict.fromkeys(row[0] for row in rows))}
    scales = {scale: i for i, scale in enumerate(dict.fromkeys(row[1] for row in rows))}
    shape = len(refs), len(scales)
    theta, error = np.full(shape, np.nan), np.full(shape, np.nan)
    posterior = np.zeros((*shape, N_NODES), dtype=np.float32)
    assessed, measured = np.zeros(shape, dtype=np.bool_), np.zeros(shape, dtype=np.bool_)
    paths = [""] * len(refs)
    for ref, scale, value, deviation, mass, path in rows:
        here = refs[ref], scales[scale]
        measured[here] = True
        paths[here[0]] = path
        if value is not None:
            theta[here], error[here], assessed[here] = value, deviation, True
            posterior[here] = np.frombuffer(mass or b"", dtype="<f4")
    return ReleasedScores(tuple(refs), tuple(scales), theta, error, posterior, assessed, measured, tuple(paths), refs)


def career(of: ScoringRun) -> dict[uuid.UUID, CareerScore]:
    """Released best-worst counts by ref: each within its own person, never compared."""
    return {one.ref: one for one in CareerScore.objects.filter(run=of, released_at__isnull=False).order_by("ref")}


@dataclass(frozen=True)
class FormSat:
    """The package that somebody sat, by its name. indicative: it asks too little to place anyone (rules.quality.thin_packages)."""

    name: str
    indicative: bool


def forms_sat(of: ScoringRun) -> dict[uuid.UUID, FormSat]:
    """Which form each person of a run sat, judged by the newest sheet: the one that was signed."""
    newest = sheet(of)
    thin = thin_packages(newest.facts) if newest else frozenset()
    sat = dict(JudgedAttempt.objects.filter(run=of).values_list("ref", "package"))
    sealed = packages([*set(sat.values())])
    forms = {code: FormSat(sealed[code].name if code in sealed else code, code in thin) for code in sat.values()}
    return {ref: forms[code] for ref, code in sat.items()}


# Cut tables ---------------------------------------------------------------------------------------------------------------------


def cut_table(scale: str, version: int | None = None) -> standards.CutTable | None:
    """The newest standard-setting table of a scale, or the version asked for, as `standards.level_probabilities` takes it."""
    rows = CutTable.objects.filter(scale=scale)
    row = (rows if version is None else rows.filter(version=version)).order_by("-version").first()
    return None if row is None else as_cuts(row)


def as_cuts(row: CutTable) -> standards.CutTable:
    errors = None if row.errors is None else tuple(float(error) for error in row.errors)
    return standards.CutTable(row.scale, tuple(float(cut) for cut in row.cuts), row.source, str(row.version), errors)


def cut_tables() -> list[CutTable]:
    """The newest version of every scale."""
    return list(CutTable.objects.order_by("scale", "-version").distinct("scale"))


# What lies below: sessions, evidence, tables ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ClosedSession:
    """A closed session as this room shows it: how many began, and in which runs it has been scored."""

    session: Session
    begun: int
    runs: tuple[ScoringRun, ...]


def closed_sessions(*, actor: Actor) -> list[ClosedSession]:
    """Closed sessions in which somebody began, newest first; for those who may score."""
    if not access.can(actor, "view"):
        return []
    scored: dict[str, list[ScoringRun]] = defaultdict(list)
    for one in ScoringRun.objects.order_by("scored_at"):
        for identifier in one.sessions:
            scored[identifier].append(one)
    begun = Count("entries__attempt", filter=Q(entries__attempt__started_at__isnull=False))
    rows = (
        Session.objects.filter(state=Session.State.CLOSED).annotate(begun=begun).filter(begun__gt=0).order_by("-closed_at", "-pk")
    )
    return [ClosedSession(row, row.begun, tuple(scored[str(row.uuid)])) for row in rows]


def sessions_of(identifiers: Sequence[uuid.UUID], path: str) -> list[Session]:
    """The sessions asked for that belong to the agency, in order of time."""
    return list(Session.objects.filter(uuid__in=identifiers, path__under=path).order_by("starts_at", "pk"))


def table(package: str) -> Table:
    """The scoring table that was sealed with a package. Raises TableUnreadable, SkippingRewarded."""
    return read_table(package, assembly.scoring_table(package))


def packages(codes: Sequence[str]) -> dict[str, SealedPackage]:
    return {one.code: one for one in hall.packages().filter(code__in=codes)}


def section_names(package: SealedPackage, of: Table) -> dict[int, str]:
    """Section index in the journal -> how the scoring table names that section (by its code or by its number)."""
    known = set(of.sections)
    return {
        index: next((name for name in (one["code"], str(one["number"])) if name in known), one["code"])
        for index, one in enumerate(package.outline)
    }


def sittings(session: Session, tables: dict[str, Table]) -> list[Sitting]:
    """The evidence of one closed session, ready to be judged; tables are read once a package and kept in `tables`."""
    found = hall.evidence(session.uuid)
    sealed = packages([*{one.package for one in found}])
    for code in sealed:
        if code not in tables:
            tables[code] = table(code)
    names = {code: section_names(sealed[code], tables[code]) for code in sealed}
    times = _section_times(session)
    return [
        Sitting(
            ref=one.ref,
            package=one.package,
            session=session.uuid,
            answers=one.responses,
            reached=one.reached,
            ended=frozenset(names[one.package][index] for index, time in times[one.ref].items() if time.ended),
            seconds={names[one.package][index]: time.seconds for index, time in times[one.ref].items()},
            state=one.state,
            path=one.path,
        )
        for one in found
    ]


@dataclass(frozen=True)
class SectionTime:
    seconds: float
    ended: bool  # by the candidate himself


def _section_times(session: Session) -> dict[uuid.UUID, dict[int, SectionTime]]:
    """Per attempt and section index, from the journal's own entries: begun, finished or handed in; without an end, time ran out.

    Capped at the time the person was given: a pause is not working time, and the journal does not tell it apart.
    """
    attempts = Attempt.objects.filter(entry__session=session, started_at__isnull=False).select_related("entry__package")
    rows = Answer.objects.filter(attempt__entry__session=session, kind="event").order_by("seq")
    begun: dict[tuple[uuid.UUID, int], datetime] = {}
    ended: dict[tuple[uuid.UUID, int], datetime] = {}
    for ref, section, value, at in rows.values_list("ref", "section", "value", "at"):
        if value == "section_begun":
            begun[ref, section] = at
        elif value in ("section_finished", "handed_in"):
            ended[ref, section] = at
    times: dict[uuid.UUID, dict[int, SectionTime]] = defaultdict(dict)
    given = {one.ref: one for one in attempts}
    last = dict(sorted(begun))
    for (ref, section), start in begun.items():
        attempt = given.get(ref)
        if attempt is None or section >= len(attempt.entry.package.outline):
            continue
        minutes = attempt.entry.package.outline[section]["minutes"]
        budget = minutes * 60 * (100 + attempt.entry.extra_time_percent) / 100
        end = ended.get((ref, section)) or (attempt.submitted_at if last[ref] == section else None)
        spent = budget if end is None else min((end - start).total_seconds(), budget)
        times[ref][section] = SectionTime(max(spent, 0.0), (ref, section) in ended)
    return times


def session_facts(session: Session, held_refs: set[uuid.UUID]) -> dict[str, Any]:
    """Attendance, incidents by kind, replacement PINs by who issued them, pauses and credits, held attempts of one session:
    counts alone."""
    attempts = Attempt.objects.filter(entry__session=session)
    states = Counter(attempts.filter(started_at__isnull=False).values_list("state", flat=True))
    kinds = Counter(hall.incidents(session).order_by().values_list("kind", flat=True))
    return {
        "session": str(session.uuid),
        "title": session.title,
        "starts_at": session.starts_at.isoformat(),
        "expected": session.entries.count(),
        "present": session.entries.filter(check_in__isnull=False).count(),
        "begun": sum(states.values()),
        "handed_in": states[Attempt.State.SUBMITTED],
        "expired": states[Attempt.State.EXPIRED],
        "time": kinds.pop(Incident.Kind.TIME, 0),
        "incidents": {str(kind): number for kind, number in sorted(kinds.items())},
        "replacement_pins": hall.replacement_pins(session),
        "held": attempts.filter(ref__in=held_refs).count(),
    }


def lowest_evidence(states: Sequence[str]) -> str:
    """The weakest state of evidence decides for the whole run."""
    return min(states, key=EVIDENCE.index)


# One attempt, for those who hold ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Attention:
    """An attempt that deserves a look before the release, by its ref alone: why, in codes."""

    ref: uuid.UUID
    session: str
    incidents: int
    too_fast: int
    not_assessable: int
    like_chance: int
    straight: int
    self_praising: int


def attention(of: ScoringRun, most: int = 40) -> list[Attention]:
    """Attempts with an incident of their own, a section far too fast or answered without reading, or a scale that cannot be
    assessed, as far as they are not held already; the gravest first, at most `most`."""
    rows = list(JudgedAttempt.objects.filter(run=of).defer("codes"))
    times: dict[tuple[str, str], list[float]] = defaultdict(list)
    for row in rows:
        for section, seconds in row.seconds.items():
            times[row.package, section].append(seconds)
    medians = {key: float(np.median(values)) for key, values in times.items() if len(values) >= LEAST_TIMES}
    silent = Counter(Score.objects.filter(run=of, state=NOT_ASSESSABLE).values_list("ref", flat=True))
    about = Incident.objects.filter(session__uuid__in=of.sessions, entry__isnull=False).exclude(kind=Incident.Kind.TIME)
    troubles = Counter(about.values_list("entry__ref", flat=True))
    titles = dict(Session.objects.filter(uuid__in=of.sessions).values_list("uuid", "title"))
    found = [
        Attention(
            row.ref,
            titles.get(row.session, ""),
            troubles[row.ref],
            sum(seconds < TOO_FAST * medians.get((row.package, section), 0) for section, seconds in row.seconds.items()),
            silent[row.ref],
            sum(map(like_chance, row.patterns.values())),
            sum(map(straight, row.patterns.values())),
            sum(map(self_praising, row.patterns.values())),
        )
        for row in rows
    ]
    set_apart = {row.ref for row in held(of)}
    open_ = (one for one in found if any(_weights(one)) and one.ref not in set_apart)
    return sorted(open_, key=lambda one: (*(-it for it in _weights(one)), one.ref))[:most]


def _weights(one: Attention) -> tuple[int, ...]:
    return one.like_chance, one.incidents, one.straight, one.self_praising, one.too_fast, one.not_assessable


def ref_of(of: ScoringRun, text: str) -> uuid.UUID | None:
    """The candidate behind a ref, the beginning of one (8 signs or more), or a participant number, among those who were scored."""
    wanted = hall.normal_number(text)
    entry = RosterEntry.objects.filter(session__uuid__in=of.sessions, participant_number=wanted).first()
    if entry is not None:
        return entry.ref
    if len(wanted) < LEAST_REF:
        return None
    refs = [
        ref for ref in JudgedAttempt.objects.filter(run=of).values_list("ref", flat=True) if str(ref).startswith(wanted.lower())
    ]
    return refs[0] if len(refs) == 1 else None
