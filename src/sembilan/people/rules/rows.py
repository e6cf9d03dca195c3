"""One row in, what it says and what is doubtful in it out. The same rules read a whole file and a single mended row.

Values are plain: our field -> Python value; units, posts and people stand as their codes, which the service turns into rows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

from sembilan.kit.tabular import Cell, as_text, is_imprecise
from sembilan.people.rules import values as v
from sembilan.people.rules.causes import blocks
from sembilan.people.rules.headers import ASPECT_NAMES, COMPETENCY_NAMES
from sembilan.people.rules.nip import Nip, completions, read_nip, tidy_nip

Cells = Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class Doubt:
    cause: str
    column: str
    value: str
    suggestion: str = ""


@dataclass(frozen=True, slots=True)
class Post:
    """What is known of a position: its unit's code ("" = unknown), tier and name."""

    name: str
    unit: str
    tier: str


@dataclass
class Known:
    """What the rows are held against: units, posts and people that stand already, in the database or above in the file."""

    today: date
    units: dict[str, str] = field(default_factory=dict)
    """unit code -> code of its parent ("" = directly below the agency)"""
    posts: dict[str, Post] = field(default_factory=dict)
    people: set[str] = field(default_factory=set)
    """NIPs that registers may refer to"""
    holders: dict[str, str] = field(default_factory=dict)
    """position code -> NIP of its first holder"""
    candidates: frozenset[str] = frozenset()
    """whole NIPs that registers name and nobody has: a cut NIP may be one of them"""
    tops: set[str] = field(default_factory=set)  # codes by which the source calls the agency itself


@dataclass(slots=True)
class Reading:
    """What a row says. `blocked`: it waits, and its values must not be used."""

    values: dict[str, Any] = field(default_factory=dict)
    doubts: list[Doubt] = field(default_factory=list)
    tidied: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def blocked(self) -> bool:
        return any(blocks(doubt.cause) for doubt in self.doubts)


def read_row(kind: str, cells: Cells, known: Known) -> Reading:
    """Read one row of a kind of sheet (headers.KINDS). `cells`: our column -> cell; unmapped columns are absent."""
    reader = _Reader(cells, known)
    _READERS[kind](reader)
    return reader.reading


def key_of(kind: str, cells: Cells) -> str:
    """What makes a row the same row in the next file: the columns that name the thing, not those that describe it."""
    parts = [v.visible(as_text(cells.get(column))) for column in _KEYS[kind]]
    if kind not in ("unit", "jabatan", "kelengkapan"):
        parts[0] = tidy_nip(parts[0])
    if kind == "pegawai" and not parts[0]:
        parts = ["?", as_text(cells.get("name")), as_text(cells.get("born")), as_text(cells.get("unit"))]
    return "|".join(" ".join(part.split()).casefold() for part in parts)[:280]


_KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    "unit": ("code",),
    "jabatan": ("code",),
    "pegawai": ("nip",),
    "kinerja": ("nip", "year"),
    "riwayat": ("nip", "type", "date", "text"),
    "umpan_balik_360": ("nip", "year"),
    "riwayat_jabatan": ("nip", "name", "since"),
    "pendidikan": ("nip", "level", "field"),
    "kelengkapan": ("unit", "register"),
    "hasil_asesmen": ("nip", "instrument", "date"),
}
ONE_A_KEY: Final = frozenset({"unit", "jabatan", "kinerja", "umpan_balik_360", "kelengkapan", "hasil_asesmen"})
"""Kinds of which two different rows cannot both be true: one rating a year, one declaration a register."""


