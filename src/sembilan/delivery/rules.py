"""Decisions of the hot path: is this answer valid, how much time is left, who needs the proctor. Values in, values out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sembilan.delivery.errors import (
    AnswerConflict,
    AttemptClosed,
    AttemptPaused,
    ItemNotInForm,
    JournalFull,
    LeaseLost,
    SectionNotOpen,
    SectionOver,
    SequenceGap,
    ValueInvalid,
)
from sembilan.kit.errors import RuleBroken

GRACE = timedelta(seconds=5)  # an answer given in the last second is still under way when the time ends
PIN_DIGITS = 6
PIN_TRIES = 5
PIN_LIFE = timedelta(minutes=60)
REPORT_EVERY = timedelta(seconds=15)  # how often a browser is heard of
WINDOWS_SHOWN = timedelta(minutes=10)  # so long the board calls the proctor to a sitting that two pages wrote in
SILENT_AFTER = timedelta(seconds=60)  # the browser reports every 15 s; four missed reports are trouble
MOST_ENTRIES_AN_ITEM = 50  # visits, answers, flags and changes of mind; a long sitting leaves three to five (our setting)
MOST_ENTRIES_BESIDE = 500  # in short sections one key held down writes hundreds within seconds (our setting)
MOST_ENTRIES_A_BATCH = 1000  # the runner sends 50; a form of 702 items fits in whole
ENTER_WITHIN = timedelta(minutes=5)  # to walk to the seat and type number and PIN; after that somebody should look (our setting)

BROWSER_KINDS = frozenset({"answer", "flag", "visit"})  # what a browser may write; notices and events are the server's
CLOSED_STATES = frozenset({"submitted", "expired"})
_NUMBER = re.compile(r"-?[0-9]{1,30}(\.[0-9]{1,30})?")


class Verdict(StrEnum):
    ACCEPT = "accept"  # new: to be written
    REPLAY = "replay"  # stored already with the same content: to be acknowledged again


@dataclass(frozen=True)
class ItemFace:
    """What validity needs to know of an item: its section (index from 0), its type and its options' ids."""

    section: int
    type: str
    options: tuple[str, ...]


@dataclass(frozen=True)
class Entry:
    """One line for the journal, as a browser sends it. `seq` counts from 1 within the attempt; `value` null withdraws an answer."""

    seq: int
    kind: str
    item: str
    value: Any
    lease: int
    client_ms: int | None = None

    @property
    def content(self) -> tuple[str, str, Any]:
        return self.kind, self.item, self.value


@dataclass(frozen=True)
class Sitting:
    """The state an entry is judged against. `deadline` is None while no section is open; `stored` holds the content of the
    entries already in the journal under the numbers that came again; after `most_seq` the journal takes no more."""

    state: str
    lease: int
    section: int
    deadline: datetime | None
    last_seq: int
    most_seq: int
    items: Mapping[str, ItemFace]
    stored: Mapping[int, tuple[str, str, Any]]


def judge_answer(state: Sitting, answer: Entry, at: datetime) -> Verdict | RuleBroken:
    """Decide one entry. A replay is acknowledged even after the end: the first acknowledgement may have been lost on its way."""
    if answer.lease != state.lease:
        return LeaseLost()
    if answer.seq <= state.last_seq:
        return Verdict.REPLAY if state.stored.get(answer.seq) == answer.content else AnswerConflict(seq=answer.seq)
    if state.state in CLOSED_STATES:
        return AttemptClosed()
    if state.state == "paused":
        return AttemptPaused()
    if answer.seq > state.last_seq + 1:
        return SequenceGap(expected=state.last_seq + 1)
    face = state.items.get(answer.item)
    if face is None:
        return ItemNotInForm()
    if face.section < state.section or (face.section == state.section and state.deadline and at > state.deadline + GRACE):
        return SectionOver()
    if face.section > state.section or state.deadline is None:
        return SectionNotOpen()
    if not entry_valid(face, answer):
        return ValueInvalid()
    return JournalFull() if answer.seq > state.most_seq else Verdict.ACCEPT


def most_seq(items: Sequence[int], section: int) -> int:
    """The last number that an attempt's journal takes from a browser in this section (index from 0). `items`: how many each section
    has. It grows with every section, so that whoever fills one still has the whole of the next.

    >>> most_seq([30, 40], 0), most_seq([30, 40], 1)
    (2000, 4000)
    """
    reached = items[: section + 1]
    return MOST_ENTRIES_AN_ITEM * sum(reached) + MOST_ENTRIES_BESIDE * len(reached)


def entry_valid(face: ItemFace, answer: Entry) -> bool:
    if answer.kind == "answer":
        return value_valid(face.type, face.options, answer.value)
    return (answer.kind == "flag" and isinstance(answer.value, bool)) or (answer.kind == "visit" and answer.value is None)


def value_valid(item_type: str, options: tuple[str, ...], value: Any) -> bool:
    """Whether a value is a complete answer to an item of this type; null (withdrawn) always is."""
    if value is None:
        return True
    match item_type:
        case "single" | "graded":
            return isinstance(value, str) and value in options
        case "multiple":
            return _strings(value) and len(value) > 0 and len(set(value)) == len(value) and set(value) <= set(options)
        case "numeric":
            return isinstance(value, str) and _NUMBER.fullmatch(value) is not None
        case "best_worst":
            return (
                isinstance(value, dict)
                and set(value) == {"best", "worst"}
                and _strings(list(value.values()))
                and set(value.values()) <= set(options)
                and value["best"] != value["worst"]
            )
        case "ranking":
            return _strings(value) and len(value) == len(options) and set(value) == set(options)
        case _:
            return False


