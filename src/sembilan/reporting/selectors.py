"""What a report is made from, which documents there are, and what a verification code stands for."""

from __future__ import annotations

import json
import uuid
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import QuerySet

from sembilan.competency import selectors as competency
from sembilan.competency.models import Construct
from sembilan.competency.rules import GROUPS
from sembilan.competency.translations import in_language
from sembilan.kit.text import gettext_noop
from sembilan.ledger import selectors as ledger
from sembilan.ledger.models import Leaf
from sembilan.people import selectors as people
from sembilan.people.models import Official
from sembilan.profiling import access as profiling
from sembilan.profiling.models import BoxResult, Profile
from sembilan.profiling.selectors import current_runs, shown_result
from sembilan.profiling.selectors.results import standing
from sembilan.reporting import access
from sembilan.reporting.models import Document, ReportJob
from sembilan.reporting.rules.findings import Texts
from sembilan.reporting.rules.verification import as_typed
from sembilan.scheduling.models import Registration
from sembilan.tenancy.models import Kind, Organisation
from sembilan.tenancy.rules import Actor

Dictionary = dict[str, tuple[Texts, ...]]

PEOPLE = ("unit", "position", "agency")
READINGS = {
    "profiling.person_page": gettext_noop("halaman perorangan"),
    "reporting.person_report": gettext_noop("laporan perorangan (PDF)"),
    "delivery.check_in": gettext_noop("NIP Anda, saat registrasi ulang di ruang tes"),
    "reporting.unit_archive": gettext_noop("laporan perorangan dalam unduhan unit"),
    "delivery.roster": gettext_noop("daftar peserta di ruang tes, NIP disamarkan"),
    "delivery.minutes": gettext_noop("NIP lengkap pada berita acara"),
    "people.official": gettext_noop("halaman data pegawai"),
    "people.list": gettext_noop("daftar pegawai"),
    "people.queue": gettext_noop("antrean data yang meragukan"),
    "people.import": gettext_noop("hasil pemeriksaan impor"),
    "people.import_errors": gettext_noop("unduhan baris yang meragukan"),
    "scheduling.registered": gettext_noop("daftar peserta kegiatan"),
    "profiling.people_list": gettext_noop("daftar nama pada peta talenta"),
    "tenancy.trail": gettext_noop("jejak tindakan dan pembacaan yang menyebut Anda"),
    "profiling.people_xlsx": gettext_noop("unduhan tabel peta talenta"),
}
"""What was read, in the person's words; anything else is "data Anda"."""
READINGS_BY_OFFICERS = {
    **READINGS,
    "delivery.check_in": gettext_noop("NIP lengkap pada daftar hadir"),
    "tenancy.trail": gettext_noop("jejak tindakan dan pembacaan"),
    "profiling.board_png": gettext_noop("unduhan gambar peta talenta"),
}
"""The same in the words of the trail and of the person page, with what names nobody."""


@dataclass(frozen=True)
class Facts:
    """One person's released result, and his place in the agency's current run (None: not mapped)."""

    official: Official
    profile: Profile
    box: BoxResult | None


@dataclass(frozen=True)
class Verified:
    """A document that exists: what it is, when it was made and with which fingerprint. Nothing of the person.

    newer_at: when the newest report about the same person was made that tells of another result or mapping; None: there is none.
    withdrawn_at, withdrawn_why: when and why the mapping it tells of was taken back; None and empty where it stands.
    leaf, run_leaf: what the ledger holds of the report, and of the mapping that it tells of; None: it tells of none.
    """

    code: str
    kind: str
    made_at: datetime
    sha256: str
    agency: str
    sample: bool
    newer_at: datetime | None
    withdrawn_at: datetime | None
    withdrawn_why: str
    leaf: Leaf | None
    run_leaf: Leaf | None


# --- what a report is made from ----------------------------------------------------------------------------------------------


def reported(unit: Organisation) -> QuerySet[Official]:
    """Those of a unit and below it who have a result, in a fixed order; the caller has judged the rights."""
    return Official.objects.filter(path__under=unit.path, profiles__isnull=False).order_by("pk").distinct()


def official(identifier: uuid.UUID, *, actor: Actor) -> Official | None:
    """Somebody whose report the actor may read as an officer."""
    rows = Official.objects.filter(uuid=identifier, path__under=actor.paths(access.MAY["view"]))
    return rows.select_related(*PEOPLE).first()


def me(actor: Actor) -> Official | None:
    """The official behind the login; nobody else is found by this door."""
    mine = profiling.own_official(actor)
    return None if mine is None else Official.objects.filter(pk=mine).select_related(*PEOPLE).first()


def facts_of(rows: Sequence[Official]) -> dict[int, Facts]:
    """official id -> what there is to report, for those with a result. A result newer than the one the box was made with counts."""
    identifiers = [row.pk for row in rows]
    results: defaultdict[int, list[Profile]] = defaultdict(list)
    for profile in standing(Profile.objects.filter(official__in=identifiers)).order_by(
        "official_id", "-measured_on", "-made_at", "-pk"
    ):
        results[profile.official_id].append(profile)
    boxes = _current_boxes(rows)
    found = {}
    for row in rows:
        box = boxes.get(row.pk)
        shown = shown_result(results[row.pk], box.profile if box else None)
        if shown is not None:
            found[row.pk] = Facts(row, shown, box)
    return found


