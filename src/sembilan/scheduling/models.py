from __future__ import annotations

import uuid

from django.contrib.postgres.indexes import GistIndex
from django.db import models

from sembilan.kit.fields import PathField
from sembilan.kit.security import ByPath, own
from sembilan.people.models import Official
from sembilan.tenancy.models import Organisation


class ProfilingEvent(models.Model):
    """An agency's assessment event, from its first to its last day."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agency = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    path = PathField()
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    period = models.CharField(max_length=20, help_text="the talent period its results count for, e.g. 2025")
    first_day = models.DateField()
    last_day = models.DateField()
    pin_closes_minutes = models.PositiveSmallIntegerField(default=5)
    packages = models.JSONField(default=list, help_text="codes of the sealed packages, dealt in turn; keys: visual and non_visual")

    security = ByPath()

    class Meta:
        indexes = [GistIndex("path", name="event_path")]
        constraints = [models.UniqueConstraint(fields=["agency", "code"], name="event_code_once")]


class PlannedSession(models.Model):
    event = models.ForeignKey(ProfilingEvent, on_delete=models.PROTECT, related_name="sessions")
    number = models.PositiveSmallIntegerField()
    starts_at = models.DateTimeField()
    place = models.CharField(max_length=200)
    rooms = models.JSONField(help_text="[{room, seats}]")
    session = models.UUIDField(null=True, help_text="delivery's session, once prepared")
    path = PathField()

    security = ByPath()

    class Meta:
        ordering = ["event", "number"]
        constraints = [models.UniqueConstraint(fields=["event", "number"], name="session_number_once")]


class Registration(models.Model):
    """The only link from a candidate ref to a person."""

    class Attendance(models.TextChoices):
        EXPECTED = "expected", "Terdaftar"
        CHECKED_IN = "checked_in", "Hadir"
        FINISHED = "finished", "Selesai"
        ABSENT = "absent", "Tidak hadir"

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    event = models.ForeignKey(ProfilingEvent, on_delete=models.PROTECT, related_name="registrations")
    official = models.ForeignKey(Official, on_delete=models.PROTECT, related_name="registrations")
    planned = models.ForeignKey(PlannedSession, on_delete=models.PROTECT, null=True, related_name="registrations")
    participant_number = models.CharField(max_length=20)
    attendance = models.CharField(max_length=12, choices=Attendance, default=Attendance.EXPECTED)
    path = PathField()

    security = ByPath(also=(own("official", "official_id"),))

    class Meta:
        indexes = [GistIndex("path", name="registration_path")]
        constraints = [models.UniqueConstraint(fields=["event", "participant_number"], name="event_number_once")]
