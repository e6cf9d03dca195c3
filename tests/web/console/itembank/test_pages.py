"""Pages of the item bank: what they say, what they refuse, and that they do not exist for anybody but the nation's roles."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from sembilan.accounts.models import User
from sembilan.competency.services import load_dictionary
from sembilan.itembank import selectors, services
from sembilan.itembank.models import ItemVersion
from sembilan.tenancy.rules import SYSTEM
from sembilan.web.console.itembank.forms import ItemForm, initial_of
from tests import making
from tests.cast import AT
from tests.making import MEASURER, REVIEWER, WRITER

CODES = ("MSK-INT-1.1-a", "POT-MOT-001", "LIT-AMN-007", "LIT-AMN-008", "LIT-AMN-015", "KAR-01", "POT-FIG-0004", "POT-FIN-0004")


@pytest.fixture
def client_of(people: dict[str, User]) -> Callable[[str], Client]:
    load_dictionary(actor=SYSTEM, at=AT)
    making.make_instruments()
    records = [{**one, "enemies": []} for one in making.bank_records() if one["code"] in CODES]
    services.load_bank(records, author=WRITER, reviewer=REVIEWER, at=AT)

    def make(name: str) -> Client:
        client = Client()
        client.force_login(people[name], backend="sembilan.accounts.backend.ScopedBackend")
        return client

    return make


def text(client: Client, url: str, status: int = 200) -> str:
    answer = client.get(url)
    assert answer.status_code == status, url
    return answer.content.decode()


def sent(record: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A record as the editor's form sends it."""
    values = {**initial_of(record), **changes}
    return {name: value for name, value in values.items() if value is not None}


def test_the_bank_is_found_by_the_nations_roles_and_by_nobody_else(client_of: Callable[[str], Client]) -> None:
    urls = ("/bank/", "/bank/butir/", "/bank/butir/KAR-01/", "/bank/butir/KAR-01/ubah/", "/bank/bukti/potensi/")
    for name in ("agus", "evi", "pras", "komar", "gubernur", "audi", "orang_lain"):
        client = client_of(name)
        for url in (*urls, "/bank/butir/baru/potensi/single/"):
            text(client, url, 404)
        assert client.post("/bank/butir/KAR-01/tindakan/", {"action": "retire", "version": "1"}).status_code == 404
    for url in urls:
        text(client_of("siska"), url)


def test_the_overview_says_how_far_each_instrument_may_be_trusted(client_of: Callable[[str], Client]) -> None:
    page = text(client_of("wati"), "/bank/")
    assert page.count("contoh, bukan dasar keputusan") == 4
    assert "Integritas" in page
    assert "Tulis butir baru" in page


def test_the_list_is_filtered_and_searched(client_of: Callable[[str], Client]) -> None:
    client = client_of("siska")
    assert "LIT-AMN-007" in text(client, "/bank/butir/?jenis=multiple")
    assert "LIT-AMN-008" not in text(client, "/bank/butir/?jenis=multiple")
    assert "KAR-01" in text(client, "/bank/butir/?skala=realistik")
    assert "POT-MOT-001" in text(client, "/bank/butir/?cari=mot")
    assert "Tidak ada butir yang cocok" in text(client, "/bank/butir/?cari=zzzz")


@pytest.mark.parametrize("code", CODES)
def test_an_item_stands_beside_its_curves_with_its_key_for_staff_only(client_of: Callable[[str], Client], code: str) -> None:
    page = text(client_of("siska"), f"/bank/butir/{code}/")
    candidate = page[page.index('class="candidate"') : page.index("Hanya untuk staf")]
    assert "Hanya untuk staf" in page
    assert ("Nilai yang diharapkan" in page) is (code != "KAR-01")
    assert "style=" not in page
    assert "onclick" not in page
    version = selectors.newest_version(selectors.item(code, actor=MEASURER))  # type: ignore[arg-type]
    assert version.rationale not in candidate


@pytest.mark.parametrize("code", CODES)
def test_the_editor_gives_back_the_record_it_was_opened_with(client_of: Callable[[str], Client], code: str) -> None:
    version = selectors.newest_version(selectors.item(code, actor=MEASURER))  # type: ignore[arg-type]
    record = selectors.record_of(version)
    form = ItemForm(record["instrument"], record["type"], {}, sent(record), kept=record, initial=initial_of(record))
    assert form.is_valid(), form.errors
    again = form.record()
    if again["parameters"]:
        again["parameters"] = {name: again["parameters"][name] for name in record["parameters"]}
    assert again == record


