"""Home: each role finds what waits for it, and nothing of another's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from sembilan.delivery import services as delivery
from sembilan.kit import clock
from sembilan.tenancy.rules import SYSTEM
from tests import making
from tests.cast import AT, Agencies

ClientOf = Callable[[str], Client]


@pytest.mark.parametrize("name", ["nina", "agus", "evi", "pras", "wati", "siska", "komar", "gubernur", "audi", "orang_lain"])
def test_every_role_has_a_home_that_says_when_nothing_waits(client_of: ClientOf, name: str) -> None:
    page = client_of(name).get("/")
    assert page.status_code == 200
    assert "Tidak ada yang menunggu Anda" in page.content.decode()


def test_a_session_of_the_own_agency_waits_for_its_proctor_alone(client_of: ClientOf, agencies: Agencies) -> None:
    making.make_package()
    session = making.make_session(path=agencies.lampung.path)
    assert session.title in client_of("pras").get("/").content.decode()
    assert session.title not in client_of("orang_lain").get("/").content.decode()
    assert session.title not in client_of("komar").get("/").content.decode()


@pytest.mark.parametrize(
    ("days", "told"), [(0, "hari ini pukul 09.00"), (-1, "besok pukul 09.00"), (-4, "24 November 2025 pukul 09.00")]
)
def test_a_waiting_session_tells_its_day_and_hour(
    client_of: ClientOf, agencies: Agencies, monkeypatch: pytest.MonkeyPatch, days: int, told: str
) -> None:
    making.make_package()
    delivery.create_session(
        "Sesi uji", "Gedung uji", agencies.lampung.path, AT + timedelta(hours=1), 5,
        rooms=[{"room": "Lab 1", "seats": 1}], roster=[making.roster_line(1, agencies.lampung.path)], actor=SYSTEM, at=AT,
    )  # fmt: skip
    monkeypatch.setattr(clock, "now", lambda: AT + timedelta(days=days))
    assert told in client_of("pras").get("/").content.decode()


def test_an_item_in_review_waits_for_a_second_person_and_not_for_its_author(client_of: ClientOf, people: dict[str, object]) -> None:
    from sembilan.itembank import services as bank
    from sembilan.tenancy import selectors
    from tests.cast import actor

    making.make_instruments()
    author = actor(people["wati"])  # type: ignore[arg-type]
    record = next(one for one in making.bank_records() if one["type"] == "graded")
    version = bank.add_item(record, actor=author, at=AT)
    bank.submit_for_review(version, actor=author, at=AT)
    assert selectors.nation().path == "n"
    assert SYSTEM.uuid != author.uuid
    assert "soal menunggu telaah Anda" in client_of("wawan").get("/").content.decode()
    assert "soal menunggu telaah Anda" not in client_of("wati").get("/").content.decode()
