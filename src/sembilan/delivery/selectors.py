"""Questions about sessions, seats and progress; the candidate's own sitting; and the evidence, for measurement alone."""

from __future__ import annotations

import functools
import itertools
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import connection
from django.db.models import Count, F, OuterRef, Prefetch, Q, QuerySet, Subquery

from sembilan.delivery import access, package
from sembilan.delivery.models import Answer, Attempt, CheckIn, Incident, PackageBody, Pin, RosterEntry, SealedPackage, Session
from sembilan.delivery.rules import (
    ItemFace,
    SeatFacts,
    Trouble,
    left_in_all_ms,
    pin_may_be_issued,
    remaining_ms,
    trouble_of,
    used_ms,
)
from sembilan.tenancy.rules import Actor

# --- packages ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Form:
    """A package opened once a process: its body, and the face of each item. Immutable by its hash."""

    hash: str
    body: dict[str, Any]
    faces: dict[str, ItemFace]


def packages() -> QuerySet[SealedPackage]:
    """Every sealed package, from outside."""
    return SealedPackage.objects.order_by("code")


def form_of(sealed: SealedPackage) -> Form:
    """The opened package. Row-level security lets the nation and the candidate who sits it read the body; kept by hash, as a
    sealed body never changes."""
    return _form(sealed.pk, sealed.hash)


@functools.lru_cache(maxsize=32)
def _form(package_id: int, hash_: str) -> Form:
    body = PackageBody.objects.values_list("body", flat=True).get(package_id=package_id)
    return Form(hash_, body, package.faces(body))


# --- the hall ---------------------------------------------------------------------------------------------------------


def sessions(*, actor: Actor) -> QuerySet[Session]:
    """Sessions the actor may see, open ones first, with `expected` and `present` counted, and how attempts ended: `handed_in` by
    the person, `cut_off` with the session, `expired` by their own time."""
    state = "entries__attempt__state"
    by_clock = Q(**{state: Attempt.State.EXPIRED})
    return (
        access.visible_to(actor)
        .annotate(
            expected=Count("entries", distinct=True),
            present=Count("entries__check_in", distinct=True),
            handed_in=Count("entries__attempt", filter=Q(**{state: Attempt.State.SUBMITTED}), distinct=True),
            cut_off=Count("entries__attempt", filter=by_clock & Q(entries__attempt__submitted_at=F("closed_at")), distinct=True),
            expired=Count("entries__attempt", filter=by_clock, distinct=True) - F("cut_off"),
        )
        .order_by("-state", "starts_at")
    )


def session(identifier: uuid.UUID, *, actor: Actor) -> Session | None:
    return access.visible_to(actor).filter(uuid=identifier).first()


