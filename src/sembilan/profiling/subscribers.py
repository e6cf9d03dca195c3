"""What this room does on news from below. Each may come twice and counts once."""

from __future__ import annotations

from sembilan.kit.events import subscribe
from sembilan.measurement.events import ScoresReleased
from sembilan.people.events import OfficialMoved
from sembilan.profiling import services
from sembilan.tenancy.rules import SYSTEM


@subscribe(ScoresReleased)
def on_scores_released(event: ScoresReleased) -> None:
    """Profiles in the transaction of the release, so that the official is never after the committee."""
    services.build_profiles(event.run_id, actor=SYSTEM, at=event.at)


@subscribe(OfficialMoved)
def on_official_moved(event: OfficialMoved) -> None:
    services.move_person(event)
