"""`sembilan verify-ledger`: does the log still say what it said, and do the rows still say what was committed?"""

from __future__ import annotations

import argparse
import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sembilan.cli import demo, site

FAULTS = {
    "gap": "leaf {at} is missing; what comes after it was not looked at",
    "leaf": "leaf {at}: its salt and payload do not open its commitment",
    "note": "the checkpoint over {at} leaves is not signed by this site's key",
    "checkpoint": "the checkpoint over {at} leaves was signed for another size or root",
    "root": "the checkpoint over {at} leaves: the leaves themselves give another root",
}
DIFFERENCES = {
    "changed": "leaf {position}, {kind}: {words} is not what was committed",
    "unlogged": "{kind}: {words} has no leaf of its own (position {position})",
    "gone": "leaf {position}, {kind}: what it commits to is no longer there",
    "unknown": "leaf {position}, {kind}: no part of this installation writes leaves of this kind",
}


def add_commands(commands: Any) -> None:
    told = "recompute the log from its leaves, check every signature, and every leaf against the rows it commits to"
    verify = commands.add_parser("verify-ledger", help=told)
    verify.add_argument("--demo", action="store_true", help="the log of the demo that was made here, whether it runs or not")
    verify.set_defaults(run=run_verify)


def run_verify(chosen: argparse.Namespace) -> int:
    with demo.at_hand() if chosen.demo else _site():
        site.set_up_django()
        site.require_site()
        return verify_ledger()


@contextlib.contextmanager
def _site() -> Iterator[None]:
    site.secret_of_home()
    with site.database():
        yield


def verify_ledger() -> int:
    """With Django ready and a database there. 1 where something does not fit. Raises Refused without the key: a new one would vouch
    for nothing."""
    from django.conf import settings
    from django.db import transaction

    from sembilan.kit import scope
    from sembilan.ledger import selectors, services
    from sembilan.tenancy.rules import NATION

    if not Path(settings.LEDGER_KEY_FILE).exists():
        raise site.Refused(f"the ledger's key is not at {settings.LEDGER_KEY_FILE}; set SEMBILAN_LEDGER_KEY to where it is.")
    with transaction.atomic(), scope.carried(scope=[NATION]):
        found = selectors.faults(services.signing_key().verifier)
        for fault in found:
            print(FAULTS[fault.kind].format(at=fault.at))
        fits = not found
        for one in selectors.differences({fault.at for fault in found if fault.kind == "leaf"}):
            print(DIFFERENCES[one.what].format(**vars(one)), flush=True)
            fits = False
        last, leaves, erased = selectors.last_checkpoint(), selectors.leaves().count(), selectors.erased()
    if erased:
        print(f"{erased} leaves have no secret any more (erased); the rows behind them cannot be compared.")
    covered = f"the last checkpoint covers {last.size} of them, {last.at:%Y-%m-%d %H:%M} UTC" if last else "no checkpoint yet"
    print(f"{leaves} leaves; {covered}. {'Everything fits.' if fits else 'It does not fit.'}")
    return 0 if fits else 1
