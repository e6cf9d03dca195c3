from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class OfficialMoved:
    """A transfer or a mended unit: every room upstairs rewrites the path on its rows of this person, in the same transaction."""

    official_id: int
    before: str
    after: str
    at: datetime


@dataclass(frozen=True)
class UnitMoved:
    """A unit hangs below another node: what stands at a unit, not at a person, follows (of each person OfficialMoved tells)."""

    unit_id: int
    before: str
    after: str
    at: datetime


@dataclass(frozen=True)
class RosterImported:
    batch_id: int
    agency_path: str
    at: datetime
