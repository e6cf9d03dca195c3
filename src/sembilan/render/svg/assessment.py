"""The assessment map: competency by potential as measured, drawn as a plane with its cut-offs, not as numbered tiles.

It answers what the assessment says; the official talent box is another question and another picture (ninebox.py). Hence
a violet ground, axes with figures, cells with names of their own and no numbers 1-9.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import sqrt

from sembilan.render.errors import NotDrawable
from sembilan.render.numbers import INDONESIAN, NumberStyle
from sembilan.render.palette import PAGE, Palette

from .canvas import WIDER, block, circle, element, hatch, leading, line, lines_of, number, picture, rect, text, width_of
from .values import Chance, Interval

Cell = tuple[int, int]  # competency third, potential third; 0 the lowest
CELLS: tuple[Cell, ...] = tuple((row, column) for row in (2, 1, 0) for column in (0, 1, 2))
_TOP, _LEFT, _PAD = 26.0, 50.0, 8.0
_NAMED_FROM = 0.01  # a possibility below one per cent is not worth a line of the legend
_NARROW = 460.0  # below this width a cell has no room for its name


@dataclass(frozen=True)
class MapLabels:
    """Words of the map, translated: `thirds` from low to high along both axes, and a name for every cell."""

    competency: str
    potential: str
    thirds: tuple[str, str, str]
    cells: Mapping[Cell, str]

    def __post_init__(self) -> None:
        if set(self.cells) != set(CELLS):
            raise NotDrawable("each of the nine cells needs its name")


@dataclass(frozen=True)
class MapCounts:
    """A group: people in each cell; every cell is given, since a missing count is not a zero. notes: a few words under some of them
    ("12 dekat batas"), left out where the map is too narrow for words."""

    cells: Mapping[Cell, int]
    notes: Mapping[Cell, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if set(self.cells) != set(CELLS):
            raise NotDrawable("a group needs a count for each of the nine cells")


@dataclass(frozen=True)
class MapPosition:
    """One person on both axes (0-100, with 90% intervals); an axis that cannot be assessed is None and is hatched across."""

    competency: Interval | None
    potential: Interval | None
    chances: Mapping[Cell, Chance] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not set(self.chances) <= set(CELLS):
            raise NotDrawable("cells are thirds 0 to 2 by thirds 0 to 2")


@dataclass(frozen=True)
class _Plane:
    """The square in pixels; each third is equally large, so the scale is linear only within a third."""

    left: float
    side_x: float
    side_y: float
    cuts: tuple[float, float]

    def x(self, value: float) -> float:
        return self.left + self._share(value) * self.side_x

    def y(self, value: float) -> float:
        return _TOP + (1 - self._share(value)) * self.side_y

    def corner(self, cell: Cell) -> tuple[float, float]:
        return self.left + cell[1] * self.side_x / 3, _TOP + (2 - cell[0]) * self.side_y / 3

    def _share(self, value: float) -> float:
        edges = (0.0, *self.cuts, 100.0)
        held = min(max(value, 0.0), 100.0)
        third = sum(held >= cut for cut in self.cuts)
        return (third + (held - edges[third]) / (edges[third + 1] - edges[third])) / 3


def assessment_map(
    content: MapCounts | MapPosition,
    labels: MapLabels,
    *,
    title: str,
    desc: str,
    cuts: tuple[float, float] = (78.0, 90.0),
    width: float = 560,
    palette: Palette = PAGE,
    numbers: NumberStyle = INDONESIAN,
) -> str:
    """The map at `width` pixels (280 or more). `cuts`: the ladder of both axes, by default for mapping (78, 90; BKN 26/2019)."""
    if width < 280:
        raise NotDrawable("the assessment map needs 280 pixels")
    if not 0 < cuts[0] < cuts[1] < 100:
        raise NotDrawable("cut-offs lie in ascending order between 0 and 100")
    side_x = width - _LEFT - 10
    plane = _Plane(_LEFT, side_x, side_x * (1.0 if width < _NARROW else 0.62), cuts)
    parts = [*_ground(plane, palette), *_ticks(plane, labels, width, palette, numbers)]
    foot = _TOP + plane.side_y + 62
    if isinstance(content, MapPosition):
        parts += [*_doubt(plane, content, palette), *_point(plane, content, palette), *_shares(plane, content, palette, numbers)]
        legend, foot = _legend(content, labels, foot, width, palette, numbers)
        parts += legend
    else:
        parts += [_group(plane, cell, content, labels, width < _NARROW, palette, numbers) for cell in CELLS]
    return picture(width, foot, *parts, title=title, desc=desc, palette=palette)


def _ground(plane: _Plane, palette: Palette) -> list[str]:
    tiles = []
    for cell in CELLS:
        x, y = plane.corner(cell)
        tone = ("map-1", "map-1", "map-2", "map-2", "map-3")[sum(cell)]
        tiles.append(rect(x, y, plane.side_x / 3, plane.side_y / 3, fill=palette[tone]))
    for cut in plane.cuts:
        tiles.append(line(plane.x(cut), _TOP, plane.x(cut), _TOP + plane.side_y, palette["map"], 1, "2 4"))
        tiles.append(line(plane.left, plane.y(cut), plane.left + plane.side_x, plane.y(cut), palette["map"], 1, "2 4"))
    tiles.append(line(plane.left, _TOP, plane.left, _TOP + plane.side_y, palette["map"], 1.5))
    tiles.append(line(plane.left, _TOP + plane.side_y, plane.left + plane.side_x, _TOP + plane.side_y, palette["map"], 1.5))
    return tiles


def _ticks(plane: _Plane, labels: MapLabels, width: float, palette: Palette, numbers: NumberStyle) -> list[str]:
    floor = _TOP + plane.side_y
    parts = [
        text(0, 14, f"{labels.competency} ↑", fill=palette["ink"], bold=True),
        text(width, floor + 52, f"{labels.potential} →", fill=palette["ink"], bold=True, anchor="end"),
    ]
    for value in (0.0, *plane.cuts, 100.0):
        shown = numbers.decimal(value, 0 if value == int(value) else 1)
        parts.append(text(plane.left - 6, min(plane.y(value) + 4, floor), shown, fill=palette["ink-soft"], size=11, anchor="end"))
        parts.append(text(plane.x(value), floor + 16, shown, fill=palette["ink-soft"], size=11, anchor="middle"))
    for third, name in enumerate(labels.thirds):
        x, y = plane.corner((third, third))
        across, down = x + plane.side_x / 6, y + plane.side_y / 6
        parts.append(
            text(across, floor + 33, name, fill=palette["ink-soft"], size=_fitting(name, plane.side_x / 3), anchor="middle")
        )
        upright = text(10, down, name, fill=palette["ink-soft"], size=_fitting(name, plane.side_y / 3), anchor="middle")
        parts.append(element("g", upright, transform=f"rotate(-90 10 {number(down)})"))
    return parts


def _fitting(words: str, room: float) -> float:
    """The type size at which a third's name stays beside its third; 11 where it can."""
    return min(11.0, 11.0 * (room - 6) / width_of(words, 11))


