"""docs/schema/ says what the database is: tables, constraints, policies, grants, triggers."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.db import connection
from tools import schema


@pytest.mark.django_db
def test_the_schema_text_equals_the_database() -> None:
    with connection.cursor() as cursor:
        really = schema.texts(cursor, schema.rooms_of_models(), settings.APP_ROLE)
    written = {file.stem: file.read_text() for file in schema.FOLDER.glob("*.sql")}
    assert sorted(written) == sorted(really)
    differing = [room for room in really if really[room] != written[room]]
    assert differing == [], "run `.venv/bin/python tools/schema.py write` and look at what changed"


@pytest.mark.django_db
def test_every_look_up_before_a_scope_is_told() -> None:
    """A definer function whose room cannot be told from its text would be missing from the files."""
    with connection.cursor() as cursor:
        names = {row[3] for row in schema.ask(cursor, schema.FUNCTIONS)}
    told = "".join(file.read_text() for file in schema.FOLDER.glob("*.sql"))
    assert {name for name in names if f"CREATE FUNCTION {name}(" not in told} == set()
