"""The NIP of PNS and PPPK: what it says, and what it cannot say."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sembilan.people.rules.nip import completions, read_nip, tidy_nip

TODAY = date(2025, 11, 24)


def test_a_pns_number_says_birth_begin_of_service_and_sex() -> None:
    nip = read_nip("198512102010032916", TODAY)
    assert (nip.fault, nip.employment, nip.born, nip.service, nip.sex) == ("", "pns", date(1985, 12, 10), date(2010, 3, 1), "P")


def test_a_pppk_number_has_a_contract_code_where_the_month_would_be() -> None:
    nip = read_nip("199001152023211004", TODAY)
    assert (nip.employment, nip.service, nip.sex) == ("pppk", date(2023, 1, 1), "L")


@pytest.mark.parametrize(
    "written", [" 19851210 201003 2 916", "19851210.201003.2.916", "'198512102010032916", "19851210-201003-2-916"]
)
def test_the_printed_forms_are_the_same_number(written: str) -> None:
    assert tidy_nip(written) == "198512102010032916"
    assert read_nip(written, TODAY).valid


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        ("", "nip_missing"),
        ("   ", "nip_missing"),
        ("19911002201612273", "nip_malformed"),  # seventeen
        ("1991100220161227351", "nip_malformed"),  # nineteen
        ("19911002201612273O", "nip_malformed"),  # a letter O
        ("٣99110022016122735", "nip_malformed"),  # a digit of another script
        ("198002312005011001", "nip_contents"),  # 31 February
        ("198002112005131001", "nip_contents"),  # month 13 is neither a month nor a contract code
        ("198002112005001001", "nip_contents"),
        ("198002112005013001", "nip_contents"),  # sex 3
        ("198002111990011001", "nip_contents"),  # in service at ten
        ("198002112030011001", "nip_contents"),  # begins in five years
    ],
)
def test_what_cannot_be_a_nip_says_why(written: str, fault: str) -> None:
    assert read_nip(written, TODAY).fault == fault


births = st.dates(date(1960, 1, 1), date(2004, 12, 31))


@given(births, st.integers(18, 35), st.integers(1, 12), st.sampled_from("12"), st.integers(0, 999))
def test_every_well_formed_pns_number_is_read_back(born: date, age: int, month: int, sex: str, serial: int) -> None:
    year = born.year + age
    nip = read_nip(f"{born:%Y%m%d}{year}{month:02d}{sex}{serial:03d}", TODAY)
    assert nip.valid == (year <= 2026)
    if nip.valid:
        assert (nip.born, nip.service, nip.sex) == (born, date(year, month, 1), "L" if sex == "1" else "P")


@given(st.text(max_size=40))
def test_any_text_is_read_without_an_error(text: str) -> None:
    nip = read_nip(text, TODAY)
    assert nip.valid or nip.fault in {"nip_missing", "nip_malformed", "nip_contents"}
    assert nip.valid or (nip.born is None and nip.sex == "")


def test_a_cut_number_finds_the_whole_one_it_begins() -> None:
    whole = frozenset({"199110022016122735", "198512102010032916"})
    assert completions("19911002201612273", whole) == ["199110022016122735"]
    assert completions("1991", whole) == []  # too short to mean anybody
