"""From an event to the session a hall runs, and back by news."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

from sembilan.delivery import services as delivery
from sembilan.delivery.models import Attempt, RosterEntry, Session
from sembilan.kit import scope
from sembilan.kit.events import publish
from sembilan.people.events import OfficialMoved
from sembilan.people.models import Official
from sembilan.scheduling import access, errors, selectors, services
from sembilan.scheduling.models import PlannedSession, ProfilingEvent, Registration
from sembilan.tenancy.errors import NotAllowed
from sembilan.tenancy.rules import SYSTEM
from tests import cast, making
from tests.cast import AT

Officials = Callable[..., list[Official]]
Plan = Callable[[int], list[PlannedSession]]


def prepared(event: ProfilingEvent, plan: Plan, people: list[Official]) -> Session:
    (planned,) = plan(1)
    services.register(event, people, actor=SYSTEM, at=AT)
    services.assign_in_roster_order(event, actor=SYSTEM, at=AT)
    return services.prepare_session(planned, actor=SYSTEM, at=AT)


def test_people_are_registered_in_roster_order_and_once(event: ProfilingEvent, officials: Officials) -> None:
    people = officials(3)
    made = services.register(event, reversed(people), actor=SYSTEM, at=AT)
    assert [one.official_id for one in made] == [one.pk for one in people]
    assert [one.participant_number[-4:] for one in made] == ["0001", "0002", "0003"]
    assert services.register(event, people + officials(1), actor=SYSTEM, at=AT)[0].participant_number.endswith("0004")
    assert event.registrations.count() == 4


def test_sessions_fill_one_after_the_other_and_who_finds_no_seat_is_counted(
    event: ProfilingEvent, officials: Officials, plan: Plan
) -> None:
    first, second = plan(2)
    services.register(event, officials(7), actor=SYSTEM, at=AT)
    assert services.assign_in_roster_order(event, actor=SYSTEM, at=AT) == 1
    assert [one.participant_number[-1] for one in first.registrations.order_by("participant_number")] == ["1", "2", "3"]
    assert second.registrations.count() == 3
    (third,) = plan(1)
    assert services.assign_in_roster_order(event, actor=SYSTEM, at=AT) == 0
    assert third.registrations.count() == 1


def test_a_prepared_session_carries_seats_needs_and_packages_that_differ_between_neighbours(
    event: ProfilingEvent, officials: Officials, plan: Plan
) -> None:
    people = officials(3, {"extra_time": 25, "large_text": None}, {"non_visual": None, "reader": None, "separate_room": None})
    session = prepared(event, plan, people)
    lines = list(RosterEntry.objects.filter(session=session).select_related("seat", "package").order_by("participant_number"))
    assert [line.seat.label for line in lines if line.seat] == ["01", "02", "03"]
    assert [line.package.code for line in lines] == ["VIS-1", "NON-1", "VIS-1"]
    assert [(line.extra_time_percent, line.large_text) for line in lines] == [(25, True), (0, False), (0, False)]
    assert [(line.reader, line.separate_room) for line in lines] == [(False, False), (True, True), (False, False)]
    assert lines[0].name == "Pegawai 1, S.E."
    assert session.pin_closes_minutes == 5


def test_neighbours_hold_different_packages(event: ProfilingEvent, officials: Officials, plan: Plan) -> None:
    session = prepared(event, plan, officials(3))
    codes = list(session.entries.order_by("participant_number").values_list("package__code", flat=True))
    assert codes == ["VIS-1", "VIS-2", "VIS-1"]


def test_a_session_is_prepared_once_and_not_empty(event: ProfilingEvent, officials: Officials, plan: Plan) -> None:
    (planned,) = plan(1)
    with pytest.raises(errors.NobodyAssigned):
        services.prepare_session(planned, actor=SYSTEM, at=AT)
    services.register(event, officials(1), actor=SYSTEM, at=AT)
    services.assign_in_roster_order(event, actor=SYSTEM, at=AT)
    services.prepare_session(planned, actor=SYSTEM, at=AT)
    with pytest.raises(errors.SessionPrepared):
        services.prepare_session(planned, actor=SYSTEM, at=AT)


def test_who_needs_a_non_visual_package_is_not_seated_without_one(event: ProfilingEvent, officials: Officials, plan: Plan) -> None:
    event.packages["non_visual"] = []
    event.save()
    (planned,) = plan(1)
    services.register(event, officials(1, {"non_visual": None}), actor=SYSTEM, at=AT)
    services.assign_in_roster_order(event, actor=SYSTEM, at=AT)
    planned.refresh_from_db()
    with pytest.raises(errors.NoNonVisualPackage):
        services.prepare_session(planned, actor=SYSTEM, at=AT)


@pytest.mark.parametrize(
    ("change", "broken"),
    [
        ({"last_day": date(2025, 11, 23)}, errors.EventDaysWrong),
        ({"code": "PT-2025"}, errors.EventCodeTaken),
        ({"packages": {"visual": ["TIDAK-ADA"]}}, errors.PackagesMissing),
        ({"packages": {"visual": []}}, errors.PackagesMissing),
    ],
)
def test_a_wrong_event_is_refused(
    event: ProfilingEvent, agencies: cast.Agencies, change: dict[str, Any], broken: type[Exception]
) -> None:
    wanted: dict[str, Any] = {
        "code": "LAIN", "name": "Lain", "period": "2025", "first_day": date(2025, 11, 24), "last_day": date(2025, 11, 28),
        "packages": {"visual": ["VIS-1"]},
    }  # fmt: skip
    with pytest.raises(broken):
        services.create_event(agencies.lampung, **{**wanted, **change}, actor=SYSTEM, at=AT)


def test_a_session_lies_within_its_event_and_has_rooms(event: ProfilingEvent) -> None:
    with pytest.raises(errors.SessionOutsideEvent):
        services.plan_session(event, AT + timedelta(days=5), "Gedung", [{"room": "A", "seats": 1}], actor=SYSTEM, at=AT)
    for rooms in ([], [{"room": "A", "seats": 0}], [{"room": "A", "seats": 1}, {"room": "A", "seats": 1}]):
        with pytest.raises(errors.RoomsMissing):
            services.plan_session(event, AT, "Gedung", rooms, actor=SYSTEM, at=AT)


def test_the_hall_tells_the_plan_who_came_finished_and_stayed_away(event: ProfilingEvent, officials: Officials, plan: Plan) -> None:
    session = prepared(event, plan, officials(3))
    delivery.open_check_in(session, actor=SYSTEM, at=AT)
    one, two, _three = RosterEntry.objects.filter(session=session).order_by("participant_number")
    pin = making.make_pin(one)
    making.make_pin(two, seed=2)
    attempt = delivery.enter(one.participant_number, pin, at=AT)
    delivery.start_session(session, actor=SYSTEM, at=AT)

    def attendance() -> list[str]:
        return list(event.registrations.order_by("participant_number").values_list("attendance", flat=True))

    assert attendance() == ["checked_in", "checked_in", "expected"]
    with scope.carried(candidate=one.ref):  # he hands in with nothing but his own ref
        delivery.accept_notices(attempt, at=AT)
        for _section in range(2):
            delivery.begin_section(attempt, at=AT)
            delivery.finish_section(attempt, at=AT)
        delivery.hand_in(attempt, at=AT)
    assert attendance() == ["finished", "checked_in", "expected"]
    delivery.close_session(session, actor=SYSTEM, at=AT, rng=np.random.default_rng(1))
    assert attendance() == ["finished", "checked_in", "absent"]


def test_who_was_absent_can_be_registered_again_with_another_ref(event: ProfilingEvent, officials: Officials, plan: Plan) -> None:
    people = officials(1)
    session = prepared(event, plan, people)
    delivery.open_check_in(session, actor=SYSTEM, at=AT)
    delivery.close_session(session, actor=SYSTEM, at=AT, rng=np.random.default_rng(1))
    (again,) = services.register(event, people, actor=SYSTEM, at=AT)
    assert again.participant_number.endswith("0002")
    assert set(selectors.official_ids_of(Registration.objects.values_list("ref", flat=True)).values()) == {people[0].pk}
    assert selectors.registrations_of(people[0]).count() == 2


def test_a_transfer_moves_the_path_of_registration_and_hall_rows(
    event: ProfilingEvent, officials: Officials, plan: Plan, agencies: cast.Agencies
) -> None:
    person, other = officials(2)
    session = prepared(event, plan, [person, other])
    publish(OfficialMoved(person.pk, person.path, agencies.elsewhere.path, AT))
    assert Registration.objects.get(official=person).path == agencies.elsewhere.path
    assert Registration.objects.get(official=other).path == other.path
    ref = Registration.objects.get(official=person).ref
    assert Attempt.objects.get(ref=ref).path == session.entries.get(ref=ref).path == agencies.elsewhere.path


@pytest.mark.parametrize(
    ("who", "seen", "plans"),
    [("evi", True, True), ("agus", True, True), ("pras", True, False), ("komar", False, False), ("orang_lain", False, False)],
)
def test_can_and_visible_to_agree(event: ProfilingEvent, agencies: cast.Agencies, who: str, seen: bool, plans: bool) -> None:
    actor = cast.actor(cast.make_user(who, agencies))
    assert access.can(actor, "view", event) is seen
    assert (selectors.event(event.uuid, actor=actor) is not None) is seen
    assert list(selectors.events(actor=actor)) == ([event] if seen else [])
    assert access.can(actor, "plan", event) is plans
    if not plans:
        with pytest.raises(NotAllowed):
            services.register(event, [], actor=actor, at=AT)


def test_a_stranger_reads_no_row_of_the_plan_and_an_official_his_own(
    event: ProfilingEvent, officials: Officials, plan: Plan, agencies: cast.Agencies
) -> None:
    person, _other = officials(2)
    prepared(event, plan, [person, _other])
    with scope.carried(scope=[agencies.elsewhere.path]):
        for model in (ProfilingEvent, PlannedSession, Registration):
            assert model.objects.count() == 0, model
    with scope.carried(official=person.pk):
        assert [one.official_id for one in Registration.objects.all()] == [person.pk]
