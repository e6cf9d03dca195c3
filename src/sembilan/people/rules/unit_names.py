"""Which unit a person means by what he types."""

from __future__ import annotations

from collections.abc import Mapping


def unit_meant(choices: Mapping[str, str], text: str) -> str | None:
    """The code of the unit meant by a code, by its whole text, or by a name that only one unit has; else None.

    `choices`: code -> "name, the unit above (code)", as selectors.unit_choices gives them.

    >>> units = {"U1": "Dinas Satu (U1)", "U2": "Sekretariat, Dinas Satu (U2)", "U3": "Sekretariat, Dinas Dua (U3)"}
    >>> unit_meant(units, "dinas satu"), unit_meant(units, "Sekretariat, Dinas Dua (U3)"), unit_meant(units, "sekretariat")
    ('U1', 'U3', None)
    """
    wanted = " ".join(text.split())
    if wanted in choices:
        return wanted
    folded = wanted.casefold()
    meant = [
        code
        for code, shown in choices.items()
        if folded in (code.casefold(), shown.casefold(), shown.removesuffix(f" ({code})").casefold())
    ] or [code for code, shown in choices.items() if folded and shown.casefold().startswith(f"{folded}, ")]
    return meant[0] if len(meant) == 1 else None
