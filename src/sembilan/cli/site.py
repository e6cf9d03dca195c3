"""Commands of a site: init, migrate, serve, settings, check, manage."""

from __future__ import annotations

import argparse
import contextlib
import errno
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sembilan.config import env
from sembilan.kit import cluster as clusters

DATABASE_NAME = "sembilan"
ADMIN_USERNAME = "admin"
MOST_PAUSE = 60.0  # seconds between two starts of a worker that keeps falling
PATIENCE = 180  # seconds; a start on a busy machine may take more than one minute


class Refused(Exception):
    """A start that would be dangerous or cannot work; the message says what to do."""


def add_commands(commands: Any) -> None:
    init = commands.add_parser(
        "init", help="make the root organisation, the dictionary and a one-time link for the first administrator"
    )
    init.add_argument("--name", default="Badan Kepegawaian Negara", help="name of the root organisation")
    init.add_argument("--address", type=site_address, default="https://localhost", help="address of the site, for the link")
    init.add_argument(
        "--admin-number", type=person_number, required=True, metavar="NIP", help="NIP (or NIK) of the first administrator"
    )
    init.set_defaults(run=run_init)
    serve = commands.add_parser("serve", help="serve the pages and work on background jobs")
    serve.add_argument("--port", type=int, default=8000, help="default 8000")
    serve.add_argument("--bind", default="127.0.0.1", help="address of this machine to serve on; default 127.0.0.1")
    serve.add_argument("--without-worker", action="store_true", help="pages only; run `sembilan worker` elsewhere")
    serve.set_defaults(run=run_serve)
    for name, run, text in (
        ("migrate", run_migrate, "bring the database to this version (as the owner role)"),
        ("worker", run_worker, "work on background jobs only"),
        ("settings", run_settings, "print every setting with its type, default and sentence"),
        ("check", run_check, "refuse a dangerous configuration, with the check's id"),
    ):
        commands.add_parser(name, help=text).set_defaults(run=run)
    manage = commands.add_parser("manage", help="a command of Django's, for developers")
    manage.add_argument("words", nargs=argparse.REMAINDER)
    manage.set_defaults(run=run_manage)


def site_address(text: str) -> str:
    """`https://name`, as it begins a link; the path of a link follows it."""
    parts = urllib.parse.urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise argparse.ArgumentTypeError(f"{text} is no address of a site: write it whole, as in https://sembilan.example.go.id")
    return text.rstrip("/")


def person_number(text: str) -> str:
    from sembilan.accounts import rules
    from sembilan.kit.errors import RuleBroken

    try:
        return rules.person_number(text)
    except RuleBroken:
        raise argparse.ArgumentTypeError(f"{text} is neither a NIP (18 digits) nor a NIK (16 digits)") from None


def say(sentence: str) -> None:
    print(f"  {sentence}", flush=True)


def set_up_django() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sembilan.config.settings")
    import django

    django.setup()


@contextlib.contextmanager
def database(name: str = DATABASE_NAME, *, beside: bool = True) -> Iterator[None]:
    """The database of this start: the user's own by DATABASE_URL, or the embedded cluster, for as long as we run or `beside` the
    site that is being served from it."""
    if os.environ.get("DATABASE_URL"):
        yield
        return
    with clusters.running("postgres", env.HOME.value(), say, beside=beside) as cluster:
        clusters.create_database(cluster, name)
        os.environ["DATABASE_URL"] = cluster.dsn("sembilan_app", name)
        os.environ["DATABASE_OWNER_URL"] = cluster.dsn("sembilan_owner", name)
        yield


def migrate() -> None:
    """In a process of its own, as the owner role: the serving process never holds the owner's password in a connection."""
    if not os.environ.get("DATABASE_OWNER_URL"):
        raise Refused("DATABASE_OWNER_URL is not set. Migrations run as the owner of the tables, never as the app role.")
    _can_be_migrated(os.environ["DATABASE_OWNER_URL"])
    done = subprocess.run(
        [sys.executable, "-m", "django", "migrate", "--no-input", "--verbosity", "0"],
        env={**os.environ, "SEMBILAN_AS_OWNER": "yes", "DJANGO_SETTINGS_MODULE": "sembilan.config.settings"},
    )
    if done.returncode:
        raise Refused("the migrations failed; nothing was served. The reason stands above.")


