"""The Merkle tree of RFC 6962 section 2 over SHA-256: roots, proofs, and their verification.

Everything here takes *leaf hashes* (32 bytes, made once with `leaf_hash` from the leaf's content), so that a tree can be built
from stored hashes alone. Proofs are lists of 32-byte hashes from the leaf towards the root, exactly as RFC 6962 writes them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256

from sembilan.merkle.errors import (
    ConsistencyRefused,
    FrontierMalformed,
    HashLengthWrong,
    InclusionRefused,
    IndexOutsideTree,
)

HASH_BYTES = 32
EMPTY_ROOT = sha256(b"").digest()
_MAX_SIZE = 2**64 - 1


def leaf_hash(content: bytes) -> bytes:
    """SHA-256(0x00 || content): the hash of a leaf (RFC 6962, 2.1)."""
    return sha256(b"\x00" + content).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256(0x01 || left || right): the hash of an inner node (RFC 6962, 2.1)."""
    return sha256(b"\x01" + left + right).digest()


def root(leaf_hashes: Iterable[bytes]) -> bytes:
    """The root over these leaf hashes in this order; SHA-256 of nothing for an empty tree."""
    frontier = Frontier()
    frontier.extend(leaf_hashes)
    return frontier.root()


class Frontier:
    """The right edge of a growing tree: the roots of its perfect subtrees, largest first (a compact range).

    It needs at most 64 hashes for any tree, is enough to append and to know the root at any time, and is all that a log has to
    keep in memory. It cannot prove: for that see `Tree`.
    """

    __slots__ = ("_peaks", "_size")

    def __init__(self, size: int = 0, peaks: Sequence[bytes] = ()) -> None:
        """`peaks`: one 32-byte hash for each 1 in the binary form of `size`, largest subtree first. Raises FrontierMalformed."""
        if not 0 <= size <= _MAX_SIZE or len(peaks) != size.bit_count():
            raise FrontierMalformed(
                f"a tree of {size} leaves has {max(size, 0).bit_count()} perfect subtrees, but {len(peaks)} hashes were given",
                size=size,
                hashes=len(peaks),
            )
        for peak in peaks:
            _check_hash(peak, "a subtree's hash")
        self._size = size
        self._peaks = list(peaks)

    def __len__(self) -> int:
        return self._size

    @property
    def size(self) -> int:
        """How many leaves were appended."""
        return self._size

    @property
    def peaks(self) -> tuple[bytes, ...]:
        """Roots of the perfect subtrees, largest first."""
        return tuple(self._peaks)

    def append(self, leaf: bytes) -> int:
        """Append one leaf hash and return its index. Raises HashLengthWrong."""
        if len(leaf) != HASH_BYTES:
            _check_hash(leaf, "a leaf hash")
        index = carry = self._size
        peaks, node = self._peaks, leaf
        while carry & 1:
            node = sha256(b"\x01" + peaks.pop() + node).digest()
            carry >>= 1
        peaks.append(node)
        self._size = index + 1
        return index

    def extend(self, leaves: Iterable[bytes]) -> None:
        """Append many leaf hashes in order. Raises HashLengthWrong; the leaves before the wrong one stay appended."""
        for leaf in leaves:
            self.append(leaf)

    def root(self) -> bytes:
        """The root of the tree as it is now."""
        if not self._peaks:
            return EMPTY_ROOT
        result = self._peaks[-1]
        for peak in reversed(self._peaks[:-1]):
            result = node_hash(peak, result)
        return result

    def to_bytes(self) -> bytes:
        """Eight bytes of size (big-endian), then the peaks: the form to store."""
        return self._size.to_bytes(8, "big") + b"".join(self._peaks)

    @classmethod
    def from_bytes(cls, stored: bytes) -> Frontier:
        """The inverse of `to_bytes`. Raises FrontierMalformed."""
        if len(stored) < 8 or (len(stored) - 8) % HASH_BYTES:
            raise FrontierMalformed(
                f"a stored frontier has 8 bytes and then whole hashes of {HASH_BYTES}, not {len(stored)} bytes", length=len(stored)
            )
        peaks = [stored[at : at + HASH_BYTES] for at in range(8, len(stored), HASH_BYTES)]
        return cls(int.from_bytes(stored[:8], "big"), peaks)


