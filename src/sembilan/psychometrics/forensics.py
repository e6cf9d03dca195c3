"""Answers that say nothing of the person: what they would score, and whose answers look like them. Evidence for people, no verdict.

A graded question pays something for every option, so that whoever picks at random earns half of it. Whether that is little or
much is a matter of the thresholds: `blind_position` says where on the scale such a person would be taken to stand, and a form whose
blind position lies within its levels rewards clicking. `blind_ratio` asks of one person whether his answers are likelier under his
own position or under picking at random.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from sembilan.psychometrics.models.errors import ShapesDisagree
from sembilan.psychometrics.models.response import FloatArray, ResponseModel

LOWEST, HIGHEST = -6.0, 6.0
"""Ends of the scale on which positions are sought (quadrature.Grid.standard)."""


def blind_position(items: Sequence[ResponseModel], earned: float) -> float:
    """theta, logits in [LOWEST, HIGHEST], at which these items together are expected to score what was `earned` without reading.

    The test characteristic curve turned round; it never falls, so the answer is one. LOWEST where even the weakest are expected to
    earn more, HIGHEST where even the strongest earn less. Source: Lord (1980), Applications of Item Response Theory, ch. 4.
    """

    def missing(theta: float) -> float:
        at = np.array([theta])
        return float(sum(item.expected_score(at)[0] for item in items)) - earned

    if missing(LOWEST) >= 0:
        return LOWEST
    if missing(HIGHEST) <= 0:
        return HIGHEST
    from scipy.optimize import brentq  # here alone: at the top it would cost every start of a process nearly a second

    return float(brentq(missing, LOWEST, HIGHEST, xtol=1e-6))


def random_positions(scales: Sequence[str], items: Sequence[ResponseModel], chances: Sequence[Sequence[float]]) -> dict[str, float]:
    """scale -> blind position of whoever picks at random; item i measures scales[i] and gives category k with chances[i][k]."""
    found = {}
    for scale in dict.fromkeys(scales):
        here = [i for i, one in enumerate(scales) if one == scale]
        earned = sum(category * chance for i in here for category, chance in enumerate(chances[i]))
        found[scale] = blind_position([items[i] for i in here], earned)
    return found


def letter_positions(
    scales: Sequence[str], items: Sequence[ResponseModel], credits_: Sequence[Mapping[str, int]]
) -> dict[str, dict[str, float]]:
    """scale -> letter -> blind position of whoever marks that letter all the way down, for the letters that its items have.

    Item i measures scales[i] and gives category credits_[i][letter]; 0 where it does not have the letter.
    """
    found: dict[str, dict[str, float]] = {}
    for scale in dict.fromkeys(scales):
        here = [i for i, one in enumerate(scales) if one == scale]
        models, letters = [items[i] for i in here], sorted({letter for i in here for letter in credits_[i]})
        found[scale] = {letter: blind_position(models, sum(credits_[i].get(letter, 0) for i in here)) for letter in letters}
    return found


def blind_ratio(
    responses: NDArray[np.int8], items: Sequence[ResponseModel], chances: Sequence[Sequence[float]], theta: FloatArray
) -> tuple[FloatArray, NDArray[np.int64]]:
    """Log likelihood of each person's answers at his own positions, less that of the same answers picked at random; and how many.

    responses: (n_persons, n_items), a category, or negative where there is no answer, which counts for neither side. chances: of
    each item, the probability of each category for a random pick. theta: (n_persons, n_items), the person's position on each item's
    scale; NaN where the scale could not be assessed, which leaves the item out. Returns (n_persons,) float64 and int64. At or below
    0 nothing in the answers tells the person from chance. Positions estimated from the same answers flatter the person a little.
    Source: the two-hypothesis likelihood ratio (Neyman & Pearson 1933), for aberrant responding Drasgow & Levine (1986), Applied
    Psychological Measurement 10, 59-67. Raises ShapesDisagree.
    """
    if responses.shape != theta.shape or responses.shape[1] != len(items) or len(items) != len(chances):
        raise ShapesDisagree(f"responses {responses.shape}, positions {theta.shape}, {len(items)} items, {len(chances)} chances")
    ratio, counted = np.zeros(len(responses)), np.zeros(len(responses), dtype=np.int64)
    for column, (item, chance) in enumerate(zip(items, chances, strict=True)):
        given, at = responses[:, column], theta[:, column]
        rows = np.flatnonzero((given >= 0) & ~np.isnan(at))
        blind = np.log(np.maximum(np.asarray(chance, dtype=np.float64), np.finfo(np.float64).tiny))
        own = item.log_likelihood(at[rows])
        ratio[rows] += own[np.arange(len(rows)), given[rows]] - blind[given[rows]]
        counted[rows] += 1
    return ratio, counted
