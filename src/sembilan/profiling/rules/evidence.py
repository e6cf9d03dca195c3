"""From records to component values: performance, awards, teams, 360, training, position history, education, discipline.

Records come as flat columns with the row of their person; each function returns one value a person in hundredths and whether it is
known. Scales, windows and ladders come from the policy. A person without a record gets the scale's `none` step only where the
register is declared complete for that person up to the day of evidence; everywhere else the value is unknown. A record that is
there counts, whatever the register says of itself.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

from sembilan.kit.errors import RuleBroken
from sembilan.kit.text import gettext_noop
from sembilan.profiling.rules.ladder import UNKNOWN, Int32
from sembilan.profiling.rules.levels import Bool
from sembilan.profiling.rules.policy import Scale
from sembilan.profiling.rules.talent_rules import TalentRules

Rows = npt.NDArray[np.intp]
Dates = npt.NDArray[np.datetime64]


class ScaleWordUnknown(RuleBroken):
    """A record carries a word that the policy's scale does not have: the mapping of the source is incomplete. Parameter: `word`."""

    code = "scale_word_unknown"
    message = gettext_noop("Kata %(word)s tidak ada pada skala aturan ini.")


class ScaleNotOfAmounts(RuleBroken):
    """Hours or years were given to a scale that has no ladder for amounts."""

    code = "scale_not_of_amounts"
    message = gettext_noop("Skala ini tidak punya jenjang untuk jumlah.")


@dataclass(frozen=True, slots=True)
class Evidence:
    """value: int32 (n,) hundredths, UNKNOWN where not known · known: bool (n,)."""

    value: Int32
    known: Bool


def complete_on(declared: npt.ArrayLike, declared_until: npt.ArrayLike, as_of: date) -> Bool:
    """Whether a register counts as complete on the day of evidence: declared so, and up to that day or later.

    declared: bool (n,) · declared_until: datetime64[D] (n,), NaT where no date is given (then it covers nothing).
    """
    until = np.asarray(declared_until, dtype="datetime64[D]")
    return np.asarray(declared, dtype=np.bool_) & (until >= np.datetime64(as_of, "D"))


def stack(rules: TalentRules, n: int, parts: Mapping[str, Evidence]) -> tuple[Int32, Bool]:
    """The columns `talent_box.find_boxes` reads, from one Evidence per input code; an input that nobody handed in is unknown for
    everybody.

    Returns values int32 (n, n_inputs) and known bool (n, n_inputs). Raises ValueError for a code the policy does not use or
    another length.
    """
    values = np.full((n, len(rules.inputs)), UNKNOWN, dtype=np.int32)
    known = np.zeros(values.shape, dtype=np.bool_)
    for code, part in parts.items():
        column = rules.column(code)
        if part.value.shape != (n,) or part.known.shape != (n,):
            raise ValueError(f"{code} must have shape ({n},)")
        values[:, column], known[:, column] = np.where(part.known, part.value, UNKNOWN), part.known
    return values, known


def assessed(hundredths: npt.ArrayLike) -> Evidence:
    """A JPM or potential score (int32 (n,), UNKNOWN where not assessed) as evidence."""
    value = np.asarray(hundredths, dtype=np.int32)
    return Evidence(value, value != UNKNOWN)


# --- performance ---------------------------------------------------------------------------------------------------

Rating = Literal["di_atas", "sesuai", "di_bawah"]

PREDICATE: Final[dict[tuple[str, str], str]] = {
    ("di_atas", "di_atas"): "sangat_baik",
    ("di_atas", "sesuai"): "baik",
    ("sesuai", "di_atas"): "baik",
    ("sesuai", "sesuai"): "baik",
    ("di_bawah", "di_atas"): "butuh_perbaikan",
    ("di_bawah", "sesuai"): "butuh_perbaikan",
    ("di_atas", "di_bawah"): "kurang",
    ("sesuai", "di_bawah"): "kurang",
    ("di_bawah", "di_bawah"): "sangat_kurang",
}
"""(work result, conduct) -> predicate (PermenPANRB 6/2022)."""

_RATINGS: Final[dict[str, Rating]] = {"di atas": "di_atas", "sesuai": "sesuai", "di bawah": "di_bawah"}


def rating_of(text: str) -> Rating | None:
    """The rating a source means by "di atas ekspektasi", "Sesuai", "di_bawah", or None when it is no rating."""
    words = " ".join(text.replace("_", " ").split()).casefold()
    return _RATINGS.get(words.removesuffix(" ekspektasi"))


def performance_predicate(scale: Scale, predicates: Sequence[str | None]) -> Evidence:
    """Value of the recorded predicate of n people (scale codes; None or "" = no record). Raises ScaleWordUnknown.

    The predicate is taken as recorded; `predicate_contradictions` says where it does not follow from its two ratings.
    """
    return _single(scale, predicates)


