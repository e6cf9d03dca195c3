"""The official talent box: performance (rows) by potential (columns), for a group's counts or one person's position.

Box numbers by PermenPANRB 3/2020 as in use: performance from above to below expectation 4 7 9 / 2 5 8 / 1 3 6.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sembilan.render.errors import NotDrawable
from sembilan.render.numbers import INDONESIAN, NumberStyle
from sembilan.render.palette import PAGE, Palette

from .canvas import block, hatch, leading, lines_of, picture, rect, text
from .values import Chance

MATRIX = ((4, 7, 9), (2, 5, 8), (1, 3, 6))
BOXES = frozenset(range(1, 10))
_GAP, _PAD = 6.0, 10.0
_NARROW = 460.0  # below this width a cell has no room for its treatment


@dataclass(frozen=True)
class NineBoxLabels:
    """Words of the map, translated: rows from above to below expectation, columns from low to high, what each box asks for."""

    performance: str
    potential: str
    rows: tuple[str, str, str]
    columns: tuple[str, str, str]
    box: str
    treatments: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class BoxCount:
    """People in a box and a remark of a few words ("12 dekat batas")."""

    people: int
    note: str = ""


@dataclass(frozen=True)
class BoxCounts:
    """A group: all nine boxes, since a missing count is not a zero."""

    cells: Mapping[int, BoxCount]

    def __post_init__(self) -> None:
        if set(self.cells) != BOXES:
            raise NotDrawable("a group needs a count for each of the nine boxes")


@dataclass(frozen=True)
class BoxPosition:
    """One person. `box` is None while an unknown input leaves several boxes `possible`.

    `chances` is empty where the error of an input is unknown: then no figure is shown.
    """

    box: int | None
    chances: Mapping[int, Chance] = field(default_factory=dict)
    possible: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        named = {*self.chances, *self.possible} | ({self.box} if self.box is not None else set())
        if not named <= BOXES:
            raise NotDrawable("boxes are numbered 1 to 9")
        if self.box is None and len(self.possible) < 2:
            raise NotDrawable("a person without a box needs at least two possible ones")
        if self.box is not None and self.possible and self.box not in self.possible:
            raise NotDrawable("the box is not among the possible ones")


@dataclass(frozen=True)
class _Frame:
    """Geometry shared by all cells, in pixels."""

    left: float
    top: float
    cell_width: float
    cell_height: float
    narrow: bool

    def corner(self, row: int, column: int) -> tuple[float, float]:
        return self.left + column * (self.cell_width + _GAP), self.top + row * (self.cell_height + _GAP)


def nine_box(
    content: BoxCounts | BoxPosition,
    labels: NineBoxLabels,
    *,
    title: str,
    desc: str,
    width: float = 720,
    palette: Palette = PAGE,
    numbers: NumberStyle = INDONESIAN,
) -> str:
    """The map at `width` pixels (280 or more; type stays readable, so draw it at the width it is shown at)."""
    if width < 280:
        raise NotDrawable("nine boxes need 280 pixels")
    frame = _frame(content, labels, width)
    cells = [_cell(frame, row, column, content, labels, palette, numbers) for row in range(3) for column in range(3)]
    bottom = frame.corner(2, 0)[1] + frame.cell_height
    column_lines = [lines_of(name, frame.cell_width, 12) for name in labels.columns]
    foot = bottom + 18 + leading(12) * max(map(len, column_lines))
    return picture(
        width,
        foot + 12,
        *cells,
        *_axes(frame, labels, column_lines, bottom, foot, width, palette),
        title=title,
        desc=desc,
        palette=palette,
    )


def _frame(content: BoxCounts | BoxPosition, labels: NineBoxLabels, width: float) -> _Frame:
    narrow = width < _NARROW
    left = 78.0 if narrow else 116.0
    cell_width = (width - left - 2 * _GAP) / 3
    height = 58.0 if narrow else (86.0 if isinstance(content, BoxCounts) else 72.0)
    if not narrow and labels.treatments:
        rows = max(len(lines_of(words, cell_width - 2 * _PAD, 12)) for words in labels.treatments.values())
        height += rows * leading(12)
    row_lines = max(len(lines_of(name, left - 12, 12)) for name in labels.rows)
    return _Frame(left, 26, cell_width, max(height, row_lines * leading(12) + 8), narrow)


def _axes(
    frame: _Frame, labels: NineBoxLabels, column_lines: list[list[str]], bottom: float, foot: float, width: float, palette: Palette
) -> list[str]:
    parts = [text(0, 14, f"{labels.performance} ↑", fill=palette["ink"], size=13, bold=True)]
    for row, name in enumerate(labels.rows):
        lines = lines_of(name, frame.left - 12, 12)
        middle = frame.corner(row, 0)[1] + frame.cell_height / 2
        parts.append(block(0, middle - (len(lines) - 1) * leading(12) / 2 + 4, lines, fill=palette["ink-soft"], size=12))
    for column, lines in enumerate(column_lines):
        centre = frame.corner(0, column)[0] + frame.cell_width / 2
        parts.append(block(centre, bottom + 18, lines, fill=palette["ink-soft"], size=12, anchor="middle"))
    parts.append(text(width, foot + 4, f"{labels.potential} →", fill=palette["ink"], size=13, bold=True, anchor="end"))
    return parts


def _cell(
    frame: _Frame,
    row: int,
    column: int,
    content: BoxCounts | BoxPosition,
    labels: NineBoxLabels,
    palette: Palette,
    numbers: NumberStyle,
) -> str:
    box = MATRIX[row][column]
    x, y = frame.corner(row, column)
    person = isinstance(content, BoxPosition)
    here = isinstance(content, BoxPosition) and content.box == box
    parts = [rect(x, y, frame.cell_width, frame.cell_height, fill=palette.box(box), stroke=palette["line"], radius=6)]
    if isinstance(content, BoxPosition) and box in content.possible and not here:
        parts.append(hatch(x + 1, y + 1, frame.cell_width - 2, frame.cell_height - 2, palette["ink-soft"]))
        parts.append(_plate(frame, x, y, box, content, labels, palette))
    name = str(box) if frame.narrow and person else f"{labels.box} {box}"
    parts.append(text(x + _PAD, y + 19, name, fill=palette["ink"], size=12, bold=here))
    if not frame.narrow and box in labels.treatments:
        lines = lines_of(labels.treatments[box], frame.cell_width - 2 * _PAD, 12)
        parts.append(block(x + _PAD, y + 19 + leading(12), lines, fill=palette["ink-soft"], size=12))
    if isinstance(content, BoxCounts):
        parts.append(_count(frame, x, y, content.cells[box], palette, numbers))
    elif box in content.chances:
        parts.append(_chance(frame, x, y, content.chances[box], here, palette, numbers))
    if here:
        parts.append(
            rect(
                x + 1.5,
                y + 1.5,
                frame.cell_width - 3,
                frame.cell_height - 3,
                fill="none",
                stroke=palette["ink"],
                stroke_width=3,
                radius=5,
            )
        )
    return "".join(parts)


def _plate(frame: _Frame, x: float, y: float, box: int, content: BoxPosition, labels: NineBoxLabels, palette: Palette) -> str:
    """Calm ground behind the words of a hatched cell; the hatching stays visible around it."""
    height = frame.cell_height - 12 if box in content.chances else 24.0
    if not frame.narrow and box in labels.treatments:
        height = frame.cell_height - 12
    return rect(x + 5, y + 5, frame.cell_width - (14 if frame.narrow else 24), height, fill=palette.box(box), radius=3)


def _count(frame: _Frame, x: float, y: float, count: BoxCount, palette: Palette, numbers: NumberStyle) -> str:
    size = 20.0 if frame.narrow else 26.0
    floor = y + frame.cell_height - 10
    parts = []
    if count.note and not frame.narrow:
        parts.append(text(x + _PAD, floor, count.note, fill=palette["ink-soft"], size=12))
        floor -= 20
    parts.append(text(x + _PAD, floor, numbers.whole(count.people), fill=palette["ink"], size=size, bold=True))
    return "".join(parts)


def _chance(frame: _Frame, x: float, y: float, chance: Chance, here: bool, palette: Palette, numbers: NumberStyle) -> str:
    """The figure and, under it, its share as a bar; where the chance is itself a range, the doubtful part is paler."""
    full, track = frame.cell_width - 2 * _PAD, y + frame.cell_height - 13
    size = 14.0 if frame.narrow else 18.0
    shown = numbers.percent_range(chance.low, chance.high)
    parts = [text(x + _PAD, track - 7, shown, fill=palette["ink"], size=size, bold=here)]
    parts.append(rect(x + _PAD, track, full, 5, fill=palette["ground"], radius=2.5))
    if chance.high > chance.low:
        parts.append(
            rect(x + _PAD, track, full * chance.high, 5, fill=palette["ink-soft"], radius=2.5).replace("/>", ' opacity="0.45"/>')
        )
    parts.append(rect(x + _PAD, track, full * chance.low, 5, fill=palette["ink"], radius=2.5) if chance.low else "")
    return "".join(parts)
