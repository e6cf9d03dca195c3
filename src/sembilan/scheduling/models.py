from __future__ import annotations

import uuid

from django.contrib.postgres.indexes import GistIndex
from django.db import models

from sembilan.delivery.models import OWN as OWN_REF
from sembilan.kit.fields import PathField
from sembilan.kit.security import ByPath, own
from sembilan.kit.text import gettext_noop
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
    pin_closes_minutes = models.PositiveSmallIntegerField(
        default=5, help_text="issuing of PINs ends this long before a start (0: never)"
    )
    packages = models.JSONField(
        help_text="{visual: [codes], non_visual: [codes]} of sealed packages, dealt so that neighbours differ"
    )

    security = ByPath()

    class Meta:
        indexes = [GistIndex("path", name="event_path")]
        constraints = [models.UniqueConstraint(fields=["agency", "code"], name="event_code_once")]


class PlannedSession(models.Model):
    """A time and a place with so many seats. `prepare_session` makes delivery's session of it."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
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

    @property
    def capacity(self) -> int:
        return sum(room["seats"] for room in self.rooms)


class Registration(models.Model):
    """The only link from a candidate ref to a person. Whoever was absent is registered anew, with another ref."""

    class Attendance(models.TextChoices):
        EXPECTED = "expected", gettext_noop("Terdaftar")
        CHECKED_IN = "checked_in", gettext_noop("Hadir")
        FINISHED = "finished", gettext_noop("Selesai")
        ABSENT = "absent", gettext_noop("Tidak hadir")

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    event = models.ForeignKey(ProfilingEvent, on_delete=models.PROTECT, related_name="registrations")
    official = models.ForeignKey(Official, on_delete=models.PROTECT, related_name="registrations")
    planned = models.ForeignKey(PlannedSession, on_delete=models.PROTECT, null=True, related_name="registrations")
    participant_number = models.CharField(max_length=20)
    attendance = models.CharField(max_length=12, choices=Attendance, default=Attendance.EXPECTED)
    path = PathField()

    # A candidate who hands in marks his own attendance: he carries his ref.
    security = ByPath(also=(own("official", "official_id"),), own_write=(OWN_REF,))

    class Meta:
        indexes = [GistIndex("path", name="registration_path")]
        constraints = [
            models.UniqueConstraint(fields=["participant_number"], name="event_number_once"),
            models.UniqueConstraint(fields=["event", "official"], condition=~models.Q(attendance="absent"), name="registered_once"),
        ]
