"""Logging in, first passwords, second factors, users and roles."""

from __future__ import annotations

import re
import time

import pytest
from django.db import OperationalError
from django.test import Client

from sembilan.accounts import services as accounts
from sembilan.accounts.models import User
from sembilan.kit import clock, scope
from sembilan.tenancy import selectors as tenancy_selectors
from sembilan.tenancy import services as tenancy
from sembilan.tenancy.errors import RoleAboveLogin
from sembilan.tenancy.models import Organisation
from sembilan.tenancy.rules import SYSTEM, Role
from tests import cast
from tests.cast import AT, PASSWORD

NUMBER = "19800101 200501 1 001"


def log_in(name: str, password: str = PASSWORD) -> Client:
    client = Client()
    client.post("/masuk/", {"login": name, "password": password})
    return client


def test_a_user_logs_in_with_name_and_password_and_sees_his_home(people: dict[str, User]) -> None:
    page = log_in("agus").get("/")
    assert page.status_code == 200
    assert "Yang menunggu Anda" in page.content.decode()
    assert "Admin instansi" in page.content.decode()


def test_a_wrong_password_says_no_more_than_a_wrong_name(people: dict[str, User]) -> None:
    client = Client()
    wrong_password = client.post("/masuk/", {"login": "agus", "password": "salah-sekali-ini"}).content.decode()
    wrong_name = client.post("/masuk/", {"login": "tidakada", "password": "salah-sekali-ini"}).content.decode()
    strip = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"|value="(agus|tidakada)"|nonce="[^"]+"')
    assert strip.sub("", wrong_password) == strip.sub("", wrong_name)
    assert client.get("/").status_code == 302


def test_the_first_password_is_followed_by_the_name_to_log_in_with(people: dict[str, User], agencies: cast.Agencies) -> None:
    secret = accounts.issue_activation(people["agus"], actor=SYSTEM, at=clock.now())
    page = Client().post(f"/aktivasi/{secret}/", {"password": PASSWORD, "again": PASSWORD}, follow=True)
    assert "nama pengguna agus" in page.content.decode()


def test_without_login_every_page_leads_to_the_login(people: dict[str, User]) -> None:
    answer = Client().get("/pengaturan/pengguna/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/masuk/")


def test_a_new_user_gets_a_link_that_works_once(people: dict[str, User], client_of, agencies) -> None:
    page = client_of("agus").post(
        "/pengaturan/pengguna/baru/",
        {
            "username": "baru.sekali",
            "name": "Baru Sekali",
            "number": NUMBER,
            "role": "proctor",
            "organisation": agencies.lampung.uuid,
        },
    )
    found = re.search(r"/aktivasi/([^/]+)/", page.content.decode())
    assert found
    link = f"/aktivasi/{found[1]}/"
    with scope.carried():
        weak = Client().post(link, {"password": "pendek", "again": "pendek"})
        assert "12" in weak.content.decode()
        assert Client().post(link, {"password": PASSWORD, "again": PASSWORD}).status_code == 302
        assert "tidak berlaku lagi" in Client().post(link, {"password": PASSWORD, "again": PASSWORD}).content.decode()
        spent = Client().get(link)
        assert spent.status_code == 410
        assert "tidak berlaku lagi" in spent.content.decode()
        assert '<form method="post" class="card"' not in spent.content.decode()
    assert log_in("baru.sekali").get("/").status_code == 200


def test_a_new_agency_leads_to_the_invitation_of_its_administrator(people: dict[str, User], client_of, agencies) -> None:
    nina = client_of("nina")
    asked = nina.post("/pengaturan/instansi/", {"code": "jambi", "name": "Pemerintah Provinsi Jambi"})
    invitation = nina.get(asked["Location"]).content.decode()
    made = Organisation.objects.get(path="n.jambi")
    assert f'<option value="{made.uuid}" selected' in invitation
    assert '<option value="agency_admin" selected' in invitation
    listed = nina.get("/pengaturan/instansi/", {"cari": "jambi"}).content.decode()
    assert "belum ada" in listed
    assert agencies.lampung.code not in re.findall(r'data-label="Kode">([^<]+)<', listed)
    tenancy.invite(
        "jaka",
        "Jaka Jambi",
        Role.AGENCY_ADMIN,
        made,
        person_number=NUMBER,
        actor=tenancy_selectors.actor_for(people["nina"]),
        at=AT,
    )
    assert "Jaka Jambi" in nina.get("/pengaturan/instansi/", {"cari": "jambi"}).content.decode()


@pytest.mark.parametrize("code", ["Jambi", "9a", "a-b", "x"])
def test_a_code_that_cannot_stand_in_an_address_keeps_what_was_typed(code: str, people: dict[str, User], client_of) -> None:
    page = client_of("nina").post("/pengaturan/instansi/", {"code": code, "name": "Pemerintah Provinsi Jambi"}).content.decode()
    assert "hanya huruf kecil" in page
    assert 'value="Pemerintah Provinsi Jambi"' in page


def test_a_code_that_is_taken_is_said_at_its_field(people: dict[str, User], client_of, agencies) -> None:
    page = client_of("nina").post("/pengaturan/instansi/", {"code": agencies.lampung.code, "name": "Lagi"}).content.decode()
    assert "sudah dipakai" in page


def test_an_expired_link_is_refused(people: dict[str, User], settings, monkeypatch) -> None:
    from datetime import timedelta

    from sembilan.accounts.errors import ActivationInvalid

    secret = accounts.issue_activation(people["agus"], actor=SYSTEM, at=AT)
    with scope.carried(), pytest.raises(ActivationInvalid):
        accounts.activate(secret, PASSWORD, at=AT + timedelta(days=7))


def test_an_agency_cannot_give_a_national_role(people: dict[str, User], client_of, agencies) -> None:
    page = client_of("agus").post(
        "/pengaturan/pengguna/baru/",
        {
            "username": "terlalu.tinggi",
            "name": "X",
            "number": NUMBER,
            "role": "psychometrician",
            "organisation": agencies.lampung.uuid,
        },
    )
    assert page.status_code == 200
    assert "errors" in page.content.decode()
    assert accounts.user_id("terlalu.tinggi") is None


def test_an_agency_cannot_give_a_role_in_another_agency(people: dict[str, User], client_of, agencies) -> None:
    client_of("agus").post(
        "/pengaturan/pengguna/baru/",
        {"username": "di.sana", "name": "X", "number": NUMBER, "role": "proctor", "organisation": agencies.elsewhere.uuid},
    )
    assert accounts.user_id("di.sana") is None


def test_another_agency_s_user_is_not_found(people: dict[str, User], client_of) -> None:
    assert client_of("orang_lain").get(f"/pengaturan/pengguna/{people['agus'].uuid}/").status_code == 404
    assert "agus" not in client_of("orang_lain").get("/pengaturan/pengguna/").content.decode()


def test_a_real_site_asks_staff_for_a_second_factor(people: dict[str, User], client_of, settings) -> None:
    settings.MODE = "site"
    answer = client_of("agus").get("/")
    assert answer.status_code == 302
    assert "faktor-kedua/pasang" in answer["Location"]


def test_a_second_factor_is_set_up_and_then_asked_for(people: dict[str, User], settings) -> None:
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

    client = log_in("agus")
    settings.MODE = "site"
    page = client.get("/", follow=True)  # who has just given his password is not asked for it again
    secret = re.search(r"<code>([A-Z2-7]+)</code>", page.content.decode())
    assert secret
    code = format_hotp_value(hotp_value(secret[1], next(iter(yield_hotp_counters_from_time()))))
    assert client.post("/akun/faktor-kedua/pasang/", {"code": code}).status_code == 302
    assert client.get("/").status_code == 200

    second = Client()
    answer = second.post("/masuk/", {"login": "agus", "password": PASSWORD})
    assert "faktor-kedua/kode" in answer["Location"]
    assert second.get("/").status_code == 302
    assert "Kode faktor kedua" in second.get(answer["Location"]).content.decode()


def test_a_second_factor_long_after_the_login_asks_for_the_password_first(people: dict[str, User], settings, monkeypatch) -> None:
    client = log_in("agus")
    settings.MODE = "site"
    now = time.time()
    monkeypatch.setattr("allauth.account.internal.flows.reauthentication.time.time", lambda: now + 301)
    assert "Masukkan kata sandi sekali lagi" in client.get("/", follow=True).content.decode()


def test_the_trail_shows_what_was_done_in_the_own_scope_only(people: dict[str, User], client_of) -> None:
    mine, theirs = (client_of(name).get("/pengaturan/jejak/").content.decode() for name in ("audi", "orang_lain"))
    assert "Memberi peran kepada pengguna" in mine
    assert ">Provinsi Uji Lampung</td>" in mine
    assert ">Provinsi Uji Lain</td>" not in mine
    assert ">Provinsi Uji Lain</td>" in theirs
    assert ">Provinsi Uji Lampung</td>" not in theirs


def test_every_page_carries_a_strict_policy(people: dict[str, User], client_of) -> None:
    policy = client_of("agus").get("/")["Content-Security-Policy"]
    assert "unsafe-inline" not in policy
    assert "default-src 'none'" in policy


def test_a_database_away_gives_a_page_that_says_so(people: dict[str, User], client_of, monkeypatch) -> None:
    from sembilan.tenancy import selectors
    from sembilan.web.ui import pages

    def gone(*args: object, **kwargs: object) -> None:
        raise OperationalError("gone")

    monkeypatch.setattr(selectors, "actor_for", gone)
    monkeypatch.setattr(pages.connections, "close_all", lambda: None)  # the test's own transaction lives on this connection
    client = client_of("agus")
    client.raise_request_exception = False
    answer = client.get("/")
    assert answer.status_code == 503
    assert answer["Retry-After"]
    assert "gone" not in answer.content.decode()


def test_an_official_who_becomes_staff_needs_a_second_factor(people: dict[str, User], agencies, settings) -> None:
    official = accounts.add_user(
        "rangkap",
        "Pegawai Rangkap",
        path=agencies.lampung.path,
        person_number="198001012005011009",
        is_staff_account=False,
        actor=SYSTEM,
        at=AT,
    )
    tenancy.grant(official, Role.OFFICIAL, agencies.lampung, actor=SYSTEM, at=AT)
    client = Client()
    client.force_login(official, backend="sembilan.accounts.backend.ScopedBackend")
    settings.MODE = "site"
    assert client.get("/saya/").status_code == 200
    tenancy.grant(official, Role.COMMITTEE, agencies.lampung, actor=SYSTEM, at=AT)
    assert "faktor-kedua/pasang" in client.get("/saya/")["Location"]


def test_no_login_holds_more_than_its_keeper_could_give(people: dict[str, User], agencies) -> None:
    """Else the agency's admin would renew its link and enter as a psychometrician."""
    with pytest.raises(RoleAboveLogin):
        tenancy.grant(people["komar"], Role.PSYCHOMETRICIAN, agencies.nation, actor=cast.actor(people["nina"]), at=AT)


def test_a_renewed_access_ends_the_old_password_and_every_login_by_it(people: dict[str, User], client_of) -> None:
    browser = log_in("komar")
    assert browser.get("/").status_code == 200
    address = f"/pengaturan/pengguna/{people['komar'].uuid}/"
    page = client_of("agus").post(address, {"link": "1", "reason": "Lupa kata sandi"})
    link = re.search(r"/aktivasi/[^/]+/", page.content.decode())
    assert link
    assert browser.get("/").status_code == 302
    assert log_in("komar").get("/").status_code == 302
    with scope.carried():
        Client().post(link[0], {"password": "kunci-baru-yang-panjang", "again": "kunci-baru-yang-panjang"})
    assert log_in("komar", "kunci-baru-yang-panjang").get("/").status_code == 200


def test_an_access_is_not_renewed_without_a_reason(people: dict[str, User], client_of) -> None:
    page = client_of("agus").post(f"/pengaturan/pengguna/{people['komar'].uuid}/", {"link": "1", "reason": " "}, follow=True)
    assert "Tulis alasannya" in page.content.decode()
    assert log_in("komar").get("/").status_code == 200


def test_who_renewed_how_many_accesses_stands_on_the_auditor_s_page(people: dict[str, User], client_of) -> None:
    for name in ("komar", "evi"):
        client_of("agus").post(f"/pengaturan/pengguna/{people[name].uuid}/", {"link": "1", "reason": "Lupa kata sandi"})
    page = client_of("audi").get("/pengaturan/jejak/?jenis=akses").content.decode()
    assert re.search(r"Agus</th><td class=\"num\">2</td><td class=\"num\">0</td>", page)
    assert '<td data-label="Tindakan">Memperbarui akses orang lain' in client_of("audi").get("/pengaturan/jejak/").content.decode()
    user_page = client_of("agus").get(f"/pengaturan/pengguna/{people['komar'].uuid}/").content.decode()
    assert "Akses diperbarui: Lupa kata sandi" in user_page
