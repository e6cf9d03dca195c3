"""Every column is accounted for: it has its line in the inventory of personal data, or is named as plainly non-personal."""

from __future__ import annotations

from collections import Counter

from tests.house.privacy import CLASSES, FOLDER, HEADER, cells, installed_columns, inventory, our_columns, plain


def test_every_column_is_in_the_inventory_or_plainly_not_personal() -> None:
    known = {name for line in inventory() for name in line.columns} | set(plain())
    missing = sorted(our_columns() - known)
    assert missing == [], "give each a line in docs/privacy/inventory-<room>.md, or name it in docs/privacy/not-personal.md"


def test_no_line_speaks_of_a_column_that_is_gone() -> None:
    there = installed_columns()
    stale = [f"{line.place} {name}" for line in inventory() for name in line.columns if name not in there]
    stale += [f"{place} {name}" for name, place in plain().items() if name not in there]
    assert stale == []


def test_no_column_stands_twice() -> None:
    counted = Counter([name for line in inventory() for name in line.columns] + list(plain()))
    assert [name for name, times in counted.items() if times > 1] == []


def test_every_line_is_whole() -> None:
    broken = [
        line.place
        for line in inventory()
        if line.kind not in CLASSES or len(line.cells) != 4 or not all(len(cell) > 2 for cell in line.cells)
    ]
    assert broken == [], f"class is one of {sorted(CLASSES)}; purpose, legal basis, retention and readers are filled"


def test_every_table_of_the_inventory_is_read() -> None:
    """A header with other words would hide its whole table from these tests."""
    for file in FOLDER.glob("inventory*.md"):
        headers = [
            before
            for before, line in zip(file.read_text().splitlines(), file.read_text().splitlines()[1:], strict=False)
            if before.startswith("|") and line.startswith("|") and not set(line) - set("|-: ")
        ]
        assert headers, file.name
        assert [header for header in headers if [cell.lower() for cell in cells(header)] != HEADER] == [], file.name


def test_disability_and_discipline_stand_in_tables_of_their_own() -> None:
    """What is specific in law, and a sanction, may not be a column of the person's own row, which many roles read."""
    specific = {name for line in inventory() for name in line.columns if line.kind == "specific"}
    assert {name for name in specific if name.startswith("people_official.")} == set()
    assert {"people_accommodation.kind", "people_accommodation.amount"} <= specific
