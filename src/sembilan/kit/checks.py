"""System checks that refuse a dangerous start. Each has an id; docs/operations names what to do."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import Error, Tags, register
from django.db import connections


@register(Tags.security)
def secret_is_set(app_configs: Any, **kwargs: Any) -> list[Error]:
    if len(settings.SECRET_KEY) >= 50:
        return []
    return [
        Error(
            "SEMBILAN_SECRET is missing or shorter than 50 characters.",
            hint="`sembilan init` prints a new one.",
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


@register(Tags.database, deploy=True)
def app_role_is_small(app_configs: Any, databases: Any = None, **kwargs: Any) -> list[Error]:
    """The running site must not connect as owner, superuser or with BYPASSRLS: row-level security would not hold.

    Whatever role the connection really has is asked, named in DATABASE_URL or not. Migrations, which need the owner, run without
    the checks of a start.
    """
    if not databases:
        return []
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper, rolbypassrls, EXISTS (SELECT 1 FROM pg_class c JOIN pg_namespace s ON s.oid = c.relnamespace "
            "WHERE s.nspname = 'public' AND c.relkind IN ('r', 'p') AND pg_has_role(current_user, c.relowner, 'USAGE')) "
            "FROM pg_roles WHERE rolname = current_user"
        )
        superuser, bypass, owner = cursor.fetchone()
    found = [name for name, wrong in (("a superuser", superuser), ("BYPASSRLS", bypass), ("an owner of tables", owner)) if wrong]
    if not found:
        return []
    return [
        Error(
            f"The role of DATABASE_URL is {', '.join(found)}.",
            hint="Give the app a role of its own that owns nothing; migrations use DATABASE_OWNER_URL.",
            id="sembilan.E003",
        )
    ]