def shown_digest(client: Client) -> str:
    found = re.search(r'name="digest" value="([0-9a-f]{64})"', text(client, "/bank/butir/LIT-UJI-01/"))
    assert found
    return found[1]


def test_an_item_is_written_previewed_submitted_and_approved_by_another(client_of: Callable[[str], Client]) -> None:
    record = next(one for one in making.bank_records() if one["code"] == "LIT-AMN-015")
    data = sent({**record, "code": "LIT-UJI-01"})
    wati, wawan = client_of("wati"), client_of("wawan")
    url = "/bank/butir/baru/literasi_digital/ranking/"
    preview = wati.post(url, {**data, "pratinjau": "1"}).content.decode()
    assert 'class="candidate"' in preview
    assert selectors.item("LIT-UJI-01", actor=MEASURER) is None
    assert wati.post(url, {**data, "simpan": "1"}).status_code == 302
    act = "/bank/butir/LIT-UJI-01/tindakan/"
    wati.post(act, {"action": "submit", "version": "1"})
    assert "tulisan Anda" in text(wati, "/bank/butir/LIT-UJI-01/")
    refused = wati.post(act, {"action": "approve", "version": "1"}, follow=True).content.decode()
    assert "Orang lain yang harus menelaahnya" in refused
    assert "LIT-UJI-01" in text(wawan, "/bank/")
    read = {"version": "1", "digest": shown_digest(wawan)}
    assert "Tulis alasannya" in wawan.post(act, {**read, "action": "send_back"}, follow=True).content.decode()
    wawan.post(act, {**read, "action": "send_back", "note": "Alasannya kurang jelas."})
    home = text(wati, "/")
    assert "Soal dikembalikan kepada Anda: LIT-UJI-01" in home
    assert "Alasannya kurang jelas." in home
    assert "Soal dikembalikan" not in text(wawan, "/")
    wati.post("/bank/butir/LIT-UJI-01/ubah/", {**data, "rationale": "Alasan yang lebih jelas.", "simpan": "1"})
    wati.post(act, {"action": "submit", "version": "1"})
    assert "Soal dikembalikan" not in text(wati, "/")
    for old in (read, {"version": "1"}):
        told = wawan.post(act, {**old, "action": "approve"}, follow=True).content.decode()
        assert "berubah sejak halaman dibuka" in told
    assert ItemVersion.objects.get(item__code="LIT-UJI-01").state == "review"
    wawan.post(act, {"action": "approve", "version": "1", "digest": shown_digest(wawan)})
    assert ItemVersion.objects.get(item__code="LIT-UJI-01").state == "approved"


def test_a_wrong_item_is_refused_in_a_summary_and_a_wicked_picture_is_not_shown(client_of: Callable[[str], Client]) -> None:
    record = next(one for one in making.bank_records() if one["code"] == "LIT-AMN-015")
    client, url = client_of("wati"), "/bank/butir/baru/literasi_digital/ranking/"
    answer = client.post(url, {**sent(record, code="LIT-UJI-02", order="A, B"), "simpan": "1"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Ada yang perlu diperbaiki" in page
    assert "Urutan kunci memuat setiap pilihan satu kali." in page
    wicked = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
    shown = client.post(url, {**sent(record, code="LIT-UJI-03", svg=wicked, alt="Gambar uji"), "pratinjau": "1"}).content.decode()
    assert "<script>alert(1)" not in shown
    assert "tidak diizinkan" in shown


def test_evidence_needs_two_people_on_the_page_too(client_of: Callable[[str], Client]) -> None:
    siska, sandi = client_of("siska"), client_of("sandi")
    assert "paling sedikit" in siska.post("/bank/bukti/potensi/", {"evidence": "baik"}).content.decode()
    siska.post("/bank/bukti/potensi/", {"evidence": "Uji coba pada 420 pegawai, Oktober 2025, laporan nomor 12."})
    statement = selectors.open_statements(actor=MEASURER)[0]
    sign = f"/bank/bukti/potensi/tanda-tangan/{statement.pk}/"
    assert "harus dari orang lain" in siska.post(sign, follow=True).content.decode()
    assert "tidak berwenang" in client_of("wati").post(sign, follow=True).content.decode()
    assert "uji coba, bukan dasar keputusan" in sandi.post(sign, follow=True).content.decode()
    assert client_of("orang_lain").post(sign).status_code == 404
