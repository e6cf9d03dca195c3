"""One construct of one person beside its standard, and what may be said of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Final

N_LEVELS = 6
SEEMS_FROM: Final = 0.60
"""Short of certainty, a side of the standard is named only from this probability on; nearer to an even chance the result cannot be
told apart from the standard (this product's setting)."""


@dataclass(frozen=True, slots=True)
class Texts:
    """A construct's dictionary record: own wording of the product, chosen from but never changed."""

    code: str
    name: str
    definition: str
    levels: Mapping[int, str] = field(default_factory=dict)
    strength: str = ""
    growth: str = ""
    suggestions: tuple[str, ...] = ()


class Verdict(Enum):
    """What the numbers allow to say. Good news and bad news need the same certainty; short of it both are told as possible, near an
    even chance neither."""

    NOT_ASSESSED = "not_assessed"
    NO_STANDARD = "no_standard"
    ABOVE = "above"
    MET = "met"
    MET_POSSIBLE = "met_possible"
    EVEN = "even"
    GAP_POSSIBLE = "gap_possible"
    GAP = "gap"


@dataclass(frozen=True, slots=True)
class Finding:
    """`level` 0-5, None where it was not assessed; `low` to `high` its 90% range; `chances` of levels 0-5, empty where the error of
    the result is unknown. `required` None: there is no standard."""

    texts: Texts
    level: int | None
    required: int | None
    low: int | None = None
    high: int | None = None
    chances: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        if self.chances and len(self.chances) != N_LEVELS:
            raise ValueError(f"{self.texts.code}: six levels, six probabilities")

    @property
    def error_known(self) -> bool:
        return bool(self.chances)

    @property
    def met(self) -> bool:
        """Whether the level shown reaches the standard: what a reader counts on the page."""
        return self.level is not None and self.required is not None and self.level >= self.required

    @property
    def below(self) -> float:
        """Probability that the level lies below the standard; 0 or 1 where the error is unknown."""
        if self.level is None or self.required is None:
            return 0.0
        return sum(self.chances[: self.required]) if self.chances else float(self.level < self.required)

    @property
    def above(self) -> float:
        """Probability that it lies above the standard."""
        if self.level is None or self.required is None:
            return 0.0
        return sum(self.chances[self.required + 1 :]) if self.chances else float(self.level > self.required)

    @property
    def shortfall(self) -> float:
        """Expected levels missing to the standard; without an error, the plain difference."""
        if self.level is None or self.required is None:
            return 0.0
        if not self.chances:
            return float(max(self.required - self.level, 0))
        return sum(chance * max(self.required - level, 0) for level, chance in enumerate(self.chances))

    @property
    def margin(self) -> float:
        """Expected level less standard; orders what lies close to the standard."""
        if self.level is None or self.required is None:
            return 0.0
        if not self.chances:
            return float(self.level - self.required)
        return sum(chance * (level - self.required) for level, chance in enumerate(self.chances))

    @property
    def verdict(self) -> Verdict:
        """Sure only where the whole 90% range lies on one side of the standard: at least 95% there, whichever side it is.

        Below, met and above are judged by the range that the page draws, so that no sentence says more than the picture. A result
        without an error has no range and is taken at its level.
        """
        if self.level is None:
            return Verdict.NOT_ASSESSED
        if self.required is None:
            return Verdict.NO_STANDARD
        low = self.level if self.low is None else self.low
        high = self.level if self.high is None else self.high
        if high < self.required:
            return Verdict.GAP
        if low >= self.required:
            return Verdict.ABOVE if low > self.required else Verdict.MET
        seems_met = self.below < 0.5
        if max(self.below, 1 - self.below) < SEEMS_FROM or self.met != seems_met:  # or the level shown is not on the likelier side
            return Verdict.EVEN
        return Verdict.MET_POSSIBLE if seems_met else Verdict.GAP_POSSIBLE
