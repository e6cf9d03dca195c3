"""The ledger for whoever audits: the newest checkpoint, what was fixed lately, and how to check that nothing was changed since."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext

from sembilan.kit import clock
from sembilan.kit.text import gettext_noop
from sembilan.ledger import selectors
from sembilan.ledger.models import Leaf
from sembilan.ledger.rules import OVERDUE
from sembilan.tenancy import access
from sembilan.tenancy.rules import Actor, Role
from sembilan.web.console.settings.objects import Named, named
from sembilan.web.ui.pages import Request, download, page, render, told

READERS = (Role.NATIONAL_ADMIN, Role.AGENCY_ADMIN, Role.AUDITOR, Role.PPK)
SHOWN = 50
SHORT = 12  # letters of a root by which two are told apart at a glance
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


@page(*READERS)
def ledger(request: Request) -> HttpResponse:
    """What was fixed, when and how to check it. What lies behind a leaf is named to whoever may see it; the rest is a number."""
    checkpoint = selectors.last_checkpoint()
    counts = selectors.counted()
    context = {
        "checkpoint": checkpoint,
        "root": bytes(checkpoint.root).hex() if checkpoint else "",
        "short": SHORT,
        "signer": selectors.signer(checkpoint) if checkpoint else "",
        "counts": sorted((kind(code), n) for code, n in counts.items()),
        "total": sum(counts.values()),
        "leaves": _lines(selectors.newest(SHOWN), request.actor),
        **_obstacle(),
    }
    return render(request, "console/settings/ledger.html", context)


@page(*READERS)
def checkpoint(request: Request) -> HttpResponse:
    """The newest checkpoint as it was signed, to keep outside: later ones must agree with it."""
    row = selectors.last_checkpoint()
    if row is None:
        return HttpResponseRedirect(reverse("settings:ledger"))
    return download(row.note.encode(), f"titik-periksa-{row.size}.txt", "text/plain; charset=utf-8")


def _obstacle() -> dict[str, Any]:
    """Why no checkpoint can be made, in words, and since when: the time of the first leaf that waits for one. A key that cannot be
    used is told at once, any other obstacle once a daily checkpoint has failed to come."""
    problem, since = selectors.key_problem(), selectors.uncovered_since()
    overdue = since is not None and clock.now() - since > OVERDUE
    return {"key_problem": told(problem) if problem else "", "waiting": since if problem or overdue else None}


def kind(code: str) -> str:
    return gettext(KINDS[code]) if code in KINDS else code


def _lines(leaves: list[Leaf], actor: Actor) -> list[dict[str, Any]]:
    rows = access.leaves_opened_to(actor).filter(pk__in=[one.pk for one in leaves])
    payloads = dict(rows.values_list("pk", "payload"))
    objects = {one.pk: _object(one.kind, payloads[one.pk]) for one in leaves if one.pk in payloads}
    wanted: dict[str, set[str]] = defaultdict(set)
    for where in objects.values():
        if where:
            wanted[where[0]].add(where[1])
    names: dict[tuple[str, str], Named] = {
        (model, key): one for model, keys in wanted.items() for key, one in named(model, keys, actor).items()
    }
    return [
        {"position": one.position, "kind": kind(one.kind), "at": one.at, "object": names.get(objects.get(one.pk) or ("", ""))}
        for one in leaves
    ]


def _object(code: str, payload: dict[str, Any]) -> tuple[str, str] | None:
    model, key = OBJECTS.get(code, ("", ""))
    return (model, str(payload[key])) if key in payload else None
