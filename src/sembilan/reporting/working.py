"""The working of box and map in words: one short sentence, then the sum a reader can do again. Page, portal and report draw it."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Final

from django.utils.translation import gettext

from sembilan.competency.rules import ASPECTS, COMPETENCIES
from sembilan.kit.said import read, shown
from sembilan.kit.text import gettext_noop
from sembilan.profiling.arrays import P_DECIMALS
from sembilan.profiling.models import BoxResult, Profile
from sembilan.profiling.rules.ladder import Ladder
from sembilan.profiling.rules.talent_rules import TalentRules
from sembilan.profiling.rules.working import AxisWorking, CellWorking, Span, WorkingLine
from sembilan.profiling.selectors import map_working_of, working_of
from sembilan.render.numbers import RANGE, NumberStyle
from sembilan.render.report import Working, WorkingRow, WorkingStep
from sembilan.reporting import readings
from sembilan.reporting.readings import Reader
from sembilan.reporting.rules.narrative import listed

EFFECTS: Final = {
    "decides": gettext_noop("menentukan kotak"),
    "may_decide": gettext_noop("dapat menentukan kotak"),
    "may_narrow": gettext_noop("dapat mempersempit"),
}
NAMES: Final = {
    "performance": gettext_noop("Sumbu kinerja"),
    "potential": gettext_noop("Sumbu potensial"),
}
HEADS: Final = (
    gettext_noop("Komponen"),
    gettext_noop("Catatan dan aturannya"),
    gettext_noop("Nilai"),
    gettext_noop("Bobot"),
    gettext_noop("Sumbangan"),
    gettext_noop("Keterangan"),
)
PREDICATE: Final = "predikat_kinerja"
THREE_POTENTIALS: Final = gettext_noop(
    "Tiga hal yang namanya mirip. Penilaian potensi (8 aspek): hasil tes. Potensi pada peta asesmen: hasil tes itu dibanding "
    "standar peta. Sumbu potensial pada kotak: hasil tes itu bersama kompetensi dan bukti lain menurut kebijakan kotak."
)
"""One name for each of the three numbers, told wherever they meet."""

_FULL_WEIGHT: Final = 100
_FINEST, _ROUNDED = 6, 4


def of_box(box: BoxResult, rules: TalentRules, reader: Reader, *, discipline: bool) -> tuple[Working, ...]:
    """Both axes of a box. discipline: whether the reader may see the discipline record."""
    found = working_of(box, rules, discipline=discipline)
    doubt = _doubt(box, found.potential, reader.numbers)
    return _axis(found.performance, box.inputs, reader), _axis(found.potential, box.inputs, reader, doubt)


def of_map(profile: Profile, names: Mapping[str, str], numbers: NumberStyle, *, brief: bool = False) -> tuple[Working, ...]:
    """Both axes of the assessment map: job match with its interval, ladder, rung, and the levels behind it. names: by scale. brief:
    without interval and levels, which a report tells elsewhere."""
    titles = gettext("Kompetensi pada peta asesmen"), gettext("Potensi pada peta asesmen")
    told = {} if brief else names
    return tuple(_cell(title, found, told, numbers) for title, found in zip(titles, map_working_of(profile), strict=True))


# --- one axis of the box -------------------------------------------------------------------------------------------------------


def _doubt(box: BoxResult, axis: AxisWorking, numbers: NumberStyle) -> tuple[str, ...]:
    """How far the tests' own doubt may move the axis; nothing where its sum is withheld or no error is known."""
    if axis.rounded is None or box.potential_least is None or box.potential_most is None:
        return ()
    ends = {"low": _hundredths(box.potential_least, numbers), "high": _hundredths(box.potential_most, numbers)}
    if axis.rounded[0] == axis.rounded[1]:
        return (_by_measurement() % ends,)
    text = gettext("Bersama ketidakpastian tes: %(low)s sampai %(high)s (rentang 90%%, apa pun isi bukti yang belum diketahui).")
    return (text % ends,)


def _by_measurement() -> str:
    return gettext("Karena setiap tes mengandung ketidakpastian: %(low)s sampai %(high)s (rentang 90%%).")


