"""Texts without Django, so that rules and errors stay pure: message ids marked for translation, whole numbers out of addresses."""


def gettext_noop(message: str) -> str:
    return message


def whole(text: str) -> int | None:
    """The whole number that an address or a form gives, in ASCII digits and small enough for a database's key; else None.

    >>> whole("12"), whole("²"), whole("-1"), whole(""), whole("9" * 5_000)
    (12, None, None, None, None)
    """
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 18 else None
