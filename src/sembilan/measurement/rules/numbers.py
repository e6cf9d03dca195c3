"""Numbers as people write them."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

_NUMBER = re.compile(r"-?(\d{1,18}(\.\d{0,12})?|\.\d{1,12})")
_THOUSANDS = re.compile(r"-?[1-9]\d{0,2}(\.\d{3})+")
_THOUSANDS_COMMA = re.compile(r"-?[1-9]\d{0,2}(\.\d{3})+,\d+")


def number(text: Any) -> Decimal | None:
    """A number as written: decimal comma or point, a minus sign of either kind; None for anything else.

    >>> number(" 2,5 "), number("−3"), number("1.234,5"), number("dua")
    (Decimal('2.5'), Decimal('-3'), Decimal('1234.5'), None)
    """
    written = str(text).strip().replace("−", "-").replace(" ", "").removeprefix("+")
    if "," in written:
        written = (written if _THOUSANDS_COMMA.fullmatch(written) is None else written.replace(".", "")).replace(",", ".")
    return Decimal(written) if _NUMBER.fullmatch(written) else None


def readings(text: str) -> list[Decimal]:
    """What a written number can mean: "1.500" is one and a half to some and fifteen hundred to others, so it has both readings.

    >>> readings("1.500"), readings("12")
    ([Decimal('1.500'), Decimal('1500')], [Decimal('12')])
    """
    plain = number(text)
    found = [] if plain is None else [plain]
    if _THOUSANDS.fullmatch(text.strip()):
        found.append(Decimal(text.strip().replace(".", "")))
    return found
