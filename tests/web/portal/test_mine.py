"""My results: the right thing is shown, to me alone."""

from __future__ import annotations

import functools
import re
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from sembilan.accounts import services as accounts
from sembilan.audit.models import ReadEvent, ReadSubject
from sembilan.audit.services import note_listing, note_listing_daily, note_reading
from sembilan.kit import scope
from sembilan.reporting import services
from sembilan.scheduling.models import Registration
from sembilan.tenancy import services as tenancy
from sembilan.tenancy.rules import NATION
from tests import cast
from tests.cast import AT, PASSWORD
from tests.rooms.profiling import making as profiles
from tests.rooms.reporting.making import LATER, PURPOSE, Stage, make_login
from tests.rooms.reporting.reading import pages_of


def text(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_the_page_begins_with_one_plain_paragraph(stage: Stage, phone: Client) -> None:
    page = phone.get("/saya/")
    assert page.status_code == 200
    assert "Anda memenuhi atau melampaui standar untuk jenjang jabatan Anda pada tujuh dari delapan kompetensi" in text(page)
    assert "Hasil ini bukan nilai lulus atau gagal." in text(page)


def test_what_it_is_not_comes_right_after_it_and_the_sample_is_told_once(stage: Stage, phone: Client) -> None:
    page = phone.get("/saya/").content.decode()
    order = [
        page.index(words) for words in ("Pada 24 November 2025", "Apa yang bukan", "Kompetensi dibanding standar", '<h2 id="kotak"')
    ]
    assert order == sorted(order)
    assert page.count("Contoh, bukan dasar keputusan") == 1
    assert 'class="alert warn"' not in page


def test_aspects_stand_in_the_same_rows_as_competencies_and_their_sentences_fold(stage: Stage, phone: Client) -> None:
    page = phone.get("/saya/").content.decode()
    part = page[page.index('<h2 id="potensi"') : page.index('<h2 id="pembaca"')]
    rows, folded = part.split("</ul>", 1)
    assert rows.count("<svg") == rows.count('class="row-line"') == 8
    assert "Paling mungkin level" not in rows
    assert folded.index("<details>") < folded.index("Paling mungkin level")


def test_my_page_shows_my_nip_whole_and_no_place_in_a_file(stage: Stage, phone: Client) -> None:
    told = text(phone.get("/saya/"))
    assert stage.dewi.nip in told
    assert "Data kepegawaian instansi Anda" in told
    assert ".xlsx" not in told
    assert "inventori" not in told


def test_the_sum_of_my_box_and_of_my_place_on_the_map_fold_below_it(stage: Stage, phone: Client) -> None:
    page = phone.get("/saya/").content.decode()
    folded = page[page.index("Hitung sendiri: dari mana kotak ini") :].partition("</details>")[0]
    assert 'data-label="Sumbangan"' in folded
    assert "Rekam jejak disiplin" in folded
    assert "tidak ditampilkan" not in folded  # it is his own
    assert "Hitung sendiri: dari mana letak ini" in page
    assert "Tiga hal yang namanya mirip." in page


def test_a_missing_document_says_whom_to_give_it_to(stage: Stage, phone: Client) -> None:
    assert f"kepada pengelola kepegawaian di {stage.place.agency.name}" in text(phone.get("/saya/"))


def test_nobody_is_asked_to_hand_in_his_own_discipline_record(stage: Stage, phone: Client) -> None:
    asked = re.findall(r"Jika Anda memiliki bukti ([^.]*)", text(phone.get("/saya/")))
    assert asked
    assert not any("disiplin" in names for names in asked)
    assert "Untuk rekam jejak disiplin Anda tidak perlu melakukan apa pun" in text(phone.get("/saya/"))


def test_it_says_what_was_measured_against_what_and_that_it_is_a_sample(stage: Stage, phone: Client) -> None:
    told = text(phone.get("/saya/"))
    assert "Baku jenjang Pengawas, bukan SKJ" in told
    assert "Contoh, bukan dasar keputusan" in told
    assert "tidak dapat dinilai" in told
    assert "Ini bukan nilai nol." in told


def test_both_maps_stand_there_with_their_names_and_doubt(stage: Stage, phone: Client) -> None:
    page = phone.get("/saya/")
    told = text(page)
    assert "Kotak manajemen talenta: kinerja dan potensial" in told
    assert "Peta asesmen: kompetensi dan potensi" in told
    assert "Bukan peringkat" in told
    assert page.content.decode().count("<svg") >= 20


def test_nothing_on_the_page_is_styled_or_scripted_inline(stage: Stage, phone: Client) -> None:
    page = phone.get("/saya/").content.decode()
    assert not re.search(r'\sstyle="|\son[a-z]+="|<style', page)


def test_no_address_of_the_portal_takes_an_identifier() -> None:
    from sembilan.web.portal.urls import urlpatterns

    assert all("<" not in str(pattern.pattern) for pattern in urlpatterns)


def test_an_official_sees_only_himself(stage: Stage, phone: Client) -> None:
    told = text(phone.get(f"/saya/?official={stage.people[1].pk}&uuid={stage.people[1].uuid}"))
    assert "Dewi Lestari 0" in told
    assert "Dewi Lestari 1" not in told


def test_officers_and_strangers_have_no_portal(stage: Stage, client_of: Callable[[str], Client]) -> None:
    for name in ("agus", "komar", "orang_lain", "siska"):
        assert client_of(name).get("/saya/").status_code == 404
        assert client_of(name).post("/saya/laporan/").status_code == 404
    answer = Client().get("/saya/")
    assert (answer.status_code, answer["Location"]) == (302, "/masuk/?next=/saya/")


def test_who_looked_stands_there_with_day_and_purpose(stage: Stage, phone: Client, people: dict[str, Any]) -> None:
    assert "Belum ada yang membuka data Anda." in text(phone.get("/saya/"))
    services.make_report(stage.dewi, actor=cast.actor(people["komar"]), at=LATER, purpose=PURPOSE)
    services.make_report(stage.people[1], actor=cast.actor(people["komar"]), at=LATER, purpose="tujuan yang lain sekali")
    told = text(phone.get("/saya/"))
    assert "Komar · laporan perorangan (PDF)" in told
    assert PURPOSE in told
    assert "tujuan yang lain sekali" not in told


def test_a_proctor_who_read_the_nip_at_check_in_stands_there_too(stage: Stage, phone: Client, people: dict[str, Any]) -> None:
    """The hall notes it under the candidate's ref; the person sees it under his name."""
    ref = Registration.objects.filter(official=stage.dewi).values_list("ref", flat=True)[0]
    why = "Mencocokkan identitas saat registrasi ulang"
    for subject in (ref, uuid.uuid4()):
        note_reading(
            "delivery.check_in", actor=cast.actor(people["pras"]), at=LATER, why=why, path=stage.dewi.path, subject=subject
        )
    told = text(phone.get("/saya/"))
    assert "1 kali sejak data Anda ada di sini" in told
    assert "Pras · NIP Anda, saat registrasi ulang di ruang tes" in told


def test_a_list_in_which_i_stood_stands_there_with_its_purpose_and_others_do_not(
    stage: Stage, phone: Client, people: dict[str, Any]
) -> None:
    ref = Registration.objects.filter(official=stage.dewi).values_list("ref", flat=True)[0]
    komar, other = cast.actor(people["komar"]), [stage.people[1].uuid, uuid.uuid4()]
    note = functools.partial(note_listing, actor=komar, path=stage.dewi.path)
    for _page in range(2):
        note("profiling.people_list", at=LATER, why="Daftar: Kotak 9", people=[stage.dewi.uuid, *other])
    note("delivery.minutes", at=LATER, why="Berita acara: Sesi 1", people=[ref, uuid.uuid4()])
    note("profiling.people_xlsx", at=LATER, why="tanpa saya", people=other)
    told = text(phone.get("/saya/"))
    assert "3 kali sejak data Anda ada di sini" in told
    assert "Komar · daftar nama pada peta talenta · memuat 3 orang · 2 kali hari itu" in told
    assert "Berita acara: Sesi 1" in told
    assert "tanpa saya" not in told


def test_a_list_that_renews_itself_is_noted_once_a_day_and_again_for_other_people(stage: Stage, people: dict[str, Any]) -> None:
    komar, path = cast.actor(people["komar"]), stage.dewi.path
    note = functools.partial(note_listing_daily, "delivery.roster", actor=komar, why="Ruang tes", path=path)
    first, second, third = (uuid.uuid4() for _one in range(3))
    assert note(at=LATER, people=[first, second]) is not None
    assert note(at=LATER, people=[second, first]) is None
    assert note(at=LATER, people=[first, third]) is not None  # as many, but not the same
    assert note(at=LATER, people=[first, second]) is None
    assert note(at=LATER + timedelta(days=1), people=[first, second]) is not None


def test_row_level_security_shows_a_person_his_own_place_in_a_list_alone(stage: Stage, people: dict[str, Any]) -> None:
    mine, yours = stage.dewi.uuid, stage.people[1].uuid
    for subjects in ([mine, yours], [yours]):
        note_listing("people.list", actor=cast.actor(people["komar"]), at=LATER, why="uji", path=stage.dewi.path, people=subjects)
    with scope.carried(subject=mine):
        assert list(ReadSubject.objects.values_list("subject", flat=True)) == [mine]
        assert ReadEvent.objects.count() == 1
    with scope.carried(scope=["n.lain"]):
        assert not ReadSubject.objects.exists()


def test_my_report_is_a_pdf_and_reading_it_myself_is_not_somebody_who_looked(stage: Stage, phone: Client) -> None:
    answer = phone.post("/saya/laporan/")
    assert answer["Content-Type"] == "application/pdf"
    told = " ".join(pages_of(answer.content))
    assert "Dewi Lestari 0" in told
    assert stage.dewi.nip in told.replace(" ", "")
    assert phone.post("/saya/laporan/").content == answer.content
    assert "Belum ada yang membuka data Anda." in text(phone.get("/saya/"))
    assert phone.get("/saya/laporan/").status_code == 405


@pytest.fixture
def waiting(stage: Stage) -> Client:
    """Somebody who has sat a test that is not released."""
    official = profiles.make_official(stage.place, "Tono Tunggu")
    planned = profiles.make_event(stage.place, "2026")
    Registration.objects.create(
        event=planned.event,
        official=official,
        planned=planned,
        participant_number="2026-1",
        attendance=Registration.Attendance.FINISHED,
        path=official.path,
    )
    client = Client()
    client.force_login(make_login(official, "tono"), backend="sembilan.accounts.backend.ScopedBackend")
    return client


def test_before_the_release_the_result_is_being_checked(waiting: Client) -> None:
    told = text(waiting.get("/saya/"))
    assert "Hasil Anda sedang diperiksa" in told
    assert "level" not in told
    answer = waiting.post("/saya/laporan/", follow=True)
    assert "Belum ada hasil yang sudah dirilis" in text(answer)


def test_without_any_test_there_is_simply_no_result(stage: Stage) -> None:
    client = Client()
    user = make_login(profiles.make_official(stage.place, "Baru Masuk"), "baru")
    client.force_login(user, backend="sembilan.accounts.backend.ScopedBackend")
    told = text(client.get("/saya/"))
    assert "Belum ada hasil" in told
    assert "sedang diperiksa" not in told


def test_a_login_without_a_record_says_whom_to_ask(stage: Stage) -> None:
    with scope.carried(scope=["n"]):
        stage.dewi.user = None
        stage.dewi.save(update_fields=["user"])
    client = Client()
    client.force_login(stage.user, backend="sembilan.accounts.backend.ScopedBackend")
    assert "belum terhubung dengan data pegawai" in text(client.get("/saya/"))


def test_an_official_sees_who_renewed_the_access_to_his_account_and_why(stage: Stage, people: dict[str, Any]) -> None:
    with scope.carried(scope=[NATION]):
        tenancy.renew_activation(stage.user, "Katanya lupa kata sandi", actor=cast.actor(people["agus"]), at=AT)
        accounts.set_password(stage.user, PASSWORD)  # whoever holds the link
    browser = Client()
    browser.force_login(stage.user, backend="sembilan.accounts.backend.ScopedBackend")
    told = text(browser.get("/saya/"))
    assert "Akses diperbarui oleh Agus; kata sandi lama berakhir" in told
    assert "Alasan: Katanya lupa kata sandi" in told
