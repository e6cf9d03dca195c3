"""Which key's signature counts at which size of the log."""

from __future__ import annotations

import pytest

from sembilan.ledger.rules import in_force

KEYS = ((-1, "first"), (3, "second"), (4, "third"))


@pytest.mark.parametrize(("size", "key"), [(0, "first"), (3, "first"), (4, "second"), (5, "third"), (99, "third")])
def test_a_key_signs_whatever_covers_its_own_leaf_until_the_next_does(size: int, key: str) -> None:
    assert in_force(KEYS, size) == key


def test_before_the_first_key_is_on_record_none_is_in_force() -> None:
    assert in_force((), 5) is None
