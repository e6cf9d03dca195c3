"""The radar: one person's levels with their error band against the standard of the position."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import cos, pi, sin

from sembilan.render.errors import NotDrawable
from sembilan.render.palette import PAGE, Palette

from .canvas import block, circle, element, leading, line, lines_of, picture, polygon, rect, text
from .values import Interval

_LABEL = 12.0


@dataclass(frozen=True)
class RadarAxis:
    """One aspect: its name, the standard (None: there is none), and the level with its 90% interval (None: not assessable)."""

    name: str
    standard: float | None
    level: Interval | None


@dataclass(frozen=True)
class RadarLabels:
    """Words of the legend, translated."""

    level: str
    band: str
    standard: str


def radar(
    axes: Sequence[RadarAxis],
    labels: RadarLabels,
    *,
    title: str,
    desc: str,
    top: int = 5,
    width: float = 560,
    palette: Palette = PAGE,
) -> str:
    """Three or more axes on rings 0-`top`, clockwise from twelve. One without a level or standard leaves a gap, no zero."""
    if len(axes) < 3:
        raise NotDrawable("a radar needs three axes")
    if width < 320:
        raise NotDrawable("the radar needs 320 pixels")
    room = min(132.0, width * 0.27)  # for a label at either side
    radius = (width - 2 * room) / 2 - 8
    names = [lines_of(axis.name, room - 4, _LABEL) for axis in axes]
    rise = max(map(len, names)) * leading(_LABEL) + 10
    wheel = _Wheel(width / 2, rise + radius, radius, len(axes), top)
    legend, foot = _legend(labels, wheel.y + radius + rise + 12, width, palette)
    return picture(
        width,
        foot,
        *_web(wheel, palette),
        *_band(wheel, axes, palette),
        *_rings(wheel, palette),
        *_standards(wheel, axes, palette),
        *_levels(wheel, axes, palette),
        *(_name(wheel, i, lines, palette) for i, lines in enumerate(names)),
        legend,
        title=title,
        desc=desc,
        palette=palette,
    )


@dataclass(frozen=True)
class _Wheel:
    x: float
    y: float
    radius: float
    spokes: int
    top: int

    def at(self, spoke: int, level: float, beyond: float = 0) -> tuple[float, float]:
        turn = 2 * pi * spoke / self.spokes - pi / 2
        reach = self.radius * min(max(level, 0.0), self.top) / self.top + beyond
        return self.x + reach * cos(turn), self.y + reach * sin(turn)


def _web(wheel: _Wheel, palette: Palette) -> list[str]:
    rings = [
        element(
            "path", d=polygon([wheel.at(i, ring) for i in range(wheel.spokes)]), fill="none", stroke=palette["line"], stroke_width=1
        )
        for ring in range(1, wheel.top + 1)
    ]
    spokes = [line(wheel.x, wheel.y, *wheel.at(i, wheel.top), palette["line"]) for i in range(wheel.spokes)]
    return [*rings, *spokes]


def _rings(wheel: _Wheel, palette: Palette) -> list[str]:
    """The figures of the rings, beside the first spoke."""
    rings = range(1, wheel.top + 1)
    return [text(wheel.x + 4, wheel.at(0, ring)[1] + 11, str(ring), fill=palette["ink-soft"], size=10) for ring in rings]


def _band(wheel: _Wheel, axes: Sequence[RadarAxis], palette: Palette) -> list[str]:
    """A whole ring where every axis is known; between known neighbours else."""
    known = [axis.level for axis in axes]
    if all(known):
        outer = [wheel.at(i, level.high) for i, level in enumerate(known) if level]
        inner = [wheel.at(i, level.low) for i, level in enumerate(known) if level]
        return [_shade(polygon(outer) + polygon(inner), palette)]
    quads = []
    for i, level in enumerate(known):
        j = (i + 1) % len(known)
        neighbour = known[j]
        if level and neighbour:
            quads.append(
                _shade(
                    polygon(
                        [wheel.at(i, level.low), wheel.at(i, level.high), wheel.at(j, neighbour.high), wheel.at(j, neighbour.low)]
                    ),
                    palette,
                )
            )
        elif level:
            quads.append(line(*wheel.at(i, level.low), *wheel.at(i, level.high), palette["band"], 6))
    return quads


def _shade(path: str, palette: Palette) -> str:
    return element("path", d=path, fill=palette["band"], fill_rule="evenodd", fill_opacity=0.8)


def _standards(wheel: _Wheel, axes: Sequence[RadarAxis], palette: Palette) -> list[str]:
    """One dashed ring where every axis has a standard; else a dot on each that has, joined where neighbours have one."""
    points = [None if axis.standard is None else wheel.at(i, axis.standard) for i, axis in enumerate(axes)]
    known = [point for point in points if point is not None]
    if len(known) == len(points):
        ring = element("path", d=polygon(known), fill="none", stroke=palette["ink"], stroke_width=1.6, stroke_dasharray="5 4")
        return [ring]
    lines = [
        line(*start, *end, palette["ink"], 1.6, "5 4")
        for start, end in zip(points, [*points[1:], points[0]], strict=True)
        if start is not None and end is not None
    ]
    return [*lines, *(circle(*point, 2.5, fill=palette["ink"]) for point in known)]


def _levels(wheel: _Wheel, axes: Sequence[RadarAxis], palette: Palette) -> list[str]:
    points = [wheel.at(i, axis.level.value) if axis.level else None for i, axis in enumerate(axes)]
    strokes = [
        line(*start, *end, palette["accent"], 2)
        for start, end in zip(points, [*points[1:], points[0]], strict=True)
        if start is not None and end is not None
    ]
    dots = [
        circle(*point, 4.5, fill=palette["accent"], stroke=palette["ground"], stroke_width=1.5)
        for point in points
        if point is not None
    ]
    return [*strokes, *dots]


def _name(wheel: _Wheel, spoke: int, lines: list[str], palette: Palette) -> str:
    """The label outside the rim: centred above and below, else set away from the wheel."""
    x, y = wheel.at(spoke, wheel.top, beyond=10)
    side, rise = x - wheel.x, y - wheel.y
    near_pole = abs(side) < wheel.radius * 0.2
    anchor = "middle" if near_pole else ("start" if side > 0 else "end")
    height = len(lines) * leading(_LABEL)
    if near_pole:
        first = y - height + leading(_LABEL) - 4 if rise < 0 else y + _LABEL
    else:
        first = y - height / 2 + _LABEL * 0.95 + (rise / wheel.radius) * height * 0.3
    return block(x, first, lines, fill=palette["ink"], size=_LABEL, anchor=anchor)


def _legend(labels: RadarLabels, y: float, width: float, palette: Palette) -> tuple[str, float]:
    """Sign and word, one under the other; returns the markup and the picture's height."""
    signs: tuple[tuple[Callable[[float, Palette], str], str], ...] = (
        (_level_sign, labels.level),
        (_band_sign, labels.band),
        (_standard_sign, labels.standard),
    )
    parts = []
    for sign, word in signs:
        lines = lines_of(word, width - 36, _LABEL)
        parts += [sign(y, palette), block(36, y + 4, lines, fill=palette["ink-soft"], size=_LABEL)]
        y += leading(_LABEL) * (len(lines) - 1) + 20
    return "".join(parts), y


def _level_sign(y: float, palette: Palette) -> str:
    return line(0, y, 26, y, palette["accent"], 2) + circle(13, y, 4.5, fill=palette["accent"])


def _band_sign(y: float, palette: Palette) -> str:
    return rect(0, y - 6, 26, 12, fill=palette["band"], radius=3)


def _standard_sign(y: float, palette: Palette) -> str:
    return line(0, y, 26, y, palette["ink"], 1.6, "5 4")
