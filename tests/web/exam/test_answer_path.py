"""The runner's four doors: status by status, with their budget of queries, and nothing lost when the database goes away."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

from sembilan.delivery import services
from sembilan.delivery.models import Answer, Attempt, RosterEntry, Session
from sembilan.tenancy.rules import SYSTEM
from tests.cast import AT
from tests.web.exam.conftest import Candidate, Clock

Entered = Callable[..., Candidate]
MINUTE = timedelta(minutes=1)
ANSWER_QUERIES = 11  # the view's seven, and four of this test's own: here the request's transaction is a savepoint that restores


def test_an_answer_is_acknowledged_with_its_number_time_and_what_is_left(entered: Entered, time: Clock) -> None:
    one = entered()
    time.now = AT + 2 * MINUTE
    reply = one.answer(("S1-1", "A"), ("S1-2", "B"))
    assert reply.json() == {"last_seq": one.state["seq"], "saved_at": "08.02.00", "remaining_ms": 8 * 60_000}
    assert dict(Answer.objects.filter(kind="answer").values_list("item", "value")) == {"S1-1": "A", "S1-2": "B"}
    assert set(Answer.objects.filter(kind="answer").values_list("client_ms", "lease")) == {(5, 1)}


def test_a_batch_costs_the_same_few_queries_whatever_its_length(entered: Entered, django_assert_max_num_queries: Any) -> None:
    one = entered()
    one.page()
    for count in (1, 50):
        with django_assert_max_num_queries(ANSWER_QUERIES):
            assert one.answer(*(("S1-1", "ABCD"[n % 4]) for n in range(count))).status_code == 200


def test_a_heartbeat_says_how_the_sitting_stands(session: Session, entered: Entered, time: Clock) -> None:
    one = entered()
    attempt = Attempt.objects.select_related("entry__session").get(ref=one.state["attempt"])
    assert one.send("denyut", seq=0).json() == {"status": "running", "remaining_ms": 10 * 60_000, "message": ""}
    services.pause(attempt, "listrik", actor=SYSTEM, at=AT)
    assert one.send("denyut", seq=0).json()["status"] == "paused"
    services.resume(attempt, actor=SYSTEM, at=AT)
    time.now = AT + 11 * MINUTE
    closed = one.send("denyut", seq=0).json()
    assert closed["status"] == "closed"
    assert "tetap dihitung" in closed["message"]


@pytest.mark.parametrize(
    ("entry", "status", "code"),
    [
        ({"item": "S9-9"}, 422, "delivery.item_not_in_form"),
        ({"value": "Z"}, 422, "delivery.value_invalid"),
        ({"item": "S2-1"}, 410, "delivery.section_not_open"),
        ({"seq": 99}, 409, "delivery.sequence_gap"),
        ({"kind": "notice"}, 422, "delivery.value_invalid"),
    ],
)
def test_each_refusal_has_its_status_its_code_and_a_sentence(
    entered: Entered, entry: dict[str, Any], status: int, code: str
) -> None:
    one = entered()
    whole = {"seq": one.state["seq"] + 1, "item": "S1-1", "kind": "answer", "value": "A", "client_ms": 1, **entry}
    reply = one.send("jawaban", entries=[whole])
    said = reply.json()
    assert (reply.status_code, said["code"], said["last_seq"], said["refused"]) == (status, code, one.state["seq"], whole["seq"])
    assert len(said["message"]) > 20
    assert not Answer.objects.filter(kind="answer").exists()


def test_a_flood_is_refused_with_a_status_that_the_runner_knows(entered: Entered) -> None:
    one = entered()
    first = one.state["seq"] + 1
    full = one.answer(*[("S1-1", None)] * 1000, kind="visit", seq=first)
    assert (full.status_code, full.json()["code"]) == (422, "delivery.journal_full")
    assert one.answer(("S1-1", None), kind="visit", seq=first).status_code == 200  # a lost acknowledgement is still given again


def test_a_repeated_batch_is_acknowledged_again_and_a_changed_one_is_a_conflict(entered: Entered) -> None:
    one = entered()
    first = one.state["seq"] + 1
    assert one.answer(("S1-1", "A"), seq=first).status_code == 200
    assert one.answer(("S1-1", "A"), seq=first).json()["last_seq"] == first
    reply = one.answer(("S1-1", "B"), seq=first)
    assert (reply.status_code, reply.json()["code"]) == (409, "delivery.answer_conflict")
    assert Answer.objects.filter(kind="answer").count() == 1


def test_after_the_end_a_replay_is_acknowledged_and_a_new_answer_is_not(session: Session, entered: Entered) -> None:
    one = entered()
    first = one.state["seq"] + 1
    one.answer(("S1-1", "A"), seq=first)
    services.close_session(session, actor=SYSTEM, at=AT)
    assert one.answer(("S1-1", "A"), seq=first).status_code == 200
    reply = one.answer(("S1-2", "A"), seq=first + 1)
    assert (reply.status_code, reply.json()["code"]) == (410, "delivery.attempt_closed")


def test_during_a_pause_the_browser_is_asked_to_keep_its_answer(session: Session, entered: Entered) -> None:
    one = entered()
    services.pause_session(session, "jaringan", actor=SYSTEM, at=AT)
    reply = one.answer(("S1-1", "A"))
    assert (reply.status_code, reply.json()["code"]) == (423, "delivery.attempt_paused")
    services.resume_session(session, actor=SYSTEM, at=AT)
    assert one.answer(("S1-1", "A")).status_code == 200


def test_a_page_left_over_from_an_earlier_candidate_writes_nothing_for_the_next(entered: Entered) -> None:
    first, second = entered(1), entered(2)
    left_over = dict(first.state)
    first.client = second.client  # the same PC, the same cookie
    first.state = left_over
    reply = first.answer(("S1-1", "A"))
    assert (reply.status_code, reply.json()["code"]) == (409, "delivery.lease_lost")
    assert not Answer.objects.filter(kind="answer").exists()


@pytest.mark.parametrize("body", ["", "[]", "{}", "{broken", "[" * 200_000, '{"attempt":' * 100_000])
def test_what_cannot_be_read_is_refused_plainly(entered: Entered, body: str) -> None:
    reply = entered().client.post("/ujian/jawaban", body, content_type="application/json")
    assert (reply.status_code, reply.json()["code"]) == (400, "exam.malformed")


@pytest.mark.parametrize("entries", [[{}], [{"seq": "x"}], "nothing", [{"seq": 0, "kind": "answer", "item": "S1-1"}], [7]])
def test_entries_that_cannot_be_read_are_refused_plainly(entered: Entered, entries: Any) -> None:
    reply = entered().send("jawaban", entries=entries)
    assert (reply.status_code, reply.json()["code"]) == (400, "exam.malformed")


def test_the_doors_are_closed_to_other_sites(entered: Entered) -> None:
    one = entered()
    guarded = Client(enforce_csrf_checks=True)
    guarded.cookies = one.client.cookies
    one.client = guarded
    for path in ("jawaban", "denyut", "bagian/selesai"):
        assert one.send(path, entries=[]).status_code == 403


def test_a_wrong_clock_at_the_pc_changes_nothing(entered: Entered, time: Clock) -> None:
    one = entered()
    entry = {"seq": one.state["seq"] + 1, "item": "S1-1", "kind": "answer", "value": "A", "client_ms": -(10**12)}
    assert one.send("jawaban", entries=[entry]).json()["remaining_ms"] == 10 * 60_000
    row = Answer.objects.get(kind="answer")
    assert (row.at, row.client_ms) == (AT, -(10**12))  # kept as a remark; the server's time decides


def test_a_database_away_is_said_in_json_with_503_and_the_answer_is_taken_later(
    entered: Entered, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = entered()

    def gone(*args: object, **kwargs: object) -> None:
        raise OperationalError("server closed the connection unexpectedly")

    with monkeypatch.context() as away:
        away.setattr(services, "record_answers", gone)
        away.setattr("sembilan.web.ui.pages.connections.close_all", lambda: None)  # the test's own transaction lives on it
        one.client.raise_request_exception = False
        reply = one.send("jawaban", entries=[])
        assert (reply.status_code, reply.json()["code"]) == (503, "site.database_away")
        assert json.loads(reply.content)["message"].startswith("Server sedang tidak dapat dihubungi")
    assert one.answer(("S1-1", "A")).status_code == 200


def test_the_roster_entry_of_another_is_out_of_reach(entered: Entered) -> None:
    entered(1)
    one = entered(2)
    one.state["attempt"] = str(RosterEntry.objects.get(participant_number="001-0001").ref)
    assert one.answer(("S1-1", "A")).status_code == 409
