"""Who may do what with items. Every right is held at the nation: `can` and `visible_to` ask the same table."""

from __future__ import annotations

from django.db.models import QuerySet

from sembilan.itembank.models import EvidenceStatement, Instrument, Item
from sembilan.tenancy.rules import NATION, Actor, Role

_WRITERS = frozenset({Role.ITEM_WRITER, Role.PSYCHOMETRICIAN})
_MEASURERS = frozenset({Role.PSYCHOMETRICIAN})

MAY: dict[str, frozenset[Role]] = {
    "view": _WRITERS | {Role.NATIONAL_ADMIN},
    "write": _WRITERS,
    "review": _WRITERS,
    "retire": _MEASURERS,
    "load": _WRITERS | {Role.NATIONAL_ADMIN},
    "sign_evidence": _MEASURERS | {Role.NATIONAL_ADMIN},
    "publish_parameters": _MEASURERS,
}


def can(actor: Actor, action: str, obj: object = None) -> bool:
    """Items have no path of their own: they all lie at the nation, and so does every right over them."""
    return actor.holds(MAY[action], NATION)


def visible_to(actor: Actor) -> QuerySet[Item]:
    return Item.objects.all() if can(actor, "view") else Item.objects.none()


def instruments_visible_to(actor: Actor) -> QuerySet[Instrument]:
    return Instrument.objects.all() if can(actor, "view") else Instrument.objects.none()


def statements_visible_to(actor: Actor) -> QuerySet[EvidenceStatement]:
    return EvidenceStatement.objects.all() if can(actor, "view") else EvidenceStatement.objects.none()
