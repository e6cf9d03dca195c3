"""My results on a phone, judged by axe in a real browser."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.rooms.reporting.making import Stage
from tests.web.axe import barriers

pytestmark = pytest.mark.browser


def test_my_page_has_no_barrier_and_does_not_run_over_a_phone(stage: Stage, phone: Client, chromium: str) -> None:
    assert barriers({"/saya/": phone.get("/saya/").content}, chromium) == []
