"""The main job, from a roster file to both maps and a report, through the pages alone: in a real browser, against a real server."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from django.utils import timezone
from playwright.sync_api import Browser, expect
from pypdf import PdfReader

from sembilan.accounts import services as accounts
from sembilan.accounts.models import User
from sembilan.competency import services as competency
from sembilan.delivery import selectors as hall_room
from sembilan.delivery import services as delivery
from sembilan.delivery.models import Answer, Attempt, RosterEntry
from sembilan.delivery.rules import Entry
from sembilan.demo import hall, week
from sembilan.kit import clock, scope
from sembilan.measurement import services as measurement
from sembilan.people import services as people
from sembilan.people.models import Official
from sembilan.tenancy import services as tenancy
from sembilan.tenancy.rules import SYSTEM, Role
from tests import cast, making
from tests.journeys import candidate, roster
from tests.journeys.candidate import Keyboard
from tests.journeys.desk import Desk
from tests.journeys.live import Site

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]

STAFF = ("agus", "evi", "pras", "siska", "sandi", "komar", "gubernur", "orang_lain")
EVENT = "Profiling ASN uji"
PACKAGE = "UJI-PENDEK"
PURPOSE = "Persiapan rencana suksesi"
BY_MOUSE, BY_KEYBOARD = roster.SITTERS[0], roster.SITTERS[1]


@dataclass
class House:
    """The site with its people at their desks, and what one step leaves for the next."""

    site: Site
    browser: Browser
    agencies: cast.Agencies
    today: date
    desks: dict[str, Desk] = field(default_factory=dict)
    pins: dict[str, str] = field(default_factory=dict)  # participant number -> PIN
    plans: dict[str, dict[str, Any]] = field(default_factory=dict)  # name -> item -> the answer he means to give
    hall_url: str = ""
    code: str = ""

    def desk(self, who: str) -> Desk:
        """Somebody's browser; staff log in when they first sit down."""
        if who not in self.desks:
            self.desks[who] = Desk(self.browser, self.site.address, who)
            if who in (*STAFF, "sari"):
                self.desks[who].log_in()
        return self.desks[who]

    def trouble(self) -> list[str]:
        return sorted({one for desk in self.desks.values() for one in desk.trouble})


@pytest.fixture
def house(site: Site, browser: Browser) -> House:
    """What no page makes: the nation, the first users, the bank with its sealed package, the cut scores."""
    with scope.carried(scope=["n"]):
        agencies = cast.make_agencies()
        for name in STAFF:
            cast.make_user(name, agencies)
        competency.load_dictionary(actor=SYSTEM, at=cast.AT)
        measurement.load_cuts(actor=SYSTEM, at=cast.AT)
        making.make_short_battery(PACKAGE)
    site.start_worker()
    return House(site, browser, agencies, timezone.localtime(clock.now()).date())


ADMINS_OWN = {
    "/data/", "/data/lowong/", "/data/impor/", "/data/mutu/", "/data/mutu/name_formula/", "/kegiatan/", "/kegiatan/baru/",
    "/talenta/", "/talenta/orang/", "/talenta/kebijakan/", "/talenta/perhitungan/",
}  # fmt: skip
"""Addresses that name nothing: another agency's admin finds his own there."""

STEPS: list[Callable[[House], None]] = []


def step(function: Callable[[House], None]) -> Callable[[House], None]:
    STEPS.append(function)
    return function


def test_from_a_roster_file_to_both_maps_and_a_report(house: House) -> None:
    for one in STEPS:
        try:
            one(house)
        except Exception as wrong:
            wrong.add_note(f"at the step: {one.__name__}; seen so far: {house.trouble()}")
            raise
    assert house.trouble() == []


# --- before the test ------------------------------------------------------------------------------------------------------------


