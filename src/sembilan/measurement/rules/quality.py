"""What the two who sign must know: is this run sound enough to be released? Numbers without a name, JSON values out.

Coefficients of too few people are absent, never guessed. Everything counts the people who are not held.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

import numpy as np

from sembilan.measurement.rules.joining import DeclaredPrior
from sembilan.measurement.rules.judging import NOT_REACHED, SKIPPED, UNREADABLE, Codes
from sembilan.measurement.rules.patterns import blind_positions, like_chance, self_praising, straight
from sembilan.measurement.rules.scoring import Float64, ScaleScores
from sembilan.measurement.rules.table import Table
from sembilan.psychometrics.models.errors import NoVariance, TooFewItems, TooFewPersons
from sembilan.psychometrics.quadrature import Grid
from sembilan.psychometrics.quality import (
    LEAST_PERSONS,
    Reliability,
    cronbach_alpha,
    information_reliability,
    marginal_reliability,
    togetherness,
)
from sembilan.render.numbers import half_up

FORMAT: Final = 1
DECIMALS: Final = 4
TOO_FAST: Final = 0.25
"""A section sat in less than this share of the section's median time is told as too fast (this product's setting: no standard fixes
a share for whole sections; Wise & Ma 2012 use 10% of the mean time for single questions). It holds nobody by itself."""
LEAST_TIMES: Final = 10  # people whose median is worth a comparison


@dataclass(frozen=True, eq=False)
class PackageResult:
    """What quality needs of the people of one package.

    seconds: section -> (n_persons,), NaN where no time is known. titles: section -> (title, minutes given). patterns: of each
    person, section -> what his answers look like (rules.patterns).
    """

    table: Table
    codes: Codes
    scales: Mapping[str, ScaleScores]
    seconds: Mapping[str, Float64]
    titles: Mapping[str, tuple[str, int]]
    patterns: Sequence[Mapping[str, Mapping[str, Any]]]

    @property
    def n_persons(self) -> int:
        return len(self.codes)


def scale_facts(results: Sequence[PackageResult], level_1: Mapping[str, float]) -> list[dict[str, Any]]:
    """Per scale, over all packages that measure it, in the order of the first package that has it.

    level_1: scale -> where level 1 begins, in logits; scales without a cut table are left out.
    """
    scales = dict.fromkeys(scale for one in results for scale in one.scales)
    blind = {one.table.package: blind_positions(one.table) for one in results}
    return [
        {
            **_scale(scale, here := [one for one in results if scale in one.scales]),
            "blind": {one.table.package: _rounded(blind[one.table.package][scale]) for one in here},
            "level_1": level_1.get(scale),
        }
        for scale in scales
    ]


def _scale(scale: str, results: Sequence[PackageResult]) -> dict[str, Any]:
    scores = [one.scales[scale] for one in results]
    theta, error = (np.concatenate([getattr(one, name) for one in scores]) for name in ("theta", "standard_error"))
    assessed = ~np.isnan(theta)
    codes = [one.codes[:, one.table.columns(scale)] for one in results]
    asked = sum(part.size for part in codes)
    floor, ceiling = (sum(_at_end(one, top) for one in zip(scores, results, strict=True)) for top in (False, True))
    n_assessed = int(assessed.sum())
    return {
        "scale": scale,
        "n": n_assessed,
        "not_assessable": int((~assessed).sum()),
        "items": {one.table.package: len(one.table.columns(scale)) for one in results},
        "marginal": _coefficient(lambda: marginal_reliability(theta, error)),
        "alpha": {one.table.package: _alpha(score) for one, score in zip(results, scores, strict=True)},
        "promised": {one.table.package: promised_of(one.table, scale) for one in results},
        "mean_error": _rounded(float(error[assessed].mean())) if n_assessed else None,
        "skipped": _share(sum(int(((part == SKIPPED) | (part == UNREADABLE)).sum()) for part in codes), asked),
        "not_reached": _share(sum(int((part == NOT_REACHED).sum()) for part in codes), asked),
        "unreadable": sum(int((part == UNREADABLE).sum()) for part in codes),
        "floor": _share(floor, n_assessed),
        "ceiling": _share(ceiling, n_assessed),
    }


def _alpha(score: ScaleScores) -> dict[str, Any] | None:
    return _coefficient(lambda: cronbach_alpha(score.scores[score.assessable]))


def promised_of(table: Table, scale: str) -> float:
    """The reliability that the parameters promise in the reference population, whatever happened in the hall."""
    models = [rule.model for i in table.columns(scale) if (rule := table.items[i]).model is not None]
    return _rounded(information_reliability(models, Grid.standard()).value)


def _coefficient(compute: Callable[[], Reliability]) -> dict[str, Any] | None:
    """None where the number would say nothing: too few people or questions, or no variance."""
    try:
        found = compute()
    except (TooFewPersons, TooFewItems, NoVariance):
        return None
    return {
        "value": _rounded(found.value),
        "n": found.n_persons,
        "low": None if found.low is None else _rounded(found.low),
        "high": None if found.high is None else _rounded(found.high),
    }


def _at_end(pair: tuple[ScaleScores, PackageResult], top: bool) -> int:
    """Assessed people with the lowest (or highest) category in every question that counted: the test had no room for them."""
    score, result = pair
    rules = [result.table.items[i] for i in result.table.columns(score.scale)]
    end = np.array([one.model.n_categories - 1 if top and one.model else 0 for one in rules])
    return int((((score.scores == end) | np.isnan(score.scores)).all(axis=1) & score.assessable).sum())


def joint_facts(results: Sequence[PackageResult], prior: DeclaredPrior) -> dict[str, Any]:
    """How competencies and tested aspects go together here, with the mean and spread of abilities (logits, over the scales), beside
    what the joint prior says of them."""
    groups = [place for place, group in enumerate(prior.groups) for _scale in group]
    tested = prior.groups[0] + prior.groups[1]
    theta, error = (
        np.concatenate([np.stack([_of_scale(one, scale, name) for scale in tested], axis=1) for one in results])
        if results
        else np.empty((0, len(tested)))
        for name in ("theta", "standard_error")
    )
    found = togetherness(theta, error, np.array(groups))
    measured = {"within": found.within, "between": found.between, **_population(theta, error)}
    return {
        "prior": prior.name,
        "source": prior.source,
        "declared": {"within": prior.prior.within, "between": prior.prior.between, "mean": 0.0, "spread": 1.0},
        "measured": {name: None if value is None else _rounded(value) for name, value in measured.items()},
        "n": found.n_persons,
    }


def _population(theta: Float64, error: Float64) -> dict[str, float | None]:
    """Mean and standard deviation of the abilities behind shrunken scores, averaged over the scales of enough people.

    Both are drawn towards the prior's 0 and 1, the more the less the test says: what stands out here is more outside.
    """
    enough = (~np.isnan(theta)).sum(axis=0) >= LEAST_PERSONS
    if not enough.any():
        return {"mean": None, "spread": None}
    variance = np.nanvar(theta[:, enough], axis=0, ddof=1) + np.nanmean(error[:, enough] ** 2, axis=0)
    return {"mean": float(np.nanmean(theta[:, enough])), "spread": float(np.sqrt(variance.mean()))}


def _of_scale(result: PackageResult, scale: str, name: str) -> Float64:
    held = result.scales.get(scale)
    return np.full(result.n_persons, np.nan) if held is None else np.asarray(getattr(held, name), dtype=np.float64)


def section_facts(results: Sequence[PackageResult]) -> list[dict[str, Any]]:
    """Per section (of the same title and time in several packages): how long people took, in seconds; how many were too fast."""
    kinds: dict[tuple[str, int], list[tuple[PackageResult, str]]] = {}
    for one in results:
        for section in one.table.sections:
            kinds.setdefault(one.titles[section], []).append((one, section))
    return [{**_section(*kind, [one.seconds[section] for one, section in here]), **_patterns(here)} for kind, here in kinds.items()]


def _patterns(here: Sequence[tuple[PackageResult, str]]) -> dict[str, int | None]:
    """How many could be told from chance, how many could not be, how many marked one letter all the way down; and how many
    answered enough statements about themselves, how many of them with praise in nearly all."""
    seen = [person[section] for one, section in here for person in one.patterns if section in person]
    judged = sum(one["ratio"] is not None for one in seen)
    told = sum(one["best"] is not None for one in seen)
    return {
        "seen": len(seen),
        "judged": judged,
        "like_chance": sum(map(like_chance, seen)) if judged else None,
        "straight": sum(map(straight, seen)) if seen else None,
        "told": told,
        "self_praising": sum(map(self_praising, seen)) if told else None,
    }


def _section(title: str, minutes: int, parts: Sequence[Float64]) -> dict[str, Any]:
    times = np.concatenate(parts)
    known = times[~np.isnan(times)]
    facts: dict[str, Any] = {"title": title, "minutes": minutes, "n": len(known)}
    if not len(known):
        return {**facts, "median": None, "p05": None, "p95": None, "too_fast": None}
    low, median, high = (round(float(value), 1) for value in np.percentile(known, [5, 50, 95]))
    fast = int((known < TOO_FAST * median).sum()) if len(known) >= LEAST_TIMES else None
    return {**facts, "median": median, "p05": low, "p95": high, "too_fast": fast}


def _share(part: int, whole: int) -> float | None:
    return _rounded(part / whole) if whole else None


def _rounded(value: float) -> float:
    return round(value, DECIMALS)


# What a reader of the sheet should stop at ---------------------------------------------------------------------------------------

LEAST_RELIABILITY: Final = Decimal("0.70")
"""Below it a scale tells people apart only roughly (Nunnally & Bernstein 1994: 0.70 for early work, more for decisions).
Compared as it is shown: what the sheet writes as 0,70 is not below 0,70."""
LEAST_PROMISED: Final = Decimal("0.50")
"""Below it the questions of a form leave more than half of what differs between people to chance, even before anybody sits it: the
standard error is then 0.71 of the population's spread, most of a level (this product's setting). Compared as it is shown."""
SHOWN_DECIMALS: Final = 2  # of a coefficient, on the sheet and before a cut


def promises_enough(promised: float) -> bool:
    """Whether results of questions that promise this reliability may count; otherwise they are indicative at best."""
    return half_up(promised, SHOWN_DECIMALS) >= LEAST_PROMISED


MOST_MISSING: Final = 0.05
MOST_AT_END: Final = 0.15
"""Terwee et al. (2007): more than 15% at the lowest or highest score is a floor or ceiling effect."""
LEAST_AT_END: Final = 50
"""Terwee et al. (2007) judge floor and ceiling effects from 50 people on: a handful says nothing about the questions."""
MOST_TOO_FAST: Final = 0.05
MOST_NOT_ASSESSABLE: Final = 0.05
MOST_CARELESS: Final = 0.02
"""Of a section's people whose answers look like chance, like one letter or like praise of oneself alone. Meade & Craig (2012),
Psychological Methods 17, 437-455, find 10-12% careless in surveys without consequence; where a post hangs on the test, two in a
hundred are worth asking about."""
MOST_APART: Final = {"within": 0.10, "between": 0.10, "mean": 0.25, "spread": 0.10}
"""Between what the joint prior declares and what the event shows. Correlations off by 0.20 move chances close to a cut by up to ten
points, a mean off by 0.85 by nineteen (docs/algorithms/profiling.md, Calibration)."""


def thin_packages(facts: Mapping[str, Any]) -> frozenset[str]:
    """Packages of a sheet some scale of which promises less than LEAST_PROMISED: their results are indicative. A short form is for
    trying the hall out; what it says of a person is too uncertain to place anyone by."""
    told = [pair for one in facts["scales"] for pair in one["promised"].items()]
    return frozenset(package for package, promised in told if not promises_enough(promised))


@dataclass(frozen=True)
class Concern:
    """One thing to look at before releasing: its kind, and what it is about (a scale code, a section or session title)."""

    kind: str
    subject: str
    value: float | None = None


def concerns(facts: Mapping[str, Any]) -> list[Concern]:
    """What stands out in the facts of a sheet, in the order in which a reader should look. None is a verdict: people decide."""
    found: list[Concern] = []
    if facts["evidence"] in ("sample", "pilot"):
        found.append(Concern("evidence", facts["evidence"]))
    for one in facts["scales"]:
        found += _scale_concerns(one)
    joint = facts["joint"]
    for name, measured in joint["measured"].items():
        if measured is not None and abs(measured - joint["declared"][name]) > MOST_APART[name]:
            found.append(Concern("joint", name, measured))
    for one in facts["sections"]:
        found += _section_concerns(one)
    for one in facts["sessions"]:
        troubles = sum(one["incidents"].values())
        if troubles:
            found.append(Concern("incidents", one["title"], troubles))
    return found


def _section_concerns(one: Mapping[str, Any]) -> list[Concern]:
    tried = (
        ("too_fast", one["n"], MOST_TOO_FAST),
        ("like_chance", one["judged"], MOST_CARELESS),
        ("straight", one["seen"], MOST_CARELESS),
        ("self_praising", one["told"], MOST_CARELESS),
    )
    return [
        Concern(kind, one["title"], one[kind] / people) for kind, people, most in tried if one[kind] and one[kind] > most * people
    ]


def _scale_concerns(one: Mapping[str, Any]) -> list[Concern]:
    people = one["n"] + one["not_assessable"]
    missing = (one["skipped"] or 0) + (one["not_reached"] or 0)
    reliability = None if one["marginal"] is None else half_up(one["marginal"]["value"], SHOWN_DECIMALS)
    promised = min(one["promised"].values())
    ends = one["n"] >= LEAST_AT_END
    tried: tuple[tuple[str, float | None, bool], ...] = (
        ("reliability", one["marginal"] and one["marginal"]["value"], reliability is not None and reliability < LEAST_RELIABILITY),
        ("promised", promised, not promises_enough(promised)),
        ("not_assessable", one["not_assessable"] / max(people, 1), one["not_assessable"] > MOST_NOT_ASSESSABLE * people),
        ("missing", missing, missing > MOST_MISSING),
        ("unreadable", one["unreadable"], one["unreadable"] > 0),
        ("blind", max(one["blind"].values()), one["level_1"] is not None and max(one["blind"].values()) >= one["level_1"]),
        ("floor", one["floor"], ends and (one["floor"] or 0) > MOST_AT_END),
        ("ceiling", one["ceiling"], ends and (one["ceiling"] or 0) > MOST_AT_END),
    )
    return [Concern(kind, one["scale"], value) for kind, value, stands_out in tried if stands_out]
