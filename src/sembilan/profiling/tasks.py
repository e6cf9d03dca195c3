"""Background work of the room: a mapping run on behalf of whoever asked for it."""

from __future__ import annotations

from datetime import date

from procrastinate.contrib.django import app

from sembilan.accounts.models import User
from sembilan.kit import clock, scope
from sembilan.profiling import services
from sembilan.tenancy import selectors as tenancy
from sembilan.tenancy.models import Organisation


@app.task(name="profiling.map_agency", queue="default")
def map_agency(agency: int, as_of: str, user: int, carried: list[str], reason: str = "", seen: str | None = None) -> None:
    """Carries the asker's own identity and scope; what he may no longer do is refused by the service."""
    with scope.carried(scope=carried, user=user):
        actor = tenancy.actor_for(User.objects.get(pk=user))
        row, day = Organisation.objects.get(pk=agency), date.fromisoformat(as_of)
        services.map_agency(row, day, actor=actor, at=clock.now(), reason=reason, seen=seen)
