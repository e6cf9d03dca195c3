"""Thousands of rows in one statement. Row-level security forbids COPY, an INSERT with a placeholder a value spends most of its time
on placeholders, and an array of texts on escaping each of them: here the rows go over as one JSON document."""

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
    names = ", ".join(f'"{field.column}"' for field in fields)
    casts = ", ".join(f'"{field.column}"::{_type(field)}' for field in fields)
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{meta.db_table}" ({names}) SELECT {casts} '  # noqa: S608  names come from the models
            f'FROM json_to_recordset(%s::json) AS new({_columns(fields)}) RETURNING "{meta.pk.column}"',
            [_document(objects, fields)],
        )
        for one, (key,) in zip(objects, cursor.fetchall(), strict=True):
            one.pk = key
            one._state.adding = False


def update_many(objects: Sequence[models.Model], names: Sequence[str]) -> None:
    """Write these fields of rows of one model that are there already."""
    if not objects:
        return
    meta = objects[0]._meta
    fields: list[Any] = [meta.get_field(name) for name in names]
    changes = ", ".join(f'"{field.column}" = new."{field.column}"::{_type(field)}' for field in fields)
    key = meta.pk.column
    with connection.cursor() as cursor:
        cursor.execute(
            f'UPDATE "{meta.db_table}" AS old SET {changes} '  # noqa: S608  names come from the models
            f'FROM json_to_recordset(%s::json) AS new({_columns(fields)}, "{key}" bigint) WHERE old."{key}" = new."{key}"',
            [_document(objects, [*fields, meta.pk])],
        )


def _document(objects: Sequence[models.Model], fields: Sequence[Any]) -> str:
    return json.dumps([{field.column: _value(field, getattr(one, field.attname)) for field in fields} for one in objects])


def _columns(fields: Sequence[Any]) -> str:
    """JSON's null becomes the column's NULL in every type."""
    return ", ".join(f'"{field.column}" {"jsonb" if isinstance(field, models.JSONField) else "text"}' for field in fields)


def _type(field: models.Field[Any, Any]) -> str:
    """The column's type without its length: a cast to varchar(n) would cut in silence, the column itself refuses."""
    name = (field.db_type(connection) or "").split("(")[0]
    return "text" if name == "varchar" else name


def _value(field: models.Field[Any, Any], value: Any) -> Any:
    if isinstance(field, models.JSONField):
        return field.get_prep_value(value)
    return value if value is None else str(value)
