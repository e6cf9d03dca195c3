"""The code on a document: short enough to type from paper, long enough that nobody guesses one.

Crockford's base 32 (no I, L, O, U), twelve signs in three groups: 60 bits of a keyed digest. It says nothing of the person.
"""

from __future__ import annotations

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH, GROUP = 12, 4
_MISREAD = str.maketrans("ILO", "110")


def code_of(digest: bytes) -> str:
    """XXXX-XXXX-XXXX from the first 60 bits of a digest of 8 bytes or more.

    >>> code_of(bytes(8))
    '0000-0000-0000'
    """
    number = int.from_bytes(digest[:8], "big") >> 4
    signs = "".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(LENGTH)))
    return "-".join(signs[start : start + GROUP] for start in range(0, LENGTH, GROUP))


def as_typed(text: str) -> str | None:
    """The code somebody meant: case, spaces, hyphens and misread letters do not matter. None where it cannot be one.

    >>> as_typed("k7qp 2m4x9tra"), as_typed("K7QP")
    ('K7QP-2M4X-9TRA', None)
    """
    signs = "".join(sign for sign in text.upper() if sign not in " -\N{EN DASH}").translate(_MISREAD)
    if len(signs) != LENGTH or not set(signs) <= set(ALPHABET):
        return None
    return "-".join(signs[start : start + GROUP] for start in range(0, LENGTH, GROUP))
