"""A dangerous start is refused with an id, by whatever would start."""

from __future__ import annotations

import contextlib
import http.client
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from django.http.request import validate_host

from sembilan.cli.site import Kept, own_name, page_server
from sembilan.kit import checks
from sembilan.kit import cluster as clusters
from tests.database import ROOT

ROLES = {
    "small": ("CREATE ROLE tried", (False, False, False, False)),
    "bypass": ("CREATE ROLE tried BYPASSRLS", (False, True, False, False)),
    "superuser": ("CREATE ROLE tried SUPERUSER", (True, False, True, True)),
    "member of the owner": ("CREATE ROLE tried NOINHERIT IN ROLE sembilan_owner", (False, False, False, True)),
    "member of a superuser": ("CREATE ROLE tried NOINHERIT IN ROLE postgres", (False, False, True, False)),
    "owner of a table": ("CREATE ROLE tried; ALTER TABLE tenancy_organisation OWNER TO tried", (False, False, False, True)),
    "owner of the database": ("CREATE ROLE tried; ALTER DATABASE {own} OWNER TO tried", (False, False, False, True)),
}


def address(role: str) -> str:
    """Of this test process's own database."""
    cluster = clusters.prepare(os.environ["SEMBILAN_TEST_CLUSTER"], ROOT / "var", print)
    return cluster.dsn(role, connection.settings_dict["NAME"])


@pytest.mark.parametrize("kind", ROLES)
def test_the_question_sees_what_a_role_could_do(db: None, kind: str) -> None:
    made, answer = ROLES[kind]
    with psycopg.connect(address("postgres")) as admin:
        admin.execute(made.format(own=connection.settings_dict["NAME"]))
        admin.execute("SET ROLE tried")
        assert admin.execute(checks.APP_ROLE_QUESTION).fetchone() == answer
        admin.rollback()


def test_the_app_role_of_the_tests_is_small(db: None) -> None:
    assert connection.settings_dict["USER"] == "sembilan_app"
    assert checks.app_role_is_small(None, databases=["default"]) == []


@pytest.mark.parametrize("command", ["check", "worker"])
def test_the_owner_may_not_serve(db: None, command: str) -> None:
    done = started(command, DATABASE_URL=address("sembilan_owner"))
    assert done.returncode == 1
    assert done.stderr.startswith("sembilan: sembilan.E003: The role of DATABASE_URL owns tables")


def test_nobody_serves_as_the_owner_by_a_setting(db: None) -> None:
    owner, app = address("sembilan_owner"), address("sembilan_app")
    done = started("check", DATABASE_URL=owner, DATABASE_OWNER_URL=app, SEMBILAN_AS_OWNER="yes")
    assert "sembilan.E003" in done.stderr


def test_a_wrong_password_is_told_in_one_sentence(db: None) -> None:
    done = started("check", DATABASE_URL=address("sembilan_app").replace("sembilan_app:", "sembilan_app:x"))
    assert done.returncode == 1
    assert done.stderr.startswith("sembilan: the database of DATABASE_URL cannot be reached")
    assert "Traceback" not in done.stderr


def test_a_worker_of_its_own_needs_a_database_of_its_own() -> None:
    assert "DATABASE_URL is not set" in started("worker").stderr


def test_an_address_without_a_role_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(settings.DATABASES["default"], "USER", "")
    assert [found.id for found in checks.app_role_is_named(None)] == ["sembilan.E006"]


@pytest.mark.parametrize("hosts", [["sembilan.example.go.id", "127.0.0.1"], [".example.go.id"], ["*"], ["127.0.0.1", "localhost"]])
def test_the_start_asks_under_a_name_that_is_served(hosts: list[str]) -> None:
    assert validate_host(own_name(hosts), hosts)


def test_a_page_process_that_falls_is_replaced_while_the_other_serves(tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with (tmp_path / "log").open("wb") as log:
        command = page_server("127.0.0.1", port, "tests.house.fragile:application")
        server = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log)
    try:
        before = asked(server, port, 2)
        with contextlib.suppress(urllib.error.URLError, ConnectionError, http.client.HTTPException):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/jatuh", timeout=30)
        after = asked(server, port, 2)
        assert len(after & before) == 1
        assert server.poll() is None
    finally:
        server.terminate()
        server.wait(30)


def asked(server: subprocess.Popen[bytes], port: int, processes: int) -> set[str]:
    """The numbers of the page processes that answer now."""
    found: set[str] = set()
    for _try in range(600):
        with (
            contextlib.suppress(urllib.error.URLError, ConnectionError, http.client.HTTPException),
            urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=30) as page,
        ):
            found.add(page.read().decode())
        if len(found) >= processes:
            return found
        with contextlib.suppress(subprocess.TimeoutExpired):
            server.wait(0.1)
    raise AssertionError(found)


def started(command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """`sembilan COMMAND` in a process of its own, with this environment and nothing of the tests'."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SEMBILAN_", "DATABASE_", "DJANGO_"))}
    given = {"SEMBILAN_SECRET": "x" * 50, "PYTHONWARNINGS": "ignore", **environment}
    return subprocess.run(
        [sys.executable, "-m", "sembilan.cli", command], env={**kept, **given}, cwd=ROOT, capture_output=True, text=True, timeout=60
    )


def test_a_worker_that_falls_is_started_again_later_and_later(capsys: pytest.CaptureFixture[str]) -> None:
    children: list[subprocess.Popen[bytes]] = []
    kept = Kept([sys.executable, "-c", "raise SystemExit(3)"], children)
    now = time.monotonic()
    for pause in (1, 2, 4):
        assert kept.child is not None
        kept.child.wait(30)
        kept.look(now)
        assert (kept.child, children) == (None, [])
        assert f"(exit 3); it is started again in {pause} s" in capsys.readouterr().out
        kept.look(now + pause - 0.1)
        assert kept.child is None
        now += pause
        kept.look(now)
        assert children == [kept.child]
    children[0].wait(30)
