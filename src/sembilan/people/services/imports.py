"""A file comes in: looked at without changing anything (preview), then applied as a whole."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from sembilan.audit.services import witness
from sembilan.kit import tabular
from sembilan.kit.events import publish, unheard
from sembilan.kit.statistics import refresh_statistics
from sembilan.kit.tabular import as_text
from sembilan.ledger.services import append
from sembilan.people.access import can, require
from sembilan.people.errors import BatchNotPreviewed, ColumnsNotMapped, ImportUnderWay, NothingToImport, OnlyHeaders
from sembilan.people.events import RosterImported
from sembilan.people.leaves import import_facts
from sembilan.people.models import ImportBatch, ImportFile, ImportRow, QualityIssue
from sembilan.people.rules.headers import KINDS, Remembered, SheetMapping, by_hand, map_sheet
from sembilan.people.rules.nip import tidy_nip
from sembilan.people.rules.raw import FORMULA, VALUE, cells_of
from sembilan.people.rules.rows import Known, key_of
from sembilan.people.rules.sheets import PERSONAL, Line, Read, read_sheet, whole_numbers
from sembilan.people.services import holdings as held
from sembilan.people.services.bulk import insert_many, update_many
from sembilan.people.services.doubts import issues_of, listed, set_issue_paths, superseded
from sembilan.people.services.holdings import Earlier, Holdings
from sembilan.people.services.queue import settle_waiting
from sembilan.people.services.writing import Item, Writer
from sembilan.tenancy.models import Organisation
from sembilan.tenancy.rules import Actor

_NOTES = ("kind", "key", "outcome", "target", "mended", "doubts", "tidied", "changes", "before")
SheetLines = tuple[str, list[str], list[tuple[int, dict[str, Any]]]]
HEADER_WITHIN = 10  # rows: titles may stand above the header


def preview_import(agency: Organisation, file_name: str, content: bytes, *, actor: Actor, at: datetime) -> ImportBatch:
    """Read a file and say what applying it would do; nothing but the batch and its rows is written.

    Raises kit.tabular.TableRefused (its subclasses say why), OnlyHeaders, NotAllowed.
    """
    require(can(actor, "import", agency))
    sheets = _sheets(agency, content, file_name)
    with transaction.atomic():
        batch = receive(agency, file_name, content, actor=actor, at=at)
        _fill(batch, sheets, actor=actor, at=at)
    return batch


def receive(agency: Organisation, file_name: str, content: bytes, *, actor: Actor, at: datetime) -> ImportBatch:
    """A batch of a file that is not read yet; whoever makes it leaves the witness."""
    return ImportBatch.objects.create(
        agency=agency,
        path=agency.path,
        file_name=file_name.replace("\0", "")[-200:],
        file_hash=hashlib.sha256(content).hexdigest(),
        state=ImportBatch.State.RECEIVED,
        uploaded_at=at,
        uploaded_by=actor.label,
    )


@transaction.atomic
def read_received(batch: ImportBatch, *, actor: Actor, at: datetime) -> ImportBatch:
    """Read the file that waits, and let it go. Raises kit.tabular.TableRefused, OnlyHeaders, NotAllowed."""
    require(can(actor, "import", batch.agency))
    waiting = ImportFile.objects.get(batch=batch)
    _fill(batch, _sheets(batch.agency, bytes(waiting.content), batch.file_name), actor=actor, at=at)
    waiting.delete()
    return batch


@transaction.atomic
def remap_import(
    batch: ImportBatch, chosen: Mapping[str, tuple[str, Mapping[str, str]]], *, actor: Actor, at: datetime
) -> ImportBatch:
    """Take sheets or columns for something else than we recognised, and look again. `chosen`: sheet -> (kind, {our column:
    header});
    a kind other than the present one is matched anew. Raises BatchNotPreviewed, NotAllowed."""
    return check_again(set_mapping(batch, chosen, actor=actor), actor=actor, at=at)


@transaction.atomic
def set_mapping(batch: ImportBatch, chosen: Mapping[str, tuple[str, Mapping[str, str]]], *, actor: Actor) -> ImportBatch:
    """The first half of `remap_import`: what the file says by it is looked at by `check_again`, now or in the background."""
    require(can(actor, "import", batch.agency))
    batch = ImportBatch.objects.select_for_update().select_related("agency").get(pk=batch.pk)
    require_previewed(batch)
    remembered = held.remembered_headers(batch.agency)
    for sheet, (kind, columns) in chosen.items():
        stands = batch.mapping.get(sheet)
        if stands is None or (kind and kind not in KINDS):
            continue
        headers, picked = stands["headers"], columns if kind == stands["kind"] else None
        mapped = map_sheet(sheet, headers, remembered, chosen_kind=kind, chosen=picked)
        batch.mapping[sheet] = _stored(mapped, headers, stands["order"])
        if kind and picked is not None:
            kept = by_hand(KINDS[kind], headers, mapped.columns, remembered.get(kind, {}))
            batch.mapping[sheet]["by_hand"] = kept
    batch.save(update_fields=["mapping"])
    return batch


@transaction.atomic
def check_again(batch: ImportBatch, *, actor: Actor, at: datetime) -> ImportBatch:
    """Read every row anew by the mapping as it stands. Raises BatchNotPreviewed, NotAllowed."""
    require(can(actor, "import", batch.agency))
    batch = ImportBatch.objects.select_for_update().select_related("agency").get(pk=batch.pk)
    require_previewed(batch)
    rows = list(batch.rows.order_by("pk"))
    _preview(batch, rows, actor=actor, at=at)
    update_many(rows, _NOTES)
    batch.save(update_fields=["counts", "causes"])
    return batch


@transaction.atomic
def apply_import(batch: ImportBatch, *, actor: Actor, at: datetime) -> ImportBatch:
    """Write what the file says. Rows that are blocked wait in the queue; the same file again changes nothing.

    Raises BatchNotPreviewed, ColumnsNotMapped, NothingToImport, NotAllowed.
    """
    require(can(actor, "import", batch.agency))
    batch = ImportBatch.objects.select_for_update().select_related("agency").get(pk=batch.pk)
    # One import of an agency at a time; rows of other rooms that name the agency are written meanwhile.
    Organisation.objects.select_for_update(no_key=True).get(pk=batch.agency_id)
    require_applicable(batch)
    rows = list(batch.rows.order_by("pk"))
    items = _write(batch, rows, actor=actor, at=at)
    update_many(rows, _NOTES)
    _replace_issues(batch, items, at)
    batch.counts, batch.causes = _counted(items, rows), _caused(items)
    batch.state, batch.applied_at = ImportBatch.State.APPLIED, at
    facts = import_facts(batch)
    batch.leaf = append("import", facts, path=batch.path, at=at).position
    batch.save()
    settle_waiting(batch.agency, actor=actor, at=at)
    witness("people.apply_import", batch, actor=actor, at=at, path=batch.path, leaf=batch.leaf, **facts)
    refresh_statistics("people", len(rows))
    publish(RosterImported(batch.pk, batch.path, at))
    return batch


@transaction.atomic
def discard_import(batch: ImportBatch, *, actor: Actor, at: datetime) -> None:
    """Throw a preview away with every row that was read from its file, or a file that is not read. Raises BatchNotPreviewed,
    ImportUnderWay, NotAllowed."""
    require(can(actor, "import", batch.agency))
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if batch.state not in (ImportBatch.State.PREVIEWED, ImportBatch.State.RECEIVED):
        raise BatchNotPreviewed
    if batch.is_under_way(at):
        raise ImportUnderWay
    rows = batch.rows.count()
    witness("people.discard_import", batch, actor=actor, at=at, path=batch.path, file_sha256=batch.file_hash, rows=rows)
    batch.delete()


def evaluate(
    batch: ImportBatch, rows: Sequence[ImportRow], holdings: Holdings, earlier: Mapping[tuple[str, str], Earlier], today: date
) -> list[Item]:
    """Read every used row against what stands and against the rows before it; writes nothing but the rows' own notes."""
    known, items = holdings.known(today), []
    cells = {id(row): cells_of(row.raw, batch.mapping, row.sheet) for row in rows}
    by_kind: dict[str, list[ImportRow]] = {kind: [] for kind in KINDS}
    for row in rows:
        row.kind = batch.mapping[row.sheet]["kind"]
        if row.kind and not batch.mapping[row.sheet]["missing"]:
            by_kind[row.kind].append(row)
        else:
            row.outcome, row.key, row.doubts, row.tidied, row.changes = "unused", "", [], [], []
    own = holdings.known(today)
    own.people |= {tidy_nip(as_text(cells[id(row)].get("nip"))) for row in by_kind["pegawai"]}
    known.candidates = whole_numbers((cells[id(row)] for kind in PERSONAL for row in by_kind[kind]), own)
    for kind, group in by_kind.items():
        for row, read in zip(group, _read(kind, group, cells, earlier, known), strict=True):
            row.key, row.doubts, row.tidied = read.key, listed(read.reading), [list(one) for one in read.reading.tidied]
            before = earlier.get((kind, read.key))
            item = Item(row, cells[id(row)], read.reading, before)
            item.same = _is_same(item)
            row.changes = _changes(item)
            items.append(item)
    return items