def _can_be_migrated(address: str) -> None:
    """The server answers and the extensions are there; a migration would say the same in a traceback."""
    import psycopg

    try:
        with psycopg.connect(address) as connection:
            have = {name for (name,) in connection.execute("SELECT extname FROM pg_extension")}
    except psycopg.OperationalError as told:
        raise Refused(f"the database of DATABASE_OWNER_URL cannot be reached: {told}") from None
    if missing := [name for name in clusters.EXTENSIONS if name not in have]:
        raise Refused(f"the database lacks extensions: {' '.join(f'CREATE EXTENSION {name};' for name in missing)}")


def check(*tags: str, but: str = "") -> None:
    """Refuse a dangerous start. `tags`: the checks of these alone (none named: all). `but`: the id of one that the caller mends.
    Raises Refused.

    As the app role, whatever the environment says: only a migration's own process connects as the owner.
    """
    os.environ.pop("SEMBILAN_AS_OWNER", None)
    set_up_django()
    from django.core.checks import Error, run_checks
    from django.db import OperationalError

    try:
        told = run_checks(tags=tags or None, include_deployment_checks=True, databases=["default"])
    except OperationalError as told_by_server:
        raise Refused(f"the database of DATABASE_URL cannot be reached: {told_by_server}") from None
    found = [line for line in told if isinstance(line, Error) and line.id != but]
    if found:
        raise Refused("\n".join(f"{line.id}: {line.msg} {line.hint or ''}" for line in found))


def serve(port: int, *, bind: str = "127.0.0.1", worker: bool = True, ready: str = "") -> int:
    """Granian for the pages and Procrastinate for the jobs, as children that end with us. Returns the exit code of the pages.

    The jobs begin when the pages answer: both starts at once would take each other's processor. The pages go on without them: a
    worker that falls, as it does when the database is away, is started again.
    """
    require_port(bind, port)
    children = [_child(page_server(bind, port))]
    signal.signal(signal.SIGTERM, lambda *_: (_ for _ in ()).throw(KeyboardInterrupt()))
    try:
        _wait_until_served(f"http://{bind}:{port}/sehat", children[0])
        jobs = Kept([sys.executable, "-m", "sembilan.cli", "worker"], children) if worker else None
        print(ready or served_at(bind, port, env.HOSTS.value()), flush=True)
        while children[0].poll() is None:
            if jobs:
                jobs.look(time.monotonic())
            time.sleep(0.3)
        return children[0].returncode
    finally:
        for child in children:
            if child.poll() is None:
                child.terminate()
        for child in children:
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(10)
            if child.poll() is None:
                child.kill()


def require_port(bind: str, port: int) -> None:
    """Raises Refused where nothing can be served there."""
    with contextlib.closing(socket.socket()) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((bind, port))
        except OverflowError:
            raise Refused(f"--port {port}: a port is a number from 1 to 65535") from None
        except OSError as told:
            raise Refused(port_refused(bind, port, told.errno)) from None


def port_refused(bind: str, port: int, code: int | None) -> str:
    """Why no socket could be bound there, and what to do."""
    if code == errno.EACCES:
        return f"port {port} may not be used by this user: below 1024 only root may. Choose another: --port 8000"
    if code == errno.EADDRNOTAVAIL:
        return f"{bind} is no address of this machine. Choose another: --bind 127.0.0.1"
    return f"port {port} is in use. Stop the other program or choose another: --port {min(port + 1, 65535)}"


def _child(command: list[str]) -> subprocess.Popen[bytes]:
    """It ends with us, and Ctrl-C reaches us alone: we stop it in order. It never gets the owner's address."""
    environment = {key: value for key, value in os.environ.items() if key != "DATABASE_OWNER_URL"}
    environment["DJANGO_SETTINGS_MODULE"] = "sembilan.config.settings"
    return subprocess.Popen(command, env=environment, preexec_fn=clusters.die_with_parent, start_new_session=True)


