"""Verbs of the log: append a leaf, sign a checkpoint. Whoever appends does so inside the transaction of the act it commits."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from numpy.random import Generator

from sembilan.ledger import selectors
from sembilan.ledger.errors import LogRewritten
from sembilan.ledger.models import Checkpoint, Leaf, LeafSecret
from sembilan.ledger.rules import DOMAIN
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
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        cursor.execute("SELECT coalesce(max(position) + 1, 0) FROM ledger_leaf")
        position = cursor.fetchone()[0]
    leaf = Leaf.objects.create(position=position, kind=kind, commitment=commitment, at=at)
    LeafSecret.objects.create(leaf=leaf, salt=salt, payload=payload, path=path)
    return leaf


def make_checkpoint(*, at: datetime) -> Checkpoint | None:
    """Sign the root over every leaf so far. None where nothing came since the last checkpoint.

    The root is made of the leaves alone, from the first one on (about 100,000 a second), and the last one signed must follow from
    them: whoever rewrote a leaf or a checkpoint gets no signature over it. Raises LogRewritten.
    """
    key, last = signing_key(), selectors.last_checkpoint()
    frontier = Frontier()
    for leaf in selectors.leaves().iterator(chunk_size=5_000):
        if leaf.position != frontier.size:
            raise LogRewritten(kind="gap", at=frontier.size)
        frontier.append(selectors.hash_of(leaf))
        if last is not None and frontier.size == last.size:
            _must_follow(last, frontier.root(), key)
    if last is not None and frontier.size < last.size:
        raise LogRewritten(kind="root", at=last.size)
    if frontier.size == (last.size if last is not None else 0):
        return None
    note = sign_checkpoint(key, settings.LEDGER_ORIGIN, frontier.size, frontier.root())
    return Checkpoint.objects.create(size=frontier.size, root=frontier.root(), note=note, at=at)


def _must_follow(last: Checkpoint, root: bytes, key: SigningKey) -> None:
    fault = selectors.checkpoint_fault(last, root, key.verifier)
    if fault is not None:
        raise LogRewritten(kind=fault.kind, at=fault.at)


def signing_key() -> SigningKey:
    """The key that signs checkpoints, from a file outside the database; made at the first use (mode 0600)."""
    file = Path(settings.LEDGER_KEY_FILE)
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(SigningKey(settings.LEDGER_ORIGIN, os.urandom(32)).to_text())
    return SigningKey.from_text(file.read_text().strip())
