"""A site with the embedded database is kept, lost and brought back; and what a start says where something is missing."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from sembilan.cli import site
from sembilan.kit import cluster as clusters

NUMBER = "198001012005011001"


@pytest.fixture
def homes(tmp_path: Path) -> Iterator[tuple[Path, Path]]:
    made = tmp_path / "one", tmp_path / "two"
    yield made
    for home in made:
        shutil.rmtree(clusters.prepare("postgres", home, lambda _: None).data.parent.parent, ignore_errors=True)


def told(home: Path, *words: str, **settings: str) -> tuple[int, str]:
    """What a command says of this home: its exit code, and everything it wrote."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("SEMBILAN_", "DATABASE_", "DJANGO_"))}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "sembilan.cli", *words],
        env={**plain, "SEMBILAN_HOME": str(home), **settings},
        capture_output=True,
        text=True,
    )
    return done.returncode, done.stdout + done.stderr


def rows(home: Path) -> dict[str, int]:
    with (
        clusters.running("postgres", home, lambda _: None) as cluster,
        psycopg.connect(cluster.dsn("postgres", "sembilan")) as all_of_it,
    ):
        have = {name for (name,) in all_of_it.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")}
        counted = {name: all_of_it.execute(f"SELECT count(*) FROM {name}").fetchone() for name in sorted(have)}
    return {name: found[0] for name, found in counted.items() if found}


def test_a_site_is_kept_lost_and_brought_back(homes: tuple[Path, Path], tmp_path: Path) -> None:
    home, other = homes
    kept = tmp_path / "kept"
    code, said = told(home, "init", "--admin-number", NUMBER)
    assert code == 0, said
    code, said = told(home, "backup", str(kept))
    assert code == 0, said
    assert {part.name for part in kept.iterdir()} >= {"database.dump", "secret"}
    assert kept.stat().st_mode & 0o077 == 0
    assert "in use" in told(home, "backup", str(kept))[1]
    code, said = told(other, "restore", str(kept))
    assert code == 0, said
    before, after = rows(home), rows(other)
    assert after == before
    assert before["tenancy_organisation"] == before["accounts_user"] == 1
    assert (other / "secret").read_text() == (home / "secret").read_text()
    assert "already" in told(other, "restore", str(kept))[1]
    code, said = told(other, "check")
    assert code == 0, said
    (other / "secret").unlink()
    code, said = told(other, "check")
    assert code == 1
    assert "is missing, and the database was made under the secret it held" in said
    assert not (other / "secret").exists()
    another = {"SEMBILAN_SECRET": "y" * 50}
    code, said = told(other, "check", **another)
    assert code == 1
    assert "sembilan.E007" in said
    code, said = told(other, "renew-secret", "--reason", "berkas hilang", **another)
    assert code == 0, said
    assert told(other, "check", **another)[0] == 0
    assert "ledger.key_unused" in told(other, "renew-ledger-key", "--reason", "berkas hilang", **another)[1]
    assert "sembilan.E007" in told(other, "check", SEMBILAN_SECRET=(home / "secret").read_text())[1]


def test_a_first_start_makes_its_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEMBILAN_HOME", str(tmp_path / "new"))
    monkeypatch.delenv("SEMBILAN_SECRET", raising=False)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    site.secret_of_home()
    assert len((tmp_path / "new" / "secret").read_text()) >= 50
    monkeypatch.delenv("SEMBILAN_SECRET")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--admin-number", "123"], "neither a NIP"),
        (["--admin-number", NUMBER, "--address", "sembilan.go.id"], "write it whole"),
    ],
)
def test_what_init_is_told_is_looked_at_before_anything_is_made(words: list[str], says: str, tmp_path: Path) -> None:
    code, said = told(tmp_path / "home", "init", *words)
    assert (code, "Traceback" in said) == (2, False)
    assert says in said
    assert not (tmp_path / "home").exists()


def test_an_address_keeps_no_slash_that_its_links_would_double() -> None:
    assert site.site_address("https://s.example/") == "https://s.example"
    with pytest.raises(argparse.ArgumentTypeError):
        site.site_address("ftp://s.example")


@pytest.mark.parametrize(
    ("bind", "hosts", "says"),
    [
        ("127.0.0.1", ["127.0.0.1"], "serves http://127.0.0.1:8000/"),
        ("10.0.0.7", ["127.0.0.1"], "SEMBILAN_HOSTS=127.0.0.1,10.0.0.7"),
        ("0.0.0.0", ["s.example"], "answers to the names of SEMBILAN_HOSTS: s.example"),
    ],
)
def test_the_address_that_is_told_is_one_that_answers(bind: str, hosts: list[str], says: str) -> None:
    assert says in site.served_at(bind, 8000, hosts)