@step
def the_agency_imports_its_roster_and_mends_a_row(house: House) -> None:
    desk = house.desk("agus")
    desk.look("home-agency-admin")
    desk.says("Impor daftar pegawai")
    desk.follow("Data pegawai", "officials-empty")
    desk.follow("Jabatan lowong", "vacancies-empty")
    desk.follow("Data pegawai")
    desk.follow("Impor", "imports")
    file = {"name": roster.NAME, "mimeType": "application/octet-stream", "buffer": roster.workbook(house.today)}
    desk.page.get_by_label("Berkas").set_input_files(files=[file])  # type: ignore[list-item]
    desk.press("Lihat pratinjau")
    desk.says("Pratinjau: belum ada yang diubah.")
    desk.look("import-preview")
    for cause in ("Nama berisi rumus, bukan nama", "Tanggal tidak mungkin ada", "Unit kerja tidak ada pada daftar unit"):
        desk.says(cause)
    desk.says("Satu NIP pada dua baris")
    desk.follow("Ubah pemetaan kolom", "import-mapping")
    desk.press("Simpan dan lihat pratinjau")
    desk.press("Terapkan impor")
    desk.says("Impor diterapkan.")
    desk.look("import-applied")
    desk.follow("Perbaiki di mutu data", "queue")
    desk.follow("Nama berisi rumus, bukan nama", "queue-cause")
    desk.page.get_by_label("Nilai yang benar").fill(roster.RIGHT_NAME)
    desk.press("Perbaiki")
    desk.says("Diperbaiki.")
    desk.follow("Data pegawai", "officials")
    desk.says(roster.RIGHT_NAME)
    expect(desk.page.get_by_role("row")).to_have_count(1 + len(roster.PEOPLE))


@step
def the_event_officer_plans_a_session_and_registers_everybody(house: House) -> None:
    desk = house.desk("evi")
    desk.look("home-event-officer")
    desk.follow("Kegiatan", "events-empty")
    desk.follow("Kegiatan baru")
    page = desk.page
    page.get_by_label("Instansi").select_option(label=house.agencies.lampung.name)
    page.get_by_label("Kode").fill("UJI-1")
    page.get_by_label("Nama kegiatan").fill(EVENT)
    page.get_by_label("Periode talenta").fill(str(house.today.year))
    page.get_by_label("Hari pertama").fill(house.today.isoformat())
    page.get_by_label("Hari terakhir").fill((house.today + timedelta(days=1)).isoformat())
    page.get_by_role("group", name="Paket soal").get_by_role("checkbox").check()
    page.get_by_label("PIN ditutup sebelum mulai (menit)").fill("0")
    desk.look("event-new")
    desk.press("Buat kegiatan")
    page.get_by_label("Mulai").fill(f"{timezone.localtime(clock.now()):%Y-%m-%dT%H:%M}")
    page.get_by_label("Tempat").fill("Laboratorium komputer SMAN 2")
    page.get_by_label("Ruang dan kursi").fill("Lab 1: 8\nLab 2: 8")
    desk.look("event-session")
    desk.press("Tambah sesi")
    desk.says("Sesi ditambahkan.")
    desk.press("Daftarkan semua dan isi kursi")
    desk.says(f"{len(roster.SITTERS) + 1} orang didaftarkan; 0 belum mendapat kursi.")
    desk.press("Siapkan")
    desk.says("Sesi 1 siap dibuka oleh pengawas.")
    desk.look("event")
    page.get_by_role("main").locator("a[href$='/peserta/']").click()
    desk.look("event-registered")
    desk.says(roster.ABSENT)
    expect(page.get_by_role("main")).not_to_contain_text(roster.RETIRED)


@step
def the_policy_of_the_period_is_published_before_anybody_sits(house: House) -> None:
    desk = house.desk("agus")
    desk.follow("Kebijakan", "policies-empty")
    desk.page.get_by_role("radio", name="Bobot Keputusan Kepala BKN 411/2025").check()
    desk.press("Susun draf")
    desk.says("simulasi")
    desk.look("policy-draft")
    desk = house.desk("gubernur")
    desk.follow("Kebijakan", "policies")
    desk.follow(str(house.today.year))
    desk.follow("Terbitkan kebijakan", "policy-publish")
    desk.press("Ya, terbitkan")
    desk.says("Sudah diterbitkan")
    desk.look("policy-published")


# --- the test -------------------------------------------------------------------------------------------------------------------


@step
def the_proctor_opens_the_doors_and_gives_out_pins(house: House) -> None:
    desk = house.desk("pras")
    desk.look("home-proctor")
    desk.follow("Ruang tes", "hall-sessions")
    desk.follow(f"{EVENT}, sesi 1", "hall-planned")
    house.hall_url = desk.path
    desk.press("Buka registrasi ulang")
    desk.follow("Registrasi ulang", "hall-check-in")
    for entry in _entries():
        if entry.name == roster.ABSENT:
            continue
        desk.page.get_by_label("Nomor peserta, NIP, atau nama").fill(entry.participant_number)
        desk.press("Cari")
        if entry.name == BY_MOUSE:
            desk.look("hall-identity")
            desk.says(entry.nip)  # in full, to the proctor of his own session
        desk.page.get_by_label("KTP").check()
        desk.press("Identitas cocok, terbitkan PIN")
        house.pins[entry.name] = desk.page.get_by_test_id("pin").inner_text().replace(" ", "")
        if entry.name == BY_MOUSE:
            desk.look("hall-pin")
        desk.follow("Peserta berikutnya")
    assert set(house.pins) == set(roster.SITTERS)


