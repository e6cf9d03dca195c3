"""Figures as the reader's language writes them: 1.905 and 3,5 in Indonesian, 1,905 and 3.5 in English."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

MINUS = "\N{MINUS SIGN}"
RANGE = "\N{EN DASH}"
_LEAST = 0.005  # below it, and as close to 1, whole per cents would claim what is not so


def half_up(value: float | Decimal, places: int) -> Decimal:
    """Rounded half up from the shortest decimal form, so that 2.675 is 2.68 as on paper; never a negative zero.

    >>> half_up(2.675, 2), half_up(0.6349, 2), half_up(-0.004, 2)
    (Decimal('2.68'), Decimal('0.63'), Decimal('0.00'))
    """
    return Decimal(str(value)).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP) + 0


@dataclass(frozen=True)
class NumberStyle:
    """`less_than` and `more_than`: what stands for < and > in a sentence."""

    decimal_mark: str
    group_mark: str
    less_than: str
    more_than: str

    def whole(self, value: int) -> str:
        return self.decimal(value, 0)

    def decimal(self, value: float, places: int) -> str:
        rounded = half_up(value, places)
        digits = f"{abs(rounded):,.{places}f}".translate({ord(","): self.group_mark, ord("."): self.decimal_mark})
        return f"{MINUS}{digits}" if rounded < 0 else digits

    def signed(self, value: float, places: int) -> str:
        """A gap: +1, 0, −1."""
        text = self.decimal(value, places)
        return f"+{text}" if value > 0 and text.strip("0" + self.decimal_mark) else text

    def percent(self, share: float) -> str:
        """A probability in whole per cent. What is possible is never written as 0%, and nothing as 100%: a share of all draws, or a
        posterior rounded to 1, is no certainty."""
        if 0 < share < _LEAST:
            return "<1%"
        if share >= 1 - _LEAST:
            return ">99%"
        return f"{self.decimal(share * 100, 0)}%"

    def percent_range(self, low: float, high: float) -> str:
        """From the lowest to the highest of a probability, short enough for a box; one figure where whole per cents show no two.

        The ends of a range are its bounds and are rounded outwards, so 0% and 100% may stand there: 0–45%, never <1–45%.
        """
        if high < _LEAST or low >= 1 - _LEAST:  # next to impossible, or next to certain, whatever else is found
            return self.percent(high if high < _LEAST else low)
        first, last = self.percent(low), self.percent(high)
        if first == last:
            return first
        ends = ("0" if low < _LEAST else first.removesuffix("%"), "100%" if high >= 1 - _LEAST else last)
        return RANGE.join(ends)

    def percent_told(self, low: float, high: float | None = None) -> str:
        """The same within a sentence: lebih dari 99%, kurang dari 1%, 10–40%."""
        shown = self.percent_range(low, low if high is None else high)
        return shown.replace("<", f"{self.less_than} ").replace(">", f"{self.more_than} ")


INDONESIAN = NumberStyle(decimal_mark=",", group_mark=".", less_than="kurang dari", more_than="lebih dari")
ENGLISH = NumberStyle(decimal_mark=".", group_mark=",", less_than="less than", more_than="more than")
