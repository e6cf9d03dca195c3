"""What the tree hashes for a leaf, and under which domain a payload is committed."""

from __future__ import annotations

from datetime import datetime

DOMAIN = "sembilan/commit/v1/"  # followed by the leaf's kind, so that no leaf passes for one of another kind


def entry(kind: str, commitment: bytes, at: datetime) -> bytes:
    """The bytes that the tree hashes for a leaf: kind, time in whole seconds UTC, commitment. All of them public."""
    return f"{kind}\n{int(at.timestamp())}\n".encode() + commitment