def _axis(axis: AxisWorking, inputs: Mapping[str, Mapping[str, Any]], reader: Reader, doubt: tuple[str, ...] = ()) -> Working:
    numbers = reader.numbers
    sentences = (_standing(axis, numbers), *doubt, *_predicate(axis, inputs, numbers))
    total = WorkingRow(
        gettext("Jumlah"),
        "",
        "100%",
        gettext("tidak dirinci di sini") if axis.total is None else _span(axis.total, numbers),
        "" if axis.rounded is None else _rounded(axis.rounded, numbers),
    )
    return Working(
        gettext(NAMES[axis.axis]),
        sentences,
        _steps(axis.ladder, axis.rungs, numbers),
        gettext(axis.ladder.source),
        tuple(gettext(head) for head in HEADS),
        tuple(_row(line, inputs.get(line.code, {}), reader) for line in axis.lines),
        total,
        readings.sources(axis.lines),
    )


def _standing(axis: AxisWorking, numbers: NumberStyle) -> str:
    names = [_lower(gettext(axis.ladder.names[rung])) for rung in axis.rungs]
    told = {"axis": gettext(NAMES[axis.axis]), "rungs": listed(names, gettext)}
    if axis.rounded is None:
        return gettext("%(axis)s: %(rungs)s. Jumlahnya tidak dirinci di sini, karena memuat rekam jejak disiplin.") % told
    low, high = (_hundredths(end, numbers) for end in axis.rounded)
    if low == high:
        return gettext("%(axis)s %(value)s: %(rungs)s. %(cut)s") % {
            **told,
            "value": low,
            "cut": _cut(axis.ladder, axis.rungs[0], numbers),
        }
    if len(axis.rungs) == 1:
        return gettext("%(axis)s antara %(low)s dan %(high)s: %(rungs)s, apa pun isi bukti yang belum diketahui.") % {
            **told,
            "low": low,
            "high": high,
        }
    return gettext("%(axis)s antara %(low)s dan %(high)s, karena ada bukti yang belum diketahui. Yang mungkin: %(rungs)s.") % {
        **told,
        "low": low,
        "high": high,
    }


def _cut(ladder: Ladder, rung: int, numbers: NumberStyle) -> str:
    """The cut it fell against: the next one it did not reach, or the last one it did."""
    above = rung + 1 if rung + 1 < len(ladder.rungs) else rung
    told = {"name": _lower(gettext(ladder.names[above])), "cut": _plain(ladder.rungs[above].start, numbers)}
    return gettext("Batas %(name)s adalah %(cut)s.") % told


def _predicate(axis: AxisWorking, inputs: Mapping[str, Mapping[str, Any]], numbers: NumberStyle) -> list[str]:
    """Why the axis need not say what the predicate says: it is only a part of it."""
    line = axis.line(PREDICATE)
    if line is None or not line.known or line.value is None or line.points is None or line.weight == _FULL_WEIGHT:
        return []
    told = {
        "predicate": shown(read(inputs[PREDICATE].get("raw", ""))),
        "value": _decimal(line.value.low, numbers),
        "weight": _weight(line.weight, numbers),
        "points": _decimal(line.points.low, numbers),
    }
    return [
        gettext(
            "Predikat %(predicate)s hanya satu bagian sumbu ini: nilainya %(value)s dengan bobot %(weight)s, jadi menyumbang "
            "%(points)s poin. Selebihnya dari komponen lain."
        )
        % told
    ]


def _row(line: WorkingLine, told: Mapping[str, Any], reader: Reader) -> WorkingRow:
    numbers = reader.numbers
    name, weight = gettext(line.name), _weight(line.weight, numbers)
    if line.value is None or line.points is None:
        hidden = gettext("tidak ditampilkan")
        return WorkingRow(name, hidden, weight, hidden, record=gettext("hanya untuk yang berwenang"))
    remark = "" if line.known else gettext("belum diketahui")
    if effect := EFFECTS.get(line.effect):
        remark = f"{remark}; {gettext(effect)}" if remark else gettext(effect)
    return WorkingRow(
        name,
        _span(line.value, numbers),
        weight,
        _span(line.points, numbers),
        remark,
        readings.record(line, told, reader),
        readings.rule(line, told, reader),
        readings.detail(line, reader),
        readings.note(line),
    )


# --- one axis of the map --------------------------------------------------------------------------------------------------------


