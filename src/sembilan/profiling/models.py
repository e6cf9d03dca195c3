from __future__ import annotations

import uuid

import pgtrigger
from django.contrib.postgres.indexes import GistIndex
from django.db import models

from sembilan.kit.fields import PathField
from sembilan.kit.security import SCOPES, ByPath, append_only, own, stays
from sembilan.kit.text import gettext_noop
from sembilan.people.models import ABOVE_OWN_PLACE, Official
from sembilan.tenancy.models import Organisation

OWN = own("official", "official_id")
# Policies and runs hold nothing of the persons mapped: who sees a unit, or his own result, may know the rule it was made by.
BELOW = (f"path @> ANY({SCOPES})", ABOVE_OWN_PLACE)


class TalentPolicy(models.Model):
    """One version of an agency's rubric for the official box, for one period. Published before its scores are released."""

    class State(models.TextChoices):
        DRAFT = "draft", gettext_noop("Draf")
        PUBLISHED = "published", gettext_noop("Diterbitkan")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agency = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    path = PathField()
    period = models.CharField(max_length=20)
    version = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=40, help_text="the rubric's code, e.g. bkn_411_2025")
    body = models.JSONField(help_text="rules/policy.py reads it; weights, ladders and the article beside each number")
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    published_at = models.DateTimeField(null=True)
    published_by = models.CharField(max_length=200, blank=True)
    leaf = models.BigIntegerField(null=True)

    security = ByPath(also=BELOW)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency", "period", "version"], name="policy_version_once"),
            models.UniqueConstraint(
                fields=["agency", "period"], condition=models.Q(state="published"), name="one_published_policy_a_period"
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="published_policy_stays",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__state="published"),
            )
        ]


class Profile(models.Model):
    """What one released measurement (or one result measured elsewhere) says of a person. Immutable; a new one adds a row."""

    class Source(models.TextChoices):
        MEASURED = "measured", gettext_noop("Tes Sembilan")
        EXTERNAL = "external", gettext_noop("Hasil asesmen lembaga lain")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    official = models.ForeignKey(Official, on_delete=models.PROTECT, related_name="profiles")
    source = models.CharField(max_length=10, choices=Source)
    source_label = models.CharField(max_length=300, help_text="event or instrument and institution")
    period = models.CharField(max_length=20, blank=True)
    measured_on = models.DateField()
    evidence = models.CharField(max_length=12, help_text="sample, pilot, development, selection; empty for results of elsewhere")
    form = models.CharField(
        max_length=200, blank=True, help_text="name of the package that was sat; empty for results of elsewhere"
    )
    indicative = models.BooleanField(
        default=False,
        help_text="the form asks too little to place anyone by it: no basis for a decision, and no full result gives way",
    )
    scoring_run = models.BigIntegerField(null=True)
    external = models.BigIntegerField(null=True, help_text="the ExternalAssessment it was taken from")
    error_known = models.BooleanField()
    levels = models.JSONField(
        help_text="construct -> {p: [6 probabilities], level, low, high, theta, se, loading}, {level} where no error is known, or "
        "{state}"
    )
    prior = models.CharField(max_length=40, blank=True, help_text="joint prior and its version, e.g. joint_prior/1")
    factors = models.FloatField(
        null=True, help_text="correlation, after all answers, of what the competencies and what the aspects share; 0..1"
    )
    standard = models.JSONField(help_text="{levels: competency -> required level, basis: position, tier or none, tier}")
    career = models.JSONField(null=True, help_text="scales, code, orientation; within the person")
    jpm_competency = models.IntegerField(null=True, help_text="hundredths; posterior expectation of the named surplus rule")
    jpm_competency_low = models.IntegerField(null=True)
    jpm_competency_high = models.IntegerField(null=True)
    jpm_potential = models.IntegerField(null=True)
    jpm_potential_low = models.IntegerField(null=True)
    jpm_potential_high = models.IntegerField(null=True)
    map_policy = models.CharField(max_length=60)
    map_row = models.SmallIntegerField(null=True, help_text="assessment map: competency category 0..2; null: cannot be mapped")
    map_column = models.SmallIntegerField(null=True, help_text="potential category 0..2")
    map_chances = models.JSONField(null=True, help_text="nine cells; null where the error is unknown")
    made_at = models.DateTimeField()
    path = PathField()

    security = ByPath(also=(OWN,), append_only=True)

    class Meta:
        indexes = [
            GistIndex("path", name="profile_path"),
            models.Index(fields=["official", "measured_on"]),
            models.Index(fields=["external"]),
        ]
        constraints = [
            models.UniqueConstraint(fields=["scoring_run", "official"], name="profile_once_a_run"),
        ]
        triggers = append_only("path")


