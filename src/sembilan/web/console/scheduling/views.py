"""From a roster to a session that a hall can open: event, sessions, registration, preparation."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from sembilan.kit import clock
from sembilan.kit.errors import RuleBroken
from sembilan.kit.formats import num
from sembilan.kit.text import gettext_noop
from sembilan.people import selectors as people
from sembilan.scheduling import access, selectors, services
from sembilan.scheduling.rules import Stage
from sembilan.scheduling.selectors import Day
from sembilan.tenancy import selectors as tenancy
from sembilan.tenancy.rules import Role
from sembilan.web.console.scheduling.forms import EventForm, SessionForm
from sembilan.web.ui.pages import Request, found, page, render, say, tell, told

PLANNERS = (Role.EVENT_OFFICER, Role.AGENCY_ADMIN, Role.NATIONAL_ADMIN)
PER_PAGE = 100
LEFT_OUT = {
    "nip": gettext_noop("NIP-nya masih diragukan"),
    "retired": gettext_noop("pensiun"),
    "left": gettext_noop("berhenti atau pindah"),
    "unknown": gettext_noop("kedudukannya belum jelas"),
}
STAGES: dict[str, tuple[str, str]] = {
    Stage.EMPTY: (gettext_noop("belum ada peserta"), "warn"),
    Stage.UNPREPARED: (gettext_noop("belum disiapkan"), "warn"),
    Stage.READY: (gettext_noop("siap"), "ok"),
    Stage.WAITING: (gettext_noop("menunggu dibuka pengawas"), "info"),
    Stage.CHECK_IN: (gettext_noop("daftar hadir terbuka"), "info"),
    Stage.RUNNING: (gettext_noop("berjalan"), "info"),
    Stage.CLOSED: (gettext_noop("ditutup"), ""),
    Stage.OVERDUE: (gettext_noop("belum ditutup"), "alarm"),
}


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
    """Is tomorrow ready, is today running, is yesterday complete."""
    row = found(selectors.event(event, actor=request.actor))
    today = timezone.localtime(clock.now()).date()
    days = selectors.days(row, today=today)
    sessions = [session for day in days for session, _stage in day.sessions]
    registered = selectors.registrations(row)
    return render(
        request,
        "console/scheduling/event.html",
        {
            "event": row,
            "days": days,
            "groups": _groups(days, today),
            "answers": _answers(days, today),
            "stages": STAGES,
            "over": row.last_day < today,
            "fillable": any(session.session is None for session in sessions),
            "seats": sum(session.capacity for session in sessions),
            "registered": registered.count(),
            "waiting": registered.filter(planned=None).count(),
            "schedulable": people.schedulable(row.agency).count(),
            "left_out": ", ".join(f"{num(n)} {gettext(LEFT_OUT[why])}" for why, n in people.not_schedulable(row.agency)),
            "may_plan": access.can(request.actor, "plan", row),
            "form": SessionForm(),
        },
    )


def _groups(days: Sequence[Day], today: date) -> list[tuple[str, list[Day]]]:
    """What is on first, then what comes, then what is over."""
    return [
        (gettext("Hari ini"), [day for day in days if day.day == today]),
        (gettext("Hari berikutnya"), [day for day in days if day.day > today]),
        (gettext("Hari yang sudah lewat"), [day for day in days if day.day < today]),
    ]


def _answers(days: Sequence[Day], today: date) -> list[dict[str, Any]]:
    """The three questions of an event's officer, each with its figure and what is missing."""
    now, ahead, past = (group for _caption, group in _groups(days, today))
    answers = [_past(past)] if past else []
    return answers + ([_now(now[0])] if now else []) + ([_ahead(ahead)] if ahead else [])


def _past(days: Sequence[Day]) -> dict[str, Any]:
    sessions = [one for day in days for one in day.sessions]
    closed = [session for session, stage in sessions if stage == Stage.CLOSED]
    ends = selectors.ends_of(closed)
    note = gettext(
        "%(came)s hadir, %(absent)s tidak hadir. %(handed_in)s mengumpulkan sendiri, %(expired)s selesai karena waktu, "
        "%(cut_off)s diakhiri saat sesi ditutup, %(never_began)s tidak mulai."
    ) % {
        "came": num(sum(session.attended for session in closed)),  # type: ignore[attr-defined]  # annotated by the selector
        "absent": num(sum(session.absent for session in closed)),  # type: ignore[attr-defined]
        **{name: num(number) for name, number in vars(ends).items()},
    }
    return {"label": gettext("Hari yang sudah lewat: sesi ditutup"), "value": _of(len(closed), len(sessions)), "note": note}


def _now(day: Day) -> dict[str, Any]:
    counted = [(stage, day.count(stage)) for stage in Stage]
    note = ", ".join(f"{num(number)} {gettext(STAGES[stage][0])}" for stage, number in counted if number)
    return {"label": gettext("Hari ini: sesi"), "value": len(day.sessions), "note": note}


def _ahead(days: Sequence[Day]) -> dict[str, Any]:
    total = sum(len(day.sessions) for day in days)
    ready = sum(day.count(Stage.READY) for day in days)
    note = gettext("Semua siap.") if ready == total else gettext("%(n)s belum siap.") % {"n": num(total - ready)}
    return {"label": gettext("Hari berikutnya: sesi siap"), "value": _of(ready, total), "note": note}


def _of(part: int, whole: int) -> str:
    return gettext("%(part)s dari %(whole)s") % {"part": num(part), "whole": num(whole)}


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
    shown = Paginator(selectors.registrations(row), PER_PAGE).get_page(request.GET.get("hal"))
    services.note_registered(row, list(shown.object_list), actor=request.actor, at=clock.now())
    return render(request, "console/scheduling/registered.html", {"event": row, "page": shown})


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
