"""What stands behind the issues of a page of the queue: whose they are, and the rows that count in the place of those that wait."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sembilan.people.models import ImportRow, Official, QualityIssue
from sembilan.people.rules.nip import tidy_nip


def names_of(issues: Collection[QualityIssue]) -> dict[int, str]:
    """issue -> the name of whoever it is about: by the person's own row, else the NIP that begins a register's row's key."""
    found = {issue.pk: issue.official.full_name for issue in issues if issue.official}
    of_registers = [issue for issue in issues if issue.pk not in found and issue.row.kind != "pegawai"]
    keys = {issue.pk: (issue.batch.agency_id, issue.row.key.partition("|")[0]) for issue in of_registers}
    people = Official.objects.filter(
        agency_id__in={one for one, _nip in keys.values()}, nip__in={nip for _one, nip in keys.values()}
    )
    by_nip = {(one.agency_id, one.nip): one.full_name for one in people}
    return found | {pk: by_nip[key] for pk, key in keys.items() if key in by_nip}


def first_rows(issues: Iterable[QualityIssue]) -> dict[int, ImportRow]:
    """issue -> the row that counts in its place: the first of the file with the same key, or what the NIP's owner came from."""
    doubled = [issue for issue in issues if issue.cause in ("nip_repeated", "row_conflicting")]
    keys = {issue.pk: (issue.batch_id, issue.row.kind, issue.row.key.partition("#")[0]) for issue in doubled}
    same = ImportRow.objects.filter(
        batch_id__in={issue.batch_id for issue in doubled}, key__in={key for _batch, _kind, key in keys.values()}
    ).select_related("batch")
    by_key = {(row.batch_id, row.kind, row.key): row for row in same.order_by("-pk")}
    found = {pk: by_key[key] for pk, key in keys.items() if key in by_key}
    first = {issue.pk: row for issue in doubled if (row := found.get(issue.pk)) and row.pk != issue.row_id}
    return first | _rows_of_owners([issue for issue in doubled if issue.pk not in first and issue.cause == "nip_repeated"])


def _rows_of_owners(issues: list[QualityIssue]) -> dict[int, ImportRow]:
    """issue -> the latest row of whoever has the NIP which somebody put in its row."""
    found: dict[int, ImportRow] = {}
    for issue in issues:
        owner = Official.objects.filter(agency_id=issue.batch.agency_id, nip=tidy_nip(issue.value)).first()
        rows = ImportRow.objects.filter(kind="pegawai", target=f"official:{owner.pk}") if owner else ImportRow.objects.none()
        if row := rows.exclude(pk=issue.row_id).select_related("batch").order_by("-pk").first():
            found[issue.pk] = row
    return found
