"""What a start of the demo does: the week once, the clock moved once, and a session that waits today."""

from __future__ import annotations

import time

from sembilan.demo import calendar, make_up, week
from sembilan.demo.parallel import run_in_processes
from sembilan.demo.progress import Tell
from sembilan.kit import clock


def begin(*, tell: Tell) -> None:
    """The clock is moved when the week is made, so that the making of it costs no minute of the visitor's day."""
    week.build(calendar.LAMPUNG, week.roster(), tell=tell, run_sessions=run_in_processes)
    clock.move_to(calendar.NOW)
    begun = time.perf_counter()
    opened = make_up.keep_up(clock.now(), week.packages("Pendek"))
    if opened:
        tell("A new day: another make-up session", opened, time.perf_counter() - begun)
