"""Leaves of the ledger in plain words: what each fixes, in which agency and of how many. Never a person by name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from sembilan.kit.formats import num, tanggal
from sembilan.kit.text import gettext_noop
from sembilan.ledger.models import Leaf, LeafSecret
from sembilan.measurement import selectors as measurement
from sembilan.tenancy import access, selectors
from sembilan.tenancy.rules import Actor
from sembilan.web.console.settings import facts
from sembilan.web.console.settings.objects import Named, named

KINDS = {
    "import": gettext_noop("Impor data pegawai"),
    "import_undone": gettext_noop("Pembatalan impor"),
    "report": gettext_noop("Laporan perorangan yang dibuat"),
    "form": gettext_noop("Paket soal yang disegel"),
    "policy": gettext_noop("Kebijakan yang diterbitkan"),
    "session": gettext_noop("Sesi yang ditutup, dengan semua jawabannya"),
    "scoring_run": gettext_noop("Penskoran"),
    "release": gettext_noop("Rilis hasil tes"),
    "mapping_run": gettext_noop("Perhitungan kotak manajemen talenta"),
    "mapping_withdrawal": gettext_noop("Penarikan perhitungan kotak"),
    "ledger_key": gettext_noop("Penggantian kunci penanda tangan"),
}
"""What each kind of leaf fixes; tests hold them against the rooms that append."""
OBJECTS = {
    "import": ("people.importbatch", "batch"),
    "import_undone": ("people.importbatch", "batch"),
    "session": ("delivery.session", "session"),
    "policy": ("profiling.talentpolicy", "policy"),
    "scoring_run": ("measurement.scoringrun", "run"),
    "release": ("measurement.scoringrun", "run"),
    "mapping_run": ("profiling.mappingrun", "run"),
    "mapping_withdrawal": ("profiling.mappingrun", "run"),
}
"""Kind -> (the object it commits to, where its payload names it)."""
NATIONAL = frozenset({"form", "scoring_run", "ledger_key"})  # always lie at the nation's node

Object = tuple[str, str]  # its model and id


@dataclass(frozen=True)
class Line:
    """One leaf. object: None where the reader may not see what it fixes. details: how many and of which day. place: whose it is.
    opens: whether its content may be opened. national: whether it belongs to the nation, as its kind says."""

    position: int
    kind: str
    at: Any
    object: Named | None
    details: list[str]
    place: str
    opens: bool
    national: bool


def kind(code: str) -> str:
    return gettext(KINDS[code]) if code in KINDS else code


def lines(leaves: Sequence[Leaf], actor: Actor) -> list[Line]:
    """The leaves as this reader may know them. Two questions to the database for all, and one for each kind of object."""
    opened = {one.pk: one for one in access.leaves_opened_to(actor).filter(pk__in=[one.pk for one in leaves])}
    released = measurement.scored_at([one.pk for one in leaves if one.pk not in opened], actor=actor)
    told = {position: ("measurement.scoringrun", str(run.uuid)) for position, run in released.items()}
    told |= {one.pk: found for one in leaves if one.pk in opened and (found := _object(one.kind, opened[one.pk].payload))}
    names = _names(told.values(), actor)
    paths = {one.pk: one.path for one in opened.values()} | {position: run.path for position, run in released.items()}
    places = selectors.names_at({_agency(path) for path in paths.values()})
    return [
        Line(
            position=one.position,
            kind=kind(one.kind),
            at=one.at,
            object=names.get(told[one.pk]) if one.pk in told else _by_payload(one.kind, opened.get(one.pk)),
            details=_details(one.kind, opened[one.pk].payload) if one.pk in opened else [],
            place=places.get(_agency(paths[one.pk]), "") if one.pk in paths else "",
            opens=one.pk in opened,
            national=one.kind in NATIONAL,
        )
        for one in leaves
    ]


def _names(wanted: Any, actor: Actor) -> dict[Object, Named]:
    by_model: dict[str, set[str]] = defaultdict(set)
    for model, key in wanted:
        by_model[model].add(key)
    return {(model, key): one for model, keys in by_model.items() for key, one in named(model, keys, actor).items()}


def _object(code: str, payload: Mapping[str, Any]) -> Object | None:
    model, key = OBJECTS.get(code, ("", ""))
    return (model, str(payload[key])) if key in payload else None


def _by_payload(code: str, secret: LeafSecret | None) -> Named | None:
    """What has no page of its own for this reader, by what was committed: a report's code, a package's name."""
    if secret is None:
        return None
    if code == "report" and "code" in secret.payload:
        return Named(gettext("kode %(code)s") % secret.payload, reverse("public:verify", args=[secret.payload["code"]]))
    return Named(str(secret.payload["name"])) if "name" in secret.payload else None


def _details(code: str, payload: Mapping[str, Any]) -> list[str]:
    found = facts.told(code, payload)
    if "attempts" in payload:
        found.append(gettext("%(n)s orang mengerjakan") % {"n": num(len(payload["attempts"]))})
    if code == "mapping_run" and "people" in payload.get("counts", {}):
        found.append(gettext("%(n)s orang") % {"n": num(payload["counts"]["people"])})
    if "as_of" in payload:
        found.append(gettext("catatan sampai %(day)s") % {"day": tanggal(date.fromisoformat(payload["as_of"]))})
    if code == "report" and payload.get("kind") == "own":
        found.append(gettext("salinan bagi pemiliknya"))
    if code in ("policy", "release", "scoring_run") and "period" in payload:
        found.append(gettext("periode %(period)s") % payload)
    return found


def _agency(path: str) -> str:
    """The agency's path, or the nation's."""
    return ".".join(path.split(".")[:2])
