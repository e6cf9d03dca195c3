"""A person moves to another unit: the paths of his rows follow, and nothing else changes."""

from __future__ import annotations

from django.db import transaction

from sembilan.measurement import services as measurement
from sembilan.people.events import OfficialMoved
from sembilan.people.models import Official
from sembilan.profiling.models import BoxResult, Profile
from sembilan.scheduling import selectors as scheduling


@transaction.atomic
def move_person(event: OfficialMoved) -> None:
    """Rewrite the path of every profile and box of the person, and of the scores behind them. Idempotent."""
    Profile.objects.filter(official_id=event.official_id).exclude(path=event.after).update(path=event.after)
    BoxResult.objects.filter(official_id=event.official_id).exclude(path=event.after).update(path=event.after)
    official = Official.objects.filter(pk=event.official_id).first()
    if official is not None:
        for ref in scheduling.registrations_of(official).values_list("ref", flat=True):
            measurement.move_ref(ref, event.after)
