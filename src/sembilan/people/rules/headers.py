"""Which sheet is which and which header means what: tolerant of order, case, blanks, underscores and other names.

Field spelling varies by endpoint and version of SIASN (camel and snake), so headers are compared by letters and digits alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from sembilan.kit.text import gettext_noop as _
from sembilan.people.rules.values import squashed


@dataclass(frozen=True, slots=True)
class Column:
    code: str
    title: str
    names: tuple[str, ...]
    required: bool = False


@dataclass(frozen=True, slots=True)
class Kind:
    """One of the sheets we read. `names` are what the sheet itself may be called."""

    code: str
    title: str
    names: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def required(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if column.required)


_NIP = Column("nip", _("NIP"), ("nipBaru", "NIP_BARU", "NIP", "nip 18", "nomor induk pegawai", "NI PPPK", "nip pegawai"), True)
_UNIT_NAMES = (
    "unorId",
    "unor_id",
    "kode unor",
    "kode unit",
    "id unor",
    "unit id",
    "unit kerja",
    "kode unit kerja",
    "unor",
    "unit organisasi",
)
_YEAR = Column("year", _("Tahun"), ("tahun", "thn", "year", "tahun penilaian"), True)

COMPETENCY_NAMES: Final = (
    ("integritas", "Integritas"),
    ("kerja_sama", "Kerja Sama"),
    ("komunikasi", "Komunikasi"),
    ("orientasi_hasil", "Orientasi pada Hasil"),
    ("pelayanan_publik", "Pelayanan Publik"),
    ("pengembangan", "Pengembangan Diri dan Orang Lain"),
    ("mengelola_perubahan", "Mengelola Perubahan"),
    ("pengambilan_keputusan", "Pengambilan Keputusan"),
    ("perekat_bangsa", "Perekat Bangsa"),
)
ASPECT_NAMES: Final = (
    ("intelektual", "Kemampuan intelektual"),
    ("interpersonal", "Kemampuan interpersonal"),
    ("kesadaran_diri", "Kesadaran diri"),
    ("berpikir_kritis", "Kemampuan berpikir kritis dan strategis"),
    ("pemecahan_masalah", "Kemampuan menyelesaikan permasalahan"),
    ("kecerdasan_emosional", "Kecerdasan emosional"),
    ("belajar_cepat", "Kemampuan belajar cepat dan mengembangkan diri"),
    ("motivasi", "Motivasi dan komitmen"),
)
_SHORT = {
    "kerja_sama": ("Kerjasama",),
    "orientasi_hasil": ("Orientasi Hasil",),
    "intelektual": ("Intelektual",),
    "interpersonal": ("Interpersonal",),
    "berpikir_kritis": ("Berpikir kritis dan strategis", "Berpikir kritis"),
    "pemecahan_masalah": ("Menyelesaikan permasalahan", "Pemecahan masalah"),
    "belajar_cepat": ("Belajar cepat dan mengembangkan diri", "Belajar cepat"),
    "motivasi": ("Motivasi",),
    "pengembangan": ("Pengembangan Diri & Orang Lain",),
}


def _levels(names: Sequence[tuple[str, str]]) -> tuple[Column, ...]:
    return tuple(Column(code, name, (name, code, *_SHORT.get(code, ()))) for code, name in names)


OWN: Final = "Sembilan: "
"""Begins the headers that we put into a sheet of errors: when it comes back they are nobody's columns."""

