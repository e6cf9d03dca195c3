"""The candidate's face. Pages lead from number and PIN to the hand-in; the runner (ui/exam.js) talks to four JSON doors.

Every view runs in the one transaction of config.middleware.ScopedTransaction, which commits before the response leaves: an answer
is acknowledged only when it is durable.
"""

from __future__ import annotations

import contextlib
from datetime import datetime
from typing import Any

from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sembilan.delivery import errors, selectors, services, trial
from sembilan.delivery.models import Attempt, Session
from sembilan.delivery.rules import REPORT_EVERY, Entry, remaining_ms
from sembilan.delivery.selectors import Form
from sembilan.delivery.services import Receipt
from sembilan.kit import clock
from sembilan.kit.errors import RuleBroken
from sembilan.kit.formats import jam
from sembilan.web.exam.seat import Seated, broken, give_up, refusal, seated, sitting_data, sitting_page, take
from sembilan.web.ui.pages import render, told

MOST_MS = 2**53  # what a browser's clock can say; the column holds more
UNPROVEN = ("sample", "pilot")  # packages whose results decide nothing


# --- coming in --------------------------------------------------------------------------------------------------------


@never_cache
@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """Number and PIN. A wrong PIN is answered with 400 and not with an error: its try has to stay counted, at the entry and, since
    numbers are easily guessed, at the address it came from; there it ends the guessing of numbers and never shuts out a hall
    (`services.enter`)."""
    number = request.POST.get("number", "").strip()
    pin = request.POST.get("pin", "")
    problem, given = "", None
    if request.method == "POST":
        crowded = not ratelimit.consume(request, action="wrong_pin", dry_run=True)
        try:
            if "try" in request.POST:
                if crowded:
                    raise errors.TooManyTries
                given = trial.take_seat(at=clock.now())
            else:
                attempt = services.enter(number, pin, at=clock.now(), crowded=crowded)
                take(request, attempt.ref, attempt.lease)
                return HttpResponseRedirect(reverse("exam:home"))
        except RuleBroken as refused:
            ratelimit.consume(request, action="wrong_pin")
            problem = told(refused)
    context = {
        "number": given.number if given else number,
        "problem": problem,
        "given": given,
        "seats": trial.seats_left(),
        "left": request.method == "GET" and "keluar" in request.GET,
    }
    return render(request, "exam/enter.html", context, status=400 if problem else 200)


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """This browser is done with the candidate; the next one enters with a number and PIN of his own."""
    give_up(request)
    return HttpResponseRedirect(f"{reverse('exam:enter')}?keluar=ya")


@never_cache
@require_GET
@sitting_page
def home(request: HttpRequest, one: Seated) -> HttpResponse:
    """Wherever the candidate stands, this is his page: a reload, another PC or a new server all come back here."""
    at = clock.now()
    try:
        services.heartbeat(one, at=at)
    except errors.LeaseLost as lost:
        return _page(request, "exam/lost.html", None, {"reason": told(lost)}, status=409)
    attempt = _attempt(one)
    session: Session = attempt.entry.session
    if attempt.is_closed:
        return _page(request, "exam/done.html", attempt, {"expired": attempt.state == Attempt.State.EXPIRED})
    if session.state != Session.State.RUNNING:
        return _page(request, "exam/waiting.html", attempt, {"closed": session.state == Session.State.CLOSED})
    if attempt.state == Attempt.State.PAUSED:
        return _page(request, "exam/paused.html", attempt, {})
    form = selectors.form_of(attempt.entry.package)
    if attempt.noticed_at is None:
        return _page(request, "exam/notices.html", attempt, {"notices_of": form.body["notices"]})
    if attempt.section >= len(form.body["sections"]):
        return _page(request, "exam/hand_in.html", attempt, {"sections": _summary(attempt, form)})
    if attempt.section_started_at is None:
        return _page(request, "exam/section.html", attempt, _section_context(attempt, form))
    return _runner(request, attempt, _state(attempt, form, at))


