"""The first rows of a real site: root organisation, dictionary, first administrator with a one-time link and no password."""

from __future__ import annotations

from sembilan.accounts import services as accounts
from sembilan.competency import services as competency
from sembilan.kit import clock, scope, secret
from sembilan.tenancy import services as tenancy
from sembilan.tenancy.models import Organisation
from sembilan.tenancy.rules import NATION, SYSTEM, Role


def make_site(name: str, *, username: str, person_number: str) -> str | None:
    """Returns the secret of the activation link, or None where the site exists already. `person_number`: NIP or NIK of
    the first administrator. Raises PersonNumberInvalid."""
    at = clock.now()
    with scope.carried(scope=[NATION]):
        if Organisation.objects.exists():
            return None
        secret.record(at=at)
        nation = tenancy.make_nation(name, actor=SYSTEM, at=at)
        competency.load_dictionary(actor=SYSTEM, at=at)
        admin = accounts.add_user(username, "Administrator nasional", path=NATION, person_number=person_number, actor=SYSTEM, at=at)
        tenancy.grant(admin, Role.NATIONAL_ADMIN, nation, actor=SYSTEM, at=at)
        return accounts.issue_activation(admin, actor=SYSTEM, at=at)
