from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Final

from django.contrib.postgres.indexes import GistIndex
from django.db import models

from sembilan.accounts.models import User
from sembilan.kit import security
from sembilan.kit.fields import PathField, SaidField
from sembilan.kit.said import Said
from sembilan.kit.security import ByPath, Open, own
from sembilan.kit.text import gettext_noop
from sembilan.people.rules.values import NAMELESS
from sembilan.tenancy.models import Organisation

# Condition: the row lies at or above the place of the official whom the transaction carries.
ABOVE_OWN_PLACE = "path @> (SELECT o.path FROM people_official o WHERE o.id::text = current_setting('sembilan.official', true))"

SILENCE: Final = timedelta(minutes=10)  # background work that has said nothing for so long was cut off

security.definer("official_by_account", "wanted bigint", "bigint", "SELECT id FROM people_official WHERE user_id = wanted")


class ImportBatch(models.Model):
    """One file, read once: its hash, its mapping, what came of it. Undone as a whole.

    What takes longer than a page may is `work` for the background: asked for at `work_at`, gone when it is done. If it was refused,
    `refusal` says why."""

    class State(models.TextChoices):
        RECEIVED = "received", gettext_noop("Belum dibaca")
        PREVIEWED = "previewed", gettext_noop("Pratinjau")
        APPLIED = "applied", gettext_noop("Diterapkan")
        UNDONE = "undone", gettext_noop("Dibatalkan")

    class Work(models.TextChoices):
        READ = "read", gettext_noop("Berkas sedang dibaca dan diperiksa")
        CHECK = "check", gettext_noop("Semua baris sedang diperiksa lagi")
        APPLY = "apply", gettext_noop("Impor sedang diterapkan")
        UNDO = "undo", gettext_noop("Impor sedang dibatalkan")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agency = models.ForeignKey(Organisation, on_delete=models.PROTECT)
    path = PathField()
    file_name = models.CharField(max_length=200)
    file_hash = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=State, default=State.PREVIEWED)
    mapping = models.JSONField(
        default=dict, help_text="sheet -> {kind, columns: {our column: header in the file}}; kind empty: not used"
    )
    counts = models.JSONField(default=dict, help_text="sheet -> {read, new, changed, same, refused, unused; doubtful, tidied}")
    causes = models.JSONField(default=dict, help_text="cause -> how many doubts of this kind the file holds")
    uploaded_at = models.DateTimeField()
    uploaded_by = models.CharField(max_length=200)
    applied_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    leaf = models.BigIntegerField(null=True, help_text="position in the ledger")
    undone_leaf = models.BigIntegerField(null=True, help_text="position in the ledger, once undone")
    work = models.CharField(max_length=6, choices=Work, blank=True, help_text="asked of the background and not done; empty: none")
    work_at = models.DateTimeField(null=True, help_text="when it was asked for")
    refusal = models.JSONField(null=True, help_text="{message, parameters} of the rule that refused the work, or that it broke off")

    security = ByPath()

    class Meta:
        indexes = [GistIndex("path", name="import_batch_path")]

    def is_under_way(self, at: datetime) -> bool:
        """Whether the background is at it, or will be."""
        return bool(self.work and self.refusal is None and self.work_at and at - self.work_at < SILENCE)

    @property
    def rows_read(self) -> int:
        return sum(sheet.get("read", 0) for sheet in self.counts.values())


class ImportFile(models.Model):
    """A file that waits to be read; it goes as soon as it has been."""

    batch = models.OneToOneField(ImportBatch, on_delete=models.CASCADE, related_name="file")
    content = models.BinaryField()
    path = PathField()

    security = ByPath()

    class Meta:
        indexes = [GistIndex("path", name="import_file_path")]


