"""What a post demands, and when somebody sat: small questions to the rooms below, answered for many people at once."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils import timezone

from sembilan.people import selectors as people
from sembilan.people.models import Official
from sembilan.profiling import arrays
from sembilan.scheduling.models import Registration


def of_officials(officials: Sequence[Official]) -> list[dict[str, Any]]:
    """Per official {levels, basis, tier}: the post's own standard, else the tier's default, else none at all."""
    posts = people.standard_of(officials)
    return [_of_one(one, *posts[one.pk]) for one in officials]


def _of_one(official: Official, demanded: dict[str, int], basis: str) -> dict[str, Any]:
    if basis == "position":
        return {"levels": demanded, "basis": basis, "tier": official.tier}
    default = arrays.tier_levels(official.tier)
    return {"levels": default, "basis": "tier" if default else "none", "tier": official.tier}


def days_of_sitting(refs: Sequence[uuid.UUID]) -> dict[uuid.UUID, date]:
    """The day of each candidate's planned session, here at the place."""
    rows = Registration.objects.filter(ref__in=refs, planned__isnull=False).values_list("ref", "planned__starts_at")
    return {ref: timezone.localtime(starts).date() for ref, starts in rows}
