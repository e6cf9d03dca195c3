"""Questions to the log: whether it is whole, what opens a leaf, and whether the rows still say what was committed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Count, F, QuerySet

from sembilan.ledger import key_file
from sembilan.ledger.errors import KeyForeign, KeyMissing, KeyUnreadable
from sembilan.ledger.kinds import Committed, kinds
from sembilan.ledger.models import Checkpoint, Leaf, LeafSecret, LedgerKey
from sembilan.ledger.rules import DOMAIN, entry, in_force
from sembilan.merkle.checkpoint import Checkpoint as Signed
from sembilan.merkle.checkpoint import verify_checkpoint
from sembilan.merkle.commitment import opens
from sembilan.merkle.errors import KeyMalformed, MerkleError
from sembilan.merkle.note import VerifierKey
from sembilan.merkle.tree import Frontier, leaf_hash


def leaf(position: int) -> Leaf | None:
    return Leaf.objects.filter(pk=position).first()


def leaves() -> QuerySet[Leaf]:
    """Every leaf in its order."""
    return Leaf.objects.order_by("position")


def hash_of(one: Leaf) -> bytes:
    """The leaf's hash in the tree."""
    return leaf_hash(entry(one.kind, bytes(one.commitment), one.at))


def last_checkpoint() -> Checkpoint | None:
    return Checkpoint.objects.order_by("-size").first()


def uncovered_since() -> datetime | None:
    """When the first leaf was written that no checkpoint covers yet; None where all are covered."""
    last = last_checkpoint()
    waiting = Leaf.objects.filter(position__gte=last.size if last else 0).order_by("position")
    return waiting.values_list("at", flat=True).first()


def keys() -> list[LedgerKey]:
    """The public keys of the log, in the order in which they came into force."""
    return list(LedgerKey.objects.order_by(F("leaf").asc(nulls_first=True)))


def verifiers() -> list[tuple[int, VerifierKey | None]]:
    """The same as `rules.in_force` takes them; None for a row that holds no key."""
    return [(-1 if one.leaf is None else one.leaf, _verifier(one)) for one in keys()]


def _verifier(key: LedgerKey) -> VerifierKey | None:
    try:
        return VerifierKey.from_text(key.verifier)
    except MerkleError:
        return None


def signed() -> list[tuple[LedgerKey, int]]:
    """Every key, with how many checkpoints it signed while it was in force."""
    known = [(-1 if one.leaf is None else one.leaf, one) for one in keys()]
    counts = Counter(
        key.pk
        for one in Checkpoint.objects.order_by("size").iterator()
        if (key := in_force(known, one.size)) and _told(one, _verifier(key)) is not None
    )
    return [(one, counts[one.pk]) for _position, one in known]


def key_problem() -> KeyMissing | None:
    """Why nothing can be signed: the file of the key is gone, cannot be read or holds another key than the newest on record."""
    newest = next(reversed(keys()), None)
    try:
        held = key_file.read()
    except KeyMalformed:
        return KeyUnreadable()
    if newest is None:
        return None  # the first checkpoint makes its key
    if held is None:
        return KeyMissing()
    return None if held.verifier.to_text() == newest.verifier else KeyForeign()


def latest(kind: str = "") -> QuerySet[Leaf]:
    """Every leaf, the latest first; of one kind where it is named."""
    rows = Leaf.objects.order_by("-position")
    return rows.filter(kind=kind) if kind else rows


def counted() -> dict[str, int]:
    """Kind -> how many leaves, by kind."""
    return dict(Leaf.objects.order_by("kind").values_list("kind").annotate(n=Count("pk")))


def signer(checkpoint: Checkpoint) -> str:
    """The name of the key under a checkpoint's note."""
    return str(checkpoint.note.rstrip().splitlines()[-1].split(" ")[1])


def opened(position: int) -> LeafSecret | None:
    """The salt and payload behind a leaf, for whoever may see its path."""
    return LeafSecret.objects.select_related("leaf").filter(pk=position).first()


def holds(secret: LeafSecret, facts: Mapping[str, Any] | None = None) -> bool:
    """Whether salt and payload open the commitment that was appended; with `facts`, whether these do."""
    payload = secret.payload if facts is None else facts
    try:
        return opens(bytes(secret.leaf.commitment), DOMAIN + secret.leaf.kind, bytes(secret.salt), payload)
    except MerkleError:  # a salt or a payload that nothing can ever have been committed with
        return False


