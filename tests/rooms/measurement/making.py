"""A small battery in two parallel forms, its scoring table, and halls full of people who answered it; no name means anybody."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np

from sembilan.assembly.models import Battery
from sembilan.delivery import services as delivery
from sembilan.delivery.models import Answer, Attempt, CheckIn, RosterEntry, SealedPackage, Session
from sembilan.measurement.rules.table import read_table
from sembilan.psychometrics.simulate import simulate_responses
from tests.cast import AT

MINUTES = 60
KEYED_SECTION, SJT_SECTION, SELF_SECTION, CAREER_SECTION = "potensi", "manajerial", "diri", "karier"
CAREER_SCALES = ("realistik", "investigatif", "artistik", "sosial")


def scoring_table(
    form: str, *, keyed: int = 24, situational: int = 15, self_report: int = 10, blocks: int = 6
) -> list[dict[str, Any]]:
    """One form's table. Forms share no item, and the parameters of both lie on the same theta."""
    rng = np.random.default_rng(sum(form.encode()))
    rows: list[dict[str, Any]] = []
    for i in range(keyed):
        numeric = i % 6 == 5
        parameters = {"a": round(float(rng.uniform(0.9, 1.8)), 2), "b": round(float(rng.uniform(-2, 2)), 2)}
        rows.append(
            {
                "item": f"{form}-INT-{i + 1:02d}",
                "section": KEYED_SECTION,
                "scale": "intelektual",
                "type": "numeric" if numeric else "single",
                "model": "2pl" if numeric else "3pl",
                "parameters": parameters if numeric else {**parameters, "c": 0.22},
                "scoring": {"key": "42", "tolerance": "0"} if numeric else {"key": "C"},
                "n_options": 0 if numeric else 4,
                "omission": {"skipped": "wrong", "not_reached": "wrong"},
                "minimum_share": 0.5,
                "fakeable": False,
                "parameters_source": "pertimbangan penulis",
            }
        )
    for i in range(situational):
        b = float(rng.uniform(-1.2, 1.2))
        rows.append(
            {
                "item": f"{form}-SJT-{i + 1:02d}",
                "section": SJT_SECTION,
                "scale": "integritas",
                "type": "graded",
                "model": "grm",
                "parameters": {"a": round(float(rng.uniform(0.9, 1.6)), 2), "b": [b - 1.1, b, b + 1.0]},
                "scoring": {"credits": {"A": 1, "B": 3, "C": 0, "D": 2}},
                "n_options": 4,
                "omission": {"skipped": "wrong", "not_reached": "wrong"},
                "minimum_share": 0.6,
                "fakeable": False,
                "parameters_source": "pertimbangan penulis",
            }
        )
    for i in range(self_report):
        rows.append(
            {
                "item": f"{form}-DRI-{i + 1:02d}",
                "section": SELF_SECTION,
                "scale": "motivasi",
                "type": "graded",
                "model": "grm",
                "parameters": {"a": 1.2, "b": [-2.0, -1.0, 0.0, 1.2]},
                "scoring": {"credits": dict(zip("ABCDE", range(5), strict=True))},
                "n_options": 5,
                "omission": {"skipped": "wrong", "not_reached": "no_evidence"},
                "minimum_share": 0.8,
                "fakeable": True,
            }
        )
    for i in range(blocks):
        rows.append(
            {
                "item": f"{form}-KAR-{i + 1:02d}",
                "section": CAREER_SECTION,
                "scale": "",
                "type": "best_worst",
                "model": None,
                "parameters": None,
                "scoring": {"scales": dict(zip("ABCD", CAREER_SCALES, strict=True))},
                "n_options": 4,
                "omission": {"skipped": "no_evidence", "not_reached": "no_evidence"},
                "minimum_share": 0.75,
                "fakeable": True,
            }
        )
    return rows


def package_body(code: str, table: Sequence[Mapping[str, Any]], minutes: int = MINUTES) -> dict[str, Any]:
    """What the hall runs: the same items without key, credit, scale or parameter."""
    sections = []
    for number, name in enumerate(dict.fromkeys(row["section"] for row in table), start=1):
        items = [
            {
                "id": row["item"],
                "number": position,
                "type": row["type"],
                "stem": f"Soal {row['item']}",
                "image": None,
                "options": [{"id": letter, "text": f"Pilihan {letter}", "image": None} for letter in "ABCDE"[: row["n_options"]]],
            }
            for position, row in enumerate((row for row in table if row["section"] == name), start=1)
        ]
        sections.append(
            {
                "number": number,
                "code": name,
                "title": f"Bagian {name}",
                "purpose": "Contoh",
                "instructions": ["Jawablah."],
                "unanswered": ["Soal yang dilewati dihitung seperti tertulis pada formulir."],
                "minutes": minutes,
                "practice": [],
                "items": items,
            }
        )
    notices = {"privacy": "Contoh", "honesty": "Contoh", "sample": "Contoh"}
    return {"format": 1, "code": code, "name": code, "evidence": "sample", "notices": notices, "sections": sections}


