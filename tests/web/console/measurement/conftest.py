from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from sembilan.accounts.models import User
from sembilan.competency.services import load_dictionary
from sembilan.tenancy.rules import SYSTEM
from tests.cast import AT
from tests.rooms.measurement.conftest import Hall, hall

__all__ = ["hall"]


@pytest.fixture
def login(people: dict[str, User], hall: Hall) -> Callable[[str], Client]:
    """A browser in which this member of the cast has logged in."""
    load_dictionary(actor=SYSTEM, at=AT)

    def open_browser(name: str) -> Client:
        client = Client()
        client.force_login(people[name])
        return client

    return open_browser
