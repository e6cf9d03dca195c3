"""In which order the options of a situational question stand on the screen, so that no letter earns more than another. Pure.

Ways to act have no order of their own; grades of agreement, numbers and figures have, and keep it. Within each scale of a form the
orders are chosen so that every letter earns the same credit and holds the best answer about equally often: whoever marks one letter
all the way down then earns what a random pick earns, also on a scale of two questions. See docs/algorithms/assembly.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from sembilan.itembank.rules import LETTERS, Record, kind_of

STARTS = 4  # random orders to begin with; the best end counts
BEST = 0.5  # what an uneven count of best answers weighs against an uneven credit

Order = str
"""The item's own letters in the order of presentation, "CADB"; empty: as written."""


def has_free_order(kind: str) -> bool:
    """Whether a form may set the order of the options of this kind of item (itembank.rules.KINDS)."""
    return kind == "situational"


def balanced(records: Sequence[Record], rng: Generator) -> list[Order]:
    """Of each item of a form, the order of its options; empty where the form may not set it. The same rng gives the same orders."""
    orders = [""] * len(records)
    free = [at for at, one in enumerate(records) if has_free_order(kind_of(one["type"], one["fakeable"]))]
    for scale in dict.fromkeys(records[at]["scale"] for at in free):
        here = [at for at in free if records[at]["scale"] == scale]
        for at, order in zip(here, _of_scale([records[at] for at in here], rng), strict=True):
            orders[at] = order
    return orders


def _of_scale(records: Sequence[Record], rng: Generator) -> list[Order]:
    found = [_improved([rng.permutation(len(record["options"])) for record in records]) for _start in range(STARTS)]
    best = min(found, key=_unevenness)
    return [_order(record["scoring"]["credits"], ranks) for record, ranks in zip(records, best, strict=True)]


def reordered(record: Record, order: Order) -> Record:
    """The item as a form shows it: options in this order, lettered A, B, ... anew, with the credits under their new letters."""
    if not order:
        return record
    options = {option["id"]: option for option in record["options"]}
    credits_ = record["scoring"]["credits"]
    return {
        **record,
        "options": [{**options[own], "id": letter} for letter, own in zip(LETTERS, order, strict=False)],
        "scoring": {"credits": {letter: credits_[own] for letter, own in zip(LETTERS, order, strict=False)}},
    }


def _order(credits_: Mapping[str, int], ranks: NDArray[np.int64]) -> Order:
    """ranks: of each place on the screen, the credit that is to stand there; credits are 0 to n - 1, each once."""
    by_credit = sorted(credits_, key=credits_.__getitem__)
    return "".join(by_credit[rank] for rank in ranks)


def _improved(ranks: list[NDArray[np.int64]]) -> list[NDArray[np.int64]]:
    """The best exchange of two places in one item, again and again, until none helps."""
    cost = _unevenness(ranks)
    while True:
        best = min(_neighbours(ranks), key=_unevenness, default=ranks)
        lowest = _unevenness(best)
        if lowest >= cost - 1e-9:
            return ranks
        ranks, cost = best, lowest


def _neighbours(ranks: list[NDArray[np.int64]]) -> list[list[NDArray[np.int64]]]:
    found = []
    for at, row in enumerate(ranks):
        for one, two in combinations(range(len(row)), 2):
            other = row.copy()
            other[[one, two]] = row[[two, one]]
            found.append([*ranks[:at], other, *ranks[at + 1 :]])
    return found


def _unevenness(ranks: Sequence[NDArray[np.int64]]) -> float:
    """Squares of what each letter earns, and holds of best answers, beyond its share. 0 is perfect."""
    earned, best = np.zeros(len(LETTERS)), np.zeros(len(LETTERS))
    for row in ranks:
        n = len(row)
        earned[:n] += row - (n - 1) / 2
        best[:n] += (row == n - 1) - 1 / n
    return float((earned**2).sum() + BEST * (best**2).sum())
