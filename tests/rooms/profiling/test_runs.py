"""A mapping run before it is written, under which day, and taken back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from sembilan.audit.models import AuditEvent
from sembilan.ledger.models import Leaf
from sembilan.profiling import errors, selectors, services
from sembilan.profiling.models import BoxResult, MappingRun, Profile, RunWithdrawal, TalentPolicy
from sembilan.tenancy.errors import NotAllowed
from sembilan.tenancy.rules import SYSTEM
from tests import cast
from tests.cast import AT, Agencies
from tests.making import publish_policy
from tests.rooms.profiling import making

LATER = AT + timedelta(hours=2)
DAY = making.EVIDENCE_DAY
REASON = "Daftar penghargaan keliru diimpor"


@pytest.fixture
def place(agencies: Agencies) -> making.Place:
    made = making.make_place(agencies.lampung)
    making.declare(made)
    publish_policy(made.agency, at=AT - timedelta(days=3))
    return made


def whole(place: making.Place, name: str, predicate: str = "Baik"):
    """Somebody whose box stands."""
    official = making.make_official(place, name)
    making.rate(place, official, predicate)
    making.judge_education(place, official)
    making.external(place, official, 3)
    return official


def test_a_preview_counts_everybody_once_and_leaves_nothing_behind(place: making.Place) -> None:
    rising, same = whole(place, "Naik"), whole(place, "Tetap")
    leaving = whole(place, "Pensiun")
    services.map_agency(place.agency, DAY, actor=SYSTEM, at=LATER)
    before = {row.official_id: row.box for row in BoxResult.objects.all()}
    making.people.PerformanceRating.objects.filter(official=rising).update(predicate="Sangat Baik")
    making.record(
        place, making.people.TeamAssignment, rising, date=date(2025, 3, 1), role="Ketua tim lintas instansi atau nasional"
    )
    making.record(place, making.people.Award, rising, date=date(2025, 3, 1), name="Satyalancana")
    whole(place, "Baru")
    making.make_official(place, "Tanpa Bukti")
    leaving.status = leaving.Status.RETIRED
    leaving.save()
    stood = [model.objects.count() for model in (MappingRun, BoxResult, Profile, Leaf, AuditEvent)]
    seen = services.preview_mapping(place.agency, DAY, actor=SYSTEM, at=LATER)
    assert (seen.changed, seen.new, seen.same, seen.unplaced, seen.gone) == (1, 1, 1, 1, 1)
    assert stood == [model.objects.count() for model in (MappingRun, BoxResult, Profile, Leaf, AuditEvent)]
    run = services.map_agency(place.agency, DAY, actor=SYSTEM, at=LATER, seen=seen.digest)
    now = {row.official_id: row.box for row in run.results.all()}
    assert seen.moves == [((before[rising.pk], now[rising.pk]), 1)]
    assert now[same.pk] == before[same.pk]
    assert Leaf.objects.get(position=run.leaf).secret.payload["results"] == seen.digest


def test_what_changed_since_the_preview_is_not_computed(place: making.Place) -> None:
    official = whole(place, "Dewi")
    seen = services.preview_mapping(place.agency, DAY, actor=SYSTEM, at=LATER)
    making.people.PerformanceRating.objects.filter(official=official).update(predicate="Kurang")
    with pytest.raises(errors.PreviewOutdated):
        services.map_agency(place.agency, DAY, actor=SYSTEM, at=LATER, seen=seen.digest)
    assert not MappingRun.objects.exists()


def test_another_day_than_the_documents_give_needs_a_reason_that_the_run_keeps(place: making.Place) -> None:
    whole(place, "Dewi")
    other = DAY + timedelta(days=1)
    with pytest.raises(errors.DayReasonMissing, match="31-10-2025"):
        services.map_agency(place.agency, other, actor=SYSTEM, at=LATER, reason="ya")
    run = services.map_agency(place.agency, other, actor=SYSTEM, at=LATER, reason="SK baru terbit 1 November")
    assert (run.proposed_day, run.day_reason) == (DAY, "SK baru terbit 1 November")
    assert services.map_agency(place.agency, DAY, actor=SYSTEM, at=LATER, reason="tidak perlu alasan").day_reason == ""


def test_the_day_is_that_of_the_declarations_of_the_period_then_of_the_release_then_today(agencies: Agencies) -> None:
    place = making.make_place(agencies.lampung)
    assert selectors.evidence_day(place.agency, AT.date(), "2025") == selectors.EvidenceDay(AT.date(), "today")
    assert selectors.evidence_day(place.agency, AT.date(), "2024") == selectors.EvidenceDay(date(2024, 12, 31), "today")
    making.declare(place, up_to=date(2024, 12, 31))
    assert selectors.evidence_day(place.agency, AT.date(), "2025").basis == "today"  # what was declared for last year says nothing
    making.people.RegisterDeclaration.objects.filter(register="penghargaan").update(up_to=DAY)
    assert selectors.evidence_day(place.agency, AT.date(), "2025") == selectors.EvidenceDay(DAY, "declared")


def test_a_withdrawn_run_stays_and_the_one_before_stands_again(place: making.Place, people) -> None:
    whole(place, "Dewi")
    first = services.map_agency(place.agency, DAY, actor=SYSTEM, at=LATER)
    second = services.map_agency(place.agency, DAY, actor=SYSTEM, at=LATER)
    with pytest.raises(errors.RunNotCurrent):
        services.withdraw_run(first, REASON, actor=SYSTEM, at=LATER)
    with pytest.raises(errors.WithdrawalReasonMissing):
        services.withdraw_run(second, "salah", actor=SYSTEM, at=LATER)
    with pytest.raises(NotAllowed):
        services.withdraw_run(second, REASON, actor=cast.actor(people["audi"]), at=LATER)
    row = services.withdraw_run(second, REASON, actor=SYSTEM, at=LATER)
    assert selectors.current_run(place.agency) == first
    assert BoxResult.objects.filter(run=second).count() == 1
    told = Leaf.objects.get(position=row.leaf)
    assert (told.kind, told.secret.payload["run"], told.secret.payload["stands"]) == (
        "mapping_withdrawal", str(second.uuid), str(first.uuid),
    )  # fmt: skip
    assert AuditEvent.objects.get(action="profiling.withdraw_run").facts["reason"] == REASON
    services.withdraw_run(first, REASON, actor=SYSTEM, at=LATER)
    assert selectors.current_run(place.agency) is None
    third = services.map_agency(place.agency, DAY, actor=SYSTEM, at=LATER)
    assert selectors.current_run(place.agency) == third
    assert RunWithdrawal.objects.count() == 2


@pytest.mark.parametrize("statement", ["UPDATE profiling_runwithdrawal SET reason = 'x'", "DELETE FROM profiling_runwithdrawal"])
def test_a_withdrawal_is_never_unsaid(statement: str, place: making.Place) -> None:
    whole(place, "Dewi")
    services.withdraw_run(services.map_agency(place.agency, DAY, actor=SYSTEM, at=LATER), REASON, actor=SYSTEM, at=LATER)
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_only_a_draft_is_thrown_away_and_the_trail_keeps_it(place: making.Place) -> None:
    draft = services.draft_policy(place.agency, "2026", "regional", actor=SYSTEM, at=LATER)
    services.delete_draft(draft, actor=SYSTEM, at=LATER)
    assert AuditEvent.objects.filter(action="profiling.delete_draft").count() == 1
    published = TalentPolicy.objects.get()
    with pytest.raises(errors.PolicyAlreadyPublished):
        services.delete_draft(published, actor=SYSTEM, at=LATER)
