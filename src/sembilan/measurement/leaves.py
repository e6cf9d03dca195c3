"""What the leaves about scoring and release commit to, told from the rows: when they are written, and when they are verified."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any, Final

from django.db.models.functions import Collate
from django.utils.translation import gettext

from sembilan.ledger.kinds import Committed, committed
from sembilan.measurement import selectors
from sembilan.measurement.models import CareerScore, HeldAttempt, JudgedAttempt, QualitySheet, Score, ScoringRun
from sembilan.merkle.commitment import rows_digest

_SCORE: Final = ("ref", "scale", "state", "theta", "standard_error", "posterior", "n_items", "n_answered")
_JUDGED: Final = ("ref", "session", "package", "state", "codes", "seconds", "patterns")
_HOLD: Final = ("ref", "reason", "held_at", "lifted_reason", "lifted_at")
_CHUNK: Final = 5_000


def scoring_facts(run: ScoringRun) -> dict[str, Any]:
    """A scoring run: what it rests on, and every score with its posterior, every judged answer and every count of the career
    preference, as stored."""
    scores = Score.objects.filter(run=run).order_by("ref", Collate("scale", "C")).values_list(*_SCORE)
    judged = JudgedAttempt.objects.filter(run=run).order_by("ref")
    career = CareerScore.objects.filter(run=run).order_by("ref").values_list("ref", "counts", "blocks_answered", "blocks")
    return {
        "run": str(run.uuid),
        "title": run.title,
        "period": run.period,
        "sessions": run.sessions,
        "batteries": run.batteries,
        "evidence": run.evidence,
        "parameters": run.parameters,
        "persons": judged.count(),
        "scores": rows_digest(scores.iterator(chunk_size=_CHUNK)),
        "judged": rows_digest(judged.values_list(*_JUDGED).iterator(chunk_size=_CHUNK)),
        "career": rows_digest(career.iterator(chunk_size=_CHUNK)),
    }


def release_facts(run: ScoringRun) -> dict[str, Any]:
    """A release: the newest quality sheet and who signed it, who was held and why, and which scores were opened when. Raises
    QualitySheet.DoesNotExist."""
    sheet = selectors.sheet(run)
    if sheet is None:
        raise QualitySheet.DoesNotExist
    signatures = sheet.signatures.order_by("at", "pk").values_list("signer", "role", "note", "at")
    holds = HeldAttempt.objects.filter(run=run).order_by("held_at", "pk").values_list(*_HOLD)
    opened = Score.objects.filter(run=run, released_at__isnull=False).order_by("ref", Collate("scale", "C"))
    career = CareerScore.objects.filter(run=run, released_at__isnull=False).order_by("ref")
    return {
        "run": str(run.uuid),
        "period": run.period,
        "scored": run.leaf,
        "sheet": sheet.number,
        "facts": rows_digest([(sheet.facts, sheet.made_at)]),
        "signers": [str(signer) for signer, *_more in signatures],
        "signatures": rows_digest(signatures),
        "persons": sheet.facts["persons"],
        "held": len(selectors.held(run)),
        "holds": rows_digest(holds),
        "opened": rows_digest(opened.values_list("ref", "scale", "released_at").iterator(chunk_size=_CHUNK)),
        "career_opened": rows_digest(career.values_list("ref", "released_at").iterator(chunk_size=_CHUNK)),
    }


@committed("scoring_run")
def scoring_runs() -> Iterator[Committed]:
    for one in ScoringRun.objects.order_by("pk").iterator():
        yield Committed(one.leaf, one.scored_at, gettext("penskoran %(title)s") % {"title": one.title}, partial(scoring_facts, one))


@committed("release")
def releases() -> Iterator[Committed]:
    for one in ScoringRun.objects.filter(state=ScoringRun.State.RELEASED).order_by("pk").iterator():
        yield Committed(
            one.release_leaf, one.released_at, gettext("rilis %(title)s") % {"title": one.title}, partial(release_facts, one)
        )