def predicate_contradictions(
    results: Sequence[str | None], conducts: Sequence[str | None], predicates: Sequence[str | None]
) -> Bool:
    """Where result, conduct and predicate are all recorded and the matrix gives another predicate, bool (n,). Reported, never
    mended."""
    return np.array(
        [
            (result, conduct) in PREDICATE and bool(predicate) and PREDICATE[(result, conduct)] != predicate
            for result, conduct, predicate in zip(_words(results), _words(conducts), predicates, strict=True)
        ],
        dtype=np.bool_,
    )


# --- records of registers --------------------------------------------------------------------------------------------


def awards(scale: Scale, person: Rows, codes: Sequence[str], dates: Dates, as_of: date, complete: npt.ArrayLike) -> Evidence:
    """Best official award within the scale's window (five years in the default policy). Arguments as `best_record`."""
    return best_record(scale, person, codes, complete, dates=dates, as_of=as_of)


def team_assignments(
    scale: Scale,
    person: Rows,
    codes: Sequence[str],
    complete: npt.ArrayLike,
    *,
    dates: Dates | None = None,
    as_of: date | None = None,
) -> Evidence:
    """Best assignment to a working team with a decree. Hand in only those with a decree. Arguments as `best_record`."""
    return best_record(scale, person, codes, complete, dates=dates, as_of=as_of)


def feedback_360(scale: Scale, person: Rows, codes: Sequence[str], years: npt.ArrayLike, complete: npt.ArrayLike) -> Evidence:
    """The latest year's 360 feedback; of several in one year the lowest, so that order in the file never matters.

    person: rows 0..n-1 (m,) · codes: scale codes (m,) · years: ints (m,) · complete: bool (n,). Raises ScaleWordUnknown.
    """
    done = np.asarray(complete, dtype=np.bool_)
    year = np.asarray(years, dtype=np.int64)
    latest = np.full(len(done), np.iinfo(np.int64).min)
    np.maximum.at(latest, person, year)
    keep = year == latest[person]
    return _reduced(scale, person[keep], _values(scale, codes)[keep], done, worst=True)


def training_hours(
    scale: Scale, person: Rows, hours: npt.ArrayLike, dates: Dates, as_of: date, complete: npt.ArrayLike
) -> Evidence:
    """Training hours (JP) within the scale's window (one year), added up and put on its ladder.

    hours: JP >= 0 (m,), at most two decimals are kept · dates: datetime64[D] (m,) · complete: bool (n,).
    Raises ScaleNotOfAmounts without a ladder, ValueError for negative hours.
    """
    done = np.asarray(complete, dtype=np.bool_)
    amount = np.round(np.asarray(hours, dtype=np.float64) * 100).astype(np.int64)
    if np.any(amount < 0):
        raise ValueError("hours of training cannot be negative")
    keep = _in_window(scale, dates, as_of)
    total = np.bincount(person[keep], weights=amount[keep], minlength=len(done)).astype(np.int64)
    has_record = np.bincount(person[keep], minlength=len(done)) > 0
    return _settled(_of_amount(scale, total), has_record, scale, done)


def discipline(scale: Scale, person: Rows, codes: Sequence[str], complete: npt.ArrayLike) -> Evidence:
    """The gravest entry of the discipline record; whoever is serving a sanction has the code of serving. Raises ScaleWordUnknown.

    codes: "ringan", "sedang", "berat", or "sedang_menjalani" whatever its severity (m,) · complete: bool (n,).
    """
    return _reduced(scale, person, _values(scale, codes), np.asarray(complete, dtype=np.bool_), worst=True)


def discipline_code(severity: str, *, serving: bool) -> str:
    """The scale code of one entry: while the sanction is being served its severity does not matter."""
    return "sedang_menjalani" if serving else severity


def best_record(
    scale: Scale,
    person: Rows,
    codes: Sequence[str],
    complete: npt.ArrayLike,
    *,
    dates: Dates | None = None,
    as_of: date | None = None,
) -> Evidence:
    """The best record of each person.

    person: rows 0..n-1 (m,) · codes: scale codes (m,) · complete: bool (n,), the register is complete for that person
    dates: datetime64[D] (m,), with `as_of`: only records in the scale's window and not in the future count; NaT never counts.
    Raises ScaleWordUnknown.
    """
    values = _values(scale, codes)
    if dates is not None and as_of is not None:
        keep = _in_window(scale, dates, as_of)
        person, values = person[keep], values[keep]
    return _reduced(scale, person, values, np.asarray(complete, dtype=np.bool_), worst=False)


# --- position and education ------------------------------------------------------------------------------------------


