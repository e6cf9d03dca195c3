"""Row-level security itself, as the app role, past every queryset."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from sembilan.accounts import services as accounts
from sembilan.accounts.models import User
from sembilan.audit.models import AuditEvent
from sembilan.kit import scope
from sembilan.tenancy.models import Membership
from sembilan.tenancy.rules import SYSTEM
from tests.cast import AT, Agencies


def test_no_scope_means_no_row(people: dict[str, User]) -> None:
    with scope.carried():
        assert User.objects.count() == 0
        assert Membership.objects.count() == 0
        assert AuditEvent.objects.count() == 0


def test_a_scope_opens_its_subtree_and_not_the_one_whose_name_starts_alike(people: dict[str, User], agencies: Agencies) -> None:
    with scope.carried(scope=[agencies.lampung.path]):
        names = set(User.objects.values_list("username", flat=True))
    assert "agus" in names
    assert "orang_lain" not in names  # n.p30 is not below n.p3
    assert "nina" not in names  # nor is the nation


def test_a_user_alone_sees_his_own_row(people: dict[str, User]) -> None:
    with scope.carried(user=people["agus"].pk):
        assert [user.username for user in User.objects.all()] == ["agus"]


def test_a_row_cannot_be_written_outside_the_scope(people: dict[str, User], agencies: Agencies) -> None:
    with (
        scope.carried(scope=[agencies.elsewhere.path]),
        pytest.raises(ProgrammingError, match="row-level security"),
        transaction.atomic(),
    ):
        accounts.add_user("penyusup", "Penyusup", path=agencies.lampung.path, actor=SYSTEM, at=AT)


def test_the_scope_ends_with_its_block(people: dict[str, User], agencies: Agencies) -> None:
    with scope.carried(scope=[agencies.lampung.path]):
        with scope.carried(scope=[agencies.elsewhere.path]):
            assert scope.current()["scope"] == agencies.elsewhere.path
        assert scope.current()["scope"] == agencies.lampung.path


def test_a_login_is_found_without_scope_by_its_exact_name_only(people: dict[str, User]) -> None:
    with scope.carried():
        assert accounts.user_id("agus") == people["agus"].pk
        assert accounts.user_id("agu%") is None
        assert User.objects.count() == 0  # the lookup left no scope behind


def test_the_app_role_can_neither_change_nor_empty_the_audit(people: dict[str, User]) -> None:
    for statement in ("UPDATE audit_auditevent SET action = 'x'", "DELETE FROM audit_auditevent", "TRUNCATE audit_auditevent"):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_the_app_role_owns_no_table_and_passes_no_policy(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper OR rolbypassrls OR rolcreaterole FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False,)
        cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tableowner = current_user")
        assert cursor.fetchone() == (0,)
