"""Where documents lie: one folder in the home folder, names without a word of the person in them."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

from django.conf import settings

from sembilan.kit.fields import label


def folder() -> Path:
    return Path(settings.HOME) / "reports"


def name_of(agency_code: str, code: str) -> str:
    """`<agency>/<first group>/<code>.pdf`: few files a folder, and nothing in it but letters, digits and hyphens."""
    return f"{label(agency_code)}/{code.split('-')[0]}/{code}.pdf"


def keep(name: str, content: bytes) -> str:
    """Write a file whole or not at all. Returns its SHA-256."""
    target = folder() / name
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, half = tempfile.mkstemp(dir=target.parent, suffix=".part")
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    Path(half).replace(target)
    return hashlib.sha256(content).hexdigest()


def read(name: str, sha256: str) -> bytes | None:
    """The file, or None where it is gone or is no longer what was kept."""
    target = folder() / name
    if not target.is_file():
        return None
    content = target.read_bytes()
    return content if hashlib.sha256(content).hexdigest() == sha256 else None
