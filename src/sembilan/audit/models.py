from django.contrib.postgres.indexes import GistIndex
from django.db import models

from sembilan.kit.fields import PathField
from sembilan.kit.security import ByPath, append_only, own


class AuditEvent(models.Model):
    """One act: written in the same transaction as what it witnesses, never changed."""

    at = models.DateTimeField()
    actor = models.UUIDField(help_text="the actor's uuid; the machine has one of its own")
    actor_label = models.CharField(max_length=200)
    action = models.CharField(max_length=80, help_text="room.verb, e.g. people.import_roster")
    object_type = models.CharField(max_length=60)
    object_id = models.CharField(max_length=60)
    path = PathField(help_text="where in the organisation tree it happened")
    facts = models.JSONField(default=dict, help_text="counts, codes and reasons; no personal data beyond the object's id")

    security = ByPath(append_only=True)

    class Meta:
        indexes = [GistIndex("path", name="audit_event_path"), models.Index(fields=["object_type", "object_id"])]
        triggers = append_only("path")


class ReadEvent(models.Model):
    """One reading of a person's data or one export: shown to that person, with the purpose that was given."""

    at = models.DateTimeField()
    actor = models.UUIDField()
    actor_label = models.CharField(max_length=200)
    what = models.CharField(max_length=80, help_text="page or export, e.g. profiling.person_page")
    why = models.CharField(max_length=300, help_text="the purpose given by the reader")
    subject = models.UUIDField(null=True, help_text="the person read; null for an export of many, whose rows are in `count`")
    count = models.PositiveIntegerField(default=1)
    path = PathField()

    security = ByPath(also=(own("subject", "subject"),), append_only=True)

    class Meta:
        indexes = [GistIndex("path", name="audit_read_path"), models.Index(fields=["subject", "at"])]
        triggers = append_only("path")
