"""The data-quality queue: by cause, mended in place, many at once, or set aside with a reason."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from sembilan.audit.services import note_listing
from sembilan.kit import clock
from sembilan.kit.errors import RuleBroken
from sembilan.kit.said import Said
from sembilan.kit.tabular import as_text
from sembilan.kit.text import gettext_noop, whole
from sembilan.people import access, queue_rows, selectors, services
from sembilan.people.errors import NothingToMend, UnitNotFound, ValueNeeded
from sembilan.people.models import ImportBatch, ImportRow, QualityIssue
from sembilan.people.rules import values
from sembilan.people.rules.causes import CAUSES, Cause
from sembilan.people.rules.headers import KINDS
from sembilan.people.rules.nip import parts_of, read_nip
from sembilan.people.rules.raw import cells_of, is_absent
from sembilan.people.rules.unit_names import unit_meant
from sembilan.tenancy import selectors as tenancy
from sembilan.tenancy.models import Organisation
from sembilan.tenancy.rules import Role
from sembilan.web.console.people.imports import veiled
from sembilan.web.ui.pages import Request, found, page, render, say, told

READERS = (Role.AGENCY_ADMIN, Role.AUDITOR)
PER_PAGE, EXAMPLES = 25, 10
REPEAT = "row_repeated"
REPEAT_REASON = gettext_noop("Baris yang sama persis; dihitung satu kali.")
CHOICES: dict[str, tuple[str, ...]] = {
    "sex": ("L", "P"),
    "status": ("Aktif", "Pensiun", "Berhenti"),
    "tier": values.TIERS,
    "education": values.EDUCATION,
    "level": values.EDUCATION,
    "predicate": values.PREDICATES,
    "results": values.RATINGS,
    "behaviour": values.RATINGS,
    "reach": values.REACHES,
    "register": values.REGISTERS,
}


@dataclass(frozen=True)
class Wrong:
    """What was refused, told at the field where it was typed. `issue`: None where one decision was for all."""

    issue: QualityIssue | None
    field: str
    typed: str
    text: str


@dataclass(frozen=True)
class Asked:
    """Which part of a cause's list is looked at, and decided on: of one file, of one unit, of whoever is searched.

    `parameters`: as an address and a form carry it. What is asked for and not there leaves nothing, never everything."""

    batch: ImportBatch | None
    unit: Organisation | None
    search: str
    parameters: dict[str, str]

    @property
    def lost(self) -> bool:
        return bool(("berkas" in self.parameters and not self.batch) or ("unit" in self.parameters and not self.unit))


def _asked(request: Request) -> Asked:
    sent = request.POST if request.method == "POST" else request.GET
    told = {name: sent.get(name, "").strip()[:200] for name in ("berkas", "unit", "cari")}
    batch = next((one for one in selectors.batches_in_queue(actor=request.actor) if str(one.uuid) == told["berkas"]), None)
    unit = None
    for agency in tenancy.agencies(actor=request.actor) if told["unit"] else ():
        unit = unit or selectors.unit_by_code(agency, unit_meant(_units_of(agency), told["unit"]) or "")
    return Asked(batch, unit, told["cari"], {name: value for name, value in told.items() if value})


def _units_of(agency: Organisation) -> dict[str, str]:
    return selectors.unit_choices(agency)


def _open(request: Request, kind: Cause) -> QuerySet[QualityIssue]:
    """The open issues of a cause, of the part that is looked at."""
    asked = _asked(request)
    rows = selectors.issues(actor=request.actor, cause=kind.code, batch=asked.batch, unit=asked.unit, search=asked.search)
    return rows.none() if asked.lost else rows


@page(*READERS)
def causes(request: Request) -> HttpResponse:
    rows = [(CAUSES[code], n, suggested) for code, n, suggested in selectors.open_causes(actor=request.actor)]
    return render(
        request,
        "console/people/queue.html",
        {
            "blocking": [row for row in rows if row[0].severity == "blocks"],
            "doubtful": [row for row in rows if row[0].severity == "doubt"],
            "n": sum(n for _cause, n, _suggested in rows),
            "n_rows": selectors.issues(actor=request.actor).order_by().values("row").distinct().count(),
            "keeper": request.actor.has(Role.AGENCY_ADMIN),
        },
    )


@page(*READERS)
def cause(request: Request, cause: str) -> HttpResponse:
    return _listed(request, _cause(cause), request.GET.get("hal", ""))


def _listed(request: Request, kind: Cause, number: str, wrong: Wrong | None = None) -> HttpResponse:
    """The open issues of a cause: after an act with the news of it where its row stood, after a refusal with the reason at
    the field."""
    rows, asked = _open(request, kind), _asked(request)
    shown = Paginator(rows, PER_PAGE).get_page(number)
    issues = list(shown.object_list)
    if issues:
        _noted(request, issues)
    units: dict[str, str] = {}
    places: dict[str, str] = {}
    for agency in tenancy.agencies(actor=request.actor):
        places |= _units_of(agency)
        if kind.mend == "unit":
            units |= _units(kind, agency)
    firsts, names = queue_rows.first_rows(issues), queue_rows.names_of(issues)
    return render(
        request,
        "console/people/cause.html",
        {
            "cause": kind,
            "page": shown,
            "lines": [_line(issue, request, names, units, firsts.get(issue.pk)) for issue in issues],
            "news": _news(request),
            "wrong": wrong,
            "asked": asked,
            "kept": asked.parameters,
            "encoded": urlencode(asked.parameters),
            "batches": selectors.batches_in_queue(actor=request.actor),
            "places": places,
            "is_repeat": kind.code == REPEAT,
            "repeat_reason": gettext(REPEAT_REASON),
            "suggested": rows.exclude(suggestion="").count(),
            "units": units,
            "one_for_all": kind.one_for_all and rows.order_by().values("column").distinct().count() == 1,
            "bulk_choices": CHOICES.get(issues[0].column, ()) if issues else (),
            "keeper": request.actor.has(Role.AGENCY_ADMIN),
            "decided": selectors.decided(actor=request.actor, cause=kind.code).count(),
        },
        status=400 if wrong else 200,
    )


def _line(
    issue: QualityIssue, request: Request, names: dict[int, str], units: dict[str, str], first: ImportRow | None
) -> dict[str, Any]:
    """What one row of the page shows: whose, where in the file, what stands there, what may be put in its place."""
    row = issue.row
    row.batch = issue.batch  # the same one, fetched already
    whole = access.can(request.actor, "mend", issue)
    cells = cells_of(row.raw, row.batch.mapping, row.sheet)
    nip, name = (as_text(cells.get(column)) for column in ("nip", "name"))
    number = nip or row.key.partition("|")[0]
    return {
        "issue": issue,
        "who": names.get(issue.pk) or name or (number if whole else veiled("nip", number)),
        "nip": nip if whole else "",
        "value": issue.value if whole else veiled(issue.column, issue.value),
        "absent": is_absent(row.batch.mapping, row.sheet, issue.column) and not issue.value,
        "service": _service(nip) if issue.cause == "date_before_service" else None,
        "parts": parts_of(issue.value) if whole and CAUSES[issue.cause].mend == "nip" and issue.value else None,
        "column": next((column.title for column in KINDS[row.kind].columns if column.code == issue.column), ""),
        "choices": CHOICES.get(issue.column, ()),
        "suggestion": units.get(issue.suggestion, issue.suggestion),
        "twin": _twin(first, row) if first and whole else None,
    }


def _service(nip: str) -> date | None:
    """The begin of service that a NIP says."""
    return read_nip(nip, clock.now().date()).service


def _twin(first: ImportRow, row: ImportRow) -> dict[str, Any]:
    """The row that counts beside the row that waits: every column in which they differ, and how many are the same."""
    ours = {column.code: column.title for column in KINDS[row.kind].columns}
    cells = [_cells(one) for one in (first, row)]
    pairs = {code: (cells[0].get(code, ""), cells[1].get(code, "")) for code in ours if code in cells[0] or code in cells[1]}
    return {
        "first": first,
        "different": [(ours[code], *pair) for code, pair in pairs.items() if pair[0] != pair[1]],
        "same": sum(one == other for one, other in pairs.values()),
    }


def _cells(row: ImportRow) -> dict[str, str]:
    """Our column -> what the row says there: the file's cell, or what somebody put in its place."""
    return {code: as_text(cell) for code, cell in (cells_of(row.raw, row.batch.mapping, row.sheet) | row.mended).items()}


