"""People with registers and results, in as few words as a test needs."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np

from sembilan.competency.rules import ASPECTS, COMPETENCIES
from sembilan.measurement.models import CareerScore, CutTable, JudgedAttempt, QualitySheet, Score, ScoringRun
from sembilan.people import models as people
from sembilan.psychometrics.quadrature import Grid
from sembilan.scheduling.models import PlannedSession, ProfilingEvent, Registration
from sembilan.tenancy import services as tenancy
from sembilan.tenancy.models import Organisation
from sembilan.tenancy.rules import SYSTEM
from tests.cast import AT

EVIDENCE_DAY = date(2025, 10, 31)
WHY = "Hari bukti uji yang tetap"
REGISTERS = ("penghargaan", "tim_kerja", "umpan_balik_360", "pelatihan", "riwayat_jabatan", "pendidikan", "hukuman_disiplin")
FORM = "UJI-A"
CUTS = ("-1.5", "-0.5", "0.5", "1.5", "2.5")


@dataclass
class Place:
    """A unit of an agency with a batch that rows can come from."""

    agency: Organisation
    unit: Organisation
    batch: people.ImportBatch


def make_place(agency: Organisation, code: str = "U001", name: str = "Dinas Uji") -> Place:
    unit = tenancy.add_unit(agency, code, name, actor=SYSTEM, at=AT)
    batch = people.ImportBatch.objects.create(
        agency=agency, path=agency.path, file_name="uji.xlsx", file_hash="0" * 64, uploaded_at=AT, uploaded_by="Agus"
    )
    return Place(agency, unit, batch)


def make_official(place: Place, name: str = "Dewi Uji", *, tier: str = "Pengawas", **more: Any) -> people.Official:
    number = people.Official.objects.count()
    unit = more.pop("unit", place.unit)
    values: dict[str, Any] = {
        "nip": f"19800101200501{number:04d}",
        "nip_valid": True,
        "employment": "pns",
        "position_since": date(2019, 1, 1),
        "education": "S1",
        "status": people.Official.Status.ACTIVE,
        **more,
    }
    path = unit.path if unit is not None else place.agency.path
    return people.Official.objects.create(
        agency=place.agency, unit=unit, path=path, name=name, tier=tier, batch=place.batch, **values
    )


def list_on_roster(place: Place, official: people.Official, row: int) -> None:
    """The row of the staff list that the official's own data come from."""
    place.batch.state, place.batch.applied_at = people.ImportBatch.State.APPLIED, AT
    place.batch.save()
    people.ImportRow.objects.create(
        batch=place.batch,
        sheet="pegawai",
        number=row,
        kind="pegawai",
        raw={},
        outcome="new",
        target=f"official:{official.pk}",
        path=place.agency.path,
    )


def declare(place: Place, *registers: str, up_to: date | None = EVIDENCE_DAY, complete: bool = True) -> None:
    for register in registers or REGISTERS:
        people.RegisterDeclaration.objects.create(
            unit=place.unit, register=register, complete=complete, up_to=up_to, batch=place.batch, path=place.unit.path
        )


def record(place: Place, model: type[Any], official: people.Official, **values: Any) -> Any:
    return model.objects.create(official=official, batch=place.batch, source="uji.xlsx, baris 2", path=official.path, **values)


def rate(place: Place, official: people.Official, predicate: str = "Baik", year: int = 2024) -> None:
    record(place, people.PerformanceRating, official, year=year, results="sesuai", behaviour="sesuai", predicate=predicate)


def judge_education(place: Place, official: people.Official, relevance: str = "relevan", level: str = "S1") -> None:
    record(place, people.Education, official, level=level, field="Administrasi", relevance=relevance)


def external(place: Place, official: people.Official, level: int = 3, day: date = date(2024, 6, 1), **levels: int) -> Any:
    told = {**dict.fromkeys((*COMPETENCIES, *ASPECTS), level), **levels}
    return record(place, people.ExternalAssessment, official, instrument="CACT", institution="BKN", date=day, levels=told)


def make_cuts() -> None:
    for scale in (*COMPETENCIES, *ASPECTS):
        CutTable.objects.create(scale=scale, version=1, cuts=list(CUTS), source="uji", sample="uji", made_at=AT)


