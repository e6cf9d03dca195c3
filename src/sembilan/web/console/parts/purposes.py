"""The purposes that somebody gave today for opening a person's results, kept in his session so that he is asked once."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Final

from django.utils import timezone

from sembilan.kit import clock
from sembilan.web.ui.pages import Request

KEPT: Final = 20
_KEY: Final = "purposes"


def given(request: Request, person: uuid.UUID) -> str:
    """The purpose said today for this person; empty where none was."""
    purpose, day = request.session.get(_KEY, {}).get(str(person), ("", ""))
    return str(purpose) if day == _today().isoformat() else ""


def keep(request: Request, person: uuid.UUID, purpose: str) -> None:
    """Remember it as the newest; the oldest beyond KEPT are forgotten."""
    held = dict(request.session.get(_KEY, {}))
    held.pop(str(person), None)
    held[str(person)] = [purpose, _today().isoformat()]
    request.session[_KEY] = dict(list(held.items())[-KEPT:])


def last(request: Request) -> str:
    """The purpose said last, for whomever."""
    said = list(request.session.get(_KEY, {}).values())
    return str(said[-1][0]) if said else ""


def _today() -> date:
    return timezone.localtime(clock.now()).date()
