"""`can` and `visible_to`, as a pair."""

from __future__ import annotations

import pytest

from sembilan.accounts.models import User
from sembilan.kit import scope
from sembilan.profiling.selectors import looks
from sembilan.reporting import access, selectors, services
from sembilan.tenancy.rules import SYSTEM
from tests import cast
from tests.rooms.reporting.making import LATER, PURPOSE, Stage


@pytest.mark.parametrize(
    ("name", "sees", "makes"),
    [
        ("agus", True, True),
        ("komar", True, True),
        ("gubernur", True, True),
        ("audi", True, False),
        ("evi", False, False),
        ("pras", False, False),
        ("siska", False, False),
        ("wati", False, False),
        ("nina", False, False),
        ("orang_lain", False, False),
    ],
)
def test_who_sees_and_who_makes(stage: Stage, people: dict[str, User], name: str, sees: bool, makes: bool) -> None:
    document, _pdf = services.make_report(stage.dewi, actor=SYSTEM, at=LATER)
    job = services.plan_unit_reports(stage.place.unit, purpose=PURPOSE, actor=SYSTEM, at=LATER)
    actor = cast.actor(people[name])
    with scope.carried(scope=actor.scope, user=people[name].pk):
        assert access.can(actor, "view", document) is sees
        assert access.visible_to(actor).exists() is sees
        assert access.jobs_visible_to(actor).exists() is sees
        assert (selectors.official(stage.dewi.uuid, actor=actor) is not None) is sees
        assert (selectors.unit(stage.place.unit.uuid, actor=actor) is not None) is sees
        assert (selectors.job(job.uuid, actor=actor) is not None) is sees
        assert bool(selectors.units_with_results(actor=actor)) is sees
        assert access.can(actor, "make_unit", stage.place.unit) is makes


def test_an_official_sees_his_own_document_and_nobody_elses(stage: Stage) -> None:
    mine, _pdf = services.make_report(stage.dewi, actor=SYSTEM, at=LATER)
    other, _pdf = services.make_report(stage.people[1], actor=SYSTEM, at=LATER)
    with scope.carried(user=stage.user.pk, official=stage.dewi.pk):
        assert list(access.visible_to(stage.actor)) == [mine]
        assert access.can(stage.actor, "view", mine)
        assert not access.can(stage.actor, "view", other)
        assert selectors.me(stage.actor) == stage.dewi
        assert looks.who_looked(stage.people[1], actor=stage.actor) == []
        assert selectors.official(stage.dewi.uuid, actor=stage.actor) is None  # the officers' door is not his


def test_row_level_security_hides_what_a_queryset_forgot(stage: Stage, agencies: cast.Agencies) -> None:
    from sembilan.reporting.models import Document, ReportJob

    services.make_report(stage.dewi, actor=SYSTEM, at=LATER)
    services.plan_unit_reports(stage.place.unit, purpose=PURPOSE, actor=SYSTEM, at=LATER)
    with scope.carried(scope=[agencies.elsewhere.path]):
        assert Document.objects.count() == ReportJob.objects.count() == 0
