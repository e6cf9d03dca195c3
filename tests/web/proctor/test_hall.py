"""The proctor's pages: the right thing is shown, the wrong thing refused with a sentence, and strangers find nothing."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from sembilan.accounts.models import User
from sembilan.audit.models import ReadEvent
from sembilan.delivery import services
from sembilan.delivery.models import Attempt, CheckIn, Incident, Pin, RosterEntry, Session
from sembilan.delivery.rules import Entry
from sembilan.kit import clock
from sembilan.tenancy.rules import SYSTEM
from tests import cast, making
from tests.cast import AT

MINUTE = timedelta(minutes=1)


class Clock:
    now: datetime = AT


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Clock:
    moved = Clock()
    monkeypatch.setattr(clock, "now", lambda: moved.now)
    return moved


@pytest.fixture
def session(agencies: cast.Agencies, time: Clock) -> Session:
    making.make_package("UJI-1")
    return making.make_session(agencies.lampung.path, 3)


@pytest.fixture
def browser(people: dict[str, User]) -> Callable[[str], Client]:
    def make(name: str = "pras") -> Client:
        client = Client()
        client.force_login(people[name], backend="sembilan.accounts.backend.ScopedBackend")
        return client

    return make


def where(name: str, session: Session, number: int | None = None) -> str:
    of = {"session": session.uuid} | ({"ref": uuid.UUID(int=number)} if number else {})
    return reverse(f"proctor:{name}", kwargs=of)


def text(answer: Any) -> str:
    found: str = answer.content.decode()
    return found


def entry_of(number: int = 1) -> RosterEntry:
    return RosterEntry.objects.select_related("session").get(ref=uuid.UUID(int=number))


def test_the_list_shows_the_sessions_of_ones_own_place(session: Session, browser: Callable[..., Client]) -> None:
    page = text(browser().get("/ruang/"))
    assert "Sesi uji" in page
    assert "Gedung uji" in page


@pytest.mark.parametrize("who", ["orang_lain", "komar", "siska"])
def test_a_stranger_and_other_roles_find_no_page_of_the_hall(session: Session, browser: Callable[..., Client], who: str) -> None:
    client = browser(who)
    for name in ("session", "board", "check_in", "start", "close", "incident", "pause_all"):
        assert client.get(where(name, session)).status_code == 404, name
    for name in ("open", "start", "resume_all", "close"):
        assert client.post(where(name, session)).status_code == 404, name
    for name in ("confirm", "pin", "seat", "absent", "pause", "resume", "credit", "incident_of"):
        assert client.post(where(name, session, 1)).status_code == 404, name
    assert client.get(where("person", session, 1)).status_code == 404


def test_a_proctor_of_another_agency_finds_nothing(session: Session, people: dict[str, User], agencies: cast.Agencies) -> None:
    from sembilan.tenancy import services as tenancy
    from sembilan.tenancy.rules import Role

    tenancy.grant(people["orang_lain"], Role.PROCTOR, agencies.elsewhere, actor=SYSTEM, at=AT)
    client = Client()
    client.force_login(people["orang_lain"], backend="sembilan.accounts.backend.ScopedBackend")
    assert "Sesi uji" not in text(client.get("/ruang/"))
    assert client.get(where("session", session)).status_code == 404
    assert client.post(where("pin", session, 1)).status_code == 404


def test_a_person_of_another_session_is_not_found_in_this_one(
    session: Session, agencies: cast.Agencies, browser: Callable[..., Client]
) -> None:
    path = agencies.lampung.path
    making.make_session(path, roster=[making.roster_line(9, path)])
    assert browser().get(where("person", session, 9)).status_code == 404


def test_check_in_by_card_or_nip_shows_the_name_large_and_the_nip_in_full_to_the_proctor(
    session: Session, browser: Callable[..., Client]
) -> None:
    nip = entry_of().nip
    for wanted in ("001-0001", nip):
        page = text(browser().get(where("check_in", session), {"cari": wanted}))
        assert '<p class="who-name">Peserta 1</p>' in page
        assert f'<span class="nip">{nip}</span>' in page
        assert "Lab 1, 01" in page
    assert list(ReadEvent.objects.values_list("what", "subject")) == [("delivery.check_in", uuid.UUID(int=1))] * 2


def test_the_event_officer_and_every_other_page_see_the_nip_masked(session: Session, browser: Callable[..., Client]) -> None:
    nip = entry_of().nip
    assert nip not in text(browser("evi").get(where("check_in", session), {"cari": "001-0001"}))
    for name in ("session", "board", "close"):
        assert nip not in text(browser().get(where(name, session))), name
    assert nip not in text(browser("evi").get(where("person", session, 1)))
    making.make_pin(entry_of())
    assert nip not in text(browser().get(where("person", session, 1)))  # his identity is confirmed already
    assert set(ReadEvent.objects.values_list("what", flat=True)) == {"delivery.roster"}  # NIP masked


def test_the_sheet_where_an_identity_is_confirmed_shows_the_nip_in_full_and_notes_it(
    session: Session, browser: Callable[..., Client]
) -> None:
    page = text(browser().get(where("person", session, 1)))
    assert "Identitas cocok" in page
    assert f'<span class="nip">{entry_of().nip}</span>' in page
    assert list(ReadEvent.objects.values_list("what", "subject")) == [("delivery.check_in", uuid.UUID(int=1))]


def test_a_name_finds_people_of_this_roster_alone(
    session: Session, agencies: cast.Agencies, browser: Callable[..., Client]
) -> None:
    line = making.roster_line(9, agencies.lampung.path, name="Peserta Lain")
    making.make_session(agencies.lampung.path, roster=[line])
    client = browser()
    listed = text(client.get(where("check_in", session), {"cari": "peserta"}))
    assert all(f"Peserta {number}" in listed for number in (1, 2, 3))
    assert "Peserta Lain" not in listed
    assert entry_of().nip not in listed
    assert set(ReadEvent.objects.values_list("what", flat=True)) == {"delivery.roster"}
    alone = text(client.get(where("check_in", session), {"cari": "2 peserta"}))
    assert '<p class="who-name">Peserta 2</p>' in alone
    for wanted in ("lain peserta", "p"):
        assert "Tidak ditemukan pada sesi ini" in text(client.get(where("check_in", session), {"cari": wanted}))


def test_the_start_page_says_when_the_last_hand_in_is_due_and_refuses_an_empty_hall(
    session: Session, browser: Callable[..., Client], time: Clock
) -> None:
    client = browser()
    empty = text(client.get(where("start", session)))
    assert "Belum seorang pun hadir" in empty
    assert "Ya, mulai sesi" not in empty
    assert "belum seorang pun hadir" in text(client.post(where("start", session), follow=True))
    assert Session.objects.get().state == "check_in"
    RosterEntry.objects.filter(ref=uuid.UUID(int=1)).update(extra_time_percent=50)
    making.make_pin(entry_of())
    minutes = sum(section["minutes"] for section in entry_of().package.outline)
    due = timezone.localtime(AT + MINUTE * minutes * 1.5)
    assert f"paling lambat sekitar pukul {due:%H.%M}" in text(client.get(where("start", session)))
    client.post(where("start", session))
    assert f"paling lambat sekitar pukul {due:%H.%M}" in text(client.get(where("session", session)))


def test_a_session_past_its_planned_start_is_marked_until_it_runs(
    session: Session, browser: Callable[..., Client], time: Clock
) -> None:
    client, pages = browser(), [reverse("proctor:sessions"), where("session", session), where("start", session)]
    making.make_pin(entry_of())
    assert not any("lewat" in text(client.get(page)) for page in pages)
    assert "Penerbitan PIN sudah ditutup" not in text(client.get(pages[2])) + text(client.get(where("check_in", session)))
    time.now = session.starts_at + MINUTE
    assert all("lewat" in text(client.get(page)) for page in pages)
    for page in (pages[2], where("check_in", session)):  # what the page says agrees with what its button would do
        assert "hanya dapat ikut bila mulai sesi diundur" in text(client.get(page))
        assert "masih dapat didaftar ulang" not in text(client.get(page))
    client.post(where("start", session))
    assert not any("lewat" in text(client.get(page)) for page in pages[:2])


def test_the_names_on_the_board_are_noted_once_a_day_for_each_reader(session: Session, browser: Callable[..., Client]) -> None:
    client = browser()
    for name in ("session", "board", "close", "session"):
        client.get(where(name, session))
    browser("evi").get(where("session", session))
    noted = ReadEvent.objects.filter(what="delivery.roster").order_by("pk")
    assert list(noted.values_list("actor_label", "count", "subject")) == [("Pras", 3, None), ("Evi", 3, None)]
    assert noted[0].people.filter(subject=uuid.UUID(int=1)).exists()


def test_who_is_not_on_this_roster_is_said_to_be_elsewhere(session: Session, browser: Callable[..., Client]) -> None:
    assert "Tidak ditemukan pada sesi ini" in text(browser().get(where("check_in", session), {"cari": "999"}))


def test_confirming_an_identity_gives_a_pin_that_is_shown_once(session: Session, browser: Callable[..., Client]) -> None:
    answer = browser().post(where("confirm", session, 1), {"document": "surat"})
    shown = re.search(r'data-testid="pin">(\d{3} \d{3})<', text(answer))
    assert shown
    assert answer.headers["Cache-Control"] == "no-store"
    assert CheckIn.objects.get().document == "surat"
    pin = shown.group(1)
    for page in (browser().get(where("person", session, 1)), browser().get(where("session", session))):
        assert pin not in text(page)
    assert services.enter("001-0001", pin, at=AT).lease == 1


def test_no_identity_is_confirmed_before_a_document_is_chosen(session: Session, browser: Callable[..., Client]) -> None:
    assert "Pilih dahulu dokumen" in text(browser().post(where("confirm", session, 1), follow=True))
    assert not CheckIn.objects.exists()


def test_a_second_check_in_is_refused_and_a_new_pin_ends_the_old_one(session: Session, browser: Callable[..., Client]) -> None:
    client = browser()
    client.post(where("confirm", session, 1), {"document": "ktp"})
    assert "sudah tercatat hadir" in text(client.post(where("confirm", session, 1), {"document": "ktp"}, follow=True))
    client.post(where("pin", session, 1), {"pin-reason": "PIN hilang"})
    assert Pin.objects.filter(ended_at=None).count() == 1
    assert Pin.objects.count() == 2


def test_a_replacement_pin_asks_for_its_reason_and_stands_among_the_incidents(
    session: Session, browser: Callable[..., Client]
) -> None:
    client = browser()
    assert "id_pin-reason" not in text(client.get(where("person", session, 1)))
    client.post(where("confirm", session, 1), {"document": "ktp"})
    assert "id_pin-reason" in text(client.get(where("person", session, 1)))
    assert "Tulis alasannya" in text(client.post(where("pin", session, 1), follow=True))
    assert Pin.objects.count() == 1
    assert 'data-testid="pin"' in text(client.post(where("pin", session, 1), {"pin-reason": "pindah komputer"}))
    assert "Sebelum peserta masuk: pindah komputer" in text(client.get(where("session", session)))
    client.post(where("start", session))
    assert re.search(r"<li>Pras: 1</li>", text(client.get(where("close", session))))


def test_a_proctor_on_the_roster_finds_no_button_on_his_own_page_and_no_way_round(
    session: Session, browser: Callable[..., Client]
) -> None:
    RosterEntry.objects.filter(ref=uuid.UUID(int=1)).update(nip=cast.person_number("pras"))
    client = browser()
    page = text(client.get(where("person", session, 1)))
    assert "Ini nama Anda sendiri" in page
    assert "Identitas cocok" not in page
    assert "Petugas lain" in text(client.post(where("confirm", session, 1), {"document": "ktp"}, follow=True))
    assert not CheckIn.objects.exists()


def test_what_a_person_needs_stands_at_check_in_on_his_page_and_at_his_seat(
    session: Session, browser: Callable[..., Client]
) -> None:
    RosterEntry.objects.filter(ref=uuid.UUID(int=1)).update(reader=True, separate_room=True, extra_time_percent=25)
    for page in (
        browser().get(where("check_in", session), {"cari": "001-0001"}),
        browser().get(where("person", session, 1)),
        browser().get(where("session", session)),
    ):
        assert "tambahan waktu 25%, pembaca soal, ruang tersendiri" in text(page)


def test_who_comes_too_late_for_a_pin_is_not_marked_as_present_and_a_late_start_lets_him_in(
    session: Session, browser: Callable[..., Client], time: Clock
) -> None:
    time.now = session.starts_at
    client = browser()
    refused = text(client.post(where("confirm", session, 1), {"document": "ktp"}, follow=True))
    assert "sudah ditutup 5 menit" in refused
    assert not CheckIn.objects.exists()
    form = text(client.get(where("postpone", session)))
    assert "Undur mulai" in form
    assert "diundur" not in text(client.post(where("postpone", session), {"minutes": "1", "reason": "x"}))
    moved = text(client.post(where("postpone", session), {"minutes": "30", "reason": "genset dinyalakan"}, follow=True))
    assert "Mulai sesi diundur" in moved
    assert "genset dinyalakan" in moved
    client.post(where("confirm", session, 1), {"document": "ktp"})
    assert CheckIn.objects.count() == Pin.objects.count() == 1


def test_a_session_starts_after_a_question_and_only_once(session: Session, browser: Callable[..., Client]) -> None:
    client = browser()
    making.make_pin(entry_of())
    assert "Mulai sesi sekarang?" in text(client.get(where("start", session)))
    assert Session.objects.get().state == "check_in"
    assert "Sesi dimulai" in text(client.post(where("start", session), follow=True))
    assert "sedang dalam keadaan: Berlangsung" in text(client.post(where("start", session), follow=True))


def test_the_board_shows_trouble_first_progress_and_no_answer(
    session: Session, browser: Callable[..., Client], time: Clock
) -> None:
    making.make_sitting(session, 1)
    attempt = making.make_sitting(session, 2)
    services.record_answers(attempt, [Entry(attempt.last_seq + 1, "answer", "S1-1", "B", 1)], at=AT + 3 * MINUTE)
    time.now = AT + 3.5 * MINUTE
    page = text(browser().get(where("session", session)))
    assert page.index("Peserta 1") < page.index("Peserta 2") < page.index("Peserta 3")
    assert "Tidak terdengar lebih dari satu menit" in page
    assert "1 dari 11" in page
    assert "7 menit" in page
    assert "S1-1" not in page
    fragment = text(browser().get(where("board", session))).strip()
    assert re.sub(r"\s+", " ", fragment) in re.sub(r"\s+", " ", page)  # the fragment is its part of the page
    assert f'hx-get="{where("board", session)}"' in page


def test_one_person_is_paused_with_a_reason_and_goes_on(session: Session, browser: Callable[..., Client]) -> None:
    making.make_sitting(session, 1)
    client = browser()
    assert "Tulis alasannya" in text(client.post(where("pause", session, 1), {"reason": ""}, follow=True))
    assert "dijeda" in text(client.post(where("pause", session, 1), {"reason": "sakit perut"}, follow=True))
    assert Attempt.objects.get(ref=uuid.UUID(int=1)).state == "paused"
    assert "Lamanya jeda dikembalikan" in text(client.post(where("resume", session, 1), follow=True))
    assert "sakit perut" in text(client.get(where("session", session)))


def test_the_whole_session_is_paused_and_goes_on(session: Session, browser: Callable[..., Client]) -> None:
    making.make_sitting(session, 1)
    client = browser()
    assert client.post(where("pause_all", session), {"reason": ""}).status_code == 200
    assert Attempt.objects.get(ref=uuid.UUID(int=1)).state == "running"
    client.post(where("pause_all", session), {"reason": "listrik padam"})
    page = text(client.get(where("session", session)))
    assert "Lanjutkan semua" in page
    client.post(where("resume_all", session))
    assert Attempt.objects.get(ref=uuid.UUID(int=1)).state == "running"


def test_time_is_given_with_a_reason_and_a_wrong_number_is_marked_at_its_field(
    session: Session, browser: Callable[..., Client]
) -> None:
    making.make_sitting(session, 1)
    client = browser()
    wrong = client.post(where("credit", session, 1), {"credit-minutes": "0", "credit-reason": "komputer diganti"})
    assert wrong.status_code == 400
    assert 'aria-invalid="true"' in text(wrong)
    client.post(where("credit", session, 1), {"credit-minutes": "5", "credit-reason": "komputer diganti"})
    assert Attempt.objects.get(ref=uuid.UUID(int=1)).credit_ms == 300_000


def test_incidents_are_noted_for_a_person_or_the_session(session: Session, browser: Callable[..., Client]) -> None:
    client = browser()
    assert "Ada yang perlu diperbaiki" in text(client.post(where("incident", session), {"kind": "power", "note": ""}))
    client.post(where("incident", session), {"kind": "power", "note": "Listrik padam lima menit"})
    client.post(where("incident_of", session, 1), {"incident-kind": "pc", "incident-note": "Layar mati"})
    assert set(Incident.objects.values_list("kind", "entry__name")) == {("power", None), ("pc", "Peserta 1")}
    page = text(client.get(where("session", session)))
    assert "Layar mati" in page
    assert "Listrik padam" in page


def test_a_seat_is_changed_and_absence_noted_with_its_reason(session: Session, browser: Callable[..., Client]) -> None:
    client = browser()
    assert "Lab 1|02" not in text(client.get(where("person", session, 1)))  # taken
    client.post(where("seat", session, 1), {"seat": "Lab 1|09"})
    assert entry_of().seat.label == "09"  # type: ignore[union-attr]
    assert "Kursi Lab 1 02 sudah ditempati" in text(client.post(where("seat", session, 1), {"seat": "Lab 1|02"}, follow=True))
    client.post(where("absent", session, 2), {"reason": "sakit"})
    assert "sakit" in text(client.get(where("session", session)))


def test_closing_says_first_who_has_not_handed_in(session: Session, browser: Callable[..., Client]) -> None:
    making.make_sitting(session, 1)
    making.make_pin(entry_of(2), seed=2)
    client = browser()
    page = text(client.get(where("close", session)))
    assert "Belum mengumpulkan: 1" in page
    assert "Hadir, belum mulai: 1" in page
    assert "Tidak hadir: 1" in page
    assert Session.objects.get().state == "running"
    assert "Sesi ditutup" in text(client.post(where("close", session), follow=True))
    assert Session.objects.get().state == "closed"
    assert Attempt.objects.get(ref=uuid.UUID(int=1)).state == "expired"
    record = text(client.get(where("minutes", session)))
    assert "diakhiri saat sesi ditutup" in record
    assert "selesai karena waktu" not in record
    assert record.count("hadir, tidak mengerjakan") == 1


def test_without_a_login_the_hall_leads_to_the_login_page(session: Session) -> None:
    assert Client().get(where("session", session)).headers["Location"].startswith("/masuk/")


def test_the_minutes_hold_attendance_incidents_and_codes(
    session: Session, browser: Callable[..., Client], time: Clock, people: dict[str, User]
) -> None:
    attempt = making.make_sitting(session, 1)
    making.make_pin(entry_of(2), seed=2, actor=cast.actor(people["pras"]))
    services.mark_absent(entry_of(3), "sakit", actor=SYSTEM, at=AT)
    services.report_incident(Session.objects.get(), "power", "Padam lima menit", entry=None, actor=SYSTEM, at=AT + 2 * MINUTE)
    client = browser()
    assert "Sesi ini belum ditutup" in text(client.get(where("minutes", session)))
    attempt = services.begin_section(services.finish_section(attempt, at=AT + 3 * MINUTE), at=AT + 4 * MINUTE)
    services.hand_in(attempt, at=AT + 5 * MINUTE)
    services.close_session(session, actor=SYSTEM, at=AT + 9 * MINUTE)
    assert where("minutes", session) in text(client.get(where("session", session)))
    page = re.sub(r"\s+", " ", text(client.get(where("minutes", session))))
    assert "belum ditutup" not in page
    code = Attempt.objects.get(ref=uuid.UUID(int=1)).hand_in_code
    for wanted in (code, "Padam lima menit", "tidak hadir: sakit", "hadir, tidak mengerjakan",
                   entry_of(1).nip, "Provinsi Uji Lampung"):  # fmt: skip
        assert wanted in page, wanted
    assert page.index("001-0001") < page.index("001-0002") < page.index("001-0003")
    assert "Jawaban" not in page
    readings = ReadEvent.objects.filter(what="delivery.minutes")
    assert list(readings.values_list("count", "subject")) == [(3, None)] * 2
    assert readings.filter(people__subject=uuid.UUID(int=1)).count() == 2


def test_a_proctor_who_did_nothing_in_a_closed_session_reads_its_minutes_with_masked_nips(
    session: Session, browser: Callable[..., Client]
) -> None:
    client = browser()
    assert entry_of(1).nip in text(client.get(where("minutes", session)))
    services.close_session(session, actor=SYSTEM, at=AT + MINUTE)
    page = text(client.get(where("minutes", session)))
    assert entry_of(1).nip not in page
    assert f"berakhiran {entry_of(1).nip[-4:]}" in page
    assert ReadEvent.objects.filter(what="delivery.minutes").count() == 1


def test_the_event_officer_reads_the_minutes_with_masked_nips(session: Session, browser: Callable[..., Client]) -> None:
    page = text(browser("evi").get(where("minutes", session)))
    assert entry_of(1).nip not in page
    assert f"berakhiran {entry_of(1).nip[-4:]}" in page
    assert list(ReadEvent.objects.values_list("what", "count")) == [("delivery.roster", 3)]
