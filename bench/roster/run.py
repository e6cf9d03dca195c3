"""How long the import of the demo's roster takes: ten sheets, 1,910 dirty rows of people, preview and application.

    ./run bench roster
    ./run bench roster --large 190000   (minutes: a second file, a CSV of so many invented people, is taken in after it)

import_s: by the ordinary services in a new database, wall clock, from the bytes of the file to the committed rows.
large_preview_s, large_apply_s, large_peak_mb: of the second file; the peak of this process over both steps, in MB.
"""

from __future__ import annotations

import argparse
import csv
import io
import os
import resource
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

BENCH = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(BENCH), str(BENCH.parent / "src")]

from measure import ROOT, Sheet, wall  # noqa: E402

NAME = "sembilan_bench_roster"


def measure(sheet: Sheet, large: int = 0) -> None:
    """In a process whose Django is not set up yet. large: people of the second file; 0 for none."""
    with _database():
        from sembilan.cli import site

        site.set_up_django()
        from sembilan.demo import week

        week.open_site()
        seconds = wall(lambda: week.take_roster(week.roster()))
        sheet.line("import_s", round(seconds, 2), "1,910 rows of people and nine more sheets, preview and application")
        if large:
            _measure_large(sheet, large)


def _measure_large(sheet: Sheet, n: int) -> None:
    from sembilan.demo import calendar, cast
    from sembilan.people import services as people

    content, made = invented(n), []
    with cast.acting("admin") as actor:
        agency = cast.agency(actor)
        at = calendar.ROSTER_TAKEN
        preview = wall(lambda: made.append(people.preview_import(agency, "pegawai.csv", content, actor=actor, at=at)))
        apply = wall(lambda: people.apply_import(made[0], actor=actor, at=at))
        counts = made[0].counts
    sheet.line("large_rows", n, f"{len(content) / 1e6:.1f} MB; {counts}")
    sheet.line("large_preview_s", round(preview, 1), "read, checked, tried and taken back")
    sheet.line("large_apply_s", round(apply, 1), "applied")
    sheet.line("large_peak_mb", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, "of this process")


def invented(n: int) -> bytes:
    """A CSV of n people with sound NIPs, born on successive days, in the columns that every agency has."""
    out = io.StringIO()
    write = csv.writer(out, delimiter=";")
    write.writerow(["NIP", "Nama", "Tanggal Lahir", "Jenis Kelamin", "Golongan", "Jenjang", "Kedudukan"])
    for i in range(n):
        born = date(1968, 1, 1) + timedelta(days=i % 9_000)
        sex = i % 2
        nip = f"{born:%Y%m%d}{born.year + 26}03{sex + 1}{100 + i // 9_000:03d}"
        write.writerow([nip, f"Peserta Rekaan {i:06d}", f"{born:%d-%m-%Y}", "LP"[sex], "III/b", "Pelaksana", "Aktif"])
    return out.getvalue().encode()


@contextmanager
def _database() -> Iterator[None]:
    from sembilan.cli import site
    from sembilan.kit import cluster as clusters

    home = ROOT / "var" / "bench-roster"
    os.environ |= {"SEMBILAN_MODE": "demo", "SEMBILAN_HOME": str(home), "SEMBILAN_LOG_LEVEL": "WARNING"}
    site.secret_of_home(fresh=True)
    with clusters.running("postgres", home, site.say) as cluster:
        clusters.create_database(cluster, NAME, replace=True)
        os.environ["DATABASE_URL"] = cluster.dsn("sembilan_app", NAME)
        os.environ["DATABASE_OWNER_URL"] = cluster.dsn("sembilan_owner", NAME)
        site.migrate()
        yield


if __name__ == "__main__":
    words = argparse.ArgumentParser()
    words.add_argument("--large", type=int, default=0, metavar="N")
    sheet = Sheet("Roster")
    measure(sheet, words.parse_args().large)
    sheet.close()
