"""The fixed words of the individual report, in both languages. A deployment may replace any of them."""

from dataclasses import dataclass
from datetime import date, datetime

from .numbers import ENGLISH as ENGLISH_NUMBERS
from .numbers import INDONESIAN as INDONESIAN_NUMBERS
from .numbers import NumberStyle


@dataclass(frozen=True)
class ReportLabels:
    """`language` is a BCP 47 tag; words in braces are filled in by the report."""

    language: str
    numbers: NumberStyle
    months: tuple[str, ...]
    clock: str
    title: str
    confidential: str
    confidential_note: str
    sample_band: str
    sample_note: str
    letter_number: str
    purpose: str
    assessed_on: str
    method: str
    identity: str
    name: str
    nip: str
    rank: str
    position: str
    unit: str
    measured_against: str
    photo: str
    crest: str
    summary: str
    competencies: str
    competencies_note: str
    competency: str
    potential: str
    potential_note: str
    aspect: str
    standard: str
    result: str
    level: str
    gap: str
    scale: str
    jpm: str
    jpm_note: str
    category: str
    range_90: str
    no_figure: str
    strip_alt: str
    strip_alt_missing: str
    radar_level: str
    radar_band: str
    radar_standard: str
    maps: str
    maps_note: str
    assessment_map: str
    assessment_map_note: str
    talent_box: str
    talent_box_note: str
    working: str
    working_note: str
    rule_sources: str
    digital: str
    digital_note: str
    pillar: str
    career: str
    career_note: str
    career_code: str
    career_less: str
    career_more: str
    strengths: str
    growth: str
    advice: str
    nothing: str
    sources: str
    source_what: str
    source_origin: str
    source_on: str
    source_remark: str
    no_date: str
    signatures: str
    not_signed: str
    verification: str
    verification_note: str
    verification_code: str
    qr_alt: str
    issued: str
    page: str

    def day(self, day: date) -> str:
        """24 November 2025."""
        return f"{day.day} {self.months[day.month - 1]} {day.year}"

    def moment(self, at: datetime) -> str:
        """24 November 2025, 09.12, in the zone `at` comes in."""
        return f"{self.day(at)}, {at:{self.clock}}"


INDONESIAN = ReportLabels(
    language="id",
    numbers=INDONESIAN_NUMBERS,
    months=(
        "Januari",
        "Februari",
        "Maret",
        "April",
        "Mei",
        "Juni",
        "Juli",
        "Agustus",
        "September",
        "Oktober",
        "November",
        "Desember",
    ),
    clock="%H.%M",
    title="Laporan hasil profiling",
    confidential="RAHASIA",
    confidential_note="Hanya untuk yang bersangkutan dan pejabat yang berwenang.",
    sample_band="Contoh, bukan dasar keputusan",
    sample_note=(
        "Laporan ini contoh. Instrumennya belum memiliki bukti yang cukup, sehingga hasilnya tidak boleh menjadi dasar keputusan."
    ),
    letter_number="Nomor",
    purpose="Tujuan",
    assessed_on="Tanggal asesmen",
    method="Metode",
    identity="Identitas",
    name="Nama",
    nip="NIP",
    rank="Pangkat, golongan",
    position="Jabatan",
    unit="Unit kerja",
    measured_against="Standar yang dipakai",
    photo="Foto {name}",
    crest="Lambang {name}",
    summary="Ringkasan",
    competencies="Kompetensi",
    competencies_note=(
        "Kotak berbayang: level yang dipersyaratkan. Titik: level yang paling mungkin. Pita: rentang kemungkinan 90%. "
        "Selisih adalah level dikurangi standar."
    ),
    competency="Kompetensi",
    potential="Penilaian potensi (8 aspek)",
    potential_note="Garis tegak: standar. Titik: capaian. Pita: rentang kemungkinan 90%. Selisih adalah capaian dikurangi standar.",
    aspect="Aspek",
    standard="Standar",
    result="Capaian",
    level="Level",
    gap="Selisih",
    scale="Skala 0 sampai {top}",
    jpm="JPM",
    jpm_note="JPM: seberapa jauh hasil memenuhi standar, dalam persen. Dalam peraturan disebut job person match.",
    category="Kategori",
    range_90="rentang 90%: {low}–{high}",
    no_figure="belum ada angka",
    strip_alt="{name}: {value}, rentang 90% {low} sampai {high}, standar {standard}",
    strip_alt_missing="{name}: tidak ada hasil, standar {standard}",
    radar_level="Level yang paling mungkin",
    radar_band="Rentang kemungkinan 90%",
    radar_standard="Standar",
    maps="Kedua peta",
    maps_note=(
        "Kedua peta menjawab pertanyaan yang berbeda dan tidak boleh disamakan. "
        "Persentase menunjukkan kemungkinan tiap bagian, karena setiap pengukuran mengandung ketidakpastian."
    ),
    assessment_map="Peta asesmen: kompetensi dan potensi",
    assessment_map_note="Apa yang ditunjukkan hasil asesmen.",
    talent_box="Kotak manajemen talenta: kinerja dan potensial",
    talent_box_note="Kotak resmi menurut kebijakan {policy}.",
    working="Hitungan kotak dan peta",
    rule_sources="Sumber aturan nilai:",
    working_note=(
        "Nilai dikali bobot menjadi sumbangan; jumlahnya dicari tempatnya pada jenjang. "
        "Yang belum diketahui ditulis sebagai rentang."
    ),
    digital="Literasi digital",
    digital_note="Titik: capaian. Pita: rentang kemungkinan 90%. Tidak masuk ke dalam peta mana pun.",
    pillar="Pilar",
    career="Preferensi karier",
    career_note=(
        "Batang membandingkan minat Anda satu dengan yang lain, bukan dengan orang lain. "
        "Garis tipis: rentang kemungkinan 90%. Tidak masuk ke dalam peta mana pun."
    ),
    career_code="Kode karier",
    career_less="kurang diminati",
    career_more="lebih diminati",
    strengths="Kekuatan",
    growth="Area pengembangan",
    advice="Saran pengembangan",
    nothing="Tidak ada catatan.",
    sources="Sumber data",
    source_what="Data",
    source_origin="Sumber",
    source_on="Per tanggal",
    source_remark="Keterangan",
    no_date="tidak diketahui",
    signatures="Pengesahan",
    not_signed="Belum ditandatangani",
    verification="Periksa keaslian",
    verification_note="Pindai kode ini atau buka {address} dan masukkan kode.",
    verification_code="Kode verifikasi",
    qr_alt="Kode QR menuju {address}",
    issued="Diterbitkan {moment}",
    page="Halaman {page} dari {pages}",
)