@never_cache
@require_GET
def state(request: HttpRequest) -> HttpResponse:
    """What every page outside the runner asks every few seconds: has anything changed for me? It tells the hall that I am here."""
    one = seated(request)
    attempt = selectors.attempt_of(one.ref) if one else None
    if one is None or attempt is None:
        return refusal("exam.not_entered", gettext("Anda belum masuk. Masukkan nomor peserta dan PIN."), 403)
    lost = attempt.lease != one.lease
    at = clock.now()
    if not lost and (attempt.heard_at is None or at - attempt.heard_at >= REPORT_EVERY):
        with contextlib.suppress(errors.LeaseLost):  # taken over this moment; the next question says so
            services.heartbeat(one, at=at)  # who waits is heard of as well, as seldom as who works
        attempt = _attempt(one)
    return JsonResponse({"now": _now(attempt), "lease_lost": lost})


@require_POST
@sitting_page
def notices(request: HttpRequest, one: Seated) -> HttpResponse:
    if request.POST.get("agree") == "yes":
        try:
            services.accept_notices(one, at=clock.now())
        except RuleBroken as problem:
            return _refused(request, one, problem)
    return _home()


@require_POST
@sitting_page
def begin(request: HttpRequest, one: Seated) -> HttpResponse:
    try:
        services.begin_section(one, at=clock.now())
    except RuleBroken as problem:
        return _refused(request, one, problem)
    return _home()


@require_POST
@sitting_page
def hand_in(request: HttpRequest, one: Seated) -> HttpResponse:
    try:
        services.hand_in(one, at=clock.now())
    except RuleBroken as problem:
        return _refused(request, one, problem)
    return _home()


# --- the runner's doors -----------------------------------------------------------------------------------------------


@sitting_data
def answers(request: HttpRequest, one: Seated, body: dict[str, Any]) -> HttpResponse:
    """{attempt, lease, entries: [{seq, item, kind, value, client_ms}]} -> {last_seq, saved_at, remaining_ms}.

    What stood before a refused entry is kept, so a refusal says `last_seq` too, and the number it refused. Seven queries in one
    transaction, whatever the length of the batch: the login session, two for the identity, four of the service.
    """
    try:
        batch = [_entry(raw, one.lease) for raw in body["entries"]]
    except (KeyError, TypeError, ValueError, OverflowError):
        return refusal("exam.malformed", gettext("Kiriman tidak dapat dibaca."), 400)
    at = clock.now()
    receipt = services.record_answers(one, batch, at=at)
    facts = {
        "last_seq": receipt.last_seq,
        "saved_at": _time(at),
        "remaining_ms": receipt.remaining_ms,
    }
    if receipt.refusal is not None:
        return broken(receipt.refusal, refused=receipt.refused, **facts)
    return JsonResponse(facts)


@sitting_data
def beat(request: HttpRequest, one: Seated, body: dict[str, Any]) -> HttpResponse:
    """{attempt, lease, seq} -> {status: running, paused or closed, remaining_ms, message}."""
    receipt = services.heartbeat(one, at=clock.now())
    status = _status(receipt)
    message = {
        "paused": told(errors.AttemptPaused()),
        "closed": gettext("Waktu bagian ini sudah habis. Jawaban yang tersimpan tetap dihitung."),
    }
    return JsonResponse({"status": status, "remaining_ms": receipt.remaining_ms, "message": message.get(status, "")})


@sitting_data
def finish(request: HttpRequest, one: Seated, body: dict[str, Any]) -> HttpResponse:
    """{attempt, lease, section} -> {next}. A section that has ended already leads on as well."""
    attempt = _attempt(one)
    codes = [section["code"] for section in attempt.entry.package.outline]
    if body.get("section") not in codes:
        return refusal("exam.malformed", gettext("Kiriman tidak dapat dibaca."), 400)
    with contextlib.suppress(errors.AttemptClosed, errors.SectionNotOpen):  # its time ended before the candidate did
        services.finish_section(one, at=clock.now(), number=codes.index(body["section"]))
    return JsonResponse({"next": reverse("exam:home")})


# --- practice: the same runner, nothing stored ------------------------------------------------------------------------


