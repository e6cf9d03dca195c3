"""The personnel officer's pages: the right thing shown, the wrong thing refused with a clear sentence, a stranger nowhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from sembilan.accounts.models import User
from sembilan.audit.models import ReadEvent
from sembilan.kit import scope
from sembilan.people.models import ImportBatch, Official, PerformanceRating, Position, QualityIssue
from tests import cast
from tests.cast import PASSWORD, Agencies
from tests.rooms.people.files import BUDI, CUT, ROWS, SARI, bring, workbook


def as_(name: str, people: dict[str, User]) -> Client:
    client = Client()
    client.force_login(people[name], backend="sembilan.accounts.backend.ScopedBackend")
    return client


@pytest.fixture
def batch(people: dict[str, User], agencies: Agencies) -> ImportBatch:
    return bring(agencies.lampung, actor=cast.actor(people["agus"]))


def upload(client: Client, agencies: Agencies, content: bytes, name: str = "uji.xlsx") -> object:
    return client.post(
        "/data/impor/", {"agency": str(agencies.lampung.uuid), "file": SimpleUploadedFile(name, content)}, follow=True
    )


def text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined, no-any-return]


def test_upload_preview_apply_and_undo(people: dict[str, User], agencies: Agencies) -> None:
    agus = as_("agus", people)
    preview = upload(agus, agencies, workbook())
    assert "Yang akan terjadi" in text(preview)
    assert "Jam pelatihan tidak mungkin" in text(preview)
    assert not Official.objects.exists()
    batch = ImportBatch.objects.get()
    applied = agus.post(f"/data/impor/{batch.uuid}/terapkan/", follow=True)
    assert "Impor diterapkan." in text(applied)
    assert Official.objects.count() == 3
    assert "Batalkan impor uji.xlsx?" in text(agus.get(f"/data/impor/{batch.uuid}/batal/"))
    undone = agus.post(f"/data/impor/{batch.uuid}/batal/", follow=True)
    assert "Data kembali seperti sebelumnya" in text(undone)
    assert not Official.objects.exists()


def test_an_official_is_let_in_by_a_link_and_sees_only_his_own_page(batch: ImportBatch, people: dict[str, User]) -> None:
    agus, sari = as_("agus", people), Official.objects.get(nip=SARI)
    record = f"/data/pegawai/{sari.uuid}/?untuk=mutu"
    assert "Belum mempunyai akun" in text(agus.get(record))
    shown = text(agus.post(f"/data/pegawai/{sari.uuid}/akun/"))
    assert SARI in shown
    link = re.search(r"/aktivasi/[^/]+/", shown)
    assert link
    assert "Sudah diundang" in text(agus.get(record))
    assert "sudah mempunyai akun" in text(agus.post(f"/data/pegawai/{sari.uuid}/akun/", follow=True))
    herself = Client()
    with scope.carried():
        herself.post(link[0], {"password": PASSWORD, "again": PASSWORD})
    herself.post("/masuk/", {"login": SARI, "password": PASSWORD})
    assert herself.get("/", follow=True).status_code == 200
    assert herself.get("/saya/").status_code == 200
    assert herself.get(record).status_code == 404
    assert "Akunnya aktif" in text(agus.get(record))
    assert SARI not in text(agus.get("/pengaturan/pengguna/"))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0\0\r", "bukan tabel"),
        (b"<html><table></table></html>", "halaman web"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 100, "Excel lama"),
        (workbook()[:3000], "rusak atau terpotong"),
    ],
)
def test_a_wrong_file_is_refused_in_plain_words(content: bytes, sentence: str, people: dict[str, User], agencies: Agencies) -> None:
    page = upload(as_("agus", people), agencies, content)
    assert page.status_code == 400  # type: ignore[attr-defined]
    assert sentence in text(page)
    assert not ImportBatch.objects.exists()


def test_columns_are_mapped_by_hand(people: dict[str, User], agencies: Agencies) -> None:
    agus = as_("agus", people)
    page = upload(agus, agencies, f"NIP;Sebutan;Zodiak\n{SARI};Sari Utami;Leo\n".encode(), "pegawai.csv")
    assert "belum dapat dibaca" in text(page)
    assert "Sebutan, Zodiak" in text(page)
    batch = ImportBatch.objects.get()
    assert "Isian kami" in text(agus.get(f"/data/impor/{batch.uuid}/peta/"))
    refused = agus.post(f"/data/impor/{batch.uuid}/terapkan/", follow=True)
    assert "kolom Nama belum dipetakan" in text(refused)
    agus.post(f"/data/impor/{batch.uuid}/peta/", {"kind-0": "pegawai", "column-0-nip": "NIP", "column-0-name": "Sebutan"})
    assert "Impor diterapkan." in text(agus.post(f"/data/impor/{batch.uuid}/terapkan/", follow=True))
    assert Official.objects.get().name == "Sari Utami"


def test_the_error_sheet_is_a_workbook_and_its_export_is_logged(batch: ImportBatch, people: dict[str, User]) -> None:
    sheet = as_("agus", people).get(f"/data/impor/{batch.uuid}/masalah.xlsx")
    assert sheet.content.startswith(b"PK")
    assert "attachment" in sheet["Content-Disposition"]
    assert ReadEvent.objects.filter(what="people.import_errors", subject=None).count() == 1


def test_the_queue_groups_by_cause_and_mends_in_place(batch: ImportBatch, people: dict[str, User]) -> None:
    agus = as_("agus", people)
    queue = text(agus.get("/data/mutu/"))
    assert "NIP bukan 18 angka" in queue
    assert "belum masuk sampai diperbaiki" in queue
    issue = QualityIssue.objects.get(cause="nip_malformed")
    page = text(agus.get("/data/mutu/nip_malformed/"))
    assert f"Pakai {CUT}5" in page
    refused = agus.post(f"/data/mutu/nip_malformed/{issue.uuid}/", {"mend": "1", "value": "123"}, follow=True)
    assert "belum benar menurut aturan yang sama" in text(refused)
    mended = agus.post(f"/data/mutu/nip_malformed/{issue.uuid}/", {"accept": "1"}, follow=True)
    assert "Diperbaiki." in text(mended)
    assert Official.objects.filter(nip=f"{CUT}5", nip_valid=True).exists()


def test_one_decision_for_all_and_a_reason_is_needed(batch: ImportBatch, people: dict[str, User]) -> None:
    agus = as_("agus", people)
    refused = agus.post("/data/mutu/hours_impossible/semua/", {"do": "dismiss", "reason": "ya"}, follow=True)
    assert "Tulis alasannya" in text(refused)
    done = agus.post("/data/mutu/unit_unknown/semua/", {"do": "value", "value": "U1"}, follow=True)
    assert "1 masalah diperbaiki." in text(done)
    aside = agus.post("/data/mutu/hours_impossible/semua/", {"do": "dismiss", "reason": "Sertifikat hilang"}, follow=True)
    assert "1 masalah dikesampingkan." in text(aside)


def test_a_record_opens_with_a_purpose_only_and_the_reading_stays(batch: ImportBatch, people: dict[str, User]) -> None:
    komar, sari = as_("komar", people), Official.objects.get(nip=SARI)
    asked = text(komar.get(f"/data/pegawai/{sari.uuid}/"))
    assert "Untuk apa Anda membuka data ini?" in asked
    assert "III/c" not in asked
    page = text(komar.get(f"/data/pegawai/{sari.uuid}/?untuk=talenta"))
    assert "III/c" in page
    assert SARI not in page  # masked outside the unit
    assert "10 Desember 1985" not in page
    assert "huruf besar" not in page.lower()  # a disability is not the committee's business
    read = ReadEvent.objects.get(subject=sari.uuid)
    assert (read.what, read.why, read.actor) == ("people.official", "Pertimbangan manajemen talenta", people["komar"].uuid)


def test_the_keeper_reads_the_whole_number_and_moves_people(batch: ImportBatch, people: dict[str, User]) -> None:
    agus, sari = as_("agus", people), Official.objects.get(nip=SARI)
    assert SARI in text(agus.get(f"/data/pegawai/{sari.uuid}/?untuk=mutu"))
    assert "bukan unit di instansi ini" in text(agus.post(f"/data/pegawai/{sari.uuid}/pindah/", {"unit": "U404"}, follow=True))
    assert "sekarang berada di Dinas Dua" in text(agus.post(f"/data/pegawai/{sari.uuid}/pindah/", {"unit": "U2"}, follow=True))


def test_the_list_searches_and_filters(batch: ImportBatch, people: dict[str, User]) -> None:
    agus = as_("agus", people)
    page = text(agus.get("/data/?cari=sari&jenjang=Administrator"))
    assert "Sari Utami" in page
    assert "Budi Karya" not in page
    assert "Tidak ada pegawai yang cocok" in text(agus.get("/data/?cari=tidakada"))


def test_an_auditor_looks_but_has_no_button(batch: ImportBatch, people: dict[str, User]) -> None:
    audi = as_("audi", people)
    assert audi.get(f"/data/impor/{batch.uuid}/").status_code == 200
    assert "Batalkan impor" not in text(audi.get(f"/data/impor/{batch.uuid}/"))
    assert audi.get(f"/data/impor/{batch.uuid}/batal/").status_code == 404
    assert audi.post("/data/mutu/hours_impossible/semua/", {"do": "value", "value": "9"}).status_code == 404


def test_an_auditor_is_noted_as_looking_through_the_queue_and_its_keeper_as_mending(
    batch: ImportBatch, people: dict[str, User]
) -> None:
    cause = next(iter(batch.causes))
    for who, why in (("audi", "Memeriksa antrean mutu data"), ("agus", "Memperbaiki data")):
        as_(who, people).get(f"/data/mutu/{cause}/")
        assert {one.why for one in ReadEvent.objects.filter(what="people.queue", actor=people[who].uuid)} == {why}


def test_in_english_the_place_of_a_record_is_told_in_english(batch: ImportBatch, people: dict[str, User]) -> None:
    person = PerformanceRating.objects.first().official
    agus = as_("agus", people)
    address = f"/data/pegawai/{person.uuid}/?untuk=mutu"
    assert ", lembar kinerja, baris " in text(agus.get(address))
    agus.cookies["django_language"] = "en"
    assert ", sheet kinerja, row " in text(agus.get(address))


def test_an_auditor_reads_no_number_in_full(batch: ImportBatch, people: dict[str, User]) -> None:
    audi = as_("audi", people)
    for address in (f"/data/impor/{batch.uuid}/", *(f"/data/mutu/{cause}/" for cause in batch.causes)):
        page = text(audi.get(address))
        assert "Hanya admin instansi" in page or "Asal berkas" in page
        assert not [number for number in (SARI, BUDI, CUT) if number in page], address
    assert audi.get(f"/data/impor/{batch.uuid}/masalah.xlsx").status_code == 404  # rows as they came


def test_an_auditor_reads_nothing_of_a_disability_in_imports_and_the_queue(people: dict[str, User], agencies: Agencies) -> None:
    rows = {**ROWS, "pegawai": [(*ROWS["pegawai"][0][:-1], "kursi roda sejak lahir"), *ROWS["pegawai"][1:]]}

    batch = bring(agencies.lampung, workbook(**rows), actor=cast.actor(people["agus"]))
    addresses = (f"/data/impor/{batch.uuid}/", "/data/mutu/accommodation_unknown/")
    for address in addresses:
        assert "kursi roda" in text(as_("agus", people).get(address)), address
        assert "kursi roda" not in text(as_("audi", people).get(address)), address


def test_results_of_elsewhere_are_not_the_event_officers_business(batch: ImportBatch, people: dict[str, User]) -> None:
    sari = Official.objects.get(nip=SARI)
    address = f"/data/pegawai/{sari.uuid}/?untuk=kegiatan"
    assert "CACT BKN 2023" in text(as_("komar", people).get(address))
    assert "CACT BKN 2023" not in text(as_("evi", people).get(address))


def test_the_title_of_a_record_is_a_name_and_nothing_else(batch: ImportBatch, people: dict[str, User]) -> None:
    sari = Official.objects.get(nip=SARI)
    page = text(as_("agus", people).get(f"/data/pegawai/{sari.uuid}/?untuk=mutu"))
    title = page.split("<title>")[1].split("</title>")[0]
    assert "Sari Utami" in title
    assert "<" not in title


def test_a_stranger_finds_nothing(batch: ImportBatch, people: dict[str, User]) -> None:
    stranger, sari, issue = as_("orang_lain", people), Official.objects.get(nip=SARI), QualityIssue.objects.first()
    assert issue is not None
    for address in (
        f"/data/pegawai/{sari.uuid}/?untuk=mutu",
        f"/data/pegawai/{sari.uuid}/pindah/",
        f"/data/impor/{batch.uuid}/",
        f"/data/impor/{batch.uuid}/peta/",
        f"/data/impor/{batch.uuid}/terapkan/",
        f"/data/impor/{batch.uuid}/batal/",
        f"/data/impor/{batch.uuid}/masalah.xlsx",
        f"/data/mutu/{issue.cause}/{issue.uuid}/",
        "/data/mutu/tidak-ada/",
    ):
        assert stranger.get(address).status_code == 404, address
        assert stranger.post(address).status_code in (403, 404), address
    assert "Sari Utami" not in text(stranger.get("/data/"))
    assert "uji.xlsx" not in text(stranger.get("/data/impor/"))
    assert Client().get("/data/").status_code == 302


@pytest.mark.parametrize("name", ["pras", "siska", "wati"])
def test_roles_without_business_here_get_404(name: str, batch: ImportBatch, people: dict[str, User]) -> None:
    client = as_(name, people)
    assert [client.get(f"/data/{page}").status_code for page in ("", "impor/", "mutu/")] == [404] * 3


def test_pages_hold_no_inline_style_or_handler() -> None:
    folder = Path(__file__).resolve().parents[4] / "src/sembilan/web/console/jinja2/console/people"
    for file in folder.glob("*.html"):
        assert not {" style=", "onclick=", "<script>", "onchange="} & {
            part for part in (" style=", "onclick=", "<script>", "onchange=") if part in file.read_text()
        }


def test_a_post_is_listed_as_vacant_with_its_document_and_day_and_taken_back(client_of, agencies) -> None:
    post = Position.objects.create(agency=agencies.lampung, code="J9", name="Kepala Subbagian Uji", tier="Pengawas")
    admin = client_of("agus")
    page = admin.get("/data/lowong/").content.decode()
    assert "Belum ada jabatan yang dinyatakan lowong" in page
    assert "1 jabatan lain tidak punya pemangku aktif" in page
    refused = admin.post("/data/lowong/", {"position": post.pk, "source": "", "day": ""})
    assert refused.status_code == 400
    assert "data-error-summary" in refused.content.decode()
    wanted = {"position": post.pk, "source": "SK 800/12/2025", "day": "2025-11-03"}
    assert "Kepala Subbagian Uji dicatat lowong." in admin.post("/data/lowong/", wanted, follow=True).content.decode()
    listed = client_of("komar").get("/data/lowong/").content.decode()
    assert "SK 800/12/2025" in listed
    assert "3 November 2025" in listed
    assert "Cabut" not in listed
    assert "Kepala Subbagian Uji" not in client_of("orang_lain").get("/data/lowong/").content.decode()
    back = admin.post(f"/data/lowong/{post.pk}/cabut/", follow=True).content.decode()
    assert "tidak lagi dicatat lowong" in back
    assert not Position.objects.exclude(vacancy_source="").exists()
