"""A backup is only one if it can be restored whole: docs/operations/install-centre.md, tried on the real database."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import psycopg
import pytest
from tools import schema

from sembilan.kit import cluster as clusters
from tests.database import ROOT, TEMPLATE

COPY = "sembilan_restored"


@pytest.mark.django_db
def test_a_dump_restores_with_every_trigger_policy_and_grant(tmp_path: Path) -> None:
    cluster = clusters.prepare(os.environ["SEMBILAN_TEST_CLUSTER"], ROOT / "var", print)
    binaries, dump = clusters._binaries(cluster.run_as), tmp_path / "sembilan.dump"
    as_admin = {name: cluster.dsn("postgres", name) for name in (TEMPLATE, COPY)}
    clusters.create_database(cluster, COPY, replace=True)
    run(binaries / "pg_dump", "--format=custom", f"--file={dump}", as_admin[TEMPLATE])
    run(binaries / "pg_restore", "--exit-on-error", f"--dbname={as_admin[COPY]}", dump)
    assert text_of(as_admin[COPY]) == text_of(as_admin[TEMPLATE])


def run(*words: object) -> None:
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[:600]


def text_of(address: str) -> dict[str, str]:
    with psycopg.connect(address) as connection, connection.cursor() as cursor:
        found = schema.texts(cursor, schema.rooms_of_models(), "sembilan_app")
    # PostgreSQL writes the list of an IN in two ways.
    return {room: re.sub(r"::(text|character varying)(\[\])?|[()]", "", text) for room, text in found.items()}
