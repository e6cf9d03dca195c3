"""A QR code as one path on white ground with its quiet zone (ISO/IEC 18004, error level M)."""

import qrcode  # type: ignore[import-untyped]
from qrcode.constants import ERROR_CORRECT_M  # type: ignore[import-untyped]

from sembilan.render.palette import PRINT, Palette

from .canvas import element, picture, rect

_QUIET = 4  # modules, by the standard


def qr_code(content: str, *, title: str, desc: str, palette: Palette = PRINT) -> str:
    """`content` (an address) as a picture four pixels a module."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=_QUIET)
    code.add_data(content)
    code.make(fit=True)
    matrix = code.get_matrix()
    runs = [f"M{x} {y}h1v1h-1z" for y, row in enumerate(matrix) for x, dark in enumerate(row) if dark]
    side = len(matrix)
    modules = element("path", d="".join(runs), fill=palette["ink"], transform="scale(4)", shape_rendering="crispEdges")
    ground = rect(0, 0, side * 4, side * 4, fill=palette["ground"])
    return picture(side * 4, side * 4, ground, modules, title=title, desc=desc, palette=palette)
