"""Families of generated items: pure functions of settings and a seed, each with a difficulty model and an independent check.

`FAMILIES` is the registry, `bank(seed)` the demo bank as item records, `regenerate(record)` an item from its own record.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sembilan.itembank.generators.bank import FAMILIES, bank, bank_items
from sembilan.itembank.generators.item import GeneratedItem

__all__ = ["FAMILIES", "bank", "bank_items", "regenerate"]


def regenerate(generator: Mapping[str, Any]) -> GeneratedItem:
    """The item a record's `generator` entry stands for, without code, enemies and twin.

    Raises:
        KeyError: the family is unknown.
        ValueError: the record was made by another version of the family.
    """
    family = FAMILIES[generator["family"]]
    if generator["version"] != family.version:
        raise ValueError(f"{family.code} is at version {family.version}, the record at {generator['version']}")
    return family.generate(family.settings(generator["settings"]), generator["seed"])
