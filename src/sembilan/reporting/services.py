"""The verbs of the room: one person's report, and the reports of a whole unit in the background."""

from __future__ import annotations

import io
import logging
import multiprocessing
import os
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.crypto import salted_hmac

from sembilan.audit.services import note_listing, note_reading, witness
from sembilan.kit import jobs, scope
from sembilan.kit.fields import rebase
from sembilan.kit.said import Said
from sembilan.kit.text import gettext_noop
from sembilan.ledger import services as ledger
from sembilan.people.models import Official
from sembilan.profiling.services.reading import checked_purpose
from sembilan.render.pdf import attempt_report
from sembilan.render.report import PersonReport
from sembilan.reporting import files, person, selectors
from sembilan.reporting.access import can, is_own
from sembilan.reporting.errors import (
    DocumentMissing,
    JobNotDone,
    JobStillRunning,
    LanguageUnknown,
    NobodyToReport,
    NothingToReport,
    NotPrintable,
)
from sembilan.reporting.leaves import report_facts
from sembilan.reporting.models import Document, ReportJob
from sembilan.reporting.rules.policy import narrative_policy
from sembilan.reporting.rules.verification import code_of
from sembilan.reporting.selectors import Dictionary, Facts, key_of
from sembilan.tenancy.access import require
from sembilan.tenancy.models import Organisation
from sembilan.tenancy.rules import SYSTEM, Actor

log = logging.getLogger(__name__)

BATCH: Final = 60
"""People a transaction of the background job: what is lost when the power fails is at most this much work."""

OWN: Final = Said(gettext_noop("membaca laporan sendiri"))

Render = Callable[[Sequence[PersonReport]], Iterable[bytes | Exception]]
"""An error where one document cannot be set."""


# --- one person --------------------------------------------------------------------------------------------------------------


@transaction.atomic
def make_report(
    official: Official, *, actor: Actor, at: datetime, purpose: str = "", language: str = "id", site: str = ""
) -> tuple[Document, bytes]:
    """The report of one person's newest released result: made once, the same file ever after. The reading is logged.

    The person himself gets a copy of his own, which bears his NIP whole; on everybody else's it is masked.
    purpose: why an officer reads it; the person himself and the machine need none. site: the address printed on it.
    Raises NotAllowed, profiling's PurposeMissing, NothingToReport, NotPrintable, LanguageUnknown, DocumentMissing.
    """
    require(can(actor, "view", official))
    own = is_own(actor, official)
    why = OWN if own else purpose if actor == SYSTEM else checked_purpose(purpose)
    facts = selectors.facts_of([official]).get(official.pk)
    if facts is None:
        raise NothingToReport
    # A person who asks for his own report carries no scope of an officer: what is written lies at his own place.
    with scope.carried(scope=[official.path], official=official.pk) if own else nullcontext():
        kind = Document.OWN if own else Document.PERSON
        document = selectors.documents_of([facts], language, kind).get(official.pk)
        if document is None:
            content = attempt_report(_report(facts, selectors.dictionary(language), language, site, at, kind))
            if not isinstance(content, bytes):
                raise NotPrintable from content
            document = _keep(facts, content, language, kind, actor=actor, at=at)
        if actor != SYSTEM:
            note_reading("reporting.person_report", actor=actor, at=at, why=why, path=official.path, subject=official.uuid)
        return document, content_of(document)


def content_of(document: Document) -> bytes:
    """The file of a document. Raises DocumentMissing when it is gone or altered; the rights were judged where the row was found."""
    content = files.read(document.file, document.sha256)
    if content is None:
        raise DocumentMissing(code=document.code)
    return content


# --- a unit ------------------------------------------------------------------------------------------------------------------


@transaction.atomic
def make_unit_reports(
    unit: Organisation, *, purpose: str, actor: Actor, at: datetime, language: str = "id", site: str = ""
) -> ReportJob:
    """Start the making of every report of a unit and all below it. The job carries who asked and his scope, and can be resumed.

    Raises NotAllowed, profiling's PurposeMissing, NobodyToReport, JobStillRunning, LanguageUnknown.
    """
    job = plan_unit_reports(unit, purpose=purpose, actor=actor, at=at, language=language, site=site)
    _defer(job, actor)
    return job


