"""The data-quality queue: by cause, mended in place, many at once, or set aside with a reason."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from sembilan.audit.services import note_reading
from sembilan.kit import clock
from sembilan.kit.errors import RuleBroken
from sembilan.people import access, selectors, services
from sembilan.people.models import QualityIssue
from sembilan.people.rules import values
from sembilan.people.rules.causes import CAUSES, Cause
from sembilan.people.rules.headers import KINDS
from sembilan.tenancy import selectors as tenancy
from sembilan.tenancy.rules import Role
from sembilan.web.console.people.imports import veiled
from sembilan.web.ui.pages import Request, found, page, render, say, tell

READERS = (Role.AGENCY_ADMIN, Role.AUDITOR)
PER_PAGE = 25
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


@page(*READERS)
def causes(request: Request) -> HttpResponse:
    rows = [(CAUSES[code], n, suggested) for code, n, suggested in selectors.open_causes(actor=request.actor)]
    return render(
        request,
        "console/people/queue.html",
        {
            "blocking": [row for row in rows if row[0].severity == "blocks"],
            "doubtful": [row for row in rows if row[0].severity == "doubt"],
            "keeper": request.actor.has(Role.AGENCY_ADMIN),
        },
    )


@page(*READERS)
def cause(request: Request, cause: str) -> HttpResponse:
    kind = _cause(cause)
    rows = selectors.issues(actor=request.actor, cause=kind.code)
    shown = Paginator(rows, PER_PAGE).get_page(request.GET.get("hal"))
    if shown.object_list:
        note_reading(
            "people.queue",
            actor=request.actor,
            at=clock.now(),
            why=gettext("Memperbaiki data"),
            path=shown.object_list[0].batch.path,
            count=len(shown.object_list),
        )
    agencies = list(tenancy.agencies(actor=request.actor)) if kind.mend == "unit" else []
    return render(
        request,
        "console/people/cause.html",
        {
            "cause": kind,
            "page": shown,
            "lines": [_line(issue, request) for issue in shown.object_list],
            "suggested": rows.exclude(suggestion="").count(),
            "units": [unit for agency in agencies for unit in selectors.units(agency)],
            "bulk_choices": CHOICES.get(shown.object_list[0].column, ()) if shown.object_list else (),
            "keeper": request.actor.has(Role.AGENCY_ADMIN),
        },
    )


def _line(issue: QualityIssue, request: Request) -> dict[str, Any]:
    """What one row of the page shows: whose, where in the file, what stands there, what may be put in its place."""
    row = issue.row
    whole = access.can(request.actor, "mend", issue)
    headers = row.batch.mapping.get(row.sheet, {}).get("columns", {})
    nip, name = (str(row.raw.get(headers.get(column, ""), "") or "") for column in ("nip", "name"))
    number = nip or row.key.partition("|")[0]
    return {
        "issue": issue,
        "who": issue.official.full_name if issue.official else name or (number if whole else veiled("nip", number)),
        "nip": nip if whole else "",
        "value": issue.value if whole else veiled(issue.column, issue.value),
        "column": next((column.title for column in KINDS[row.kind].columns if column.code == issue.column), ""),
        "choices": CHOICES.get(issue.column, ()),
    }


@page(Role.AGENCY_ADMIN)
def one_issue(request: Request, cause: str, issue: uuid.UUID) -> HttpResponse:
    """Mend one, or set it aside."""
    kind, row = _cause(cause), found(selectors.issue(issue, actor=request.actor))
    if request.method == "POST":
        try:
            if "dismiss" in request.POST:
                services.dismiss_issue(row, request.POST.get("reason", ""), actor=request.actor, at=clock.now())
                say(request, gettext("Dikesampingkan dengan alasan."))
            else:
                value = row.suggestion if "accept" in request.POST else request.POST.get("value", "")
                services.mend_issue(row, value, actor=request.actor, at=clock.now())
                say(request, gettext("Diperbaiki."))
        except RuleBroken as problem:
            tell(request, problem)
    return HttpResponseRedirect(_back(request, kind))


@page(Role.AGENCY_ADMIN)
def all_of_cause(request: Request, cause: str) -> HttpResponse:
    """One decision for every open issue of a cause."""
    kind = _cause(cause)
    rows = selectors.issues(actor=request.actor, cause=kind.code)
    if request.method == "POST":
        try:
            if request.POST.get("do") == "dismiss":
                n = services.dismiss_issues(rows, request.POST.get("reason", ""), actor=request.actor, at=clock.now())
                say(request, ngettext("%(n)s masalah dikesampingkan.", "%(n)s masalah dikesampingkan.", n) % {"n": n})
            else:
                value = request.POST.get("value") if request.POST.get("do") == "value" else None
                chosen = rows if value is not None else rows.exclude(suggestion="")
                n = services.mend_issues(chosen, value, actor=request.actor, at=clock.now())
                say(request, ngettext("%(n)s masalah diperbaiki.", "%(n)s masalah diperbaiki.", n) % {"n": n})
        except RuleBroken as problem:
            tell(request, problem)
    return HttpResponseRedirect(_back(request, kind))


def _cause(code: str) -> Cause:
    if code not in CAUSES:
        raise Http404
    return CAUSES[code]


def _back(request: Request, kind: Cause) -> str:
    """The same page of the list while it holds anything, else the queue."""
    if not selectors.issues(actor=request.actor, cause=kind.code).exists():
        return reverse("people:queue")
    number = request.POST.get("hal", "")
    return reverse("people:cause", args=[kind.code]) + (f"?hal={number}" if number.isdigit() else "")
