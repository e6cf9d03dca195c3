"""Questions about officials, their registers and what is doubtful in them."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, NamedTuple

from django.db import connection
from django.db.models import Count, Exists, Func, OuterRef, Q, QuerySet, Value
from django.utils import timezone

from sembilan.kit.formats import masked
from sembilan.kit.said import Said
from sembilan.kit.tabular import as_text
from sembilan.kit.text import gettext_noop
from sembilan.people import access, models
from sembilan.people.models import ImportBatch, ImportRow, Official, Position, PositionStandard, QualityIssue, RegisterDeclaration
from sembilan.people.rules.raw import cells_of
from sembilan.people.rules.sheets import place_in_file
from sembilan.people.rules.values import read_word
from sembilan.tenancy import selectors as tenancy
from sembilan.tenancy.models import Organisation
from sembilan.tenancy.rules import Actor

# --- people ----------------------------------------------------------------------------------------------------------


def official_of_user(user_id: int) -> int | None:
    """The official behind a login, before any scope is known."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT official_by_account(%s)", [user_id])
        found: int | None = cursor.fetchone()[0]
    return found


def official(identifier: uuid.UUID, *, actor: Actor) -> Official | None:
    return access.visible_to(actor).filter(uuid=identifier).select_related("unit", "position", "agency").first()


def officials(*, actor: Actor, unit: Organisation | None = None, tier: str | None = None, search: str = "") -> QuerySet[Official]:
    """Those the actor may see, by name. `search` looks in the name, and in the NIP for those who may read it whole."""
    found = access.visible_to(actor).select_related("unit").order_by("name", "pk")
    if unit is not None:
        found = found.filter(path__under=unit.path)
    if tier:
        found = found.filter(tier=tier)
    for word in search.split():
        matches = Q(name__icontains=word)
        if word.isdigit():
            matches |= Q(nip__contains=word, path__under=actor.paths(access.MAY["view_nip"]))
        found = found.filter(matches)
    return found


def by_uuid(identifiers: Iterable[uuid.UUID], *, actor: Actor) -> dict[uuid.UUID, Official]:
    """Those of the people named whom the actor may see."""
    return {one.uuid: one for one in access.visible_to(actor).filter(uuid__in=list(identifiers))}


def schedulable(agency: Organisation) -> QuerySet[Official]:
    """Whom an event may call up: active, with a well-formed NIP; the unit may still be unknown."""
    return Official.objects.filter(agency=agency, status=Official.Status.ACTIVE, nip_valid=True).order_by("pk")


def not_schedulable(agency: Organisation) -> list[tuple[str, int]]:
    """Those of the staff list whom no event may call up, by reason: a status, or `nip` where the number is not well-formed."""
    rest = Official.objects.filter(agency=agency).exclude(pk__in=schedulable(agency).values("pk"))
    held = Counter("nip" if status == Official.Status.ACTIVE else status for status in rest.values_list("status", flat=True))
    return held.most_common()


def nip_for(official: Official, *, actor: Actor) -> str:
    """The NIP as this actor may read it: whole within the unit he keeps, masked outside it."""
    return official.nip if access.can(actor, "view_nip", official) else masked(official.nip)


def accommodations(official: Official, *, actor: Actor) -> list[models.Accommodation] | None:
    """None where the actor may not know whether there are any."""
    return list(official.accommodations.all()) if access.can(actor, "view_accommodation", official) else None


def disciplines(official: Official, *, actor: Actor) -> list[models.Discipline] | None:
    """None where the actor may not know whether there are any."""
    return list(official.disciplines.order_by("-date")) if access.can(actor, "view_discipline", official) else None


def units(agency: Organisation) -> QuerySet[Organisation]:
    return tenancy.units_below(agency)


def unit_by_code(agency: Organisation, code: str) -> Organisation | None:
    return units(agency).filter(code=code.strip()).first()