def states_of(identifiers: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Session -> its state, for the sessions within the scope that is carried. The plan asks; it has found its event already."""
    return dict(Session.objects.filter(uuid__in=list(identifiers)).values_list("uuid", "state"))


@dataclass(frozen=True)
class Ends:
    """How many attempts ended how: handed in by the person, by their own time, with the session; and who came and began none."""

    handed_in: int
    expired: int
    cut_off: int
    never_began: int


def ends_of(identifiers: Iterable[uuid.UUID]) -> Ends:
    """Over the sessions within the scope that is carried. The plan asks; it has found its event already. One query."""
    rows = Attempt.objects.filter(entry__session__uuid__in=list(identifiers))
    by_clock = Q(state=Attempt.State.EXPIRED)
    with_session = by_clock & Q(submitted_at=F("entry__session__closed_at"))
    found = rows.aggregate(
        handed_in=Count("pk", filter=Q(state=Attempt.State.SUBMITTED)),
        by_clock=Count("pk", filter=by_clock),
        cut_off=Count("pk", filter=with_session),
        never_began=Count("pk", filter=Q(started_at=None, entry__check_in__isnull=False)),
    )
    return Ends(found["handed_in"], found["by_clock"] - found["cut_off"], found["cut_off"], found["never_began"])


def entry(of: Session, ref: uuid.UUID) -> RosterEntry | None:
    """A roster entry of a session the actor has already found."""
    return _entries(of).filter(ref=ref).first()


NAME_LETTERS: Final = 3  # shorter parts of a name would show half a roster
NAMES_SHOWN: Final = 20


def find_entries(of: Session, text: str) -> list[RosterEntry]:
    """On this session's own roster: the one with this participant number or NIP, as typed or scanned at check-in; else those whose
    name holds every word, at most NAMES_SHOWN."""
    wanted = normal_number(text)
    digits = "".join(one for one in text if one.isdigit())
    rows = _entries(of)
    exact = rows.filter(participant_number=wanted).first() or (rows.filter(nip=digits).first() if len(digits) >= 8 else None)
    if exact is not None:
        return [exact]
    words = text.replace("\0", "").split()
    if not any(len(word) >= NAME_LETTERS for word in words):
        return []
    for word in words:
        rows = rows.filter(name__icontains=word)
    return list(rows.order_by("name", "pk")[:NAMES_SHOWN])


def normal_number(text: str) -> str:
    """A participant number without the spaces people type, in capitals (and without a NUL, which no database takes)."""
    return "".join(text.replace("\0", "").split()).upper()


@dataclass(frozen=True)
class Line:
    """One seat of the live board. It holds how far a person is, never what he answered."""

    entry: RosterEntry
    attempt: Attempt
    checked_in: bool
    pin: Pin | None
    pin_allowed: bool
    answered: int
    total: int
    section: int
    sections: int
    remaining_ms: int | None
    left_in_all_ms: int
    trouble: Trouble | None

    @property
    def status(self) -> str:
        """absent, expected, checked_in, entered, time_over, cut_off (ended with the session, not by its own time) or the attempt's
        state."""
        if self.attempt.state == Attempt.State.EXPIRED and self.attempt.submitted_at == self.entry.session.closed_at:
            return "cut_off"
        if self.attempt.state == Attempt.State.RUNNING and self.remaining_ms == 0:
            return "time_over"
        if self.attempt.state != Attempt.State.WAITING:
            return self.attempt.state
        if self.attempt.lease:
            return "entered"
        if self.checked_in:
            return "checked_in"
        return "absent" if self.entry.absence_reason else "expected"


def board(of: Session, *, at: datetime) -> list[Line]:
    """Every roster line of a session, trouble first, then by room and seat. Two queries, whatever the number of seats."""
    lines = [_line(of, row, at) for row in _entries(of)]
    urgency = {kind: number for number, kind in enumerate(Trouble)}
    return sorted(lines, key=lambda line: (urgency[line.trouble] if line.trouble else len(urgency), *_place(line.entry)))


def last_due(lines: Iterable[Line], *, at: datetime) -> datetime | None:
    """When the time of the last of those present ends, if he goes on without a break; None where nobody is sitting or to sit."""
    left = [line.left_in_all_ms for line in lines if line.checked_in and not line.attempt.is_closed]
    return at + timedelta(milliseconds=max(left)) if left else None


def line_of(of: Session, row: RosterEntry, *, at: datetime) -> Line:
    return _line(of, row, at)


def free_seats(of: Session) -> list[tuple[str, str]]:
    """(room, label) of the seats nobody has, in order."""
    return list(of.seats.filter(entries=None).order_by("room", "label").values_list("room", "label"))


def incidents(of: Session) -> QuerySet[Incident]:
    return of.incidents.select_related("entry").order_by("-at", "-pk")


def replacement_pins(of: Session) -> dict[str, int]:
    """Who issued how many PINs that replaced another, by name."""
    rows = of.incidents.filter(kind=Incident.Kind.PIN).order_by("by").values_list("by")
    return dict(rows.annotate(n=Count("pk")))


@dataclass(frozen=True)
class Closing:
    """What a proctor reads before he closes: who has handed in, whose own time ended, who ended with the session, who has not
    handed in, who came and began no part, who never came."""

    handed_in: list[Line]
    expired: list[Line]
    cut_off: list[Line]
    open: list[Line]
    never_began: list[Line]
    absent: list[Line]


def closing(of: Session, *, at: datetime) -> Closing:
    lines = board(of, at=at)
    return Closing(
        handed_in=[line for line in lines if line.status == "submitted"],
        expired=[line for line in lines if line.status == "expired"],
        cut_off=[line for line in lines if line.status == "cut_off"],
        open=[line for line in lines if not line.attempt.is_closed and line.attempt.started_at],
        never_began=[line for line in lines if line.checked_in and not line.attempt.started_at],
        absent=[line for line in lines if not line.checked_in],
    )


@dataclass(frozen=True)
class Minutes:
    """What the record of a sitting holds: everybody by participant number, what happened in order, who confirmed identities."""

    lines: list[Line]
    incidents: list[Incident]
    proctors: list[str]
    packages: list[str]
    groups: Closing


def minutes(of: Session, *, at: datetime) -> Minutes:
    """Complete once the session is closed; before that it says how things stand at `at`."""
    groups = closing(of, at=at)
    lines = sorted(itertools.chain(*vars(groups).values()), key=lambda line: line.entry.participant_number)
    return Minutes(
        lines=lines,
        incidents=list(reversed(incidents(of))),
        proctors=sorted({line.entry.check_in.by for line in lines if line.checked_in}),
        packages=sorted({line.entry.package.code for line in lines}),
        groups=groups,
    )


def _entries(of: Session) -> QuerySet[RosterEntry]:
    live = Prefetch("pins", Pin.objects.filter(ended_at=None).order_by("-issued_at", "-pk"), to_attr="live_pins")
    ordered = of.entries.select_related("seat", "package", "check_in", "attempt").order_by("seat__room", "seat__label", "pk")
    wrote = Incident.objects.filter(entry=OuterRef("pk"), kind=Incident.Kind.WINDOWS).order_by("-at").values("at")[:1]
    return ordered.annotate(windows_at=Subquery(wrote)).prefetch_related(live)


def _line(of: Session, row: RosterEntry, at: datetime) -> Line:
    attempt: Attempt = row.attempt
    attempt.entry, row.session = row, of
    checked_in = hasattr(row, "check_in")
    pin: Pin | None = next(iter(row.live_pins), None)  # type: ignore[attr-defined]  # made by _entries
    clock = attempt.clock
    facts = SeatFacts(
        state=attempt.state,
        called_at=_called_at(of, row, pin),
        entered=attempt.lease > 0,
        heard_at=attempt.heard_at,
        pin_tries=pin.tries if pin else 0,
        windows_at=row.windows_at,  # type: ignore[attr-defined]  # made by _entries
    )
    return Line(
        entry=row,
        attempt=attempt,
        checked_in=checked_in,
        pin=pin,
        pin_allowed=pin_may_be_issued(of.starts_at, of.pin_closes_minutes, replaces=pin is not None, at=at),
        answered=attempt.answered,
        total=row.package.n_items,
        section=min(attempt.section + 1, len(row.package.outline)),
        sections=len(row.package.outline),
        remaining_ms=remaining_ms(clock, at) if clock else None,
        left_in_all_ms=left_in_all_ms(
            [one["minutes"] for one in row.package.outline], attempt.section, clock, row.extra_time_percent, at
        ),
        trouble=trouble_of(facts, at),
    )


def _called_at(of: Session, row: RosterEntry, pin: Pin | None) -> datetime | None:
    """Since when this person could sit at his test: the start, or his PIN (his check-in where it is over) if later."""
    if of.state != Session.State.RUNNING or of.opened_at is None or not hasattr(row, "check_in"):
        return None
    return max(of.opened_at, pin.issued_at if pin else row.check_in.at)


def _place(row: RosterEntry) -> tuple[str, str, int]:
    return (row.seat.room, row.seat.label, row.pk) if row.seat else ("~", "", row.pk)


# --- the candidate's own sitting (he carries his ref) -----------------------------------------------------------------


def candidate_ref(number: str) -> uuid.UUID | None:
    """The one ref behind an exact participant number of an open session, before any scope is known."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT candidate_by_number(%s)", [normal_number(number)])
        row = cursor.fetchone()
    return row[0] if row else None


