"""Views of the item bank. Only the nation's roles find them; for everybody else there is no such page."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from sembilan.accounts import selectors as logins
from sembilan.competency import selectors as dictionary
from sembilan.itembank import access, rules, selectors, services
from sembilan.itembank.errors import Problem, RecordInvalid
from sembilan.itembank.models import Instrument, ItemVersion
from sembilan.itembank.pictures import picture_problem
from sembilan.kit import clock
from sembilan.kit.errors import RuleBroken
from sembilan.kit.text import gettext_noop
from sembilan.render.numbers import ENGLISH, INDONESIAN
from sembilan.tenancy.rules import Role
from sembilan.web.console.itembank.curves import Curves, Words, curves
from sembilan.web.console.itembank.forms import EvidenceForm, ItemForm, initial_of
from sembilan.web.ui.pages import Request, found, page, render, say, tell, told

NATIONAL = (Role.ITEM_WRITER, Role.PSYCHOMETRICIAN, Role.NATIONAL_ADMIN)
PER_PAGE = 40


@page(*NATIONAL)
def overview(request: Request) -> HttpResponse:
    instruments = selectors.instruments(actor=request.actor)
    stocks = selectors.stock(actor=request.actor)
    return render(
        request,
        "console/itembank/overview.html",
        {
            "instruments": [(row, stocks.get(row.code)) for row in instruments],
            "types_of": _TYPES_OF,
            "types": rules.TYPES,
            "names": dictionary.names(),
            "scales": rules.SCALES,
            "waiting": selectors.waiting_for(request.actor),
            "statements": selectors.open_statements(actor=request.actor),
            "may_write": access.can(request.actor, "write"),
        },
    )


@page(*NATIONAL)
def items(request: Request) -> HttpResponse:
    query = {name: request.GET.get(name, "").strip() for name in ("instrumen", "skala", "keadaan", "jenis", "level", "cari")}
    rows = selectors.items(
        actor=request.actor,
        instrument=query["instrumen"],
        scale=query["skala"],
        state=query["keadaan"],
        type_=query["jenis"],
        level=query["level"],
        search=query["cari"],
    )
    names = dictionary.names()
    scales = rules.SCALES.get(query["instrumen"]) or [code for codes in rules.SCALES.values() for code in codes]
    return render(
        request,
        "console/itembank/items.html",
        {
            "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("hal")),
            "query": query,
            "encoded": urlencode({name: value for name, value in query.items() if value}),
            "instruments": [(row.code, row.name) for row in selectors.instruments(actor=request.actor)],
            "scales": [(code, names.get(code, code)) for code in scales],
            "states": [(state.value, gettext(str(state.label))) for state in ItemVersion.State],
            "types": [(code, gettext(label)) for code, label in rules.TYPES.items()],
            "names": names,
        },
    )


@page(*NATIONAL)
def item(request: Request, code: str) -> HttpResponse:
    row = found(selectors.item(code, actor=request.actor))
    versions = selectors.versions(row, actor=request.actor)
    wanted = request.GET.get("versi", "")
    shown = found(next((one for one in versions if str(one.number) == wanted), None)) if wanted else versions[0]
    record = selectors.record_of(shown)
    parameters = selectors.parameters_of([shown])[shown.pk]
    obstacle = _obstacle(request, shown.author) if shown.state == ItemVersion.State.REVIEW else ""
    open_moves: tuple[str, ...] = ()
    if shown is versions[0] and not obstacle:
        open_moves = rules.moves_open(shown.state, author=shown.author, actor=request.actor.uuid)
    return render(
        request,
        "console/itembank/item.html",
        {
            "item": row,
            "shown": shown,
            "record": record,
            "digest": selectors.digest_of(shown),
            "versions": versions,
            "parameters": parameters,
            "published": selectors.published(shown),
            "curves": _curves(parameters),
            "moves": [move for move in open_moves if access.can(request.actor, _RIGHT[move])],
            "own_work": shown.state == ItemVersion.State.REVIEW and shown.author == request.actor.uuid,
            "obstacle": obstacle,
            "may_write": access.can(request.actor, "write") and versions[0].state != ItemVersion.State.REVIEW,
            "names": dictionary.names(),
            "types": rules.TYPES,
            "kind": rules.KINDS[rules.kind_of(shown.type, shown.fakeable)],
            "linked": selectors.existing([*row.enemies, row.nonvisual]),
        },
    )


@page(*NATIONAL)
def add(request: Request, instrument: str, type_: str) -> HttpResponse:
    row = found(selectors.instrument(instrument, actor=request.actor))
    if type_ not in _TYPES_OF.get(row.code, ()):
        raise Http404
    form = ItemForm(row.code, type_, dictionary.names(), request.POST or None)
    record = _written(form)
    if record is not None and "simpan" in request.POST:
        try:
            version = services.add_item(record, actor=request.actor, at=clock.now())
        except RuleBroken as problem:
            _blame(form, problem)
        else:
            say(request, gettext("Butir tersimpan sebagai draf. Ajukan bila sudah siap ditelaah."))
            return HttpResponseRedirect(reverse("itembank:item", args=[version.item.code]))
    return _editor(request, form, row, record, gettext("Butir baru"), None)


@page(*NATIONAL)
def revise(request: Request, code: str) -> HttpResponse:
    row = found(selectors.item(code, actor=request.actor))
    newest = selectors.newest_version(row)
    kept = selectors.record_of(newest)
    form = ItemForm(row.instrument.code, newest.type, dictionary.names(), request.POST or None, kept=kept, initial=initial_of(kept))
    record = _written(form)
    if record is not None and "simpan" in request.POST:
        try:
            version = services.revise_item(row, record, actor=request.actor, at=clock.now())
        except RuleBroken as problem:
            _blame(form, problem)
        else:
            say(request, gettext("Versi %(number)s tersimpan sebagai draf.") % {"number": version.number})
            return HttpResponseRedirect(reverse("itembank:item", args=[row.code]))
    return _editor(
        request, form, row.instrument, record if record is not None else kept, gettext("Ubah %(code)s") % {"code": code}, newest
    )


@page(*NATIONAL)
@require_POST
def act(request: Request, code: str) -> HttpResponse:
    """Submit, drop, approve, send back or retire the version that the page showed; review is of the content that it showed."""
    row = found(selectors.item(code, actor=request.actor))
    number = request.POST.get("version", "")
    version = found(next((one for one in selectors.versions(row, actor=request.actor) if str(one.number) == number), None))
    action, note, at = request.POST.get("action", ""), request.POST.get("note", ""), clock.now()
    read = request.POST.get("digest", "")
    try:
        if action == "submit":
            services.submit_for_review(version, actor=request.actor, at=at)
        elif action == "approve":
            services.approve(version, note, actor=request.actor, at=at, digest=read)
        elif action == "send_back":
            services.send_back(version, note, actor=request.actor, at=at, digest=read)
        elif action == "retire":
            services.retire(version, note, actor=request.actor, at=at)
        elif action == "drop":
            services.drop(version, note, actor=request.actor, at=at)
        else:
            raise Http404
    except RuleBroken as problem:
        tell(request, problem)
    else:
        say(request, gettext(_DONE[action]))
    return HttpResponseRedirect(reverse("itembank:item", args=[row.code]))


@page(*NATIONAL)
def evidence(request: Request, code: str) -> HttpResponse:
    row = found(selectors.instrument(code, actor=request.actor))
    form = EvidenceForm(request.POST or None)
    wanted = rules.next_evidence(row.evidence)
    if request.method == "POST" and form.is_valid() and wanted:
        try:
            services.propose_evidence(row, wanted, form.cleaned_data["evidence"], actor=request.actor, at=clock.now())
        except RuleBroken as problem:
            form.add_error("evidence", told(problem))
        else:
            say(request, gettext("Tanda tangan pertama tercatat. Orang kedua perlu menandatangani pernyataan ini."))
            return HttpResponseRedirect(reverse("itembank:evidence", args=[row.code]))
    statements = selectors.statements(row, actor=request.actor)
    waiting = next((one for one in statements if one.second_signer is None), None)
    return render(
        request,
        "console/itembank/evidence.html",
        {
            "instrument": row,
            "form": form,
            "wanted": wanted,
            "statements": statements,
            "open": waiting,
            "obstacle": _obstacle(request, waiting.first_signer) if waiting else "",
            "openers": {
                one.pk: logins.shared_openers([one.first_signer, one.second_signer]) for one in statements if one.second_signer
            },
            "may_sign": access.can(request.actor, "sign_evidence"),
            "steps": rules.EVIDENCE,
            "labels": {state.value: state.label for state in Instrument.Evidence},
        },
    )


@page(*NATIONAL)
@require_POST
def countersign(request: Request, code: str, statement: int) -> HttpResponse:
    row = found(selectors.statement(statement, actor=request.actor))
    if row.instrument.code != code:
        raise Http404
    try:
        services.countersign_evidence(row, actor=request.actor, at=clock.now())
    except RuleBroken as problem:
        tell(request, problem)
    else:
        say(request, gettext("Tingkat bukti instrumen ini telah dinaikkan."))
    return HttpResponseRedirect(reverse("itembank:evidence", args=[code]))


def _obstacle(request: Request, first: uuid.UUID) -> str:
    """Why the reader may not sign beside `first`, in his language; "" where he may, or is `first` himself."""
    found_ = None if first == request.actor.uuid else logins.signing_obstacle([first], request.actor.uuid)
    return told(found_) if found_ else ""


_TYPES_OF = {
    "manajerial_sosiokultural": ("graded",),
    "potensi": ("single", "numeric", "graded"),
    "literasi_digital": ("single", "multiple", "numeric", "ranking"),
    "preferensi_karier": ("best_worst",),
}
_RIGHT = {"submit": "write", "approve": "review", "send_back": "review", "retire": "retire", "drop": "write"}
_DONE = {
    "submit": gettext_noop("Butir diajukan. Orang lain akan menelaahnya."),
    "approve": gettext_noop("Butir disetujui."),
    "send_back": gettext_noop("Butir dikembalikan kepada penulisnya."),
    "drop": gettext_noop("Draf dibuang. Ia tetap tercatat pada riwayat versi."),
    "retire": gettext_noop("Butir ditarik dan tidak dipakai lagi dalam bentuk baru."),
}


def _editor(
    request: Request, form: ItemForm, instrument: Instrument, record: dict[str, Any] | None, title: str, newest: ItemVersion | None
) -> HttpResponse:
    sound = record is not None and not rules.record_problems(record)
    return render(
        request,
        "console/itembank/editor.html",
        {
            "form": form,
            "instrument": instrument,
            "type_label": rules.TYPES[form.type],
            "title": title,
            "newest": newest,
            "record": record if record is not None and _can_be_shown(record) else None,
            "sound": sound,
            "names": dictionary.names(),
        },
        status=422 if form.errors else 200,
    )


def _can_be_shown(record: dict[str, Any]) -> bool:
    """A picture that the rules refuse is never put into a page, not even its writer's own preview."""
    images = [record["image"], *(option["image"] for option in record["options"])]
    return not any(image and picture_problem(image["svg"]) for image in images)


