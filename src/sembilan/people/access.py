"""Who may do what with people's data. Each `can` has its twin for querysets."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from sembilan.people.models import ImportBatch, Official, Position, QualityIssue
from sembilan.tenancy.access import require
from sembilan.tenancy.models import Organisation
from sembilan.tenancy.rules import Actor, Role

_KEEPERS = frozenset({Role.AGENCY_ADMIN})

MAY: dict[str, frozenset[Role]] = {
    "view": frozenset({Role.AGENCY_ADMIN, Role.EVENT_OFFICER, Role.COMMITTEE, Role.PPK, Role.AUDITOR}),
    "view_nip": _KEEPERS,  # everybody else sees it masked
    "view_accommodation": frozenset({Role.AGENCY_ADMIN, Role.EVENT_OFFICER}),
    "view_discipline": frozenset({Role.AGENCY_ADMIN, Role.COMMITTEE, Role.PPK}),
    "view_assessments": frozenset({Role.AGENCY_ADMIN, Role.COMMITTEE, Role.PPK, Role.AUDITOR}),  # results; an event needs none
    "import": _KEEPERS,
    "view_imports": frozenset({Role.AGENCY_ADMIN, Role.AUDITOR}),
    "view_issues": frozenset({Role.AGENCY_ADMIN, Role.AUDITOR}),
    "mend": _KEEPERS,
    "move": _KEEPERS,
    "open_login": _KEEPERS,
    "set_vacancy": _KEEPERS,
}

__all__ = ["MAY", "batches_visible_to", "can", "issues_visible_to", "positions_visible_to", "require", "visible_to"]


def can(actor: Actor, action: str, obj: Official | Organisation | ImportBatch | QualityIssue) -> bool:
    return actor.holds(MAY[action], obj.path)


def visible_to(actor: Actor) -> QuerySet[Official]:
    return Official.objects.filter(path__under=actor.paths(MAY["view"]))


def positions_visible_to(actor: Actor) -> QuerySet[Position]:
    """Posts of the units whose people the actor may see; a post without a unit lies at its agency."""
    places = actor.paths(MAY["view"])
    return Position.objects.filter(Q(unit__path__under=places) | Q(unit=None, agency__path__under=places))


def batches_visible_to(actor: Actor) -> QuerySet[ImportBatch]:
    return ImportBatch.objects.filter(path__under=actor.paths(MAY["view_imports"]))


def issues_visible_to(actor: Actor) -> QuerySet[QualityIssue]:
    return QualityIssue.objects.filter(path__under=actor.paths(MAY["view_issues"]))