class ImportRow(models.Model):
    """One row as it stood in the file: nothing is dropped, whatever became of it."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="rows")
    sheet = models.CharField(max_length=40)
    number = models.PositiveIntegerField(help_text="row number in the file, header = 1")
    kind = models.CharField(max_length=20, blank=True, help_text="which of our sheets it was read as; empty: sheet not used")
    key = models.CharField(max_length=300, blank=True, help_text="what makes it the same row in another file")
    raw = models.JSONField(help_text="header -> cell, as read; of a formula {formula, value}")
    mended = models.JSONField(default=dict, help_text="our column -> value a person put in place of the cell")
    doubts = models.JSONField(default=list, help_text="[cause, column, value, suggestion]")
    tidied = models.JSONField(default=list, help_text="[column, as written, as read]: IV.B -> IV/b")
    changes = models.JSONField(
        default=list, help_text="[our column, as the last file and its mends had it, as this row has it], where the row was known"
    )
    outcome = models.CharField(max_length=12, help_text="new, changed, same, refused, unused")
    target = models.CharField(max_length=60, blank=True, help_text="model:id of the row it made or changed")
    before = models.JSONField(null=True, help_text="what the target held before, for undo; null: the row was made")
    path = PathField()

    security = ByPath()

    class Meta:
        indexes = [GistIndex("path", name="import_row_path"), models.Index(fields=["kind", "key"])]
        constraints = [models.UniqueConstraint(fields=["batch", "sheet", "number"], name="import_row_once")]


class QualityIssue(models.Model):
    """Something doubtful in the data, waiting for a person: mended in place, or dismissed with a reason."""

    class State(models.TextChoices):
        OPEN = "open", gettext_noop("Terbuka")
        MENDED = "mended", gettext_noop("Diperbaiki")
        DISMISSED = "dismissed", gettext_noop("Dikesampingkan")
        WITHDRAWN = "withdrawn", gettext_noop("Gugur karena impor dibatalkan")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="issues")
    row = models.ForeignKey(ImportRow, on_delete=models.CASCADE, related_name="issues")
    official = models.ForeignKey("Official", on_delete=models.SET_NULL, null=True, related_name="issues")
    cause = models.CharField(
        max_length=40, help_text="one code a cause, e.g. nip_malformed, date_impossible, unit_unknown, formula"
    )
    column = models.CharField(max_length=60, blank=True)
    value = models.CharField(max_length=300, blank=True)
    suggestion = models.CharField(max_length=300, blank=True, help_text="a value that other data speak for")
    severity = models.CharField(
        max_length=10, help_text="blocks (the row waits) or doubt (the row stands, the value is empty or kept)"
    )
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    reason = models.CharField(max_length=300, blank=True)
    decided_by = models.CharField(max_length=200, blank=True)
    decided_at = models.DateTimeField(null=True)
    path = PathField()

    security = ByPath()

    class Meta:
        indexes = [GistIndex("path", name="quality_issue_path"), models.Index(fields=["state", "cause"])]


class NameField(models.CharField):  # type: ignore[type-arg]  # not subscriptable at run time
    """A person's name; where no file gives one yet, the words that say so, in the reader's language."""

    def from_db_value(self, value: str | None, expression: object, connection: object) -> str | None:
        return Said(NAMELESS) if value == NAMELESS else value


class Official(models.Model):
    """A civil servant of the agency. Facts of the person only; evidence stands in the registers below, each with its source."""

    class Status(models.TextChoices):
        ACTIVE = "active", gettext_noop("Aktif")
        RETIRED = "retired", gettext_noop("Pensiun")
        LEFT = "left", gettext_noop("Berhenti atau pindah")
        UNKNOWN = "unknown", gettext_noop("Belum jelas")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agency = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="officials", help_text="null: orphan unit"
    )
    path = PathField(help_text="the unit's path, or the agency's while the unit is unknown")
    user = models.OneToOneField(User, on_delete=models.SET_NULL, null=True, related_name="official")
    nip = models.CharField(max_length=30, help_text="as the source writes it; whether it is well formed stands in nip_valid")
    nip_valid = models.BooleanField()
    employment = models.CharField(max_length=8, help_text="pns, pppk or unknown")
    name = NameField(max_length=200)
    title_before = models.CharField(max_length=60, blank=True)
    title_after = models.CharField(max_length=60, blank=True)
    born = models.DateField(null=True)
    sex = models.CharField(max_length=1, blank=True, help_text="L, P or empty")
    grade = models.CharField(max_length=10, blank=True, help_text="normalised, e.g. IV/b")
    grade_since = models.DateField(null=True)
    tier = models.CharField(max_length=30, help_text="jenjang jabatan, e.g. Administrator")
    echelon = models.CharField(max_length=10, blank=True)
    position = models.ForeignKey("Position", on_delete=models.SET_NULL, null=True, related_name="holders")
    position_name = models.CharField(max_length=200, blank=True)
    position_since = models.DateField(null=True)
    education = models.CharField(max_length=10, blank=True)
    status = models.CharField(max_length=10, choices=Status)
    batch = models.ForeignKey(ImportBatch, on_delete=models.PROTECT, related_name="+")

    security = ByPath(also=(own("official"),))

    class Meta:
        indexes = [GistIndex("path", name="official_path"), models.Index(fields=["name"])]
        constraints = [models.UniqueConstraint(fields=["agency", "nip"], name="nip_once_an_agency")]

    @property
    def full_name(self) -> str:
        before = f"{self.title_before} " if self.title_before else ""
        after = f", {self.title_after}" if self.title_after else ""
        if isinstance(self.name, Said):
            return Said("%(before)s%(name)s%(after)s", before=before, name=self.name, after=after)
        return f"{before}{self.name}{after}"


class Accommodation(models.Model):
    """What a person needs to sit the test; a disability, so in a table and under a permission of its own (UU 27/2022 pasal 4)."""

    official = models.ForeignKey(Official, on_delete=models.CASCADE, related_name="accommodations")
    kind = models.CharField(max_length=40, help_text="extra_time, large_text, non_visual, reader, separate_room")
    amount = models.PositiveSmallIntegerField(null=True, help_text="extra time in percent")
    source = SaidField(help_text="file, sheet and row")
    path = PathField()

    security = ByPath(also=(own("official", "official_id"),))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["official", "kind"], name="accommodation_once")]


class Position(models.Model):
    """A post of the establishment. Vacant only where a source says so; without a known incumbent it is `unknown`, not vacant."""

    agency = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    unit = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="positions")
    tier = models.CharField(max_length=30)
    echelon = models.CharField(max_length=10, blank=True)
    vacancy_source = models.CharField(
        max_length=200, blank=True, help_text="the document that says the post is vacant; empty: not known"
    )
    vacancy_date = models.DateField(null=True, help_text="the day of that document")

    security = Open()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency", "code"], name="position_code_once"),
            models.CheckConstraint(
                condition=models.Q(vacancy_source="", vacancy_date=None)
                | (~models.Q(vacancy_source="") & models.Q(vacancy_date__isnull=False)),
                name="vacancy_has_its_date",
            ),
        ]


class PositionStandard(models.Model):
    """The level a post requires in one competency (SKJ). Posts without one are measured against the tier's default, and say so."""

    position = models.ForeignKey(Position, on_delete=models.CASCADE, related_name="standards")
    competency = models.CharField(max_length=40)
    level = models.PositiveSmallIntegerField()
    source = SaidField(help_text="file, sheet and row")

    security = Open()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["position", "competency"], name="standard_once"),
            models.CheckConstraint(condition=models.Q(level__gte=1, level__lte=5), name="standard_level_1_to_5"),
        ]


