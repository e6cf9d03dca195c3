"""An item's two curves as SVG: the score that people at each ability are expected to get, and where the item measures well."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sembilan.itembank.rules import response_model
from sembilan.render.numbers import NumberStyle
from sembilan.render.palette import PAGE, Palette
from sembilan.render.svg.canvas import element, line, number, picture, text

LOW, HIGH = -3.0, 3.0
THETA = np.linspace(LOW, HIGH, 61)
TABLE = (-3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0)
WIDTH, HEIGHT = 420.0, 230.0
LEFT, RIGHT, TOP, BOTTOM = 48.0, 12.0, 16.0, 44.0


@dataclass(frozen=True)
class Words:
    """What is written on one picture, translated by the caller."""

    title: str
    desc: str
    x_name: str
    y_name: str


@dataclass(frozen=True)
class Curves:
    """Both pictures, and the table that says the same: rows of ability, expected score, information."""

    score: str
    information: str
    rows: list[tuple[float, float, float]]
    most: int


def curves(
    model: str, parameters: Mapping[str, Any], score: Words, information: Words, numbers: NumberStyle, palette: Palette = PAGE
) -> Curves:
    """Of an item with checked parameters, over abilities from -3 to 3."""
    item = response_model(model, parameters)
    most = item.n_categories - 1
    expected, precision = item.expected_score(THETA), item.information(THETA)
    at = np.array(TABLE)
    rows = list(zip(TABLE, map(float, item.expected_score(at)), map(float, item.information(at)), strict=True))
    return Curves(
        _chart(expected, float(most), score, numbers, palette),
        _chart(precision, _ceiling(float(precision.max())), information, numbers, palette),
        rows,
        most,
    )


def _ceiling(value: float) -> float:
    """A round top for an axis, at or above the value."""
    return next(step for step in (0.25, 0.5, 1.0, 1.5, 2.0, 3.0, 5.0, 10.0) if value <= step or step == 10.0)


def _chart(values: NDArray[np.float64], top: float, words: Words, numbers: NumberStyle, palette: Palette) -> str:
    across, down = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM

    def x(theta: float) -> float:
        return LEFT + (theta - LOW) / (HIGH - LOW) * across

    def y(value: float) -> float:
        return TOP + (1 - value / top) * down

    parts = []
    for share in (0.0, 0.5, 1.0):
        places = 0 if (top * share).is_integer() else 2
        parts.append(line(LEFT, y(top * share), WIDTH - RIGHT, y(top * share), palette["line"]))
        parts.append(
            text(LEFT - 8, y(top * share) + 4.5, numbers.decimal(top * share, places), fill=palette["ink-soft"], anchor="end")
        )
    for theta in range(int(LOW), int(HIGH) + 1):
        parts.append(line(x(theta), TOP + down, x(theta), TOP + down + 4, palette["ink-soft"]))
        parts.append(text(x(theta), TOP + down + 18, numbers.decimal(float(theta), 0), fill=palette["ink-soft"], anchor="middle"))
    points = "L".join(f"{number(x(float(t)))} {number(y(float(v)))}" for t, v in zip(THETA, values, strict=True))
    parts.append(element("path", d="M" + points, fill="none", stroke=palette["accent"], stroke_width=2.5, stroke_linejoin="round"))
    parts.append(text(LEFT + across / 2, HEIGHT - 6, words.x_name, fill=palette["ink"], anchor="middle"))
    parts.append(text(LEFT, TOP - 4, words.y_name, fill=palette["ink"]))
    return picture(WIDTH, HEIGHT, *parts, title=words.title, desc=words.desc, palette=palette)
