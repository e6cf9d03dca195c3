"""From a roster to a session that a hall can open: event, sessions, registration, preparation."""

from __future__ import annotations

import uuid

from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from sembilan.kit import clock
from sembilan.kit.errors import RuleBroken
from sembilan.people import selectors as people
from sembilan.scheduling import access, selectors, services
from sembilan.tenancy import selectors as tenancy
from sembilan.tenancy.rules import Role
from sembilan.web.console.scheduling.forms import EventForm, SessionForm
from sembilan.web.ui.pages import Request, found, page, render, say, tell, told

PLANNERS = (Role.EVENT_OFFICER, Role.AGENCY_ADMIN, Role.NATIONAL_ADMIN)
PER_PAGE = 100


@require_GET
@page(*PLANNERS)
def events(request: Request) -> HttpResponse:
    return render(request, "console/scheduling/events.html", {"events": list(selectors.events(actor=request.actor))})


@page(*PLANNERS)
def add_event(request: Request) -> HttpResponse:
    form = EventForm(tenancy.agencies(actor=request.actor), request.POST or None)
    if request.method == "POST" and form.is_valid():
        wanted = dict(form.cleaned_data)
        packages = {"visual": wanted.pop("visual"), "non_visual": wanted.pop("non_visual")}
        try:
            made = services.create_event(**wanted, packages=packages, actor=request.actor, at=clock.now())
        except RuleBroken as problem:
            form.add_error(None, told(problem))
        else:
            return HttpResponseRedirect(reverse("scheduling:event", args=[made.uuid]))
    return render(request, "console/scheduling/add_event.html", {"form": form})


@require_GET
@page(*PLANNERS)
def event(request: Request, event: uuid.UUID) -> HttpResponse:
    row = found(selectors.event(event, actor=request.actor))
    sessions = list(selectors.planned_sessions(row))
    waiting = selectors.registrations(row).filter(planned=None).count()
    return render(
        request,
        "console/scheduling/event.html",
        {
            "event": row,
            "sessions": sessions,
            "seats": sum(session.capacity for session in sessions),
            "registered": selectors.registrations(row).count(),
            "waiting": waiting,
            "schedulable": people.schedulable(row.agency).count(),
            "may_plan": access.can(request.actor, "plan", row),
            "form": SessionForm(),
        },
    )


@require_POST
@page(*PLANNERS)
def add_session(request: Request, event: uuid.UUID) -> HttpResponse:
    row = found(selectors.event(event, actor=request.actor))
    form = SessionForm(request.POST)
    if form.is_valid():
        try:
            services.plan_session(row, **form.cleaned_data, actor=request.actor, at=clock.now())
        except RuleBroken as problem:
            form.add_error(None, told(problem))
        else:
            say(request, gettext("Sesi ditambahkan."))
            return HttpResponseRedirect(reverse("scheduling:event", args=[row.uuid]))
    return render(request, "console/scheduling/add_session.html", {"event": row, "form": form})


@require_POST
@page(*PLANNERS)
def register(request: Request, event: uuid.UUID) -> HttpResponse:
    """Register everybody who can be scheduled, and fill the sessions in roster order. Safe to repeat."""
    row = found(selectors.event(event, actor=request.actor))
    try:
        made = services.register(row, people.schedulable(row.agency), actor=request.actor, at=clock.now())
        rest = services.assign_in_roster_order(row, actor=request.actor, at=clock.now())
    except RuleBroken as problem:
        tell(request, problem)
    else:
        say(request, gettext("%(new)s orang didaftarkan; %(rest)s belum mendapat kursi.") % {"new": len(made), "rest": rest})
    return HttpResponseRedirect(reverse("scheduling:event", args=[row.uuid]))


@require_GET
@page(*PLANNERS)
def registered(request: Request, event: uuid.UUID) -> HttpResponse:
    row = found(selectors.event(event, actor=request.actor))
    pages = Paginator(selectors.registrations(row), PER_PAGE)
    return render(request, "console/scheduling/registered.html", {"event": row, "page": pages.get_page(request.GET.get("hal"))})


@require_POST
@page(*PLANNERS)
def prepare(request: Request, session: uuid.UUID) -> HttpResponse:
    planned = found(selectors.planned_session(session, actor=request.actor))
    try:
        services.prepare_session(planned, actor=request.actor, at=clock.now())
    except RuleBroken as problem:
        tell(request, problem)
    else:
        say(request, gettext("Sesi %(number)s siap dibuka oleh pengawas.") % {"number": planned.number})
    return HttpResponseRedirect(reverse("scheduling:event", args=[planned.event.uuid]))
