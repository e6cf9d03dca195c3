"""What stands before every page: sizes, addresses, proxies, caches."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from sembilan.web.ui.pages import download

pytestmark = pytest.mark.django_db


def test_a_body_larger_than_any_page_reads_is_refused_unread() -> None:
    unread = io.BytesIO(b"x")
    answer = Client().generic("POST", "/masuk/", unread, CONTENT_LENGTH=str(settings.LARGEST_BODY + 1))
    assert answer.status_code == 413
    assert unread.tell() == 0


@pytest.mark.parametrize("length", ["-1", "1e9", "x"])
def test_a_length_that_is_no_number_is_refused(length: str) -> None:
    assert Client().generic("POST", "/masuk/", b"", CONTENT_LENGTH=length).status_code == 413


@pytest.mark.parametrize("address", ["/verifikasi/?kode=%00", "/verifikasi/%00/"])
def test_a_nul_in_an_address_is_no_failure_of_ours(address: str) -> None:
    assert Client().get(address).status_code == 400


@pytest.mark.parametrize("address", ["/", "/data/", "/pengaturan/pengguna/", "/akun/faktor-kedua/"])
def test_personal_pages_stay_in_no_store(client_of: Callable[[str], Client], address: str) -> None:
    answer = client_of("agus").get(address)
    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]
    assert "private" in answer.headers["Cache-Control"]


def test_a_form_that_stood_open_too_long_is_told_in_our_own_page() -> None:
    answer = Client(enforce_csrf_checks=True).post("/masuk/", {"login": "agus", "password": "x"})
    assert answer.status_code == 403
    assert "terlalu lama terbuka" in answer.content.decode()


def test_a_file_name_with_a_quotation_mark_stays_one_name() -> None:
    answer = download(b"", 'laporan-"; filename="x.html\r\n.zip', "application/zip")
    assert answer.headers["Content-Disposition"].count("filename") == 2
    assert '\\"' in answer.headers["Content-Disposition"]


def asked(environ: dict[str, str], trusted: list[str]) -> dict[str, Any]:
    """What the application would see."""
    from granian.utils.proxies import wrap_wsgi_with_proxy_headers

    seen: dict[str, Any] = {}
    wrap_wsgi_with_proxy_headers(lambda scope, _start: seen.update(scope) or [], trusted_hosts=trusted)(environ, None)
    return seen


FORWARDED = {"HTTP_X_FORWARDED_FOR": "10.0.0.1, 203.0.113.9", "HTTP_X_FORWARDED_PROTO": "https", "wsgi.url_scheme": "http"}


def test_the_web_server_before_us_tells_who_asks_and_by_which_scheme() -> None:
    seen = asked({**FORWARDED, "REMOTE_ADDR": "127.0.0.1"}, ["127.0.0.1"])
    assert (seen["REMOTE_ADDR"], seen["wsgi.url_scheme"]) == ("203.0.113.9", "https")


def test_nobody_else_is_believed() -> None:
    seen = asked({**FORWARDED, "REMOTE_ADDR": "203.0.113.7"}, ["127.0.0.1"])
    assert (seen["REMOTE_ADDR"], seen["wsgi.url_scheme"]) == ("203.0.113.7", "http")


def test_a_form_sent_over_tls_is_accepted_behind_the_web_server() -> None:
    """The browser's Origin says https; without the scheme that the web server hands on, the form would be refused."""
    browser = Client(enforce_csrf_checks=True)
    browser.get("/masuk/")
    token = browser.cookies["csrftoken"].value
    form = {"login": "tidak-ada", "password": "salah", "csrfmiddlewaretoken": token}
    headers = {"origin": "https://testserver", "referer": "https://testserver/masuk/"}
    assert browser.post("/masuk/", form, headers=headers).status_code == 403
    assert browser.post("/masuk/", form, headers=headers, secure=True).status_code == 200
