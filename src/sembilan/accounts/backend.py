"""Log in under row-level security: the exact username gives one id, that id opens its own row and no other."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest

from sembilan.accounts import services
from sembilan.accounts.models import User
from sembilan.kit import scope


class ScopedBackend(BaseBackend):
    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> User | None:
        if username is None or password is None:
            return None
        found = services.user_id(username)
        if found is None:
            make_password(password)  # as slow as a wrong password, so that names cannot be probed by time
            return None
        scope.add_identity(user=found)
        user = User.objects.filter(pk=found).first()
        if user is not None and user.is_active and user.check_password(password):
            return user
        return None

    def get_user(self, user_id: int) -> User | None:
        with scope.carried(user=user_id):
            return User.objects.filter(pk=user_id, is_active=True).first()
