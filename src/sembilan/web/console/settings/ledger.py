"""The ledger for whoever audits: the newest checkpoint, what was fixed, and one leaf opened so that he can recompute it himself."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from sembilan.kit import clock
from sembilan.ledger import selectors
from sembilan.ledger.models import LeafSecret
from sembilan.ledger.rules import DOMAIN, OVERDUE
from sembilan.merkle.commitment import canonical_json
from sembilan.tenancy import access
from sembilan.tenancy.rules import Role
from sembilan.web.console.settings import leaves
from sembilan.web.ui.pages import Request, download, found, page, render, told

READERS = (Role.NATIONAL_ADMIN, Role.AGENCY_ADMIN, Role.AUDITOR, Role.PPK)
PER_PAGE = 50
SHORT = 12  # letters of a root by which two are told apart at a glance


@page(*READERS)
def ledger(request: Request) -> HttpResponse:
    """What was fixed, when and how to check it. What lies behind a leaf is named to whoever may see it; the rest is a number."""
    checkpoint = selectors.last_checkpoint()
    counts = selectors.counted()
    wanted = request.GET.get("jenis", "")
    wanted = wanted if wanted in counts else ""
    shown = Paginator(selectors.latest(wanted), PER_PAGE).get_page(request.GET.get("hal"))
    context = {
        "checkpoint": checkpoint,
        "root": bytes(checkpoint.root).hex() if checkpoint else "",
        "short": SHORT,
        "signer": selectors.signer(checkpoint) if checkpoint else "",
        "counts": sorted((leaves.kind(code), code, n) for code, n in counts.items()),
        "total": sum(counts.values()),
        "wanted": wanted,
        "wanted_words": leaves.kind(wanted),
        "page": shown,
        "lines": leaves.lines(list(shown.object_list), request.actor),
        **_obstacle(),
    }
    return render(request, "console/settings/ledger.html", context)


@page(*READERS)
def leaf(request: Request, position: int) -> HttpResponse:
    """One leaf opened: salt, payload, commitment, and how to compute the last from the first two with tools of one's own."""
    secret = _opened(request, position)
    last = selectors.last_checkpoint()
    context = {
        "line": leaves.lines([secret.leaf], request.actor)[0],
        "commitment": bytes(secret.leaf.commitment).hex(),
        "domain": DOMAIN + secret.leaf.kind,
        "salt": bytes(secret.salt).hex(),
        "payload": canonical_json(secret.payload).decode(),
        "file": _payload_name(position),
        "holds": selectors.holds(secret),
        "covered": last if last and secret.leaf.position < last.size else None,
    }
    return render(request, "console/settings/leaf.html", context)


@page(*READERS)
def payload(request: Request, position: int) -> HttpResponse:
    """What was committed, byte for byte as it was hashed (RFC 8785)."""
    content = canonical_json(_opened(request, position).payload)
    return download(content, _payload_name(position), "application/json")


def _opened(request: Request, position: int) -> LeafSecret:
    return found(access.leaves_opened_to(request.actor).select_related("leaf").filter(pk=position).first())


def _payload_name(position: int) -> str:
    return f"catatan-{position}.json"


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
