"""Make the quality sheet of a run."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import numpy as np

from sembilan.delivery.models import SealedPackage
from sembilan.kit.said import stored
from sembilan.measurement import selectors
from sembilan.measurement.models import (
    CareerScore,
    JudgedAttempt,
    QualitySheet,
    ScoringRun,
)
from sembilan.measurement.rules import quality
from sembilan.measurement.rules.scoring import score_package
from sembilan.tenancy.rules import NATION


def make_sheet(run: ScoringRun, at: datetime) -> QualitySheet:
    """A new sheet from what was judged, without those who are held. The former sheets stay."""
    before = selectors.sheet(run)
    facts = _facts(run)
    return QualitySheet.objects.create(run=run, number=before.number + 1 if before else 1, facts=facts, made_at=at)


def _facts(run: ScoringRun) -> dict[str, Any]:
    held = {one.ref: one.reason for one in selectors.held(run)}
    rows = [row for row in JudgedAttempt.objects.filter(run=run).order_by("package", "ref") if row.ref not in held]
    sealed = selectors.packages([*run.batteries])
    results = [_result(package, [row for row in rows if row.package == code]) for code, package in sealed.items()]
    results = [one for one in results if one.n_persons]
    sessions = selectors.sessions_of([uuid.UUID(one) for one in run.sessions], NATION)
    career = CareerScore.objects.filter(run=run).exclude(ref__in=held)
    return {
        "format": quality.FORMAT,
        "persons": len(rows),
        "held": len(held),
        "by_package": {one.table.package: one.n_persons for one in results},
        "scales": quality.scale_facts(results, {one.scale: float(one.cuts[0]) for one in selectors.cut_tables()}),
        "joint": quality.joint_facts(results, selectors.joint_prior()),
        "sections": quality.section_facts(results),
        "sessions": [selectors.session_facts(one, {*held}) for one in sessions],
        "career": {"persons": career.count(), "all_blocks": sum(one.blocks_answered == one.blocks for one in career)},
        "evidence": run.evidence,
        "parameters": stored(run.parameters),
    }


def _result(package: SealedPackage, rows: Sequence[JudgedAttempt]) -> quality.PackageResult:
    table = selectors.table(package.code)
    codes = np.frombuffer(b"".join(bytes(row.codes) for row in rows), dtype=np.int8).reshape(len(rows), len(table.items))
    seconds = {name: np.array([row.seconds.get(name, np.nan) for row in rows], dtype=np.float64) for name in table.sections}
    names = selectors.section_names(package, table)
    titles = {name: (package.outline[index]["title"], package.outline[index]["minutes"]) for index, name in names.items()}
    patterns = [row.patterns for row in rows]
    return quality.PackageResult(table, codes, score_package(codes, table, selectors.grid()), seconds, titles, patterns)
