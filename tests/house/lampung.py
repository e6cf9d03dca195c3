"""Rows of one agency, made through services where there are services: what a stranger must not find at any address."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sembilan.accounts.models import User
from sembilan.assembly.models import Battery, Blueprint, Form
from sembilan.delivery.models import RosterEntry, Session
from sembilan.itembank.models import EvidenceStatement, Item
from sembilan.kit import jobs
from sembilan.ledger import services as ledger
from sembilan.ledger.models import Leaf
from sembilan.measurement import services as measurement
from sembilan.measurement.models import ScoringRequest, ScoringRun
from sembilan.people.models import ImportRow, Position, QualityIssue
from sembilan.profiling.models import MappingRun, TalentPolicy
from sembilan.reporting.models import Document, ReportJob
from sembilan.scheduling.models import PlannedSession, ProfilingEvent
from tests import making
from tests.cast import AT, ROLES, Agencies, actor
from tests.rooms.measurement import making as halls
from tests.rooms.reporting.making import Stage, make_stage


@dataclass
class Lampung:
    """Each noun is made when an address asks for it. The test's transaction carries the nation's scope."""

    agencies: Agencies
    people: dict[str, User]

    @cached_property
    def stage(self) -> Stage:
        """A unit with two people: scored, released, mapped by a published policy; the first has a login."""
        return make_stage(self.agencies.lampung)

    @property
    def path(self) -> str:
        return str(self.agencies.lampung.path)

    @property
    def official(self) -> Any:
        return self.stage.dewi

    def person(self, name: str) -> User:
        return self.stage.user if name == "pegawai" else self.people[name]

    def everything(self) -> set[str]:
        """Words that no page of another agency may show."""
        own = [user for name, user in self.people.items() if ROLES[name][1] == "lampung"]
        officials = {word for one in self.stage.people for word in (one.name, one.nip, str(one.uuid))}
        return {"Provinsi Uji Lampung", "Dinas Uji Pelayanan", *(str(user.uuid) for user in own), *officials}

    @cached_property
    def position(self) -> Position:
        unit = self.stage.place.unit
        return Position.objects.create(
            agency=self.agencies.lampung, code="UJI-J1", name="Kepala Bidang Uji", unit=unit, tier="Pengawas"
        )

    @cached_property
    def issue(self) -> QualityIssue:
        batch = self.stage.place.batch
        row = ImportRow.objects.create(
            batch=batch, sheet="pegawai", kind="pegawai", number=2, raw={}, outcome="new", path=self.path
        )
        return QualityIssue.objects.create(batch=batch, row=row, cause="nip_malformed", severity="blocks", path=self.path)

    @cached_property
    def event(self) -> ProfilingEvent:
        return self.planned.event

    @cached_property
    def planned(self) -> PlannedSession:
        return self.stage and PlannedSession.objects.select_related("event").get(path=self.path)

    @cached_property
    def session(self) -> Session:
        making.make_package()
        return making.make_session(self.path)

    @property
    def entry(self) -> RosterEntry:
        return RosterEntry.objects.filter(session=self.session).earliest("pk")

    @cached_property
    def run(self) -> ScoringRun:
        """A scoring with its quality sheet: a few people who sat a sealed form."""
        table = halls.scoring_table("FORM-A")
        halls.seal("FORM-A", table)
        sat = halls.sit("Sesi uji", self.path, {"FORM-A": halls.simulate(table, 4, seed=1)})
        siska = actor(self.people["siska"])
        return measurement.score_sessions("Penskoran uji", "2025", [sat.uuid], self.path, actor=siska, at=AT)

    @cached_property
    def request(self) -> ScoringRequest:
        return ScoringRequest.objects.create(
            title="Penskoran uji", period="2025", path=self.path, sessions=[], wanted_by="Siska", wanted_at=AT
        )

    @property
    def policy(self) -> TalentPolicy:
        return self.stage and TalentPolicy.objects.get(agency=self.agencies.lampung)

    @cached_property
    def mapped(self) -> MappingRun:
        return self.stage and MappingRun.objects.filter(path=self.path).latest("pk")

    @cached_property
    def mapping(self) -> int:
        """A mapping of this agency that waits in the background."""
        asker = {"user": self.people["komar"].pk, "carried": [self.path]}
        return jobs.defer("profiling.map_agency", agency=self.agencies.lampung.pk, as_of="2025-10-31", **asker)

    @cached_property
    def document(self) -> Document:
        return Document.objects.create(
            code="UJI-0001", kind="person", official=self.official, agency=self.agencies.lampung, profile=self.official.uuid,
            sha256="0" * 64, file="tidak-ada.pdf", made_at=AT, path=self.official.path, language="id", leaf=0,
        )  # fmt: skip

    @cached_property
    def leaf(self) -> Leaf:
        return ledger.append("import_undone", {"batch": str(self.stage.place.batch.uuid)}, path=self.path, at=AT)

    @cached_property
    def job(self) -> ReportJob:
        values = {"purpose": "uji", "language": "id", "site": "http://testserver", "requested_by_label": "Agus", "total": 1}
        user = self.people["agus"]
        return ReportJob.objects.create(
            unit=self.stage.place.unit, path=self.path, requested_by=user.uuid, requested_at=AT, touched_at=AT, **values
        )

    # --- the nation's own: an agency's roles find none of it

    @cached_property
    def battery(self) -> Battery:
        return making.make_short_battery("UJI-PENDEK")

    @property
    def blueprint(self) -> Blueprint:
        return self.battery and Blueprint.objects.earliest("pk")

    @property
    def form(self) -> Form:
        return self.battery and Form.objects.earliest("pk")

    @property
    def item(self) -> Item:
        return self.battery and Item.objects.earliest("pk")

    @cached_property
    def statement(self) -> EvidenceStatement:
        return EvidenceStatement.objects.create(
            instrument=self.item.instrument, before="sample", wanted="pilot", evidence="Uji",
            first_signer=self.people["siska"].uuid, first_label="Siska", first_at=AT,
        )  # fmt: skip