class Tree:
    """A tree with all its perfect subtrees in memory (64 bytes of hash a leaf): gives proofs for every size it ever had.

    Level 0 holds the leaf hashes; level h holds the roots of the complete subtrees of 2**h leaves, from the left.
    """

    __slots__ = ("_levels",)

    def __init__(self, leaf_hashes: Iterable[bytes] = ()) -> None:
        self._levels: list[list[bytes]] = [[]]
        self.extend(leaf_hashes)

    def __len__(self) -> int:
        return len(self._levels[0])

    def append(self, leaf: bytes) -> int:
        """Append one leaf hash and return its index. Raises HashLengthWrong."""
        _check_hash(leaf, "a leaf hash")
        levels = self._levels
        index, level = len(levels[0]), 0
        levels[0].append(leaf)
        while len(levels[level]) % 2 == 0:
            nodes = levels[level]
            level += 1
            if level == len(levels):
                levels.append([])
            levels[level].append(node_hash(nodes[-2], nodes[-1]))
        return index

    def extend(self, leaf_hashes: Iterable[bytes]) -> None:
        """Append many leaf hashes in order."""
        for leaf in leaf_hashes:
            self.append(leaf)

    def root(self, size: int | None = None) -> bytes:
        """The root when the tree had `size` leaves (now, when not given). Raises IndexOutsideTree."""
        size = self._known_size(size)
        return self._subtree(0, size) if size else EMPTY_ROOT

    def inclusion_proof(self, index: int, size: int | None = None) -> list[bytes]:
        """The audit path of leaf `index` in the tree of the first `size` leaves (RFC 6962, 2.1.1). Raises IndexOutsideTree."""
        size = self._known_size(size)
        if not 0 <= index < size:
            raise IndexOutsideTree(f"a tree of {size} leaves has no leaf {index}", index=index, size=size)
        proof: list[bytes] = []
        start, end = 0, size
        while end - start > 1:
            middle = start + _split(end - start)
            if index < middle:
                proof.append(self._subtree(middle, end))
                end = middle
            else:
                proof.append(self._subtree(start, middle))
                start = middle
        return proof[::-1]

    def consistency_proof(self, old: int, size: int | None = None) -> list[bytes]:
        """The proof that the first `size` leaves begin with the first `old` ones (RFC 6962, 2.1.2). Raises IndexOutsideTree.

        Empty for `old` equal to `size`, and for `old` = 0: everything begins with nothing.
        """
        size = self._known_size(size)
        if not 0 <= old <= size:
            raise IndexOutsideTree(f"a tree of {size} leaves never continued one of {old}", old=old, size=size)
        proof: list[bytes] = []
        if old in (0, size):
            return proof
        start, end = 0, size
        while end != old:
            middle = start + _split(end - start)
            if old <= middle:
                proof.append(self._subtree(middle, end))
                end = middle
            else:
                proof.append(self._subtree(start, middle))
                start = middle
        if start:  # otherwise the old root itself is the first node, and the verifier has it
            proof.append(self._subtree(start, end))
        return proof[::-1]

    def _known_size(self, size: int | None) -> int:
        if size is None:
            return len(self)
        if not 0 <= size <= len(self):
            raise IndexOutsideTree(f"the tree has {len(self)} leaves and never had {size}", size=size, leaves=len(self))
        return size

    def _subtree(self, start: int, end: int) -> bytes:
        """MTH of the leaves [start, end), where start is a multiple of the smallest power of two that is >= end - start."""
        width = end - start
        if width & (width - 1) == 0:
            level = width.bit_length() - 1
            return self._levels[level][start >> level]
        middle = start + _split(width)
        return node_hash(self._subtree(start, middle), self._subtree(middle, end))


def inclusion_proof(leaf_hashes: Sequence[bytes], index: int) -> list[bytes]:
    """The audit path of one leaf in the tree over all of `leaf_hashes`; keep a `Tree` when you need many."""
    return Tree(leaf_hashes).inclusion_proof(index)


def consistency_proof(leaf_hashes: Sequence[bytes], old: int) -> list[bytes]:
    """The proof that the tree over all of `leaf_hashes` only appended to that of the first `old`; keep a `Tree` for many."""
    return Tree(leaf_hashes).consistency_proof(old)


