"""Parallel forms: which items, and in which order. Pure; the same candidates and the same rng give the same forms.

The choice is a search over 0/1 arrays X (n_forms, n_items), one scale at a time: feasible starts, then the best single
replacement or exchange until none helps. What makes two forms alike is the same mean difficulty and the same information at
theta = -1, 0, 1 (van der Linden 2005, Linear Models for Optimal Test Design, ch. 5); what must hold in any case (levels,
enemies, overlap) is never traded for it. See docs/algorithms/assembly.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import floor

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from sembilan.assembly.errors import FormCountInvalid, FormNotPossible
from sembilan.assembly.rules.blueprint import Cell, Plan
from sembilan.itembank.rules import Record, best_place, credits_of_letters, kind_of, response_model

FloatArray = NDArray[np.float64]
Mask = NDArray[np.bool_]

THETA = np.array([-1.0, 0.0, 1.0])
MOST_FORMS = 6
STARTS = 4  # feasible starts a scale; the best end counts
TRIES = 200  # random orders for one feasible start
ATTEMPTS = 20  # orders of the scales, where enemies cross from one scale to another
SWEEPS = 60
# What a difference costs: 0.1 logit of mean difficulty or 5% of information count 1 each.
DIFFICULTY_UNIT, INFORMATION_UNIT = 0.1, 0.05
SHARED, PLACE, BALANCE, FAMILY, CROSSING = 0.2, 0.3, 1.0, 0.1, 0.5
LETTER_UNIT = 0.05  # of a scale's credit: one letter earning so much more than a random pick counts 1


@dataclass(frozen=True)
class Candidate:
    """An approved item as far as assembly looks at it.

    difficulty: mean threshold in logits. information: at THETA. place: where the best of a
    keyed item's answers stands (0-based). letters: what marking each letter of a statement about oneself earns beyond a random
    pick, as a share of the highest credit. scales: those of a best-worst block's options. Neither place nor letters where the form
    sets the order of the options (rules.ordering). twin: code of the item that replaces it for people who do not see.
    """

    code: str
    scale: str
    kind: str
    family: str | None
    level: int | None
    generated: bool
    difficulty: float
    information: tuple[float, float, float]
    n_options: int
    place: int | None
    letters: tuple[float, ...]
    scales: tuple[str, ...]
    enemies: frozenset[str]
    twin: str | None


def candidate_of(record: Record, model: str | None, parameters: Record | None) -> Candidate:
    """From an item record and what it is scored with (None for best-worst blocks)."""
    difficulty, information = 0.0, (0.0, 0.0, 0.0)
    if model and parameters:
        low, middle, high = (float(one) for one in response_model(model, parameters).information(THETA))
        difficulty, information = float(np.mean(parameters["b"])), (low, middle, high)
    generator, kind = record["generator"], kind_of(record["type"], record["fakeable"])
    return Candidate(
        record["code"],
        record["scale"] or "",
        kind,
        generator["family"] if generator else None,
        record["level"],
        generator is not None,
        difficulty,
        information,
        len(record["options"]),
        best_place(record["scoring"]) if kind == "keyed" else None,
        _letters(record) if kind == "self_report" else (),
        tuple(record["scoring"].get("scales", {}).values()),
        frozenset(record["enemies"]),
        record["nonvisual"],
    )


def _letters(record: Record) -> tuple[float, ...]:
    credits_ = list(credits_of_letters(record["type"], record["scoring"], len(record["options"])).values())
    return tuple((one - float(np.mean(credits_))) / max(credits_) for one in credits_)


def build_forms(plan: Plan, candidates: Sequence[Candidate], n_forms: int, rng: Generator) -> tuple[tuple[str, ...], ...]:
    """Codes of each form in the order of presentation. Items that only stand in for a picture are never chosen here.

    Raises FormCountInvalid, FormNotPossible (naming the scale that fails).
    """
    if not 1 <= n_forms <= MOST_FORMS:
        raise FormCountInvalid(most=MOST_FORMS)
    pool = _Pool(plan, sorted(candidates, key=lambda one: one.code), n_forms)
    refused = FormNotPossible(n_forms=n_forms, scale="")
    for _attempt in range(ATTEMPTS):
        try:
            chosen = pool.fill(rng)
        except FormNotPossible as problem:
            refused = problem
            continue
        return tuple(_in_order(plan, [pool.items[i] for i in np.flatnonzero(form)], rng) for form in chosen)
    raise refused


class _Pool:
    """All candidates that the plan can use, with what forbids two of them to meet."""

    def __init__(self, plan: Plan, candidates: Sequence[Candidate], n_forms: int) -> None:
        stand_ins = {one.twin for one in candidates if one.twin}
        self.plan, self.n_forms = plan, n_forms
        self.items = [one for one in candidates if one.code not in stand_ins and _cell_of(plan, one)]
        for cell in plan.cells:
            if sum(_cell_of(plan, one) == cell for one in self.items) < cell.take:
                raise FormNotPossible(n_forms=n_forms, scale=cell.name)
        self.conflicts = _conflicts(self.items, {one.code: one.enemies for one in candidates})
        self.generated = np.array([one.generated for one in self.items], dtype=np.bool_)

    def fill(self, rng: Generator) -> Mask:
        """(n_forms, n_items): one feasible, improved choice. Raises FormNotPossible."""
        chosen = np.zeros((self.n_forms, len(self.items)), dtype=np.bool_)
        scales = list(dict.fromkeys(cell.scale for cell in self.plan.cells))
        for at in rng.permutation(len(scales)):
            scale = _Scale(self, scales[int(at)])
            best, cost = None, np.inf
            for _start in range(STARTS):
                found = scale.improved(scale.start(chosen, rng), chosen)
                if scale.cost(found, chosen) < cost:
                    best, cost = found, scale.cost(found, chosen)
            if best is not None:
                chosen |= best
        return chosen


@dataclass(frozen=True, eq=False)
class _Counts:
    """Groups of counts, each to be spread evenly.

    adds: what an item adds to each count, (n_items, n_counts). groups: which group a count belongs to, 0/1 (n_counts, n_groups).
    sizes, weights: how many counts a group has, and what a squared difference costs, (n_groups,).
    """

    adds: FloatArray
    groups: FloatArray
    sizes: FloatArray
    weights: FloatArray

    @classmethod
    def of(cls, groups: Sequence[tuple[FloatArray, float]], n_items: int) -> _Counts:
        sizes = np.array([part.shape[1] for part, _weight in groups], dtype=np.int64)
        return cls(
            np.concatenate([np.zeros((n_items, 0)), *(part for part, _weight in groups)], axis=1),
            np.repeat(np.eye(len(groups)), sizes, axis=0),
            sizes.astype(np.float64),
            np.array([weight**2 for _part, weight in groups]),
        )

    def unevenness(self, found: Mask) -> float:
        """Squares of the differences from an even spread, less what whole counts of this sum cannot avoid: no item is shunned for
        having one best answer. found: (n_forms, n_items)."""
        counts = found.astype(np.float64) @ self.adds
        sums = counts @ self.groups
        rest = sums.round(6) % self.sizes
        spread = (counts**2) @ self.groups - sums**2 / self.sizes - rest * (self.sizes - rest) / self.sizes
        return float((spread @ self.weights).sum())


class _Scale:
    """One scale's share of the choice; `chosen` holds what the other scales have taken already."""

    def __init__(self, pool: _Pool, scale: str) -> None:
        self.pool, self.scale = pool, scale
        items = pool.items
        self.buckets: list[tuple[Mask, int]] = []
        for cell in (one for one in pool.plan.cells if one.scale == scale):
            here = np.array([_cell_of(pool.plan, one) == cell for one in items])
            for level, take in cell.levels or ((None, cell.take),):
                of_level = np.array([level is None or one.level == level for one in items])
                self.buckets.append((here & of_level, take))
        self.mine = np.any([mask for mask, _take in self.buckets], axis=0)
        self.bucket = np.full(len(items), -1)
        for number, (mask, _take) in enumerate(self.buckets):
            self.bucket[mask] = number
        n = sum(take for _mask, take in self.buckets)
        written = sum(take for mask, take in self.buckets if not pool.generated[mask].all())
        self.most_shared = floor(pool.plan.overlap * written + 1e-9)
        self.matched = self._features(n)
        self.balanced = self._counts(n)
        outside = ~self.mine
        self.crossing = CROSSING * (pool.conflicts[:, outside].any(axis=1) if outside.any() else np.zeros(len(items)))

    def _features(self, n: int) -> FloatArray:
        """(n_items, n_features): sums that must agree between forms, in units of cost."""
        items = self.pool.items
        information = np.array([one.information for one in items])
        typical = information[self.mine].mean(axis=0) * n if self.mine.any() else np.ones(3)
        difficulty = np.array([one.difficulty for one in items])
        columns = [difficulty / (n * DIFFICULTY_UNIT), *(information / np.maximum(typical * INFORMATION_UNIT, 1e-9)).T]
        for mask, take in self.buckets if len(self.buckets) > 1 else []:
            columns.append(np.where(mask, difficulty, 0.0) / (take * DIFFICULTY_UNIT) * FAMILY)
        return np.stack(columns, axis=1)

    def _counts(self, n: int) -> _Counts:
        """What should be even within a form.

        Places of the best answer, by number of options (best among four may not stand oftener at A than at D), over all scales and
        much more strictly in this one, where one letter could reach a level; what each letter of its statements earns; and the
        scales of best-worst options.
        """
        items, strict = self.pool.items, 1 / (n * LETTER_UNIT)
        mine = [one for one, is_mine in zip(items, self.mine, strict=True) if is_mine]
        groups: list[tuple[list[list[float]], float]] = []
        for size in sorted({one.n_options for one in mine if one.place is not None}):
            at = [[float((one.n_options, one.place) == (size, place)) for place in range(size)] for one in items]
            groups += [(at, PLACE), ([[one * is_mine for one in row] for row, is_mine in zip(at, self.mine, strict=True)], strict)]
        if width := max(len(one.letters) for one in mine):
            earned = [one.letters if is_mine else () for one, is_mine in zip(items, self.mine, strict=True)]
            groups.append(([[*row, *[0.0] * (width - len(row))] for row in earned], strict))
        if names := sorted({scale for one in mine for scale in one.scales}):
            groups.append(([[float(name in one.scales) for name in names] for one in items], BALANCE))
        return _Counts.of([(np.array(rows), weight) for rows, weight in groups], len(items))

    def start(self, chosen: Mask, rng: Generator) -> Mask:
        """A choice that keeps every rule: least used items first, otherwise by chance. Raises FormNotPossible."""
        for _try in range(TRIES):
            found = self._try_start(chosen, rng)
            if found is not None and self._shared_most(found) <= self.most_shared:
                return found
        raise FormNotPossible(n_forms=self.pool.n_forms, scale=self.scale or "preferensi")

    def _try_start(self, chosen: Mask, rng: Generator) -> Mask | None:
        found = np.zeros_like(chosen)
        for form in range(self.pool.n_forms):
            for at in rng.permutation(len(self.buckets)):
                mask, take = self.buckets[int(at)]
                order = rng.permutation(np.flatnonzero(mask))
                for item in order[np.argsort(found[:, order].sum(axis=0), kind="stable")]:
                    if take and self._fits(int(item), form, found, chosen):
                        found[form, item] = True
                        take -= 1
                if take:
                    return None
        return found

    def _fits(self, item: int, form: int, found: Mask, chosen: Mask) -> bool:
        if self.pool.generated[item] and found[:, item].any():
            return False
        return not (self.pool.conflicts[item] & (found[form] | chosen[form])).any()

    def improved(self, found: Mask, chosen: Mask) -> Mask:
        """The best replacement or exchange, again and again, until none helps."""
        cost = self.cost(found, chosen)
        for _sweep in range(SWEEPS):
            best, lowest = None, cost - 1e-9
            for other in self._neighbours(found, chosen):
                here = self.cost(other, chosen)
                if here < lowest:
                    best, lowest = other, here
            if best is None:
                return found
            found, cost = best, lowest
        return found

    def _neighbours(self, found: Mask, chosen: Mask) -> list[Mask]:
        moves = []
        for form in range(self.pool.n_forms):
            for out in np.flatnonzero(found[form]):
                inside = self.bucket == self.bucket[out]
                for into in np.flatnonzero(inside & ~found[form]):
                    moves.append([(form, int(out), int(into))])
        for one, two in combinations(range(self.pool.n_forms), 2):
            for left in np.flatnonzero(found[one] & ~found[two]):
                for right in np.flatnonzero(found[two] & ~found[one] & (self.bucket == self.bucket[left])):
                    moves.append([(one, int(left), int(right)), (two, int(right), int(left))])
        return [after for move in moves if (after := self._moved(found, chosen, move)) is not None]

    def _moved(self, found: Mask, chosen: Mask, move: Sequence[tuple[int, int, int]]) -> Mask | None:
        after = found.copy()
        for form, out, _into in move:
            after[form, out] = False
        for form, _out, into in move:
            if not self._fits(into, form, after, chosen):
                return None
            after[form, into] = True
        return after if self._shared_most(after) <= self.most_shared else None

    def _shared_most(self, found: Mask) -> int:
        written = found & ~self.pool.generated
        return max((int((written[one] & written[two]).sum()) for one, two in combinations(range(len(found)), 2)), default=0)

    def cost(self, found: Mask, chosen: Mask) -> float:
        """How unlike the forms are, plus small charges for shared items and for lopsided counts. 0 is perfect."""
        sums = found.astype(np.float64) @ self.matched
        total = ((sums - sums.mean(axis=0)) ** 2).sum() + SHARED * self._shared_most(found)
        total += (found @ self.crossing).sum()  # an item with enemies in other scales takes room from them
        total += self.balanced.unevenness(found | chosen)
        return float(total)


