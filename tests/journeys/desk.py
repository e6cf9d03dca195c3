"""A browser as its user has it, with somebody looking over his shoulder: accessibility, console, policy of the page, width."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from tests.cast import PASSWORD

PHONE, LAPTOP = 360, 1280
GRAVE = ("serious", "critical")
_NAMES = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}")

_LEFT = ("htmx:sendError", "htmx:afterRequest")  # a poll cut off by leaving its page; a real failure is told by the browser as well


class Desk:
    """One person's browser. `seen` collects every address he looked at, `trouble` whatever was wrong with one."""

    def __init__(self, browser: Browser, address: str, who: str) -> None:
        context = browser.new_context(base_url=address, locale="id-ID", viewport={"width": LAPTOP, "height": 900})
        context.add_init_script(
            "addEventListener('securitypolicyviolation', one => console.error(one.violatedDirective + ' ' + one.blockedURI))"
        )
        self.page: Page = context.new_page()
        self.page.set_default_timeout(20_000)
        self.who, self.trouble, self.seen = who, list[str](), list[str]()
        self._away = False
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.trouble.append(f"{self._here()}: {error}"))

    def log_in(self) -> None:
        self.page.goto("/masuk/")
        self.look("login")
        self.page.get_by_label("Nama pengguna").fill(self.who)
        self.page.get_by_label("Kata sandi").fill(PASSWORD)
        self.press("Masuk")
        expect(self.page.get_by_role("heading", level=1)).not_to_have_text("Masuk")

    def look(self, name: str) -> None:
        """The page that stands now: no barrier that axe calls serious, nothing cut off at the right of a phone."""
        self.seen.append(self.path)
        found = Axe().run(self.page).response["violations"]
        self.trouble += [
            f"{self._here()}: {one['id']} at {one['nodes'][0]['html'][:200]}" for one in found if one["impact"] in GRAVE
        ]
        self._picture(name, LAPTOP)
        self.page.set_viewport_size({"width": PHONE, "height": 760})
        if not self.page.evaluate("document.documentElement.scrollWidth <= innerWidth"):
            self.trouble.append(f"{self._here()}: wider than {PHONE} px")
        self._picture(name, PHONE)
        self.page.set_viewport_size({"width": LAPTOP, "height": 900})

    def follow(self, link: str, name: str = "") -> None:
        """Go where the link of this name leads, and look there."""
        self.page.get_by_role("link", name=link, exact=True).first.click()
        self.page.wait_for_load_state()
        if name:
            self.look(name)

    def press(self, button: str) -> None:
        self.page.get_by_role("button", name=button, exact=True).first.click()
        self.page.wait_for_load_state()

    def says(self, sentence: str) -> None:
        expect(self.page.get_by_role("main")).to_contain_text(sentence)

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path

    @contextmanager
    def server_away(self) -> Iterator[None]:
        """While nobody answers, the browser's own complaints about it are expected."""
        self._away = True
        yield
        self._away = False

    def _here(self) -> str:
        return f"{self.who} {_NAMES.sub('…', self.path)}"

    def _console(self, message: ConsoleMessage) -> None:
        expected = self._away or message.text.startswith(_LEFT)
        if message.type == "error" and not expected:
            self.trouble.append(f"{self._here()}: {message.text}")

    def _picture(self, name: str, width: int) -> None:
        """Where SEMBILAN_PICTURES names a folder, what the page looks like."""
        if folder := os.environ.get("SEMBILAN_PICTURES"):
            self.page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)

    def statuses(self, paths: list[str]) -> dict[str, tuple[int, str]]:
        """What each address answers to this login: status and text."""
        answers: dict[str, tuple[int, str]] = {}
        for path in paths:
            answer: Any = self.page.request.get(path)
            answers[path] = (answer.status, answer.text())
        return answers