def tenure(scale: Scale, since: npt.ArrayLike, as_of: date) -> Evidence:
    """Time in the present post on the scale's ladder of years, by completed months.

    since: datetime64[D] (n,), NaT or a day after `as_of` = unknown. Raises ScaleNotOfAmounts without a ladder.
    """
    began = np.asarray(since, dtype="datetime64[D]")
    until = np.datetime64(as_of, "D")
    usable = ~np.isnat(began) & (began <= until)
    months = completed_months(np.where(usable, began, until), as_of)
    values = _of_amount(scale, months * 100 // 12)
    return Evidence(np.where(usable, values, UNKNOWN).astype(np.int32), usable)


def completed_months(since: npt.ArrayLike, as_of: date) -> npt.NDArray[np.int64]:
    """Whole months from each day (datetime64[D], not after `as_of`) to `as_of`."""
    began = np.asarray(since, dtype="datetime64[D]")
    until = np.datetime64(as_of, "D")
    month = began.astype("datetime64[M]")
    whole = (until.astype("datetime64[M]") - month).astype(np.int64)
    day_short = (began - month).astype(np.int64) > int((until - until.astype("datetime64[M]")).astype(np.int64))
    # the 31st counts as reached on the last day of a shorter month
    last_day = (until + np.timedelta64(1, "D")).astype("datetime64[M]") != until.astype("datetime64[M]")
    return np.asarray(whole - (day_short & ~last_day), dtype=np.int64)


def position_variety(scale: Scale, person: Rows, codes: Sequence[str], complete: npt.ArrayLike) -> Evidence:
    """How far the posts of a career lie apart: the widest reach on record. Arguments as `best_record`."""
    return best_record(scale, person, codes, complete)


def acting_assignments(scale: Scale, person: Rows, codes: Sequence[str], complete: npt.ArrayLike) -> Evidence:
    """The highest acting or interim assignment on record (Pj, Plt, Plh). Arguments as `best_record`."""
    return best_record(scale, person, codes, complete)


def education_level(scale: Scale, codes: Sequence[str | None]) -> Evidence:
    """Highest education of n people (scale codes; None or "" = no record, always unknown). Raises ScaleWordUnknown."""
    return _single(scale, codes)


def field_relevance(scale: Scale, codes: Sequence[str | None]) -> Evidence:
    """How well the field of study fits the post (scale codes; None or "" = not judged, unknown). Raises ScaleWordUnknown."""
    return _single(scale, codes)


# --- the small steps -------------------------------------------------------------------------------------------------


def _words(codes: Sequence[str | None]) -> list[str]:
    return [code or "" for code in codes]


def _values(scale: Scale, codes: Sequence[str]) -> Int32:
    table = {step.code: step.value for step in scale.values}
    try:
        return np.array([table[code] for code in codes], dtype=np.int32)
    except KeyError as error:
        raise ScaleWordUnknown(word=error.args[0]) from error


def _single(scale: Scale, codes: Sequence[str | None]) -> Evidence:
    words = _words(codes)
    known = np.array([bool(word) for word in words], dtype=np.bool_)
    value = np.full(len(words), UNKNOWN, dtype=np.int32)
    value[known] = _values(scale, [word for word in words if word])
    return Evidence(value, known)


def _reduced(scale: Scale, person: Rows, values: Int32, complete: Bool, *, worst: bool) -> Evidence:
    """One value a person out of many records."""
    value = np.full(len(complete), np.iinfo(np.int32).max if worst else UNKNOWN, dtype=np.int32)
    (np.minimum if worst else np.maximum).at(value, person, values)
    has_record = np.bincount(person, minlength=len(complete)) > 0
    return _settled(value, has_record, scale, complete)


def _settled(value: npt.NDArray[np.integer], has_record: Bool, scale: Scale, complete: Bool) -> Evidence:
    absent = UNKNOWN if scale.none is None else scale.value_of(scale.none)
    known = has_record | (complete & (scale.none is not None))
    return Evidence(np.where(has_record, value, np.where(known, absent, UNKNOWN)).astype(np.int32), known)


def _of_amount(scale: Scale, hundredths: npt.NDArray[np.int64]) -> Int32:
    if scale.ladder is None:
        raise ScaleNotOfAmounts
    steps = np.array([scale.value_of(rung.code) for rung in scale.ladder.rungs], dtype=np.int32)
    return steps[scale.ladder.rung_of(hundredths)]


def _in_window(scale: Scale, dates: Dates, as_of: date) -> Bool:
    """Records of the last `window_years` up to and with `as_of`: the day exactly that many years ago no longer counts."""
    day = np.asarray(dates, dtype="datetime64[D]")
    inside = day <= np.datetime64(as_of, "D")
    if scale.window_years is not None:
        inside &= day > np.datetime64(years_before(as_of, scale.window_years), "D")
    return np.asarray(inside, dtype=np.bool_)


def years_before(day: date, years: int) -> date:
    """The same day some years earlier; 29 February becomes 28 February where there is none."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)
