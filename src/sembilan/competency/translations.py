"""The dictionary's texts in other languages than Indonesian, as data beside it: dictionary/<language>/<group>.json.

The Indonesian wording is the one that counts and is stored with its version; a translation is for reading. Indicators and families
of posts, which no page shows, stand in Indonesian alone.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from typing import Any

from sembilan.competency.rules import FOLDER, GROUPS

LANGUAGES = ("en",)


def in_language(record: Mapping[str, Any], language: str | None) -> dict[str, Any]:
    """A dictionary record with name, definition, levels, strength, growth and suggestions in a language.

    The record itself where there is no translation ("id", or no language at all).
    """
    texts = _texts(language).get(record["code"]) if language in LANGUAGES else None
    if texts is None:
        return dict(record)
    pairs = zip(record.get("levels", []), texts.get("levels", []), strict=False)
    return {**record, **texts, "levels": [{**level, "description": text} for level, text in pairs]}


@functools.cache
def _texts(language: str | None) -> dict[str, dict[str, Any]]:
    files = [FOLDER / str(language) / f"{group}.json" for group in GROUPS]
    return {code: texts for file in files for code, texts in json.loads(file.read_text()).items()}