def value_of(row: Mapping[str, Any], category: int) -> Any:
    """An answer that has this category."""
    scoring = row["scoring"]
    match row["type"]:
        case "graded":
            return next(letter for letter, credit in scoring["credits"].items() if credit == category)
        case "numeric":
            return scoring["key"] if category else "-99999"
        case "multiple":
            return sorted(scoring["keys"]) if category else [next(one for one in "ABCD" if [one] != scoring["keys"])]
        case "ranking":
            return list(scoring["order"]) if category else list(reversed(scoring["order"]))
        case _:
            return scoring["key"] if category else next(one for one in "AB" if one != scoring["key"])


@dataclass(frozen=True)
class Answered:
    """One simulated person: ref, true theta by scale, and what his journal will say."""

    ref: uuid.UUID
    truth: dict[str, float]
    answers: dict[str, Any]


def simulate(table: Sequence[Mapping[str, Any]], n: int, *, seed: int, theta: np.ndarray | None = None) -> list[Answered]:
    """Known thetas, answers drawn from the table's own models, nothing skipped; best-worst choices at random."""
    rng = np.random.default_rng(seed)
    read = read_table("simulasi", table)
    truth = {scale: rng.standard_normal(n) if theta is None else theta for scale in read.scales}
    people = [Answered(uuid.UUID(bytes=rng.bytes(16)), {scale: float(truth[scale][i]) for scale in truth}, {}) for i in range(n)]
    for scale in read.scales:
        columns = read.columns(scale)
        drawn = simulate_responses(truth[scale], [read.items[i].model for i in columns], rng=rng)  # type: ignore[misc]
        for person, line in zip(people, drawn, strict=True):
            person.answers.update({table[i]["item"]: value_of(table[i], int(k)) for i, k in zip(columns, line, strict=True)})
    for person in people:
        for row in table:
            if row["type"] == "best_worst":
                best, worst = rng.choice(sorted(row["scoring"]["scales"]), 2, replace=False)
                person.answers[row["item"]] = {"best": str(best), "worst": str(worst)}
    return people


def seal(code: str, table: Sequence[Mapping[str, Any]]) -> SealedPackage:
    """As assembly leaves it: the package for the hall, and the battery with its scoring table for this room."""
    package = delivery.receive_package(code, package_body(code, table), "sample", at=AT)
    Battery.objects.create(
        code=code,
        name=code,
        package_hash=package.hash,
        evidence="sample",
        sealed_at=AT,
        leaf=0,
        scoring=[dict(row) for row in table],
    )
    return package


def sit(
    title: str,
    path: str,
    people: Mapping[str, Sequence[Answered]],
    *,
    closed: bool = True,
    at: datetime = AT,
    end: str = "handed_in",
    seconds: int = 1500,
) -> Session:
    """A hall, written straight into delivery's rows as its services would leave it: hundreds of people in a second.

    people: package code -> who sat it. end: "handed_in", or "time" (the last section ran out). seconds: in each section.
    """
    state = Session.State.CLOSED if closed else Session.State.RUNNING
    session = Session.objects.create(
        title=title,
        place="Lab uji",
        path=path,
        state=state,
        starts_at=at,
        opened_at=at,
        closed_at=at + timedelta(hours=5) if closed else None,
    )
    for code, persons in people.items():
        package = SealedPackage.objects.get(code=code)
        entries = RosterEntry.objects.bulk_create(
            RosterEntry(
                session=session,
                ref=one.ref,
                name="Peserta",
                nip="",
                participant_number=str(one.ref)[:12],
                package=package,
                path=f"{path}.u1",
            )
            for one in persons
        )
        CheckIn.objects.bulk_create(CheckIn(entry=one, at=at, by="Pengawas", document="ktp", path=one.path) for one in entries)
        handed_in = end == "handed_in"
        attempts = Attempt.objects.bulk_create(
            Attempt(
                entry=entry,
                ref=entry.ref,
                state=Attempt.State.SUBMITTED if handed_in else Attempt.State.EXPIRED,
                lease=1,
                section=len(package.outline),
                started_at=at,
                submitted_at=at + timedelta(hours=4),
                path=entry.path,
            )
            for entry in entries
        )
        where = {item["id"]: i for i, section in enumerate(_sections(package)) for item in section["items"]}
        rows: list[Answer] = []
        for attempt, person in zip(attempts, persons, strict=True):
            rows += _journal(attempt, person, where, len(package.outline), at, seconds, handed_in)
        Answer.objects.bulk_create(rows, batch_size=5000)
    return session


def _sections(package: SealedPackage) -> list[dict[str, Any]]:
    sections: list[dict[str, Any]] = package.sealed_body.body["sections"]
    return sections


def _journal(
    attempt: Attempt, person: Answered, where: Mapping[str, int], n_sections: int, at: datetime, seconds: int, handed_in: bool
) -> list[Answer]:
    lines: list[tuple[str, int, str, Any, datetime]] = []
    for section in range(n_sections):
        begun = at + timedelta(minutes=MINUTES * section)
        lines.append(("event", section, "", "section_begun", begun))
        lines += [("answer", section, item, value, begun) for item, value in person.answers.items() if where[item] == section]
        last = section == n_sections - 1
        if not last or handed_in:
            lines.append(("event", section, "", "handed_in" if last else "section_finished", begun + timedelta(seconds=seconds)))
    return [
        Answer(attempt=attempt, ref=attempt.ref, seq=seq, kind=kind, section=section, item=item, value=value, lease=1, at=when)
        for seq, (kind, section, item, value, when) in enumerate(lines, start=1)
    ]
