"""Faces speak, and nothing else: they ask selectors, call services, and never touch a row or a query themselves."""

from __future__ import annotations

import ast

import pytest

from tests.house.source import dotted, imported_names, python_files, short, tree

FORBIDDEN_CALLS = {"save", "delete", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "cursor", "raw"}
FORBIDDEN_IMPORTS = {"django.db.connection", "django.db.transaction", "psycopg"}


def touches(file_tree: ast.Module) -> list[tuple[int, str]]:
    """Line and reason of every place where a face reads or writes rows by itself."""
    empty = {
        id(node.func.value)
        for node in ast.walk(file_tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "none" and not node.args
    }
    found = []
    for node in ast.walk(file_tree):
        if (
            isinstance(node, ast.Attribute)
            and node.attr in {"objects", "_default_manager", "_base_manager"}
            and id(node) not in empty
        ):
            found.append((node.lineno, f".{node.attr}"))
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in FORBIDDEN_CALLS:
            found.append((node.lineno, f".{node.func.attr}("))
    names = imported_names(file_tree)
    found += [(0, f"imports {origin}") for origin in names.values() if origin in FORBIDDEN_IMPORTS]
    return found


def test_no_face_reads_or_writes_a_row_by_itself() -> None:
    found = [f"{short(file)}:{line} {what}" for file in python_files("web") for line, what in touches(tree(file))]
    assert found == []


@pytest.mark.parametrize(
    ("code", "caught"),
    [
        ("User.objects.filter(pk=1)", True),
        ("User.objects.none()", False),
        ("form.save()", True),
        ("row.delete()", True),
        ("from django.db import connection", True),
        ("selectors.users(actor=actor)", False),
    ],
)
def test_the_guard_sees_what_it_must(code: str, caught: bool) -> None:
    assert bool(touches(ast.parse(code))) is caught


def test_services_of_rooms_are_called_by_faces_only_with_an_actor_or_a_candidate() -> None:
    """No face hands in the machine: a person acts there, so SYSTEM may not be named."""
    found = [
        f"{short(file)}:{node.lineno}"
        for file in python_files("web")
        for node in ast.walk(tree(file))
        if isinstance(node, ast.Name | ast.Attribute)
        and dotted(node, imported_names(tree(file))) == "sembilan.tenancy.rules.SYSTEM"
    ]
    assert found == []


def test_there_are_faces_to_guard() -> None:
    assert "web/ui/pages.py" in {short(file) for file in python_files("web")}
