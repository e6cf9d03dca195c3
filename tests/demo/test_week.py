"""The demo's week, small: the real services from the roster to both maps, and a session that waits for a visitor."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import numpy as np
import pytest
from django.conf import settings as django_settings

from sembilan.audit.models import AuditEvent
from sembilan.delivery import selectors as hall
from sembilan.delivery import services as delivery
from sembilan.delivery import trial
from sembilan.delivery.errors import TrialNotOffered
from sembilan.delivery.models import Attempt, RosterEntry, Session
from sembilan.demo import calendar, cast, make_up, week
from sembilan.kit import scope
from sembilan.measurement.models import ScoringRun, Signature
from sembilan.people.models import Official
from sembilan.profiling.models import BoxResult, Profile, TalentPolicy
from sembilan.tenancy.rules import NATION
from tests.demo import small

NOON = calendar.NOW + timedelta(hours=3)


@pytest.fixture
def built(db: None, tmp_path: object, settings: object) -> Iterator[list[str]]:
    django_settings.LEDGER_KEY_FILE = tmp_path / "ledger.pem"  # type: ignore[operator]
    told = small.build()
    with scope.carried(scope=[NATION]):
        yield told


def _waiting() -> Session:
    with cast.acting("pengawas") as proctor:
        return hall.sessions(actor=proctor).get(state=Session.State.CHECK_IN)


def test_the_week_runs_from_the_roster_to_both_maps_and_a_second_start_changes_nothing(built: list[str]) -> None:
    assert built[0] == "Organisation, accounts, dictionary"
    assert built[-1] == "A session waits in check-in"
    run = ScoringRun.objects.get()
    policy = TalentPolicy.objects.get()
    assert run.state == ScoringRun.State.RELEASED
    assert policy.published_at is not None
    assert policy.published_at < run.scored_at < (run.released_at or run.scored_at)
    assert Signature.objects.values_list("signer", flat=True).distinct().count() == 2
    sat = Attempt.objects.filter(state__in=[Attempt.State.SUBMITTED, Attempt.State.EXPIRED]).count()
    assert 10 <= sat <= 14
    measured = Profile.objects.filter(source=Profile.Source.MEASURED)
    assert measured.count() == sat
    assert BoxResult.objects.count() == Official.objects.filter(status__in=["active", "unknown"]).count()
    assert all(row.chance is not None for row in BoxResult.objects.filter(profile__in=measured, box__isnull=False))
    assert {row.source for row in Profile.objects.all()} <= {Profile.Source.MEASURED, Profile.Source.EXTERNAL}

    before = AuditEvent.objects.count(), Profile.objects.count(), Session.objects.count()
    assert small.build() == []
    assert (AuditEvent.objects.count(), Profile.objects.count(), Session.objects.count()) == before

    _the_waiting_session_can_be_opened_and_sat()
    _a_start_on_a_later_day_opens_another_session()


def _the_waiting_session_can_be_opened_and_sat() -> None:
    session = _waiting()
    assert session.pin_closes_minutes == 0
    assert trial.seats_left() == 0  # not a demo: no seat is given away
    with pytest.raises(TrialNotOffered):
        trial.take_seat(at=calendar.NOW)
    django_settings.DEMO = True
    try:
        offered = trial.seats_left()
        given = trial.take_seat(at=calendar.NOW, rng=np.random.default_rng(5))
        assert trial.seats_left() == offered - 1
    finally:
        django_settings.DEMO = False
    attempt = delivery.enter(given.number, given.pin, at=calendar.NOW)
    with cast.acting("pengawas") as proctor:
        delivery.start_session(session, actor=proctor, at=calendar.NOW + timedelta(minutes=5))
    entry = RosterEntry.objects.get(ref=attempt.ref)
    crowd = week.invent_people(["Pengawas"], rng=np.random.default_rng(6))
    tables = week.hall.tables_of([entry.package.code])
    work = week.hall.works([entry], {entry.ref: 0}, crowd, tables, np.random.default_rng(7))[entry.ref]
    seat = week.hall.Seat(entry, attempt, work, calendar.NOW)
    week.hall.begin(seat, calendar.NOW + timedelta(minutes=6))
    week.hall.work_through(seat)
    attempt.refresh_from_db()
    assert attempt.state in (Attempt.State.SUBMITTED, Attempt.State.RUNNING)
    assert attempt.answered > 20


def _a_start_on_a_later_day_opens_another_session() -> None:
    first = _running_or_waiting()
    packages = week.packages("Pendek")
    assert make_up.keep_up(NOON, packages) is None  # the same day
    tomorrow = calendar.NOW + timedelta(days=1)
    assert make_up.keep_up(tomorrow, packages) is not None
    assert make_up.keep_up(tomorrow + timedelta(hours=1), packages) is None
    closed = Session.objects.get(pk=first.pk)
    assert closed.state == Session.State.CLOSED
    assert _waiting().pk != first.pk
    sat = Attempt.objects.filter(entry__session=first, started_at__isnull=False).values_list("entry__nip", flat=True)
    assert not _waiting().entries.filter(nip__in=list(sat)).exists()


def _running_or_waiting() -> Session:
    with cast.acting("pengawas") as proctor:
        return hall.sessions(actor=proctor).get(state__in=[Session.State.CHECK_IN, Session.State.RUNNING])
