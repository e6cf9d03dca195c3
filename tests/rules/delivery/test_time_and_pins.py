"""Time arithmetic, PIN windows, what troubles a seat, the hash chain and the package."""

from __future__ import annotations

import copy
import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sembilan.delivery import chain, package
from sembilan.delivery.errors import PackageInvalid
from sembilan.delivery.rules import (
    GRACE,
    SeatFacts,
    SectionClock,
    Trouble,
    is_over,
    pin_expiry,
    pin_may_be_issued,
    remaining_ms,
    trouble_of,
    used_ms,
)

AT = datetime(2025, 11, 24, 2, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def after(minutes: float) -> datetime:
    return AT + minutes * MINUTE


def test_extra_time_lengthens_the_budget_by_its_share() -> None:
    assert SectionClock(AT, 20).budget_ms == 20 * 60_000
    assert SectionClock(AT, 20, 25).budget_ms == 25 * 60_000


def test_time_runs_down_to_nothing_and_never_below() -> None:
    clock = SectionClock(AT, 10)
    assert remaining_ms(clock, after(4)) == 6 * 60_000
    assert remaining_ms(clock, after(11)) == 0
    assert used_ms(clock, after(4)) == 4 * 60_000
    assert used_ms(clock, after(11)) == 10 * 60_000


def test_a_pause_stops_the_clock_and_its_credit_gives_the_time_back() -> None:
    paused = SectionClock(AT, 10, paused_at=after(4))
    assert remaining_ms(paused, after(90)) == 6 * 60_000
    assert not is_over(paused, after(90))
    going_on = SectionClock(AT, 10, credit_ms=86 * 60_000)
    assert remaining_ms(going_on, after(90)) == 6 * 60_000
    assert used_ms(going_on, after(90)) == 4 * 60_000


def test_a_section_is_over_only_after_the_grace_for_what_is_under_way() -> None:
    clock = SectionClock(AT, 10)
    assert not is_over(clock, clock.deadline + GRACE)
    assert is_over(clock, clock.deadline + GRACE + timedelta(microseconds=1))


@given(st.integers(1, 300), st.integers(0, 100), st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 10**6)), max_size=6))
def test_any_pauses_leave_used_and_remaining_time_adding_up_to_the_budget(
    minutes: int, extra: int, stretches: list[tuple[int, int]]
) -> None:
    clock, now = SectionClock(AT, minutes, extra), AT
    worked = 0
    for work, rest in stretches:
        worked += work
        now += timedelta(milliseconds=work + rest)
        clock = replace(clock, credit_ms=clock.credit_ms + rest)
    assert used_ms(clock, now) == min(worked, clock.budget_ms)
    assert used_ms(clock, now) + remaining_ms(clock, now) == clock.budget_ms


@pytest.mark.parametrize(
    ("closes", "replaces", "minutes_before", "allowed"),
    [
        (5, False, 6, True),
        (5, False, 5, True),
        (5, False, 4, False),
        (5, True, 4, True),
        (5, True, -60, True),
        (0, False, -60, True),
    ],
)
def test_first_pins_close_before_the_start_and_replacements_do_not(
    closes: int, replaces: bool, minutes_before: int, allowed: bool
) -> None:
    assert pin_may_be_issued(AT, closes, replaces=replaces, at=after(-minutes_before)) is allowed


def test_a_pin_lives_an_hour_from_the_later_of_issue_and_start() -> None:
    assert pin_expiry(AT, after(-30)) == after(60)
    assert pin_expiry(AT, after(30)) == after(90)


HEALTHY = SeatFacts(state="running", called_at=AT, entered=True, heard_at=AT, pin_tries=0)


@pytest.mark.parametrize(
    ("facts", "minutes", "expected"),
    [
        (HEALTHY, 1, None),
        (HEALTHY, 1.01, Trouble.SILENT),
        (replace(HEALTHY, windows_at=AT, heard_at=after(10)), 10, Trouble.TWO_WINDOWS),
        (replace(HEALTHY, windows_at=AT, heard_at=after(10)), 10.01, None),
        (replace(HEALTHY, state="submitted", windows_at=AT), 1, None),
        (replace(HEALTHY, state="submitted"), 60, None),
        (replace(HEALTHY, state="paused"), 60, Trouble.PAUSED),
        (replace(HEALTHY, state="waiting", pin_tries=5), 0, Trouble.PIN_LOCKED),
        (replace(HEALTHY, state="waiting", entered=False), 5, None),  # on the way to the seat
        (replace(HEALTHY, state="waiting", entered=False), 5.01, Trouble.NOT_ENTERED),
        (replace(HEALTHY, state="waiting"), 1, None),  # entered, and reading the notices
        (replace(HEALTHY, state="waiting"), 1.01, Trouble.SILENT),  # entered, and gone
        (replace(HEALTHY, state="waiting", called_at=None), 60, None),  # entered long before the start
        (replace(HEALTHY, state="waiting", entered=False, called_at=None), 60, None),
    ],
)
def test_what_troubles_a_seat(facts: SeatFacts, minutes: float, expected: Trouble | None) -> None:
    assert trouble_of(facts, after(minutes)) is expected


