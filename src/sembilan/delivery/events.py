from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class CheckedIn:
    session: uuid.UUID
    ref: uuid.UUID
    at: datetime


@dataclass(frozen=True)
class AttemptSubmitted:
    session: uuid.UUID
    ref: uuid.UUID
    at: datetime
    expired: bool


@dataclass(frozen=True)
class SessionClosed:
    session: uuid.UUID
    at: datetime