def unit_choices(agency: Organisation, *, with_agency: bool = False) -> dict[str, str]:
    """code -> a text by which people know the unit: its name, the unit above it, its code; by name.

    `with_agency`: also the agency itself, where a file has named it by a code of its own (as a parent it may be chosen).
    """
    found = list(units(agency).select_related("parent"))
    named = {one.code: _unit_text(one, one.parent if one.parent_id != agency.pk else None) for one in found}
    ranked = dict(sorted(named.items(), key=lambda pair: pair[1].casefold()))
    tops = top_codes(agency) if with_agency else set()
    return {code: f"{agency.name} ({code})" for code in sorted(tops)} | ranked


def _unit_text(unit: Organisation, above: Organisation | None) -> str:
    return f"{unit.name}{', ' + above.name if above else ''} ({unit.code})"


def top_codes(agency: Organisation) -> set[str]:
    """The codes by which applied files call the agency itself."""
    rows = ImportRow.objects.filter(kind="unit", target=f"agency:{agency.pk}", batch__state=ImportBatch.State.APPLIED)
    found = rows.values_list("batch__mapping", "sheet", "raw")
    return {as_text(cells_of(raw, mapping, sheet)["code"]) for mapping, sheet, raw in found}


def tiers(*, actor: Actor) -> list[str]:
    return sorted(access.visible_to(actor).order_by().values_list("tier", flat=True).distinct())


def positions(*, actor: Actor, vacant: bool | None = None) -> QuerySet[Position]:
    """The posts the actor may see. Vacant are only those of which a source says so; a post nobody is known to hold is `unknown`."""
    found = access.positions_visible_to(actor).select_related("unit", "agency").order_by("code")
    return found if vacant is None else found.exclude(vacancy_source="") if vacant else found.filter(vacancy_source="")


def posts_without_holder(*, actor: Actor) -> QuerySet[Position]:
    """Posts that no active official is known to hold and no source calls vacant: unknown, not vacant."""
    held = Official.objects.filter(position=OuterRef("pk"), status=Official.Status.ACTIVE)
    return positions(actor=actor, vacant=False).filter(~Exists(held))


def position(identifier: int, *, actor: Actor) -> Position | None:
    return positions(actor=actor).filter(pk=identifier).first()


def standard_of(officials: Iterable[Official]) -> dict[int, tuple[dict[str, int], str]]:
    """official id -> ({competency: level}, "position"), or ({}, "tier") where the post is unknown or has no standard.

    Profiling then takes the tier's default, labelled "baku jenjang, bukan SKJ"."""
    posts = {one.pk: one.position_id for one in officials}
    wanted = PositionStandard.objects.filter(position_id__in={post for post in posts.values() if post is not None})
    levels: dict[int, dict[str, int]] = {}
    for post, competency, level in wanted.values_list("position_id", "competency", "level"):
        levels.setdefault(post, {})[competency] = level
    return {
        person: (levels[post], "position") if post is not None and post in levels else ({}, "tier")
        for person, post in posts.items()
    }


# --- registers, for profiling ----------------------------------------------------------------------------------------


class RatingRow(NamedTuple):
    official_id: int
    year: int
    results: str  # "di atas ekspektasi", "sesuai ekspektasi", "di bawah ekspektasi"
    behaviour: str
    predicate: str  # "Sangat Baik", "Baik", "Butuh Perbaikan", "Kurang", "Sangat Kurang"
    source: str


class AwardRow(NamedTuple):
    official_id: int
    date: dt.date
    name: str
    source: str


class TeamRow(NamedTuple):
    official_id: int
    date: dt.date
    role: str  # "Ketua tim lintas instansi", ...
    source: str


class TrainingRow(NamedTuple):
    official_id: int
    date: dt.date
    name: str
    hours: int | None  # None: the source's figure is impossible
    source: str


class DisciplineRow(NamedTuple):
    official_id: int
    date: dt.date
    severity: str  # ringan, sedang, berat
    serving: bool | None
    until: dt.date | None
    source: str