class Kept:
    """A child that is started again when it falls: after a second, then after twice as long each time, a minute at most."""

    def __init__(self, command: list[str], children: list[subprocess.Popen[bytes]]) -> None:
        self.command, self.children = command, children
        self.pause, self.again_at = 1.0, 0.0
        self._start()

    def _start(self) -> None:
        self.child: subprocess.Popen[bytes] | None = _child(self.command)
        self.children.append(self.child)
        self.started_at = time.monotonic()

    def look(self, now: float) -> None:
        if self.child is None:
            if now >= self.again_at:
                self._start()
        elif (code := self.child.poll()) is not None:
            self.pause = 1.0 if now - self.started_at > 2 * MOST_PAUSE else self.pause
            say(f"The worker of background jobs stopped (exit {code}); it is started again in {self.pause:.0f} s. The pages go on.")
            self.children.remove(self.child)
            self.child, self.again_at = None, now + self.pause
            self.pause = min(2 * self.pause, MOST_PAUSE)


def page_server(bind: str, port: int, application: str = "sembilan.config.wsgi:application") -> list[str]:
    """The command that serves the pages. A page process that falls is replaced, while the other goes on; one that falls again at
    once ends the server."""
    command = [sys.executable, "-m", "sembilan.config.pages", "--interface", "wsgi", "--host", bind, "--port", str(port), "--no-ws"]
    command += ["--workers", "2", "--respawn-failed-workers", "--workers-kill-timeout", "5", "--blocking-threads", str(_threads())]
    return [*command, "--backlog", "4096", "--backpressure", "512", "--log-level", "warning", application]


def _threads() -> int:
    """Threads of each of the two page processes: each holds a database connection, and more than these only wait for each other."""
    return min(2 * (os.cpu_count() or 1) + 1, 16)


def _wait_until_served(address: str, child: subprocess.Popen[bytes]) -> None:
    """Asks under a name of the site's own: under any other the pages are refused."""
    asked = urllib.request.Request(address, headers={"Host": own_name(env.HOSTS.value())})  # noqa: S310  our own address
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if child.poll() is not None:
            raise Refused("the page server stopped at start; the reason stands above.")
        with contextlib.suppress(urllib.error.URLError, ConnectionError, TimeoutError), urllib.request.urlopen(asked, timeout=5):  # noqa: S310
            return
        time.sleep(0.1)
    raise Refused(f"{address} did not answer within {PATIENCE} s")


def served_at(bind: str, port: int, hosts: list[str]) -> str:
    """The address that answers, and what to set where the one that was asked for does not."""
    if bind in hosts or "*" in hosts:
        return f"Sembilan serves http://{bind}:{port}/"
    told = f"Sembilan listens on {bind}:{port} and answers to the names of SEMBILAN_HOSTS: {', '.join(hosts)}."
    if bind in {"0.0.0.0", "::"}:  # noqa: S104  compared, not bound
        return f"{told} Add the name or address that browsers ask for."
    return f"{told} To reach it at http://{bind}:{port}/, start it with SEMBILAN_HOSTS={','.join([*hosts, bind])}"


def own_name(hosts: list[str]) -> str:
    """A host name under which the pages answer; `.example.go.id` stands for every name below it, `*` for any."""
    return next(iter(hosts), "").removeprefix("*").removeprefix(".") or "localhost"


def secret_of_home(*, fresh: bool = False) -> None:
    """A secret of this installation, made once and kept in the home folder, unless the environment gives one.

    fresh: nothing that an earlier secret opened is kept. Raises Refused otherwise where the file is gone while the data are there:
    under a new secret no second factor of theirs could be opened.
    """
    if os.environ.get("SEMBILAN_SECRET"):
        return
    file = secret_file()
    if not file.exists():
        if not fresh and _has_tables():
            raise Refused(
                f"{file} is missing, and the database was made under the secret it held. Put it back from your backup, or set "
                "SEMBILAN_SECRET to it. If it is lost for good, set SEMBILAN_SECRET to a new long random one and run "
                '`sembilan renew-secret --reason "..."`: every second factor must then be set up again.'
            )
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(48))
    os.environ["SEMBILAN_SECRET"] = file.read_text().strip()  # an editor ends a file with a line break


