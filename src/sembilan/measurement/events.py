from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class ScoresReleased:
    """Told in the transaction of the release: profiling makes the profiles, so that the official is never after the committee."""

    run_id: int
    path: str
    period: str
    at: datetime
