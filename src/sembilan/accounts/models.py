from __future__ import annotations

import uuid

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.indexes import GistIndex
from django.db import models

from sembilan.kit import security
from sembilan.kit.fields import PathField
from sembilan.kit.security import ByPath, append_only, own

security.definer(
    "account_by_username",
    "wanted text",
    "bigint",
    "SELECT id FROM accounts_user WHERE username = lower(wanted)",
)
security.definer(
    "account_by_activation",
    "wanted bytea",
    "bigint",
    "SELECT user_id FROM accounts_activationlink WHERE digest = wanted AND used_at IS NULL",
)


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(username=(username or "").lower())


class User(AbstractBaseUser):
    """One login. `path` is the organisation node that keeps it; an official's login carries the official's path."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    username = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    person_number = models.CharField(
        max_length=18, blank=True, help_text="NIP, or NIK of who has none: compared where two must sign, and against a roster"
    )
    path = PathField()
    is_active = models.BooleanField(default=True)
    is_staff_account = models.BooleanField(default=True, help_text="staff need a second factor; officials do not")
    created_at = models.DateTimeField()

    USERNAME_FIELD = "username"
    objects = UserManager()

    security = ByPath(also=(own("user"),), own_write=(own("user"),))

    class Meta:
        indexes = [GistIndex("path", name="account_user_path")]

    def get_full_name(self) -> str:
        return self.name

    @property
    def is_staff(self) -> bool:
        """Django's name for the admin site, which this product does not open."""
        return False


class ActivationLink(models.Model):
    """A one-time link by which a user sets his password: the first, or a new one for an access that is renewed. Only its SHA-256 is
    kept; who issued it stays on record, for the user and wherever two people must sign."""

    user = models.ForeignKey(User, on_delete=models.CASCADE)
    digest = models.BinaryField(max_length=32, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    issued_by = models.UUIDField()
    issued_by_label = models.CharField(max_length=200)
    renews = models.BooleanField(default=False, help_text="it ended a password that was in use")
    reason = models.CharField(max_length=200, blank=True, help_text="why an access was renewed, shown to its user")
    path = PathField()

    security = ByPath(also=(own("user", "user_id"),), own_write=(own("user", "user_id"),), append_only=True, updatable=("used_at",))

    class Meta:
        triggers = append_only("path", "used_at")
