"""The candidate's own acts: notices, sections, answers, hand-in."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from django.db import transaction

from sembilan.delivery.errors import (
    AnswerConflict,
    AttemptClosed,
    AttemptPaused,
    BatchTooLong,
    LeaseLost,
    NoticesMissing,
    SectionNotOpen,
    SectionsLeft,
    SessionNotStarted,
)
from sembilan.delivery.models import Answer, Attempt, Session
from sembilan.delivery.rules import (
    BROWSER_KINDS,
    MOST_ENTRIES_A_BATCH,
    Entry,
    Sitting,
    Verdict,
    canonical_value,
    judge_answer,
    most_seq,
    remaining_ms,
)
from sembilan.delivery.selectors import Form, form_of
from sembilan.delivery.services.attempts import (
    _SECTION_FIELDS,
    close_attempt,
    end_section,
    locked_attempt,
    own_line,
    save_attempt,
    settle,
    write_journal,
)
from sembilan.delivery.services.incidents import journal_incident, windows_incident
from sembilan.kit.errors import RuleBroken


class Seated(Protocol):
    """Who sits: an attempt, or what a browser keeps of it between two requests."""

    @property
    def ref(self) -> uuid.UUID: ...

    @property
    def lease(self) -> int: ...


@dataclass(frozen=True)
class Receipt:
    """What the server holds after a batch. All up to `last_seq` is acknowledged; `refusal` is why `refused` was not taken."""

    last_seq: int
    written: int
    answered: int
    state: str
    section: int
    remaining_ms: int | None
    refusal: RuleBroken | None = None
    refused: int | None = None


@transaction.atomic
def accept_notices(attempt: Seated, *, at: datetime, lease: int | None = None) -> Attempt:
    """Privacy notice read and honesty statement made; journaled with the hash of the package that holds both texts."""
    row = _open(attempt, lease, at)
    if row.noticed_at is None:
        row.noticed_at = at
        write_journal(row, [own_line(row, "notice", {"package": row.entry.package.hash})], at)
        save_attempt(row, "noticed_at")
    return row


@transaction.atomic
def begin_section(attempt: Seated, *, at: datetime, lease: int | None = None) -> Attempt:
    """Start the clock of the next section; a second call changes nothing. Raises NoticesMissing, SectionNotOpen."""
    row = _open(attempt, lease, at)
    if row.noticed_at is None:
        raise NoticesMissing
    if row.section >= len(row.entry.package.outline):
        raise SectionNotOpen
    if row.section_started_at is None:
        row.state = Attempt.State.RUNNING
        row.started_at = row.started_at or at
        row.section_started_at, row.credit_ms = at, 0
        write_journal(row, [own_line(row, "event", "section_begun")], at)
        save_attempt(row, "state", "started_at", "section_started_at", "credit_ms")
    return row


@transaction.atomic(savepoint=False)  # nothing is raised for an answer; whatever else fails undoes the whole request
def record_answers(attempt: Seated, batch: Sequence[Entry], *, at: datetime) -> Receipt:
    """Judge a batch entry by entry, in order of its numbers, and write what is new by one INSERT.

    Numbers must be contiguous (last_seq + 1, + 2, ...): a journal without gaps is what "everything up to n is safe" means, and a
    missing number shows a lost request at once instead of at scoring. The first refused entry ends the batch; what stood before it
    is kept, and the receipt says both. Raises nothing for a refused entry. What stands beyond MOST_ENTRIES_A_BATCH is refused like
    any other; a journal that reaches its last number (rules.most_seq) is an incident of this person, once a section.

    The receipt holds once this transaction is committed. config.middleware.ScopedTransaction wraps the whole view, and the response
    leaves after its commit: a commit that fails gives no acknowledgement.
    """
    row = locked_attempt(attempt.ref)
    settle(row, at)
    form = form_of(row.entry.package)
    ordered = sorted(batch, key=lambda one: one.seq)
    entries, beyond = [_canonical(one, form) for one in ordered[:MOST_ENTRIES_A_BATCH]], ordered[MOST_ENTRIES_A_BATCH:]
    state = _sitting(row, form, entries)
    stored = dict(state.stored)
    fresh: list[Entry] = []
    refusal, refused = None, None
    for one in entries:
        verdict = judge_answer(state, one, at)
        if isinstance(verdict, RuleBroken):
            refusal, refused = verdict, one.seq
            break
        if verdict is Verdict.ACCEPT:
            fresh.append(one)
            stored[one.seq] = one.content
            state = replace(state, last_seq=one.seq, stored=stored)
    if refusal is None and beyond:
        refusal, refused = BatchTooLong(most=MOST_ENTRIES_A_BATCH), beyond[0].seq
    if fresh:
        row.answered += _newly_answered(row, fresh)
        write_journal(row, fresh, at)
        if row.last_seq == state.most_seq:
            journal_incident(row, at=at)
    if isinstance(refusal, AnswerConflict) and row.started_at is not None:  # before its first section no page of a sitting writes
        windows_incident(row, _section_of(form, entries, refused, row.section), at=at)
    if not isinstance(refusal, LeaseLost):
        row.heard_at = at
    save_attempt(row, "answered", "heard_at")
    return _receipt(row, len(fresh), refusal, refused, at)


@transaction.atomic
def heartbeat(attempt: Seated, *, at: datetime, lease: int | None = None) -> Receipt:
    """The browser is alive. Raises LeaseLost."""
    row = locked_attempt(attempt.ref)
    _check_lease(row, attempt, lease)
    settle(row, at)
    row.heard_at = at
    save_attempt(row, "heard_at")
    return _receipt(row, 0, None, None, at)


@transaction.atomic
def finish_section(attempt: Seated, *, at: datetime, lease: int | None = None, number: int | None = None) -> Attempt:
    """The candidate ends the section being sat and cannot return to it. `number` (index from 0), when given, names the section he
    means: where it has ended already the call changes nothing. Raises SectionNotOpen, also where it is still to come."""
    row = _open(attempt, lease, at)
    if number is not None and number < row.section:
        return row
    if row.section_started_at is None or (number is not None and number > row.section):
        raise SectionNotOpen
    write_journal(row, [own_line(row, "event", "section_finished")], at)
    end_section(row, at)
    save_attempt(row, *_SECTION_FIELDS)
    return row


@transaction.atomic
def hand_in(attempt: Seated, *, at: datetime, lease: int | None = None) -> Attempt:
    """The candidate hands in; once more gives the same code. Raises SectionsLeft while a section was never opened."""
    row = locked_attempt(attempt.ref)
    _check_lease(row, attempt, lease)
    settle(row, at)
    if row.is_closed:
        return row
    _may_go_on(row)
    last = len(row.entry.package.outline) - 1
    if row.section < last or (row.section == last and row.section_started_at is None):
        raise SectionsLeft
    write_journal(row, [own_line(row, "event", "handed_in")], at)
    if row.section_started_at is not None:
        end_section(row, at)
    close_attempt(row, Attempt.State.SUBMITTED, at)
    return row


def _open(attempt: Seated, lease: int | None, at: datetime) -> Attempt:
    """The locked attempt, if this browser may go on with it."""
    row = locked_attempt(attempt.ref)
    _check_lease(row, attempt, lease)
    settle(row, at)
    _may_go_on(row)
    return row


def _check_lease(row: Attempt, attempt: Seated, lease: int | None) -> None:
    if row.lease != (attempt.lease if lease is None else lease):
        raise LeaseLost


def _may_go_on(row: Attempt) -> None:
    if row.is_closed:
        raise AttemptClosed
    if row.state == Attempt.State.PAUSED:
        raise AttemptPaused
    if row.entry.session.state != Session.State.RUNNING:
        raise SessionNotStarted


def _canonical(one: Entry, form: Form) -> Entry:
    face = form.faces.get(one.item)
    if one.kind not in BROWSER_KINDS:
        return replace(one, kind="")
    return replace(one, value=canonical_value(face.type, one.value)) if face and one.kind == "answer" else one


def _section_of(form: Form, entries: Sequence[Entry], seq: int | None, current: int) -> int:
    """The section (index from 0) of the item that this entry is about: the other page may have ended it meanwhile."""
    faces = (form.faces.get(one.item) for one in entries if one.seq == seq)
    return next((face.section for face in faces if face is not None), current)


def _sitting(row: Attempt, form: Form, entries: Sequence[Entry]) -> Sitting:
    again = [one.seq for one in entries if one.seq <= row.last_seq]
    rows = Answer.objects.filter(attempt=row, seq__in=again).values_list("seq", "kind", "item", "value") if again else ()
    clock = row.clock
    return Sitting(
        state=row.state,
        lease=row.lease,
        section=row.section,
        deadline=clock.deadline if clock else None,
        last_seq=row.last_seq,
        most_seq=most_seq([section["items"] for section in row.entry.package.outline], row.section),
        items=form.faces,
        stored={seq: (kind, item, value) for seq, kind, item, value in rows},
    )


def _newly_answered(row: Attempt, fresh: Sequence[Entry]) -> int:
    """How many more items hold an answer after these entries; negative where answers were withdrawn."""
    after = {one.item: one.value is not None for one in fresh if one.kind == "answer"}
    if not after:
        return 0
    latest = Answer.objects.filter(attempt=row, kind="answer", item__in=after).order_by("item", "-seq").distinct("item")
    before = {item: value is not None for item, value in latest.values_list("item", "value")}
    return sum(after.values()) - sum(before.values())


def _receipt(row: Attempt, written: int, refusal: RuleBroken | None, refused: int | None, at: datetime) -> Receipt:
    clock = row.clock
    left = remaining_ms(clock, at) if clock and not row.is_closed else None
    return Receipt(row.last_seq, written, row.answered, row.state, row.section, left, refusal, refused)
