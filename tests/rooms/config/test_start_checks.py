"""A dangerous start is refused by a check with an id, whichever command starts."""

from __future__ import annotations

import argparse
import errno
import socket
from typing import Any

import pytest
from django.core.checks import Tags
from django.db import connections

from sembilan.cli import first, site
from sembilan.delivery import chain
from sembilan.kit import checks, secret
from sembilan.kit.models import SecretFingerprint
from tests.cast import AT


@pytest.fixture
def plain(settings: Any) -> Any:
    settings.MODE, settings.ALLOWED_HOSTS, settings.SECRET_KEY = "site", ["sembilan.example.go.id"], "x" * 50
    return settings


@pytest.mark.django_db
def test_a_plain_start_is_not_refused(plain: Any) -> None:
    site.check()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "value", "id_"),
    [
        ("SECRET_KEY", "short", "sembilan.E001"),
        ("MODE", "demo", "sembilan.E002"),
        ("MODE", "test", "sembilan.E004"),
        ("ALLOWED_HOSTS", ["*"], "sembilan.E005"),
        ("ALLOWED_HOSTS", ["sembilan.example.go.id", "*"], "sembilan.E005"),
    ],
)
def test_each_dangerous_setting_is_refused_with_its_id(plain: Any, name: str, value: object, id_: str) -> None:
    setattr(plain, name, value)
    with pytest.raises(site.Refused, match=id_):
        site.check()


@pytest.mark.django_db
def test_another_secret_than_the_database_was_made_under_is_refused(plain: Any) -> None:
    secret.record(at=AT)
    site.check()
    plain.SECRET_KEY = "y" * 50
    with pytest.raises(site.Refused, match=r"sembilan\.E007: .* renew-secret"):
        site.check(Tags.database)
    site.check(but=checks.FINGERPRINT_DIFFERS)
    secret.record(at=AT)
    site.check()
    plain.SECRET_KEY = "x" * 50
    with pytest.raises(site.Refused, match=r"sembilan\.E007"):
        site.check()


def test_the_fingerprint_of_a_secret_is_none_of_the_keys_that_are_derived_from_it() -> None:
    known = secret.fingerprint("x" * 50)
    assert known == secret.fingerprint("x" * 50) != secret.fingerprint("y" * 50)
    assert len(known) == 32
    assert known != chain.pin_key("x" * 50)


@pytest.mark.django_db
def test_a_site_is_made_under_the_secret_of_its_start(plain: Any) -> None:
    assert first.make_site("Nasional (uji)", username="admin", person_number="198512102010032916")
    assert SecretFingerprint.objects.count() == 1
    assert first.make_site("Nasional (uji)", username="admin", person_number="198512102010032916") is None
    plain.SECRET_KEY = "y" * 50
    with pytest.raises(site.Refused, match=r"sembilan\.E007"):
        site.check()


@pytest.mark.django_db
def test_the_worker_alone_is_refused_too(plain: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEMBILAN_SECRET", "x" * 50)
    monkeypatch.setenv("DATABASE_URL", "postgresql://sembilan_app@/x")
    monkeypatch.setattr(site, "work", lambda: pytest.fail("the worker began"))
    plain.MODE = "test"
    with pytest.raises(site.Refused, match=r"sembilan\.E004"):
        site.run_worker(argparse.Namespace())


@pytest.mark.django_db
def test_the_role_is_asked_of_the_connection_and_not_of_its_address(plain: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """An address without a name (peer login) says nothing about the role."""
    asked = []
    plain.APP_ROLE = "somebody_else"

    class Owner:
        def execute(self, query: str) -> None:
            asked.append(query)

        def fetchone(self) -> tuple[bool, bool, bool, bool]:
            return False, False, False, True

        def __enter__(self) -> Owner:
            return self

        def __exit__(self, *_: object) -> None: ...

    assert checks.app_role_is_small(None, databases=["default"]) == []
    monkeypatch.setattr(connections["default"], "cursor", Owner)
    found = checks.app_role_is_small(None, databases=["default"])
    assert asked
    assert [one.id for one in found] == ["sembilan.E003"]


@pytest.mark.parametrize(
    ("code", "step"), [(errno.EADDRINUSE, "--port 8001"), (errno.EACCES, "--port 8000"), (errno.EADDRNOTAVAIL, "--bind 127.0.0.1")]
)
def test_a_port_that_cannot_be_had_is_told_with_the_next_step(code: int, step: str) -> None:
    assert step in site.port_refused("10.0.0.9", 8000, code)


def test_a_port_in_use_is_refused_before_anything_is_started() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(site.Refused, match=f"port {port} is in use"):
            site.serve(port)
