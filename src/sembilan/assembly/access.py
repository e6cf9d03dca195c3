"""Who may plan, build and seal. Like items, forms lie at the nation."""

from __future__ import annotations

from django.db.models import QuerySet

from sembilan.assembly.models import Battery, Blueprint, Form
from sembilan.tenancy.rules import NATION, Actor, Role

_MEASURERS = frozenset({Role.PSYCHOMETRICIAN, Role.NATIONAL_ADMIN})

MAY: dict[str, frozenset[Role]] = {
    "view": _MEASURERS | {Role.ITEM_WRITER},
    "plan": _MEASURERS,
    "build": _MEASURERS,
    "seal": _MEASURERS,
}


def can(actor: Actor, action: str, obj: object = None) -> bool:
    """Every right over forms is held at the nation."""
    return actor.holds(MAY[action], NATION)


def visible_to(actor: Actor) -> QuerySet[Blueprint]:
    return Blueprint.objects.all() if can(actor, "view") else Blueprint.objects.none()


def forms_visible_to(actor: Actor) -> QuerySet[Form]:
    return Form.objects.all() if can(actor, "view") else Form.objects.none()


def batteries_visible_to(actor: Actor) -> QuerySet[Battery]:
    return Battery.objects.all() if can(actor, "view") else Battery.objects.none()