@step
def one_sits_with_the_mouse_through_a_reload_and_a_server_that_dies(house: House) -> None:
    entry, desk, proctor = _entry(BY_MOUSE), house.desk("kandidat-1"), house.desk("pras")
    desk.page.goto("/ujian/")
    desk.look("exam-enter")
    candidate.enter(desk, entry.participant_number, house.pins[BY_MOUSE])
    desk.says("Menunggu pengawas memulai sesi")
    desk.look("exam-waiting")
    proctor.page.goto(house.hall_url)
    proctor.follow("Mulai sesi", "hall-start")
    proctor.press("Ya, mulai sesi")
    proctor.says("Sesi dimulai")
    expect(desk.page.get_by_role("checkbox")).to_be_visible()  # the waiting page went on by itself
    desk.look("exam-notices")
    candidate.agree(desk)
    sections = _sections(entry)
    first, second = sections[0]["items"][1]["id"], sections[1]["items"][1]["id"]

    def at_item(item: str) -> None:
        if item == first:
            desk.page.reload()
        if item == second:
            _server_dies_and_returns(house, desk)
            desk.page.reload()
        if item in (first, second):
            expect(desk.page.get_by_test_id("stem")).to_have_attribute("data-item", item)

    values = _planned(house)[BY_MOUSE]
    candidate.work(desk, sections, values, at_item)
    desk.look("exam-hand-in")
    desk.press("Kumpulkan tes")
    _handed_in(desk, entry, values)
    proctor.look("hall-running")


def _server_dies_and_returns(house: House, desk: Desk) -> None:
    """What was just answered is not yet saved, is said so, and arrives once the server is back."""
    saved = desk.page.get_by_test_id("saved")
    with desk.server_away(), house.desk("pras").server_away():
        house.site.kill()
        desk.page.get_by_test_id("flag").click()
        expect(saved).to_contain_text("Belum tersimpan")
        desk.look("exam-server-away")
        house.site.start()
        expect(saved).to_contain_text("Tersimpan di server", timeout=40_000)


@step
def another_sits_by_keyboard_hearing_roles_and_names(house: House) -> None:
    entry, desk = _entry(BY_KEYBOARD), house.desk("kandidat-2")
    keyboard, values = Keyboard(desk.page), _planned(house)[BY_KEYBOARD]
    keyboard.enter(entry.participant_number, house.pins[BY_KEYBOARD])
    keyboard.agree()
    keyboard.work(_sections(entry), values)
    keyboard.push("Kumpulkan tes")
    _handed_in(desk, entry, values)


@step
def the_others_hand_in_and_the_proctor_closes(house: House) -> None:
    plans = _planned(house)
    for entry in _entries():
        if entry.name not in (BY_MOUSE, BY_KEYBOARD, roster.ABSENT):
            _sit_in_process(entry, house.pins[entry.name], plans[entry.name])
    desk = house.desk("pras")
    desk.page.goto(house.hall_url)
    desk.says("Perlu dibantu")
    desk.follow(BY_MOUSE, "hall-person")
    desk.page.goto(house.hall_url)
    desk.follow("Tutup sesi", "hall-close")
    desk.says("Tidak hadir: 1")
    desk.press("Ya, tutup sesi")
    desk.says("Sesi ditutup")
    desk.look("hall-closed")
    desk.follow("Berita acara", "hall-minutes")
    with scope.carried(scope=["n"]):
        codes = list(Attempt.objects.exclude(hand_in_code="").values_list("hand_in_code", flat=True))
    for code in codes:
        desk.says(code)


# --- after the test -------------------------------------------------------------------------------------------------------------


@step
def the_measurers_score_check_sign_and_release(house: House) -> None:
    siska, sandi = house.desk("siska"), house.desk("sandi")
    siska.look("home-psychometrician")
    siska.follow("Pengukuran", "measurement")
    siska.follow("Mulai penskoran")
    siska.page.get_by_label("Judul").fill("Penilaian uji")
    siska.look("measurement-new")
    siska.press("Mulai")
    expect(siska.page.get_by_role("button", name="Nyatakan sudah diperiksa")).to_be_visible(timeout=60_000)
    siska.look("measurement-sheet")
    siska.says("contoh, bukan dasar keputusan")
    nobody_sees_a_score_yet(house)
    siska.press("Nyatakan sudah diperiksa")
    siska.press("Tandatangani lembar mutu")
    siska.says("Tanda tangan berikutnya harus dari orang lain.")
    sandi.look("home-second-psychometrician")
    sandi.page.goto(siska.path)
    sandi.press("Tandatangani lembar mutu")
    sandi.follow("Lanjut ke rilis", "measurement-release")
    sandi.says(f"Kebijakan talenta {house.today.year} sudah terbit")
    sandi.press("Rilis sekarang")
    sandi.says("Hasil sudah dirilis.")
    sandi.look("measurement-released")


