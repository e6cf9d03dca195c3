"""A picture as PNG, for slides and messages: set by the typesetter, so no browser is needed and text looks as in the PDF."""

from xml.etree import ElementTree

from .errors import NotDrawable
from .typesetter import typesetter

_WIDEST = 8000
_POINTS_PER_INCH = 72


def png_of(svg: str, *, width: int, background: str = "#ffffff") -> bytes:
    """`svg` (drawn with a print palette) as a PNG `width` pixels wide, 1-8000; the height follows from the picture.

    NotDrawable when the SVG has no natural width, speaks in custom properties (the page palette), or the width is absurd.
    """
    if not 1 <= width <= _WIDEST:
        raise NotDrawable(f"a picture is 1 to {_WIDEST} pixels wide")
    if "var(--" in svg:
        raise NotDrawable("custom properties have no colour outside a page; draw with the print palette")
    natural = float(ElementTree.fromstring(svg).get("width", "nan"))  # noqa: S314  our own picture, not a stranger's file
    if not natural > 0:
        raise NotDrawable("the picture has no natural width")
    data = {"svg": svg, "width": natural, "background": background}
    return typesetter().png("picture.typ", data, ppi=_POINTS_PER_INCH * width / natural)
