"""One construct of one person beside its standard, and what may be said of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from sembilan.reporting.rules.policy import NarrativePolicy

N_LEVELS = 6


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
    """What the numbers allow to say. A gap and a strength are named only where they are likely enough."""

    NOT_ASSESSED = "not_assessed"
    NO_STANDARD = "no_standard"
    ABOVE = "above"
    MET = "met"
    MET_NARROWLY = "met_narrowly"
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

    def verdict(self, policy: NarrativePolicy) -> Verdict:
        if self.level is None:
            return Verdict.NOT_ASSESSED
        if self.required is None:
            return Verdict.NO_STANDARD
        if not self.met:
            return Verdict.GAP if self._gap_is_named(policy) else Verdict.GAP_POSSIBLE
        if self.above >= policy.strength_named_from:
            return Verdict.ABOVE
        return Verdict.MET if 1 - self.below >= policy.met_firmly_from else Verdict.MET_NARROWLY

    def _gap_is_named(self, policy: NarrativePolicy) -> bool:
        if not self.chances:
            return self.shortfall >= policy.levels_without_error
        return self.below >= policy.gap_named_from
