"""`sembilan verify-ledger`: does the log still say what it said, and do the rows still say what was committed?

`sembilan renew-ledger-key`: another key signs from here on, where the file of the one before is lost.
"""

from __future__ import annotations

import argparse
import contextlib
from collections.abc import Iterator
from typing import Any

from sembilan.cli import demo, site

FAULTS = {
    "gap": "leaf {at} is missing; what comes after it was not looked at",
    "leaf": "leaf {at}: its salt and payload do not open its commitment",
    "note": "the checkpoint over {at} leaves is not signed by the key in force at its size",
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
    renew = commands.add_parser("renew-ledger-key", help="a new key signs the log from here on: the old one is lost or leaked")
    renew.add_argument("--reason", required=True, help="the log commits to it: name nobody")
    renew.set_defaults(run=run_renew_key)


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
    """With Django ready and a database there. 1 where something does not fit."""
    from django.db import transaction

    from sembilan.kit import scope
    from sembilan.ledger import selectors
    from sembilan.tenancy.rules import NATION

    with transaction.atomic(), scope.carried(scope=[NATION]):
        found = selectors.faults()
        for fault in found:
            print(FAULTS[fault.kind].format(at=fault.at))
        fits = not found
        for one in selectors.differences({fault.at for fault in found if fault.kind == "leaf"}):
            print(DIFFERENCES[one.what].format(**vars(one)), flush=True)
            fits = False
        fits = _keys_fit() and fits
        last, leaves, erased = selectors.last_checkpoint(), selectors.leaves().count(), selectors.erased()
    if erased:
        print(f"{erased} leaves have no secret any more (erased); the rows behind them cannot be compared.")
    covered = f"the last checkpoint covers {last.size} of them, {last.at:%Y-%m-%d %H:%M} UTC" if last else "no checkpoint yet"
    print(f"{leaves} leaves; {covered}. {'Everything fits.' if fits else 'It does not fit.'}")
    return 0 if fits else 1


def _keys_fit() -> bool:
    """Tells which key signed how much, and whether the file outside the database agrees. One that is gone contradicts nothing."""
    from django.conf import settings

    from sembilan.ledger import selectors
    from sembilan.ledger.errors import KeyForeign, KeyUnreadable

    for key, n in selectors.signed():
        since = "the first leaf" if key.leaf is None else f"leaf {key.leaf}"
        print(f"key {key.verifier}, in force from {since}: checkpoints signed: {n}")
    problem = selectors.key_problem()
    if problem is None:
        return True
    if isinstance(problem, KeyForeign):
        print(f"the key in {settings.LEDGER_KEY_FILE} is not the newest of these")
        return False
    state = "cannot be read" if isinstance(problem, KeyUnreadable) else "is not there"
    print(f"the file of the newest key, {settings.LEDGER_KEY_FILE}, {state}: until it is put back or renewed nothing is signed")
    return True


def run_renew_key(chosen: argparse.Namespace) -> int:
    with _site():
        site.check()
        site.require_site()
        return renew_key(chosen.reason)


def renew_key(reason: str) -> int:
    """With Django ready and a database there."""
    from django.conf import settings
    from django.db import transaction

    from sembilan.kit import clock, scope
    from sembilan.kit.errors import RuleBroken
    from sembilan.ledger import services
    from sembilan.tenancy.rules import NATION

    try:
        with transaction.atomic(), scope.carried(scope=[NATION]):
            made, aside = services.renew_key(reason, at=clock.now())
    except RuleBroken as refused:
        raise site.Refused(f"{refused} ({refused.code})") from refused
    except OSError as refused:
        raise site.Refused(f"the file of the key cannot be changed, and nothing was renewed: {refused}") from refused
    print(f"From leaf {made.leaf} on checkpoints are signed by {made.verifier}")
    print(f"Publish that key beside the one before. Keep a copy of {settings.LEDGER_KEY_FILE}, its private half, apart from here.")
    if aside is not None:
        print(f"The file that was there is now {aside}; nothing needs it any more.")
    return 0