class MappingRun(models.Model):
    """One mapping of an agency's people by one published policy. A re-run adds a run; nothing is computed in place."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    policy = models.ForeignKey(TalentPolicy, on_delete=models.PROTECT, related_name="runs")
    path = PathField()
    as_of = models.DateField()
    seed = models.BigIntegerField()
    counts = models.JSONField()
    made_at = models.DateTimeField()
    proposed_day = models.DateField(help_text="the day of evidence that the period's documents gave when it was computed")
    day_reason = models.CharField(max_length=300, blank=True, help_text="why another day was taken; empty where none was")
    made_by = models.CharField(max_length=200)
    leaf = models.BigIntegerField(null=True)

    security = ByPath(also=BELOW, append_only=True, updatable=("leaf",))

    class Meta:
        triggers = [*append_only("path", "leaf"), stays("leaf_once", pgtrigger.Q(old__leaf__isnull=False), "leaf")]


class RunWithdrawal(models.Model):
    """A mapping run that no longer stands, by whom and why. The run and its results stay; pages read the newest that stands."""

    run = models.OneToOneField(MappingRun, on_delete=models.PROTECT, related_name="withdrawal")
    reason = models.CharField(max_length=300)
    withdrawn_at = models.DateTimeField()
    withdrawn_by = models.CharField(max_length=200)
    leaf = models.BigIntegerField()
    path = PathField()

    security = ByPath(also=BELOW, append_only=True)

    class Meta:
        triggers = append_only("path")


class BoxResult(models.Model):
    """One person in one run: the inputs with source and date, the axes, the box, and how sure. Immutable."""

    run = models.ForeignKey(MappingRun, on_delete=models.PROTECT, related_name="results")
    official = models.ForeignKey(Official, on_delete=models.PROTECT, related_name="boxes")
    profile = models.ForeignKey(Profile, on_delete=models.PROTECT, null=True, related_name="+")
    inputs = models.JSONField(
        help_text="component -> {value (hundredths or null), known, low and high (where a scale was not assessed), "
        "basis (record, complete, assessment, missing), source, date, raw, effect}"
    )
    performance_low = models.IntegerField(help_text="hundredths; low = high where every component is known")
    performance_high = models.IntegerField()
    potential_low = models.IntegerField()
    potential_high = models.IntegerField()
    potential_least = models.IntegerField(
        null=True, help_text="5th percentile of the draws at the lowest completion, hundredths; null: an input's error is unknown"
    )
    potential_most = models.IntegerField(null=True, help_text="95th percentile at the highest completion")
    box = models.SmallIntegerField(null=True, help_text="1..9; null: more than one box is possible")
    possible = models.JSONField(help_text="list of possible boxes")
    chance_low = models.JSONField(
        null=True, help_text="nine probabilities, lowest over completions; null where an input's error is unknown"
    )
    chance_high = models.JSONField(null=True)
    chance = models.FloatField(null=True, help_text="lowest probability of the box shown")
    former_possible = models.JSONField(default=list, help_text="the boxes possible in the run before; empty: not in it")
    changed = models.JSONField(
        default=list, help_text="where the possible boxes differ from the run before: the inputs that changed, or `policy`"
    )
    deciding = models.JSONField(default=list, help_text="components whose document would decide or narrow the box")
    tier = models.CharField(max_length=30)
    unit_name = models.CharField(max_length=300, blank=True)
    path = PathField()

    security = ByPath(also=(OWN,), append_only=True)

    class Meta:
        indexes = [GistIndex("path", name="box_result_path"), models.Index(fields=["run", "box"])]
        constraints = [models.UniqueConstraint(fields=["run", "official"], name="one_box_a_run")]
        triggers = append_only("path")