@never_cache
@require_GET
@sitting_page
def practice(request: HttpRequest, one: Seated) -> HttpResponse:
    attempt, section = _practising(one)
    if section is None:
        return _home()
    doors = {
        "answer_url": reverse("exam:practice_answers"),
        "heartbeat_url": reverse("exam:practice_beat"),
        "finish_url": reverse("exam:practice_finish"),
    }
    shown = {**_face(section, attempt), "items": _practice_items(section)}
    blank: dict[str, Any] = {"seq": 0, "answers": {}, "flags": [], "current": None, "remaining_ms": None}
    facts = {"attempt": str(one.ref), "lease": one.lease, "section": shown, "practice": True, "texts": _practice_texts(), **blank}
    return _runner(request, attempt, facts, **doors)


@sitting_data
def practice_answers(request: HttpRequest, one: Seated, body: dict[str, Any]) -> HttpResponse:
    """Acknowledged like an answer, so that the candidate learns what the mark looks like; kept nowhere."""
    try:
        last = max((int(raw["seq"]) for raw in body["entries"]), default=0)
    except (KeyError, TypeError, ValueError, OverflowError):
        return refusal("exam.malformed", gettext("Kiriman tidak dapat dibaca."), 400)
    return JsonResponse({"last_seq": last, "saved_at": _time(clock.now()), "remaining_ms": None})


@sitting_data
def practice_beat(request: HttpRequest, one: Seated, body: dict[str, Any]) -> HttpResponse:
    receipt = services.heartbeat(one, at=clock.now())
    return JsonResponse(
        {"status": "paused" if receipt.state == Attempt.State.PAUSED else "running", "remaining_ms": None, "message": ""}
    )


@sitting_data
def practice_finish(request: HttpRequest, one: Seated, body: dict[str, Any]) -> HttpResponse:
    return JsonResponse({"next": reverse("exam:practice_review")})


@never_cache
@require_GET
@sitting_page
def practice_review(request: HttpRequest, one: Seated) -> HttpResponse:
    attempt, section = _practising(one)
    if section is None:
        return _home()
    return _page(
        request, "exam/practice_review.html", attempt, {"section": _face(section, attempt), "items": _practice_items(section)}
    )


# --- helpers ----------------------------------------------------------------------------------------------------------


def _attempt(one: Seated) -> Attempt:
    attempt = selectors.attempt_of(one.ref)
    if attempt is None:
        raise errors.LeaseLost
    return attempt


def _home() -> HttpResponse:
    return HttpResponseRedirect(reverse("exam:home"))


def _refused(request: HttpRequest, one: Seated, problem: RuleBroken) -> HttpResponse:
    """A step that is not possible now: the home page says where the candidate stands, and a lost seat says so itself."""
    if isinstance(problem, errors.LeaseLost):
        return _page(request, "exam/lost.html", None, {"reason": told(problem)}, status=409)
    return _home()


