"""A file comes in: preview, mapping by hand, apply, per-row errors, undo."""

from __future__ import annotations

import re
import uuid

from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRefresh

from sembilan.audit.services import note_listing
from sembilan.kit import clock
from sembilan.kit.errors import RuleBroken
from sembilan.kit.formats import masked
from sembilan.kit.said import Said
from sembilan.kit.tabular import as_text
from sembilan.kit.text import gettext_noop
from sembilan.people import access, selectors, services
from sembilan.people.errors import WorkBrokeOff
from sembilan.people.errors_sheet import change_sheet, error_sheet
from sembilan.people.models import ImportBatch, ImportRow
from sembilan.people.rules.causes import CAUSES
from sembilan.people.rules.headers import KINDS
from sembilan.people.rules.raw import is_absent
from sembilan.people.samples import samples
from sembilan.tenancy import selectors as tenancy
from sembilan.tenancy.rules import Role
from sembilan.web.console.people.forms import UploadForm
from sembilan.web.ui.pages import Request, download, found, page, render, say, tell, told

KEEPERS = (Role.AGENCY_ADMIN,)
READERS = (Role.AGENCY_ADMIN, Role.AUDITOR)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TONES = {"received": "info", "previewed": "info", "applied": "ok", "undone": ""}
FIRST_PROBLEMS = 15
FIRST_CHANGES = 20  # rows
HIDDEN = "•••"
_LONG_NUMBER = re.compile(r"\d{10,}")
OUTCOMES = ("new", "changed", "same", "doubtful", "refused", "unused")


@page(*READERS)
def imports(request: Request) -> HttpResponse:
    """The imports so far, and the form for a new one."""
    agencies = [one for one in tenancy.agencies(actor=request.actor) if access.can(request.actor, "import", one)]
    form = UploadForm([(str(one.uuid), one.name) for one in agencies], request.POST or None, request.FILES or None)
    if request.method == "POST" and agencies and form.is_valid():
        agency = next(one for one in agencies if str(one.uuid) == form.cleaned_data["agency"])
        file = form.cleaned_data["file"]
        try:
            batch = services.bring_import(agency, file.name, file.read(), actor=request.actor, at=clock.now())
        except RuleBroken as problem:
            form.add_error("file", told(problem))
        else:
            return HttpResponseRedirect(reverse("people:import", args=[batch.uuid]))
    shown = Paginator(selectors.imports(actor=request.actor), 20).get_page(request.GET.get("hal"))
    return render(
        request,
        "console/people/imports.html",
        {
            "form": form if agencies else None,
            "page": shown,
            "tones": TONES,
            "running": {one.pk for one in shown.object_list if one.is_under_way(clock.now())},
            "totals": {one.pk: totals(one) for one in shown.object_list},
        },
        status=400 if form.errors else 200,
    )


@page(*READERS)
def one(request: Request, batch: uuid.UUID) -> HttpResponse:
    """Before it is applied: what would happen. Afterwards: what happened."""
    row = found(selectors.import_batch(batch, actor=request.actor))
    keeper = access.can(request.actor, "import", row)
    if row.work or row.state == ImportBatch.State.RECEIVED:
        return render(request, "console/people/import_work.html", _work(row) | {"keeper": keeper})
    problems = list(selectors.rows_with_doubts(row)[:FIRST_PROBLEMS])
    changed = selectors.rows_with_changes(row)
    first = list(changed[:FIRST_CHANGES])
    _note("people.import", row, [*problems, *first], gettext("Memeriksa impor"), request)
    causes = [(CAUSES[code], n) for code, n in row.causes.items()]
    return render(
        request,
        "console/people/import.html",
        {
            "batch": row,
            "tone": TONES[row.state],
            "totals": totals(row),
            "kinds": KINDS,
            "sheets": [(sheet, row.counts[sheet]) for sheet, _mapped in selectors.sheets(row) if sheet in row.counts],
            "causes": sorted(causes, key=lambda pair: (pair[0].severity != "blocks", -pair[1])),
            "problems": [
                (
                    problem,
                    doubt_text(problem, cause, column),
                    _title(problem.kind, column),
                    value if keeper else veiled(column, value),
                )
                for problem in problems
                for cause, column, value, _suggestion in problem.doubts
            ],
            "changed": changed.count(),
            "first_changes": FIRST_CHANGES,
            "changes": [
                (one, _title(one.kind, column), *(value if keeper else veiled(column, value) for value in (stood, now)))
                for one in first
                for column, stood, now in one.changes
            ],
            "usable": any(mapped["kind"] and not mapped["missing"] for mapped in row.mapping.values()),
            "found": [(sheet, mapped["headers"]) for sheet, mapped in selectors.sheets(row)],
            "before": selectors.earlier_import(row),
            "missing": {sheet: mapped for sheet, mapped in row.mapping.items() if mapped["kind"] and mapped["missing"]},
            "unmatched": {sheet: mapped["unmatched"] for sheet, mapped in row.mapping.items() if mapped["unmatched"]},
            "keeper": keeper,
        },
    )


