"""System checks that refuse a dangerous start. Each has an id; docs/operations names what to do."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import Error, Tags, register
from django.db import connections

FINGERPRINT_DIFFERS = "sembilan.E007"


@register(Tags.security)
def secret_is_set(app_configs: Any, **kwargs: Any) -> list[Error]:
    if len(settings.SECRET_KEY) >= 50:
        return []
    return [
        Error(
            "SEMBILAN_SECRET is missing or shorter than 50 characters.",
            hint="Unset it, and the start makes one in SEMBILAN_HOME/secret; or set a long random one.",
            id="sembilan.E001",
        )
    ]


@register(Tags.security)
def mode_is_plain(app_configs: Any, **kwargs: Any) -> list[Error]:
    if settings.MODE == "demo" and set(settings.ALLOWED_HOSTS) - {"127.0.0.1", "localhost", "[::1]"}:
        return [
            Error(
                "The demo's open accounts must not be reachable under a host name.",
                hint="Unset SEMBILAN_HOSTS, or start with SEMBILAN_MODE=site.",
                id="sembilan.E002",
            )
        ]
    return []


@register(Tags.security, deploy=True)
def mode_is_no_test(app_configs: Any, **kwargs: Any) -> list[Error]:
    """The mode of the tests has a known secret, weak password hashes and no limit of tries."""
    if settings.MODE != "test":
        return []
    return [
        Error(
            "SEMBILAN_MODE=test is for the tests alone: its secret is known and its passwords are hashed weakly.",
            hint="Unset SEMBILAN_MODE, or start with SEMBILAN_MODE=site.",
            id="sembilan.E004",
        )
    ]


@register(Tags.security)
def app_role_is_named(app_configs: Any, **kwargs: Any) -> list[Error]:
    """The grants go to the role that DATABASE_URL names; without a name they would go to another than the one that connects."""
    if settings.DATABASES["default"]["USER"]:
        return []
    return [
        Error(
            "DATABASE_URL names no role.",
            hint="Write it as postgresql://role:password@host:port/name, also where the server needs no password.",
            id="sembilan.E006",
        )
    ]


@register(Tags.security, deploy=True)
def hosts_are_named(app_configs: Any, **kwargs: Any) -> list[Error]:
    """A page that answers to any name builds one-time links with whatever name a stranger asked for."""
    if not any("*" in host for host in settings.ALLOWED_HOSTS):
        return []
    return [
        Error(
            "SEMBILAN_HOSTS holds a star: the site would answer to any name, and build one-time links with it.",
            hint="Name the hosts, separated by commas.",
            id="sembilan.E005",
        )
    ]


# Membership counts too: a role that may SET ROLE to the owner can do what the owner can. A superuser is a member of every role.
APP_ROLE_QUESTION = """
SELECT self.rolsuper,
       self.rolbypassrls,
       EXISTS (SELECT 1 FROM pg_roles other WHERE other.oid <> self.oid AND (other.rolsuper OR other.rolbypassrls)
               AND pg_has_role(self.oid, other.oid, 'MEMBER')),
       EXISTS (SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
               WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND pg_has_role(self.oid, c.relowner, 'MEMBER'))
       OR EXISTS (SELECT 1 FROM pg_database d WHERE d.datname = current_database() AND pg_has_role(self.oid, d.datdba, 'MEMBER'))
FROM pg_roles self WHERE self.rolname = current_user
"""


@register(Tags.database, deploy=True)
def app_role_is_small(app_configs: Any, databases: Any = None, **kwargs: Any) -> list[Error]:
    """The running site must not connect as owner, superuser or with BYPASSRLS: row-level security would not hold.

    Whatever role the connection really has is asked, named in DATABASE_URL or not. Migrations, which need the owner, run without
    the checks of a start.
    """
    if not databases:
        return []
    with connections["default"].cursor() as cursor:
        cursor.execute(APP_ROLE_QUESTION)
        superuser, bypass, member, owner = cursor.fetchone()
    words = {
        "is a superuser": superuser,
        "has BYPASSRLS": bypass,
        "is a member of a role that is a superuser or has BYPASSRLS": member and not superuser,
        "owns tables or the database, or is a member of their owner": owner and not superuser,
    }
    found = [word for word, wrong in words.items() if wrong]
    if not found:
        return []
    return [
        Error(
            f"The role of DATABASE_URL {', '.join(found)}.",
            hint="Give the app a role of its own that owns nothing; migrations use DATABASE_OWNER_URL.",
            id="sembilan.E003",
        )
    ]


@register(Tags.database, deploy=True)
def secret_is_the_one(app_configs: Any, databases: Any = None, **kwargs: Any) -> list[Error]:
    """Under another secret the site would serve, and let nobody in: no second factor opens, and every PIN is wrong.

    A database that is not migrated yet has none on record.
    """
    from sembilan.kit import secret
    from sembilan.kit.models import SecretFingerprint

    if not databases:
        return []
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s) IS NULL", [SecretFingerprint._meta.db_table])
        unmade = cursor.fetchone()[0]
    if unmade or secret.fits():
        return []
    lost = "start once with --fresh" if settings.MODE == "demo" else 'run `sembilan renew-secret --reason "..."`'
    return [
        Error(
            "SEMBILAN_SECRET (or the file SEMBILAN_HOME/secret) is not the secret that this database was made under.",
            hint=f"Put that secret back, from your backup. If it is lost for good, {lost}.",
            id=FINGERPRINT_DIFFERS,
        )
    ]