def plan_unit_reports(
    unit: Organisation, *, purpose: str, actor: Actor, at: datetime, language: str = "id", site: str = ""
) -> ReportJob:
    """The job without starting it, for whoever runs it himself (the first start of a demo)."""
    require(can(actor, "make_unit", unit))
    if language not in person.LABELS:
        raise LanguageUnknown
    why = checked_purpose(purpose)
    Organisation.objects.select_for_update().get(pk=unit.pk)  # one job of a unit at a time
    if any(one.is_under_way(at) for one in ReportJob.objects.filter(unit=unit, language=language)):
        raise JobStillRunning
    total = selectors.reported(unit).count()
    if not total:
        raise NobodyToReport
    job = ReportJob.objects.create(
        unit=unit,
        path=unit.path,
        purpose=why[:300],
        language=language,
        site=site or person.default_site(),
        requested_by=actor.uuid,
        requested_by_label=actor.label,
        requested_at=at,
        touched_at=at,
        total=total,
    )
    witness("reporting.make_unit_reports", job, actor=actor, at=at, path=unit.path, people=total, why=why)
    return job


@transaction.atomic
def resume(job: ReportJob, *, actor: Actor, at: datetime) -> ReportJob:
    """Go on with a job that stopped; what is made already is not made again. Raises NotAllowed, JobStillRunning."""
    require(can(actor, "make_unit", job))
    locked = ReportJob.objects.select_for_update().get(pk=job.pk)
    if locked.is_under_way(at):
        raise JobStillRunning
    locked.total = selectors.reported(locked.unit).count()
    _set(locked, ReportJob.State.WAITING, at=at)
    witness("reporting.resume", locked, actor=actor, at=at, path=locked.path)
    _defer(locked, actor)
    return locked


def run_job(
    job: ReportJob, *, actor: Actor, paths: Sequence[str], clock: Callable[[], datetime], workers: int | None = None
) -> ReportJob:
    """Make what is missing, a batch a transaction, and store how far it has come.

    paths: the scope each of its transactions carries · workers: spawned processes for the typesetter (0: in this process), by
    default one a processor. Raises NotAllowed. Whatever stops it leaves the job marked as stopped, with all finished batches kept.
    A person whose report cannot be set is passed over: `done` stays below `total`, and selectors.passed_over names him.
    """
    ended = False
    try:
        with _carried(paths, actor):
            require(can(actor, "make_unit", job))
            people = list(selectors.reported(job.unit).values_list("pk", flat=True))
            texts = selectors.dictionary(job.language)
            job.done = 0
            _set(job, ReportJob.State.RUNNING, at=clock())
        with _renderer(workers) as render:
            for start in range(0, len(people), BATCH):
                with _carried(paths, actor):
                    job.done += _batch(job, people[start : start + BATCH], texts, render, actor=actor, at=clock())
                    _set(job, ReportJob.State.RUNNING, at=clock())
        ended = True
    finally:
        with _carried(paths, actor):
            _set(job, ReportJob.State.DONE if ended else ReportJob.State.FAILED, at=clock())
    return job


@transaction.atomic
def unit_archive(job: ReportJob, *, purpose: str, actor: Actor, at: datetime) -> bytes:
    """All reports of a finished job as one ZIP. Every person in it sees who took his report, and why.

    purpose: of the one who takes it, who need not be the one who had them made.
    Raises NotAllowed, profiling's PurposeMissing, JobNotDone, DocumentMissing.
    """
    require(can(actor, "view", job))
    why = checked_purpose(purpose)
    if job.state != ReportJob.State.DONE:
        raise JobNotDone
    people = list(selectors.reported(job.unit).select_related(*selectors.PEOPLE))
    documents = selectors.documents_of(list(selectors.facts_of(people).values()), job.language)
    packed = [one for one in people if one.pk in documents]
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_STORED) as archive:
        for one in packed:
            archive.writestr(f"{documents[one.pk].code}.pdf", content_of(documents[one.pk]))
    within = [one.uuid for one in packed]
    note_listing("reporting.unit_archive", actor=actor, at=at, why=why, path=job.path, people=within)
    witness("reporting.unit_archive", job, actor=actor, at=at, path=job.path, people=len(documents), why=why)
    return held.getvalue()


