from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from django.db import connection

from sembilan.kit import cluster as clusters
from tests.database import ROOT


@pytest.fixture
def owner(django_db_setup: None) -> Iterator[None]:
    """The test's own connection is that of the tables' owner, who may disable triggers. First among a test's fixtures, before any
    that opens the transaction; what he does is undone with it."""
    cluster = clusters.prepare(os.environ["SEMBILAN_TEST_CLUSTER"], ROOT / "var", print)
    kept = dict(connection.settings_dict)
    connection.close()
    connection.settings_dict.update(USER="sembilan_owner", PASSWORD=cluster.passwords["sembilan_owner"])
    yield
    connection.close()
    connection.settings_dict.update(kept)
