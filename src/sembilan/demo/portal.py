"""Logins of two officials: one whose box stands, one whose box still lacks a document."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from sembilan.accounts import services as accounts
from sembilan.demo import cast
from sembilan.kit import scope
from sembilan.people import services as people
from sembilan.people.models import Official
from sembilan.profiling.models import BoxResult, Profile
from sembilan.profiling.selectors import current_run
from sembilan.tenancy import services as tenancy
from sembilan.tenancy.models import Organisation
from sembilan.tenancy.rules import NATION, SYSTEM, Role


def open_portal(*, at: datetime) -> str:
    with cast.acting("admin") as actor:
        agency = cast.agency(actor)
        run = current_run(agency)
        chosen = [row.official for row in _chosen(run.results.all())] if run else []
    for (username, _tells), official in zip(cast.PORTAL, chosen, strict=False):
        _open(username, official, agency, at=at)
    return ", ".join(one.full_name for one in chosen)


def _chosen(results: QuerySet[BoxResult]) -> list[BoxResult]:
    """Two people measured here, by what their boxes say: the surest of the highest box, and one who waits for a single document."""
    measured = results.filter(profile__source=Profile.Source.MEASURED, official__unit__isnull=False).select_related(
        "official__unit"
    )
    clear = measured.filter(box__isnull=False, chance__isnull=False).order_by("-box", "-chance", "pk").first()
    open_ = [row for row in measured.filter(box=None).order_by("pk") if row.deciding]
    waiting = min(open_, key=lambda row: (len(row.possible), len(row.deciding), row.pk), default=None)
    return [row for row in (clear, waiting) if row is not None]


def _open(username: str, official: Official, agency: Organisation, *, at: datetime) -> None:
    node = official.unit or agency
    with scope.carried(scope=[NATION]):
        user = accounts.add_user(username, official.full_name, path=node.path, is_staff_account=False, actor=SYSTEM, at=at)
        accounts.set_password(user, cast.PASSWORD)
        tenancy.grant(user, Role.OFFICIAL, node, actor=SYSTEM, at=at)
    with cast.acting("admin") as actor:
        people.link_account(official, user, actor=actor, at=at)
