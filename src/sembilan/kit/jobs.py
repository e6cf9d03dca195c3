"""Background work by name, deferred in the caller's transaction: a job exists exactly when what it works on is committed.

A job carries its actor and scope as plain values; only tasks whose name stands in SYSTEM_JOBS take the nation's scope.
"""

from __future__ import annotations

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


def status(job_id: int) -> str:
    """todo, doing, succeeded, failed, cancelled, aborted; `gone` when it was cleaned away."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT status::text FROM procrastinate_jobs WHERE id = %s", [job_id])
        row = cursor.fetchone()
    return row[0] if row else "gone"
