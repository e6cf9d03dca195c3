"""Background work of the room. A job carries who asked and his scope; whoever has lost his role meanwhile is refused."""

from __future__ import annotations

from procrastinate.contrib.django import app

from sembilan.accounts.models import User
from sembilan.kit import clock, scope
from sembilan.people.models import ImportBatch
from sembilan.people.services.import_work import run_work
from sembilan.tenancy.selectors import actor_for


@app.task(name="people.work_on_import", queue="default")
def work_on_import(batch: str, work: str, user_id: int, scope_paths: list[str]) -> None:
    with scope.carried(scope=scope_paths, user=user_id):
        actor = actor_for(User.objects.get(pk=user_id))
        row = ImportBatch.objects.filter(uuid=batch).first()
    if row is not None:  # thrown away meanwhile
        run_work(row, work, actor=actor, paths=scope_paths, clock=clock.now)
