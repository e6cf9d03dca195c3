"""`sembilan demo`: a province's assessment week with invented people, made at the first start and served on this machine alone."""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import os
import shutil
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any

from rich.console import Console
from rich.table import Table

from sembilan.cli import site
from sembilan.config import env
from sembilan.demo.files import ROSTER
from sembilan.kit import cluster as clusters

DATABASE_NAME = "sembilan_demo"
LOOPBACK = "127.0.0.1"
MIGRATIONS = "*/migrations/*.py"
console = Console(highlight=False)


def add_commands(commands: Any) -> None:
    demo = commands.add_parser("demo", help="a province's assessment week with invented people, served on 127.0.0.1")
    demo.add_argument("--fresh", action="store_true", help="begin again with a new database")
    demo.add_argument("--port", type=int, default=8000)
    demo.add_argument("--no-serve", action="store_true", help="make the week and stop")
    demo.set_defaults(run=run_demo)


def run_demo(chosen: argparse.Namespace) -> int:
    begun = time.time()
    signal.signal(signal.SIGTERM, _stop)
    _set_mode()
    _require_whole(chosen)
    site.secret_of_home(fresh=chosen.fresh)
    with _database(fresh=chosen.fresh):
        _migrate()
        site.check()
        _make_week()
        began = float(os.environ.get("SEMBILAN_STARTED", begun))
        console.print(f"  The week is there after {time.time() - began:.1f} s; the pages follow")
        if chosen.no_serve:
            return 0
        return site.serve(chosen.port, bind=LOOPBACK, ready=_welcome(chosen.port))


@contextlib.contextmanager
def at_hand() -> Iterator[None]:
    """The demo that was made here, for a command that looks at it: beside the one that is being served, or started for so long.
    Raises Refused where none was made, or where its tables are another version's."""
    _set_mode()
    if not clusters.is_made("postgres", env.HOME.value()):
        raise site.Refused(f"there is no demo in {env.HOME.value()} yet: `./run demo` makes it.")
    site.secret_of_home()
    with site.database(DATABASE_NAME):
        if _tables(_made(_stamp()) or {}) != _tables(_defined()):
            raise site.Refused("the demo's tables are not those of this version: start it once with `./run demo`.")
        yield


def _require_whole(chosen: argparse.Namespace) -> None:
    """What would stop the demo minutes later, or after the old week is gone, stops it now."""
    if not chosen.no_serve:
        site.require_port(LOOPBACK, chosen.port)
    if not ROSTER.is_file():
        raise site.Refused(f"{ROSTER} is missing: git checkout {ROSTER.relative_to(env.ROOT)} brings it back.")


def _stop(_number: int, _frame: FrameType | None) -> None:
    """SIGTERM ends us the way Ctrl-C does: whatever we started is stopped in order."""
    raise KeyboardInterrupt


def _set_mode() -> None:
    """The demo never meets a site: its own mode, folder and database, and no host name but this machine's."""
    if os.environ.get("DATABASE_URL"):
        raise site.Refused("The demo keeps to its own database. Unset DATABASE_URL, or use `sembilan serve` for a site.")
    os.environ["SEMBILAN_MODE"] = "demo"
    os.environ.setdefault("SEMBILAN_LOG_LEVEL", "WARNING")
    os.environ.setdefault("SEMBILAN_HOME", str(env.ROOT / "var" / "demo"))
    os.environ["SEMBILAN_HOSTS"] = "127.0.0.1,localhost"


@contextlib.contextmanager
def _database(*, fresh: bool) -> Iterator[None]:
    with clusters.running("postgres", env.HOME.value(), site.say) as cluster:
        made = clusters.create_database(cluster, DATABASE_NAME, replace=fresh)
        if made:
            _stamp().unlink(missing_ok=True)
        if fresh:
            shutil.rmtree(Path(env.HOME.value()) / "reports", ignore_errors=True)
        os.environ["DATABASE_URL"] = cluster.dsn("sembilan_app", DATABASE_NAME)
        os.environ["DATABASE_OWNER_URL"] = cluster.dsn("sembilan_owner", DATABASE_NAME)
        yield


def _migrate() -> None:
    """Only where the tables' definitions have changed since the last start: looking costs seconds."""
    stamp = _stamp()
    now = _defined()
    made = _made(stamp)
    if made is not None and rewritten(made, now):
        raise site.Refused(
            "The tables of this demo were made by an earlier version and cannot be brought up to this one. "
            "Start once with --fresh: the week is made anew, and what was done in the old one is gone."
        )
    if made != now:
        site.migrate()
        stamp.write_text(json.dumps(now, indent=1))


def _defined() -> dict[str, str]:
    """What the database is made of, each part with its SHA-256: every migration, the libraries' lock, and the grants and row-level
    security that are laid on after migrating."""
    site.set_up_django()
    from sembilan.kit import security

    source = env.ROOT / "src" / "sembilan"
    parts = {str(file.relative_to(source)): file.read_bytes() for file in source.glob(MIGRATIONS)}
    parts["requirements.lock"] = (env.ROOT / "requirements.lock").read_bytes()
    parts["security"] = "\n".join([*security.statements(), *security.FUNCTIONS]).encode()
    return {name: hashlib.sha256(content).hexdigest() for name, content in sorted(parts.items())}


def rewritten(made: dict[str, str], now: dict[str, str]) -> bool:
    """Whether a migration that the database has gone through is another one now, or none: migrating again would pass it over."""
    return any(now.get(name) != digest for name, digest in _tables(made).items())


def _tables(parts: dict[str, str]) -> dict[str, str]:
    """The migrations among what a database is made of."""
    return {name: digest for name, digest in parts.items() if "/migrations/" in name}


def _made(stamp: Path) -> dict[str, str] | None:
    """The parts at the last start; None for a new database. A stamp in another form is an earlier version's: as if all
    had been rewritten."""
    if not stamp.exists():
        return None
    try:
        found = json.loads(stamp.read_text())
    except ValueError:
        found = None
    return found if isinstance(found, dict) else {"an earlier version/migrations/": ""}


def _stamp() -> Path:
    return Path(env.HOME.value()) / "tables.sha256"


def _make_week() -> None:
    from sembilan.demo import start

    with console.status("Making the assessment week") as status:

        def tell(title: str, what: str, seconds: float) -> None:
            console.print(f"  {title}: {what}  [dim]{seconds:.1f} s[/dim]")
            status.update(f"After: {title}")

        start.begin(tell=tell)


def _welcome(port: int) -> str:
    from sembilan.demo import cast

    table = Table(title=f"Sembilan, demo: http://{LOOPBACK}:{port}/", title_justify="left", title_style="bold")
    for heading in ("account", "name", "role"):
        table.add_column(heading)
    for one in cast.STAFF:
        table.add_row(one.username, one.name, one.tells)
    for username, tells in cast.PORTAL:
        table.add_row(username, "", tells)
    table.add_row("(none)", "", f"candidate: http://{LOOPBACK}:{port}/ujian/masuk, “Coba sendiri” gives a number and a PIN")
    with console.capture() as drawn:
        console.print(table)
        console.print(f"Password of every account: [bold]{cast.PASSWORD}[/bold]")
        console.print("All people and numbers are invented. Only this machine can reach the pages. Ctrl-C stops everything.")
    return drawn.get()
