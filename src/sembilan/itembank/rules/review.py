"""States of a version and of an instrument's evidence, who may move them, and the second person who must."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sembilan.itembank.errors import (
    EvidenceUnnamed,
    MoveNotAllowed,
    NoteMissing,
    NotNextEvidence,
    OwnWork,
)


@dataclass(frozen=True)
class Move:
    """From one state to another; `second_person`: not by the author; `own_work`: by the author alone; `note`: with a reason."""

    before: str
    after: str
    second_person: bool = False
    own_work: bool = False
    note: bool = False


MOVES: dict[str, Move] = {
    "submit": Move("draft", "review"),
    "approve": Move("review", "approved", second_person=True),
    "send_back": Move("review", "draft", second_person=True, note=True),
    "retire": Move("approved", "retired", note=True),
    "drop": Move("draft", "retired", own_work=True, note=True),
}


TRANSITIONS = tuple(sorted({(move.before, move.after) for move in MOVES.values()}))


def moved(action: str, state: str, *, author: uuid.UUID, actor: uuid.UUID, note: str = "") -> str:
    """The state after `action`. Raises MoveNotAllowed (also for the draft of another), OwnWork (the author may not review),
    NoteMissing."""
    move = MOVES[action]
    if state != move.before or (move.own_work and author != actor):
        raise MoveNotAllowed
    if move.second_person and author == actor:
        raise OwnWork
    if move.note and not note.strip():
        raise NoteMissing
    return move.after


def moves_open(state: str, *, author: uuid.UUID, actor: uuid.UUID) -> tuple[str, ...]:
    """The actions that this person may take on a version in this state."""
    own = author == actor
    return tuple(
        name for name, move in MOVES.items() if move.before == state and not (move.second_person if own else move.own_work)
    )


EVIDENCE = ("sample", "pilot", "development", "selection")  # ascending
NOT_FOR_DECISIONS = frozenset({"sample", "pilot"})
LEAST_EVIDENCE = 40  # characters in which document, sample, date and result can be named


def next_evidence(now: str) -> str | None:
    """The state one step above, None at the top."""
    step = EVIDENCE.index(now) + 1
    return EVIDENCE[step] if step < len(EVIDENCE) else None


def lowest_evidence(states: Sequence[str]) -> str:
    """A battery is as well founded as its weakest instrument."""
    return min(states, key=EVIDENCE.index)


def check_proposal(now: str, wanted: str, evidence: str) -> None:
    """Raises NotNextEvidence, EvidenceUnnamed."""
    if wanted != next_evidence(now):
        raise NotNextEvidence
    if len(evidence.strip()) < LEAST_EVIDENCE:
        raise EvidenceUnnamed(least=LEAST_EVIDENCE)


def content_digest(content: object) -> str:
    """SHA-256 (hex) of what was written or read, whatever the order of its fields. `content` is JSON."""
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
