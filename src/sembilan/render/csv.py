"""Tables as CSV that a spreadsheet in Indonesia opens rightly: UTF-8 with BOM, semicolon, CRLF (RFC 4180 otherwise).

The prefix rule: a text that a spreadsheet would run as a formula (its first sign is = + - @, a tab or a carriage return,
in full width too, or follows blanks) gets an apostrophe before it. Figures handed in as numbers are never touched, so a
gap of -1 stays a number. Who reads such a file by machine takes one leading apostrophe away from text.
"""

import csv
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from io import StringIO

from .errors import NotDrawable
from .numbers import INDONESIAN, NumberStyle
from .xlsx import Value

_RUNS = frozenset("=+-@\t\r\n＝＋－＠")


def write_csv(headings: Sequence[str], rows: Iterable[Sequence[Value]], *, numbers: NumberStyle = INDONESIAN) -> bytes:
    """The table; dates in ISO 8601, decimals with the style's mark and no grouping, empty for None, 1 and 0 for bool.

    NotDrawable when a row has more or fewer values than headings.
    """
    stream = StringIO(newline="")
    writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    writer.writerow([harmless(heading) for heading in headings])
    for row in rows:
        if len(row) != len(headings):
            raise NotDrawable(f"a row of {len(row)} values under {len(headings)} headings")
        writer.writerow([_shown(value, numbers) for value in row])
    return stream.getvalue().encode("utf-8-sig")


def harmless(text: str) -> str:
    """`text` by the prefix rule above. The NUL sign, which no table program reads, is left out."""
    plain = text.replace("\0", "")
    first = plain.lstrip(" \N{NO-BREAK SPACE}")[:1]
    return f"'{plain}" if first in _RUNS and first else plain


def _shown(value: Value, numbers: NumberStyle) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return harmless(value)
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, date | datetime):
        return value.isoformat()
    return _plain(value).replace(".", numbers.decimal_mark)


def _plain(value: int | float | Decimal) -> str:
    return f"{Decimal(repr(value)) if isinstance(value, float) else Decimal(value):f}"