def _read(
    kind: str, group: Sequence[ImportRow], cells: Mapping[int, Any], earlier: Mapping[tuple[str, str], Earlier], known: Known
) -> list[Read]:
    """Read a sheet; what a person mended after an earlier file stands as long as the file's own cell has not changed."""
    times: Counter[str] = Counter()
    lines = []
    for row in group:
        own = cells[id(row)]
        key = key_of(kind, own)
        times[key] += 1
        before = earlier.get((kind, key if times[key] == 1 else f"{key}#{times[key]}"))
        row.mended = before.carried(own) if before else {}
        lines.append(Line(own, row.mended))
    return read_sheet(kind, lines, known)


def _is_same(item: Item) -> bool:
    """The row came before, unchanged: it stands already, or waits in the queue already."""
    before = item.earlier
    if before is None or not before.unchanged(item.cells):
        return False
    return bool(before.target) or item.reading.blocked


def _changes(item: Item) -> list[list[str]]:
    """What the row changes of what stands: nothing where it is new, the same, or waits."""
    if item.earlier is None or not item.earlier.target or item.same or item.reading.blocked:
        return []
    return item.earlier.changes(item.cells, item.row.mended)


def _write(batch: ImportBatch, rows: Sequence[ImportRow], *, actor: Actor, at: datetime) -> list[Item]:
    """Let every row say what it says, and note on it what became of that."""
    holdings, earlier = held.load(batch.agency), held.earlier_rows(batch.agency)
    items = evaluate(batch, rows, holdings, earlier, _today(at))
    writer = Writer(batch, holdings, actor, at)
    for kind in KINDS:
        writer.write(kind, [item for item in items if item.row.kind == kind and not item.same and not item.reading.blocked])
    for item in items:
        _finish(item)
    return items