def _page(
    request: HttpRequest, template: str, attempt: Attempt | None, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    entry = attempt.entry if attempt else None
    waits = attempt is not None and not attempt.is_closed and attempt.entry.session.state != Session.State.CLOSED
    now = _now(attempt) if attempt and waits else None
    visited = request.path if request.method == "GET" else reverse("exam:home")  # where a change of language comes back to
    facts = {"attempt": attempt, "entry": entry, "now": now, "language_next": visited, **context}
    return render(request, template, facts, status=status)


def _runner(request: HttpRequest, attempt: Attempt, facts: dict[str, Any], **doors: str) -> HttpResponse:
    standard = {"answer_url": reverse("exam:answers"), "heartbeat_url": reverse("exam:beat"), "finish_url": reverse("exam:finish")}
    context = {"state": facts, "home_url": reverse("exam:home"), "enter_url": reverse("exam:enter"), **standard, **doors}
    return _page(request, "exam/item.html", attempt, context)


def _now(attempt: Attempt) -> str:
    """One word for where a candidate stands; a page outside the runner reloads when it changes."""
    return f"{attempt.entry.session.state}-{attempt.state}"


def _time(when: datetime) -> str:
    """On a wall clock of the place, to the second: when the server took an answer."""
    return jam(when, seconds=True)


def _status(receipt: Receipt) -> str:
    if receipt.state == Attempt.State.PAUSED:
        return "paused"
    return "running" if receipt.remaining_ms is not None else "closed"


def _entry(raw: dict[str, Any], lease: int) -> Entry:
    seq, kind, item, ms = int(raw["seq"]), str(raw["kind"]), raw["item"], raw.get("client_ms")
    if not isinstance(item, str) or seq < 1 or not (ms is None or (type(ms) is int and abs(ms) < MOST_MS)):
        raise ValueError(raw)
    return Entry(seq, kind, item, raw.get("value"), lease, ms)


def _state(attempt: Attempt, form: Form, at: Any) -> dict[str, Any]:
    """The runner's state, made from the journal alone: any PC, after any restart, gets the same."""
    section = form.body["sections"][attempt.section]
    place = selectors.place_in_section(attempt)
    running = attempt.clock
    return {
        "attempt": str(attempt.ref),
        "lease": attempt.lease,
        "seq": attempt.last_seq,
        "section": {**_face(section, attempt), "items": section["items"], "unanswered": section["unanswered"]},
        "answers": place.values,
        "flags": place.flags,
        "saved_at": {item: _time(when) for item, when in place.saved.items()},
        "current": place.item,
        "remaining_ms": remaining_ms(running, at) if running else 0,
        "limit_ms": running.budget_ms if running else 0,
        "practice": False,
    }


def _face(section: dict[str, Any], attempt: Attempt) -> dict[str, Any]:
    total = len(attempt.entry.package.outline)
    return {"number": section["number"], "total": total, "code": section["code"], "title": section["title"]}


def _section_context(attempt: Attempt, form: Form) -> dict[str, Any]:
    section = form.body["sections"][attempt.section]
    minutes = section["minutes"] * (100 + attempt.entry.extra_time_percent) // 100
    return {"section": section, "total": len(form.body["sections"]), "minutes": minutes, "extra": attempt.entry.extra_time_percent}


def _practising(one: Seated) -> tuple[Attempt, dict[str, Any] | None]:
    """The section whose practice items may be tried now: the one that comes next, while the session runs."""
    attempt = _attempt(one)
    waiting = attempt.section_started_at is None and attempt.noticed_at is not None and not attempt.is_closed
    if attempt.lease != one.lease or not waiting or attempt.entry.session.state != Session.State.RUNNING:
        return attempt, None
    sections = selectors.form_of(attempt.entry.package).body["sections"]
    section = sections[attempt.section] if attempt.section < len(sections) else None
    return attempt, section if section and section["practice"] else None


def _practice_items(section: dict[str, Any]) -> list[dict[str, Any]]:
    return [{**item, "number": number} for number, item in enumerate(section["practice"], 1)]


def _practice_texts() -> dict[str, str]:
    """The words of the practice where they differ: it looks like the test and says what is true here."""
    return {
        "saving": gettext("Mengirim…"),
        "saved": gettext("✓ Jawaban latihan diterima dan tidak disimpan."),
        "failing": gettext("Belum terkirim, mencoba lagi…"),
        "not_yet": gettext("Jawaban latihan tidak disimpan."),
        "none_yet": gettext("Jawaban latihan tidak disimpan."),
        "saved_again": gettext("Sambungan pulih."),
        "to_review": gettext("Periksa latihan"),
        "review_title": gettext("Periksa latihan Anda"),
        "review_all": gettext("Semua {total} soal latihan sudah dicoba."),
        "review_time": gettext("Pilih nomor soal untuk mencobanya, atau selesaikan latihan."),
        "review_warning": gettext("Latihan boleh diulang. Sesudah ini Anda melihat pembahasannya; tes belum dimulai."),
        "finish": gettext("Selesai berlatih"),
        "finishing": gettext("Menutup latihan…"),
        "finishing_wait": gettext("Tunggu sebentar."),
    }


def _summary(attempt: Attempt, form: Form) -> list[dict[str, Any]]:
    answered = selectors.answered_by_section(attempt)
    return [
        {
            "title": section["title"],
            "total": len(section["items"]),
            "answered": answered.get(index, 0),
            "unanswered": section["unanswered"],
        }
        for index, section in enumerate(form.body["sections"])
    ]
