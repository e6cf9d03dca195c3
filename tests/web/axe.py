"""Pages judged by axe in a real browser. The rows of a test live in its own transaction, so a page is fetched by the test's client
and handed to the browser, instead of being served by another process."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders

PHONE, LAPTOP = 360, 1280
_SIDEWAYS = """[...document.querySelectorAll("main .table-wrap")]
.filter(one => one.querySelector(".stack") && one.scrollWidth > one.clientWidth).map(one => one.getAttribute("aria-label"))"""
SITE = "http://sembilan.test"


def barriers(pages: Mapping[str, bytes], chromium: str) -> list[str]:
    """What axe finds on each page (address -> HTML), and pages that run over a phone's width, with their details closed and open.

    Where SEMBILAN_PICTURES names a folder, each page's picture is left there at both widths.
    """
    from axe_playwright_python.sync_playwright import Axe
    from playwright.sync_api import sync_playwright

    found: list[str] = []
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        tab = browser.new_page(viewport={"width": PHONE, "height": 760}, locale="id-ID")
        for address, content in pages.items():
            _hand_over(tab, address, content)
            found += _too_wide(tab, address)
            _picture(tab, address)
            for closed in tab.query_selector_all("main details"):
                closed.evaluate("one => one.open = true")
            found += _too_wide(tab, address)
            found += [f"{address}: {one['id']} at {one['nodes'][0]['html'][:160]}" for one in Axe().run(tab).response["violations"]]
        browser.close()
    return found


def _hand_over(tab: Any, address: str, content: bytes) -> None:
    there = f"{SITE}{address}"
    tab.route("**/static/**", _own_file)
    tab.route(lambda url: url == there, lambda route: route.fulfill(body=content, content_type="text/html; charset=utf-8"))
    tab.goto(there)
    tab.wait_for_load_state("networkidle")
    tab.unroute_all()


def _own_file(route: Any) -> None:
    """Our own static files, from the packages; nothing else is there."""
    path = finders.find(route.request.url.split(settings.STATIC_URL, 1)[1])
    assert isinstance(path, str)
    route.fulfill(path=path)


def _too_wide(tab: Any, address: str) -> list[str]:
    fits = tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
    return ([] if fits else [f"{address}: wider than {PHONE} px"]) + [
        f"{address}: the table “{name}” scrolls sideways" for name in tab.evaluate(_SIDEWAYS)
    ]


def _picture(tab: Any, address: str) -> None:
    if folder := os.environ.get("SEMBILAN_PICTURES"):
        name = address.strip("/").replace("/", "-").replace("?", "-") or "home"
        for width in (LAPTOP, PHONE):
            tab.set_viewport_size({"width": width, "height": 760})
            tab.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)
