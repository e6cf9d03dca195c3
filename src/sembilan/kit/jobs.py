"""Background work by name, deferred in the caller's transaction: a job exists exactly when what it works on is committed.

A job carries its actor and scope as plain values; only tasks whose name stands in SYSTEM_JOBS take the nation's scope.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import procrastinate
from django.db import connection

_app: procrastinate.App | None = None


def on_app_ready(app: procrastinate.App) -> None:
    global _app
    _app = app


def defer(name: str, /, *, queue: str = "default", lock: str | None = None, **arguments: Any) -> int:
    """Enqueue task `name`. Returns the job's id. Arguments must be JSON (ids, paths, ISO times)."""
    from procrastinate.contrib.django import app

    return app.configure_task(name, queue=queue, lock=lock, allow_unknown=False).defer(**arguments)


@dataclass(frozen=True)
class Job:
    """What was asked for, and how far it is: todo, doing, succeeded, failed, cancelled, aborted."""

    status: str
    arguments: dict[str, Any]


def find(job_id: int, name: str, /) -> Job | None:
    """The job of this number, where it is a run of task `name`; else None. Whose it is, its arguments say."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT status::text, args FROM procrastinate_jobs WHERE id = %s AND task_name = %s", [job_id, name])
        row = cursor.fetchone()
    return Job(row[0], row[1] if isinstance(row[1], dict) else json.loads(row[1])) if row else None
