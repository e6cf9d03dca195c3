"""Commitments: the formula itself, one text for one payload, and payloads without one text refused."""

import json
from datetime import date
from decimal import Decimal
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sembilan.merkle.commitment import canonical_json, commit, opens, rows_digest
from sembilan.merkle.errors import CommitmentMalformed, PayloadNotCanonical

SALT = bytes(range(32))
SAFE = st.integers(-(2**53) + 1, 2**53 - 1)
PAYLOADS = st.dictionaries(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
    st.recursive(
        st.none() | st.booleans() | SAFE | st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text('ab{}":,é', max_size=3), inner, max_size=3),
        max_leaves=8,
    ),
    max_size=4,
)


def test_the_commitment_is_the_hash_of_domain_salt_and_canonical_json():
    expected = sha256(b"sembilan/run/1" + SALT + '{"a":[1,true,null],"mean":"0.25","é":"x"}'.encode()).digest()
    assert commit("sembilan/run/1", SALT, {"é": "x", "mean": "0.25", "a": (1, True, None)}) == expected
    assert commit(b"sembilan/run/1", SALT, {"a": [1, True, None], "mean": "0.25", "é": "x"}) == expected


@given(PAYLOADS, st.randoms())
def test_the_order_in_which_fields_were_written_changes_nothing(payload, rng):
    fields = list(payload.items())
    rng.shuffle(fields)
    assert commit("d", SALT, dict(fields)) == commit("d", SALT, payload)


@given(PAYLOADS, PAYLOADS)
def test_two_payloads_have_one_commitment_only_if_they_have_one_text(first, second):
    assert (commit("d", SALT, first) == commit("d", SALT, second)) == (canonical_json(first) == canonical_json(second))


@given(PAYLOADS)
def test_no_tail_of_a_canonical_object_is_an_object_so_that_the_parts_cannot_slide(payload):
    text = canonical_json(payload)
    for at in range(1, len(text)):
        if text[at : at + 1] == b"{":
            with pytest.raises(json.JSONDecodeError):
                json.loads(text[at:])


def test_a_commitment_opens_only_with_its_own_domain_salt_and_payload():
    commitment = commit("d", SALT, {"n": 1905})
    assert opens(commitment, "d", SALT, {"n": 1905})
    assert not opens(commitment, "e", SALT, {"n": 1905})
    assert not opens(commitment, "d", SALT[::-1], {"n": 1905})
    assert not opens(commitment, "d", SALT, {"n": "1905"})


@pytest.mark.parametrize(
    ("payload", "place"),
    [
        ({"a": 0.5}, "$.a"),
        ({"a": 1.0}, "$.a"),
        ({"a": [1, {"b": float("nan")}]}, r"$.a\[1\].b"),
        ({"a": Decimal("0.5")}, "$.a"),
        ({"a": b"raw"}, "$.a"),
        ({"a": {1, 2}}, "$.a"),
        ({"a": {1: "x"}}, "$.a"),
        ({"a": 2**53}, "9007199254740992"),
        ({"a": "\ud800"}, "no canonical text"),
        ([1, 2], "not an object"),
    ],
)
def test_what_has_no_single_text_is_refused_with_its_place(payload, place):
    with pytest.raises(PayloadNotCanonical, match=place.replace("$", r"\$")):
        commit("d", SALT, payload)


def test_a_float_is_refused_with_the_advice_to_write_a_string():
    with pytest.raises(PayloadNotCanonical, match="write decimals as strings"):
        commit("d", SALT, {"score": 0.1 + 0.2})


def test_an_empty_domain_or_a_salt_of_another_length_is_refused():
    with pytest.raises(CommitmentMalformed, match="needs a domain"):
        commit("", SALT, {})
    with pytest.raises(CommitmentMalformed, match="31 bytes instead of 32"):
        commit("d", SALT[:31], {})


def test_a_digest_of_rows_depends_on_every_cell_and_on_their_order():
    rows = [(1, "a", 0.1, None, b"\x01", {"b": 1, "a": [True]}), (2, "é", 0.2, date(2025, 11, 24), memoryview(b"\x02"), {})]
    lines = ['[1,"a",0.1,null,"01",{"a":[true],"b":1}]', '[2,"é",0.2,"2025-11-24","02",{}]']
    assert rows_digest(iter(rows)) == sha256("".join(f"{line}\n" for line in lines).encode()).hexdigest()
    assert rows_digest(rows) != rows_digest(reversed(rows))
    for place in range(6):
        other = list(rows[0])
        other[place] = 1e-6
        assert rows_digest([other, rows[1]]) != rows_digest(rows)
    assert rows_digest([]) == sha256(b"").hexdigest()
