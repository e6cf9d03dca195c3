"""My results on a phone, judged by axe in a real browser."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client

from tests.rooms.reporting.making import Stage

pytestmark = pytest.mark.browser


def serve(route: Any) -> None:
    """Our own static files, from the packages; nothing else is there."""
    path = finders.find(route.request.url.split(settings.STATIC_URL, 1)[1])
    assert isinstance(path, str)
    route.fulfill(path=path)


def test_my_page_has_no_barrier_and_does_not_run_over_a_phone(stage: Stage, phone: Client, chromium: str) -> None:
    from axe_playwright_python.sync_playwright import Axe
    from playwright.sync_api import sync_playwright

    # The rows live in this test's own transaction, so the page is handed to the browser instead of served by another process.
    answer = phone.get("/saya/")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        tab = browser.new_page(viewport={"width": 360, "height": 760}, locale="id-ID")
        tab.route("**/static/**", serve)
        tab.route("**/saya/", lambda route: route.fulfill(body=answer.content, content_type="text/html; charset=utf-8"))
        tab.goto("http://sembilan.test/saya/")
        fits = [tab.evaluate("document.documentElement.scrollWidth <= innerWidth")]
        for closed in tab.query_selector_all("main details"):
            closed.evaluate("one => one.open = true")
        fits.append(tab.evaluate("document.documentElement.scrollWidth <= innerWidth"))
        found = Axe().run(tab)
        browser.close()
    assert fits == [True, True]
    assert found.violations_count == 0, found.generate_report()