def _written(form: ItemForm) -> dict[str, Any] | None:
    """The record of a form that was sent; the bank's rules speak through the form's errors."""
    if not form.is_bound or not form.is_valid():
        return None
    record = form.record()
    _blame_all(form, rules.record_problems(record))
    return record


def _blame(form: ItemForm, problem: RuleBroken) -> None:
    if isinstance(problem, RecordInvalid):
        have = set(form.non_field_errors())
        found_now = [one for problems in problem.problems.values() for one in problems]
        _blame_all(form, [one for one in found_now if _said(one) not in have])
    else:
        form.add_error(None, told(problem))


def _blame_all(form: ItemForm, problems: Sequence[Problem]) -> None:
    for problem in problems:
        form.add_error(None, _said(problem))


def _said(problem: Problem) -> str:
    """A problem in the user's language, words among its values included."""
    values = {name: gettext(value) if isinstance(value, str) and value else value for name, value in problem.values.items()}
    return gettext(problem.message) % values if values else gettext(problem.message)


def _curves(parameters: selectors.Parameters | None) -> Curves | None:
    if parameters is None:
        return None
    x_name = gettext("Kemampuan (0 = rata-rata)")
    return curves(
        parameters.model,
        parameters.values,
        Words(
            gettext("Nilai yang diharapkan"),
            gettext(
                "Garis naik: makin tinggi kemampuan, makin tinggi nilai yang diharapkan pada butir ini. Angkanya ada di tabel."
            ),
            x_name,
            gettext("Nilai"),
        ),
        Words(
            gettext("Informasi"),
            gettext("Garis ini tertinggi pada kemampuan yang paling tepat diukur oleh butir ini. Angkanya ada di tabel."),
            x_name,
            gettext("Informasi"),
        ),
        INDONESIAN if translation.get_language() == "id" else ENGLISH,
    )