def nobody_sees_a_score_yet(house: House) -> None:
    desk = house.desk("komar")
    desk.look("home-committee")
    desk.follow("Peta talenta", "board-empty")
    desk.says("Kotak belum dihitung")


@step
def the_committee_computes_both_maps(house: House) -> None:
    desk = house.desk("komar")
    desk.page.goto("/talenta/perhitungan/")
    desk.look("maps-before")
    expect(desk.page.get_by_label("Tanggal bukti")).to_have_value(house.today.isoformat())
    desk.press("Lihat pratinjau")
    desk.look("maps-preview")
    desk.press("Ya, hitung")
    expect(desk.page.get_by_role("heading", name="Perhitungan selesai")).to_be_visible(timeout=60_000)
    desk.look("maps-done")
    desk.follow("Peta talenta", "board-boxes")
    desk.says("dari 11 orang dapat dipetakan")
    desk.follow("Lihat semuanya", "board-unmapped")
    for name in (roster.ABSENT, roster.ORPHAN):  # one was not measured, of the other no register is declared complete
        desk.says(name)
    expect(desk.page.get_by_role("main")).not_to_contain_text(BY_MOUSE)
    desk.follow("Peta talenta")
    desk.page.get_by_label("Peta", exact=True).select_option(label="Kompetensi × potensi (hasil asesmen)")
    expect(desk.page.get_by_role("heading", level=1)).to_have_text("Peta asesmen: kompetensi × potensi")
    desk.look("board-assessment")
    desk.says("10 orang diukur dengan formulir pendek")
    desk.follow("Sebagai tabel", "board-table")
    desk.says(BY_MOUSE)


@step
def a_person_is_opened_for_a_purpose_and_his_report_taken_home(house: House) -> None:
    desk = house.desk("komar")
    desk.follow(BY_MOUSE, "person-purpose")
    desk.page.get_by_label("Tujuan Anda membuka data ini").fill(PURPOSE)
    desk.press("Buka hasilnya")
    desk.look("person")
    desk.says("Kotak manajemen talenta")
    desk.says("Indikatif: formulir pendek")
    expect(desk.page.get_by_role("main")).not_to_contain_text("Menurut peraturan")
    desk.follow("Laporan perorangan", "report-ask")
    desk.page.get_by_label("Tujuan").fill(PURPOSE)
    with desk.page.expect_download() as waiting:
        desk.page.get_by_role("button", name="Unduh laporan (PDF)").click()
    pages = PdfReader(io.BytesIO(waiting.value.path().read_bytes())).pages
    text = " ".join(" ".join(page.extract_text() for page in pages).split())
    for wanted in (BY_MOUSE, "JPM", "Contoh, bukan dasar keputusan", "formulir pendek, indikatif"):
        assert wanted in text, wanted
    assert all("Contoh, bukan dasar keputusan" in " ".join(page.extract_text().split()) for page in pages)
    house.code = re.findall(r"\b[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}\b", text)[0]


@step
def the_code_on_paper_is_known_to_everybody(house: House) -> None:
    desk = house.desk("pembaca")
    desk.page.goto("/verifikasi/")
    desk.look("verify-ask")
    desk.page.get_by_label("Kode verifikasi").fill(house.code.lower().replace("-", " "))
    desk.press("Periksa")
    desk.says("Kode ini dikenal")
    desk.says("Contoh, bukan dasar keputusan")
    desk.look("verify")
    expect(desk.page.get_by_role("main")).not_to_contain_text(BY_MOUSE)


# --- what one may see of another -------------------------------------------------------------------------------------------------


