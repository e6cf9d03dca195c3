"""Marks a message id for translation without importing Django, so that rules and errors stay pure."""


def gettext_noop(message: str) -> str:
    return message