@dataclass(frozen=True)
class Fault:
    """What does not fit: `kind` is gap, leaf, note, checkpoint or root; `at` a leaf's position, or a checkpoint's size."""

    kind: str
    at: int


def faults() -> list[Fault]:
    """Everything in the log that does not fit, from the first leaf on; none where it is whole. In the nation's scope.

    Each leaf is opened by its secret where that was not erased (SHA-256 over domain, salt and RFC 8785 JSON), positions are dense,
    each checkpoint's note is signed by the key in force at its size (`keys`), and says the size and root that the leaves themselves
    give (RFC 6962). No private key is needed: whether the keys on record are the true ones, whoever kept one outside can
    tell.
    """
    checkpoints = {one.size: one for one in Checkpoint.objects.order_by("size")}
    known = verifiers()
    frontier = Frontier()
    found: list[Fault] = []
    for one in leaves().select_related("secret").iterator(chunk_size=1_000):
        if one.position != frontier.size:
            return [*found, Fault("gap", frontier.size)]
        if hasattr(one, "secret") and not holds(one.secret):  # an erased secret opens nothing, and breaks nothing
            found.append(Fault("leaf", one.position))
        frontier.append(hash_of(one))
        checkpoint = checkpoints.pop(frontier.size, None)
        if checkpoint and (fault := checkpoint_fault(checkpoint, frontier.root(), in_force(known, frontier.size))):
            found.append(fault)
    return [*found, *(Fault("root", size) for size in checkpoints)]


# What reading rows may raise that are gone, or whose documents have lost the shape they were made in.
_SHAPELESS = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, ObjectDoesNotExist)


@dataclass(frozen=True)
class Difference:
    """An object and its leaf that do not say the same. what: changed (the rows give another payload or time), unlogged (the object
    has no leaf of its kind), gone (no object is left behind the leaf) or unknown (no room knows this kind of leaf)."""

    what: str
    kind: str
    position: int | None
    words: str


def differences(unopened: Collection[int] = ()) -> Iterator[Difference]:
    """Every stored object against the leaf that commits to it, kind by kind, read as a stream. In the nation's scope.

    unopened: positions whose secret does not open them (`faults`); they cannot be compared, nor can those whose secret was erased.
    """
    known = kinds()
    for position, kind in Leaf.objects.exclude(kind__in=known).order_by("position").values_list("position", "kind"):
        yield Difference("unknown", kind, position, "")
    for kind, told in known.items():
        left = set(Leaf.objects.filter(kind=kind).values_list("position", flat=True))
        for one in told():
            left.discard(-1 if one.position is None else one.position)
            what = _difference(kind, one, unopened)
            if what:
                yield Difference(what, kind, one.position, one.words)
        yield from (Difference("gone", kind, position, "") for position in sorted(left))


def _difference(kind: str, one: Committed, unopened: Collection[int]) -> str | None:
    there = Leaf.objects.select_related("secret").filter(kind=kind, position=-1 if one.position is None else one.position).first()
    if there is None:
        return "unlogged"
    if one.at is None or int(one.at.timestamp()) != int(there.at.timestamp()):
        return "changed"
    if not hasattr(there, "secret") or there.position in unopened:
        return None
    try:
        facts = one.facts()
    except _SHAPELESS:
        return "changed"
    return None if holds(there.secret, facts) else "changed"


def erased() -> int:
    """How many leaves have no secret any more: what lies behind them can no longer be compared."""
    return Leaf.objects.filter(secret=None).count()


def checkpoint_fault(checkpoint: Checkpoint, root: bytes, key: VerifierKey | None) -> Fault | None:
    """What does not fit about a checkpoint, where the leaves give `root` and `key` is in force at its size."""
    told = _told(checkpoint, key)
    if told is None:
        return Fault("note", checkpoint.size)
    if (told.size, told.root) != (checkpoint.size, bytes(checkpoint.root)):
        return Fault("checkpoint", checkpoint.size)
    return None if told.root == root else Fault("root", checkpoint.size)


def _told(checkpoint: Checkpoint, key: VerifierKey | None) -> Signed | None:
    """What the note says, where `key` signed it; else None."""
    try:
        return verify_checkpoint(checkpoint.note, [key], origin=settings.LEDGER_ORIGIN) if key else None
    except MerkleError:
        return None
