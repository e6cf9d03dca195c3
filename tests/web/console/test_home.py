"""Home: each role finds what waits for it, and nothing of another's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from sembilan.accounts.models import User
from sembilan.cli import first
from sembilan.delivery import services as delivery
from sembilan.kit import clock, scope
from sembilan.profiling import services as maps
from sembilan.tenancy.rules import SYSTEM
from tests import making
from tests.cast import AT, Agencies
from tests.rooms.profiling import making as profiling

ClientOf = Callable[[str], Client]


FIRST = {  # in a house that has just begun: what each role is told to do, or where it is led meanwhile
    "agus": "Impor daftar pegawai",
    "orang_lain": "Impor daftar pegawai",
    "evi": "Lihat kegiatan",
    "pras": "Lihat semua sesi",
    "komar": "Buka peta talenta",
    "gubernur": "Buka peta talenta",
    "audi": "Buka jejak",
    "nina": "Tulis dan telaah soal",
    "wati": "Tulis dan telaah soal",
    "siska": "Tulis dan telaah soal",
}


def waiting(client: Client) -> str:
    """What stands above the road."""
    page = client.get("/")
    assert page.status_code == 200
    return page.content.decode().split("Yang menunggu Anda")[1].split("Langkah pertama")[0]


@pytest.mark.parametrize(("name", "words"), FIRST.items())
def test_every_role_is_told_what_comes_first(client_of: ClientOf, name: str, words: str) -> None:
    page = waiting(client_of(name))
    assert words in page
    assert ("Tidak ada yang menunggu Anda" in page) == (words.split()[0] in ("Lihat", "Buka"))


def test_an_agency_goes_its_road_step_by_step(client_of: ClientOf, agencies: Agencies) -> None:
    admin, ppk = client_of("agus"), client_of("gubernur")
    whole = admin.get("/").content.decode()
    road = ("Impor daftar pegawai", "Susun kegiatan, sesi, dan pesertanya", "Terbitkan kebijakan talenta", "Hitung kedua peta")
    places = [whole.index(step, whole.index("Langkah pertama")) for step in road]
    assert places == sorted(places)
    assert "Dikerjakan oleh admin instansi." in ppk.get("/").content.decode()

    place = profiling.make_place(agencies.lampung)
    official = profiling.make_official(place)
    assert "Susun kegiatan, sesi, dan pesertanya" in waiting(admin)
    assert "Terbitkan kebijakan talenta" in waiting(ppk)

    profiling.register(profiling.make_event(place), official)
    assert "Terbitkan kebijakan talenta" in waiting(admin)
    assert "Tidak ada yang menunggu Anda" in waiting(client_of("evi"))
    making.publish_policy(agencies.lampung)
    assert "Hitung kedua peta" in waiting(admin)
    assert "Hitung kedua peta" in waiting(client_of("komar"))

    maps.map_agency(agencies.lampung, profiling.EVIDENCE_DAY, reason=profiling.WHY, actor=SYSTEM, at=AT)
    assert "Langkah pertama" not in admin.get("/").content.decode()


def test_a_draft_of_the_policy_waits_once(client_of: ClientOf, agencies: Agencies) -> None:
    profiling.make_official(profiling.make_place(agencies.lampung))
    maps.draft_policy(agencies.lampung, "2025", "bkn_411_2025", actor=SYSTEM, at=AT)
    page = waiting(client_of("gubernur"))
    assert "Kebijakan belum diterbitkan: Bobot Keputusan Kepala BKN 411/2025" in page
    assert page.count("<li>") == 1


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


@pytest.mark.django_db
def test_a_new_site_tells_its_first_administrator_where_to_begin() -> None:
    """No agency, no item, no session: the road stands there in its order, and its first step is a link."""
    assert first.make_site("Nasional (uji)", username="admin", person_number="198512102010032916")
    admin = Client()
    with scope.carried(scope=[scope.ROOT]):
        user = User.objects.get(username="admin")
        admin.force_login(user, backend="sembilan.accounts.backend.ScopedBackend")
    page = admin.get("/").content.decode()
    road = (
        "Tambah instansi dan undang adminnya",
        "Tulis dan telaah soal",
        "Rakit formulir dan segel paketnya",
        "Skor sesi yang selesai",
    )
    places = [page.index(step, page.index("Langkah pertama")) for step in road]
    assert places == sorted(places)
    for name in ("settings:agencies", "itembank:overview", "assembly:overview", "measurement:runs"):
        assert f'href="{reverse(name)}"' in page[places[0] - 500 :]
    assert "Tambah instansi dan undang adminnya" in waiting(admin)
