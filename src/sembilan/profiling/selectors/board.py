"""The board: how many stand where on both maps, who cannot be placed and why, and the same as a table."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from django.db.models import Count, Exists, F, FloatField, Func, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact

from sembilan.people.models import Official
from sembilan.profiling import access
from sembilan.profiling.models import BoxResult, MappingRun, Profile
from sembilan.profiling.rules.bounds import DEFAULT_VALIDITY_YEARS, validity_years
from sembilan.profiling.rules.policy import parse_policy
from sembilan.profiling.rules.talent_rules import TalentRules
from sembilan.profiling.selectors import results
from sembilan.profiling.selectors.expected import Expected, expected_of
from sembilan.profiling.selectors.lowest import LowestRow, lowest_row
from sembilan.profiling.selectors.policies import current_run
from sembilan.tenancy.models import Kind, Organisation
from sembilan.tenancy.rules import Actor

NEAR: Final = 0.8
"""Below this probability of the box shown a person stands near a line (this product's setting)."""

BOX, ASSESSMENT = "kotak", "asesmen"
FULL: Final = 10_000
CELLS: Final = [(row, column) for row in range(3) for column in range(3)]
FEW: Final = 10
"""So few people are no crowd: whoever sees where they stand, by counts alone, has read each of them (this product's setting)."""
WHOLE_NIP: Final = 18


@dataclass(frozen=True)
class Filters:
    """What a page asks for. box: 1..9 · cell: (competency, potential) thirds 0..2 · waiting: input whose document is missing."""

    map: str = BOX
    unit: Organisation | None = None
    tier: str = ""
    search: str = ""
    box: int | None = None
    cell: tuple[int, int] | None = None
    near: bool = False
    unmapped: bool = False
    waiting: str = ""
    changed: bool = False
    indicative: bool = False


@dataclass(frozen=True)
class Tile:
    n: int = 0
    near: int = 0


@dataclass(frozen=True)
class Ceiling:
    """Of a tier: how many have a known competency match, and for how many of them 100.00 cannot be told apart from it: it lies in
    their 90% interval. The expectation itself stays below 100 with any doubt at all, so it would show no ceiling anywhere."""

    tier: str
    known: int
    full: int

    @property
    def share(self) -> float | None:
        return self.full / self.known if self.known else None


@dataclass(frozen=True)
class Board:
    """Counts for one map and one filter. tiles: box number, or (competency, potential) -> Tile; every place is there."""

    run: MappingRun | None
    tiles: Mapping[Any, Tile]
    people: int
    unmapped: int
    waiting: list[tuple[str, int]] = field(default_factory=list)
    changed: int = 0
    causes: list[tuple[str, int]] = field(default_factory=list)
    ceilings: list[Ceiling] = field(default_factory=list)
    evidence: frozenset[str] = frozenset()
    no_error: int = 0
    """How many results carry no error, so that nothing can be said about how near a line they are."""
    indicative: int = 0
    """How many stand where they stand by a form that asks too little to place anyone."""
    lowest: LowestRow | None = None
    expected: Expected[Any] | None = None
    """The same places by everybody's chances; None for too few whose chances are known."""
    outside: list[tuple[str, int]] = field(default_factory=list)
    """People of the roster who have no place on the map, by reason: retired, left, later (entered after the run), no_result."""

    @property
    def near(self) -> int:
        return sum(tile.near for tile in self.tiles.values())

    @property
    def mapped(self) -> int:
        return self.people - self.unmapped

    @property
    def roster(self) -> int:
        return self.people + sum(n for _reason, n in self.outside)


def board(agency: Organisation, *, actor: Actor, filters: Filters, on: date, run: MappingRun | None = None) -> Board:
    """The counts of one map. The talent box needs a mapping run; the assessment map reads the newest valid results of that day.

    run: the agency's current one where the caller has it already.
    """
    run = run or current_run(agency)
    return _boxes(run, agency, actor, filters) if filters.map == BOX else _cells(run, agency, actor, filters, on)


def asked_about(agency: Organisation, *, actor: Actor, filters: Filters, on: date, most: int = FEW) -> list[uuid.UUID]:
    """Whom unit, tier and search pick out, where they are `most` at most, else nobody. Whatever is then told of them, a count or
    that a list of a box is empty, tells where each of them stands."""
    rows = _open_rows(agency, actor, filters, on)
    found = list(rows.order_by().values_list("official__uuid", flat=True)[: most + 1])
    return found if len(found) <= most else []


def people(agency: Organisation, *, actor: Actor, filters: Filters, on: date, sort: str = "nama") -> QuerySet[Any, Any]:
    """The table twin: one row a person as dictionaries, filtered as the board, sorted; `-` before the name turns the order."""
    run = current_run(agency)
    rows: QuerySet[Any, Any]
    if filters.map == BOX:
        rows = _narrowed_boxes(_box_rows(run, agency, actor, filters), filters)
        columns, order = BOX_COLUMNS, BOX_ORDER
    else:
        rows = _narrowed_cells(_profile_rows(run, agency, actor, filters, on), filters)
        columns, order = PROFILE_COLUMNS, PROFILE_ORDER
    name = sort.removeprefix("-")
    wanted = F(order.get(name, "official__name"))
    ranked = wanted.desc(nulls_last=True) if sort.startswith("-") else wanted.asc(nulls_last=True)
    return rows.order_by(ranked, "official__name", "pk").values(**columns)


_PERSON: Final = {
    "who": F("official__uuid"),
    "nip": F("official__nip"),
    "place": F("path"),
}
BOX_COLUMNS: Final = {
    **_PERSON,
    "name": F("official__name"),
    "unit": F("unit_name"),
    "rank": F("tier"),
    "number": F("box"),
    "may_be": F("possible"),
    "lowest": F("chance_low"),
    "highest": F("chance_high"),
    "sure": F("chance"),
    "performance_from": F("performance_low"),
    "performance_to": F("performance_high"),
    "potential_from": F("potential_low"),
    "potential_to": F("potential_high"),
    "least": F("potential_least"),
    "most": F("potential_most"),
    "needs": F("deciding"),
    "before": F("former_possible"),
    "why": F("changed"),
    "row": F("profile__map_row"),
    "column": F("profile__map_column"),
    "match": F("profile__jpm_competency"),
    "aspects": F("profile__jpm_potential"),
    "measured": F("profile__measured_on"),
    "origin": F("profile__source"),
    "state": F("profile__evidence"),
    "thin": F("profile__indicative"),
}
BOX_ORDER: Final = {
    "nama": "official__name",
    "unit": "unit_name",
    "jenjang": "tier",
    "kotak": "box",
    "peluang": "chance",
    "kinerja": "performance_low",
    "potensial": "potential_low",
}
PROFILE_COLUMNS: Final = {
    **_PERSON,
    "name": F("official__name"),
    "unit": F("official__unit__name"),
    "rank": F("official__tier"),
    "row": F("map_row"),
    "column": F("map_column"),
    "sure": F("sureness"),
    "competency": F("jpm_competency"),
    "competency_from": F("jpm_competency_low"),
    "competency_to": F("jpm_competency_high"),
    "potential": F("jpm_potential"),
    "potential_from": F("jpm_potential_low"),
    "potential_to": F("jpm_potential_high"),
    "measured": F("measured_on"),
    "origin": F("source"),
    "state": F("evidence"),
    "thin": F("indicative"),
}
PROFILE_ORDER: Final = {
    "nama": "official__name",
    "unit": "official__unit__name",
    "jenjang": "official__tier",
    "kompetensi": "jpm_competency",
    "potensi": "jpm_potential",
    "peluang": "sureness",
}


def without_valid_result(agency: Organisation, *, actor: Actor, on: date) -> list[tuple[str, int]]:
    """Whoever has some result and is not on the assessment map of that day, by reason: retired, left, lapsed."""
    run = current_run(agency)
    counting = _profile_rows(run, agency, actor, Filters(map=ASSESSMENT), on).order_by().values_list("official_id", flat=True)
    held = set(access.visible_to(actor).filter(path__under=agency.path).values_list("official_id", flat=True)) - set(counting)
    return _by_reason(Official.objects.filter(pk__in=held), "lapsed")


def tiers(agency: Organisation, *, actor: Actor) -> list[str]:
    """Tiers that occur among the people whom the actor sees."""
    seen = access.officials_visible_to(actor).filter(agency=agency).exclude(tier="")
    return sorted(seen.order_by().values_list("tier", flat=True).distinct())


def units(agency: Organisation, *, actor: Actor) -> list[Organisation]:
    """Units directly below the agency, as far as the actor sees people in them; below a unit role that unit alone."""
    first = Organisation.objects.filter(parent=agency, kind=Kind.UNIT)
    places = actor.paths(access.VIEWERS)
    if any(agency.path == place or agency.path.startswith(place + ".") for place in places):
        return list(first.order_by("name"))
    return list(Organisation.objects.filter(path__in=places, path__under=agency.path).order_by("name"))


# --- the talent box ----------------------------------------------------------------------------------------------------------


def _open_rows(agency: Organisation, actor: Actor, filters: Filters, on: date) -> QuerySet[Any]:
    run = current_run(agency)
    of_boxes = filters.map == BOX
    return _box_rows(run, agency, actor, filters) if of_boxes else _profile_rows(run, agency, actor, filters, on)


def _box_rows(run: MappingRun | None, agency: Organisation, actor: Actor, filters: Filters) -> QuerySet[BoxResult]:
    rows = access.boxes_visible_to(actor).filter(run=run) if run else BoxResult.objects.none()
    if filters.unit is not None:
        rows = rows.filter(path__under=filters.unit.path)
    if filters.tier:
        rows = rows.filter(tier=filters.tier)
    return _searched(rows, filters.search, access.nip_paths(actor, agency.path))


def _narrowed_boxes(rows: QuerySet[BoxResult], filters: Filters) -> QuerySet[BoxResult]:
    if filters.box is not None:
        rows = rows.filter(box=filters.box)
    if filters.near:
        rows = rows.filter(chance__lt=NEAR)
    if filters.unmapped:
        rows = rows.filter(box=None)
    if filters.waiting:
        rows = rows.filter(deciding__contains=[filters.waiting])
    if filters.changed:
        rows = rows.exclude(changed=[])
    if filters.indicative:
        rows = rows.filter(profile__indicative=True)
    return rows


def _roster(agency: Organisation, actor: Actor, filters: Filters) -> QuerySet[Official]:
    """The people of the agency whom a board with these filters is about."""
    rows = access.officials_visible_to(actor).filter(agency=agency)
    if filters.unit is not None:
        rows = rows.filter(path__under=filters.unit.path)
    if filters.tier:
        rows = rows.filter(tier=filters.tier)
    return _searched(rows, filters.search, access.nip_paths(actor, agency.path), person="")


def _by_reason(rows: QuerySet[Official], otherwise: str) -> list[tuple[str, int]]:
    """How many retired, how many left, and how many lack what the map needs for another reason."""
    gone = (Official.Status.RETIRED, Official.Status.LEFT)
    counted = Counter({one["status"]: one["n"] for one in rows.order_by().values("status").annotate(n=Count("pk"))})
    reasons = [(str(status), counted[status]) for status in gone]
    return [(reason, n) for reason, n in (*reasons, (otherwise, counted.total() - sum(n for _reason, n in reasons))) if n]


def _boxes(run: MappingRun | None, agency: Organisation, actor: Actor, filters: Filters) -> Board:
    rows = _box_rows(run, agency, actor, filters)
    absent = _roster(agency, actor, filters).exclude(Exists(BoxResult.objects.filter(run=run, official=OuterRef("pk"))))
    counted = list(
        rows.order_by()
        .values("box")
        .annotate(
            n=Count("pk"),
            near=Count("pk", filter=Q(chance__lt=NEAR)),
            open=Count("pk", filter=Q(chance=None)),
            thin=Count("pk", filter=Q(profile__indicative=True)),
        )
    )
    found = {one["box"]: one for one in counted}
    tiles = {number: Tile(found[number]["n"], found[number]["near"]) if number in found else Tile() for number in range(1, 10)}
    unmapped = found[None]["n"] if None in found else 0
    waiting = Counter(code for codes in rows.filter(box=None).values_list("deciding", flat=True) for code in codes)
    moved = list(rows.exclude(changed=[]).values_list("changed", flat=True))
    causes = Counter(code for codes in moved for code in codes)
    return Board(
        run=run,
        tiles=tiles,
        people=sum(one["n"] for one in counted),
        unmapped=unmapped,
        waiting=waiting.most_common(),
        changed=len(moved),
        causes=causes.most_common(),
        ceilings=_ceilings(rows),
        evidence=frozenset(run.counts.get("evidence", {})) if run else frozenset(),
        no_error=sum(one["open"] for one in counted if one["box"] is not None),
        indicative=sum(one["thin"] for one in counted),
        expected=expected_of(range(1, 10), _box_chances(rows)),
        lowest=lowest_row(rows, TalentRules.of(parse_policy(run.policy.body))) if run else None,
        outside=_by_reason(absent, "later") if run else [],
    )


def _box_chances(rows: QuerySet[BoxResult]) -> list[tuple[int, list[float]]]:
    """Of whom nothing is missing, so that each chance is one number."""
    held = rows.exclude(box=None).exclude(chance_low=None).order_by().values_list("box", "chance_low", "chance_high")
    return [(box, low) for box, low, high in held if box is not None and low is not None and low == high]


# --- the assessment map ------------------------------------------------------------------------------------------------------


def _profile_rows(run: MappingRun | None, agency: Organisation, actor: Actor, filters: Filters, on: date) -> QuerySet[Any]:
    years = validity_years(run.policy.body) if run else DEFAULT_VALIDITY_YEARS
    seen = access.visible_to(actor).filter(path__under=agency.path)
    rows = Profile.objects.filter(
        pk__in=results.valid(seen, on, years).values("pk"), official__status__in=(Official.Status.ACTIVE, Official.Status.UNKNOWN)
    )
    if filters.unit is not None:
        rows = rows.filter(path__under=filters.unit.path)
    if filters.tier:
        rows = rows.filter(official__tier=filters.tier)
    sureness = Func(
        F("map_chances"),
        F("map_row"),
        F("map_column"),
        template="((%(expressions)s)::float)",
        arg_joiner=" -> ",
        output_field=FloatField(),
    )
    searched: QuerySet[Any] = _searched(rows, filters.search, access.nip_paths(actor, agency.path)).annotate(sureness=sureness)
    return searched


def _narrowed_cells(rows: QuerySet[Any], filters: Filters) -> QuerySet[Any]:
    if filters.cell is not None:
        rows = rows.filter(map_row=filters.cell[0], map_column=filters.cell[1])
    if filters.near:
        rows = rows.filter(sureness__lt=NEAR)
    if filters.unmapped:
        rows = rows.filter(Q(map_row=None) | Q(map_column=None))
    if filters.indicative:
        rows = rows.filter(indicative=True)
    return rows


def _cells(run: MappingRun | None, agency: Organisation, actor: Actor, filters: Filters, on: date) -> Board:
    """One query: which result of a person is the newest valid one is asked once, and counted here."""
    rows = _profile_rows(run, agency, actor, filters, on)
    match = Coalesce("jpm_competency_high", "jpm_competency")
    columns = ("map_row", "map_column", "map_chances", "sureness", "official__tier", match, "evidence", "indicative")
    held = list(rows.order_by().values_list(*columns))
    there = [one for one in held if one[0] is not None and one[1] is not None]
    counts = Counter((row, column) for row, column, *_more in there)
    near = Counter((row, column) for row, column, _all, sure, *_more in there if sure is not None and sure < NEAR)
    known = Counter(tier for *_place, tier, upper, _state, _thin in held if upper is not None)
    full = Counter(tier for *_place, tier, upper, _state, _thin in held if upper == FULL)
    chances = [((row, column), [p for line in cells for p in line]) for row, column, cells, *_more in there if cells is not None]
    outside = [
        (reason, n - len(held) if reason == "no_result" else n)
        for reason, n in _by_reason(_roster(agency, actor, filters), "no_result")
    ]
    return Board(
        run=run,
        tiles={place: Tile(counts[place], near[place]) for place in CELLS},
        people=len(held),
        unmapped=len(held) - len(there),
        ceilings=[Ceiling(tier, known[tier], full[tier]) for tier in sorted(known)],
        evidence=frozenset(state for *_more, state, _thin in held if state),
        no_error=sum(sure is None for _row, _column, _all, sure, *_more in there),
        expected=expected_of(CELLS, chances),
        indicative=sum(thin for *_more, thin in held),
        outside=[(reason, n) for reason, n in outside if n],
    )


def _ceilings(rows: QuerySet[BoxResult]) -> list[Ceiling]:
    upper = Coalesce("profile__jpm_competency_high", "profile__jpm_competency")
    counted = (
        rows.order_by().values(rank=F("tier")).annotate(known=Count(upper), full=Count("pk", filter=Q(Exact(upper, Value(FULL)))))
    )
    return sorted((Ceiling(one["rank"], one["known"], one["full"]) for one in counted), key=lambda one: one.tier)


def _searched(rows: QuerySet[Any], search: str, nip_paths: Sequence[str], person: str = "official__") -> QuerySet[Any]:
    """By name; by a whole NIP; by a part of one below `nip_paths` alone: elsewhere it is masked, and asking digit by digit would
    read it out."""
    for word in search.split()[:5]:
        matches = Q(**{f"{person}name__icontains": word})
        if word.isdigit() and len(word) == WHOLE_NIP:
            matches |= Q(**{f"{person}nip": word})
        elif word.isdigit():
            matches |= Q(**{f"{person}nip__contains": word, "path__under": nip_paths})
        rows = rows.filter(matches)
    return rows
