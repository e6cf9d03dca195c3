"""Reading a picture back: its elements, words, and whether every word lies inside it and clear of the others."""

from collections.abc import Iterator
from xml.etree import ElementTree

from sembilan.render.svg.canvas import width_of

NS = "{http://www.w3.org/2000/svg}"


def tree(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)


def words(svg: str) -> list[str]:
    return [node.text or "" for node in tree(svg).iter(f"{NS}text")]


def upright_boxes(svg: str) -> Iterator[tuple[str, float, float, float, float]]:
    """(words, left, top, right, bottom) of every line that is not turned."""
    root = tree(svg)
    turned = {id(child) for group in root.iter(f"{NS}g") for child in group}
    for node in root.iter(f"{NS}text"):
        if id(node) in turned:
            continue
        size = float(node.get("font-size", "13"))
        length = width_of(node.text or "", size, bold=node.get("font-weight") == "600")
        left = float(node.get("x", "0")) - {"middle": length / 2, "end": length}.get(node.get("text-anchor", ""), 0)
        bottom = float(node.get("y", "0"))
        yield node.text or "", left, bottom - size * 0.75, left + length, bottom


def cut_off(svg: str) -> list[str]:
    """Lines that reach beyond the picture's edge by more than a pixel."""
    _, _, width, height = map(float, tree(svg).get("viewBox", "").split())
    return [
        line
        for line, left, top, right, bottom in upright_boxes(svg)
        if left < -1 or top < -1 or right > width + 1 or bottom > height + 1
    ]


def overlapping(svg: str) -> list[tuple[str, str]]:
    """Pairs of lines whose boxes cover each other."""
    boxes = list(upright_boxes(svg))
    return [
        (a[0], b[0])
        for i, a in enumerate(boxes)
        for b in boxes[i + 1 :]
        if a[1] < b[3] - 1 and b[1] < a[3] - 1 and a[2] < b[4] - 1 and b[2] < a[4] - 1
    ]
