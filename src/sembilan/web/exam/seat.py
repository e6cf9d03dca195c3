"""The candidate behind a browser: a ref and a lease in Django's session, under a key of its own. It is no login."""

from __future__ import annotations

import functools
import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext

from sembilan.delivery import errors
from sembilan.kit import scope
from sembilan.kit.errors import RuleBroken
from sembilan.web.ui.pages import told

KEY = "candidate"

# What the runner does with each: 403 reload, 409 stop here, 410 go on, 422 leave the entry out, all others (413, 423, 503) keep it
# and try again.
STATUS: dict[type[RuleBroken], int] = {
    errors.LeaseLost: 409,
    errors.AnswerConflict: 409,
    errors.SequenceGap: 409,
    errors.AttemptClosed: 410,
    errors.SectionOver: 410,
    errors.SectionNotOpen: 410,
    errors.BatchTooLong: 413,
    errors.ItemNotInForm: 422,
    errors.JournalFull: 422,
    errors.ValueInvalid: 422,
    errors.AttemptPaused: 423,
    errors.SessionNotStarted: 423,
}


@dataclass(frozen=True)
class Seated:
    """What a browser keeps of its attempt."""

    ref: uuid.UUID
    lease: int


def take(request: HttpRequest, ref: uuid.UUID, lease: int) -> None:
    """Remember the candidate; the session gets a new key, as at a login."""
    request.session.cycle_key()
    request.session[KEY] = {"ref": str(ref), "lease": lease}


def give_up(request: HttpRequest) -> None:
    request.session.pop(KEY, None)


def seated(request: HttpRequest) -> Seated | None:
    """The candidate of this browser, carried as the transaction's identity from here on. A staff member's own scope, where he is
    logged in beside it, is put aside until the request ends."""
    kept = request.session.get(KEY)
    if not kept:
        return None
    one = Seated(uuid.UUID(kept["ref"]), int(kept["lease"]))
    scope.set_local({"scope": "", "user": "", "official": "", "candidate": str(one.ref)})
    return one


PageView = Callable[[HttpRequest, Seated], HttpResponse]
DataView = Callable[[HttpRequest, Seated, dict[str, Any]], HttpResponse]


def sitting_page(view: PageView) -> Callable[[HttpRequest], HttpResponse]:
    """A page for the candidate of this browser; others are led to number and PIN."""

    @functools.wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        one = seated(request)
        return view(request, one) if one else HttpResponseRedirect(reverse("exam:enter"))

    return guarded


def sitting_data(view: DataView) -> Callable[[HttpRequest], HttpResponse]:
    """A JSON door for the runner. Errors are {code, message} with the status the runner understands; a page of an earlier
    candidate or of an older browser is told so before anything is judged."""

    @functools.wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        if request.method != "POST":
            return refusal("exam.method", gettext("Alamat ini hanya menerima kiriman halaman tes."), 405)
        one = seated(request)
        if one is None:
            return refusal("exam.not_entered", gettext("Anda belum masuk. Masukkan nomor peserta dan PIN."), 403)
        try:
            body = json.loads(request.body)
            mine = body["attempt"] == str(one.ref) and body["lease"] == one.lease
        except (ValueError, KeyError, TypeError, RecursionError):
            return refusal("exam.malformed", gettext("Kiriman tidak dapat dibaca."), 400)
        if not mine:
            return broken(errors.LeaseLost())
        try:
            return view(request, one, body)
        except RuleBroken as problem:
            return broken(problem)

    return guarded


def broken(problem: RuleBroken, **more: Any) -> JsonResponse:
    return refusal(problem.code, told(problem), STATUS.get(type(problem), 400), **more)


def refusal(code: str, message: str, status: int, **more: Any) -> JsonResponse:
    return JsonResponse({"code": code, "message": message, **more}, status=status)
