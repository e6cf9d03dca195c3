"""`sembilan backup FOLDER` and `sembilan restore FOLDER`: an installation with the embedded database, kept and brought back whole.

What belongs together lies together: the database, the secret that its second factors are sealed with, and the ledger's key.
"""

from __future__ import annotations

import argparse
import os
import shutil
from pathlib import Path
from typing import Any, Final

from sembilan.cli import site
from sembilan.config import env
from sembilan.kit import cluster as clusters

DUMP: Final = "database.dump"


def add_commands(commands: Any) -> None:
    keep = commands.add_parser("backup", help="write the embedded database, the secret and the ledger's key into a new folder")
    keep.add_argument("folder", type=Path, metavar="FOLDER", help="a folder that is not there yet, or empty")
    keep.set_defaults(run=run_backup)
    bring = commands.add_parser("restore", help="make a new installation from a backup's folder")
    bring.add_argument("folder", type=Path, metavar="FOLDER")
    bring.set_defaults(run=run_restore)


def run_backup(chosen: argparse.Namespace) -> int:
    """Also beside a served site: the dump is one moment of it. Raises Refused without an installation, or for a folder in use."""
    _embedded()
    folder, home = chosen.folder, env.HOME.value()
    if not clusters.is_made("postgres", home):
        raise site.Refused(f"there is no embedded database for {home}: nothing to keep.")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise site.Refused(f"{folder} is in use: name a folder that is not there yet.")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for file in _keys():
        if file.exists():
            shutil.copy2(file, folder / file.name)
    with clusters.running("postgres", home, site.say, beside=True) as cluster:
        clusters.dump(cluster, site.DATABASE_NAME, folder / DUMP)
    site.say(f"Kept in {folder}: {', '.join(sorted(part.name for part in folder.iterdir()))}.")
    site.say("Whoever holds this folder can open all of it: keep it as you keep the site itself, and on another machine.")
    return 0


def run_restore(chosen: argparse.Namespace) -> int:
    """Into a home where nothing is yet. Raises Refused where something is, or where FOLDER is no backup."""
    _embedded()
    folder, home = chosen.folder, env.HOME.value()
    if not (folder / DUMP).is_file():
        raise site.Refused(f"{folder} is no backup: it holds no {DUMP}.")
    if clusters.is_made("postgres", home):
        raise site.Refused(f"there is an embedded database for {home} already: name another SEMBILAN_HOME, or move this one away.")
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    for file in _keys():
        if file.exists():
            raise site.Refused(f"{file} is there already and may belong to another installation: move it away first.")
    for file in _keys():
        if (folder / file.name).exists():
            shutil.copy2(folder / file.name, file)
    site.secret_of_home()
    with clusters.running("postgres", home, site.say) as cluster:
        clusters.create_database(cluster, site.DATABASE_NAME)
        clusters.load(cluster, site.DATABASE_NAME, folder / DUMP)
    with site.database():
        site.migrate()  # lays policies and grants anew, also where nothing is left to migrate
        site.check()
    site.say(f"Restored into {home}. `sembilan verify-ledger` checks the log; `sembilan serve` serves the site.")
    return 0


def _embedded() -> None:
    if os.environ.get("DATABASE_URL"):
        raise site.Refused(
            "DATABASE_URL names a server of yours: keep it with that server's own tools (docs/operations/install-centre.md)."
        )


def _keys() -> list[Path]:
    ledger = env.LEDGER_KEY.value()
    return [site.secret_file(), ledger if ledger != Path() else env.HOME.value() / "ledger.pem"]
