"""One person: the newest results, the box with its inputs, what went before, and who looked."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sembilan.people.models import Official
from sembilan.profiling import access
from sembilan.profiling.models import BoxResult, Profile
from sembilan.profiling.rules.bounds import DEFAULT_VALIDITY_YEARS, validity_years
from sembilan.profiling.rules.evidence import years_before
from sembilan.profiling.selectors.looks import Look, who_looked
from sembilan.profiling.selectors.policies import current_run
from sembilan.profiling.selectors.results import standing
from sembilan.tenancy.rules import Actor


@dataclass(frozen=True)
class PersonView:
    """Everything a page of one person shows. box: of the agency's current run. profile: the one the box was made with, else the
    newest."""

    official: Official
    profile: Profile | None
    box: BoxResult | None
    boxes: list[BoxResult]
    profiles: list[Profile]
    looks: list[Look]
    undone: list[int]
    """Keys of the profiles whose import was undone: they stand in the history alone."""

    @property
    def validity(self) -> int:
        """For how many years a result counts."""
        return DEFAULT_VALIDITY_YEARS if self.box is None else validity_years(self.box.run.policy.body)

    def lapsed(self, on: date) -> bool:
        """Whether the result shown is too old to count on that day."""
        return self.profile is not None and self.profile.measured_on <= years_before(on, self.validity)

    def newer_than_box(self, on: date) -> bool:
        """Whether the result shown came after the box was computed and the next mapping will take it."""
        return self.profile is not None and self.box is not None and self.box.profile_id != self.profile.pk and not self.lapsed(on)

    @property
    def indicative(self) -> bool:
        """Whether the result shown, or the one behind the box, is of a form that asks too little to place anyone by it."""
        used = self.box.profile if self.box is not None else None
        return any(one is not None and one.indicative for one in (self.profile, used))

    @property
    def sample_states(self) -> list[str]:
        """The states of evidence on the page that are no basis for a decision: of the result shown, and of the one behind the box,
        which may be another."""
        used = self.box.profile if self.box is not None else None
        states = {one.evidence for one in (self.profile, used) if one is not None}
        return sorted(states & {"sample", "pilot"})


def official(identifier: uuid.UUID, *, actor: Actor) -> Official | None:
    return access.officials_visible_to(actor).select_related("unit", "position", "agency").filter(uuid=identifier).first()


def own(official_id: int, *, actor: Actor) -> Official | None:
    """The official himself, for his own pages; nobody else by this door."""
    if access.own_official(actor) != official_id:
        return None
    return Official.objects.select_related("unit", "position", "agency").filter(pk=official_id).first()


def person(row: Official, *, actor: Actor) -> PersonView:
    boxes = history(row, actor=actor)
    results = access.visible_to(actor).filter(official=row)
    profiles = list(results.order_by("-measured_on", "-made_at", "-pk"))
    stand = set(standing(results).values_list("pk", flat=True))
    current = current_run(row.agency)
    box = next((one for one in boxes if current is not None and one.run_id == current.pk), None)
    used = box.profile if box is not None and box.profile is not None else None
    shown = shown_result([one for one in profiles if one.pk in stand], used)
    undone = [one.pk for one in profiles if one.pk not in stand]
    return PersonView(row, shown, box, boxes, profiles, who_looked(row, actor=actor), undone)


def shown_result(profiles: Sequence[Profile], used: Profile | None) -> Profile | None:
    """The result that pages and reports tell: the one a box was made with, or a newer one that the next mapping will take.

    profiles: of one person, the newest first. A form that asks too little never stands before a full one (`results.valid`).
    """
    newest = min(profiles, key=lambda one: one.indicative, default=None)
    return newest if used is None or (newest is not None and newest.made_at > used.made_at) else used


def history(row: Official, *, actor: Actor) -> list[BoxResult]:
    """Every box the person was placed in, the newest first, also by runs withdrawn since."""
    rows = access.boxes_visible_to(actor).filter(official=row).select_related("run__policy", "run__withdrawal", "profile")
    return list(rows.order_by("-run__made_at", "-pk"))
