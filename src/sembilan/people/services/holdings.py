"""What an agency's data already say: the tree, the posts, the people, and the rows of earlier files."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sembilan.kit.tabular import Cell, as_text
from sembilan.people.models import ImportBatch, ImportRow, Official, Position
from sembilan.people.rules.raw import cells_of, plain, says_the_same
from sembilan.people.rules.rows import Known, Post
from sembilan.people.selectors import top_codes
from sembilan.tenancy.models import Kind, Organisation
from sembilan.tenancy.rules import covers


@dataclass
class Earlier:
    """The row of the same key in the last file that changed anything by it."""

    id: int
    cells: dict[str, Cell]
    mended: dict[str, Cell]
    target: str
    outcome: str

    def unchanged(self, cells: dict[str, Cell]) -> bool:
        return says_the_same(self.cells, cells)

    def carried(self, cells: dict[str, Cell]) -> dict[str, Cell]:
        """The mended values that still stand: those of cells the new file left as they were."""
        return {
            column: value
            for column, value in self.mended.items()
            if plain(column, self.cells.get(column)) == plain(column, cells.get(column))
        }

    def changes(self, cells: dict[str, Cell], mended: dict[str, Cell]) -> list[list[str]]:
        """[our column, what counted, what counts now] of each cell that says something else."""
        stood, now = {**self.cells, **self.mended}, {**cells, **mended}
        told = {column: value for column, value in now.items() if plain(column, stood.get(column)) != plain(column, value)}
        return [[column, as_text(stood.get(column)), as_text(value)] for column, value in told.items()]


@dataclass
class Holdings:
    """Rows of the agency by what files call them."""

    agency: Organisation
    units: dict[str, Organisation] = field(default_factory=dict)
    """code -> node; the code of the source's own root stands for the agency"""
    posts: dict[str, Position] = field(default_factory=dict)
    people: dict[str, Official] = field(default_factory=dict)
    root_codes: set[str] = field(default_factory=set)

    def known(self, today: date) -> Known:
        codes = {node.pk: code for code, node in self.units.items()}
        parents = {code: codes.get(node.parent_id or 0, "") for code, node in self.units.items()}
        posts = {code: Post(one.name, codes.get(one.unit_id or 0, ""), one.tier) for code, one in self.posts.items()}
        holders: dict[str, str] = {}
        by_id = {one.pk: code for code, one in self.posts.items()}
        for nip, person in self.people.items():
            if person.position_id:
                holders.setdefault(by_id[person.position_id], nip)
        return Known(today, parents, posts, set(self.people), holders, tops=set(self.root_codes))

    def follow(self, before: str, after: str) -> None:
        """A unit moved: what is held in memory stands below the new path."""
        standing: list[Any] = [*self.units.values(), *self.people.values()]
        for one in standing:
            if covers(before, one.path):
                one.path = after + one.path[len(before) :]


def load(agency: Organisation) -> Holdings:
    found = Holdings(agency)
    found.units = {node.code: node for node in Organisation.objects.filter(path__under=agency.path, kind=Kind.UNIT)}
    found.root_codes = top_codes(agency)
    found.units |= dict.fromkeys(found.root_codes, agency)
    found.posts = {one.code: one for one in Position.objects.filter(agency=agency)}
    found.people = {one.nip: one for one in Official.objects.filter(agency=agency).order_by("pk")}
    return found


def earlier_rows(agency: Organisation) -> dict[tuple[str, str], Earlier]:
    """(kind, key) -> the latest row of a file that stands applied, unless it said what an earlier one had said in the same words.

    Such a row was not even written: it has no `before`, and its doubts stand with the row that it repeats."""
    rows = ImportRow.objects.filter(batch__agency=agency, batch__state=ImportBatch.State.APPLIED)
    rows = rows.exclude(outcome="unused").exclude(outcome="same", before__isnull=True).order_by("batch__applied_at", "pk")
    mappings = dict(ImportBatch.objects.filter(agency=agency).values_list("pk", "mapping"))
    found: dict[tuple[str, str], Earlier] = {}
    for row in rows.values_list("kind", "key", "pk", "raw", "mended", "target", "outcome", "batch_id", "sheet").iterator(5000):
        kind, key, pk, raw, mended, target, outcome, batch, sheet = row
        found[kind, key] = Earlier(pk, cells_of(raw, mappings[batch], sheet), mended, target, outcome)
    return found


LOOKED_BACK = 100  # imports


def remembered_headers(agency: Organisation) -> dict[str, dict[str, str]]:
    """Kind of sheet -> {folded header: our column}, as the agency chose it by hand; the latest choice counts."""
    found: dict[str, dict[str, str]] = {}
    latest = ImportBatch.objects.filter(agency=agency).order_by("-uploaded_at", "-pk").values_list("mapping", flat=True)
    for mapping in reversed(latest[:LOOKED_BACK]):
        for sheet in mapping.values():
            if sheet.get("by_hand"):
                found.setdefault(sheet["kind"], {}).update(sheet["by_hand"])
    return found
