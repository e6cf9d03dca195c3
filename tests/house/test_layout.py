"""Where things stand and what they are called (docs/decisions and CONTRIBUTING.md say why)."""

from __future__ import annotations

import ast
import re

from tests.house.source import SOURCE, floors, python_files, short, tree

ATTICS = {"core", "base", "common", "shared", "lib", "utils", "helpers", "misc", "manager"}
LONGEST = 450


def test_every_room_says_what_it_is() -> None:
    silent = [
        room.name
        for room in sorted(SOURCE.iterdir())
        if room.is_dir()
        and (room / "__init__.py").exists()
        and room.name != "config"
        and not ast.get_docstring(tree(room / "__init__.py"))
    ]
    assert silent == []


def test_every_room_stands_on_a_floor() -> None:
    rooms = {room.name for room in SOURCE.iterdir() if (room / "__init__.py").exists()}
    assert rooms - set(floors()) == set()


def test_there_is_no_attic() -> None:
    found = [short(part) for part in SOURCE.rglob("*") if part.stem in ATTICS and (part.is_dir() or part.suffix == ".py")]
    assert found == []


def test_nothing_in_the_product_looks_like_a_test() -> None:
    classes = [
        f"{short(file)}:{node.lineno} {node.name}"
        for file in python_files()
        for node in ast.walk(tree(file))
        if isinstance(node, ast.ClassDef) and node.name.startswith("Test")
    ]
    assert classes == []
    assert [short(file) for file in python_files() if file.stem.startswith("test_")] == []


def test_migrations_have_telling_names() -> None:
    found = [
        short(file)
        for file in SOURCE.glob("*/migrations/*.py")
        if file.stem != "__init__"
        and (not re.fullmatch(r"\d{4}_[a-z][a-z0-9_]+", file.stem) or "_auto" in file.stem or "_alter_" in file.stem)
    ]
    assert found == []


def test_no_file_grows_past_one_sitting() -> None:
    long = {short(file): len(file.read_text().splitlines()) for file in python_files()}
    assert {name: lines for name, lines in long.items() if lines > LONGEST} == {}


def test_access_comes_in_pairs() -> None:
    """Where a room says what an actor can do, it also says what is visible to him."""
    alone = []
    for file in sorted(SOURCE.glob("*/access.py")):
        names = {node.name for node in tree(file).body if isinstance(node, ast.FunctionDef)}
        if not (any(name.startswith("can") for name in names) and any("visible_to" in name for name in names)):
            alone.append(short(file))
    assert alone == []