def secret_file() -> Path:
    return env.HOME.value() / "secret"


def _has_tables() -> bool:
    """Whether an earlier start has made the database this one would use."""
    import psycopg

    if not env.DATABASE.value():
        return clusters.is_made("postgres", env.HOME.value())
    with contextlib.suppress(psycopg.OperationalError), psycopg.connect(env.DATABASE.value()) as connection:
        return connection.execute("SELECT to_regclass('tenancy_organisation') IS NOT NULL").fetchone() == (True,)
    return False  # that the server is away is told by what asks it next


def run_init(chosen: argparse.Namespace) -> int:
    secret_of_home()
    with database():
        migrate()
        check()
        from django.db import transaction

        from sembilan.cli import first

        with transaction.atomic():
            link = first.make_site(chosen.name, username=ADMIN_USERNAME, person_number=chosen.admin_number)
        if link is None:
            say("The site is there already; nothing was changed.")
        else:
            print(f"First administrator: open {chosen.address}/aktivasi/{link}/ within seven days. The link works once.")
            print(f"Set a password there, then log in as {ADMIN_USERNAME}.")
    return 0


def require_site() -> None:
    """With Django ready. Raises Refused before `sembilan init` has made the tables and the root organisation."""
    from django.db import connection

    from sembilan.tenancy.models import Organisation

    if Organisation._meta.db_table not in connection.introspection.table_names() or not Organisation.objects.exists():
        raise Refused("there is no site here yet: `sembilan init` makes it.")


def operator() -> Any:
    """Whoever commands this machine acts for the root organisation for the moment."""
    from sembilan.tenancy.rules import NATION, Actor, Held, Role

    return Actor(uuid.UUID(int=0), "Operator (baris perintah)", frozenset({Held(Role.NATIONAL_ADMIN, NATION)}))


def run_serve(chosen: argparse.Namespace) -> int:
    secret_of_home()
    with database(beside=False):
        if os.environ.get("DATABASE_OWNER_URL"):
            migrate()
        check()
        return serve(chosen.port, bind=chosen.bind, worker=not chosen.without_worker)


def run_migrate(chosen: argparse.Namespace) -> int:
    secret_of_home()
    with database():
        migrate()
    return 0


def run_worker(chosen: argparse.Namespace) -> int:
    """Alone it is a start like any other: what would be dangerous for the pages is so for the jobs."""
    from django.core.checks import Tags

    if not os.environ.get("DATABASE_URL"):
        raise Refused("DATABASE_URL is not set. With the embedded database `sembilan serve` works on the jobs itself.")
    secret_of_home()
    check(Tags.security, Tags.database)
    return work()


def work() -> int:
    """Background jobs until a signal ends them."""
    from procrastinate.contrib.django import app

    connector: Any = app.connector
    with app.replace_connector(connector.get_worker_connector()) as working:
        working.run_worker(concurrency=1, install_signal_handlers=True, wait=True)
    return 0


def run_settings(chosen: argparse.Namespace) -> int:
    for setting in env.ALL:
        kind = type(setting.default).__name__.replace("PosixPath", "path")
        print(f"{setting.name} ({kind}, default {setting.default!s})\n    {setting.sentence}")
    return 0


def run_check(chosen: argparse.Namespace) -> int:
    secret_of_home()
    with database():
        check()
    say("No dangerous setting found.")
    return 0


def run_manage(chosen: argparse.Namespace) -> int:
    from django.core.management import execute_from_command_line

    secret_of_home()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sembilan.config.settings")
    with database():
        execute_from_command_line(["sembilan manage", *chosen.words])
    return 0
