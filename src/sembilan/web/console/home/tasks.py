"""What waits for a member of staff: each line is a question to the room that knows, and a link to where it is done."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from sembilan.delivery import selectors as hall
from sembilan.delivery.models import Session
from sembilan.itembank import selectors as bank
from sembilan.kit import clock
from sembilan.kit.formats import hari_jam
from sembilan.measurement import selectors as measurement
from sembilan.measurement.models import ScoringRun
from sembilan.people import selectors as people
from sembilan.profiling import selectors as profiling
from sembilan.profiling.models import TalentPolicy
from sembilan.tenancy.rules import Actor, Role

Task = dict[str, Any]


def waiting_for(actor: Actor) -> list[Task]:
    """In the order in which a day's work goes; lines with nothing to do are left out."""
    return [task for roles, questions in QUESTIONS if actor.has(*roles) for ask in questions for task in ask(actor)]


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


def _reviews(actor: Actor) -> Iterator[Task]:
    count = len(bank.waiting_for(actor))
    if count:
        yield {"label": gettext("soal menunggu telaah Anda"), "count": count, "href": f"{reverse('itembank:items')}?keadaan=review"}
    count = sum(statement.first_signer != actor.uuid for statement in bank.open_statements(actor=actor))
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
                label = gettext("Kebijakan belum diterbitkan: %(code)s, periode %(period)s")
                yield {
                    "label": label % {"code": policy.code, "period": policy.period},
                    "href": reverse("profiling:policy", args=[policy.uuid]),
                }


QUESTIONS: tuple[tuple[tuple[Role, ...], tuple[Callable[[Actor], Iterator[Task]], ...]], ...] = (
    ((Role.PROCTOR, Role.EVENT_OFFICER), (_sessions,)),
    ((Role.AGENCY_ADMIN,), (_doubts,)),
    ((Role.ITEM_WRITER, Role.PSYCHOMETRICIAN), (_reviews,)),
    ((Role.PSYCHOMETRICIAN, Role.NATIONAL_ADMIN), (_scoring,)),
    ((Role.PPK, Role.AGENCY_ADMIN), (_policies,)),
)
