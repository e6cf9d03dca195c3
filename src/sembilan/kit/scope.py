"""The identity and scope of the current transaction, as PostgreSQL's row-level security reads them.

Settings are local to the transaction (`set_config(..., true)`); outside a transaction there is none, and so no row.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator

from django.db import connection, transaction

ROOT = "n"  # the organisation tree's root: the scope of named SYSTEM jobs
NAMES = ("scope", "user", "official", "subject", "candidate")


@contextlib.contextmanager
def carried(*, scope: Iterable[str] = (), **identity: object) -> Iterator[None]:
    """Open a transaction (or a savepoint) that carries this scope and identity, and put back what stood before at the end.

    `identity` is any of user (id), official (id), subject (the official's uuid in the audit trail) and candidate (ref).
    """
    wanted = {name: str(identity.pop(name, "")) for name in NAMES}
    wanted["scope"] = ",".join(sorted(set(scope)))
    if identity:
        raise TypeError(f"no such identity: {', '.join(identity)}")
    inside = connection.in_atomic_block  # a transaction of its own begins with none, and what it sets ends with it
    with transaction.atomic():
        before = current() if inside else None
        set_local(wanted)
        yield
        if before is not None:
            set_local(before)


def add_identity(**identity: object) -> None:
    """Within an open transaction: carry one more identity (a user who has just logged in, a candidate who has just entered)."""
    set_local({name: str(value) for name, value in identity.items()})


def current() -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(f"coalesce(current_setting('sembilan.{name}', true), '')" for name in NAMES))
        return dict(zip(NAMES, cursor.fetchone(), strict=True))


def set_local(values: dict[str, str]) -> None:
    calls = ", ".join("set_config(%s, %s, true)" for _ in values)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {calls}", [part for name, value in values.items() for part in (f"sembilan.{name}", value)])