def _units(kind: Cause, agency: Organisation) -> dict[str, str]:
    """A parent may be the agency itself, a person's unit may not."""
    return selectors.unit_choices(agency, with_agency=kind.code in ("unit_parent_unknown", "unit_moved", "unit_cycle"))


def _news(request: Request) -> dict[str, Any] | None:
    """What became of the issue which was decided just now, and what its row is doubted for next."""
    issue = _by_uuid(request, request.GET.get("selesai", ""))
    if issue is None or issue.state == QualityIssue.State.OPEN:
        return None
    mended = issue.state == QualityIssue.State.MENDED
    others = selectors.issues(actor=request.actor).filter(row=issue.row)
    return {
        "after": issue.pk,
        "who": _line(issue, request, queue_rows.names_of([issue]), {}, None)["who"],
        "text": gettext("Diperbaiki.") if mended else gettext("Dikesampingkan dengan alasan."),
        "others": [CAUSES[other.cause] for other in others],
    }


@page(Role.AGENCY_ADMIN)
def one_issue(request: Request, cause: str, issue: uuid.UUID) -> HttpResponse:
    """Mend one, or set it aside."""
    kind, row = _cause(cause), found(selectors.issue(issue, actor=request.actor))
    number = request.POST.get("hal", "")
    if request.method == "POST":
        field = "reason" if "dismiss" in request.POST else "value"
        typed = request.POST.get(field, "")
        try:
            if field == "reason":
                services.dismiss_issue(row, typed, actor=request.actor, at=clock.now())
            else:
                value = row.suggestion if "accept" in request.POST else _meant(kind, row, typed)
                services.mend_issue(row, value, actor=request.actor, at=clock.now())
        except RuleBroken as problem:
            return _listed(request, kind, number, Wrong(row, field, typed, told(problem)))
        if not selectors.issues(actor=request.actor, cause=kind.code).exists():
            done = gettext("Dikesampingkan dengan alasan.") if field == "reason" else gettext("Diperbaiki.")
            last = gettext("Tidak ada lagi yang terbuka untuk “%(cause)s”.") % {"cause": gettext(kind.title)}
            say(request, f"{done} {last}")
            return HttpResponseRedirect(reverse("people:queue") + "#main")
        return HttpResponseRedirect(_address(request, kind, number, selesai=str(row.uuid)) + "#kabar")
    return HttpResponseRedirect(_address(request, kind, number))


