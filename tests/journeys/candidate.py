"""Two ways of sitting a test in a browser: with the mouse, and by keyboard with nothing but roles and names, as a screen reader
tells them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.journeys.desk import Desk

Values = Mapping[str, Any]
"""item -> the answer he means to give; an item that is not there he leaves."""

MOST_TABS = 80
SMALLEST = 60  # px: a drawing narrower than this tells nothing


def enter(desk: Desk, number: str, pin: str) -> None:
    desk.page.goto("/ujian/")
    desk.page.get_by_label("Nomor peserta").fill(number)
    desk.page.get_by_label("PIN").fill(pin)
    desk.press("Masuk")


def agree(desk: Desk) -> None:
    desk.page.get_by_role("checkbox").check()
    desk.press("Lanjut")


def work(desk: Desk, sections: Sequence[Mapping[str, Any]], values: Values, at_item: Callable[[str], None]) -> None:
    """Every section with the mouse. `at_item` is called with the name of each item once it is answered."""
    page = desk.page
    for section in sections:
        desk.look(f"exam-section-{section['number']}")
        desk.press("Mulai bagian ini")
        looked: set[str] = set()
        for item in section["items"]:
            expect(page.get_by_test_id("stem")).to_have_attribute("data-item", item["id"])
            assert _smallest_picture(page) >= SMALLEST, f"{item['id']}: a picture that nobody can read"
            if item["id"] in values:
                _give(page, item["type"], values[item["id"]])
                expect(page.get_by_test_id("saved")).to_contain_text("Tersimpan di server")
            if item["type"] not in looked:
                looked.add(item["type"])
                desk.look(f"exam-{section['number']}-{item['type']}")
            at_item(item["id"])
            page.get_by_test_id("next").click()
        expect(page.get_by_role("heading", name="Periksa jawaban Anda")).to_be_visible()
        desk.look(f"exam-review-{section['number']}")
        page.get_by_test_id("finish").click()
        if any(item["id"] not in values for item in section["items"]):  # what is blank is asked about once more
            page.get_by_test_id("finish-anyway").click()
        expect(page.get_by_test_id("stem")).to_have_count(0)
        expect(page.get_by_role("button", name=re.compile("Mulai bagian ini|Kumpulkan tes"))).to_be_visible()
        page.wait_for_load_state()


def _smallest_picture(page: Page) -> float:
    """Width of the narrowest picture of this item, in px, once all are drawn; very large where there is none."""
    return float(
        page.evaluate(
            """async () => { const all = [...document.querySelectorAll("main img")];
            await Promise.all(all.map(one => one.decode()));
            return Math.min(1e9, ...all.map(one => one.getBoundingClientRect().width)); }"""
        )
    )


def _give(page: Page, kind: str, value: Any) -> None:
    match kind:
        case "multiple":
            for one in value:
                page.get_by_test_id(f"option-{one}").check()
        case "numeric":
            page.get_by_test_id("option-numeric").fill(str(value).replace(".", ","))
        case "best_worst":
            page.get_by_test_id(f"option-{value['best']}-best").check()
            page.get_by_test_id(f"option-{value['worst']}-worst").check()
        case _:
            page.get_by_test_id(f"option-{value}").check()


class Keyboard:
    """Somebody who sees no screen and touches no mouse: he hears roles and names, and moves by keys."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def reach(self, role: Any, name: str | re.Pattern[str] | None = None) -> Locator:
        """Press Tab until an element of this role and name has the focus."""
        wanted = self.page.get_by_role(role, name=name, exact=True) if name is not None else self.page.get_by_role(role)
        expect(wanted.first).to_be_visible()
        for _press in range(MOST_TABS):
            self.page.keyboard.press("Tab")
            for one in wanted.all():
                if one.evaluate("one => one === document.activeElement"):
                    return one
        raise AssertionError(f"no key leads to {role} {name}")

    def push(self, button: str) -> None:
        self.reach("button", button)
        self.page.keyboard.press("Enter")

    def write(self, field: str, text: str) -> None:
        self.reach("textbox", field)
        self.page.keyboard.type(text)

    def enter(self, number: str, pin: str) -> None:
        self.page.goto("/ujian/")
        self.page.keyboard.type(number)  # the focus waits in the first field
        self.write("PIN", pin)
        self.page.keyboard.press("Enter")

    def agree(self) -> None:
        self.reach("checkbox")
        self.page.keyboard.press("Space")
        self.push("Lanjut")

    def work(self, sections: Sequence[Mapping[str, Any]], values: Values) -> None:
        for section in sections:
            expect(self.page.get_by_role("heading", level=1)).to_have_text(section["title"])
            self.push("Mulai bagian ini")
            items = section["items"]
            for place, item in enumerate(items, 1):
                expect(self.page.get_by_role("heading", level=1)).to_have_text(f"Soal {place} dari {len(items)}")
                if item["id"] in values:
                    self.give(item, values[item["id"]])
                self.push("Berikutnya" if place < len(items) else "Periksa jawaban")
            expect(self.page.get_by_role("heading", level=1)).to_have_text("Periksa jawaban Anda")
            self.push("Kumpulkan bagian ini")
            if any(item["id"] not in values for item in items):
                self.push("Ya, kumpulkan")
            expect(self.page.get_by_role("heading", level=1)).not_to_have_text(re.compile("Periksa jawaban Anda|Mengirim"))

    def give(self, item: Mapping[str, Any], value: Any) -> None:
        names = {option["id"]: _told(option) for option in item["options"]}
        match item["type"]:
            case "multiple":
                for one in value:
                    self.reach("checkbox", names[one])
                    self.page.keyboard.press("Space")
            case "numeric":
                self.reach("textbox")
                self.page.keyboard.type(str(value).replace(".", ","))
            case "best_worst":
                for column, words in (("best", "Paling disukai"), ("worst", "Paling tidak disukai")):
                    self._choose(re.compile(f"^{words} "), f"{words} {names[value[column]]}", len(names))
            case _:
                self._choose(None, names[value], len(names))

    def _choose(self, group: re.Pattern[str] | None, name: str, size: int) -> None:
        """An option of a group of radio buttons: Tab leads into the group, the arrows choose as they move."""
        at = self.reach("radio", group)
        wanted = self.page.get_by_role("radio", name=name, exact=True).first
        if at.evaluate("(at, wanted) => at === wanted", wanted.element_handle()):
            self.page.keyboard.press("Space")
        for _step in range(size):
            if wanted.is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        expect(wanted).to_be_checked()


def _told(option: Mapping[str, Any]) -> str:
    """What a screen reader says of an option: its text, or what its picture shows."""
    image = option["image"] or {}
    return " ".join(part for part in (option["text"], image.get("alt", "") if isinstance(image, dict) else "") if part)
