"""A blueprint from nothing: a line for everything the bank has approved, none of it taken yet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sembilan.assembly.rules.blueprint import LEAST_SHARE, RULES_FOR, Body, Omission, Plan, cell_of_body
from sembilan.itembank.rules import KINDS

MINUTES = 30
OVERLAP = 0.5

Place = tuple[str, str, str | None]
"""Scale ("" for preferences), kind, family of generated items or None."""


def draft(stock: Counter[Place], shipped: Sequence[Body]) -> dict[str, Any]:
    """The body of an empty blueprint: every place, `take` 0; keyed items in blocks of their own, then a block a kind.

    What the candidate reads of unanswered items is taken from the shipped blueprints, where one speaks of the kind.
    """
    places = sorted(stock, key=lambda place: (list(KINDS).index(place[1]), place[0], place[2] or ""))
    kinds = dict.fromkeys(kind for _scale, kind, _family in places)
    below = next((body["below_share"] for body in shipped), "")
    return {
        "minutes": MINUTES,
        "overlap": OVERLAP,
        "blocks": [{"cells": cells} for cells in _blocks(places)],
        "omission": {kind: _omission(kind, shipped) for kind in kinds},
        "below_share": below,
    }


def open_plan(instrument: str, body: Body) -> Plan:
    """The plan of a draft: not yet valid, since nothing is taken."""
    blocks = tuple(tuple(cell_of_body(cell) for cell in block["cells"]) for block in body["blocks"])
    omission = {kind: Omission(**one) for kind, one in body["omission"].items()}
    return Plan(instrument, body["minutes"], body["overlap"], blocks, omission, body["below_share"])


def without_empty(body: Mapping[str, Any]) -> dict[str, Any]:
    """The body with what nobody asked for left out: cells that take nothing, blocks and rules that then have no cell."""
    blocks = [{"cells": [cell for cell in block["cells"] if cell["take"]]} for block in body["blocks"]]
    kinds = {cell["kind"] for block in blocks for cell in block["cells"]}
    return {
        **body,
        "blocks": [block for block in blocks if block["cells"]],
        "omission": {kind: one for kind, one in body["omission"].items() if kind in kinds},
    }


def _blocks(places: Sequence[Place]) -> Iterator[list[dict[str, Any]]]:
    by_kind: dict[str, list[dict[str, Any]]] = {}
    for scale, kind, family in places:
        cell = {"scale": scale, "kind": kind, "take": 0} | ({"family": family} if family else {})
        if kind == "keyed":
            yield [cell]
        else:
            by_kind.setdefault(kind, []).append(cell)
    yield from by_kind.values()


def _omission(kind: str, shipped: Sequence[Body]) -> dict[str, Any]:
    known = next((body["omission"][kind] for body in shipped if kind in body["omission"]), None)
    if known is not None:
        return dict(known)
    rule = min(RULES_FOR[kind])
    return {"rule": rule, "minimum_share": max(LEAST_SHARE[rule], 0.75), "reason": "", "told": ""}
