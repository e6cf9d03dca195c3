"""Policies before and after publication, and the mapping runs."""

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
from sembilan.profiling.errors import EvidenceDayInFuture, NoPublishedPolicy
from sembilan.profiling.models import TalentPolicy
from sembilan.profiling.rules.bounds import parse_bounds, policy_problems, validity_years
from sembilan.profiling.rules.ladder import shown
from sembilan.profiling.rules.period import period_of
from sembilan.profiling.rules.policy import Axis, parse_policy, read_shipped
from sembilan.profiling.services.policies import VARIANTS
from sembilan.tenancy.access import require
from sembilan.tenancy.rules import Actor
from sembilan.web.console.profiling import pictures
from sembilan.web.console.profiling.forms import DraftForm, RunForm
from sembilan.web.console.profiling.views import VIEWERS, today
from sembilan.web.ui.pages import Request, found, page, render, say, tell, told

PREVIEW_SEED = 9  # the same simulated people on every visit
MAPPING = "profiling.map_agency"
WORKING = ("todo", "doing")


@page(*VIEWERS)
def policies(request: Request) -> HttpResponse:
    """Every policy of the agency; a new draft from a shipped variant."""
    agency = found(selectors.agency_for(request.actor, request.GET.get("instansi", "")))
    may_draft = access.can(request.actor, "draft_policy", agency)
    if request.method == "POST":
        require(may_draft)
    form = DraftForm(request.POST or None, initial={"code": VARIANTS[0], "period": f"{today():%Y}"})
    if request.method == "POST" and form.is_valid():
        wanted = form.cleaned_data
        try:
            made = services.draft_policy(agency, wanted["period"], wanted["code"], actor=request.actor, at=clock.now())
        except RuleBroken as problem:
            form.add_error(None, told(problem))
        else:
            return HttpResponseRedirect(reverse("profiling:policy", args=[made.uuid]))
    rows = list(selectors.policies(agency, actor=request.actor))
    context = {"agency": agency.name, "rows": rows, "form": form, "may_draft": may_draft}
    return render(request, "console/profiling/policies.html", context)


@page(*VIEWERS, *access.RELEASERS)
def policy(request: Request, policy: uuid.UUID) -> HttpResponse:
    """One policy: its numbers with their sources, what the variants would do, and its publication."""
    row = found(selectors.policy(policy, actor=request.actor))
    if request.method == "POST":
        require(access.can(request.actor, "publish_policy", row))
        try:
            services.publish_policy(row, actor=request.actor, at=clock.now())
            say(request, gettext("Kebijakan diterbitkan dan dicatat pada log. Mulai sekarang isinya tidak dapat diubah."))
        except RuleBroken as problem:
            tell(request, problem)
        return HttpResponseRedirect(reverse("profiling:policy", args=[row.uuid]))
    parsed = parse_policy(row.body)
    draft = row.state == TalentPolicy.State.DRAFT
    problems = policy_problems(row.body, parse_bounds(read_shipped("national_bounds"))) if draft else []
    context: dict[str, Any] = {
        "agency": row.agency.name,
        "row": row,
        "parsed": parsed,
        "axes": [_axis(axis) for axis in (parsed.performance, parsed.potential)],
        "shares": (shown(parsed.share_performance), shown(parsed.share_potential)),
        "validity": validity_years(row.body),
        "validity_source": gettext(row.body["validity"]["source"]) if row.body.get("validity") else "",
        "bounds_source": gettext(read_shipped("national_bounds")["source"]),
        "problems": [problem.text for problem in problems],
        "may_publish": draft and access.can(request.actor, "publish_policy", row),
        "draft": draft,
        "may_list": request.actor.has(*VIEWERS),
    }
    if draft and not problems:
        context |= _preview(row, request.actor)
    return render(request, "console/profiling/policy.html", context)


@page(*VIEWERS)
def runs(request: Request) -> HttpResponse:
    """Every mapping run; a new one is computed in the background."""
    agency = found(selectors.agency_for(request.actor, request.GET.get("instansi", "")))
    may_map = access.can(request.actor, "map", agency)
    if request.method == "POST":
        require(may_map)
    form = RunForm(request.POST or None, proposed=selectors.evidence_day(agency, today()))
    if request.method == "POST" and form.is_valid():
        as_of = form.cleaned_data["as_of"]
        if as_of > today():
            form.add_error("as_of", told(EvidenceDayInFuture()))
        elif selectors.policy_of_period(agency.path, period_of(as_of)) is None:
            form.add_error("as_of", told(NoPublishedPolicy(period=period_of(as_of))))
        else:
            job = jobs.defer(
                MAPPING,
                lock=f"{MAPPING}.{agency.pk}",
                agency=agency.pk,
                as_of=as_of.isoformat(),
                user=request.actor.user_id,
                carried=request.actor.scope,
            )
            return HttpResponseRedirect(f"{reverse('profiling:runs')}?kerja={job}")
    rows = list(selectors.runs(agency, actor=request.actor)[:50])
    context = {
        "agency": agency.name,
        "rows": rows,
        "current": selectors.current_run(agency),
        "form": form,
        "may_map": may_map,
        "has_policy": any(one.state == TalentPolicy.State.PUBLISHED for one in selectors.policies(agency, actor=request.actor)),
        **(_job(request, request.GET.get("kerja", "")) or {"working": False, "state": ""}),
    }
    return render(request, "console/profiling/runs.html", context)


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


def _axis(axis: Axis) -> dict[str, Any]:
    rows = []
    for component in axis.components:
        for place, leaf in enumerate(component.leaves):
            rows.append(
                {
                    "name": component.name if leaf is component else f"{component.name}: {leaf.name}",
                    "weight": shown(component.weight)
                    if leaf is component
                    else f"{shown(component.weight)} / {len(component.leaves)}",
                    "steps": _steps(leaf.scale),
                    "note": leaf.scale.note if leaf.scale is not None else "",
                    "register": (leaf.register or "").replace("_", " "),
                    "source": leaf.source,
                    "first": place == 0,
                }
            )
    ladder = [(rung.name, shown(rung.start), shown(rung.stop)) for rung in axis.ladder.rungs]
    return {"name": axis.name, "rows": rows, "ladder": ladder, "source": axis.ladder.source}


def _steps(scale: Any) -> str:
    if scale is None or scale.kind == "range":
        return gettext("0 sampai 100")
    return " · ".join(f"{gettext(step.name)} {shown(step.value)}" for step in scale.values)


def _preview(row: TalentPolicy, actor: Actor) -> dict[str, Any]:
    bodies = [row.body, *(read_shipped(code) for code in VARIANTS if code != row.code)]
    as_of = selectors.evidence_day(row.agency, today())
    found_rows = selectors.distributions(row, bodies, as_of=as_of, on=today(), seed=PREVIEW_SEED, actor=actor)
    return {
        "preview": found_rows,
        "picture": pictures.variants(found_rows, 860),
        "picture_narrow": pictures.variants(found_rows, 320),
    }
