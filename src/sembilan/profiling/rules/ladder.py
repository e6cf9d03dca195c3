"""Ladders: a range cut into named rungs, in whole hundredths.

A rung is half-open [start, stop): its lower bound belongs to it, its upper bound to the next one; only the top rung is closed.
Values are rounded to hundredths **before** they meet a cut, so that 79.995 and 80 are one number on the page and one number for
the rule.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from sembilan.kit.errors import RuleBroken
from sembilan.kit.text import gettext_noop

UNKNOWN: Final = -1
"""Stands in integer columns where a value is not known. It lies outside every scale, so that it cannot pass for a number."""

OPEN_TOP: Final = 2**31 - 1
"""Upper bound of a ladder without a highest value (hours, years)."""

Int32 = npt.NDArray[np.int32]
Int8 = npt.NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong in a rubric: a stable code, the path to it, an Indonesian message id and its parameters."""

    code: str
    where: str
    message: str
    parameters: tuple[tuple[str, str], ...] = ()

    @property
    def text(self) -> str:
        """The Indonesian sentence; a face translates `message` and fills in `parameters` itself."""
        return self.message % dict(self.parameters)


class RubricUnreadable(RuleBroken):
    """A rubric file lacks a field or holds something that is not what the field says. Parameters: `where` (the path), `why`."""

    code = "rubric_unreadable"
    message = gettext_noop("Berkas aturan tidak terbaca pada %(where)s: %(why)s.")


NO_FIELD = gettext_noop("bagian ini tidak ada")
NOT_TEXT = gettext_noop("harus berupa teks")
NOT_WHOLE = gettext_noop("harus berupa bilangan bulat")
NOT_LIST = gettext_noop("harus berupa daftar")
NOT_DECIMAL = gettext_noop("harus berupa teks angka desimal")
TOO_FINE = gettext_noop("lebih halus dari dua desimal")


def hundredths_of(text: object, where: str = "nilai") -> int:
    """Exact whole hundredths of a decimal written as text ("77", "66.67").

    Raises RubricUnreadable when it is no decimal or has more than two decimals.
    """
    if not isinstance(text, str):
        raise RubricUnreadable(where=where, why=NOT_DECIMAL)
    try:
        scaled = Decimal(text) * 100
    except InvalidOperation as error:
        raise RubricUnreadable(where=where, why=NOT_DECIMAL) from error
    if not scaled.is_finite():
        raise RubricUnreadable(where=where, why=NOT_DECIMAL)
    if scaled != scaled.to_integral_value():
        raise RubricUnreadable(where=where, why=TOO_FINE)
    return int(scaled)


def to_hundredths(values: npt.ArrayLike) -> Int32:
    """Round half up to whole hundredths. NaN becomes UNKNOWN.

    Noise of the floating point below 1e-8 is taken off first, so that 79.995 computed as 79.99499999999999 rounds as written.
    Raises ValueError for infinite values or values that do not fit.
    """
    scaled = np.asarray(values, dtype=np.float64) * 100.0
    missing = np.isnan(scaled)
    settled = np.floor(np.round(np.where(missing, 0.0, scaled), 6) + 0.5)
    if not np.all(np.abs(settled) < OPEN_TOP):
        raise ValueError("a value is infinite or does not fit into hundredths")
    return np.asarray(np.where(missing, UNKNOWN, settled), dtype=np.int32)


