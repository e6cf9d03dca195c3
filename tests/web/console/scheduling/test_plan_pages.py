"""From an event to a session that the hall can open, by its pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import numpy as np
import pytest
from django.test import Client

from sembilan.delivery import services as delivery
from sembilan.delivery.models import RosterEntry, Session
from sembilan.kit import clock, scope
from sembilan.people.models import ImportBatch, Official
from sembilan.scheduling.models import ProfilingEvent, Registration
from sembilan.tenancy.rules import SYSTEM
from tests import making
from tests.cast import AT, Agencies

ClientOf = Callable[[str], Client]
FORM = {
    "code": "LPG-2025",
    "name": "Pemetaan 2025",
    "period": "2025",
    "first_day": "2025-11-24",
    "last_day": "2025-11-28",
    "visual": ["VIS-1"],
    "pin_closes_minutes": "5",
}


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """The clock stands at the first day's start, and can be set."""

    def stand(at: datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: at)

    stand(AT)
    return stand


@pytest.fixture
def roster(agencies: Agencies) -> list[Official]:
    where = {"agency": agencies.lampung, "path": agencies.lampung.path}
    batch = ImportBatch.objects.create(**where, file_name="uji.xlsx", file_hash="0" * 64, uploaded_at=AT, uploaded_by="uji")
    making.make_package("VIS-1")
    common = {**where, "nip_valid": True, "employment": "pns", "tier": "Pengawas", "status": "active", "batch": batch}
    return [Official.objects.create(**common, nip=f"19800101200501100{n}", name=f"Pegawai {n}") for n in range(3)]


def make_event(client: Client, agencies: Agencies) -> ProfilingEvent:
    answer = client.post("/kegiatan/baru/", {**FORM, "agency": agencies.lampung.uuid})
    assert answer.status_code == 302
    return ProfilingEvent.objects.get()


def test_an_event_officer_goes_from_a_roster_to_a_session_that_can_be_opened(
    client_of: ClientOf, agencies: Agencies, roster: list[Official]
) -> None:
    client = client_of("evi")
    event = make_event(client, agencies)
    client.post(f"/kegiatan/{event.uuid}/sesi/", {"starts_at": "2025-11-24T08:00", "place": "SMKN 4", "rooms": "Lab 1: 2"})
    page = client.post(f"/kegiatan/{event.uuid}/daftarkan/", follow=True)
    assert "3 orang didaftarkan; 1 belum mendapat kursi." in page.content.decode()
    planned = event.sessions.get()
    page = client.post(f"/kegiatan/sesi/{planned.uuid}/siapkan/", follow=True)
    assert "Sesi 1 siap dibuka oleh pengawas." in page.content.decode()
    assert Session.objects.get().entries.count() == 2
    assert "Pegawai 0" in client.get(f"/kegiatan/{event.uuid}/peserta/").content.decode()
    again = client.post(f"/kegiatan/{event.uuid}/daftarkan/", follow=True)
    assert "0 orang didaftarkan" in again.content.decode()


def test_the_page_of_an_event_offers_the_next_step_alone(client_of: ClientOf, agencies: Agencies, roster: list[Official]) -> None:
    client = client_of("evi")
    assert "Paket uji VIS-1, " in client.get("/kegiatan/baru/").content.decode()
    event = make_event(client, agencies)

    def offered() -> list[str]:
        page = client.get(f"/kegiatan/{event.uuid}/").content.decode()
        return [words for words in ("Tambahkan sesi lebih dahulu", "Daftarkan semua dan isi kursi", ">Siapkan<") if words in page]

    assert offered() == ["Tambahkan sesi lebih dahulu"]
    client.post(f"/kegiatan/{event.uuid}/sesi/", {"starts_at": "2025-11-24T08:00", "place": "SMKN 4", "rooms": "Lab 1: 2"})
    assert offered() == ["Daftarkan semua dan isi kursi"]
    client.post(f"/kegiatan/{event.uuid}/daftarkan/")
    assert offered() == ["Daftarkan semua dan isi kursi", ">Siapkan<"]
    client.post(f"/kegiatan/sesi/{event.sessions.get().uuid}/siapkan/")
    assert offered() == []
    assert "Semua sesi sudah disiapkan." in client.get(f"/kegiatan/{event.uuid}/").content.decode()


