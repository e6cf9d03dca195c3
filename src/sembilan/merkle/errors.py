"""What can be wrong with a tree, a proof, a note or a payload; one class per broken rule, each saying what was found."""


class MerkleError(ValueError):
    """A rule of the transparency log is broken. `code` is stable, `params` are the facts of the message."""

    code = "merkle"

    def __init__(self, message: str, **params: object) -> None:
        super().__init__(message)
        self.params = params


class HashLengthWrong(MerkleError):
    """A hash does not have the 32 bytes of SHA-256."""

    code = "merkle.hash_length_wrong"


class IndexOutsideTree(MerkleError):
    """A leaf index or a tree size does not exist in this tree."""

    code = "merkle.index_outside_tree"


class FrontierMalformed(MerkleError):
    """The stored form of a frontier does not describe a frontier."""

    code = "merkle.frontier_malformed"


class InclusionRefused(MerkleError):
    """The proof does not show that the leaf is in the tree with this root."""

    code = "merkle.inclusion_refused"


class ConsistencyRefused(MerkleError):
    """The proof does not show that the newer tree only appended to the older one."""

    code = "merkle.consistency_refused"


class KeyMalformed(MerkleError):
    """A signing or verifying key, or its name, is not of the signed-note format."""

    code = "merkle.key_malformed"


class NoteMalformed(MerkleError):
    """The text is not a signed note."""

    code = "merkle.note_malformed"


class NoteUnsigned(MerkleError):
    """No key we trust has signed the note."""

    code = "merkle.note_unsigned"


class SignatureInvalid(MerkleError):
    """A signature under a trusted key's name and id does not match the text: the text or the signature was changed."""

    code = "merkle.signature_invalid"


class CheckpointMalformed(MerkleError):
    """The text of a signed note is not a checkpoint (origin, size, root)."""

    code = "merkle.checkpoint_malformed"


class OriginUnexpected(MerkleError):
    """The checkpoint belongs to another log."""

    code = "merkle.origin_unexpected"


class PayloadNotCanonical(MerkleError):
    """A payload holds something that has no single canonical text (a float, a foreign type, a key that is no string)."""

    code = "merkle.payload_not_canonical"


class CommitmentMalformed(MerkleError):
    """The domain or the salt of a commitment breaks its form."""

    code = "merkle.commitment_malformed"