def _finish(item: Item) -> None:
    if item.same:
        item.row.outcome, item.row.target = "same", item.target
    elif item.reading.blocked:
        item.row.outcome = "refused"


def _preview(batch: ImportBatch, rows: Sequence[ImportRow], *, actor: Actor, at: datetime) -> None:
    """Apply it and take that back at once: so the counts of a preview are those of the import, whatever decides them."""
    with transaction.atomic(), unheard():
        Organisation.objects.select_for_update(no_key=True).get(pk=batch.agency_id)  # as apply_import, in the same order
        items = _write(batch, rows, actor=actor, at=at)
        transaction.set_rollback(True)
    batch.counts, batch.causes = _counted(items, rows), _caused(items)
    for row in rows:
        row.target, row.before = "", None


def _sheets(agency: Organisation, content: bytes, file_name: str) -> list[SheetLines]:
    remembered = held.remembered_headers(agency)
    sheets = [_split(sheet, remembered) for sheet in tabular.read(content, file_name)]
    if not any(lines for _name, _headers, lines in sheets):
        raise OnlyHeaders
    return sheets


def _fill(batch: ImportBatch, sheets: Sequence[SheetLines], *, actor: Actor, at: datetime) -> None:
    """From a batch without rows to one previewed."""
    remembered = held.remembered_headers(batch.agency)
    batch.mapping = {
        name: _stored(map_sheet(name, headers, remembered), headers, order) for order, (name, headers, _rows) in enumerate(sheets)
    }
    rows = [
        ImportRow(batch=batch, sheet=name, number=number, raw=raw, path=batch.path, outcome="unused")
        for name, _headers, lines in sheets
        for number, raw in lines
    ]
    _preview(batch, rows, actor=actor, at=at)
    insert_many(rows)
    batch.state = ImportBatch.State.PREVIEWED
    batch.save(update_fields=["mapping", "counts", "causes", "state"])
    witness("people.preview_import", batch, actor=actor, at=at, path=batch.path, file_sha256=batch.file_hash, rows=len(rows))


