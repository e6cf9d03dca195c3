"""What nobody can renew on a page: `sembilan renew-access USERNAME` a login, `sembilan renew-secret` the installation's secret."""

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
    secret = commands.add_parser("renew-secret", help="go on under a new secret, where the one the database was made under is lost")
    secret.add_argument("--reason", required=True, help="it stands in the audit trail")
    secret.set_defaults(run=run_renew_secret)


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


def run_renew_secret(chosen: argparse.Namespace) -> int:
    """The new secret is the one that this start was given."""
    from sembilan.kit.checks import FINGERPRINT_DIFFERS

    site.secret_of_home()
    with site.database():
        site.check(but=FINGERPRINT_DIFFERS)
        site.require_site()
        return renew_secret(chosen.reason)


def renew_secret(reason: str) -> int:
    """With Django ready and a database there."""
    from django.db import transaction

    from sembilan.accounts import services as accounts
    from sembilan.delivery import services as delivery
    from sembilan.kit import clock, scope
    from sembilan.kit.errors import RuleBroken
    from sembilan.tenancy.rules import NATION

    operator, at = site.operator(), clock.now()
    with transaction.atomic(), scope.carried(scope=[NATION]):
        try:
            people = accounts.renew_secret(reason, actor=operator, at=at)
        except RuleBroken as refused:
            raise site.Refused(f"{refused} ({refused.code})") from refused
        pins = delivery.end_unused_pins(reason, actor=operator, at=at)
    print(f"The database goes on under the secret of this start. Keep it: in {site.secret_file()} or as SEMBILAN_SECRET.")
    print(f"Second factors that ended: {people}. Each is set up again at the next login, which everybody makes anew.")
    print(f"Unused PINs that ended: {pins}. Their proctors issue them anew, with a reason.")
    print("A site that is being served must be stopped and started again: until then it goes on under the old secret.")
    return 0