@step
def the_official_sees_his_own_result_and_who_looked(house: House) -> None:
    with scope.carried(scope=["n"]):
        official = Official.objects.get(name=BY_MOUSE)
        user = accounts.add_user("sari", BY_MOUSE, path=official.path, is_staff_account=False, actor=SYSTEM, at=clock.now())
        accounts.set_password(user, cast.PASSWORD)
        tenancy.grant(user, Role.OFFICIAL, official.unit or house.agencies.lampung, actor=SYSTEM, at=clock.now())
        keeper = cast.actor(User.objects.get(username="agus"))
        people.link_account(official, user, actor=keeper, at=clock.now())
    desk = house.desk("sari")
    desk.page.goto("/saya/")
    desk.look("mine")
    desk.says("Hasil profiling Anda")
    desk.says(f"Tujuan: {PURPOSE}")
    desk.says("Komar")
    for name in set(roster.SITTERS) - {BY_MOUSE}:
        expect(desk.page.get_by_role("main")).not_to_contain_text(name)


@step
def nobody_else_finds_anything(house: House) -> None:
    visited = {path for who in STAFF for path in house.desk(who).seen} - {"/", "/masuk/"}
    seen = sorted(path for path in visited if not path.endswith("/hadir"))  # where the PIN was shown: takes a form, opens nothing
    assert len(seen) > 20
    desk = house.desk("sari")
    refused = {path: status for path, (status, _text) in desk.statuses(seen).items()}
    assert refused == dict.fromkeys(seen, 404)
    desk = house.desk("orang_lain")
    names = (*roster.SITTERS, roster.ABSENT, roster.RETIRED, house.agencies.lampung.name, EVENT)
    answers = desk.statuses([*seen, "/saya/"])
    assert {path: status for path, (status, _text) in answers.items()} == {
        path: 200 if path in ADMINS_OWN else 404 for path in answers
    }
    assert [(path, name) for path, (_status, text) in answers.items() for name in names if name in text] == []


# --- the hall behind the pages ---------------------------------------------------------------------------------------------------


def _entries() -> list[RosterEntry]:
    with scope.carried(scope=["n"]):
        return list(RosterEntry.objects.select_related("package").order_by("participant_number"))


def _entry(name: str) -> RosterEntry:
    return next(one for one in _entries() if one.name == name)


def _sections(entry: RosterEntry) -> list[dict[str, Any]]:
    """The sections of his package, as it was sealed."""
    with scope.carried(scope=["n"]):
        sections: list[dict[str, Any]] = hall_room.form_of(entry.package).body["sections"]
    return sections


def _planned(house: House) -> dict[str, dict[str, Any]]:
    """What each of them would answer: steady people who leave nothing on purpose."""
    if not house.plans:
        entries, rng = _entries(), np.random.default_rng(9)
        crowd = week.invent_people(["Pengawas"] * len(entries), rng=rng)
        crowd = replace(crowd, habit=np.zeros_like(crowd.habit), skip_rate=np.zeros_like(crowd.skip_rate))
        with scope.carried(scope=["n"]):
            works = hall.works(entries, {one.ref: row for row, one in enumerate(entries)}, crowd, hall.tables_of([PACKAGE]), rng)
        for entry in entries:
            house.plans[entry.name] = {item: value for part in works[entry.ref] for item, value, _ms in part.answers}
    return house.plans


def _sit_in_process(entry: RosterEntry, pin: str, values: Mapping[str, Any]) -> None:
    attempt, sections = delivery.enter(entry.participant_number, pin, at=clock.now()), _sections(entry)
    with scope.carried(candidate=entry.ref):
        delivery.accept_notices(attempt, at=clock.now())
        for number, section in enumerate(sections):
            attempt = delivery.begin_section(attempt, at=clock.now())
            given = [item["id"] for item in section["items"] if item["id"] in values]
            batch = [
                Entry(seq, "answer", item, values[item], attempt.lease, seq) for seq, item in enumerate(given, attempt.last_seq + 1)
            ]
            delivery.record_answers(attempt, batch, at=clock.now())
            if number < len(sections) - 1:
                delivery.finish_section(attempt, at=clock.now())
        delivery.hand_in(attempt, at=clock.now())


def _handed_in(desk: Desk, entry: RosterEntry, values: Mapping[str, Any]) -> None:
    """The page shows the code of what the server holds, and that is what he meant."""
    expect(desk.page.get_by_role("heading", level=1)).to_have_text("Tes sudah dikumpulkan")
    desk.look(f"exam-done-{desk.who}")
    with scope.carried(scope=["n"]):
        attempt = Attempt.objects.get(entry__ref=entry.ref)
        journal = dict(Answer.objects.filter(attempt=attempt, kind="answer").order_by("seq").values_list("item", "value"))
    desk.says(attempt.hand_in_code)
    assert attempt.state == Attempt.State.SUBMITTED
    assert journal == values
