"""Whether the secret of this start is the one that the database was made under.

Under another secret nothing fails by itself: second factors cannot be opened, and every PIN is wrong. So its fingerprint is kept.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from sembilan.kit.models import SecretFingerprint

LABEL = b"sembilan/secret/fingerprint/1"


def fingerprint(secret: str) -> bytes:
    """32 bytes: HMAC-SHA-256 of a fixed text under a key that HKDF-SHA-256 (RFC 5869) derives from the secret for this alone.

    Neither the secret nor any other key derived from it follows from them; a secret that can be guessed could be tried.
    """
    key = HKDF(SHA256(), 32, salt=None, info=LABEL).derive(secret.encode())
    return hmac.digest(key, LABEL, hashlib.sha256)


def fits() -> bool:
    """Whether this start's secret is the newest on record; also where none is yet."""
    newest = SecretFingerprint.objects.order_by("-pk").first()
    return newest is None or hmac.compare_digest(bytes(newest.fingerprint), fingerprint(settings.SECRET_KEY))


def record(*, at: datetime) -> None:
    """From now on this start's secret is the one that counts. The caller witnesses it; a second call changes nothing."""
    if not (SecretFingerprint.objects.exists() and fits()):
        SecretFingerprint.objects.create(fingerprint=fingerprint(settings.SECRET_KEY), at=at)
