from __future__ import annotations

from django.db import models

from sembilan.itembank.models import NATIONAL, Instrument, ItemVersion
from sembilan.kit.security import SYSTEM, Custom


class Blueprint(models.Model):
    """What a form of an instrument must hold: items a scale, spread of levels, minutes, and the declared rule for unanswered items."""

    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="blueprints")
    name = models.CharField(max_length=120)
    body = models.JSONField(help_text="{scale: items}, levels, minutes, omission rule by item kind, minimum share, section order")
    version = models.PositiveSmallIntegerField(default=1)

    security = NATIONAL

    class Meta:
        constraints = [models.UniqueConstraint(fields=["instrument", "name", "version"], name="blueprint_version_once")]


class Form(models.Model):
    """One of the parallel forms of an instrument. Open until sealed; then immutable."""

    blueprint = models.ForeignKey(Blueprint, on_delete=models.PROTECT, related_name="forms")
    code = models.CharField(max_length=40, unique=True)
    letter = models.CharField(max_length=8, help_text="A, B, ...; A-nv is A's non-visual twin")
    sealed_at = models.DateTimeField(null=True)

    security = NATIONAL


class FormItem(models.Model):
    form = models.ForeignKey(Form, on_delete=models.CASCADE, related_name="form_items")
    position = models.PositiveSmallIntegerField()
    version = models.ForeignKey(ItemVersion, on_delete=models.PROTECT, related_name="+")

    security = NATIONAL

    class Meta:
        ordering = ["form", "position"]
        constraints = [
            models.UniqueConstraint(fields=["form", "position"], name="form_position_once"),
            models.UniqueConstraint(fields=["form", "version"], name="form_item_once"),
        ]


class Battery(models.Model):
    """The forms that one candidate sits, in order, sealed together as one package (delivery.SealedPackage of the same code and hash)."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    package_hash = models.CharField(max_length=64)
    evidence = models.CharField(max_length=12, help_text="the lowest state of evidence among its instruments, at sealing")
    sealed_at = models.DateTimeField()
    leaf = models.BigIntegerField()
    scoring = models.JSONField(help_text="item id in the package -> scale, model, parameters, key or credits, as sealed; belongs to the nation")

    security = Custom(read=SYSTEM, write=SYSTEM, append_only=True)


class BatteryForm(models.Model):
    battery = models.ForeignKey(Battery, on_delete=models.CASCADE, related_name="sections")
    position = models.PositiveSmallIntegerField()
    form = models.ForeignKey(Form, on_delete=models.PROTECT, related_name="+")

    security = NATIONAL

    class Meta:
        ordering = ["battery", "position"]
