"""The mapping runs: what one would do, its confirmation, its progress, and the way back."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext

from sembilan.kit import clock, jobs
from sembilan.kit.errors import RuleBroken
from sembilan.kit.text import whole
from sembilan.profiling import access, selectors, services
from sembilan.tenancy.access import require
from sembilan.tenancy.models import Organisation
from sembilan.web.console.profiling import words
from sembilan.web.console.profiling.forms import ReasonForm, RunForm
from sembilan.web.console.profiling.views import VIEWERS, today
from sembilan.web.ui.pages import Request, found, page, render, say, tell, told

MAPPING = "profiling.map_agency"
WORKING = ("todo", "doing")


@page(*VIEWERS)
def runs(request: Request) -> HttpResponse:
    """Every mapping run; a new one is first shown, then confirmed, then computed in the background."""
    agency = found(selectors.agency_for(request.actor, request.GET.get("instansi", "")))
    may_map = access.can(request.actor, "map", agency)
    if request.method == "POST":
        require(may_map)
    published = list(selectors.published_policies(agency, actor=request.actor))
    proposed = {one.period: selectors.evidence_day(agency, today(), one.period) for one in published}
    form = RunForm(request.POST or None, policies=published, proposed=proposed, today=today())
    if request.method == "POST" and form.is_valid():
        answer = _asked(request, agency, form)
        if answer is not None:
            return answer
    context = {
        "agency": agency.name,
        "rows": list(selectors.runs(agency, actor=request.actor)[:50]),
        "current": selectors.current_run(agency),
        "form": form,
        "may_map": may_map,
        "has_policy": bool(published),
        "proposed": [{"period": period, "day": one.day, "basis": words.day_basis(one.basis)} for period, one in proposed.items()],
        **(_job(request, request.GET.get("kerja", "")) or {"working": False, "state": ""}),
    }
    return render(request, "console/profiling/runs.html", context)


def _asked(request: Request, agency: Organisation, form: RunForm) -> HttpResponse | None:
    """The preview of what is asked for, or, once that was confirmed, the job; None where it is refused, which the form tells."""
    wanted = form.cleaned_data
    if seen := request.POST.get("seen", ""):
        job = jobs.defer(
            MAPPING,
            lock=f"{MAPPING}.{agency.pk}",
            agency=agency.pk,
            as_of=wanted["as_of"].isoformat(),
            user=request.actor.user_id,
            carried=request.actor.scope,
            reason=wanted["reason"],
            seen=seen,
        )
        return HttpResponseRedirect(f"{reverse('profiling:runs')}?kerja={job}")
    try:
        preview = services.preview_mapping(agency, wanted["as_of"], actor=request.actor, at=clock.now())
    except RuleBroken as problem:
        form.add_error("as_of", told(problem))
        return None
    context = {
        "agency": agency.name,
        "form": form,
        "policy": form.chosen,
        "as_of": wanted["as_of"],
        "reason": wanted["reason"],
        "preview": preview,
        "moves": [{"before": words.box_or_none(old), "now": words.box_or_none(new), "n": n} for (old, new), n in preview.moves],
    }
    return render(request, "console/profiling/run_preview.html", context)


@page(*access.MAY["map"])
def withdraw(request: Request, run: uuid.UUID) -> HttpResponse:
    """Take the run that pages read back, with a reason."""
    row = found(selectors.run(run, actor=request.actor))
    require(access.can(request.actor, "map", row))
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.withdraw_run(row, form.cleaned_data["reason"], actor=request.actor, at=clock.now())
        except RuleBroken as problem:
            tell(request, problem)
        else:
            say(request, gettext("Perhitungan ditarik. Halaman peta kembali memakai perhitungan sebelumnya, bila ada."))
        return HttpResponseRedirect(reverse("profiling:runs"))
    return render(request, "console/profiling/withdraw.html", {"agency": row.policy.agency.name, "row": row, "form": form})


@page(*VIEWERS)
def progress(request: Request, job: int) -> HttpResponse:
    """The fragment that asks again every two seconds, and takes the page to the result when there is one.

    Only a mapping of an agency whose results the actor sees; any other job is not there.
    """
    context = found(_job(request, str(job)))
    answer = render(request, "console/profiling/_progress.html", context)
    if context["state"] not in WORKING:
        answer["HX-Redirect"] = f"{reverse('profiling:runs')}?kerja={job}"
    return answer


def _job(request: Request, number: str) -> dict[str, Any] | None:
    known = whole(number)
    job = None if known is None else jobs.find(known, MAPPING)
    if job is None or not selectors.agencies(actor=request.actor).filter(pk=job.arguments["agency"]).exists():
        return None
    return {"job": number, "state": job.status, "working": job.status in WORKING}
