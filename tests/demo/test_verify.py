"""`sembilan verify-ledger --demo` looks at the demo's own log, beside a demo that is served or by starting one that is not."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sembilan.kit import cluster

# A demo whose week is one leaf of a kind that nobody writes, and a checkpoint over it; while its database runs, another
# process looks at its log.
ONE_LEAF = """
import os
import subprocess
import sys

from sembilan.cli import demo, main

BARE = dict(os.environ)


def week():
    from sembilan.cli import first
    from sembilan.kit import clock, scope
    from sembilan.ledger import services

    first.make_site("Badan Uji", username="admin", person_number="198001012005011001")
    with scope.carried(scope=["n"]):
        services.append("pujian", {"rows": 1}, path="n", at=clock.now())
        services.make_checkpoint(at=clock.now())
    subprocess.run([sys.executable, "-W", "ignore", "-m", "sembilan.cli", "verify-ledger", "--demo", "--language", "en"], env=BARE)


demo._make_week = week
raise SystemExit(main.main(["demo", "--no-serve"]))
"""


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "demo"
    lies = cluster.prepare("postgres", tmp_path / "demo", lambda _: None).data.parent.parent
    shutil.rmtree(lies, ignore_errors=True)


def said(home: Path, *words: str, **settings: str) -> tuple[int, str]:
    """What Python says when it is given these words: its exit code, and everything it wrote."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("SEMBILAN_", "DATABASE_", "DJANGO_"))}
    environment = {**plain, "SEMBILAN_HOME": str(home), **settings}
    done = subprocess.run([sys.executable, "-W", "ignore", *words], env=environment, capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


def verified(home: Path, **settings: str) -> tuple[int, str]:
    return said(home, "-m", "sembilan.cli", "verify-ledger", "--demo", "--language", "en", **settings)


def test_the_log_of_a_demo_is_checked_while_it_runs_and_when_it_has_stopped(home: Path) -> None:
    wrong = "leaf 0, pujian: no part of this installation writes leaves of this kind"
    whole = "1 leaves; the last checkpoint covers 1 of them"
    code, beside = said(home, "-c", ONE_LEAF)
    assert code == 0, beside
    code, stopped = verified(home)
    assert code == 1
    for told in (beside, stopped):
        assert wrong in told
        assert whole in told
        assert "Traceback" not in told
    (home / "tables.sha256").unlink()
    assert "start it once with `./run demo`" in verified(home)[1]


def test_where_no_demo_was_made_none_is_made(home: Path) -> None:
    code, told = verified(home)
    assert (code, "there is no demo" in told, home.exists()) == (1, True, False)
    assert "Unset DATABASE_URL" in verified(home, DATABASE_URL="postgresql://sembilan_app@/x")[1]
