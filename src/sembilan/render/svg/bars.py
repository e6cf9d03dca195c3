"""Bars: one person's career preferences against each other, and how variants of a policy spread people over the boxes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sembilan.render.errors import NotDrawable
from sembilan.render.numbers import INDONESIAN, NumberStyle
from sembilan.render.palette import PAGE, Palette

from .canvas import block, leading, line, lines_of, picture, rect, text
from .ninebox import BOXES
from .values import Interval

# Reading order of the bar: by row of the map from below to above expectation, within it from low to high potential.
BOX_ORDER = (1, 3, 6, 2, 5, 8, 4, 7, 9)


@dataclass(frozen=True)
class BarScale:
    """One scale's score within the person (the scales of a person sum to zero) with its 90% interval; None: not assessable."""

    name: str
    score: Interval | None


@dataclass(frozen=True)
class DistributionRow:
    """A variant's name and people per box; boxes nobody is in are given as 0, people without a box in `unmapped`."""

    name: str
    people: Mapping[int, int]
    unmapped: int = 0

    def __post_init__(self) -> None:
        if set(self.people) != BOXES:
            raise NotDrawable("a distribution needs a count for each of the nine boxes")


def career_bars(
    scales: Sequence[BarScale],
    *,
    less: str,
    more: str,
    title: str,
    desc: str,
    width: float = 560,
    palette: Palette = PAGE,
) -> str:
    """Bars left and right of the person's own mean, in the order given; `less` and `more` are the words at either end.

    There is no figure on the axis on purpose: the scores order one person's interests and say nothing between people.
    """
    if not scales:
        raise NotDrawable("no scale to show")
    left = min(190.0, width * 0.4)
    reach = max((abs(end) for scale in scales if scale.score for end in (scale.score.low, scale.score.high)), default=1.0) or 1.0
    half = (width - left) / 2 - 8
    zero = left + 8 + half
    parts, y = [], 24.0
    start = y
    for scale in scales:
        lines = lines_of(scale.name, left - 12, 13)
        height = max(30.0, len(lines) * leading(13) + 10)
        middle = y + height / 2
        parts.append(block(0, middle - (len(lines) - 1) * leading(13) / 2 + 4.5, lines, fill=palette["ink"], size=13))
        parts.append(_bar(scale.score, zero, middle, half / reach, half, palette))
        y += height
    axis = line(zero, start, zero, y, palette["ink-soft"], 1)
    room = half + 4
    heads = [
        text(zero - room, 13, less, fill=palette["ink-soft"], size=11),
        text(zero + room, 13, more, fill=palette["ink-soft"], size=11, anchor="end"),
    ]
    return picture(width, y + 4, *heads, axis, *parts, title=title, desc=desc, palette=palette)


def _bar(score: Interval | None, zero: float, middle: float, unit: float, half: float, palette: Palette) -> str:
    if score is None:
        return line(zero - half, middle, zero + half, middle, palette["line"], 2, "3 4")
    end = zero + score.value * unit
    bar = rect(
        min(zero, end), middle - 7, abs(end - zero), 14, fill=palette["accent"] if score.value > 0 else palette["band"], radius=2
    )
    low, high = zero + score.low * unit, zero + score.high * unit
    whisker = line(low, middle, high, middle, palette["ink"], 1.4)
    caps = "".join(line(x, middle - 4, x, middle + 4, palette["ink"], 1.4) for x in (low, high))
    return bar + whisker + caps


def distribution_bars(
    rows: Sequence[DistributionRow],
    *,
    box: str,
    unmapped: str,
    title: str,
    desc: str,
    width: float = 720,
    palette: Palette = PAGE,
    numbers: NumberStyle = INDONESIAN,
) -> str:
    """Variants under each other, each one bar of shares in the boxes' own tones; `box` and `unmapped` are the words for both."""
    if not rows:
        raise NotDrawable("no distribution to show")
    parts, y = [], 0.0
    for row in rows:
        total = sum(row.people.values()) + row.unmapped
        if total <= 0:
            raise NotDrawable(f"nobody in {row.name!r}")
        lines = lines_of(row.name, width - 110, 13, bold=True)
        parts.append(block(0, y + 15, lines, fill=palette["ink"], size=13, bold=True))
        parts.append(text(width, y + 15, f"n = {numbers.whole(total)}", fill=palette["ink-soft"], size=12, anchor="end"))
        y += len(lines) * leading(13) + 8
        parts += _segments(row, total, y, width, palette, numbers)
        y += 34 + 14
    legend, foot = _boxes_legend(box, unmapped if any(row.unmapped for row in rows) else None, y + 4, width, palette)
    return picture(width, foot, *parts, *legend, title=title, desc=desc, palette=palette)


def _segments(row: DistributionRow, total: int, y: float, width: float, palette: Palette, numbers: NumberStyle) -> list[str]:
    parts, x = [], 0.0
    pieces = [(row.people[number], palette.box(number), str(number)) for number in BOX_ORDER]
    for people, paint, name in [*pieces, (row.unmapped, palette["ground"], "?")]:
        length = width * people / total
        if not people:
            continue
        parts.append(rect(x, y, length, 34, fill=paint, stroke=palette["ink-soft"], stroke_width=0.6))
        label = f"{name} · {numbers.percent(people / total)}"
        if length >= 62:
            parts.append(text(x + length / 2, y + 21.5, label, fill=palette["ink"], size=12, anchor="middle"))
        elif length >= 14:
            parts.append(text(x + length / 2, y + 21.5, name, fill=palette["ink"], size=12, anchor="middle"))
        x += length
    return parts


def _boxes_legend(box: str, unmapped: str | None, y: float, width: float, palette: Palette) -> tuple[list[str], float]:
    entries = [(palette.box(number), f"{box} {number}") for number in BOX_ORDER]
    if unmapped:
        entries.append((palette["ground"], f"? {unmapped}"))
    parts, x = [], 0.0
    for paint, words in entries:
        length = 20 + 7.2 * len(words) + 14
        if x and x + length > width:
            x, y = 0.0, y + 22
        parts.append(rect(x, y, 14, 14, fill=paint, stroke=palette["ink-soft"], stroke_width=0.6, radius=2))
        parts.append(text(x + 20, y + 11.5, words, fill=palette["ink-soft"], size=12))
        x += length
    return parts, y + 22