class FeedbackRow(NamedTuple):
    official_id: int
    year: int
    value: Decimal  # 0 to 100
    raters: int
    source: str


class HistoryRow(NamedTuple):
    official_id: int
    name: str
    reach: str  # "instansi lain", "unit lain", "unit sendiri"
    since: dt.date
    until: dt.date | None
    status: str  # definitif, Plt, Plh, Pj
    source: str


class EducationRow(NamedTuple):
    official_id: int
    level: str  # S3, S2, S1, D4, D3, SLTA, ...
    field: str
    relevance: str  # relevan, sebagian, tidak relevan, "" = not judged
    source: str


class AssessmentRow(NamedTuple):
    official_id: int
    instrument: str
    institution: str
    date: dt.date
    levels: dict[str, int]
    source: str


@dataclass(frozen=True)
class Registers:
    """Rows of every register of some officials, on record and not dated after the day of evidence."""

    ratings: tuple[RatingRow, ...]
    awards: tuple[AwardRow, ...]
    teams: tuple[TeamRow, ...]
    trainings: tuple[TrainingRow, ...]
    disciplines: tuple[DisciplineRow, ...]
    feedback: tuple[FeedbackRow, ...]
    history: tuple[HistoryRow, ...]
    education: tuple[EducationRow, ...]
    assessments: tuple[AssessmentRow, ...]


def registers(official_ids: Collection[int], as_of: dt.date) -> Registers:
    """Every register's rows of these officials up to the day of evidence (years up to and with its year), in a fixed order."""
    ids, dated, yearly = list(official_ids), Q(date__lte=as_of), Q(year__lte=as_of.year)

    def rows(model: type[models.Evidence], row: type[NamedTuple], when: Q) -> tuple[tuple[object, ...], ...]:
        found = model._default_manager.filter(when, official_id__in=ids).order_by("official_id", "pk")
        return tuple(row(*values) for values in found.values_list(*row._fields))

    return Registers(
        ratings=rows(models.PerformanceRating, RatingRow, yearly),  # type: ignore[arg-type]
        awards=rows(models.Award, AwardRow, dated),  # type: ignore[arg-type]
        teams=rows(models.TeamAssignment, TeamRow, dated),  # type: ignore[arg-type]
        trainings=rows(models.Training, TrainingRow, dated),  # type: ignore[arg-type]
        disciplines=rows(models.Discipline, DisciplineRow, dated),  # type: ignore[arg-type]
        feedback=rows(models.Feedback360, FeedbackRow, yearly),  # type: ignore[arg-type]
        history=rows(models.PositionHistory, HistoryRow, Q(since__lte=as_of)),  # type: ignore[arg-type]
        education=rows(models.Education, EducationRow, Q()),  # type: ignore[arg-type]
        assessments=rows(models.ExternalAssessment, AssessmentRow, dated),  # type: ignore[arg-type]
    )


def roster_sources(official_ids: Collection[int]) -> dict[int, str]:
    """official -> the row of the staff list that his own data (post, education) come from: file, sheet, row, day of the import.

    The newest import still in force counts. Whoever came by another way is absent.
    """
    targets = [f"official:{pk}" for pk in official_ids]
    rows = ImportRow.objects.filter(kind="pegawai", batch__state=ImportBatch.State.APPLIED, target__in=targets)
    told = rows.order_by("batch__applied_at", "pk").values_list(
        "target", "batch__file_name", "sheet", "number", "batch__applied_at"
    )
    return {
        int(target.partition(":")[2]): Said(
            gettext_noop("%(place)s; diimpor %(day)s"),
            place=place_in_file(file, sheet, number),
            day=timezone.localtime(at).date(),
        )
        for target, file, sheet, number, at in told
    }


