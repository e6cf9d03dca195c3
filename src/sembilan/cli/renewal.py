"""`sembilan renew-access USERNAME`: a new link for a login that nobody can renew on a page, such as the only administrator's."""

from __future__ import annotations

import argparse
from typing import Any

from sembilan.cli import site


def add_commands(commands: Any) -> None:
    renew = commands.add_parser("renew-access", help="a new one-time link for a login; its old password ends")
    renew.add_argument("username", metavar="USERNAME")
    renew.add_argument("--reason", required=True, help="its user reads it")
    renew.add_argument("--address", default="https://localhost", help="address of the site, for the link")
    renew.add_argument("--new-second-factor", action="store_true", help="the old second factor and its backup codes end too")
    renew.set_defaults(run=run_renew)


def run_renew(chosen: argparse.Namespace) -> int:
    site.secret_of_home()
    with site.database():
        site.check()
        site.require_site()
        return renew_access(chosen.username, chosen.reason, chosen.address, new_second_factor=chosen.new_second_factor)


def renew_access(username: str, reason: str, address: str, *, new_second_factor: bool) -> int:
    """With Django ready and a database there."""
    from django.db import transaction

    from sembilan.accounts import services as accounts
    from sembilan.accounts.models import User
    from sembilan.kit import clock, scope
    from sembilan.kit.errors import RuleBroken
    from sembilan.tenancy import services
    from sembilan.tenancy.rules import NATION

    operator = site.operator()
    with transaction.atomic(), scope.carried(scope=[NATION]):
        user = User.objects.filter(username=username.strip().lower()).first()
        if user is None:
            raise site.Refused(f"there is no user {username}.")
        try:
            secret = services.renew_activation(user, reason, actor=operator, at=clock.now())
        except RuleBroken as refused:
            raise site.Refused(f"{refused} ({refused.code})") from refused
        if new_second_factor:
            accounts.end_second_factor(user, actor=operator, at=clock.now())
    print(f"{user.name}: open {address}/aktivasi/{secret}/ within seven days. The link works once; the old password has ended.")
    return 0
