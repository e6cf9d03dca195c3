"""The stage of the benchmarks that need people: the demo, made by its own command, served on this machine alone, and asked by HTTP.

`demo()` keeps its database in var/bench (made at the first use, some minutes); `bench/day` makes a new one every time.
"""

from __future__ import annotations

import contextlib
import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from measure import ROOT

HOME = ROOT / "var" / "bench"
LOOPBACK = "127.0.0.1"


@dataclass(frozen=True)
class Stage:
    """A served demo: where its pages are, where its files lie, and how long the start took."""

    port: int
    home: Path
    seconds: float


def free_port() -> int:
    with contextlib.closing(socket.socket()) as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def serving(command: list[str], home: Path, *, cwd: Path = ROOT, limit: float = 1200) -> Iterator[Stage]:
    """Start a demo by `command` with --port added; the stage stands when its first page answers. Stopped by SIGTERM."""
    port = free_port()
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("SEMBILAN_", "DATABASE_", "DJANGO_"))}
    environment |= {"SEMBILAN_HOME": str(home)}
    begun = time.perf_counter()
    child = subprocess.Popen([*command, "--port", str(port)], cwd=cwd, env=environment, stdout=subprocess.DEVNULL)
    try:
        while True:
            with contextlib.suppress(OSError):
                page = http.client.HTTPConnection(LOOPBACK, port, timeout=30)
                page.request("GET", "/masuk/")
                if page.getresponse().status == 200:
                    break
            if child.poll() is not None or time.perf_counter() - begun > limit:
                raise SystemExit(f"the demo did not start: {' '.join(command)} ended with {child.poll()}")
            time.sleep(0.05)
        yield Stage(port, home, time.perf_counter() - begun)
    finally:
        child.send_signal(signal.SIGTERM)
        child.wait(60)


@contextlib.contextmanager
def demo() -> Iterator[Stage]:
    """The demo in var/bench, in this tree's own environment."""
    with serving([sys.executable, "-m", "sembilan.cli", "demo"], HOME) as stage:
        attach(stage.home)
        yield stage


def attach(home: Path) -> None:
    """Let this process ask the database of a running demo, as the app role."""
    os.environ |= {"SEMBILAN_MODE": "demo", "SEMBILAN_HOME": str(home), "SEMBILAN_LOG_LEVEL": "WARNING"}
    from sembilan.cli import site
    from sembilan.cli.demo import DATABASE_NAME
    from sembilan.kit import cluster

    site.secret_of_home()
    os.environ["DATABASE_URL"] = cluster.prepare("postgres", home, lambda _: None).dsn("sembilan_app", DATABASE_NAME)
    site.set_up_django()


@dataclass
class Browser:
    """One keep-alive connection with its cookies: the least that a browser does."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._line = http.client.HTTPConnection(LOOPBACK, self.port, timeout=60)

    def get(self, path: str) -> tuple[int, bytes]:
        return self._ask("GET", path, None, {})

    def post(self, path: str, fields: dict[str, str]) -> tuple[int, bytes]:
        body = urllib.parse.urlencode({"csrfmiddlewaretoken": self.cookies.get("csrftoken", ""), **fields})
        return self._ask("POST", path, body.encode(), {"Content-Type": "application/x-www-form-urlencoded"})

    def post_json(self, path: str, body: bytes) -> tuple[int, bytes]:
        return self._ask("POST", path, body, {"Content-Type": "application/json", "X-CSRFToken": self.cookies.get("csrftoken", "")})

    def login(self, username: str, password: str) -> None:
        self.get("/masuk/")
        status, _ = self.post("/masuk/", {"login": username, "password": password})
        if status != 302:
            raise SystemExit(f"{username} could not log in: {status}")

    def _ask(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> tuple[int, bytes]:
        jar = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        origin = f"http://{LOOPBACK}:{self.port}"
        self._line.request(method, path, body, {"Cookie": jar, "Accept-Language": "id", "Referer": origin + path, **headers})
        answer = self._line.getresponse()
        content = answer.read()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            if found := re.match(r"([^=]+)=([^;]*)", cookie):
                self.cookies[found[1]] = found[2]
        return answer.status, content