@page(Role.AGENCY_ADMIN)
def decided(request: Request, cause: str) -> HttpResponse:
    """What was decided of a cause, the latest first, and the way to take a decision back."""
    kind = _cause(cause)
    wrong: Wrong | None = None
    if request.method == "POST":
        row = found(_by_uuid(request, request.POST.get("issue", "")))
        typed = request.POST.get("reason", "")
        try:
            services.reopen_issue(row, typed, actor=request.actor, at=clock.now())
        except RuleBroken as problem:
            wrong = Wrong(row, "reason", typed, told(problem))
        else:
            say(request, gettext("Keputusan ditarik. Masalah ini terbuka lagi."))
            return HttpResponseRedirect(_address(request, kind, ""))
    shown = Paginator(selectors.decided(actor=request.actor, cause=kind.code), PER_PAGE).get_page(request.GET.get("hal"))
    issues = list(shown.object_list)
    if issues:
        _noted(request, issues)
    names = queue_rows.names_of(issues)
    lines = [_line(issue, request, names, {}, None) for issue in issues]
    context = {"cause": kind, "page": shown, "lines": lines, "wrong": wrong}
    return render(request, "console/people/decided.html", context, status=400 if wrong else 200)


def _by_uuid(request: Request, text: str) -> QualityIssue | None:
    try:
        return selectors.issue(uuid.UUID(text), actor=request.actor)
    except ValueError:
        return None


