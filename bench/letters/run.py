"""What marking one letter all the way down is worth: forms of every shipped blueprint over the sample bank, several seeds.

    ./run bench letters

Per scale: the highest position that any letter reaches in any form, in logits, with the options in the order of the form and as the
items were written, beside the position of a random pick and the cut of level 1; and what reliability the form promises. The JSON
counts scales of forms (per blueprint) in which a letter reaches level 1.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

BENCH = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(BENCH), str(BENCH.parent / "src")]

import numpy as np  # noqa: E402
from measure import ROOT, Sheet  # noqa: E402

from sembilan.assembly import shipped  # noqa: E402
from sembilan.assembly.rules.blueprint import plan_of  # noqa: E402
from sembilan.assembly.rules.building import build_forms, candidate_of  # noqa: E402
from sembilan.assembly.rules.ordering import balanced, reordered  # noqa: E402
from sembilan.itembank import generators  # noqa: E402
from sembilan.itembank.rules import chance_of, credits_of_letters, response_model  # noqa: E402
from sembilan.psychometrics.forensics import LOWEST, letter_positions, random_positions  # noqa: E402
from sembilan.psychometrics.quadrature import Grid  # noqa: E402
from sembilan.psychometrics.quality import information_reliability  # noqa: E402

SEEDS, FORMS, BANK_SEED = 5, 2, 2025
Record = Mapping[str, Any]


@dataclass
class Seen:
    """Of one scale, form by form: where the best letter stands as shown and as written, where a random pick, and the promise."""

    level_1: float
    shown: list[float] = field(default_factory=list)
    written: list[float] = field(default_factory=list)
    at_random: list[float] = field(default_factory=list)
    promised: list[float] = field(default_factory=list)


def bank() -> list[Record]:
    written = [one for file in sorted((ROOT / "demo" / "bank").glob("*/*.json")) for one in json.loads(file.read_text())]
    return [*written, *generators.bank(BANK_SEED)]


def cuts() -> dict[str, float]:
    files = (ROOT / "src" / "sembilan" / "measurement" / "cuts").glob("*.json")
    return {scale: float(one["cuts"][0]) for file in files for scale, one in json.loads(file.read_text())["scales"].items()}


def forms_of(design: Mapping[str, Any], records: Sequence[Record], seed: int) -> list[list[tuple[Record, Record]]]:
    """Each form's items, as written and as shown."""
    rng = np.random.default_rng(seed)
    of_code = {one["code"]: one for one in records}
    candidates = [candidate_of(one, one["model"], one["parameters"]) for one in records]
    made = []
    for codes in build_forms(plan_of(design["instrument"], design["body"]), candidates, FORMS, rng):
        here = [of_code[code] for code in codes]
        made.append([(one, reordered(one, order)) for one, order in zip(here, balanced(here, rng), strict=True)])
    return made


def look(form: Sequence[tuple[Record, Record]], seen: Mapping[str, Seen]) -> None:
    scales = [written["scale"] for written, _shown in form]
    models = [response_model(written["model"], written["parameters"]) for written, _shown in form]
    written, shown = (
        letter_positions(scales, models, [credits_of_letters(one["type"], one["scoring"], len(one["options"])) for one in side])
        for side in zip(*form, strict=True)
    )
    chances = [chance_of(one["type"], one["scoring"], len(one["options"])) for one, _shown in form]
    for scale, position in random_positions(scales, models, chances).items():
        mine = [model for model, of in zip(models, scales, strict=True) if of == scale]
        seen[scale].shown.append(max(shown[scale].values(), default=LOWEST))
        seen[scale].written.append(max(written[scale].values(), default=LOWEST))
        seen[scale].at_random.append(position)
        seen[scale].promised.append(information_reliability(mine, Grid.standard()).value)


def main() -> None:
    sheet, records, level_1 = Sheet("One letter all the way down"), bank(), cuts()
    for design in (one for one in shipped.designs() if one["instrument"] != "preferensi_karier"):
        own = [one for one in records if one["instrument"] == design["instrument"]]
        seen = {scale: Seen(level_1[scale]) for scale in dict.fromkeys(one["scale"] for one in own)}
        for seed in range(SEEDS):
            for form in forms_of(design, own, seed):
                look(form, seen)
        name = f"{design['instrument']}_{design['name']}".lower()
        print(f"{'scale':<24}{'shown':>8}{'written':>9}{'random':>8}{'level 1':>9}{'promised':>10}", flush=True)
        for scale, one in seen.items():
            highest = f"{max(one.shown):>8.2f}{max(one.written):>9.2f}{max(one.at_random):>8.2f}"
            print(f"{scale:<24}{highest}{one.level_1:>9.2f}{min(one.promised):>10.2f}", flush=True)
        paid = sum(position >= one.level_1 for one in seen.values() for position in one.shown)
        sheet.line(name, paid, f"of {sum(len(one.shown) for one in seen.values())} scales of forms")
    sheet.close()


if __name__ == "__main__":
    main()