def _cell_of(plan: Plan, item: Candidate) -> Cell | None:
    return plan.cell_of(item.scale, item.kind, item.family)


def _conflicts(items: Sequence[Candidate], enemies: Mapping[str, frozenset[str]]) -> Mask:
    """(n_items, n_items): pairs that must not meet, neither themselves nor when one or both give way to their twins."""
    faces = [{one.code, *([one.twin] if one.twin else [])} for one in items]
    hostile = [frozenset().union(*(enemies.get(code, frozenset()) for code in face)) for face in faces]
    found = np.zeros((len(items), len(items)), dtype=np.bool_)
    for one, two in combinations(range(len(items)), 2):
        if hostile[one] & faces[two] or hostile[two] & faces[one]:
            found[one, two] = found[two, one] = True
    return found


def _in_order(plan: Plan, items: Sequence[Candidate], rng: Generator) -> tuple[str, ...]:
    """Block after block; within a block the cells take turns in a new order each round, items by chance.

    The order tells nothing of scale, level or difficulty.
    """
    ordered: list[str] = []
    for block in plan.blocks:
        queues = []
        for cell in block:
            here = [one.code for one in items if _cell_of(plan, one) == cell]
            queues.append([here[int(i)] for i in rng.permutation(len(here))])
        while any(queues):
            for at in rng.permutation(len(queues)):
                if queues[int(at)]:
                    ordered.append(queues[int(at)].pop())
    return tuple(ordered)
