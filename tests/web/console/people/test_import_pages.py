"""Import pages beyond the short way: large files in the background, a file nobody understands, what changes before and after."""

from __future__ import annotations

import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from procrastinate.contrib.django import app as jobs
from python_calamine import CalamineWorkbook

from sembilan.accounts.models import User
from sembilan.audit.models import ReadEvent
from sembilan.people import services
from sembilan.people.models import ImportBatch, ImportFile, Official
from sembilan.people.services import import_work
from tests import cast
from tests.cast import Agencies
from tests.rooms.people.files import BUDI, ROWS, bring, workbook


@pytest.fixture
def agus(people: dict[str, User]) -> Client:
    client = Client()
    client.force_login(people["agus"], backend="sembilan.accounts.backend.ScopedBackend")
    return client


def upload(client: Client, agencies: Agencies, content: bytes, name: str = "uji.xlsx") -> str:
    file = SimpleUploadedFile(name, content)
    page = client.post("/data/impor/", {"agency": str(agencies.lampung.uuid), "file": file}, follow=True)
    return page.content.decode()


def text(client: Client, address: str) -> str:
    return client.get(address).content.decode()


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every file counts as one that a request has no time for."""
    monkeypatch.setattr(import_work, "DIRECT_BYTES", 10)
    monkeypatch.setattr(import_work, "DIRECT_ROWS", 2)


def work() -> None:
    """What the worker does with the jobs that wait: the same task, with the arguments it was deferred with."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE task_name = 'people.work_on_import' RETURNING args")
        waiting = [json.loads(arguments) for (arguments,) in cursor.fetchall()]
    task = jobs.tasks["people.work_on_import"]
    for arguments in waiting:
        task(**arguments)


@pytest.mark.usefixtures("large")
def test_a_large_file_is_read_applied_and_undone_by_the_worker(agus: Client, agencies: Agencies) -> None:
    assert "Berkas sedang dibaca dan diperiksa" in upload(agus, agencies, workbook())
    batch = ImportBatch.objects.get()
    here = f"/data/impor/{batch.uuid}/"
    assert (batch.state, batch.rows.count(), ImportFile.objects.count()) == ("received", 0, 1)
    assert "hx-trigger" in text(agus, f"{here}kemajuan/")
    assert "sedang dikerjakan" in agus.post(f"{here}buang/", follow=True).content.decode()
    work()
    assert ImportFile.objects.count() == 0
    assert agus.get(f"{here}kemajuan/")["HX-Refresh"] == "true"
    assert "Yang akan terjadi" in text(agus, here)
    assert "Impor sedang diterapkan" in agus.post(f"{here}terapkan/", follow=True).content.decode()
    assert "sedang dikerjakan" in agus.post(f"{here}terapkan/", follow=True).content.decode()
    assert not Official.objects.exists()
    work()
    assert Official.objects.count() == 3
    assert "Impor sedang dibatalkan" in agus.post(f"{here}batal/", follow=True).content.decode()
    work()
    assert not Official.objects.exists()


@pytest.mark.usefixtures("large")
def test_what_is_wrong_with_a_large_file_stands_on_its_page(agus: Client, agencies: Agencies) -> None:
    upload(agus, agencies, b"<html><table></table></html>")
    work()
    batch = ImportBatch.objects.get()
    page = text(agus, f"/data/impor/{batch.uuid}/")
    assert "Berkas ini tidak dibaca" in page
    assert "halaman web" in page
    assert "Terapkan impor" not in page
    agus.post(f"/data/impor/{batch.uuid}/buang/")
    assert not ImportBatch.objects.exists()
    assert not ImportFile.objects.exists()


@pytest.mark.usefixtures("large")
def test_work_that_breaks_off_changes_nothing_and_can_be_asked_for_again(
    agus: Client, agencies: Agencies, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fall(*args: object, **more: object) -> ImportBatch:
        raise RuntimeError("no memory")

    upload(agus, agencies, workbook())
    work()
    batch = ImportBatch.objects.get()
    here = f"/data/impor/{batch.uuid}/"
    agus.post(f"{here}terapkan/")
    with monkeypatch.context() as patch:
        patch.setitem(import_work._DO, import_work.Work.APPLY, fall)  # type: ignore[misc]
        with pytest.raises(RuntimeError):
            work()
    assert "terhenti di tengah" in text(agus, here)
    assert not Official.objects.exists()
    agus.post(f"{here}ulang/", {"leave": "1"})
    assert "Yang akan terjadi" in text(agus, here)
    agus.post(f"{here}terapkan/")
    work()
    assert Official.objects.count() == 3


def test_a_file_nobody_understands_says_what_is_expected_and_cannot_be_applied(agus: Client, agencies: Agencies) -> None:
    page = upload(agus, agencies, b"Siapa;Tempat\nSari;Dinas\n", "lain.csv")
    assert "Terapkan impor" not in page
    assert "Siapa, Tempat" in page
    assert "Judul kolom yang diharapkan" in page
    assert "NIP (nipBaru)" in page
    assert "Petakan kolom" in page


def test_a_preview_shows_before_and_after_and_the_whole_as_a_workbook(
    agus: Client, people: dict[str, User], agencies: Agencies
) -> None:
    bring(agencies.lampung, actor=cast.actor(people["agus"]))
    sari, budi, cici = ROWS["pegawai"]
    moved = (*budi[:4], "IV/b", *budi[5:7], "U1", *budi[8:])
    page = upload(agus, agencies, workbook(pegawai=[sari, moved, cici]))
    assert "1 baris mengatakan hal lain" in page
    rows = [line for line in page.split("<tr>") if BUDI in line]
    assert len(rows) == 2
    assert all(one in rows[0] + rows[1] for one in ("IV/a", "IV/b", "U2", "U1"))
    batch = ImportBatch.objects.get(state="previewed")
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(agus.get(f"/data/impor/{batch.uuid}/perubahan.xlsx").content))
    lines = [[str(cell) for cell in line] for line in sheet.get_sheet_by_index(0).to_python()]
    assert [line[-2:] for line in lines if BUDI in line] == [["IV/a", "IV/b"], ["U2", "U1"]]
    assert ReadEvent.objects.filter(what="people.import_changes").exists()
    audi = Client()
    audi.force_login(people["audi"], backend="sembilan.accounts.backend.ScopedBackend")
    assert BUDI not in text(audi, f"/data/impor/{batch.uuid}/")


def test_a_new_file_changes_nothing_before_and_after(agus: Client, agencies: Agencies) -> None:
    assert "Yang berubah" not in upload(agus, agencies, workbook())


def test_a_row_that_waits_is_not_told_as_changed(people: dict[str, User], agencies: Agencies) -> None:
    bring(agencies.lampung, actor=cast.actor(people["agus"]))
    sari, budi, cici = ROWS["pegawai"]
    content = workbook(pegawai=[sari, budi, budi, cici])
    batch = services.preview_import(agencies.lampung, "dua.xlsx", content, actor=cast.actor(people["agus"]), at=cast.AT)
    assert not batch.rows.exclude(changes=[]).exists()
