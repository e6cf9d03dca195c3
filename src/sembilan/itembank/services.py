"""Verbs of the bank. Each writes one thing, checks the right and the rule first, and leaves a witness in the same transaction."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from sembilan.accounts import selectors as accounts
from sembilan.audit.services import witness
from sembilan.itembank import selectors
from sembilan.itembank.access import MAY, can
from sembilan.itembank.errors import (
    AlreadySigned,
    CodeTaken,
    ItemChanged,
    MoveNotAllowed,
    NeedsPerson,
    NothingChanged,
    OwnWork,
    RecordInvalid,
    SameSigner,
    SourceMissing,
    StatementOpen,
    UnderReview,
    UnknownInstrument,
)
from sembilan.itembank.models import EvidenceStatement, Instrument, Item, ItemVersion, Notice, PublishedParameters
from sembilan.itembank.rules import (
    MOVES,
    Record,
    bank_problems,
    categories_of,
    check_proposal,
    content_digest,
    moved,
    require_parameters,
)
from sembilan.tenancy.access import require
from sembilan.tenancy.rules import NATION, SYSTEM, Actor
from sembilan.tenancy.selectors import require_second_signer

State = ItemVersion.State
PROVISIONAL = "sementara, dari penulis butir"  # the source of parameters that no calibration has given yet


@dataclass(frozen=True)
class Loaded:
    """What load_bank did: items new to the bank, items with a new version, items that were there already."""

    added: int
    revised: int
    unchanged: int


# --- instruments -------------------------------------------------------------------------------------------------------


@transaction.atomic
def load_instruments(texts: Mapping[str, Any], *, actor: Actor, at: datetime) -> list[Instrument]:
    """Instruments with their purpose, instructions and practice items, and the notices, from one texts record (petunjuk.json).

    What is there already is brought to the texts' wording; sealed packages keep theirs. Notices are versioned.
    """
    require(can(actor, "load"))
    practice = {item["code"]: item for items in texts["practice"].values() for item in items}
    loaded = []
    for text in texts["instruments"]:
        values = {
            "name": text["title"],
            "purpose": text["purpose"],
            "instructions": text["instructions"],
            "practice": [practice[code] for code in text["practice"]],
        }
        row, _made = Instrument.objects.update_or_create(code=text["code"], version=1, defaults=values)
        loaded.append(row)
    bodies = {"privacy": texts["privacy_notice"], "honesty": texts["honesty_statement"], "sample": texts["sample_notice"]}
    for kind, body in bodies.items():
        _write_notice(kind, body, at=at)
    names = [row.code for row in loaded]
    witness("itembank.load_instruments", "instruments", actor=actor, at=at, path=NATION, codes=names, digest=content_digest(texts))
    return loaded


def _write_notice(kind: str, body: object, *, at: datetime) -> None:
    newest = Notice.objects.filter(kind=kind).order_by("-version").first()
    if newest is None or newest.body != body:
        Notice.objects.create(kind=kind, version=newest.version + 1 if newest else 1, body=body, written_at=at)


# --- writing -----------------------------------------------------------------------------------------------------------


@transaction.atomic
def add_item(record: Record, *, actor: Actor, at: datetime) -> ItemVersion:
    """A new item as a draft. Raises RecordInvalid, CodeTaken, UnknownInstrument."""
    require(can(actor, "write"))
    _refuse_broken([record])
    if Item.objects.filter(code=record["code"]).exists():
        raise CodeTaken(code=record["code"])
    item = _item(record, _instruments([record]))
    item.save()
    version = _version(item, record, 1, author=actor, at=at)
    version.save()
    witness("itembank.add_item", version, actor=actor, at=at, path=NATION, code=item.code, digest=content_digest(record))
    return version


@transaction.atomic
def revise_item(item: Item, record: Record, *, actor: Actor, at: datetime) -> ItemVersion:
    """A changed wording, key or place. One's own draft is rewritten; after anything else it is a new version.

    Raises RecordInvalid, UnderReview, NothingChanged, CodeTaken (an item keeps its code, instrument and scale).
    """
    require(can(actor, "write"))
    item = Item.objects.select_for_update().select_related("instrument").get(pk=item.pk)
    newest = selectors.newest_version(item)
    _refuse_broken([record])
    if (record["code"], record["instrument"], record["scale"] or "") != (item.code, item.instrument.code, item.scale):
        raise CodeTaken(code=record["code"])
    if newest.state == State.REVIEW:
        raise UnderReview
    if _comparable(selectors.record_of(newest)) == _comparable(record):
        raise NothingChanged
    _place_anew(item, record)
    own_draft = newest.state == State.DRAFT and newest.author == actor.uuid
    version = _version(item, record, newest.number if own_draft else newest.number + 1, author=actor, at=at)
    if own_draft:
        version.pk, version.review_note = newest.pk, newest.review_note
        version.reviewer, version.reviewer_label, version.reviewed_at = newest.reviewer, newest.reviewer_label, newest.reviewed_at
        version.save(force_update=True)
    else:
        version.save()
    witness("itembank.revise_item", version, actor=actor, at=at, path=NATION, version=version.number, digest=content_digest(record))
    return version


# --- review ------------------------------------------------------------------------------------------------------------


def submit_for_review(version: ItemVersion, *, actor: Actor, at: datetime) -> ItemVersion:
    """Raises MoveNotAllowed."""
    require(can(actor, "write"))
    return _move("submit", version, actor=actor, at=at)


def approve(version: ItemVersion, note: str = "", *, actor: Actor, at: datetime, digest: str | None = None) -> ItemVersion:
    """By a second person. The item's earlier approved version is retired, so that a form never has the choice.

    `digest`: the content the reviewer has read (selectors.digest_of), where a page knows it.
    Raises MoveNotAllowed, OwnWork, NeedsPerson, ItemChanged.
    """
    require(can(actor, "review"))
    return _move("approve", version, note, actor=actor, at=at, digest=digest)


def send_back(version: ItemVersion, note: str, *, actor: Actor, at: datetime, digest: str | None = None) -> ItemVersion:
    """To the author, with the reason; `digest` as in `approve`. Raises MoveNotAllowed, OwnWork, NeedsPerson, NoteMissing,
    ItemChanged."""
    require(can(actor, "review"))
    return _move("send_back", version, note, actor=actor, at=at, digest=digest)


def retire(version: ItemVersion, note: str, *, actor: Actor, at: datetime) -> ItemVersion:
    """An approved version is used in no further form; sealed ones keep it. Raises MoveNotAllowed, NoteMissing."""
    require(can(actor, "retire"))
    return _move("retire", version, note, actor=actor, at=at)


def drop(version: ItemVersion, note: str, *, actor: Actor, at: datetime) -> ItemVersion:
    """The author gives up his own draft; it stays on record, and may be taken up again as a new version. Raises MoveNotAllowed,
    NoteMissing."""
    require(can(actor, "write"))
    return _move("drop", version, note, actor=actor, at=at)


@transaction.atomic
def _move(
    action: str, version: ItemVersion, note: str = "", *, actor: Actor, at: datetime, digest: str | None = None
) -> ItemVersion:
    version = ItemVersion.objects.select_for_update(of=("self",)).select_related("item__instrument").get(pk=version.pk)
    if MOVES[action].second_person and actor.uuid == SYSTEM.uuid:
        raise NeedsPerson
    version.state = moved(action, version.state, author=version.author, actor=actor.uuid, note=note)
    if digest is not None and digest != selectors.digest_of(version):
        raise ItemChanged
    if MOVES[action].second_person:
        _refuse_one_hand(version.author, actor)
    if MOVES[action].second_person:
        version.reviewer, version.reviewer_label, version.reviewed_at = actor.uuid, actor.label, at
        version.review_note = note.strip()
    if version.state == State.RETIRED:
        version.retired_note = note.strip()
    if action == "approve":
        _supersede(version)
    version.save()
    witness(f"itembank.{action}", version, actor=actor, at=at, path=NATION, code=version.item.code, version=version.number)
    return version


def _supersede(version: ItemVersion) -> None:
    earlier = ItemVersion.objects.filter(item_id=version.item_id, state=State.APPROVED).exclude(pk=version.pk)
    earlier.update(state=State.RETIRED, retired_note=f"digantikan oleh versi {version.number}")


# --- many at once ------------------------------------------------------------------------------------------------------


@transaction.atomic
def load_bank(records: Sequence[Record], *, author: Actor, reviewer: Actor, at: datetime) -> Loaded:
    """A whole bank by the same rules: written by one person, reviewed and approved by another, one witness a step.

    All or nothing. A record that is in the bank already with the same content is left alone; a changed one becomes a new version.
    Raises RecordInvalid (naming every broken record), OwnWork, SamePerson, AccessFromSigner, NeedsPerson,
    UnknownInstrument, UnderReview, NotAllowed.
    """
    require(can(author, "write") and can(reviewer, "review"))
    if SYSTEM.uuid in (author.uuid, reviewer.uuid):
        raise NeedsPerson
    if author.uuid == reviewer.uuid:
        raise OwnWork
    _refuse_one_hand(author.uuid, reviewer)
    _refuse_broken(records)
    have = {row.code: row for row in Item.objects.filter(code__in=[record["code"] for record in records])}
    new = [record for record in records if record["code"] not in have]
    instruments = _instruments(new)
    items = Item.objects.bulk_create([_item(record, instruments) for record in new])
    drafts = [_version(item, record, 1, author=author, at=at) for item, record in zip(items, new, strict=True)]
    newest = selectors.newest_versions(have.values())
    changed = [record for record in records if record["code"] in have and _differs(newest[record["code"]], record)]
    drafts += [_next_version(newest[record["code"]], record, author=author, at=at) for record in changed]
    digest = content_digest([*new, *changed])
    _take_through(ItemVersion.objects.bulk_create(drafts), author=author, reviewer=reviewer, at=at, digest=digest)
    return Loaded(len(new), len(changed), len(records) - len(new) - len(changed))


def _take_through(drafts: list[ItemVersion], *, author: Actor, reviewer: Actor, at: datetime, digest: str) -> None:
    """Draft -> review -> approved for all of them, each step asked of the same rule and witnessed once."""
    if not drafts:
        return
    rows = ItemVersion.objects.filter(pk__in=[draft.pk for draft in drafts])
    facts = {"versions": len(drafts), "digest": digest}
    witness("itembank.add_items", f"batch {digest[:12]}", actor=author, at=at, path=NATION, **facts)
    rows.update(state=moved("submit", State.DRAFT, author=author.uuid, actor=author.uuid))
    witness("itembank.submit_batch", f"batch {digest[:12]}", actor=author, at=at, path=NATION, **facts)
    ItemVersion.objects.filter(item__in=[draft.item_id for draft in drafts], state=State.APPROVED).update(
        state=State.RETIRED, retired_note="digantikan oleh versi berikutnya"
    )
    rows.update(
        state=moved("approve", State.REVIEW, author=author.uuid, actor=reviewer.uuid),
        reviewer=reviewer.uuid,
        reviewer_label=reviewer.label,
        reviewed_at=at,
    )
    witness("itembank.approve_batch", f"batch {digest[:12]}", actor=reviewer, at=at, path=NATION, **facts)


def _differs(newest: ItemVersion, record: Record) -> bool:
    return _comparable(selectors.record_of(newest)) != _comparable(record)


def _next_version(newest: ItemVersion, record: Record, *, author: Actor, at: datetime) -> ItemVersion:
    item = newest.item
    if newest.state == State.REVIEW:
        raise UnderReview
    if (record["instrument"], record["scale"] or "") != (item.instrument.code, item.scale):
        raise CodeTaken(code=item.code)
    _place_anew(item, record)
    return _version(item, record, newest.number + 1, author=author, at=at)


# --- evidence ----------------------------------------------------------------------------------------------------------


@transaction.atomic
def propose_evidence(instrument: Instrument, wanted: str, evidence: str, *, actor: Actor, at: datetime) -> EvidenceStatement:
    """The first signature under named evidence for the next state.

    Raises NotNextEvidence, EvidenceUnnamed, StatementOpen, NobodyBeside, NeedsPerson.
    """
    require(can(actor, "sign_evidence"))
    _refuse_machine(actor)
    instrument = Instrument.objects.select_for_update().get(pk=instrument.pk)
    check_proposal(instrument.evidence, wanted, evidence)
    if EvidenceStatement.objects.filter(instrument=instrument, second_signer=None).exists():
        raise StatementOpen
    require_second_signer(MAY["sign_evidence"], actor=actor)
    statement = EvidenceStatement.objects.create(
        instrument=instrument,
        before=instrument.evidence,
        wanted=wanted,
        evidence=evidence.strip(),
        first_signer=actor.uuid,
        first_label=actor.label,
        first_at=at,
    )
    witness("itembank.propose_evidence", statement, actor=actor, at=at, path=NATION, instrument=instrument.code, wanted=wanted)
    return statement


@transaction.atomic
def countersign_evidence(statement: EvidenceStatement, *, actor: Actor, at: datetime) -> Instrument:
    """The second signature, by somebody else; it raises the state.

    Raises SameSigner, SamePerson, AccessFromSigner, AlreadySigned, NotNextEvidence, NeedsPerson.
    """
    require(can(actor, "sign_evidence"))
    _refuse_machine(actor)
    statement = EvidenceStatement.objects.select_for_update(of=("self",)).select_related("instrument").get(pk=statement.pk)
    instrument = Instrument.objects.select_for_update().get(pk=statement.instrument_id)
    if statement.second_signer is not None:
        raise AlreadySigned
    if statement.first_signer == actor.uuid:
        raise SameSigner
    _refuse_one_hand(statement.first_signer, actor)
    check_proposal(instrument.evidence, statement.wanted, statement.evidence)
    statement.second_signer, statement.second_label, statement.second_at = actor.uuid, actor.label, at
    statement.save(update_fields=["second_signer", "second_label", "second_at"])
    instrument.evidence = statement.wanted
    instrument.save(update_fields=["evidence"])
    facts = {"instrument": instrument.code, "wanted": statement.wanted}
    witness("itembank.countersign_evidence", statement, actor=actor, at=at, path=NATION, **facts)
    return instrument


# --- parameters --------------------------------------------------------------------------------------------------------


@transaction.atomic
def publish_parameters(
    version: ItemVersion, model: str, parameters: Mapping[str, Any], source: str, *, actor: Actor, at: datetime
) -> PublishedParameters:
    """What a calibration found for an approved version. The version itself does not change; forms built from now on use it.

    Raises ParametersInvalid, SourceMissing, MoveNotAllowed (not approved).
    """
    require(can(actor, "publish_parameters"))
    if version.state != State.APPROVED:
        raise MoveNotAllowed
    if not source.strip():
        raise SourceMissing
    require_parameters(version.type, model, parameters, categories_of(version.scoring))
    row = PublishedParameters.objects.create(
        version=version,
        model=model,
        parameters=dict(parameters),
        source=source.strip(),
        published_at=at,
        by=actor.uuid,
        by_label=actor.label,
    )
    witness("itembank.publish_parameters", version, actor=actor, at=at, path=NATION, source=row.source)
    return row


# --- parts -------------------------------------------------------------------------------------------------------------


def _refuse_machine(actor: Actor) -> None:
    if actor.uuid == SYSTEM.uuid:
        raise NeedsPerson


def _refuse_one_hand(first: uuid.UUID, actor: Actor) -> None:
    """The second person is another person, and neither opened the other's access. Raises SamePerson, AccessFromSigner."""
    found = accounts.signing_obstacle([first], actor.uuid)
    if found:
        raise found