ENGLISH = ReportLabels(
    language="en",
    numbers=ENGLISH_NUMBERS,
    months=(
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
    clock="%H:%M",
    title="Profiling report",
    confidential="CONFIDENTIAL",
    confidential_note="Only for the person concerned and authorised officers.",
    sample_band="Sample, not a basis for decisions",
    sample_note="This report is a sample. Its instruments lack sufficient evidence, so no decision may rest on its results.",
    letter_number="Number",
    purpose="Purpose",
    assessed_on="Date of assessment",
    method="Method",
    identity="Identity",
    name="Name",
    nip="NIP",
    rank="Rank, grade",
    position="Position",
    unit="Unit",
    measured_against="Standard used",
    photo="Photo of {name}",
    crest="Crest of {name}",
    summary="Summary",
    competencies="Competencies",
    competencies_note=(
        "Shaded cell: the required level. Dot: the most probable level. Band: the 90% range. The gap is level less standard."
    ),
    competency="Competency",
    potential="Potential assessment (8 aspects)",
    potential_note="Upright line: the standard. Dot: the result. Band: the 90% range. The gap is result less standard.",
    aspect="Aspect",
    standard="Standard",
    result="Result",
    level="Level",
    gap="Gap",
    scale="Scale 0 to {top}",
    jpm="JPM",
    jpm_note="JPM: how far the results meet the standard, in per cent. The regulation calls it job person match.",
    category="Category",
    range_90="90% range: {low}–{high}",
    no_figure="no figure yet",
    strip_alt="{name}: {value}, 90% range {low} to {high}, standard {standard}",
    strip_alt_missing="{name}: no result, standard {standard}",
    radar_level="Most probable level",
    radar_band="90% range",
    radar_standard="Standard",
    maps="The two maps",
    maps_note=(
        "The two maps answer different questions and must not be mistaken for each other. "
        "Percentages show how probable each part is, since every measurement carries uncertainty."
    ),
    assessment_map="Assessment map: competency and potential",
    assessment_map_note="What the assessment shows.",
    talent_box="Talent management box: performance and potential",
    talent_box_note="The official box under the policy {policy}.",
    working="The sums behind box and map",
    rule_sources="Source of the rules of values:",
    working_note=(
        "Value times weight gives the contribution; their sum is placed on the ladder. What is not known is written as a range."
    ),
    digital="Digital literacy",
    digital_note="Dot: the result. Band: the 90% range. It enters neither map.",
    pillar="Pillar",
    career="Career preferences",
    career_note=(
        "The bars compare your interests with each other, not with other people's. "
        "Thin line: the 90% range. They enter neither map."
    ),
    career_code="Career code",
    career_less="less preferred",
    career_more="more preferred",
    strengths="Strengths",
    growth="Areas of development",
    advice="Development advice",
    nothing="Nothing noted.",
    sources="Sources of the data",
    source_what="Data",
    source_origin="Source",
    source_on="As of",
    source_remark="Remark",
    no_date="unknown",
    signatures="Approval",
    not_signed="Not signed yet",
    verification="Check authenticity",
    verification_note="Scan this code, or open {address} and enter the code.",
    verification_code="Verification code",
    qr_alt="QR code leading to {address}",
    issued="Issued {moment}",
    page="Page {page} of {pages}",
)
