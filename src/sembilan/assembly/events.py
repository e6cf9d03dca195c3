from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class BatterySealed:
    """Told in the transaction of the seal, when package and scoring table stand: whoever refuses the table undoes the seal."""

    code: str
