"""PostgreSQL's connection cut under real commits: what was acknowledged is there, and nothing else was said to be."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import InterfaceError, OperationalError, connections
from django.test import Client

from sembilan.delivery import chain, services
from sembilan.delivery.models import Answer, Attempt, RosterEntry, Session
from sembilan.delivery.rules import Entry
from sembilan.delivery.services import Receipt
from sembilan.kit import clock, scope
from sembilan.tenancy.rules import SYSTEM
from tests import cast, making
from tests.journeys.live import Site, own_database

REF = uuid.UUID(int=1)
CUT = (OperationalError, InterfaceError)


@pytest.fixture
def site(django_db_setup: None, django_db_blocker: Any, tmp_path: Path) -> Iterator[Site]:
    with django_db_blocker.unblock(), own_database(tmp_path) as made:
        with scope.carried(scope=["n"]):
            at = clock.now()
            agencies = cast.make_agencies()
            making.make_package("UJI-1", minutes=60)
            making.make_sitting(making.make_session(agencies.lampung.path, starts_at=at, pin_closes_minutes=0), at=at)
        yield made


def record(batch: list[Entry]) -> Receipt:
    """As a request does it: one transaction that carries the candidate; the receipt is ours once the block is left."""
    with scope.carried(candidate=REF):
        return services.record_answers(Attempt(ref=REF), batch, at=clock.now())


def journal() -> list[Answer]:
    with scope.carried(candidate=REF):
        return list(Answer.objects.order_by("seq"))


def test_no_acknowledged_answer_is_lost_when_connections_are_cut_between_and_within_batches(site: Site) -> None:
    first = len(journal())
    acknowledged = first
    waiting: list[Entry] = []
    cuts = 0
    for number in range(60):
        waiting.append(Entry(first + 1 + number, "answer", f"S1-{number % 3 + 1}", "ABCD"[number % 4], 1, number))
        if number % 7 == 3:
            cuts += site.cut_connections()  # between two batches: the next one finds a dead connection
        try:
            if number % 11 == 5:
                with scope.carried(candidate=REF):  # within a batch, after its INSERT and before its commit
                    services.record_answers(Attempt(ref=REF), waiting, at=clock.now())
                    cuts += site.cut_connections()
            else:
                acknowledged = record(waiting).last_seq
        except CUT:
            connections["default"].close()
            continue  # the browser keeps its outbox and sends all of it again
        waiting = [one for one in waiting if one.seq > acknowledged]
    acknowledged = record(waiting).last_seq if waiting else acknowledged
    assert cuts > 8
    assert acknowledged == first + 60
    rows = journal()
    assert [row.seq for row in rows] == list(range(1, acknowledged + 1))
    answers = [row.value for row in rows if row.kind == "answer"]
    assert answers == ["ABCD"[number % 4] for number in range(60)]
    linked = chain.START
    for row in rows:
        fields = {name: getattr(row, name) for name in ("seq", "kind", "section", "item", "value", "client_ms", "lease", "at")}
        linked = chain.link(linked, chain.canonical_row(**fields))
    with scope.carried(candidate=REF):
        attempt = Attempt.objects.get()
    assert (attempt.last_seq, bytes(attempt.chain)) == (acknowledged, linked)


def test_a_commit_that_fails_gives_no_acknowledgement(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """The whole view is one transaction and its response leaves after the commit: with the connection gone before it, 503."""
    client = Client(raise_request_exception=False)
    with scope.carried(scope=["n"]):
        entry = RosterEntry.objects.select_related("session").get(ref=REF)
        pin = making.make_pin(entry, at=clock.now())
    assert client.post("/ujian/masuk", {"number": entry.participant_number, "pin": pin}).status_code == 302
    before = len(journal())
    answer = {"seq": before + 1, "item": "S1-1", "kind": "answer", "value": "A", "client_ms": 1}
    body = json.dumps({"attempt": str(REF), "lease": 2, "entries": [answer]})
    real = services.record_answers

    def recorded_then_cut(*args: Any, **kwargs: Any) -> Receipt:
        receipt = real(*args, **kwargs)
        assert receipt.written == 1
        site.cut_connections()
        return receipt

    with monkeypatch.context() as away:
        away.setattr(services, "record_answers", recorded_then_cut)
        reply = client.post("/ujian/jawaban", body, content_type="application/json")
    assert (reply.status_code, reply.json()["code"]) == (503, "site.database_away")
    assert len(journal()) == before
    again = client.post("/ujian/jawaban", body, content_type="application/json")
    assert (again.status_code, again.json()["last_seq"]) == (200, before + 1)
    assert len(journal()) == before + 1


def test_closing_a_session_that_is_cut_leaves_it_open_and_whole(site: Site) -> None:
    def close_and_cut() -> None:
        with scope.carried(scope=["n"]):
            services.close_session(Session.objects.get(), actor=SYSTEM, at=clock.now())
            site.cut_connections()

    with pytest.raises(CUT):
        close_and_cut()
    connections["default"].close()
    with scope.carried(scope=["n"]):
        assert Session.objects.get().state == "running"
        assert Attempt.objects.get(ref=REF).state == "running"
