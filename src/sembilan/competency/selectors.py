"""Questions to the dictionary, answered by its newest version."""

from __future__ import annotations

from django.utils.translation import get_language

from sembilan.competency.models import Construct
from sembilan.competency.rules import VERSION
from sembilan.competency.translations import in_language


def constructs(group: str) -> list[Construct]:
    """Of one group, in official order."""
    return list(Construct.objects.filter(group=group, version=VERSION).order_by("order"))


def construct(code: str) -> Construct | None:
    return Construct.objects.filter(code=code, version=VERSION).first()


def names() -> dict[str, str]:
    """Code -> name of every construct, in the reader's language (the Indonesian one is the official name)."""
    rows = Construct.objects.filter(version=VERSION).values("code", "name")
    return {row["code"]: in_language(row, get_language())["name"] for row in rows}