def ratio_to_hundredths(part: npt.ArrayLike, whole: npt.ArrayLike) -> Int32:
    """100 × part / whole in whole hundredths, half up, by integer arithmetic alone. UNKNOWN where the whole is 0.

    part and whole: integers >= 0 that broadcast; part must stay below 2**48.
    """
    numerator = np.asarray(part, dtype=np.int64) * 20_000
    denominator = np.asarray(whole, dtype=np.int64)
    safe = np.where(denominator == 0, 1, denominator)
    return np.asarray(np.where(denominator == 0, UNKNOWN, (numerator + safe) // (2 * safe)), dtype=np.int32)


LADDER_SOURCE = gettext_noop("Tangga nilai ini belum menyebut sumbernya.")
LADDER_EMPTY = gettext_noop("Tangga nilai ini belum punya jenjang.")
LADDER_CODE_TWICE = gettext_noop("Ada kode jenjang yang dipakai dua kali.")
LADDER_RUNG_NAME = gettext_noop("Jenjang %(rung)s belum punya nama.")
LADDER_RUNG_EMPTY = gettext_noop("Jenjang %(rung)s tidak memuat satu nilai pun.")
LADDER_BOTTOM = gettext_noop("Jenjang terbawah harus mulai dari %(low)s.")
LADDER_TOP = gettext_noop("Jenjang teratas harus berakhir di %(high)s.")
LADDER_GAP = gettext_noop("Nilai %(from)s sampai %(to)s tidak punya jenjang, antara %(below)s dan %(above)s.")
LADDER_OVERLAP = gettext_noop("Jenjang %(below)s dan %(above)s tumpang tindih.")


@dataclass(frozen=True, slots=True)
class Rung:
    """One rung: [start, stop) in hundredths."""

    code: str
    name: str
    start: int
    stop: int


@dataclass(frozen=True, slots=True)
class Ladder:
    """Rungs from the lowest to the highest over [low, high], with the text they come from. `high` is OPEN_TOP where there is no
    highest value."""

    code: str
    source: str
    low: int
    high: int
    rungs: tuple[Rung, ...]

    @property
    def starts(self) -> tuple[int, ...]:
        return tuple(rung.start for rung in self.rungs)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(rung.name for rung in self.rungs)

    def problems(self) -> list[Problem]:
        """Everything that keeps this ladder from giving each value of its range exactly one rung."""
        found = [] if self.source.strip() else [Problem("ladder_without_source", self.code, LADDER_SOURCE)]
        if not self.rungs:
            return [*found, Problem("ladder_empty", self.code, LADDER_EMPTY)]
        if len({rung.code for rung in self.rungs}) != len(self.rungs):
            found.append(Problem("ladder_code_twice", self.code, LADDER_CODE_TWICE))
        for rung in self.rungs:
            if not rung.name.strip():
                found.append(Problem("ladder_rung_name", f"{self.code}.{rung.code}", LADDER_RUNG_NAME, (("rung", rung.code),)))
            if rung.start >= rung.stop:
                found.append(Problem("ladder_rung_empty", f"{self.code}.{rung.code}", LADDER_RUNG_EMPTY, (("rung", rung.name),)))
        if self.rungs[0].start != self.low:
            found.append(Problem("ladder_bottom", self.code, LADDER_BOTTOM, (("low", shown(self.low)),)))
        if self.rungs[-1].stop != self.high:
            found.append(Problem("ladder_top", self.code, LADDER_TOP, (("high", shown(self.high)),)))
        for below, above in zip(self.rungs, self.rungs[1:], strict=False):
            between = (("below", below.name), ("above", above.name), ("from", shown(below.stop)), ("to", shown(above.start)))
            if below.stop < above.start:
                found.append(Problem("ladder_gap", f"{self.code}.{above.code}", LADDER_GAP, between))
            elif below.stop > above.start:
                found.append(Problem("ladder_overlap", f"{self.code}.{above.code}", LADDER_OVERLAP, between))
        return found

    def rung_of(self, values: npt.ArrayLike) -> Int8:
        """Index of the rung of each value (0 = lowest), UNKNOWN where the value is UNKNOWN.

        values: whole hundredths, any shape. Raises TypeError for fractions (round first), ValueError outside [low, high].
        """
        array = np.asarray(values)
        if not np.issubdtype(array.dtype, np.integer):
            raise TypeError("round to hundredths before cutting")
        missing = array == UNKNOWN
        outside = ((array < self.low) | (array > self.high)) & ~missing
        if np.any(outside):
            raise ValueError(f"value outside the range of ladder {self.code}")
        rung = np.zeros(array.shape, dtype=np.int8)
        for start in self.starts[1:]:
            rung += array >= start
        rung[missing] = UNKNOWN
        return rung


def shown(value: int) -> str:
    """Hundredths as a page writes them: 8050 is "80,50"; the open top is an infinity sign."""
    return "∞" if value == OPEN_TOP else f"{Decimal(value) / 100:.2f}".replace(".", ",")


def parse_ladder(data: Mapping[str, Any], where: str = "ladder") -> Ladder:
    """Read a ladder: {"code", "source", "low", "high" (null = open), "rungs": [{"code", "name", "from", "to" (null = open)}]}.

    Raises RubricUnreadable for missing fields or unreadable numbers; gaps and overlaps are reported by `problems()`.
    """
    rungs = tuple(
        Rung(
            code=text_field(row, "code", f"{where}.rungs[{index}]"),
            name=text_field(row, "name", f"{where}.rungs[{index}]"),
            start=hundredths_of(field(row, "from", f"{where}.rungs[{index}]"), f"{where}.rungs[{index}].from"),
            stop=_bound(field(row, "to", f"{where}.rungs[{index}]"), f"{where}.rungs[{index}].to"),
        )
        for index, row in enumerate(list_field(data, "rungs", where))
    )
    return Ladder(
        code=text_field(data, "code", where),
        source=text_field(data, "source", where),
        low=hundredths_of(field(data, "low", where), f"{where}.low"),
        high=_bound(field(data, "high", where), f"{where}.high"),
        rungs=rungs,
    )


def _bound(value: object, where: str) -> int:
    return OPEN_TOP if value is None else hundredths_of(value, where)


def field(data: Mapping[str, Any], key: str, where: str) -> Any:
    """The value under `key`. Raises RubricUnreadable when `data` is no object or lacks it."""
    if not isinstance(data, Mapping) or key not in data:
        raise RubricUnreadable(where=f"{where}.{key}", why=NO_FIELD)
    return data[key]


def text_field(data: Mapping[str, Any], key: str, where: str) -> str:
    """The text under `key`. Raises RubricUnreadable when it is missing or no text."""
    value = field(data, key, where)
    if not isinstance(value, str):
        raise RubricUnreadable(where=f"{where}.{key}", why=NOT_TEXT)
    return value


def whole_field(data: Mapping[str, Any], key: str, where: str) -> int:
    """The whole number under `key`. Raises RubricUnreadable when it is missing or no whole number."""
    value = field(data, key, where)
    if not isinstance(value, int) or isinstance(value, bool):
        raise RubricUnreadable(where=f"{where}.{key}", why=NOT_WHOLE)
    return value


def list_field(data: Mapping[str, Any], key: str, where: str) -> list[Any]:
    """The list under `key`. Raises RubricUnreadable when it is missing or no list."""
    value = field(data, key, where)
    if not isinstance(value, list):
        raise RubricUnreadable(where=f"{where}.{key}", why=NOT_LIST)
    return value
