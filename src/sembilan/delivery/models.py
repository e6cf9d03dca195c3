from __future__ import annotations

import uuid

from django.contrib.postgres.indexes import GistIndex
from django.db import models

from sembilan.kit import security
from sembilan.kit.fields import PathField
from sembilan.kit.security import SYSTEM, ByPath, Custom, append_only, own
from sembilan.kit.text import gettext_noop

OWN = own("candidate", "ref")  # a candidate is carried as his ref, and reads and writes his own attempt alone

security.definer(
    "candidate_by_number",
    "wanted text, session_state text",
    "uuid",
    "SELECT e.ref FROM delivery_rosterentry e JOIN delivery_session s ON s.id = e.session_id "
    "WHERE e.participant_number = upper(wanted) AND s.state = session_state ORDER BY s.starts_at DESC LIMIT 1",
)


class SealedPackage(models.Model):
    """What a hall needs to run a battery: sections, items, times, notices. Immutable, hashed, and without any key, weight or parameter."""

    code = models.CharField(max_length=40, unique=True)
    hash = models.CharField(max_length=64, help_text="SHA-256 of the RFC 8785 form of body")
    body = models.JSONField()
    evidence = models.CharField(max_length=12, help_text="sample, pilot, development, selection")
    sealed_at = models.DateTimeField()

    security = Custom(
        read=f"{SYSTEM} OR current_setting('sembilan.candidate', true) <> ''", write=SYSTEM, append_only=True
    )

    class Meta:
        triggers = append_only()


class Session(models.Model):
    """One sitting in one place: planned, check-in open, running, closed. Opened by a person, never by the clock."""

    class State(models.TextChoices):
        PLANNED = "planned", gettext_noop("Direncanakan")
        CHECK_IN = "check_in", gettext_noop("Daftar hadir")
        RUNNING = "running", gettext_noop("Berlangsung")
        CLOSED = "closed", gettext_noop("Selesai")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(max_length=200)
    place = models.CharField(max_length=200)
    path = PathField(help_text="the agency whose people sit")
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    starts_at = models.DateTimeField(help_text="planned start")
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    pin_closes_minutes = models.PositiveSmallIntegerField(default=5, help_text="issuing ends this long before the start (0: until it is closed)")

    security = ByPath(also=("current_setting('sembilan.candidate', true) <> ''",))

    class Meta:
        indexes = [GistIndex("path", name="session_path")]


class Seat(models.Model):
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="seats")
    room = models.CharField(max_length=60)
    label = models.CharField(max_length=20)
    path = PathField()

    security = ByPath(also=("current_setting('sembilan.candidate', true) <> ''",))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "room", "label"], name="seat_once")]


class RosterEntry(models.Model):
    """Who is expected: candidate ref, name, NIP and number for the hall; nothing of his record."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="entries")
    ref = models.UUIDField(unique=True, help_text="candidate ref; scheduling alone knows the person behind it")
    name = models.CharField(max_length=200)
    nip = models.CharField(max_length=30)
    unit = models.CharField(max_length=300, blank=True)
    participant_number = models.CharField(max_length=20)
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, null=True, related_name="entries")
    package = models.ForeignKey(SealedPackage, on_delete=models.PROTECT, related_name="+")
    extra_time_percent = models.PositiveSmallIntegerField(default=0)
    large_text = models.BooleanField(default=False)
    absence_reason = models.CharField(max_length=200, blank=True)
    path = PathField()

    security = ByPath(also=(OWN,))

    class Meta:
        indexes = [GistIndex("path", name="roster_entry_path")]
        constraints = [models.UniqueConstraint(fields=["session", "participant_number"], name="participant_number_once")]


class CheckIn(models.Model):
    """Identity confirmed by a proctor, at a time."""

    entry = models.OneToOneField(RosterEntry, on_delete=models.PROTECT, related_name="check_in")
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    document = models.CharField(max_length=40, help_text="ktp, surat, kartu peserta")
    path = PathField()

    security = ByPath(append_only=True)

    class Meta:
        triggers = append_only("path")


class Pin(models.Model):
    """A personal PIN, bound to one entry: HMAC only, one use, limited tries, dated. A new one ends the former."""

    entry = models.ForeignKey(RosterEntry, on_delete=models.CASCADE, related_name="pins")
    digest = models.BinaryField(max_length=32)
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    path = PathField()

    security = ByPath(also=(own("candidate", "(SELECT e.ref FROM delivery_rosterentry e WHERE e.id = entry_id)"),),
                      own_write=(own("candidate", "(SELECT e.ref FROM delivery_rosterentry e WHERE e.id = entry_id)"),))


class Attempt(models.Model):
    """One candidate's sitting of one package. `lease` rises when another browser takes over; the older one may write no more."""

    class State(models.TextChoices):
        WAITING = "waiting", gettext_noop("Menunggu mulai")
        RUNNING = "running", gettext_noop("Mengerjakan")
        PAUSED = "paused", gettext_noop("Dijeda")
        SUBMITTED = "submitted", gettext_noop("Diserahkan")
        EXPIRED = "expired", gettext_noop("Waktu habis")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    entry = models.OneToOneField(RosterEntry, on_delete=models.PROTECT, related_name="attempt")
    ref = models.UUIDField(unique=True)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    lease = models.PositiveIntegerField(default=0)
    last_seq = models.PositiveIntegerField(default=0)
    chain = models.BinaryField(max_length=32, default=bytes(32), help_text="hash over the journal so far")
    section = models.PositiveSmallIntegerField(default=0, help_text="index of the section being sat")
    section_started_at = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True)
    credit_ms = models.BigIntegerField(default=0, help_text="pauses and credits within the section being sat")
    answered = models.PositiveSmallIntegerField(default=0)
    noticed_at = models.DateTimeField(null=True, help_text="privacy notice and honesty statement accepted")
    started_at = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(null=True)
    heard_at = models.DateTimeField(null=True)
    hand_in_code = models.CharField(max_length=20, blank=True)
    path = PathField()

    security = ByPath(also=(OWN,), own_write=(OWN,))

    class Meta:
        indexes = [GistIndex("path", name="attempt_path")]


class Answer(models.Model):
    """The journal: append-only, numbered per attempt. The row is its own witness, chained by hash within its attempt."""

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="journal")
    ref = models.UUIDField()
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, help_text="answer, flag, visit, notice, event")
    section = models.PositiveSmallIntegerField()
    item = models.CharField(max_length=40, blank=True)
    value = models.JSONField(null=True)
    client_ms = models.BigIntegerField(null=True, help_text="milliseconds since the page was opened, by the browser's own clock")
    lease = models.PositiveIntegerField()
    at = models.DateTimeField()

    security = Custom(read=f"{SYSTEM} OR {OWN}", write=f"{SYSTEM} OR {OWN}", append_only=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["attempt", "seq"], name="seq_once_an_attempt")]
        triggers = append_only()


class Incident(models.Model):
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="incidents")
    entry = models.ForeignKey(RosterEntry, on_delete=models.PROTECT, null=True, related_name="incidents")
    kind = models.CharField(max_length=30, help_text="power, network, pc, illness, conduct, other")
    note = models.CharField(max_length=500)
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    path = PathField()

    security = ByPath(append_only=True)

    class Meta:
        triggers = append_only("path")
