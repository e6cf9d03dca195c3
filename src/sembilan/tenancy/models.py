from __future__ import annotations

import uuid

from django.contrib.postgres.indexes import GistIndex
from django.db import models

from sembilan.accounts.models import User
from sembilan.kit.fields import PathField
from sembilan.kit.security import ByPath, Open, own
from sembilan.kit.text import gettext_noop
from sembilan.tenancy.rules import Role


class Kind(models.TextChoices):
    NATION = "nation", gettext_noop("Nasional")
    AGENCY = "agency", gettext_noop("Instansi")
    UNIT = "unit", gettext_noop("Unit kerja")


class Organisation(models.Model):
    """One node: the nation, an agency (which may lie below another), or a unit of an agency."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=10, choices=Kind)
    code = models.CharField(max_length=40, help_text="the code of the source, e.g. unorId")
    name = models.CharField(max_length=300)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    path = PathField(unique=True)
    echelon = models.CharField(max_length=10, blank=True)

    security = Open()

    class Meta:
        indexes = [GistIndex("path", name="organisation_path")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(parent__isnull=False) | models.Q(kind="nation"), name="only_the_nation_has_no_parent"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A user's role at a node and below it, from a day to a day."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=[(role.value, role.value) for role in Role])
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT)
    path = PathField()
    granted_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    security = ByPath(also=(own("user", "user_id"),))

    class Meta:
        indexes = [GistIndex("path", name="membership_path")]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "organisation"], condition=models.Q(ended_at=None), name="role_held_once"
            )
        ]
