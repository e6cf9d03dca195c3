from __future__ import annotations

from django.db import models

from sembilan.kit.fields import PathField
from sembilan.kit.security import ByPath, append_only, own
from sembilan.people.models import Official


class Document(models.Model):
    """A report that left the house: its verification code, its hash and what it was made from."""

    code = models.CharField(max_length=20, unique=True, help_text="verification code printed on it")
    kind = models.CharField(max_length=30)
    official = models.ForeignKey(Official, on_delete=models.PROTECT, related_name="documents")
    profile = models.UUIDField()
    mapping_run = models.UUIDField(null=True)
    sha256 = models.CharField(max_length=64)
    file = models.CharField(max_length=200, help_text="name under the home folder's reports/")
    made_at = models.DateTimeField()
    path = PathField()

    security = ByPath(also=(own("official", "official_id"),), append_only=True)

    class Meta:
        triggers = append_only("path")
