"""A stranger at the door of the exam: numbers and PINs guessed across entries, and bodies that no runner sends."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from sembilan.delivery.models import Pin, RosterEntry, Session
from tests import making
from tests.web.exam.conftest import Candidate

pytestmark = pytest.mark.django_db
FEW = {"wrong_pin": "6/10m/ip"}


@pytest.fixture(autouse=True)
def counted(settings: Any) -> Any:
    settings.ACCOUNT_RATE_LIMITS = FEW
    cache.clear()
    yield
    cache.clear()


def test_guesses_across_entries_are_counted_at_their_address(session: Session) -> None:
    entries = list(RosterEntry.objects.order_by("pk")[:2])
    pins = [making.make_pin(entry, seed=7) for entry in entries]
    browser = Candidate(Client())
    for entry in entries:
        for _ in range(3):
            assert "PIN" in browser.enter(entry, "000000").content.decode()
    refused = Client().post("/ujian/masuk", {"number": "999-1", "pin": "000000"})
    assert refused.status_code == 400
    assert "Terlalu banyak percobaan dari jaringan ini" in refused.content.decode()
    assert Candidate(Client()).enter(entries[0], pins[0]).status_code == 302  # his PIN is right, whoever guessed at it
    assert list(Pin.objects.order_by("pk").values_list("tries", flat=True)) == [3, 3]


def test_one_guesser_does_not_shut_out_the_hall_behind_his_address(session: Session) -> None:
    entries = list(RosterEntry.objects.order_by("pk")[:2])
    pins = [making.make_pin(entry, seed=7) for entry in entries]
    for number in range(8):
        Client().post("/ujian/masuk", {"number": f"999-{number:04d}", "pin": "123456"})
    for entry, pin in zip(entries, pins, strict=True):
        assert Candidate(Client()).enter(entry, "000000").status_code == 400
        assert Candidate(Client()).enter(entry, pin).status_code == 302


def test_numbers_that_do_not_exist_are_counted_too(session: Session) -> None:
    for number in range(6):
        Client().post("/ujian/masuk", {"number": f"999-{number:04d}", "pin": "123456"})
    assert "Terlalu banyak percobaan" in Client().post("/ujian/masuk", {"number": "999-1", "pin": "1"}).content.decode()


def test_another_address_is_not_made_to_pay(session: Session) -> None:
    entry = RosterEntry.objects.earliest("pk")
    pin = making.make_pin(entry, seed=7)
    for number in range(6):
        Client().post("/ujian/masuk", {"number": f"999-{number}", "pin": "1"})
    elsewhere = Candidate(Client(REMOTE_ADDR="198.51.100.7"))
    assert elsewhere.enter(entry, pin).status_code == 302


def test_a_number_with_a_nul_is_an_unknown_number(session: Session) -> None:
    assert Client().post("/ujian/masuk", {"number": "00\x001", "pin": "1\x00"}).status_code == 400


@pytest.mark.parametrize("entries", [[{}], [[]], [{"seq": "x"}], 3, [{"seq": float("inf"), "kind": "answer", "item": "S1-1"}]])
def test_a_body_that_no_runner_sends_is_told_so(entered: Callable[..., Candidate], entries: Any) -> None:
    one = entered()
    assert one.send("jawaban", entries=entries).status_code == 400
    assert one.send("latihan/jawaban", entries=entries).status_code == 400


def test_a_browser_clock_beyond_every_number_is_refused(entered: Callable[..., Candidate]) -> None:
    one = entered()
    sent = {"seq": one.state["seq"] + 1, "item": "S1-1", "kind": "answer", "value": "A", "client_ms": 10**30}
    assert one.send("jawaban", entries=[sent]).status_code == 400
