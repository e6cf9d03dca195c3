"""What this room does on news from below: reports and the jobs that make them stand where their people and units stand."""

from __future__ import annotations

from sembilan.kit.events import subscribe
from sembilan.people.events import OfficialMoved, UnitMoved
from sembilan.reporting import services


@subscribe(OfficialMoved)
def on_official_moved(news: OfficialMoved) -> None:
    services.move_documents(news.official_id, news.after)


@subscribe(UnitMoved)
def on_unit_moved(news: UnitMoved) -> None:
    services.move_jobs(news.before, news.after)
