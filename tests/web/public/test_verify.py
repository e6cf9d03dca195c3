"""Whether a document is ours: open to everybody, silent about the person."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from sembilan.ledger.models import LeafSecret
from sembilan.profiling import services as profiling
from sembilan.profiling.models import MappingRun
from sembilan.reporting import services
from sembilan.reporting.models import Document
from sembilan.tenancy.rules import SYSTEM
from sembilan.web.public import views
from tests.rooms.profiling import making
from tests.rooms.reporting.making import LATER, Stage


def text(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


@pytest.fixture
def made(stage: Stage) -> tuple[Document, bytes]:
    return services.make_report(stage.dewi, actor=SYSTEM, at=LATER)


def file(content: bytes) -> dict[str, Any]:
    return {"berkas": SimpleUploadedFile("laporan.pdf", content, "application/pdf")}


def test_a_known_code_says_what_when_where_and_the_fingerprint(made: tuple[Document, bytes]) -> None:
    document, _pdf = made
    answer = Client().get(f"/verifikasi/{document.code}/")
    told = text(answer)
    assert answer.status_code == 200
    assert "Laporan hasil profiling perorangan" in told
    assert "24 November 2025" in told
    assert document.sha256 in told
    assert "Provinsi Uji Lampung" in told
    assert "Contoh, bukan dasar keputusan" in told


def test_it_tells_where_report_and_mapping_stand_in_the_ledger_and_not_what_opens_them(
    made: tuple[Document, bytes],
) -> None:
    document, _pdf = made
    page = Client().get(f"/verifikasi/{document.code}/")
    run = MappingRun.objects.get(uuid=document.mapping_run)
    for words, position in (("Laporan ini", document.leaf), ("Perhitungan kotak yang dikutipnya", run.leaf)):
        secret = LeafSecret.objects.select_related("leaf").get(pk=position)
        assert f"{words} {position} 2" in text(page)  # its number, and the day after it
        assert bytes(secret.leaf.commitment).hex() in text(page)
        assert bytes(secret.salt).hex() not in text(page)
    assert str(run.uuid) not in text(page)


def test_it_says_nothing_of_the_person(made: tuple[Document, bytes], stage: Stage) -> None:
    document, _pdf = made
    shown = Client().get(f"/verifikasi/{document.code}/").content.decode()
    for secret in (stage.dewi.name, stage.dewi.nip, str(stage.dewi.uuid), str(document.profile), stage.place.unit.name, "Pengawas"):
        assert secret not in shown


def mapped_anew(stage: Stage, at: datetime) -> Document:
    profiling.map_agency(stage.place.agency, making.EVIDENCE_DAY, reason=making.WHY, actor=SYSTEM, at=at)
    document, _pdf = services.make_report(stage.dewi, actor=SYSTEM, at=at)
    return document


def test_a_report_with_a_newer_one_says_so_and_its_day_and_never_the_newer_code(made: tuple[Document, bytes], stage: Stage) -> None:
    old, _pdf = made
    assert "laporan yang lebih baru" not in text(Client().get(f"/verifikasi/{old.code}/"))
    new = mapped_anew(stage, LATER + timedelta(days=2))
    answer = Client().get(f"/verifikasi/{old.code}/")
    assert "Ada laporan yang lebih baru tentang orang ini, diterbitkan 26 November 2025." in text(answer)
    assert new.code not in answer.content.decode()
    assert stage.dewi.name not in answer.content.decode()
    assert "laporan yang lebih baru" not in text(Client().get(f"/verifikasi/{new.code}/"))


def test_a_report_of_a_withdrawn_mapping_says_when_and_why_it_was_taken_back(made: tuple[Document, bytes], stage: Stage) -> None:
    document, _pdf = made
    address = f"/verifikasi/{document.code}/"
    assert "sudah ditarik" not in text(Client().get(address))
    run = MappingRun.objects.get(uuid=document.mapping_run)
    profiling.withdraw_run(run, "Batas nilai keliru pada satu unit", actor=SYSTEM, at=LATER + timedelta(days=2))
    told = text(Client().get(address))
    assert "ditarik pada 26 November 2025. Alasan: Batas nilai keliru pada satu unit" in told
    assert stage.dewi.name not in told


def test_another_copy_of_the_same_result_or_somebody_elses_report_is_no_newer_one(
    made: tuple[Document, bytes], stage: Stage
) -> None:
    old, _pdf = made
    later = LATER + timedelta(days=2)
    services.make_report(stage.dewi, actor=SYSTEM, at=later, language="en")
    services.make_report(stage.people[1], actor=SYSTEM, at=later)
    assert "laporan yang lebih baru" not in text(Client().get(f"/verifikasi/{old.code}/"))


def test_an_unknown_code_is_not_known(made: tuple[Document, bytes]) -> None:
    for code in ("0000-0000-0000", "K7QP", "x" * 300, "<script>"):
        answer = Client().get(f"/verifikasi/{code}/")
        assert answer.status_code == 404
        assert "Dokumen tidak dikenal" in text(answer)
        assert "<script>" not in answer.content.decode().replace('<script src="/static', "")


def test_a_code_typed_loosely_leads_to_its_address(made: tuple[Document, bytes]) -> None:
    document, _pdf = made
    answer = Client().get("/verifikasi/", {"kode": document.code.lower().replace("-", " ")})
    assert (answer.status_code, answer["Location"]) == (302, f"/verifikasi/{document.code}/")


def test_what_cannot_be_a_code_is_told_how_one_looks(db: None) -> None:
    answer = Client().get("/verifikasi/", {"kode": "abc"})
    assert answer.status_code == 400
    assert "Kode terdiri atas 12 huruf dan angka" in text(answer)
    assert Client().get("/verifikasi/").status_code == 200


def test_the_file_itself_can_be_compared(made: tuple[Document, bytes]) -> None:
    document, pdf = made
    where = f"/verifikasi/{document.code}/"
    assert "Berkas itu asli" in text(Client().post(where, file(pdf)))
    assert "Berkas itu bukan dokumen ini" in text(Client().post(where, file(pdf + b" ")))


def test_a_missing_or_huge_file_is_refused_with_a_sentence(made: tuple[Document, bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    where = f"/verifikasi/{made[0].code}/"
    answer = Client().post(where)
    assert (answer.status_code, "Pilih berkas PDF" in text(answer)) == (400, True)
    monkeypatch.setattr(views, "LARGEST_FILE", 10)
    answer = Client().post(where, file(made[1]))
    assert (answer.status_code, "lebih besar dari 10 MB" in text(answer)) == (400, True)
