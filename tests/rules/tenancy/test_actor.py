"""What an actor's roles open, whole labels counted."""

from __future__ import annotations

import uuid

import pytest

from sembilan.tenancy.rules import Actor, Held, Role, covers


def actor(*held: tuple[Role, str]) -> Actor:
    return Actor(uuid.uuid4(), "uji", frozenset(Held(role, path) for role, path in held))


@pytest.mark.parametrize(
    ("node", "path", "inside"),
    [
        ("n", "n", True),
        ("n", "n.p3", True),
        ("n.p3", "n.p3.u1", True),
        ("n.p3", "n.p30", False),
        ("n.p3.u1", "n.p3", False),
        ("n.p3", "n", False),
    ],
)
def test_a_node_covers_itself_and_what_lies_below(node: str, path: str, inside: bool) -> None:
    assert covers(node, path) is inside


def test_a_role_holds_at_its_node_and_below_and_nowhere_else() -> None:
    one = actor((Role.PROCTOR, "n.p3"))
    assert one.holds({Role.PROCTOR}, "n.p3.u1")
    assert not one.holds({Role.PROCTOR}, "n.p30")
    assert not one.holds({Role.COMMITTEE}, "n.p3")


def test_a_national_role_carries_exactly_the_nation_s_scope_whatever_else_he_holds() -> None:
    assert actor((Role.PSYCHOMETRICIAN, "n"), (Role.PROCTOR, "n.p3"), (Role.COMMITTEE, "n.p3.u1")).scope == ["n"]
    assert actor((Role.PROCTOR, "n.p3.u1"), (Role.COMMITTEE, "n.p3")).scope == ["n.p3"]
    assert actor((Role.PROCTOR, "n.p3"), (Role.COMMITTEE, "n.p30")).scope == ["n.p3", "n.p30"]


def test_an_official_opens_no_scope_by_being_one() -> None:
    assert actor((Role.OFFICIAL, "n.p3")).scope == []