def complete_registers(paths: Iterable[str], as_of: dt.date) -> dict[str, dict[str, dt.date]]:
    """path -> {register: complete up to this day}, for the registers declared complete at or above the path up to `as_of` or later.

    The declaration nearest to the path decides, so that a subunit may take back what its department declared. Somebody
    whose unit is
    unknown stands at the agency's own path, which no unit's declaration covers.
    """
    declared: dict[str, dict[str, dt.date | None]] = {}
    for row in RegisterDeclaration.objects.all().values_list("path", "register", "complete", "up_to"):
        path, register, complete, up_to = row
        declared.setdefault(path, {})[register] = up_to if complete else None
    return {path: _complete_at(path, declared, as_of) for path in set(paths)}


def _complete_at(path: str, declared: dict[str, dict[str, dt.date | None]], as_of: dt.date) -> dict[str, dt.date]:
    found: dict[str, dt.date | None] = {}
    labels = path.split(".")
    for depth in range(len(labels), 0, -1):
        for register, up_to in declared.get(".".join(labels[:depth]), {}).items():
            found.setdefault(register, up_to)
    return {register: up_to for register, up_to in found.items() if up_to is not None and up_to >= as_of}


_KINDS: Final = {
    "umpan_balik_360": frozenset({"umpan balik 360"}),
    "riwayat_jabatan": frozenset({"riwayat jabatan"}),
    "pendidikan": frozenset({"pendidikan"}),
}
_SEVERAL: Final = frozenset({"penghargaan", "tim kerja", "pelatihan", "hukuman disiplin"})
"""The registers of the sheet riwayat, whose rows say by a word of their own which one they belong to."""
_SAID_ALREADY: Final = ("row_repeated", "row_conflicting")


def waiting_registers(official_ids: Collection[int]) -> dict[int, frozenset[str]]:
    """official -> registers of which a row about him waits in the queue: what it will say there is not known yet.

    A row waits while a doubt that blocks it is open, and while its date lies in the future. A row that repeats or contradicts one
    that stands is not waited for. Rows without a NIP of ours belong to nobody yet: whoever has no well-formed NIP may be meant.
    """
    found: dict[int, set[str]] = {}
    ids = {
        (agency, "".join(nip.split()).casefold()): pk
        for pk, agency, nip in Official.objects.filter(pk__in=list(official_ids)).values_list("pk", "agency_id", "nip")
    }
    open_ = QualityIssue.objects.filter(state=QualityIssue.State.OPEN, row__kind__in=("riwayat", *_KINDS)).filter(
        Q(severity="blocks") | Q(cause="date_future")
    )
    rows = open_.exclude(cause__in=_SAID_ALREADY).values_list("batch__agency_id", "row__kind", "row__key").distinct()
    for agency, kind, key in rows:
        nip, *rest = key.split("|")
        if (official_id := ids.get((agency, nip))) is not None:
            found.setdefault(official_id, set()).update(_KINDS.get(kind) or _register_of(rest))
    return {official_id: frozenset(registers) for official_id, registers in found.items()}


def _register_of(rest: list[str]) -> frozenset[str]:
    word = read_word("register", rest[0]) if rest else None
    return _SEVERAL if word not in _SEVERAL else frozenset({word})


# --- imports and the queue -------------------------------------------------------------------------------------------


def imports(*, actor: Actor) -> QuerySet[ImportBatch]:
    return access.batches_visible_to(actor).select_related("agency").order_by("-uploaded_at", "-pk")


def import_batch(identifier: uuid.UUID, *, actor: Actor) -> ImportBatch | None:
    return imports(actor=actor).filter(uuid=identifier).first()


def rows_with_doubts(batch: ImportBatch) -> QuerySet[ImportRow]:
    """The rows of a batch that hold a doubt, in the file's order."""
    return batch.rows.exclude(doubts=[]).select_related("batch").order_by("pk")


def rows_with_changes(batch: ImportBatch) -> QuerySet[ImportRow]:
    """The rows of a batch that say something else than what stood before it, in the file's order."""
    return batch.rows.exclude(changes=[]).select_related("batch").order_by("pk")


