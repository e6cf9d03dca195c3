"""What a start of the demo does: the week once, the clock moved once, a session that waits today, the reports of one unit once."""

from __future__ import annotations

import time
from collections.abc import Callable

from sembilan.demo import calendar, make_up, progress, reports, week
from sembilan.demo.parallel import run_in_processes
from sembilan.demo.progress import Tell
from sembilan.kit import clock, secret


def begin(*, tell: Tell) -> None:
    """The clock is moved when the week is made, so that the making of it costs no minute of the visitor's day."""
    secret.record(at=calendar.OPENED)
    week.build(calendar.LAMPUNG, week.roster(), tell=tell, run_sessions=run_in_processes)
    if reports.STEP not in progress.finished():
        _timed("Reports of one unit", lambda: reports.make_reports(clock=lambda: calendar.CHECK_IN), tell)
    clock.move_to(calendar.NOW)
    _timed("A new day: another make-up session", lambda: make_up.keep_up(clock.now(), week.packages("Pendek")), tell)


def _timed(title: str, work: Callable[[], str | None], tell: Tell) -> None:
    begun = time.perf_counter()
    told = work()
    if told:
        tell(title, told, time.perf_counter() - begun)
