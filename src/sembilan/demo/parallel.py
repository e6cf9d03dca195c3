"""The sessions of the week in several processes: they share no row, and each is a transaction of its own."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from typing import TYPE_CHECKING

import django
from django.db import connections

from sembilan.demo.calendar import Week
from sembilan.kit import cluster

if TYPE_CHECKING:  # a spawned process imports this module before it has set Django up
    from sembilan.demo.progress import Tell


def run_in_processes(numbers: Sequence[int], week: Week, tell: Tell) -> None:
    """Sessions of these numbers, as many at a time as the machine has processors. Processes are spawned: nothing is inherited."""
    workers = min(os.cpu_count() or 1, len(numbers), 4)
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context, initializer=_prepare) as pool:
        running = {pool.submit(_one, number, week) for number in numbers}
        for finished in as_completed(running):
            tell(*finished.result())


def _prepare() -> None:
    cluster.die_with_parent()
    django.setup()


def _one(number: int, week: Week) -> tuple[str, str, float]:
    from sembilan.demo.week import run_here  # models: only after django.setup() in this process

    told: list[tuple[str, str, float]] = []
    run_here([number], week, lambda *line: told.append(line))
    connections.close_all()
    return told[0]
