"""Signed notes as c2sp.org/signed-note writes them, with Ed25519 signatures (type 0x01).

A note is text ending in a newline, an empty line, and one line for each signature:

    — <key name> base64(key id || signature)        key id = SHA-256(name || 0x0A || 0x01 || public key)[:4]

The text may be believed only after `verify_note` has returned it.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from sembilan.merkle.errors import KeyMalformed, MerkleError, NoteMalformed, NoteUnsigned, SignatureInvalid

ED25519 = b"\x01"
MAX_SIGNATURES = 64
MAX_CHARACTERS = 1_000_000
_MARK = "\u2014 "
_PRIVATE = "PRIVATE+KEY+"


@dataclass(frozen=True)
class VerifierKey:
    """A public key under its name. `public`: 32 bytes of RFC 8032. Raises KeyMalformed."""

    name: str
    public: bytes

    def __post_init__(self) -> None:
        _check_name(self.name)
        if len(self.public) != 32:
            raise KeyMalformed(f"an Ed25519 public key has 32 bytes, not {len(self.public)}", name=self.name)

    @property
    def key_id(self) -> bytes:
        """Four bytes that tell keys of one name apart; an address, not a proof."""
        return sha256(self.name.encode() + b"\n" + ED25519 + self.public).digest()[:4]

    def to_text(self) -> str:
        """`name+id+base64(0x01 || public key)`: the form to publish."""
        return f"{self.name}+{self.key_id.hex()}+{_to_base64(ED25519 + self.public)}"

    @classmethod
    def from_text(cls, text: str) -> VerifierKey:
        """The inverse of `to_text`. Raises KeyMalformed."""
        name, key_id, raw = _split_key(text)
        key = cls(name, raw)
        if key.key_id.hex() != key_id:
            raise KeyMalformed(f"the key of {name} has the id {key.key_id.hex()}, but its text says {key_id}", name=name)
        return key


@dataclass(frozen=True)
class SigningKey:
    """A private key under its name. `seed`: the 32 secret bytes of RFC 8032, never shown by repr. Raises KeyMalformed."""

    name: str
    seed: bytes = field(repr=False)

    def __post_init__(self) -> None:
        _check_name(self.name)
        if len(self.seed) != 32:
            raise KeyMalformed(f"an Ed25519 seed has 32 bytes, not {len(self.seed)}", name=self.name)

    @property
    def verifier(self) -> VerifierKey:
        """The public half."""
        return VerifierKey(self.name, Ed25519PrivateKey.from_private_bytes(self.seed).public_key().public_bytes_raw())

    def sign(self, text: str) -> bytes:
        """The 64-byte signature over the note's text."""
        return Ed25519PrivateKey.from_private_bytes(self.seed).sign(text.encode())

    def to_text(self) -> str:
        """`PRIVATE+KEY+name+id+base64(0x01 || seed)`: secret, the form that note tools read."""
        return f"{_PRIVATE}{self.name}+{self.verifier.key_id.hex()}+{_to_base64(ED25519 + self.seed)}"

    @classmethod
    def from_text(cls, text: str) -> SigningKey:
        """The inverse of `to_text`. Raises KeyMalformed (which never repeats the secret)."""
        if not text.startswith(_PRIVATE):
            raise KeyMalformed(f"a signing key begins with {_PRIVATE}")
        name, key_id, seed = _split_key(text.removeprefix(_PRIVATE))
        key = cls(name, seed)
        if key.verifier.key_id.hex() != key_id:
            raise KeyMalformed(f"the signing key of {name} does not belong to its id {key_id}", name=name)
        return key


@dataclass(frozen=True)
class VerifiedNote:
    """The text of a note and the trusted keys whose signatures hold (at least one)."""

    text: str
    signers: tuple[VerifierKey, ...]


def sign_note(text: str, keys: Sequence[SigningKey]) -> str:
    """`text` (ending in a newline) with one signature line for each key, in their order. Raises NoteMalformed."""
    _check_text(text)
    if not keys:
        raise NoteMalformed("a signed note needs at least one key")
    lines = [f"{_MARK}{key.name} {_to_base64(key.verifier.key_id + key.sign(text))}\n" for key in keys]
    return text + "\n" + "".join(lines)


