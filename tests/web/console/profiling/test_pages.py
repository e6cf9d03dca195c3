"""The board, its table, the person page, policies and runs, as each role sees them."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from sembilan.accounts.models import User
from sembilan.audit.models import ReadEvent
from sembilan.audit.services import witness
from sembilan.competency.rules import COMPETENCIES
from sembilan.competency.services import load_dictionary
from sembilan.kit import jobs
from sembilan.kit.events import publish
from sembilan.kit.formats import num
from sembilan.measurement.events import ScoresReleased
from sembilan.people import models as registers
from sembilan.people.models import Official
from sembilan.profiling import selectors, services
from sembilan.profiling.models import BoxResult, MappingRun, Profile, TalentPolicy
from sembilan.profiling.selectors import Board, preview
from sembilan.profiling.selectors.board import Tile
from sembilan.profiling.services import profiles
from sembilan.tenancy import services as tenancy
from sembilan.tenancy.rules import SYSTEM, Role
from sembilan.web.console.profiling import exports, notes, views
from tests import cast
from tests.cast import AT, Agencies
from tests.rooms.profiling import making

BEFORE, LATER = AT - timedelta(days=3), AT + timedelta(hours=2)


@pytest.fixture(autouse=True)
def clock_of_the_event(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sembilan.kit.clock.now", lambda: LATER)


@pytest.fixture
def place(agencies: Agencies) -> making.Place:
    return making.make_place(agencies.lampung)


@pytest.fixture
def world(place: making.Place, people: dict[str, User]) -> dict[str, object]:
    """Four people: one certain, one waiting for a document, one measured elsewhere, one without any result."""
    load_dictionary(actor=SYSTEM, at=BEFORE)
    making.make_cuts()
    certain, waiting, elsewhere, nobody = (
        making.make_official(place, name) for name in ("Ani Pasti", "Budi Menunggu", "Cici Luar", "Dodi Kosong")
    )
    making.declare(place)
    for one in (certain, elsewhere):
        making.rate(place, one)
        making.judge_education(place, one)
    making.judge_education(place, waiting)
    making.external(place, elsewhere, 3)
    draft = services.draft_policy(place.agency, "2025", "bkn_411_2025", actor=SYSTEM, at=BEFORE)
    services.publish_policy(draft, actor=SYSTEM, at=BEFORE)
    planned = making.make_event(place)
    run = making.make_run(place, {making.register(planned, one): making.scores(2, error=0.4) for one in (certain, waiting)})
    publish(ScoresReleased(run.pk, run.path, run.period, AT))
    services.map_agency(place.agency, making.EVIDENCE_DAY, reason=making.WHY, actor=SYSTEM, at=AT + timedelta(hours=1))
    return {"certain": certain, "waiting": waiting, "elsewhere": elsewhere, "nobody": nobody}


@pytest.fixture
def client_of(people: dict[str, User]):
    def make(name: str) -> Client:
        client = Client()
        client.force_login(people[name], backend="sembilan.accounts.backend.ScopedBackend")
        return client

    return make


def text(answer) -> str:
    return " ".join(answer.content.decode().split())


def opened(client: Client, official, purpose: str = "Persiapan rencana suksesi"):
    return client.post(f"/talenta/orang/{official.uuid}/", {"purpose": purpose}, follow=True)


def test_the_board_shows_counts_doubt_and_missing_documents(world, client_of) -> None:
    page = client_of("komar").get("/talenta/")
    body = text(page)
    assert page.status_code == 200
    assert "Contoh, bukan dasar keputusan" in body
    assert "Belum dapat dipetakan:" in body
    assert "Predikat kinerja" in body
    assert "Ini perhitungan pertama" in body
    assert "1 orang dipetakan dari hasil lembaga lain" in body
    assert "kelompok suksesi nasional" in body


def test_the_two_maps_are_different_and_say_so(world, client_of) -> None:
    boxes, cells = (text(client_of("komar").get(f"/talenta/?peta={name}")) for name in ("kotak", "asesmen"))
    assert 'class="boxes"' in boxes
    assert 'class="amap"' not in boxes
    assert 'class="amap"' in cells
    assert 'class="boxes"' not in cells
    assert "Ini bukan kotak manajemen talenta" in cells
    assert "3 dari 3 orang dapat dipetakan" in cells


def test_a_fragment_is_the_board_alone(world, client_of) -> None:
    page = client_of("komar").get("/talenta/", headers={"HX-Request": "true"})
    assert "<html" not in text(page)
    assert "Belum dapat dipetakan" in text(page)


def test_the_board_counts_people_by_their_chances_beside_those_shown(world, client_of, monkeypatch) -> None:
    assert "Berapa orang menurut peluangnya" not in text(client_of("komar").get("/talenta/"))
    monkeypatch.setattr("sembilan.profiling.selectors.expected.LEAST_PEOPLE", 1)
    box = BoxResult.objects.filter(official=world["certain"]).latest("pk")
    assert box.chance_low == box.chance_high
    for address, column in (("/talenta/", "Kotak 9"), ("/talenta/?peta=asesmen", "Ditampilkan")):
        body = text(client_of("komar").get(address))
        part = body[body.index("Berapa orang menurut peluangnya") :]
        assert column in part
        rows = re.findall(r'data-label="Menurut peluang">(\d+)<', part)
        assert len(rows) == 9
        assert sum(map(int, rows)) >= 1


def test_filters_narrow_the_board_and_a_strange_one_is_left_out(world, place, client_of) -> None:
    other = tenancy.add_unit(place.agency, "U002", "Dinas Lain", actor=SYSTEM, at=AT)
    client = client_of("komar")
    assert "0 dari 0 orang" in text(client.get(f"/talenta/?unit={other.uuid}"))
    assert "dari 4 orang" in text(client.get(f"/talenta/?unit={place.unit.uuid}"))
    for strange in ("99", "²", "-1", "9" * 5_000):
        assert "dari 4 orang" in text(client.get("/talenta/", {"unit": "bukan-unit", "kotak": strange}))
        assert client.get("/talenta/orang/", {"kotak": strange}).status_code == 200
    assert "dari 1 orang" in text(client.get("/talenta/?cari=budi"))
    assert "0 dari 0 orang" in text(client.get("/talenta/?jenjang=Administrator"))


def test_the_board_says_who_of_the_roster_is_not_on_the_map_and_why(world, client_of) -> None:
    def board(query: str = "") -> str:
        return text(client_of("komar").get(f"/talenta/{query}"))

    assert "tidak ada pada peta ini" not in board()
    assert "Dari 4 orang pada daftar pegawai, yang tidak ada pada peta ini: 1 belum punya hasil" in board("?peta=asesmen")
    Official.objects.filter(pk=world["elsewhere"].pk).update(status=Official.Status.RETIRED)
    assert "2 dari 2 orang dapat dipetakan" in board("?peta=asesmen")
    assert "Dari 4 orang pada daftar pegawai, yang tidak ada pada peta ini: 1 pensiun, 1 belum punya hasil" in board(
        "?peta=asesmen"
    )
    assert "Dari 1 orang pada daftar pegawai, yang tidak ada pada peta ini: 1 pensiun" in board("?peta=asesmen&cari=cici")
    assert "juga memuat orang yang tidak ada pada peta asesmen hari ini, yaitu 1 pensiun" in text(
        client_of("komar").get("/laporan/")
    )


def test_a_newcomer_stands_outside_until_the_next_run(world, place, client_of) -> None:
    making.make_official(place, "Euis Baru")
    assert "Dari 5 orang pada daftar pegawai, yang tidak ada pada peta ini: 1 masuk daftar sesudah" in text(
        client_of("komar").get("/talenta/")
    )


def test_a_search_on_the_board_names_whom_it_found_and_logs_it(world, client_of) -> None:
    body = text(client_of("komar").get("/talenta/?cari=budi"))
    assert f'<a href="/talenta/orang/{world["waiting"].uuid}/">Budi Menunggu</a>' in body
    assert "kotak belum pasti" in body
    assert "Ani Pasti" not in body
    assert world["waiting"].nip not in body
    assert ReadEvent.objects.get(what="profiling.people_list").count == 1
    assert '<button class="btn">Cari</button>' in body


def test_the_table_shows_its_filters_offers_the_same_and_drops_one_at_a_time(world, place, client_of) -> None:
    body = text(client_of("komar").get(f"/talenta/orang/?unit={place.unit.uuid}&belum=1&tunggu=predikat_kinerja&cari=budi"))
    for told in (place.unit.name, "Belum dapat dipetakan", "Menunggu bukti: Predikat kinerja", "“budi”"):
        assert f"Hapus saringan {told}" in body
    for name in ("peta", "unit", "jenjang", "cari"):
        assert f'id="f-{name}"' in body
    assert "?peta=kotak&amp;cari=budi&amp;belum=1&amp;tunggu=predikat_kinerja" in body  # without the unit
    other = text(client_of("komar").get("/talenta/orang/?peta=asesmen&kotak=9&tunggu=predikat_kinerja"))
    assert "Hapus saringan" not in other  # filters of the other map


def test_a_box_leads_to_its_people_with_the_treatment_of_the_law(world, client_of) -> None:
    number = BoxResult.objects.get(official=world["certain"]).box
    body = text(client_of("komar").get(f"/talenta/orang/?kotak={number}"))
    assert "Ani Pasti" in body
    assert "Budi Menunggu" not in body
    assert "Menurut peraturan" in body
    assert world["certain"].nip not in body  # masked outside the unit
    assert ReadEvent.objects.filter(what="profiling.people_list").count() == 1


def test_the_list_of_a_missing_document_holds_those_who_wait_for_it(world, client_of) -> None:
    body = text(client_of("komar").get("/talenta/orang/?belum=1&tunggu=predikat_kinerja"))
    assert "Budi Menunggu" in body
    assert "Ani Pasti" not in body


@pytest.mark.parametrize("sort", ["nama", "-nama", "kotak", "peluang", "-kinerja", "potensial", "unit", "jenjang", "entah"])
def test_the_table_sorts_by_every_column(world, client_of, sort: str) -> None:
    assert client_of("audi").get(f"/talenta/orang/?urut={sort}").status_code == 200
    assert client_of("audi").get(f"/talenta/orang/?peta=asesmen&urut={sort}").status_code == 200


def test_a_person_page_asks_for_a_purpose_and_logs_it(world, client_of) -> None:
    client, official = client_of("komar"), world["certain"]
    assert "Untuk apa Anda membuka data ini?" in text(client.get(f"/talenta/orang/{official.uuid}/"))
    assert not ReadEvent.objects.filter(subject=official.uuid).exists()
    refused = client.post(f"/talenta/orang/{official.uuid}/", {"purpose": "x"})
    assert refused.status_code == 422
    body = text(opened(client, official))
    read = ReadEvent.objects.get(subject=official.uuid)
    assert (read.why, read.actor_label) == ("Persiapan rencana suksesi", "Komar")
    for words in ("Ani Pasti", "Kotak", "Kompetensi dibanding standar", "baku jenjang, bukan SKJ", "Contoh, bukan dasar keputusan"):
        assert words in body
    assert "uji.xlsx, baris 2" in body
    assert "Siapa yang melihat" in body
    assert official.nip not in body


def test_a_search_that_finds_one_person_says_his_box_above_the_map(world, client_of) -> None:
    komar = client_of("komar")
    box = BoxResult.objects.get(official=world["certain"]).box
    body = text(komar.get("/talenta/?cari=pasti"))
    told = f'<h2><a href="/talenta/orang/{world["certain"].uuid}/">Ani Pasti</a>: Kotak {box}</h2>'
    assert body.index(told) < body.index('class="boxes"')
    possible = ", ".join(map(str, BoxResult.objects.get(official=world["waiting"]).possible))
    assert f"Budi Menunggu</a>: kotak belum pasti, yang mungkin: {possible}" in text(komar.get("/talenta/?cari=budi"))


def test_the_breadcrumb_leads_back_to_the_list_a_person_was_opened_from(world, client_of) -> None:
    komar, where = client_of("komar"), f"/talenta/orang/{world['certain'].uuid}/"
    back = '<a href="/talenta/orang/?kotak=5&amp;urut=nama">Daftar tadi</a>'
    listed = {"Referer": "http://testserver/talenta/orang/?kotak=5&urut=nama"}
    asked = {"Referer": f"http://testserver{where}"}
    komar.get(where, headers=listed)
    komar.post(where, {"purpose": "Persiapan rencana suksesi"}, headers=asked)
    assert back in text(komar.get(where, headers=asked))
    assert "Daftar tadi" not in text(komar.get(where))  # opened from elsewhere since
    strange = {"Referer": "https://lain.example/talenta/orang/?kotak=5"}
    assert "Daftar tadi" not in text(komar.get(where, headers=strange))
    other = f"/talenta/orang/{world['waiting'].uuid}/"
    komar.get(where, headers=listed)
    assert "Daftar tadi" not in text(opened(komar, world["waiting"]))
    assert back in text(komar.get(where, headers=listed))
    assert "Daftar tadi" not in text(komar.get(other, headers={"Referer": f"http://testserver{where}"}))


def test_a_person_measured_elsewhere_shows_no_probability(world, client_of) -> None:
    body = text(opened(client_of("komar"), world["elsewhere"]))
    assert "Peluang tidak disebut" in body
    assert "CACT · BKN" in body
    assert "Contoh, bukan dasar keputusan" not in body


def test_a_box_names_its_run_its_policy_and_where_both_stand_in_the_ledger(world, client_of) -> None:
    run = MappingRun.objects.select_related("policy").latest("pk")
    for name, opens in (("komar", False), ("audi", True)):
        body = text(opened(client_of(name), world["waiting"]))
        assert f"versi {run.policy.version}." in body
        for leaf in (run.leaf, run.policy.leaf):
            assert f"nomor {leaf}" in body
            assert (f'href="/pengaturan/buku-besar/{leaf}/"' in body) is opens


@pytest.mark.parametrize(
    ("narrowed", "name"),
    [
        ("", "peta-talenta-kotak-"),
        ("kotak=9", "peta-talenta-kotak-9-"),
        ("belum=1", "peta-talenta-kotak-belum-"),
        ("kotak=9&dekat=1&cari=Dewi", "peta-talenta-kotak-9-dekat-cari-"),
        ("peta=asesmen&petak=0-2", "peta-talenta-asesmen-0-2-"),
    ],
)
def test_a_file_is_named_by_what_narrows_it_and_by_nobody(world, client_of, narrowed: str, name: str) -> None:
    answer = client_of("komar").post(f"/talenta/unduh/?{narrowed}", {"purpose": "Rapat komite talenta"})
    assert re.search(rf'filename="{name}\d{{8}}\.xlsx"', answer["Content-Disposition"])


def test_no_chance_of_a_file_is_one_and_decimals_stay_as_stored() -> None:
    assert [exports.below_one(one) for one in (1.0, 0.9984, 0.0, None)] == [0.9999, 0.9984, 0.0, None]


def test_a_map_most_of_whose_people_stand_near_a_line_says_so_above_its_cards() -> None:
    few = Board(None, {1: Tile(4, 2), 2: Tile(2, 1)}, people=6, unmapped=0)
    assert notes.mostly_near(few) == ""  # half is not most
    most = replace(few, tiles={1: Tile(4, 2), 2: Tile(2, 2)})
    assert notes.mostly_near(most).startswith("4 dari 6 orang yang terletak berdiri dekat batas")


def test_a_person_who_waits_shows_the_possible_boxes_and_the_document(world, client_of) -> None:
    body = text(opened(client_of("komar"), world["waiting"]))
    assert "Belum pasti." in body
    assert "Yang menentukan: Predikat kinerja" in body


def test_the_possible_boxes_are_those_of_the_missing_evidence_and_measurement_error_is_told_apart(place, world, client_of) -> None:
    vague = making.make_official(place, "Eka Samar")
    run = making.make_run(place, {making.register(making.make_event(place), vague): making.scores(2, error=1.5)})
    publish(ScoresReleased(run.pk, run.path, run.period, AT))
    services.map_agency(place.agency, making.EVIDENCE_DAY, reason=making.WHY, actor=SYSTEM, at=AT + timedelta(hours=1))
    found = BoxResult.objects.get(official=vague)
    likely = [number for number, share in enumerate(found.chance_high, 1) if share >= 0.05]
    assert set(likely) > set(found.possible)  # measurement error reaches further than any completion
    told = ", ".join(map(str, found.possible))
    komar = client_of("komar")
    body = text(opened(komar, vague))
    assert body.count(f"Kotak yang mungkin: {told}") == 2  # where he stands, and in the history
    assert "Ketidakpastian tes saja dapat pula membawa ke" in body
    assert all(f"kotak {number}" in body for number in set(likely) - set(found.possible))
    assert f'<span class="soft">{told}</span><br><small class="soft">belum pasti' in text(komar.get("/talenta/orang/?belum=1"))
    answer = komar.post("/talenta/unduh/?belum=1", {"purpose": "Rapat komite talenta"})
    table = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    cells = [cell for row in table for cell in row]
    assert told in cells
    best = max(found.possible, key=lambda number: found.chance_high[number - 1])
    assert any(str(cell).startswith(f"kotak {best}: ") for cell in cells)  # nobody whose chances are known has an empty one


def test_a_component_that_could_not_be_assessed_names_what_is_missing(place, world, client_of) -> None:
    half = making.make_official(place, "Eka Sebagian")
    run = making.make_run(
        place, {making.register(making.make_event(place), half): making.scores(2, error=0.4, kesadaran_diri=None)}
    )
    publish(ScoresReleased(run.pk, run.path, run.period, AT))
    services.map_agency(place.agency, making.EVIDENCE_DAY, reason=making.WHY, actor=SYSTEM, at=AT + timedelta(hours=1))
    body = text(opened(client_of("komar"), half))
    assert "satu aspek tidak dapat dinilai: Kesadaran diri" in body
    assert ">tier<" not in body


def test_the_source_of_post_and_education_is_the_row_of_the_staff_list(world, place, client_of) -> None:
    official = world["waiting"]
    registers.Education.objects.all().delete()
    making.list_on_roster(place, official, row=12)
    services.map_agency(place.agency, making.EVIDENCE_DAY, reason=making.WHY, actor=SYSTEM, at=AT + timedelta(hours=1))
    body = text(opened(client_of("komar"), official))
    assert body.count("uji.xlsx, lembar pegawai, baris 12; diimpor 24 November 2025") == 2  # tenure and education


def test_chances_that_span_everything_are_told_as_such_beside_their_ends(world, client_of, monkeypatch) -> None:
    monkeypatch.setattr("sembilan.web.console.profiling.person._is_wide_open", lambda box: True)
    body = text(opened(client_of("komar"), world["waiting"]))
    assert "tiap kotak bisa hampir mustahil dan bisa hampir pasti" in body
    assert "Peluang tiap kotak" in body


def test_a_person_without_result_has_a_page_too(world, client_of) -> None:
    assert "Dodi Kosong" in text(opened(client_of("komar"), world["nobody"]))


def test_discipline_is_for_those_who_may_know_it(world, client_of) -> None:
    body = text(opened(client_of("audi"), world["certain"]))
    assert "hanya untuk yang berwenang" in body
    row = body[body.index("Rekam jejak disiplin") :].partition("</tr>")[0]
    assert "catatan, daftar" not in row  # neither that there is a record nor that there is none
    assert "hanya untuk yang berwenang" not in text(opened(client_of("komar"), world["certain"]))


def test_the_sum_behind_a_box_can_be_done_again_on_the_page(world, client_of) -> None:
    official = world["certain"]
    body = opened(client_of("komar"), official).content.decode()
    box = BoxResult.objects.filter(official=official).latest("pk")
    performance = body.split('<div class="working">')[1]
    points = [Decimal(found.replace(",", ".")) for found in re.findall(r'data-label="Sumbangan">([\d,]+)<', performance)]
    assert sum(points[:-1]) == points[-1] == Decimal(box.performance_low) / 100
    assert "Predikat Baik hanya satu bagian sumbu ini: nilainya 80,00 dengan bobot 60%, jadi menyumbang 48,00 poin." in performance
    assert "Tiga hal yang namanya mirip." in body


def test_the_place_on_the_assessment_map_can_be_reckoned_again_from_the_chances_of_each_level(world, client_of) -> None:
    official = world["certain"]
    profile = Profile.objects.get(official=official)
    body = text(opened(client_of("komar"), official))
    part = body[body.index("Hitungan letak ini") :]
    found = re.findall(r"dikali 100: ([\d,]+) ÷ (\d+) × 100 = ([\d,]+)", part)
    sums = [(Decimal(total.replace(",", ".")), int(whole), Decimal(value.replace(",", "."))) for total, whole, value in found]
    assert [value for *_sum, value in sums] == [Decimal(profile.jpm_competency) / 100, Decimal(profile.jpm_potential) / 100]
    for total, whole, value in sums:
        assert abs(total / whole * 100 - value) <= Decimal("0.0051")
    rows = re.findall(r'<tr><th scope="row">[^<]+</th>((?:<td class="num" data-label="\d">[\d,]+</td>){6})', part)
    shares = [[Decimal(one.replace(",", ".")) for one in re.findall(r">([\d,]+)<", row)] for row in rows]
    assert len(shares) == 17
    assert {sum(row) for row in shares} == {100}
    asked = [*(profile.standard["levels"][code] for code in COMPETENCIES), *[3] * 8]
    terms = [
        sum(min(level, most) * share for level, share in enumerate(row)) / 100 for row, most in zip(shares, asked, strict=True)
    ]
    assert abs(sum(terms[:9]) - sums[0][0]) < Decimal("0.00001")
    assert abs(sum(terms[9:]) - sums[1][0]) < Decimal("0.00001")


def test_a_sum_that_would_give_the_discipline_record_away_is_withheld(world, client_of) -> None:
    body = opened(client_of("audi"), world["certain"]).content.decode()
    _before, performance, potential, *_map = body.split('<div class="working">')
    assert "tidak dirinci di sini" in potential
    assert "dibulatkan" not in potential.partition("</table>")[0]
    assert "dibulatkan" in performance


def test_a_draft_shows_how_predicates_fall_on_the_performance_axis_under_each_variant(world, place, client_of) -> None:
    draft = services.draft_policy(place.agency, "2026", "bkn_411_2025", actor=SYSTEM, at=AT)
    body = text(client_of("komar").get(f"/talenta/kebijakan/{draft.uuid}/"))
    part = body[body.index("Predikat dan sumbu kinerja") :]
    for variant in ("Bobot Keputusan Kepala BKN 411/2025", "Predikat saja (pembacaan PU DJBK)", "Ragam daerah"):
        assert variant in part


def test_the_unit_itself_needs_no_purpose_and_reads_the_nip_whole(world, place, people, client_of) -> None:
    tenancy.grant(people["pras"], Role.COMMITTEE, place.unit, actor=SYSTEM, at=AT)
    body = text(client_of("pras").get(f"/talenta/orang/{world['certain'].uuid}/"))
    assert world["certain"].nip in body
    assert ReadEvent.objects.get(subject=world["certain"].uuid).why == "Tugas di unit kerja sendiri"


def test_a_stranger_finds_nothing(world, client_of) -> None:
    client = client_of("orang_lain")
    policy = TalentPolicy.objects.get()
    assert client.get(f"/talenta/orang/{world['certain'].uuid}/").status_code == 404
    assert client.get(f"/talenta/kebijakan/{policy.uuid}/").status_code == 404
    assert "Ani Pasti" not in text(client.get("/talenta/orang/"))
    assert "BKN 411" not in text(client.get("/talenta/perhitungan/"))
    for name in ("pras", "evi", "wati", "siska", "nina"):
        for address in ("", "orang/", "unduh/", "gambar/", "kebijakan/", "perhitungan/"):
            assert client_of(name).get(f"/talenta/{address}").status_code == 404


def test_the_workbook_holds_the_same_people_and_is_logged(world, client_of) -> None:
    for name, people_there in (("kotak", 4), ("asesmen", 3)):
        answer = client_of("gubernur").post(f"/talenta/unduh/?peta={name}", {"purpose": "Rapat komite talenta"})
        rows = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
        names = {row[0] for row in rows}
        assert {"Ani Pasti", "Cici Luar"} <= names
        assert ReadEvent.objects.filter(what="profiling.people_xlsx").latest("pk").count == people_there
        assert not any(world["certain"].nip in str(cell) for row in rows for cell in row)


def test_both_maps_come_as_pictures(world, client_of) -> None:
    for name in ("kotak", "asesmen"):
        answer = client_of("komar").post(f"/talenta/gambar/?peta={name}", {"purpose": "Rapat komite talenta"})
        assert answer.content.startswith(b"\x89PNG")
    assert ReadEvent.objects.filter(what="profiling.board_png").count() == 2


def test_a_file_is_asked_for_with_a_purpose_and_logged_with_it(world, client_of) -> None:
    client = client_of("komar")
    for address, what in (("unduh", "profiling.people_xlsx"), ("gambar", "profiling.board_png")):
        assert "Untuk apa Anda mengunduh ini?" in text(client.get(f"/talenta/{address}/?cari=ani"))
        assert client.post(f"/talenta/{address}/?cari=ani", {"purpose": "x"}).status_code == 422
        assert not ReadEvent.objects.filter(what=what).exists()
        client.post(f"/talenta/{address}/?cari=ani", {"purpose": "Rapat komite talenta"})
        read = ReadEvent.objects.get(what=what)
        assert read.why.startswith("Rapat komite talenta (")
        assert (read.count, read.actor_label) == (1, "Komar")
        named = list(read.people.values_list("subject", flat=True))
        assert named == [world["certain"].uuid]  # the picture names nobody, but tells where the one stands who was asked for


def read_of(official) -> int:
    return ReadEvent.objects.filter(people__subject=official.uuid).count()


def test_asking_where_one_stands_is_a_reading_of_him_also_where_the_answer_is_nobody(world, client_of) -> None:
    client, official = client_of("komar"), world["certain"]
    box = BoxResult.objects.filter(official=official).latest("pk").box
    other = next(number for number in range(1, 10) if number != box)
    assert "Tidak ada orang yang cocok" in text(client.get(f"/talenta/orang/?cari=ani&kotak={other}"))
    assert read_of(official) == 1
    client.post(f"/talenta/unduh/?cari=ani&kotak={other}", {"purpose": "Rapat komite talenta"})
    assert read_of(official) == 2


def test_a_map_of_a_few_is_a_reading_of_each(world, client_of, monkeypatch) -> None:
    client = client_of("komar")
    client.get("/talenta/")
    assert read_of(world["certain"]) == read_of(world["waiting"]) == 1
    monkeypatch.setattr(views, "FEW", 2)
    client.get("/talenta/")
    assert read_of(world["certain"]) == 1


def test_no_part_of_a_masked_nip_finds_anybody(world, place, people, client_of) -> None:
    official = world["certain"]
    for address in ("/talenta/", "/talenta/orang/"):
        assert "Ani Pasti" not in text(client_of("komar").get(f"{address}?cari={official.nip[:9]}"))
        assert "Ani Pasti" in text(client_of("komar").get(f"{address}?cari={official.nip}"))
        assert "Ani Pasti" in text(client_of("agus").get(f"{address}?cari={official.nip[:17]}"))
    tenancy.grant(people["pras"], Role.COMMITTEE, place.unit, actor=SYSTEM, at=AT)
    assert "Ani Pasti" in text(client_of("pras").get(f"/talenta/orang/?cari={official.nip[:17]}"))


def test_the_list_withholds_the_sum_that_would_give_the_discipline_record_away(world, client_of) -> None:
    box = BoxResult.objects.filter(official=world["certain"]).latest("pk")
    told = num(Decimal(box.potential_low) / 100, 2)
    for name, open_ in (("komar", True), ("audi", False)):
        client = client_of(name)
        assert (told in text(client.get("/talenta/orang/?cari=ani"))) is open_
        answer = client.post("/talenta/unduh/?cari=ani", {"purpose": "Rapat komite talenta"})
        cells = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
        assert (box.potential_low / 100 in [cell for row in cells for cell in row]) is open_
    assert "tidak dirinci" in text(client_of("audi").get("/talenta/orang/?cari=ani"))
    names = []
    for order in ("potensial", "-potensial"):
        names.append(re.findall(r'<th scope="row"><a[^>]*>([^<]+)', text(client_of("audi").get(f"/talenta/orang/?urut={order}"))))
    assert names[0] == names[1] == sorted(names[0])


# --- policies and runs -------------------------------------------------------------------------------------------------------


def test_a_draft_is_made_looked_at_and_published(place, people, client_of) -> None:
    client = client_of("agus")
    answer = client.post("/talenta/kebijakan/", {"period": "2026", "code": "bkn_411_2025"}, follow=True)
    body = text(answer)
    assert "simulasi" in body
    assert "Bobot Keputusan Kepala BKN 411/2025" in body
    assert "Ragam daerah" in body
    policy = TalentPolicy.objects.get()
    assert "Terbitkan kebijakan ini?" not in text(client.get(f"/talenta/kebijakan/{policy.uuid}/"))
    asked = text(client.get(f"/talenta/kebijakan/{policy.uuid}/?langkah=terbitkan"))
    for part in (
        "Terbitkan kebijakan ini?",
        "Bobot Keputusan Kepala BKN 411/2025",
        "2026",
        "tidak dapat mengubah",
        "Ya, terbitkan",
    ):
        assert part in asked
    body = text(client.post(f"/talenta/kebijakan/{policy.uuid}/", follow=True))
    assert "Sudah diterbitkan" in body
    assert "Terbitkan kebijakan ini?" not in body
    again = text(client.post("/talenta/kebijakan/", {"period": "2026", "code": "regional"}))
    assert "sudah punya kebijakan yang diterbitkan" in again


def test_the_variants_are_shown_on_earlier_results_where_there_are_enough(place, people, client_of) -> None:
    making.declare(place)
    for number in range(30):
        official = making.make_official(place, f"Orang {number}")
        making.rate(place, official)
        making.external(place, official, 1 + number % 4)
    services.take_external_results(place.agency, actor=SYSTEM, at=AT)
    body = text(client_of("agus").post("/talenta/kebijakan/", {"period": "2025", "code": "bkn_411_2025"}, follow=True))
    assert "Dihitung pada 30 orang" in body
    assert "simulasi" not in body


def test_the_variants_are_worked_out_once_until_people_there_change(place, people, client_of, monkeypatch) -> None:
    client = client_of("agus")
    client.post("/talenta/kebijakan/", {"period": "2026", "code": "bkn_411_2025"})
    worked: list[int] = []
    real = preview._distributions
    monkeypatch.setattr(preview, "_distributions", lambda *given: worked.append(1) or real(*given))
    address = f"/talenta/kebijakan/{TalentPolicy.objects.get().uuid}/"
    bodies = [text(client.get(address)).partition("<main")[2] for _visit in range(2)]
    assert len(worked) == 1
    assert "simulasi" in bodies[1]
    witness("people.mend_issue", "uji", actor=SYSTEM, at=AT, path=place.agency.path)
    client.get(address)
    assert len(worked) == 2


def test_publishing_after_the_release_is_refused_with_the_reason(place, people, client_of, monkeypatch) -> None:
    monkeypatch.setattr(profiles, "policy_of_period", lambda path, period: object())  # a release of a house before this rule
    making.make_cuts()
    official = making.make_official(place)
    run = making.make_run(place, {making.register(making.make_event(place), official): making.scores(2)})
    publish(ScoresReleased(run.pk, run.path, run.period, AT))
    assert Profile.objects.count() == 1
    client = client_of("agus")
    client.post("/talenta/kebijakan/", {"period": "2025", "code": "bkn_411_2025"})
    body = text(client.post(f"/talenta/kebijakan/{TalentPolicy.objects.get().uuid}/", follow=True))
    assert "Hasil tes periode 2025 sudah dirilis" in body


def test_an_auditor_reads_policies_and_runs_and_starts_nothing(world, client_of) -> None:
    client = client_of("audi")
    assert "Susun draf" not in text(client.get("/talenta/kebijakan/"))
    assert "Hitung ulang" not in text(client.get("/talenta/perhitungan/"))
    refused = client.post("/talenta/kebijakan/", {"period": "2026", "code": "regional"})
    assert refused.status_code == 403
    assert not TalentPolicy.objects.filter(period="2026").exists()
    assert client.post("/talenta/perhitungan/", {"as_of": "2025-10-31"}).status_code == 403


def asked(day: str = "2025-10-31", **more: str) -> dict[str, str]:
    return {"policy": str(TalentPolicy.objects.get(period="2025").uuid), "as_of": day, "reason": "", **more}


def previewed(client: Client, **more: str) -> dict[str, str]:
    """What the page asks to be confirmed."""
    body = text(client.post("/talenta/perhitungan/", asked(**more)))
    return dict(re.findall(r'<input type="hidden" name="(policy|as_of|reason|seen)" value="([^"]*)">', body))


def test_a_mapping_is_shown_before_it_is_confirmed_and_computed_in_the_background(world, place, client_of) -> None:
    making.rate(place, world["waiting"])
    client = client_of("komar")
    body = text(client.post("/talenta/perhitungan/", asked()))
    assert "Belum ada yang ditulis" in body
    assert re.search(r"<b>\d</b> orang berubah kotak, <b>\d</b> baru, <b>\d</b> tetap, <b>\d</b> tanpa kotak tunggal", body)
    assert MappingRun.objects.count() == 1
    answer = client.post("/talenta/perhitungan/", previewed(client), follow=True)
    assert "Menghitung kotak semua orang" in text(answer)
    job = answer.redirect_chain[-1][0].rpartition("=")[2]
    assert "hx-get" in text(client.get(f"/talenta/perhitungan/kemajuan/{job}/"))


@pytest.mark.parametrize(
    ("day", "told"),
    [
        ("2026-10-31", "tidak boleh lewat dari hari ini"),
        ("2024-10-31", "Belum ada kebijakan yang diterbitkan untuk periode 2024"),
        ("2025-11-01", "Tanggal bukti ini bukan yang ditetapkan menurut dokumen periode itu (31-10-2025)"),
    ],
)
def test_a_day_that_the_period_does_not_give_is_refused_or_needs_a_reason(day: str, told: str, world, client_of) -> None:
    assert told in text(client_of("komar").post("/talenta/perhitungan/", asked(day)))


def test_a_run_is_withdrawn_with_a_reason_that_the_page_keeps(world, place, client_of) -> None:
    client = client_of("komar")
    run = MappingRun.objects.get()
    address = f"/talenta/perhitungan/{run.uuid}/tarik/"
    client.post(address, {"reason": "singkat"})
    assert selectors.current_run(place.agency) == run
    client.post(address, {"reason": "Daftar penghargaan keliru diimpor"})
    assert selectors.current_run(place.agency) is None
    assert "Daftar penghargaan keliru diimpor" in text(client.get("/talenta/perhitungan/"))


def test_a_draft_is_thrown_away_and_a_published_policy_is_not(world, place, client_of) -> None:
    client = client_of("agus")
    draft = services.draft_policy(place.agency, "2026", "regional", actor=SYSTEM, at=AT)
    assert "Hapus draf ini?" not in text(client.get(f"/talenta/kebijakan/{draft.uuid}/"))
    asked = text(client.get(f"/talenta/kebijakan/{draft.uuid}/?langkah=hapus"))
    assert "Hapus draf ini?" in asked
    assert "2026" in asked
    client.post(f"/talenta/kebijakan/{draft.uuid}/", {"hapus": "1"})
    assert not TalentPolicy.objects.filter(period="2026").exists()
    stays = TalentPolicy.objects.get(period="2025")
    client.post(f"/talenta/kebijakan/{stays.uuid}/", {"hapus": "1"})
    assert TalentPolicy.objects.filter(pk=stays.pk).exists()


def test_the_progress_of_another_job_or_another_agency_is_not_there(world, people, client_of) -> None:
    komar = client_of("komar")
    ours = komar.post("/talenta/perhitungan/", previewed(komar)).headers["Location"].rpartition("=")[2]
    other = jobs.defer("reporting.make_reports", job="x", user_id=1, scope_paths=["n"])
    assert client_of("komar").get(f"/talenta/perhitungan/kemajuan/{ours}/").status_code == 200
    assert client_of("orang_lain").get(f"/talenta/perhitungan/kemajuan/{ours}/").status_code == 404
    assert client_of("komar").get(f"/talenta/perhitungan/kemajuan/{other}/").status_code == 404
    for strange in (other, "²", "9" * 5_000):
        shown = client_of("komar").get("/talenta/perhitungan/", {"kerja": strange})
        assert (shown.status_code, "Menghitung kotak semua orang" in text(shown)) == (200, False)


def test_the_job_does_what_the_asker_may_do(world, place, people) -> None:
    from sembilan.profiling.tasks import map_agency

    map_agency(place.agency.pk, "2025-10-31", people["komar"].pk, [place.agency.path])
    assert BoxResult.objects.filter(official=world["certain"]).count() == 2


def test_a_withdrawn_mapping_is_marked_in_the_persons_history(client_of, world: dict[str, object], people: dict[str, User]) -> None:
    certain = world["certain"]
    run = selectors.current_run(certain.agency)
    services.withdraw_run(run, "Batas nilai keliru pada satu unit", actor=SYSTEM, at=AT + timedelta(days=1))
    page = text(opened(client_of("komar"), certain))
    assert "Ditarik pada 25 November 2025. Alasan: Batas nilai keliru pada satu unit" in page


def test_the_person_page_and_the_person_himself_are_told_the_same_readings(
    client_of, world: dict[str, object], people: dict[str, User]
) -> None:
    certain = world["certain"]
    komar = cast.actor(people["komar"])
    services.note_list(certain.agency, [certain.uuid, world["waiting"].uuid], "Daftar pada peta talenta: semua", actor=komar, at=AT)
    page = text(opened(client_of("komar"), certain, "Rapat komite talenta")).partition("Siapa yang melihat")[2]
    for told in ("daftar nama pada peta talenta", "memuat 2 orang", "halaman perorangan", "Rapat komite talenta"):
        assert told in page


def test_the_list_says_how_sure_a_box_is_as_the_page_of_the_person_does() -> None:
    highest = [0.0] * 9
    highest[4] = 1.0
    assert views._sure_words({"sure": 0.9, "number": 5, "highest": highest}) == "90–100%"
    assert views._sure_words({"sure": 0.9, "number": 5, "highest": [*highest[:4], 0.9, *highest[5:]]}) == "90%"
    assert views._sure_words({"sure": None, "number": None, "highest": None, "may_be": [5]}) == ""
    open_ = {"sure": None, "number": None, "may_be": [5, 8], "lowest": [0.0] * 9, "highest": [*[0.0] * 4, 0.3, 0.0, 0.0, 0.71, 0.0]}
    assert views._sure_words(open_) == "kotak 8: 0–71%"


def test_each_value_of_a_box_names_its_record_and_the_step_that_made_it(world, client_of) -> None:
    body = text(opened(client_of("komar"), world["certain"]))
    assert "Baik = 80. Yang dipakai: predikat tahun terakhir." in body
    assert re.search(r"÷ 40 × 100 = \d+,\d\d\.", body)
    assert "Sumber aturan nilai:" in body
