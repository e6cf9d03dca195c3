"""The rubric of the talent box: which components make the two axes, with what weight and scale, cut where, by which regulation.

A policy is data with a version. `parse_policy` reads its shape, `validate` says everything that is wrong with its content, and
`TalentRules.of` turns a sound policy into whole-number tables; the box functions accept nothing else.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Final, Literal

from sembilan.profiling.rules.ladder import (
    Ladder,
    RubricUnreadable,
    field,
    hundredths_of,
    list_field,
    parse_ladder,
    text_field,
    whole_field,
)

AxisCode = Literal["performance", "potential"]


Measure = Literal["competency_jpm", "potential_jpm", "potential_share"]


FULL: Final = 10_000
"""100.00 in hundredths."""


LEAST_DRAWS: Final = 1_000
MOST_DRAWS: Final = 100_000
"""Its chances stand to a fifth of a point (standard error at one half: 0.16); more costs hours and moves nothing that is shown."""
PREDICATES: Final = ("sangat_baik", "baik", "butuh_perbaikan", "kurang", "sangat_kurang")
"""Predicates of performance, best first (PermenPANRB 6/2022): a scale that turns or levels them would invert a rating."""
SEED_RULES: Final = ("run_seed_and_person_key",)
MEASURES: Final[Mapping[str, Measure]] = {
    "competency_jpm": "competency_jpm",
    "potential_jpm": "potential_jpm",
    "potential_share": "potential_share",
}
"""Where an assessed component takes its number from: JPM of the competencies, JPM of the potential aspects against the policy's
standard, or the potential levels as a share of their maximum (sum / 40 × 100 for 8 aspects)."""


REGISTERS: Final = frozenset(
    {"penghargaan", "tim_kerja", "umpan_balik_360", "pelatihan", "riwayat_jabatan", "pendidikan", "hukuman_disiplin"}
)
"""Evidence registers an agency declares complete, unit by unit."""


COMPONENTS: Final[Mapping[str, AxisCode]] = {
    "predikat_kinerja": "performance",
    "penghargaan": "performance",
    "tim_kerja": "performance",
    "umpan_balik_360": "performance",
    "asesmen_kompetensi": "potential",
    "asesmen_potensi": "potential",
    "pengembangan_kompetensi": "potential",
    "pengalaman_jabatan": "potential",
    "lama_jabatan": "potential",
    "keragaman_jabatan": "potential",
    "penugasan_nondefinitif": "potential",
    "tingkat_pendidikan": "potential",
    "kesesuaian_bidang_ilmu": "potential",
    "rekam_jejak_disiplin": "potential",
}
"""Every component this product can fill from evidence, and the axis the law puts it on (PermenPANRB 20/2025 Pasal 17)."""


@dataclass(frozen=True, slots=True)
class ScaleValue:
    """One step of a discrete scale; `value` in hundredths, `aliases` other spellings found in sources."""

    code: str
    name: str
    value: int
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scale:
    """What a component can be worth, in hundredths.

    discrete: one of `values`; `none` is the step of a person without a record in a complete register (None: an absent record never
    has a value); `ladder` turns an amount (hours, years) into the code of a step; `window_years` is how far back records count
    (None: for ever).
    range: anything from `low` to `high`.
    """

    kind: Literal["discrete", "range"]
    low: int
    high: int
    values: tuple[ScaleValue, ...] = ()
    none: str | None = None
    ladder: Ladder | None = None
    window_years: int | None = None
    note: str = ""

    def value_of(self, code: str) -> int:
        """Value of a step in hundredths. Raises KeyError for an unknown code."""
        for step in self.values:
            if step.code == code:
                return step.value
        raise KeyError(code)

    def code_of(self, text: str) -> str | None:
        """The step a source means by `text` (code, name or alias; case and outer spaces do not matter), None when it is no word of
        this scale."""
        wanted = " ".join(text.split()).casefold()
        for step in self.values:
            if wanted in {word.casefold() for word in (step.code, step.name, *step.aliases)}:
                return step.code
        return None


@dataclass(frozen=True, slots=True)
class Component:
    """A weighted part of an axis; `weight` in hundredths of a percent point (60% = 6000).

    It has a scale of its own, or `parts` whose plain mean it is. `measure` names the assessment it comes from; `register` the
    evidence register that must be complete before an absent record means anything.
    """

    code: str
    name: str
    weight: int
    source: str
    confidence: str
    register: str | None
    measure: str | None
    scale: Scale | None
    parts: tuple["Component", ...] = ()

    @property
    def leaves(self) -> tuple["Component", ...]:
        """The parts that take a value: itself, or its parts."""
        return self.parts or (self,)


@dataclass(frozen=True, slots=True)
class Axis:
    """One axis of the box: its ladder (three rungs) and its components."""

    code: AxisCode
    name: str
    ladder: Ladder
    components: tuple[Component, ...]


@dataclass(frozen=True, slots=True)
class TalentPolicy:
    """A versioned rubric of the talent box. Shares of the talent score in hundredths of a percent."""

    code: str
    version: str
    name: str
    source: str
    confidence: str
    performance: Axis
    potential: Axis
    share_performance: int
    share_potential: int
    share_source: str
    surplus_rule: str
    potential_standard: int
    draws: int
    seed_rule: str


def read_shipped(name: str) -> dict[str, Any]:
    """A rubric file shipped with the product (policies/<name>.json) as plain data."""
    data: dict[str, Any] = json.loads((files("sembilan.profiling") / "policies" / f"{name}.json").read_text(encoding="utf-8"))
    return data


def parse_policy(data: Mapping[str, Any]) -> TalentPolicy:
    """Read a policy of the shape of policies/bkn_411_2025.json.

    Raises RubricUnreadable, with the path, for a missing field or a value of the wrong kind. Content is judged by `validate`.
    """
    axes = field(data, "axes", "policy")
    score = field(data, "talent_score", "policy")
    return TalentPolicy(
        code=text_field(data, "code", "policy"),
        version=text_field(data, "version", "policy"),
        name=text_field(data, "name", "policy"),
        source=text_field(data, "source", "policy"),
        confidence=text_field(data, "confidence", "policy"),
        performance=_parse_axis("performance", field(axes, "performance", "axes")),
        potential=_parse_axis("potential", field(axes, "potential", "axes")),
        share_performance=hundredths_of(field(score, "performance", "talent_score"), "talent_score.performance"),
        share_potential=hundredths_of(field(score, "potential", "talent_score"), "talent_score.potential"),
        share_source=text_field(score, "source", "talent_score"),
        surplus_rule=text_field(data, "surplus_rule", "policy"),
        potential_standard=whole_field(data, "potential_standard", "policy"),
        draws=whole_field(data, "draws", "policy"),
        seed_rule=text_field(data, "seed_rule", "policy"),
    )


def _parse_axis(code: AxisCode, data: Mapping[str, Any]) -> Axis:
    where = f"axes.{code}"
    components = tuple(
        _parse_component(row, f"{where}.components[{index}]") for index, row in enumerate(list_field(data, "components", where))
    )
    return Axis(code, text_field(data, "name", where), parse_ladder(field(data, "ladder", where), f"{where}.ladder"), components)


def _parse_component(data: Mapping[str, Any], where: str, *, is_part: bool = False) -> Component:
    parts: tuple[Component, ...] = ()
    if not is_part and "parts" in data:
        parts = tuple(
            _parse_component(row, f"{where}.parts[{index}]", is_part=True)
            for index, row in enumerate(list_field(data, "parts", where))
        )
    return Component(
        code=text_field(data, "code", where),
        name=text_field(data, "name", where),
        weight=0 if is_part else hundredths_of(field(data, "weight", where), f"{where}.weight"),
        source=text_field(data, "source", where),
        confidence=text_field(data, "confidence", where),
        register=_optional_text(data, "register", where),
        measure=_optional_text(data, "measure", where),
        scale=None if parts else _parse_scale(field(data, "scale", where), f"{where}.scale"),
        parts=parts,
    )


def _optional_text(data: Mapping[str, Any], key: str, where: str) -> str | None:
    return text_field(data, key, where) if data.get(key) is not None else None


def _parse_scale(data: Mapping[str, Any], where: str) -> Scale:
    kind = text_field(data, "kind", where)
    if kind == "range":
        low, high = (hundredths_of(field(data, key, where), f"{where}.{key}") for key in ("low", "high"))
        return Scale("range", low, high)
    if kind != "discrete":
        raise RubricUnreadable(where=f"{where}.kind", why="discrete | range")
    values = tuple(_parse_value(row, f"{where}.values[{index}]") for index, row in enumerate(list_field(data, "values", where)))
    numbers = [step.value for step in values]
    return Scale(
        kind="discrete",
        low=min(numbers, default=0),
        high=max(numbers, default=0),
        values=values,
        none=_optional_text(data, "none", where),
        ladder=parse_ladder(data["ladder"], f"{where}.ladder") if data.get("ladder") is not None else None,
        window_years=whole_field(data, "window_years", where) if data.get("window_years") is not None else None,
        note=_optional_text(data, "note", where) or "",
    )


def _parse_value(data: Mapping[str, Any], where: str) -> ScaleValue:
    aliases = list_field(data, "aliases", where) if "aliases" in data else []
    return ScaleValue(
        code=text_field(data, "code", where),
        name=text_field(data, "name", where),
        value=hundredths_of(field(data, "value", where), f"{where}.value"),
        aliases=tuple(str(word) for word in aliases),
    )
