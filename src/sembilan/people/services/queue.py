"""The data-quality queue: mend in place by the same rules, or set aside with a reason. What waited for the mended thing follows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from sembilan.audit.services import witness
from sembilan.kit.errors import Reasons
from sembilan.kit.tabular import Cell
from sembilan.people import selectors
from sembilan.people.access import can, require
from sembilan.people.errors import (
    CauseOfDoubt,
    DecisionOvertaken,
    DecisionSpread,
    DoubtfulOtherwise,
    IssueClosed,
    IssueOpen,
    LaterImport,
    NipTaken,
    NothingToMend,
    ReasonNeeded,
    StillDoubtful,
    ValueNeeded,
)
from sembilan.people.models import ImportRow, QualityIssue
from sembilan.people.rules.causes import CAUSES
from sembilan.people.rules.nip import tidy_nip
from sembilan.people.rules.raw import cells_of
from sembilan.people.rules.rows import Doubt, Known, Reading, read_row
from sembilan.people.rules.sheets import Line, moved_unit
from sembilan.people.services import holdings as held
from sembilan.people.services.doubts import issues_of, listed, set_issue_paths
from sembilan.people.services.holdings import Holdings
from sembilan.people.services.undo import require_last
from sembilan.people.services.writing import Item, Writer
from sembilan.tenancy.models import Organisation
from sembilan.tenancy.rules import Actor, common, covers

State = QualityIssue.State
_OF_THE_SHEET = frozenset({"row_repeated", "row_conflicting"})  # only a whole sheet can say so; they stay until set aside
_FOLLOWED = frozenset({"nip", "unit", "parent", "position_code"})  # columns of a mended row by which other rows found theirs
_LEAST_REASON = 5


def mend_issue(issue: QualityIssue, value: str, *, actor: Actor, at: datetime) -> None:
    """Put `value` in the place of the doubtful cell and read the row again by the same rule.

    Raises ValueNeeded, StillDoubtful, DoubtfulOtherwise, NipTaken, NothingToMend, IssueClosed, NotAllowed, and for a unit's
    parent as move_unit; then nothing
    is changed.
    """
    mend_issues([issue], value, actor=actor, at=at)


@transaction.atomic
def mend_issues(issues: Iterable[QualityIssue], value: str | None = None, *, actor: Actor, at: datetime) -> int:
    """Mend many of one agency: each with `value`, or with its own suggestion where `value` is None. Returns how many were mended.

    Raises as mend_issue; NothingToMend also where there is neither value nor suggestion.
    """
    chosen = list(issues)
    for issue in chosen:
        require(can(actor, "mend", issue))
    if not chosen:
        return 0
    agency = chosen[0].batch.agency
    mender, mended = _Mender(held.load(agency), actor, at), list[QualityIssue]()
    for issue in chosen:
        if value is None and not issue.suggestion:
            raise NothingToMend
        try:
            mender.mend(issue, issue.suggestion if value is None else value.strip())
        except (StillDoubtful, DoubtfulOtherwise, NipTaken):
            if value is not None or len(chosen) == 1:
                raise
            continue  # of many suggestions one that no longer fits stays open, and the others are taken
        mended.append(issue)
    settle_waiting(agency, actor=actor, at=at)
    for subject, path, told in _told(mended, actor):
        witness("people.mend_issue", subject, actor=actor, at=at, path=path, **told)
    return len(mended)


def dismiss_issue(issue: QualityIssue, reason: str, *, actor: Actor, at: datetime) -> None:
    """Set it aside: the data stay as they are, and the reason is kept. Raises ReasonNeeded, IssueClosed, NotAllowed."""
    dismiss_issues([issue], reason, actor=actor, at=at)


@transaction.atomic
def dismiss_issues(issues: Iterable[QualityIssue], reason: str, *, actor: Actor, at: datetime) -> int:
    chosen, reason = list(issues), reason.strip()
    if len(reason) < _LEAST_REASON:
        raise ReasonNeeded
    for issue in chosen:
        require(can(actor, "mend", issue))
        if issue.state != State.OPEN:
            raise IssueClosed
        _close(issue, State.DISMISSED, reason, actor=actor, at=at)
    for subject, path, told in _told(chosen, actor):
        witness("people.dismiss_issue", subject, actor=actor, at=at, path=path, **told, reason=reason[:300])
    return len(chosen)


def _told(chosen: list[QualityIssue], actor: Actor) -> list[tuple[QualityIssue | Organisation, str, dict[str, Any]]]:
    """What is witnessed of a decision over many issues: at each node of the actor's scope that has any of them, the one issue or
    else the agency, the lowest place above them all, and how many there were, why they were doubtful and whom they concern."""
    parts: dict[str, list[QualityIssue]] = defaultdict(list)
    for issue in chosen:
        parts[next(node for node in actor.scope if covers(node, issue.path))].append(issue)
    return [
        (part[0] if len(part) == 1 else part[0].batch.agency, common([one.path for one in part]), _facts(part))
        for part in parts.values()
    ]


def _facts(part: list[QualityIssue]) -> dict[str, Any]:
    return {
        "n": len(part),
        "causes": sorted({one.cause for one in part}),
        "columns": sorted({one.column for one in part if one.column}),
        "officials": sorted(str(one) for one in selectors.people_in([one.row for one in part])),
    }


@transaction.atomic
def reopen_issue(issue: QualityIssue, reason: str, *, actor: Actor, at: datetime) -> None:
    """Take a decision back: what was set aside is open again, and of what was mended the file's own cell counts again. Both
    decisions stay in the audit trail, each with its reason.

    Raises ReasonNeeded, IssueOpen, DecisionOvertaken where a later import stands, DecisionSpread where other rows followed the
    mended one, NotAllowed.
    """
    require(can(actor, "mend", issue))
    reason = reason.strip()
    if len(reason) < _LEAST_REASON:
        raise ReasonNeeded
    issue = QualityIssue.objects.select_for_update(of=("self",)).select_related("row__batch", "batch__agency").get(pk=issue.pk)
    if issue.state not in (State.MENDED, State.DISMISSED):
        raise IssueOpen
    try:
        require_last(issue.batch)
    except LaterImport as later:
        raise DecisionOvertaken(**later.parameters) from later
    before, decided_by, was = issue.state, issue.decided_by, issue.reason
    issue.state, issue.reason, issue.decided_by, issue.decided_at = State.OPEN, "", "", None
    issue.save(update_fields=["state", "reason", "decided_by", "decided_at"])
    if before == State.MENDED:
        _unmend(issue, actor=actor, at=at)
    witness(
        "people.reopen_issue", issue, actor=actor, at=at, path=issue.path,
        decided=before, decided_by=decided_by, reason_then=was, reason=reason[:300],
    )  # fmt: skip


def _unmend(issue: QualityIssue, *, actor: Actor, at: datetime) -> None:
    """Read the row by the file's own cell again. Only a value of the row's own: others follow a NIP, a unit, or a row let in."""
    row = issue.row
    if issue.severity == "blocks" or issue.column in _FOLLOWED or issue.column not in row.mended:
        raise DecisionSpread
    row.mended = {column: value for column, value in row.mended.items() if column != issue.column}
    _Mender(held.load(issue.batch.agency), actor, at).read_again(row)


def settle_waiting(agency: Organisation, *, actor: Actor, at: datetime) -> int:
    """Read again the rows that waited for a person, a unit or a post which is there by now. Returns how many rows."""
    done = 0
    while rows := _ready(held.load(agency).known(timezone.localtime(at).date()), agency):
        mender = _Mender(held.load(agency), actor, at)
        for row in rows:
            mender.read_again(row)
        done += len(rows)
    return done


def _ready(known: Known, agency: Organisation) -> list[ImportRow]:
    there: dict[str, Iterable[str]] = {
        "nip_unknown": known.people,
        "unit_unknown": known.units,
        "unit_parent_unknown": known.units,
        "declaration_unit_unknown": known.units,
        "position_unknown": known.posts,
    }
    waiting = QualityIssue.objects.filter(state=State.OPEN, batch__agency=agency, cause__in=there).select_related(
        "row", "row__batch"
    )
    rows = {
        issue.row_id: issue.row
        for issue in waiting.order_by("pk")
        if (tidy_nip(issue.value) if issue.cause == "nip_unknown" else issue.value) in there[issue.cause]
    }
    return list(rows.values())


class _Mender:
    """Reads single rows again against everything that stands by now."""

    def __init__(self, holdings: Holdings, actor: Actor, at: datetime) -> None:
        self.holdings, self.actor, self.at = holdings, actor, at
        open_ = QualityIssue.objects.filter(state=State.OPEN, batch__agency=holdings.agency, cause="nip_unknown")
        self.candidates = frozenset(tidy_nip(value) for value in open_.values_list("value", flat=True))

    def mend(self, issue: QualityIssue, value: str) -> None:
        """Raises StillDoubtful, DoubtfulOtherwise, NipTaken before anything is written."""
        issue.refresh_from_db()
        if issue.state != State.OPEN:
            raise IssueClosed
        if CAUSES[issue.cause].mend == "none":
            raise NothingToMend
        if not value:
            raise ValueNeeded
        row = issue.row
        doubted = {doubt[0] for doubt in row.doubts if doubt[1] == issue.column}
        row.mended = {**row.mended, issue.column: value}
        reading = self._read(row)
        for doubt in reading.doubts:
            if doubt.column == issue.column and (doubt.cause == issue.cause or doubt.cause not in doubted):
                self._refuse(doubt, issue, value)
        self._write(row, reading)

    def _refuse(self, doubt: Doubt, issue: QualityIssue, value: str) -> None:
        """A value that something else speaks against may be the right one all the same; every other new doubt is a refusal."""
        if doubt.cause == issue.cause:
            raise StillDoubtful(value=value)
        if doubt.cause == "nip_repeated":
            raise NipTaken(value=value, name=self.holdings.people[tidy_nip(doubt.value)].full_name)
        cause = CAUSES[doubt.cause]
        if not cause.contradiction:
            raise DoubtfulOtherwise(value=value, why=Reasons((CauseOfDoubt(cause.title),)))

    def read_again(self, row: ImportRow) -> None:
        """Read one row anew, write what it says now, and bring its issues up to date."""
        self._write(row, self._read(row))

    def _read(self, row: ImportRow) -> Reading:
        known = self._known_to(row)
        reading = read_row(row.kind, self._cells(row), known)
        self._add_doubts_between_rows(row, reading, known)
        return reading

    def _cells(self, row: ImportRow) -> dict[str, Cell]:
        return {**cells_of(row.raw, row.batch.mapping, row.sheet), **row.mended}

    def _write(self, row: ImportRow, reading: Reading) -> None:
        if not reading.blocked:
            Writer(row.batch, self.holdings, self.actor, self.at).write(row.kind, [Item(row, self._cells(row), reading)])
        row.doubts, row.tidied = listed(reading), [list(one) for one in reading.tidied]
        row.save(update_fields=["mended", "doubts", "tidied", "outcome", "target", "before"])
        self._renew_issues(row, reading)

    def _known_to(self, row: ImportRow) -> Known:
        known = self.holdings.known(timezone.localtime(self.at).date())
        own = _own_id(row)
        known.holders = {code: nip for code, nip in known.holders.items() if self.holdings.people[nip].pk != own}
        known.candidates = self.candidates
        return known

    def _add_doubts_between_rows(self, row: ImportRow, reading: Reading, known: Known) -> None:
        reading.doubts += [Doubt(*doubt) for doubt in row.doubts if doubt[0] in _OF_THE_SHEET]
        if row.kind == "unit":
            line = Line(cells_of(row.raw, row.batch.mapping, row.sheet), row.mended)
            reading.doubts += moved_unit(line, known.units, known)
        if row.kind == "pegawai":
            other = self.holdings.people.get(reading.values["nip"])
            repeated = any(doubt.cause == "row_repeated" for doubt in reading.doubts)
            if other is not None and other.pk != _own_id(row) and not repeated:
                reading.doubts.append(Doubt("nip_repeated", "nip", reading.values["nip"]))

    def _renew_issues(self, row: ImportRow, reading: Reading) -> None:
        doubted = {(doubt.cause, doubt.column) for doubt in reading.doubts}
        known: set[tuple[str, str]] = set()
        for issue in QualityIssue.objects.filter(row=row).exclude(state=State.WITHDRAWN):
            place = (issue.cause, issue.column)
            if issue.state == State.OPEN and place not in doubted:
                _close(issue, State.MENDED, "", actor=self.actor, at=self.at)
            elif issue.state != State.MENDED:
                known.add(place)
        fresh = [issue for issue in issues_of(row, reading) if (issue.cause, issue.column) not in known]
        QualityIssue.objects.bulk_create(fresh)
        if row.target.startswith("official:"):
            QualityIssue.objects.filter(row=row).update(official_id=_own_id(row))
            set_issue_paths(row.batch_id)


def _own_id(row: ImportRow) -> int | None:
    return int(row.target.split(":")[1]) if row.target.startswith("official:") else None


def _close(issue: QualityIssue, state: str, reason: str, *, actor: Actor, at: datetime) -> None:
    issue.state, issue.reason, issue.decided_by, issue.decided_at = state, reason[:300], actor.label, at
    issue.save(update_fields=["state", "reason", "decided_by", "decided_at"])
