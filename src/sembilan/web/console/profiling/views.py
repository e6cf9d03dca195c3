"""The board of both maps and its table twin."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext

from sembilan.kit import clock
from sembilan.kit.formats import masked, num
from sembilan.kit.said import Said
from sembilan.kit.text import gettext_noop, whole
from sembilan.profiling import access, selectors, services
from sembilan.profiling.rules.talent_rules import TalentRules
from sembilan.profiling.selectors import Board, Filters
from sembilan.profiling.selectors.board import ASSESSMENT, BOX, FEW, NEAR
from sembilan.reporting.working import THREE_POTENTIALS
from sembilan.tenancy.models import Organisation
from sembilan.tenancy.rules import Role
from sembilan.web.console.profiling import notes, pictures, words
from sembilan.web.ui.outside import reasons
from sembilan.web.ui.pages import Request, found, page, render

VIEWERS = (Role.COMMITTEE, Role.PPK, Role.AGENCY_ADMIN, Role.AUDITOR)
PER_PAGE = 50
FOUND = 10  # names shown beside the board; the rest stand in the table


@page(*VIEWERS)
def board(request: Request) -> HttpResponse:
    """How many stand where, how sure that is, who cannot be placed and which document would decide."""
    agency = found(chosen_agency(request))
    units = selectors.units(agency, actor=request.actor)
    filters = asked(request, units)
    overview = replace(filters, box=None, cell=None, near=False, unmapped=False, waiting="", changed=False, indicative=False)
    shared = frame(request, agency, filters)
    counted = selectors.board(agency, actor=request.actor, filters=overview, on=today(), run=shared["run"])
    lines = _found(request, agency, overview, shared["rules"]) if overview.search else []
    if counted.people <= FEW:
        _note(request, agency, overview, lines, Said(gettext_noop("peta sedikit orang")))
    elif lines:
        _note(request, agency, overview, lines, Said(gettext_noop("pencarian pada peta")))
    context = {
        **shared,
        **choices(request, agency, units),
        "board": counted,
        "outside": reasons(counted.outside),
        "lowest": notes.lowest(counted, shared["rules"]),
        "overtaken": notes.overtaken(counted) if shared["on_boxes"] else [],
        "chips": chips(overview, shared["rules"]),
        "lines": lines,
        "found_title": gettext("Yang cocok dengan “%(search)s”") % {"search": overview.search},
        **_tiles(counted, overview),
    }
    return render(request, "console/profiling/_board.html" if request.htmx else "console/profiling/board.html", context)


def _found(request: Request, agency: Organisation, filters: Filters, rules: TalentRules) -> list[dict[str, Any]]:
    """The first names a search finds on the map."""
    rows = selectors.people(agency, actor=request.actor, filters=filters, on=today())[:FOUND]
    return lines_of(rows, agency, request, rules)


@page(*VIEWERS)
def people(request: Request) -> HttpResponse:
    """The same as a table: sorted, paged, filtered by box, doubt, missing document or change."""
    agency = found(chosen_agency(request))
    units = selectors.units(agency, actor=request.actor)
    filters = asked(request, units)
    shared = frame(request, agency, filters)
    sort = _sort(request, agency, shared["rules"])
    rows = selectors.people(agency, actor=request.actor, filters=filters, on=today(), sort=sort)
    shown = Paginator(rows, PER_PAGE).get_page(request.GET.get("hal"))
    lines = lines_of(shown.object_list, agency, request, shared["rules"])
    title = list_title(filters, shared["rules"])
    _note(request, agency, filters, lines, title)
    address = {name: str(value) for name, value in request.GET.items() if name not in ("hal", "urut")}
    context = {
        **shared,
        **choices(request, agency, units),
        "chips": chips(filters, shared["rules"]),
        "narrowed": narrowed_by(filters),
        "title": title,
        "page": shown,
        "lines": lines,
        "treatment": words.treatment(filters.box) if filters.box else None,
        "columns": _columns(filters, sort, address),
        "query": urlencode({**address, "urut": sort}),
    }
    return render(request, "console/profiling/people.html", context)


def _sort(request: Request, agency: Organisation, rules: TalentRules) -> str:
    """The order asked for; that of a sum which is not told would tell it."""
    sort = request.GET.get("urut", "nama")
    axis = {"kinerja": "performance", "potensial": "potential"}.get(sort.removeprefix("-"))
    closed = axis is not None and axis == selectors.withheld_axis(rules)
    return "nama" if closed and not access.may_see_discipline(request.actor, agency.path) else sort


def _note(request: Request, agency: Organisation, filters: Filters, lines: list[dict[str, Any]], title: Said) -> None:
    """A reading of everybody shown, and of a few who were asked about, shown or not."""
    why = Said(gettext_noop("Daftar pada peta talenta: %(title)s"), title=title)
    read = {*(one["who"] for one in lines), *asked_about(request, agency, filters)}
    services.note_list(agency, read, why, actor=request.actor, at=clock.now())


def asked_about(request: Request, agency: Organisation, filters: Filters) -> list[uuid.UUID]:
    """The few whom unit, tier and search pick out; a page of names at most where a name was looked for."""
    most = PER_PAGE if filters.search else FEW
    return selectors.asked_about(agency, actor=request.actor, filters=filters, on=today(), most=most)


# --- what the pages share ---------------------------------------------------------------------------------------------------


def agencies_of(request: Request) -> list[Organisation]:
    """Asked once a request."""
    if not hasattr(request, "profiling_agencies"):
        request.profiling_agencies = list(selectors.agencies(actor=request.actor))  # type: ignore[attr-defined]
    agencies: list[Organisation] = request.profiling_agencies  # type: ignore[attr-defined]
    return agencies


def chosen_agency(request: Request) -> Organisation | None:
    """The agency that the page is about: the one asked for, else the first one that the actor sees."""
    wanted = request.GET.get("instansi", "")
    return next((one for one in agencies_of(request) if not wanted or str(one.uuid) == wanted), None)


def today() -> date:
    return timezone.localtime(clock.now()).date()


def asked(request: Request, units: list[Organisation]) -> Filters:
    """The filters of an address; whatever it names that does not exist, or belongs to the other map, is left out."""
    get = request.GET
    of_boxes = get.get("peta") != ASSESSMENT
    unit = next((one for one in units if str(one.uuid) == get.get("unit", "")), None)
    box = whole(get.get("kotak", ""))
    cell = get.get("petak", "").split("-")
    places = tuple(int(part) for part in cell) if len(cell) == 2 and all(part in ("0", "1", "2") for part in cell) else None
    return Filters(
        map=BOX if of_boxes else ASSESSMENT,
        unit=unit,
        tier=get.get("jenjang", "")[:30],
        search=get.get("cari", "").strip()[:100],
        box=box if of_boxes and box in range(1, 10) else None,
        cell=(places[0], places[1]) if places and not of_boxes else None,
        near="dekat" in get,
        unmapped="belum" in get,
        waiting=get.get("tunggu", "")[:40] if of_boxes else "",
        changed=of_boxes and "berubah" in get,
        indicative="indikatif" in get,
    )


def frame(request: Request, agency: Organisation, filters: Filters) -> dict[str, Any]:
    """What every page of this area knows: the agency, the run it reads, whether it is a sample."""
    run = selectors.current_run(agency)
    address = {name: value for name, value in request.GET.items() if name != "hal"}
    return {
        "agency": agency.name,
        "agencies": [(one.uuid, one.name) for one in agencies_of(request)],
        "agency_row": agency,
        "filters": filters,
        "run": run,
        "rules": words.rules_of(run.policy if run else None),
        "map_name": map_name(filters),
        "on_boxes": filters.map == BOX,
        "query": urlencode(address),
        "may_map": access.can(request.actor, "map", agency),
        "names_note": gettext(THREE_POTENTIALS),
        "near_percent": round(NEAR * 100),
    }


def choices(request: Request, agency: Organisation, units: list[Organisation]) -> dict[str, Any]:
    """What the filter bar offers, on the board and on its table."""
    return {
        "units": [("", gettext("Semua unit")), *((unit.uuid, unit.name) for unit in units)],
        "tiers": [("", gettext("Semua jenjang")), *((tier, tier) for tier in selectors.tiers(agency, actor=request.actor))],
        "maps": [
            (BOX, gettext("Kinerja × potensial (kotak resmi)")),
            (ASSESSMENT, gettext("Kompetensi × potensi (hasil asesmen)")),
        ],
    }


def chips(filters: Filters, rules: TalentRules) -> list[dict[str, str]]:
    """Each filter that is on, in words, with the address of the same page without it."""
    told = {
        "unit": filters.unit.name if filters.unit else "",
        "jenjang": filters.tier,
        "cari": f"“{filters.search}”" if filters.search else "",
        **_narrowed_words(filters, rules),
    }
    on = {**kept(filters), **narrowed_by(filters)}
    return [
        {"label": label, "href": f"?{urlencode({key: value for key, value in on.items() if key != name})}"}
        for name, label in told.items()
        if label
    ]


def _narrowed_words(filters: Filters, rules: TalentRules) -> dict[str, str]:
    awaited = words.component_names(rules).get(filters.waiting, filters.waiting)
    return {
        "kotak": gettext("Kotak %(k)s") % {"k": filters.box} if filters.box else "",
        "petak": words.cell(*filters.cell) if filters.cell else "",
        "belum": gettext("Belum dapat dipetakan") if filters.unmapped else "",
        "tunggu": gettext("Menunggu bukti: %(what)s") % {"what": awaited} if awaited else "",
        "dekat": gettext("Dekat batas") if filters.near else "",
        "berubah": gettext("Berubah sejak perhitungan sebelumnya") if filters.changed else "",
        "indikatif": gettext("Indikatif, dari formulir pendek") if filters.indicative else "",
    }


def narrowed_by(filters: Filters) -> dict[str, str]:
    """The filters that only a list has, as an address writes them."""
    told = {
        "kotak": str(filters.box or ""),
        "petak": "-".join(str(place) for place in filters.cell or ()),
        "belum": "1" if filters.unmapped else "",
        "tunggu": filters.waiting,
        "dekat": "1" if filters.near else "",
        "berubah": "1" if filters.changed else "",
        "indikatif": "1" if filters.indicative else "",
    }
    return {name: value for name, value in told.items() if value}


def map_name(filters: Filters) -> str:
    return gettext("Kotak manajemen talenta") if filters.map == BOX else gettext("Peta asesmen")


def list_title(filters: Filters, rules: TalentRules) -> Said:
    """What a list holds, in words; the access log keeps it."""
    told = _held(filters, rules)
    return Said(gettext_noop("%(what)s, dekat batas"), what=told) if filters.near else told


def _held(filters: Filters, rules: TalentRules) -> Said:
    if filters.box is not None:
        return Said(gettext_noop("Kotak %(k)s"), k=filters.box)
    if filters.cell is not None:
        return words.said_cell(*filters.cell)
    if filters.waiting:
        return Said(gettext_noop("Menunggu bukti: %(what)s"), what=words.said_component(rules, filters.waiting))
    if filters.unmapped:
        return Said(gettext_noop("Belum dapat dipetakan"))
    if filters.changed:
        return Said(gettext_noop("Berubah sejak perhitungan sebelumnya"))
    return Said(gettext_noop("Indikatif, dari formulir pendek") if filters.indicative else gettext_noop("Semua orang"))


def _tiles(counted: Board, filters: Filters) -> dict[str, Any]:
    """Tiles with links, and the lists of the cards below them."""
    rules = words.rules_of(counted.run.policy if counted.run else None)
    names = words.component_names(rules)
    links = kept(filters)
    if filters.map == BOX:
        tiles: dict[Any, dict[str, Any]] = {
            number: {
                "n": tile.n,
                "near": tile.near,
                "words": words.short(number),
                "href": f"orang/?{urlencode({**links, 'kotak': number})}",
            }
            for number, tile in counted.tiles.items()
        }
    else:
        tiles = {
            (row + 1, column + 1): {
                "words": words.cell(row, column),
                "n": tile.n,
                "near": tile.near,
                "href": f"orang/?{urlencode({**links, 'petak': f'{row}-{column}'})}",
            }
            for (row, column), tile in counted.tiles.items()
        }
    return {
        "tiles": tiles,
        "rows": [gettext(name) for name in rules.performance.ladder.names] if filters.map == BOX else list(words.thirds()),
        "columns": [gettext(name) for name in rules.potential.ladder.names] if filters.map == BOX else list(words.thirds()),
        "links": urlencode(links),
        "waiting": [
            {"label": names.get(code, code), "n": n, "href": f"orang/?{urlencode({**links, 'belum': 1, 'tunggu': code})}"}
            for code, n in counted.waiting
        ],
        "causes": [{"label": names.get(code, code), "n": n} for code, n in counted.causes],
        "near": counted.near,
        "mostly_near": notes.mostly_near(counted),
        "expected": notes.expected(counted, filters),
        "ceilings": [one for one in counted.ceilings if one.known],
    }


def kept(filters: Filters) -> dict[str, str]:
    """The filters of the board as they go on to its list."""
    told = {
        "peta": filters.map,
        "unit": str(filters.unit.uuid) if filters.unit else "",
        "jenjang": filters.tier,
        "cari": filters.search,
    }
    return {name: value for name, value in told.items() if value}


def lines_of(rows: Iterable[dict[str, Any]], agency: Organisation, request: Request, rules: TalentRules) -> list[dict[str, Any]]:
    """Rows as they are shown: NIP masked outside the unit, numbers with their range; the sum that the discipline record is part of
    not told to whom that record is closed."""
    axis = selectors.withheld_axis(rules)
    return [_line(_withheld(row, axis, request), agency, request) for row in rows]


def _withheld(row: dict[str, Any], axis: str | None, request: Request) -> dict[str, Any]:
    if axis is None or f"{axis}_from" not in row or access.may_see_discipline(request.actor, row["place"]):
        return row
    doubt = {"least": None, "most": None} if axis == "potential" else {}
    return {**row, f"{axis}_from": None, f"{axis}_to": None, **doubt, "withheld": axis}


def _line(row: dict[str, Any], agency: Organisation, request: Request) -> dict[str, Any]:
    inside = access.inside_unit(request.actor, agency.path, row["place"])
    made = {**row, "nip": row["nip"] if inside else masked(row["nip"]), "sample": row["state"] in ("sample", "pilot")}
    made["cell"] = words.cell(row["row"], row["column"]) if row["row"] is not None and row["column"] is not None else ""
    made["sure_words"] = _sure_words(row)
    made["origin_words"] = gettext(words.SOURCES[row["origin"]]) if row["origin"] else ""
    for name in ("performance", "potential", "competency"):
        low, high = row.get(f"{name}_from"), row.get(f"{name}_to")
        made[f"{name}_words"] = ranged(row.get(name, low), low, high)
    if row.get("least") is not None:
        made["potential_words"] = _with_doubt(made["potential_words"], row["least"], row["most"])
    if "withheld" in row:
        made[f"{row['withheld']}_words"] = gettext("tidak dirinci")
    return made


def _sure_words(row: dict[str, Any]) -> str:
    """How sure the place shown is, as its own page says it: from the lowest to the highest chance where something is not known; of
    an open box the one that may be likeliest."""
    if row["sure"] is None:
        return _open_words(row)
    upper = row["highest"][row["number"] - 1] if row.get("highest") and row["number"] else row["sure"]
    return pictures.numbers().percent_range(row["sure"], max(row["sure"], upper))


def _open_words(row: dict[str, Any]) -> str:
    if not row.get("highest") or not row["may_be"]:
        return ""
    best = max(row["may_be"], key=lambda number: row["highest"][number - 1])
    share = pictures.numbers().percent_range(row["lowest"][best - 1], row["highest"][best - 1])
    return gettext("kotak %(k)s: %(share)s") % {"k": best, "share": share}


def ranged(value: int | None, low: int | None, high: int | None) -> str:
    """66,67 (60,00–72,50); a range alone where the value is not known; a dash where nothing is."""
    if value is None and low is None:
        return "–"
    if low is None or high is None or low == high:
        return num(words.percent(value if value is not None else low), 2)
    limits = f"{num(words.percent(low), 2)}–{num(words.percent(high), 2)}"
    return limits if value is None or value == low else f"{num(words.percent(value), 2)} ({limits})"


def _with_doubt(told: str, least: int, most: int) -> str:
    """79,87 (72,10–86,30): the axis, and where the test's own doubt, and what is not known, may put it."""
    return f"{told} ({num(words.percent(least), 2)}–{num(words.percent(most), 2)})"


