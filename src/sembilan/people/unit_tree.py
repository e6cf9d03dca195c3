"""How an agency's units hang together, with the people in each; changed by `services.moves` and `tenancy.services`."""

from __future__ import annotations

import uuid
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sembilan.people import access
from sembilan.tenancy import access as tenancy
from sembilan.tenancy.models import Kind, Organisation
from sembilan.tenancy.rules import Actor


@dataclass(frozen=True)
class UnitRow:
    """A unit in its place. above: key of the unit above it; None directly below the agency, or at the top of what the actor sees.
    units: how many lie directly below. own: people in it; all: with those of the units below."""

    unit: Organisation
    above: int | None
    units: int
    own: int
    all: int


def unit_tree(*, actor: Actor) -> list[UnitRow]:
    """All units that the actor sees, each followed by those below it, by name."""
    units = list(tenancy.visible_to(actor).filter(kind=Kind.UNIT).select_related("parent"))
    below: defaultdict[int | None, list[Organisation]] = defaultdict(list)
    seen = {unit.pk for unit in units}
    for unit in sorted(units, key=lambda one: (one.name.casefold(), one.code)):
        below[unit.parent_id if unit.parent_id in seen else None].append(unit)
    own = Counter(access.visible_to(actor).filter(unit__isnull=False).order_by().values_list("unit_id", flat=True))
    rows: list[UnitRow] = []

    def walk(unit: Organisation, above: int | None) -> int:
        place = len(rows)
        rows.append(UnitRow(unit, above, len(below[unit.pk]), own[unit.pk], 0))
        total = own[unit.pk] + sum(walk(child, unit.pk) for child in below[unit.pk])
        rows[place] = replace(rows[place], all=total)
        return total

    for top in below[None]:
        walk(top, None)
    return rows


def found(rows: Sequence[UnitRow], search: str) -> list[UnitRow]:
    """Those whose name or code holds the words."""
    wanted = search.casefold()
    return [row for row in rows if wanted in row.unit.name.casefold() or wanted in row.unit.code.casefold()]


def unit(identifier: uuid.UUID | str, *, actor: Actor) -> Organisation | None:
    """The unit of an address; None for what is no identifier, too."""
    try:
        wanted = uuid.UUID(str(identifier))
    except ValueError:
        return None
    return tenancy.visible_to(actor).select_related("parent").filter(uuid=wanted, kind=Kind.UNIT).first()
