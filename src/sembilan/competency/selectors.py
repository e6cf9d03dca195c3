"""Questions to the dictionary, answered by its newest version."""

from __future__ import annotations

from sembilan.competency.models import Construct
from sembilan.competency.rules import VERSION


def constructs(group: str) -> list[Construct]:
    """Of one group, in official order."""
    return list(Construct.objects.filter(group=group, version=VERSION).order_by("order"))


def construct(code: str) -> Construct | None:
    return Construct.objects.filter(code=code, version=VERSION).first()


def names() -> dict[str, str]:
    """Code -> official name, of every construct."""
    return dict(Construct.objects.filter(version=VERSION).values_list("code", "name"))
