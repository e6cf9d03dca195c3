"""Pages of assembly: from a blueprint to a sealed package, and that they do not exist for anybody but the nation's roles."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from sembilan.accounts.models import User
from sembilan.assembly import selectors
from sembilan.competency.services import load_dictionary
from sembilan.tenancy.rules import SYSTEM
from tests import making
from tests.cast import AT
from tests.making import MEASURER


@pytest.fixture
def client_of(people: dict[str, User]) -> Callable[[str], Client]:
    load_dictionary(actor=SYSTEM, at=AT)
    making.make_bank()

    def make(name: str) -> Client:
        client = Client()
        client.force_login(people[name], backend="sembilan.accounts.backend.ScopedBackend")
        return client

    return make


def test_from_the_blueprint_to_the_sealed_package_on_the_pages(client_of: Callable[[str], Client]) -> None:
    client = client_of("siska")
    assert "Belum ada kisi-kisi" in client.get("/rakitan/").content.decode()
    client.post("/rakitan/kisi/bawaan/")
    plans = {(row.instrument.code, row.name): row for row in selectors.blueprints(actor=MEASURER)}
    plan = plans["literasi_digital", "Lengkap"]
    page = client.get(f"/rakitan/kisi/{plan.pk}/").content.decode()
    assert "40 butir, 25 menit" in page
    assert "Menebak tidak mengurangi nilai" in page

    report = client.post(f"/rakitan/kisi/{plan.pk}/rakit/", {"n_forms": "2", "seed": "1"}, follow=True).content.decode()
    assert "Seberapa setara" in report
    assert "Beda kesukaran terbesar" in report
    assert "paling banyak 50%" in report
    code = selectors.forms(actor=MEASURER)[0].code

    refused = client.post("/rakitan/segel/", {"code": "UJI 1", "name": "Uji", "form_literasi_digital": code})
    assert refused.status_code == 422
    assert "Kode paket terdiri atas" in refused.content.decode()
    sealed = client.post("/rakitan/segel/", {"code": "UJI-1", "name": "Uji", "form_literasi_digital": code}, follow=True)
    battery = selectors.battery("UJI-1", actor=MEASURER)
    assert battery is not None
    page = sealed.content.decode()
    assert battery.package_hash in page
    assert "Contoh, bukan dasar keputusan" in page
    again = client.post("/rakitan/segel/", {"code": "UJI-1", "name": "Uji", "form_literasi_digital": code})
    assert "sudah dipakai" in again.content.decode()
    assert "UJI-1" in client.get("/rakitan/").content.decode()

    for name in ("agus", "pras", "komar", "audi", "orang_lain"):
        stranger = client_of(name)
        for url in (
            "/rakitan/",
            f"/rakitan/kisi/{plan.pk}/",
            f"/rakitan/bentuk/{code}/",
            "/rakitan/segel/",
            "/rakitan/paket/UJI-1/",
        ):
            assert stranger.get(url).status_code == 404, (name, url)
        assert stranger.post(f"/rakitan/kisi/{plan.pk}/rakit/", {"n_forms": "1", "seed": "1"}).status_code == 404


def test_a_form_with_pictures_gets_its_twin_and_a_writer_may_look_but_not_build(client_of: Callable[[str], Client]) -> None:
    form = making.make_forms("Pendek", 1)["potensi"][0]
    refused = client_of("wati").post(f"/rakitan/bentuk/{form.code}/tanpa-gambar/", follow=True)
    assert "tidak berwenang" in refused.content.decode()
    client = client_of("sandi")
    assert "Bentuk tanpa gambar" in client.get(f"/rakitan/bentuk/{form.code}/").content.decode()
    page = client.post(f"/rakitan/bentuk/{form.code}/tanpa-gambar/", follow=True).content.decode()
    assert f"{form.code}-nv" in page
    assert "POT-FIN-" in page


def test_a_blueprint_is_changed_as_a_new_version_and_a_broken_number_is_refused(client_of: Callable[[str], Client]) -> None:
    client = client_of("siska")
    plan = making.make_blueprints()["literasi_digital", "Lengkap"]
    url = f"/rakitan/kisi/{plan.pk}/ubah/"
    values = {
        "minutes": "30", "overlap": "40", **{f"cell_{place}": "10" for place in range(4)}, "rule_keyed": "keyed_chance",
        "share_keyed": "50", "reason_keyed": "Waktu cukup.", "told_keyed": "Soal kosong dihitung sebesar peluang menebak.",
    }  # fmt: skip
    assert set(re.findall(r'name="(\w+)"', client.get(url).content.decode())) >= set(values)
    bad = client.post(url, {**values, "overlap": "80"})
    assert bad.status_code == 422
    client.post(url, values)
    newest = next(row for row in selectors.blueprints(actor=MEASURER) if row.name == "Lengkap" and row.version == 2)
    assert (newest.body["minutes"], newest.body["omission"]["keyed"]["rule"]) == (30, "keyed_chance")


def test_a_blueprint_from_nothing_becomes_forms(client_of: Callable[[str], Client]) -> None:
    client = client_of("siska")
    assert "Kisi-kisi baru" in client.get("/rakitan/").content.decode()
    page = client.get("/rakitan/kisi/baru/literasi_digital/").content.decode()
    assert "tersedia " in page
    fields = re.findall(r'name="(cell_\d+)"', page)
    assert len(fields) == 4
    texts = dict(re.findall(r'<textarea name="(\w+)"[^>]*>\s*([^<]+)</textarea>', page))
    words = {"name": "Pilar satu", "minutes": "10", "overlap": "50", "rule_situational": "keyed_wrong", "rule_keyed": "keyed_wrong",
             "share_situational": "0", "share_keyed": "0", **texts}  # fmt: skip
    empty = client.post("/rakitan/kisi/baru/literasi_digital/", {**words, **dict.fromkeys(fields, "0")})
    assert empty.status_code == 422
    assert "paling sedikit satu kelompok soal" in empty.content.decode()
    counts = {name: "6" if place == 0 else "0" for place, name in enumerate(fields)}
    saved = client.post("/rakitan/kisi/baru/literasi_digital/", {**words, **counts}, follow=True)
    assert "Kisi-kisi tersimpan sebagai versi 1." in saved.content.decode()
    (plan,) = selectors.blueprints(actor=MEASURER)
    assert [cell["take"] for block in plan.body["blocks"] for cell in block["cells"]] == [6]
    twice = client.post("/rakitan/kisi/baru/literasi_digital/", {**words, **counts})
    assert "Sudah ada kisi-kisi dengan nama ini" in twice.content.decode()
    made = client.post(f"/rakitan/kisi/{plan.pk}/rakit/", {"n_forms": "1", "seed": "1"}, follow=True).content.decode()
    assert "1 bentuk dirakit" in made


def test_only_those_who_plan_find_the_page_of_a_new_blueprint(client_of: Callable[[str], Client]) -> None:
    assert client_of("wati").get("/rakitan/kisi/baru/potensi/").status_code == 404
    assert client_of("nina").get("/rakitan/kisi/baru/potensi/").status_code == 200
    assert client_of("nina").get("/rakitan/kisi/baru/tidak_ada/").status_code == 404
    assert "Kisi-kisi baru" not in client_of("wati").get("/rakitan/").content.decode()
