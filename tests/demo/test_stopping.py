"""Stopping the demo stops all it started: pages, jobs and database."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sembilan.kit import cluster

EMPTY_DEMO = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)  # a run in the background of a shell is born with Ctrl-C ignored
from sembilan.cli import demo, main
demo._make_week = lambda: None
raise SystemExit(main.main(["demo", "--port", "{port}"]))
"""
PATIENCE = 60


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "demo"
    lies = cluster.prepare("postgres", tmp_path / "demo", lambda _: None).data.parent.parent
    shutil.rmtree(lies, ignore_errors=True)


def test_nothing_is_left_running(home: Path) -> None:
    for how in (signal.SIGTERM, signal.SIGINT):
        with _start(home) as demo:
            try:
                _wait_until_served(demo)
                family = _children(demo.pid)
                assert any("sembilan.config.pages" in told for told in family.values())
                assert any("postgres" in told for told in family.values())
            finally:
                _send(demo, how)
                code = _wait_until_ended(demo)
        assert code == 130
        assert [told for number, told in family.items() if _command(number) == told] == []


def _start(home: Path) -> subprocess.Popen[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("SEMBILAN_", "DATABASE_", "DJANGO_"))}
    return subprocess.Popen(
        [sys.executable, "-c", EMPTY_DEMO.format(port=port)],
        env={**environment, "SEMBILAN_HOME": str(home), "PYTHONWARNINGS": "ignore"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def _wait_until_served(demo: subprocess.Popen[str]) -> None:
    """The start prints its accounts when the first page has answered."""
    assert demo.stdout is not None
    told = []
    for line in demo.stdout:
        told.append(line)
        if "Password of every account" in line:
            return
    pytest.fail("the demo did not come up:\n" + "".join(told[-20:]))


def _send(demo: subprocess.Popen[str], how: signal.Signals) -> None:
    """Ctrl-C of a terminal reaches the whole group; SIGTERM of a supervisor the process alone."""
    if how == signal.SIGINT:
        os.killpg(demo.pid, how)
    else:
        demo.send_signal(how)


def _wait_until_ended(demo: subprocess.Popen[str]) -> int:
    try:
        return demo.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        demo.kill()  # or leaving the test would wait for it for ever
        raise


def _children(of: int) -> dict[int, str]:
    """Process number -> command, for everything below a process."""
    parents = {number: parent for number in _numbers() if (parent := _parent(number)) is not None}
    found: dict[int, str] = {}
    level = {of}
    while level:
        level = {number for number, parent in parents.items() if parent in level}
        found |= {number: _command(number) for number in level}
    return found


def _numbers() -> list[int]:
    return [int(part.name) for part in Path("/proc").iterdir() if part.name.isdigit()]


def _parent(number: int) -> int | None:
    try:
        return int(Path(f"/proc/{number}/stat").read_text().rsplit(")", 1)[1].split()[1])
    except OSError:
        return None


def _command(number: int) -> str:
    try:
        return Path(f"/proc/{number}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""
