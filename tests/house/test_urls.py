"""Every address of the site: who may open it, and that a stranger finds nothing there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from sembilan.accounts.models import User
from sembilan.tenancy.rules import Role
from tests.cast import ROLES, Agencies
from tests.house.access_table import ANYONE, CANDIDATE, LOGIN, TABLE
from tests.house.lampung import Lampung

LOGIN_PAGE = "/masuk/"
NOT_THERE = {404, 405}


def patterns(resolver: URLResolver, space: str = "") -> Iterator[tuple[str, URLPattern]]:
    for part in resolver.url_patterns:
        if isinstance(part, URLResolver):
            yield from patterns(part, f"{space}{part.namespace}:" if part.namespace else space)
        else:
            yield f"{space}{part.name}", part


PATTERNS = dict(patterns(get_resolver()))
NAMES = sorted(set(PATTERNS) & set(TABLE))
STAFF_PAGES = [name for name in NAMES if isinstance(TABLE[name].who, frozenset)]
WITH_LAMPUNG = [name for name in STAFF_PAGES if TABLE[name].at]


@pytest.fixture
def lampung(agencies: Agencies, people: dict[str, User]) -> Lampung:
    return Lampung(agencies, people)


def address(name: str, lampung: Lampung) -> str:
    make = TABLE[name].at
    return reverse(name, kwargs=make(lampung) if make else None)


def answers(client: Client, where: str) -> dict[str, HttpResponse]:
    """What the address says to reading and to writing."""
    client.raise_request_exception = True
    return {"GET": client.get(where), "POST": client.post(where, {})}


def as_user(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def statuses(found: dict[str, Any]) -> set[int]:
    return {answer.status_code for answer in found.values()}


def test_every_address_stands_in_the_access_table() -> None:
    unlisted = sorted(set(PATTERNS) - set(TABLE))
    assert unlisted == [], "add to tests/house/access_table.py: " + ", ".join(f'"{name}": Line(who)' for name in unlisted)


def test_the_access_table_names_no_address_that_is_gone() -> None:
    assert sorted(set(TABLE) - set(PATTERNS)) == []


def test_no_name_is_given_twice() -> None:
    names = [name for name, _pattern in patterns(get_resolver())]
    assert sorted({name for name in names if names.count(name) > 1}) == []


def test_the_table_and_the_views_name_the_same_roles() -> None:
    """`@page(...)` writes its roles on the view; the table is the second pair of eyes."""
    differing = []
    for name in NAMES:
        roles, who = getattr(PATTERNS[name].callback, "roles", None), TABLE[name].who
        if roles is not None and frozenset(roles) != (frozenset() if who == LOGIN else who):
            differing.append(f"{name}: view {sorted(roles)}, table {who if isinstance(who, str) else sorted(who)}")
        if roles is None and not isinstance(who, str):
            differing.append(f"{name}: the table names roles, the view is not a @page")
    assert differing == []


@pytest.mark.parametrize("name", [name for name in NAMES if TABLE[name].who not in {ANYONE, CANDIDATE}])
def test_without_a_login_one_is_led_to_the_login_page(name: str, lampung: Lampung) -> None:
    for method, answer in answers(Client(), address(name, lampung)).items():
        led = answer.status_code == 302 and answer["Location"].startswith(LOGIN_PAGE)
        assert led or answer.status_code in NOT_THERE, f"{method}: {answer.status_code}"


@pytest.mark.parametrize("name", [name for name in NAMES if TABLE[name].who == CANDIDATE])
def test_without_number_and_pin_a_candidate_page_gives_nothing(name: str, lampung: Lampung) -> None:
    for method, answer in answers(Client(), address(name, lampung)).items():
        led = answer.status_code == 302 and answer["Location"].startswith(reverse("exam:enter"))
        assert led or answer.status_code in {400, 401, 403, 404, 405}, f"{method}: {answer.status_code}"


@pytest.mark.parametrize("name", WITH_LAMPUNG)
def test_a_stranger_finds_nothing_of_another_agency(name: str, lampung: Lampung) -> None:
    """The admin of another agency, whose role does open such pages at home."""
    where = address(name, lampung)
    found = statuses(answers(as_user(lampung.people["orang_lain"]), where))
    assert 404 in found
    assert found <= NOT_THERE


@pytest.mark.parametrize("name", [name for name in STAFF_PAGES if not TABLE[name].at])
def test_a_strangers_lists_hold_nothing_of_another_agency(name: str, lampung: Lampung) -> None:
    answer = as_user(lampung.people["orang_lain"]).get(address(name, lampung))
    assert answer.status_code in {200, 302, *NOT_THERE}
    text = b"".join(answer) if answer.streaming else answer.content
    assert [mark for mark in lampung.everything() if mark.encode() in text] == []


@pytest.mark.parametrize("name", STAFF_PAGES)
def test_other_roles_find_nothing_there(name: str, lampung: Lampung) -> None:
    where, who = address(name, lampung), TABLE[name].who
    opened = []
    for member, (role, _node) in [*ROLES.items(), ("pegawai", (Role.OFFICIAL, "lampung"))]:
        if role not in who:
            found = statuses(answers(as_user(lampung.person(member)), where))
            if 404 not in found or not found <= NOT_THERE:
                opened.append(f"{role}: {sorted(found)}")
    assert opened == []


@pytest.mark.parametrize("name", STAFF_PAGES)
def test_those_who_may_really_find_the_page(name: str, lampung: Lampung) -> None:
    """Otherwise a page that is 404 for everybody would pass all of the above."""
    where, who = address(name, lampung), TABLE[name].who
    members = [member for member, (role, _node) in ROLES.items() if role in who and member != "orang_lain"]
    if Role.OFFICIAL in who:
        members.append("pegawai")
    assert any(as_user(lampung.person(member)).get(where).status_code in {200, 302, 405} for member in members)
