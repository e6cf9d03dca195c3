"""What of the week is done: one witness a step, written in the step's own transaction. A broken start goes on from there."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from typing import Final, TypeAlias

from django.db import transaction

from sembilan.audit.models import AuditEvent
from sembilan.audit.services import witness
from sembilan.kit import scope
from sembilan.tenancy.rules import NATION, SYSTEM

FINISHED: Final = "demo.finish"

Tell: TypeAlias = Callable[[str, str, float], None]
"""(step, what was done, seconds)"""


def finished() -> set[str]:
    """Names of the steps whose transaction was committed."""
    with scope.carried(scope=[NATION]):
        return set(AuditEvent.objects.filter(action=FINISHED).values_list("object_id", flat=True))


def step(name: str, title: str, work: Callable[[], str], *, at: datetime, done: set[str], tell: Tell) -> None:
    """Do a step and write that it is done, both or neither; pass over what is done already."""
    if name in done:
        return
    begun = time.perf_counter()
    with transaction.atomic():
        told = work()
        mark(name, at=at)
    done.add(name)
    tell(title, told, time.perf_counter() - begun)


def mark(name: str, *, at: datetime) -> None:
    """Within the step's transaction."""
    with scope.carried(scope=[NATION]):
        witness(FINISHED, name, actor=SYSTEM, at=at, path=NATION)
