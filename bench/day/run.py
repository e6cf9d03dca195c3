"""The day of the product, from a bare tree to a million people. Every figure of docs/performance.md comes from here.

    ./run bench day

setup_s: `./run demo` in a new copy of the tree, warm package cache, to the first page answered. second_start_s: the same again. The
other figures are those of the benchmarks beside this one, in the demo just made.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

BENCH = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(BENCH), str(BENCH.parent / "src"), str(BENCH.parent)]

import answers.run  # noqa: E402
import board.run  # noqa: E402
import mapping.run  # noqa: E402
import report.run  # noqa: E402
from measure import ROOT, Sheet  # noqa: E402
from stage import attach, serving  # noqa: E402
from tools.tree import kept_files  # noqa: E402


def main() -> None:
    sheet = Sheet("A day, from a bare tree")
    with _copy() as tree:
        home = tree / "var" / "demo"
        command = [sys.executable, str(tree / "run"), "demo"]
        with serving(command, home, cwd=tree) as stage:
            sheet.line("setup_s", round(stage.seconds, 1), "to the first page, packages from the cache")
        with serving(command, home, cwd=tree) as stage:
            sheet.line("second_start_s", round(stage.seconds, 2))
            attach(home)
            board.run.measure(sheet, stage)
            report.run.measure(sheet)
            answers.run.measure(sheet, stage)
    mapping.run.measure(sheet)
    sheet.figures |= _apart("roster")
    sheet.close()


@contextmanager
def _copy() -> Iterator[Path]:
    """What git keeps of this tree, in a folder of its own; its database goes with it."""
    with tempfile.TemporaryDirectory(prefix="sembilan-day-") as folder:
        tree = Path(folder) / "sembilan"
        for file in kept_files(ROOT):
            copy = tree / file.relative_to(ROOT)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(file, copy)
        try:
            yield tree
        finally:
            _forget(tree / "var" / "demo")


def _forget(home: Path) -> None:
    """As root the cluster lies under the system user's folder, not in the tree."""
    from sembilan.kit import cluster

    lies = cluster.prepare("postgres", home, lambda _: None).data.parent.parent
    shutil.rmtree(lies, ignore_errors=True)


def _apart(name: str) -> dict[str, float]:
    """A benchmark that needs a process of its own; its lines are shown, its JSON joins ours."""
    done = subprocess.run([sys.executable, str(BENCH / name / "run.py")], capture_output=True, text=True, check=True)
    *lines, last = done.stdout.strip().splitlines()
    print("\n".join(lines), flush=True)
    return dict(json.loads(last))


if __name__ == "__main__":
    main()
