"""From responses to scores: what an unanswered question counts (declared, never assumed), and EAP with its standard error.

    posterior(theta | x)  is proportional to  prior(theta) * product over items of P(x_i | theta)
    theta = posterior mean (EAP), standard_error = posterior standard deviation

Responses are int8 (n_persons, n_items): a category 0 .. n_categories - 1, NO_EVIDENCE (-1), or OMITTED (-2). Before
`apply_omission_rule` -1 means unanswered, after it -1 contributes nothing: the rule is applied once, as the form declares it.
Sources: Bock & Mislevy (1982), Applied Psychological Measurement 6, 431-444; fractional credit: Lord (1974), Psychometrika 39,
247-264.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from sembilan.psychometrics.models.errors import (
    GridTooCoarse,
    OmissionUndecided,
    ResponseOutOfRange,
    ShapesDisagree,
    TooFewItems,
)
from sembilan.psychometrics.models.logistic import Logistic
from sembilan.psychometrics.models.response import FloatArray, ResponseModel
from sembilan.psychometrics.quadrature import Grid

NO_EVIDENCE = -1
OMITTED = -2
BLOCK = 16_384  # persons whose posterior fits the cache
LEAST_ERROR_IN_STEPS = 0.7  # of a normal posterior this wide the nodes give the variance to a quarter of a percent

Responses = NDArray[np.int8]
Mask = NDArray[np.bool_]
Single = NDArray[np.float32]


class Treatment(Enum):
    """What one kind of unanswered question counts."""

    WRONG = "wrong"
    """The lowest category: what somebody gets who knows nothing and has no luck. Nobody can gain by it."""
    CHANCE = "chance"
    """Fractional credit at chance level, `expected_guess_credit`: neither punished nor rewarded against guessing."""
    NO_EVIDENCE = "no_evidence"
    """Nothing, as if it had not been asked. Honest only where answering was impossible: a skipper moves towards the mean."""


@dataclass(frozen=True)
class OmissionRule:
    """A form's declared rule: `skipped` for questions that were reached and left, `not_reached` for those behind the last one."""

    skipped: Treatment
    not_reached: Treatment


KEYED_WRONG = OmissionRule(Treatment.WRONG, Treatment.WRONG)
"""Power test with a right answer, time enough for all: everything unanswered counts as wrong."""
KEYED_CHANCE = OmissionRule(Treatment.CHANCE, Treatment.CHANCE)
"""As KEYED_WRONG, but luck foregone is given back in expectation; the fairest to those who dare not guess."""
KEYED_SPEEDED = OmissionRule(Treatment.WRONG, Treatment.NO_EVIDENCE)
"""Where time ran out for reasons outside the person; needs a minimum share, else handing in early moves to the mean."""
DESCRIPTIVE = OmissionRule(Treatment.NO_EVIDENCE, Treatment.NO_EVIDENCE)
"""Self-report without right answers; needs a minimum share."""


@dataclass(frozen=True, eq=False)
class Evidence:
    """Responses ready for scoring.

    responses: int8 (n_persons, n_items). credit (n_items,): the share of the right answer, in [0, 1), that OMITTED counts.
    """

    responses: Responses
    credit: FloatArray


@dataclass(frozen=True, eq=False)
class Score:
    """What the responses say about each person.

    theta, standard_error: float64 (n_persons,), logits. posterior: float32 (n_persons, n_nodes), rows summing to 1; (0, n_nodes)
    when it was not kept. n_used: int32 (n_persons,), items that contributed evidence; 0 means that theta is nothing but the prior.
    """

    theta: FloatArray
    standard_error: FloatArray
    posterior: Single
    n_used: NDArray[np.int32]


def expected_guess_credit(items: Sequence[ResponseModel], n_options: NDArray[np.integer]) -> FloatArray:
    """The share of the right answer that not answering is worth, (n_items,): min(1 / n_options, the item's lower asymptote c).

    Chance is 1 / n_options, but an item whose distractors attract is answered right less often than by chance (c < 1 / n_options):
    paying the full 1 / n_options there would reward skipping. Graded items, and items without options (n_options < 2), give 0.
    Raises ShapesDisagree.
    """
    n_options = np.asarray(n_options)
    if n_options.shape != (len(items),):
        raise ShapesDisagree(f"{len(items)} items, but numbers of options of shape {n_options.shape}")
    chance = np.where(n_options > 1, 1.0 / np.maximum(n_options, 1), 0.0)
    asymptote = np.array([item.c if isinstance(item, Logistic) else 0.0 for item in items])
    return np.asarray(np.minimum(chance, asymptote))


