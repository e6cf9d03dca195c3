"""Broken promises of a generated item. Each error names the item by family, settings and seed in its parameters."""

from __future__ import annotations

from sembilan.kit.errors import RuleBroken
from sembilan.kit.text import gettext_noop


class GeneratedItemError(RuleBroken):
    """Base of what a generator or a check may raise. `item` names the item, `detail` says what is amiss with it."""

    code = "itembank.generated_item"
    message = gettext_noop("Butir %(item)s tidak dapat dipakai: %(detail)s")

    def __init__(self, item: str, detail: str) -> None:
        super().__init__(item=item, detail=detail)


class KeyNotUnique(GeneratedItemError):
    """An independent solver found more than one option (or none) that answers the item."""

    code = "itembank.key_not_unique"
    message = gettext_noop("Butir %(item)s tidak mempunyai tepat satu jawaban: %(detail)s")


class KeyWrong(GeneratedItemError):
    """An independent solver found one answer, and it is not the key; or the item does not show what it is solved from."""

    code = "itembank.key_wrong"
    message = gettext_noop("Kunci butir %(item)s keliru: %(detail)s")


class SettingsImpossible(GeneratedItemError):
    """The settings contradict each other, or no unambiguous item was found for them."""

    code = "itembank.settings_impossible"
    message = gettext_noop("Butir %(item)s tidak dapat dibuat: %(detail)s")
