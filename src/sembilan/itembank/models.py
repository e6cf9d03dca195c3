from __future__ import annotations

import uuid

from django.db import models

from sembilan.kit.security import Custom, SYSTEM
from sembilan.kit.text import gettext_noop

# Items and keys belong to the nation: no agency's scope opens them, whatever a page asks.
NATIONAL = Custom(read=SYSTEM, write=SYSTEM)
NATIONAL_APPEND = Custom(read=SYSTEM, write=SYSTEM, append_only=True)


class Instrument(models.Model):
    """One version of one of the battery's instruments, with its state of evidence. Raised only with named evidence and two signatures."""

    class Evidence(models.TextChoices):
        SAMPLE = "sample", gettext_noop("contoh")
        PILOT = "pilot", gettext_noop("uji coba")
        DEVELOPMENT = "development", gettext_noop("pengembangan")
        SELECTION = "selection", gettext_noop("seleksi")

    code = models.CharField(max_length=40)
    version = models.PositiveSmallIntegerField(default=1)
    name = models.CharField(max_length=120)
    purpose = models.TextField()
    instructions = models.TextField()
    practice = models.JSONField(default=list, help_text="practice item records; never scored")
    evidence = models.CharField(max_length=12, choices=Evidence, default=Evidence.SAMPLE)

    security = Custom(read="true", write=SYSTEM)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "version"], name="instrument_version_once")]


class EvidenceStatement(models.Model):
    """A proposal to raise an instrument's state of evidence: named evidence, first signature, then a second one by somebody else."""

    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="statements")
    wanted = models.CharField(max_length=12, choices=Instrument.Evidence)
    evidence = models.TextField(help_text="document, sample, date, result")
    first_signer = models.UUIDField()
    first_label = models.CharField(max_length=200)
    first_at = models.DateTimeField()
    second_signer = models.UUIDField(null=True)
    second_label = models.CharField(max_length=200, blank=True)
    second_at = models.DateTimeField(null=True)

    security = NATIONAL

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(second_signer__isnull=True) | ~models.Q(second_signer=models.F("first_signer")),
                name="two_different_signers",
            )
        ]


class Item(models.Model):
    """A question through all its versions."""

    code = models.CharField(max_length=40, unique=True)
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="items")
    scale = models.CharField(max_length=40, help_text="construct code; empty for best-worst blocks, whose options carry scales")
    enemies = models.JSONField(default=list, help_text="codes that must not stand in the same form")
    nonvisual = models.CharField(max_length=40, blank=True, help_text="code of the item for people who do not see")

    security = NATIONAL


class ItemVersion(models.Model):
    """One wording with its key and its parameters. Once approved it never changes; a change is a new version."""

    class State(models.TextChoices):
        DRAFT = "draft", gettext_noop("Draf")
        REVIEW = "review", gettext_noop("Ditelaah")
        APPROVED = "approved", gettext_noop("Disetujui")
        RETIRED = "retired", gettext_noop("Ditarik")

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    type = models.CharField(max_length=12)
    content = models.JSONField(help_text="what a candidate may see: stem, image, options")
    scoring = models.JSONField(help_text="key, credits or scales: never in a package")
    model = models.CharField(max_length=4, blank=True)
    parameters = models.JSONField(null=True, help_text="provisional or published by measurement")
    parameters_source = models.CharField(max_length=200)
    level = models.PositiveSmallIntegerField(null=True)
    indicator = models.CharField(max_length=60, blank=True)
    fakeable = models.BooleanField(default=False)
    rationale = models.TextField(blank=True)
    generator = models.JSONField(null=True)
    author = models.UUIDField()
    author_label = models.CharField(max_length=200)
    written_at = models.DateTimeField()
    reviewer = models.UUIDField(null=True)
    reviewer_label = models.CharField(max_length=200, blank=True)
    reviewed_at = models.DateTimeField(null=True)
    review_note = models.TextField(blank=True)

    security = NATIONAL

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "number"], name="item_version_once"),
            models.CheckConstraint(
                condition=models.Q(reviewer__isnull=True) | ~models.Q(reviewer=models.F("author")),
                name="reviewed_by_a_second_person",
            ),
        ]
