"""What is written is true as far as a machine can see: links lead somewhere, every document is listed, nothing foreign is told."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

from tools.tree import kept_files

from tests.house.source import ROOT

LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)(?:\s+\"[^\"]*\")?\)|!\[[^\]]*\]\(([^)\s]+)\)")
PATH = re.compile(r"`((?:src|docs|tests|tools|demo|bench|deploy|locale)/[A-Za-z0-9_./-]+)`")

# This file itself is left out of the search.
HOSTS = re.compile(r"pypi\.org|files\.pythonhosted|registry\.npmjs|index-url|extra-index|artifactory", re.IGNORECASE)
MACHINE = re.compile(r"(?<![\w.])/(work|home|root|Users)/\w|/tmp/team")
TOOLING = re.compile(r"\b(claude|anthropic|chatgpt|openai|copilot|llms?|ai agents?|sub-?agents?|helper sessions?)\b", re.IGNORECASE)
BINARY = {".whl", ".xlsx", ".ttf", ".png", ".ico", ".woff2", ".pdf", ".gz", ".jpg"}


def documents() -> list[Path]:
    return [file for file in kept_files(ROOT) if file.suffix == ".md"]


def prose(file: Path) -> str:
    """A document without its blocks of code."""
    return re.sub(r"```.*?```", "", file.read_text(), flags=re.S)


def test_every_link_leads_somewhere() -> None:
    broken = []
    for file in documents():
        for one, other in LINK.findall(prose(file)):
            target = unquote((one or other).split("#")[0])
            if target and not re.match(r"[a-z]+:", target) and not (file.parent / target).exists():
                broken.append(f"{file.relative_to(ROOT)}: {target}")
    assert broken == []


def test_every_path_that_a_document_names_exists() -> None:
    broken = [
        f"{file.relative_to(ROOT)}: {name}"
        for file in documents()
        for name in PATH.findall(prose(file))
        if not (ROOT / name.rstrip("/.")).exists()
    ]
    assert broken == []


def test_the_index_lists_every_document() -> None:
    index = ROOT / "docs" / "index.md"
    linked = {(index.parent / unquote(one.split("#")[0])).resolve() for one, _other in LINK.findall(index.read_text()) if one}
    missing = [
        file.relative_to(ROOT).as_posix()
        for file in documents()
        if file.is_relative_to(ROOT / "docs") and file != index and file not in linked
    ]
    assert missing == []


def test_decisions_are_numbered_without_a_gap_and_have_their_four_parts() -> None:
    files = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    assert [int(file.name[:4]) for file in files] == list(range(1, len(files) + 1))
    parts = ("## Context", "## Decision", "## Consequences", "## Rejected")
    assert [file.name for file in files if not all(part in file.read_text() for part in parts)] == []


def words_found(pattern: re.Pattern[str]) -> list[str]:
    found = []
    for file in kept_files(ROOT):
        if file.suffix in BINARY or "static/vendor/" in file.as_posix() or file == Path(__file__):
            continue
        for number, line in enumerate(file.read_text(errors="replace").splitlines(), 1):
            if match := pattern.search(line):
                found.append(f"{file.relative_to(ROOT)}:{number} {match.group()}")
    return found


def test_no_registry_is_named() -> None:
    """Dependencies are locked by name and hash; where they come from is the site's own setting."""
    assert words_found(HOSTS) == []


def test_no_path_of_one_machine_is_named() -> None:
    assert words_found(MACHINE) == []


def test_files_speak_of_the_product_alone() -> None:
    assert words_found(TOOLING) == []


def test_the_guards_would_see_what_they_must() -> None:
    assert HOSTS.search("see https://pypi.org/simple")
    assert MACHINE.search("open /home/somebody/file")
    assert not MACHINE.search("src/sembilan/web/console/home/views.py")
    assert TOOLING.search("written by an AI agent")
    assert not TOOLING.search("the session of 24 November; a user agent")