def _refuse_broken(records: Sequence[Record]) -> None:
    named = {code for record in records for code in (*(record.get("enemies") or ()), record.get("nonvisual")) if code}
    known = dict(Item.objects.filter(code__in=named).values_list("code", "instrument__code"))
    problems = bank_problems(records, known)
    if problems:
        raise RecordInvalid(problems)


def _instruments(records: Sequence[Record]) -> dict[str, Instrument]:
    wanted = {record["instrument"] for record in records}
    found = {row.code: row for row in Instrument.objects.filter(code__in=wanted).order_by("version")}
    for code in wanted - set(found):
        raise UnknownInstrument(code=code)
    return found


def _item(record: Record, instruments: Mapping[str, Instrument]) -> Item:
    return Item(
        code=record["code"],
        instrument=instruments[record["instrument"]],
        scale=record["scale"] or "",
        enemies=list(record["enemies"]),
        nonvisual=record["nonvisual"] or "",
    )


def _place_anew(item: Item, record: Record) -> None:
    item.enemies, item.nonvisual = list(record["enemies"]), record["nonvisual"] or ""
    item.save(update_fields=["enemies", "nonvisual"])


def _version(item: Item, record: Record, number: int, *, author: Actor, at: datetime) -> ItemVersion:
    return ItemVersion(
        item=item,
        number=number,
        type=record["type"],
        content={name: record[name] for name in ("stem", "image", "options")},
        scoring=record["scoring"],
        model=record["model"] or "",
        parameters=record["parameters"],
        parameters_source=PROVISIONAL if record["parameters"] else "",
        level=record["level"],
        indicator=record["indicator"] or "",
        fakeable=record["fakeable"],
        rationale=record["rationale"],
        generator=record["generator"],
        author=author.uuid,
        author_label=author.label,
        written_at=at,
    )


def _comparable(record: Record) -> str:
    return json.dumps(_as_stored(record), sort_keys=True, ensure_ascii=False)


def _as_stored(value: Any) -> Any:
    """As the database gives it back: it knows no negative zero."""
    if isinstance(value, Mapping):
        return {name: _as_stored(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_as_stored(inner) for inner in value]
    return value + 0.0 if isinstance(value, float) else value