def level_chances(profile: Profile, names: Mapping[str, str], numbers: NumberStyle) -> list[tuple[str, list[str]]]:
    """Scale -> chance of each level 0 to 5 in percent, with every decimal that was stored: what the expected levels are made of.
    None of a scale that was not assessed, or whose source gives a level alone."""
    told = [(scale, profile.levels[scale]["p"]) for scale in (*COMPETENCIES, *ASPECTS) if "p" in profile.levels.get(scale, {})]
    return [(names.get(scale, scale), [numbers.decimal(100 * share, P_DECIMALS - 2) for share in shares]) for scale, shares in told]


def _cell(title: str, found: CellWorking, names: Mapping[str, str], numbers: NumberStyle) -> Working:
    reached: tuple[int, ...] = ()
    sentences = [gettext("Belum dapat dihitung: ada bagian yang tidak dapat dinilai, atau standarnya belum diketahui.")]
    if found.value is not None and found.rung is not None:
        reached = (found.rung,)
        value = _hundredths(found.value, numbers)
        text = gettext("Job Person Match (JPM), kesesuaian dengan jabatan, %(value)s: %(rung)s. %(cut)s") % {
            "value": value,
            "rung": _lower(gettext(found.ladder.names[found.rung])),
            "cut": _cut(found.ladder, found.rung, numbers),
        }
        sentences = [text, *(_interval(found, numbers) if names else ())]
        if found.sum is not None and names:
            sentences += [readings.sum_rule(found.sum, value, "", numbers), readings.credits_told(found.sum, names, numbers)]
    return Working(title, tuple(sentences), _steps(found.ladder, reached, numbers), gettext(found.ladder.source))


def _interval(found: CellWorking, numbers: NumberStyle) -> list[str]:
    if found.interval is None:
        return []
    return [_by_measurement() % {"low": _hundredths(found.interval[0], numbers), "high": _hundredths(found.interval[1], numbers)}]


# --- figures --------------------------------------------------------------------------------------------------------------------


def _steps(ladder: Ladder, reached: tuple[int, ...], numbers: NumberStyle) -> tuple[WorkingStep, ...]:
    steps = []
    for place, rung in enumerate(ladder.rungs):
        told = {"name": gettext(rung.name), "from": _plain(rung.start, numbers), "to": _plain(rung.stop, numbers)}
        last = place + 1 == len(ladder.rungs)
        text = gettext("%(name)s: %(from)s sampai %(to)s") if last else gettext("%(name)s: %(from)s sampai kurang dari %(to)s")
        steps.append(WorkingStep(text % told, place in reached))
    return tuple(steps)


def _span(span: Span, numbers: NumberStyle) -> str:
    """Every decimal there is; what has no end is rounded to four and marked."""
    ends = [span.low] if span.is_point else [span.low, span.high]
    mark = "" if all(_places(end) is not None for end in ends) else "≈ "
    return mark + RANGE.join(_decimal(end, numbers) for end in ends)


def _decimal(value: Fraction, numbers: NumberStyle) -> str:
    return numbers.decimal(float(value), _places(value) or _ROUNDED)


def _places(value: Fraction) -> int | None:
    """How many decimals it takes to write it in full, at least two; None where none suffice."""
    return next((places for places in range(2, _FINEST + 1) if (value * 10**places).denominator == 1), None)


def _weight(weight: Fraction, numbers: NumberStyle) -> str:
    """10%, or 10% ÷ 3 for a part of a component."""
    parts = weight.denominator
    if 100 % parts == 0:
        places = 0 if parts == 1 else 2
        return f"{numbers.decimal(float(weight), places)}%"
    return f"{numbers.decimal(weight.numerator, 0)}% ÷ {parts}"


def _rounded(ends: tuple[int, int], numbers: NumberStyle) -> str:
    low, high = (_hundredths(end, numbers) for end in ends)
    return gettext("dibulatkan %(value)s") % {"value": low if low == high else f"{low}{RANGE}{high}"}


def _hundredths(value: int, numbers: NumberStyle) -> str:
    return numbers.decimal(value / 100, 2)


def _plain(value: int, numbers: NumberStyle) -> str:
    return numbers.decimal(value / 100, 0 if value % 100 == 0 else 2)


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
