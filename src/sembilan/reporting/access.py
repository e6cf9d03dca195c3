"""Who may have a report made, and read which documents and jobs."""

from __future__ import annotations

from typing import Protocol

from django.db.models import Q, QuerySet

from sembilan.people.models import Official
from sembilan.profiling.access import VIEWERS, own_official
from sembilan.reporting.models import Document, ReportJob
from sembilan.tenancy.rules import SYSTEM, Actor, Role

MAY: dict[str, frozenset[Role]] = {"view": VIEWERS, "make_unit": VIEWERS - {Role.AUDITOR}}


class Placed(Protocol):
    path: str


def can(actor: Actor, action: str, obj: Placed) -> bool:
    """Whether the actor may do `action` at the node where `obj` lies. An official may view his own report and no other."""
    return actor == SYSTEM or actor.holds(MAY[action], obj.path) or (action == "view" and is_own(actor, obj))


def is_own(actor: Actor, obj: Placed) -> bool:
    whose = obj.pk if isinstance(obj, Official) else getattr(obj, "official_id", None)
    return whose is not None and whose == own_official(actor)


def visible_to(actor: Actor) -> QuerySet[Document]:
    """An officer sees no copy that somebody took of his own report: it bears the NIP whole."""
    seen = Q(path__under=actor.paths(MAY["view"])) & ~Q(kind=Document.OWN)
    mine = own_official(actor)
    return Document.objects.filter(seen if mine is None else seen | Q(official_id=mine))


def jobs_visible_to(actor: Actor) -> QuerySet[ReportJob]:
    return ReportJob.objects.filter(path__under=actor.paths(MAY["view"]))
