"""A row as the file had it: header -> cell. A cell that held a formula keeps both, the formula and what it amounted to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sembilan.kit.tabular import Cell, as_text
from sembilan.people.rules.nip import tidy_nip
from sembilan.people.rules.values import visible

FORMULA: Final = "formula"
VALUE: Final = "value"
_NO_FORMULA: Final = frozenset({"name"})
"""Columns in which a formula is doubtful whatever it came to: who made it may have put any text there."""


def cells_of(raw: Mapping[str, Any], mapping: Mapping[str, Any], sheet: str) -> dict[str, Cell]:
    """Our column -> cell of one row. Of a formula its value, but in a name the formula itself."""
    columns = mapping.get(sheet, {}).get("columns", {})
    return {column: _cell(raw.get(header), formula=column in _NO_FORMULA) for column, header in columns.items()}


def plain(column: str, cell: Cell) -> str:
    """A cell as its reader takes it: without signs nobody sees, and a NIP without what a spreadsheet or printed form puts in."""
    text = " ".join(visible(as_text(cell)).split())
    return tidy_nip(text) if column == "nip" else text


def says_the_same(one: Mapping[str, Cell], other: Mapping[str, Cell]) -> bool:
    """Whether everything that `other` says stands in `one` too."""
    return all(plain(column, one.get(column)) == plain(column, cell) for column, cell in other.items())


def is_absent(mapping: Mapping[str, Any], sheet: str, column: str) -> bool:
    """Whether the sheet has no such column at all: then no cell of it is empty or wrong."""
    return bool(column) and column not in mapping.get(sheet, {}).get("columns", {})


def written(cell: Any) -> str:
    """A kept cell in words, as whoever keeps the source knows it: a formula as a formula."""
    return as_text(_cell(cell, formula=True))


def _cell(cell: Any, *, formula: bool) -> Cell:
    if not isinstance(cell, dict):
        return cell  # type: ignore[no-any-return]  # JSON of what kit.tabular read
    found: Cell = cell[FORMULA if formula else VALUE]
    return found
