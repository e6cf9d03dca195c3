"""The code on the paper."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from sembilan.reporting.rules.verification import ALPHABET, as_typed, code_of


@given(st.binary(min_size=8, max_size=32))
def test_a_code_has_three_groups_of_four_readable_signs(digest: bytes) -> None:
    code = code_of(digest)
    assert re.fullmatch(r"([0-9A-Z]{4}-){2}[0-9A-Z]{4}", code)
    assert not set(code) & set("ILOU")


@given(st.binary(min_size=8, max_size=8), st.sampled_from(["lower", "spaces", "bare", "letters"]))
def test_what_is_typed_loosely_is_understood(digest: bytes, how: str) -> None:
    code = code_of(digest)
    typed = {
        "lower": code.lower(),
        "spaces": f"  {code.replace('-', ' ')} ",
        "bare": code.replace("-", ""),
        "letters": code.replace("1", "I").replace("0", "o"),
    }[how]
    assert as_typed(typed) == code


@given(st.text(max_size=30))
def test_what_cannot_be_a_code_is_none(text: str) -> None:
    found = as_typed(text)
    assert found is None or set(found) <= set(ALPHABET) | {"-"}


def test_different_digests_give_different_codes_down_to_the_sixtieth_bit() -> None:
    assert code_of(b"\x00" * 7 + b"\x10") == "0000-0000-0001"
    assert code_of(b"\xff" * 8) == "ZZZZ-ZZZZ-ZZZZ"
