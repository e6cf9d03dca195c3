"""The scoring table of a package, read and checked before anything is scored by it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from sembilan.measurement.errors import SkippingRewarded, TableUnreadable
from sembilan.measurement.rules.numbers import number
from sembilan.psychometrics.models.errors import ParametersInvalid
from sembilan.psychometrics.models.graded import Graded
from sembilan.psychometrics.models.logistic import Logistic
from sembilan.psychometrics.scoring import DESCRIPTIVE, KEYED_CHANCE, KEYED_SPEEDED, KEYED_WRONG, OmissionRule, Treatment

SCALED_TYPES: Final = frozenset({"single", "multiple", "graded", "numeric", "ranking"})
BEST_WORST: Final = "best_worst"
LEAST_STATEMENTS: Final = 3  # of a best-worst block: with two, the worst says nothing that the best has not said

Model: TypeAlias = Logistic | Graded

NAMED_RULES: Final[Mapping[str, OmissionRule]] = {
    "keyed_wrong": KEYED_WRONG,
    "keyed_chance": KEYED_CHANCE,
    "keyed_speeded": KEYED_SPEEDED,
    "descriptive": DESCRIPTIVE,
}


@dataclass(frozen=True)
class ItemRule:
    """What scoring knows of one question of a package: its line of the scoring table, read and checked.

    section: number or code of the section. n_options: 0 where there are none. least_share: of the scale's questions that must be
    answered, in [0, 1]. model: None for best-worst blocks. source: what the parameters rest on. fakeable: a statement about the
    person by himself.
    """

    item: str
    section: str
    scale: str
    type: str
    scoring: Mapping[str, Any]
    model: Model | None
    n_options: int
    rule: OmissionRule
    least_share: float
    source: str = ""
    fakeable: bool = False


@dataclass(frozen=True)
class Table:
    """The scoring table of one package: its items in the order in which they were sat."""

    package: str
    items: tuple[ItemRule, ...]
    at: Mapping[str, int] = field(repr=False)

    @property
    def scales(self) -> tuple[str, ...]:
        """Scales with scores, in the order in which they appear."""
        return tuple(dict.fromkeys(one.scale for one in self.items if one.model is not None))

    @property
    def sections(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one.section for one in self.items))

    @property
    def sources(self) -> tuple[str, ...]:
        """What the parameters rest on, each said once."""
        return tuple(dict.fromkeys(one.source for one in self.items if one.model is not None and one.source))

    def columns(self, scale: str) -> NDArray[np.intp]:
        return np.array([i for i, one in enumerate(self.items) if one.scale == scale and one.model is not None], dtype=np.intp)


def read_table(package: str, records: Sequence[Mapping[str, Any]]) -> Table:
    """The scoring table as assembly sealed it. Raises TableUnreadable for anything missing or contradictory, SkippingRewarded.

    A record: item, section, scale, type, model ("grm", "2pl", "3pl" or None), parameters, scoring, n_options, omission (the name
    of a rule or {"skipped", "not_reached"}), minimum_share, fakeable.
    """
    items = tuple(_item_rule(package, record) for record in records)
    at = {one.item: i for i, one in enumerate(items)}
    if not items or len(at) != len(items):
        raise TableUnreadable(package=package, reason="soal kosong atau berulang")
    return Table(package, items, at)


def _item_rule(package: str, record: Mapping[str, Any]) -> ItemRule:
    try:
        item, type_ = str(record["item"]), str(record["type"])
        rule = _omission_rule(record["omission"])
        made = ItemRule(
            item=item,
            section=str(record["section"]),
            scale=str(record["scale"] or ""),
            type=type_,
            scoring=dict(record["scoring"]),
            model=None if type_ == BEST_WORST else _model(record),
            n_options=int(record["n_options"]),
            rule=rule,
            least_share=float(record["minimum_share"]),
            source=str(record.get("parameters_source") or ""),
            fakeable=bool(record["fakeable"]),
        )
        _check_scoring(made)
    except (KeyError, TypeError, ValueError, ParametersInvalid) as wrong:
        raise TableUnreadable(package=package, reason=f"{record.get('item', '?')}: {wrong}") from wrong
    if made.model is not None and rule.skipped is Treatment.NO_EVIDENCE:
        raise SkippingRewarded(package=package, item=item)
    return made


def _omission_rule(declared: Any) -> OmissionRule:
    if isinstance(declared, str):
        return NAMED_RULES[declared]
    return OmissionRule(Treatment(declared["skipped"]), Treatment(declared["not_reached"]))


def _model(record: Mapping[str, Any]) -> Model:
    given = record["parameters"]
    match record["model"]:
        case "grm":
            return Graded(float(given["a"]), tuple(float(b) for b in given["b"]))
        case "2pl":
            return Logistic(float(given["a"]), float(given["b"]))
        case "3pl":
            return Logistic(float(given["a"]), float(given["b"]), float(given["c"]))
        case other:
            raise ValueError(f"model {other!r} tidak dikenal")


def _check_scoring(one: ItemRule) -> None:
    """Key or credits must fit type and model: a best answer outside the categories would be scored silently wrong."""
    if not 0 <= one.least_share <= 1:
        raise ValueError(f"bagian terkecil {one.least_share} di luar 0 sampai 1")
    if one.type == BEST_WORST:
        if len(one.scoring["scales"]) < LEAST_STATEMENTS:
            raise ValueError("blok dengan kurang dari tiga pernyataan")
        return
    if one.type not in SCALED_TYPES:
        raise ValueError(f"jenis {one.type!r} tidak dikenal")
    if not one.scale or one.model is None:
        raise ValueError("skala tidak disebut")
    if one.type == "graded":
        credits = one.scoring["credits"]
        if sorted(set(credits.values())) != list(range(one.model.n_categories)):
            raise ValueError(f"kredit {sorted(credits.values())} tidak cocok dengan {one.model.n_categories} kategori")
    elif one.model.n_categories != 2:
        raise ValueError("soal benar-salah dengan model berjenjang")
    elif one.type == "numeric":
        if number(one.scoring["key"]) is None or Decimal(str(one.scoring.get("tolerance", "0"))) < 0:
            raise ValueError("kunci bukan angka")
    elif not one.scoring[{"single": "key", "multiple": "keys", "ranking": "order"}[one.type]]:
        raise ValueError("kunci kosong")
