"""How long the board of 1,905 people takes, asked over HTTP by somebody who is logged in.

    ./run bench board

board_p95_ms: 95th percentile of 200 requests, one after the other, over the official box and the assessment map, unfiltered and
filtered by tier.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

BENCH = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(BENCH), str(BENCH.parent / "src")]

from measure import Sheet, percentile  # noqa: E402
from stage import Browser, Stage, demo  # noqa: E402

PAGES = ("/talenta/", "/talenta/?peta=asesmen", "/talenta/?jenjang=Pengawas", "/talenta/?peta=asesmen&jenjang=Pelaksana")
REQUESTS = 200


def measure(sheet: Sheet, stage: Stage) -> None:
    from sembilan.demo.cast import PASSWORD

    browser = Browser(stage.port)
    browser.login("komite", PASSWORD)
    for page in PAGES * 3:
        _timed(browser, page)
    times = [_timed(browser, PAGES[number % len(PAGES)]) for number in range(REQUESTS)]
    sheet.line("board_p50_ms", round(percentile(times, 0.5) * 1000, 1))
    sheet.line("board_p95_ms", round(percentile(times, 0.95) * 1000, 1), f"{REQUESTS} requests")


def _timed(browser: Browser, page: str) -> float:
    begun = time.perf_counter()
    status, content = browser.get(page)
    if status != 200 or b"Peta" not in content:
        raise SystemExit(f"{page} answered {status}")
    return time.perf_counter() - begun


if __name__ == "__main__":
    sheet = Sheet("Board")
    with demo() as stage:
        measure(sheet, stage)
    sheet.close()
