"""A transfer: the path on all rows of a candidate ref."""

from __future__ import annotations

import uuid

from django.db import transaction

from sembilan.kit import scope
from sembilan.measurement.models import (
    CareerScore,
    HeldAttempt,
    JudgedAttempt,
    Score,
)
from sembilan.tenancy.rules import NATION


@transaction.atomic
def move_ref(ref: uuid.UUID, path: str) -> None:
    """Rewrite the path on all rows of one candidate ref, after the person has moved. Nothing that was committed holds a path.

    Whoever moves a person holds a role at an agency and cannot see rows before their release; the rows must follow all the same. So
    this one act, which takes an exact ref, tells nothing and changes nothing but the path, carries the nation's scope.
    """
    with scope.carried(scope=[NATION]):
        for model in (JudgedAttempt, Score, CareerScore, HeldAttempt):
            model._default_manager.filter(ref=ref).update(path=path)
