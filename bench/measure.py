"""How everything here is measured: medians of five interleaved rounds, with the spread, the machine's load and our share of it.

Where the spread is over a quarter the rounds are repeated once: something else was at work. Last line: one JSON object.
"""

from __future__ import annotations

import json
import os
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

for _variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_variable, "1")

ROOT = Path(__file__).resolve().parents[1]
ROUNDS = 5
WIDEST = 0.25


@dataclass(frozen=True)
class Figure:
    """The median of the rounds in seconds, how far apart they were (highest less lowest over the median), whether repeated."""

    median: float
    spread: float
    repeated: bool


def wall(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def cpu(work: Callable[[], object]) -> float:
    """Processor seconds of this process, all its threads included."""
    begun = time.process_time()
    work()
    return time.process_time() - begun


def interleaved(
    works: Mapping[str, Callable[[], object]], *, clock: Callable[[Callable[[], object]], float] = wall, rounds: int = ROUNDS
) -> dict[str, Figure]:
    """Each work once a round, in turn: A B A B ... The whole is repeated once where a spread is over WIDEST."""
    for attempt in (1, 2):
        taken: dict[str, list[float]] = {name: [] for name in works}
        for _ in range(rounds):
            for name, work in works.items():
                taken[name].append(clock(work))
        figures = {name: _figure(times, repeated=attempt == 2) for name, times in taken.items()}
        if all(figure.spread <= WIDEST for figure in figures.values()):
            break
    return figures


def _figure(times: Sequence[float], *, repeated: bool) -> Figure:
    median = statistics.median(times)
    return Figure(median, (max(times) - min(times)) / median, repeated)


def percentile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


class Sheet:
    """What a benchmark found: lines for people, then one JSON object."""

    def __init__(self, title: str) -> None:
        self.figures: dict[str, float] = {}
        self._wall, self._cpu = time.perf_counter(), time.process_time()
        print(f"\n{title}\n{'-' * len(title)}", flush=True)

    def line(self, name: str, value: float, told: str = "") -> None:
        self.figures[name] = value
        print(f"{name:<16} {value:>12,.4g}  {told}", flush=True)

    def figure(self, name: str, figure: Figure, scale: float = 1.0, told: str = "") -> None:
        note = f"spread {figure.spread:.0%}{', repeated' if figure.repeated else ''}{'; ' + told if told else ''}"
        self.line(name, round(figure.median * scale, 6), note)

    def end(self) -> dict[str, float]:
        share = (time.process_time() - self._cpu) / (time.perf_counter() - self._wall)
        load = " ".join(f"{one:.2f}" for one in os.getloadavg())
        print(f"load average {load} on {os.cpu_count()} processors; own share of one processor {share:.0%}", flush=True)
        return self.figures

    def close(self) -> None:
        print(json.dumps(self.end()), flush=True)
