"""Invented people and groups with the longest words the field has, for looking and for testing."""

from datetime import UTC, date, datetime

from sembilan.render.report import (
    Agency,
    Assessed,
    AssessmentMapPart,
    Career,
    Identity,
    Letter,
    Match,
    PersonReport,
    Remark,
    Scores,
    Signatory,
    Source,
    TalentBoxPart,
    Verification,
)
from sembilan.render.report_labels import INDONESIAN, ReportLabels
from sembilan.render.svg import (
    BarScale,
    BoxCount,
    BoxCounts,
    BoxPosition,
    Chance,
    DistributionRow,
    Interval,
    LevelEstimate,
    MapCounts,
    MapLabels,
    MapPosition,
    NineBoxLabels,
    RadarAxis,
    RadarLabels,
)

BOX_LABELS = NineBoxLabels(
    performance="Kinerja",
    potential="Potensial",
    rows=("Di atas ekspektasi", "Sesuai ekspektasi", "Di bawah ekspektasi"),
    columns=("Rendah", "Menengah", "Tinggi"),
    box="Kotak",
    treatments={
        9: "kelompok suksesi instansi atau nasional",
        8: "kelompok suksesi instansi",
        7: "kelompok suksesi instansi",
        6: "penempatan yang sesuai, konseling kinerja",
        5: "penempatan yang sesuai, pengembangan",
        4: "rotasi, pengembangan kompetensi",
        3: "konseling, pengembangan kompetensi",
        2: "bimbingan kinerja, pengembangan",
        1: "sesuai peraturan perundangan",
    },
)

COUNTS = BoxCounts(
    {
        n: BoxCount(people, f"{near} dekat batas")
        for n, people, near in [
            (1, 87, 8),
            (2, 233, 28),
            (3, 171, 19),
            (4, 118, 12),
            (5, 1702, 74),
            (6, 47, 6),
            (7, 241, 31),
            (8, 156, 20),
            (9, 0, 0),
        ]
    }
)
LIKELY = BoxPosition(5, {5: Chance.exactly(0.78), 8: Chance.exactly(0.17), 2: Chance.exactly(0.047), 7: Chance.exactly(0.003)})
OPEN = BoxPosition(
    None, {5: Chance(0.12, 0.78), 7: Chance(0.0, 0.66), 8: Chance.exactly(0.17), 2: Chance(0.02, 0.05)}, possible=frozenset({5, 7})
)

_THIRDS = ("kurang optimal", "cukup optimal", "optimal")
MAP_LABELS = MapLabels(
    "Kompetensi",
    "Potensi",
    _THIRDS,
    {(row, column): f"Kompetensi {_THIRDS[row]}, potensi {_THIRDS[column]}" for row in range(3) for column in range(3)},
)
MAP_COUNTS = MapCounts(
    {
        (r, c): n
        for (r, c), n in zip([(r, c) for r in range(3) for c in range(3)], [40, 61, 0, 122, 640, 201, 9, 310, 436], strict=True)
    },
    {(1, 1): "212 dekat batas", (2, 2): "98 dekat batas"},
)
MAP_POSITION = MapPosition(
    Interval(91.2, 84.5, 96.0),
    Interval(82.4, 74.1, 89.0),
    {(2, 1): Chance.exactly(0.62), (1, 1): Chance.exactly(0.28), (2, 0): Chance.exactly(0.1)},
)
MAP_HALF = MapPosition(Interval(91.2, 84.5, 96.0), None)

