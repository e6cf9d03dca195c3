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
    """name: code and version, as a profile keeps it. groups: scale codes of the competencies and of the tested aspects.
    listeners: of the aspects that rest on statements about oneself, which are read beside the tests and change nothing else.
    prior: over `scales`. source: who set the correlations; sample: on whom."""

    name: str
    groups: tuple[tuple[str, ...], tuple[str, ...]]
    listeners: tuple[str, ...]
    prior: JointPrior
    source: str
    sample: str

    @property
    def scales(self) -> tuple[str, ...]:
        """All jointly scored scales in the order of the prior: first group, second group, listeners."""
        return self.groups[0] + self.groups[1] + self.listeners


def parse_prior(data: Mapping[str, Any]) -> DeclaredPrior:
    """Read joint_prior.json; decimals are strings. Raises PriorInvalid, KeyError or ValueError for what is no prior."""
    first, second, listeners = (tuple(map(str, group)) for group in (*data["groups"], data["listeners"]))
    within, between, heard = (float(data[name]) for name in ("within", "between", "heard"))
    prior = JointPrior((len(first), len(second)), within, between, len(listeners), heard)
    name = f"{data['code']}/{data['version']}"
    return DeclaredPrior(name, (first, second), listeners, prior, data["source"], data["sample"])


def shipped_prior() -> DeclaredPrior:
    """The prior in force."""
    return parse_prior(json.loads(FILE.read_text(encoding="utf-8")))
