"""The units of an agency: how they hang together, and the page where the keeper of the data changes one."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from sembilan.kit import clock
from sembilan.kit.errors import RuleBroken
from sembilan.people import selectors, services, unit_tree
from sembilan.people.errors import UnitNotFound
from sembilan.people.rules.unit_names import unit_meant
from sembilan.people.rules.values import read_echelon
from sembilan.people.unit_tree import UnitRow
from sembilan.tenancy import selectors as tenancy
from sembilan.tenancy import services as tree
from sembilan.tenancy.models import Organisation
from sembilan.tenancy.rules import Role
from sembilan.web.console.people.forms import NewUnitForm, UnitForm
from sembilan.web.console.people.views import READERS
from sembilan.web.ui.pages import Request, found, page, render, say, tell, told

BELOW = "below"
"""Before the names of the form for a unit below, which stands on one page with the unit's own."""


@require_GET
@page(*READERS)
def units(request: Request) -> HttpResponse:
    """One storey of the tree at a time, from the top; a search looks through all of it."""
    search = request.GET.get("cari", "").strip()[:100]
    at = unit_tree.unit(request.GET.get("di", ""), actor=request.actor)
    tree_rows = unit_tree.unit_tree(actor=request.actor)
    rows = unit_tree.found(tree_rows, search) if search else [row for row in tree_rows if row.above == (at.pk if at else None)]
    context = {"rows": rows, "search": search, "at": at, "path": _above(tree_rows, at), **_keeper(request)}
    return render(request, "console/people/units.html", context)


def _above(rows: Sequence[UnitRow], at: Organisation | None) -> list[Organisation]:
    """The units above a unit, the highest first."""
    by_key = {row.unit.pk: row for row in rows}
    path: list[Organisation] = []
    row = by_key.get(at.pk) if at else None
    while row is not None and row.above is not None:
        row = by_key[row.above]
        path.insert(0, row.unit)
    return path


@page(Role.AGENCY_ADMIN)
def unit(request: Request, unit: uuid.UUID) -> HttpResponse:
    """One unit: its name, what hangs below it, and what may be done with it."""
    row = found(unit_tree.unit(unit, actor=request.actor))
    form = UnitForm(request.POST or None, initial={"name": row.name, "echelon": row.echelon})
    if request.method == "POST" and form.is_valid():
        name, echelon = form.cleaned_data["name"], read_echelon(form.cleaned_data["echelon"])
        try:
            tree.describe_unit(row, name, echelon, actor=request.actor, at=clock.now())
        except RuleBroken as problem:
            form.add_error(None, told(problem))
        else:
            say(request, gettext("%(name)s disimpan.") % {"name": name})
            return HttpResponseRedirect(reverse("people:units"))
    return _shown(request, row, form, NewUnitForm(prefix=BELOW))


@require_POST
@page(Role.AGENCY_ADMIN)
def move_unit(request: Request, unit: uuid.UUID) -> HttpResponse:
    """Below another unit, or directly below the agency, with everybody in it."""
    row = found(unit_tree.unit(unit, actor=request.actor))
    agency = found(tenancy.agency_of(row.path))

    def move() -> str:
        typed = request.POST.get("parent", "")
        parent = _parent(agency, typed)
        if parent is None:
            raise UnitNotFound(text=typed)
        services.move_unit(row, parent, actor=request.actor, at=clock.now())
        return gettext("%(name)s sekarang berada di bawah %(parent)s.") % {"name": row.name, "parent": parent.name}

    return _done(request, row, move)


@require_POST
@page(Role.AGENCY_ADMIN)
def add_unit(request: Request, unit: uuid.UUID) -> HttpResponse:
    """A new unit below this one."""
    row = found(unit_tree.unit(unit, actor=request.actor))
    form = NewUnitForm(request.POST, prefix=BELOW)
    if _added(request, row, form):
        return HttpResponseRedirect(reverse("people:units"))
    return _shown(request, row, UnitForm(initial={"name": row.name, "echelon": row.echelon}), form)


@page(Role.AGENCY_ADMIN)
def add_top_unit(request: Request) -> HttpResponse:
    """A new unit directly below the agency."""
    agency = found(_keeper(request)["agency"])
    form = NewUnitForm(request.POST or None)
    if request.method == "POST" and _added(request, agency, form):
        return HttpResponseRedirect(reverse("people:units"))
    context = {"form": form, "agency": agency}
    return render(request, "console/people/new_unit.html", context, status=400 if form.errors else 200)


@require_POST
@page(Role.AGENCY_ADMIN)
def remove_unit(request: Request, unit: uuid.UUID) -> HttpResponse:
    """A unit in which nobody and nothing is."""
    row = found(unit_tree.unit(unit, actor=request.actor))

    def remove() -> str:
        services.remove_unit(row, actor=request.actor, at=clock.now())
        return gettext("%(name)s dihapus dari susunan unit.") % {"name": row.name}

    return _done(request, row, remove)


def _done(request: Request, row: Organisation, act: Callable[[], str]) -> HttpResponse:
    try:
        say(request, act())
    except RuleBroken as problem:
        tell(request, problem)
        return HttpResponseRedirect(reverse("people:unit", args=[row.uuid]))
    return HttpResponseRedirect(reverse("people:units"))


def _shown(request: Request, row: Organisation, form: UnitForm, new: NewUnitForm) -> HttpResponse:
    agency = found(tenancy.agency_of(row.path))
    rows = unit_tree.unit_tree(actor=request.actor)
    here = next(one for one in rows if one.unit.pk == row.pk)
    context = {
        "row": here,
        "agency": agency,
        "below": [one for one in rows if one.above == row.pk],
        "form": form,
        "new": new,
        "parents": {"": agency.name, **selectors.unit_choices(agency)},
    }
    failed = bool(form.errors or new.errors)
    return render(request, "console/people/unit.html", context, status=400 if failed else 200)


def _parent(agency: Organisation, typed: str) -> Organisation | None:
    if " ".join(typed.split()).casefold() == agency.name.casefold():
        return agency
    code = unit_meant(selectors.unit_choices(agency), typed)
    return selectors.unit_by_code(agency, code or "")


def _keeper(request: Request) -> dict[str, Organisation | None]:
    """The agency whose units the actor may change."""
    return {"agency": next((one for one in tenancy.agencies(actor=request.actor) if request.actor.has(Role.AGENCY_ADMIN)), None)}


def _added(request: Request, parent: Organisation, form: NewUnitForm) -> bool:
    """Whether the form made a unit below `parent`; else it says why not."""
    if not form.is_valid():
        return False
    given = form.cleaned_data
    code, name, echelon = given["code"], given["name"], read_echelon(given["echelon"])
    try:
        tree.add_unit(parent, code, name, echelon=echelon, actor=request.actor, at=clock.now())
    except RuleBroken as problem:
        form.add_error(None, told(problem))
        return False
    say(request, gettext("%(name)s ditambahkan di bawah %(parent)s.") % {"name": name, "parent": parent.name})
    return True