def verify_inclusion(leaf: bytes, proof: Sequence[bytes], *, index: int, size: int, root: bytes) -> None:
    """Return if `proof` shows that the leaf hash stands at `index` in the tree of `size` leaves with this root (RFC 9162, 2.1.3.2).

    Raises InclusionRefused, with the reason in words, and HashLengthWrong.
    """
    _check_hash(leaf, "the leaf hash")
    _check_hash(root, "the root")
    if not 0 <= index < size:
        raise InclusionRefused(f"a tree of {size} leaves has no leaf {index}", index=index, size=size)
    node, last = index, size - 1
    result = leaf
    for step, sibling in enumerate(proof):
        _check_hash(sibling, f"hash {step} of the proof")
        if last == 0:
            raise InclusionRefused(f"the proof has {len(proof)} hashes, more than leaf {index} of {size} needs", hashes=len(proof))
        if node & 1 or node == last:
            result = node_hash(sibling, result)
            while node and not node & 1:
                node >>= 1
                last >>= 1
        else:
            result = node_hash(result, sibling)
        node >>= 1
        last >>= 1
    if last:
        raise InclusionRefused(f"the proof has {len(proof)} hashes, fewer than leaf {index} of {size} needs", hashes=len(proof))
    if result != root:
        raise InclusionRefused(
            f"leaf {index} of {size} leads to the root {result.hex()}, not to {root.hex()}",
            computed=result.hex(),
            expected=root.hex(),
        )


def verify_consistency(proof: Sequence[bytes], *, old: int, size: int, old_root: bytes, root: bytes) -> None:
    """Return if `proof` shows that the tree of `size` leaves with `root` begins with that of `old` leaves (RFC 9162, 2.1.4.2).

    An empty old tree is consistent with every tree and needs an empty proof. Raises ConsistencyRefused and HashLengthWrong.
    """
    _check_hash(old_root, "the old root")
    _check_hash(root, "the new root")
    if not 0 <= old <= size:
        raise ConsistencyRefused(f"a tree of {size} leaves cannot continue one of {old}", old=old, size=size)
    if old in (0, size):
        _check_trivial(proof, old=old, size=size, old_root=old_root, root=root)
        return
    for step, sibling in enumerate(proof):
        _check_hash(sibling, f"hash {step} of the proof")
    path = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    if not path:
        raise ConsistencyRefused(f"the proof from {old} to {size} leaves is empty", old=old, size=size)
    node, last = old - 1, size - 1
    while node & 1:
        node >>= 1
        last >>= 1
    was = now = path[0]
    for sibling in path[1:]:
        if last == 0:
            raise ConsistencyRefused(f"the proof from {old} to {size} leaves has too many hashes ({len(proof)})", hashes=len(proof))
        if node & 1 or node == last:
            was, now = node_hash(sibling, was), node_hash(sibling, now)
            while node and not node & 1:
                node >>= 1
                last >>= 1
        else:
            now = node_hash(now, sibling)
        node >>= 1
        last >>= 1
    if last:
        raise ConsistencyRefused(f"the proof from {old} to {size} leaves has too few hashes ({len(proof)})", hashes=len(proof))
    if was != old_root:
        raise ConsistencyRefused(f"the proof leads to another root for the first {old} leaves: {was.hex()}, not {old_root.hex()}")
    if now != root:
        raise ConsistencyRefused(f"the proof leads to another root for {size} leaves: {now.hex()}, not {root.hex()}")


def _check_trivial(proof: Sequence[bytes], *, old: int, size: int, old_root: bytes, root: bytes) -> None:
    if proof:
        raise ConsistencyRefused(f"from {old} to {size} leaves nothing has to be proved, but {len(proof)} hashes were given")
    if old == 0 and old_root != EMPTY_ROOT:
        raise ConsistencyRefused("the old tree is said to be empty, but its root is not that of an empty tree")
    if old == size and old_root != root:
        raise ConsistencyRefused(f"two trees of {size} leaves have different roots: one of them was changed")


def _split(width: int) -> int:
    """The largest power of two smaller than `width` (RFC 6962's k)."""
    return 1 << ((width - 1).bit_length() - 1)


def _check_hash(value: bytes, what: str) -> None:
    if len(value) != HASH_BYTES:
        raise HashLengthWrong(f"{what} has {len(value)} bytes instead of {HASH_BYTES}", length=len(value))
