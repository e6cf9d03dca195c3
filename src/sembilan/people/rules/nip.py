"""The NIP: eighteen digits that say when a civil servant was born, when he began, and which sex the register holds.

PNS: birth yyyymmdd, begin of service yyyymm, sex 1 or 2, serial of three. PPPK (NI PPPK): birth, year of the contract, a contract
code of two digits that is no month (21 and above), sex, serial. Source: Perka BKN 22/2007 for PNS; the form for PPPK as BKN
issues it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

LENGTH = 18
PPPK_CODES = range(21, 100)
YOUNGEST, OLDEST = 16, 65  # age in years at the begin of service; outside it the number cannot be right
SEX = {"1": "L", "2": "P"}

_SEPARATORS = re.compile(r"[\s.\-]+")


@dataclass(frozen=True, slots=True)
class Nip:
    """A NIP as read. `fault` is "" when well formed, else the code of what is wrong; then the facts are empty."""

    text: str
    fault: str
    employment: str = "unknown"
    born: date | None = None
    service: date | None = None
    sex: str = ""

    @property
    def valid(self) -> bool:
        return not self.fault


def tidy_nip(text: str) -> str:
    """Without the blanks, points and hyphens of the printed form; an apostrophe that a spreadsheet needed goes too.

    >>> tidy_nip("19851210 201003 2 916")
    '198512102010032916'
    """
    return _SEPARATORS.sub("", text.strip().lstrip("'"))


def parts_of(text: str) -> tuple[str, str, str, str]:
    """What stands where birth (8 digits), begin of service (6), sex (1) and serial belong; empty where the number ends before.

    >>> parts_of("19850101 201012 3 00")
    ('19850101', '201012', '3', '00')
    """
    nip = tidy_nip(text)
    return nip[:8], nip[8:14], nip[14:15], nip[15:]


def read_nip(text: str, today: date) -> Nip:
    """What the number says. Faults: `nip_missing`, `nip_malformed` (not eighteen digits), `nip_contents` (a part is impossible).

    >>> read_nip("198512102010032916", date(2025, 11, 24)).service
    datetime.date(2010, 3, 1)
    """
    nip = tidy_nip(text)
    if not nip:
        return Nip("", "nip_missing")
    if len(nip) != LENGTH or not (nip.isascii() and nip.isdigit()):
        return Nip(nip, "nip_malformed")
    born = day_of(int(nip[:4]), int(nip[4:6]), int(nip[6:8]))
    year, middle, sex = int(nip[8:12]), int(nip[12:14]), SEX.get(nip[14], "")
    pns = 1 <= middle <= 12
    if born is None or not sex or not (pns or middle in PPPK_CODES):
        return Nip(nip, "nip_contents")
    if not (YOUNGEST <= year - born.year <= OLDEST and year <= today.year + 1):
        return Nip(nip, "nip_contents")
    service = date(year, middle, 1) if pns else date(year, 1, 1)
    return Nip(nip, "", "pns" if pns else "pppk", born, service, sex)


def day_of(year: int, month: int, day: int) -> date | None:
    """The day, or None where the calendar has none."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def completions(part: str, candidates: frozenset[str]) -> list[str]:
    """The whole numbers among `candidates` of which `part` may be a cut or mistyped form: it begins them, or ends them."""
    if len(part) < 12:
        return []
    return sorted(number for number in candidates if number.startswith(part) or number.endswith(part))
