from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.cast import Agencies
from tests.rooms.reporting.making import Stage, make_stage


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path) -> Path:
    settings.HOME = tmp_path
    return tmp_path


@pytest.fixture
def stage(agencies: Agencies) -> Stage:
    return make_stage(agencies.lampung)
