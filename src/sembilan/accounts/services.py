"""Verbs of logins. The witness of each is written by the caller's room (tenancy), which knows the actor's right to do it."""

from __future__ import annotations

import contextlib
import hashlib
import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import connection

from sembilan.accounts import rules
from sembilan.accounts.adapter import MfaAdapter
from sembilan.accounts.errors import ActivationInvalid, PasswordWeak, ReasonMissing, SecretUnchanged, UsernameTaken
from sembilan.accounts.models import ActivationLink, User
from sembilan.audit.services import Acting, witness
from sembilan.kit import scope
from sembilan.kit import secret as installation
from sembilan.kit.fields import rebase

ACTIVATION_DAYS = 7


def add_user(
    username: str,
    name: str,
    *,
    path: str,
    person_number: str = "",
    is_staff_account: bool = True,
    actor: Acting,
    at: datetime,
) -> User:
    """A login without a password: nobody enters by it before its activation link is used. `person_number`: NIP or NIK of the
    person, needed before any staff role. One person may have several logins. Raises UsernameTaken, PersonNumberInvalid."""
    username = username.strip().lower()
    if user_id(username) is not None:
        raise UsernameTaken(username=username)
    number = rules.person_number(person_number) if person_number else ""
    user = User(username=username, name=name.strip(), person_number=number, path=path, created_at=at)
    user.is_staff_account = is_staff_account
    user.set_unusable_password()
    user.save()
    witness("accounts.add_user", user, actor=actor, at=at, path=path)
    return user


def count_as_staff(user: User) -> None:
    """From now on this login needs a second factor."""
    if not user.is_staff_account:
        user.is_staff_account = True
        user.save(update_fields=["is_staff_account"])


def move_logins(before: str, after: str) -> None:
    """The logins and links kept at or below a node go with it."""
    rebase(User.objects.all(), before, after)
    rebase(ActivationLink.objects.all(), before, after)


def move_login(user: User, path: str) -> None:
    """One login, with its links, to another node."""
    user.path = path
    user.save(update_fields=["path"])
    ActivationLink.objects.filter(user=user).update(path=path)


def issue_activation(user: User, *, reason: str = "", actor: Acting, at: datetime) -> str:
    """A one-time secret for the link /aktivasi/<secret>/, valid for seven days. Shown once; only its digest is kept.

    Where the login has a password already, that password ends now, and every browser that entered by it is logged out: an access
    cannot be renewed behind its user's back.
    """
    secret = secrets.token_urlsafe(32)
    renews = user.has_usable_password()
    if renews:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    ActivationLink.objects.filter(user=user, used_at=None).update(used_at=at)
    ActivationLink.objects.create(
        user=user,
        digest=_digest(secret),
        created_at=at,
        expires_at=at + timedelta(days=ACTIVATION_DAYS),
        issued_by=actor.uuid,
        issued_by_label=actor.label,
        renews=renews,
        reason=" ".join(reason.split())[:200],
        path=user.path,
    )
    told = {"reason": " ".join(reason.split())[:200]} if reason.strip() else {}
    witness("accounts.renew_access" if renews else "accounts.issue_activation", user, actor=actor, at=at, path=user.path, **told)
    return secret


def activate(secret: str, password: str, *, at: datetime) -> User:
    """Set the first password by a link. Raises ActivationInvalid, PasswordWeak. The link itself is the authority."""
    with _open_link(secret, at) as link:
        set_password(link.user, password)
        link.used_at = at
        link.save(update_fields=["used_at"])
        return link.user


def require_open_link(secret: str, *, at: datetime) -> None:
    """So that nobody thinks of a password for nothing. Raises ActivationInvalid."""
    with _open_link(secret, at):
        pass


def end_second_factor(user: User, *, actor: Acting, at: datetime) -> None:
    """The authenticator and its backup codes are gone; the next login sets up new ones."""
    with scope.carried(user=user.pk):
        Authenticator.objects.filter(user=user).delete()
    witness("accounts.end_second_factor", user, actor=actor, at=at, path=user.path)


def renew_secret(reason: str, *, actor: Acting, at: datetime) -> int:
    """The secret of this start is from now on that of the database, and every second factor it does not open ends, for nobody
    could enter by it any more. In a transaction that carries the nation's scope. Returns how many people set theirs up again.
    Raises ReasonMissing, SecretUnchanged."""
    reason = " ".join(reason.split())[:200]
    if not reason:
        raise ReasonMissing
    if installation.fits():
        raise SecretUnchanged
    # The logins are read whole before any is looked into: each is opened in its user's own scope, in which no other is seen.
    lost = [user for user in list(User.objects.order_by("pk")) if not _second_factor_opens(user)]
    for user in lost:
        end_second_factor(user, actor=actor, at=at)
    installation.record(at=at)
    witness("accounts.renew_secret", "secret", actor=actor, at=at, path=scope.ROOT, people=len(lost), reason=reason)
    return len(lost)


def _second_factor_opens(user: User) -> bool:
    with scope.carried(user=user.pk):
        return all(MfaAdapter().opens(one.data) for one in Authenticator.objects.filter(user=user))


@contextlib.contextmanager
def _open_link(secret: str, at: datetime) -> Iterator[ActivationLink]:
    """The unused link of a secret, locked, in the scope of its user. Raises ActivationInvalid."""
    found = _one("SELECT account_by_activation(%s)", _digest(secret))
    if found is None:
        raise ActivationInvalid
    with scope.carried(user=found):
        link = ActivationLink.objects.select_related("user").select_for_update(of=("self",)).get(digest=_digest(secret))
        if link.used_at or link.expires_at <= at:
            raise ActivationInvalid
        yield link


def set_password(user: User, password: str) -> None:
    """Raises PasswordWeak with the reasons in the user's language."""
    try:
        validate_password(password, user)
    except ValidationError as weak:
        raise PasswordWeak(reasons=" ".join(weak.messages)) from None
    user.set_password(password)
    user.save(update_fields=["password"])


def user_id(username: str) -> int | None:
    """The one id behind an exact username, before any scope is known."""
    return _one("SELECT account_by_username(%s)", username)


def _one(query: str, argument: str | bytes) -> int | None:
    with connection.cursor() as cursor:
        cursor.execute(query, [argument])
        row = cursor.fetchone()
    return row[0] if row else None


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