@page(*KEEPERS)
def remap(request: Request, batch: uuid.UUID) -> HttpResponse:
    """Choose by hand which sheet is which and which header means what."""
    row = found(selectors.import_batch(batch, actor=request.actor))
    if request.method != "POST":
        shown, rows = samples(row)
        _note("people.import", row, rows, gettext("Memeriksa impor"), request)
        known = {"batch": row, "kinds": KINDS, "sheets": selectors.sheets(row), "samples": shown}
        return render(request, "console/people/mapping.html", known)
    chosen: dict[str, tuple[str, dict[str, str]]] = {}
    for number, (sheet, _mapped) in enumerate(selectors.sheets(row)):
        kind = request.POST.get(f"kind-{number}", "")
        prefix = f"column-{number}-"
        chosen[sheet] = (
            kind,
            {key.removeprefix(prefix): str(value) for key, value in request.POST.items() if key.startswith(prefix) and value},
        )
    try:
        if not services.bring_mapping(row, chosen, actor=request.actor, at=clock.now()).work:
            say(request, gettext("Pemetaan disimpan. Periksa lagi pratinjaunya."))
    except RuleBroken as problem:
        tell(request, problem)
    return HttpResponseRedirect(reverse("people:import", args=[row.uuid]))


@page(*KEEPERS)
def apply(request: Request, batch: uuid.UUID) -> HttpResponse:
    row = found(selectors.import_batch(batch, actor=request.actor))
    if request.method == "POST":
        try:
            if not services.work_on(row, ImportBatch.Work.APPLY, actor=request.actor, at=clock.now()).work:
                say(request, gettext("Impor diterapkan."))
        except RuleBroken as problem:
            tell(request, problem)
    return HttpResponseRedirect(reverse("people:import", args=[row.uuid]))


@page(*KEEPERS)
def discard(request: Request, batch: uuid.UUID) -> HttpResponse:
    """A preview that nobody wants goes, and the list with it is shorter."""
    row = found(selectors.import_batch(batch, actor=request.actor))
    if request.method != "POST":
        return render(request, "console/people/discard.html", {"batch": row})
    try:
        services.discard_import(row, actor=request.actor, at=clock.now())
    except RuleBroken as problem:
        tell(request, problem)
        return HttpResponseRedirect(reverse("people:import", args=[row.uuid]))
    say(request, gettext("Pratinjau %(file)s dibuang.") % {"file": row.file_name})
    return HttpResponseRedirect(reverse("people:imports"))


@page(*KEEPERS)
def undo(request: Request, batch: uuid.UUID) -> HttpResponse:
    row = found(selectors.import_batch(batch, actor=request.actor))
    if request.method != "POST":
        return render(request, "console/people/undo.html", {"batch": row, "totals": totals(row)})
    try:
        if not services.work_on(row, ImportBatch.Work.UNDO, actor=request.actor, at=clock.now()).work:
            say(request, gettext("Impor dibatalkan. Data kembali seperti sebelumnya."))
    except RuleBroken as problem:
        tell(request, problem)
    return HttpResponseRedirect(reverse("people:import", args=[row.uuid]))


