"""From what rows say to rows of ours: made, changed or left as they are, many at a time, each with what stood there before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sembilan.kit.said import Said, stored
from sembilan.people import models as m
from sembilan.people.models import ImportBatch, ImportRow, Official, Position, PositionStandard
from sembilan.people.rules.headers import COMPETENCY_NAMES
from sembilan.people.rules.nip import completions
from sembilan.people.rules.rows import Reading
from sembilan.people.rules.sheets import place_in_file, top_of
from sembilan.people.rules.values import NAMELESS
from sembilan.people.services.bulk import insert_many
from sembilan.people.services.holdings import Earlier, Holdings
from sembilan.people.services.moves import move_unit, rewrite_paths
from sembilan.tenancy import services as tenancy
from sembilan.tenancy.models import Organisation
from sembilan.tenancy.rules import Actor

RECORDS: dict[str, type[Any]] = {
    "kinerja": m.PerformanceRating,
    "umpan_balik_360": m.Feedback360,
    "riwayat_jabatan": m.PositionHistory,
    "pendidikan": m.Education,
    "hasil_asesmen": m.ExternalAssessment,
    "penghargaan": m.Award,
    "tim kerja": m.TeamAssignment,
    "pelatihan": m.Training,
    "hukuman disiplin": m.Discipline,
}
_EVERY: tuple[type[Any], ...] = (*RECORDS.values(), Official, Position, m.RegisterDeclaration, Organisation)
MODELS: dict[str, type[Any]] = {str(model._meta.model_name): model for model in _EVERY}
_ONE_A_YEAR = {m.PerformanceRating: ("year",), m.Feedback360: ("year",), m.ExternalAssessment: ("instrument", "date")}


@dataclass
class Item:
    """One row on its way: the stored row, what it says, and its forerunner in an earlier file."""

    row: ImportRow
    cells: dict[str, Any]
    reading: Reading
    earlier: Earlier | None = None
    same: bool = False

    @property
    def target(self) -> str:
        """What the row made or changed, now or when it last came."""
        return self.row.target or (self.earlier.target if self.earlier else "")


@dataclass
class Writer:
    """Writes the accepted rows of one batch; its holdings grow with what it makes."""

    batch: ImportBatch
    holdings: Holdings
    actor: Actor
    at: datetime

    def write(self, kind: str, items: Sequence[Item]) -> None:
        """Write items none of which is blocked. Sets `outcome`, `target` and `before` of each row."""
        if kind == "unit":
            self._units(items)
        elif kind == "jabatan":
            self._positions(items)
        elif kind == "pegawai":
            self._officials(items)
        elif kind == "kelengkapan":
            self._declarations(items)
        else:
            self._records(kind, items)

    # --- the tree and the posts ---

    def _units(self, items: Sequence[Item]) -> None:
        agency, units = self.holdings.agency, self.holdings.units
        if top := top_of({item.reading.values["code"]: item.reading.values["parent"] for item in items}, self.holdings.root_codes):
            self.holdings.root_codes.add(top)
            units[top] = agency
        new = []
        for item in items:
            values = item.reading.values
            node = units.get(values["code"])
            if values["code"] in self.holdings.root_codes:
                settle(item, f"agency:{agency.pk}", {} if item.target else None)
            elif node is None:
                parent = "" if values["parent"] in self.holdings.root_codes else values["parent"]
                new.append((item, tenancy.Unit(values["code"], parent, values["name"], values["echelon"])))
            else:
                self._known_unit(item, node)
        made = tenancy.add_units(agency, [unit for _item, unit in new], actor=self.actor, at=self.at) if new else {}
        units |= made
        for item, unit in new:
            settle(item, f"organisation:{made[unit.code].pk}", None)

    def _known_unit(self, item: Item, node: Organisation) -> None:
        values = item.reading.values
        parent = self.holdings.units.get(values["parent"], self.holdings.agency)
        before = {name: getattr(node, name) for name in ("name", "echelon") if getattr(node, name) != values[name]}
        if before:
            tenancy.describe_unit(node, values["name"], values["echelon"], actor=self.actor, at=self.at)
        if parent.pk != node.parent_id and "parent" in item.row.mended:  # else the doubt unit_moved asks a person first
            before["parent_id"], stood = node.parent_id, node.path
            move_unit(node, parent, actor=self.actor, at=self.at)
            self.holdings.follow(stood, node.path)
        settle(item, f"organisation:{node.pk}", before)

    def _positions(self, items: Sequence[Item]) -> None:
        names = [code for code, _name in COMPETENCY_NAMES]
        standing: dict[int, dict[str, int]] = {}
        for post_id, competency, level in PositionStandard.objects.filter(position__agency=self.holdings.agency).values_list(
            "position_id", "competency", "level"
        ):
            standing.setdefault(post_id, {})[competency] = level
        made: list[tuple[Item, Position]] = []
        changed: list[Position] = []
        levels: list[tuple[Item, Position]] = []
        for item in items:
            values = item.reading.values
            unit = self.holdings.units.get(values["unit"])
            fields = {
                "name": values["name"],
                "unit_id": unit.pk if unit else None,
                "tier": values["tier"],
                "echelon": values["echelon"],
            }
            post = self.holdings.posts.get(values["code"])
            if post is None:
                post = Position(agency=self.holdings.agency, code=values["code"], **fields)
                self.holdings.posts[post.code] = post
                made.append((item, post))
                levels.append((item, post))
                continue
            before = changes(post, fields)
            if any(name in item.cells for name in names) and standing.get(post.pk, {}) != values["levels"]:
                before["standards"] = standing.get(post.pk, {})
                levels.append((item, post))
            if before:
                changed.append(post)
            settle(item, f"position:{post.pk}", before)
        insert_many([post for _item, post in made])
        Position.objects.bulk_update(changed, ["name", "unit", "tier", "echelon"])
        for item, post in made:
            settle(item, f"position:{post.pk}", None)
        write_standards([(post, item.reading.values["levels"], self._source(item)) for item, post in levels])

    # --- people ---

    def _officials(self, items: Sequence[Item]) -> None:
        people = {person.pk: person for person in self.holdings.people.values()}
        needs = self._accommodations()
        made: list[tuple[Item, Official]] = []
        changed: list[Official] = []
        moved: list[tuple[Official, str]] = []
        for item in items:
            fields = self._official_fields(item)
            person = self._person_of(item, people)
            if person is None:
                person = Official(agency=self.holdings.agency, batch=self.batch, **fields)
                made.append((item, person))
            else:
                path, nip = person.path, person.nip
                before = changes(person, _told(fields, item))
                wanted = item.reading.values["accommodations"]
                if "accommodation" in item.cells and needs.get(person.pk, {}) != wanted:
                    before["accommodations"] = needs.get(person.pk, {})
                    write_accommodations([(person, wanted, self._source(item))])
                if before:
                    changed.append(person)
                if person.path != path:
                    moved.append((person, path))
                if person.nip != nip:
                    self.holdings.people.pop(nip, None)
                settle(item, f"official:{person.pk}", before)
            self.holdings.people[person.nip] = person
        insert_many([person for _item, person in made])
        Official.objects.bulk_update(changed, _OFFICIAL_COLUMNS, batch_size=200)
        for person, path in moved:
            rewrite_paths(person, path, at=self.at)
        for item, person in made:
            settle(item, f"official:{person.pk}", None)
        write_accommodations([(person, item.reading.values["accommodations"], self._source(item)) for item, person in made])

    def _accommodations(self) -> dict[int, dict[str, int | None]]:
        found: dict[int, dict[str, int | None]] = {}
        rows = m.Accommodation.objects.filter(official__agency=self.holdings.agency)
        for official, kind, amount in rows.values_list("official_id", "kind", "amount"):
            found.setdefault(official, {})[kind] = amount
        return found

    def _official_fields(self, item: Item) -> dict[str, Any]:
        values = dict(item.reading.values)
        del values["accommodations"]
        unit = self.holdings.units.get(values.pop("unit"))
        post = self.holdings.posts.get(values.pop("position"))
        return values | {
            "unit_id": unit.pk if unit else None,
            "path": (unit or self.holdings.agency).path,
            "position_id": post.pk if post else None,
        }

    def _person_of(self, item: Item, people: dict[int, Official]) -> Official | None:
        """Who the row means: whom it meant before, who has its NIP, or who has a cut form of it and the same name."""
        if item.target and (person := people.get(int(item.target.split(":")[1]))):
            return person
        values = item.reading.values
        if person := self.holdings.people.get(values["nip"]):
            return person
        whole = frozenset({values["nip"]})
        cut = (
            [one for one in people.values() if not one.nip_valid and one.name == values["name"] and completions(one.nip, whole)]
            if values["nip_valid"]
            else []
        )
        return cut[0] if len(cut) == 1 else None

    # --- registers ---

    def _declarations(self, items: Sequence[Item]) -> None:
        standing = {
            (row.unit_id, row.register): row
            for row in m.RegisterDeclaration.objects.filter(unit__path__under=self.holdings.agency.path)
        }
        made = []
        for item in items:
            values = dict(item.reading.values)
            unit = self.holdings.units[values.pop("unit")]
            row = standing.get((unit.pk, values["register"]))
            if row is None:
                made.append((item, m.RegisterDeclaration(unit=unit, path=unit.path, batch=self.batch, **values)))
                continue
            before = changes(row, values)
            if before:
                row.save()
            settle(item, f"registerdeclaration:{row.pk}", before)
        m.RegisterDeclaration.objects.bulk_create([row for _item, row in made])
        for item, row in made:
            settle(item, f"registerdeclaration:{row.pk}", None)

    def _records(self, kind: str, items: Sequence[Item]) -> None:
        by_model: dict[type[Any], list[Item]] = {}
        for item in items:
            by_model.setdefault(RECORDS[item.reading.values.get("register", kind)], []).append(item)
        for model, group in by_model.items():
            self._records_of(model, group)

    def _records_of(self, model: type[Any], items: Sequence[Item]) -> None:
        columns = _ONE_A_YEAR.get(model, ())
        standing = model.objects.in_bulk([int(item.target.split(":")[1]) for item in items if item.target])
        twins: dict[tuple[Any, ...], Any] = {}
        if columns:
            ids = {self.holdings.people[item.reading.values["nip"]].pk for item in items}
            for row in model.objects.filter(official_id__in=ids):
                twins[row.official_id, *(getattr(row, column) for column in columns)] = row
        made = []
        for item in items:
            fields = self._record_fields(item)
            record = standing.get(int(item.target.split(":")[1])) if item.target else None
            if record is None and columns:
                record = twins.get((fields["official_id"], *(fields[column] for column in columns)))
            if record is None:
                made.append((item, model(batch=self.batch, **fields)))
                continue
            before = changes(record, {name: value for name, value in fields.items() if name != "source"})
            if before:
                before |= changes(record, {"batch_id": self.batch.pk, "source": fields["source"]})
                record.save()
            settle(item, f"{model._meta.model_name}:{record.pk}", before)
        insert_many([record for _item, record in made])
        for item, record in made:
            settle(item, f"{model._meta.model_name}:{record.pk}", None)

    def _record_fields(self, item: Item) -> dict[str, Any]:
        values = dict(item.reading.values)
        person = self.holdings.people[values.pop("nip")]
        values.pop("register", None)
        note = values.pop("note", "")
        source = self._source(item)
        if note:
            source = Said("%(place)s; %(note)s", place=source, note=note[:200])
        return values | {"official_id": person.pk, "path": person.path, "source": source}

    def _source(self, item: Item) -> Said:
        return place_in_file(self.batch.file_name, item.row.sheet, item.row.number)


def _told(fields: dict[str, Any], item: Item) -> dict[str, Any]:
    """What the row says: columns the file lacks stay as they are, and a name that cannot be one never displaces a name."""
    told = {name: value for name, value in fields.items() if _COLUMN.get(name, name) in item.cells}
    if told.get("name") == NAMELESS:
        del told["name"]
    return told


_COLUMN = {"nip_valid": "nip", "employment": "nip", "unit_id": "unit", "path": "unit", "position_id": "position_code"}
"""Field -> column that speaks of it, where the names differ: a file without the column leaves the field as it is."""
_OFFICIAL_COLUMNS = [
    "unit",
    "path",
    "nip",
    "nip_valid",
    "employment",
    "name",
    "title_before",
    "title_after",
    "born",
    "sex",
    "grade",
    "grade_since",
    "tier",
    "echelon",
    "position",
    "position_name",
    "position_since",
    "education",
    "status",
]


def settle(item: Item, target: str, before: dict[str, Any] | None) -> None:
    """Note on the row what became of it: None = made, {} = nothing changed, else what stood there."""
    row = item.row
    if not row.target:
        row.before = before
    elif row.before is not None and before:
        row.before = before | row.before  # mended later: undo goes back to the very first
    row.target = target
    row.outcome = "new" if row.before is None else "changed" if row.before else "same"


def changes(obj: Any, fields: dict[str, Any]) -> dict[str, Any]:
    """Set the fields that differ; returns what they held, in JSON."""
    before: dict[str, Any] = {}
    for name, value in fields.items():
        held = getattr(obj, name)
        if held != value:
            before[name] = in_json(held)
            setattr(obj, name, value)
    return before


def in_json(value: Any) -> Any:
    return str(value) if isinstance(value, date | Decimal) else stored(value)


def write_standards(wanted: Iterable[tuple[Position, dict[str, int], str]]) -> None:
    """Put these levels in the place of each post's standards."""
    listed = list(wanted)
    PositionStandard.objects.filter(position__in=[post for post, _levels, _source in listed]).delete()
    insert_many(
        [
            PositionStandard(position=post, competency=competency, level=level, source=source)
            for post, levels, source in listed
            for competency, level in levels.items()
        ]
    )


def write_accommodations(wanted: Iterable[tuple[Official, dict[str, int | None], str]]) -> None:
    """Put these needs in the place of each person's."""
    listed = list(wanted)
    m.Accommodation.objects.filter(official__in=[person for person, _needs, _source in listed]).delete()
    m.Accommodation.objects.bulk_create(
        [
            m.Accommodation(official=person, kind=kind, amount=amount, source=source, path=person.path)
            for person, needs, source in listed
            for kind, amount in needs.items()
        ]
    )
