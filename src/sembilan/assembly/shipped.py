"""The blueprints that come with the product, as data."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "blueprints"


def designs() -> list[dict[str, Any]]:
    """{"instrument", "name", "body"} each, in the order of their files."""
    return [json.loads(file.read_text()) for file in sorted(FOLDER.glob("*.json"))]
