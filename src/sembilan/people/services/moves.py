"""Where people stand: the one place that rewrites the path on all rows of a person, alone or with a whole unit, and tells the
rooms upstairs."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone

from sembilan.audit.services import witness
from sembilan.kit.events import publish
from sembilan.kit.fields import rebase
from sembilan.people.access import can, require
from sembilan.people.errors import DocumentOfTomorrow, PositionHeld, SourceNeeded, UnitElsewhere, UnitInUse
from sembilan.people.events import OfficialMoved, UnitMoved
from sembilan.people.models import (
    Accommodation,
    Award,
    Discipline,
    Education,
    ExternalAssessment,
    Feedback360,
    Official,
    PerformanceRating,
    Position,
    PositionHistory,
    QualityIssue,
    RegisterDeclaration,
    TeamAssignment,
    Training,
)
from sembilan.tenancy import selectors as tenancy
from sembilan.tenancy import services as tree
from sembilan.tenancy.models import Organisation
from sembilan.tenancy.rules import Actor, covers

OF_A_PERSON: tuple[type[Any], ...] = (
    Accommodation, Award, Discipline, Education, ExternalAssessment, Feedback360, PerformanceRating, PositionHistory, QualityIssue,
    TeamAssignment, Training,
)  # fmt: skip


def move_official(official: Official, unit: Organisation, *, actor: Actor, at: datetime) -> None:
    """A transfer within the agency, or a mended unit. Raises UnitElsewhere, NotAllowed."""
    require(can(actor, "move", official))
    require(can(actor, "move", unit))
    if not covers(official.agency.path, unit.path):
        raise UnitElsewhere
    before = official.path
    official.unit, official.path = unit, unit.path
    official.save(update_fields=["unit", "path"])
    witness("people.move_official", official, actor=actor, at=at, path=unit.path, before=before, after=unit.path)
    rewrite_paths(official, before, at=at)


def move_unit(unit: Organisation, parent: Organisation, *, actor: Actor, at: datetime) -> None:
    """A unit goes below another node of its agency, with all units, people and declarations below it.

    Raises UnitElsewhere, NotAllowed, and as tenancy.move_unit.
    """
    require(can(actor, "move", unit))
    require(can(actor, "move", parent))
    agency = tenancy.agency_of(unit.path)
    if agency is None or not covers(agency.path, parent.path):
        raise UnitElsewhere
    people = list(Official.objects.filter(path__under=unit.path).order_by("pk"))
    before = tree.move_unit(unit, parent, actor=actor, at=at)
    for rows in (Official.objects, RegisterDeclaration.objects):
        rebase(rows.all(), before, unit.path)
    for official in people:
        stood, official.path = official.path, unit.path + official.path[len(before) :]
        rewrite_paths(official, stood, at=at)
    publish(UnitMoved(unit.pk, before, unit.path, at))
    witness("people.move_unit", unit, actor=actor, at=at, path=unit.path, before=before, after=unit.path, people=len(people))


def remove_unit(unit: Organisation, *, actor: Actor, at: datetime) -> None:
    """Take a unit out of the tree that nothing hangs on: no unit, person, post, declaration, role or login. Raises UnitInUse,
    NotAllowed."""
    try:
        tree.remove_units([unit], actor=actor, at=at)
    except ProtectedError as held:
        raise UnitInUse(unit=unit.name) from held


def rewrite_paths(official: Official, before: str, *, at: datetime) -> None:
    """Bring every row of the person to the path he stands at now; the rooms upstairs follow in the same transaction."""
    if official.path == before:
        return
    for model in OF_A_PERSON:
        model.objects.filter(official=official).update(path=official.path)
    if official.user is not None:
        tree.follow_person(official.user, official.unit or official.agency)
    publish(OfficialMoved(official.pk, before, official.path, at))


@transaction.atomic
def set_vacancy(position: Position, source: str, day: date | None, *, actor: Actor, at: datetime) -> None:
    """Say that a post is vacant, by the document that says so and its day; "" takes it back.

    A post nobody is known to hold is not vacant: the file may list participants only. Raises PositionHeld, SourceNeeded,
    DocumentOfTomorrow, NotAllowed.
    """
    require(can(actor, "set_vacancy", position.unit or position.agency))
    source = source.strip()
    if (source and day is None) or (not source and not position.vacancy_source):
        raise SourceNeeded
    if day is not None and day > timezone.localtime(at).date():
        raise DocumentOfTomorrow
    if source and position.holders.filter(status=Official.Status.ACTIVE).exists():
        raise PositionHeld
    position.vacancy_source, position.vacancy_date = source[:200], day if source else None
    position.save(update_fields=["vacancy_source", "vacancy_date"])
    told = {"source": source[:200], "vacant": bool(source), "day": day.isoformat() if source and day else ""}
    witness("people.set_vacancy", position, actor=actor, at=at, path=(position.unit or position.agency).path, **told)
