"""The one function that decides whether an answer counts, row by row, and under every order in which a network may deliver."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sembilan.delivery import errors
from sembilan.delivery.rules import GRACE, Entry, ItemFace, Sitting, Verdict, canonical_value, judge_answer, value_valid
from sembilan.kit.errors import RuleBroken

AT = datetime(2025, 11, 24, 2, 0, tzinfo=UTC)
ITEMS = {
    "old": ItemFace(0, "graded", ("A", "B")),
    "now": ItemFace(1, "graded", ("A", "B")),
    "too": ItemFace(1, "graded", ("A", "B")),
    "later": ItemFace(2, "graded", ("A", "B")),
}
OPEN = Sitting("running", 2, 1, AT + timedelta(minutes=5), 4, 100, ITEMS, {4: ("answer", "now", "A")})


def entry(**changes: Any) -> Entry:
    return replace(Entry(5, "answer", "now", "B", 2), **changes)


@pytest.mark.parametrize(
    ("state", "answer", "at", "expected"),
    [
        (OPEN, entry(), AT, Verdict.ACCEPT),
        (OPEN, entry(value=None), AT, Verdict.ACCEPT),
        (OPEN, entry(kind="flag", value=True), AT, Verdict.ACCEPT),
        (OPEN, entry(kind="visit", value=None), AT, Verdict.ACCEPT),
        (OPEN, entry(), OPEN.deadline, Verdict.ACCEPT),
        (OPEN, entry(), OPEN.deadline + GRACE, Verdict.ACCEPT),
        (OPEN, entry(), OPEN.deadline + GRACE + timedelta(microseconds=1), errors.SectionOver),
        (OPEN, entry(seq=4, value="A"), AT, Verdict.REPLAY),
        (OPEN, entry(seq=4, value="B"), AT, errors.AnswerConflict),
        (OPEN, entry(seq=4, item="too", value="A"), AT, errors.AnswerConflict),
        (OPEN, entry(seq=4, kind="flag", value="A"), AT, errors.AnswerConflict),
        (OPEN, entry(seq=3, value="A"), AT, errors.AnswerConflict),  # the state was loaded without it: never taken for a replay
        (OPEN, entry(seq=6), AT, errors.SequenceGap),
        (OPEN, entry(lease=1), AT, errors.LeaseLost),
        (OPEN, entry(lease=3), AT, errors.LeaseLost),
        (OPEN, entry(seq=4, value="A", lease=1), AT, errors.LeaseLost),
        (OPEN, entry(item="old"), AT, errors.SectionOver),
        (OPEN, entry(item="later"), AT, errors.SectionNotOpen),
        (OPEN, entry(item="nowhere"), AT, errors.ItemNotInForm),
        (OPEN, entry(value="C"), AT, errors.ValueInvalid),
        (OPEN, entry(kind="notice", value=None), AT, errors.ValueInvalid),
        (OPEN, entry(kind="visit", value="A"), AT, errors.ValueInvalid),
        (OPEN, entry(kind="flag", value="yes"), AT, errors.ValueInvalid),
        (replace(OPEN, most_seq=5), entry(), AT, Verdict.ACCEPT),
        (replace(OPEN, most_seq=4), entry(), AT, errors.JournalFull),
        (replace(OPEN, most_seq=4), entry(seq=4, value="A"), AT, Verdict.REPLAY),
        (replace(OPEN, most_seq=4), entry(item="old"), AT, errors.SectionOver),
        (replace(OPEN, deadline=None), entry(), AT, errors.SectionNotOpen),
        (replace(OPEN, deadline=None), entry(item="old"), AT, errors.SectionOver),
        (replace(OPEN, state="paused"), entry(), AT, errors.AttemptPaused),
        (replace(OPEN, state="paused"), entry(seq=4, value="A"), AT, Verdict.REPLAY),
        (replace(OPEN, state="submitted"), entry(), AT, errors.AttemptClosed),
        (replace(OPEN, state="expired"), entry(), AT, errors.AttemptClosed),
        (replace(OPEN, state="submitted"), entry(seq=4, value="A"), AT, Verdict.REPLAY),
        (replace(OPEN, state="submitted"), entry(seq=4, value="B"), AT, errors.AnswerConflict),
    ],
)
def test_each_row_of_the_table(state: Sitting, answer: Entry, at: datetime, expected: Any) -> None:
    verdict = judge_answer(state, answer, at)
    assert type(verdict) is expected if isinstance(expected, type) else verdict is expected


ABC = ("A", "B", "C")


@pytest.mark.parametrize(
    ("kind", "options", "value", "valid"),
    [
        ("single", ABC, "A", True), ("single", ABC, "D", False), ("single", ABC, ["A"], False), ("single", ABC, "", False),
        ("graded", ABC, "C", True), ("graded", ABC, 1, False), ("graded", ABC, True, False),
        ("multiple", ABC, ["A", "C"], True), ("multiple", ABC, [], False), ("multiple", ABC, ["A", "A"], False),
        ("multiple", ABC, "A", False), ("multiple", ABC, ["A", "D"], False), ("multiple", ABC, [1], False),
        ("numeric", (), "2.5", True), ("numeric", (), "-12", True), ("numeric", (), "2,5", False),
        ("numeric", (), "1e9", False),
        ("numeric", (), ".5", False), ("numeric", (), "", False), ("numeric", (), 2.5, False), ("numeric", (), "٣", False),
        ("best_worst", ABC, {"best": "A", "worst": "C"}, True), ("best_worst", ABC, {"best": "A", "worst": "A"}, False),
        ("best_worst", ABC, {"best": "A"}, False), ("best_worst", ABC, {"best": "A", "worst": "D"}, False),
        ("best_worst", ABC, {"best": ["A"], "worst": "C"}, False),
        ("best_worst", ABC, {"best": "A", "worst": "C", "x": "B"}, False),
        ("ranking", ABC, ["B", "A", "C"], True), ("ranking", ABC, ["B", "A"], False), ("ranking", ABC, ["B", "A", "A"], False),
        ("essay", ABC, "A", False), ("single", ABC, None, True), ("ranking", ABC, None, True),
    ],
)  # fmt: skip
def test_which_values_are_complete_answers(kind: str, options: tuple[str, ...], value: Any, valid: bool) -> None:
    assert value_valid(kind, options, value) is valid


def test_one_answer_has_one_spelling() -> None:
    assert canonical_value("numeric", "2,5") == canonical_value("numeric", " 2.5") == "2.5"
    assert canonical_value("multiple", ["C", "A"]) == canonical_value("multiple", ["A", "C"])
    assert canonical_value("multiple", []) is canonical_value("numeric", "  ") is None
    assert canonical_value("ranking", ["C", "A", "B"]) == ["C", "A", "B"]  # an order is not sorted


class Server:
    """The journal as the service keeps it, over the same function."""

    def __init__(self) -> None:
        self.state = Sitting("running", 1, 0, AT + timedelta(hours=1), 0, 10**6, {"i": ItemFace(0, "graded", tuple("ABCD"))}, {})
        self.journal: dict[int, Entry] = {}

    def take(self, one: Entry) -> Verdict | RuleBroken:
        state = replace(self.state, stored={seq: row.content for seq, row in self.journal.items()})
        verdict = judge_answer(state, one, AT)
        if verdict is Verdict.ACCEPT:
            self.journal[one.seq] = one
            self.state = replace(self.state, last_seq=one.seq)
        return verdict

    def take_over(self) -> None:
        self.state = replace(self.state, lease=self.state.lease + 1)


# A delivery names a browser and one of the entries it has written: in any order, again and again.
deliveries = st.lists(
    st.one_of(st.tuples(st.integers(0, 2), st.integers(1, 6), st.sampled_from("ABCD")), st.just(None)), max_size=60
)


@given(deliveries)
def test_whatever_the_network_repeats_reorders_or_doubles_the_journal_has_no_gap_and_is_what_was_acknowledged(
    events: list[Any],
) -> None:
    server = Server()
    written: dict[tuple[int, int], str] = {}  # (browser, number) -> what that browser wrote under the number
    acknowledged: dict[int, tuple[str, str, Any]] = {}
    for event in events:
        if event is None:
            server.take_over()
            continue
        browser, seq, value = event
        content = written.setdefault((browser, seq), value)  # a browser never writes two things under one number
        one = Entry(seq, "answer", "i", content, browser + 1)
        verdict = server.take(one)
        if isinstance(verdict, Verdict):
            assert acknowledged.setdefault(seq, one.content) == one.content  # nothing acknowledged ever changes
            assert one.lease == server.state.lease
    assert sorted(server.journal) == list(range(1, server.state.last_seq + 1))
    assert {seq: row.content for seq, row in server.journal.items()} == acknowledged
    leases = [server.journal[seq].lease for seq in sorted(server.journal)]
    assert leases == sorted(leases)  # an older browser never writes after a newer one


@given(st.permutations(range(1, 9)), st.integers(1, 9))
def test_resending_from_the_first_missing_number_always_ends_in_a_whole_journal(order: list[int], rounds: int) -> None:
    server = Server()
    for seq in order * rounds:
        server.take(Entry(seq, "answer", "i", "ABCD"[seq % 4], 1))
    for seq in range(server.state.last_seq + 1, 9):
        assert server.take(Entry(seq, "answer", "i", "ABCD"[seq % 4], 1)) is Verdict.ACCEPT
    assert [server.journal[seq].value for seq in range(1, 9)] == ["ABCD"[seq % 4] for seq in range(1, 9)]
