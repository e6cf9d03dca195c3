"""Views of assembly. Only the nation's roles find them; for everybody else there is no such page."""

from __future__ import annotations

import numpy as np
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from sembilan.assembly import access, selectors, services
from sembilan.assembly.errors import BlueprintInvalid
from sembilan.assembly.leaves import scoring_hash
from sembilan.assembly.models import Form
from sembilan.assembly.rules.blueprint import RULE_NAMES, plan_of
from sembilan.assembly.rules.drafting import open_plan
from sembilan.competency import selectors as dictionary
from sembilan.itembank import selectors as bank
from sembilan.itembank.rules import KINDS, LETTERS, has_picture
from sembilan.kit import clock
from sembilan.kit.errors import RuleBroken
from sembilan.measurement import selectors as measuring
from sembilan.measurement.rules.quality import promises_enough
from sembilan.tenancy.rules import Role
from sembilan.web.console.assembly.forms import FAMILIES, BlueprintForm, BuildForm, NewBlueprintForm, SealForm
from sembilan.web.ui.pages import Request, found, page, render, say, tell, told

PLANNERS = (Role.PSYCHOMETRICIAN, Role.NATIONAL_ADMIN)
NATIONAL = (Role.ITEM_WRITER, Role.PSYCHOMETRICIAN, Role.NATIONAL_ADMIN)


@page(*NATIONAL)
def overview(request: Request) -> HttpResponse:
    blueprints = selectors.blueprints(actor=request.actor)
    return render(
        request,
        "console/assembly/overview.html",
        {
            "blueprints": [(row, plan_of(row.instrument.code, row.body)) for row in blueprints],
            "forms": selectors.forms(actor=request.actor),
            "batteries": selectors.batteries(actor=request.actor),
            "may_plan": access.can(request.actor, "plan"),
            "instruments": bank.instruments(actor=request.actor),
            "may_seal": access.can(request.actor, "seal"),
        },
    )


@page(*NATIONAL)
@require_POST
def load(request: Request) -> HttpResponse:
    """Take the blueprints that come with the product."""
    try:
        rows = services.load_blueprints(actor=request.actor, at=clock.now())
    except RuleBroken as problem:
        tell(request, problem)
    else:
        say(request, gettext("%(n)s kisi-kisi bawaan siap dipakai.") % {"n": len(rows)})
    return HttpResponseRedirect(reverse("assembly:overview"))


@page(*NATIONAL)
def blueprint(request: Request, identifier: int) -> HttpResponse:
    row = found(selectors.blueprint(identifier, actor=request.actor))
    return render(
        request,
        "console/assembly/blueprint.html",
        {
            "blueprint": row,
            "plan": plan_of(row.instrument.code, row.body),
            "versions": selectors.blueprint_versions(row, actor=request.actor),
            "forms": selectors.forms(actor=request.actor, blueprint=row),
            "build_form": BuildForm(),
            "names": dictionary.names(),
            "kinds": KINDS,
            "families": FAMILIES,
            "rule_names": RULE_NAMES,
            "may_plan": access.can(request.actor, "plan"),
        },
    )


