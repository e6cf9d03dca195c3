from __future__ import annotations

import pgtrigger
from django.db import models

from sembilan.itembank.models import NATIONAL, NATIONAL_APPEND, Instrument, ItemVersion
from sembilan.kit.security import append_only

_OPEN_FORM = """
    IF EXISTS (SELECT 1 FROM assembly_form f WHERE f.id = {row}.form_id AND f.sealed_at IS NOT NULL) THEN
        RAISE EXCEPTION 'a sealed form keeps its items';
    END IF;
    RETURN {row};
"""


class Blueprint(models.Model):
    """What a form of an instrument must hold: items a scale, spread of levels, minutes, and the declared rule for unanswered items.

    A changed plan is a new version of the same name.
    """

    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="blueprints")
    name = models.CharField(max_length=120)
    body = models.JSONField(
        help_text="cells, minutes, largest overlap, omission rule by kind of item; see docs/algorithms/assembly.md"
    )
    version = models.PositiveSmallIntegerField(default=1)
    saved_at = models.DateTimeField()
    saved_by = models.CharField(max_length=200)

    security = NATIONAL_APPEND

    class Meta:
        ordering = ["instrument", "name", "version"]
        constraints = [models.UniqueConstraint(fields=["instrument", "name", "version"], name="blueprint_version_once")]
        triggers = append_only()


class Form(models.Model):
    """One of the parallel forms of an instrument. Open until sealed, then immutable. A build's forms are parallel to each other."""

    blueprint = models.ForeignKey(Blueprint, on_delete=models.PROTECT, related_name="forms")
    code = models.CharField(max_length=40, unique=True)
    build = models.PositiveSmallIntegerField(help_text="forms built together")
    letter = models.CharField(max_length=8, help_text="A, B, ...; A-nv is A's non-visual twin")
    built_at = models.DateTimeField()
    sealed_at = models.DateTimeField(null=True)

    security = NATIONAL

    class Meta:
        ordering = ["blueprint", "build", "letter"]
        triggers = [
            pgtrigger.ReadOnly(name="form_stays_itself", exclude=["sealed_at"]),
            pgtrigger.Protect(
                name="sealed_form_stays",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__sealed_at__isnull=False),
            ),
        ]


class FormItem(models.Model):
    form = models.ForeignKey(Form, on_delete=models.CASCADE, related_name="form_items")
    position = models.PositiveSmallIntegerField()
    version = models.ForeignKey(ItemVersion, on_delete=models.PROTECT, related_name="+")
    option_order = models.CharField(
        max_length=8, blank=True, help_text="the item's own letters in the order of presentation; empty: as written"
    )

    security = NATIONAL

    class Meta:
        ordering = ["form", "position"]
        constraints = [
            models.UniqueConstraint(fields=["form", "position"], name="form_position_once"),
            models.UniqueConstraint(fields=["form", "version"], name="form_item_once"),
        ]
        triggers = [
            pgtrigger.ReadOnly(name="form_item_stays"),
            pgtrigger.Trigger(
                name="none_added_to_a_sealed_form",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=_OPEN_FORM.format(row="NEW"),
            ),
            pgtrigger.Trigger(
                name="none_taken_from_a_sealed_form",
                when=pgtrigger.Before,
                operation=pgtrigger.Delete,
                func=_OPEN_FORM.format(row="OLD"),
            ),
        ]


class Battery(models.Model):
    """The forms one candidate sits, in order, sealed together as one package (delivery.SealedPackage of the same code and hash)."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    package_hash = models.CharField(max_length=64)
    evidence = models.CharField(max_length=12, help_text="the lowest state of evidence among its instruments, at sealing")
    sealed_at = models.DateTimeField()
    sealed_by = models.CharField(max_length=200)
    leaf = models.BigIntegerField()
    scoring = models.JSONField(
        help_text="item id in the package -> scale, model, parameters, key or credits, as sealed; belongs to the nation"
    )

    security = NATIONAL_APPEND

    class Meta:
        ordering = ["-sealed_at", "code"]
        triggers = append_only()


class BatteryForm(models.Model):
    battery = models.ForeignKey(Battery, on_delete=models.CASCADE, related_name="sections")
    position = models.PositiveSmallIntegerField()
    form = models.ForeignKey(Form, on_delete=models.PROTECT, related_name="+")

    security = NATIONAL_APPEND

    class Meta:
        ordering = ["battery", "position"]
        constraints = [models.UniqueConstraint(fields=["battery", "position"], name="battery_position_once")]
        triggers = append_only()
