"""Policies before and after publication."""

from __future__ import annotations

import uuid
from itertools import count
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext

from sembilan.kit import clock
from sembilan.kit.errors import RuleBroken
from sembilan.profiling import access, selectors, services
from sembilan.profiling.models import TalentPolicy
from sembilan.profiling.rules.bounds import parse_bounds, policy_problems, validity_years
from sembilan.profiling.rules.ladder import shown
from sembilan.profiling.rules.policy import Axis, parse_policy, read_shipped
from sembilan.profiling.services.policies import VARIANTS
from sembilan.tenancy.access import require
from sembilan.tenancy.models import Organisation
from sembilan.tenancy.rules import Actor
from sembilan.web.console.profiling import pictures
from sembilan.web.console.profiling.forms import DraftForm
from sembilan.web.console.profiling.views import VIEWERS, today
from sembilan.web.ui.pages import Request, found, page, render, say, tell, told

PREVIEW_SEED = 9  # the same simulated people on every visit


def _free_period(agency: Organisation, request: Request) -> str:
    """This year, or the next one that has no published policy yet."""
    taken = set(selectors.published_policies(agency, actor=request.actor).values_list("period", flat=True))
    return next(str(year) for year in count(today().year) if str(year) not in taken)


@page(*VIEWERS)
def policies(request: Request) -> HttpResponse:
    """Every policy of the agency; a new draft from a shipped variant."""
    agency = found(selectors.agency_for(request.actor, request.GET.get("instansi", "")))
    may_draft = access.can(request.actor, "draft_policy", agency)
    if request.method == "POST":
        require(may_draft)
    form = DraftForm(request.POST or None, initial={"code": VARIANTS[0], "period": _free_period(agency, request)})
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
    """One policy: its numbers with their sources, and what the variants would do. Publishing it, or deleting a draft, is a step
    of its own, which says first what becomes final."""
    row = found(selectors.policy(policy, actor=request.actor))
    if request.method == "POST":
        return _delete(request, row) if "hapus" in request.POST else _publish(request, row)
    parsed = parse_policy(row.body)
    draft = row.state == TalentPolicy.State.DRAFT
    problems = policy_problems(row.body, parse_bounds(read_shipped("national_bounds"))) if draft else []
    may_publish = draft and not problems and access.can(request.actor, "publish_policy", row)
    may_delete = draft and access.can(request.actor, "draft_policy", row)
    step = request.GET.get("langkah", "")
    if (step == "terbitkan" and may_publish) or (step == "hapus" and may_delete):
        return render(request, "console/profiling/policy_step.html", {"agency": row.agency.name, "row": row, "step": step})
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
        "may_publish": may_publish,
        "may_delete": may_delete,
        "draft": draft,
        "may_list": request.actor.has(*VIEWERS),
    }
    if draft and not problems:
        context |= _preview(row, request.actor)
    return render(request, "console/profiling/policy.html", context)


def _publish(request: Request, row: TalentPolicy) -> HttpResponse:
    require(access.can(request.actor, "publish_policy", row))
    try:
        services.publish_policy(row, actor=request.actor, at=clock.now())
        say(request, gettext("Kebijakan diterbitkan dan dicatat dalam buku besar. Mulai sekarang isinya tidak dapat diubah."))
    except RuleBroken as problem:
        tell(request, problem)
    return HttpResponseRedirect(reverse("profiling:policy", args=[row.uuid]))


def _delete(request: Request, row: TalentPolicy) -> HttpResponse:
    require(access.can(request.actor, "draft_policy", row))
    try:
        services.delete_draft(row, actor=request.actor, at=clock.now())
    except RuleBroken as problem:
        tell(request, problem)
        return HttpResponseRedirect(reverse("profiling:policy", args=[row.uuid]))
    say(request, gettext("Draf dihapus. Penghapusan tercatat pada jejak audit."))
    return HttpResponseRedirect(reverse("profiling:policies"))


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
    as_of = selectors.evidence_day(row.agency, today()).day
    found_rows = selectors.distributions(row, bodies, as_of=as_of, on=today(), seed=PREVIEW_SEED, actor=actor)
    return {
        "preview": found_rows,
        "picture": pictures.variants(found_rows, 860),
        "picture_narrow": pictures.variants(found_rows, 320),
    }
