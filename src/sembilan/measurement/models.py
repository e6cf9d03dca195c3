from __future__ import annotations

import uuid

from django.contrib.postgres.indexes import GistIndex
from django.db import models

from sembilan.kit.fields import PathField
from sembilan.kit.security import SCOPES, SYSTEM, ByPath, Custom, append_only
from sembilan.kit.text import gettext_noop


class CutTable(models.Model):
    """The standard-setting table of one scale: cuts on theta between the levels. Versioned, belongs to the nation."""

    scale = models.CharField(max_length=40)
    version = models.PositiveSmallIntegerField()
    cuts = models.JSONField(help_text="strictly ascending decimals as strings; K cuts give levels 0..K")
    errors = models.JSONField(null=True, help_text="standard error of each cut, as strings")
    source = models.CharField(max_length=300)
    made_at = models.DateTimeField()

    security = Custom(read="true", write=SYSTEM, append_only=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scale", "version"], name="cut_table_version_once")]
        triggers = append_only()


class ScoringRun(models.Model):
    """One scoring of closed sessions on frozen parameters: scored > checked > released. A re-scoring is a new run."""

    class State(models.TextChoices):
        SCORED = "scored", gettext_noop("Diskor")
        CHECKED = "checked", gettext_noop("Diperiksa")
        RELEASED = "released", gettext_noop("Dirilis")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(max_length=200)
    path = PathField(help_text="the agency whose sessions were scored")
    period = models.CharField(max_length=20)
    sessions = models.JSONField(help_text="uuids of the sessions")
    batteries = models.JSONField(help_text="package code -> hash")
    state = models.CharField(max_length=10, choices=State, default=State.SCORED)
    evidence = models.CharField(max_length=12, help_text="lowest state of evidence of the batteries: sample and pilot are marked everywhere")
    parameters = models.CharField(max_length=300, help_text="what the parameters rest on; provisional ones say so")
    scored_at = models.DateTimeField()
    checked_at = models.DateTimeField(null=True)
    released_at = models.DateTimeField(null=True)
    leaf = models.BigIntegerField(null=True)
    release_leaf = models.BigIntegerField(null=True)

    security = Custom(read=f"{SYSTEM} OR (released_at IS NOT NULL AND path <@ ANY({SCOPES}))", write=SYSTEM)

    class Meta:
        indexes = [GistIndex("path", name="scoring_run_path")]


class Score(models.Model):
    """One scale of one candidate: EAP with its error and the posterior it came from. Written once; `released_at` opens it."""

    class State(models.TextChoices):
        SCORED = "scored", gettext_noop("Dinilai")
        NOT_ASSESSABLE = "not_assessable", gettext_noop("Tidak dapat dinilai")
        HELD = "held", gettext_noop("Ditahan")

    run = models.ForeignKey(ScoringRun, on_delete=models.PROTECT, related_name="scores")
    ref = models.UUIDField()
    scale = models.CharField(max_length=40)
    state = models.CharField(max_length=16, choices=State)
    theta = models.FloatField(null=True)
    standard_error = models.FloatField(null=True)
    posterior = models.BinaryField(null=True, help_text="float32 little-endian, one mass a node of the default grid")
    n_items = models.PositiveSmallIntegerField()
    n_answered = models.PositiveSmallIntegerField()
    released_at = models.DateTimeField(null=True)
    path = PathField()

    security = Custom(
        read=f"{SYSTEM} OR (released_at IS NOT NULL AND path <@ ANY({SCOPES}))", write=SYSTEM, append_only=True, updatable=("released_at", "path")
    )

    class Meta:
        indexes = [models.Index(fields=["ref"]), GistIndex("path", name="score_path")]
        constraints = [models.UniqueConstraint(fields=["run", "ref", "scale"], name="score_once_a_run")]
        triggers = append_only("released_at", "path")


class CareerScore(models.Model):
    """Best and worst counts within one person: never compared between people, never in a box."""

    run = models.ForeignKey(ScoringRun, on_delete=models.PROTECT, related_name="career_scores")
    ref = models.UUIDField()
    counts = models.JSONField(help_text="scale -> [best, worst, shown]")
    blocks_answered = models.PositiveSmallIntegerField()
    released_at = models.DateTimeField(null=True)
    path = PathField()

    security = Custom(
        read=f"{SYSTEM} OR (released_at IS NOT NULL AND path <@ ANY({SCOPES}))", write=SYSTEM, append_only=True, updatable=("released_at", "path")
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "ref"], name="career_once_a_run")]
        triggers = append_only("released_at", "path")


class QualitySheet(models.Model):
    """What the two who sign have seen: n, reliability, missing, time, incidents by session, held attempts. Facts frozen at making."""

    run = models.OneToOneField(ScoringRun, on_delete=models.PROTECT, related_name="sheet")
    facts = models.JSONField()
    made_at = models.DateTimeField()

    security = Custom(read=SYSTEM, write=SYSTEM, append_only=True)

    class Meta:
        triggers = append_only()


class Signature(models.Model):
    """One signature under a quality sheet; two different people sign, never the machine."""

    sheet = models.ForeignKey(QualitySheet, on_delete=models.PROTECT, related_name="signatures")
    signer = models.UUIDField()
    signer_label = models.CharField(max_length=200)
    role = models.CharField(max_length=20)
    note = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()

    security = Custom(read=SYSTEM, write=SYSTEM, append_only=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sheet", "signer"], name="one_signature_a_person")]
        triggers = append_only()


class HeldAttempt(models.Model):
    """An attempt kept out of a run until a person decides, with the reason."""

    run = models.ForeignKey(ScoringRun, on_delete=models.PROTECT, related_name="held")
    ref = models.UUIDField()
    reason = models.CharField(max_length=300)
    path = PathField()

    security = ByPath()
