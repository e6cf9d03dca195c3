"""`sembilan add-agency CODE NAME`: another agency below the root organisation; its people and officers come after."""

from __future__ import annotations

import argparse
from typing import Any

from sembilan.cli import site


def add_commands(commands: Any) -> None:
    add = commands.add_parser("add-agency", help="add an agency below the root organisation")
    add.add_argument("code", metavar="CODE", help="short and lasting, e.g. lampung; it stands in addresses and file names")
    add.add_argument("name", metavar="NAME", help='e.g. "Pemerintah Provinsi Lampung"')
    add.set_defaults(run=run_add)


def run_add(chosen: argparse.Namespace) -> int:
    site.secret_of_home()
    with site.database():
        site.check()
        site.require_site()
        return add_agency(chosen.code, chosen.name)


def add_agency(code: str, name: str) -> int:
    """With Django ready and a database there. The operator of this machine acts for the root organisation for the moment."""
    from django.db import transaction

    from sembilan.kit import clock, scope
    from sembilan.kit.errors import RuleBroken
    from sembilan.tenancy import selectors, services
    from sembilan.tenancy.rules import NATION

    with transaction.atomic(), scope.carried(scope=[NATION]):
        try:
            made = services.add_agency(selectors.nation(), code, name, actor=site.operator(), at=clock.now())
        except RuleBroken as refused:
            raise site.Refused(f"{refused} ({refused.code})") from refused
    print(f"Agency {made.code}: {made.name}. Its first officer: log in as national administrator, Instansi, Undang admin.")
    return 0
