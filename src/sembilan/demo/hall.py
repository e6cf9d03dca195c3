"""A session sat by invented people, through delivery's own services: checked in, PIN, notices, sections, hand-in, closed.

Every act is stamped with the time it would have had on that day. The proctor acts as the account he is; each candidate carries
his own ref, as at a seat.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import numpy as np
from numpy.random import Generator

from sembilan.assembly.selectors import scoring_table
from sembilan.delivery import selectors, services
from sembilan.delivery.models import Attempt, Incident, RosterEntry, Session
from sembilan.delivery.rules import Entry
from sembilan.demo.candidates import People, SectionWork, sit
from sembilan.kit import scope
from sembilan.measurement.rules.table import Table, read_table
from sembilan.tenancy.rules import Actor

ABSENCES: Final = ("Dinas luar", "Sakit, ada surat dokter", "Cuti tahunan", "Cuti melahirkan", "Tugas belajar", "")
ABSENT_SHARE: Final = 0.04
BETWEEN_SECTIONS: Final = timedelta(seconds=40)
OPENS: Final = timedelta(minutes=50)  # before the start


@dataclass(frozen=True)
class Script:
    """What happens to a session besides the test: the hall stops for a power cut; a person falls ill; a computer is replaced."""

    power_cut: bool = False
    illness: bool = False
    broken_pc: bool = False
    suspicion: bool = False


@dataclass(frozen=True)
class Sat:
    """How a session went."""

    expected: int
    sat: int
    answers: int
    expired: int


@dataclass
class Seat:
    """One candidate on his way through the test."""

    entry: RosterEntry
    attempt: Attempt
    work: Sequence[SectionWork]
    now: datetime


def run_session(
    session: Session, people: Mapping[uuid.UUID, int], crowd: People, tables: Mapping[str, Table], script: Script, *,
    actor: Actor, rng: Generator,
) -> Sat:  # fmt: skip
    """Conduct a prepared session from opening its check-in to closing it. `people`: ref -> row in `crowd`."""
    start = session.starts_at
    session = services.open_check_in(session, actor=actor, at=start - OPENS)
    entries = [line.entry for line in selectors.board(session, at=start - OPENS)]
    seats = _take_seats(session, _present(entries, actor, start, rng), people, crowd, tables, actor, start, rng)
    begun = start + timedelta(minutes=3)
    session = services.start_session(session, actor=actor, at=begun)
    for seat in seats:
        begin(seat, begun + timedelta(seconds=int(rng.integers(60, 240))))
    _happenings(session, seats, script, actor, rng)
    for seat in seats:
        work_through(seat)
    ended = max(seat.now for seat in seats) + timedelta(minutes=6)
    services.close_session(session, actor=actor, at=ended)
    expired = Attempt.objects.filter(entry__session=session, state=Attempt.State.EXPIRED).count()
    return Sat(len(entries), len(seats), sum(len(one.answers) for seat in seats for one in seat.work), expired)


def _present(entries: Sequence[RosterEntry], actor: Actor, start: datetime, rng: Generator) -> list[RosterEntry]:
    """Those who came, in the order of the roster; the proctor writes down why others did not, where somebody knows."""
    came = []
    away = rng.random(len(entries)) < ABSENT_SHARE
    for entry, missing in zip(entries, away.tolist(), strict=True):
        if not missing:
            came.append(entry)
            continue
        reason = ABSENCES[int(rng.integers(len(ABSENCES)))]
        if reason:
            services.mark_absent(entry, reason, actor=actor, at=start + timedelta(minutes=2))
    return came


def _take_seats(
    session: Session, entries: Sequence[RosterEntry], people: Mapping[uuid.UUID, int], crowd: People, tables: Mapping[str, Table],
    actor: Actor, start: datetime, rng: Generator,
) -> list[Seat]:  # fmt: skip
    """Identity, PIN, number and PIN typed at the seat: each person some seconds after the one before him."""
    work_of = works(entries, people, crowd, tables, rng)
    step = (OPENS - timedelta(minutes=12)) / max(len(entries), 1)
    seats = []
    for place, entry in enumerate(entries):
        at = start - OPENS + timedelta(minutes=2) + step * place
        services.confirm_identity(entry, "ktp" if rng.random() < 0.93 else "surat", actor=actor, at=at)
        pin = services.issue_pin(entry, actor=actor, at=at + timedelta(seconds=12), rng=rng)
        attempt = services.enter(entry.participant_number, pin, at=at + timedelta(seconds=90))
        seats.append(Seat(entry, attempt, work_of[entry.ref], start))
    return seats


def works(
    entries: Sequence[RosterEntry], people: Mapping[uuid.UUID, int], crowd: People, tables: Mapping[str, Table], rng: Generator
) -> dict[uuid.UUID, list[SectionWork]]:
    """What each of them will answer, package by package."""
    done: dict[uuid.UUID, list[SectionWork]] = {}
    for code in sorted({entry.package.code for entry in entries}):
        group = [entry for entry in entries if entry.package.code == code]
        outline = group[0].package.outline
        seconds = {str(section["number"]): section["minutes"] * 60.0 for section in outline}
        rows = [people[entry.ref] for entry in group]
        extra = [entry.extra_time_percent for entry in group]
        for entry, work in zip(group, sit(crowd.chosen(rows), tables[code], seconds, extra, rng=rng), strict=True):
            done[entry.ref] = work
    return done


def begin(seat: Seat, at: datetime) -> None:
    with scope.carried(candidate=seat.entry.ref):
        services.accept_notices(seat.attempt, at=at)
        seat.now = at + BETWEEN_SECTIONS
        seat.attempt = services.begin_section(seat.attempt, at=seat.now)


def work_through(seat: Seat) -> None:
    """All sections: the answers of each in one batch, then its end, by the person or by the clock; at last the hand-in."""
    last = len(seat.work) - 1
    with scope.carried(candidate=seat.entry.ref):
        for number, section in enumerate(seat.work):
            if number:
                seat.attempt = services.begin_section(seat.attempt, at=seat.now)
            seat.now += timedelta(seconds=section.seconds)
            services.record_answers(seat.attempt, _batch(seat.attempt, section), at=seat.now)
            if number == last and section.ran_out:
                return  # time ends his test; the hall notices it at closing
            if section.ran_out:
                seat.now += timedelta(seconds=10)  # the section has ended by itself
            elif number < last:
                services.finish_section(seat.attempt, at=seat.now)
            seat.now += BETWEEN_SECTIONS
        services.hand_in(seat.attempt, at=seat.now)


def _batch(attempt: Attempt, section: SectionWork) -> list[Entry]:
    return [
        Entry(seq, "answer", item, value, attempt.lease, client_ms)
        for seq, (item, value, client_ms) in enumerate(section.answers, attempt.last_seq + 1)
    ]


# --- what goes wrong in a hall --------------------------------------------------------------------------------------------------


def _happenings(session: Session, seats: Sequence[Seat], script: Script, actor: Actor, rng: Generator) -> None:
    """Within the first section, whose length says when: everybody is at it."""
    begun, section = max(seat.now for seat in seats), timedelta(minutes=seats[0].entry.package.outline[0]["minutes"])
    at = begun + section * 0.12
    if script.power_cut:
        services.report_incident(session, Incident.Kind.POWER, "Listrik gedung padam, genset menyala.", actor=actor, at=at)
        services.pause_session(session, "listrik padam", actor=actor, at=at)
        services.resume_session(session, actor=actor, at=at + timedelta(minutes=7))
        for seat in seats:
            seat.now += timedelta(minutes=7)
    if script.illness:
        _ill(session, _at_work(seats, at, rng), actor, at)
    if script.broken_pc:
        _other_pc(session, _at_work(seats, at, rng), actor, at + timedelta(seconds=40), rng)
    if script.suspicion:
        note = "Peserta terlihat membuka telepon genggam; telepon disimpan pengawas."
        entry = _at_work(seats, at, rng).entry
        services.report_incident(session, Incident.Kind.CONDUCT, note, entry=entry, actor=actor, at=at)


def _at_work(seats: Sequence[Seat], at: datetime, rng: Generator) -> Seat:
    """Somebody who will still be in the first section some minutes later."""
    longest = max(seats, key=lambda seat: seat.work[0].seconds)
    busy = [seat for seat in seats if seat.now + timedelta(seconds=seat.work[0].seconds) > at + timedelta(minutes=2)]
    return busy[int(rng.integers(len(busy)))] if busy else longest


def _ill(session: Session, seat: Seat, actor: Actor, at: datetime) -> None:
    """Somebody needs air for six minutes, and gets them back."""
    services.report_incident(
        session, Incident.Kind.ILLNESS, "Peserta pusing, ditemani petugas.", entry=seat.entry, actor=actor, at=at
    )
    services.pause(seat.attempt, "peserta sakit", actor=actor, at=at)
    services.resume(seat.attempt, actor=actor, at=at + timedelta(minutes=6))
    seat.now += timedelta(minutes=6)


def _other_pc(session: Session, seat: Seat, actor: Actor, at: datetime, rng: Generator) -> None:
    """A computer dies; a fresh PIN lets the person go on at the same question from another one."""
    services.report_incident(session, Incident.Kind.PC, "Layar komputer mati, diganti.", entry=seat.entry, actor=actor, at=at)
    services.pause(seat.attempt, "komputer diganti", actor=actor, at=at)
    pin = services.issue_pin(seat.entry, reason="komputer diganti", actor=actor, at=at + timedelta(minutes=1), rng=rng)
    entered = services.enter(seat.entry.participant_number, pin, at=at + timedelta(minutes=3))
    services.resume(seat.attempt, actor=actor, at=at + timedelta(minutes=3))
    seat.attempt = entered
    seat.now += timedelta(minutes=3)


def tables_of(codes: Sequence[str]) -> dict[str, Table]:
    """Scoring tables of sealed packages; only the nation's scope reads them."""
    return {code: read_table(code, scoring_table(code)) for code in codes}


def seeded(*parts: int) -> Generator:
    return np.random.default_rng(parts)
