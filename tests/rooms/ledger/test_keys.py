"""Whose signature counts: the key in force at a checkpoint's size, and a key that is lost has a way out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from sembilan.cli import ledger, site
from sembilan.ledger import errors, selectors, services
from sembilan.ledger import kinds as kinds_of_leaves
from sembilan.ledger.kinds import Committed
from sembilan.ledger.models import Checkpoint, Leaf, LeafSecret, LedgerKey
from sembilan.merkle.checkpoint import sign_checkpoint
from sembilan.merkle.note import SigningKey
from sembilan.merkle.tree import Frontier
from tests.cast import AT

LATER = AT + timedelta(days=1)


@pytest.fixture
def notes(monkeypatch: pytest.MonkeyPatch) -> list[Committed]:
    """The rows of a room that writes leaves of one kind; the log itself writes those of its keys."""
    rows: list[Committed] = []
    told = {"note": lambda: rows, "ledger_key": kinds_of_leaves.kinds()["ledger_key"]}
    monkeypatch.setattr(kinds_of_leaves, "_kinds", told)
    return rows


@pytest.fixture
def file(nation_scope: None, settings: Any, tmp_path: Path, notes: list[Committed]) -> Path:
    """Of the key of a log that has no leaf yet."""
    settings.LEDGER_KEY_FILE = tmp_path / "key.pem"
    return settings.LEDGER_KEY_FILE


@pytest.fixture
def append(file: Path, notes: list[Committed]) -> Callable[[], None]:
    def one() -> None:
        leaf = services.append("note", {"rows": len(notes)}, path="n", at=AT)
        notes.append(Committed(leaf.position, AT, "a note", lambda: leaf.secret.payload))

    return one


@pytest.fixture
def signed(file: Path, append: Callable[[], None]) -> Checkpoint:
    append()
    append()
    made = services.make_checkpoint(at=AT)
    assert made is not None
    return made


def faults() -> list[tuple[str, int]]:
    return [(one.kind, one.at) for one in selectors.faults()]


def differences() -> list[tuple[str, str]]:
    return [(one.what, one.kind) for one in selectors.differences()]


def root_of(size: int) -> bytes:
    frontier = Frontier()
    for leaf in selectors.leaves()[:size]:
        frontier.append(selectors.hash_of(leaf))
    return frontier.root()


def verified(capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    capsys.readouterr()
    return ledger.verify_ledger("en"), capsys.readouterr().out


def test_the_first_use_puts_the_key_on_record_and_later_ones_do_not(
    signed: Checkpoint, file: Path, append: Callable[[], None]
) -> None:
    append()
    services.make_checkpoint(at=LATER)
    only = LedgerKey.objects.get()
    assert (only.verifier, only.leaf) == (SigningKey.from_text(file.read_text()).verifier.to_text(), None)
    assert file.stat().st_mode & 0o077 == 0
    assert [part.name for part in file.parent.iterdir()] == ["key.pem"]


def test_a_key_that_was_there_before_the_log_is_taken(file: Path) -> None:
    given = SigningKey("sembilan/ledger/1", bytes(range(32)))
    file.write_text(f"{given.to_text()}\n")
    assert services.signing_key(at=AT) == given
    assert LedgerKey.objects.get().verifier == given.verifier.to_text()


@pytest.mark.parametrize(
    ("held", "problem"),
    [
        (None, errors.KeyMissing),
        ("", errors.KeyUnreadable),
        ("\0\xff", errors.KeyUnreadable),
        (SigningKey("sembilan/ledger/1", bytes(32)).to_text(), errors.KeyForeign),
    ],
)
def test_without_the_key_on_record_nothing_is_signed_and_none_is_made(
    signed: Checkpoint, file: Path, append: Callable[[], None], held: str | None, problem: type[errors.KeyMissing]
) -> None:
    file.unlink()
    if held is not None:
        file.write_text(held, encoding="latin-1")
    append()
    with pytest.raises(errors.KeyMissing) as refused:
        services.make_checkpoint(at=LATER)
    assert type(refused.value) is problem
    assert file.exists() == (held is not None)
    assert LedgerKey.objects.count() == Checkpoint.objects.count() == 1


def test_a_renewed_key_signs_from_its_own_leaf_on(signed: Checkpoint, file: Path, append: Callable[[], None]) -> None:
    before = services.signing_key(at=AT)
    append()
    made, aside = services.renew_key("  server   terbakar ", at=LATER)
    after = services.signing_key(at=LATER)
    assert (made.leaf, made.verifier, made.reason) == (3, after.verifier.to_text(), "server terbakar")
    assert before != after
    assert aside is not None
    assert SigningKey.from_text(aside.read_text()) == before
    assert "2025" in aside.name
    secret = LeafSecret.objects.get(leaf=3)
    assert secret.leaf.kind == "ledger_key"
    assert secret.payload == {"old": before.verifier.to_text(), "new": after.verifier.to_text(), "reason": "server terbakar"}

    for key, size, told in ((before, 3, []), (after, 3, [("note", 3)]), (before, 4, [("note", 4)]), (after, 4, [])):
        with transaction.atomic():
            note = sign_checkpoint(key, "sembilan/ledger/1", size, root_of(size))
            Checkpoint.objects.create(size=size, root=root_of(size), note=note, at=LATER)
            assert faults() == told
            transaction.set_rollback(True)
    second = services.make_checkpoint(at=LATER)
    assert second is not None
    assert (second.size, faults(), differences()) == (4, [], [])
    assert [(one.leaf, n) for one, n in selectors.signed()] == [(None, 1), (3, 1)]


def test_a_key_is_renewed_where_its_file_is_gone(signed: Checkpoint, file: Path) -> None:
    file.unlink()
    _made, aside = services.renew_key("hilang", at=LATER)
    assert aside is None
    services.renew_key("sekali lagi", at=LATER + timedelta(hours=1))
    assert services.make_checkpoint(at=LATER) is not None
    assert [n for _key, n in selectors.signed()] == [1, 0, 1]
    assert (faults(), differences()) == ([], [])


def test_where_the_file_cannot_be_changed_nothing_is_renewed(
    signed: Checkpoint, file: Path, append: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = file.read_text()

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as full:
        full.setattr("sembilan.ledger.key_file.os.rename", refuse)
        with pytest.raises(site.Refused, match="nothing was renewed"):
            ledger.renew_key("hilang")
    assert (file.read_text(), LedgerKey.objects.count(), Leaf.objects.count()) == (before, 1, 2)
    append()
    assert services.make_checkpoint(at=LATER) is not None


def test_a_key_that_is_renewed_while_the_leaves_are_read_signs_no_more(
    signed: Checkpoint, file: Path, append: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    append()
    held = services.signing_key(at=AT)
    services.renew_key("bocor", at=LATER)
    monkeypatch.setattr(services, "signing_key", lambda *, at: held)
    with pytest.raises(errors.KeyForeign):
        services.make_checkpoint(at=LATER)


def test_a_key_is_renewed_with_a_reason_and_only_after_it_has_signed(file: Path, append: Callable[[], None]) -> None:
    with pytest.raises(site.Refused, match=r"ledger\.key_unused"):
        ledger.renew_key("hilang")
    append()
    services.make_checkpoint(at=AT)
    with pytest.raises(site.Refused, match=r"ledger\.reason_missing"):
        ledger.renew_key("  ")
    assert LedgerKey.objects.count() == 1


def test_where_the_record_of_the_key_is_taken_away_no_other_takes_its_place(
    owner: None, signed: Checkpoint, file: Path, append: Callable[[], None]
) -> None:
    append()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE ledger_ledgerkey DISABLE TRIGGER USER; DELETE FROM ledger_ledgerkey")
    file.unlink()
    with pytest.raises(errors.LogRewritten):
        services.make_checkpoint(at=LATER)
    assert not file.exists()
    assert LedgerKey.objects.count() == 0
    assert faults() == [("note", 2)]


def test_the_log_is_verified_without_the_private_key_and_tells_who_signed(
    signed: Checkpoint, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = SigningKey.from_text(file.read_text()).verifier.to_text()
    assert ledger.renew_key("server terbakar") == 0
    second = SigningKey.from_text(file.read_text()).verifier.to_text()
    assert second in capsys.readouterr().out
    code, told = verified(capsys)
    assert code == 0, told
    assert f"key {first}, in force from the first leaf: checkpoints signed: 1" in told
    assert f"key {second}, in force from leaf 2: checkpoints signed: 0" in told
    for held, expected, says in (
        (SigningKey("sembilan/ledger/1", bytes(32)).to_text(), 1, "is not the newest of these"),
        ("rusak", 0, "cannot be read: until"),
        (None, 0, "is not there: until"),
    ):
        if held is None:
            file.unlink()
        else:
            file.write_text(held)
        code, told = verified(capsys)
        assert (code, says in told) == (expected, True), told
    assert not file.exists()
