"""An import that takes longer than a page may is done in the background; its page tells how far it is, and what refused it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Final

from django.db import transaction

from sembilan.audit.services import witness
from sembilan.kit import jobs, scope
from sembilan.kit.errors import RuleBroken
from sembilan.people.access import can, require
from sembilan.people.errors import ImportUnderWay, WorkBrokeOff
from sembilan.people.models import ImportBatch, ImportFile
from sembilan.people.services.imports import (
    apply_import,
    check_again,
    preview_import,
    read_received,
    receive,
    require_applicable,
    require_previewed,
    set_mapping,
)
from sembilan.people.services.undo import require_last, undo_import
from sembilan.tenancy.models import Organisation
from sembilan.tenancy.rules import Actor

Work = ImportBatch.Work

DIRECT_BYTES: Final = 200_000  # some thousand rows: read in about a second
DIRECT_ROWS: Final = 3_000

_DO: Final[Mapping[str, Callable[..., ImportBatch]]] = {
    Work.READ: read_received,
    Work.CHECK: check_again,
    Work.APPLY: apply_import,
    Work.UNDO: undo_import,
}
_FIRST: Final[Mapping[str, Callable[[ImportBatch], None]]] = {
    Work.READ: lambda batch: None,
    Work.CHECK: require_previewed,
    Work.APPLY: require_applicable,
    Work.UNDO: require_last,
}
"""What can be refused at once, before anything waits for the background."""


@transaction.atomic
def bring_import(agency: Organisation, file_name: str, content: bytes, *, actor: Actor, at: datetime) -> ImportBatch:
    """A file from a page: previewed at once where it is small, else kept until the background has read it.

    Raises what preview_import raises; of a large file what is wrong with it stands in the batch's `refusal` later.
    """
    if len(content) <= DIRECT_BYTES:
        return preview_import(agency, file_name, content, actor=actor, at=at)
    require(can(actor, "import", agency))
    batch = receive(agency, file_name, content, actor=actor, at=at)
    ImportFile.objects.create(batch=batch, content=content, path=batch.path)
    witness("people.receive_import", batch, actor=actor, at=at, path=batch.path, file_sha256=batch.file_hash, size=len(content))
    _wait(batch, Work.READ, actor=actor, at=at)
    return batch


@transaction.atomic
def bring_mapping(
    batch: ImportBatch, chosen: Mapping[str, tuple[str, Mapping[str, str]]], *, actor: Actor, at: datetime
) -> ImportBatch:
    """imports.remap_import, its second half in the background where the file is large. Raises ImportUnderWay too."""
    _require_idle(batch, at)
    return work_on(set_mapping(batch, chosen, actor=actor), Work.CHECK, actor=actor, at=at)


@transaction.atomic
def work_on(batch: ImportBatch, work: str, *, actor: Actor, at: datetime) -> ImportBatch:
    """Check, apply, undo, or read again what broke off: at once where the file is small, else in the background.

    Raises ImportUnderWay, and what the work itself raises; from the background that stands in `refusal`.
    """
    require(can(actor, "import", batch.agency))
    batch = _require_idle(batch, at)
    _FIRST[work](batch)
    if work != Work.READ and batch.rows_read <= DIRECT_ROWS:
        batch.work, batch.work_at, batch.refusal = "", None, None
        batch.save(update_fields=["work", "work_at", "refusal"])
        return _DO[work](batch, actor=actor, at=at)
    _wait(batch, work, actor=actor, at=at)
    return batch


@transaction.atomic
def leave_work(batch: ImportBatch, *, actor: Actor, at: datetime) -> None:
    """Give up work that was refused or broke off; the import stays as it was before it. Raises ImportUnderWay, NotAllowed."""
    require(can(actor, "import", batch.agency))
    locked = _require_idle(batch, at)
    witness("people.leave_import_work", locked, actor=actor, at=at, path=locked.path, work=locked.work)
    locked.work, locked.work_at, locked.refusal = "", None, None
    locked.save(update_fields=["work", "work_at", "refusal"])


def run_work(batch: ImportBatch, work: str, *, actor: Actor, paths: Sequence[str], clock: Callable[[], datetime]) -> None:
    """Do what waits, in one transaction. A refusal is kept for the page; whatever else stops it is kept as that, and raised.

    paths: the scope each of its transactions carries. Work that was answered meanwhile is not done twice.
    """
    try:
        with scope.carried(scope=paths, user=actor.user_id or ""):
            found = (
                ImportBatch.objects.select_for_update(of=("self",)).select_related("agency").filter(pk=batch.pk, work=work).first()
            )
            if found is None:
                return
            _DO[work](found, actor=actor, at=clock())
            ImportBatch.objects.filter(pk=batch.pk).update(work="", work_at=None, refusal=None)
    except RuleBroken as refused:
        _refuse(batch, refused, paths)
    except Exception:
        _refuse(batch, WorkBrokeOff(), paths)
        raise


def _require_idle(batch: ImportBatch, at: datetime) -> ImportBatch:
    """The row, locked. One that is locked already is being worked on: a page does not wait for that."""
    free = ImportBatch.objects.select_for_update(of=("self",), skip_locked=True)
    locked = free.select_related("agency").filter(pk=batch.pk).first()
    if locked is None or locked.is_under_way(at):
        raise ImportUnderWay
    return locked


def _wait(batch: ImportBatch, work: str, *, actor: Actor, at: datetime) -> None:
    batch.work, batch.work_at, batch.refusal = work, at, None
    batch.save(update_fields=["work", "work_at", "refusal"])
    jobs.defer("people.work_on_import", batch=str(batch.uuid), work=work, user_id=actor.user_id, scope_paths=[batch.path])


def _refuse(batch: ImportBatch, refused: RuleBroken, paths: Sequence[str]) -> None:
    told = {"message": refused.message, "parameters": {name: str(value) for name, value in refused.parameters.items()}}
    with scope.carried(scope=paths):
        ImportBatch.objects.filter(pk=batch.pk).update(refusal=told)
