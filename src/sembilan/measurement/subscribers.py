"""What this room does on news from below. Each may come twice and counts once."""

from __future__ import annotations

from sembilan.assembly.events import BatterySealed
from sembilan.kit.events import subscribe
from sembilan.measurement import selectors
from sembilan.measurement.errors import BlindAnsweringPaid, OneLetterPaid
from sembilan.measurement.rules.patterns import blind_positions, letter_positions
from sembilan.measurement.rules.quality import promised_of, promises_enough


@subscribe(BatterySealed)
def on_battery_sealed(event: BatterySealed) -> None:
    """No package is sealed in which picking at random, or always the same letter, reaches a level; raising undoes the seal.

    One letter is left alone on a scale whose results are indicative at best: of two questions with one key each, some letter has
    half. Raises BlindAnsweringPaid, OneLetterPaid.
    """
    table = selectors.table(event.code)
    letters = letter_positions(table)
    for scale, position in blind_positions(table).items():
        cuts = selectors.cut_table(scale)
        if cuts is None:
            continue
        told = {"package": event.code, "scale": scale, "level_1": f"{cuts.cuts[0]:.2f}"}
        if position >= cuts.cuts[0]:
            raise BlindAnsweringPaid(position=f"{position:.2f}", **told)
        letter, highest = max(letters[scale].items(), key=lambda one: one[1], default=("", float("-inf")))
        if highest >= cuts.cuts[0] and promises_enough(promised_of(table, scale)):
            raise OneLetterPaid(letter=letter, position=f"{highest:.2f}", **told)
