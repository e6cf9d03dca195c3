"""Every kind of doubt: one code a cause, what it means to a personnel officer, what to do, and whether the row must wait.

`blocks`: the row changes nothing until somebody mends it. `doubt`: the row stands; the doubtful value is left empty or
kept, as said.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sembilan.kit.text import gettext_noop as _

Severity = Literal["blocks", "doubt"]
Mend = Literal["text", "nip", "date", "number", "unit", "choice", "none"]


@dataclass(frozen=True, slots=True)
class Cause:
    """`mend`: which kind of value the page asks for; `none`: nothing to type, only to confirm with a reason."""

    code: str
    severity: Severity
    title: str
    advice: str
    mend: Mend = "text"

    @property
    def one_for_all(self) -> bool:
        """Whether one and the same value can be true of many rows: never a name, a number or a day of one person's own."""
        return self.code in _ONE_FOR_ALL

    @property
    def contradiction(self) -> bool:
        """Whether the value is sound in itself and stands, only something else speaks against it."""
        return self.code in _CONTRADICTIONS


_TABLE = (
    # who
    Cause(
        "nip_missing",
        "blocks",
        _("NIP kosong"),
        _("Isi NIP orang ini. Tanpa NIP, baris tidak dapat dikaitkan dengan siapa pun."),
        "nip",
    ),
    Cause(
        "nip_malformed",
        "doubt",
        _("NIP bukan 18 angka"),
        _(
            "Periksa pada SK atau kartu pegawai. Bila register lain di berkas ini memuat NIP lengkap orang yang "
            "sama, nomor itu kami usulkan."
        ),
        "nip",
    ),
    Cause(
        "nip_contents",
        "doubt",
        _("NIP memuat tanggal atau kode yang mustahil"),
        _("Tanggal lahir, awal dinas, atau kode jenis kelamin di dalam NIP tidak mungkin. Periksa pada SK."),
        "nip",
    ),
    Cause(
        "nip_imprecise",
        "blocks",
        _("NIP tersimpan sebagai angka dan sudah kehilangan digit"),
        _(
            "Ubah kolom NIP menjadi teks di Excel pada sumbernya lalu unggah lagi, atau isi NIP yang benar di mutu data "
            "sesudah impor diterapkan."
        ),
        "nip",
    ),
    Cause(
        "nip_repeated",
        "blocks",
        _("Satu NIP pada dua baris"),
        _("Baris yang pertama dipakai. Bila baris ini orang lain, betulkan NIP-nya; bila sama, kesampingkan dengan alasan."),
        "nip",
    ),
    Cause(
        "nip_unknown",
        "blocks",
        _("NIP tidak ada pada daftar pegawai"),
        _("Baris ini menunggu sampai orangnya ada. Bila NIP orang itu diperbaiki, baris ini masuk dengan sendirinya."),
        "nip",
    ),
    Cause(
        "name_missing",
        "doubt",
        _("Nama kosong atau tanpa huruf"),
        _("Isi nama sesuai SK. Nama yang sudah ada tidak diganti olehnya."),
        "text",
    ),
    Cause(
        "name_formula",
        "doubt",
        _("Nama berisi rumus, bukan nama"),
        _("Berkas memuat rumus Excel di kolom nama. Rumus tidak pernah dijalankan. Isi nama sesuai SK."),
        "text",
    ),
    Cause(
        "name_script",
        "doubt",
        _("Nama memuat tanda di luar huruf Latin"),
        _("Nama disimpan apa adanya; pada laporan tanda itu tercetak sebagai kotak. Tulis nama dengan huruf Latin sesuai SK."),
        "text",
    ),
    Cause(
        "born_against_nip",
        "doubt",
        _("Tanggal lahir berbeda dengan NIP"),
        _("Tanggal pada kolom dipakai. Periksa akta; bila NIP yang benar, terima usulan."),
        "date",
    ),
    Cause(
        "sex_against_nip",
        "doubt",
        _("Jenis kelamin berbeda dengan NIP"),
        _("Isi kolom dipakai. NIP ditetapkan BKN dan jarang salah; bila NIP yang benar, terima usulan untuk semuanya sekaligus."),
        "choice",
    ),
    Cause("sex_unknown", "doubt", _("Jenis kelamin tidak terbaca"), _("Tulis L atau P."), "choice"),
    Cause(
        "status_retired",
        "doubt",
        _("Sudah pensiun tetapi masih tercantum"),
        _("Orang ini tidak dijadwalkan. Bila memang pensiun, kesampingkan dengan alasan; bila masih aktif, betulkan kedudukannya."),
        "choice",
    ),
    Cause(
        "status_unknown",
        "doubt",
        _("Kedudukan tidak terbaca"),
        _("Pilih aktif, pensiun, atau berhenti. Sampai jelas, orang ini tidak dijadwalkan."),
        "choice",
    ),
    # dates
    Cause(
        "date_impossible",
        "doubt",
        _("Tanggal tidak mungkin ada"),
        _("Nilainya dikosongkan, bukan diganti. Tulis tanggal yang benar, misalnya 24-11-1980."),
        "date",
    ),
    Cause(
        "date_needed",
        "blocks",
        _("Tanggal kosong atau tidak mungkin"),
        _("Catatan tanpa tanggal tidak dapat dihitung. Tulis tanggalnya."),
        "date",
    ),
    Cause(
        "date_future",
        "doubt",
        _("Tanggal masih di masa depan"),
        _("Nilainya disimpan. Bila ini SK yang belum berlaku, kesampingkan dengan alasan."),
        "date",
    ),
    Cause(
        "date_before_service",
        "doubt",
        _("Tanggal sebelum awal dinas menurut NIP"),
        _("Golongan atau jabatan tidak mungkin mendahului pengangkatan. Nilainya disimpan; periksa pada SK."),
        "date",
    ),
    Cause(
        "period_reversed",
        "doubt",
        _("Tanggal selesai mendahului tanggal mulai"),
        _("Tanggal selesai dikosongkan. Betulkan salah satunya."),
        "date",
    ),
    # place and post
    Cause(
        "unit_missing",
        "doubt",
        _("Unit kerja kosong"),
        _("Orang ini berada langsung di bawah instansi sampai unitnya dipilih."),
        "unit",
    ),
    Cause(
        "unit_unknown",
        "doubt",
        _("Unit kerja tidak ada pada daftar unit"),
        _("Orang ini tetap terdaftar, langsung di bawah instansi. Pilih unitnya; kelengkapan register unit belum berlaku baginya."),
        "unit",
    ),
    Cause(
        "unit_parent_unknown",
        "blocks",
        _("Unit induk tidak ada"),
        _("Unit menunggu sampai induknya jelas. Pilih induk yang benar."),
        "unit",
    ),
    Cause(
        "unit_moved",
        "doubt",
        _("Unit sudah ada di bawah induk lain"),
        _(
            "Letaknya belum diubah. Pindahkan unit ini beserta semua unit dan orang di bawahnya, "
            "atau kesampingkan dengan alasan bila letak yang sekarang benar."
        ),
        "unit",
    ),
    Cause(
        "unit_cycle",
        "blocks",
        _("Unit menjadi atasan dirinya sendiri"),
        _("Rantai induk berputar. Pilih induk yang benar untuk salah satu unit."),
        "unit",
    ),
    Cause(
        "position_unknown",
        "doubt",
        _("Kode jabatan tidak ada pada daftar jabatan"),
        _("Orang ini diukur dengan baku jenjang sampai kodenya benar."),
        "text",
    ),
    Cause(
        "position_elsewhere",
        "doubt",
        _("Unit orang berbeda dengan unit jabatannya"),
        _("Unit pada baris orang dipakai. Bila unit jabatan yang benar, terima usulan."),
        "unit",
    ),
    Cause(
        "position_shared",
        "doubt",
        _("Satu jabatan dipegang dua orang"),
        _("Keduanya tetap tercatat. Betulkan kode jabatan salah satunya."),
        "text",
    ),
    Cause(
        "tier_unknown",
        "doubt",
        _("Jenjang jabatan tidak dikenal"),
        _("Tulisan asli disimpan. Tanpa jenjang yang dikenal tidak ada standar pembanding."),
        "choice",
    ),
    Cause(
        "tier_against_position",
        "doubt",
        _("Jenjang orang berbeda dengan jenjang jabatannya"),
        _("Jenjang pada baris orang dipakai. Periksa SK jabatan."),
        "choice",
    ),
    Cause(
        "grade_unknown",
        "doubt",
        _("Golongan tidak dikenal"),
        _("Dikosongkan. Tulis seperti III/c, atau I sampai XVII untuk PPPK."),
        "text",
    ),
    Cause(
        "accommodation_unknown",
        "doubt",
        _("Akomodasi tidak terbaca"),
        _("Belum ada penyesuaian yang dicatat. Tulis misalnya: waktu +30%, huruf besar, tunanetra."),
        "text",
    ),
    Cause(
        "education_unknown", "doubt", _("Jenjang pendidikan tidak dikenal"), _("Dikosongkan. Tulis seperti S1, D4, SLTA."), "choice"
    ),
    # registers
    Cause(
        "row_repeated",
        "blocks",
        _("Baris yang sama persis dua kali"),
        _("Dihitung satu kali. Terima bila memang sama, atau kesampingkan dengan alasan sendiri."),
        "none",
    ),
    Cause(
        "row_conflicting",
        "blocks",
        _("Dua baris berbeda untuk hal yang sama"),
        _("Baris yang pertama dipakai. Betulkan bila ini hal lain, atau kesampingkan dengan alasan."),
        "none",
    ),
    Cause(
        "text_too_long",
        "doubt",
        _("Tulisan terlalu panjang"),
        _("Tulisan dipotong; aslinya tetap tersimpan pada baris impor."),
        "text",
    ),
    Cause(
        "word_unknown",
        "blocks",
        _("Kata di luar pilihan"),
        _("Pilih salah satu kata yang dikenal; baris menunggu sampai jelas."),
        "text",
    ),
    Cause("text_missing", "blocks", _("Isian wajib kosong"), _("Lengkapi isian; baris menunggu."), "text"),
    Cause("number_impossible", "blocks", _("Angka tidak mungkin"), _("Tulis angka yang benar; baris menunggu."), "number"),
    Cause(
        "predicate_against_ratings",
        "doubt",
        _("Predikat tidak sesuai hasil dan perilaku kerja"),
        _("Predikat pada berkas dipakai (PermenPANRB 6/2022 memberi predikat lain). Periksa dokumen penilaian."),
        "choice",
    ),
    Cause(
        "hours_impossible",
        "doubt",
        _("Jam pelatihan tidak mungkin"),
        _("Jumlah JP dikosongkan, bukan dipotong. Tulis JP menurut sertifikat."),
        "number",
    ),
    Cause(
        "level_unusable",
        "doubt",
        _("Tingkat di luar 1 sampai 5"),
        _("Kemampuan ini dianggap tidak ada nilainya. Tulis tingkat menurut laporan lembaga."),
        "number",
    ),
    Cause(
        "assessment_before_instrument",
        "doubt",
        _("Tanggal asesmen mendahului tahun instrumennya"),
        _("Keduanya disimpan. Periksa laporan lembaga; tanggal menentukan masa berlaku."),
        "date",
    ),
    Cause(
        "declaration_unit_unknown",
        "blocks",
        _("Pernyataan lengkap untuk unit yang tidak ada"),
        _("Unit tidak ada pada daftar unit, jadi pernyataan ini belum berlaku bagi siapa pun. Pilih unitnya."),
        "unit",
    ),
    Cause(
        "declaration_undated",
        "blocks",
        _("Register dinyatakan lengkap tanpa tanggal"),
        _("Pernyataan tanpa tanggal tidak berlaku. Tulis sampai tanggal berapa lengkap."),
        "date",
    ),
)

_ONE_FOR_ALL = frozenset(
    {
        "status_retired",
        "status_unknown",
        "unit_missing",
        "unit_unknown",
        "unit_parent_unknown",
        "tier_unknown",
        "tier_against_position",
        "education_unknown",
        "word_unknown",
    }
)

_CONTRADICTIONS = frozenset(
    {
        "born_against_nip",
        "sex_against_nip",
        "status_retired",
        "date_future",
        "date_before_service",
        "unit_moved",
        "position_elsewhere",
        "position_shared",
        "tier_against_position",
        "predicate_against_ratings",
        "assessment_before_instrument",
    }
)

CAUSES: dict[str, Cause] = {cause.code: cause for cause in _TABLE}


def blocks(code: str) -> bool:
    return CAUSES[code].severity == "blocks"