class _Reader:
    def __init__(self, cells: Cells, known: Known) -> None:
        self.cells, self.known, self.reading = cells, known, Reading()

    def text(self, column: str) -> str:
        return " ".join(v.visible(as_text(self.cells.get(column))).split())

    def silent(self, column: str, nip: str) -> bool:
        """The file has no such column, and the person stands already: nothing is said, so nothing is doubtful."""
        return column not in self.cells and nip in self.known.people

    def doubt(self, cause: str, column: str, suggestion: str = "") -> None:
        self.reading.doubts.append(Doubt(cause, column, self.text(column)[:300], suggestion))

    def tidied(self, column: str, value: str) -> None:
        if (written := as_text(self.cells.get(column))) != value:
            self.reading.tidied.append((column, written, value))

    def take(self, **values: Any) -> None:
        self.reading.values |= values

    def words(self, column: str, limit: int, *, needed: bool = False) -> str:
        """Free text, cut at `limit` with a doubt."""
        text = self.text(column)
        if needed and not text:
            self.doubt("text_missing", column)
        if len(text) > limit:
            self.doubt("text_too_long", column)
        return text[:limit].rstrip()

    def word(self, list_: str, column: str, cause: str, *, empty: str | None = None) -> str:
        """A word of a closed list; a doubt of `cause` where it is none. An empty cell is `empty`, or doubtful too."""
        text = self.text(column)
        if not text and empty is not None:
            return empty
        found = v.read_word(list_, text)
        if found is None:
            self.doubt(cause if text else ("text_missing" if blocks(cause) else cause), column)
        elif found.casefold() != text.casefold():
            self.tidied(column, found)
        return found or ""

    def day(self, column: str, *, needed: bool = False, after: date | None = None, suggestion: str = "") -> date | None:
        """A date; in the future or before the begin of service (`after`) it stands, with a doubt."""
        text, found = self.text(column), v.read_date(self.cells.get(column))
        if found is None:
            if needed or text:
                self.doubt("date_needed" if needed else "date_impossible", column, suggestion)
        elif found > self.known.today:
            self.doubt("date_future", column)
        elif after is not None and (found.year, found.month) < (after.year, after.month):
            self.doubt("date_before_service", column)
        return found

    def whole(self, column: str, least: int, most: int) -> int | None:
        found = v.read_whole(self.cells.get(column))
        if found is None or not least <= found <= most:
            self.doubt("number_impossible" if self.text(column) else "text_missing", column)
            return None
        return found

    def person(self) -> str:
        """The NIP of a register's row: of somebody who is there, else the row waits."""
        nip = tidy_nip(self.text("nip"))
        if is_imprecise(self.cells.get("nip")):
            self.doubt("nip_imprecise", "nip")
        elif not nip:
            self.doubt("nip_missing", "nip")
        elif nip not in self.known.people:
            self.doubt("nip_unknown", "nip")
        else:
            self.tidied("nip", nip)
        return nip

    def levels(self, names: tuple[tuple[str, str], ...], least: int) -> dict[str, int]:
        found: dict[str, int] = {}
        for code, _name in names:
            if not self.text(code):
                continue
            level = v.read_whole(self.cells.get(code))
            if level is None or not least <= level <= 5:
                self.doubt("level_unusable", code)
            else:
                found[code] = level
        return found


def _unit(row: _Reader) -> None:
    code, parent = row.words("code", 40, needed=True), row.text("parent")
    if parent and parent == code:
        row.doubt("unit_cycle", "parent")
    elif parent and parent not in row.known.units:
        row.doubt("unit_parent_unknown", "parent")
    row.take(code=code, parent=parent, name=row.words("name", 300, needed=True), echelon=v.read_echelon(row.text("echelon")))


def _position(row: _Reader) -> None:
    unit = row.text("unit")
    if unit and unit not in row.known.units:
        row.doubt("unit_unknown", "unit")
    tier = v.read_tier(row.text("tier"))
    if tier is None:
        row.doubt("tier_unknown", "tier")
    row.take(
        code=row.words("code", 40, needed=True),
        name=row.words("name", 200, needed=True),
        unit=unit if unit in row.known.units else "",
        tier=tier or row.text("tier")[:30],
        echelon=v.read_echelon(row.text("echelon")),
        levels=row.levels(COMPETENCY_NAMES, 1),
    )


