"""Thousands of rows in one statement. Row-level security forbids COPY, and an INSERT with a placeholder a value spends most of its
time on placeholders: here each column goes over as one array."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django.db import connection, models


def insert_many(objects: Sequence[models.Model]) -> None:
    """Insert rows of one model and set their keys. No signal is sent; values must be what the columns hold."""
    if not objects:
        return
    meta = objects[0]._meta
    fields = [field for field in meta.concrete_fields if not field.primary_key]
    values = [[_text(field, getattr(one, field.attname)) for one in objects] for field in fields]
    names = ", ".join(f'"{field.column}"' for field in fields)
    casts = ", ".join(f'"{field.column}"::{_type(field)}' for field in fields)
    arrays = ", ".join("%s::text[]" for _field in fields)
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{meta.db_table}" ({names}) SELECT {casts} '  # noqa: S608  names come from the models
            f'FROM unnest({arrays}) AS new({names}) RETURNING "{meta.pk.column}"',
            values,
        )
        for one, (key,) in zip(objects, cursor.fetchall(), strict=True):
            one.pk = key
            one._state.adding = False


def _type(field: models.Field[Any, Any]) -> str:
    """The column's type without its length: a cast to varchar(n) would cut in silence, the column itself refuses."""
    name = (field.db_type(connection) or "").split("(")[0]
    return "text" if name == "varchar" else name


def _text(field: models.Field[Any, Any], value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(field, models.JSONField):
        return json.dumps(value)
    return str(value)
