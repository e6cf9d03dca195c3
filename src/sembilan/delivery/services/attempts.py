"""An attempt under its lock: time that is over is noticed here, and its journal is written here and nowhere else."""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from sembilan.delivery import chain
from sembilan.delivery.events import AttemptSubmitted
from sembilan.delivery.models import Attempt
from sembilan.delivery.rules import (
    Entry,
    is_over,
    used_ms,
)
from sembilan.kit.events import publish

_SECTION_FIELDS = ("state", "section", "section_started_at", "credit_ms", "used_ms", "paused_at", "submitted_at", "hand_in_code")


def locked_attempt(ref: uuid.UUID) -> Attempt:
    return Attempt.objects.select_for_update(of=("self",)).select_related("entry__session", "entry__package").get(ref=ref)


def settle(row: Attempt, at: datetime) -> bool:
    """End the section whose time is over, and the attempt with the last one. Whether anything changed."""
    clock = row.clock
    if row.is_closed or clock is None or not is_over(clock, at):
        return False
    end_section(row, clock.deadline)
    if row.section >= len(row.entry.package.outline):
        close_attempt(row, Attempt.State.EXPIRED, clock.deadline)
    else:
        save_attempt(row, *_SECTION_FIELDS)
    return True


def end_section(row: Attempt, at: datetime) -> None:
    clock = row.clock
    if clock is not None:
        row.used_ms += used_ms(clock, at)
    row.section += 1
    row.section_started_at, row.paused_at, row.credit_ms = None, None, 0


def close_attempt(row: Attempt, state: Attempt.State, at: datetime) -> None:
    row.state, row.submitted_at, row.paused_at = state, at, None
    row.hand_in_code = chain.hand_in_code(row.uuid, bytes(row.chain))
    save_attempt(row, *_SECTION_FIELDS)
    publish(AttemptSubmitted(row.entry.session.uuid, row.ref, at, state == Attempt.State.EXPIRED))


def save_attempt(row: Attempt, *fields: str) -> None:
    row.save(update_fields=[*fields, "last_seq", "chain"])


def own_line(row: Attempt, kind: str, value: Any) -> Entry:
    return Entry(row.last_seq + 1, kind, "", value, row.lease)


_INSERT_LINES = """
INSERT INTO delivery_answer (attempt_id, ref, section, at, seq, kind, item, value, client_ms, lease)
SELECT %s, %s, %s, %s, seq, kind, item, value, client_ms, lease
FROM jsonb_to_recordset(%s::jsonb)
    AS given (seq int, kind text, item text, value jsonb, client_ms bigint, lease int)
"""


def write_journal(row: Attempt, entries: Sequence[Entry], at: datetime) -> None:
    """Append to the journal by one INSERT and move the chain on. The caller saves the attempt."""
    lines = []
    linked = bytes(row.chain)
    for one in entries:
        fields: dict[str, Any] = {
            "seq": one.seq, "kind": one.kind, "item": one.item, "value": one.value, "client_ms": one.client_ms, "lease": one.lease,
        }  # fmt: skip
        linked = chain.link(linked, chain.canonical_row(**fields, section=row.section, at=at))
        lines.append(fields)
    with connection.cursor() as cursor:
        cursor.execute(_INSERT_LINES, [row.pk, row.ref, row.section, at, json.dumps(lines, ensure_ascii=False)])
    row.last_seq, row.chain = entries[-1].seq, linked
