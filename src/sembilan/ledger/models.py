from django.db import models

from sembilan.kit.fields import PathField
from sembilan.kit.security import ByPath, Open, append_only


class Leaf(models.Model):
    """One 32-byte commitment at one position. Public: it says that something of this kind was fixed at this time, and no more."""

    position = models.BigIntegerField(primary_key=True)
    kind = models.CharField(max_length=40)
    commitment = models.BinaryField(max_length=32)
    at = models.DateTimeField()

    security = Open(append_only=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(position__gte=0), name="leaf_position_not_negative")]
        triggers = append_only()


class LeafSecret(models.Model):
    """What opens a commitment: its salt and the payload that was committed. Deleting it is erasure; all proofs still hold."""

    leaf = models.OneToOneField(Leaf, on_delete=models.PROTECT, primary_key=True, related_name="secret")
    salt = models.BinaryField(max_length=32)
    payload = models.JSONField()
    path = PathField()

    security = ByPath(append_only=True)

    class Meta:
        triggers = append_only("path")


class Checkpoint(models.Model):
    """The signed root over the first `size` leaves. The next one is made of the leaves again, and trusts nothing kept here."""

    size = models.BigIntegerField(unique=True)
    root = models.BinaryField(max_length=32)
    note = models.TextField(help_text="C2SP checkpoint: origin, size, root, signature")
    at = models.DateTimeField()

    security = Open(append_only=True)

    class Meta:
        triggers = append_only()


class LedgerKey(models.Model):
    """The public half of a key that signs checkpoints. The first is in force from the beginning, each later one for every
    checkpoint that covers its own leaf."""

    verifier = models.TextField(help_text="C2SP vkey: name+id+base64(0x01 || public key)")
    at = models.DateTimeField()
    leaf = models.BigIntegerField(null=True, help_text="position of the leaf that commits to it; none for the first key")
    reason = models.CharField(max_length=200, blank=True, help_text="why the one before was given up; names nobody")

    security = Open(append_only=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["leaf"], name="ledger_key_one_a_leaf", nulls_distinct=False)]
        triggers = append_only()
