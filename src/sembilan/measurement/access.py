"""Who may do what here: psychometricians and national administrators, at the nation. Nobody of an agency, before or after release.

What an agency may know of a released run reaches it as profiles; row-level security says the same of the rows. That a run of its
sessions was released, when and under which title, whoever reads its ledger may know.
"""

from __future__ import annotations

from django.db.models import QuerySet

from sembilan.measurement.models import ScoringRequest, ScoringRun
from sembilan.tenancy import access as tenancy
from sembilan.tenancy.rules import NATION, Actor, Role

_BOTH = frozenset({Role.PSYCHOMETRICIAN, Role.NATIONAL_ADMIN})
_PSYCHOMETRICIAN = frozenset({Role.PSYCHOMETRICIAN})

MAY: dict[str, frozenset[Role]] = {
    "view": _BOTH,
    "load_cuts": _BOTH,
    "score": _PSYCHOMETRICIAN,
    "hold": _PSYCHOMETRICIAN,
    "check": _PSYCHOMETRICIAN,
    "sign": _BOTH,
    "release": _BOTH,
}


def can(actor: Actor, action: str) -> bool:
    """Everything here belongs to the nation: the role must be held at its node, whatever agency a run is about."""
    return actor.holds(MAY[action], NATION)


def visible_to(actor: Actor) -> QuerySet[ScoringRun]:
    return ScoringRun.objects.all() if can(actor, "view") else ScoringRun.objects.none()


def known_to(actor: Actor) -> QuerySet[ScoringRun]:
    """Runs whose title, period and time the actor may know; nothing that was measured in them opens with it."""
    released = ScoringRun.objects.filter(state=ScoringRun.State.RELEASED, path__under=actor.paths(tenancy.MAY["view_ledger"]))
    return visible_to(actor) | released


def requests_visible_to(actor: Actor) -> QuerySet[ScoringRequest]:
    return ScoringRequest.objects.all() if can(actor, "view") else ScoringRequest.objects.none()


def role_of(actor: Actor) -> Role | None:
    """The role by which the actor signs: psychometrician before national administrator."""
    return next((role for role in (Role.PSYCHOMETRICIAN, Role.NATIONAL_ADMIN) if actor.holds({role}, NATION)), None)
