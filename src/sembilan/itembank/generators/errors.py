"""Broken promises of a generated item. Each error names the item by family, settings and seed in its parameters."""

from __future__ import annotations


class GeneratedItemError(Exception):
    """Base of what a generator or a check may raise.

    `code` is stable, `message` is an Indonesian message id with %-parameters, `parameters` fills it.
    """

    code = "generated_item"
    message = "Butir %(item)s tidak dapat dipakai: %(detail)s"

    def __init__(self, item: str, detail: str) -> None:
        self.parameters = {"item": item, "detail": detail}
        super().__init__(self.message % self.parameters)


class KeyNotUnique(GeneratedItemError):
    """An independent solver found more than one option (or none) that answers the item."""

    code = "key_not_unique"
    message = "Butir %(item)s tidak mempunyai tepat satu jawaban: %(detail)s"


class KeyWrong(GeneratedItemError):
    """An independent solver found one answer, and it is not the key."""

    code = "key_wrong"
    message = "Kunci butir %(item)s keliru: %(detail)s"


class SettingsImpossible(GeneratedItemError):
    """The settings contradict each other, or no unambiguous item was found for them."""

    code = "settings_impossible"
    message = "Butir %(item)s tidak dapat dibuat: %(detail)s"
