"""Commitments: what goes into the log in place of the thing itself.

    commitment = SHA-256(domain || salt || RFC 8785 JSON of the payload)

The salt (32 random bytes, kept apart from the log) keeps anybody from guessing the payload; the domain keeps a commitment of one
kind from being passed off as one of another. The parts need no length marks: the salt has a fixed length, and no proper suffix of
a JSON object is a JSON object (inside a string it has an odd number of quotes, outside one closing brace too many), so two
different triples cannot give the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from hmac import compare_digest

import rfc8785

from sembilan.merkle.errors import CommitmentMalformed, PayloadNotCanonical

SALT_BYTES = 32


def canonical_json(payload: Mapping[str, object]) -> bytes:
    """The one RFC 8785 text of a payload. Decimals must be strings: a float is refused, because two machines may print it apart.

    Allowed: str, int within ±(2**53 - 1), bool, None, list, tuple, dict with string keys. Raises PayloadNotCanonical.
    """
    if not isinstance(payload, Mapping):
        raise PayloadNotCanonical(f"the payload is a {type(payload).__name__}, not an object with named fields", at="$")
    plain = dict(payload)
    _refuse_foreign(plain, "$")
    try:
        return rfc8785.dumps(plain)  # type: ignore[arg-type]
    except rfc8785.CanonicalizationError as error:
        raise PayloadNotCanonical(f"the payload has no canonical text: {error}", at="$") from error


def commit(domain: str | bytes, salt: bytes, payload: Mapping[str, object]) -> bytes:
    """The 32-byte commitment to `payload`. Raises CommitmentMalformed (empty domain, salt not of 32 bytes), PayloadNotCanonical."""
    prefix = domain.encode() if isinstance(domain, str) else domain
    if not prefix:
        raise CommitmentMalformed("a commitment needs a domain")
    if len(salt) != SALT_BYTES:
        raise CommitmentMalformed(f"the salt has {len(salt)} bytes instead of {SALT_BYTES}", length=len(salt))
    return sha256(prefix + salt + canonical_json(payload)).digest()


def opens(commitment: bytes, domain: str | bytes, salt: bytes, payload: Mapping[str, object]) -> bool:
    """Whether this domain, salt and payload are what was committed to. Raises as `commit` does."""
    return compare_digest(commitment, commit(domain, salt, payload))


def rows_digest(rows: Iterable[Sequence[object]]) -> str:
    """SHA-256, 64 hexadecimals, over stored rows in the order given: one line of compact JSON each, keys sorted. It streams.

    Cells: str, int, float, bool, None, bytes (as hexadecimals), lists and maps of these; anything else by its `str` (uuid, date).
    A float is written by its shortest round-trip digits, which are the same on every IEEE 754 machine; only rows read back from
    the database may be digested, never the values they were made of, for a column may round or widen them.
    """
    digest = sha256()
    for row in rows:
        digest.update(_ROW.encode(row).encode() + b"\n")
    return digest.hexdigest()


def _cell(value: object) -> str:
    return bytes(value).hex() if isinstance(value, bytes | memoryview) else str(value)


_ROW = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_cell)


def _refuse_foreign(value: object, at: str) -> None:
    if isinstance(value, float):
        raise PayloadNotCanonical(f"{at} is a float ({value!r}); write decimals as strings with a fixed number of places", at=at)
    if value is None or isinstance(value, (str, int)):
        return
    if isinstance(value, dict):
        for key, inner in value.items():
            if not isinstance(key, str):
                raise PayloadNotCanonical(f"{at} has the key {key!r}; keys must be strings", at=at)
            _refuse_foreign(inner, f"{at}.{key}")
    elif isinstance(value, (list, tuple)):
        for position, inner in enumerate(value):
            _refuse_foreign(inner, f"{at}[{position}]")
    else:
        raise PayloadNotCanonical(f"{at} is a {type(value).__name__}, which JSON does not have", at=at)
