"""Two signatures are two persons, and neither opened the other's access."""

from __future__ import annotations

import uuid

import pytest

from sembilan.accounts.errors import AccessFromSigner, PersonNumberInvalid, SamePerson
from sembilan.accounts.rules import Hand, obstacle, person_number, person_of


def hand(person: str, *openers: str) -> Hand:
    return Hand(person, frozenset(openers))


def test_two_people_whose_access_a_third_opened_may_sign() -> None:
    assert obstacle(hand("siska", "nina"), hand("sandi", "nina")) is None


def test_two_logins_of_one_person_are_one_signature() -> None:
    number = "198001012005011001"
    first, second = (hand(person_of(uuid.uuid4(), number)) for _ in range(2))
    assert isinstance(obstacle(first, second), SamePerson)


@pytest.mark.parametrize("openers", [("nina",), ("perantara", "nina")])
def test_whoever_opened_an_access_signs_nothing_beside_it_in_either_order(openers: tuple[str, ...]) -> None:
    opener, opened = hand("nina"), hand("akun baru", *openers)
    assert isinstance(obstacle(opener, opened), AccessFromSigner)
    assert isinstance(obstacle(opened, opener), AccessFromSigner)


def test_a_login_without_a_number_is_its_own_person() -> None:
    login = uuid.uuid4()
    assert person_of(login, "") == str(login)
    assert isinstance(obstacle(hand(str(login)), hand(str(login))), SamePerson)


@pytest.mark.parametrize("typed", ["", "12", "19800101200501100", "1980010120050110011", "19800101200501100A"])
def test_what_is_neither_nip_nor_nik_is_refused(typed: str) -> None:
    with pytest.raises(PersonNumberInvalid):
        person_number(typed)


def test_a_nip_and_a_nik_are_kept_as_digits() -> None:
    assert person_number("19800101 200501 1 001") == "198001012005011001"
    assert person_number("3171010101800001") == "3171010101800001"
