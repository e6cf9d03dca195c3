"""A site as it runs: a database of its own with real commits, real server processes that can be killed and started again, and the
worker of background jobs."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
from django.db import connections

from sembilan.kit import cluster as clusters
from tests.database import ROOT, TEMPLATE


class Site:
    """The database, this process's connection to it, at most one server and at most one worker."""

    def __init__(self, name: str, home: Path) -> None:
        self.cluster = clusters.prepare(os.environ["SEMBILAN_TEST_CLUSTER"], ROOT / "var", lambda _sentence: None)
        self.name, self.home = name, home
        self.port = _free_port()
        self.server: subprocess.Popen[bytes] | None = None
        self.worker: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start a server and wait until it answers."""
        pages = ["granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(self.port), "--workers", "1", "--no-ws"]
        self.server = self._run(*pages, "sembilan.config.wsgi:application")
        self._wait()

    def start_worker(self) -> None:
        """Background jobs are done from now on."""
        self.worker = self._run("tests.journeys.worker")

    def _run(self, *module: str) -> subprocess.Popen[bytes]:
        environment = {
            **os.environ,
            "SEMBILAN_MODE": "test",
            "SEMBILAN_HOME": str(self.home),
            "SEMBILAN_HTTPS": "no",
            "DATABASE_URL": self.cluster.dsn("sembilan_app", self.name),
            "DJANGO_SETTINGS_MODULE": "sembilan.config.settings",
            "PYTHONPATH": str(ROOT / "src"),
        }
        environment.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)  # for Playwright, in the test alone; a start is refused with it
        with (self.home / "server.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", *module], cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True
            )

    def _wait(self) -> None:
        for _round in range(600):
            if self.server is None or self.server.poll() is not None:
                break
            with (
                contextlib.suppress(urllib.error.URLError, ConnectionError),
                urllib.request.urlopen(f"{self.address}/sehat", timeout=5),
            ):
                return
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.server.wait(timeout=0.1)
        raise RuntimeError((self.home / "server.log").read_text()[-3000:])

    def kill(self) -> None:
        """No farewell: the server and its children are gone at once."""
        self.server = _killed(self.server)

    def stop(self) -> None:
        self.server, self.worker = _killed(self.server), _killed(self.worker)

    def owner(self) -> psycopg.Connection[Any]:
        return psycopg.connect(self.cluster.dsn("sembilan_owner", self.name), autocommit=True)

    def cut_connections(self) -> int:
        """Terminate every connection of the app role, as a restart or a fault of PostgreSQL does."""
        with psycopg.connect(self.cluster.dsn("postgres", self.name), autocommit=True) as admin:
            cut = admin.execute(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE usename = 'sembilan_app' AND datname = %s",
                [self.name],
            ).fetchone()
        return int(cut[0]) if cut else 0


@contextlib.contextmanager
def own_database(home: Path) -> Iterator[Site]:
    """A fresh clone of the template for one test, with this process connected to it. Commits are real; nothing is flushed after."""
    site = Site(f"sembilan_live_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}", home)
    settings = connections["default"].settings_dict
    before = settings["NAME"]
    connections["default"].close()
    clusters.create_database(site.cluster, site.name, template=TEMPLATE, replace=True)
    settings["NAME"] = site.name
    try:
        yield site
    finally:
        site.stop()
        connections["default"].close()
        settings["NAME"] = before


def _killed(process: subprocess.Popen[bytes] | None) -> None:
    if process is not None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
