"""Logs: one line an event, no personal data. Secrets in addresses and the values PostgreSQL quotes in its errors are masked."""

from __future__ import annotations

import re
from typing import Any

import structlog
from structlog.typing import EventDict

# An activation link is a password for a week; a PostgreSQL error quotes the row it refused; 16 digits or more are a NIP or a NIK.
_MASKS = (
    (re.compile(r"(/(?:aktivasi|verifikasi)/)[^/\s\"']+"), r"\1…"),
    (re.compile(r"DETAIL:.*"), "DETAIL: …"),
    (re.compile(r"\d{16,18}"), "…"),
)


def masked(text: str) -> str:
    """`text` without what a log must not hold.

    >>> masked("Not Found: /aktivasi/s3cret/")
    'Not Found: /aktivasi/…/'
    """
    for pattern, instead in _MASKS:
        text = pattern.sub(instead, text)
    return text


def mask(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """A processor: masks every text of the event, the traceback included."""
    return {key: masked(value) if isinstance(value, str) else value for key, value in event.items()}


def configuration(level: str, *, for_people: bool) -> dict[str, Any]:
    """Django's LOGGING: JSON lines for machines, or coloured lines for a person at a terminal."""
    before: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        mask,
    ]
    renderer: Any = structlog.dev.ConsoleRenderer() if for_people else structlog.processors.JSONRenderer()
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": before,
                "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
            }
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {"procrastinate": {"level": "WARNING"}},  # its registering of tasks is no event of ours
    }
