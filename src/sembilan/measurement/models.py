from __future__ import annotations

import uuid

import pgtrigger
from django.contrib.postgres.indexes import GistIndex
from django.db import models

from sembilan.kit.fields import PathField, SaidField
from sembilan.kit.security import SCOPES, SYSTEM, Custom, append_only, stays
from sembilan.kit.text import gettext_noop

RELEASED = (
    f"{SYSTEM} OR (released_at IS NOT NULL AND path <@ ANY({SCOPES}))"  # that a run exists opens to its agency with the release
)

_RELEASED_ONCE = stays("released_once", pgtrigger.Q(old__released_at__isnull=False), "released_at")
_SIGNED_BY_TWO = """
    IF (SELECT count(DISTINCT coalesce(nullif(u.person_number, ''), s.signer::text))
        FROM measurement_signature s LEFT JOIN accounts_user u ON u.uuid = s.signer WHERE s.sheet_id =
        (SELECT q.id FROM measurement_qualitysheet q WHERE q.run_id = NEW.id ORDER BY q.number DESC LIMIT 1)) < 2
    THEN
        RAISE EXCEPTION 'a run is released only with two signatures, of two people, under its newest sheet';
    END IF;
    RETURN NEW;
"""


_DECIDED = ("checked_by", "checked_at", "released_by", "released_at", "leaf", "release_leaf")
_CHANGING = ("state", *_DECIDED)  # of a run, on its way
_LIFTED = ("lifted_reason", "lifted_by", "lifted_at")


class CutTable(models.Model):
    """The standard-setting table of one scale: cuts on theta between the levels. Versioned, belongs to the nation."""

    scale = models.CharField(max_length=40)
    version = models.PositiveSmallIntegerField()
    cuts = models.JSONField(help_text="strictly ascending decimals as strings; K cuts give levels 0..K")
    errors = models.JSONField(null=True, help_text="standard error of each cut, as strings")
    source = models.CharField(max_length=300)
    sample = models.CharField(max_length=300, help_text="who judged which items, in how many rounds")
    made_at = models.DateTimeField()

    security = Custom(read="true", write=SYSTEM, append_only=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scale", "version"], name="cut_table_version_once")]
        triggers = append_only()


class ScoringRun(models.Model):
    """One scoring of closed sessions on frozen parameters: scored > checked > released. A re-scoring is a new run.

    A hold placed or lifted after the check takes it back to scored, for the sheet that was checked no longer says what would be
    released. Only state, times and leaves ever change.
    """

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
    evidence = models.CharField(
        max_length=12, help_text="lowest state of evidence of the batteries: sample and pilot are marked everywhere"
    )
    parameters = SaidField(help_text="what the parameters rest on; provisional ones say so")
    scored_by = models.CharField(max_length=200)
    scored_at = models.DateTimeField()
    checked_by = models.CharField(max_length=200, blank=True)
    checked_at = models.DateTimeField(null=True)
    released_by = models.CharField(max_length=200, blank=True)
    released_at = models.DateTimeField(null=True)
    leaf = models.BigIntegerField(null=True)
    release_leaf = models.BigIntegerField(null=True)

    security = Custom(read=RELEASED, write=SYSTEM, append_only=True, updatable=_CHANGING)

    class Meta:
        indexes = [GistIndex("path", name="scoring_run_path")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="released", released_at__isnull=False)
                | (~models.Q(state="released") & models.Q(released_at__isnull=True)),
                name="released_has_its_time",
            )
        ]
        triggers = [
            *append_only("path", *_CHANGING),
            stays("leaf_once", pgtrigger.Q(old__leaf__isnull=False), "leaf"),
            stays("released_run_stays", pgtrigger.Q(old__state="released", new__state="released"), *_DECIDED),
            pgtrigger.FSM(
                name="scored_checked_released",
                field="state",
                transitions=[("scored", "checked"), ("checked", "scored"), ("checked", "released")],
            ),
            pgtrigger.Trigger(
                name="two_signatures_release",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state="checked", new__state="released"),
                func=_SIGNED_BY_TWO,
            ),
        ]


class JudgedAttempt(models.Model):
    """What one attempt's answers count, question by question, as they were scored: the run can be recomputed and explained from it.

    One person's responses: opens to the nation alone, also after the release. No name, no answer text.
    """

    run = models.ForeignKey(ScoringRun, on_delete=models.PROTECT, related_name="judged")
    ref = models.UUIDField()
    session = models.UUIDField()
    package = models.CharField(max_length=40)
    state = models.CharField(max_length=10, help_text="of the attempt, as the hall left it")
    codes = models.BinaryField(help_text="int8, one a question of the package's scoring table: a category, or a code of rules.py")
    seconds = models.JSONField(help_text="section -> seconds that counted")
    patterns = models.JSONField(help_text="section -> how like picking at random, longest run of one letter (rules.patterns)")
    path = PathField()

    security = Custom(read=SYSTEM, write=SYSTEM, append_only=True, updatable=("path",))

    class Meta:
        indexes = [models.Index(fields=["ref"], name="judged_ref")]
        constraints = [models.UniqueConstraint(fields=["run", "ref"], name="judged_once_a_run")]
        triggers = append_only("path")


