from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Final

from django.contrib.postgres.indexes import GistIndex
from django.db import models

from sembilan.kit import security
from sembilan.kit.fields import PathField
from sembilan.kit.security import ByPath, append_only, own
from sembilan.kit.text import gettext_noop
from sembilan.people.models import Official
from sembilan.tenancy.models import Organisation

SILENCE: Final = timedelta(minutes=10)

# What a stranger learns who holds the paper: that it is ours, the fingerprint of the file, and when the newest report about the
# same person was made that tells of another result or mapping (null: none). And where the report and its mapping stand in the
# ledger. Nothing else of the person.
security.definer(
    "document_by_code",
    "wanted text",
    "jsonb",
    "SELECT jsonb_build_object('kind', d.kind, 'made_at', d.made_at, 'sha256', d.sha256, 'agency', o.name, 'sample', d.sample, "
    "'newer', (SELECT max(n.made_at) FROM reporting_document n WHERE n.official_id = d.official_id AND n.made_at > d.made_at "
    "AND (n.profile, n.mapping_run) IS DISTINCT FROM (d.profile, d.mapping_run)), "
    "'leaf', d.leaf, 'run_leaf', (SELECT m.leaf FROM profiling_mappingrun m WHERE m.uuid = d.mapping_run), "
    "'withdrawn', (SELECT jsonb_build_object('at', w.withdrawn_at, 'reason', w.reason) FROM profiling_runwithdrawal w "
    "JOIN profiling_mappingrun m ON m.id = w.run_id WHERE m.uuid = d.mapping_run)) "
    "FROM reporting_document d JOIN tenancy_organisation o ON o.id = d.agency_id WHERE d.code = wanted",
)


class Document(models.Model):
    """A report that left the house: its verification code, its hash and what it was made from. Made once; asked for again, the same
    file is handed out. `kind`: the report as officers and jobs take it, its NIP masked, or the person's own copy, its NIP whole."""

    PERSON: Final = "person"
    OWN: Final = "own"

    code = models.CharField(max_length=20, unique=True, help_text="verification code printed on it")
    kind = models.CharField(max_length=30)
    language = models.CharField(max_length=5)
    official = models.ForeignKey(Official, on_delete=models.PROTECT, related_name="documents")
    agency = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    profile = models.UUIDField()
    mapping_run = models.UUIDField(null=True)
    narrative = models.CharField(max_length=60, help_text="version of the rules that chose its sentences")
    sample = models.BooleanField(help_text="printed with the band `contoh, bukan dasar keputusan`")
    sha256 = models.CharField(max_length=64)
    file = models.CharField(max_length=200, help_text="name under the home folder's reports/")
    made_at = models.DateTimeField()
    leaf = models.BigIntegerField(help_text="position in the ledger")
    path = PathField()

    security = ByPath(also=(own("official", "official_id"),), append_only=True)

    class Meta:
        indexes = [GistIndex("path", name="document_path")]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "profile", "mapping_run", "language"], nulls_distinct=False, name="document_made_once"
            )
        ]
        triggers = append_only("path")


class ReportJob(models.Model):
    """The reports of a unit and all below it, made in the background: who asked, why, and how far it has come."""

    class State(models.TextChoices):
        WAITING = "waiting", gettext_noop("Menunggu")
        RUNNING = "running", gettext_noop("Berjalan")
        DONE = "done", gettext_noop("Selesai")
        FAILED = "failed", gettext_noop("Terhenti")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    path = PathField()
    purpose = models.CharField(max_length=300)
    language = models.CharField(max_length=5)
    site = models.CharField(max_length=200, help_text="address of this installation, printed on the reports")
    requested_by = models.UUIDField()
    requested_by_label = models.CharField(max_length=200)
    requested_at = models.DateTimeField()
    total = models.PositiveIntegerField(help_text="people with a result when the job was asked for")
    done = models.PositiveIntegerField(default=0, help_text="of them, people whose report exists")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    touched_at = models.DateTimeField(help_text="when it last said how far it is")

    security = ByPath()

    class Meta:
        indexes = [GistIndex("path", name="report_job_path")]

    def is_under_way(self, at: datetime) -> bool:
        """Whether somebody is still working on it: one that has said nothing for ten minutes was cut off and may be resumed."""
        return self.state in (self.State.WAITING, self.State.RUNNING) and at - self.touched_at < SILENCE
