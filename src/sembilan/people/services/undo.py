"""An import is undone as a whole: what it made goes, what it changed gets back what stood there. Never halfway."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError, Q

from sembilan.audit.services import witness
from sembilan.kit.said import Said
from sembilan.kit.text import gettext_noop
from sembilan.ledger.services import append
from sembilan.people.access import can, require
from sembilan.people.errors import BatchNotApplied, LaterImport, StillUsed
from sembilan.people.leaves import undo_facts
from sembilan.people.models import ImportBatch, ImportRow, Official, Position, QualityIssue, RegisterDeclaration
from sembilan.people.services.doubts import superseded
from sembilan.people.services.moves import move_unit, rewrite_paths
from sembilan.people.services.writing import MODELS, RECORDS, write_accommodations, write_standards
from sembilan.tenancy import services as tenancy
from sembilan.tenancy.models import Organisation
from sembilan.tenancy.rules import Actor, covers

_ORDER = (
    *{model._meta.model_name: model for model in RECORDS.values()},
    "registerdeclaration",
    "official",
    "position",
    "organisation",
)


@transaction.atomic
def undo_import(batch: ImportBatch, *, actor: Actor, at: datetime) -> ImportBatch:
    """Take a whole import back. Raises BatchNotApplied; LaterImport while a later one stands; StillUsed where people or
    units that it
    made have a login, a registration or a result; NotAllowed."""
    require(can(actor, "import", batch.agency))
    batch = ImportBatch.objects.select_for_update().select_related("agency").get(pk=batch.pk)
    require_last(batch)
    made, changed = _touched(batch)
    _refuse_used(Official, made.get("official", set()))
    _refuse_used(Organisation, made.get("organisation", set()))
    for name in _ORDER:
        for pk, (row, before) in changed.get(name, {}).items():
            _restore(name, pk, before, row, at=at)
    _hang_back(changed.get("organisation", {}), actor=actor, at=at)
    _let_wait(made.get("official", set()), batch)
    try:
        with transaction.atomic():
            for name in _ORDER:
                _remove(name, made.get(name, set()), actor=actor, at=at)
    except (ProtectedError, IntegrityError) as used:
        raise StillUsed(n=len(made.get("official", set())), what=type(used).__name__) from used
    _close_issues(batch, actor=actor, at=at)
    batch.state, batch.undone_at = ImportBatch.State.UNDONE, at
    counts = {name: len(ids) for name, ids in made.items() if ids}
    batch.undone_leaf = append("import_undone", undo_facts(batch), path=batch.path, at=at).position
    batch.save(update_fields=["state", "undone_at", "undone_leaf"])
    witness(
        "people.undo_import", batch, actor=actor, at=at, path=batch.path, removed=counts, restored=sum(map(len, changed.values()))
    )
    return batch


def require_last(batch: ImportBatch) -> None:
    """Raises BatchNotApplied; LaterImport while a later one stands."""
    if batch.state != ImportBatch.State.APPLIED or batch.applied_at is None:
        raise BatchNotApplied
    applied = ImportBatch.objects.filter(agency=batch.agency, state=ImportBatch.State.APPLIED)
    later = applied.filter(Q(applied_at__gt=batch.applied_at) | Q(applied_at=batch.applied_at, pk__gt=batch.pk))
    if last := later.order_by("-applied_at", "-pk").first():
        raise LaterImport(file=last.file_name)


def _touched(batch: ImportBatch) -> tuple[dict[str, set[int]], dict[str, dict[int, tuple[ImportRow, dict[str, Any]]]]]:
    made: dict[str, set[int]] = {}
    changed: dict[str, dict[int, tuple[ImportRow, dict[str, Any]]]] = {}
    for row in batch.rows.exclude(target="").exclude(outcome="same"):
        name, pk = row.target.split(":")
        if name == "agency":
            continue
        if row.before is None:
            made.setdefault(name, set()).add(int(pk))
        elif row.before:
            changed.setdefault(name, {})[int(pk)] = (row, row.before)
    return made, changed


def _refuse_used(model: type[Any], ids: Collection[int]) -> None:
    """Refuse while a room upstairs, a login or a role hangs on what would go."""
    used: Counter[str] = Counter()
    for relation in model._meta.related_objects:
        other = relation.related_model
        if other._meta.app_label == "people" or (other is model):
            continue
        n = (
            other._default_manager.filter(**{f"{relation.field.name}__in": list(ids)})
            .values(relation.field.name)
            .distinct()
            .count()
        )
        if n:
            used[str(other._meta.verbose_name)] = n
    if model is Official and (n := Official.objects.filter(pk__in=list(ids), user__isnull=False).count()):
        used["akun"] = n
    if used:
        raise StillUsed(n=max(used.values()), what=", ".join(sorted(used)))


def _restore(name: str, pk: int, before: dict[str, Any], row: ImportRow, *, at: datetime) -> None:
    model = MODELS[name]
    obj = model.objects.get(pk=pk)
    path = getattr(obj, "path", "")
    for field in model._meta.concrete_fields:
        if field.attname in before and (name, field.attname) != ("organisation", "parent_id"):
            value = before[field.attname]
            setattr(obj, field.attname, field.target_field.to_python(value) if field.is_relation else field.to_python(value))
    obj.save()
    source = Said(gettext_noop("dikembalikan dari impor %(batch)s"), batch=str(row.batch_id))
    if isinstance(obj, Official):
        if "accommodations" in before:
            write_accommodations([(obj, before["accommodations"], source)])
        rewrite_paths(obj, path, at=at)
    if isinstance(obj, Position) and "standards" in before:
        write_standards([(obj, before["standards"], source)])


def _hang_back(changed: dict[int, tuple[ImportRow, dict[str, Any]]], *, actor: Actor, at: datetime) -> None:
    """Units go back below their former parents, upper ones first: a parent may itself still hang below the unit."""
    waiting = {pk: before["parent_id"] for pk, (_row, before) in changed.items() if "parent_id" in before}
    while waiting:
        nodes = Organisation.objects.in_bulk({*waiting, *waiting.values()})
        pk = next(pk for pk, parent in waiting.items() if not covers(nodes[pk].path, nodes[parent].path))
        move_unit(nodes[pk], nodes[waiting.pop(pk)], actor=actor, at=at)


def _let_wait(officials: Collection[int], batch: ImportBatch) -> None:
    """Rows of earlier files that belonged to people who go now wait for them again."""
    for model in set(RECORDS.values()):
        name = model._meta.model_name
        left = model.objects.filter(official_id__in=list(officials)).exclude(batch=batch).values_list("pk", flat=True)
        rows = ImportRow.objects.filter(target__in=[f"{name}:{pk}" for pk in left]).exclude(batch=batch)
        ids = list(rows.values_list("pk", flat=True))
        QualityIssue.objects.filter(row_id__in=ids, cause="nip_unknown", state=QualityIssue.State.MENDED).update(
            state=QualityIssue.State.OPEN, decided_by="", decided_at=None
        )
        ImportRow.objects.filter(pk__in=ids).update(target="", outcome="refused", before=None)


def _remove(name: str, ids: Collection[int], *, actor: Actor, at: datetime) -> None:
    if not ids:
        return
    if name == "organisation":
        RegisterDeclaration.objects.filter(unit_id__in=list(ids)).delete()
        tenancy.remove_units(list(Organisation.objects.filter(pk__in=list(ids))), actor=actor, at=at)
    else:
        MODELS[name].objects.filter(pk__in=list(ids)).delete()


def _close_issues(batch: ImportBatch, *, actor: Actor, at: datetime) -> None:
    QualityIssue.objects.filter(batch=batch).update(state=QualityIssue.State.WITHDRAWN, decided_by=actor.label, decided_at=at)
    QualityIssue.objects.filter(state=QualityIssue.State.WITHDRAWN, reason=superseded(batch)).update(
        state=QualityIssue.State.OPEN, reason="", decided_by="", decided_at=None
    )
