"""The audit trail: who did what where, and who read whose data for what, in plain words."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext

from sembilan.accounts import selectors as logins
from sembilan.audit.models import AuditEvent, ReadEvent
from sembilan.people import selectors as people
from sembilan.people.models import Official
from sembilan.scheduling import selectors as scheduling
from sembilan.tenancy import access, selectors
from sembilan.tenancy.rules import Actor, Role
from sembilan.tenancy.selectors import Trail
from sembilan.web.console.settings import words
from sembilan.web.ui.pages import Request, page, render

READERS = (Role.NATIONAL_ADMIN, Role.AGENCY_ADMIN, Role.AUDITOR)
PER_PAGE = 50
READING, ACTING, RENEWED = "baca", "tindakan", "akses"


@page(*READERS)
def audit(request: Request) -> HttpResponse:
    """Acts, or readings of people's data, searched by actor and person, filtered by kind and day; or who renewed others' access."""
    if request.GET.get("jenis") == RENEWED:
        counted = logins.renewals(request.actor.paths(access.MAY["view_audit"]))
        return render(request, "console/settings/audit.html", {"tab": RENEWED, "renewals": counted})
    tab = READING if request.GET.get("jenis") == READING else ACTING
    asked = {name: request.GET.get(name, "").strip()[:100] for name in ("macam", "hari", "pelaku", "pegawai")}
    wanted = _wanted(asked, tab, request.actor)
    ask: Callable[..., QuerySet[Any]] = selectors.readings if tab == READING else selectors.acts
    shown = Paginator(ask(wanted, actor=request.actor), PER_PAGE).get_page(request.GET.get("hal"))
    context = {
        "tab": tab,
        "asked": asked,
        "kinds": _kinds(tab),
        "page": shown,
        "lines": _readings(list(shown.object_list), request.actor) if tab == READING else _acts(list(shown.object_list)),
        "query": urlencode({"jenis": tab, **{name: value for name, value in asked.items() if value}}),
    }
    return render(request, "console/settings/audit.html", context)


def _wanted(asked: dict[str, str], tab: str, actor: Actor) -> Trail:
    of_people = tab == READING and asked["pegawai"]
    return Trail(
        kind=asked["macam"] if asked["macam"] in (words.READINGS if tab == READING else words.ROOMS) else "",
        day=_day(asked["hari"]),
        who=asked["pelaku"],
        machine=asked["pelaku"].casefold() == gettext("Sistem").casefold(),
        subjects=_people_named(asked["pegawai"], actor) if of_people else None,
    )


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def _people_named(search: str, actor: Actor) -> set[uuid.UUID]:
    """Everything a reading may name these people by: their own uuid, and the refs under which they sat."""
    rows = people.officials(actor=actor, search=search).order_by()
    return set(rows.values_list("uuid", flat=True)) | scheduling.refs_of(rows)


def _kinds(tab: str) -> list[tuple[str, str]]:
    told = words.READINGS if tab == READING else words.ROOMS
    return [("", gettext("Semua")), *((code, gettext(label)) for code, label in told.items())]


def _acts(rows: list[AuditEvent]) -> list[dict[str, Any]]:
    places = _places(row.path for row in rows)
    return [
        {"at": row.at, "who": words.who(row.actor, row.actor_label), "what": words.act(row.action), "where": places[row.path]}
        for row in rows
    ]


def _readings(rows: list[ReadEvent], actor: Actor) -> list[dict[str, Any]]:
    """The person read is named to whoever may see that person; to others the reading shows that it was one person."""
    places = _places(row.path for row in rows)
    subjects = [row.subject for row in rows if row.subject]
    named = scheduling.officials_behind(subjects, actor=actor) | people.by_uuid(subjects, actor=actor)
    return [
        {
            "at": row.at,
            "who": words.who(row.actor, row.actor_label),
            "what": words.reading(row.what),
            "why": row.why,
            "where": places[row.path],
            "count": row.count,
            "person": _named(named.get(row.subject), actor) if row.subject else None,
            "one": row.subject is not None,
        }
        for row in rows
    ]


def _named(official: Official | None, actor: Actor) -> dict[str, str] | None:
    return None if official is None else {"name": official.full_name, "nip": people.nip_for(official, actor=actor)}


def _places(paths: Iterable[str]) -> dict[str, str]:
    held = set(paths)
    names = selectors.names_at(held)
    return {path: names.get(path) or gettext("unit yang sudah dihapus") for path in held}
