"""The file of the key that signs checkpoints: outside the database, so that whoever rewrites the database cannot sign it again."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings

from sembilan.merkle.errors import KeyMalformed
from sembilan.merkle.note import SigningKey


def read() -> SigningKey | None:
    """The key, or None where the file is gone. Raises KeyMalformed, also for a file that may not be read."""
    try:
        return SigningKey.from_text(_file().read_text().strip())
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as told:
        raise KeyMalformed(f"the file of the signing key cannot be read: {told}") from told


def make(key: SigningKey) -> SigningKey:
    """The first key of a log. Returns it, or the one that another process has put there by now. Raises KeyMalformed."""
    with contextlib.suppress(FileExistsError), _written(key) as whole:
        os.link(whole, _file())
    return read() or key


def replace(key: SigningKey) -> None:
    """The file holds this key from now on: whole or not at all."""
    with _written(key) as whole:
        os.rename(whole, _file())


@contextlib.contextmanager
def _written(key: SigningKey) -> Iterator[Path]:
    """A file beside the key's own, on disk, readable by its owner alone; gone afterwards."""
    file = _file()
    file.parent.mkdir(parents=True, exist_ok=True)
    whole = file.with_name(f"{file.name}.{os.getpid()}.new")
    try:
        with os.fdopen(os.open(whole, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as opened:
            opened.write(key.to_text())
            opened.flush()
            os.fsync(opened.fileno())
        yield whole
    finally:
        whole.unlink(missing_ok=True)


def put_aside(at: datetime) -> Path | None:
    """What stands in the file gets a second name, with the time (UTC) and the key's id, and keeps the first until it is replaced.
    Returns the second; None where there is no file."""
    file = _file()
    if not file.exists():
        return None
    try:
        key = read()
        held = key.verifier.key_id.hex() if key else ""
    except KeyMalformed:
        held = "unreadable"
    aside = file.with_name(f"{file.name}.{at:%Y-%m-%dT%H%M%S}.{held}")
    os.link(file, aside)
    return aside


def _file() -> Path:
    return Path(settings.LEDGER_KEY_FILE)
