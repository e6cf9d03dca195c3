"""What can be taken home from the maps: the table as a workbook, the map as a picture. Each asks what for, and is logged."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.utils.text import slugify
from django.utils.translation import gettext

from sembilan.kit import clock
from sembilan.kit.errors import RuleBroken
from sembilan.kit.formats import num, tanggal, waktu
from sembilan.kit.said import Said, shown
from sembilan.kit.text import gettext_noop
from sembilan.profiling import selectors, services
from sembilan.profiling.models import MappingRun
from sembilan.profiling.rules.talent_rules import TalentRules
from sembilan.profiling.selectors import Filters
from sembilan.profiling.selectors.board import BOX
from sembilan.render import png, xlsx
from sembilan.render.palette import PRINT
from sembilan.tenancy.models import Organisation
from sembilan.web.console.profiling import pictures, words
from sembilan.web.console.profiling.forms import PURPOSES, ExportForm
from sembilan.web.console.profiling.views import (
    VIEWERS,
    asked,
    asked_about,
    chips,
    chosen_agency,
    kept,
    lines_of,
    list_title,
    map_name,
    narrowed_by,
    today,
)
from sembilan.web.ui.pages import Request, download, found, page, render, told

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Wanted:
    """What is to leave the house: of which agency, which people, in words."""

    agency: Organisation
    filters: Filters
    run: MappingRun | None
    rules: TalentRules
    title: Said


@page(*VIEWERS)
def export(request: Request) -> HttpResponse:
    """The table as a workbook."""
    wanted = _wanted(request)
    return _for_a_purpose(request, wanted, Said(gettext_noop("Tabel (XLSX): %(title)s"), title=wanted.title), _workbook)


@page(*VIEWERS)
def picture(request: Request) -> HttpResponse:
    """The map as a picture for slides: counts, no names."""
    wanted = _wanted(request)
    wanted = replace(wanted, filters=replace(wanted.filters, box=None, cell=None))
    return _for_a_purpose(request, wanted, Said(gettext_noop("Gambar peta (PNG), tanpa nama")), _picture)


def _wanted(request: Request) -> Wanted:
    agency = found(chosen_agency(request))
    filters = asked(request, selectors.units(agency, actor=request.actor))
    run = selectors.current_run(agency)
    rules = words.rules_of(run.policy if run else None)
    return Wanted(agency, filters, run, rules, list_title(filters, rules))


def _for_a_purpose(
    request: Request, wanted: Wanted, holding: str, make: Callable[[Request, Wanted, str, str], HttpResponse]
) -> HttpResponse:
    """First the purpose, then the file, as when a person is opened."""
    form = ExportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return make(request, wanted, services.checked_purpose(form.cleaned_data["purpose"]), holding)
        except RuleBroken as problem:
            form.add_error("purpose", told(problem))
    context = {
        "form": form,
        "purposes": PURPOSES,
        "agency": wanted.agency.name,
        "holding": holding,
        "map_name": map_name(wanted.filters),
        "narrowing": ", ".join(chip["label"] for chip in chips(wanted.filters, wanted.rules)),
        "links": urlencode(kept(wanted.filters)),
    }
    return render(request, "console/profiling/export.html", context, status=422 if form.errors else 200)


def _workbook(request: Request, wanted: Wanted, purpose: str, holding: str) -> HttpResponse:
    agency, filters, run = wanted.agency, wanted.filters, wanted.run
    rows = selectors.people(agency, actor=request.actor, filters=filters, on=today())
    lines = lines_of(rows, agency, request, wanted.rules)
    people = {*(one["who"] for one in lines), *asked_about(request, agency, filters)}
    services.note_export(agency, "profiling.people_xlsx", people, purpose, holding=holding, actor=request.actor, at=clock.now())
    who = {"now": waktu(clock.now()), "who": request.actor.label, "why": purpose}
    notes = [
        agency.name,
        f"{map_name(filters)}: {shown(wanted.title)}",
        gettext("Diunduh %(now)s oleh %(who)s. Tujuan: %(why)s.") % who,
    ]
    if run is not None and filters.map == BOX:
        notes.append(
            gettext("Kebijakan %(name)s, dihitung %(when)s.")
            % {"name": gettext(run.policy.body["name"]), "when": waktu(run.made_at)}
        )
    if any(one["sample"] for one in lines):
        notes.append(gettext("Memuat hasil contoh: bukan dasar keputusan."))
    if any(one["thin"] for one in lines):
        notes.append(gettext("Memuat hasil formulir pendek: indikatif, bukan dasar keputusan."))
    notes.append(gettext("Peluang 99,99% berarti sekurangnya itu: tidak ada letak yang pasti."))
    names = words.component_names(wanted.rules)
    content = xlsx.write_table(_sheet_columns(filters), _sheet_rows(lines, filters, names), gettext("Peta talenta"), notes)
    return download(content, f"{_file_name(filters)}.xlsx", XLSX)


def _picture(request: Request, wanted: Wanted, purpose: str, holding: str) -> HttpResponse:
    agency, filters = wanted.agency, wanted.filters
    counted = selectors.board(agency, actor=request.actor, filters=filters, on=today(), run=wanted.run)
    services.note_export(
        agency,
        "profiling.board_png",
        asked_about(request, agency, filters),  # it names nobody; of a few it tells all the same
        purpose,
        count=counted.people,
        holding=holding,
        actor=request.actor,
        at=clock.now(),
    )
    title = f"{agency.name} · {map_name(filters)} · {tanggal(today())}"
    sample = gettext("Contoh, bukan dasar keputusan") if counted.evidence & {"sample", "pilot"} else ""
    mapped = gettext("%(mapped)s dari %(all)s orang dapat dipetakan") % {"mapped": num(counted.mapped), "all": num(counted.people)}
    drawn = pictures.board_picture(counted, wanted.rules, title, of_boxes=filters.map == BOX, palette=PRINT)
    svg = pictures.captioned(drawn, title, " · ".join(part for part in (mapped, sample) if part), PRINT)
    return download(png.png_of(svg, width=1800), f"{_file_name(filters)}.png", "image/png")


def _file_name(filters: Filters) -> str:
    """peta-talenta-kotak-9-unit-20251128: the map, what narrows the list, and the day. What was searched for may be a name, and no
    name stands in that of a file."""
    narrowed = [value if name in ("kotak", "petak", "tunggu") else name for name, value in narrowed_by(filters).items()]
    wider = {"unit": "unit" if filters.unit else "", "jenjang": slugify(filters.tier), "cari": "cari" if filters.search else ""}
    return "-".join(["peta-talenta", filters.map, *narrowed, *filter(None, wider.values()), f"{today():%Y%m%d}"])


def _sheet_columns(filters: Filters) -> list[xlsx.Column]:
    kind = xlsx.Kind
    first = [
        xlsx.Column(gettext("Nama"), width=28),
        xlsx.Column(gettext("NIP")),
        xlsx.Column(gettext("Unit"), width=34),
        xlsx.Column(gettext("Jenjang")),
    ]
    if filters.map == BOX:
        return [
            *first,
            xlsx.Column(gettext("Kotak"), kind.WHOLE),
            xlsx.Column(gettext("Kotak yang mungkin")),
            xlsx.Column(gettext("Peluang kotak (paling rendah)"), kind.SHARE),
            xlsx.Column(gettext("Peluang, dari terendah sampai tertinggi"), width=24),
            xlsx.Column(gettext("Kinerja, paling rendah"), kind.DECIMAL),
            xlsx.Column(gettext("Kinerja, paling tinggi"), kind.DECIMAL),
            xlsx.Column(gettext("Potensial, paling rendah"), kind.DECIMAL),
            xlsx.Column(gettext("Potensial, paling tinggi"), kind.DECIMAL),
            xlsx.Column(gettext("Potensial, batas bawah 90%"), kind.DECIMAL),
            xlsx.Column(gettext("Potensial, batas atas 90%"), kind.DECIMAL),
            xlsx.Column(gettext("Bukti yang menentukan"), width=40),
            xlsx.Column(gettext("Kotak sebelumnya")),
            xlsx.Column(gettext("Sumber asesmen")),
            xlsx.Column(gettext("Tanggal asesmen"), kind.DATE),
            xlsx.Column(gettext("Keterangan")),
        ]
    return [
        *first,
        xlsx.Column(gettext("Petak"), width=40),
        xlsx.Column(gettext("Peluang petak"), kind.SHARE),
        xlsx.Column(gettext("JPM kompetensi"), kind.DECIMAL),
        xlsx.Column(gettext("JPM kompetensi, batas bawah 90%"), kind.DECIMAL),
        xlsx.Column(gettext("JPM kompetensi, batas atas 90%"), kind.DECIMAL),
        xlsx.Column(gettext("JPM potensi"), kind.DECIMAL),
        xlsx.Column(gettext("JPM potensi, batas bawah 90%"), kind.DECIMAL),
        xlsx.Column(gettext("JPM potensi, batas atas 90%"), kind.DECIMAL),
        xlsx.Column(gettext("Sumber asesmen")),
        xlsx.Column(gettext("Tanggal asesmen"), kind.DATE),
        xlsx.Column(gettext("Keterangan")),
    ]


MOST_TOLD = 0.9999  # stored chances have four decimals; that every draw fell on one place is no certainty


def below_one(chance: float | None) -> float | None:
    return None if chance is None else min(chance, MOST_TOLD)


_AXES = ("performance_from", "performance_to", "potential_from", "potential_to", "least", "most")


def _sheet_rows(lines: list[dict[str, Any]], filters: Filters, names: dict[str, str]) -> Iterator[list[Any]]:
    for row in lines:
        first = [shown(row["name"]), row["nip"], row["unit"] or "", row["rank"]]
        last = [row["origin_words"], row["measured"], gettext("indikatif, formulir pendek") if row["thin"] else ""]
        if filters.map == BOX:
            axes = [words.percent(row[name]) for name in _AXES]
            possible = "" if row["number"] is not None else ", ".join(str(box) for box in row["may_be"])
            yield [
                *first,
                row["number"],
                possible,
                below_one(row["sure"]),
                row["sure_words"],
                *axes,
                ", ".join(names.get(code, code) for code in row["needs"]),
                ", ".join(str(box) for box in row["before"]),
                *last,
            ]
        else:
            sides = [f"{side}{end}" for side in ("competency", "potential") for end in ("", "_from", "_to")]
            yield [*first, row["cell"], below_one(row["sure"]), *(words.percent(row[side]) for side in sides), *last]
