"""The list of officials and one person's record."""

from __future__ import annotations

import uuid
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext

from sembilan.audit.services import note_reading
from sembilan.kit import clock
from sembilan.kit.errors import RuleBroken
from sembilan.kit.formats import num, tanggal
from sembilan.kit.said import Said, shown
from sembilan.kit.text import gettext_noop
from sembilan.people import access, selectors, services, unit_tree
from sembilan.people.errors import UnitNotFound
from sembilan.people.models import Official
from sembilan.people.rules.causes import CAUSES
from sembilan.people.rules.headers import ASPECT_NAMES, COMPETENCY_NAMES
from sembilan.people.rules.unit_names import unit_meant
from sembilan.tenancy import selectors as tenancy
from sembilan.tenancy.rules import Role
from sembilan.web.ui.pages import Request, found, page, render, say, tell

READERS = (Role.AGENCY_ADMIN, Role.EVENT_OFFICER, Role.COMMITTEE, Role.PPK, Role.AUDITOR)
PER_PAGE = 50
_NAMES = dict(COMPETENCY_NAMES) | dict(ASPECT_NAMES)
PURPOSES = {
    "mutu": gettext_noop("Memeriksa atau memperbaiki data"),
    "kegiatan": gettext_noop("Menyiapkan kegiatan asesmen"),
    "talenta": gettext_noop("Pertimbangan manajemen talenta"),
    "permintaan": gettext_noop("Permintaan pegawai yang bersangkutan"),
    "audit": gettext_noop("Pemeriksaan"),
}
STATUS_TONES = {"active": "ok", "retired": "", "left": "", "unknown": "warn"}


@page(*READERS)
def officials(request: Request) -> HttpResponse:
    asked = {key: request.GET.get(key, "").strip() for key in ("cari", "unit", "jenjang")}
    units = _departments(request)
    unit = unit_tree.unit(asked["unit"], actor=request.actor)
    units += [unit] if unit is not None and unit not in units else []
    rows = selectors.officials(actor=request.actor, unit=unit, tier=asked["jenjang"] or None, search=asked["cari"])
    shown = Paginator(rows, PER_PAGE).get_page(request.GET.get("hal"))
    services.note_list(
        list(shown.object_list), Said(gettext_noop("Mencari dalam daftar pegawai")), actor=request.actor, at=clock.now()
    )
    return render(
        request,
        "console/people/officials.html",
        {
            "page": shown,
            "nips": {one.pk: selectors.nip_for(one, actor=request.actor) for one in shown.object_list},
            "asked": asked,
            "query": urlencode({key: value for key, value in asked.items() if value}),
            "units": [("", gettext("Semua unit")), *((str(one.uuid), one.name) for one in units)],
            "tiers": [("", gettext("Semua jenjang")), *((tier, tier) for tier in selectors.tiers(actor=request.actor) if tier)],
            "tones": STATUS_TONES,
            "keeper": request.actor.has(Role.AGENCY_ADMIN),
            "may_see_queue": request.actor.has(Role.AGENCY_ADMIN, Role.AUDITOR),
        },
    )


def _departments(request: Request) -> list[Any]:
    """The units directly below the agencies that the actor may see, by name."""
    nodes = tenancy.agencies(actor=request.actor)
    below = [unit for agency in nodes for unit in selectors.units(agency) if unit.path.count(".") == agency.path.count(".") + 1]
    return sorted(below, key=lambda unit: unit.name)


