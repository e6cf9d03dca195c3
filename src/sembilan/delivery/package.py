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

from sembilan.delivery.errors import PackageInvalid
from sembilan.delivery.rules import ItemFace

FORMAT = 1
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
    """Raises PackageInvalid with every fault found."""
    faults = [f"kunci terlarang '{key}'" for key in sorted(set(_forbidden(body)))]
    faults += list(_head_faults(body))
    sections = body.get("sections")
    if isinstance(sections, list) and sections:
        for index, section in enumerate(sections):
            faults += _section_faults(section, index + 1)
        ids = Counter(
            item.get("id")
            for section in sections
            if isinstance(section, dict)
            for item in section.get("items") or []
            if isinstance(item, dict)
        )
        faults += [f"soal {name} muncul {count} kali" for name, count in ids.items() if count > 1]
    else:
        faults.append("tidak ada bagian")
    if faults:
        raise PackageInvalid(reasons="; ".join(faults[:20]))


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


def _head_faults(body: dict[str, Any]) -> Iterator[str]:
    if body.get("format") != FORMAT:
        yield f"format bukan {FORMAT}"
    for key in ("code", "name"):
        if not isinstance(body.get(key), str) or not body[key]:
            yield f"{key} kosong"
    if body.get("evidence") not in EVIDENCE:
        yield "taraf bukti tidak dikenal"
    notices = body.get("notices")
    if not isinstance(notices, dict) or not notices.get("privacy") or not notices.get("honesty"):
        yield "pemberitahuan privasi atau pernyataan kejujuran tidak ada"


def _section_faults(section: Any, number: int) -> Iterator[str]:
    where = f"bagian {number}"
    if not isinstance(section, dict):
        yield f"{where}: bukan objek"
        return
    if section.get("number") != number:
        yield f"{where}: nomor tidak urut"
    for key in ("code", "title"):
        if not isinstance(section.get(key), str) or not section[key]:
            yield f"{where}: {key} kosong"
    minutes = section.get("minutes")
    if not isinstance(minutes, int) or isinstance(minutes, bool) or minutes < 1:
        yield f"{where}: lama waktu tidak sah"
    for key in ("instructions", "unanswered", "practice", "items"):
        if not isinstance(section.get(key), list):
            yield f"{where}: {key} bukan daftar"
    items = section.get("items")
    if isinstance(items, list):
        if not items:
            yield f"{where}: tidak ada soal"
        for item in items:
            yield from _item_faults(item, where)


def _item_faults(item: Any, where: str) -> Iterator[str]:
    if not isinstance(item, dict) or not isinstance(item.get("id"), str) or not item["id"]:
        yield f"{where}: soal tanpa id"
        return
    name, kind, options = f"{where}, soal {item['id']}", item.get("type"), item.get("options")
    if kind not in ITEM_TYPES:
        yield f"{name}: jenis tidak dikenal"
        return
    if not isinstance(item.get("stem"), str) or not item["stem"]:
        yield f"{name}: teks soal kosong"
    if not isinstance(options, list) or not all(isinstance(one, dict) and isinstance(one.get("id"), str) for one in options):
        yield f"{name}: pilihan tidak sah"
        return
    ids = [one["id"] for one in options]
    if len(ids) < LEAST_OPTIONS[kind] or len(set(ids)) != len(ids):
        yield f"{name}: pilihan kurang atau berulang"