def attempt_of(ref: uuid.UUID) -> Attempt | None:
    """The attempt behind a ref, with all that a page needs, in one query."""
    return Attempt.objects.select_related("entry__session", "entry__package", "entry__seat").filter(ref=ref).first()


@dataclass(frozen=True)
class Place:
    """Where a candidate stands in the section being sat: what he answered and flagged there, when his last word on each item was
    taken (latest last), and the item he saw last."""

    values: dict[str, Any]
    flags: list[str]
    saved: dict[str, datetime]
    item: str | None


def place_in_section(attempt: Attempt) -> Place:
    """Read from the journal, so that another PC shows the same."""
    rows = Answer.objects.filter(attempt=attempt, section=attempt.section, kind__in=["answer", "flag", "visit"])
    values: dict[str, Any] = {}
    flags: dict[str, bool] = {}
    saved: dict[str, datetime] = {}
    last = None
    for kind, item, value, at in rows.order_by("seq").values_list("kind", "item", "value", "at"):
        last = item
        if kind != "visit":
            saved.pop(item, None)
            saved[item] = at
        if kind == "answer":
            values[item] = value
        elif kind == "flag":
            flags[item] = bool(value)
    kept = {item: value for item, value in values.items() if value is not None}
    return Place(kept, [item for item, flag in flags.items() if flag], saved, last)


