from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from sembilan.delivery import services
from sembilan.delivery.models import RosterEntry, Session
from sembilan.kit import clock
from sembilan.tenancy.rules import SYSTEM
from tests import cast, making
from tests.cast import AT


class Candidate:
    """A browser at a seat: what the runner keeps, and its four doors."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.state: dict[str, Any] = {}

    def enter(self, entry: RosterEntry, pin: str) -> Any:
        return self.client.post("/ujian/masuk", {"number": entry.participant_number, "pin": pin})

    def page(self) -> str:
        answer = self.client.get("/ujian/")
        text = str(answer.content.decode())
        if 'id="state">' in text:
            self.state = json.loads(text.split('id="state">')[1].split("</script>")[0])
        return text

    def send(self, path: str, **body: Any) -> Any:
        facts = {"attempt": self.state["attempt"], "lease": self.state["lease"], **body}
        return self.client.post(f"/ujian/{path}", json.dumps(facts), content_type="application/json")

    def answer(self, *pairs: tuple[str, Any], seq: int | None = None, kind: str = "answer") -> Any:
        first = self.state["seq"] + 1 if seq is None else seq
        entries = [
            {"seq": first + n, "item": item, "kind": kind, "value": value, "client_ms": 5} for n, (item, value) in enumerate(pairs)
        ]
        reply = self.send("jawaban", entries=entries)
        self.state["seq"] = max(self.state["seq"], reply.json().get("last_seq", 0))
        return reply


class Clock:
    def __init__(self) -> None:
        self.now: datetime = AT


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The product's time, moved by hand."""
    moved = Clock()
    monkeypatch.setattr(clock, "now", lambda: moved.now)
    return moved


@pytest.fixture
def session(agencies: cast.Agencies, time: Clock) -> Session:
    making.make_package("UJI-1")
    return making.make_session(agencies.lampung.path)


@pytest.fixture
def entered(session: Session) -> Callable[..., Candidate]:
    """A candidate who has entered; `start` begins the session, `sit` also opens the first section."""

    def make(number: int = 1, *, start: bool = True, sit: bool = True, seed: int = 1) -> Candidate:
        entry = RosterEntry.objects.get(participant_number=f"001-{number:04d}")
        one = Candidate(Client())
        assert one.enter(entry, making.make_pin(entry, seed=seed)).status_code == 302
        if start and Session.objects.get(pk=session.pk).state == Session.State.CHECK_IN:
            services.start_session(session, actor=SYSTEM, at=AT)
        if start and sit:
            one.client.post("/ujian/pernyataan", {"agree": "yes"})
            one.client.post("/ujian/bagian/mulai")
            one.page()
        return one

    return make
