"""The log: dense positions, commitments that open, a root that anybody recomputes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from sembilan.cli import ledger
from sembilan.kit import scope
from sembilan.ledger import errors, selectors, services
from sembilan.ledger import kinds as kinds_of_leaves
from sembilan.ledger.kinds import Committed
from sembilan.ledger.models import Checkpoint, Leaf, LeafSecret
from sembilan.merkle.checkpoint import sign_checkpoint, verify_checkpoint
from sembilan.merkle.errors import PayloadNotCanonical
from sembilan.merkle.note import SigningKey
from tests.cast import AT, Agencies


def append(n: int = 3, path: str = "n") -> list[Leaf]:
    rng = np.random.default_rng(1)
    return [
        services.append("note", {"file": f"{i:064x}", "rows": i}, path=path, at=AT + timedelta(seconds=i), rng=rng)
        for i in range(n)
    ]


def test_positions_are_dense_and_every_commitment_opens(nation_scope: None) -> None:
    assert [leaf.position for leaf in append()] == [0, 1, 2]
    for position in range(3):
        secret = selectors.opened(position)
        assert secret is not None
        assert selectors.holds(secret)


def test_another_payload_does_not_open_the_leaf(nation_scope: None) -> None:
    append(1)
    secret = selectors.opened(0)
    assert secret is not None
    secret.payload = {**secret.payload, "rows": 99}
    assert not selectors.holds(secret)


def test_a_float_is_refused(nation_scope: None) -> None:
    with pytest.raises(PayloadNotCanonical):
        services.append("import", {"share": 0.5}, path="n", at=AT)


def test_checkpoints_go_on_from_each_other_and_are_signed(nation_scope: None, settings, tmp_path) -> None:
    settings.LEDGER_KEY_FILE = tmp_path / "key.pem"
    append(3)
    first = services.make_checkpoint(at=AT)
    append(2)
    second = services.make_checkpoint(at=AT)
    assert first is not None
    assert second is not None
    assert (first.size, second.size) == (3, 5)
    read = verify_checkpoint(second.note, [services.signing_key(at=AT).verifier], origin=settings.LEDGER_ORIGIN)
    assert (read.size, read.root) == (5, bytes(second.root))
    assert selectors.faults() == []
    assert services.make_checkpoint(at=AT) is None


def test_the_public_leaf_holds_neither_path_nor_payload(nation_scope: None) -> None:
    append(1)
    assert {field.name for field in Leaf._meta.get_fields()} == {"position", "kind", "commitment", "at", "secret"}


def test_what_opens_a_leaf_stays_in_its_scope(agencies: Agencies) -> None:
    append(1, path=agencies.lampung.path)
    with scope.carried(scope=[agencies.elsewhere.path]):
        assert Leaf.objects.count() == 1
        assert LeafSecret.objects.count() == 0


def test_the_app_role_cannot_rewrite_a_leaf(nation_scope: None) -> None:
    append(1)
    for statement in ("UPDATE ledger_leaf SET kind = 'x'", "DELETE FROM ledger_leaf", "TRUNCATE ledger_leaf CASCADE"):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


@pytest.fixture
def notes(monkeypatch: pytest.MonkeyPatch) -> list[Committed]:
    """The rows of a room that writes leaves of one kind."""
    rows: list[Committed] = []
    monkeypatch.setattr(kinds_of_leaves, "_kinds", {"note": lambda: rows})
    return rows


@pytest.fixture
def logged(nation_scope: None, settings, tmp_path, notes: list[Committed]) -> SigningKey:
    settings.LEDGER_KEY_FILE = tmp_path / "key.pem"
    leaves = append(3)
    services.make_checkpoint(at=AT)
    for leaf in (*leaves, *append(1)):
        notes.append(Committed(leaf.position, leaf.at, "a note", lambda leaf=leaf: leaf.secret.payload))
    return services.signing_key(at=AT)


def found() -> list[tuple[str, int]]:
    return [(one.kind, one.at) for one in selectors.faults()]


def test_a_leaf_that_its_secret_does_not_open_is_found(logged: SigningKey, capsys: pytest.CaptureFixture[str]) -> None:
    assert found() == []
    assert ledger.verify_ledger("en") == 0
    leaf = Leaf.objects.create(position=4, kind="note", commitment=bytes(32), at=AT)
    LeafSecret.objects.create(leaf=leaf, salt=bytes(32), payload={"rows": 1}, path="n")
    assert found() == [("leaf", 4)]
    assert ledger.verify_ledger("en") == 1
    assert "leaf 4: its salt and payload do not open" in capsys.readouterr().out


def test_the_rows_are_compared_with_what_they_were(logged: SigningKey, notes: list[Committed]) -> None:
    def differences() -> list[tuple[str, int | None]]:
        return [(one.what, one.position) for one in selectors.differences()]

    assert differences() == []
    whole = list(notes)
    for changed, expected in (
        (replace(whole[1], facts=lambda: {"rows": 9}), [("changed", 1)]),
        (replace(whole[1], facts=lambda: {"share": 0.5}), [("changed", 1)]),  # nothing that can ever have been committed
        (replace(whole[1], facts=lambda: {"rows": {}["lost"]}), [("changed", 1)]),
        (replace(whole[1], at=AT + timedelta(days=1)), [("changed", 1)]),
        (replace(whole[1], position=2), [("changed", 2), ("gone", 1)]),
        (replace(whole[1], position=None), [("unlogged", None), ("gone", 1)]),
        (replace(whole[1], position=99), [("unlogged", 99), ("gone", 1)]),
    ):
        notes[1] = changed
        assert differences() == expected
    notes[1] = whole[1]
    assert list(selectors.differences({1})) == []
    services.append("pujian", {}, path="n", at=AT)
    assert differences() == [("unknown", 4)]


@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        ("UPDATE ledger_leaf SET kind = 'lain' WHERE position = 1", "root"),
        ("UPDATE ledger_checkpoint SET root = '\\x01'", "checkpoint"),
        ("UPDATE ledger_checkpoint SET note = replace(note, '3', '2')", "note"),
        ("DELETE FROM ledger_leafsecret; DELETE FROM ledger_leaf WHERE position > 1", "root"),
        ("DELETE FROM ledger_leafsecret; DELETE FROM ledger_leaf WHERE position = 1", "gap"),
    ],
)
def test_nothing_is_signed_on_top_of_a_log_that_was_rewritten(owner: None, logged: SigningKey, statement: str, kind: str) -> None:
    """By the owner of the tables, whom triggers do not stop."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in ("ledger_leaf", "ledger_leafsecret", "ledger_checkpoint"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(statement)
    with pytest.raises(errors.LogRewritten) as refused:
        services.make_checkpoint(at=AT)
    assert refused.value.parameters["kind"] == kind
    assert Checkpoint.objects.count() == 1


def test_a_missing_leaf_is_found_and_an_erased_secret_is_none(logged: SigningKey) -> None:
    Leaf.objects.create(position=4, kind="import", commitment=bytes(32), at=AT)  # erased: no secret opens it any more
    assert found() == []
    Leaf.objects.create(position=9, kind="import", commitment=bytes(32), at=AT)
    assert found() == [("gap", 5)]


def test_a_forged_checkpoint_is_found(logged: SigningKey) -> None:
    other = SigningKey(logged.name, bytes(32))
    for size, signed, key, kind in (
        (4, bytes(32), logged, "root"),
        (4, bytes(32), other, "note"),
        (4, bytes([1] * 32), logged, "checkpoint"),
        (7, bytes(32), logged, "root"),
    ):
        with transaction.atomic():
            note = sign_checkpoint(key, logged.name, size, signed)
            Checkpoint.objects.create(size=size, root=bytes(32), note=note, at=AT)
            assert found() == [(kind, size)]
            transaction.set_rollback(True)
