from django.db import models

from sembilan.kit import security


class ClockOffset(models.Model):
    """How far the product's time stands from the machine's. One row, written once by a demo's first start."""

    singleton = models.BooleanField(default=True, unique=True)
    offset = models.DurationField()

    security = security.Open(append_only=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(singleton=True), name="clock_offset_one_row")]
        triggers = security.append_only()


class SecretFingerprint(models.Model):
    """Which secret this database was made under, without telling anything of it. A row for each secret; the newest counts."""

    fingerprint = models.BinaryField(max_length=32, help_text="kit.secret.fingerprint")
    at = models.DateTimeField()

    security = security.Open(append_only=True)

    class Meta:
        triggers = security.append_only()
