"""A session of two people, sat in a real browser against a real server that is killed and started again."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from sembilan.delivery import services as delivery
from sembilan.delivery.models import Answer, Attempt, RosterEntry, Session
from sembilan.kit import clock, scope
from sembilan.tenancy.rules import SYSTEM
from tests import cast, making
from tests.cast import PASSWORD
from tests.journeys.live import Site

pytestmark = pytest.mark.browser

YEARS_AHEAD = "{ const now = Date.now.bind(Date); Date.now = () => now() + 3 * 365 * 86400000; }"


@pytest.fixture
def hall(site: Site, browser: Browser) -> Site:
    """Two people expected at Lampung's session; check-in is open and PINs are issued until it is closed."""
    with scope.carried(scope=["n"]):
        agencies = cast.make_agencies()
        cast.make_user("pras", agencies)
        making.make_package("UJI-1", minutes=10)
        making.make_session(agencies.lampung.path, starts_at=clock.now(), pin_closes_minutes=0)
    return site


@pytest.fixture
def proctor(hall: Site, browser: Browser) -> Page:
    """The proctor's laptop, logged in and at the session's page."""
    page = browser.new_context(base_url=hall.address).new_page()
    page.goto("/masuk/")
    page.fill("input[name=login]", "pras")
    page.fill("input[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r":\d+/$"))
    page.goto("/ruang/")
    page.get_by_role("link", name="Sesi uji").click()
    return page


Pc = Callable[..., Page]


@pytest.fixture
def pc(site: Site, browser: Browser) -> Pc:
    def make(script: str = "") -> Page:
        context: BrowserContext = browser.new_context(base_url=site.address)
        if script:
            context.add_init_script(script)
        page = context.new_page()
        page.set_default_timeout(20_000)
        return page

    return make


def pin_for(proctor: Page, number: str) -> str:
    """At the check-in desk: card, face, document, PIN."""
    proctor.goto(session_page(proctor) + "registrasi")
    proctor.fill("#cari", number)
    proctor.keyboard.press("Enter")
    proctor.get_by_label("KTP").check()
    proctor.get_by_role("button", name="Identitas cocok, terbitkan PIN").click()
    return shown_pin(proctor)


def new_pin_for(proctor: Page, name: str) -> str:
    proctor.goto(session_page(proctor))
    proctor.get_by_role("link", name=name).click()
    proctor.fill("#id_pin-reason", "pindah komputer")
    proctor.get_by_role("button", name="Terbitkan PIN baru").click()
    return shown_pin(proctor)


def shown_pin(proctor: Page) -> str:
    return str(proctor.get_by_test_id("pin").inner_text()).replace(" ", "")


def session_page(proctor: Page) -> str:
    return re.sub(r"(/ruang/[0-9a-f-]{36}/).*", r"\1", proctor.url)


def start(proctor: Page) -> None:
    proctor.goto(session_page(proctor) + "mulai")
    proctor.get_by_role("button", name="Ya, mulai sesi").click()
    expect(proctor.get_by_text("Sesi dimulai")).to_be_visible()


def enter(page: Page, number: str, pin: str) -> None:
    page.goto("/ujian/")
    page.fill("#number", number)
    page.fill("#pin", pin)
    page.keyboard.press("Enter")


def agree_and_begin(page: Page) -> None:
    page.get_by_label("Saya sudah membaca dan menyetujui").check()
    page.get_by_role("button", name="Lanjut").click()
    page.get_by_test_id("begin").click()


def saved(page: Page) -> None:
    expect(page.get_by_test_id("saved")).to_contain_text("Tersimpan di server", timeout=40_000)


def frame_of(part: Locator) -> str:
    expect(part).to_be_focused()
    return str(part.evaluate("element => getComputedStyle(element).outlineStyle"))


def at_item(page: Page, name: str) -> None:
    expect(page.get_by_test_id("stem")).to_have_attribute("data-item", name)


def choose(page: Page, option: str) -> None:
    page.get_by_test_id(f"option-{option}").click()


def seconds_left(page: Page) -> int:
    timer = page.locator("#timer-value")
    expect(timer).to_have_text(re.compile(r"^\d+\.\d\d$"))  # the page writes it when the server's time has come
    minutes, seconds = timer.inner_text().split(".")
    return int(minutes) * 60 + int(seconds)


def journal(number: int) -> list[tuple[str, Any]]:
    with scope.carried(scope=["n"]):
        rows = Answer.objects.filter(attempt__entry__participant_number=f"001-{number:04d}", kind="answer")
        return list(rows.order_by("seq").values_list("item", "value"))


def pass_over_the_other_column_by_arrow_keys(page: Page) -> None:
    """From A down to C, which the other column holds, and back: nothing is taken away, and the page says what is not saved."""
    hint, best, worst = (page.get_by_test_id(name) for name in ("best-worst-hint", "option-C-best", "option-C-worst"))
    expect(hint).to_be_empty()
    page.get_by_test_id("option-A-best").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(best).to_be_checked()
    expect(worst).to_be_checked()
    expect(hint).to_contain_text("satu pernyataan tidak dapat menjadi paling disukai dan paling tidak disukai sekaligus")
    saved(page)
    assert journal(1)[-1] == ("J-best_worst", None)
    page.get_by_test_id("next").click()  # leaving and coming back keeps both, and the message
    page.get_by_test_id("previous").click()
    expect(best).to_be_checked()
    expect(worst).to_be_checked()
    expect(hint).to_contain_text("Belum tersimpan")
    best.focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(page.get_by_test_id("option-A-best")).to_be_checked()
    expect(worst).to_be_checked()
    expect(hint).to_be_empty()
    saved(page)
    assert journal(1)[-1] == ("J-best_worst", {"best": "A", "worst": "C"})


def test_a_whole_sitting_with_practice_reload_and_a_server_that_dies(hall: Site, proctor: Page, pc: Pc) -> None:
    pin = pin_for(proctor, "001-0001")
    page = pc()
    enter(page, "001-0001", f"{(int(pin) + 1) % 10**6:06d}")
    expect(page.get_by_role("alert")).to_contain_text("PIN salah. Sisa percobaan: 4.")
    page.fill("#pin", pin)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Menunggu pengawas memulai sesi")).to_be_visible()
    start(proctor)
    page.get_by_label("Saya sudah membaca dan menyetujui").check()  # the waiting page went on by itself
    page.get_by_role("button", name="Lanjut").click()

    page.get_by_test_id("practice").click()
    expect(page.locator("#timer")).to_be_hidden()
    expect(page.get_by_test_id("saved")).to_have_text("Jawaban latihan tidak disimpan.")
    choose(page, "A")
    expect(page.get_by_test_id("saved")).to_have_text("✓ Jawaban latihan diterima dan tidak disimpan.")
    page.get_by_test_id("next").click()
    page.get_by_test_id("finish").click()
    expect(page.get_by_text("Pilih satu jawaban saja.")).to_be_visible()
    page.get_by_role("link", name="Kembali ke petunjuk").click()
    assert journal(1) == []

    page.get_by_test_id("begin").click()
    at_item(page, "S1-1")
    expect(page.get_by_test_id("saved")).to_have_text("Soal ini belum dijawab")
    assert frame_of(page.get_by_test_id("stem")) == "none"  # focused for screen readers, unframed for the mouse
    page.keyboard.press("Shift")
    assert frame_of(page.get_by_test_id("stem")) == "solid"
    choose(page, "B")
    saved(page)
    page.get_by_test_id("next").click()
    at_item(page, "S1-2")
    page.get_by_test_id("flag").click()
    saved(page)
    before = seconds_left(page)
    page.reload()
    at_item(page, "S1-2")
    expect(page.get_by_test_id("flag")).to_have_attribute("aria-pressed", "true")
    assert before - 20 <= seconds_left(page) <= before

    hall.kill()
    choose(page, "C")
    expect(page.get_by_test_id("saved")).to_contain_text("Belum tersimpan", timeout=20_000)
    assert journal(1) == [("S1-1", "B")]
    hall.start()
    saved(page)
    assert journal(1) == [("S1-1", "B"), ("S1-2", "C")]
    left = seconds_left(page)
    page.reload()
    at_item(page, "S1-2")
    expect(page.get_by_test_id("option-C")).to_be_checked()
    assert left - 20 <= seconds_left(page) <= left

    page.get_by_test_id("next").click()
    page.get_by_test_id("next").click()
    expect(page.get_by_role("heading", name="Periksa jawaban Anda")).to_be_visible()
    page.get_by_test_id("finish").click()
    expect(page.get_by_role("heading", name="Kumpulkan dengan 1 soal kosong?")).to_be_visible()
    expect(page.get_by_test_id("review-item-3")).to_be_visible()
    page.get_by_test_id("finish-anyway").click()
    page.get_by_test_id("begin").click()
    for _step in range(3):
        page.get_by_test_id("next").click()
    choose(page, "A")  # single
    page.get_by_test_id("next").click()
    choose(page, "C")  # multiple
    choose(page, "A")
    page.get_by_test_id("next").click()
    page.get_by_test_id("option-numeric").fill("2,5")
    page.get_by_test_id("next").click()
    choose(page, "A-best")
    choose(page, "C-worst")
    pass_over_the_other_column_by_arrow_keys(page)
    page.get_by_test_id("next").click()
    choose(page, "B-up")
    saved(page)
    page.get_by_test_id("next").click()
    page.get_by_test_id("finish").click()
    page.get_by_test_id("finish-anyway").click()
    expect(page.get_by_text("2 dari 3 soal terjawab")).to_be_visible()
    expect(page.get_by_text("5 dari 8 soal terjawab")).to_be_visible()
    page.get_by_test_id("hand-in").click()
    code = page.get_by_test_id("code").inner_text()
    assert dict(journal(1)) == {
        "S1-1": "B", "S1-2": "C", "J-single": "A", "J-multiple": ["A", "C"], "J-numeric": "2.5",
        "J-best_worst": {"best": "A", "worst": "C"}, "J-ranking": ["B", "A", "C"],
    }  # fmt: skip
    with scope.carried(scope=["n"]):
        attempt = Attempt.objects.get(entry__participant_number="001-0001")
    assert (attempt.state, attempt.hand_in_code, attempt.answered) == ("submitted", code, 7)
    proctor.goto(session_page(proctor))
    expect(proctor.get_by_role("row", name="Peserta 1")).to_contain_text("dikumpulkan")


def test_a_wrong_pc_clock_a_second_browser_and_the_end_of_the_session(hall: Site, proctor: Page, pc: Pc) -> None:
    pin = pin_for(proctor, "001-0002")
    start(proctor)
    old = pc(YEARS_AHEAD)
    enter(old, "001-0002", pin)
    agree_and_begin(old)
    assert 590 <= seconds_left(old) <= 600  # the server's time, whatever the PC believes
    choose(old, "A")
    saved(old)
    with scope.carried(scope=["n"]):
        assert abs(Answer.objects.get(kind="answer").at - clock.now()) < timedelta(minutes=5)

    new = pc()
    old.route("**/denyut", lambda route: route.abort())
    enter(new, "001-0002", pin)
    expect(new.get_by_role("alert")).to_contain_text("PIN ini sudah dipakai")
    new.fill("#pin", new_pin_for(proctor, "Peserta 2"))
    new.keyboard.press("Enter")
    at_item(new, "S1-1")
    expect(new.get_by_test_id("option-A")).to_be_checked()
    choose(old, "B")  # its beat is cut off, so it learns it from the refused answer
    expect(old.get_by_text("Jawaban Anda yang sudah tersimpan aman")).to_be_visible()
    expect(old.get_by_role("heading", name="Tes Anda dibuka di komputer lain")).to_be_visible()
    choose(new, "C")
    saved(new)
    assert journal(2) == [("S1-1", "A"), ("S1-1", "C")]

    proctor.goto(session_page(proctor) + "tutup")
    expect(proctor.get_by_text("Belum mengumpulkan: 1")).to_be_visible()
    proctor.get_by_role("button", name="Ya, tutup sesi").click()
    expect(proctor.get_by_text("Sesi ditutup.")).to_be_visible()
    choose(new, "D")
    expect(new.get_by_role("heading", name="Bagian ini sudah ditutup")).to_be_visible()
    expect(new.get_by_text("Jawaban baru tidak dapat diterima")).to_be_visible()
    new.get_by_role("link", name="Lanjutkan").click()
    expect(new.get_by_text("Semua jawaban yang sudah tersimpan tetap dihitung")).to_be_visible()
    assert journal(2) == [("S1-1", "A"), ("S1-1", "C")]
    with scope.carried(scope=["n"]):
        assert Session.objects.get().state == "closed"


def test_a_page_left_behind_learns_from_its_beat_that_the_test_went_on_elsewhere(hall: Site, proctor: Page, pc: Pc) -> None:
    pin = pin_for(proctor, "001-0001")
    start(proctor)
    old = pc()
    old.clock.install()
    enter(old, "001-0001", pin)
    agree_and_begin(old)
    at_item(old, "S1-1")
    new = pc()
    enter(new, "001-0001", new_pin_for(proctor, "Peserta 1"))
    at_item(new, "S1-1")
    old.clock.fast_forward("00:21")  # the beat is due by then
    expect(old.get_by_role("heading", name="Tes Anda dibuka di komputer lain")).to_be_visible()


def test_a_pause_by_the_proctor_stops_the_page_and_gives_the_time_back(hall: Site, proctor: Page, pc: Pc) -> None:
    pin = pin_for(proctor, "001-0001")
    start(proctor)
    page = pc()
    enter(page, "001-0001", pin)
    agree_and_begin(page)
    choose(page, "A")
    saved(page)
    proctor.get_by_role("link", name="Jeda semua").click()
    proctor.get_by_label("Alasan").fill("listrik padam")
    proctor.get_by_role("button", name="Jeda semua").click()
    page.reload()
    expect(page.get_by_role("heading", name="Tes Anda sedang dijeda")).to_be_visible()
    proctor.get_by_role("button", name="Lanjutkan semua").click()
    at_item(page, "S1-1")  # the page went on by itself
    with scope.carried(scope=["n"]):
        assert Attempt.objects.get(entry__participant_number="001-0001").credit_ms > 0


def test_an_answer_given_during_a_pause_is_told_at_once_and_saved_afterwards(hall: Site, proctor: Page, pc: Pc) -> None:
    pin = pin_for(proctor, "001-0001")
    start(proctor)
    page = pc()
    page.route("**/denyut", lambda route: route.abort())  # nothing but the answer itself can tell
    enter(page, "001-0001", pin)
    agree_and_begin(page)
    at_item(page, "S1-1")
    proctor.get_by_role("link", name="Jeda semua").click()
    proctor.get_by_label("Alasan").fill("listrik padam")
    proctor.get_by_role("button", name="Jeda semua").click()
    expect(proctor.get_by_role("button", name="Lanjutkan semua")).to_be_visible()
    choose(page, "B")
    expect(page.get_by_role("heading", name="Tes sedang dijeda")).to_be_visible()
    expect(page.get_by_test_id("saved")).to_have_text("Tes sedang dijeda. Jawaban Anda dikirim sesudahnya.")
    expect(page.get_by_test_id("saved")).to_have_class("saved busy")
    proctor.get_by_role("button", name="Lanjutkan semua").click()
    at_item(page, "S1-1")
    expect(page.get_by_test_id("option-B")).to_be_checked()
    saved(page)
    assert journal(1) == [("S1-1", "B")]


def test_two_windows_of_one_sitting_are_told_what_counts_and_the_board_calls_the_proctor(hall: Site, proctor: Page, pc: Pc) -> None:
    pin = pin_for(proctor, "001-0001")
    start(proctor)
    first = pc()
    enter(first, "001-0001", pin)
    agree_and_begin(first)
    choose(first, "A")
    saved(first)
    second = first.context.new_page()
    second.goto("/ujian/")
    at_item(second, "S1-1")
    choose(second, "C")
    saved(second)
    choose(first, "B")
    expect(first.get_by_role("heading", name="Tes ini terbuka juga di jendela atau komputer lain")).to_be_visible()
    expect(first.get_by_text("tidak tersimpan: soal 1.")).to_be_visible()
    proctor.goto(session_page(proctor))
    expect(proctor.get_by_role("row", name="Peserta 1")).to_contain_text("Tes ini terbuka di dua jendela atau komputer")
    second.close()
    first.get_by_role("link", name="Lanjutkan di sini").click()
    expect(first.get_by_test_id("option-C")).to_be_checked()
    choose(first, "D")
    saved(first)
    assert journal(1) == [("S1-1", "A"), ("S1-1", "C"), ("S1-1", "D")]


def test_a_double_click_passes_over_no_item_and_a_reload_tells_when_the_answer_was_saved(hall: Site, proctor: Page, pc: Pc) -> None:
    pin = pin_for(proctor, "001-0001")
    start(proctor)
    page = pc()
    enter(page, "001-0001", pin)
    agree_and_begin(page)
    choose(page, "A")
    saved(page)
    told = page.get_by_test_id("saved").inner_text()
    page.reload()
    at_item(page, "S1-1")
    expect(page.get_by_test_id("saved")).to_have_text(told)
    page.get_by_test_id("next").dblclick()
    at_item(page, "S1-2")
    expect(page.get_by_test_id("saved")).to_have_text("Soal ini belum dijawab")  # each item tells of itself
    page.get_by_test_id("next").click()
    at_item(page, "S1-3")
    page.get_by_test_id("previous").dblclick()
    at_item(page, "S1-2")
    page.get_by_test_id("previous").click()
    expect(page.get_by_test_id("saved")).to_have_text(told)


def running(site: Site, sections: list[dict[str, Any]]) -> str:
    """A running session with a package of these sections, and the PIN of its one candidate."""
    with scope.carried(scope=["n"]):
        agencies, at = cast.make_agencies(), clock.now()
        delivery.receive_package("UJI-G", {**making.package_body("UJI-G"), "sections": sections}, "sample", at=at)
        line = making.roster_line(1, agencies.lampung.path, package="UJI-G")
        session = making.make_session(agencies.lampung.path, starts_at=at, pin_closes_minutes=0, roster=[line])
        pin = making.make_pin(RosterEntry.objects.get(), at=at)
        delivery.start_session(session, actor=SYSTEM, at=at)
    return pin


def test_left_and_right_go_to_another_item_and_never_change_an_answer(site: Site, pc: Pc) -> None:
    pin = running(site, making.package_body(sections=1, items=1)["sections"])
    page = pc()
    enter(page, "001-0001", pin)
    agree_and_begin(page)
    press = page.keyboard.press
    at_item(page, "S1-1")
    press("2")
    expect(page.get_by_test_id("option-B")).to_be_focused()
    press("ArrowRight")
    at_item(page, "J-single")
    press("b")
    press("ArrowDown")  # within the group the choice moves, as everywhere
    expect(page.get_by_test_id("option-C")).to_be_checked()
    press("ArrowLeft")
    at_item(page, "S1-1")
    expect(page.get_by_test_id("option-B")).to_be_checked()
    for _step in range(4):
        press("ArrowRight")
    at_item(page, "J-best_worst")
    for option in ("A-best", "C-worst"):
        choose(page, option)
    press("ArrowRight")
    at_item(page, "J-ranking")
    choose(page, "B-up")
    press("ArrowLeft")
    at_item(page, "J-best_worst")
    expect(page.get_by_test_id("option-C-worst")).to_be_checked()
    page.get_by_test_id("option-A-best").focus()
    page.evaluate("window.sembilanPrefs.set('keys', false)")
    press("ArrowRight")  # with the shortcuts off it does nothing at all
    at_item(page, "J-best_worst")
    expect(page.get_by_test_id("option-A-best")).to_be_checked()
    saved(page)
    assert dict(journal(1)) == {
        "S1-1": "B", "J-single": "C", "J-best_worst": {"best": "A", "worst": "C"}, "J-ranking": ["B", "A", "C"],
    }  # fmt: skip


@pytest.fixture
def drawings(site: Site) -> tuple[Site, str]:
    """A running session with one figural item of the bank, five minutes for it, and the PIN of its candidate."""
    record = next(one for one in making.bank_records() if one["image"] and one["options"][0]["image"])
    face = {key: record[key] for key in ("type", "stem", "image", "options")}
    [section] = making.package_body(sections=1, items=0, minutes=5)["sections"]
    return site, running(site, [{**section, "items": [{"id": "G-1", "number": 1, **face}]}])


def test_drawings_to_choose_from_are_not_hidden_by_the_foot_and_a_full_clock_is_no_alarm(
    drawings: tuple[Site, str], browser: Browser
) -> None:
    site, pin = drawings
    page = browser.new_context(base_url=site.address).new_page()
    enter(page, "001-0001", pin)
    agree_and_begin(page)
    at_item(page, "G-1")
    seconds_left(page)
    expect(page.get_by_test_id("timer")).to_have_class("timer")
    options = page.locator("label.opt")
    assert options.count() > 3
    for width, height in ((1280, 800), (1366, 768)):
        page.set_viewport_size({"width": width, "height": height})
        assert max(bottom(option) for option in options.all()) <= top_of_foot(page), (width, height)
    page.set_viewport_size({"width": 360, "height": 740})
    for option in options.all():
        option.locator("input").focus()  # the browser brings what has the focus into sight
        option.evaluate("one => one.scrollIntoView({block: 'nearest'})")
        assert bottom(option) <= top_of_foot(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def bottom(part: Locator) -> float:
    box = part.bounding_box()
    assert box is not None
    return box["y"] + box["height"]


def top_of_foot(page: Page) -> float:
    box = page.locator(".foot").bounding_box()
    assert box is not None
    return box["y"]
