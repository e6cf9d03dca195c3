"""The audit trail: who did what to which thing and why, and who read whose data for what, in plain words."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Sequence
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
from sembilan.kit import clock
from sembilan.kit.said import Said
from sembilan.kit.text import gettext_noop
from sembilan.people import selectors as people
from sembilan.reporting.selectors import READINGS_BY_OFFICERS as READINGS
from sembilan.scheduling import selectors as scheduling
from sembilan.tenancy import access, selectors, services
from sembilan.tenancy.models import Membership
from sembilan.tenancy.rules import Actor, Role, is_machine
from sembilan.tenancy.selectors import Trail
from sembilan.web.console.settings import facts, words
from sembilan.web.console.settings.objects import Objects, official_named
from sembilan.web.ui.navigation import ROLE_NAMES
from sembilan.web.ui.pages import Request, page, render

READERS = (Role.NATIONAL_ADMIN, Role.AGENCY_ADMIN, Role.AUDITOR)
PER_PAGE = 50
READING, ACTING, RENEWED = "baca", "tindakan", "akses"
ASKED = ("macam", "dari", "sampai", "pelaku", "pegawai")

Lines = tuple[list[dict[str, Any]], set[uuid.UUID]]  # what is shown, and by what the people named on it are known


@page(*READERS)
def audit(request: Request) -> HttpResponse:
    """Acts, or readings of people's data, found by actor, person, kind and period; or who renewed others' access."""
    if request.GET.get("jenis") == RENEWED:
        counted = logins.renewals(request.actor.paths(access.MAY["view_audit"]))
        return render(request, "console/settings/audit.html", {"tab": RENEWED, "renewals": counted})
    tab = READING if request.GET.get("jenis") == READING else ACTING
    asked = {name: request.GET.get(name, "").strip()[:100] for name in ASKED}
    wanted = _wanted(asked, tab, request.actor)
    ask: Callable[..., QuerySet[Any]] = selectors.readings if tab == READING else selectors.acts
    shown = Paginator(ask(wanted, actor=request.actor), PER_PAGE).get_page(request.GET.get("hal"))
    rows = list(shown.object_list)
    lines, named = _readings(rows, request.actor) if tab == READING else _acts(rows, request.actor)
    told = _told(asked, wanted, tab)
    why = Said(gettext_noop("Memeriksa jejak: %(told)s"), told=told)
    services.note_trail([row.path for row in rows], named, why, actor=request.actor, at=clock.now())
    context = {
        "tab": tab,
        "asked": asked,
        "kinds": _kinds(tab),
        "page": shown,
        "lines": lines,
        "told": told[1:],
        "query": urlencode({"jenis": tab, **{name: value for name, value in asked.items() if value}}),
    }
    return render(request, "console/settings/audit.html", context)


# --- what is asked -----------------------------------------------------------------------------------------------------------


def _wanted(asked: dict[str, str], tab: str, actor: Actor) -> Trail:
    known = READINGS if tab == READING else words.ROOMS | words.ACTIONS
    of_people = tab == READING and asked["pegawai"]
    return Trail(
        kind=asked["macam"] if asked["macam"] in known else "",
        since=_day(asked["dari"]),
        until=_day(asked["sampai"]),
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


def _kinds(tab: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """The choices of kind under their headings: rooms with their acts, or readings under none."""
    if tab == READING:
        return [("", [(code, gettext(label)) for code, label in READINGS.items()])]
    return [
        (
            gettext(room),
            [(code, gettext("%(room)s: semua tindakan") % {"room": gettext(room)})]
            + [(act, gettext(label)) for act, label in words.ACTIONS.items() if act.partition(".")[0] == code],
        )
        for code, room in words.ROOMS.items()
    ]


def _told(asked: dict[str, str], wanted: Trail, tab: str) -> list[Said]:
    """The question in words: which list, then each filter that holds."""
    told = [Said(gettext_noop("Siapa membaca data") if tab == READING else gettext_noop("Tindakan"))]
    if wanted.kind:
        label = READINGS[wanted.kind] if tab == READING else (words.ROOMS | words.ACTIONS)[wanted.kind]
        told.append(Said(label))
    if wanted.since:
        told.append(Said(gettext_noop("sejak %(day)s"), day=wanted.since))
    if wanted.until:
        told.append(Said(gettext_noop("sampai %(day)s"), day=wanted.until))
    if wanted.who:
        told.append(Said(gettext_noop("oleh “%(name)s”"), name=wanted.who))
    if wanted.subjects is not None:
        told.append(Said(gettext_noop("tentang “%(name)s”"), name=asked["pegawai"]))
    return told


# --- what is shown -----------------------------------------------------------------------------------------------------------


def _acts(rows: list[AuditEvent], actor: Actor) -> Lines:
    places = _places({row.path for row in rows}.union(*(facts.paths(row.action, row.facts) for row in rows)))
    objects, roles = Objects(rows, actor), selectors.roles_when(rows)
    concerned = {row.pk: objects.people(row) for row in rows}
    lines = [
        {
            **_who(row, roles[row.pk]),
            "what": words.act(row.action),
            "object": objects.of(row),
            "people": concerned[row.pk],
            "counts": facts.told(row.action, row.facts),
            "change": facts.change(row.action, row.facts, places),
            "reason": facts.reason(row.facts),
            "where": places[row.path],
        }
        for row in rows
    ]
    return lines, {one for each in concerned.values() for one in each.subjects}


def _readings(rows: list[ReadEvent], actor: Actor) -> Lines:
    """The person read is named to whoever may see that person; to others the reading shows that it was one person."""
    places, roles = _places(row.path for row in rows), selectors.roles_when(rows)
    subjects = [row.subject for row in rows if row.subject]
    named = scheduling.officials_behind(subjects, actor=actor) | people.by_uuid(subjects, actor=actor)
    lines = [
        {
            **_who(row, roles[row.pk]),
            "what": words.reading(row.what),
            "why": row.why,
            "where": places[row.path],
            "count": row.count,
            "person": official_named(named[row.subject], actor) if row.subject in named else None,
            "one": row.subject is not None,
        }
        for row in rows
    ]
    return lines, set(named)


def _who(row: AuditEvent | ReadEvent, roles: Sequence[Membership]) -> dict[str, Any]:
    """The actor's name as it was then, with the roles he held over that place; the machine by its word."""
    told = gettext("%(role)s, %(place)s")
    return {
        "at": row.at,
        "who": gettext("Sistem") if is_machine(row.actor) else row.actor_label,
        "roles": [told % {"role": gettext(ROLE_NAMES[Role(one.role)]), "place": one.organisation.name} for one in roles],
    }


def _places(paths: Iterable[str]) -> dict[str, str]:
    held = set(paths)
    names = selectors.names_at(held)
    return {path: names.get(path) or gettext("unit yang sudah dihapus") for path in held}
