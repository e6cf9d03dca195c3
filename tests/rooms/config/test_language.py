"""Indonesian first: only a visitor's own choice makes the pages English."""

from __future__ import annotations

import pytest
from django.test import Client


@pytest.mark.parametrize(
    ("cookie", "words"), [("", "Lupa kata sandi?"), ("en", "Forgot the password?"), ("xx", "Lupa kata sandi?")]
)
def test_the_language_is_chosen_by_the_visitor_and_not_by_his_browser(db: None, cookie: str, words: str) -> None:
    client = Client(headers={"Accept-Language": "en-US,en;q=0.9"})
    if cookie:
        client.cookies["django_language"] = cookie
    answer = client.get("/masuk/")
    assert words in answer.content.decode()
    assert answer["Content-Language"] == ("en" if cookie == "en" else "id")
