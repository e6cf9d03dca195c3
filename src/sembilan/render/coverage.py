"""Which signs the typeface has. An archived document refuses a sign that cannot be shown, so a stranger's text is fitted first."""

from __future__ import annotations

import re
import struct
import unicodedata
from collections.abc import Callable, Iterable, Iterator

LACKING = "■"
_INVISIBLE = frozenset(
    {"Cc", "Cf", "Cs", "Co", "Cn"}
)  # without a shape of their own; private ones are refused even where there is one
_PLAIN = "\t\n\r"


def fitter(fonts: Iterable[bytes]) -> Callable[[str], str]:
    """A function that leaves out what is invisible and sets ■ for what one of the TrueType fonts lacks."""
    both = frozenset.intersection(*(frozenset(signs(font)) for font in fonts))
    shown = [sign for code in sorted(both) if unicodedata.category(sign := chr(code)) not in _INVISIBLE]
    lacking = re.compile(f"[^{re.escape(''.join(shown))}{_PLAIN}]")
    return lambda text: lacking.sub(_instead, unicodedata.normalize("NFC", text))


def _instead(found: re.Match[str]) -> str:
    return "" if unicodedata.category(found[0]) in _INVISIBLE else LACKING


def signs(font: bytes) -> Iterator[int]:
    """The code points of a TrueType font, from its table of the basic plane (OpenType 1.9.1, cmap format 4)."""
    start = _basic_plane(font)
    (twice,) = struct.unpack_from(">H", font, start + 6)
    segment = f">{twice // 2}H"
    ends, starts, deltas, offsets = (
        struct.unpack_from(segment, font, start + 14 + gap + n * twice) for n, gap in enumerate((0, 2, 2, 2))
    )
    places = start + 16 + 3 * twice  # of the offsets: each counts from where it stands itself
    for n, (first, last, delta, offset) in enumerate(zip(starts, ends, deltas, offsets, strict=True)):
        for code in range(first, last + 1):
            glyph = code + delta
            if offset:
                (glyph,) = struct.unpack_from(">H", font, places + 2 * n + offset + 2 * (code - first))
            if glyph & 0xFFFF:
                yield code


def _basic_plane(font: bytes) -> int:
    """Where the table lies: in the directory of tables, then in that of the character maps."""
    (tables,) = struct.unpack_from(">H", font, 4)
    maps: int = next(at for name, _sum, at, _size in struct.iter_unpack(">4s3L", font[12 : 12 + 16 * tables]) if name == b"cmap")
    (number,) = struct.unpack_from(">H", font, maps + 2)
    entries = struct.iter_unpack(">HHL", font[maps + 4 : maps + 4 + 8 * number])
    table: int = next(maps + at for _platform, _encoding, at in entries if font[maps + at : maps + at + 2] == b"\0\4")
    return table
