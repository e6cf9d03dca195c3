"""The product's source as the house tests read it: files, syntax trees, rooms and floors."""

from __future__ import annotations

import ast
import configparser
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "sembilan"


def python_files(*under: str) -> list[Path]:
    """Our Python files below these folders of src/sembilan (none named: all), migrations left out."""
    roots = [SOURCE / part for part in under] or [SOURCE]
    return sorted(file for root in roots for file in root.rglob("*.py") if "migrations" not in file.parts)


def short(file: Path) -> str:
    return file.relative_to(SOURCE if file.is_relative_to(SOURCE) else ROOT).as_posix()


@cache
def tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text(), filename=str(file))


def contract(name: str) -> dict[str, str]:
    parser = configparser.ConfigParser()
    parser.read(ROOT / ".importlinter")
    return dict(parser[f"importlinter:contract:{name}"])


def floors() -> dict[str, int]:
    """Room -> its floor, ground = 0, as the import contract says. Rooms of one floor may not know each other."""
    lines = [line for line in contract("floors")["layers"].splitlines() if line.strip()]
    return {room.strip(" ()"): floor for floor, line in enumerate(reversed(lines)) for room in line.split("|")}


def imported_names(module: ast.Module) -> dict[str, str]:
    """Local name -> dotted origin, for every import anywhere in the module (relative ones are left out)."""
    found: dict[str, str] = {}
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            for alias in node.names:
                found[alias.asname or alias.name.split(".")[0]] = alias.name if alias.asname else alias.name.split(".")[0]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.update({alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names})
    return found


def dotted(node: ast.expr, names: dict[str, str]) -> str | None:
    """The full dotted name of `a.b.c` by the module's imports; None where it does not begin with an import."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name) or node.id not in names:
        return None
    return ".".join([names[node.id], *reversed(parts)])


def outermost(module: ast.Module) -> Iterator[ast.Attribute | ast.Name]:
    """Names and attribute chains of a module, each chain once (not its inner parts)."""
    inner = {id(node.value) for node in ast.walk(module) if isinstance(node, ast.Attribute)}
    for node in ast.walk(module):
        if isinstance(node, ast.Attribute | ast.Name) and id(node) not in inner:
            yield node
