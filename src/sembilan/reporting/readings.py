"""How a record became a value, in words: what is on file, the step of the policy's scale it fell on, and who set that scale."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, Final

from django.utils.translation import gettext

from sembilan.kit.formats import tanggal
from sembilan.kit.said import read, shown
from sembilan.kit.text import gettext_noop
from sembilan.profiling.rules.policy import ScaleValue
from sembilan.profiling.rules.working import CreditSum, WorkingLine
from sembilan.render.numbers import RANGE, NumberStyle

TAKEN: Final = {
    "predikat_kinerja": gettext_noop("Yang dipakai: predikat tahun terakhir."),
    "penghargaan": gettext_noop("Yang dipakai: yang tertinggi."),
    "tim_kerja": gettext_noop("Yang dipakai: yang tertinggi."),
    "umpan_balik_360": gettext_noop("Yang dipakai: tahun terakhir; dari beberapa pada tahun itu yang terendah."),
    "pengembangan_kompetensi": gettext_noop("Semua JP dijumlahkan."),
    "lama_jabatan": gettext_noop("Dihitung bulan penuh sejak menduduki jabatan ini."),
    "keragaman_jabatan": gettext_noop("Yang dipakai: yang tertinggi."),
    "penugasan_nondefinitif": gettext_noop("Yang dipakai: yang tertinggi."),
    "tingkat_pendidikan": gettext_noop("Yang dipakai: yang tertinggi."),
    "kesesuaian_bidang_ilmu": gettext_noop("Yang dipakai: yang tertinggi."),
    "rekam_jejak_disiplin": gettext_noop("Yang dipakai: yang terberat."),
}
"""Which of several records counts (profiling.evidence_rows does it)."""

_FINEST: Final = 6  # stored probabilities are whole millionths


@dataclass(frozen=True, slots=True)
class Reader:
    """Whom the words are for. names: scale code -> name · as_of: day of evidence · origins: file, sheet and row are told too."""

    numbers: NumberStyle
    names: Mapping[str, str]
    as_of: date
    origins: bool = False


def record(line: WorkingLine, told: Mapping[str, Any], reader: Reader) -> str:
    """What is on file: its own words, its day or year, and where they stand. Not for a value withheld."""
    if line.measure is not None and not line.known and (lack := _lacking(line, told, reader)):
        return lack
    if told.get("basis") == "complete":
        return gettext("tidak ada catatan; daftarnya dinyatakan lengkap sampai %(day)s") % {"day": _day(told)}
    parts = [shown(read(told.get("raw") or "")), _day(told)]
    if line.measure is not None or reader.origins:
        parts.append(shown(read(told.get("source") or "")))
    return " · ".join(part for part in parts if part) or gettext("belum tercatat")


def rule(line: WorkingLine, told: Mapping[str, Any], reader: Reader) -> str:
    """The rule of the scale with its step; for an assessed component the sum of its levels. Not for a value withheld."""
    if line.measure is not None:
        return "" if line.sum is None else sum_rule(line.sum, _ends(line, reader.numbers), line.measure, reader.numbers)
    steps = [_step(one, reader.numbers) for one in line.steps]
    if not line.known:
        return gettext("Dapat dari %(low)s sampai %(high)s.") % {"low": steps[0], "high": steps[-1]}
    if told.get("basis") == "complete":
        return gettext("Tanpa catatan: %(step)s.") % {"step": steps[0]}
    parts = [f"{steps[0]}.", gettext(TAKEN[line.code]) if line.code in TAKEN else ""]
    if line.scale.window_years is not None:
        window = {"years": line.scale.window_years, "day": tanggal(reader.as_of)}
        parts.append(gettext("Yang dihitung: %(years)s tahun sampai %(day)s.") % window)
    return " ".join(part for part in parts if part)


def detail(line: WorkingLine, reader: Reader) -> str:
    """The levels of an assessed component, one by one; empty for any other."""
    return "" if line.sum is None else credits_told(line.sum, reader.names, reader.numbers)


def credits_told(found: CreditSum, names: Mapping[str, str], numbers: NumberStyle) -> str:
    """Each scale with what it adds and what is asked of it."""
    told = [
        gettext("%(name)s %(credit)s dari %(required)s")
        % {
            "name": names.get(one.scale, one.scale),
            "credit": f"0{RANGE}{one.required}" if one.credit is None else exact(one.credit, numbers),
            "required": one.required,
        }
        for one in found.credits
    ]
    return f"{'; '.join(told)}."


def note(line: WorkingLine) -> str:
    """What the policy notes on the scale."""
    return gettext(line.scale.note) if line.scale.note else ""


def sources(lines: Sequence[WorkingLine]) -> tuple[tuple[str, str], ...]:
    """Who set the scales of these components: each source once, and the names of the components it is for."""
    found: dict[str, list[str]] = {}
    for line in lines:
        found.setdefault(gettext(line.source), []).append(gettext(line.name))
    return tuple((source, ", ".join(names)) for source, names in found.items())


def exact(value: Fraction, numbers: NumberStyle) -> str:
    """Every decimal there is, at least two."""
    places = next((places for places in range(2, _FINEST) if (value * 10**places).denominator == 1), _FINEST)
    return numbers.decimal(float(value), places)


def _lacking(line: WorkingLine, told: Mapping[str, Any], reader: Reader) -> str:
    """Why an assessed component has no single value: what could not be assessed, by name."""
    if not told.get("date"):
        return gettext("tidak ada hasil asesmen yang berlaku pada saat perhitungan")
    if line.sum is None:
        return gettext("standarnya belum diketahui")
    missing = [reader.names.get(one.scale, one.scale) for one in line.sum.credits if one.credit is None]
    if line.measure == "competency_jpm":
        one, more = (
            gettext("satu kompetensi tidak dapat dinilai: %(names)s"),
            gettext("%(n)s kompetensi tidak dapat dinilai: %(names)s"),
        )
    else:
        one, more = gettext("satu aspek tidak dapat dinilai: %(names)s"), gettext("%(n)s aspek tidak dapat dinilai: %(names)s")
    told_names = {"n": reader.numbers.whole(len(missing)), "names": ", ".join(missing)}
    return (one if len(missing) == 1 else more) % told_names


def sum_rule(found: CreditSum, value: str, measure: str, numbers: NumberStyle) -> str:
    """How the credits become `value`. measure: `potential_share` of the highest level, or a match with a standard."""
    if not found.adds_up:
        return gettext(
            "Harapan jumlah level, paling banyak sebesar jumlah standar %(whole)s; kelebihan satu bagian menutup kekurangan bagian "
            "lain. Dihitung dari peluang setiap jumlah, jadi bukan dari rata-rata level saja."
        ) % {"whole": found.whole}
    ends = found.total
    told = {
        "n": len(found.credits),
        "total": exact(ends.low, numbers) if ends.is_point else f"{exact(ends.low, numbers)}{RANGE}{exact(ends.high, numbers)}",
        "whole": found.whole,
        "value": value,
    }
    if measure == "potential_share":
        text = gettext(
            "Jumlah tingkat %(n)s aspek (rata-rata tingkat 0 sampai 5 menurut peluangnya) dibagi jumlah tertingginya, dikali 100: "
            "%(total)s ÷ %(whole)s × 100 = %(value)s."
        )
    else:
        text = gettext(
            "Jumlah level %(n)s bagian (rata-rata level 0 sampai 5 menurut peluangnya, dihitung paling banyak sebesar standarnya) "
            "dibagi jumlah standar, dikali 100: %(total)s ÷ %(whole)s × 100 = %(value)s."
        )
    return text % told


def _ends(line: WorkingLine, numbers: NumberStyle) -> str:
    if line.value is None:
        return ""
    ends = [line.value.low] if line.value.is_point else [line.value.low, line.value.high]
    return RANGE.join(numbers.decimal(float(end), 2) for end in ends)


def _step(step: ScaleValue, numbers: NumberStyle) -> str:
    places = 0 if step.value % 100 == 0 else 2
    return f"{gettext(step.name)} = {numbers.decimal(step.value / 100, places)}"


def _day(told: Mapping[str, Any]) -> str:
    when = told.get("date") or ""
    if len(when) == len("2025-01-31"):
        return tanggal(date.fromisoformat(when))
    return gettext("tahun %(year)s") % {"year": when} if when else ""