def _columns(filters: Filters, sort: str, kept: dict[str, str]) -> list[dict[str, Any]]:
    if filters.map == BOX:
        told = [
            ("nama", gettext("Nama"), False),
            ("kotak", gettext("Kotak"), False),
            ("peluang", gettext("Peluang"), True),
            ("kinerja", gettext("Kinerja"), True),
            ("potensial", gettext("Potensial"), True),
            ("unit", gettext("Unit"), False),
            ("jenjang", gettext("Jenjang"), False),
        ]
    else:
        told = [
            ("nama", gettext("Nama"), False),
            ("", gettext("Petak"), False),
            ("peluang", gettext("Peluang"), True),
            ("kompetensi", gettext("Kompetensi"), True),
            ("potensi", gettext("Potensi"), True),
            ("unit", gettext("Unit"), False),
            ("jenjang", gettext("Jenjang"), False),
        ]
    made = []
    for name, label, numeric in told:
        column: dict[str, Any] = {"label": label, "numeric": numeric}
        if name:
            here = sort.removeprefix("-") == name
            down = here and not sort.startswith("-")
            column["href"] = f"?{urlencode({**kept, 'urut': f'-{name}' if down else name})}"
            if here:
                column["sorted"] = "descending" if sort.startswith("-") else "ascending"
        made.append(column)
    return made
