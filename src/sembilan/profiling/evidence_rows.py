"""From the rows of people's registers to the columns the box functions read, with the origin of each value.

For every input of a policy one value a person: what the record says, `none` where the register is declared complete up to the day
of evidence and holds nothing, else unknown. Beside each value stands where it came from, so that a page can show the document.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from sembilan.kit.said import Said, stored
from sembilan.people import selectors as registers
from sembilan.profiling.arrays import Measured
from sembilan.profiling.rules import evidence
from sembilan.profiling.rules.evidence import Evidence
from sembilan.profiling.rules.ladder import UNKNOWN
from sembilan.profiling.rules.levels import Bool
from sembilan.profiling.rules.policy import Scale
from sembilan.profiling.rules.talent_rules import Input, TalentRules

RECENT_YEARS: Final = 1
"""A predicate counts for the year of the day of evidence and the one before it; an older one is not this period's."""


@dataclass(frozen=True)
class Person:
    """What a mapping must know of an official besides the registers. nip_valid: whether register rows find their way to him."""

    id: int
    path: str
    unit_known: bool
    nip_valid: bool
    position_since: date | None
    education: str


@dataclass(frozen=True)
class Record:
    """One line of a register: the scale code it means ("" = a word the scale does not have), its day, its source, its own words."""

    code: str
    day: date | None
    source: str
    raw: str
    year: int = 0
    amount: float | None = None


@dataclass(frozen=True)
class Registers:
    """Everything on file about some people: register -> official -> rows; path -> {register: declared complete up to}; official ->
    registers of which a row about him waits in the queue; official -> the row of the staff list."""

    rows: Mapping[str, Mapping[int, Sequence[Any]]]
    declared: Mapping[str, Mapping[str, date]]
    waiting: Mapping[int, frozenset[str]]
    roster: Mapping[int, str]

    def of(self, register: str, person: Person) -> Sequence[Any]:
        return self.rows[register].get(person.id, ())

    def complete_until(self, register: str | None, person: Person) -> date | None:
        """The day up to which the register is declared complete for the person.

        Never for an unknown unit, for somebody whose NIP is malformed (his rows wait under the right one), and while a row about
        him waits in the queue: a declaration says what the unit handed in, not what has arrived.
        """
        if register is None or not person.unit_known or not person.nip_valid or self.waits(register, person):
            return None
        return self.declared.get(person.path, {}).get(register)

    def waits(self, register: str, person: Person) -> bool:
        """Whether a row of the register about the person waits in the queue."""
        return register in self.waiting.get(person.id, ())


@dataclass
class Column:
    """One input of all people: values with the origin of each."""

    part: Evidence
    origins: list[dict[str, Any]] = field(default_factory=list)


def load(people: Sequence[Person], as_of: date) -> Registers:
    """All registers of these people up to the day of evidence: a dozen queries, however many people."""
    held = registers.registers([person.id for person in people], as_of)
    declared = registers.complete_registers({person.path for person in people}, as_of)
    told = {path: {_plain(register): until for register, until in there.items()} for path, there in declared.items()}
    waiting = {
        official: frozenset(map(_plain, there))
        for official, there in registers.waiting_registers([person.id for person in people]).items()
    }
    rows = {
        "predikat_kinerja": held.ratings,
        "penghargaan": held.awards,
        "tim_kerja": held.teams,
        "umpan_balik_360": held.feedback,
        "pelatihan": held.trainings,
        "riwayat_jabatan": held.history,
        "pendidikan": held.education,
        "hukuman_disiplin": held.disciplines,
    }
    roster = registers.roster_sources([person.id for person in people])
    return Registers({register: _by_official(there) for register, there in rows.items()}, told, waiting, roster)


def _plain(register: str) -> str:
    return register.strip().casefold().replace(" ", "_")


def _by_official(rows: Iterable[Any]) -> dict[int, list[Any]]:
    held: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        held[row.official_id].append(row)
    return held


