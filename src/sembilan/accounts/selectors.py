"""Questions about logins that rooms above ask."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.db import connection
from django.db.models import Count, Q, QuerySet

from sembilan.accounts import rules
from sembilan.accounts.models import ActivationLink, User
from sembilan.kit.errors import RuleBroken

_OPENERS = """
WITH RECURSIVE opened (login) AS (
    SELECT l.issued_by FROM accounts_activationlink l JOIN accounts_user u ON u.id = l.user_id WHERE u.uuid = %s
    UNION
    SELECT l.issued_by FROM opened o JOIN accounts_user u ON u.uuid = o.login JOIN accounts_activationlink l ON l.user_id = u.id
)
SELECT o.login, coalesce(u.person_number, '') FROM opened o LEFT JOIN accounts_user u ON u.uuid = o.login
"""


def hand(login: uuid.UUID) -> rules.Hand:
    """The signer behind a login. The transaction must carry the nation's scope: what it does not see it cannot compare."""
    number = User.objects.filter(uuid=login).values_list("person_number", flat=True).first() or ""
    openers = frozenset(rules.person_of(opener, theirs) for opener, theirs in _opened_by(login).items())
    return rules.Hand(rules.person_of(login, number), openers)


def _opened_by(login: uuid.UUID) -> dict[uuid.UUID, str]:
    """Every login behind the access to this one, with the number of its person."""
    with connection.cursor() as cursor:
        cursor.execute(_OPENERS, [login])
        return dict(cursor.fetchall())


def shared_openers(signers: Iterable[uuid.UUID]) -> list[str]:
    """Names of those who opened or renewed, directly or through others, the access of every one of two or more signers.

    No rule can tell two persons from one who holds both links: whoever reads the signatures is told. In the nation's scope.
    """
    several = [set(_opened_by(login)) for login in signers]
    shared = set.intersection(*several) if len(several) > 1 else set()
    return list(User.objects.filter(uuid__in=shared).order_by("name").values_list("name", flat=True))


def signing_obstacle(signed: Iterable[uuid.UUID], login: uuid.UUID) -> RuleBroken | None:
    """Why `login` may not sign beside those who have signed already, or None (`rules.obstacle`). In the nation's scope."""
    mine = hand(login)
    return next((found for other in signed if (found := rules.obstacle(hand(other), mine))), None)


def access_history(login: uuid.UUID) -> QuerySet[ActivationLink]:
    """Every link by which the access to a login was opened or renewed, the newest first."""
    return ActivationLink.objects.filter(user__uuid=login).order_by("-created_at", "-pk")


def renewals(paths: Iterable[str]) -> list[tuple[str, int, int]]:
    """(who, how many, of how many officials' logins) of renewed accesses below `paths`, the most first."""
    rows = ActivationLink.objects.filter(renews=True, path__under=list(paths)).values_list("issued_by", "issued_by_label")
    officials = Count("pk", filter=Q(user__is_staff_account=False))
    counted = rows.annotate(n=Count("pk"), officials=officials).order_by("-n", "issued_by_label")
    return [(label, n, of_officials) for _uuid, label, n, of_officials in counted]
