"""What the planner knows of a table after bulk writing."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from sembilan.kit import scope
from sembilan.kit.statistics import MANY, refresh_statistics
from sembilan.tenancy.models import Kind, Organisation
from sembilan.tenancy.rules import NATION

pytestmark = pytest.mark.django_db


def planned() -> float:
    """How many organisations the planner reckons with; -1 where it never looked."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE oid = 'tenancy_organisation'::regclass")
        return float(cursor.fetchone()[0])


def test_the_planner_knows_of_many_new_rows_as_soon_as_they_are_committed(django_capture_on_commit_callbacks: Any) -> None:
    with scope.carried(scope=[NATION]):
        nation = Organisation.objects.create(name="Nasional", kind=Kind.NATION, path=NATION)
        Organisation.objects.bulk_create(
            Organisation(name=f"Unit {i}", kind=Kind.UNIT, parent=nation, path=f"{NATION}.u{i}") for i in range(MANY)
        )
        before = planned()
        with django_capture_on_commit_callbacks(execute=True) as after:
            refresh_statistics("tenancy", MANY)
            assert planned() == before
        assert len(after) == 1
        assert planned() == Organisation.objects.count() >= MANY


def test_a_handful_of_rows_asks_for_nothing(django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks() as after:
        refresh_statistics("tenancy", MANY - 1)
    assert not after
