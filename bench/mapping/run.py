"""How long a nation takes: levels, job matches and both boxes of a million simulated people, and the draws behind a box.

    ./run bench mapping

map_1m_s: from level probabilities to levels, JPM, assessment map and talent box, without draws. map_vs_floor: the box step alone
over `boxes` of bench/floors/ranking.py on the same columns. draws_10k_s: 1,000 joint draws for each of 10,000 people.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

BENCH = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(BENCH), str(BENCH.parent / "src")]

import numpy as np  # noqa: E402
from floors.ranking import boxes  # noqa: E402
from measure import Sheet, interleaved, wall  # noqa: E402

from sembilan.profiling import arrays  # noqa: E402
from sembilan.profiling.arrays import Assessed  # noqa: E402
from sembilan.profiling.rules import assessment_map, jpm, levels  # noqa: E402
from sembilan.profiling.rules.draws import Assessment, box_probabilities  # noqa: E402
from sembilan.profiling.rules.policy import parse_policy, read_shipped  # noqa: E402
from sembilan.profiling.rules.talent_box import box_of, find_boxes  # noqa: E402
from sembilan.profiling.rules.talent_rules import TalentRules  # noqa: E402

N, BLOCK, DRAWN = 1_000_000, 100_000, 10_000
LOADING = 0.25  # how far the doubts of the scales go together, as jointly scored people of the demo have it


@dataclass(frozen=True)
class Crowd:
    """Level probabilities (n, 9, 6) and (n, 8, 6), required levels (n, 9), the other inputs and which are known (n, n_inputs)."""

    competency: np.ndarray
    potential: np.ndarray
    required: np.ndarray
    values: np.ndarray
    known: np.ndarray


def crowd(rules: TalentRules, n: int, rng: np.random.Generator) -> Crowd:
    def chances(k: int) -> np.ndarray:
        centre, width = rng.normal(2.6, 0.9, (n, k, 1)), rng.uniform(0.35, 0.8, (n, k, 1))
        mass = np.exp(-0.5 * ((np.arange(6) - centre) / width) ** 2)
        return mass / mass.sum(axis=2, keepdims=True)

    values = np.empty((n, len(rules.inputs)), dtype=np.int32)
    for column, item in enumerate(rules.inputs):
        scale = item.scale
        steps = np.array([step.value for step in scale.values], dtype=np.int32)
        values[:, column] = rng.integers(scale.low, scale.high + 1, n) if scale.kind == "range" else rng.choice(steps, n)
    known = rng.random(values.shape) < 0.93
    return Crowd(chances(9), chances(8), rng.integers(1, 5, (n, 9)), values, known)


def place(rules: TalentRules, people: Crowd) -> None:
    """What a mapping does with arrays, draws apart."""
    levels.most_probable(people.competency)
    levels.most_probable(people.potential)
    rule = arrays.map_policy()
    first = jpm.expected_jpm(people.competency, people.required)
    wanted = np.full(people.potential.shape[:2], rule.potential_standard, dtype=np.int64)
    assessment_map.map_cells(rule, first, jpm.expected_jpm(people.potential, wanted))
    values, known = people.values.copy(), people.known.copy()
    apart = np.zeros(people.competency.shape[:2]), np.zeros(people.potential.shape[:2]), np.zeros(len(people.required))
    measured = arrays.measured(rules, Assessed(people.competency, people.potential, *apart), people.required)
    for measure, column in rules.measured_columns().items():
        values[:, column], known[:, column] = measured[measure].low, True
    find_boxes(rules, values, known)


def blocks(rules: TalentRules) -> Iterator[Crowd]:
    for number in range(N // BLOCK):
        yield crowd(rules, BLOCK, np.random.default_rng((1, number)))


def measure(sheet: Sheet) -> None:
    rules = TalentRules.of(parse_policy(read_shipped("bkn_411_2025")))
    place(rules, crowd(rules, 1000, np.random.default_rng(0)))
    sheet.line(
        "map_1m_s", round(sum(wall(lambda people=people: place(rules, people)) for people in blocks(rules)), 3), "1,000,000 people"
    )

    rng = np.random.default_rng(2)
    performance, potential = (rng.integers(0, 10_001, N, np.int32) for _ in range(2))
    ours, floor = rules.performance.ladder, rules.potential.ladder
    box_of(performance, potential, ours, floor)
    timed = interleaved(
        {"ours": lambda: box_of(performance, potential, ours, floor), "floor": lambda: boxes(performance, potential)}
    )
    sheet.figure("box_step_ms", timed["ours"], 1000)
    sheet.figure("box_floor_ms", timed["floor"], 1000)
    sheet.line("map_vs_floor", round(timed["ours"].median / timed["floor"].median, 3))

    people = crowd(rules, DRAWN, np.random.default_rng(3))
    for column in rules.measured_columns().values():
        people.known[:, column] = True
    sure = np.ones(DRAWN, dtype=np.bool_)
    required = np.zeros(people.potential.shape[:2], dtype=np.int64)
    keys = rng.integers(0, 2**63, DRAWN, np.uint64)

    def draw() -> None:
        box_probabilities(
            rules, people.values, people.known, Assessment(people.competency, people.required, sure, LOADING),
            Assessment(people.potential, required, sure, LOADING), seed=5, keys=keys, draws=1000, factors=np.full(DRAWN, LOADING),
        )  # fmt: skip

    sheet.figure("draws_10k_s", interleaved({"draws": draw})["draws"], told="1,000 draws for 10,000 people")


if __name__ == "__main__":
    sheet = Sheet("Mapping")
    measure(sheet)
    sheet.close()
