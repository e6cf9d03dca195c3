"""What the product says is kept by message and values; what a person typed stays as typed."""

from __future__ import annotations

from datetime import date

import pytest

from sembilan.kit.said import Said, read, shown, stored

ENGLISH = {
    "Kotak %(k)s": "Box %(k)s",
    "%(what)s, dekat batas": "%(what)s, near a cut",
    "sejak %(day)s": "since %(day)s",
    "dan": "and",
}


@pytest.fixture(autouse=True)
def _in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Said, "say", staticmethod(lambda text: ENGLISH.get(text, text)))
    monkeypatch.setattr(Said, "day", staticmethod(lambda day: f"{day:%d/%m/%Y}"))


NEAR = Said("%(what)s, dekat batas", what=Said("Kotak %(k)s", k=9))


def test_as_a_text_it_stands_in_indonesian_and_is_shown_in_the_readers_language() -> None:
    assert NEAR == "Kotak 9, dekat batas"
    assert shown(NEAR) == "Box 9, near a cut"


def test_what_a_person_typed_is_shown_as_typed_even_where_it_reads_like_a_message() -> None:
    assert shown("dan") == "dan"
    assert shown(Said("%(name)s", name="dan")) == "dan"


SINCE = Said("sejak %(day)s", day=date(2025, 11, 1))


@pytest.mark.parametrize("text", [NEAR, "diketik", SINCE, Said("%(told)s", told=[NEAR, "100%"])])
def test_it_comes_back_from_json_as_it_was(text: str) -> None:
    kept = read(stored(text))
    assert (kept, shown(kept), stored(kept)) == (text, shown(text), stored(text))


def test_a_day_is_written_as_the_page_writes_it() -> None:
    assert shown(SINCE) == "since 01/11/2025"


def test_on_a_page_it_is_translated_and_escaped() -> None:
    assert Said("%(name)s: %(word)s", name="<b>", word=Said("dan")).__html__() == "&lt;b&gt;: and"
