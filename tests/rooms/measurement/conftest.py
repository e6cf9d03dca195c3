from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from sembilan.accounts.models import User
from sembilan.delivery.models import Session
from sembilan.measurement import services
from sembilan.measurement.models import ScoringRun
from sembilan.tenancy.rules import Actor
from tests import cast
from tests import making as house
from tests.cast import AT, Agencies
from tests.rooms.measurement import making
from tests.rooms.measurement.making import Answered


@dataclass
class Hall:
    """Two parallel forms, sealed, and the sessions sat in a test."""

    agencies: Agencies
    siska: Actor
    sandi: Actor
    nina: Actor
    tables: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    @property
    def path(self) -> str:
        return self.agencies.lampung.path

    def people(self, form: str, n: int, *, seed: int = 1, **options: Any) -> list[Answered]:
        return making.simulate(self.tables[form], n, seed=seed, **options)

    def sit(self, people: dict[str, list[Answered]], title: str = "Sesi 1", **options: Any) -> Session:
        return making.sit(title, options.pop("path", self.path), people, **options)

    def score(self, *sessions: Session, **options: Any) -> ScoringRun:
        return services.score_sessions(
            "Penskoran uji", "2025", [one.uuid for one in sessions], self.path, actor=self.siska, at=AT, **options
        )

    def released(self, run: ScoringRun) -> ScoringRun:
        house.publish_policy(self.agencies.lampung)
        services.check_run(run, actor=self.siska, at=AT)
        services.sign_sheet(run, "", actor=self.siska, at=AT)
        services.sign_sheet(run, "", actor=self.nina, at=AT)
        return services.release(run, actor=self.nina, at=AT)


@pytest.fixture
def hall(people: dict[str, User], agencies: Agencies) -> Hall:
    tables = {form: making.scoring_table(form) for form in ("FORM-A", "FORM-B")}
    for form, table in tables.items():
        making.seal(form, table)
    actors = {name: cast.actor(people[name]) for name in ("siska", "sandi", "nina")}
    return Hall(agencies, **actors, tables=tables)
