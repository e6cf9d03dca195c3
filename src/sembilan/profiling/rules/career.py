"""Career direction from best-worst blocks: which work a person leans to, compared only with the person's own other leanings.

In each block the person names the statement that fits best and the one that fits least. A scale's score is (times best − times
worst) / times shown in answered blocks, from −1 to 1. The scores of one person sum to nothing by construction, so two people's
scores cannot be compared, ranked or averaged: this module offers no way to. The frame (Holland's six types and a
managerial-functional leaning) is this product's own choice of model; no regulation names one. It never enters a box.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from sembilan.profiling.rules.levels import Bool, Float64

SCALES: Final = ("realistik", "investigatif", "artistik", "sosial", "wirausaha", "konvensional", "manajerial", "fungsional")
LETTERS: Final = ("R", "I", "A", "S", "E", "C")
"""Holland's letters, in the order of the first six scales."""

LEAST_SHARE: Final = 0.75
"""Share of the blocks that must be answered before a direction is told (this product's setting)."""

CODE_LENGTH: Final = 3
NOT_ANSWERED: Final = -1


@dataclass(frozen=True, slots=True)
class CareerProfile:
    """n people, each by itself.

    score: float64 (n, 8) in SCALES order, NaN for scales that were never shown in an answered block · assessed: bool (n,)
    code: per person the interest types in descending order as groups of equals, until three letters are named: (("S",), ("A",
    "E")) means that A and E tie for second place; empty where not assessed · orientation: "manajerial", "fungsional", "seimbang",
    or "" where not assessed
    """

    score: Float64
    assessed: Bool
    code: tuple[tuple[tuple[str, ...], ...], ...]
    orientation: tuple[str, ...]


def career_profile(
    best: npt.ArrayLike, worst: npt.ArrayLike, shown: npt.ArrayLike, least_share: float = LEAST_SHARE
) -> CareerProfile:
    """Direction of n people.

    best, worst: indices into SCALES (n, n_blocks), NOT_ANSWERED where the block was left out · shown: indices into SCALES
    (n_blocks, n_options)
    least_share: below this share of answered blocks a person is "tidak dapat dinilai".
    Raises ValueError for an index outside SCALES, a half-answered block, a scale that the block did not show, or the same option
    twice where it was shown once.
    """
    liked, disliked, blocks = (np.asarray(array, dtype=np.int64) for array in (best, worst, shown))
    _check(liked, disliked, blocks)
    answered = liked != NOT_ANSWERED
    index = np.arange(len(SCALES))
    appear = (blocks[:, :, None] == index).sum(axis=1)
    times_shown = answered.astype(np.int64) @ appear
    times = (liked[:, :, None] == index).sum(axis=1) - (disliked[:, :, None] == index).sum(axis=1)
    score = np.where(times_shown > 0, times / np.maximum(times_shown, 1), np.nan)
    assessed = answered.mean(axis=1) >= least_share if blocks.size else np.zeros(len(liked), dtype=np.bool_)
    assessed &= ~np.isnan(score).any(axis=1)
    code = tuple(interest_code(row[: len(LETTERS)]) if told else () for row, told in zip(score, assessed, strict=True))
    orientation = tuple(_orientation(row[6], row[7]) if told else "" for row, told in zip(score, assessed, strict=True))
    return CareerProfile(score, assessed, code, orientation)


@dataclass(frozen=True, slots=True)
class Direction:
    """One person, from counts. score: scale -> −1..1, only where assessed; code and orientation as in CareerProfile."""

    assessed: bool
    score: Mapping[str, float]
    code: tuple[tuple[str, ...], ...]
    orientation: str


def direction(
    counts: Mapping[str, Sequence[int]], blocks_answered: int, blocks: int, least_share: float = LEAST_SHARE
) -> Direction:
    """The same as `career_profile` for one person whose blocks are already counted.

    counts: scale -> (times best, times worst, times shown in answered blocks). Raises ValueError for a scale that does not exist.
    """
    if not set(counts) <= set(SCALES):
        raise ValueError("the counts name a scale that does not exist")
    score = {
        scale: (counts[scale][0] - counts[scale][1]) / counts[scale][2] for scale in SCALES if scale in counts and counts[scale][2]
    }
    if blocks <= 0 or blocks_answered / blocks < least_share or len(score) < len(SCALES):
        return Direction(False, {}, (), "")
    values = [score[scale] for scale in SCALES]
    return Direction(True, score, interest_code(values[: len(LETTERS)]), _orientation(values[6], values[7]))


def interest_code(scores: npt.ArrayLike) -> tuple[tuple[str, ...], ...]:
    """The leading types of one person (scores of the six types) as groups of equals, highest first, until at least three letters
    are named."""
    values = np.round(np.asarray(scores, dtype=np.float64), 9)
    groups: list[tuple[str, ...]] = []
    for value in np.unique(values)[::-1]:
        if sum(map(len, groups)) >= CODE_LENGTH:
            break
        groups.append(tuple(letter for letter, own in zip(LETTERS, values, strict=True) if own == value))
    return tuple(groups)


def ranked(score: Mapping[str, float]) -> list[str]:
    """The scales of one person, the strongest first; equals in the order of SCALES, wherever they are shown."""
    return sorted(score, key=lambda scale: (-round(score[scale], 9), SCALES.index(scale)))


def written(code: tuple[tuple[str, ...], ...]) -> str:
    """The code as a page shows it, ties in brackets: "SEA", "S(AE)"."""
    return "".join(group[0] if len(group) == 1 else f"({''.join(group)})" for group in code)


def _orientation(managerial: float, functional: float) -> str:
    if abs(managerial - functional) < 1e-9:
        return "seimbang"
    return "manajerial" if managerial > functional else "fungsional"


def _check(best: npt.NDArray[np.int64], worst: npt.NDArray[np.int64], shown: npt.NDArray[np.int64]) -> None:
    if best.ndim != 2 or best.shape != worst.shape or shown.ndim != 2 or best.shape[1] != len(shown):
        raise ValueError("best and worst must have shape (n, n_blocks), shown (n_blocks, n_options)")
    if np.any((shown < 0) | (shown >= len(SCALES))):
        raise ValueError("a block shows a scale that does not exist")
    if np.any((best == NOT_ANSWERED) != (worst == NOT_ANSWERED)):
        raise ValueError("a block is answered by both a best and a worst statement, or not at all")
    answered = best != NOT_ANSWERED
    times_best = (shown[None] == best[:, :, None]).sum(axis=2)
    times_worst = (shown[None] == worst[:, :, None]).sum(axis=2)
    if np.any(answered & ((times_best == 0) | (times_worst == 0))):
        raise ValueError("an answer names a scale that its block did not show")
    if np.any(answered & (best == worst) & (times_best < 2)):
        raise ValueError("one statement cannot be both best and worst")
