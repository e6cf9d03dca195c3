"""What waits for a member of staff: each line is a question to the room that knows, and a link to where it is done."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from sembilan.accounts import selectors as logins
from sembilan.delivery import selectors as hall
from sembilan.delivery.models import Session
from sembilan.itembank import selectors as bank
from sembilan.kit import clock
from sembilan.kit.formats import hari_jam
from sembilan.kit.text import gettext_noop
from sembilan.measurement import selectors as measurement
from sembilan.measurement.models import ScoringRun
from sembilan.people import selectors as people
from sembilan.profiling import selectors as profiling
from sembilan.profiling.models import TalentPolicy
from sembilan.tenancy.rules import Actor, Role
from sembilan.web.console.home.steps import Step

Task = dict[str, Any]


def waiting_for(actor: Actor, first: Step | None) -> list[Task]:
    """In the order in which a day's work goes; lines with nothing to do are left out. `first`: the step of the road to take now."""
    tasks = [task for roles, questions in QUESTIONS if actor.has(*roles) for ask in questions for task in ask(actor)]
    if first is None or any(task["href"] == first.href for task in tasks):
        return tasks
    return [{"label": first.label, "note": first.note, "href": first.href}, *tasks]


def when_nothing_waits(actor: Actor) -> tuple[str, str, str]:
    """What his role finds meanwhile: a sentence, and the words and address of a link."""
    return next((gettext(sentence), gettext(words), reverse(name)) for role, sentence, words, name in MEANWHILE if actor.has(role))


def _doubts(actor: Actor) -> Iterator[Task]:
    count = sum(number for _cause, number, _suggested in people.open_causes(actor=actor))
    if count:
        yield {"label": gettext("data pegawai yang meragukan"), "count": count, "href": reverse("people:queue")}


def _sessions(actor: Actor) -> Iterator[Task]:
    labels = {
        Session.State.RUNNING: gettext("Sesi berlangsung: %(title)s"),
        Session.State.CHECK_IN: gettext("Daftar hadir terbuka: %(title)s"),
        Session.State.PLANNED: gettext("Sesi siap dibuka: %(title)s"),
    }
    for session in hall.sessions(actor=actor):
        if session.state in labels:
            yield {
                "label": labels[Session.State(session.state)] % {"title": session.title},
                "href": reverse("proctor:session", args=[session.uuid]),
                "due": hari_jam(session.starts_at, clock.now()) if session.state == Session.State.PLANNED else "",
            }


def _returned(actor: Actor) -> Iterator[Task]:
    for version in bank.returned_to(actor):
        yield {
            "label": gettext("Soal dikembalikan kepada Anda: %(code)s") % {"code": version.item.code},
            "note": version.review_note,
            "href": reverse("itembank:item", args=[version.item.code]),
        }


def _reviews(actor: Actor) -> Iterator[Task]:
    count = len(bank.waiting_for(actor))
    if count:
        yield {"label": gettext("soal menunggu telaah Anda"), "count": count, "href": f"{reverse('itembank:items')}?keadaan=review"}
    waiting = bank.open_statements(actor=actor)
    count = sum(logins.signing_obstacle([one.first_signer], actor.uuid) is None for one in waiting)
    if count:
        yield {
            "label": gettext("pernyataan bukti menunggu tanda tangan kedua"),
            "count": count,
            "href": reverse("itembank:overview"),
        }


def _scoring(actor: Actor) -> Iterator[Task]:
    count = sum(not session.runs for session in measurement.closed_sessions(actor=actor))
    if count:
        yield {"label": gettext("sesi selesai yang belum diskor"), "count": count, "href": reverse("measurement:new")}
    labels = {
        ScoringRun.State.SCORED: gettext("Lembar mutu menunggu pemeriksaan: %(title)s"),
        ScoringRun.State.CHECKED: gettext("Menunggu tanda tangan atau rilis: %(title)s"),
    }
    for run in measurement.runs(actor=actor):
        if run.state in labels:
            yield {
                "label": labels[ScoringRun.State(run.state)] % {"title": run.title},
                "href": reverse("measurement:run", args=[run.uuid]),
            }


def _policies(actor: Actor) -> Iterator[Task]:
    for agency in profiling.agencies(actor=actor):
        for policy in profiling.policies(agency, actor=actor):
            if policy.state == TalentPolicy.State.DRAFT:
                label = gettext("Kebijakan belum diterbitkan: %(name)s, periode %(period)s")
                yield {
                    "label": label % {"name": gettext(policy.body["name"]), "period": policy.period},
                    "href": reverse("profiling:policy", args=[policy.uuid]),
                }


_MAPS = gettext_noop("Buka peta talenta")
MEANWHILE: tuple[tuple[Role, str, str, str], ...] = (
    (Role.AGENCY_ADMIN, gettext_noop("Peta dan data instansi Anda dapat dibuka kapan saja."), _MAPS, "profiling:board"),
    (Role.PPK, gettext_noop("Peta dan hasil instansi Anda dapat dibuka kapan saja."), _MAPS, "profiling:board"),
    (Role.COMMITTEE, gettext_noop("Peta dan hasil instansi Anda dapat dibuka kapan saja."), _MAPS, "profiling:board"),
    (
        Role.EVENT_OFFICER,
        gettext_noop("Sesi yang sudah disiapkan muncul di sini sampai selesai."),
        gettext_noop("Lihat kegiatan"),
        "scheduling:events",
    ),
    (
        Role.PROCTOR,
        gettext_noop("Sesi yang disiapkan petugas kegiatan muncul di sini sampai selesai."),
        gettext_noop("Lihat semua sesi"),
        "proctor:sessions",
    ),
    (
        Role.PSYCHOMETRICIAN,
        gettext_noop("Soal yang perlu ditelaah dan sesi yang selesai muncul di sini."),
        gettext_noop("Lihat penskoran"),
        "measurement:runs",
    ),
    (Role.ITEM_WRITER, gettext_noop("Soal yang perlu Anda telaah muncul di sini."), gettext_noop("Buka bank"), "itembank:overview"),
    (
        Role.NATIONAL_ADMIN,
        gettext_noop("Penskoran yang menunggu tanda tangan muncul di sini."),
        gettext_noop("Lihat penskoran"),
        "measurement:runs",
    ),
    (Role.AUDITOR, gettext_noop("Siapa membaca apa, kapan, dan untuk apa."), gettext_noop("Buka jejak"), "settings:audit"),
)

QUESTIONS: tuple[tuple[tuple[Role, ...], tuple[Callable[[Actor], Iterator[Task]], ...]], ...] = (
    ((Role.PROCTOR, Role.EVENT_OFFICER), (_sessions,)),
    ((Role.AGENCY_ADMIN,), (_doubts,)),
    ((Role.ITEM_WRITER, Role.PSYCHOMETRICIAN), (_returned, _reviews)),
    ((Role.PSYCHOMETRICIAN, Role.NATIONAL_ADMIN), (_scoring,)),
    ((Role.PPK, Role.AGENCY_ADMIN), (_policies,)),
)
