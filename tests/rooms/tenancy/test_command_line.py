"""Agencies from the command line of a site."""

from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator

from sembilan.accounts import services as accounts
from sembilan.accounts.adapter import MfaAdapter
from sembilan.accounts.models import User
from sembilan.audit.models import AuditEvent
from sembilan.cli import agency, renewal, site
from sembilan.delivery import services as delivery
from sembilan.delivery.errors import PinMissing
from sembilan.kit import checks, clock, scope, secret
from sembilan.tenancy.models import Kind, Organisation
from tests import making
from tests.cast import AT, PASSWORD, Agencies


def test_an_agency_is_added_below_the_root_with_a_witness(agencies: Agencies) -> None:
    assert agency.add_agency("jambi", "Pemerintah Provinsi Jambi") == 0
    made = Organisation.objects.get(code="jambi")
    assert (made.kind, made.path) == (Kind.AGENCY, "n.jambi")
    assert AuditEvent.objects.filter(action="tenancy.add_agency", path="n.jambi").count() == 1


def test_a_code_is_used_once(agencies: Agencies) -> None:
    with pytest.raises(site.Refused, match=r"tenancy\.code_taken"):
        agency.add_agency(agencies.lampung.code, "Lagi")


@pytest.mark.parametrize("code", ["Bad Code", "Jambi", "9a", "x"])
def test_a_code_that_cannot_stand_in_a_path_is_refused(code: str, agencies: Agencies) -> None:
    with pytest.raises(site.Refused, match=r"tenancy\.code_invalid"):
        agency.add_agency(code, "Lagi")


def test_without_a_root_the_way_is_told(nation_scope: None) -> None:
    with pytest.raises(site.Refused, match="sembilan init"):
        site.require_site()


def test_an_administrator_is_let_in_again_from_this_machine(
    people: dict[str, User], capsys: pytest.CaptureFixture[str], client_of: Any
) -> None:
    nina = people["nina"]
    with scope.carried(user=nina.pk):
        Authenticator.objects.create(user=nina, type="totp", data={"secret": "x"})
    assert renewal.renew_access("nina", "ponsel hilang", "https://s.example", new_second_factor=True) == 0
    told = re.search(r"https://s\.example/aktivasi/([^/]+)/", capsys.readouterr().out)
    assert told
    nina.refresh_from_db()
    assert not nina.has_usable_password()
    accounts.activate(told[1], PASSWORD, at=clock.now())
    with scope.carried(user=nina.pk):
        assert not Authenticator.objects.filter(user=nina).exists()
    assert set(AuditEvent.objects.values_list("action", flat=True)) >= {
        "accounts.renew_access",
        "accounts.end_second_factor",
    }


def test_a_renewal_names_an_existing_user_and_a_reason(people: dict[str, User]) -> None:
    with pytest.raises(site.Refused, match="no user"):
        renewal.renew_access("siapa", "x", "https://s.example", new_second_factor=False)
    with pytest.raises(site.Refused, match=r"tenancy\.reason_missing"):
        renewal.renew_access("nina", " ", "https://s.example", new_second_factor=False)


def sealed(user: User, kind: str, **data: str) -> None:
    with scope.carried(user=user.pk):
        Authenticator.objects.create(user=user, type=kind, data={name: MfaAdapter().encrypt(text) for name, text in data.items()})


def factors(user: User) -> set[str]:
    with scope.carried(user=user.pk):
        return set(Authenticator.objects.filter(user=user).values_list("type", flat=True))


def test_after_a_lost_secret_whatever_it_opened_ends_and_the_rest_stays(
    people: dict[str, User], agencies: Agencies, settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    nina, agus, komar = people["nina"], people["agus"], people["komar"]
    secret.record(at=AT)
    sealed(nina, "totp", secret="s")
    sealed(nina, "recovery_codes", seed="s")
    sealed(agus, "recovery_codes", seed="s")
    making.make_package()
    first, second = making.make_session(agencies.lampung.path).entries.order_by("pk")
    pins = [making.make_pin(entry, seed=number) for number, entry in enumerate((first, second))]
    delivery.enter(first.participant_number, pins[0], at=AT)
    settings.SECRET_KEY = "y" * 50
    sealed(komar, "totp", secret="s")  # set up again already
    assert [one.id for one in checks.secret_is_the_one(None, databases=["default"])] == ["sembilan.E007"]

    assert renewal.renew_secret("server terbakar") == 0
    told = capsys.readouterr().out
    assert "Second factors that ended: 2." in told
    assert "Unused PINs that ended: 1." in told
    assert (factors(nina), factors(agus), factors(komar)) == (set(), set(), {"totp"})
    assert checks.secret_is_the_one(None, databases=["default"]) == []
    with pytest.raises(PinMissing):
        delivery.enter(second.participant_number, pins[1], at=AT)
    event = AuditEvent.objects.get(action="accounts.renew_secret")
    assert event.facts == {"people": 2, "reason": "server terbakar"}
    assert AuditEvent.objects.filter(action="accounts.end_second_factor").count() == 2
    with pytest.raises(site.Refused, match=r"accounts\.secret_unchanged"):
        renewal.renew_secret("sekali lagi")


def test_a_secret_is_not_renewed_without_a_reason(people: dict[str, User], settings: Any) -> None:
    secret.record(at=AT)
    settings.SECRET_KEY = "y" * 50
    with pytest.raises(site.Refused, match=r"accounts\.reason_missing"):
        renewal.renew_secret("  ")
    assert not secret.fits()
