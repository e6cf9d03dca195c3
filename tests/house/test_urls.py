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
WITH_LAMPUNG = [name for name in STAFF_PAGES if TABLE[name].at and TABLE[name].ours]


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


def test_without_a_login_one_is_led_to_the_login_page(lampung: Lampung) -> None:
    open_pages = []
    for name in NAMES:
        if TABLE[name].who in {ANYONE, CANDIDATE}:
            continue
        for method, answer in answers(Client(), address(name, lampung)).items():
            led = answer.status_code == 302 and answer["Location"].startswith(LOGIN_PAGE)
            if not (led or answer.status_code in NOT_THERE):
                open_pages.append(f"{method} {name}: {answer.status_code}")
    assert open_pages == []


def test_without_number_and_pin_a_candidate_page_gives_nothing(lampung: Lampung) -> None:
    open_pages = []
    for name in NAMES:
        if TABLE[name].who != CANDIDATE:
            continue
        for method, answer in answers(Client(), address(name, lampung)).items():
            led = answer.status_code == 302 and answer["Location"].startswith(reverse("exam:enter"))
            if not (led or answer.status_code in {400, 401, 403, 404, 405}):
                open_pages.append(f"{method} {name}: {answer.status_code}")
    assert open_pages == []


def test_a_stranger_finds_nothing_of_another_agency(lampung: Lampung) -> None:
    """The admin of another agency, whose role does open such pages at home: every object of Lampung is 404 to him."""
    client, found_it = as_user(lampung.people["orang_lain"]), []
    for name in WITH_LAMPUNG:
        found = statuses(answers(client, address(name, lampung)))
        if 404 not in found or not found <= NOT_THERE:
            found_it.append(f"{name}: {sorted(found)}")
    assert found_it == []


def test_a_strangers_lists_hold_nothing_of_another_agency(lampung: Lampung) -> None:
    client, leaks = as_user(lampung.people["orang_lain"]), []
    for name in STAFF_PAGES:
        if name in WITH_LAMPUNG:
            continue
        answer = client.get(address(name, lampung))
        text = b"".join(answer) if answer.streaming else answer.content
        leaks += [f"{name}: {mark}" for mark in lampung.everything() if mark.encode() in text]
    assert leaks == []


def test_other_roles_find_nothing_there(lampung: Lampung) -> None:
    opened = []
    for member, (role, _node) in [*ROLES.items(), ("pegawai", (Role.OFFICIAL, "lampung"))]:
        client = as_user(lampung.person(member))
        for name in STAFF_PAGES:
            if role in TABLE[name].who:
                continue
            found = statuses(answers(client, address(name, lampung)))
            if 404 not in found or not found <= NOT_THERE:
                opened.append(f"{role} at {name}: {sorted(found)}")
    assert opened == []


def test_those_who_may_really_find_the_page(lampung: Lampung) -> None:
    """Otherwise a page that is 404 for everybody would pass all of the above."""
    members = [(name, role) for name, (role, _node) in ROLES.items() if name != "orang_lain"] + [("pegawai", Role.OFFICIAL)]
    clients = {name: as_user(lampung.person(name)) for name, _role in members}
    nowhere = []
    for name in STAFF_PAGES:
        where = address(name, lampung)
        found = {clients[who].get(where).status_code for who, role in members if role in TABLE[name].who}
        if not found & {200, 302, 405}:
            nowhere.append(f"{name}: {sorted(found)}")
    assert nowhere == []
