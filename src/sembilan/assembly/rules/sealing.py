"""What a hall may see of a battery, and what stays with the nation. Two outputs of one pass, joined by opaque item ids alone.

The package holds what is on the screen: texts, pictures, options, minutes, instructions. The scoring table holds the rest.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sembilan.assembly.rules.blueprint import Plan
from sembilan.assembly.rules.ordering import Order
from sembilan.itembank.rules import NOT_FOR_DECISIONS, Record, kind_of

FORMAT = 1


@dataclass(frozen=True)
class SectionItem:
    """One item of a form: its record as the form shows it (rules.ordering), the order that makes it so, and what it is scored with
    at the moment of sealing."""

    record: Record
    order: Order
    version: int
    model: str
    parameters: Record | None
    source: str


@dataclass(frozen=True)
class Section:
    """One form as it is sealed, with its instrument's texts."""

    form: str
    instrument: str
    title: str
    purpose: str
    instructions: Sequence[str]
    practice: Sequence[Record]
    plan: Plan
    items: Sequence[SectionItem]


def package_body(code: str, name: str, evidence: str, notices: Mapping[str, Any], sections: Sequence[Section]) -> dict[str, Any]:
    """The package as a hall receives it (delivery's format 1). No key, weight, parameter, scale, level or indicator anywhere."""
    first = 1
    compiled = []
    for number, section in enumerate(sections, start=1):
        compiled.append(_section(number, first, section))
        first += len(section.items)
    return {
        "format": FORMAT,
        "code": code,
        "name": name,
        "evidence": evidence,
        "notices": {
            "privacy": notices["privacy"],
            "honesty": notices["honesty"],
            "sample": notices["sample"] if evidence in NOT_FOR_DECISIONS else "",
        },
        "sections": compiled,
    }


def scoring_table(sections: Sequence[Section]) -> list[dict[str, Any]]:
    """One row an item of the package: everything that scoring needs, as sealed.

    item: id in the package. section: number of its section. scale: construct code ("" for best-worst blocks, whose `scoring`
    carries the options' scales). scoring: under the letters of the package. option_order: the item's own letters as they
    stand there, empty where they stand as written. omission: name in psychometrics.scoring. minimum_share: below it the scale is
    not assessed.
    """
    rows: list[dict[str, Any]] = []
    for number, section in enumerate(sections, start=1):
        for item in section.items:
            kind = kind_of(item.record["type"], item.record["fakeable"])
            omission = section.plan.omission[kind]
            rows.append(
                {
                    "item": _item_id(len(rows) + 1),
                    "section": number,
                    "instrument": section.instrument,
                    "form": section.form,
                    "code": item.record["code"],
                    "version": item.version,
                    "scale": item.record["scale"] or "",
                    "kind": kind,
                    "type": item.record["type"],
                    "model": item.model or None,
                    "parameters": item.parameters,
                    "parameters_source": item.source,
                    "scoring": item.record["scoring"],
                    "option_order": item.order,
                    "n_options": len(item.record["options"]),
                    "fakeable": item.record["fakeable"],
                    "omission": omission.rule,
                    "minimum_share": omission.minimum_share,
                }
            )
    return rows


def _section(number: int, first: int, section: Section) -> dict[str, Any]:
    return {
        "number": number,
        "code": section.instrument,
        "title": section.title,
        "purpose": section.purpose,
        "instructions": list(section.instructions),
        "unanswered": section.plan.unanswered,
        "minutes": section.plan.minutes,
        "practice": [_practice(number, place, record) for place, record in enumerate(fitting_practice(section), start=1)],
        "items": [
            {"id": _item_id(first + place), "number": place + 1, **seen(item.record)} for place, item in enumerate(section.items)
        ],
    }


def fitting_practice(section: Section) -> list[Record]:
    """Practice of the types of item that come, in the instrument's order: one of each at least, and no more than the section has
    items."""
    coming = {item.record["type"] for item in section.items}
    fitting = [record for record in section.practice if record["type"] in coming]
    each = max(1, len(section.items) // max(1, len({record["type"] for record in fitting})))
    kept: Counter[str] = Counter()
    chosen = []
    for record in fitting:
        kept[record["type"]] += 1
        if kept[record["type"]] <= each:
            chosen.append(record)
    return chosen


def seen(record: Record) -> dict[str, Any]:
    """What of an item a candidate sees."""
    return {
        "type": record["type"],
        "stem": record["stem"],
        "image": _image(record["image"]),
        "options": [{"id": option["id"], "text": option["text"], "image": _image(option["image"])} for option in record["options"]],
    }


def _practice(section: int, number: int, record: Record) -> dict[str, Any]:
    """A practice item is explained, not scored; its answer is told in words."""
    return {"id": f"p{section}{number:02d}", "number": number, **seen(record), "explanation": record.get("explanation", "")}


def _image(image: Record | None) -> dict[str, str] | None:
    return {"svg": image["svg"], "alt": image["alt"]} if image else None


def _item_id(number: int) -> str:
    """By place alone, so that an id says nothing of the item and two packages' ids say nothing of each other."""
    return f"q{number:03d}"