def canonical_value(item_type: str, value: Any) -> Any:
    """One spelling for one answer, so that a repetition is recognised: a point for the comma, options of a set in order.

    >>> canonical_value("numeric", " 2,5 "), canonical_value("multiple", ["C", "A"]), canonical_value("multiple", [])
    ('2.5', ['A', 'C'], None)
    """
    if item_type == "numeric" and isinstance(value, str):
        return value.strip().replace(",", ".").replace("−", "-") or None
    if item_type == "multiple" and _strings(value):
        return sorted(value) or None
    return value


def _strings(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


@dataclass(frozen=True)
class SectionClock:
    """The time of one section for one candidate. `credit_ms` holds pauses and credits so far; a running pause is `paused_at`."""

    started_at: datetime
    minutes: int
    extra_time_percent: int = 0
    credit_ms: int = 0
    paused_at: datetime | None = None

    @property
    def budget_ms(self) -> int:
        return self.minutes * 600 * (100 + self.extra_time_percent)

    @property
    def deadline(self) -> datetime:
        """When the time ends, as far as is known now (a running pause moves it further)."""
        return self.started_at + timedelta(milliseconds=self.budget_ms + self.credit_ms)


def used_ms(clock: SectionClock, at: datetime) -> int:
    """Time that counted, in milliseconds: 0 to the budget. Pauses and credits do not count."""
    passed = milliseconds((clock.paused_at or at) - clock.started_at) - clock.credit_ms
    return max(0, min(passed, clock.budget_ms))


def remaining_ms(clock: SectionClock, at: datetime) -> int:
    """Time left, in milliseconds; never below 0, and unlike `used_ms` it may exceed the budget after a credit."""
    return max(0, milliseconds(clock.deadline - (clock.paused_at or at)))


def left_in_all_ms(minutes: Sequence[int], section: int, clock: SectionClock | None, extra_time_percent: int, at: datetime) -> int:
    """Time left over all sections for somebody who goes on without a break, in milliseconds. `minutes`: of each section;
    `section`: the one being sat or next to be sat (index from 0); `clock`: of the one being sat, None between sections.

    >>> left_in_all_ms([30, 20], 0, None, 20, datetime(2025, 11, 24)) // 60000
    60
    """
    later = minutes[section + 1 :] if clock else minutes[section:]
    budgets = sum(SectionClock(at, one, extra_time_percent).budget_ms for one in later)
    return budgets + (remaining_ms(clock, at) if clock else 0)


def is_over(clock: SectionClock, at: datetime) -> bool:
    """Whether the section ends now. A pause keeps it open."""
    return clock.paused_at is None and at > clock.deadline + GRACE


def milliseconds(span: timedelta) -> int:
    return span // timedelta(milliseconds=1)


def pin_may_be_issued(starts_at: datetime, closes_minutes: int, *, replaces: bool, at: datetime) -> bool:
    """Issuing of first PINs ends `closes_minutes` before the start (0: never); a PIN that replaces another may come later."""
    return replaces or closes_minutes == 0 or at <= starts_at - timedelta(minutes=closes_minutes)


def pin_expiry(starts_at: datetime, at: datetime) -> datetime:
    """An hour from the later of issue and planned start."""
    return max(starts_at, at) + PIN_LIFE


def is_own(nip: str, person: str) -> bool:
    """Whether a roster's NIP is that of the person who acts ("": nobody known), however either is spaced."""
    return bool(person) and "".join(nip.split()) == person


class Trouble(StrEnum):
    """Why a seat needs the proctor, the most urgent first."""

    SILENT = "silent"
    TWO_WINDOWS = "two_windows"
    PIN_LOCKED = "pin_locked"
    PAUSED = "paused"
    NOT_ENTERED = "not_entered"


@dataclass(frozen=True)
class SeatFacts:
    state: str  # the attempt
    called_at: datetime | None  # since when he can enter: the session runs and he holds a PIN; None before that
    entered: bool
    heard_at: datetime | None  # every page of an open attempt reports, the waiting ones too
    pin_tries: int
    windows_at: datetime | None = None  # when two pages last wrote in this sitting


def trouble_of(facts: SeatFacts, at: datetime) -> Trouble | None:
    """What is wrong at a seat, or nothing."""
    if _is_silent(facts, at):
        return Trouble.SILENT
    if facts.state == "running" and facts.windows_at is not None and at - facts.windows_at <= WINDOWS_SHOWN:
        return Trouble.TWO_WINDOWS
    if facts.pin_tries >= PIN_TRIES:
        return Trouble.PIN_LOCKED
    if facts.state == "paused":
        return Trouble.PAUSED
    late = facts.called_at is not None and at - facts.called_at > ENTER_WITHIN
    if late and not facts.entered and facts.state == "waiting":
        return Trouble.NOT_ENTERED
    return None


def _is_silent(facts: SeatFacts, at: datetime) -> bool:
    """At work, or entered and yet to begin in a session that runs, and not heard of. Before the start nobody's time is lost."""
    expected = facts.state == "running" or (facts.state == "waiting" and facts.entered and facts.called_at is not None)
    return expected and facts.heard_at is not None and at - facts.heard_at > SILENT_AFTER
