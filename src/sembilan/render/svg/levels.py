"""Levels on a line: the standard as a tick, the most probable level as a dot, its 90% range as a band, on a scale 0-5."""

from collections.abc import Sequence
from dataclasses import dataclass

from sembilan.render.errors import NotDrawable
from sembilan.render.palette import PAGE, Palette

from .canvas import block, circle, leading, line, lines_of, picture, rect, text
from .values import Interval

_EDGE = 9.0  # room for a dot on either end
_HEIGHT = 26.0


@dataclass(frozen=True)
class LevelEstimate:
    """`level` the most probable level with its 90% range, None where it cannot be assessed; `standard` None where none is set."""

    level: Interval | None
    standard: float | None


def level_strip(
    estimate: LevelEstimate,
    *,
    title: str,
    desc: str,
    top: int = 5,
    width: float = 220,
    cells: bool = False,
    palette: Palette = PAGE,
) -> str:
    """One strip 26 pixels high. With `cells` every level has a box of its own and the standard's box is shaded (report grid)."""
    _check(estimate, top)
    drawn = _in_cells(estimate, top, width, palette) if cells else _on_line(estimate, 0, 0, top, width, palette)
    return picture(width, _HEIGHT, *drawn, title=title, desc=desc, palette=palette)


def level_table(
    rows: Sequence[tuple[str, LevelEstimate]], *, title: str, desc: str, top: int = 5, width: float = 640, palette: Palette = PAGE
) -> str:
    """Several strips under one scale, each with its name at the left: the whole profile as one picture."""
    if not rows:
        raise NotDrawable("a table of levels needs a row")
    left = min(240.0, width * 0.42)
    parts, y = [], 22.0
    scale = width - left
    for level in range(top + 1):
        parts.append(text(left + _at(level, top, scale), 12, str(level), fill=palette["ink-soft"], size=11, anchor="middle"))
    for name, estimate in rows:
        _check(estimate, top)
        lines = lines_of(name, left - 14, 13)
        height = max(len(lines) * leading(13) + 12, _HEIGHT + 6)
        parts.append(block(0, y + height / 2 - (len(lines) - 1) * leading(13) / 2 + 4.5, lines, fill=palette["ink"], size=13))
        parts += _on_line(estimate, left, y + (height - _HEIGHT) / 2, top, scale, palette)
        y += height
    return picture(width, y + 4, *parts, title=title, desc=desc, palette=palette)


def _check(estimate: LevelEstimate, top: int) -> None:
    values = [estimate.standard] if estimate.standard is not None else []
    if estimate.level:
        values += [estimate.level.low, estimate.level.high]
    if any(not 0 <= value <= top for value in values):
        raise NotDrawable(f"levels lie between 0 and {top}")


def _at(level: float, top: int, width: float) -> float:
    return _EDGE + level / top * (width - 2 * _EDGE)


def _on_line(estimate: LevelEstimate, x: float, y: float, top: int, width: float, palette: Palette) -> list[str]:
    middle = y + _HEIGHT / 2
    parts = [line(x + _EDGE, middle, x + width - _EDGE, middle, palette["line"], 2, None if estimate.level else "3 4")]
    for level in range(top + 1):
        parts.append(line(x + _at(level, top, width), middle - 3, x + _at(level, top, width), middle + 3, palette["line"], 2))
    if estimate.level:
        start, end = x + _at(estimate.level.low, top, width), x + _at(estimate.level.high, top, width)
        parts.append(rect(start, middle - 6, end - start, 12, fill=palette["band"], radius=6))
    if estimate.standard is not None:
        tick = x + _at(estimate.standard, top, width)
        parts.append(line(tick, middle - 11, tick, middle + 11, palette["ink"], 2))
    if estimate.level:
        parts.append(
            circle(
                x + _at(estimate.level.value, top, width),
                middle,
                6,
                fill=palette["accent"],
                stroke=palette["ground"],
                stroke_width=1.5,
            )
        )
    return parts


def _in_cells(estimate: LevelEstimate, top: int, width: float, palette: Palette) -> list[str]:
    """Boxes 0-`top`, a level at the middle of its box; the band runs across the boxes it covers."""
    step = width / (top + 1)
    middle = _HEIGHT / 2
    parts = []
    for level in range(top + 1):
        required = estimate.standard is not None and level == round(estimate.standard)
        fill = palette["shade"] if required else palette["ground"]
        parts.append(rect(level * step + 0.5, 0.5, step - 1, _HEIGHT - 1, fill=fill, stroke=palette["line"]))
        if required:
            parts.append(
                rect(
                    level * step + 1.25, 1.25, step - 2.5, _HEIGHT - 2.5, fill="none", stroke=palette["ink-soft"], stroke_width=1.2
                )
            )
    if estimate.level:
        start, end = (estimate.level.low + 0.5) * step, (estimate.level.high + 0.5) * step
        parts.append(
            rect(
                start - 4,
                middle - 4,
                end - start + 8,
                8,
                fill=palette["band"],
                stroke=palette["accent"],
                stroke_width=0.6,
                radius=4,
            )
        )
        parts.append(
            circle(
                (estimate.level.value + 0.5) * step, middle, 6.5, fill=palette["accent"], stroke=palette["ground"], stroke_width=1.5
            )
        )
    return parts
