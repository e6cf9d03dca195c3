"""Levels 0..5 from their probabilities, and the gap against what the post demands.

The probabilities come from the posterior of a scale and its standard-setting table; level 0 means below level 1.
Where a scale could not be assessed ("tidak dapat dinilai") every result is UNKNOWN, never the lowest level.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from sembilan.profiling.rules.ladder import UNKNOWN, Int8, RubricUnreadable, list_field, text_field, whole_field

N_LEVELS: Final = 6
"""Levels 0 to 5 (PermenPANRB 38/2017 names 1 to 5; 0 stands for below the first)."""

TIE: Final = 1e-9
"""Probabilities closer than this count as equal."""

_CHUNK: Final = 2048
"""People at once, so that the working arrays stay in the cache."""

Float64 = npt.NDArray[np.float64]
Bool = npt.NDArray[np.bool_]


def checked_probabilities(prob: npt.ArrayLike, assessed: npt.ArrayLike | None = None) -> tuple[Float64, Bool]:
    """The probabilities as float64 (n, k, 6) and a mask (n, k) of the scales that were assessed.

    A scale counts as assessed where `assessed` says so (default: everywhere) and no probability is NaN.
    Raises ValueError for another shape, a negative probability, or probabilities of an assessed scale that do not sum to 1 (within
    1e-6).
    """
    array = np.asarray(prob, dtype=np.float64)
    if array.ndim != 3 or array.shape[2] != N_LEVELS:
        raise ValueError(f"prob must have shape (n, k, {N_LEVELS}), not {array.shape}")
    total = np.einsum("nkl->nk", array)
    usable = ~np.isnan(total)
    if assessed is not None:
        usable &= np.broadcast_to(np.asarray(assessed, dtype=np.bool_), usable.shape)
    if np.any(np.abs(total[usable] - 1.0) > 1e-6) or np.any(array < 0.0):
        raise ValueError("the probabilities of a scale must be non-negative and sum to 1")
    return array, usable


def certain(levels: npt.ArrayLike) -> Float64:
    """Probabilities (n, k, 6) of levels reported without an error (another agency's result): all weight on the level; NaN where
    UNKNOWN.

    Raises ValueError for a level outside 0..5. Such a result has no known error: say so to `draws.box_probabilities`.
    """
    array = np.asarray(levels, dtype=np.int64)
    if np.any((array != UNKNOWN) & ((array < 0) | (array >= N_LEVELS))):
        raise ValueError("levels run from 0 to 5")
    prob = np.asarray(array[..., None] == np.arange(N_LEVELS), dtype=np.float64)
    prob[array == UNKNOWN] = np.nan
    return prob


def most_probable(prob: npt.ArrayLike, assessed: npt.ArrayLike | None = None) -> Int8:
    """The most probable level of each scale, int8 (n, k); of equally probable levels the lower one; UNKNOWN where not assessed."""
    array, usable = checked_probabilities(prob, assessed)
    level = np.zeros(usable.shape, dtype=np.int8)
    for start in range(0, len(array), _CHUNK):
        part = array[start : start + _CHUNK]
        planes = np.ascontiguousarray(part.reshape(-1, N_LEVELS).T)
        best = planes[0]
        found = np.zeros(len(best), dtype=np.int8)
        for candidate in range(1, N_LEVELS):
            higher = planes[candidate] > best + TIE
            found[higher] = candidate
            best = np.where(higher, planes[candidate], best)
        level[start : start + _CHUNK] = found.reshape(part.shape[:2])
    level[~usable] = UNKNOWN
    return level


def level_interval(prob: npt.ArrayLike, assessed: npt.ArrayLike | None = None, coverage: float = 0.90) -> tuple[Int8, Int8]:
    """Lowest and highest level of the central interval, two int8 (n, k): equal tails, at least `coverage` inside; UNKNOWN where
    not assessed."""
    array, usable = checked_probabilities(prob, assessed)
    tail = (1.0 - coverage) / 2.0
    below = np.cumsum(array, axis=2)
    # the last level is reached whatever the rounding of the sum
    below[..., -1] = 1.0
    low = np.argmax(below > tail + TIE, axis=2).astype(np.int8)
    high = np.argmax(below >= 1.0 - tail - TIE, axis=2).astype(np.int8)
    low[~usable] = UNKNOWN
    high[~usable] = UNKNOWN
    return low, high


def gap_between(level: npt.ArrayLike, required: npt.ArrayLike) -> tuple[Int8, Bool]:
    """Gap = level − required, int8, and where it is known. Unknown gaps hold 0 and mean nothing: read the mask."""
    have, want = np.broadcast_arrays(np.asarray(level, dtype=np.int8), np.asarray(required, dtype=np.int8))
    known = (have != UNKNOWN) & (want != UNKNOWN)
    return np.where(known, have - want, 0).astype(np.int8), known


@dataclass(frozen=True, slots=True)
class TierStandard:
    """The level that stands in for a post's own standard where the post has no code. `confidence`: A official .. K general
    knowledge, ? unclear."""

    code: str
    name: str
    level: int
    confidence: str
    source: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class TierStandards:
    """Default required levels per tier, always shown with `label`, because the law knows only the standard of the post itself."""

    code: str
    version: str
    label: str
    source: str
    tiers: tuple[TierStandard, ...]

    def of(self, tier: str) -> TierStandard | None:
        """The default of a tier by code or name (case does not matter), or None."""
        wanted = tier.strip().casefold()
        return next((row for row in self.tiers if wanted in (row.code.casefold(), row.name.casefold())), None)


def parse_tier_standards(data: Mapping[str, Any]) -> TierStandards:
    """Read policies/tier_standards.json. Raises RubricUnreadable for missing fields or a level outside 1..5."""
    tiers = []
    for index, row in enumerate(list_field(data, "tiers", "tier_standards")):
        where = f"tier_standards.tiers[{index}]"
        level = whole_field(row, "level", where)
        if not 1 <= level < N_LEVELS:
            raise RubricUnreadable(where=f"{where}.level", why="1-5")
        names = (text_field(row, key, where) for key in ("code", "name", "confidence", "source"))
        code, name, confidence, source = names
        tiers.append(TierStandard(code, name, level, confidence, source, row.get("note", "")))
    code, version, label, source = (text_field(data, key, "tier_standards") for key in ("code", "version", "label", "source"))
    return TierStandards(code, version, label, source, tuple(tiers))
