"""The run's database, and the fixtures every test may use. Tests without the `db` fixture never touch PostgreSQL."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from django.test import Client

    from sembilan.accounts.models import User
    from tests import cast

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_DATABASES: pytest.StashKey[object] = pytest.StashKey()


def pytest_configure(config: pytest.Config) -> None:
    """The main process starts the cluster; xdist's workers find it by the environment. SEMBILAN_QUICK: no database."""
    if hasattr(config, "workerinput") or config.option.collectonly or os.environ.get("SEMBILAN_QUICK"):
        return
    from tests.database import TestDatabases

    databases = TestDatabases()
    config.stash[_DATABASES] = databases
    databases.make_template()
    os.environ["SEMBILAN_TEST_CLUSTER"] = databases.name


def pytest_unconfigure(config: pytest.Config) -> None:
    databases = config.stash.get(_DATABASES, None)
    if databases is not None:
        databases.stop()


@pytest.fixture(scope="session")
def django_db_setup(request: pytest.FixtureRequest) -> None:
    """Each test process works on its own clone of the migrated template, as the app role."""
    from django.db import connections

    from sembilan.kit import cluster as clusters
    from tests.database import ROOT

    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    cluster = clusters.prepare(os.environ["SEMBILAN_TEST_CLUSTER"], ROOT / "var", print)
    name = f"sembilan_test_{worker}"
    clusters.create_database(cluster, name, template="sembilan_template", replace=True)
    settings = connections["default"].settings_dict
    settings.update(
        NAME=name,
        USER="sembilan_app",
        PASSWORD=cluster.passwords["sembilan_app"],
        HOST=str(cluster.socket),
        PORT=str(clusters.PORT),
    )
    connections["default"].close()


@pytest.fixture(scope="session")
def chromium() -> str:
    """Where Chromium is; without one the browser's tests are skipped and say so. `./run test` names the one it found, or none."""
    named = os.environ.get("SEMBILAN_CHROMIUM")
    found = next(filter(None, map(shutil.which, BROWSERS)), "") if named is None else named
    if not found:
        pytest.skip("no Chromium: set SEMBILAN_CHROMIUM or install the package chromium")
    return found


@pytest.fixture
def nation_scope(db: None) -> Iterator[None]:
    """The test's transaction carries the nation's scope, as a SYSTEM job does."""
    from sembilan.kit import scope
    from sembilan.tenancy.rules import NATION

    with scope.carried(scope=[NATION]):
        yield


@pytest.fixture
def agencies(nation_scope: None) -> cast.Agencies:
    from tests import cast

    return cast.make_agencies()


@pytest.fixture
def people(agencies: cast.Agencies) -> dict[str, User]:
    """Every member of the cast as a user, by name."""
    from tests import cast

    return {name: cast.make_user(name, agencies) for name in cast.ROLES}


@pytest.fixture
def client_of(people: dict[str, User]) -> Callable[[str], Client]:
    """A browser session of one of the cast, by name."""
    from django.test import Client

    def make(name: str) -> Client:
        client = Client()
        client.force_login(people[name], backend="sembilan.accounts.backend.ScopedBackend")
        return client

    return make