def people_in(rows: Collection[ImportRow]) -> list[uuid.UUID]:
    """The people whom these rows of files tell of, as far as they are known: by their record, or by the NIP with which the row's
    key begins."""
    agencies = ImportBatch.objects.filter(pk__in={row.batch_id for row in rows}).values("agency")
    told = Q(issues__row__in=rows) | Q(agency__in=agencies, nip__in={row.key.partition("|")[0] for row in rows})
    return list(Official.objects.filter(told).distinct().values_list("uuid", flat=True))


def sheets(batch: ImportBatch) -> list[tuple[str, dict[str, Any]]]:
    """(sheet, its mapping) in the order of the file."""
    return sorted(batch.mapping.items(), key=lambda pair: pair[1]["order"])


def earlier_import(batch: ImportBatch) -> ImportBatch | None:
    """The same file, applied before and not undone."""
    same = ImportBatch.objects.filter(agency=batch.agency, file_hash=batch.file_hash, state=ImportBatch.State.APPLIED)
    return same.exclude(pk=batch.pk).order_by("-applied_at").first()


def issues(
    *,
    actor: Actor,
    cause: str | None = None,
    batch: ImportBatch | None = None,
    unit: Organisation | None = None,
    search: str = "",
) -> QuerySet[QualityIssue]:
    """The open ones. `search` looks in names; whoever may read the file's rows whole finds by all that stands in them."""
    found = access.issues_visible_to(actor).filter(state=QualityIssue.State.OPEN).select_related("row", "official", "batch")
    if cause:
        found = found.filter(cause=cause)
    if batch is not None:
        found = found.filter(batch=batch)
    if unit is not None:
        found = found.filter(Q(path__under=unit.path) | _of_somebody(path__under=unit.path))
    for word in search.split():
        in_full = Q(row__raw__icontains=word, path__under=actor.paths(access.MAY["view_nip"]))
        found = found.filter(Q(official__name__icontains=word) | _of_somebody(name__icontains=word) | in_full)
    return found.order_by("pk")


def decided(*, actor: Actor, cause: str) -> QuerySet[QualityIssue]:
    """Those of a cause that somebody mended or set aside, the latest first."""
    states = [QualityIssue.State.MENDED, QualityIssue.State.DISMISSED]
    found = access.issues_visible_to(actor).filter(state__in=states, cause=cause, decided_at__isnull=False)
    return found.select_related("row", "official", "batch").order_by("-decided_at", "-pk")


def issue(identifier: uuid.UUID, *, actor: Actor) -> QualityIssue | None:
    return (
        access.issues_visible_to(actor).select_related("row", "official", "batch", "batch__agency").filter(uuid=identifier).first()
    )


def _of_somebody(**what: object) -> Exists:
    """Whether an issue's row begins with the NIP of such an official: a register's row does."""
    of_row = Func(OuterRef("row__key"), Value("|"), Value(1), function="split_part")
    return Exists(Official.objects.filter(agency=OuterRef("batch__agency"), nip=of_row, **what))


def batches_in_queue(*, actor: Actor) -> QuerySet[ImportBatch]:
    """The imports of which something is still doubtful, the latest first."""
    return imports(actor=actor).filter(pk__in=issues(actor=actor).order_by().values("batch"))


def open_causes(*, actor: Actor) -> list[tuple[str, int, int]]:
    """(cause, how many are open, for how many a value is suggested), the blocking and the many first."""
    found = access.issues_visible_to(actor).filter(state=QualityIssue.State.OPEN).values("cause", "severity").order_by()
    counted = found.annotate(n=Count("pk"), suggested=Count("pk", filter=~Q(suggestion="")))
    ranked = sorted(counted, key=lambda row: (row["severity"] != "blocks", -row["n"], row["cause"]))
    return [(row["cause"], row["n"], row["suggested"]) for row in ranked]