@page(*READERS)
def progress(request: Request, batch: uuid.UUID) -> HttpResponse:
    """The fragment that replaces itself while the background is at it; afterwards the page opens anew."""
    row = found(selectors.import_batch(batch, actor=request.actor))
    told_now = _work(row)
    if not told_now["running"]:
        return HttpResponseClientRefresh()
    return render(request, "console/people/_import_work.html", told_now)


@require_POST
@page(*KEEPERS)
def again(request: Request, batch: uuid.UUID) -> HttpResponse:
    """Work that was refused or broke off, once more; or leave it and go back to what stands."""
    row = found(selectors.import_batch(batch, actor=request.actor))
    try:
        if "leave" in request.POST:
            services.leave_work(row, actor=request.actor, at=clock.now())
        elif row.work:
            services.work_on(row, row.work, actor=request.actor, at=clock.now())
    except RuleBroken as problem:
        tell(request, problem)
    return HttpResponseRedirect(reverse("people:import", args=[row.uuid]))


@page(*KEEPERS)
def changes(request: Request, batch: uuid.UUID) -> HttpResponse:
    """Every cell that says something else than what stood before this import, as a workbook."""
    row = found(selectors.import_batch(batch, actor=request.actor))
    rows = list(selectors.rows_with_changes(row))
    _note("people.import_changes", row, rows, Said(gettext_noop("Memeriksa perubahan")), request)
    return download(change_sheet(row, rows, gettext), "perubahan-impor.xlsx", XLSX)


@page(*KEEPERS)
def errors(request: Request, batch: uuid.UUID) -> HttpResponse:
    """Every row that holds a doubt, as a workbook: with every cell as it came, so for those who mend the source alone."""
    row = found(selectors.import_batch(batch, actor=request.actor))
    rows = list(selectors.rows_with_doubts(row))
    _note("people.import_errors", row, rows, Said(gettext_noop("Memperbaiki data")), request)
    return download(error_sheet(row, rows, gettext), "masalah-impor.xlsx", XLSX)


def _work(batch: ImportBatch) -> dict[str, object]:
    running = batch.is_under_way(clock.now())
    refusal = batch.refusal or {"message": WorkBrokeOff.message, "parameters": {}}
    why = gettext(refusal["message"]) % refusal["parameters"] if refusal["parameters"] else gettext(refusal["message"])
    return {"batch": batch, "running": running, "why": "" if running else why}


def _note(what: str, batch: ImportBatch, rows: list[ImportRow], why: str, request: Request) -> None:
    people = selectors.people_in(rows)
    note_listing(what, actor=request.actor, at=clock.now(), why=why, path=batch.path, people=people, count=len(rows))


def veiled(column: str, value: str) -> str:
    """A cell of a file as somebody reads it who may see no NIP in full, and nothing of a disability (people/access.py)."""
    if column == "accommodation":
        return HIDDEN
    return masked(value) if column == "nip" else _LONG_NUMBER.sub(lambda found: masked(found[0]), value)


def doubt_text(row: ImportRow, cause: str, column: str) -> str:
    """What is doubtful, in words: where the sheet has no such column at all, that."""
    if is_absent(row.batch.mapping, row.sheet, column):
        return gettext("Kolom %(column)s tidak ditemukan") % {"column": _title(row.kind, column)}
    return gettext(CAUSES[cause].title)


def totals(batch: ImportBatch) -> dict[str, int]:
    return {name: sum(sheet.get(name, 0) for sheet in batch.counts.values()) for name in ("read", "tidied", *OUTCOMES)}


def _title(kind: str, column: str) -> str:
    return next((gettext(one.title) for one in KINDS[kind].columns if one.code == column), column) if kind else as_text(column)
