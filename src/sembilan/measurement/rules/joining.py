"""How abilities are taken to go together when a person's scales are scored jointly: declared, versioned, with its source."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sembilan.psychometrics.joint import JointPrior

FILE: Final = Path(__file__).parents[1] / "joint_prior.json"


@dataclass(frozen=True)
class DeclaredPrior:
    """name: code and version, as a profile keeps it. within, between: see `JointPrior`. source: who set them; sample: on whom."""

    name: str
    within: float
    between: float
    source: str
    sample: str

    def of_groups(self, first: int, second: int) -> JointPrior:
        """The prior over two groups of so many scales."""
        return JointPrior((first, second), self.within, self.between)


def parse_prior(data: Mapping[str, Any]) -> DeclaredPrior:
    """Read joint_prior.json; decimals are strings. Raises PriorInvalid, KeyError or ValueError for what is no prior."""
    found = DeclaredPrior(
        f"{data['code']}/{data['version']}", float(data["within"]), float(data["between"]), data["source"], data["sample"]
    )
    found.of_groups(1, 1)
    return found


def shipped_prior() -> DeclaredPrior:
    """The prior in force."""
    return parse_prior(json.loads(FILE.read_text(encoding="utf-8")))
