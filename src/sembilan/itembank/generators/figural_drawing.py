"""Cells of a figural matrix: what stands in them, how they are drawn, how they are told in words.

The SVG uses presentation attributes only (a strict content policy allows it), `currentColor` for all ink (it follows the
page into high contrast) and a viewBox (it scales). Three fills differ by form, not by colour: empty, striped, solid.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import cos, pi, sin

SIDE = 100
SHAPES = ("lingkaran", "persegi", "segitiga", "belah ketupat", "bintang", "palang")
POINTERS = ("panah", "setengah lingkaran", "siku")
FILLS = ("kosong", "bergaris", "penuh")
SIZES = ("kecil", "sedang", "besar")
DIRECTIONS = ("atas", "kanan atas", "kanan", "kanan bawah", "bawah", "kiri bawah", "kiri", "kiri atas")
LINES = ("garis tegak", "garis datar", "garis miring turun", "garis miring naik", "lingkaran", "persegi")
DOTS = ("kiri atas", "kanan atas", "kiri bawah", "kanan bawah", "kiri", "kanan")

OBJECTS = ("bola", "kotak", "kerucut", "tabung", "cincin", "piring")
TEXTURES = ("halus", "kasar", "berlubang")
FURNITURE = ("kursi", "lampu", "lemari")
MATERIALS = ("kayu", "besi", "rotan")
COMPASS = ("utara", "timur laut", "timur", "tenggara", "selatan", "barat daya", "barat", "barat laut")
SIGNS = "ABCDEF"
# Shapes and pointers that a layout may use, and the number of marks.
N_SHAPES = {"figure": 6, "count": 4, "pointer": 3, "dots": 6, "lines": 0}
N_MARKS = 6
COUNT_WORDS = ("nol", "satu", "dua", "tiga", "empat", "lima")

Point = tuple[float, float]


@dataclass(frozen=True)
class Cell:
    """One cell. Shape, fill and size are indices, angle counts eighths of a turn clockwise, marks is a sorted set.

    `layout` says what is drawn: "figure", "count", "pointer", "lines" or "dots" (marks around a figure when shape >= 0).
    """

    layout: str
    shape: int = -1
    fill: int = 0
    size: int = 2
    count: int = 1
    angle: int = 0
    marks: tuple[int, ...] = ()


# --- words ----------------------------------------------------------------------------------------------------------


def seen(cell: Cell) -> str:
    """What a picture shows, for the text that accompanies it."""
    match cell.layout:
        case "figure":
            return f"{SHAPES[cell.shape]} {FILLS[cell.fill]} {SIZES[cell.size]}"
        case "count":
            return f"{COUNT_WORDS[cell.count]} {SHAPES[cell.shape]} {FILLS[cell.fill]}"
        case "pointer":
            return f"{POINTERS[cell.shape]} {FILLS[cell.fill]} menghadap ke {DIRECTIONS[cell.angle]}"
        case "lines":
            return ", ".join(LINES[mark] for mark in cell.marks) or "tanpa garis"
        case _:
            dots = "titik di " + ", ".join(DOTS[mark] for mark in cell.marks) if cell.marks else "tanpa titik"
            return f"{SHAPES[cell.shape]} {FILLS[cell.fill]} di tengah, {dots}" if cell.shape >= 0 else dots


def told(cell: Cell) -> str:
    """The same cell as things that can be heard or felt, for people who do not see."""
    match cell.layout:
        case "figure":
            return f"{OBJECTS[cell.shape]} {TEXTURES[cell.fill]} {SIZES[cell.size]}"
        case "count":
            return f"{COUNT_WORDS[cell.count]} {OBJECTS[cell.shape]} {TEXTURES[cell.fill]}"
        case "pointer":
            return f"{FURNITURE[cell.shape]} {MATERIALS[cell.fill]} menghadap {COMPASS[cell.angle]}"
        case _:
            signs = "huruf " + " ".join(SIGNS[mark] for mark in cell.marks) if cell.marks else "tanpa huruf"
            return f"{signs}, {OBJECTS[cell.shape]} {TEXTURES[cell.fill]}" if cell.shape >= 0 else signs


# --- drawing --------------------------------------------------------------------------------------------------------


def _ring(n: int, radius: float, start: float = -pi / 2) -> list[Point]:
    return [(radius * cos(start + 2 * pi * i / n), radius * sin(start + 2 * pi * i / n)) for i in range(n)]


def _star() -> list[Point]:
    outer, inner = _ring(5, 1.1), _ring(5, 0.45, -pi / 2 + pi / 5)
    return [point for pair in zip(outer, inner, strict=True) for point in pair]


_ARM = 0.34
OUTLINES: Mapping[str, Sequence[Point]] = {
    "lingkaran": _ring(36, 0.95),
    "persegi": [(-0.85, -0.85), (0.85, -0.85), (0.85, 0.85), (-0.85, 0.85)],
    "segitiga": [(0, -0.95), (1, 0.8), (-1, 0.8)],
    "belah ketupat": [(0, -1.1), (0.8, 0), (0, 1.1), (-0.8, 0)],
    "bintang": _star(),
    "palang": [
        (-_ARM, -1), (_ARM, -1), (_ARM, -_ARM), (1, -_ARM), (1, _ARM), (_ARM, _ARM),
        (_ARM, 1), (-_ARM, 1), (-_ARM, _ARM), (-1, _ARM), (-1, -_ARM), (-_ARM, -_ARM),
    ],
    "panah": [(0, -1.1), (0.8, -0.15), (0.32, -0.15), (0.32, 1), (-0.32, 1), (-0.32, -0.15), (-0.8, -0.15)],
    "setengah lingkaran": [(-cos(pi * i / 12), 0.5 - 1.1 * sin(pi * i / 12)) for i in range(13)],
    "siku": [(0, -1), (0.95, 0.3), (0.95, 0.95), (0, -0.2), (-0.95, 0.95), (-0.95, 0.3)],
}  # fmt: skip
RADII = (13, 22, 33)
SPOTS: Mapping[int, Sequence[Point]] = {
    1: [(50, 50)],
    2: [(30, 50), (70, 50)],
    3: [(50, 29), (29, 68), (71, 68)],
    4: [(30, 30), (70, 30), (30, 70), (70, 70)],
    5: [(25, 25), (75, 25), (50, 50), (25, 75), (75, 75)],
}
DOT_SPOTS: Sequence[Point] = ((18, 18), (82, 18), (18, 82), (82, 82), (16, 50), (84, 50))


def _n(value: float) -> str:
    """A coordinate with at most one decimal, without a leading zero."""
    return f"{round(value, 1) + 0:g}".replace("0.", ".") if abs(value) < 0.95 else f"{round(value, 1):g}"


def _step(dx: float, dy: float) -> str:
    second = _n(dy)
    return f"{_n(dx)}{second if second.startswith('-') else ' ' + second}"


def _path(points: Sequence[Point]) -> str:
    """A closed outline as path data, relative to its first point."""
    tenths = [(round(x, 1), round(y, 1)) for x, y in points]
    steps = [_step(x2 - x1, y2 - y1) for (x1, y1), (x2, y2) in pairwise(tenths)]
    return f"M{_step(*tenths[0])}l" + "l".join(steps) + "z"


def _placed(name: str, centre: Point, radius: float, angle: int = 0) -> list[Point]:
    turn = angle * pi / 4
    c, s = cos(turn) * radius, sin(turn) * radius
    return [(centre[0] + x * c - y * s, centre[1] + x * s + y * c) for x, y in OUTLINES[name]]


def _stripes(points: Sequence[Point], gap: float) -> str:
    """Slanted lines inside a polygon, as path data: the lines x + y = k cut by its edges."""
    sums = [x + y for x, y in points]
    n_lines = max(3, round((max(sums) - min(sums)) / gap))
    data = []
    for i in range(n_lines):
        level = min(sums) + (max(sums) - min(sums)) * (i + 0.5) / n_lines
        cuts: list[Point] = []
        for (x1, y1), (x2, y2) in zip(points, [*points[1:], points[0]], strict=True):
            before, after = x1 + y1 - level, x2 + y2 - level
            if (before < 0) != (after < 0):
                share = before / (before - after)
                cuts.append((x1 + share * (x2 - x1), y1 + share * (y2 - y1)))
        cuts.sort()
        for (x1, y1), (x2, y2) in zip(cuts[::2], cuts[1::2], strict=True):
            data.append(f"M{_step(x1, y1)}l{_step(x2 - x1, y2 - y1)}")
    return "".join(data)


def _figures(name: str, centres: Sequence[Point], radius: float, fill: int, angle: int = 0) -> str:
    """Equal figures at several places: one path for the outlines, one for the stripes."""
    outlines = [_placed(name, centre, radius, angle) for centre in centres]
    if name == "lingkaran":
        r = _n(0.95 * radius)
        data = "".join(
            f"M{_step(x - 0.95 * radius, y)}a{r} {r} 0 1 0 {_n(1.9 * radius)} 0a{r} {r} 0 1 0-{_n(1.9 * radius)} 0"
            for x, y in centres
        )
    else:
        data = "".join(_path(points) for points in outlines)
    inside = ' fill="currentColor"' if fill == 2 else ""
    drawn = f'<path d="{data}"{inside}/>'
    if fill == 1:
        stripes = "".join(_stripes(points, 13 if radius < 20 else 11) for points in outlines)
        drawn += f'<path d="{stripes}" stroke-width="1.8"/>'
    return drawn


def _line(mark: int, x: float, y: float) -> str:
    low, high, mid = 16, SIDE - 16, SIDE / 2
    if mark == 4:
        return f'<circle cx="{_n(x + mid)}" cy="{_n(y + mid)}" r="22"/>'
    if mark == 5:
        return f'<path d="M{_n(x + low)} {_n(y + low)}h68v68h-68z"/>'
    ends = ((mid, low, mid, high), (low, mid, high, mid), (low, low, high, high), (low, high, high, low))[mark]
    return f'<path d="M{_n(x + ends[0])} {_n(y + ends[1])}L{_n(x + ends[2])} {_n(y + ends[3])}"/>'


def _content(cell: Cell, x: float, y: float) -> str:
    centre = (x + SIDE / 2, y + SIDE / 2)
    match cell.layout:
        case "figure":
            return _figures(SHAPES[cell.shape], [centre], RADII[cell.size], cell.fill)
        case "count":
            spots = [(x + px, y + py) for px, py in SPOTS[cell.count]]
            return _figures(SHAPES[cell.shape], spots, 13, cell.fill)
        case "pointer":
            return _figures(POINTERS[cell.shape], [centre], 31, cell.fill, cell.angle)
        case "lines":
            return "".join(_line(mark, x, y) for mark in cell.marks)
        case _:
            spots = [(x + DOT_SPOTS[m][0], y + DOT_SPOTS[m][1]) for m in cell.marks]
            dots = "".join(f'<circle cx="{_n(a)}" cy="{_n(b)}" r="6.5" fill="currentColor"/>' for a, b in spots)
            return dots + (_figures(SHAPES[cell.shape], [centre], 17, cell.fill) if cell.shape >= 0 else "")


def _svg(side: int, body: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" fill="none" stroke="currentColor" '
        f'stroke-width="3" stroke-linejoin="round" stroke-linecap="round">{body}</svg>'
    )


def draw_cell(cell: Cell) -> str:
    """One option: the cell in its frame, 100 by 100."""
    return _svg(SIDE, f'<path d="M2 2h96v96h-96z" stroke-width="2"/>{_content(cell, 0, 0)}')


def draw_matrix(cells: Sequence[Cell]) -> str:
    """Eight cells row by row in a 3 by 3 grid, a question mark in the ninth; 304 by 304."""
    grid = '<path d="M2 2h300v300h-300zM102 2v300M202 2v300M2 102h300M2 202h300" stroke-width="2"/>'
    mark = '<path d="M239 242c0-8 5-14 13-14s13 5 13 13c0 10-13 11-13 22" stroke-width="5"/>'
    dot = '<circle cx="252" cy="276" r="3.5" fill="currentColor" stroke="none"/>'
    body = "".join(_content(cell, 2 + SIDE * (i % 3), 2 + SIDE * (i // 3)) for i, cell in enumerate(cells))
    return _svg(304, grid + body + mark + dot)
