"""The queue's pages: what is typed is what is saved, refusals stand at their field, and the list goes on where the person was."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from sembilan.accounts.models import User
from sembilan.people.models import ImportBatch, Official, QualityIssue
from sembilan.people.rules.causes import CAUSES
from tests import cast
from tests.cast import Agencies
from tests.rooms.people.files import CUT, ROWS, SARI, bring, workbook
from tests.web.console.people.test_pages import as_, text


@pytest.fixture
def agus(people: dict[str, User], agencies: Agencies) -> Client:
    bring(agencies.lampung, actor=cast.actor(people["agus"]))
    return as_("agus", people)


def issue(cause: str) -> QualityIssue:
    return QualityIssue.objects.get(cause=cause)


def forms(page: str, issue: QualityIssue) -> list[str]:
    return [form for form in re.findall(r"<form.*?</form>", page, re.S) if re.search(rf'action="[^"]*{issue.uuid}/"', form)]


def three_trainings(people: dict[str, User], agencies: Agencies) -> list[QualityIssue]:
    rows = [(SARI, "pelatihan", f"2024-0{month}-01", "Seminar", "900 JP") for month in range(1, 4)]
    bring(agencies.lampung, workbook(riwayat=rows), actor=cast.actor(people["agus"]))
    return list(QualityIssue.objects.filter(cause="hours_impossible", state="open").order_by("pk"))


def test_enter_in_the_field_can_only_mean_what_was_typed(agus: Client) -> None:
    waiting = issue("nip_malformed")
    accept, mend, dismiss = forms(text(agus.get("/data/mutu/nip_malformed/")), waiting)
    assert [('name="accept"' in form, 'name="value"' in form) for form in (accept, mend, dismiss)] == [
        (True, False),
        (False, True),
        (False, False),
    ]
    assert all(form.count("<button") == 1 for form in (accept, mend, dismiss))
    agus.post(f"/data/mutu/nip_malformed/{waiting.uuid}/", {"hal": "1", "value": "199110022016122739"})  # as Enter sends it
    assert Official.objects.filter(nip="199110022016122739").exists()


def test_an_empty_answer_is_told_at_its_field(agus: Client) -> None:
    waiting = issue("hours_impossible")
    refused = agus.post(f"/data/mutu/hours_impossible/{waiting.uuid}/", {"mend": "1", "value": " ", "hal": "1"})
    assert refused.status_code == 400
    mend = forms(text(refused), waiting)[0]
    assert "Isi dulu nilainya." in mend
    assert f'id="v-{waiting.pk}" value=" " required' in mend
    assert f'aria-invalid="true" aria-describedby="v-{waiting.pk}-error" autofocus' in mend


def test_a_short_reason_is_told_at_its_field_and_kept(agus: Client) -> None:
    waiting = issue("hours_impossible")
    refused = text(agus.post(f"/data/mutu/hours_impossible/{waiting.uuid}/", {"dismiss": "1", "reason": "ya", "hal": "1"}))
    assert "<details open>" in refused
    assert "Tulis alasannya" in forms(refused, waiting)[1]
    assert 'value="ya"' in forms(refused, waiting)[1]


def test_the_list_goes_on_where_the_person_was(agus: Client, people: dict[str, User], agencies: Agencies) -> None:
    before, chosen, after = three_trainings(people, agencies)[-3:]
    done = agus.post(f"/data/mutu/hours_impossible/{chosen.uuid}/", {"mend": "1", "value": "9 JP", "hal": "1"})
    assert done["Location"] == f"/data/mutu/hours_impossible/?hal=1&selesai={chosen.uuid}#kabar"
    page = text(agus.get(done["Location"].partition("#")[0]))
    news = page.index('id="kabar" tabindex="-1"')
    assert page.index(f"v-{before.pk}") < news < page.index(f"v-{after.pk}")
    assert "Sari Utami</b>: Diperbaiki." in page


def test_the_news_names_what_the_row_is_doubted_for_next(agus: Client, people: dict[str, User], agencies: Agencies) -> None:
    rows = [(nip, name, "31-02-1985", *row[3:]) for nip, name, *_more in ROWS["pegawai"][:2] for row in (ROWS["pegawai"][0],)]
    bring(agencies.lampung, workbook(pegawai=rows), actor=cast.actor(people["agus"]))
    waiting = QualityIssue.objects.get(cause="date_impossible", official__nip=SARI)
    sent = {"mend": "1", "value": "11-12-1985", "hal": "1"}
    page = text(agus.post(f"/data/mutu/date_impossible/{waiting.uuid}/", sent, follow=True))
    assert "Tanggal lahir berbeda dengan NIP</a>" in page


def test_somebody_elses_nip_is_told_at_the_field(agus: Client) -> None:
    waiting = issue("nip_malformed")
    refused = agus.post(f"/data/mutu/nip_malformed/{waiting.uuid}/", {"mend": "1", "value": SARI, "hal": "1"})
    assert refused.status_code == 400
    assert f"NIP {SARI} sudah dipakai Sari Utami" in "".join(forms(text(refused), waiting))


def test_the_last_of_a_cause_leads_back_to_the_queue(agus: Client) -> None:
    waiting = issue("hours_impossible")
    done = agus.post(f"/data/mutu/hours_impossible/{waiting.uuid}/", {"dismiss": "1", "reason": "Sertifikat hilang"})
    assert done["Location"] == "/data/mutu/#main"
    assert "Tidak ada lagi yang terbuka untuk “Jam pelatihan tidak mungkin”." in text(agus.get("/data/mutu/"))


NEVER = (
    "name_missing",
    "nip_malformed",
    "born_against_nip",
    "sex_against_nip",
    "date_impossible",
    "grade_unknown",
    "hours_impossible",
    "declaration_undated",
    "assessment_before_instrument",
)


@pytest.mark.parametrize(
    ("cause", "offered"),
    [*((cause, False) for cause in NEVER), ("unit_unknown", True), ("status_unknown", True), ("tier_unknown", True)],
)
def test_one_value_for_all_is_only_where_it_can_be_true(cause: str, offered: bool) -> None:
    assert CAUSES[cause].one_for_all is offered


def test_one_name_for_all_is_neither_offered_nor_taken(agus: Client, people: dict[str, User], agencies: Agencies) -> None:
    nameless = [
        (nip, "", *row[2:]) for nip, row in zip(("198512102010032917", "197001151995011008"), ROWS["pegawai"], strict=False)
    ]
    bring(agencies.lampung, workbook(pegawai=nameless), actor=cast.actor(people["agus"]))
    page = text(agus.get("/data/mutu/name_missing/"))
    assert "Satu keputusan untuk semua (2)" in page
    assert "Isi satu nilai yang sama" not in page
    refused = agus.post("/data/mutu/name_missing/semua/", {"do": "value", "value": "Sari"})
    assert refused.status_code == 400
    assert not Official.objects.filter(name="Sari").exists()


def test_one_value_for_all_is_taken_once_filled_in(agus: Client, people: dict[str, User], agencies: Agencies) -> None:
    rows = [(*row[:7], "U404", *row[8:]) for row in ROWS["pegawai"][1:]]
    bring(agencies.lampung, workbook(pegawai=rows), actor=cast.actor(people["agus"]))
    assert "Isi satu nilai yang sama" in text(agus.get("/data/mutu/unit_unknown/"))
    refused = agus.post("/data/mutu/unit_unknown/semua/", {"do": "value", "value": ""})
    assert "Isi dulu nilainya." in text(refused)
    agus.post("/data/mutu/unit_unknown/semua/", {"do": "value", "value": "U1"})
    assert {one.unit.code for one in Official.objects.exclude(nip=SARI) if one.unit} == {"U1"}


def test_one_decision_reaches_only_what_was_filtered(agus: Client, people: dict[str, User], agencies: Agencies) -> None:
    three_trainings(people, agencies)
    second = ImportBatch.objects.order_by("-pk")[0]
    page = text(agus.get(f"/data/mutu/hours_impossible/?berkas={second.uuid}"))
    assert "Satu keputusan untuk semua (3)" in page
    assert f'<input type="hidden" name="berkas" value="{second.uuid}">' in page
    sent = {"do": "dismiss", "reason": "Sertifikat hilang", "berkas": str(second.uuid)}
    agus.post("/data/mutu/hours_impossible/semua/", sent)
    assert [one.batch_id == second.pk for one in QualityIssue.objects.filter(cause="hours_impossible", state="open")] == [False]
    agus.post("/data/mutu/hours_impossible/semua/", sent)  # nothing of that file is open any more: then nothing is decided
    assert QualityIssue.objects.filter(cause="hours_impossible", state="open").exists()
    for asked, there in (("cari=sari", True), ("cari=budi", False), ("unit=U1.1", True), ("unit=U2", False), ("unit=U77", False)):
        assert ("Sari Utami" in text(agus.get(f"/data/mutu/hours_impossible/?{asked}"))) is there, asked


def test_each_line_names_its_file_and_the_begin_of_service_beside_a_date_before_it(
    agus: Client, people: dict[str, User], agencies: Agencies
) -> None:
    content = f"NIP;Nama;TMT Gol\n{SARI};Sari Utami;01-01-2005\n".encode()
    bring(agencies.lampung, content, actor=cast.actor(people["agus"]), name="golongan.csv")
    page = text(agus.get("/data/mutu/date_before_service/"))
    assert "golongan.csv, lembar golongan, baris 2" in page
    assert "Mulai dinas menurut NIP: 1 Maret 2010" in page


def test_a_row_that_came_twice_is_accepted_by_one_click(agus: Client, people: dict[str, User], agencies: Agencies) -> None:
    rows = [*ROWS["pegawai"], ROWS["pegawai"][0], ROWS["pegawai"][1]]
    bring(agencies.lampung, workbook(pegawai=rows), actor=cast.actor(people["agus"]))
    first, second = QualityIssue.objects.filter(cause="row_repeated").order_by("pk")
    page = text(agus.get("/data/mutu/row_repeated/"))
    assert "Terima: dihitung satu kali" in page
    reason = re.search(r'name="reason" value="([^"]+)"', forms(page, first)[0])
    assert reason is not None
    agus.post(f"/data/mutu/row_repeated/{first.uuid}/", {"dismiss": "1", "reason": reason[1], "hal": "1"})
    first.refresh_from_db()
    assert (first.state, first.reason) == ("dismissed", "Baris yang sama persis; dihitung satu kali.")
    assert "Terima semua" not in text(agus.get("/data/mutu/row_repeated/"))
    second.refresh_from_db()
    assert second.state == "open"


def test_a_column_the_file_lacks_is_said_to_be_missing(people: dict[str, User], agencies: Agencies) -> None:
    content = f"NIP;Nama;Esel0n\n{SARI};Sari Utami;IV.a\n".encode()
    batch = bring(agencies.lampung, content, actor=cast.actor(people["agus"]), name="a.csv")
    agus = as_("agus", people)
    page = text(agus.get(f"/data/impor/{batch.uuid}/"))
    assert "Kolom Kedudukan tidak ditemukan" in page
    assert '<td data-label="Masalah">Kedudukan tidak terbaca' not in page
    assert "Lembar a: kolom yang tidak dipakai" in page
    assert "Kolom Kedudukan tidak ditemukan pada berkas." in text(agus.get("/data/mutu/status_unknown/"))


def test_the_mapping_page_shows_what_stands_below_each_header(people: dict[str, User], agencies: Agencies) -> None:
    from sembilan.people import services

    content = f"NIP;Nama;Esel0n\n{SARI};Sari Utami;IV.a\n".encode()
    batch = services.preview_import(agencies.lampung, "a.csv", content, actor=cast.actor(people["agus"]), at=cast.AT)
    page = text(as_("agus", people).get(f"/data/impor/{batch.uuid}/peta/"))
    assert "<li><b>Esel0n</b>: IV.a</li>" in page
    assert "<details open>" in page
    assert re.search(r'data-label="Contoh isi"[^>]*>Sari Utami</td>', page)
    preview = text(as_("agus", people).get(f"/data/impor/{batch.uuid}/"))
    assert preview.index("kolom yang tidak dipakai") < preview.index("Terapkan impor")


def test_states_and_roles_are_english_in_english(agus: Client, people: dict[str, User]) -> None:
    agus.cookies["django_language"] = "en"
    page = text(agus.get("/data/impor/"))
    assert ">Applied</span>" in page
    assert "Diterapkan" not in page
    form = text(agus.get("/pengaturan/pengguna/baru/"))
    assert ">Proctor</option>" in form
    assert "Pengawas" not in form


@pytest.mark.parametrize("typed", ["U1.1", "u1.1", "Bidang Satu", "Bidang Satu, Dinas Satu (U1.1)"])
def test_a_unit_is_chosen_by_name_or_code(typed: str, agus: Client) -> None:
    page = text(agus.get("/data/mutu/unit_unknown/"))
    assert '<option value="Bidang Satu, Dinas Satu (U1.1)">' in page
    agus.post(f"/data/mutu/unit_unknown/{issue('unit_unknown').uuid}/", {"mend": "1", "value": typed})
    placed = Official.objects.get(nip=CUT).unit
    assert placed is not None
    assert placed.code == "U1.1"


def test_a_text_that_is_no_unit_is_told_at_the_field(agus: Client) -> None:
    waiting = issue("unit_unknown")
    refused = text(agus.post(f"/data/mutu/unit_unknown/{waiting.uuid}/", {"mend": "1", "value": "Dinas Tiga"}))
    assert "“Dinas Tiga” bukan unit di instansi ini" in forms(refused, waiting)[0]


def test_a_suggested_unit_has_its_name(agus: Client, people: dict[str, User], agencies: Agencies) -> None:
    row = (SARI, *ROWS["pegawai"][0][1:7], "U999", *ROWS["pegawai"][0][8:])
    bring(agencies.lampung, workbook(pegawai=[row]), actor=cast.actor(people["agus"]))
    assert "Pakai Bidang Satu, Dinas Satu (U1.1)" in text(agus.get("/data/mutu/unit_unknown/"))


def test_a_moved_unit_is_moved_from_the_page(agus: Client, people: dict[str, User], agencies: Agencies) -> None:
    units = [*ROWS["unit"][:2], ("U1.1", "U2", "Bidang Satu", "III"), ROWS["unit"][3]]
    bring(agencies.lampung, workbook(unit=units), actor=cast.actor(people["agus"]))
    assert "Pindahkan ke Dinas Dua (U2)" in text(agus.get("/data/mutu/unit_moved/"))
    agus.post(f"/data/mutu/unit_moved/{issue('unit_moved').uuid}/", {"accept": "1"})
    assert Official.objects.get(nip=SARI).path.endswith(".u2.u1_1")


def test_two_rows_with_one_nip_stand_side_by_side(agus: Client, people: dict[str, User], agencies: Agencies) -> None:
    other = (SARI, "Sari Wulandari", *ROWS["pegawai"][0][2:])
    bring(agencies.lampung, workbook(pegawai=[*ROWS["pegawai"], other]), actor=cast.actor(people["agus"]))
    page = text(agus.get("/data/mutu/nip_repeated/"))
    assert "Kedua baris berdampingan" in page
    assert "Baris 2, dipakai" in page
    assert "Baris 5, menunggu" in page
    assert re.search(r"<td[^>]*>Sari Utami</td><td[^>]*>Sari Wulandari</td>", page)
    assert "9 isian lain sama" in page
    assert "Kedua baris berdampingan" not in text(as_("audi", people).get("/data/mutu/nip_repeated/"))


def test_rows_and_issues_are_told_apart(agus: Client) -> None:
    assert "4 masalah terbuka pada 3 baris" in text(agus.get("/data/mutu/"))
    page = text(agus.get("/data/impor/"))
    assert "Baris diragukan" in page
    assert "Baris menunggu" in page


def test_a_preview_is_thrown_away_from_its_page(people: dict[str, User], agencies: Agencies) -> None:
    from sembilan.people import services

    services.preview_import(agencies.lampung, "uji.xlsx", workbook(), actor=cast.actor(people["agus"]), at=cast.AT)
    agus, batch = as_("agus", people), ImportBatch.objects.get()
    assert "Buang pratinjau" in text(agus.get(f"/data/impor/{batch.uuid}/"))
    assert "Ya, buang pratinjau ini" in text(agus.get(f"/data/impor/{batch.uuid}/buang/"))
    assert "Pratinjau uji.xlsx dibuang." in text(agus.post(f"/data/impor/{batch.uuid}/buang/", follow=True))
    assert not ImportBatch.objects.exists()


def test_undoing_and_going_back_are_worded_apart(agus: Client) -> None:
    page = text(agus.get(f"/data/impor/{ImportBatch.objects.get().uuid}/batal/"))
    assert "Ya, batalkan impor ini</button>" in page
    assert ">Kembali</a>" in page
    assert ">Batal</a>" not in page


def test_forms_that_take_seconds_say_what_is_happening(agus: Client) -> None:
    assert 'role="status" data-waiting="Berkas dikirim' in text(agus.get("/data/impor/"))


def test_all_suggestions_are_taken_only_after_their_number_was_seen(
    agus: Client, people: dict[str, User], agencies: Agencies
) -> None:
    rows = [(SARI, *ROWS["pegawai"][0][1:7], "U999", *ROWS["pegawai"][0][8:])]
    bring(agencies.lampung, workbook(pegawai=rows), actor=cast.actor(people["agus"]))
    waiting = QualityIssue.objects.filter(cause="unit_unknown", state="open").exclude(suggestion="")
    n = waiting.count()
    assert n > 0
    asked = text(agus.get("/data/mutu/unit_unknown/semua/"))
    assert f"Terima {n} usulan sekaligus?" in asked
    assert "U999" in asked
    stale = agus.post("/data/mutu/unit_unknown/semua/", {"do": "suggestions", "n": str(n + 1)})
    assert f"Terima {n} usulan sekaligus?" in text(stale)
    assert waiting.count() == n
    agus.post("/data/mutu/unit_unknown/semua/", {"do": "suggestions", "n": str(n)})
    assert waiting.count() == 0


def test_a_doubtful_nip_is_shown_by_its_parts_beside_what_a_right_one_looks_like(agus: Client) -> None:
    page = text(agus.get("/data/mutu/nip_malformed/"))
    assert "NIP yang benar 18 angka, misalnya 19851210 201003 2 916" in page
    assert f"Terbaca: lahir {CUT[:8]}, mulai dinas {CUT[8:14]}" in page


def test_a_decision_is_taken_back_from_the_page_of_what_was_decided(people: dict[str, User], agencies: Agencies) -> None:
    bring(agencies.lampung, actor=cast.actor(people["agus"]))
    agus = as_("agus", people)
    one = QualityIssue.objects.get(cause="hours_impossible")
    agus.post(f"/data/mutu/hours_impossible/{one.uuid}/", {"dismiss": "1", "reason": "Sertifikat hilang"})
    page = "/data/mutu/hours_impossible/selesai/"
    assert "Lihat 1 yang sudah diputuskan" in text(agus.get("/data/mutu/hours_impossible/"))
    assert "Sertifikat hilang" in text(agus.get(page))
    refused = agus.post(page, {"issue": str(one.uuid), "reason": "ya"})
    assert refused.status_code == 400
    assert "paling sedikit lima huruf" in text(refused)
    assert "terbuka lagi" in text(agus.post(page, {"issue": str(one.uuid), "reason": "Sertifikat ditemukan"}, follow=True))
    one.refresh_from_db()
    assert one.state == "open"
    assert agus.post(page, {"issue": "bukan", "reason": "Sertifikat ditemukan"}).status_code == 404
