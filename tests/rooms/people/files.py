"""Small files for the tests, in the shape of the real one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from sembilan.people import services
from sembilan.people.models import ImportBatch
from sembilan.render.xlsx import Column, Sheet, write_workbook
from sembilan.tenancy.models import Organisation
from sembilan.tenancy.rules import Actor
from tests import cast

ROSTER = Path(__file__).resolve().parents[3] / "demo" / "roster_lampung.xlsx"
SARI, BUDI, CUT = "198512102010032916", "197001151995011007", "19911002201612273"
HEADS = {
    "unit": ("unorId", "unorIndukId", "namaUnor", "eselonLevel"),
    "jabatan": ("kodeJabatan", "namaJabatan", "unorId", "jenjangJabatan", "eselon", "Integritas", "Kerja Sama"),
    "pegawai": (
        "nipBaru",
        "nama",
        "tglLahir",
        "jenisKelamin",
        "golRuangAkhir",
        "jenjangJabatan",
        "kodeJabatan",
        "unorId",
        "kedudukanPnsNama",
        "akomodasi",
    ),
    "kinerja": ("nipBaru", "tahun", "hasilKerja", "perilakuKerja", "predikat"),
    "riwayat": ("nipBaru", "jenis", "tanggal", "uraian", "keterangan"),
    "kelengkapan": ("unorId", "register", "lengkap", "perTanggal", "petugas"),
    "hasil_asesmen": ("nipBaru", "instrumen", "tanggal", "lembaga", "Integritas", "Kesadaran diri"),
}
ROWS: dict[str, list[Sequence[str]]] = {
    "unit": [
        ("R", "", "Pemerintah Uji", ""),
        ("U1", "R", "Dinas Satu", "II"),
        ("U1.1", "U1", "Bidang Satu", "III"),
        ("U2", "R", "Dinas Dua", "II"),
    ],
    "jabatan": [("J1", "Kepala Bidang Satu", "U1.1", "Administrator", "III.a", "3", "2")],
    "pegawai": [
        (SARI, "Sari Utami", "10-12-1985", "P", "III.C", "Administrator", "J1", "U1.1", "Aktif", "huruf besar"),
        (BUDI, "Budi Karya", "15-01-1970", "L", "IV/a", "Pelaksana", "", "U2", "Aktif", ""),
        (CUT, "Cici Lestari", "02-10-1991", "P", "III/a", "Pelaksana", "", "U888", "Aktif", ""),
    ],
    "kinerja": [
        (SARI, "2024", "sesuai ekspektasi", "sesuai ekspektasi", "Baik"),
        (f"{CUT}5", "2024", "di atas ekspektasi", "sesuai ekspektasi", "Baik"),
    ],
    "riwayat": [
        (SARI, "pelatihan", "2024-05-01", "Bimtek", "900 JP"),
        (SARI, "hukuman disiplin", "2023-03-01", "ringan", "selesai"),
        (BUDI, "penghargaan", "2023-08-17", "Satyalancana", ""),
    ],
    "kelengkapan": [("U1", "pelatihan", "ya", "2025-10-31", "Petugas"), ("U1.1", "tim kerja", "tidak", "", "")],
    "hasil_asesmen": [(SARI, "CACT BKN 2023", "2023-08-14", "BKN", "3", "4")],
}


def workbook(**sheets: list[Sequence[str]]) -> bytes:
    """A roster of these sheets; without any, the whole small one."""
    chosen = sheets or ROWS
    return write_workbook([Sheet(name, [Column(head) for head in HEADS[name]], rows) for name, rows in chosen.items()])


def bring(
    agency: Organisation, content: bytes | None = None, *, actor: Actor, at: datetime = cast.AT, name: str = "uji.xlsx"
) -> ImportBatch:
    """Preview and apply."""
    batch = services.preview_import(agency, name, workbook() if content is None else content, actor=actor, at=at)
    return services.apply_import(batch, actor=actor, at=at)


def totals(batch: ImportBatch, *names: str) -> tuple[int, ...]:
    return tuple(sum(sheet[name] for sheet in batch.counts.values()) for name in names)