KINDS: Final[Mapping[str, Kind]] = {
    kind.code: kind
    for kind in (
        Kind(
            "unit",
            _("Unit kerja"),
            ("unit", "unor", "unit kerja", "unit organisasi", "ref unor"),
            (
                Column("code", _("Kode unit"), _UNIT_NAMES, True),
                Column(
                    "parent",
                    _("Kode unit induk"),
                    ("unorIndukId", "unor_induk_id", "induk", "kode induk", "diatasanId", "parent", "unit induk", "unorInduk"),
                    True,
                ),
                Column("name", _("Nama unit"), ("namaUnor", "nama unit", "unorNama", "nama_unor", "nama", "nama unit kerja"), True),
                Column("echelon", _("Eselon unit"), ("eselonLevel", "eselon", "eselonId", "eselon level")),
            ),
        ),
        Kind(
            "jabatan",
            _("Jabatan dan standarnya"),
            ("jabatan", "standar jabatan", "SKJ", "ref jabatan", "peta jabatan"),
            (
                Column("code", _("Kode jabatan"), ("kodeJabatan", "kode_jabatan", "jabatanId", "id jabatan", "kode"), True),
                Column("name", _("Nama jabatan"), ("namaJabatan", "nama_jabatan", "jabatanNama", "jabatan", "nama"), True),
                Column("unit", _("Kode unit"), _UNIT_NAMES),
                Column("tier", _("Jenjang"), ("jenjangJabatan", "jenjang", "asnJenjangJabatan", "jenjang_jabatan")),
                Column("echelon", _("Eselon"), ("eselon", "eselonLevel")),
                *_levels(COMPETENCY_NAMES),
            ),
        ),
        Kind(
            "pegawai",
            _("Pegawai"),
            ("pegawai", "data utama", "data pegawai", "asn", "pns", "roster", "peserta", "daftar pegawai"),
            (
                _NIP,
                Column("name", _("Nama"), ("nama", "namaPegawai", "nama lengkap", "nama_pegawai", "nama pns"), True),
                Column("title_before", _("Gelar depan"), ("gelarDepan", "gelar_depan", "glr depan")),
                Column("title_after", _("Gelar belakang"), ("gelarBelakang", "gelar_belakang", "glr belakang")),
                Column("born", _("Tanggal lahir"), ("tglLahir", "tgl_lahir", "tanggal lahir", "tanggal_lahir", "lahir")),
                Column("sex", _("Jenis kelamin"), ("jenisKelamin", "jenis_kelamin", "jk", "kelamin", "L/P")),
                Column(
                    "grade",
                    _("Golongan"),
                    (
                        "golRuangAkhir",
                        "gol_ruang_akhir",
                        "golongan",
                        "gol",
                        "pangkat golongan",
                        "golongan ruang",
                        "gol ruang",
                        "pangkat/gol",
                        "pangkat/gol ruang",
                        "gol terakhir",
                    ),
                ),
                Column("grade_since", _("TMT golongan"), ("tmtGolAkhir", "tmt golongan", "tmt pangkat", "tmt pangkat golongan")),
                Column("tier", _("Jenjang jabatan"), ("jenjangJabatan", "jenjang_jabatan", "asnJenjangJabatan", "jenjang")),
                Column("echelon", _("Eselon"), ("eselon", "eselonLevel")),
                Column("position_code", _("Kode jabatan"), ("kodeJabatan", "kode_jabatan", "jabatanId", "id jabatan")),
                Column(
                    "position_name",
                    _("Nama jabatan"),
                    (
                        "jabatanNama",
                        "nama_jabatan",
                        "namaJabatan",
                        "jabatan",
                        "nama jabatan",
                        "jabatan terakhir",
                        "jabatan saat ini",
                    ),
                ),
                Column("position_since", _("TMT jabatan"), ("tmtJabatan", "tmt_jabatan", "tmt jabatan")),
                Column("unit", _("Kode unit"), _UNIT_NAMES),
                Column(
                    "education",
                    _("Pendidikan terakhir"),
                    ("tkPendidikanTerakhir", "tk_pendidikan_terakhir", "pendidikan", "pendidikan terakhir", "tingkat pendidikan"),
                ),
                Column(
                    "status",
                    _("Kedudukan"),
                    (
                        "kedudukanPnsNama",
                        "kedudukan_pns_nama",
                        "kedudukan",
                        "kedudukan hukum",
                        "status pegawai",
                        "status kepegawaian",
                    ),
                ),
                Column("accommodation", _("Akomodasi"), ("akomodasi", "kebutuhan khusus", "disabilitas", "akomodasi yang layak")),
            ),
        ),
        Kind(
            "kinerja",
            _("Kinerja tahunan"),
            ("kinerja", "skp", "skp22", "rw skp22", "penilaian kinerja"),
            (
                _NIP,
                _YEAR,
                Column(
                    "results",
                    _("Hasil kerja"),
                    ("hasilKerja", "hasil_kerja", "hasilKinerja", "rating hasil kerja", "hasilKinerjaNilai"),
                    True,
                ),
                Column(
                    "behaviour",
                    _("Perilaku kerja"),
                    ("perilakuKerja", "perilaku_kerja", "rating perilaku", "perilakuKerjaNilai"),
                    True,
                ),
                Column("predicate", _("Predikat"), ("predikat", "predikat kinerja", "predikat_kinerja", "kuadranKinerja"), True),
            ),
        ),
        Kind(
            "riwayat",
            _("Penghargaan, tim, pelatihan, disiplin"),
            ("riwayat", "riwayat lain", "riwayat pegawai"),
            (
                _NIP,
                Column("type", _("Jenis"), ("jenis", "jenis riwayat", "tipe"), True),
                Column("date", _("Tanggal"), ("tanggal", "tgl", "tanggal mulai", "tmt"), True),
                Column("text", _("Uraian"), ("uraian", "nama", "keterangan riwayat", "deskripsi"), True),
                Column("note", _("Keterangan"), ("keterangan", "ket", "catatan")),
            ),
        ),
        Kind(
            "umpan_balik_360",
            _("Umpan balik 360"),
            ("umpan_balik_360", "umpan balik", "360", "feedback 360"),
            (
                _NIP,
                _YEAR,
                Column("value", _("Nilai"), ("nilai", "skor", "nilai 360"), True),
                Column("raters", _("Jumlah penilai"), ("jumlahPenilai", "jumlah_penilai", "penilai", "n penilai"), True),
            ),
        ),
        Kind(
            "riwayat_jabatan",
            _("Riwayat jabatan"),
            ("riwayat_jabatan", "rw jabatan", "riwayat jabatan"),
            (
                _NIP,
                Column("name", _("Jabatan"), ("jabatan", "namaJabatan", "nama jabatan", "nama_jabatan"), True),
                Column("reach", _("Lingkup"), ("lingkup", "cakupan"), True),
                Column("since", _("TMT mulai"), ("tmtMulai", "tmt_mulai", "mulai", "tmtJabatan", "tanggal mulai"), True),
                Column("until", _("TMT selesai"), ("tmtSelesai", "tmt_selesai", "selesai", "tanggal selesai", "sampai")),
                Column("status", _("Status"), ("status", "status jabatan", "jenis penugasan"), True),
            ),
        ),
        Kind(
            "pendidikan",
            _("Riwayat pendidikan"),
            ("pendidikan", "rw pendidikan", "riwayat pendidikan"),
            (
                _NIP,
                Column("level", _("Jenjang"), ("jenjang", "tingkat", "tingkat pendidikan", "tkPendidikan"), True),
                Column("field", _("Rumpun"), ("rumpun", "rumpun ilmu", "jurusan", "program studi", "bidang ilmu")),
                Column(
                    "relevance",
                    _("Kesesuaian bidang ilmu"),
                    ("kesesuaianBidangIlmu", "kesesuaian_bidang_ilmu", "kesesuaian", "relevansi"),
                ),
            ),
        ),
        Kind(
            "kelengkapan",
            _("Kelengkapan register"),
            ("kelengkapan", "kelengkapan data", "pernyataan kelengkapan"),
            (
                Column("unit", _("Kode unit"), _UNIT_NAMES, True),
                Column("register", _("Register"), ("register", "jenis register", "data"), True),
                Column("complete", _("Lengkap"), ("lengkap", "sudah lengkap", "status"), True),
                Column("up_to", _("Per tanggal"), ("perTanggal", "per_tanggal", "sampai tanggal", "tanggal"), True),
                Column("officer", _("Petugas"), ("petugas", "penanggung jawab", "pic")),
            ),
        ),
        Kind(
            "hasil_asesmen",
            _("Hasil asesmen lembaga lain"),
            ("hasil_asesmen", "asesmen", "hasil assessment", "rw kompetensi"),
            (
                _NIP,
                Column("instrument", _("Instrumen"), ("instrumen", "nama instrumen", "metode", "kegiatan"), True),
                Column("date", _("Tanggal"), ("tanggal", "tgl", "tanggal asesmen"), True),
                Column("institution", _("Lembaga"), ("lembaga", "penyelenggara", "institusi"), True),
                *_levels(COMPETENCY_NAMES),
                *_levels(ASPECT_NAMES),
            ),
        ),
    )
}
"""In the order in which sheets are read: units before posts, posts before people, people before their registers."""


