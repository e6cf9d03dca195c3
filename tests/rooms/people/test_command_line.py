"""The same services from the command line."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import pytest

from sembilan.accounts.models import User
from sembilan.cli import roster, site
from sembilan.people.models import ImportBatch, Official
from tests.cast import Agencies
from tests.rooms.people.files import workbook


def chosen(file: Path, **more: Any) -> argparse.Namespace:
    return argparse.Namespace(**({"file": file, "agency": "p3", "username": "", "dry_run": False, "errors": None} | more))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "uji.xlsx"
    made.write_bytes(workbook())
    return made


def test_a_file_is_imported_and_undone(file: Path, agencies: Agencies, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    errors = tmp_path / "masalah.xlsx"
    assert roster.import_file(chosen(file, errors=errors)) == 0
    shown = capsys.readouterr().out
    assert "diterapkan" in shown
    assert "Jam pelatihan tidak mungkin" in shown
    assert errors.read_bytes().startswith(b"PK")
    batch = ImportBatch.objects.get()
    assert batch.uploaded_by == "Operator (baris perintah)"
    assert roster.undo_file(argparse.Namespace(batch=batch.uuid, agency="p3", username="")) == 0
    assert not Official.objects.exists()


def test_a_dry_run_changes_nothing(file: Path, agencies: Agencies, capsys: pytest.CaptureFixture[str]) -> None:
    assert roster.import_file(chosen(file, dry_run=True)) == 0
    assert "tidak ada yang diubah" in capsys.readouterr().out
    assert not ImportBatch.objects.exists()


def test_columns_that_nobody_reads_are_named(agencies: Agencies, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    odd = tmp_path / "pegawai.csv"
    odd.write_text("Unit Organisasi,Nama Pegawai,NIP Pegawai,Pangkat/Gol,Zodiak [a]\nU1,Sari,198512102010032916,III/c,Leo\n")
    assert roster.import_file(chosen(odd)) == 0
    assert "Kolom yang tidak dibaca pada lembar pegawai: Zodiak [a]." in capsys.readouterr().out
    assert Official.objects.get().grade == "III/c"


def test_what_is_refused_says_why_with_its_code(tmp_path: Path, agencies: Agencies, people: dict[str, User], file: Path) -> None:
    wrong = tmp_path / "foto.xlsx"
    wrong.write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0")
    with pytest.raises(site.Refused, match=r"bukan tabel.*tabular\.not_a_table"):
        roster.import_file(chosen(wrong))
    wrong.write_bytes(b"\xef\xbb\xbfNIP;Nama\n\n")
    with pytest.raises(site.Refused, match=r"hanya berisi judul kolom.*people\.only_headers"):
        roster.import_file(chosen(wrong))
    with pytest.raises(site.Refused, match="p30"):
        roster.import_file(chosen(file, agency="nowhere"))
    with pytest.raises(site.Refused, match="no user"):
        roster.import_file(chosen(file, username="siapa"))
    with pytest.raises(site.Refused, match=r"tenancy\.not_allowed"):
        roster.import_file(chosen(file, username="orang_lain"))
    with pytest.raises(site.Refused, match="is no file"):
        roster.run_import(chosen(tmp_path / "tidak-ada.xlsx"))
    assert not Official.objects.exists()
