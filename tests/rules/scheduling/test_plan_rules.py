"""The plan's pure decisions."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sembilan.scheduling.rules import Room, Stage, deal, fill, stage_of


@given(st.lists(st.integers(0, 200), max_size=12), st.integers(0, 2000))
def test_filling_loses_nobody_and_leaves_no_earlier_seat_empty(capacities: list[int], waiting: int) -> None:
    sent = fill(capacities, waiting)
    assert sum(sent) == min(waiting, sum(capacities))
    full = [one == capacity for one, capacity in zip(sent, capacities, strict=True)]
    assert not any(later for done, later in zip(full, sent[1:], strict=False) if not done)


@given(st.lists(st.integers(1, 40), min_size=1, max_size=4), st.integers(2, 5), st.data())
def test_neighbours_of_one_kind_never_hold_the_same_package(sizes: list[int], packages: int, data: st.DataObject) -> None:
    rooms = [Room(f"Lab {number}", tuple(f"{seat:02d}" for seat in range(1, size + 1))) for number, size in enumerate(sizes, 1)]
    blind = data.draw(st.lists(st.booleans(), max_size=sum(sizes)))
    places = deal(rooms, blind, packages, packages)
    assert len({(place.room, place.seat) for place in places}) == len(blind)
    for (one, kind), (other, next_kind) in zip(
        zip(places, blind, strict=True), list(zip(places, blind, strict=True))[1:], strict=False
    ):
        if one.room == other.room and kind == next_kind:
            assert one.package != other.package


def test_more_people_than_seats_is_an_error_and_never_a_silent_loss() -> None:
    with pytest.raises(ValueError, match="3 people for 2 seats"):
        deal([Room("Lab", ("01", "02"))], [False] * 3, 1, 1)


@pytest.mark.parametrize(
    ("hall_state", "assigned", "day", "stage"),
    [
        (None, 0, 25, Stage.EMPTY),
        (None, 3, 25, Stage.UNPREPARED),
        ("planned", 3, 25, Stage.READY),
        ("planned", 3, 24, Stage.WAITING),
        ("planned", 3, 23, Stage.OVERDUE),
        ("check_in", 3, 24, Stage.CHECK_IN),
        ("running", 3, 24, Stage.RUNNING),
        ("running", 3, 23, Stage.OVERDUE),
        ("closed", 3, 24, Stage.CLOSED),
        ("closed", 3, 23, Stage.CLOSED),
    ],
)
def test_a_session_stands_where_its_day_and_its_hall_say(hall_state: str | None, assigned: int, day: int, stage: Stage) -> None:
    assert stage_of(hall_state, assigned, date(2025, 11, day), date(2025, 11, 24)) == stage
