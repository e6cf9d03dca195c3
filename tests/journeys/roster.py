"""A small roster as an agency would send it: a dozen people with other header spellings, and a few rows wrong on purpose."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date

import xlsxwriter

from sembilan.people.rules.headers import COMPETENCY_NAMES
from sembilan.people.rules.values import REGISTERS

NAME = "pegawai_uji.xlsx"
FORMULA = '=CONCATENATE("Eko ";"Prasetyo")'  # where a name should stand
RIGHT_NAME = "Eko Prasetyo"
RETIRED = "Gunarto Widodo"
ABSENT = "Lastri Handayani"  # registered, and never comes
ORPHAN = "Dewi Anggraini"  # her unit is on no list, so no register is declared complete for her
SITTERS = (
    "Sari Utami", "Budi Karya", "Cahyo Nugroho", ORPHAN, RIGHT_NAME, "Fitri Lestari", "Hendra Gunawan", "Indah Permata",
    "Joko Santoso", "Kartika Sari",
)  # fmt: skip

# born, begin of service, sex, name, grade, tier, position code, unit, education
PEOPLE: tuple[tuple[str, str, str, str, str, str, str, str, str], ...] = (
    ("19800312", "200501", "P", SITTERS[0], "IV.A", "Administrator", "J1", "U1.1", "S2"),
    ("19850720", "201001", "L", SITTERS[1], "III/d", "Pengawas", "J2", "U1", "S1"),
    ("19900215", "201501", "L", SITTERS[2], "III/b", "Pelaksana", "", "U1", "S1"),
    ("19880904", "201203", "P", ORPHAN, "III/c", "Pelaksana", "", "U999", "S1"),
    ("19870611", "201103", "L", FORMULA, "III/c", "Pengawas", "", "U2", "S2"),
    ("19920118", "201703", "P", SITTERS[5], "III/a", "Pelaksana", "", "U2", "D3"),
    ("19620105", "198803", "L", RETIRED, "IV/a", "Administrator", "", "U2", "S1"),
    ("19830430", "200801", "L", SITTERS[6], "III/d", "Pengawas", "", "U1.1", "S1"),
    ("19940825", "201903", "P", SITTERS[7], "III/a", "Pelaksana", "", "U2", "S1"),
    ("19791109", "200401", "L", SITTERS[8], "IV/a", "Administrator", "", "U2", "S2"),
    ("19910503", "201603", "P", SITTERS[9], "III/b", "Pelaksana", "", "U1", "S1"),
    ("19930717", "201803", "P", ABSENT, "III/a", "Pelaksana", "", "U1", "S1"),
)


def nip(place: int) -> str:
    born, service, sex, *_rest = PEOPLE[place]
    return f"{born}{service}{'1' if sex == 'L' else '2'}{place + 1:03d}"


def workbook(today: date) -> bytes:
    """The file, with ratings of last year and all registers declared complete up to `today`."""
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True, "strings_to_formulas": False}) as book:
        for name, rows in _sheets(today).items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return held.getvalue()


def _sheets(today: date) -> dict[str, list[Sequence[str]]]:
    year = str(today.year - 1)
    good, fair = ("di atas ekspektasi", "di atas ekspektasi", "Sangat Baik"), ("sesuai ekspektasi", "sesuai ekspektasi", "Baik")
    names = [name for _code, name in COMPETENCY_NAMES]
    return {
        "Unit Organisasi": [
            ("kode unor", "nama unit", "unit induk", "eselon"),
            ("R", "Pemerintah Provinsi Uji", "", ""),
            ("U1", "Dinas Pendidikan", "R", "II"),
            ("U1.1", "Bidang Guru dan Tenaga Kependidikan", "U1", "III"),
            ("U2", "Dinas Kesehatan", "R", "II"),
        ],
        "jabatan": [
            ("kode_jabatan", "nama_jabatan", "kode unit", "jenjang", "eselon", *names),
            ("J1", "Kepala Bidang Guru dan Tenaga Kependidikan", "U1.1", "Administrator", "III.a", *"333333333"),
            ("J2", "Kepala Subbagian Umum", "U1", "Pengawas", "IV.a", *"222222222"),
        ],
        "Daftar Pegawai": [_HEADS, *(_person(place) for place in range(len(PEOPLE))), _twin()],
        "skp": [("NIP", "thn", "hasil_kerja", "perilaku_kerja", "predikat kinerja")]
        + [(nip(place), year, *(good if place % 3 == 0 else fair)) for place in range(len(PEOPLE))],
        "riwayat": [
            ("NIP", "jenis", "tgl", "uraian", "ket"),
            (nip(0), "penghargaan", f"{year}-08-17", "Satyalancana Karya Satya X", ""),
            (nip(1), "pelatihan", f"{year}-05-02", "Pelatihan Kepemimpinan Pengawas", "120 JP"),
            (nip(8), "pelatihan", f"{year}-09-01", "Pelatihan Kepemimpinan Administrator", "80 JP"),
        ],
        "kelengkapan": [
            ("kode unit", "register", "lengkap", "perTanggal", "petugas"),
            *(("R", register, "ya", today.isoformat(), "Bidang Mutasi") for register in REGISTERS),
        ],
    }


_HEADS = (
    "nama lengkap", "NIP", "jk", "tanggal lahir", "golongan", "jenjang", "kode_jabatan", "nama jabatan", "tmt jabatan", "kode unit",
    "pendidikan terakhir", "kedudukan hukum",
)  # fmt: skip


def _person(place: int) -> tuple[str, ...]:
    born, _service, sex, name, grade, tier, post, unit, education = PEOPLE[place]
    day = "31-02-1990" if name == SITTERS[2] else f"{born[6:]}-{born[4:6]}-{born[:4]}"
    status = "Pensiun" if name == RETIRED else "Aktif"
    title = {"J1": "Kepala Bidang Guru dan Tenaga Kependidikan", "J2": "Kepala Subbagian Umum"}.get(post, f"{tier} umum")
    return name, nip(place), sex, day, grade, tier, post, title, "01-02-2023", unit, education, status


def _twin() -> tuple[str, ...]:
    """Another person under the number of the second."""
    return ("Mawar Lestari", nip(1), *_person(2)[2:])
