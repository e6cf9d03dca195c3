"""Who may see which result, and who may choose or run a policy."""

from __future__ import annotations

from typing import Protocol

from django.db.models import Q, QuerySet

from sembilan.people import access as people_access
from sembilan.people import selectors as people
from sembilan.people.models import Official
from sembilan.profiling.models import BoxResult, MappingRun, Profile, TalentPolicy
from sembilan.tenancy.models import Kind, Organisation
from sembilan.tenancy.rules import SYSTEM, Actor, Role

VIEWERS = frozenset({Role.COMMITTEE, Role.PPK, Role.AGENCY_ADMIN, Role.AUDITOR})
RELEASERS = frozenset(
    {Role.NATIONAL_ADMIN, Role.PSYCHOMETRICIAN}
)  # they release by an agency's policy; no result is open to them here
MAY: dict[str, frozenset[Role]] = {
    "view": VIEWERS,
    "export": VIEWERS,
    "draft_policy": frozenset({Role.AGENCY_ADMIN, Role.PPK}),
    "publish_policy": frozenset({Role.AGENCY_ADMIN, Role.PPK}),
    "map": frozenset({Role.AGENCY_ADMIN, Role.COMMITTEE, Role.PPK}),
}


class Placed(Protocol):
    path: str


def can(actor: Actor, action: str, obj: Placed) -> bool:
    """Whether the actor may do `action` at the node where `obj` lies. An official may view what is his own and nothing else."""
    return (
        actor == SYSTEM
        or actor.holds(MAY[action], obj.path)
        or (action == "view" and _own_id(obj) == own_official(actor) is not None)
    )


def visible_to(actor: Actor) -> QuerySet[Profile]:
    return Profile.objects.filter(_of_persons(actor, "official"))


def boxes_visible_to(actor: Actor) -> QuerySet[BoxResult]:
    return BoxResult.objects.filter(_of_persons(actor, "official"))


def officials_visible_to(actor: Actor) -> QuerySet[Official]:
    return Official.objects.filter(_of_persons(actor, "pk"))


def policies_visible_to(actor: Actor) -> QuerySet[TalentPolicy]:
    """An agency's policies are open to whoever sees any of its results; a published one to those who release them as well."""
    published = Q(state=TalentPolicy.State.PUBLISHED, path__under=actor.paths(RELEASERS))
    return TalentPolicy.objects.filter(Q(agency__in=agencies_visible_to(actor)) | published)


def runs_visible_to(actor: Actor) -> QuerySet[MappingRun]:
    return MappingRun.objects.filter(policy__agency__in=agencies_visible_to(actor))


def agencies_visible_to(actor: Actor) -> QuerySet[Organisation]:
    """Agencies of whose people the actor may see some: those below a role of his, and the one above it."""
    places = actor.paths(VIEWERS)
    above = Q(pk__in=[])
    for place in places:
        above |= Q(path__above=place)
    return Organisation.objects.filter(Q(path__under=places) | above, kind=Kind.AGENCY)


def inside_unit(actor: Actor, agency_path: str, path: str) -> bool:
    """Whether the actor's role is held in the unit of `path` itself, not merely at the agency: there NIP stand in full."""
    return any(path == place or path.startswith(place + ".") for place in _unit_places(actor, agency_path))


def nip_paths(actor: Actor, agency_path: str) -> list[str]:
    """At and below which a part of a NIP finds people: where the actor may read it whole."""
    return [*_unit_places(actor, agency_path), *actor.paths(people_access.MAY["view_nip"])]


def may_see_discipline(actor: Actor, path: str) -> bool:
    """Whether a sum that the discipline record is part of may be told: with the other parts it gives the record away."""
    return actor.holds(people_access.MAY["view_discipline"], path)


def _unit_places(actor: Actor, agency_path: str) -> list[str]:
    return [held.path for held in actor.held if held.role in VIEWERS and held.path.startswith(agency_path + ".")]


def own_official(actor: Actor) -> int | None:
    return people.official_of_user(actor.user_id) if actor.user_id is not None and actor.has(Role.OFFICIAL) else None


def _own_id(obj: Placed) -> int | None:
    return obj.pk if isinstance(obj, Official) else getattr(obj, "official_id", None)


def _of_persons(actor: Actor, column: str) -> Q:
    mine = own_official(actor)
    seen = Q(path__under=actor.paths(VIEWERS))
    return seen if mine is None else seen | Q(**{column: mine})
