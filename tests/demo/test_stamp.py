"""An existing demo database is brought up to what this version declares, or refused in plain words."""

from __future__ import annotations

from pathlib import Path

import pytest

from sembilan.cli import demo, site
from sembilan.kit import security

MADE = {"people/migrations/0001_first.py": "a", "requirements.lock": "b", "security": "c"}


@pytest.fixture
def stamp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SEMBILAN_HOME", str(tmp_path))
    return tmp_path / "tables.sha256"


@pytest.fixture
def migrated(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    told: list[int] = []
    monkeypatch.setattr(site, "migrate", lambda: told.append(1))
    return told


def test_an_unchanged_database_is_not_migrated_again(stamp: Path, migrated: list[int]) -> None:
    demo._migrate()
    demo._migrate()
    assert migrated == [1]


def test_a_changed_row_level_security_is_laid_on(stamp: Path, migrated: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    demo._migrate()
    before = security.statements()
    monkeypatch.setattr(security, "statements", lambda: [*before, 'REVOKE ALL ON "people_official" FROM "sembilan_app"'])
    demo._migrate()
    assert migrated == [1, 1]


def test_a_rewritten_migration_asks_for_a_fresh_start(stamp: Path, migrated: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    demo._migrate()
    now = demo._defined()
    monkeypatch.setattr(demo, "_defined", lambda: {**now, "people/migrations/0001_first.py": "another"})
    with pytest.raises(site.Refused, match="--fresh"):
        demo._migrate()
    assert migrated == [1]


def test_a_stamp_of_an_earlier_version_asks_for_a_fresh_start(stamp: Path, migrated: list[int]) -> None:
    stamp.write_text("0" * 64)
    with pytest.raises(site.Refused, match="--fresh"):
        demo._migrate()


def test_only_migrations_gone_through_can_be_rewritten() -> None:
    assert not demo.rewritten(MADE, {**MADE, "people/migrations/0002_more.py": "d", "security": "e", "requirements.lock": "f"})
    assert demo.rewritten(MADE, {name: digest for name, digest in MADE.items() if "migrations" not in name})