def test_the_page_of_an_event_tells_whether_tomorrow_is_ready_today_runs_and_yesterday_is_complete(
    client_of: ClientOf, agencies: Agencies, roster: list[Official], today: Callable[[datetime], None]
) -> None:
    client = client_of("evi")
    event = make_event(client, agencies)
    for day in ("24", "25", "26"):
        client.post(f"/kegiatan/{event.uuid}/sesi/", {"starts_at": f"2025-11-{day}T08:00", "place": "SMKN 4", "rooms": "Lab 1: 1"})
    client.post(f"/kegiatan/{event.uuid}/daftarkan/")
    first, second, _third = event.sessions.order_by("number")
    for planned in (first, second):
        client.post(f"/kegiatan/sesi/{planned.uuid}/siapkan/")

    def page() -> str:
        return client.get(f"/kegiatan/{event.uuid}/").content.decode()

    assert all(words in page() for words in ("1 menunggu dibuka pengawas", "1 belum siap.", "1 dari 2"))
    session = Session.objects.order_by("starts_at")[0]
    delivery.open_check_in(session, actor=SYSTEM, at=AT)
    delivery.confirm_identity(RosterEntry.objects.get(session=session), "ktp", actor=SYSTEM, at=AT)
    delivery.start_session(session, actor=SYSTEM, at=AT)
    assert "1 berjalan" in page()
    today(AT + timedelta(days=1))
    assert all(words in page() for words in ("belum ditutup", "0 dari 1"))
    delivery.close_session(session, actor=SYSTEM, at=AT, rng=np.random.default_rng(1))
    assert all(words in page() for words in ("1 hadir, 0 tidak hadir", ">ditutup<", "1 menunggu dibuka pengawas"))
    today(AT + timedelta(days=9))
    over = page()
    assert not any(words in over for words in ("Daftarkan semua", ">Siapkan<", "Tambah sesi", "Semua sesi sudah disiapkan"))


def test_the_page_of_an_event_names_whom_it_cannot_call_up(client_of: ClientOf, agencies: Agencies, roster: list[Official]) -> None:
    with scope.carried(scope=["n"]):
        Official.objects.filter(pk=roster[0].pk).update(status="retired")
        Official.objects.filter(pk=roster[1].pk).update(nip_valid=False)
    client = client_of("evi")
    told = client.get(f"/kegiatan/{make_event(client, agencies).uuid}/").content.decode()
    assert "Tidak dapat dijadwalkan: " in told
    assert "1 pensiun" in told
    assert "1 NIP-nya masih diragukan" in told


def test_what_cannot_be_read_is_said_and_nothing_is_made(client_of: ClientOf, agencies: Agencies, roster: list[Official]) -> None:
    client = client_of("evi")
    event = make_event(client, agencies)
    page = client.post(f"/kegiatan/{event.uuid}/sesi/", {"starts_at": "2025-11-24T08:00", "place": "SMKN 4", "rooms": "Lab satu"})
    assert "Baris ini tidak terbaca: Lab satu" in page.content.decode()
    page = client.post(f"/kegiatan/{event.uuid}/sesi/", {"starts_at": "2025-12-24T08:00", "place": "SMKN 4", "rooms": "Lab 1: 2"})
    assert "Sesi harus berada di antara" in page.content.decode()
    assert event.sessions.count() == 0


def test_another_agency_neither_sees_the_event_nor_plans_in_it(
    client_of: ClientOf, agencies: Agencies, roster: list[Official]
) -> None:
    event = make_event(client_of("evi"), agencies)
    stranger = client_of("orang_lain")
    assert "Pemetaan 2025" not in stranger.get("/kegiatan/").content.decode()
    for path in (f"/kegiatan/{event.uuid}/", f"/kegiatan/{event.uuid}/peserta/"):
        assert stranger.get(path).status_code == 404
    assert stranger.post(f"/kegiatan/{event.uuid}/daftarkan/").status_code == 404
    assert Registration.objects.count() == 0
    refused = stranger.post("/kegiatan/baru/", {**FORM, "agency": agencies.lampung.uuid})
    assert refused.status_code == 200
    with scope.carried(scope=["n"]):
        assert ProfilingEvent.objects.count() == 1
