"""Figures as the reader's language writes them: 1.905 and 3,5 in Indonesian, 1,905 and 3.5 in English."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

MINUS = "\N{MINUS SIGN}"
RANGE = "\N{EN DASH}"


def half_up(value: float | Decimal, places: int) -> Decimal:
    """Rounded half up from the shortest decimal form, so that 2.675 is 2.68 as on paper; never a negative zero.

    >>> half_up(2.675, 2), half_up(0.6349, 2), half_up(-0.004, 2)
    (Decimal('2.68'), Decimal('0.63'), Decimal('0.00'))
    """
    return Decimal(str(value)).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP) + 0


@dataclass(frozen=True)
class NumberStyle:
    decimal_mark: str
    group_mark: str

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
        """A probability in whole per cent. What is possible is never written as 0%, what is uncertain never as 100%."""
        if 0 < share < 0.005:
            return "<1%"
        if 0.995 <= share < 1:
            return ">99%"
        return f"{self.decimal(share * 100, 0)}%"

    def percent_range(self, low: float, high: float) -> str:
        """One figure where both ends are written alike."""
        first, last = self.percent(low), self.percent(high)
        return first if first == last else f"{first.removesuffix('%')}{RANGE}{last}"


INDONESIAN = NumberStyle(decimal_mark=",", group_mark=".")
ENGLISH = NumberStyle(decimal_mark=".", group_mark=",")
