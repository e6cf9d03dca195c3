"""The two shapes of doubt a picture can show: an interval on a scale, a chance of a box."""

from dataclasses import dataclass

from sembilan.render.errors import NotDrawable


@dataclass(frozen=True)
class Interval:
    """A value with its 90% interval, in the units of its scale; low <= value <= high."""

    value: float
    low: float
    high: float

    def __post_init__(self) -> None:
        if not self.low <= self.value <= self.high:
            raise NotDrawable(f"{self.value} lies outside its own interval {self.low} to {self.high}")


@dataclass(frozen=True)
class Chance:
    """Probability of a cell, 0-1. With an unknown input the lowest and the highest over its completions, else both alike."""

    low: float
    high: float

    def __post_init__(self) -> None:
        if not 0 <= self.low <= self.high <= 1:
            raise NotDrawable(f"no probability: {self.low} to {self.high}")

    @classmethod
    def exactly(cls, share: float) -> "Chance":
        return cls(share, share)
