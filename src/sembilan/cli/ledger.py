"""`sembilan verify-ledger`: does the log still say what it said, and does what lies behind it still open it?"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from sembilan.cli import site

FAULTS = {
    "gap": "leaf {at} is missing; what comes after it was not looked at",
    "leaf": "leaf {at}: its salt and payload do not open its commitment",
    "note": "the checkpoint over {at} leaves is not signed by this site's key",
    "checkpoint": "the checkpoint over {at} leaves was signed for another size or root",
    "root": "the checkpoint over {at} leaves: the leaves themselves give another root",
}


def add_commands(commands: Any) -> None:
    verify = commands.add_parser("verify-ledger", help="recompute the log from its leaves and check every signature")
    verify.set_defaults(run=run_verify)


def run_verify(_chosen: argparse.Namespace) -> int:
    site.secret_of_home()
    with site.database():
        site.set_up_django()
        site.require_site()
        return verify_ledger()


def verify_ledger() -> int:
    """With Django ready and a database there. 1 where something does not fit. Raises Refused without the key: a new one would vouch
    for nothing."""
    from django.conf import settings
    from django.db import transaction

    from sembilan.kit import scope
    from sembilan.ledger import selectors, services
    from sembilan.ledger.models import Leaf
    from sembilan.tenancy.rules import NATION

    if not Path(settings.LEDGER_KEY_FILE).exists():
        raise site.Refused(f"the ledger's key is not at {settings.LEDGER_KEY_FILE}; set SEMBILAN_LEDGER_KEY to where it is.")
    with transaction.atomic(), scope.carried(scope=[NATION]):
        found = selectors.faults(services.signing_key().verifier)
        last, leaves = selectors.last_checkpoint(), Leaf.objects.count()
    for one in found:
        print(FAULTS[one.kind].format(at=one.at))
    covered = f"the last checkpoint covers {last.size} of them, {last.at:%Y-%m-%d %H:%M} UTC" if last else "no checkpoint yet"
    print(f"{leaves} leaves; {covered}. {'It does not fit.' if found else 'Everything fits.'}")
    return 1 if found else 0
