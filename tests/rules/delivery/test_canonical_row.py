"""The journal's rows are written fast and as RFC 8785 asks, byte for byte."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from sembilan.delivery import chain

AT = datetime(2025, 11, 24, 1, 2, 3, 45, tzinfo=UTC)
WORDS = st.text(st.characters(exclude_categories=["Cs"]))
VALUES = st.one_of(
    st.none(), st.booleans(), WORDS, st.lists(WORDS), st.dictionaries(WORDS, WORDS), st.dictionaries(WORDS, st.integers(-9, 9))
)


def _fields(value: Any, item: str, client_ms: int | None) -> dict[str, Any]:
    return {"seq": 7, "kind": "answer", "section": 1, "item": item, "value": value, "client_ms": client_ms, "lease": 2}


@given(VALUES, WORDS, st.one_of(st.none(), st.integers(-(2**53) + 1, 2**53 - 1)))
def test_a_row_is_written_as_the_standard_writes_it(value: Any, item: str, client_ms: int | None) -> None:
    fields = _fields(value, item, client_ms)
    expected = rfc8785.dumps({**fields, "at": AT.isoformat(timespec="microseconds")})
    assert chain.canonical_row(**fields, at=AT) == expected


def test_a_number_that_the_standard_does_not_have_is_refused() -> None:
    with pytest.raises(rfc8785.IntegerDomainError):
        chain.canonical_row(**_fields("A", "q1", 2**53), at=AT)