def collect(
    rules: TalentRules, people: Sequence[Person], on_file: Registers, as_of: date, measured: Mapping[str, Measured]
) -> tuple[npt.NDArray[np.int32], Bool, npt.NDArray[np.int32], dict[str, Column]]:
    """Values (n, n_inputs), known (n, n_inputs), how far each may still rise (n, n_inputs), and per input its column with origins.

    measured: by measure; their origins are the caller's to tell.
    """
    columns: dict[str, Column] = {}
    for item in rules.inputs:
        if item.measure is not None:
            part = evidence.assessed(measured[item.measure].low)
            columns[item.code] = Column(part, [_assessed(known) for known in part.known.tolist()])
        else:
            columns[item.code] = _FILL[item.code](item, people, on_file, as_of)
    values, known = evidence.stack(rules, len(people), {code: column.part for code, column in columns.items()})
    rise = np.zeros(values.shape, dtype=np.int32)
    for item in rules.inputs:
        if item.measure is not None:
            held = measured[item.measure]
            rise[:, rules.column(item.code)] = held.high - held.low
    return values, known, rise, columns


def _assessed(known: bool) -> dict[str, Any]:
    return {"basis": "assessment" if known else "missing", "source": "", "date": None, "raw": ""}


# --- one function an input -----------------------------------------------------------------------------------------------------


def _predicate(item: Input, people: Sequence[Person], on_file: Registers, as_of: date) -> Column:
    def read(row: Any) -> Record:
        return Record(_code(item.scale, row.predicate), None, row.source, row.predicate, year=row.year)

    held = [
        [one for one in records if as_of.year - RECENT_YEARS <= one.year <= as_of.year]
        for records in _records(people, on_file, "predikat_kinerja", read)
    ]
    latest = [max(records, key=lambda one: one.year, default=None) for records in held]
    part = evidence.performance_predicate(item.scale, [one.code if one else None for one in latest])
    return Column(part, [_origin(one) if one and one.code else _missing() for one in latest])


def _awards(item: Input, people: Sequence[Person], on_file: Registers, as_of: date) -> Column:
    # a scale without steps for kinds of award counts any official award
    plain = "ada" if item.scale.code_of("ada") else ""

    def read(row: Any) -> Record:
        return Record(item.scale.code_of(row.name) or plain, row.date, row.source, row.name)

    return _best(item, people, on_file, as_of, "penghargaan", read, evidence.best_record)


def _teams(item: Input, people: Sequence[Person], on_file: Registers, as_of: date) -> Column:
    def read(row: Any) -> Record:
        return Record(_code(item.scale, row.role), row.date, row.source, row.role)

    return _best(item, people, on_file, as_of, "tim_kerja", read, evidence.team_assignments)


def _variety(item: Input, people: Sequence[Person], on_file: Registers, as_of: date) -> Column:
    def read(row: Any) -> Record:
        return Record(_code(item.scale, row.reach), row.since, row.source, _qualified(row.name, row.reach))

    return _best(item, people, on_file, as_of, "riwayat_jabatan", read, evidence.best_record)


def _acting(item: Input, people: Sequence[Person], on_file: Registers, as_of: date) -> Column:
    def read(row: Any) -> Record:
        return Record(_code(item.scale, row.status), row.since, row.source, _qualified(row.name, row.status))

    return _best(item, people, on_file, as_of, "riwayat_jabatan", read, evidence.best_record)


def _feedback(item: Input, people: Sequence[Person], on_file: Registers, as_of: date) -> Column:
    def read(row: Any) -> Record:
        code = _code(item.scale, f"{float(row.value):g}")
        return Record(code, None, row.source, f"{float(row.value):g}", year=row.year)

    held = [
        [one for one in records if as_of.year - RECENT_YEARS <= one.year <= as_of.year]
        for records in _records(people, on_file, "umpan_balik_360", read)
    ]
    latest = [[one for one in records if one.year == max(other.year for other in records)] for records in held]
    rows, flat = _flat(latest)
    complete = _complete(item, people, on_file, as_of)
    part = evidence.feedback_360(item.scale, rows, [one.code for one in flat], [one.year for one in flat], complete)
    return _column(item, part, latest, people, on_file, held)


