"""What the product itself says and keeps: a sentence by its message id and values, put into the reader's language when it is shown.

A purpose that a page gives for a reading, an incident the machine notes, where a row stood in a file: such a text is a `Said`.
It is a str, and as one it stands in Indonesian, for whatever counts, compares or commits to it; a template (`__html__`) and
`shown` put it into the reader's language. What a person typed is a plain str and stays as typed. In JSON `stored` keeps them apart.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from html import escape
from typing import Any, ClassVar, Final

_MESSAGE: Final = "said"  # the key by which stored JSON says that it is a Said
_DAY: Final = "day"  # and a date


class Said(str):
    """message: an Indonesian message id with %(name)s places. Values: texts, whole numbers, days, other Said, or lists of texts.

    >>> Said("Peserta kegiatan: %(event)s", event="Asesmen 2026")
    'Peserta kegiatan: Asesmen 2026'
    """

    say: ClassVar[Callable[[str], str]] = staticmethod(str)  # kit.apps puts Django's gettext here
    day: ClassVar[Callable[[date], str]] = staticmethod(date.isoformat)  # and here the day as a page writes it
    message: str
    values: dict[str, Any]

    def __new__(cls, message: str, **values: Any) -> Said:
        made = super().__new__(cls, _filled(message, values, str, date.isoformat))
        made.message, made.values = message, values
        return made

    def __html__(self) -> str:
        return escape(shown(self))


def shown(text: str) -> str:
    """The text in the reader's language; as it is where a person typed it."""
    return _filled(Said.say(text.message), text.values, shown, Said.day) if isinstance(text, Said) else text


def stored(text: Any) -> Any:
    """The text as JSON: a string where a person typed it, else its message id beside its values."""
    if isinstance(text, Said):
        return {_MESSAGE: text.message, **{name: stored(value) for name, value in text.values.items()}}
    if isinstance(text, date):
        return {_DAY: text.isoformat()}
    return [stored(one) for one in text] if isinstance(text, list) else text


def read(kept: Any) -> Any:
    """What `stored` made, back as it was.

    >>> read(stored(Said("Kotak %(k)s", k=9))).values
    {'k': 9}
    """
    if isinstance(kept, Mapping):
        if _MESSAGE not in kept:
            return date.fromisoformat(kept[_DAY])
        return Said(kept[_MESSAGE], **{name: read(value) for name, value in kept.items() if name != _MESSAGE})
    return [read(one) for one in kept] if isinstance(kept, list) else kept


def _filled(message: str, values: Mapping[str, Any], say: Callable[[str], str], day: Callable[[date], str]) -> str:
    return message % {name: _put(value, say, day) for name, value in values.items()} if values else message


def _put(value: Any, say: Callable[[str], str], day: Callable[[date], str]) -> Any:
    if isinstance(value, list):
        return "; ".join(say(one) for one in value)
    if isinstance(value, date):
        return day(value)
    return say(value) if isinstance(value, str) else value