@page(Role.AGENCY_ADMIN)
def all_of_cause(request: Request, cause: str) -> HttpResponse:
    """One decision for every open issue of a cause."""
    kind = _cause(cause)
    if request.method != "POST":
        return _ask(request, kind)
    field = {"dismiss": "reason", "value": "value"}.get(request.POST.get("do", ""), "suggestions")
    typed = request.POST.get(field, "")
    if field == "suggestions" and request.POST.get("n") != str(_suggested(request, kind).count()):
        return _ask(request, kind)  # not what was agreed to: others are there by now
    try:
        n = _decide_all(request, kind, field, typed)
    except RuleBroken as problem:
        return _listed(request, kind, "", Wrong(None, field, typed, told(problem)))
    if field == "reason":
        say(request, ngettext("%(n)s masalah dikesampingkan.", "%(n)s masalah dikesampingkan.", n) % {"n": n})
    else:
        say(request, ngettext("%(n)s masalah diperbaiki.", "%(n)s masalah diperbaiki.", n) % {"n": n})
    left = selectors.issues(actor=request.actor, cause=kind.code).exists()
    return HttpResponseRedirect((_address(request, kind, "") if left else reverse("people:queue")) + "#main")


MENDING, LOOKING = gettext_noop("Memperbaiki data"), gettext_noop("Memeriksa antrean mutu data")


def _noted(request: Request, issues: list[QualityIssue]) -> None:
    """These rows were shown: whoever stands in them finds it again."""
    note_listing(
        "people.queue",
        actor=request.actor,
        at=clock.now(),
        why=Said(MENDING if access.can(request.actor, "mend", issues[0]) else LOOKING),
        path=issues[0].batch.path,
        people=selectors.people_in([issue.row for issue in issues]),
        count=len(issues),
    )


def _ask(request: Request, kind: Cause) -> HttpResponse:
    """How many suggestions would be taken at once, and the first of them: nothing is done before that was seen."""
    rows = _suggested(request, kind)
    n, issues = rows.count(), list(rows[:EXAMPLES])
    if not issues:
        return HttpResponseRedirect(_address(request, kind, ""))
    _noted(request, issues)
    units = _units(kind, issues[0].batch.agency) if kind.mend == "unit" else {}
    names = queue_rows.names_of(issues)
    lines = [_line(issue, request, names, units, None) for issue in issues]
    told = {"cause": kind, "n": n, "lines": lines, "kept": _asked(request).parameters, "back": _address(request, kind, "")}
    return render(request, "console/people/accept_all.html", told)


def _suggested(request: Request, kind: Cause) -> QuerySet[QualityIssue]:
    return _open(request, kind).exclude(suggestion="")


def _decide_all(request: Request, kind: Cause, field: str, typed: str) -> int:
    rows = _open(request, kind)
    if field == "reason":
        return services.dismiss_issues(rows, typed, actor=request.actor, at=clock.now())
    if field == "suggestions":
        return services.mend_issues(_suggested(request, kind), None, actor=request.actor, at=clock.now())
    if not kind.one_for_all:
        raise NothingToMend
    first = rows.select_related("batch__agency").first()
    value = _meant(kind, first, typed) if first else typed
    return services.mend_issues(rows, value, actor=request.actor, at=clock.now())


def _meant(kind: Cause, issue: QualityIssue, typed: str) -> str:
    """The value that a typed text stands for: of a unit its code. Raises ValueNeeded, UnitNotFound."""
    if not typed.strip():
        raise ValueNeeded
    if kind.mend != "unit":
        return typed
    code = unit_meant(_units(kind, issue.batch.agency), typed)
    if code is None:
        raise UnitNotFound(text=typed)
    return code


def _cause(code: str) -> Cause:
    if code not in CAUSES:
        raise Http404
    return CAUSES[code]


def _address(request: Request, kind: Cause, number: str, **more: str) -> str:
    """The page of the list where the person was, and the part of it."""
    asked = _asked(request).parameters | ({"hal": number} if whole(number) else {}) | more
    return reverse("people:cause", args=[kind.code]) + (f"?{urlencode(asked)}" if asked else "")
