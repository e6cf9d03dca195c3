from __future__ import annotations

import pytest

from sembilan.delivery.models import Session
from sembilan.tenancy.rules import Actor
from tests import cast, making


@pytest.fixture
def session(agencies: cast.Agencies) -> Session:
    """Two people in check-in at Lampung, an hour before the start."""
    making.make_package("UJI-1")
    return making.make_session(agencies.lampung.path)


@pytest.fixture
def proctor(agencies: cast.Agencies) -> Actor:
    return cast.actor(cast.make_user("pras", agencies))