COMPETENCIES = (
    "Integritas",
    "Kerja Sama",
    "Komunikasi",
    "Orientasi pada Hasil",
    "Pelayanan Publik",
    "Pengembangan Diri dan Orang Lain",
    "Mengelola Perubahan",
    "Pengambilan Keputusan",
    "Perekat Bangsa",
)
LEVELS = (
    Interval(3, 2.4, 3.9),
    Interval(2, 1.6, 2.9),
    Interval(2, 1.5, 2.8),
    Interval(3, 2.2, 3.6),
    Interval(4, 3.1, 4.6),
    Interval(2, 1.0, 2.6),
    Interval(1, 0.5, 1.9),
    None,
    Interval(3, 2.5, 4.0),
)
AXES = tuple(RadarAxis(name, 2 if i % 3 else 3, level) for i, (name, level) in enumerate(zip(COMPETENCIES, LEVELS, strict=True)))
PARTLY_DEMANDED = tuple(RadarAxis(axis.name, None if i in (1, 4, 6) else axis.standard, axis.level) for i, axis in enumerate(AXES))
WHOLE_AXES = tuple(RadarAxis(axis.name, axis.standard, axis.level or Interval(2, 1.3, 2.5)) for axis in AXES)
RADAR_LABELS = RadarLabels("Level yang paling mungkin", "Rentang kemungkinan 90%", "Standar jabatan")
ESTIMATES = tuple((axis.name, LevelEstimate(axis.level, axis.standard)) for axis in AXES)

CAREER = (
    BarScale("Sosial", Interval(1.4, 0.9, 1.9)),
    BarScale("Investigatif", Interval(0.8, 0.3, 1.3)),
    BarScale("Orientasi manajerial", Interval(0.6, 0.0, 1.1)),
    BarScale("Wirausaha", Interval(0.2, -0.3, 0.7)),
    BarScale("Artistik", Interval(-0.3, -0.8, 0.2)),
    BarScale("Orientasi fungsional dan keahlian", Interval(-0.6, -1.1, 0.0)),
    BarScale("Konvensional", Interval(-0.8, -1.3, -0.3)),
    BarScale("Realistis", Interval(-1.3, -1.8, -0.8)),
)
VARIANTS = (
    DistributionRow("Bobot nasional (BKN 411/2025)", {1: 87, 2: 233, 3: 171, 4: 118, 5: 702, 6: 47, 7: 241, 8: 156, 9: 64}, 86),
    DistributionRow("Hanya predikat kinerja", {1: 3, 2: 31, 3: 20, 4: 380, 5: 110, 6: 8, 7: 801, 8: 92, 9: 408}, 52),
    DistributionRow("Varian daerah", {1: 0, 2: 333, 3: 71, 4: 118, 5: 802, 6: 27, 7: 241, 8: 156, 9: 71}, 86),
)
NAMED = {"title": "Judul gambar", "desc": "Uraian gambar"}


