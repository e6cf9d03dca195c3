"""How long the import of the demo's roster takes: ten sheets, 1,910 dirty rows of people, preview and application.

    ./run bench roster

import_s: by the ordinary services in a new database, wall clock, from the bytes of the file to the committed rows.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

BENCH = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(BENCH), str(BENCH.parent / "src")]

from measure import ROOT, Sheet, wall  # noqa: E402

NAME = "sembilan_bench_roster"


def measure(sheet: Sheet) -> None:
    """In a process whose Django is not set up yet."""
    with _database():
        from sembilan.cli import site

        site.set_up_django()
        from sembilan.demo import week

        week.open_site()
        seconds = wall(lambda: week.take_roster(week.roster()))
    sheet.line("import_s", round(seconds, 2), "1,910 rows of people and nine more sheets, preview and application")


@contextmanager
def _database() -> Iterator[None]:
    from sembilan.cli import site
    from sembilan.kit import cluster as clusters

    home = ROOT / "var" / "bench-roster"
    os.environ |= {"SEMBILAN_MODE": "demo", "SEMBILAN_HOME": str(home), "SEMBILAN_LOG_LEVEL": "WARNING"}
    site.secret_of_home()
    with clusters.running("postgres", home, site.say) as cluster:
        clusters.create_database(cluster, NAME, replace=True)
        os.environ["DATABASE_URL"] = cluster.dsn("sembilan_app", NAME)
        os.environ["DATABASE_OWNER_URL"] = cluster.dsn("sembilan_owner", NAME)
        site.migrate()
        yield


if __name__ == "__main__":
    sheet = Sheet("Roster")
    measure(sheet)
    sheet.close()
