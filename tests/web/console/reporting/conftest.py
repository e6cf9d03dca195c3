from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.cast import Agencies
from tests.rooms.reporting.making import Stage, make_stage


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path) -> None:
    settings.HOME = tmp_path


@pytest.fixture
def stage(agencies: Agencies) -> Stage:
    return make_stage(agencies.lampung)


@pytest.fixture
def phone(stage: Stage) -> Client:
    """Dewi's own browser."""
    client = Client()
    client.force_login(stage.user, backend="sembilan.accounts.backend.ScopedBackend")
    return client
