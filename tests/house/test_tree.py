"""The house tests read the checkout with git and without."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from tools.tree import kept_files

FILES = {
    ".gitignore": ".venv/\n/var/\n*.pyc\n",
    "run": "",
    "src/a.py": "",
    "src/a.pyc": "",
    "src/var/kept.txt": "",
    "var/secret": "",
    "deep/.venv/b.py": "",
}
KEPT = [".gitignore", "run", "src/a.py", "src/var/kept.txt"]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def names(root: Path) -> list[str]:
    return [file.relative_to(root).as_posix() for file in kept_files(root)]


def test_without_git_what_is_ignored_is_left_out(checkout: Path) -> None:
    assert names(checkout) == KEPT


@pytest.mark.skipif(not shutil.which("git"), reason="no git here")
def test_git_says_the_same(checkout: Path) -> None:
    for words in (["init", "--quiet"], ["add", "."]):
        subprocess.run(["git", *words], cwd=checkout, check=True)
    assert names(checkout) == KEPT