@page(*PLANNERS)
def add(request: Request, instrument: str) -> HttpResponse:
    """A blueprint from nothing: what the bank has approved of this instrument, and how much of it a form takes."""
    of = found(bank.instrument(instrument, actor=request.actor))
    body, stock = selectors.draft(of.code), selectors.stock(of.code)
    plan = open_plan(of.code, body)
    taken = [row.name for row in selectors.blueprints(actor=request.actor) if row.instrument.code == of.code]
    counts = [stock[cell.scale, cell.kind, cell.family] for cell in plan.cells]
    form = NewBlueprintForm(counts, taken, plan, body, dictionary.names(), request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            saved = services.save_blueprint(of, form.cleaned_data["name"], form.changed_body(), actor=request.actor, at=clock.now())
        except BlueprintInvalid as problem:
            _tell_problems(form, problem)
        else:
            say(request, gettext("Kisi-kisi tersimpan sebagai versi %(n)s.") % {"n": saved.version})
            return HttpResponseRedirect(reverse("assembly:blueprint", args=[saved.pk]))
    context = {"instrument": of, "form": form, "any": bool(plan.cells)}
    return render(request, "console/assembly/new.html", context, status=422 if form.errors else 200)


@page(*NATIONAL)
def revise(request: Request, identifier: int) -> HttpResponse:
    row = found(selectors.blueprint(identifier, actor=request.actor))
    plan = plan_of(row.instrument.code, row.body)
    form = BlueprintForm(plan, row.body, dictionary.names(), request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            saved = services.save_blueprint(row.instrument, row.name, form.changed_body(), actor=request.actor, at=clock.now())
        except BlueprintInvalid as problem:
            _tell_problems(form, problem)
        else:
            say(request, gettext("Kisi-kisi tersimpan sebagai versi %(n)s.") % {"n": saved.version})
            return HttpResponseRedirect(reverse("assembly:blueprint", args=[saved.pk]))
    status = 422 if form.errors else 200
    return render(request, "console/assembly/revise.html", {"blueprint": row, "form": form}, status=status)


def _tell_problems(form: BlueprintForm, problem: BlueprintInvalid) -> None:
    for one in problem.problems:
        form.add_error(None, gettext(one.message) % one.values if one.values else gettext(one.message))


@page(*NATIONAL)
@require_POST
def build(request: Request, identifier: int) -> HttpResponse:
    row = found(selectors.blueprint(identifier, actor=request.actor))
    form = BuildForm(request.POST)
    if form.is_valid():
        rng = np.random.default_rng(form.cleaned_data["seed"])
        try:
            made = services.assemble_forms(row, form.cleaned_data["n_forms"], rng=rng, actor=request.actor, at=clock.now())
        except RuleBroken as problem:
            tell(request, problem)
        else:
            say(request, gettext("%(n)s bentuk dirakit.") % {"n": len(made)})
            return HttpResponseRedirect(reverse("assembly:form", args=[made[0].code]))
    else:
        say(request, gettext("Isi jumlah bentuk dan benih dengan angka."))
    return HttpResponseRedirect(reverse("assembly:blueprint", args=[row.pk]))


@page(*NATIONAL)
def form(request: Request, code: str) -> HttpResponse:
    row = found(selectors.form(code, actor=request.actor))
    together = selectors.build(row, actor=request.actor)
    seen = [one for one in together if not one.letter.endswith(services.NON_VISUAL)]
    items = selectors.form_items(row)
    pictures = [item for item in items if has_picture(item.version.content)]
    letters = {one.letter for one in together}
    return render(
        request,
        "console/assembly/form.html",
        {
            "form": row,
            "together": together,
            "items": items,
            "report": selectors.report(seen if row in seen else [row]),
            "blind": (rows := selectors.blind(row)),
            "indicative": {one.scale for one in rows if not promises_enough(one.promised)},
            "level_1": {one.scale: one.cuts[0] for one in measuring.cut_tables()},
            "pictures": len(pictures),
            "offers_nonvisual": bool(pictures)
            and row.letter + services.NON_VISUAL not in letters
            and access.can(request.actor, "build"),
            "names": dictionary.names(),
            "kinds": KINDS,
            "letters": LETTERS,
            "loose": [item.version.item.code for item in items if item.version.state != "approved"],
        },
    )


@page(*NATIONAL)
@require_POST
def nonvisual(request: Request, code: str) -> HttpResponse:
    row = found(selectors.form(code, actor=request.actor))
    try:
        made: Form = services.make_nonvisual(row, actor=request.actor, at=clock.now())
    except RuleBroken as problem:
        tell(request, problem)
        return HttpResponseRedirect(reverse("assembly:form", args=[row.code]))
    say(request, gettext("Bentuk tanpa gambar dibuat: urutan dan tempat soal sama."))
    return HttpResponseRedirect(reverse("assembly:form", args=[made.code]))


@page(*NATIONAL)
def seal(request: Request) -> HttpResponse:
    rows = selectors.forms(actor=request.actor)
    instruments = bank.instruments(actor=request.actor)
    offered = [(one.code, one.name, [row for row in rows if row.blueprint.instrument.code == one.code]) for one in instruments]
    sealing = SealForm(offered, request.POST or None)
    if request.method == "POST" and sealing.is_valid():
        chosen = [found(selectors.form(code, actor=request.actor)) for code in sealing.chosen()]
        data = sealing.cleaned_data
        try:
            made = services.seal_battery(data["code"], data["name"], chosen, actor=request.actor, at=clock.now())
        except RuleBroken as problem:
            sealing.add_error(None, told(problem))
        else:
            say(request, gettext("Paket disegel dan dicatat dalam buku besar."))
            return HttpResponseRedirect(reverse("assembly:battery", args=[made.code]))
    context = {"form": sealing, "may_seal": access.can(request.actor, "seal"), "any_forms": bool(rows)}
    return render(request, "console/assembly/seal.html", context, status=422 if sealing.errors else 200)


@page(*NATIONAL)
def battery(request: Request, code: str) -> HttpResponse:
    row = found(selectors.battery(code, actor=request.actor))
    forms = selectors.battery_forms(row)
    return render(
        request,
        "console/assembly/battery.html",
        {
            "battery": row,
            "forms": [(one, plan_of(one.blueprint.instrument.code, one.blueprint.body)) for one in forms],
            "scoring_hash": scoring_hash(row.scoring),
            "n_items": len(row.scoring),
            "rules": _rules(row.scoring),
            "kinds": KINDS,
            "rule_names": RULE_NAMES,
        },
    )


def _rules(table: list[dict[str, object]]) -> list[tuple[str, str, float, int]]:
    """(kind, rule, minimum share, items) as they were sealed."""
    counts: dict[tuple[str, str, float], int] = {}
    for line in table:
        key = (str(line["kind"]), str(line["omission"]), float(str(line["minimum_share"])))
        counts[key] = counts.get(key, 0) + 1
    return [(*key, count) for key, count in counts.items()]