def answered_by_section(attempt: Attempt) -> dict[int, int]:
    """Section index -> how many of its items hold an answer."""
    counted: dict[int, int] = defaultdict(int)
    for section, value in _latest(attempt).values_list("section", "value"):
        counted[section] += value is not None
    return dict(counted)


def _latest(attempt: Attempt) -> QuerySet[Answer]:
    return Answer.objects.filter(attempt=attempt, kind="answer").order_by("item", "-seq").distinct("item")


# --- evidence, for measurement (nation's scope) -----------------------------------------------------------------------


@dataclass(frozen=True)
class AttemptEvidence:
    """What one candidate left behind. `responses` holds the last value of each item answered (null where withdrawn);
    `reached` the items that were shown; `seconds` the time that counted. No name."""

    ref: uuid.UUID
    attempt: uuid.UUID
    package: str
    state: str
    responses: dict[str, Any]
    reached: frozenset[str]
    seconds: float
    chain: bytes
    incidents: int
    path: str
    clicks: int


def evidence(session_uuid: uuid.UUID) -> list[AttemptEvidence]:
    """Per attempt that was begun, ordered by ref; three queries a session. Only the nation's scope reads the journal."""
    attempts = list(
        Attempt.objects.filter(entry__session__uuid=session_uuid, started_at__isnull=False)
        .select_related("entry__package", "entry__session")
        .order_by("ref")
    )
    responses: dict[int, dict[str, Any]] = defaultdict(dict)
    reached: dict[int, set[str]] = defaultdict(set)
    clicks: dict[int, int] = defaultdict(int)
    rows = Answer.objects.filter(attempt__in=attempts, kind__in=["answer", "visit"]).order_by("attempt_id", "seq")
    for attempt_id, kind, item, value in rows.values_list("attempt_id", "kind", "item", "value").iterator(chunk_size=20_000):
        reached[attempt_id].add(item)
        if kind == "answer":
            responses[attempt_id][item] = value
            clicks[attempt_id] += 1
    troubles = dict(
        Incident.objects.filter(session__uuid=session_uuid, entry__isnull=False)
        .values_list("entry_id")
        .annotate(number=Count("pk"))
    )
    return [
        AttemptEvidence(
            ref=one.ref,
            attempt=one.uuid,
            package=one.entry.package.code,
            state=one.state,
            responses=responses[one.pk],
            reached=frozenset(reached[one.pk]),
            seconds=(one.used_ms + (used_ms(one.clock, one.submitted_at) if one.clock and one.submitted_at else 0)) / 1000,
            chain=bytes(one.chain),
            incidents=troubles.get(one.entry_id, 0),
            path=one.path,
            clicks=clicks[one.pk],
        )
        for one in attempts
    ]


def touched(kind: str, identifiers: Collection[str]) -> dict[str, tuple[Session, uuid.UUID | None]]:
    """What an act of the hall named (kind: a model's name in lower case, and the ids it is witnessed by) -> its session, and the
    candidate ref where it concerned one person. Within the reader's scope; whether he may open the session, `access.can` says."""
    ids = list(identifiers)
    if kind == "session":
        return {str(one.uuid): (one, None) for one in Session.objects.filter(uuid__in=ids)}
    if kind == "incident":
        incidents = Incident.objects.filter(uuid__in=ids).select_related("session", "entry")
        return {str(one.uuid): (one.session, one.entry.ref if one.entry else None) for one in incidents}
    if kind == "attempt":
        attempts = Attempt.objects.filter(uuid__in=ids).select_related("entry__session")
        return {str(one.uuid): (one.entry.session, one.ref) for one in attempts}
    if kind == "rosterentry":
        return {str(one.pk): (one.session, one.ref) for one in RosterEntry.objects.filter(pk__in=ids).select_related("session")}
    of_entries: QuerySet[CheckIn] | QuerySet[Pin] = CheckIn.objects.all() if kind == "checkin" else Pin.objects.all()
    rows = of_entries.filter(pk__in=ids).select_related("entry__session")
    return {str(one.pk): (one.entry.session, one.entry.ref) for one in rows}
