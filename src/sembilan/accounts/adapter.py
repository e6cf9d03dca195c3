"""allauth fitted to the house: nobody signs up by himself, secrets of second factors are encrypted at rest."""

from __future__ import annotations

import base64
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.utils import is_mfa_enabled
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """allauth's own notices ("signed in as ...") say nothing a person needs."""

    def post_login(self, request: HttpRequest, user: Any, **options: Any) -> Any:
        """Whoever has no second factor yet sets one up next: the password he has just given counts for that."""
        if not is_mfa_enabled(user):
            reauthenticate_by_password(request)
        return super().post_login(request, user, **options)


class MfaAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    def encrypt(self, text: str) -> str:
        return _fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _fernet().decrypt(encrypted_text.encode()).decode()

    def opens(self, data: dict[str, Any]) -> bool:
        """Whether this start's secret opens all that a second factor (`Authenticator.data`) keeps sealed."""
        sealed = [data.get("secret"), data.get("seed"), *data.get("migrated_codes", [])]
        try:
            for part in filter(None, sealed):
                self.decrypt(part)
        except InvalidToken:
            return False
        return True


def _fernet() -> Fernet:
    key = HKDF(SHA256(), 32, salt=None, info=b"sembilan/mfa/1").derive(settings.SECRET_KEY.encode())
    return Fernet(base64.urlsafe_b64encode(key))