def _training(item: Input, people: Sequence[Person], on_file: Registers, as_of: date) -> Column:
    def read(row: Any) -> Record:
        hours = row.hours
        raw = f"{row.name}, {hours} JP" if hours is not None else f"{row.name}, JP?"
        return Record("", row.date, row.source, raw, amount=None if hours is None else float(hours))

    held = [
        [one for one in records if _counts(item.scale, one.day, as_of)] for records in _records(people, on_file, "pelatihan", read)
    ]
    sums = [[one for one in records if one.amount is not None] for records in held]
    rows, flat = _flat(sums)
    complete = _complete(item, people, on_file, as_of)
    part = evidence.training_hours(item.scale, rows, [one.amount or 0.0 for one in flat], _days(flat), as_of, complete)
    # hours that the source gives impossibly, or that wait, could be any: only where the rest reaches the top do they not matter
    waiting = [on_file.waits("pelatihan", person) for person in people]
    doubtful = np.array([len(records) > len(clear) for records, clear in zip(held, sums, strict=True)], dtype=np.bool_) | waiting
    known = part.known & ~(doubtful & (part.value != item.scale.high))
    part = Evidence(np.where(known, part.value, UNKNOWN).astype(np.int32), known)
    origins = []
    for row, (person, records) in enumerate(zip(people, held, strict=True)):
        if records and known[row]:
            total = sum(one.amount or 0.0 for one in records)
            origins.append({**_origin(max(records, key=lambda one: one.day or date.min)), "raw": f"{total:g} JP"})
        elif records:
            origins.append({**_missing(), "raw": stored(records[-1].raw), "source": stored(records[-1].source)})
        else:
            origins.append(_absent(item, person, on_file) if known[row] else _missing())
    return Column(part, origins)


def _discipline(item: Input, people: Sequence[Person], on_file: Registers, as_of: date) -> Column:
    # a sanction that waits in the queue could be the gravest
    doubtful = np.array([on_file.waits("hukuman_disiplin", person) for person in people], dtype=np.bool_)
    held: list[list[Record]] = []
    for row, person in enumerate(people):
        records = []
        for entry in on_file.of("hukuman_disiplin", person):
            if entry.date is not None and entry.date > as_of:
                continue
            # where the source does not say whether a sanction is being served, its value is not known
            doubtful[row] |= entry.serving is None
            serving = bool(entry.serving) or (entry.until is not None and entry.until > as_of)
            code = evidence.discipline_code(_code(item.scale, entry.severity), serving=serving)
            # severity and source stay in people's own table, under the permission of their own
            records.append(Record(code, entry.date, "", ""))
        held.append(records)
    rows, flat = _flat([[one for one in records if one.code] for records in held])
    part = evidence.discipline(item.scale, rows, [one.code for one in flat], _complete(item, people, on_file, as_of))
    known = part.known & ~(doubtful & (part.value != item.scale.low))
    part = Evidence(np.where(known, part.value, UNKNOWN).astype(np.int32), known)
    return _column(item, part, held, people, on_file, held)


def _tenure(item: Input, people: Sequence[Person], on_file: Registers, as_of: date) -> Column:
    since = np.array([one.position_since or np.datetime64("NaT", "D") for one in people], dtype="datetime64[D]")
    part = evidence.tenure(item.scale, since, as_of)
    return Column(
        part,
        [
            _origin(Record("", one.position_since, on_file.roster.get(one.id, ""), "")) if known else _missing()
            for one, known in zip(people, part.known.tolist(), strict=True)
        ],
    )


def _education(item: Input, people: Sequence[Person], on_file: Registers, as_of: date) -> Column:
    highest = [_highest(item.scale, person, on_file) for person in people]
    part = evidence.education_level(item.scale, [one.code if one else None for one in highest])
    return Column(part, [_origin(one) if one and one.code else _missing() for one in highest])


def _relevance(item: Input, people: Sequence[Person], on_file: Registers, as_of: date) -> Column:
    chosen: list[Record | None] = []
    for person in people:
        judged = [
            Record(
                _code(item.scale, row.relevance),
                None,
                row.source,
                _judged(row.field, row.relevance),
            )
            for row in on_file.of("pendidikan", person)
            if row.relevance
        ]
        usable = [one for one in judged if one.code]
        chosen.append(max(usable, key=lambda one: item.scale.value_of(one.code), default=None))
    part = evidence.field_relevance(item.scale, [one.code if one else None for one in chosen])
    return Column(part, [_origin(one) if one else _missing() for one in chosen])


_FILL: Final[Mapping[str, Callable[[Input, Sequence[Person], Registers, date], Column]]] = {
    "predikat_kinerja": _predicate,
    "penghargaan": _awards,
    "tim_kerja": _teams,
    "umpan_balik_360": _feedback,
    "pengembangan_kompetensi": _training,
    "lama_jabatan": _tenure,
    "keragaman_jabatan": _variety,
    "penugasan_nondefinitif": _acting,
    "tingkat_pendidikan": _education,
    "kesesuaian_bidang_ilmu": _relevance,
    "rekam_jejak_disiplin": _discipline,
}


# --- the small steps -------------------------------------------------------------------------------------------------------------


