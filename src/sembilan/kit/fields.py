"""PostgreSQL's ltree as a Django field, with the two lookups that the house needs; a text that the product may have said itself."""

from __future__ import annotations

import re
from typing import Any

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Lookup, QuerySet, Value
from django.db.models.functions import Cast, Concat, Substr

from sembilan.kit.said import read, stored

_LABEL = re.compile(r"[^A-Za-z0-9_]+")


def label(code: str) -> str:
    """A code as one ltree label: letters, digits and underscore (hyphens only from PostgreSQL 16), lower case.

    >>> label("U001.2")
    'u001_2'
    """
    return _LABEL.sub("_", code.strip()).strip("_").lower() or "x"


class PathField(models.TextField):  # type: ignore[type-arg]  # not subscriptable at run time
    """The path of an organisation node, e.g. `n.lampung.u001`; rows below a scope are found by `path__under=[scope, ...]`."""

    default_validators = [RegexValidator(r"^[A-Za-z0-9_]+(\.[A-Za-z0-9_]+)*$")]

    def db_type(self, connection: Any) -> str:
        return "ltree"

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> str | None:
        return None if value is None else str(value)

    def get_placeholder(self, value: Any, compiler: Any, connection: Any) -> str:
        return "%s::ltree"


class SaidField(models.JSONField):
    """A text: a str where a person typed it, a `kit.said.Said` where the product says it itself."""

    def get_prep_value(self, value: Any) -> Any:
        return super().get_prep_value(stored(value))

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        return read(super().from_db_value(value, expression, connection))

    def to_python(self, value: Any) -> Any:
        return read(value)


def rebase(rows: QuerySet[Any], before: str, after: str) -> int:
    """Bring the rows at or below `before` to the same place below `after`, in one statement. Returns how many."""
    rest = Substr(Cast("path", models.TextField()), len(before) + 1)
    return rows.filter(path__under=before).update(path=Concat(Value(after), rest, output_field=models.TextField()))


@PathField.register_lookup
class Under(Lookup):
    """`path <@ ANY(scopes)`: the node itself and everything below it. No scope, no row."""

    lookup_name = "under"
    prepare_rhs = False

    def get_db_prep_lookup(self, value: Any, connection: Any) -> tuple[str, Any]:
        scopes = [value] if isinstance(value, str) else list(value)
        return "%s::ltree[]", [scopes]

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        left, left_params = self.process_lhs(compiler, connection)
        right, right_params = self.process_rhs(compiler, connection)
        return f"{left} <@ ANY({right})", [*left_params, *right_params]


@PathField.register_lookup
class Above(Lookup):
    """`path @> value`: the ancestors of a node, itself included."""

    lookup_name = "above"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        left, left_params = self.process_lhs(compiler, connection)
        return f"{left} @> %s::ltree", [*left_params, str(self.rhs)]
