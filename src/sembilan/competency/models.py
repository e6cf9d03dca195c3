from django.db import models

from sembilan.kit.security import Open


class Construct(models.Model):
    """One thing that is measured: a competency, a potential aspect, a literacy pillar or a career scale, by one version."""

    group = models.CharField(max_length=40, help_text="kompetensi, potensi, literasi_digital, preferensi_karier")
    code = models.CharField(max_length=40)
    version = models.CharField(
        max_length=40, help_text="the regulation's short name and the wording's number, e.g. permenpanrb-38-2017/1"
    )
    order = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    definition = models.TextField()
    source = models.CharField(max_length=300)
    content = models.JSONField(
        help_text="levels with indicators, suggestions, strength and growth sentences: the dictionary record"
    )

    security = Open()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "version"], name="construct_once_a_version")]
        ordering = ["group", "order"]
