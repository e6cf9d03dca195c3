"""Time and chance are handed in (`at=`, `rng=`): only a few named places read the machine's clock or draw by themselves."""

from __future__ import annotations

import ast

import pytest

from tests.house.source import dotted, imported_names, outermost, python_files, short, tree

CLOCK = {
    "datetime.datetime.now", "datetime.datetime.utcnow", "datetime.datetime.today", "datetime.date.today",
    "time.time", "time.time_ns", "time.localtime", "time.gmtime",
    "django.utils.timezone.now", "django.utils.timezone.localdate", "django.db.models.functions.Now",
}  # fmt: skip
CHANCE = ("random.", "secrets.", "numpy.random.", "os.urandom")
HANDED_IN = {  # types, and generators that are given their seed
    "numpy.random.Generator", "numpy.random.SeedSequence", "numpy.random.PCG64", "numpy.random.PCG64DXSM", "numpy.random.Philox",
    "numpy.random.BitGenerator", "numpy.random.default_rng",
}  # fmt: skip
ALLOWED: dict[str, tuple[str, ...]] = {
    "kit/clock.py": ("datetime.datetime.now",),
    "kit/cluster.py": ("time.", "secrets."),
    "cli/": ("",),  # the command line starts things: it is where time and chance come from
    "ledger/services.py": ("os.urandom",),
    "accounts/services.py": ("secrets.",),
    "delivery/services/check_in.py": ("secrets.",),
}
NO_CLOCK = {"rules", "services", "selectors", "models", "access", "events", "errors"}  # these are told the time


def readings(module: ast.Module) -> list[tuple[int, str]]:
    """Line and full name of every reading of the clock and every source of chance."""
    names = imported_names(module)
    seeded = {
        id(node.func) for node in ast.walk(module) if isinstance(node, ast.Call) and (node.args or node.keywords)
    }  # default_rng(seed) is chance handed in; default_rng() is not
    found = []
    for node in outermost(module):
        name = dotted(node, names)
        if name is None:
            continue
        name = name.replace("np.random", "numpy.random")
        if name in CLOCK or (name.startswith(CHANCE) and name not in HANDED_IN):
            found.append((node.lineno, name))
        elif name == "numpy.random.default_rng" and id(node) not in seeded:
            found.append((node.lineno, f"{name} without a seed"))
    for node in ast.walk(module):
        if isinstance(node, ast.keyword) and node.arg in {"auto_now", "auto_now_add"}:
            found.append((node.value.lineno, node.arg))
    return found


def allowed(place: str, name: str) -> bool:
    return any(place.startswith(where) and name.startswith(what) for where, what in ALLOWED.items())


def test_the_clock_and_chance_are_read_only_in_named_places() -> None:
    found = [
        f"{short(file)}:{line} {name}"
        for file in python_files()
        for line, name in readings(tree(file))
        if not allowed(short(file), name)
    ]
    assert found == []


def test_rules_selectors_and_services_are_told_the_time() -> None:
    """Even kit.clock is read where an act begins (a view, a task, a command), never inside it."""
    found = []
    for file in python_files():
        place = file.stem if file.stem in NO_CLOCK else file.parent.name
        if place not in NO_CLOCK or short(file).startswith(("cli/", "web/")):
            continue
        names = imported_names(tree(file))
        found += [
            f"{short(file)}:{node.lineno}" for node in outermost(tree(file)) if dotted(node, names) == "sembilan.kit.clock.now"
        ]
    assert found == []


@pytest.mark.parametrize(
    ("code", "caught"),
    [
        ("from datetime import datetime\ndatetime.now()", True),
        ("import datetime as dt\ndt.date.today()", True),
        ("from time import time\ntime()", True),
        ("import numpy as np\nnp.random.normal()", True),
        ("import numpy as np\nnp.random.default_rng()", True),
        ("import numpy as np\nnp.random.default_rng(seed)", False),
        ("from numpy.random import Generator\ndef f(rng: Generator): ...", False),
        ("import random\nrandom.choice([1])", True),
        ("from secrets import token_hex\ntoken_hex()", True),
        ("from django.utils import timezone\nwhen = timezone.now", True),
        ("moment.now()", False),
        ("field = DateTimeField(auto_now_add=True)", True),
    ],
)
def test_the_guard_sees_what_it_must(code: str, caught: bool) -> None:
    assert bool(readings(ast.parse(code))) is caught


def test_every_exception_is_still_needed() -> None:
    used = {
        where
        for where, what in ALLOWED.items()
        for file in python_files()
        if short(file).startswith(where)
        for _line, name in readings(tree(file))
        if name.startswith(what)
    }
    assert set(ALLOWED) - used == set()
