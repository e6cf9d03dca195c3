"""One process holds an embedded cluster; a command beside it uses its server, and a second start leaves it alone."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from sembilan.kit import cluster


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path
    lies = cluster.prepare("postgres", tmp_path, lambda _: None).data.parent.parent
    shutil.rmtree(lies, ignore_errors=True)


def answers(one: cluster.Cluster) -> bool:
    with psycopg.connect(one.dsn("postgres", "postgres")) as connection:
        return connection.execute("SELECT 1").fetchone() == (1,)


def _start(home: Path) -> None:
    with cluster.running("postgres", home, lambda _: None):
        pytest.fail("two hold one cluster")


def test_a_second_start_is_refused_and_a_command_beside_leaves_the_server_running(home: Path) -> None:
    with cluster.running("postgres", home, lambda _: None) as first:
        with pytest.raises(cluster.ClusterFailed, match=r"serves from .* already"):
            _start(home)
        assert answers(first)
        with cluster.running("postgres", home, lambda _: None, beside=True) as second:
            assert answers(second)
        assert answers(first)
    with cluster.running("postgres", home, lambda _: None, beside=True) as alone:  # nobody serves: it starts its own
        assert answers(alone)
    with pytest.raises(psycopg.OperationalError):
        answers(alone)
