"""Read from the live database's own catalogue: who owns, what is forced, what the app role may do."""

from __future__ import annotations

import re

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection, models, transaction
from django.db.utils import ProgrammingError

from sembilan.kit import scope, security
from tests.house.privacy import personal_tables

pytestmark = pytest.mark.django_db


def ours() -> list[type[models.Model]]:
    return [model for model in apps.get_models(include_auto_created=True) if model.__module__.startswith("sembilan.")]


def ask(query: str, *parameters: object) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return cursor.fetchall()


def append_only_tables() -> dict[str, security.Declaration]:
    return {table: declared for table, declared in security.declarations().items() if declared is not None and declared.append_only}


def may_change(declared: security.Declaration) -> set[str]:
    path = ["path"] if isinstance(declared, security.ByPath) and declared.column == "path" else []
    return {*path, *declared.updatable}


def test_we_are_the_app_role_and_it_is_small() -> None:
    [(role, superuser, bypass, create_role, create_database)] = ask(
        "SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname = current_user"
    )
    assert role == settings.APP_ROLE
    assert (superuser, bypass, create_role, create_database) == (False, False, False, False)


def test_the_app_role_owns_nothing() -> None:
    owned = ask(
        "SELECT 'relation ' || relname FROM pg_class WHERE pg_has_role(current_user, relowner, 'USAGE') "
        "UNION ALL SELECT 'function ' || proname FROM pg_proc WHERE pg_has_role(current_user, proowner, 'USAGE') "
        "UNION ALL SELECT 'schema ' || nspname FROM pg_namespace "
        "WHERE pg_has_role(current_user, nspowner, 'USAGE') AND nspname !~ '^pg_' "
        "UNION ALL SELECT 'database ' || datname FROM pg_database WHERE pg_has_role(current_user, datdba, 'USAGE')"
    )
    assert owned == []


def test_the_app_role_can_make_nothing() -> None:
    assert ask("SELECT has_schema_privilege('public', 'CREATE'), has_database_privilege(current_database(), 'CREATE')") == [
        (False, False)
    ]


def test_every_model_of_ours_declares_its_security() -> None:
    silent = [
        model._meta.label for model in ours() if model._meta.managed and security.declarations()[model._meta.db_table] is None
    ]
    assert silent == []


def test_every_table_of_the_database_is_declared() -> None:
    """A table that no declaration names would be reachable by nobody, or by everybody who is granted it by hand."""
    tables = {
        name
        for (name,) in ask("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')")
    }
    undeclared = tables - {table for table, declared in security.declarations().items() if declared is not None}
    reachable = {table for table in undeclared if ask("SELECT has_table_privilege(%s, 'SELECT')", table) == [(True,)]}
    assert reachable == set()


def test_every_table_with_personal_data_forces_row_level_security() -> None:
    facts = {
        name: (enabled, forced, policies)
        for name, enabled, forced, policies in ask(
            "SELECT relname, relrowsecurity, relforcerowsecurity, (SELECT count(*) FROM pg_policy p WHERE p.polrelid = c.oid) "
            "FROM pg_class c WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
        )
    }
    open_tables = {table: facts.get(table) for table in personal_tables() if not (facts.get(table) and all(facts[table]))}
    assert {table: fact for table, fact in open_tables.items() if table not in NOT_BY_ROW} == {}


# Library tables that hold ids alone and are read before any scope is known; docs/privacy/inventory.md says so on their lines.
NOT_BY_ROW = {"django_session", "procrastinate_jobs"}


def test_policies_in_the_database_are_those_declared() -> None:
    laid = {(table, name) for table, name in ask("SELECT tablename, policyname FROM pg_policies WHERE schemaname = 'public'")}
    declared = {
        (table, name)
        for table, one in security.declarations().items()
        if one is not None and ask("SELECT to_regclass(%s) IS NOT NULL", table) == [(True,)]
        for name in one.policies()
    }
    assert laid == declared


def test_policies_ask_only_for_what_a_transaction_can_carry() -> None:
    """A setting that kit.scope does not know is never set, so its condition would silently hold for nobody."""
    named = {
        (table, setting)
        for table, rule in ask("SELECT tablename, coalesce(qual, '') || coalesce(with_check, '') FROM pg_policies")
        for setting in re.findall(r"current_setting\('sembilan\.(\w+)'", rule)
    }
    assert {(table, setting) for table, setting in named if setting not in scope.NAMES} == set()


def test_no_policy_opens_a_personal_table_to_everybody() -> None:
    wide = ask(
        "SELECT tablename, policyname FROM pg_policies WHERE schemaname = 'public' AND (qual = 'true' OR with_check = 'true')"
    )
    assert [line for line in wide if line[0] in personal_tables()] == []


def test_append_only_tables_refuse_update_delete_and_truncate() -> None:
    accepted = []
    for table, declared in append_only_tables().items():
        if ask("SELECT to_regclass(%s) IS NOT NULL", table) != [(True,)]:
            continue
        columns = {
            name
            for (name,) in ask(
                "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped", table
            )
        }
        statements = [f'DELETE FROM "{table}"', f'TRUNCATE "{table}"']
        statements += [f'UPDATE "{table}" SET "{column}" = "{column}"' for column in sorted(columns - may_change(declared))]
        accepted += [statement for statement in statements if not refused(statement)]
    assert accepted == []


def refused(statement: str) -> bool:
    """Permission is asked before any row is looked for, so an empty table tells as well as a full one."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    except ProgrammingError as problem:
        return "permission denied" in str(problem)
    return False


def test_append_only_tables_of_ours_also_stop_their_owner() -> None:
    """Grants do not bind the owner of the tables; triggers stop his mistakes."""
    guarded = {
        name
        for (name,) in ask(
            "SELECT DISTINCT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
            "WHERE NOT t.tgisinternal AND t.tgname LIKE 'pgtrigger_rows_stay%%' AND t.tgenabled <> 'D'"
        )
    }
    mine = {model._meta.db_table for model in ours()}
    assert {table for table in append_only_tables() if table in mine} - guarded == set()


def test_no_setting_of_the_app_role_switches_a_trigger_off() -> None:
    """pgtrigger's own function would pass over every trigger that the setting pgtrigger.ignore names; ours says no to all."""
    names = ask("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgname LIKE 'pgtrigger_%%'")
    assert names
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pgtrigger.ignore', %s, true)", ["{" + ",".join(name for (name,) in names) + "}"])
        cursor.execute(
            "SELECT DISTINCT public._pgtrigger_should_ignore(tgname) FROM pg_trigger WHERE NOT tgisinternal "
            "AND tgname LIKE 'pgtrigger_%%'"
        )
        assert cursor.fetchall() == [(False,)]
        cursor.execute(
            "SELECT pg_has_role(current_user, p.proowner, 'USAGE') FROM pg_proc p WHERE p.proname = '_pgtrigger_should_ignore'"
        )
        assert cursor.fetchall() == [(False,)]  # there is one, and it is not the app role's to replace
