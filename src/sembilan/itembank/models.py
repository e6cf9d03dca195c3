from __future__ import annotations

import uuid

import pgtrigger
from django.db import models

from sembilan.itembank import rules
from sembilan.kit.security import SYSTEM, Custom, append_only
from sembilan.kit.text import gettext_noop

# Items and keys belong to the nation: no agency's scope opens them, whatever a page asks.
NATIONAL = Custom(read=SYSTEM, write=SYSTEM)
NATIONAL_APPEND = Custom(read=SYSTEM, write=SYSTEM, append_only=True)

_SIGNED = """
    IF NEW.evidence IS DISTINCT FROM OLD.evidence AND NOT EXISTS (
        SELECT 1 FROM itembank_evidencestatement s
        LEFT JOIN accounts_user one ON one.uuid = s.first_signer LEFT JOIN accounts_user two ON two.uuid = s.second_signer
        WHERE s.instrument_id = OLD.id AND s.before = OLD.evidence AND s.wanted = NEW.evidence
        AND coalesce(nullif(one.person_number, ''), s.first_signer::text) <>
            coalesce(nullif(two.person_number, ''), s.second_signer::text)
    ) THEN
        RAISE EXCEPTION 'evidence is raised only by a statement with two signatures, of two people';
    END IF;
    RETURN NEW;
"""


class Instrument(models.Model):
    """One version of one of the battery's instruments, with its state of evidence.

    The state is raised only with named evidence and two signatures; the database refuses any other way.
    """

    class Evidence(models.TextChoices):
        SAMPLE = "sample", gettext_noop("contoh")
        PILOT = "pilot", gettext_noop("uji coba")
        DEVELOPMENT = "development", gettext_noop("pengembangan")
        SELECTION = "selection", gettext_noop("seleksi")

    code = models.CharField(max_length=40)
    version = models.PositiveSmallIntegerField(default=1)
    name = models.CharField(max_length=120)
    purpose = models.TextField()
    instructions = models.JSONField(default=list, help_text="sentences shown before the section")
    practice = models.JSONField(default=list, help_text="practice item records; never scored")
    evidence = models.CharField(max_length=12, choices=Evidence, default=Evidence.SAMPLE)

    security = Custom(read="true", write=SYSTEM)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "version"], name="instrument_version_once")]
        triggers = [
            pgtrigger.Protect(name="instruments_stay", operation=pgtrigger.Delete),
            pgtrigger.Trigger(name="evidence_is_signed", when=pgtrigger.Before, operation=pgtrigger.Update, func=_SIGNED),
        ]


class Notice(models.Model):
    """What every candidate is shown first: privacy, honesty, the word on a sample bank. The newest version counts."""

    class Kind(models.TextChoices):
        PRIVACY = "privacy", gettext_noop("Pemberitahuan privasi")
        HONESTY = "honesty", gettext_noop("Pernyataan kejujuran")
        SAMPLE = "sample", gettext_noop("Keterangan bank contoh")

    kind = models.CharField(max_length=10, choices=Kind)
    version = models.PositiveSmallIntegerField()
    body = models.JSONField()
    written_at = models.DateTimeField()

    security = NATIONAL_APPEND

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "version"], name="notice_version_once")]
        triggers = append_only()


class EvidenceStatement(models.Model):
    """A proposal to raise an instrument's state of evidence: named evidence, a first signature, a second one by somebody else."""

    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="statements")
    before = models.CharField(max_length=12, choices=Instrument.Evidence)
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
            ),
            models.UniqueConstraint(
                fields=["instrument"], condition=models.Q(second_signer__isnull=True), name="one_open_statement_an_instrument"
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="statements_stay", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="statement_as_signed", exclude=["second_signer", "second_label", "second_at"]),
            pgtrigger.Protect(
                name="signed_statement_stays", operation=pgtrigger.Update, condition=pgtrigger.Q(old__second_signer__isnull=False)
            ),
        ]