class Evidence(models.Model):
    """What every register's record carries: whose, from which file and when."""

    official = models.ForeignKey(Official, on_delete=models.CASCADE, related_name="%(class)ss")
    batch = models.ForeignKey(ImportBatch, on_delete=models.PROTECT, related_name="+")
    source = SaidField(help_text="file, sheet and row")
    path = PathField()

    security = ByPath(also=(own("official", "official_id"),))

    class Meta:
        abstract = True


class PerformanceRating(Evidence):
    """One year's predicate (PermenPANRB 6/2022), with the two ratings it should follow from."""

    year = models.PositiveSmallIntegerField()
    results = models.CharField(max_length=30)
    behaviour = models.CharField(max_length=30)
    predicate = models.CharField(max_length=30)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["official", "year"], name="rating_once_a_year")]


class Award(Evidence):
    date = models.DateField()
    name = models.CharField(max_length=200)


class TeamAssignment(Evidence):
    date = models.DateField()
    role = models.CharField(max_length=60)


class Training(Evidence):
    date = models.DateField()
    name = models.CharField(max_length=200)
    hours = models.PositiveSmallIntegerField(null=True, help_text="JP; null where the source's figure is impossible")


class Discipline(Evidence):
    """A sanction; readable under a permission of its own."""

    date = models.DateField()
    severity = models.CharField(max_length=10, help_text="ringan, sedang, berat")
    serving = models.BooleanField(null=True, help_text="whether the sanction is being served; null: the source does not say")
    until = models.DateField(null=True, help_text="null: the source does not say whether it is over")


class Feedback360(Evidence):
    year = models.PositiveSmallIntegerField()
    value = models.DecimalField(max_digits=5, decimal_places=2, help_text="0 to 100")
    raters = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["official", "year"], name="feedback_once_a_year")]


class PositionHistory(Evidence):
    name = models.CharField(max_length=200)
    reach = models.CharField(max_length=20, help_text="instansi lain, unit lain, unit sendiri")
    since = models.DateField()
    until = models.DateField(null=True)
    status = models.CharField(max_length=12, help_text="definitif, Plt, Plh, Pj")


class Education(Evidence):
    level = models.CharField(max_length=10)
    field = models.CharField(max_length=60, blank=True)
    relevance = models.CharField(max_length=20, blank=True, help_text="relevan, tidak relevan or empty: not judged")


class RegisterDeclaration(models.Model):
    """A unit's word that one register is complete up to a day, for itself and all below. Only then an absent record means
    `none`."""

    unit = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="declarations")
    register = models.CharField(max_length=30)
    complete = models.BooleanField()
    up_to = models.DateField(null=True)
    officer = models.CharField(max_length=200, blank=True)
    batch = models.ForeignKey(ImportBatch, on_delete=models.PROTECT, related_name="+")
    path = PathField()

    security = ByPath(also=(ABOVE_OWN_PLACE,))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "register"], name="declaration_once_a_register")]


class ExternalAssessment(Evidence):
    """A result measured elsewhere, as the file gave it; profiling reads it. Levels of 9 competencies and 8 aspects, error
    unknown."""

    instrument = models.CharField(max_length=200)
    institution = models.CharField(max_length=200)
    date = models.DateField()
    levels = models.JSONField(help_text="construct code -> level; absent where the source's value is unusable")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["official", "instrument", "date"], name="assessment_once")]
