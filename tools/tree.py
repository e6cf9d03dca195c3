"""The files of this checkout: what git keeps, or, where git is not there (a bare machine), all but what .gitignore names."""

from __future__ import annotations

import fnmatch
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path


def kept_files(root: Path) -> list[Path]:
    """Whole paths, in order. A file that is deleted but not yet committed is left out."""
    listed = _listed_by_git(root)
    return sorted(_walked(root) if listed is None else (root / name for name in listed if name and (root / name).is_file()))


def _listed_by_git(root: Path) -> list[str] | None:
    if not shutil.which("git") or not (root / ".git").exists():
        return None
    # The checkout may belong to another user than the one who runs the tests; git would then refuse to read it.
    asked = ["git", "-c", f"safe.directory={root}", "ls-files", "-z"]
    done = subprocess.run(asked, cwd=root, capture_output=True, text=True)
    return None if done.returncode else done.stdout.split("\0")


def _walked(root: Path) -> Iterator[Path]:
    ignored = [line.strip() for line in (root / ".gitignore").read_text().splitlines() if line.strip()]
    for folder, folders, files in os.walk(root):
        here = Path(folder)
        folders[:] = [name for name in folders if name != ".git" and not _ignored(root, here / name, ignored, folder=True)]
        yield from (here / name for name in files if name != ".git" and not _ignored(root, here / name, ignored, folder=False))


def _ignored(root: Path, path: Path, patterns: list[str], *, folder: bool) -> bool:
    """The few forms that our .gitignore uses: `name/`, `/path/from/root/` and `*.ending`."""
    for pattern in patterns:
        if pattern.endswith("/") and not folder:
            continue
        plain = pattern.strip("/")
        whole = pattern.startswith("/") or "/" in plain
        if fnmatch.fnmatch(path.relative_to(root).as_posix() if whole else path.name, plain):
            return True
    return False
