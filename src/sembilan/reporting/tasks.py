"""Background work of the room. A job carries who asked and his scope; whoever has lost his role meanwhile is refused."""

from __future__ import annotations

from procrastinate.contrib.django import app

from sembilan.accounts.models import User
from sembilan.kit import clock, scope
from sembilan.reporting import services
from sembilan.reporting.models import ReportJob
from sembilan.tenancy.rules import SYSTEM
from sembilan.tenancy.selectors import actor_for


@app.task(name="reporting.make_reports", queue="default")
def make_reports(job: str, user_id: int | None, scope_paths: list[str]) -> None:
    with scope.carried(scope=scope_paths, user=user_id or ""):
        actor = SYSTEM if user_id is None else actor_for(User.objects.get(pk=user_id))
        row = ReportJob.objects.select_related("unit").get(uuid=job)
    services.run_job(row, actor=actor, paths=scope_paths, clock=clock.now)
