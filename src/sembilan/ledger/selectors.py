"""Questions to the log: whether it is whole, and what opens a leaf."""

from __future__ import annotations

from sembilan.ledger.models import Checkpoint, Leaf, LeafSecret
from sembilan.ledger.rules import DOMAIN, entry
from sembilan.merkle.commitment import opens
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


def whole() -> bool:
    """Recompute the root under the last checkpoint from the leaves themselves."""
    checkpoint = last_checkpoint()
    if checkpoint is None:
        return True
    frontier = Frontier()
    frontier.extend(
        leaf_hash(entry(leaf.kind, bytes(leaf.commitment), leaf.at))
        for leaf in Leaf.objects.filter(position__lt=checkpoint.size).order_by("position")
    )
    return frontier.size == checkpoint.size and frontier.root() == bytes(checkpoint.root)