def _best(
    item: Input,
    people: Sequence[Person],
    on_file: Registers,
    as_of: date,
    register: str,
    read: Callable[[Any], Record],
    judge: Callable[..., Evidence],
) -> Column:
    held = [
        [one for one in records if _counts(item.scale, one.day, as_of)] for records in _records(people, on_file, register, read)
    ]
    readable = [[one for one in records if one.code] for records in held]
    rows, flat = _flat(readable)
    complete = _complete(item, people, on_file, as_of)
    part = judge(item.scale, rows, [one.code for one in flat], complete, dates=_days(flat), as_of=as_of)
    return _column(item, part, readable, people, on_file, held)


def _column(
    item: Input,
    part: Evidence,
    readable: Sequence[Sequence[Record]],
    people: Sequence[Person],
    on_file: Registers,
    held: Sequence[Sequence[Record]],
) -> Column:
    """Origins of a register's values. A record whose words the scale does not have leaves the value open: it is not nothing."""
    unread = np.array([bool(records) and not any(one.code for one in records) for records in held], dtype=np.bool_)
    known = part.known & ~unread
    part = Evidence(np.where(known, part.value, UNKNOWN).astype(np.int32), known)
    origins = []
    for row, records in enumerate(readable):
        if not known[row]:
            first = held[row][0] if held[row] else None
            origins.append({**_missing(), "raw": stored(first.raw), "source": stored(first.source)} if first else _missing())
            continue
        decisive = [one for one in records if one.code and item.scale.value_of(one.code) == part.value[row]]
        if decisive:
            origins.append(_origin(max(decisive, key=lambda one: (one.day or date.min, one.year))))
        else:
            origins.append(_absent(item, people[row], on_file))
    return Column(part, origins)


def _records(people: Sequence[Person], on_file: Registers, register: str, read: Callable[[Any], Record]) -> list[list[Record]]:
    return [[read(row) for row in on_file.of(register, person)] for person in people]


def _highest(scale: Scale, person: Person, on_file: Registers) -> Record | None:
    """The highest education of the register; without one, the roster's own entry."""
    found = [Record(_code(scale, row.level), None, row.source, row.level) for row in on_file.of("pendidikan", person)]
    usable = [one for one in found if one.code]
    if usable:
        return max(usable, key=lambda one: scale.value_of(one.code))
    code = _code(scale, person.education)
    return Record(code, None, on_file.roster.get(person.id, ""), person.education) if code else None


def _complete(item: Input, people: Sequence[Person], on_file: Registers, as_of: date) -> Bool:
    """Whether an absent record means `none`: declared at or above the unit up to the day of evidence; never for an orphan unit."""
    until = [on_file.complete_until(item.register, person) for person in people]
    days = np.array([one or np.datetime64("NaT", "D") for one in until], dtype="datetime64[D]")
    return evidence.complete_on(~np.isnat(days), days, as_of)


def _counts(scale: Scale, day: date | None, as_of: date) -> bool:
    """Whether a record lies within the scale's window; without a day it cannot be told and does not count."""
    if day is None or day > as_of:
        return False
    return scale.window_years is None or day > evidence.years_before(as_of, scale.window_years)


def _flat(held: Sequence[Sequence[Record]]) -> tuple[npt.NDArray[np.intp], list[Record]]:
    rows = np.array([row for row, records in enumerate(held) for _one in records], dtype=np.intp)
    return rows, [one for records in held for one in records]


def _days(records: Iterable[Record]) -> npt.NDArray[np.datetime64]:
    return np.array([one.day or np.datetime64("NaT", "D") for one in records], dtype="datetime64[D]")


def _code(scale: Scale, words: str | None) -> str:
    return (scale.code_of(words) or "") if words else ""


def _qualified(name: str, word: str) -> Said:
    """What the source calls a post, with our own word for it."""
    return Said("%(name)s (%(word)s)", name=name, word=Said(word))


def _judged(field: str, word: str) -> Said:
    return Said("%(name)s: %(word)s", name=field, word=Said(word))


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None


def _origin(record: Record) -> dict[str, Any]:
    when = _iso(record.day) or (str(record.year) if record.year else None)
    return {"basis": "record", "source": stored(record.source), "date": when, "raw": stored(record.raw)}


def _absent(item: Input, person: Person, on_file: Registers) -> dict[str, Any]:
    until = on_file.complete_until(item.register, person)
    return {"basis": "complete", "source": "", "date": _iso(until), "raw": ""}


def _missing() -> dict[str, Any]:
    return {"basis": "missing", "source": "", "date": None, "raw": ""}
