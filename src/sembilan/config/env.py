"""Settings from the environment: each declared once, with its type, default and a sentence. `sembilan settings` prints them."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

T = TypeVar("T")


class SettingInvalid(Exception):
    """An environment variable holds something that cannot be read; the message names it and says what is wanted."""


@dataclass(frozen=True)
class Setting(Generic[T]):
    name: str
    read: Callable[[str], T]
    default: T
    sentence: str

    def value(self) -> T:
        text = os.environ.get(self.name, "")
        if not text:
            return self.default
        try:
            return self.read(text)
        except ValueError as wrong:
            raise SettingInvalid(f"{self.name}: {wrong}. {self.sentence}") from None


def yes_or_no(text: str) -> bool:
    if text.lower() not in {"yes", "no"}:
        raise ValueError("write yes or no")
    return text.lower() == "yes"


def words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


def mode(text: str) -> str:
    if text not in {"site", "demo", "test"}:
        raise ValueError("write site, demo or test")
    return text


ROOT = Path(__file__).resolve().parents[3]

MODE = Setting(
    "SEMBILAN_MODE", mode, "site", "What this start is: site (real data), demo (synthetic people, open accounts) or test."
)
HOME = Setting("SEMBILAN_HOME", Path, ROOT / "var", "Folder for files of our own: embedded database, uploads, reports, keys.")
SECRET = Setting(
    "SEMBILAN_SECRET", str, "", "Secret of this installation, 50 characters or more; web logins, PINs and tokens hang on it."
)
HOSTS = Setting(
    "SEMBILAN_HOSTS", words, ["127.0.0.1", "localhost"], "Host names under which the pages are served, separated by commas."
)
HTTPS = Setting("SEMBILAN_HTTPS", yes_or_no, True, "Whether browsers reach us by HTTPS; cookies are then sent on HTTPS alone.")
PROXIES = Setting(
    "SEMBILAN_PROXIES",
    words,
    ["127.0.0.1", "::1"],
    "Addresses of the web server with TLS before us; its X-Forwarded-For and X-Forwarded-Proto are believed, nobody else's.",
)
DATABASE = Setting(
    "DATABASE_URL", str, "", "PostgreSQL as the app role: postgresql://role:password@host:port/name. Empty: the embedded cluster."
)
DATABASE_OWNER = Setting(
    "DATABASE_OWNER_URL", str, "", "PostgreSQL as the owner role, used for migrations only; never given to the running site."
)
AS_OWNER = Setting("SEMBILAN_AS_OWNER", yes_or_no, False, "Set by `sembilan migrate` for its own run: connect as the owner role.")
LEDGER_KEY = Setting(
    "SEMBILAN_LEDGER_KEY",
    Path,
    Path(),
    "File with the Ed25519 key that signs checkpoints, one line of `merkle.note.SigningKey`. Empty: made in the home folder.",
)
LOG_LEVEL = Setting("SEMBILAN_LOG_LEVEL", str, "INFO", "How much is logged: DEBUG, INFO, WARNING or ERROR. Never personal data.")

ALL: tuple[Setting[object], ...] = tuple(value for value in list(globals().values()) if isinstance(value, Setting))
