"""The officers' report pages: a purpose first, and nothing for strangers."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from sembilan.audit.models import ReadEvent
from sembilan.render.errors import DocumentFailed
from sembilan.render.report import PersonReport
from sembilan.reporting import services
from sembilan.reporting.models import ReportJob
from sembilan.tenancy.rules import SYSTEM
from tests.rooms.reporting.making import LATER, PURPOSE, Stage

ClientOf = Callable[[str], Client]


def text(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def finished(stage: Stage) -> ReportJob:
    job = services.plan_unit_reports(stage.place.unit, purpose=PURPOSE, actor=SYSTEM, at=LATER)
    return services.run_job(job, actor=SYSTEM, paths=["n"], clock=lambda: LATER, workers=0)


def test_one_persons_report_asks_why_and_tells_the_person(stage: Stage, client_of: ClientOf) -> None:
    where = f"/laporan/pegawai/{stage.dewi.uuid}/"
    assert "Tujuan" in text(client_of("komar").get(where))
    refused = client_of("komar").post(where, {"purpose": "x", "language": "id"})
    assert (refused.status_code, "paling sedikit 8 huruf" in text(refused)) == (400, True)
    assert not ReadEvent.objects.filter(subject=stage.dewi.uuid).exists()
    answer = client_of("komar").post(where, {"purpose": PURPOSE, "language": "id"})
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    assert ReadEvent.objects.get(subject=stage.dewi.uuid).why == PURPOSE


def test_the_purpose_a_person_was_opened_for_is_carried_over_to_the_report(stage: Stage, client_of: ClientOf) -> None:
    komar = client_of("komar")
    where = f"/laporan/pegawai/{stage.dewi.uuid}/"
    assert f'value="{PURPOSE}"' not in komar.get(where).content.decode()
    komar.post(f"/talenta/orang/{stage.dewi.uuid}/", {"purpose": PURPOSE})
    assert f'value="{PURPOSE}"' in komar.get(where).content.decode()
    assert not ReadEvent.objects.filter(subject=stage.dewi.uuid, what="reporting.person_report").exists()  # still said, not assumed


def test_a_unit_is_found_started_followed_and_taken_away(stage: Stage, client_of: ClientOf) -> None:
    komar = client_of("komar")
    assert "Dinas Uji Pelayanan" in text(komar.get("/laporan/"))
    where = f"/laporan/unit/{stage.place.unit.uuid}/"
    assert "Buat laporan 2 orang" in text(komar.get(where))
    answer = komar.post(where, {"purpose": PURPOSE, "language": "id"}, follow=True)
    assert "Laporan sedang dibuat" in text(answer)
    job = ReportJob.objects.get()
    again = komar.post(where, {"purpose": PURPOSE, "language": "id"}, follow=True)
    assert "Laporan unit ini sedang dibuat. Tunggu sampai selesai." in text(again)
    early = komar.post(f"/laporan/pekerjaan/{job.uuid}/unduh/", {"purpose": PURPOSE}, follow=True)
    assert "belum selesai dibuat" in text(early)
    services.run_job(job, actor=SYSTEM, paths=["n"], clock=lambda: LATER, workers=0)
    fragment = komar.get(f"/laporan/pekerjaan/{job.uuid}/")
    assert "2 dari 2" in text(fragment)
    assert "hx-get" not in fragment.content.decode()
    taken = komar.post(f"/laporan/pekerjaan/{job.uuid}/unduh/", {"purpose": PURPOSE})
    assert taken["Content-Type"] == "application/zip"
    assert len(zipfile.ZipFile(io.BytesIO(taken.content)).namelist()) == 2


def test_an_auditor_takes_what_is_made_but_starts_nothing(stage: Stage, client_of: ClientOf) -> None:
    job = finished(stage)
    audi = client_of("audi")
    where = f"/laporan/unit/{stage.place.unit.uuid}/"
    assert "Buat laporan 2 orang" not in text(audi.get(where))
    assert "tidak berwenang" in text(audi.post(where, {"purpose": PURPOSE, "language": "id"}, follow=True))
    unnamed = audi.post(f"/laporan/pekerjaan/{job.uuid}/unduh/", follow=True)
    assert "Sebutkan tujuan" in text(unnamed)
    taken = audi.post(f"/laporan/pekerjaan/{job.uuid}/unduh/", {"purpose": "pemeriksaan mutu laporan"})
    assert taken["Content-Type"] == "application/zip"
    assert ReadEvent.objects.get(people__subject=stage.dewi.uuid).why == "pemeriksaan mutu laporan"


def test_a_stopped_job_can_be_resumed(stage: Stage, client_of: ClientOf) -> None:
    job = finished(stage)
    ReportJob.objects.update(state=ReportJob.State.FAILED, done=1)
    where = f"/laporan/unit/{stage.place.unit.uuid}/"
    assert "terhenti" in text(client_of("agus").get(where))
    client_of("agus").post(f"/laporan/pekerjaan/{job.uuid}/lanjut/")
    job.refresh_from_db()
    assert job.state == ReportJob.State.WAITING


def test_a_finished_job_names_whom_it_passed_over(stage: Stage, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch) -> None:
    def render(report: PersonReport) -> bytes | DocumentFailed:
        return DocumentFailed("no") if report.person.name == stage.dewi.name else b"%PDF-1.7"

    monkeypatch.setattr(services, "attempt_report", render)
    job = finished(stage)
    for where in (f"/laporan/unit/{stage.place.unit.uuid}/", f"/laporan/pekerjaan/{job.uuid}/"):
        shown = text(client_of("agus").get(where))
        assert "1 dari 2" in shown
        assert f"tidak dapat dicetak; yang lain sudah ada. Hubungi pengelola, lalu lanjutkan. {stage.dewi.name} Lanjutkan" in shown
        assert "Unduh semua (ZIP)" in shown


def test_strangers_find_nothing(stage: Stage, client_of: ClientOf) -> None:
    job = finished(stage)
    for name in ("orang_lain", "siska", "wati", "evi", "pras"):
        client = client_of(name)
        for where in (
            f"/laporan/pegawai/{stage.dewi.uuid}/",
            f"/laporan/unit/{stage.place.unit.uuid}/",
            f"/laporan/pekerjaan/{job.uuid}/",
        ):
            assert client.get(where).status_code == 404
            assert client.post(where, {"purpose": PURPOSE, "language": "id"}).status_code == 404
        for verb in ("lanjut", "unduh"):
            assert client.post(f"/laporan/pekerjaan/{job.uuid}/{verb}/").status_code == 404


def test_an_official_has_no_officers_pages(stage: Stage, phone: Client) -> None:
    assert phone.get("/laporan/").status_code == 404
    assert phone.get(f"/laporan/pegawai/{stage.dewi.uuid}/").status_code == 404
