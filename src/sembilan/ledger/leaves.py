"""What the leaf of a renewed signing key commits to, told from the rows: when it is written, and when it is verified."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from functools import partial
from typing import Any

from django.utils.translation import gettext

from sembilan.ledger import selectors
from sembilan.ledger.kinds import Committed, committed


def key_facts(old: str, new: str, reason: str) -> dict[str, Any]:
    """Which public key came after which (C2SP vkeys), and why."""
    return {"old": old, "new": new, "reason": reason}


@committed("ledger_key")
def renewed_keys() -> Iterator[Committed]:
    """Every key but the first, which is in force before any leaf."""
    for before, one in itertools.pairwise(selectors.keys()):
        facts = partial(key_facts, before.verifier, one.verifier, one.reason)
        yield Committed(one.leaf, one.at, gettext("kunci penanda tangan %(key)s") % {"key": one.verifier.rpartition("+")[0]}, facts)
