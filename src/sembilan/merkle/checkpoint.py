"""Checkpoints as c2sp.org/tlog-checkpoint writes them: a signed note that says "this log has this many leaves and this root".

sembilan.example/lampung
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— sembilan.example/lampung <signature>
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass

from sembilan.merkle.errors import CheckpointMalformed, OriginUnexpected
from sembilan.merkle.note import SigningKey, VerifierKey, sign_note, verify_note
from sembilan.merkle.tree import EMPTY_ROOT, HASH_BYTES

_SIZE = re.compile(r"0|[1-9][0-9]{0,19}", re.ASCII)
_ROOT = re.compile(r"[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=", re.ASCII)  # exactly 32 bytes, no stray bits


@dataclass(frozen=True)
class Checkpoint:
    """What a log vouches for. `origin`: the log's name; `size`: leaves; `root`: 32 bytes; `extensions`: further lines, opaque.

    Raises CheckpointMalformed.
    """

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for line in (self.origin, *self.extensions):
            if not line or any(sign < " " for sign in line):
                raise CheckpointMalformed(f"every line of a checkpoint is one line and not empty, unlike {line!r}")
        if not 0 <= self.size < 2**64:
            raise CheckpointMalformed(f"a tree cannot have {self.size} leaves", size=self.size)
        if len(self.root) != HASH_BYTES:
            raise CheckpointMalformed(f"the root has {len(self.root)} bytes instead of {HASH_BYTES}")
        if self.size == 0 and self.root != EMPTY_ROOT:
            raise CheckpointMalformed("an empty tree has the root SHA-256 of nothing, and no other")

    def to_text(self) -> str:
        """The text that is signed."""
        return "\n".join((self.origin, str(self.size), b64encode(self.root).decode(), *self.extensions)) + "\n"

    @classmethod
    def from_text(cls, text: str) -> Checkpoint:
        """The inverse of `to_text`. Raises CheckpointMalformed."""
        lines = text.split("\n")
        if len(lines) < 4 or lines[-1]:
            raise CheckpointMalformed("a checkpoint has at least three lines: origin, size, root")
        origin, size, root, *extensions = lines[:-1]
        if not _SIZE.fullmatch(size):
            raise CheckpointMalformed(f"the size of the tree is a plain number, not {size[:30]!r}", size=size)
        if not _ROOT.fullmatch(root):
            raise CheckpointMalformed(f"the root is 32 bytes in base64, not {root[:60]!r}", root=root)
        return cls(origin, int(size), b64decode(root), tuple(extensions))


def sign_checkpoint(key: SigningKey, origin: str, size: int, root: bytes) -> str:
    """The signed checkpoint, ready to publish. The key's name should be the origin. Raises CheckpointMalformed, NoteMalformed."""
    return sign_note(Checkpoint(origin, size, root).to_text(), [key])


def verify_checkpoint(note: str, keys: Sequence[VerifierKey], *, origin: str) -> Checkpoint:
    """The checkpoint, once a trusted key's signature holds and it is of the log we asked for.

    Raises NoteMalformed, NoteUnsigned, SignatureInvalid, CheckpointMalformed, OriginUnexpected.
    """
    checkpoint = Checkpoint.from_text(verify_note(note, keys).text)
    if checkpoint.origin != origin:
        raise OriginUnexpected(
            f"the checkpoint is of {checkpoint.origin}, not of {origin}", found=checkpoint.origin, expected=origin
        )
    return checkpoint
