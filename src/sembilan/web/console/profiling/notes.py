"""What the board says below its map, in words: what is newer than it, why its lowest row is full, how chances would count it."""

from __future__ import annotations

from django.utils.translation import gettext

from sembilan.kit.formats import num
from sembilan.kit.text import gettext_noop
from sembilan.profiling import selectors
from sembilan.profiling.rules.talent_rules import TalentRules
from sembilan.profiling.selectors import Board, Filters
from sembilan.profiling.selectors.board import BOX
from sembilan.web.console.profiling import pictures, words

OVERTAKEN = {
    "results": gettext_noop("ada hasil asesmen yang lebih baru"),
    "import": gettext_noop("ada data pegawai yang diimpor sesudahnya"),
}


def overtaken(counted: Board) -> list[str]:
    """What came in since the run, in words."""
    return [gettext(OVERTAKEN[kind]) for kind in selectors.overtaken(counted.run)] if counted.run else []


def mostly_near(counted: Board) -> str:
    """That more than half of those placed stand near a line, so that the map as a whole is to be read with care; else empty."""
    placed = sum(tile.n for tile in counted.tiles.values())
    if 2 * counted.near <= placed:
        return ""
    sentence = gettext(
        "%(near)s dari %(placed)s orang yang terletak berdiri dekat batas: pengukuran yang sama sekali lagi dapat menaruh mereka "
        "di tempat lain. Baca peluang tiap orang, dan jangan memutuskan dari letaknya saja."
    )
    return sentence % {"near": num(counted.near), "placed": num(placed)}


def lowest(counted: Board, rules: TalentRules) -> str:
    """Why the lowest row holds as many as it does, from the run's own results; empty where it holds nobody."""
    row = counted.lowest
    if row is None:
        return ""
    names = words.component_names(rules)
    told = {
        "people": num(row.people),
        "mapped": num(row.mapped),
        "share": pictures.numbers().percent(row.people / row.mapped),
        "rated": num(row.rated),
        "predicate": gettext(row.predicate),
        "parts": ", ".join(f"{names[code]} ({num(n)})" for code, n in row.pulling),
    }
    first = gettext("Baris terbawah memuat %(people)s dari %(mapped)s orang yang terpetakan (%(share)s).") % told
    if not row.predicate or not row.pulling:
        return first
    why = gettext(
        "Kinerja menurut kebijakan ini bukan predikat saja: %(rated)s dari mereka berpredikat %(predicate)s, tetapi banyak yang "
        "mendapat nilai terendah pada: %(parts)s."
    )
    return f"{first} {why % told}"


def expected(counted: Board, filters: Filters) -> list[tuple[str, int, float]]:
    """Place in words, people shown there, people by their chances."""
    if counted.expected is None:
        return []
    names = {
        place: gettext("Kotak %(k)s") % {"k": place} if filters.map == BOX else words.cell(*place)
        for place in counted.expected.places
    }
    return [(names[place], shown, by_chance) for place, (shown, by_chance) in counted.expected.places.items()]
