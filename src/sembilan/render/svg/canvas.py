"""The few strokes every picture is made of: escaped elements, text broken into lines, hatching.

Lengths are CSS pixels at the picture's natural width. Only presentation attributes are used: no style, no script, no ids,
so several pictures may stand in one page. Whole text lines are estimated with the advance widths of Inter, which is wider
than most interface fonts; a line that fits here fits with them too. WIDER is for lines that must fit with the rest as well.
"""

from html import escape
from itertools import pairwise

from sembilan.render.errors import NotDrawable
from sembilan.render.palette import Palette

# Advance widths in hundredths of the type size, by character.
_WIDTHS = {
    character: width / 100
    for width, characters in {
        26: "ijl.,:;!'`",
        29: "I |",
        36: "tfr()/[]\\",
        44: '1"-_{}^*',
        54: "?skxz",
        57: "avy7JLceFhnu5",
        62: "Eo2bdgpq3689#0Z",
        66: "$&PRS4BT+<=>~",
        69: "KXYAV",
        74: "DCHU",
        77: "GNOQ",
        84: "w",
        94: "mM@",
        100: "%W",
    }.items()
    for character in characters
}
_OTHER = 0.65
WIDER = 1.15
"""What long lines leave free where the page's own font is not known: some systems fall back to one wider than Inter."""
_BOLDER = 1.05  # SemiBold against Regular


def number(value: float) -> str:
    """A coordinate with at most two decimals."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def element(name: str, *children: str, **attributes: str | float | None) -> str:
    """One element; `_` in a name becomes `-`, None leaves an attribute out, values are escaped, children are markup."""
    parts = [name]
    for key, value in attributes.items():
        if value is not None:
            shown = escape(value) if isinstance(value, str) else number(value)
            parts.append(f'{key.rstrip("_").replace("_", "-")}="{shown}"')
    opening = " ".join(parts)
    return f"<{opening}>{''.join(children)}</{name}>" if children else f"<{opening}/>"


def picture(width: float, height: float, *children: str, title: str, desc: str, palette: Palette) -> str:
    """The root: an image for assistive technology, named by `title` and told by `desc` (both translated by the caller)."""
    if not title.strip() or not desc.strip():
        raise NotDrawable("a picture needs a title and a description")
    return element(
        "svg",
        element("title", escape(title)),
        element("desc", escape(desc)),
        *children,
        xmlns="http://www.w3.org/2000/svg",
        role="img",
        viewBox=f"0 0 {number(width)} {number(height)}",
        width=width,
        height=height,
        font_family=palette.font,
    )


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """Estimated length of one line, in pixels."""
    return sum(_WIDTHS.get(c, _OTHER) for c in text) * size * (_BOLDER if bold else 1)


def lines_of(text: str, width: float, size: float, *, bold: bool = False) -> list[str]:
    """Words filled greedily into lines no longer than `width`; a longer word is broken rather than cut off."""
    lines: list[str] = []
    for word in text.split():
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and width_of(joined, size, bold=bold) <= width:
            lines[-1] = joined
        else:
            lines.extend(_pieces(word, width, size, bold=bold))
    return lines


def _pieces(word: str, width: float, size: float, *, bold: bool) -> list[str]:
    if width_of(word, size, bold=bold) <= width:
        return [word]
    longest = next(
        (n for n in range(len(word) - 1, 1, -1) if all(width_of(f"{one}-", size, bold=bold) <= width for one in _cut(word, n))), 1
    )
    *heads, last = _cut(word, longest)
    return [*(f"{head}-" for head in heads), last]


def _cut(word: str, longest: int) -> list[str]:
    """Pieces of at most `longest` characters, as even as can be, so that no line holds the last two letters alone."""
    n = -(-len(word) // longest)
    ends = [len(word) * place // n for place in range(n + 1)]
    return [word[start:end] for start, end in pairwise(ends)]


def text(
    x: float,
    y: float,
    content: str,
    *,
    fill: str,
    size: float = 13,
    bold: bool = False,
    anchor: str | None = None,
    halo: str | None = None,
) -> str:
    """One line with its baseline at `y`; `halo` paints a rim behind the letters where lines pass under them."""
    return element(
        "text",
        escape(content),
        x=x,
        y=y,
        fill=fill,
        font_size=size,
        font_weight="600" if bold else None,
        text_anchor=anchor,
        stroke=halo,
        stroke_width=3.5 if halo else None,
        stroke_linejoin="round" if halo else None,
        paint_order="stroke" if halo else None,
    )


def block(
    x: float,
    y: float,
    lines: list[str],
    *,
    fill: str,
    size: float = 13,
    bold: bool = False,
    anchor: str | None = None,
    halo: str | None = None,
) -> str:
    """Lines under each other, the first baseline at `y`."""
    return "".join(
        text(x, y + row * leading(size), line, fill=fill, size=size, bold=bold, anchor=anchor, halo=halo)
        for row, line in enumerate(lines)
    )


def leading(size: float) -> float:
    return size * 1.25


def line(x1: float, y1: float, x2: float, y2: float, stroke: str, width: float = 1, dash: str | None = None) -> str:
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=stroke, stroke_width=width, stroke_dasharray=dash)


def rect(
    x: float,
    y: float,
    width: float,
    height: float,
    *,
    fill: str,
    stroke: str | None = None,
    stroke_width: float = 1,
    radius: float = 0,
) -> str:
    return element(
        "rect",
        x=x,
        y=y,
        width=max(width, 0.0),
        height=height,
        rx=radius or None,
        fill=fill,
        stroke=stroke,
        stroke_width=stroke_width if stroke else None,
    )


def circle(x: float, y: float, radius: float, *, fill: str, stroke: str | None = None, stroke_width: float = 1) -> str:
    return element("circle", cx=x, cy=y, r=radius, fill=fill, stroke=stroke, stroke_width=stroke_width if stroke else None)


def hatch(x: float, y: float, width: float, height: float, stroke: str, gap: float = 9) -> str:
    """Diagonals over a rectangle, cut by arithmetic (a pattern would need an id)."""
    strokes = []
    offset = gap
    while offset < width + height:
        from_x, to_x = max(0.0, offset - height), min(offset, width)
        strokes.append(f"M{number(x + from_x)} {number(y + offset - from_x)}L{number(x + to_x)} {number(y + offset - to_x)}")
        offset += gap
    return element("path", d="".join(strokes), stroke=stroke, stroke_width=1.2, fill="none")


def polygon(points: list[tuple[float, float]]) -> str:
    """A closed path's data through the points."""
    return "M" + "L".join(f"{number(x)} {number(y)}" for x, y in points) + "Z"
