"""Which SVG may stand in an item: drawings only. Pure; what passes here may be put into a page as it is.

An image is accepted when it is well-formed XML without document type, comments or instructions, and every element and attribute
stands on a list of drawing marks. So no script, style, event, link, embedded picture or outside address comes through.
"""

from __future__ import annotations

import re
from xml.parsers import expat  # declarations and entities are refused before anything is expanded

from sembilan.itembank.errors import Problem
from sembilan.kit.text import gettext_noop

SVG = "http://www.w3.org/2000/svg"
MOST = 40_000  # characters; the largest generated matrix has 6,000
ELEMENTS = frozenset(
    {"svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan", "title", "desc"}
)
ATTRIBUTES = frozenset(
    {
        *("viewBox", "width", "height", "x", "y", "x1", "y1", "x2", "y2", "dx", "dy", "cx", "cy", "r", "rx", "ry", "d", "points"),
        *("transform", "fill", "fill-opacity", "fill-rule", "stroke", "stroke-width", "stroke-linejoin", "stroke-linecap"),
        *("stroke-dasharray", "stroke-opacity", "stroke-miterlimit", "opacity", "font-size", "font-weight", "font-family"),
        *("text-anchor", "dominant-baseline", "preserveAspectRatio"),
    }
)
_VALUE = re.compile(r"[\w\s.,+\-#%()']*", re.ASCII)
_OUTSIDE = re.compile(r"url\s*\(|javascript|data\s*:|expression", re.IGNORECASE)


def picture_problem(svg: str) -> Problem | None:
    """Why this SVG is refused; None when it may be used."""
    if len(svg) > MOST:
        return Problem(gettext_noop("Gambar terlalu besar, paling banyak %(most)s huruf."), most=MOST)
    try:
        _Reading().parser.Parse(svg, True)
    except _Refused as refused:
        return refused.problem
    except (expat.ExpatError, UnicodeEncodeError):
        return Problem(gettext_noop("Gambar bukan SVG yang utuh."))
    return None


class _Refused(Exception):
    def __init__(self, problem: Problem) -> None:
        self.problem = problem


def _refuse(message: str, **values: object) -> None:
    raise _Refused(Problem(message, **values))


class _Reading:
    """One pass over the text; the first offence ends it, before anything of it is expanded."""

    def __init__(self) -> None:
        self.depth = 0
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        for name in ("StartDoctypeDecl", "EntityDecl", "ProcessingInstruction", "Comment", "StartCdataSection"):
            setattr(self.parser, f"{name}Handler", self._foreign)

    def _foreign(self, *_parts: object) -> None:
        _refuse(gettext_noop("Gambar hanya boleh memuat unsur lukisan, tanpa deklarasi, komentar, atau perintah."))

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        root = self.depth == 0
        if root != (name == "svg") or (root and attributes.pop("xmlns", None) != SVG):
            _refuse(gettext_noop("Gambar diawali satu unsur svg."))
        self.depth += 1
        if name not in ELEMENTS:
            _refuse(gettext_noop("Gambar memuat unsur “%(name)s” yang tidak diizinkan."), name=name)
        for attribute, value in attributes.items():
            if attribute not in ATTRIBUTES:
                _refuse(gettext_noop("Gambar memuat atribut “%(name)s” yang tidak diizinkan."), name=attribute)
            if not _VALUE.fullmatch(value) or _OUTSIDE.search(value):
                _refuse(gettext_noop("Gambar memuat nilai yang tidak diizinkan pada atribut “%(name)s”."), name=attribute)

    def _end(self, _name: str) -> None:
        self.depth -= 1
