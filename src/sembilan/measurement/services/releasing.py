"""Check, sign, release."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from numpy.random import Generator

from sembilan.accounts import selectors as accounts
from sembilan.audit.services import witness
from sembilan.kit.events import publish
from sembilan.ledger.services import append
from sembilan.measurement import selectors
from sembilan.measurement.access import MAY, role_of
from sembilan.measurement.errors import (
    AlreadySigned,
    NotChecked,
    NothingToRelease,
    NotScored,
    SignaturesMissing,
)
from sembilan.measurement.events import ScoresReleased
from sembilan.measurement.leaves import release_facts
from sembilan.measurement.models import (
    CareerScore,
    Score,
    ScoringRun,
    Signature,
)
from sembilan.measurement.services.locking import open_run, same_sheet
from sembilan.tenancy.rules import NATION, Actor
from sembilan.tenancy.selectors import require_second_signer

SIGNATURES = 2


@transaction.atomic
def check_run(run: ScoringRun, *, actor: Actor, at: datetime, sheet_number: int | None = None) -> ScoringRun:
    """A psychometrician has gone through the quality sheet.

    Raises NotAllowed, MachineMayNot, RunReleased, NotScored, SheetChanged.
    """
    row = open_run(run, "check", actor, person=True)
    if row.state != ScoringRun.State.SCORED:
        raise NotScored
    sheet = same_sheet(row, sheet_number)
    row.state, row.checked_at, row.checked_by = ScoringRun.State.CHECKED, at, actor.label
    row.save(update_fields=["state", "checked_at", "checked_by"])
    witness("measurement.check_run", row, actor=actor, at=at, path=NATION, sheet=sheet.number)
    run.refresh_from_db()
    return run


@transaction.atomic
def sign_sheet(run: ScoringRun, note: str, *, actor: Actor, at: datetime, sheet_number: int | None = None) -> Signature:
    """Sign the newest sheet of a checked run; each person once, never the machine.

    `sheet_number`: the sheet the signer has read, where a page knows it. Raises NotAllowed, MachineMayNot, RunReleased, NotChecked,
    AlreadySigned, SamePerson, AccessFromSigner, NobodyBeside, SheetChanged.
    """
    row = open_run(run, "sign", actor, person=True)
    if row.state != ScoringRun.State.CHECKED:
        raise NotChecked
    sheet = same_sheet(row, sheet_number)
    if sheet.signatures.filter(signer=actor.uuid).exists():
        raise AlreadySigned
    signers = list(sheet.signatures.values_list("signer", flat=True))
    found = accounts.signing_obstacle(signers, actor.uuid)
    if found:
        raise found
    if not signers:
        require_second_signer(MAY["sign"], actor=actor)
    role = role_of(actor)
    signature = Signature.objects.create(
        sheet=sheet,
        signer=actor.uuid,
        signer_label=actor.label,
        role=role.value if role else "",
        note=" ".join(note.split())[:500],
        at=at,
    )
    witness("measurement.sign_sheet", row, actor=actor, at=at, path=NATION, sheet=sheet.number)
    return signature


@transaction.atomic
def release(
    run: ScoringRun, *, actor: Actor, at: datetime, rng: Generator | None = None, sheet_number: int | None = None
) -> ScoringRun:
    """Open the scores of everybody who is not held, and tell the rooms above in the same transaction.

    Raises NotAllowed, MachineMayNot, RunReleased, NotChecked, SheetChanged, SignaturesMissing, NothingToRelease, and whatever a
    room above raises on the news, which undoes the release.
    """
    row = open_run(run, "release", actor, person=True)
    if row.state != ScoringRun.State.CHECKED:
        raise NotChecked
    sheet = same_sheet(row, sheet_number)
    signatures = list(sheet.signatures.all())
    if len({one.signer for one in signatures}) < SIGNATURES:
        raise SignaturesMissing(have=len(signatures))
    held = [one.ref for one in selectors.held(row)]
    opened = Score.objects.filter(run=row).exclude(ref__in=held)
    if not opened.update(released_at=at):
        raise NothingToRelease
    CareerScore.objects.filter(run=row).exclude(ref__in=held).update(released_at=at)
    row.release_leaf = append("release", release_facts(row), path=row.path, at=at, rng=rng).position
    row.state, row.released_at, row.released_by = ScoringRun.State.RELEASED, at, actor.label
    row.save(update_fields=["state", "released_at", "released_by", "release_leaf"])
    witness("measurement.release", row, actor=actor, at=at, path=row.path, persons=sheet.facts["persons"], held=len(held))
    publish(ScoresReleased(row.pk, row.path, row.period, at))
    run.refresh_from_db()
    return run
