"""A dangerous start is refused by a check with an id, whichever command starts."""

from __future__ import annotations

import argparse
from typing import Any

import pytest
from django.db import connections

from sembilan.cli import site
from sembilan.kit import checks


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
