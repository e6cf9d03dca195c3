"""What one person's report costs in processor time, and against a bare typst compile of the same pages.

    ./run bench report

report_cpu_ms: facts from the database, sentences, pictures, PDF. report_vs_typst: the same over typst alone, given the finished
data inside its source. Both sides reuse one compiler; every person is compiled once a side, so that no side finds its pages in a
cache.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

BENCH = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(BENCH), str(BENCH.parent / "src")]

import typst  # noqa: E402
from measure import ROUNDS, WIDEST, Sheet, cpu  # noqa: E402
from stage import demo  # noqa: E402

A_ROUND = 10
AT = datetime(2025, 11, 28, 2, 0, tzinfo=UTC)


def measure(sheet: Sheet) -> None:
    from sembilan.demo import cast
    from sembilan.profiling.models import Profile
    from sembilan.render.pdf import render_report, report_data
    from sembilan.render.typesetter import ARCHIVE, FONTS, TEMPLATES
    from sembilan.reporting import person, selectors

    with cast.acting("komite"), tempfile.TemporaryDirectory(dir=BENCH) as folder:
        wanted = Profile.objects.filter(source=Profile.Source.MEASURED).order_by("pk").values_list("official", flat=True)
        rows = list(
            selectors.Official.objects.filter(pk__in=list(wanted[: 2 * A_ROUND * ROUNDS + 2])).select_related(*selectors.PEOPLE)
        )
        texts = selectors.dictionary("id")

        def report_of(official: Any) -> Any:
            facts = selectors.facts_of([official])[official.pk]
            return person.person_report(facts, texts, code="9BX4-7QK2", site="https://sembilan.example", at=AT)

        source = (TEMPLATES / "report.typ").read_text()
        compiler = typst.Compiler(root=Path(folder), font_paths=typst.Fonts(include_system_fonts=False, font_paths=[FONTS]))
        files = [_inlined(Path(folder), source, report_data(report_of(one)), one.pk) for one in rows]

        def ours(part: Sequence[Any]) -> None:
            for one in part:
                render_report(report_of(one))

        def bare(part: Sequence[Path]) -> None:
            for file in part:
                compiler.compile(file, format="pdf", pdf_standards=[*ARCHIVE], timestamp=int(AT.timestamp()))

        ours(rows[:2])
        bare(files[:2])
        for first in (2, 2 + A_ROUND * ROUNDS):  # a repetition has people of its own, who are in no cache
            taken: dict[str, list[float]] = {"ours": [], "typst": []}
            for start in range(first, first + A_ROUND * ROUNDS, A_ROUND):
                taken["ours"].append(cpu(lambda part=rows[start : start + A_ROUND]: ours(part)) / A_ROUND)
                taken["typst"].append(cpu(lambda part=files[start : start + A_ROUND]: bare(part)) / A_ROUND)
            if all((max(times) - min(times)) / statistics.median(times) <= WIDEST for times in taken.values()):
                break
    mine, floor = (statistics.median(taken[name]) for name in ("ours", "typst"))
    told = f"{ROUNDS} rounds of {A_ROUND} people, spread {(max(taken['ours']) - min(taken['ours'])) / mine:.0%}"
    sheet.line("report_cpu_ms", round(mine * 1000, 1), told)
    told = f"spread {(max(taken['typst']) - min(taken['typst'])) / floor:.0%}"
    sheet.line("typst_cpu_ms", round(floor * 1000, 1), told)
    sheet.line("report_vs_typst", round(mine / floor, 3))


def _inlined(folder: Path, source: str, data: dict[str, Any], number: int) -> Path:
    asked = "#let data = json(bytes(sys.inputs.data))"
    if asked not in source:
        raise SystemExit("the template reads its data in another way now; mend this benchmark")
    file = folder / f"{number}.typ"
    file.write_text(source.replace(asked, f"#let data = {_written(data)}"))
    return file


def _written(value: Any) -> str:
    """A JSON value in typst's own words."""
    match value:
        case None:
            return "none"
        case bool():
            return "true" if value else "false"
        case int() | float():
            return repr(value)
        case str():
            return '"' + value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
        case dict():
            return "(" + ", ".join(f"{_written(key)}: {_written(one)}" for key, one in value.items()) + ")" if value else "(:)"
        case _:
            return "(" + "".join(f"{_written(one)}, " for one in value) + ")"


if __name__ == "__main__":
    sheet = Sheet("Report")
    with demo():
        measure(sheet)
    sheet.close()