def apply_omission_rule(
    responses: Responses,
    reached: Mask,
    rule: OmissionRule,
    *,
    items: Sequence[ResponseModel],
    n_options: NDArray[np.integer],
    administered: Mask | None = None,
) -> Evidence:
    """Replace every unanswered question (-1) by what the declared rule says it counts.

    responses (n_persons, n_items): category or -1. reached, same shape: the question was shown. administered, (n_items,) or the
    same shape: the question was in the person's form at all (default: all were); outside it there is never evidence. n_options
    (n_items,): options of each question, 0 where there are none. Answered questions are returned as they are; the input is not
    changed. Raises ShapesDisagree, ResponseOutOfRange.
    """
    responses = _checked(responses, items)
    if reached.shape != responses.shape:
        raise ShapesDisagree(f"responses of shape {responses.shape}, but reached of shape {reached.shape}")
    if responses.size and responses.min() < NO_EVIDENCE:
        raise ResponseOutOfRange("the responses already carry an omission code; the rule is applied once")
    unanswered = (responses == NO_EVIDENCE) & _given(administered, responses.shape)
    result = responses.copy()
    result[unanswered & reached] = _CODE[rule.skipped]
    result[unanswered & ~reached] = _CODE[rule.not_reached]
    return Evidence(result, expected_guess_credit(items, n_options))


def answered_share(responses: Responses, administered: Mask | None = None) -> FloatArray:
    """Share of the administered questions that were answered, (n_persons,), from responses *before* the omission rule.

    NaN where nothing was administered. The minimum share below which a scale "cannot be assessed" is compared with this.
    Raises ShapesDisagree.
    """
    given = _given(administered, responses.shape)
    asked = given.sum(axis=1)
    answered = ((responses >= 0) & given).sum(axis=1)
    share = np.full(len(responses), np.nan)
    np.divide(answered, asked, out=share, where=asked > 0)
    return share


def score_eap(
    responses: Responses,
    items: Sequence[ResponseModel],
    grid: Grid,
    *,
    credit: FloatArray | None = None,
    keep_posterior: bool = True,
) -> Score:
    """EAP of every person under `grid`'s prior, the same for all; models may be mixed in one scale.

    responses: int8 (n_persons, n_items), category, NO_EVIDENCE, or OMITTED when `credit` (n_items,) says what that counts.
    The work is one float32 matrix product a block of persons; theta agrees with double precision to 1e-5 (60 items), 1e-4 (700).
    Raises TooFewItems (no items), ShapesDisagree, ResponseOutOfRange, OmissionUndecided, GridTooCoarse.
    """
    responses = _checked(responses, items)
    if credit is None and responses.size and responses.min() < NO_EVIDENCE:
        raise OmissionUndecided("omitted answers (-2) without a credit: apply the form's omission rule before scoring")
    _refuse_coarse(items, grid)
    table = _Table(items, grid, np.zeros(len(items)) if credit is None else credit)
    n_persons = len(responses)
    theta, error = np.empty(n_persons), np.empty(n_persons)
    n_used = np.empty(n_persons, dtype=np.int32)
    posterior = np.empty((n_persons if keep_posterior else min(BLOCK, n_persons), grid.n_nodes), dtype=np.float32)
    moments = np.stack([np.ones(grid.n_nodes), grid.nodes, grid.nodes**2], axis=1).astype(np.float32)
    for start in range(0, n_persons, BLOCK):
        rows = slice(start, min(start + BLOCK, n_persons))
        block = posterior[rows] if keep_posterior else posterior[: rows.stop - start]
        n_used[rows] = table.log_posterior(responses[rows], out=block)
        block -= block.max(axis=1, keepdims=True)
        np.exp(block, out=block)
        sums = (block @ moments).astype(np.float64)
        mean = sums[:, 1] / sums[:, 0]
        theta[rows] = mean
        error[rows] = np.sqrt(np.maximum(sums[:, 2] / sums[:, 0] - mean**2, 0.0))
        if keep_posterior:
            block *= (1.0 / sums[:, :1]).astype(np.float32)
    return Score(theta, error, posterior if keep_posterior else posterior[:0].copy(), n_used)


_CODE = {Treatment.WRONG: 0, Treatment.CHANCE: OMITTED, Treatment.NO_EVIDENCE: NO_EVIDENCE}


