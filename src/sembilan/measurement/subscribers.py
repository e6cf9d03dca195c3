"""What this room does on news from below. Each may come twice and counts once."""

from __future__ import annotations

from sembilan.assembly.events import BatterySealed
from sembilan.kit.events import subscribe
from sembilan.measurement import selectors
from sembilan.measurement.errors import BlindAnsweringPaid
from sembilan.measurement.rules.patterns import blind_positions


@subscribe(BatterySealed)
def on_battery_sealed(event: BatterySealed) -> None:
    """No package is sealed in which picking at random reaches a level. Raises BlindAnsweringPaid, which undoes the seal."""
    for scale, position in blind_positions(selectors.table(event.code)).items():
        cuts = selectors.cut_table(scale)
        if cuts is not None and position >= cuts.cuts[0]:
            raise BlindAnsweringPaid(package=event.code, scale=scale, position=f"{position:.2f}", level_1=f"{cuts.cuts[0]:.2f}")
