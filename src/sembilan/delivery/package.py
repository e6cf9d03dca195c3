"""The sealed package: what a hall runs. Pure: a body as JSON values in, its hash or its faults out. No key passes here.

{"format": 1, "code", "name", "evidence", "notices": {"privacy", "honesty", "sample"},
 "sections": [{"number", "code", "title", "purpose", "instructions", "unanswered", "minutes", "practice": [item],
               "items": [{"id", "number", "type", "stem", "image", "options": [{"id", "text", "image"}]}]}]}
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from typing import Any

import rfc8785

from sembilan.delivery import faults
from sembilan.delivery.errors import PackageInvalid
from sembilan.delivery.rules import ItemFace
from sembilan.kit.errors import Reasons, RuleBroken

FORMAT = 1
MOST_TOLD = 20  # faults that one refusal lists
EVIDENCE = ("sample", "pilot", "development", "selection")
ITEM_TYPES = frozenset({"single", "multiple", "graded", "numeric", "best_worst", "ranking"})
FORBIDDEN = frozenset(
    {
        "key",
        "keys",
        "credits",
        "parameters",
        "scales",
        "scale",
        "level",
        "indicator",
        "rationale",
        "scoring",
        "weight",
        "weights",
        "tolerance",
        "order",
    }
)
LEAST_OPTIONS = {"numeric": 0, "single": 2, "multiple": 2, "graded": 2, "best_worst": 3, "ranking": 2}


def package_hash(body: dict[str, Any]) -> str:
    """SHA-256 over the RFC 8785 form of the body, 64 hexadecimal digits."""
    return hashlib.sha256(rfc8785.dumps(body)).hexdigest()


def validate(body: dict[str, Any]) -> None:
    """Raises PackageInvalid with the faults found, twenty at most."""
    found: list[RuleBroken] = [faults.KeyForbidden(key=key) for key in sorted(set(_forbidden(body)))]
    found += _head_faults(body)
    sections = body.get("sections")
    if isinstance(sections, list) and sections:
        for index, section in enumerate(sections):
            found += _section_faults(section, index + 1)
        ids = Counter(
            item.get("id")
            for section in sections
            if isinstance(section, dict)
            for item in section.get("items") or []
            if isinstance(item, dict)
        )
        found += [faults.ItemRepeated(item=name, count=count) for name, count in ids.items() if count > 1]
    else:
        found.append(faults.SectionsMissing())
    if found:
        raise PackageInvalid(reasons=Reasons(found[:MOST_TOLD]))


def faces(body: dict[str, Any]) -> dict[str, ItemFace]:
    """Item id -> what validity needs to know of it, over all sections."""
    return {
        item["id"]: ItemFace(index, item["type"], tuple(option["id"] for option in item["options"]))
        for index, section in enumerate(body["sections"])
        for item in section["items"]
    }


def outline(body: dict[str, Any]) -> list[dict[str, Any]]:
    """What a proctor's page may know of the sections: number, title, minutes and how many items."""
    return [
        {"number": one["number"], "code": one["code"], "title": one["title"], "minutes": one["minutes"], "items": len(one["items"])}
        for one in body["sections"]
    ]


def _forbidden(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in FORBIDDEN:
                yield key
            yield from _forbidden(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _forbidden(inner)


def _head_faults(body: dict[str, Any]) -> Iterator[RuleBroken]:
    if body.get("format") != FORMAT:
        yield faults.FormatUnknown(wanted=FORMAT)
    for key in ("code", "name"):
        if not isinstance(body.get(key), str) or not body[key]:
            yield faults.FieldEmpty(field=key)
    if body.get("evidence") not in EVIDENCE:
        yield faults.EvidenceUnknown()
    notices = body.get("notices")
    if not isinstance(notices, dict) or not notices.get("privacy") or not notices.get("honesty"):
        yield faults.NoticesMissing()


def _section_faults(section: Any, number: int) -> Iterator[RuleBroken]:
    if not isinstance(section, dict):
        yield faults.SectionUnreadable(section=number)
        return
    if section.get("number") != number:
        yield faults.SectionOutOfOrder(section=number)
    for key in ("code", "title"):
        if not isinstance(section.get(key), str) or not section[key]:
            yield faults.SectionFieldEmpty(section=number, field=key)
    minutes = section.get("minutes")
    if not isinstance(minutes, int) or isinstance(minutes, bool) or minutes < 1:
        yield faults.SectionMinutesInvalid(section=number)
    for key in ("instructions", "unanswered", "practice", "items"):
        if not isinstance(section.get(key), list):
            yield faults.SectionFieldNoList(section=number, field=key)
    items = section.get("items")
    if isinstance(items, list):
        if not items:
            yield faults.SectionEmpty(section=number)
        for item in items:
            yield from _item_faults(item, number)


def _item_faults(item: Any, section: int) -> Iterator[RuleBroken]:
    if not isinstance(item, dict) or not isinstance(item.get("id"), str) or not item["id"]:
        yield faults.ItemNameless(section=section)
        return
    where: dict[str, Any] = {"section": section, "item": item["id"]}
    kind, options = item.get("type"), item.get("options")
    if kind not in ITEM_TYPES:
        yield faults.ItemTypeUnknown(**where)
        return
    if not isinstance(item.get("stem"), str) or not item["stem"]:
        yield faults.ItemStemEmpty(**where)
    if not isinstance(options, list) or not all(isinstance(one, dict) and isinstance(one.get("id"), str) for one in options):
        yield faults.ItemOptionsUnreadable(**where)
        return
    ids = [one["id"] for one in options]
    if len(ids) < LEAST_OPTIONS[kind] or len(set(ids)) != len(ids):
        yield faults.ItemOptionsWrong(**where)
