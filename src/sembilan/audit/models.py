from django.contrib.postgres.indexes import GistIndex
from django.db import models

from sembilan.kit.fields import PathField, SaidField
from sembilan.kit.security import ByPath, append_only, own

_STOOD_IN = (
    "EXISTS (SELECT 1 FROM audit_readsubject stood WHERE stood.reading_id = audit_readevent.id "
    "AND stood.subject = nullif(current_setting('sembilan.subject', true), '')::uuid)"
)


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
    """One reading of a person's data, or of a list or export: shown to whoever was in it, with the purpose that was given."""

    at = models.DateTimeField()
    actor = models.UUIDField()
    actor_label = models.CharField(max_length=200)
    what = models.CharField(max_length=80, help_text="page or export, e.g. profiling.person_page")
    why = SaidField(help_text="the purpose: as the reader typed it, or as the page gives it")
    subject = models.UUIDField(null=True, help_text="the person read; null for a list or an export (its people: ReadSubject)")
    count = models.PositiveIntegerField(default=1, help_text="how many rows it had, also those of nobody known")
    path = PathField()

    security = ByPath(also=(own("subject", "subject"), _STOOD_IN), append_only=True)

    class Meta:
        indexes = [GistIndex("path", name="audit_read_path"), models.Index(fields=["subject", "at"])]
        triggers = append_only("path")


class ReadSubject(models.Model):
    """One person who stood in a list or an export, so that he finds that reading again: written with it, a row a person."""

    reading = models.ForeignKey(ReadEvent, on_delete=models.PROTECT, related_name="people", db_index=False)
    subject = models.UUIDField(db_index=True, help_text="the person's uuid, in a hall his candidate ref")
    path = PathField(help_text="where the reading happened, as on the reading itself")

    security = ByPath(also=(own("subject", "subject"),), append_only=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["reading", "subject"], name="once_a_reading")]
        triggers = append_only("path")
