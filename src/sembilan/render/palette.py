"""Colours and typeface of the pictures.

`PAGE` speaks in custom properties with a literal fallback, so that an agency's tokens colour the picture without inline
styles (a strict Content-Security-Policy forbids those; presentation attributes are allowed). `PRINT` holds the same tones
as literals for the typesetter, which knows no custom properties. `own_colours` makes a print palette from an agency's tokens.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from .errors import NotDrawable

# Potential deepens the blue, performance deepens the ochre; every tone carries dark ink at 4.5:1 or better.
# The second map has a violet ground of its own, so that nobody takes one map for the other.
TONES: Mapping[str, str] = MappingProxyType(
    {
        "ink": "#1b2430",
        "ink-soft": "#4a5666",
        "line": "#d9dee5",
        "ground": "#ffffff",
        "wash": "#f5f7f9",
        "accent": "#1f5f8b",
        "band": "#cfe0ea",
        "shade": "#e3e8ee",
        "warn": "#8a5a00",
        "ok": "#2f6f4f",
        "alarm": "#9b2c2c",
        "b1": "#eceff1",
        "b2": "#efe7d6",
        "b3": "#d7e3ea",
        "b4": "#ecd6a8",
        "b5": "#d5dcd0",
        "b6": "#b9d3e0",
        "b7": "#cfcf9f",
        "b8": "#a9cdc9",
        "b9": "#9fc3a4",
        "map": "#6b4a86",
        "map-band": "#d9cde4",
        "map-1": "#fbf9fc",
        "map-2": "#f4eff8",
        "map-3": "#ebe3f2",
    }
)


@dataclass(frozen=True)
class Palette:
    """`tones` name -> paint; `font` a family for `font-family`, or None where the page's own font is inherited."""

    tones: Mapping[str, str] = field(default_factory=lambda: TONES)
    font: str | None = None

    def __getitem__(self, name: str) -> str:
        return self.tones[name]

    def box(self, number: int) -> str:
        """Paint of box 1-9."""
        return self.tones[f"b{number}"]


def own_colours(overrides: Mapping[str, str]) -> Palette:
    """The print palette with an agency's own tones (`{"accent": "#7a1f2b"}`). NotDrawable for a name no picture uses."""
    unknown = sorted(set(overrides) - set(TONES))
    if unknown:
        raise NotDrawable(f"no such tone: {', '.join(unknown)}")
    return Palette({**TONES, **overrides}, font=PRINT_FONT)


PRINT_FONT = "Inter"
PAGE = Palette({name: f"var(--{name}, {value})" for name, value in TONES.items()})
PRINT = Palette(TONES, font=PRINT_FONT)