ROW: dict[str, Any] = {"seq": 1, "kind": "answer", "section": 0, "item": "i", "value": "A", "client_ms": None, "lease": 1, "at": AT}


@pytest.mark.parametrize(
    "change",
    [
        {"seq": 2},
        {"kind": "flag"},
        {"section": 1},
        {"item": "j"},
        {"value": None},
        {"client_ms": 1},
        {"lease": 2},
        {"at": after(1)},
    ],
)
def test_no_column_of_a_journal_row_can_change_without_changing_the_chain(change: dict[str, Any]) -> None:
    before = chain.link(chain.START, chain.canonical_row(**ROW))
    assert chain.link(chain.START, chain.canonical_row(**{**ROW, **change})) != before


def test_the_chain_depends_on_the_order_of_its_rows() -> None:
    one, two = chain.canonical_row(**ROW), chain.canonical_row(**{**ROW, "seq": 2})
    assert chain.link(chain.link(chain.START, one), two) != chain.link(chain.link(chain.START, two), one)


def test_the_hand_in_code_is_readable_and_changes_with_the_journal() -> None:
    attempt = uuid.UUID(int=1)
    code = chain.hand_in_code(attempt, chain.START)
    assert len(code) == 11
    assert code[5] == "-"
    assert code == chain.hand_in_code(attempt, chain.START)
    assert code != chain.hand_in_code(attempt, bytes([1]) + bytes(31))


def test_the_same_pin_at_another_seat_or_installation_has_another_digest() -> None:
    key = chain.pin_key("secret")
    assert chain.pin_digest(key, 1, "123456") != chain.pin_digest(key, 2, "123456")
    assert chain.pin_digest(key, 1, "123456") != chain.pin_digest(chain.pin_key("other"), 1, "123456")
    assert chain.pin_digest(key, 11, "23456") != chain.pin_digest(key, 1, "123456")  # no sliding between entry and digits


def body() -> dict[str, Any]:
    item = {
        "id": "i1",
        "number": 1,
        "type": "single",
        "stem": "Soal?",
        "image": None,
        "options": [{"id": "A", "text": "a"}, {"id": "B", "text": "b"}],
    }
    section = {
        "number": 1, "code": "s", "title": "Bagian", "purpose": "", "instructions": [], "unanswered": [], "minutes": 5,
        "practice": [], "items": [item],
    }  # fmt: skip
    return {
        "format": 1, "code": "P", "name": "Paket", "evidence": "sample", "notices": {"privacy": "p", "honesty": "h"},
        "sections": [section],
    }  # fmt: skip


def test_a_sound_package_passes_and_its_hash_does_not_depend_on_the_order_of_keys() -> None:
    package.validate(body())
    shuffled = dict(reversed(body().items()))
    assert package.package_hash(shuffled) == package.package_hash(body())
    changed = body()
    changed["sections"][0]["items"][0]["stem"] = "Soal lain?"
    assert package.package_hash(changed) != package.package_hash(body())


@pytest.mark.parametrize("key", ["key", "keys", "credits", "parameters", "scales", "level", "indicator", "rationale", "scoring"])
def test_no_package_with_a_key_weight_or_level_anywhere_is_taken(key: str) -> None:
    for place in (
        lambda b: b,
        lambda b: b["sections"][0],
        lambda b: b["sections"][0]["items"][0],
        lambda b: b["sections"][0]["items"][0]["options"][1],
    ):
        with_key = copy.deepcopy(body())
        place(with_key)[key] = "B"
        with pytest.raises(PackageInvalid, match=key):
            package.validate(with_key)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda b: b.update(format=2), "format"),
        (lambda b: b.update(evidence="best"), "taraf bukti"),
        (lambda b: b.update(notices={}), "privasi"),
        (lambda b: b.update(sections=[]), "tidak ada bagian"),
        (lambda b: b["sections"][0].update(number=2), "tidak urut"),
        (lambda b: b["sections"][0].update(minutes=0), "lama waktu"),
        (lambda b: b["sections"][0].update(minutes=True), "lama waktu"),
        (lambda b: b["sections"][0].update(items=[]), "tidak ada soal"),
        (lambda b: b["sections"][0]["items"].append(b["sections"][0]["items"][0]), "muncul 2 kali"),
        (lambda b: b["sections"][0]["items"][0].update(type="essay"), "jenis"),
        (lambda b: b["sections"][0]["items"][0].update(stem=""), "teks soal kosong"),
        (lambda b: b["sections"][0]["items"][0]["options"].pop(), "pilihan kurang"),
        (lambda b: b["sections"][0]["items"][0]["options"][1].update(id="A"), "berulang"),
    ],
)
def test_each_fault_of_a_package_is_named(change: Any, said: str) -> None:
    faulty = body()
    change(faulty)
    with pytest.raises(PackageInvalid, match=said):
        package.validate(faulty)