def _current_boxes(rows: Sequence[Official]) -> dict[int, BoxResult]:
    standing = current_runs({row.agency_id for row in rows})
    found = BoxResult.objects.filter(official__in=[row.pk for row in rows], run__in=[run.pk for run in standing])
    return {box.official_id: box for box in found.select_related("run__policy", "profile")}


def dictionary(language: str) -> Dictionary:
    """Group -> the dictionary's texts in a language, in official order."""
    return {group: tuple(_texts(one, language) for one in competency.constructs(group)) for group in GROUPS}


def _texts(construct: Construct, language: str) -> Texts:
    record = in_language(construct.content, language)
    return Texts(
        construct.code,
        record["name"],
        record["definition"],
        {int(level["level"]): level["description"] for level in record.get("levels", [])},
        record.get("strength", ""),
        record.get("growth", ""),
        tuple(record.get("suggestions", ())),
    )


# --- the person's own page ---------------------------------------------------------------------------------------------------


def being_checked(official: Official) -> bool:
    """Whether the person has sat a test whose result is not released yet."""
    sat = Registration.objects.filter(official=official, attendance=Registration.Attendance.FINISHED).count()
    return sat > Profile.objects.filter(official=official, source=Profile.Source.MEASURED).count()


# --- documents and jobs ------------------------------------------------------------------------------------------------------


def documents(official: Official, *, actor: Actor) -> QuerySet[Document]:
    return access.visible_to(actor).filter(official=official).order_by("-made_at", "-pk")


def documents_of(facts: Sequence[Facts], language: str, kind: str = Document.PERSON) -> dict[int, Document]:
    """official id -> the document of exactly these results, where it exists."""
    rows = Document.objects.filter(official__in=[one.official.pk for one in facts], language=language, kind=kind)
    made = {(row.profile, row.mapping_run): row for row in rows}
    found = {one.official.pk: made.get(key_of(one)) for one in facts}
    return {identifier: row for identifier, row in found.items() if row is not None}


def key_of(facts: Facts) -> tuple[uuid.UUID, uuid.UUID | None]:
    """Which result and which mapping run a report tells of."""
    return facts.profile.uuid, facts.box.run.uuid if facts.box else None


def units(*, actor: Actor) -> QuerySet[Organisation]:
    """Agencies and units whose reports the actor may read, in the tree's order."""
    kinds = (Kind.AGENCY, Kind.UNIT)
    return Organisation.objects.filter(path__under=actor.paths(access.MAY["view"]), kind__in=kinds).order_by("path")


def unit(identifier: uuid.UUID, *, actor: Actor) -> Organisation | None:
    return units(actor=actor).filter(uuid=identifier).first()


def jobs(node: Organisation, *, actor: Actor) -> QuerySet[ReportJob]:
    return access.jobs_visible_to(actor).filter(unit=node).order_by("-requested_at", "-pk")


def job(identifier: uuid.UUID, *, actor: Actor) -> ReportJob | None:
    return access.jobs_visible_to(actor).select_related("unit").filter(uuid=identifier).first()


def passed_over(of: ReportJob) -> list[Official]:
    """Those a finished job made no report of, because it could not be set; the rights were judged where the job was found."""
    if of.state != ReportJob.State.DONE or of.done >= of.total:
        return []
    people = list(reported(of.unit).select_related(*PEOPLE))
    made = documents_of(list(facts_of(people).values()), of.language)
    return [one for one in people if one.pk not in made]


def verify(text: str) -> Verified | None:
    """What an exact verification code stands for, before any scope is known; None where there is no such document."""
    code = as_typed(text)
    if code is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT document_by_code(%s)", [code])
        found = cursor.fetchone()[0]
    if found is None:
        return None
    told = json.loads(found) if isinstance(found, str) else found
    newer, withdrawn = told["newer"], told["withdrawn"]
    return Verified(
        code,
        told["kind"],
        datetime.fromisoformat(told["made_at"]),
        told["sha256"],
        told["agency"],
        bool(told["sample"]),
        datetime.fromisoformat(newer) if newer else None,
        datetime.fromisoformat(withdrawn["at"]) if withdrawn else None,
        withdrawn["reason"] if withdrawn else "",
        ledger.leaf(told["leaf"]),
        None if told["run_leaf"] is None else ledger.leaf(told["run_leaf"]),
    )


def nip_of(official: Official, *, actor: Actor) -> str:
    """Whole for the person; as people's rule has it for everybody else."""
    return official.nip if access.is_own(actor, official) else people.nip_for(official, actor=actor)


@dataclass(frozen=True)
class UnitCount:
    node: Organisation
    people: int


def units_with_results(*, actor: Actor, search: str = "") -> list[UnitCount]:
    """Agencies and units that the actor sees, with how many people there and below have a result, in the tree's order; empty ones
    are left out."""
    counted: Counter[str] = Counter()
    seen = Official.objects.filter(path__under=actor.paths(access.MAY["view"]), profiles__isnull=False)
    for path in seen.order_by("pk").distinct("pk").values_list("path", flat=True):
        labels = path.split(".")
        counted.update(".".join(labels[:depth]) for depth in range(1, len(labels) + 1))
    nodes = units(actor=actor)
    if search:
        nodes = nodes.filter(name__icontains=search)
    return [UnitCount(node, counted[node.path]) for node in nodes if counted[node.path]]