@dataclass(frozen=True, slots=True)
class SheetMapping:
    """What one sheet of a file is taken for. `kind` "" means not used."""

    kind: str
    columns: dict[str, str]
    """our column -> header in the file"""
    unmatched: tuple[str, ...]
    missing: tuple[str, ...]
    """required columns of ours without a header"""


_SHORTENED: Final = {
    short: whole
    for whole, shorts in {
        "belakang": ("blkg", "blk", "bel"),
        "depan": ("dpn", "dep"),
        "eselon": ("esl", "es"),
        "gelar": ("glr",),
        "golongan": ("gol",),
        "jabatan": ("jab", "jbt", "jbtn"),
        "jenis": ("jns",),
        "kelamin": ("klm", "klmn"),
        "keterangan": ("ket",),
        "kode": ("kd",),
        "lahir": ("lhr",),
        "nama": ("nm",),
        "pangkat": ("pkt", "pngkt"),
        "pegawai": ("peg", "pgw"),
        "pendidikan": ("pend", "pddkn", "pdd"),
        "tahun": ("thn", "th"),
        "tanggal": ("tgl",),
        "unitkerja": ("unker",),
    }.items()
    for short in shorts
}


@lru_cache(maxsize=4096)
def folded(header: str) -> str:
    """For comparing headers: letters and digits alone, and words that are often shortened at their full length.

    >>> folded("TMT Jab."), folded("tmtJabatan"), folded("Gelar Blkg")
    ('tmtjabatan', 'tmtjabatan', 'gelarbelakang')
    """
    words = re.findall(r"[^\W_]+", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", header))
    return "".join(_SHORTENED.get(word.casefold(), word.casefold()) for word in words)


def match_columns(kind: Kind, headers: Sequence[str], remembered: Mapping[str, str] | None = None) -> dict[str, str]:
    """Our column -> header, each header once; a column's earlier names win over its later ones.

    `remembered`: folded header -> the column it was taken for by hand ("" = none), which comes before every name of ours."""
    by_name: dict[str, str] = {}
    for written in headers:
        by_name.setdefault(folded(written), written)
    found: dict[str, str] = {}
    used: set[str] = set()
    known = {column.code for column in kind.columns}
    for name, code in (remembered or {}).items():
        if name in by_name and (code in known or not code) and code not in found:
            used.add(by_name[name])
            if code:
                found[code] = by_name[name]
    for rank in range(max(len(column.names) for column in kind.columns)):
        for column in kind.columns:
            header = by_name.get(folded(column.names[rank])) if rank < len(column.names) else None
            if header is not None and column.code not in found and header not in used:
                found[column.code] = header
                used.add(header)
    return found


Remembered = Mapping[str, Mapping[str, str]]
"""What an agency chose by hand: kind of sheet -> {folded header: our column}."""


def by_hand(kind: Kind, headers: Sequence[str], columns: Mapping[str, str], remembered: Mapping[str, str]) -> dict[str, str]:
    """Of the columns a person chose what is worth keeping: each header that we alone would have taken for something else."""
    ours = {header: code for code, header in match_columns(kind, headers).items()}
    theirs = {header: code for code, header in columns.items()}
    return {
        folded(header): theirs.get(header, "")
        for header in headers
        if ours.get(header) != theirs.get(header) or folded(header) in remembered
    }


def map_sheet(
    name: str,
    headers: Sequence[str],
    remembered: Remembered | None = None,
    *,
    chosen_kind: str | None = None,
    chosen: Mapping[str, str] | None = None,
) -> SheetMapping:
    """Recognise a sheet by its name, else by its headers; a kind and columns chosen by hand come before both.

    By headers alone, all required columns must be there, and of several kinds that fit the one with most columns wins.
    """
    remembered = remembered or {}
    kind_code = chosen_kind if chosen_kind is not None else _recognised(name, headers, remembered)
    if not kind_code:
        return SheetMapping("", {}, _unused(headers, set()), ())
    kind = KINDS[kind_code]
    columns = match_columns(kind, headers, remembered.get(kind_code))
    if chosen is not None:
        known = {column.code for column in kind.columns}
        columns = {code: header for code, header in chosen.items() if code in known and header in headers}
    used = set(columns.values())
    missing = tuple(column.code for column in kind.required if column.code not in columns)
    return SheetMapping(kind_code, columns, _unused(headers, used), missing)


def _unused(headers: Sequence[str], used: set[str]) -> tuple[str, ...]:
    return tuple(header for header in headers if header not in used and not header.startswith(OWN))


def _recognised(name: str, headers: Sequence[str], remembered: Remembered) -> str:
    named = squashed(name)
    fitting = []
    for kind in KINDS.values():
        found = match_columns(kind, headers, remembered.get(kind.code))
        whole = all(column.code in found for column in kind.required)
        called = named in {squashed(other) for other in kind.names}
        if whole or (called and found):
            fitting.append((called, whole, len(found), kind.code))
    return max(fitting)[3] if fitting else ""
