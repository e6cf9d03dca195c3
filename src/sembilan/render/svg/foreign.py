"""Pictures made elsewhere (a crest, a photo) brought into the one form all pictures have here."""

from base64 import b64encode

from sembilan.render.errors import NotDrawable

_RASTER = {b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpeg"}


def picture_from(content: bytes | None, width: int, height: int, *, cover: bool = False) -> str | None:
    """SVG text as it is; PNG or JPEG set into a frame of `width` by `height`, whole or (`cover`) filling it. None stays None.

    NotDrawable for any other kind of file.
    """
    if not content:
        return None
    for magic, kind in _RASTER.items():
        if content.startswith(magic):
            fit = "slice" if cover else "meet"
            return (
                f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">'
                f'<image width="{width}" height="{height}" preserveAspectRatio="xMidYMid {fit}" '
                f'href="data:image/{kind};base64,{b64encode(content).decode()}"/></svg>'
            )
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        raise NotDrawable("a crest or photo is SVG, PNG or JPEG") from error
    if "<svg" not in text:
        raise NotDrawable("a crest or photo is SVG, PNG or JPEG")
    return text