def require_previewed(batch: ImportBatch) -> None:
    if batch.state != ImportBatch.State.PREVIEWED:
        raise BatchNotPreviewed


def require_applicable(batch: ImportBatch) -> None:
    require_previewed(batch)
    used = {sheet: mapped for sheet, mapped in batch.mapping.items() if mapped["kind"]}
    if not used:
        raise NothingToImport
    for sheet, mapped in used.items():
        if mapped["missing"]:
            titles = {column.code: column.title for column in KINDS[mapped["kind"]].columns}
            raise ColumnsNotMapped(sheet=sheet, columns=", ".join(titles[code] for code in mapped["missing"]))


def _split(sheet: tabular.Sheet, remembered: Remembered) -> SheetLines:
    """(name, headers, [(row number in the file, header -> cell)]). The header is the row, of the first few, that we know
    most of."""
    best = max(range(min(HEADER_WITHIN, len(sheet.rows))), key=lambda index: (_fit(sheet, index, remembered), -index))
    headers: list[str] = []
    for position, cell in enumerate(sheet.rows[best], 1):
        name = " ".join(as_text(cell).split()) or f"kolom {position}"
        headers.append(name if name not in headers else f"{name} ({position})")
    lines = [
        (sheet.first + best + offset, dict(zip(headers, _cells(sheet, best + offset), strict=True)))
        for offset, row in enumerate(sheet.rows[best + 1 :], 1)
        if any(cell is not None for cell in row)
    ]
    return sheet.name[:40], headers, lines


def _fit(sheet: tabular.Sheet, index: int, remembered: Remembered) -> int:
    headers = [as_text(cell) for cell in sheet.rows[index]]
    return len(map_sheet(sheet.name, headers, remembered).columns)


def _cells(sheet: tabular.Sheet, index: int) -> Iterator[Any]:
    """The cells of one row as they are kept."""
    for column, cell in enumerate(sheet.rows[index]):
        value = cell.isoformat() if isinstance(cell, date) else cell
        formula = sheet.formulas.get((index, column))
        yield value if formula is None else {FORMULA: formula, VALUE: value}


def _stored(mapped: SheetMapping, headers: Sequence[str], order: int) -> dict[str, Any]:
    return {
        "kind": mapped.kind,
        "columns": mapped.columns,
        "unmatched": list(mapped.unmatched),
        "missing": list(mapped.missing),
        "headers": list(headers),
        "order": order,
    }


def _today(at: datetime) -> date:
    return timezone.localtime(at).date()


def _counted(items: Sequence[Item], rows: Sequence[ImportRow]) -> dict[str, dict[str, int]]:
    """sheet -> how many rows came to each outcome, and how many of those that enter are doubtful: these are counted twice."""
    counts: dict[str, Counter[str]] = {}
    for row in rows:
        sheet = counts.setdefault(row.sheet, Counter(read=0, new=0, changed=0, same=0, doubtful=0, refused=0, unused=0, tidied=0))
        sheet["read"] += 1
        sheet[row.outcome] += 1
        sheet["tidied"] += bool(row.tidied)
    for item in items:
        counts[item.row.sheet]["doubtful"] += bool(item.reading.doubts and not item.same and not item.reading.blocked)
    return {sheet: dict(found) for sheet, found in counts.items()}


def _caused(items: Sequence[Item]) -> dict[str, int]:
    """What is doubted now; what a row was doubted for when it came before stands in the queue already."""
    return dict(Counter(doubt.cause for item in items if not item.same for doubt in item.reading.doubts))


def _replace_issues(batch: ImportBatch, items: Sequence[Item], at: datetime) -> None:
    """Issues of the rows that say something new; the open ones of their forerunners go, for this row now says what is so."""
    fresh = [item for item in items if not item.same]
    replaced = {item.earlier.id for item in fresh if item.earlier}
    old = QualityIssue.objects.filter(row_id__in=replaced)
    decided = set(old.filter(state=QualityIssue.State.DISMISSED).values_list("row_id", "cause", "column", "value"))
    old.filter(state=QualityIssue.State.OPEN).update(
        state=QualityIssue.State.WITHDRAWN, reason=superseded(batch), decided_by=batch.uploaded_by, decided_at=at
    )
    insert_many(
        [
            issue
            for item in fresh
            for issue in issues_of(item.row, item.reading)
            if item.earlier is None or (item.earlier.id, issue.cause, issue.column, issue.value) not in decided
        ]
    )
    set_issue_paths(batch.pk)
