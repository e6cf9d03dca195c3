"""requirements.lock: one version of everything, for every Python we promise, by name and hash."""

from __future__ import annotations

import re

import pytest
from packaging.markers import Marker

from tests.house.source import ROOT

PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==(\S+)(?: ; (.*?))? \\\n((?:    --hash=\S+(?: \\)?\n?)+)", re.MULTILINE)
LOCK = (ROOT / "requirements.lock").read_text()


def pins(python: str) -> list[tuple[str, str]]:
    """(name, version) as pip on Debian would take them under this Python."""
    facts = {"python_full_version": f"{python}.0", "python_version": python, "sys_platform": "linux", "platform_system": "Linux"}
    facts |= {"platform_python_implementation": "CPython", "implementation_name": "cpython", "os_name": "posix"}
    return [(name, version) for name, version, marker, _ in PIN.findall(LOCK) if not marker or Marker(marker).evaluate(facts)]


def test_every_line_is_a_pin_with_a_hash() -> None:
    assert PIN.sub("", re.sub(r"^#.*\n", "", LOCK, flags=re.MULTILINE)).strip() == ""


@pytest.mark.parametrize("python", ["3.12", "3.13", "3.14"])
def test_every_python_gets_the_same_versions(python: str) -> None:
    """A score must not depend on the Debian that computed it."""
    assert pins(python) == pins("3.11")
    assert len(dict(pins(python))) == len(pins(python))
