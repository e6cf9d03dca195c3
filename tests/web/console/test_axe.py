"""Every page of the staff that answers a reader, judged by axe in a real browser, on a phone."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from sembilan.accounts.models import User
from tests.cast import ROLES, Agencies
from tests.house.access_table import TABLE
from tests.house.lampung import Lampung
from tests.web.axe import barriers

pytestmark = pytest.mark.browser

AREAS = ("people", "itembank", "assembly", "scheduling", "measurement", "profiling", "reporting", "settings", "proctor")


def pages_of(area: str, lampung: Lampung) -> dict[str, bytes]:
    """Address -> HTML of every page of an area, each as the first of the cast sees it who may."""
    found: dict[str, bytes] = {}
    for name, line in TABLE.items():
        if not name.startswith(f"{area}:") or isinstance(line.who, str):
            continue
        reader = next(member for member, (role, _node) in ROLES.items() if role in line.who)
        client = Client()
        client.force_login(lampung.person(reader))
        where = reverse(name, kwargs=line.at(lampung) if line.at else None)
        answer = client.get(where)
        if answer.status_code == 200 and answer["Content-Type"].startswith("text/html") and b"<html" in answer.content:
            found[where] = answer.content
    return found


@pytest.mark.parametrize("area", AREAS)
def test_no_page_has_a_barrier_or_runs_over_a_phone(area: str, agencies: Agencies, people: dict[str, User], chromium: str) -> None:
    pages = pages_of(area, Lampung(agencies, people))
    assert pages
    assert barriers(pages, chromium) == []


def test_home_has_no_barrier_for_any_role(agencies: Agencies, people: dict[str, User], chromium: str) -> None:
    """In a house that has just begun: the road of the first period stands there."""
    pages = {}
    for name, user in people.items():
        client = Client()
        client.force_login(user)
        pages[f"/{name}"] = client.get("/").content
    assert barriers(pages, chromium) == []