class Item(models.Model):
    """A question through all its versions."""

    code = models.CharField(max_length=40, unique=True)
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="items")
    scale = models.CharField(
        max_length=40, blank=True, help_text="construct code; empty for best-worst blocks, whose options carry scales"
    )
    enemies = models.JSONField(default=list, help_text="codes that must not stand in the same form")
    nonvisual = models.CharField(max_length=40, blank=True, help_text="code of the item for people who do not see")

    security = NATIONAL

    class Meta:
        triggers = [
            pgtrigger.Protect(name="items_stay", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="item_stays_itself", fields=["code", "uuid", "instrument", "scale"]),
        ]


class ItemVersion(models.Model):
    """One wording with its key and its provisional parameters. Once approved it never changes; a change is a new version.

    What measurement estimates later stands beside it (`PublishedParameters`), not in it.
    """

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
    parameters = models.JSONField(null=True, help_text="provisional, declared so")
    parameters_source = models.CharField(max_length=200, blank=True)
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
    retired_note = models.TextField(blank=True)

    security = NATIONAL

    class Meta:
        ordering = ["item", "number"]
        constraints = [
            models.UniqueConstraint(fields=["item", "number"], name="item_version_once"),
            models.CheckConstraint(
                condition=models.Q(reviewer__isnull=True) | ~models.Q(reviewer=models.F("author")),
                name="reviewed_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="approved") | models.Q(reviewer__isnull=False),
                name="approved_by_somebody",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="versions_stay", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="versions_begin_as_drafts", operation=pgtrigger.Insert, condition=~pgtrigger.Q(new__state="draft")
            ),
            pgtrigger.FSM(name="versions_move_by_the_ladder", field="state", transitions=list(rules.TRANSITIONS)),
            pgtrigger.Protect(
                name="only_a_draft_is_rewritten",
                operation=pgtrigger.Update,
                condition=~pgtrigger.Q(old__state="draft")
                & (
                    pgtrigger.Q(old__content__df=pgtrigger.F("new__content"))
                    | pgtrigger.Q(old__scoring__df=pgtrigger.F("new__scoring"))
                    | pgtrigger.Q(old__parameters__df=pgtrigger.F("new__parameters"))
                    | pgtrigger.Q(old__rationale__df=pgtrigger.F("new__rationale"))
                    | pgtrigger.Q(old__generator__df=pgtrigger.F("new__generator"))
                    | pgtrigger.Q(old__type__df=pgtrigger.F("new__type"))
                    | pgtrigger.Q(old__model__df=pgtrigger.F("new__model"))
                    | pgtrigger.Q(old__parameters_source__df=pgtrigger.F("new__parameters_source"))
                    | pgtrigger.Q(old__level__df=pgtrigger.F("new__level"))
                    | pgtrigger.Q(old__indicator__df=pgtrigger.F("new__indicator"))
                    | pgtrigger.Q(old__fakeable__df=pgtrigger.F("new__fakeable"))
                    | pgtrigger.Q(old__author__df=pgtrigger.F("new__author"))
                    | pgtrigger.Q(old__written_at__df=pgtrigger.F("new__written_at"))
                ),
            ),
            pgtrigger.ReadOnly(name="version_stays_of_its_item", fields=["item", "number"]),
            pgtrigger.Protect(
                name="approval_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state__in=["approved", "retired"])
                & (
                    pgtrigger.Q(old__reviewer__df=pgtrigger.F("new__reviewer"))
                    | pgtrigger.Q(old__reviewed_at__df=pgtrigger.F("new__reviewed_at"))
                    | pgtrigger.Q(old__review_note__df=pgtrigger.F("new__review_note"))
                ),
            ),
        ]


class PublishedParameters(models.Model):
    """What a calibration found for one version. The newest row counts; sealed batteries keep what they were sealed with."""

    version = models.ForeignKey(ItemVersion, on_delete=models.PROTECT, related_name="published")
    model = models.CharField(max_length=4)
    parameters = models.JSONField()
    source = models.CharField(max_length=200, help_text="calibration run, sample, date")
    published_at = models.DateTimeField()
    by = models.UUIDField()
    by_label = models.CharField(max_length=200)

    security = NATIONAL_APPEND

    class Meta:
        ordering = ["version", "published_at", "pk"]
        triggers = append_only()