def spike(theta: float) -> bytes:
    """A posterior with all mass on the node nearest to theta: the level is certain."""
    nodes = Grid.standard().nodes
    mass = np.zeros(len(nodes), dtype="<f4")
    mass[int(np.argmin(np.abs(nodes - theta)))] = 1
    return mass.tobytes()


def bell(theta: float, error: float) -> bytes:
    nodes = Grid.standard().nodes
    mass = np.exp(-0.5 * ((nodes - theta) / error) ** 2)
    return (mass / mass.sum()).astype("<f4").tobytes()


def make_event(place: Place, period: str = "2025") -> PlannedSession:
    event = ProfilingEvent.objects.create(
        agency=place.agency,
        path=place.agency.path,
        code=f"ev-{uuid.uuid4().hex[:6]}",
        name="Profiling 2025",
        period=period,
        first_day=date(2025, 11, 24),
        last_day=date(2025, 11, 28),
        packages={"visual": [], "non_visual": []},
    )
    return PlannedSession.objects.create(event=event, number=1, starts_at=AT, place="Lab", rooms=[], path=place.agency.path)


def register(planned: PlannedSession, official: people.Official) -> uuid.UUID:
    row = Registration.objects.create(
        event=planned.event, official=official, planned=planned, participant_number=f"{official.pk:06d}", path=official.path
    )
    return row.ref


def make_run(
    place: Place,
    results: dict[uuid.UUID, dict[str, bytes | None]],
    *,
    at: datetime = AT,
    period: str = "2025",
    evidence: str = "sample",
    promised: float = 0.7,
) -> ScoringRun:
    """A released run: ref -> scale -> posterior, None where not assessable. promised: the form's reliability on paper."""
    run = ScoringRun.objects.create(
        title="Profiling 2025",
        path=place.agency.path,
        period=period,
        sessions=[],
        batteries={},
        state=ScoringRun.State.RELEASED,
        evidence=evidence,
        parameters="sementara",
        scored_at=at,
        scored_by="Siska",
        released_at=at,
    )
    facts = {"scales": [{"scale": "integritas", "promised": {FORM: promised}}]}
    QualitySheet.objects.create(run=run, number=1, facts=facts, made_at=at)
    JudgedAttempt.objects.bulk_create(
        JudgedAttempt(
            run=run,
            ref=ref,
            session=uuid.UUID(int=1),
            package=FORM,
            state="submitted",
            codes=b"",
            seconds={},
            patterns={},
            path=place.unit.path,
        )
        for ref in results
    )
    Score.objects.bulk_create(
        Score(
            run=run,
            ref=ref,
            scale=scale,
            state=Score.State.NOT_ASSESSABLE if mass is None else Score.State.SCORED,
            theta=None if mass is None else 0.0,
            standard_error=None if mass is None else 0.3,
            posterior=mass,
            n_items=15,
            n_answered=15,
            released_at=at,
            path=place.unit.path,
        )
        for ref, scales in results.items()
        for scale, mass in scales.items()
    )
    CareerScore.objects.bulk_create(
        CareerScore(
            run=run,
            ref=ref,
            counts={s: [2, 1, 9] for s in ("realistik", "investigatif", "artistik", "sosial", "wirausaha", "konvensional")}
            | {"manajerial": [5, 1, 9], "fungsional": [1, 4, 9]},
            blocks_answered=24,
            blocks=24,
            released_at=at,
            path=place.unit.path,
        )
        for ref in results
    )
    return run


def at_level(level: int) -> float:
    """A theta in the middle of a level of CUTS."""
    return -2.0 + level


def scores(level: int = 2, *, error: float | None = None, **other: int | None) -> dict[str, bytes | None]:
    """Every competency and aspect at one level; `other` names scales at another level, None = not assessable."""
    made: dict[str, bytes | None] = {}
    for scale in (*COMPETENCIES, *ASPECTS):
        held = other.get(scale, level)
        made[scale] = None if held is None else spike(at_level(held)) if error is None else bell(at_level(held), error)
    return made