def _official(row: _Reader) -> None:
    nip = _own_nip(row)
    born = nip.born if v.is_short_for(row.text("born"), nip.born) else row.day("born", suggestion=_shown(nip.born))
    if born and nip.born and born != nip.born:
        row.doubt("born_against_nip", "born", _shown(nip.born))
    sex = row.word("sex", "sex", "sex_unknown", empty="")
    if sex and nip.sex and sex != nip.sex:
        row.doubt("sex_against_nip", "sex", nip.sex)
    row.take(
        nip=nip.text[:30],
        nip_valid=nip.valid,
        employment=nip.employment,
        name=_name(row),
        title_before=row.words("title_before", 60),
        title_after=row.words("title_after", 60),
        born=born,
        sex=sex,
        grade=_grade(row),
        grade_since=row.day("grade_since", after=nip.service),
        position_since=row.day("position_since", after=nip.service),
        echelon=v.read_echelon(row.text("echelon")),
        education=row.word("education", "education", "education_unknown", empty=""),
        status=_status(row, nip),
        accommodations=_accommodations(row),
    )
    _place(row, nip)


def _own_nip(row: _Reader) -> Nip:
    nip = read_nip(row.text("nip"), row.known.today)
    if is_imprecise(row.cells.get("nip")):
        row.doubt("nip_imprecise", "nip")
        return Nip(nip.text, "nip_imprecise")
    if nip.fault:
        whole = completions(nip.text, row.known.candidates) if nip.fault == "nip_malformed" else []
        row.doubt(nip.fault, "nip", whole[0] if len(whole) == 1 else "")
    else:
        row.tidied("nip", nip.text)
    return nip


def _name(row: _Reader) -> str:
    cause = v.name_fault(row.text("name"))
    if cause:
        row.doubt(cause, "name")
    return v.NAMELESS if cause in ("name_missing", "name_formula") else row.words("name", 200)


def _grade(row: _Reader) -> str:
    text = row.text("grade")
    grade = v.read_grade(text)
    if grade is None:
        if text:
            row.doubt("grade_unknown", "grade")
        return ""
    row.tidied("grade", grade)
    return grade


def _status(row: _Reader, nip: Nip) -> str:
    status = v.read_status(row.text("status"))
    if status is None and not row.silent("status", nip.text):
        row.doubt("status_unknown", "status")
    elif status == "retired":
        row.doubt("status_retired", "status")
    return status or "unknown"


def _accommodations(row: _Reader) -> dict[str, int | None]:
    found = v.read_accommodation(row.text("accommodation"))
    if found is None:
        row.doubt("accommodation_unknown", "accommodation")
    return found or {}


def _place(row: _Reader, nip: Nip) -> None:
    """Unit, post and tier, each held against the others."""
    unit, code = row.text("unit"), row.text("position_code")
    post = row.known.posts.get(code)
    elsewhere = post.unit if post else ""
    if row.silent("unit", nip.text):
        pass
    elif not unit:
        row.doubt("unit_missing", "unit", elsewhere)
    elif unit not in row.known.units:
        row.doubt("unit_unknown", "unit", elsewhere)
    elif elsewhere and elsewhere != unit:
        row.doubt("position_elsewhere", "unit", elsewhere)
    if code and post is None:
        row.doubt("position_unknown", "position_code")
    if post and row.known.holders.get(code, nip.text) != nip.text:
        row.doubt("position_shared", "position_code")
    tier = v.read_tier(row.text("tier"))
    if row.silent("tier", nip.text):
        pass
    elif tier is None:
        row.doubt("tier_unknown", "tier", post.tier if post else "")
    elif post and post.tier != tier:
        row.doubt("tier_against_position", "tier", post.tier)
    name = row.words("position_name", 200)
    if post and not name:
        name = post.name
        row.tidied("position_name", name)
    row.take(
        unit=unit if unit in row.known.units else "",
        position=code if post else "",
        position_name=name,
        tier=tier or row.text("tier")[:30],
    )