def _doubt(plane: _Plane, person: MapPosition, palette: Palette) -> list[str]:
    """The 90% rectangle of both axes; across the whole plane, and hatched, where an axis is not assessed."""
    low_x, high_x = _ends(person.potential)
    low_y, high_y = _ends(person.competency)
    x, y = plane.x(low_x), plane.y(high_y)
    width, height = plane.x(high_x) - x, plane.y(low_y) - y
    parts = [rect(x, y, width, height, fill=palette["map-band"], radius=4)]
    if person.potential is None or person.competency is None:
        parts.append(hatch(x, y, width, height, palette["map"]))
    return parts


def _ends(interval: Interval | None) -> tuple[float, float]:
    return (interval.low, interval.high) if interval else (0.0, 100.0)


def _shares(plane: _Plane, person: MapPosition, palette: Palette, numbers: NumberStyle) -> list[str]:
    """The chance of each cell in its corner, on a plate so that it stays readable over the person's cross."""
    parts = []
    for cell, chance in person.chances.items():
        x, y = plane.corner(cell)
        shown = numbers.percent_range(chance.low, chance.high)
        length = width_of(shown, 12, bold=True)
        parts.append(rect(x + 5, y + 5, length + 10, 19, fill=palette["ground"], stroke=palette["map-band"], radius=9.5))
        parts.append(text(x + 10 + length / 2, y + 18.5, shown, fill=palette["ink"], size=12, bold=True, anchor="middle"))
    return parts