CREST = b"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 48" width="40" height="48">
<path d="M2 2h36v24c0 12-10 17-18 20C12 43 2 38 2 26z" fill="#1f5f8b"/><circle cx="20" cy="20" r="9" fill="#ecd6a8"/></svg>"""

DEFINITIONS = (
    "Ucapan dan tindakan sejalan dengan aturan serta etika organisasi; jujur dan siap menanggung akibat keputusan.",
    "Membangun dan menjaga hubungan kerja yang efektif serta saling membantu mencapai sasaran bersama.",
    "Menyampaikan gagasan dengan jelas dan runtut, menyimak, serta memastikan lawan bicara memahami.",
    "Menuntaskan pekerjaan dan mengenali risiko maupun peluang di antara rencana dan hasil.",
    "Melayani secara profesional, terbuka, netral, dan bebas dari kepentingan pribadi atau golongan.",
    "Terus belajar serta membantu orang lain berkembang dalam jangka panjang.",
    "Menyesuaikan diri dengan cara baru dan mengambil prakarsa untuk berubah.",
    "Memutuskan tepat waktu berdasarkan informasi dan memikul risikonya.",
    "Peka terhadap keragaman, menjadi penghubung, dan menjaga persatuan.",
)
ASPECTS = (
    ("Kemampuan intelektual", "Mengolah informasi, menalar, dan menarik kesimpulan yang sah.", Interval(3.4, 2.9, 3.9)),
    ("Kemampuan interpersonal", "Memahami orang lain dan menjaga hubungan kerja yang baik.", Interval(3.1, 2.5, 3.7)),
    ("Kesadaran diri", "Mengenali kekuatan, keterbatasan, dan pengaruh diri sendiri.", Interval(2.6, 1.9, 3.3)),
    (
        "Kemampuan berpikir kritis dan strategis",
        "Menimbang bukti, melihat akibat jangka panjang, dan menyusun arah.",
        Interval(2.4, 1.8, 3.0),
    ),
    (
        "Kemampuan menyelesaikan permasalahan",
        "Menemukan penyebab, memilih jalan keluar, dan melaksanakannya.",
        Interval(3.0, 2.4, 3.5),
    ),
    ("Kecerdasan emosional", "Mengelola perasaan sendiri dan menanggapi perasaan orang lain.", None),
    ("Kemampuan belajar cepat dan mengembangkan diri", "Menyerap pengetahuan baru dan segera memakainya.", Interval(3.6, 3.0, 4.1)),
    ("Motivasi dan komitmen", "Bertahan pada tujuan dan menepati janji kerja.", Interval(3.2, 2.6, 3.8)),
)
PILLARS = (
    ("Kecakapan digital", Interval(3.2, 2.6, 3.8)),
    ("Etika digital", Interval(3.9, 3.3, 4.4)),
    ("Budaya digital", Interval(2.8, 2.2, 3.4)),
    ("Keamanan digital", Interval(2.1, 1.5, 2.7)),
)


def _narrative(level: Interval | None, standard: float) -> str:
    if level is None:
        return ""
    return "Hasil memenuhi standar." if level.value >= standard else "Hasil di bawah standar; lihat saran pengembangan."


def sample(
    labels: ReportLabels = INDONESIAN,
    *,
    sample: bool = True,
    position: MapPosition | None = MAP_POSITION,
    box: BoxPosition | None = LIKELY,
    name: str = "Dr. Dewi Lestari Kusumaningrum, S.Sos., M.A.P. (data contoh)",
) -> PersonReport:
    """An invented official with every part of the report filled and one competency and one aspect not assessable."""
    return PersonReport(
        labels=labels,
        agency=Agency("Pemerintah Provinsi Lampung", "Badan Kepegawaian Daerah · Jalan Contoh 1, Bandar Lampung", CREST),
        letter=Letter(
            "800.1.4.2/0412/VI.04/2025",
            "Pemetaan kompetensi dan potensi tahun 2025",
            "Asesmen dengan bantuan komputer: tes situasional, tes kognitif, inventori",
            date(2025, 11, 24),
        ),
        person=Identity(
            name,
            "198504122009122001",
            "Penata Tingkat I, III/d",
            "Kepala Subbidang Pengembangan Karier dan Penilaian Kompetensi Aparatur",
            "Bidang Pengembangan Aparatur, Badan Kepegawaian Daerah",
            "Baku jenjang pengawas, bukan SKJ",
        ),
        lead=(
            "Pada 24 November 2025 Anda memenuhi atau melampaui standar jabatan pada tujuh dari delapan kompetensi yang dapat "
            "dinilai. Satu kompetensi perlu dikembangkan. Hasil ini bukan nilai lulus atau gagal."
        ),
        competencies=Scores(
            tuple(
                Assessed(
                    axis.name,
                    definition,
                    axis.standard,
                    axis.level,
                    "" if axis.level else "Tidak dapat dinilai: jawaban kurang dari batas.",
                )
                for axis, definition in zip(AXES, DEFINITIONS, strict=True)
            ),
            match=Match(Interval(91.2, 84.5, 96.0), "Optimal", "pemetaan, 90 atau lebih (Peraturan BKN 26/2019)"),
            note="JPM dihitung dari peluang setiap level, bukan dari jumlah level yang dibulatkan.",
        ),
        potential=Scores(
            tuple(
                Assessed(
                    aspect,
                    definition,
                    3,
                    result,
                    "" if result else "Tidak dapat dinilai: bagian ini belum selesai.",
                    _narrative(result, 3),
                )
                for aspect, definition, result in ASPECTS
            ),
            places=1,
            match=Match(Interval(82.4, 74.1, 89.0), "Cukup optimal", "pemetaan, 78 sampai di bawah 90"),
        ),
        assessment_map=AssessmentMapPart(
            position,
            MAP_LABELS,
            (78, 90),
            "Peta asesmen: kompetensi optimal, potensi cukup optimal, kemungkinan 62%.",
            (
                "Paling mungkin: kompetensi optimal dan potensi cukup optimal (62%).",
                "Kompetensi berada dekat batas 90; karena ketidakpastian pengukuran, cukup optimal juga mungkin (28%).",
            ),
        ),
        talent_box=TalentBoxPart(
            box,
            BOX_LABELS,
            "BKN 411/2025, versi 3",
            "Kotak manajemen talenta: kotak 5, kemungkinan 78%.",
            (
                "Kotak 5: kinerja sesuai ekspektasi, potensial menengah. Kemungkinan 78%; kotak 8 juga mungkin (17%).",
                "Yang dapat mengubahnya: bukti penugasan tim kerja 2023 sampai 2026 belum tercatat.",
            ),
        ),
        digital=Scores(tuple(Assessed(name, result=result) for name, result in PILLARS), places=1),
        career=Career(
            "SIM",
            CAREER,
            "Urutan: sosial, investigatif, orientasi manajerial, wirausaha, artistik, fungsional, konvensional, realistis.",
            "Sosial, investigatif, dan orientasi manajerial paling menonjol di antara minat Anda sendiri.",
        ),
        strengths=(
            Remark("Pelayanan Publik, di atas standar", "melayani dengan ramah dan tepat waktu."),
            Remark("Integritas, memenuhi standar", "sejalan antara kata dan perbuatan."),
        ),
        growth=(
            Remark("Mengelola Perubahan, level 1 dari standar 3", "perlu lebih awal membaca tanda perubahan."),
            Remark("Berpikir kritis dan strategis, level 2 dari standar 3", "perlu melihat akibat jangka panjang."),
        ),
        growth_note="",
        advice=(
            Remark(
                "Mengelola Perubahan",
                "Pimpin satu perbaikan proses kerja selama enam bulan, dengan sasaran yang diukur tiap bulan.",
            ),
            Remark("Mengelola Perubahan", "Ikuti pelatihan 20 jam pelajaran, lalu terapkan dengan pendampingan atasan."),
            Remark("Komunikasi", "Minta umpan balik tertulis dari dua rekan setiap triwulan."),
        ),
        sources=(
            Source(
                "Kompetensi manajerial dan sosial kultural",
                "Asesmen Sembilan, naskah A",
                date(2025, 11, 24),
                "kesalahan baku tersedia",
            ),
            Source("Potensi", "Asesmen naskah A", date(2025, 11, 24), "7 dari 8 aspek"),
            Source("Predikat kinerja 2024", "e-Kinerja", date(2025, 1, 15), "Baik"),
            Source("Penugasan tim kerja", "Belum tercatat", None, "register belum dinyatakan lengkap"),
        ),
        signatories=(
            Signatory(
                "Asesor",
                "Rahmat Hidayat, M.Psi. (contoh)",
                "197901012005011001",
                "Ditandatangani secara elektronik, 26 November 2025",
            ),
            Signatory("Kepala Badan Kepegawaian Daerah", "Siti Aminah Nasution, S.H., M.H. (contoh)", "197203041998032002"),
        ),
        verification=Verification("K7QP-2M4X-9TRA", "https://contoh.go.id/periksa/K7QP-2M4X-9TRA"),
        issued_at=datetime(2025, 11, 26, 9, 12, tzinfo=UTC),
        sample=sample,
    )
