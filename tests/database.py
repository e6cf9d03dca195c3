"""One migrated template database a run, cloned for every test process: real PostgreSQL, as the app role."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from sembilan.kit import cluster as clusters

ROOT = Path(__file__).resolve().parents[1]
TEMPLATE = "sembilan_template"


class TestDatabases:
    """The cluster of one run, in a folder of its own: two runs at a time do not meet, and no server of a developer is touched."""

    __test__ = False

    def __init__(self) -> None:
        self.name = f"test-{os.getpid()}"
        self.cluster = clusters.prepare(self.name, ROOT / "var", lambda _sentence: None)
        self.server = clusters.start(self.cluster)

    def make_template(self) -> None:
        clusters.create_database(self.cluster, TEMPLATE, replace=True)
        environment = {
            **os.environ,
            "SEMBILAN_MODE": "test",
            "SEMBILAN_AS_OWNER": "yes",
            "DATABASE_URL": self.cluster.dsn("sembilan_app", TEMPLATE),
            "DATABASE_OWNER_URL": self.cluster.dsn("sembilan_owner", TEMPLATE),
            "DJANGO_SETTINGS_MODULE": "sembilan.config.settings",
        }
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-m", "django", "migrate", "--no-input", "--verbosity", "0"],
            env=environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise RuntimeError(f"the migrations failed:\n{done.stderr[-3000:]}")

    def stop(self) -> None:
        clusters.stop(self.server)
        shutil.rmtree(self.cluster.data.parent, ignore_errors=True)