# --- the small steps ---------------------------------------------------------------------------------------------------------


def _batch(job: ReportJob, people: Sequence[int], texts: Dictionary, render: Render, *, actor: Actor, at: datetime) -> int:
    """How many of them have their report now."""
    rows = list(Official.objects.filter(pk__in=people).select_related(*selectors.PEOPLE).order_by("pk"))
    facts = list(selectors.facts_of(rows).values())
    made = selectors.documents_of(facts, job.language)
    missing = [one for one in facts if one.official.pk not in made]
    kept = len(made)
    # All are typeset before the first is kept: keeping appends to the ledger, where others wait until this transaction ends.
    contents = list(render([_report(one, texts, job.language, job.site, at) for one in missing]))
    for one, content in zip(missing, contents, strict=True):
        if isinstance(content, bytes):
            _keep(one, content, job.language, Document.PERSON, actor=actor, at=at)
            kept += 1
        else:
            # its sentence quotes the text that was refused, a name perhaps: the log gets the kind alone
            log.error("the report of official %s cannot be set: %s", one.official.uuid, type(content).__name__)
    return kept


def _report(facts: Facts, texts: Dictionary, language: str, site: str, at: datetime, kind: str = Document.PERSON) -> PersonReport:
    nip = facts.official.nip if kind == Document.OWN else None
    code, site = _code(facts, language, kind), site or person.default_site()
    return person.person_report(facts, texts, code=code, site=site, at=at, language=language, nip=nip)


def _code(facts: Facts, language: str, kind: str = Document.PERSON) -> str:
    """The same for the same result, so that making it again after a failure makes the same document; nobody guesses it without the
    installation's secret."""
    profile, run = key_of(facts)
    digest = salted_hmac("sembilan.reporting.code", f"{kind}/{profile}/{run}/{language}", algorithm="sha256").digest()
    return code_of(digest)


def _keep(facts: Facts, content: bytes, language: str, kind: str, *, actor: Actor, at: datetime) -> Document:
    rule = narrative_policy()
    profile, run = key_of(facts)
    code = _code(facts, language, kind)
    name = files.name_of(facts.official.agency.code, code)
    document = Document(
        code=code,
        kind=kind,
        language=language,
        official=facts.official,
        agency=facts.official.agency,
        profile=profile,
        mapping_run=run,
        narrative=f"{rule.code}/{rule.version}",
        sample=person.is_sample(facts),
        sha256=files.keep(name, content),
        file=name,
        made_at=at,
        path=facts.official.path,
    )
    document.leaf = ledger.append("report", report_facts(document), path=document.path, at=at).position
    document.save()
    witness("reporting.make_report", document, actor=actor, at=at, path=document.path, kind=kind, sha256=document.sha256)
    return document


def move_documents(official_id: int, path: str) -> None:
    """The reports of a person stand where the person stands. Idempotent."""
    Document.objects.filter(official_id=official_id).exclude(path=path).update(path=path)


def move_jobs(before: str, after: str) -> None:
    """Jobs of a moved unit, and of the units below it, stand where these stand. Idempotent."""
    rebase(ReportJob.objects.all(), before, after)


def _set(job: ReportJob, state: ReportJob.State, *, at: datetime) -> None:
    job.state, job.touched_at = state, at
    job.save(update_fields=["state", "touched_at", "done", "total"])


def _defer(job: ReportJob, actor: Actor) -> None:
    jobs.defer("reporting.make_reports", job=str(job.uuid), user_id=actor.user_id, scope_paths=[job.path])


def _carried(paths: Sequence[str], actor: Actor) -> AbstractContextManager[None]:
    return scope.carried(scope=paths, user=actor.user_id or "")


@contextmanager
def _renderer(workers: int | None) -> Iterator[Render]:
    """The typesetter in spawned processes: a forked one would wait for ever for threads it did not inherit."""
    number = workers if workers is not None else os.cpu_count() or 1
    if number < 1:
        yield lambda reports: map(attempt_report, reports)
        return
    with ProcessPoolExecutor(number, mp_context=multiprocessing.get_context("spawn")) as pool:
        yield lambda reports: pool.map(attempt_report, reports, chunksize=4)
