"""Questions to the log: whether it is whole, and what opens a leaf."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from sembilan.ledger.models import Checkpoint, Leaf, LeafSecret
from sembilan.ledger.rules import DOMAIN, entry
from sembilan.merkle.checkpoint import verify_checkpoint
from sembilan.merkle.commitment import opens
from sembilan.merkle.errors import MerkleError
from sembilan.merkle.note import VerifierKey
from sembilan.merkle.tree import Frontier, leaf_hash


def leaf(position: int) -> Leaf | None:
    return Leaf.objects.filter(pk=position).first()


def last_checkpoint() -> Checkpoint | None:
    return Checkpoint.objects.order_by("-size").first()


def opened(position: int) -> LeafSecret | None:
    """The salt and payload behind a leaf, for whoever may see its path."""
    return LeafSecret.objects.select_related("leaf").filter(pk=position).first()


def holds(secret: LeafSecret) -> bool:
    """Whether salt and payload open the commitment that was appended."""
    return opens(bytes(secret.leaf.commitment), DOMAIN + secret.leaf.kind, bytes(secret.salt), secret.payload)


@dataclass(frozen=True)
class Fault:
    """What does not fit: `kind` is gap, leaf, note, checkpoint or root; `at` a leaf's position, or a checkpoint's size."""

    kind: str
    at: int


def faults(key: VerifierKey) -> list[Fault]:
    """Everything in the log that does not fit, from the first leaf on; none where it is whole. In the nation's scope.

    Each leaf is opened by its secret where that was not erased (SHA-256 over domain, salt and RFC 8785 JSON), positions are dense,
    each checkpoint's note is signed by `key` (a file outside the database), and says the size and root that the leaves
    themselves give (RFC 6962).
    """
    checkpoints = {one.size: one for one in Checkpoint.objects.order_by("size")}
    frontier = Frontier()
    found: list[Fault] = []
    for one in Leaf.objects.select_related("secret").order_by("position").iterator(chunk_size=1_000):
        if one.position != frontier.size:
            return [*found, Fault("gap", frontier.size)]
        if hasattr(one, "secret") and not holds(one.secret):  # an erased secret opens nothing, and breaks nothing
            found.append(Fault("leaf", one.position))
        frontier.append(leaf_hash(entry(one.kind, bytes(one.commitment), one.at)))
        if checkpoint := checkpoints.pop(frontier.size, None):
            found += _faults_of(checkpoint, frontier.root(), key)
    return [*found, *(Fault("root", size) for size in checkpoints)]


def _faults_of(checkpoint: Checkpoint, root: bytes, key: VerifierKey) -> list[Fault]:
    try:
        told = verify_checkpoint(checkpoint.note, [key], origin=settings.LEDGER_ORIGIN)
    except MerkleError:
        return [Fault("note", checkpoint.size)]
    if (told.size, told.root) != (checkpoint.size, bytes(checkpoint.root)):
        return [Fault("checkpoint", checkpoint.size)]
    return [] if told.root == root else [Fault("root", checkpoint.size)]
