"""The official's own login: invited by his agency's administrator, by his NIP, and it goes where he goes."""

from __future__ import annotations

import pytest

from sembilan.accounts import services as accounts
from sembilan.accounts.errors import UsernameTaken
from sembilan.accounts.models import ActivationLink, User
from sembilan.people import services
from sembilan.people.errors import LoginThere, NipNotSettled
from sembilan.people.models import Official
from sembilan.tenancy import services as tenancy
from sembilan.tenancy.errors import NotAllowed
from sembilan.tenancy.models import Membership, Organisation
from sembilan.tenancy.rules import SYSTEM, Actor, Role
from tests import cast
from tests.cast import AT, PASSWORD, Agencies
from tests.rooms.people.files import BUDI, bring


@pytest.fixture
def agus(people: dict[str, User], agencies: Agencies) -> Actor:
    actor = cast.actor(people["agus"])
    bring(agencies.lampung, actor=actor)
    return actor


@pytest.fixture
def budi(agus: Actor) -> Official:
    return Official.objects.get(nip=BUDI)


def test_an_official_is_invited_by_his_nip_and_holds_his_own_role_alone(agus: Actor, budi: Official) -> None:
    made = services.open_login(budi, actor=agus, at=AT)
    user = accounts.activate(made.activation, PASSWORD, at=AT)
    assert (user.username, user.person_number, user.is_staff_account) == (BUDI, BUDI, False)
    assert list(Membership.objects.filter(user=user).values_list("role", "path")) == [(Role.OFFICIAL, budi.path)]
    budi.refresh_from_db()
    assert budi.user == user
    with pytest.raises(LoginThere):
        services.open_login(budi, actor=agus, at=AT)


def test_a_doubtful_nip_is_settled_first(agus: Actor) -> None:
    doubtful = Official.objects.filter(nip_valid=False).first()
    assert doubtful is not None
    with pytest.raises(NipNotSettled):
        services.open_login(doubtful, actor=agus, at=AT)
    assert not User.objects.filter(name=doubtful.full_name).exists()


def test_a_name_that_is_taken_leaves_no_half_login(agus: Actor, budi: Official) -> None:
    accounts.add_user(BUDI, "Orang lain", path=budi.path, actor=SYSTEM, at=AT)
    with pytest.raises(UsernameTaken):
        services.open_login(budi, actor=agus, at=AT)
    budi.refresh_from_db()
    assert budi.user is None


@pytest.mark.parametrize("who", ["evi", "komar", "orang_lain"])
def test_nobody_but_the_keeper_of_the_data_opens_it(who: str, agus: Actor, budi: Official, people: dict[str, User]) -> None:
    with pytest.raises(NotAllowed):
        services.open_login(budi, actor=cast.actor(people[who]), at=AT)


def test_the_login_goes_where_the_person_goes(agus: Actor, budi: Official) -> None:
    made = services.open_login(budi, actor=agus, at=AT)
    unit = Organisation.objects.get(code="U1.1")
    services.move_official(budi, unit, actor=agus, at=AT)
    made.user.refresh_from_db()
    assert made.user.path == unit.path
    assert ActivationLink.objects.get(user=made.user).path == unit.path
    assert Membership.objects.get(user=made.user).organisation == unit


def test_a_login_that_also_holds_a_staff_role_stays_with_its_keeper(agus: Actor, budi: Official) -> None:
    made = services.open_login(budi, actor=agus, at=AT)
    kept = made.user.path
    tenancy.grant(made.user, Role.PROCTOR, Organisation.objects.get(path=kept), actor=SYSTEM, at=AT)
    unit = Organisation.objects.get(code="U1.1")
    services.move_official(budi, unit, actor=agus, at=AT)
    made.user.refresh_from_db()
    assert made.user.path == kept
    assert dict(Membership.objects.filter(user=made.user).values_list("role", "path")) == {
        Role.OFFICIAL: unit.path,
        Role.PROCTOR: kept,
    }
