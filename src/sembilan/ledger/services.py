"""Verbs of the log: append a leaf, sign a checkpoint. Whoever appends does so inside the transaction of the act it commits."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from numpy.random import Generator

from sembilan.kit.scope import ROOT
from sembilan.ledger import key_file, selectors
from sembilan.ledger.errors import KeyForeign, KeyUnused, LogRewritten, ReasonMissing
from sembilan.ledger.leaves import key_facts
from sembilan.ledger.models import Checkpoint, Leaf, LeafSecret, LedgerKey
from sembilan.ledger.rules import DOMAIN, in_force
from sembilan.merkle.checkpoint import sign_checkpoint
from sembilan.merkle.commitment import SALT_BYTES, commit
from sembilan.merkle.note import SigningKey
from sembilan.merkle.tree import Frontier

_LOCK = 0x5E_B1_1A  # one advisory lock: positions are dense, and no two writers take the same one


def append(kind: str, payload: dict[str, Any], *, path: str, at: datetime, rng: Generator | None = None) -> Leaf:
    """Commit to `payload` at the next position. Decimals in it must be strings; names and numbers of people do not belong in it.

    `rng` is for tests and simulations alone; without it the salt comes from the operating system.
    Raises merkle's PayloadNotCanonical for a float.
    """
    salt = rng.bytes(SALT_BYTES) if rng is not None else os.urandom(SALT_BYTES)
    commitment = commit(DOMAIN + kind, salt, payload)
    _wait_for_other_writers()
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(position) + 1, 0) FROM ledger_leaf")
        position = cursor.fetchone()[0]
    leaf = Leaf.objects.create(position=position, kind=kind, commitment=commitment, at=at)
    LeafSecret.objects.create(leaf=leaf, salt=salt, payload=payload, path=path)
    return leaf


def _wait_for_other_writers() -> None:
    """Until the end of this transaction nobody else appends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


@transaction.atomic
def make_checkpoint(*, at: datetime) -> Checkpoint | None:
    """Sign the root over every leaf so far. None where nothing came since the last checkpoint.

    The root is made of the leaves alone, from the first one on (about 100,000 a second), and the last one signed must follow from
    them: whoever rewrote a leaf or a checkpoint gets no signature over it. The key is the one in force at the new size.
    Raises LogRewritten, KeyMissing.
    """
    key, last = signing_key(at=at), selectors.last_checkpoint()
    frontier = Frontier()
    for leaf in selectors.leaves().iterator(chunk_size=5_000):
        if leaf.position != frontier.size:
            raise LogRewritten(kind="gap", at=frontier.size)
        frontier.append(selectors.hash_of(leaf))
        if last is not None and frontier.size == last.size:
            _must_follow(last, frontier.root())
    if last is not None and frontier.size < last.size:
        raise LogRewritten(kind="root", at=last.size)
    if frontier.size == (last.size if last is not None else 0):
        return None
    if in_force(selectors.verifiers(), frontier.size) != key.verifier:  # it was renewed while the leaves were read
        raise KeyForeign
    note = sign_checkpoint(key, settings.LEDGER_ORIGIN, frontier.size, frontier.root())
    return Checkpoint.objects.create(size=frontier.size, root=frontier.root(), note=note, at=at)


def _must_follow(last: Checkpoint, root: bytes) -> None:
    fault = selectors.checkpoint_fault(last, root, in_force(selectors.verifiers(), last.size))
    if fault is not None:
        raise LogRewritten(kind=fault.kind, at=fault.at)


@transaction.atomic
def signing_key(*, at: datetime) -> SigningKey:
    """The newest key, from its file outside the database. The first use makes it (mode 0600), or takes the one that is there, and
    puts its public half on record. Raises KeyMissing; LogRewritten where checkpoints are there and the key's record is gone."""
    problem = selectors.key_problem()
    if problem is not None:
        raise problem
    held = key_file.read()
    if held is not None and selectors.keys():
        return held
    last = selectors.last_checkpoint()
    if last is not None:
        raise LogRewritten(kind="note", at=last.size)
    key = held or key_file.make(_new_key())
    LedgerKey.objects.create(verifier=key.verifier.to_text(), at=at)
    return key


@transaction.atomic
def renew_key(reason: str, *, at: datetime) -> tuple[LedgerKey, Path | None]:
    """Another key signs from here on, since the one before is lost or known to others. A leaf commits to both public keys and to
    the reason, which names nobody. Returns the new key's record, and where the file of the one before was put, if there was one.

    The file is changed last: where it cannot be, nothing is renewed. Raises ReasonMissing, KeyUnused.
    """
    reason = " ".join(reason.split())[:200]
    if not reason:
        raise ReasonMissing
    _wait_for_other_writers()
    before = next(reversed(selectors.keys()), None)
    if before is None:
        raise KeyUnused
    key = _new_key()
    verifier = key.verifier.to_text()
    leaf = append("ledger_key", key_facts(before.verifier, verifier, reason), path=ROOT, at=at)
    row = LedgerKey.objects.create(verifier=verifier, at=at, leaf=leaf.position, reason=reason)
    aside = key_file.put_aside(at)
    key_file.replace(key)
    return row, aside


def _new_key() -> SigningKey:
    return SigningKey(settings.LEDGER_ORIGIN, os.urandom(32))
