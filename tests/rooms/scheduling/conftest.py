from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from sembilan.people.models import Accommodation, ImportBatch, Official
from sembilan.scheduling import services
from sembilan.scheduling.models import PlannedSession, ProfilingEvent
from sembilan.tenancy.rules import SYSTEM
from tests import cast, making
from tests.cast import AT

ROOMS = [{"room": "Lab 1", "seats": 3}]


@pytest.fixture
def officials(agencies: cast.Agencies) -> Callable[..., list[Official]]:
    """Makes so many people of Lampung's roster; `needs` gives the accommodations of the first ones."""
    batch = ImportBatch.objects.create(
        agency=agencies.lampung,
        path=agencies.lampung.path,
        file_name="uji.xlsx",
        file_hash="0" * 64,
        uploaded_at=AT,
        uploaded_by="uji",
    )

    def make(count: int, *needs: dict[str, int | None]) -> list[Official]:
        before = Official.objects.count()
        rows = [
            Official.objects.create(
                agency=agencies.lampung, path=agencies.lampung.path, nip=f"19800101200501{before + number:04d}", nip_valid=True,
                employment="pns", name=f"Pegawai {before + number}", title_after="S.E.", tier="Administrator", status="active",
                batch=batch,
            )
            for number in range(1, count + 1)
        ]  # fmt: skip
        for row, need in zip(rows, needs, strict=False):
            for kind, amount in need.items():
                Accommodation.objects.create(official=row, kind=kind, amount=amount, source="surat uji", path=row.path)
        return rows

    return make


@pytest.fixture
def event(agencies: cast.Agencies) -> ProfilingEvent:
    for code in ("VIS-1", "VIS-2", "NON-1"):
        making.make_package(code)
    return services.create_event(
        agencies.lampung, "PT-2025", "Pemetaan Talenta 2025", "2025", date(2025, 11, 24), date(2025, 11, 28),
        packages={"visual": ["VIS-1", "VIS-2"], "non_visual": ["NON-1"]}, actor=SYSTEM, at=AT,
    )  # fmt: skip


@pytest.fixture
def plan(event: ProfilingEvent) -> Callable[[int], list[PlannedSession]]:
    def make(count: int) -> list[PlannedSession]:
        start: datetime = AT + timedelta(hours=1)
        return [
            services.plan_session(event, start + timedelta(hours=4 * n), "Gedung uji", ROOMS, actor=SYSTEM, at=AT)
            for n in range(count)
        ]

    return make
