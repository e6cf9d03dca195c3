"""From category codes to scores: the declared rule for unanswered questions, EAP on frozen parameters, the minimum share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from sembilan.measurement.rules.judging import NOT_REACHED, Codes
from sembilan.measurement.rules.table import Table
from sembilan.psychometrics.quadrature import Grid
from sembilan.psychometrics.scoring import NO_EVIDENCE, OMITTED, answered_share, apply_omission_rule, score_eap

SHARE_DECIMALS: Final = 9  # a share of answers is rounded so far before it is compared with the declared minimum

Float64: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class ScaleScores:
    """One scale of the people of one package. All arrays are (n_persons,), the posterior (n_persons, n_nodes) float32.

    theta and standard_error are NaN where the scale cannot be assessed; its posterior then is the prior and means nothing.
    scores: float64 (n_persons, n_items), the category that counted, NaN without evidence: what reliability is computed from.
    """

    scale: str
    theta: Float64
    standard_error: Float64
    posterior: NDArray[np.float32]
    assessable: NDArray[np.bool_]
    n_items: int
    n_answered: NDArray[np.int64]
    scores: Float64


def score_scale(codes: Codes, table: Table, scale: str, grid: Grid) -> ScaleScores:
    """One scale of everybody who sat one package: omission rule by item as declared, EAP on frozen parameters, minimum share.

    "Tidak dapat dinilai" where nothing was answered, or less than the declared share of the scale's questions.
    """
    columns = table.columns(scale)
    rules = [table.items[i] for i in columns]
    models = [one.model for one in rules if one.model is not None]
    mine = codes[:, columns]
    answered = np.where(mine >= 0, mine, np.int8(NO_EVIDENCE))
    n_options = np.array([one.n_options for one in rules])
    evidence = answered.copy()
    credit = np.zeros(len(rules))
    for rule in dict.fromkeys(one.rule for one in rules):
        part = np.array([one.rule == rule for one in rules])
        chosen = [model for model, here in zip(models, part, strict=True) if here]
        applied = apply_omission_rule(
            answered[:, part], mine[:, part] != NOT_REACHED, rule, items=chosen, n_options=n_options[part]
        )
        evidence[:, part], credit[part] = applied.responses, applied.credit
    score = score_eap(evidence, models, grid, credit=credit)
    share = answered_share(answered)
    least = max(one.least_share for one in rules)
    n_answered = (answered >= 0).sum(axis=1)
    assessable = (np.round(share, SHARE_DECIMALS) >= round(least, SHARE_DECIMALS)) & (n_answered > 0) & (score.n_used > 0)
    return ScaleScores(
        scale=scale,
        theta=np.where(assessable, score.theta, np.nan),
        standard_error=np.where(assessable, score.standard_error, np.nan),
        posterior=score.posterior,
        assessable=assessable,
        n_items=len(rules),
        n_answered=n_answered,
        scores=_item_scores(evidence, credit),
    )


def _item_scores(evidence: Codes, credit: Float64) -> Float64:
    scores = evidence.astype(np.float64)
    scores[evidence == NO_EVIDENCE] = np.nan
    return np.where(evidence == OMITTED, credit, scores)


def score_package(codes: Codes, table: Table, grid: Grid) -> dict[str, ScaleScores]:
    return {scale: score_scale(codes, table, scale, grid) for scale in table.scales}
