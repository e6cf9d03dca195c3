"""What follows from a box: the treatments of the regulation, restated."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sembilan.profiling.rules.ladder import (
    RubricUnreadable,
    field,
    list_field,
    text_field,
    whole_field,
)


@dataclass(frozen=True, slots=True)
class BoxTreatment:
    """What the rules recommend for one box, and whether it opens the succession group (KRS) of the agency or the nation."""

    box: int
    performance: str
    potential: str
    treatments: tuple[str, ...]
    succession_agency: bool
    succession_national: bool
    source: str


def parse_treatments(data: Mapping[str, Any]) -> dict[int, BoxTreatment]:
    """Read policies/box_treatments.json: box number -> treatment. Raises RubricUnreadable unless boxes 1..9 stand there once
    each."""
    table = {}
    for index, row in enumerate(list_field(data, "boxes", "box_treatments")):
        where = f"box_treatments.boxes[{index}]"
        box = whole_field(row, "box", where)
        table[box] = BoxTreatment(
            box=box,
            performance=text_field(row, "performance", where),
            potential=text_field(row, "potential", where),
            treatments=tuple(str(line) for line in list_field(row, "treatments", where)),
            succession_agency=bool(field(row, "succession_agency", where)),
            succession_national=bool(field(row, "succession_national", where)),
            source=text_field(row, "source", where),
        )
    if sorted(table) != list(range(1, 10)) or len(data["boxes"]) != 9:
        raise RubricUnreadable(where="box_treatments.boxes", why="1-9")
    return table
