"""A whole sheet: rows held against each other (repeats, the unit tree) and, once accepted, against the sheets that follow."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sembilan.kit.said import Said
from sembilan.kit.tabular import as_text
from sembilan.kit.text import gettext_noop
from sembilan.people.rules.headers import KINDS
from sembilan.people.rules.nip import tidy_nip
from sembilan.people.rules.raw import says_the_same
from sembilan.people.rules.rows import ONE_A_KEY, Cells, Doubt, Known, Post, Reading, key_of, read_row

PERSONAL = frozenset(KINDS) - {"unit", "jabatan", "kelengkapan", "pegawai"}
"""Sheets whose rows belong to somebody on the sheet of people."""


def place_in_file(file: str, sheet: str, number: int) -> Said:
    """Where a row stands, as it is shown beside the value that comes from it. number: of the row in the file, header = 1."""
    return Said(gettext_noop("%(file)s, lembar %(sheet)s, baris %(row)s"), file=file[:120], sheet=sheet, row=number)


@dataclass(frozen=True, slots=True)
class Line:
    """A row as it stands in the file, and as it counts: with the values that a person put in place of some cells."""

    cells: Cells
    mended: Cells

    @property
    def effective(self) -> Cells:
        return {**self.cells, **self.mended}


@dataclass(frozen=True, slots=True)
class Read:
    key: str
    reading: Reading


def read_sheet(kind: str, lines: Sequence[Line], known: Known) -> list[Read]:
    """Read the rows of one sheet in order. What is accepted joins `known`; of rows that exclude each other the first counts."""
    standing = dict(known.units)
    cycles = _join_units(lines, known) if kind == "unit" else frozenset()
    read: list[Read] = []
    seen: dict[str, Cells] = {}
    times: Counter[str] = Counter()
    taken: set[str] = set()
    for line in lines:
        key, cells = key_of(kind, line.cells), line.effective
        times[key] += 1
        reading = read_row(kind, cells, known)
        if kind == "unit":
            reading.doubts += moved_unit(line, standing, known)
            if as_text(cells.get("code")) in cycles:
                reading.doubts = [
                    replace(doubt, cause="unit_cycle") if doubt.cause in _OF_A_CIRCLE else doubt for doubt in reading.doubts
                ]
        first = seen.setdefault(key, line.cells)
        repeated = times[key] > 1 and says_the_same(first, line.cells)
        if repeated or (times[key] > 1 and kind in ONE_A_KEY):
            reading.doubts.append(Doubt("row_repeated" if repeated else "row_conflicting", "", key[:300]))
        elif kind == "pegawai":
            _refuse_taken(reading, taken, cells)
        if not reading.blocked:
            _join(kind, reading, known, taken)
        read.append(Read(key if times[key] == 1 else f"{key}#{times[key]}", reading))
    return read


_OF_A_CIRCLE = frozenset({"unit_parent_unknown", "unit_moved"})


def top_of(parents: Mapping[str, str], known: set[str]) -> str:
    """The code by which a file calls the agency itself: of several units the only one without a parent. "" where there is none,
    or where an earlier file said it (`known`)."""
    tops = [code for code, parent in parents.items() if not parent]
    return tops[0] if len(tops) == 1 and len(parents) > 1 and not known else ""


def moved_unit(line: Line, standing: Mapping[str, str], known: Known) -> list[Doubt]:
    """The doubt about a unit that hangs elsewhere already: it stays there until a person says where it belongs.

    `standing`: unit code -> code of its parent before this file. A parent put in by a person is that decision."""
    code, parent = (as_text(line.effective.get(column)) for column in ("code", "parent"))
    if code not in standing or code in known.tops or "parent" in line.mended:
        return []
    above, now = ("" if one in known.tops else one for one in (parent, standing[code]))
    if above == now or (parent and parent not in known.units):
        return []
    return [Doubt("unit_moved", "parent", parent[:300], parent or next(iter(known.tops), ""))]


def _refuse_taken(reading: Reading, taken: set[str], cells: Cells) -> None:
    if reading.values["nip"] in taken:
        reading.doubts.append(Doubt("nip_repeated", "nip", as_text(cells.get("nip"))[:300]))


def _join(kind: str, reading: Reading, known: Known, taken: set[str]) -> None:
    values = reading.values
    if kind == "jabatan":
        known.posts[values["code"]] = Post(values["name"], values["unit"], values["tier"])
    elif kind == "pegawai":
        taken.add(values["nip"])
        known.people.add(values["nip"])
        if values["position"]:
            known.holders.setdefault(values["position"], values["nip"])


def _join_units(lines: Sequence[Line], known: Known) -> frozenset[str]:
    """Let the units into the tree whose chain of parents reaches the top; return the codes that stand in a circle."""
    wanted: dict[str, str] = {}
    for line in lines:
        code = as_text(line.effective.get("code"))
        if code:
            wanted.setdefault(code, as_text(line.effective.get("parent")))
    if top := top_of(wanted, known.tops):
        known.tops.add(top)
    parents = {**known.units, **wanted}
    waiting = {code: parent for code, parent in wanted.items() if code not in known.units}
    while accepted := {code: parent for code, parent in waiting.items() if not parent or parent in known.units}:
        known.units |= accepted
        waiting = {code: parent for code, parent in waiting.items() if code not in accepted}
    return frozenset(code for code in wanted if _returns(code, parents))


def _returns(code: str, parents: Mapping[str, str]) -> bool:
    seen, at = set(), parents[code]
    while at in parents and at not in seen:
        if at == code:
            return True
        seen.add(at)
        at = parents[at]
    return False


def whole_numbers(cells: Iterable[Cells], known: Known) -> frozenset[str]:
    """The whole NIPs that registers name and that nobody on the sheet of people has: what a cut NIP may have been."""
    named = {tidy_nip(as_text(one.get("nip"))) for one in cells}
    return frozenset(nip for nip in named if len(nip) == 18 and nip.isdigit() and nip not in known.people)
