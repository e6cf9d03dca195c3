"""Invented people and groups with the longest words the field has, for looking and for testing."""

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
    }
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
