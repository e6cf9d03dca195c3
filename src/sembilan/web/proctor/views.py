"""The hall, as its proctor sees it: who needs me now, who is that person, how far are they. Never what anybody answered."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sembilan.delivery import access, selectors, services
from sembilan.delivery.errors import DocumentMissing
from sembilan.delivery.models import RosterEntry, Session
from sembilan.delivery.rules import Trouble, is_own, pin_may_be_issued
from sembilan.delivery.selectors import Line
from sembilan.kit import clock
from sembilan.kit.errors import RuleBroken
from sembilan.kit.text import gettext_noop
from sembilan.tenancy.rules import Role
from sembilan.web.proctor.forms import CreditForm, DocumentForm, IncidentForm, PostponeForm, ReasonForm, SeatForm
from sembilan.web.ui.pages import Request, found, page, render, say, tell, told

HALL = (Role.PROCTOR, Role.EVENT_OFFICER)

STATUS: dict[str, tuple[str, str]] = {
    "expected": (gettext_noop("belum hadir"), ""),
    "absent": (gettext_noop("tidak hadir"), ""),
    "checked_in": (gettext_noop("hadir, belum masuk"), "info"),
    "entered": (gettext_noop("sudah masuk"), "info"),
    "running": (gettext_noop("mengerjakan"), "ok"),
    "time_over": (gettext_noop("waktu bagian habis"), "warn"),
    "paused": (gettext_noop("dijeda"), "warn"),
    "submitted": (gettext_noop("dikumpulkan"), "ok"),
    "expired": (gettext_noop("selesai karena waktu"), ""),
    "cut_off": (gettext_noop("diakhiri saat sesi ditutup"), "warn"),
}
TROUBLE: dict[Trouble, str] = {
    Trouble.SILENT: gettext_noop("Tidak terdengar lebih dari satu menit: periksa komputer dan jaringan."),
    Trouble.TWO_WINDOWS: gettext_noop("Tes ini terbuka di dua jendela atau komputer: bantu peserta menutup salah satunya."),
    Trouble.PIN_LOCKED: gettext_noop("PIN terkunci: terbitkan PIN baru."),
    Trouble.PAUSED: gettext_noop("Dijeda: lanjutkan bila sudah siap."),
    Trouble.NOT_ENTERED: gettext_noop("Belum masuk ke tes lima menit setelah dapat masuk: datangi kursinya."),
}


@never_cache
@require_GET
@page(*HALL)
def sessions(request: Request) -> HttpResponse:
    rows = list(selectors.sessions(actor=request.actor))
    closed = [row for row in rows if row.state == Session.State.CLOSED]
    context = {"open": [row for row in rows if row not in closed], "closed": closed, "at": clock.now()}
    return render(request, "proctor/sessions.html", context)


@never_cache
@require_GET
@page(*HALL)
def session(request: Request, session: uuid.UUID) -> HttpResponse:
    row = _session(request, session)
    at = clock.now()
    if row.state == Session.State.RUNNING:
        services.expire_due(row, at=at)
    services.note_roster(row, actor=request.actor, at=at)
    return render(request, "proctor/session.html", _board(request, row, at) | {"incidents": list(selectors.incidents(row)[:20])})


@never_cache
@require_GET
@page(*HALL)
def board(request: Request, session: uuid.UUID) -> HttpResponse:
    """The part of the session page that renews itself."""
    return render(request, "proctor/_board.html", _board(request, _session(request, session), clock.now()))


@require_POST
@page(*HALL)
def open_check_in(request: Request, session: uuid.UUID) -> HttpResponse:
    row = _session(request, session)
    return _done(
        request, row, lambda: services.open_check_in(row, actor=request.actor, at=clock.now()), gettext("Registrasi ulang dibuka.")
    )


@never_cache
@require_http_methods(["GET", "POST"])
@page(*HALL)
def start(request: Request, session: uuid.UUID) -> HttpResponse:
    row = _session(request, session)
    if request.method == "POST":
        done = gettext("Sesi dimulai. Peserta dapat membuka bagian pertama.")
        return _done(request, row, lambda: services.start_session(row, actor=request.actor, at=clock.now()), done)
    return render(request, "proctor/start.html", _board(request, row, clock.now()))


@never_cache
@require_GET
@page(*HALL)
def check_in(request: Request, session: uuid.UUID) -> HttpResponse:
    """One field for card, NIP or name; whoever is found is shown large, with the NIP in full for the proctor alone. Of several with
    the name there is a list to choose from, without NIP."""
    row = _session(request, session)
    text = request.GET.get("cari", "").strip()
    entries = selectors.find_entries(row, text) if text else []
    at = clock.now()
    context: dict[str, Any] = {"session": row, "text": text, "line": None, "entries": entries, "pins_open": _pins_open(row, at)}
    if len(entries) > 1:
        services.note_roster(row, actor=request.actor, at=at)
    elif entries:
        entry = entries[0]
        entry.session = row
        context |= {
            "may_see_needs": access.can(request.actor, "view_needs", row),
            "line": selectors.line_of(row, entry, at=at),
            "nip": _nip(request, entry),
            "form": DocumentForm(),
            "statuses": STATUS,
        }
    return render(request, "proctor/check_in.html", context)


@require_POST
@page(*HALL)
def confirm(request: Request, session: uuid.UUID, ref: uuid.UUID) -> HttpResponse:
    """Identity compared: check in, and a PIN at once. Where no PIN can be issued nobody is checked in, and the page says why."""
    row, entry = _entry(request, session, ref)
    form = DocumentForm(request.POST)
    if not form.is_valid():  # nobody's identity is confirmed by a second Enter of the scanner
        tell(request, DocumentMissing())
        return HttpResponseRedirect(f"{reverse('proctor:check_in', args=[row.uuid])}?cari={entry.participant_number}")
    document = form.cleaned_data["document"]
    try:
        digits = services.admit(entry, document, actor=request.actor, at=clock.now())
    except RuleBroken as problem:
        tell(request, problem)
        return _back(row, entry)
    return _show_pin(request, row, entry, digits)


@require_POST
@page(*HALL)
def pin(request: Request, session: uuid.UUID, ref: uuid.UUID) -> HttpResponse:
    """A PIN that replaces another: with its reason, and an incident of its own."""
    return _issue(request, *_entry(request, session, ref), reason=request.POST.get("pin-reason", ""))


@never_cache
@require_GET
@page(*HALL)
def person(request: Request, session: uuid.UUID, ref: uuid.UUID) -> HttpResponse:
    row, entry = _entry(request, session, ref)
    return _person(request, row, entry)


@require_POST
@page(*HALL)
def seat(request: Request, session: uuid.UUID, ref: uuid.UUID) -> HttpResponse:
    row, entry = _entry(request, session, ref)
    room, _bar, label = request.POST.get("seat", "").partition("|")
    return _done(
        request,
        row,
        lambda: services.move_seat(entry, room, label, actor=request.actor, at=clock.now()),
        gettext("Kursi diganti."),
        entry,
    )


@require_POST
@page(*HALL)
def absent(request: Request, session: uuid.UUID, ref: uuid.UUID) -> HttpResponse:
    row, entry = _entry(request, session, ref)
    reason = request.POST.get("reason", "")
    done = gettext("Ketidakhadiran dicatat.")
    return _done(request, row, lambda: services.mark_absent(entry, reason, actor=request.actor, at=clock.now()), done, entry)


@require_POST
@page(*HALL)
def pause(request: Request, session: uuid.UUID, ref: uuid.UUID) -> HttpResponse:
    row, entry = _entry(request, session, ref)
    reason = request.POST.get("reason", "")
    done = gettext("Tes peserta ini dijeda. Waktunya berhenti.")
    return _done(request, row, lambda: services.pause(_attempt(entry), reason, actor=request.actor, at=clock.now()), done, entry)


@require_POST
@page(*HALL)
def resume(request: Request, session: uuid.UUID, ref: uuid.UUID) -> HttpResponse:
    row, entry = _entry(request, session, ref)
    done = gettext("Tes peserta ini dilanjutkan. Lamanya jeda dikembalikan.")
    return _done(request, row, lambda: services.resume(_attempt(entry), actor=request.actor, at=clock.now()), done, entry)


@require_POST
@page(*HALL)
def credit(request: Request, session: uuid.UUID, ref: uuid.UUID) -> HttpResponse:
    row, entry = _entry(request, session, ref)
    form = CreditForm(request.POST, prefix="credit")
    if not form.is_valid():
        return _person(request, row, entry, credit=form)
    given, reason = form.cleaned_data["minutes"], form.cleaned_data["reason"]
    done = gettext("Tambahan waktu diberikan.")
    return _done(
        request, row, lambda: services.credit_time(_attempt(entry), given, reason, actor=request.actor, at=clock.now()), done, entry
    )


@require_POST
@page(*HALL)
def incident_of(request: Request, session: uuid.UUID, ref: uuid.UUID) -> HttpResponse:
    row, entry = _entry(request, session, ref)
    form = IncidentForm(request.POST, prefix="incident")
    if not form.is_valid():
        return _person(request, row, entry, incident=form)
    return _note(request, row, form, entry)


@never_cache
@require_http_methods(["GET", "POST"])
@page(*HALL)
def incident(request: Request, session: uuid.UUID) -> HttpResponse:
    row = _session(request, session)
    form = IncidentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _note(request, row, form, None)
    return render(request, "proctor/incident.html", {"session": row, "form": form})


@never_cache
@require_http_methods(["GET", "POST"])
@page(*HALL)
def pause_all(request: Request, session: uuid.UUID) -> HttpResponse:
    row = _session(request, session)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        done = gettext("Seluruh sesi dijeda.")
        return _done(request, row, lambda: services.pause_session(row, reason, actor=request.actor, at=clock.now()), done)
    return render(request, "proctor/pause_all.html", {"session": row, "form": form})


@never_cache
@require_http_methods(["GET", "POST"])
@page(*HALL)
def postpone(request: Request, session: uuid.UUID) -> HttpResponse:
    row = _session(request, session)
    form = PostponeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        wanted = form.cleaned_data
        try:
            services.postpone_start(row, wanted["minutes"], wanted["reason"], actor=request.actor, at=clock.now())
        except RuleBroken as problem:
            form.add_error(None, told(problem))
        else:
            say(request, gettext("Mulai sesi diundur. Penerbitan PIN mengikuti waktu yang baru."))
            return HttpResponseRedirect(reverse("proctor:session", args=[row.uuid]))
    return render(request, "proctor/postpone.html", {"session": row, "form": form})


@require_POST
@page(*HALL)
def resume_all(request: Request, session: uuid.UUID) -> HttpResponse:
    row = _session(request, session)
    done = gettext("Seluruh sesi dilanjutkan. Lamanya jeda dikembalikan kepada setiap peserta.")
    return _done(request, row, lambda: services.resume_session(row, actor=request.actor, at=clock.now()), done)


@never_cache
@require_http_methods(["GET", "POST"])
@page(*HALL)
def close(request: Request, session: uuid.UUID) -> HttpResponse:
    row = _session(request, session)
    at = clock.now()
    if request.method == "POST":
        return _done(request, row, lambda: services.close_session(row, actor=request.actor, at=at), gettext("Sesi ditutup."))
    services.expire_due(row, at=at)
    services.note_roster(row, actor=request.actor, at=at)
    context = {"session": row, "groups": selectors.closing(row, at=at), "replaced": selectors.replacement_pins(row)}
    return render(request, "proctor/close.html", context | {"statuses": STATUS})


# --- helpers ----------------------------------------------------------------------------------------------------------


def _session(request: Request, identifier: uuid.UUID) -> Session:
    return found(selectors.session(identifier, actor=request.actor))


def _entry(request: Request, session: uuid.UUID, ref: uuid.UUID) -> tuple[Session, RosterEntry]:
    row = _session(request, session)
    entry = found(selectors.entry(row, ref))
    entry.session = row
    return row, entry


def _attempt(entry: RosterEntry) -> Any:
    attempt = entry.attempt
    attempt.entry = entry
    return attempt


def _nip(request: Request, entry: RosterEntry) -> str | None:
    """The NIP in full, where this person may read it now; None shows it masked."""
    if not access.can(request.actor, "read_nip", entry.session):
        return None
    try:
        return services.reveal_nip(entry, actor=request.actor, at=clock.now())
    except RuleBroken:
        return None


def _issue(request: Request, row: Session, entry: RosterEntry, reason: str = "") -> HttpResponse:
    """The PIN is shown on this one answer and kept nowhere, so there is no redirect."""
    try:
        digits = services.issue_pin(entry, reason=reason, actor=request.actor, at=clock.now())
    except RuleBroken as problem:
        tell(request, problem)
        return _back(row, entry)
    return _show_pin(request, row, entry, digits)


def _show_pin(request: Request, row: Session, entry: RosterEntry, digits: str) -> HttpResponse:
    shown = render(request, "proctor/pin.html", {"session": row, "entry": entry, "pin": f"{digits[:3]} {digits[3:]}"})
    shown.headers["Cache-Control"] = "no-store"
    return shown


def _note(request: Request, row: Session, form: forms.Form, entry: RosterEntry | None) -> HttpResponse:
    kind, note = form.cleaned_data["kind"], form.cleaned_data["note"]
    done = gettext("Kejadian dicatat.")
    return _done(
        request,
        row,
        lambda: services.report_incident(row, kind, note, entry=entry, actor=request.actor, at=clock.now()),
        done,
        entry,
    )


def _done(
    request: Request, row: Session, act: Callable[[], object], sentence: str, entry: RosterEntry | None = None
) -> HttpResponse:
    """Do it and say so, or say why not; then back to where the button stood."""
    try:
        act()
    except RuleBroken as problem:
        tell(request, problem)
    else:
        say(request, sentence)
    return _back(row, entry)


def _back(row: Session, entry: RosterEntry | None) -> HttpResponse:
    if entry is not None:
        return HttpResponseRedirect(reverse("proctor:person", args=[row.uuid, entry.ref]))
    return HttpResponseRedirect(reverse("proctor:session", args=[row.uuid]))


def _person(request: Request, row: Session, entry: RosterEntry, **invalid: forms.Form) -> HttpResponse:
    line = selectors.line_of(row, entry, at=clock.now())
    own = is_own(entry.nip, request.actor.person)
    context = {
        "session": row,
        "line": line,
        "nip": None if line.checked_in or own else _nip(request, entry),  # in full where an identity is to be confirmed
        "may_see_needs": access.can(request.actor, "view_needs", row),
        "own": own,
        "statuses": STATUS,
        "troubles": TROUBLE,
        "incidents": [one for one in selectors.incidents(row) if one.entry_id == entry.pk],
        "document_form": DocumentForm(),
        "reason_form": ReasonForm(),
        "pin_form": ReasonForm(prefix="pin"),
        "credit_form": invalid.get("credit") or CreditForm(prefix="credit"),
        "incident_form": invalid.get("incident") or IncidentForm(prefix="incident"),
        "seat_form": SeatForm(selectors.free_seats(row)),
    }
    return render(request, "proctor/person.html", context, status=400 if invalid else 200)


def _board(request: Request, row: Session, at: Any) -> dict[str, Any]:
    lines = selectors.board(row, at=at)
    return {
        "session": row,
        "may_see_needs": access.can(request.actor, "view_needs", row),
        "lines": lines,
        "statuses": STATUS,
        "troubles": TROUBLE,
        "at": at,
        "figures": _figures(lines),
        "due": selectors.last_due(lines, at=at),
        "present": sum(line.checked_in for line in lines),
        "pins_open": _pins_open(row, at),
        "any_paused": any(line.status == "paused" for line in lines),
    }


def _pins_open(row: Session, at: datetime) -> bool:
    """Whether somebody who comes now can still be let in."""
    return pin_may_be_issued(row.starts_at, row.pin_closes_minutes, replaces=False, at=at)


def _figures(lines: list[Line]) -> list[dict[str, Any]]:
    entered = sum(line.attempt.lease > 0 for line in lines)
    ended = Counter(line.status for line in lines)
    never_began = sum(line.checked_in and not line.attempt.started_at for line in lines)
    troubled = sum(line.trouble is not None for line in lines)
    return [
        {"label": gettext("Terdaftar"), "value": len(lines)},
        {"label": gettext("Hadir"), "value": sum(line.checked_in for line in lines)},
        {"label": gettext("Sudah masuk tes"), "value": entered},
        {"label": gettext("Hadir, belum mulai"), "value": never_began},
        {"label": gettext("Mengumpulkan sendiri"), "value": ended["submitted"]},
        {"label": gettext("Selesai karena waktu"), "value": ended["expired"]},
        {"label": gettext("Diakhiri saat sesi ditutup"), "value": ended["cut_off"]},
        {
            "label": gettext("Perlu dibantu"),
            "value": troubled,
            "note": ngettext("%(n)s peserta di urutan teratas", "%(n)s peserta di urutan teratas", troubled) % {"n": troubled}
            if troubled
            else "",
        },
    ]
