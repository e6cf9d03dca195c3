"""How many answers a second the exam's own door takes over HTTP, each durable before it is acknowledged.

    ./run bench answers

A session of its own is planned in the demo (32 people, full form), opened and begun; as many browsers send one answer a request,
each waiting for its acknowledgement, for ten seconds. Loopback only; the browsers run in processes of their own.
"""

from __future__ import annotations

import json
import multiprocessing
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

BENCH = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(BENCH), str(BENCH.parent / "src")]

from measure import Sheet, percentile  # noqa: E402
from stage import Browser, Stage, demo  # noqa: E402

BROWSERS, SECONDS = 32, 10.0


def measure(sheet: Sheet, stage: Stage) -> None:
    seats = _seats()
    context = multiprocessing.get_context("spawn")
    with context.Pool(2) as pool:
        halves = [seats[0::2], seats[1::2]]
        results = pool.starmap(_sit, [(stage.port, half, SECONDS) for half in halves])
    times = [one for part in results for one in part]
    sheet.line("answers_per_s", round(len(times) / SECONDS, 1), f"{BROWSERS} browsers, {SECONDS:.0f} s, one answer a request")
    sheet.line("answer_p95_ms", round(percentile(times, 0.95) * 1000, 1))


def _seats() -> list[tuple[str, str]]:
    """Participant numbers and PINs of a running session, made through the services."""
    from sembilan.delivery import selectors as hall
    from sembilan.delivery import services as delivery
    from sembilan.demo import cast, make_up, week
    from sembilan.kit import clock
    from sembilan.people import selectors as people
    from sembilan.scheduling import services as scheduling

    at = clock.now()
    day = at.astimezone().date()
    with cast.acting("acara") as actor:
        agency = cast.agency(actor)
        event = scheduling.create_event(
            agency, f"UKUR-{at:%H%M%S}", "Uji beban", "uji", day - timedelta(days=1), day + timedelta(days=1),
            packages=week.packages("Lengkap"), pin_closes_minutes=0, actor=actor, at=at,
        )  # fmt: skip
        planned = scheduling.plan_session(event, at, make_up.PLACE, [{"room": "Lab 1", "seats": BROWSERS}], actor=actor, at=at)
        scheduling.register(event, people.schedulable(agency).filter(accommodations=None)[:BROWSERS], actor=actor, at=at)
        scheduling.assign_in_roster_order(event, actor=actor, at=at)
        session = scheduling.prepare_session(planned, actor=actor, at=at)
    with cast.acting("pengawas") as actor:
        session = delivery.open_check_in(session, actor=actor, at=at)
        found = []
        for line in hall.board(session, at=at):
            delivery.confirm_identity(line.entry, "ktp", actor=actor, at=at)
            found.append((line.entry.participant_number, delivery.issue_pin(line.entry, actor=actor, at=at)))
        delivery.start_session(session, actor=actor, at=at)
    return found


def _sit(port: int, seats: list[tuple[str, str]], seconds: float) -> list[float]:
    """Bring these candidates to their first question, then answer for so many seconds; the time of each acknowledgement."""
    import threading

    sitters = [_Sitter(port, *seat) for seat in seats]
    end = time.perf_counter() + seconds
    threads = [threading.Thread(target=one.answer_until, args=(end,)) for one in sitters]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [taken for one in sitters for taken in one.times]


class _Sitter:
    def __init__(self, port: int, number: str, pin: str) -> None:
        self.times: list[float] = []
        self.browser = Browser(port)
        self.browser.get("/ujian/masuk")
        self.browser.post("/ujian/masuk", {"number": number, "pin": pin})
        self.browser.post("/ujian/pernyataan", {"agree": "yes"})
        self.browser.post("/ujian/bagian/mulai", {})
        _, page = self.browser.get("/ujian/")
        self.state = _state(page)
        self.items: list[dict[str, Any]] = self.state["section"]["items"]

    def answer_until(self, end: float) -> None:
        seq = self.state["seq"]
        while (begun := time.perf_counter()) < end:
            seq += 1
            item = self.items[seq % len(self.items)]
            entry = {"seq": seq, "kind": "answer", "item": item["id"], "value": item["options"][seq % 4]["id"], "client_ms": seq}
            body = {"attempt": self.state["attempt"], "lease": self.state["lease"], "entries": [entry]}
            status, content = self.browser.post_json("/ujian/jawaban", json.dumps(body).encode())
            if status != 200 or json.loads(content)["last_seq"] != seq:
                raise SystemExit(f"an answer was not taken: {status} {content[:200]!r}")
            self.times.append(time.perf_counter() - begun)


def _state(page: bytes) -> dict[str, Any]:
    """The runner's state as the page carries it: the one JSON script with an attempt in it."""
    text = page.decode()
    for part in text.split('type="application/json"')[1:]:
        found = json.loads(part.split(">", 1)[1].split("</script>", 1)[0])
        if "attempt" in found:
            return dict(found)
    raise SystemExit("no question on the page")


if __name__ == "__main__":
    sheet = Sheet("Answers")
    with demo() as stage:
        measure(sheet, stage)
    sheet.close()
