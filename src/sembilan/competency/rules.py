"""The constructs by code, in official order. The wording stands in dictionary/; the order is what reports and pages follow."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).parent / "dictionary"
VERSION = "1"  # of the wording; a changed wording is a new version

COMPETENCIES = (
    "integritas",
    "kerja_sama",
    "komunikasi",
    "orientasi_hasil",
    "pelayanan_publik",
    "pengembangan",
    "mengelola_perubahan",
    "pengambilan_keputusan",
    "perekat_bangsa",
)
ASPECTS = (
    "intelektual",
    "interpersonal",
    "kesadaran_diri",
    "berpikir_kritis",
    "pemecahan_masalah",
    "kecerdasan_emosional",
    "belajar_cepat",
    "motivasi",
)
PILLARS = ("cakap_digital", "etika_digital", "budaya_digital", "aman_digital")
CAREER = ("realistik", "investigatif", "artistik", "sosial", "wirausaha", "konvensional", "manajerial", "fungsional")

GROUPS: dict[str, tuple[str, ...]] = {
    "kompetensi": COMPETENCIES,
    "potensi": ASPECTS,
    "literasi_digital": PILLARS,
    "preferensi_karier": CAREER,
}