class Score(models.Model):
    """One scale of one candidate: EAP with its error and the posterior it came from. Written once.

    Opens to the nation alone, after the release too: an agency and the person read the profile that is made of it.
    """

    class State(models.TextChoices):
        SCORED = "scored", gettext_noop("Dinilai")
        NOT_ASSESSABLE = "not_assessable", gettext_noop("Tidak dapat dinilai")

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

    security = Custom(read=SYSTEM, write=SYSTEM, append_only=True, updatable=("released_at", "path"))

    class Meta:
        indexes = [models.Index(fields=["ref"]), GistIndex("path", name="score_path")]
        constraints = [
            models.UniqueConstraint(fields=["run", "ref", "scale"], name="score_once_a_run"),
            models.CheckConstraint(
                condition=models.Q(state="scored", theta__isnull=False, standard_error__isnull=False, posterior__isnull=False)
                | models.Q(state="not_assessable", theta__isnull=True, standard_error__isnull=True, posterior__isnull=True),
                name="not_assessable_has_no_number",
            ),
        ]
        triggers = [*append_only("released_at", "path"), _RELEASED_ONCE]


class CareerScore(models.Model):
    """Best and worst counts within one person: never compared between people, never in a box."""

    run = models.ForeignKey(ScoringRun, on_delete=models.PROTECT, related_name="career_scores")
    ref = models.UUIDField()
    counts = models.JSONField(help_text="scale -> [best, worst, shown in answered blocks]")
    blocks_answered = models.PositiveSmallIntegerField()
    blocks = models.PositiveSmallIntegerField(help_text="in the form")
    released_at = models.DateTimeField(null=True)
    path = PathField()

    security = Custom(read=SYSTEM, write=SYSTEM, append_only=True, updatable=("released_at", "path"))

    class Meta:
        indexes = [models.Index(fields=["ref"], name="career_ref")]
        constraints = [models.UniqueConstraint(fields=["run", "ref"], name="career_once_a_run")]
        triggers = [*append_only("released_at", "path"), _RELEASED_ONCE]


class QualitySheet(models.Model):
    """What the two who sign have seen: n, reliability, missing, time, incidents by session, held attempts. Facts frozen at making.

    A hold placed or lifted makes a new sheet; signatures stay under the one that was signed, and only the newest counts.
    """

    run = models.ForeignKey(ScoringRun, on_delete=models.PROTECT, related_name="sheets")
    number = models.PositiveSmallIntegerField()
    facts = models.JSONField()
    made_at = models.DateTimeField()

    security = Custom(read=SYSTEM, write=SYSTEM, append_only=True)

    class Meta:
        ordering = ["run", "number"]
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="sheet_number_once")]
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
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "signer"], name="one_signature_a_person"),
            models.CheckConstraint(condition=~models.Q(signer=uuid.UUID(int=0)), name="the_machine_signs_nothing"),
        ]
        triggers = append_only()


class HeldAttempt(models.Model):
    """An attempt kept out of a run by a person, with the reason; lifted by a person, with the reason. History stays."""

    run = models.ForeignKey(ScoringRun, on_delete=models.PROTECT, related_name="held")
    ref = models.UUIDField()
    reason = models.CharField(max_length=300)
    held_by = models.CharField(max_length=200)
    held_at = models.DateTimeField()
    lifted_reason = models.CharField(max_length=300, blank=True)
    lifted_by = models.CharField(max_length=200, blank=True)
    lifted_at = models.DateTimeField(null=True)
    path = PathField()

    security = Custom(read=SYSTEM, write=SYSTEM, append_only=True, updatable=(*_LIFTED, "path"))

    class Meta:
        ordering = ["held_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["run", "ref"], condition=models.Q(lifted_at=None), name="held_once_at_a_time")
        ]
        triggers = [
            *append_only(*_LIFTED, "path"),
            stays("lifted_once", pgtrigger.Q(old__lifted_at__isnull=False), *_LIFTED),
        ]


class ScoringRequest(models.Model):
    """A scoring handed to the background: who wanted what, how far it is, what it gave or why it failed."""

    class State(models.TextChoices):
        WAITING = "waiting", gettext_noop("Menunggu giliran")
        WORKING = "working", gettext_noop("Sedang dikerjakan")
        DONE = "done", gettext_noop("Selesai")
        FAILED = "failed", gettext_noop("Gagal")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(max_length=200)
    period = models.CharField(max_length=20)
    path = PathField()
    sessions = models.JSONField()
    wanted_by = models.CharField(max_length=200)
    wanted_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    read = models.PositiveSmallIntegerField(default=0, help_text="sessions whose answers have been read and judged")
    problem = models.CharField(max_length=400, blank=True)
    run = models.ForeignKey(ScoringRun, on_delete=models.PROTECT, null=True, related_name="+")

    security = Custom(read=SYSTEM, write=SYSTEM)