class _Table:
    """Log-likelihoods of all items at all nodes, laid out for one matrix product.

    The base assumes category 0 everywhere; column (i, k) of the design corrects it to category k, and a second product takes
    items without evidence out again. Columns are sorted by category: first every item's 1, then the 2 of those that have it, ...
    """

    def __init__(self, items: Sequence[ResponseModel], grid: Grid, credit: FloatArray) -> None:
        if credit.shape != (len(items),):
            raise ShapesDisagree(f"{len(items)} items, but credits of shape {credit.shape}")
        if not ((credit >= 0) & (credit < 1)).all():
            raise ResponseOutOfRange("a credit for an omitted answer is at least 0 and below 1")
        tables = [item.log_likelihood(grid.nodes) for item in items]
        most = max(item.n_categories for item in items)
        self.having = [np.array([i for i, item in enumerate(items) if item.n_categories > k]) for k in range(2, most)]
        rows = [table[:, 1] - table[:, 0] for table in tables]
        for k, having in enumerate(self.having, start=2):
            rows += [tables[i][:, k] - tables[i][:, 0] for i in having]
        lowest = np.array([table[:, 0] for table in tables])
        self.correction = np.array(rows, dtype=np.float32)
        self.removal = (-lowest).astype(np.float32)
        self.base = (lowest.sum(axis=0) + grid.log_weights).astype(np.float32)
        self.credit = credit.astype(np.float32)
        self.n_items = len(items)
        self.design = np.empty((0, len(rows)), dtype=np.float32)

    def log_posterior(self, block: Responses, out: Single) -> NDArray[np.int32]:
        """Write the unnormalised log posterior of a block of persons into `out`; return how many items each contributed."""
        lowest_code = int(block.min())
        np.matmul(self._filled(block, lowest_code), self.correction, out=out)
        out += self.base
        if lowest_code >= 0:
            return np.full(len(block), self.n_items, dtype=np.int32)
        absent = block == NO_EVIDENCE
        columns = np.flatnonzero(absent.any(axis=0))
        if len(columns):
            out += absent[:, columns].astype(np.float32) @ self.removal[columns]
        return np.asarray(self.n_items - absent.sum(axis=1), dtype=np.int32)

    def _filled(self, block: Responses, lowest_code: int) -> Single:
        if len(self.design) < len(block):
            self.design = np.empty((len(block), self.design.shape[1]), dtype=np.float32)
        design = self.design[: len(block)]
        if lowest_code >= 0 and not self.having:
            design[:] = block
            return design
        first = design[:, : self.n_items]
        first[:] = block == 1
        if lowest_code <= OMITTED:
            first += (block == OMITTED) * self.credit
        start = self.n_items
        for k, having in enumerate(self.having, start=2):
            design[:, start : start + len(having)] = block[:, having] == k
            start += len(having)
        return design


def _refuse_coarse(items: Sequence[ResponseModel], grid: Grid) -> None:
    information = np.sum([item.information(grid.nodes) for item in items], axis=0).max()
    least = float(1 / np.sqrt(1 + information))
    if least < LEAST_ERROR_IN_STEPS * grid.step:
        needed = int(np.ceil((grid.nodes[-1] - grid.nodes[0]) * LEAST_ERROR_IN_STEPS / least)) + 1
        raise GridTooCoarse(
            f"{len(items)} items measure to {least:.3f}, finer than nodes {grid.step:.3f} apart show; use at least {needed} nodes",
            needed=needed,
        )


def _given(administered: Mask | None, shape: tuple[int, ...]) -> Mask:
    """Which questions were in which person's form, in the shape of the responses."""
    if administered is None:
        return np.ones(shape, dtype=np.bool_)
    if administered.shape not in (shape, shape[1:]):
        raise ShapesDisagree(f"responses of shape {shape}, but administered of shape {administered.shape}")
    return np.broadcast_to(administered, shape)


def _checked(responses: Responses, items: Sequence[ResponseModel]) -> Responses:
    if not items:
        raise TooFewItems("a scale needs at least one item")
    responses = np.asarray(responses)
    if responses.dtype != np.int8 or responses.ndim != 2 or responses.shape[1] != len(items):
        raise ShapesDisagree(
            f"responses are int8 (n_persons, {len(items)}), not {responses.dtype} {responses.shape}", n_items=len(items)
        )
    if len(responses) == 0:
        return responses
    lowest, highest = int(responses.min()), responses.max(axis=0)
    if lowest < OMITTED:
        raise ResponseOutOfRange(f"responses are categories, -1 or -2, not {lowest}", found=lowest)
    above = highest >= np.array([item.n_categories for item in items])
    if above.any():
        item = int(np.argmax(above))
        raise ResponseOutOfRange(f"item {item} has {items[item].n_categories} categories, but a {int(highest[item])}", item=item)
    return responses