def _legend(
    person: MapPosition, labels: MapLabels, y: float, width: float, palette: Palette, numbers: NumberStyle
) -> tuple[list[str], float]:
    """The cells the person may well stand in by name, the likeliest first; what is next to impossible has a figure in its cell."""
    parts = []
    y += 14
    room = (width - 70) / (1 if palette.font else WIDER)
    named = {cell: chance for cell, chance in person.chances.items() if chance.high >= _NAMED_FROM}
    for cell, chance in sorted(named.items(), key=lambda entry: (-entry[1].high, -entry[1].low, entry[0])):
        lines = lines_of(labels.cells[cell], room, 12)
        shown = numbers.percent_range(chance.low, chance.high)
        parts.append(text(58, y, shown, fill=palette["ink"], size=12, bold=True, anchor="end"))
        parts.append(block(70, y, lines, fill=palette["ink-soft"], size=12))
        y += len(lines) * leading(12) + 4
    return parts, y - 8


def _point(plane: _Plane, person: MapPosition, palette: Palette) -> list[str]:
    """The person and both intervals as a cross; on an axis that is not assessed there is no point to show."""
    if person.competency is None or person.potential is None:
        return []
    x, y = plane.x(person.potential.value), plane.y(person.competency.value)
    return [
        line(plane.x(person.potential.low), y, plane.x(person.potential.high), y, palette["map"], 2),
        line(x, plane.y(person.competency.low), x, plane.y(person.competency.high), palette["map"], 2),
        circle(x, y, 7, fill=palette["map"], stroke=palette["ground"], stroke_width=2),
    ]


def _group(
    plane: _Plane, cell: Cell, group: MapCounts, labels: MapLabels, narrow: bool, palette: Palette, numbers: NumberStyle
) -> str:
    """The cell's name and a circle whose area is the count; the figure stands beside a circle that is too small for it."""
    x, y = plane.corner(cell)
    names = {each: [] if narrow else lines_of(labels.cells[each], plane.side_x / 3 - 2 * _PAD, 11) for each in CELLS}
    head = max(map(len, names.values())) * leading(11) + 8
    foot = leading(12) if group.notes and not narrow else 0.0
    people, most = group.cells[cell], max(max(group.cells.values()), 1)
    room = plane.side_y / 3 - head - foot
    widest = min(plane.side_x / 6 - 8, room / 2 - 5)
    centre_x, centre_y = x + plane.side_x / 6, y + head + room / 2
    radius = max(widest * sqrt(people / most), 2.5)
    shown = numbers.whole(people)
    inside = radius * 2 - 8 >= width_of(shown, 14, bold=True)
    if people and not inside:  # circle and figure side by side, centred together
        centre_x -= (5 + width_of(shown, 14, bold=True)) / 2
    figure = text(
        centre_x if inside or not people else centre_x + radius + 5,
        centre_y + 5,
        shown,
        fill=palette["ground"] if inside else palette["ink"],
        size=14,
        bold=True,
        anchor="middle" if inside or not people else None,
    )
    bubble = circle(centre_x, centre_y, radius, fill=palette["map"]) if people else ""
    note = text(x + _PAD, y + plane.side_y / 3 - 8, group.notes.get(cell, ""), fill=palette["ink-soft"], size=12) if foot else ""
    return block(x + _PAD, y + 17, names[cell], fill=palette["ink-soft"], size=11) + bubble + figure + note
