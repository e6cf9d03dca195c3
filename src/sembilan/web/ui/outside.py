"""Why somebody of the staff list has no place on a map, in words; the board and the reports tell it alike."""

from __future__ import annotations

from django.utils.translation import gettext

from sembilan.kit.formats import num
from sembilan.kit.text import gettext_noop

OUTSIDE = {
    "retired": gettext_noop("pensiun"),
    "left": gettext_noop("berhenti atau pindah"),
    "later": gettext_noop("masuk daftar sesudah perhitungan ini"),
    "no_result": gettext_noop("belum punya hasil asesmen yang berlaku"),
    "lapsed": gettext_noop("hasilnya sudah lewat masa berlaku atau ditarik"),
}


def reasons(counted: list[tuple[str, int]]) -> str:
    """9 pensiun, 2 berhenti atau pindah."""
    return ", ".join(f"{num(n)} {gettext(OUTSIDE[reason])}" for reason, n in counted)