def verify_note(note: str, keys: Sequence[VerifierKey]) -> VerifiedNote:
    """The note's text, once a key in `keys` has signed it and no signature of such a key is wrong.

    Signatures of unknown keys are passed over, as the format demands. Raises NoteMalformed, NoteUnsigned, SignatureInvalid.
    """
    text, signatures = _parse(note)
    known = {(key.name, key.key_id): key for key in keys}
    signers: dict[tuple[str, bytes], VerifierKey] = {}
    for name, blob in signatures:
        key = known.get((name, blob[:4]))
        if key is None:
            continue
        try:
            Ed25519PublicKey.from_public_bytes(key.public).verify(blob[4:], text.encode())
        except InvalidSignature:
            raise SignatureInvalid(f"the signature of {name} does not match the text", name=name) from None
        signers[name, blob[:4]] = key
    if not signers:
        found = ", ".join(sorted({name for name, _ in signatures}))
        raise NoteUnsigned(f"signed by {found}, but by none of the keys trusted here", found=found)
    return VerifiedNote(text, tuple(signers.values()))


def _parse(note: str) -> tuple[str, list[tuple[str, bytes]]]:
    if len(note) > MAX_CHARACTERS:
        raise NoteMalformed(f"the note is longer than {MAX_CHARACTERS} characters")
    _check_utf8(note)
    text, gap, block = note.rpartition("\n\n")
    if not gap or not block:
        raise NoteMalformed("the note has no empty line between its text and its signatures")
    text += "\n"
    _check_text(text)
    if not block.endswith("\n"):
        raise NoteMalformed("the last signature line does not end in a newline: the note was cut off")
    lines = block[:-1].split("\n")
    if len(lines) > MAX_SIGNATURES:
        raise NoteMalformed(f"the note has {len(lines)} signatures, more than {MAX_SIGNATURES}")
    return text, [_parse_signature(line) for line in lines]


def _parse_signature(line: str) -> tuple[str, bytes]:
    name, space, encoded = line.removeprefix(_MARK).partition(" ")
    if not line.startswith(_MARK) or not space:
        raise NoteMalformed(f"not a signature line: {line[:60]!r}")
    try:
        _check_name(name)
        blob = _from_base64(encoded)
    except MerkleError as error:
        raise NoteMalformed(f"not a signature line: {error}") from error
    if len(blob) < 5:
        raise NoteMalformed(f"the signature of {name} is too short to be one", name=name)
    return name, blob


def _check_utf8(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise NoteMalformed(f"the note is not valid UTF-8: {error.reason}") from error


def _check_text(text: str) -> None:
    _check_utf8(text)
    if not text.endswith("\n"):
        raise NoteMalformed("the text of a note ends in a newline")
    if any(sign < " " and sign != "\n" for sign in text):
        raise NoteMalformed("the text of a note has no control characters except newlines")


def _check_name(name: str) -> None:
    if not name or "+" in name or any(sign.isspace() or sign < " " for sign in name):
        raise KeyMalformed(f"a key's name is not empty and has neither spaces nor plus signs: {name!r}", name=name)


def _split_key(text: str) -> tuple[str, str, bytes]:
    parts = text.split("+", 2)
    if len(parts) != 3:
        raise KeyMalformed("a key is written name+id+base64")
    name, key_id, encoded = parts
    raw = _from_base64(encoded)
    if raw[:1] != ED25519:
        raise KeyMalformed(f"the key of {name} is not of type Ed25519 (0x01)", name=name)
    return name, key_id, raw[1:]


def _to_base64(raw: bytes) -> str:
    return b64encode(raw).decode()


def _from_base64(encoded: str) -> bytes:
    try:
        raw = b64decode(encoded.encode(), validate=True)
    except Base64Error as error:
        raise KeyMalformed(f"not base64: {error}") from error
    if _to_base64(raw) != encoded:  # the decoder forgives stray bits at the end; a text that is signed has one form only
        raise KeyMalformed("base64 with stray bits at its end")
    return raw