def _rating(row: _Reader) -> None:
    results, behaviour = row.word("rating", "results", "word_unknown"), row.word("rating", "behaviour", "word_unknown")
    predicate = row.word("predicate", "predicate", "word_unknown")
    expected = v.MATRIX.get((results, behaviour))
    if expected and predicate and predicate != expected:
        row.doubt("predicate_against_ratings", "predicate", expected)
    row.take(
        nip=row.person(),
        year=row.whole("year", 2000, row.known.today.year),
        results=results,
        behaviour=behaviour,
        predicate=predicate,
    )


def _record(row: _Reader) -> None:
    """A sheet of four registers: the type of the row says which."""
    register = row.word("register", "type", "word_unknown")
    nip, day = row.person(), row.day("date", needed=True)
    row.take(register=register, nip=nip, date=day)
    if register == "penghargaan":
        row.take(name=row.words("text", 200, needed=True))
    elif register == "tim kerja":
        row.take(role=row.words("text", 60, needed=True), note=row.text("note"))
    elif register == "pelatihan":
        hours = v.read_hours(row.text("note"))
        if hours is None and row.text("note"):
            row.doubt("hours_impossible", "note")
        row.take(name=row.words("text", 200, needed=True), hours=hours)
    elif register == "hukuman disiplin":
        row.take(severity=row.word("severity", "text", "word_unknown"), serving=v.is_serving(row.text("note")))
    elif register:
        row.doubt("word_unknown", "type")


def _feedback(row: _Reader) -> None:
    value = v.read_number(row.cells.get("value"))
    if value is None or not 0 <= value <= 100:
        row.doubt("number_impossible" if row.text("value") else "text_missing", "value")
    row.take(
        nip=row.person(),
        year=row.whole("year", 2000, row.known.today.year),
        value=None if value is None else Decimal(str(value)).quantize(Decimal("0.01")),
        raters=row.whole("raters", 1, 1000),
    )


def _history(row: _Reader) -> None:
    service = read_nip(row.text("nip"), row.known.today).service
    since, until = row.day("since", needed=True, after=service), row.day("until")
    if since and until and until < since:
        row.doubt("period_reversed", "until")
        until = None
    row.take(
        nip=row.person(),
        name=row.words("name", 200, needed=True),
        reach=row.word("reach", "reach", "word_unknown"),
        since=since,
        until=until,
        status=row.word("appointment", "status", "word_unknown"),
    )


def _education(row: _Reader) -> None:
    row.take(
        nip=row.person(),
        level=row.word("education", "level", "word_unknown"),
        field=row.words("field", 60),
        relevance=row.word("relevance", "relevance", "word_unknown", empty=""),
    )


def _declaration(row: _Reader) -> None:
    unit = row.text("unit")
    if unit not in row.known.units:
        row.doubt("declaration_unit_unknown", "unit")
    complete = row.word("yes", "complete", "word_unknown") == "ya"
    up_to = v.read_date(row.cells.get("up_to")) if complete else None
    if complete and up_to is None:
        row.doubt("declaration_undated", "up_to")
    row.take(
        unit=unit,
        register=row.word("register", "register", "word_unknown"),
        complete=complete,
        up_to=up_to,
        officer=row.words("officer", 200),
    )


_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def _assessment(row: _Reader) -> None:
    instrument, day = row.words("instrument", 200, needed=True), row.day("date", needed=True)
    years = [int(year) for year in _YEAR.findall(instrument)]
    if day and years and day.year < min(years):
        row.doubt("assessment_before_instrument", "date")
    row.take(
        nip=row.person(),
        instrument=instrument,
        institution=row.words("institution", 200, needed=True),
        date=day,
        levels=row.levels(COMPETENCY_NAMES, 0) | row.levels(ASPECT_NAMES, 1),
    )


def _shown(day: date | None) -> str:
    return day.strftime("%d-%m-%Y") if day else ""


_READERS: Final[Mapping[str, Callable[[_Reader], None]]] = {
    "unit": _unit,
    "jabatan": _position,
    "pegawai": _official,
    "kinerja": _rating,
    "riwayat": _record,
    "umpan_balik_360": _feedback,
    "riwayat_jabatan": _history,
    "pendidikan": _education,
    "kelengkapan": _declaration,
    "hasil_asesmen": _assessment,
}
