"""The journal's hash chain and the codes derived from secrets: pure functions over bytes."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import uuid
from datetime import UTC, datetime
from typing import Any

import rfc8785
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

START = bytes(32)
_EXACT = 2**53 - 1  # beyond it RFC 8785 has no number
_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def canonical_row(
    *, seq: int, kind: str, section: int, item: str, value: Any, client_ms: int | None, lease: int, at: datetime
) -> bytes:
    """One journal row as RFC 8785 JSON; the time in UTC to the microsecond."""
    row = {"seq": seq, "kind": kind, "section": section, "item": item, "value": value, "client_ms": client_ms, "lease": lease}
    row["at"] = at.astimezone(UTC).isoformat(timespec="microseconds")
    if _plain(value) and abs(client_ms or 0) <= _EXACT:
        return _ENCODER.encode(row).encode()
    return rfc8785.dumps(row)


def _plain(value: Any) -> bool:
    """Whether Python's own encoder writes a value as RFC 8785 asks: words, yes or no, nothing, and lists or ASCII-keyed maps of
    words. It is twenty times as fast, and an answer is always one of these."""
    if isinstance(value, dict):
        return all(key.isascii() and isinstance(one, str) for key, one in value.items())
    if isinstance(value, list):
        return all(isinstance(one, str) for one in value)
    return value is None or isinstance(value, str | bool)


def link(chain: bytes, row: bytes) -> bytes:
    """The chain after one more row: SHA-256 over the chain before and the row."""
    return hashlib.sha256(chain + row).digest()


def hand_in_code(attempt: uuid.UUID, chain: bytes) -> str:
    """Ten letters and digits in two groups, which a candidate can write down and anyone can derive again from the journal."""
    digest = hashlib.sha256(b"sembilan/hand-in/1" + attempt.bytes + chain).digest()
    text = base64.b32encode(digest)[:10].decode()
    return f"{text[:5]}-{text[5:]}"


def pin_key(secret: str) -> bytes:
    """The key of all PIN digests, derived from the installation's secret (HKDF-SHA-256, RFC 5869)."""
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"sembilan/delivery/pin/1").derive(secret.encode())


def pin_digest(key: bytes, entry_id: int, pin: str) -> bytes:
    """HMAC-SHA-256 over entry and PIN: the same digits at another seat give another digest."""
    return hmac.new(key, f"{entry_id}\x00{pin}".encode(), hashlib.sha256).digest()


def same_digest(one: bytes, other: bytes) -> bool:
    return hmac.compare_digest(one, other)
