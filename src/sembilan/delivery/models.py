from __future__ import annotations

import uuid
from datetime import datetime

import pgtrigger
from django.contrib.postgres.indexes import GistIndex
from django.db import models

from sembilan.delivery.rules import CLOSED_STATES, SectionClock
from sembilan.kit import security
from sembilan.kit.fields import PathField, SaidField
from sembilan.kit.security import SYSTEM, ByPath, Custom, Open, append_only
from sembilan.kit.text import gettext_noop

# A candidate is carried as his ref, and reads and writes his own attempt alone; of the hall he reads his own session and seat.
REF = "nullif(current_setting('sembilan.candidate', true), '')::uuid"
OWN = f"ref = {REF}"
_MINE = "%s = (SELECT e.%s FROM delivery_rosterentry e WHERE e.ref = nullif(current_setting('sembilan.candidate', true), '')::uuid)"


# last_seq says up to which number a browser is told "kept": it and the chain move on with the journal, and only forwards. Who may
# not read the journal (a hall, an agency) finds none here, and cannot move them at all.
_JOURNAL_GREW = """
    IF NEW.last_seq <= OLD.last_seq
        OR NEW.last_seq IS DISTINCT FROM
            (SELECT max(a.seq) FROM delivery_answer a WHERE a.attempt_id = NEW.id AND a.seq >= NEW.last_seq)
    THEN
        RAISE EXCEPTION 'last number and chain of an attempt change only with its journal, to the greatest number in it';
    END IF;
    RETURN NEW;
"""


def _own(column: str, of_entry: str) -> str:
    """Condition: `column` is what the candidate's own roster entry names. One index look-up a statement, no function."""
    return _MINE % (column, of_entry)


security.definer(
    "candidate_by_number",
    "wanted text",
    "uuid",
    "SELECT e.ref FROM delivery_rosterentry e JOIN delivery_session s ON s.id = e.session_id "
    "WHERE e.participant_number = wanted AND s.state IN ('check_in', 'running') ORDER BY s.starts_at DESC, e.id DESC LIMIT 1",
)


class SealedPackage(models.Model):
    """What a hall runs, from outside: code, hash, times, how many items. Immutable. The items stand in its body."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    hash = models.CharField(max_length=64, help_text="SHA-256 of the RFC 8785 form of the body")
    outline = models.JSONField(help_text="[{number, code, title, minutes, items}], one a section; no item")
    evidence = models.CharField(max_length=12, help_text="sample, pilot, development, selection")
    sealed_at = models.DateTimeField()

    security = Open(append_only=True)

    class Meta:
        triggers = append_only()

    @property
    def n_items(self) -> int:
        return sum(section["items"] for section in self.outline)


class PackageBody(models.Model):
    """Sections, items, times and notices, and no key, weight or parameter. Opens to the nation and to the candidate who sits it."""

    package = models.OneToOneField(SealedPackage, on_delete=models.PROTECT, related_name="sealed_body")
    body = models.JSONField()

    security = Custom(read=f"{SYSTEM} OR {_own('package_id', 'package_id')}", write=SYSTEM, append_only=True)

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
    leaf = models.BigIntegerField(null=True, help_text="position in the ledger, once closed")
    pin_closes_minutes = models.PositiveSmallIntegerField(
        default=5, help_text="issuing ends this long before the start (0: until it is closed)"
    )

    security = ByPath(also=(_own("id", "session_id"),))

    class Meta:
        indexes = [GistIndex("path", name="session_path")]

    def is_overdue(self, at: datetime) -> bool:
        """Whether its planned start has passed and nobody has started it."""
        return self.state in (self.State.PLANNED, self.State.CHECK_IN) and at > self.starts_at


OPEN = (Session.State.CHECK_IN, Session.State.RUNNING)


class Seat(models.Model):
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="seats")
    room = models.CharField(max_length=60)
    label = models.CharField(max_length=20)
    path = PathField()

    security = ByPath(also=(_own("id", "seat_id"),))

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
    reader = models.BooleanField(default=False, help_text="somebody reads the questions to him")
    separate_room = models.BooleanField(default=False)
    absence_reason = models.CharField(max_length=200, blank=True)
    path = PathField()

    security = ByPath(also=(OWN,))

    class Meta:
        indexes = [
            GistIndex("path", name="roster_entry_path"),
            models.Index(fields=["participant_number"], name="roster_entry_number"),
        ]
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

    security = ByPath(own_write=(_own("entry_id", "id"),))


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
    used_ms = models.BigIntegerField(default=0, help_text="time that counted in the sections already ended")
    answered = models.PositiveSmallIntegerField(default=0)
    noticed_at = models.DateTimeField(null=True, help_text="privacy notice and honesty statement accepted")
    started_at = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(null=True)
    heard_at = models.DateTimeField(null=True)
    hand_in_code = models.CharField(max_length=20, blank=True)
    path = PathField()

    security = ByPath(own_write=(OWN,))

    class Meta:
        indexes = [GistIndex("path", name="attempt_path")]
        triggers = [
            pgtrigger.Trigger(
                name="follows_its_journal",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__last_seq__df=pgtrigger.F("new__last_seq"))
                | pgtrigger.Q(old__chain__df=pgtrigger.F("new__chain")),
                func=_JOURNAL_GREW,
            )
        ]

    @property
    def is_closed(self) -> bool:
        return self.state in CLOSED_STATES

    @property
    def clock(self) -> SectionClock | None:
        """The clock of the section being sat; None between sections."""
        if self.section_started_at is None or self.section >= len(self.entry.package.outline):
            return None
        minutes = self.entry.package.outline[self.section]["minutes"]
        return SectionClock(self.section_started_at, minutes, self.entry.extra_time_percent, self.credit_ms, self.paused_at)


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
        indexes = [models.Index(fields=["attempt", "item", "-seq"], name="answer_latest")]
        triggers = append_only()


class Incident(models.Model):
    """What happened in the hall, as the proctor tells it; with the roster entry where it concerns one person."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="incidents")
    entry = models.ForeignKey(RosterEntry, on_delete=models.PROTECT, null=True, related_name="incidents")

    class Kind(models.TextChoices):
        POWER = "power", gettext_noop("Listrik padam")
        NETWORK = "network", gettext_noop("Jaringan terputus")
        PC = "pc", gettext_noop("Komputer bermasalah")
        ILLNESS = "illness", gettext_noop("Peserta sakit")
        CONDUCT = "conduct", gettext_noop("Dugaan pelanggaran")
        TIME = "time", gettext_noop("Jeda atau tambahan waktu")
        PIN = "pin", gettext_noop("PIN pengganti")
        WINDOWS = "windows", gettext_noop("Tes terbuka di dua jendela")
        OTHER = "other", gettext_noop("Lain-lain")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=30, choices=Kind)
    note = SaidField(help_text="as somebody typed it, or as the hall noted it itself")
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    path = PathField()

    security = ByPath(append_only=True)

    class Meta:
        triggers = append_only("path")
