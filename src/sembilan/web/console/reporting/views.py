"""Views of reports for officers. Every file that leaves is asked for with a purpose, and its reading is logged."""

from __future__ import annotations

import uuid

from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from sembilan.kit import clock
from sembilan.kit.errors import RuleBroken
from sembilan.profiling import selectors as profiling
from sembilan.reporting import access, selectors, services
from sembilan.reporting.models import ReportJob
from sembilan.tenancy.rules import Role
from sembilan.web.console.parts import purposes
from sembilan.web.console.reporting.forms import PurposeForm
from sembilan.web.ui.outside import reasons
from sembilan.web.ui.pages import Request, download, found, page, render, say, tell

READERS = (Role.AGENCY_ADMIN, Role.COMMITTEE, Role.PPK, Role.AUDITOR)
PER_PAGE = 50


@page(*READERS)
def overview(request: Request) -> HttpResponse:
    """Agencies and units with how many people there have a result."""
    rows = selectors.units_with_results(actor=request.actor, search=request.GET.get("cari", "").strip())
    context = {
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("hal")),
        "search": request.GET.get("cari", ""),
        "apart": _off_the_map(request),
    }
    return render(request, "console/reporting/overview.html", context)


@page(*READERS)
def person(request: Request, identifier: uuid.UUID) -> HttpResponse:
    """One person's report: the purpose first, then the file."""
    official = found(selectors.official(identifier, actor=request.actor))
    form = PurposeForm(request.POST or None, initial={"purpose": purposes.given(request, official.uuid)})
    if request.method == "POST" and form.is_valid():
        try:
            document, content = services.make_report(
                official,
                actor=request.actor,
                at=clock.now(),
                purpose=form.cleaned_data["purpose"],
                language=form.cleaned_data["language"],
                site=request.build_absolute_uri("/"),
            )
        except RuleBroken as problem:
            form.add_error(None, gettext(problem.message) % problem.parameters)
        else:
            return download(content, f"laporan-{document.code}.pdf", "application/pdf")
    context = {"official": official, "form": form, "has_result": bool(selectors.facts_of([official]))}
    return render(request, "console/reporting/person.html", context, status=400 if form.errors else 200)


@page(*READERS)
def unit(request: Request, identifier: uuid.UUID) -> HttpResponse:
    """A unit's reports: start the making, follow it, take all of them away."""
    node = found(selectors.unit(identifier, actor=request.actor))
    form = PurposeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.make_unit_reports(
                node,
                purpose=form.cleaned_data["purpose"],
                actor=request.actor,
                at=clock.now(),
                language=form.cleaned_data["language"],
                site=request.build_absolute_uri("/"),
            )
        except RuleBroken as problem:
            tell(request, problem)
        else:
            say(request, gettext("Laporan sedang dibuat. Halaman ini menunjukkan kemajuannya."))
        return HttpResponseRedirect(reverse("reporting:unit", args=[node.uuid]))
    jobs = list(selectors.jobs(node, actor=request.actor)[:10])
    context = {
        "unit": node,
        "form": form,
        "people": selectors.reported(node).count(),
        "jobs": [_told(job) for job in jobs],
        "may_make": access.can(request.actor, "make_unit", node),
    }
    return render(request, "console/reporting/unit.html", context, status=400 if form.errors else 200)


@page(*READERS)
def progress(request: Request, identifier: uuid.UUID) -> HttpResponse:
    """The fragment that replaces itself while a job runs."""
    job = found(selectors.job(identifier, actor=request.actor))
    return render(request, "console/reporting/_job.html", _told(job) | {"may_make": access.can(request.actor, "make_unit", job)})


@require_POST
@page(*READERS)
def resume(request: Request, identifier: uuid.UUID) -> HttpResponse:
    job = found(selectors.job(identifier, actor=request.actor))
    try:
        services.resume(job, actor=request.actor, at=clock.now())
    except RuleBroken as problem:
        tell(request, problem)
    return HttpResponseRedirect(reverse("reporting:unit", args=[job.unit.uuid]))


@require_POST
@page(*READERS)
def archive(request: Request, identifier: uuid.UUID) -> HttpResponse:
    job = found(selectors.job(identifier, actor=request.actor))
    try:
        content = services.unit_archive(job, purpose=request.POST.get("purpose", "")[:300], actor=request.actor, at=clock.now())
    except RuleBroken as problem:
        tell(request, problem)
        return HttpResponseRedirect(reverse("reporting:unit", args=[job.unit.uuid]))
    return download(content, f"laporan-{job.unit.code}.zip".replace(" ", "-"), "application/zip")


def _off_the_map(request: Request) -> list[tuple[str, str]]:
    """Agency -> who has a result and does not count on the assessment map, so that both pages' figures can be compared."""
    today = timezone.localtime(clock.now()).date()
    counted = [
        (agency.name, profiling.without_valid_result(agency, actor=request.actor, on=today))
        for agency in profiling.agencies(actor=request.actor)
    ]
    return [(name, reasons(apart)) for name, apart in counted if apart]


def _told(job: ReportJob) -> dict[str, object]:
    running = job.is_under_way(clock.now())
    stopped = not running and job.state != ReportJob.State.DONE
    return {"job": job, "running": running, "stopped": stopped, "passed_over": selectors.passed_over(job)}
