"""The pictures of this area, made from rows by the one renderer; each has a table twin on its page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from xml.etree import ElementTree
from xml.sax.saxutils import escape

from django.utils import translation
from django.utils.translation import gettext
from markupsafe import Markup

from sembilan.competency.rules import COMPETENCIES
from sembilan.profiling import arrays
from sembilan.profiling.models import BoxResult, Profile
from sembilan.profiling.rules.talent_rules import TalentRules
from sembilan.profiling.selectors import Board, Preview
from sembilan.render.numbers import ENGLISH, INDONESIAN, NumberStyle
from sembilan.render.palette import PAGE, Palette
from sembilan.render.svg import (
    BoxCount,
    BoxCounts,
    BoxPosition,
    Chance,
    DistributionRow,
    Interval,
    LevelEstimate,
    MapCounts,
    MapLabels,
    MapPosition,
    NineBoxLabels,
    RadarAxis,
    RadarLabels,
    assessment_map,
    distribution_bars,
    level_strip,
    nine_box,
    radar,
)
from sembilan.web.console.profiling import words


def numbers() -> NumberStyle:
    return ENGLISH if translation.get_language() == "en" else INDONESIAN


def shown(svg: str) -> Markup:
    """Our own picture, safe to stand in a page."""
    return Markup(svg.replace("<svg ", '<svg class="img-fluid" ', 1))  # noqa: S704  made by sembilan.render, which escapes every text


def interval(value: int | None, low: int | None, high: int | None) -> Interval | None:
    """A percentage with its interval; where no error is known, the point alone (the page says so)."""
    if value is None:
        return None
    return Interval(value / 100, min(value if low is None else low, value) / 100, max(value if high is None else high, value) / 100)


def box_labels(rules: TalentRules, *, treatments: bool = True) -> NineBoxLabels:
    rows = tuple(gettext(rung.name) for rung in reversed(rules.performance.ladder.rungs))
    columns = tuple(gettext(rung.name) for rung in rules.potential.ladder.rungs)
    told = {number: words.short(number) for number in range(1, 10)} if treatments else {}
    return NineBoxLabels(
        gettext("Kinerja"),
        gettext("Potensial"),
        (rows[0], rows[1], rows[2]),
        (columns[0], columns[1], columns[2]),
        gettext("Kotak"),
        told,
    )


def map_labels() -> MapLabels:
    low, middle, high = words.thirds()
    cells = {(row, column): words.cell(row, column) for row in range(3) for column in range(3)}
    return MapLabels(gettext("Kompetensi"), gettext("Potensi"), (low, middle, high), cells)


def map_cuts() -> tuple[float, float]:
    _low, second, third = arrays.map_policy().competency_ladder.starts
    return second / 100, third / 100


def board_picture(board: Board, rules: TalentRules, title: str, *, of_boxes: bool, palette: Palette) -> str:
    """The whole board as one picture, for slides."""
    near = gettext("%(n)s dekat batas")
    notes = {place: near % {"n": numbers().whole(tile.near)} if tile.near else "" for place, tile in board.tiles.items()}
    if of_boxes:
        cells = {number: BoxCount(tile.n, notes[number]) for number, tile in board.tiles.items()}
        return nine_box(BoxCounts(cells), box_labels(rules), title=title, desc=title, width=900, palette=palette, numbers=numbers())
    counts = MapCounts({place: tile.n for place, tile in board.tiles.items()}, notes)
    return assessment_map(
        counts, map_labels(), title=title, desc=title, cuts=map_cuts(), width=900, palette=palette, numbers=numbers()
    )


def captioned(svg: str, title: str, note: str, palette: Palette) -> str:
    """The picture under a title, with a line of words below: what leaves the house says what it is."""
    root = ElementTree.fromstring(svg)  # noqa: S314  our own picture
    width, height = float(root.get("width", "0")), float(root.get("height", "0"))
    ink, soft, font = palette["ink"], palette["ink-soft"], palette.font or "sans-serif"
    size = f"{width:g} {height + 76:g}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{height + 76:g}" viewBox="0 0 {size}">'
        f'<text x="0" y="20" font-family="{font}" font-size="18" font-weight="600" fill="{ink}">{escape(title)}</text>'
        f'<g transform="translate(0 40)">{svg}</g>'
        f'<text x="0" y="{height + 68:g}" font-family="{font}" font-size="13" fill="{soft}">{escape(note)}</text></svg>'
    )


def chances_of(result: BoxResult) -> dict[int, Chance]:
    """The boxes that are possible at all with their probability; empty where an error is unknown."""
    if result.chance_low is None or result.chance_high is None:
        return {}
    pairs = enumerate(zip(result.chance_low, result.chance_high, strict=True), 1)
    return {number: Chance(low, max(low, high)) for number, (low, high) in pairs if high > 0}


def person_box(result: BoxResult, chances: Mapping[int, Chance], rules: TalentRules, desc: str, width: float) -> Markup:
    position = BoxPosition(result.box, chances, frozenset(result.possible))
    labels = box_labels(rules, treatments=False)
    return shown(
        nine_box(
            position, labels, title=gettext("Kotak manajemen talenta"), desc=desc, width=width, palette=PAGE, numbers=numbers()
        )
    )


def person_map(profile: Profile, desc: str) -> Markup:
    chances: dict[tuple[int, int], Chance] = {}
    if profile.map_chances is not None:
        chances = {
            (row, column): Chance.exactly(min(max(share, 0.0), 1.0))
            for row, line in enumerate(profile.map_chances)
            for column, share in enumerate(line)
            if share > 0
        }
    position = MapPosition(
        interval(profile.jpm_competency, profile.jpm_competency_low, profile.jpm_competency_high),
        interval(profile.jpm_potential, profile.jpm_potential_low, profile.jpm_potential_high),
        chances,
    )
    title = gettext("Peta asesmen kompetensi dan potensi")
    return shown(
        assessment_map(position, map_labels(), title=title, desc=desc, cuts=map_cuts(), width=340, palette=PAGE, numbers=numbers())
    )


def estimate(told: Mapping[str, Any] | None, standard: int | None) -> LevelEstimate:
    """One level with its interval and standard; None where there is nothing or it could not be assessed."""
    if told is None or "level" not in told:
        return LevelEstimate(None, standard)
    level = told["level"]
    return LevelEstimate(Interval(level, min(told.get("low", level), level), max(told.get("high", level), level)), standard)


def strip(told: Mapping[str, Any] | None, standard: int | None, name: str) -> Markup:
    held = estimate(told, standard)
    if held.level is None:
        desc = gettext("%(name)s: tidak dapat dinilai") % {"name": name}
    else:
        desc = gettext("%(name)s: level %(level)s") % {"name": name, "level": int(held.level.value)}
    return Markup(level_strip(held, title=name, desc=desc, width=220, palette=PAGE))  # noqa: S704  as in `shown`, but never shrunk


def competency_radar(levels: Mapping[str, Any], standard: Mapping[str, int], names: Mapping[str, str]) -> Markup:
    axes = [RadarAxis(names.get(code, code), standard.get(code), estimate(levels.get(code), None).level) for code in COMPETENCIES]
    labels = RadarLabels(gettext("Level"), gettext("Rentang 90%"), gettext("Standar"))
    title = gettext("Kompetensi dibanding standar")
    return shown(radar(axes, labels, title=title, desc=gettext("Angkanya ada pada tabel di halaman ini."), width=340, palette=PAGE))


def variants(preview: Preview, width: float) -> Markup:
    rows = [DistributionRow(gettext(row.name), row.boxes, row.unmapped) for row in preview.rows]
    title = gettext("Sebaran kotak menurut tiap ragam")
    return shown(
        distribution_bars(
            rows,
            box=gettext("Kotak"),
            unmapped=gettext("lebih dari satu kotak mungkin"),
            title=title,
            desc=gettext("Angkanya ada pada tabel di bawah."),
            width=width,
            palette=PAGE,
            numbers=numbers(),
        )
    )