@page(*READERS)
def official(request: Request, official: uuid.UUID) -> HttpResponse:
    """One person's record. The purpose is asked first, and stands with the reading where the person can see it."""
    row = found(selectors.official(official, actor=request.actor))
    why = request.GET.get("untuk", "")
    if why not in PURPOSES:
        return render(request, "console/people/purpose.html", {"official": row, "purposes": PURPOSES})
    at = clock.now()
    note_reading("people.official", actor=request.actor, at=at, why=Said(PURPOSES[why]), path=row.path, subject=row.uuid)
    registers = selectors.registers([row.pk], at.date())
    disciplines = selectors.disciplines(row, actor=request.actor)
    assessments = registers.assessments if access.can(request.actor, "view_assessments", row) else ()
    standard, basis = selectors.standard_of([row])[row.pk]
    return render(
        request,
        "console/people/official.html",
        {
            "official": row,
            "nip": selectors.nip_for(row, actor=request.actor),
            "whole": access.can(request.actor, "view_nip", row),
            "why": PURPOSES[why],
            "tables": _tables(registers, disciplines or []),
            "assessments": assessments,
            "assessed": [[(name, one.levels.get(code)) for code, name in _NAMES.items()] for one in assessments],
            "accommodations": selectors.accommodations(row, actor=request.actor),
            "disciplines": disciplines,
            "complete": selectors.complete_registers([row.path], at.date())[row.path] if row.unit_id else {},
            "standard": [(name, standard[code]) for code, name in COMPETENCY_NAMES if code in standard],
            "basis": basis,
            "causes": CAUSES,
            "issues": list(selectors.issues(actor=request.actor).filter(official=row)),
            "tones": STATUS_TONES,
            "may_open_login": access.can(request.actor, "open_login", row),
            "units": selectors.unit_choices(row.agency) if access.can(request.actor, "move", row) else None,
        },
    )


def _tables(registers: selectors.Registers, disciplines: list[Any]) -> dict[str, list[list[Any]]]:
    """The registers as rows of text, the newest first."""
    serving = {True: gettext("sedang menjalani"), False: gettext("selesai"), None: None}
    return {
        "ratings": [[str(r.year), r.results, r.behaviour, r.predicate, r.source] for r in reversed(registers.ratings)],
        "awards": [[tanggal(r.date), r.name, r.source] for r in reversed(registers.awards)],
        "teams": [[tanggal(r.date), r.role, r.source] for r in reversed(registers.teams)],
        "trainings": [[tanggal(r.date), r.name, r.hours, r.source] for r in reversed(registers.trainings)],
        "feedback": [[str(r.year), num(float(r.value)), r.raters, r.source] for r in reversed(registers.feedback)],
        "history": [
            [r.name, r.reach, tanggal(r.since), tanggal(r.until) if r.until else None, r.status, r.source]
            for r in reversed(registers.history)
        ],
        "education": [[r.level, r.field, r.relevance or None, r.source] for r in registers.education],
        "disciplines": [[tanggal(r.date), r.severity, serving[r.serving], r.source] for r in disciplines],
    }


@page(Role.AGENCY_ADMIN)
def open_login(request: Request, official: uuid.UUID) -> HttpResponse:
    """The official's own login, and the link that is shown once."""
    row: Official = found(selectors.official(official, actor=request.actor))
    if request.method == "POST":
        try:
            made = services.open_login(row, actor=request.actor, at=clock.now())
        except RuleBroken as problem:
            tell(request, problem)
        else:
            link = request.build_absolute_uri(reverse("settings:activate", args=[made.activation]))
            return render(request, "console/settings/invited.html", {"made": made.user, "link": link})
    return HttpResponseRedirect(reverse("people:official", args=[row.uuid]) + "?untuk=mutu")


@page(Role.AGENCY_ADMIN)
def move(request: Request, official: uuid.UUID) -> HttpResponse:
    row: Official = found(selectors.official(official, actor=request.actor))
    if request.method == "POST":
        typed = request.POST.get("unit", "")
        code = unit_meant(selectors.unit_choices(row.agency), typed)
        unit = selectors.unit_by_code(row.agency, code or "")
        try:
            if unit is None:
                raise UnitNotFound(text=typed)
            services.move_official(row, unit, actor=request.actor, at=clock.now())
            say(request, gettext("%(name)s sekarang berada di %(unit)s.") % {"name": shown(row.full_name), "unit": unit.name})
        except RuleBroken as problem:
            tell(request, problem)
    return HttpResponseRedirect(reverse("people:official", args=[row.uuid]) + "?untuk=mutu")
