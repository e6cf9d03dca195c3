"""The inventory of personal data as the tests read it: docs/privacy/inventory*.md and docs/privacy/not-personal.md."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from django.apps import apps

from tests.house.source import ROOT

FOLDER = ROOT / "docs" / "privacy"
HEADER = ["table.column", "class", "purpose", "legal basis", "retention", "readers"]
CLASSES = {"general", "specific"}  # UU 27/2022 pasal 4: data pribadi umum, data pribadi spesifik


@dataclass(frozen=True)
class Line:
    columns: tuple[str, ...]  # table.column each
    kind: str
    cells: tuple[str, ...]  # purpose, legal basis, retention, readers
    place: str


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def rows(file: Path, header: list[str]) -> list[tuple[int, list[str]]]:
    """The rows of every table of a document that has this header, with their line numbers."""
    found: list[tuple[int, list[str]]] = []
    inside = False
    for number, line in enumerate(file.read_text().splitlines(), 1):
        if not line.lstrip().startswith("|"):
            inside = False
        elif [cell.lower() for cell in cells(line)] == header:
            inside = True
        elif inside and set(line) - set("|-: "):
            found.append((number, cells(line)))
    return found


def names(text: str) -> tuple[str, ...]:
    """`table.a`, `table.b` in one cell: several columns of one fate may share a line."""
    return tuple(part.strip().strip("`") for part in text.split(",") if part.strip())


def inventory() -> list[Line]:
    return [
        Line(names(row[0]), row[1].strip("`"), tuple(row[2:]), f"docs/privacy/{file.name}:{number}")
        for file in sorted(FOLDER.glob("inventory*.md"))
        for number, row in rows(file, HEADER)
    ]


def plain() -> dict[str, str]:
    """table.column -> place, for what docs/privacy/not-personal.md lists (`| table | columns |`)."""
    file = FOLDER / "not-personal.md"
    return {
        f"{row[0].strip('`')}.{column}": f"docs/privacy/{file.name}:{number}"
        for number, row in rows(file, ["table", "columns"])
        for column in names(row[1])
    }


def personal_tables() -> set[str]:
    return {name.split(".")[0] for line in inventory() for name in line.columns}


def our_columns() -> set[str]:
    """table.column of every model of ours."""
    return {
        f"{model._meta.db_table}.{field.column}"
        for model in apps.get_models(include_auto_created=True)
        if model.__module__.startswith("sembilan.") and model._meta.managed
        for field in model._meta.local_concrete_fields
    }


def installed_columns() -> set[str]:
    return {
        f"{model._meta.db_table}.{field.column}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.local_concrete_fields
    }
