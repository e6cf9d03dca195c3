"""The rubric of the talent box: which components make the two axes, with what weight and scale, cut where, by which regulation.

A policy is data with a version. `parse_policy` reads its shape, `validate` says everything that is wrong with its content, and
`TalentRules.of` turns a sound policy into whole-number tables; the box functions accept nothing else.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from math import lcm
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt

from sembilan.kit.errors import RuleBroken
from sembilan.kit.text import gettext_noop
from sembilan.profiling.rules.jpm import SURPLUS_RULES, SurplusRule
from sembilan.profiling.rules.ladder import (
    Ladder,
    Problem,
    RubricUnreadable,
    field,
    hundredths_of,
    list_field,
    parse_ladder,
    shown,
    text_field,
    whole_field,
)
from sembilan.profiling.rules.levels import N_LEVELS

AxisCode = Literal["performance", "potential"]
Measure = Literal["competency_jpm", "potential_jpm", "potential_share"]

FULL: Final = 10_000
"""100.00 in hundredths."""

LEAST_DRAWS: Final = 1_000
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


@dataclass(frozen=True, slots=True)
class Input:
    """One value a person brings: a column of the arrays. `numerator` is its whole-number weight on its axis; `document` names
    where it is proved."""

    code: str
    component: str
    name: str
    axis: AxisCode
    numerator: int
    scale: Scale
    register: str | None
    measure: str | None
    source: str

    @property
    def document(self) -> str:
        """Register, assessment or record that would fill this input."""
        return self.register or self.measure or self.code


@dataclass(frozen=True, slots=True)
class AxisRules:
    """An axis as whole numbers.

    A person's axis value is Σ numerator × value over `divisor`, rounded half up to hundredths. `cuts` are the smallest numerators
    that reach the second and the third rung, so that comparing sums gives exactly the rung of the rounded value.
    """

    ladder: Ladder
    numerators: tuple[int, ...]
    divisor: int
    cuts: tuple[int, int]

    def hundredths(self, sums: npt.NDArray[np.int64]) -> npt.NDArray[np.int32]:
        """The rounded axis value of weighted sums."""
        return ((2 * sums + self.divisor) // (2 * self.divisor)).astype(np.int32)


@dataclass(frozen=True, slots=True)
class TalentRules:
    """A sound policy made ready for arrays: `inputs` are the columns, first those of performance, then those of potential."""

    policy: TalentPolicy
    inputs: tuple[Input, ...]
    performance: AxisRules
    potential: AxisRules

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(item.code for item in self.inputs)

    @property
    def n_performance(self) -> int:
        return len(self.performance.numerators)

    def column(self, code: str) -> int:
        """Column of an input. Raises ValueError for a code this policy does not use."""
        if code not in self.codes:
            raise ValueError(f"policy {self.policy.code} has no input {code}")
        return self.codes.index(code)

    def measured_columns(self) -> dict[Measure, int]:
        """Columns that an assessment fills."""
        return {MEASURES[item.measure]: column for column, item in enumerate(self.inputs) if item.measure is not None}

    @classmethod
    def of(cls, policy: TalentPolicy) -> "TalentRules":
        """Raises PolicyNotSound when `validate` finds anything."""
        found = validate(policy)
        if found:
            raise PolicyNotSound(found)
        performance, first = _axis_rules(policy.performance)
        potential, second = _axis_rules(policy.potential)
        return cls(policy, first + second, performance, potential)

    @property
    def surplus_rule(self) -> SurplusRule:
        return "cap_per_aspect" if self.policy.surplus_rule == "cap_per_aspect" else "uncapped_total_capped"


class PolicyNotSound(RuleBroken):
    """A policy with problems was asked to place people. `problems` says which. Parameter: `count`."""

    code = "policy_not_sound"
    message = gettext_noop("Aturan ini belum dapat dipakai. Yang harus dibetulkan: %(count)s hal.")

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(count=len(problems))
        self.problems = tuple(problems)


def _axis_rules(axis: Axis) -> tuple[AxisRules, tuple[Input, ...]]:
    fineness = lcm(*(len(component.leaves) for component in axis.components))
    inputs = []
    for component in axis.components:
        for leaf in component.leaves:
            if leaf.scale is None:
                raise RubricUnreadable(where=f"{axis.code}.{leaf.code}", why=NO_SCALE)
            numerator = component.weight * fineness // len(component.leaves)
            inputs.append(
                Input(
                    leaf.code, component.code, leaf.name, axis.code, numerator, leaf.scale, leaf.register, leaf.measure, leaf.source
                )
            )
    divisor = FULL * fineness
    second, third = (start * divisor - divisor // 2 for start in axis.ladder.starts[1:])
    return AxisRules(axis.ladder, tuple(item.numerator for item in inputs), divisor, (second, third)), tuple(inputs)


# --- reading -------------------------------------------------------------------------------------------------


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


# --- judging -------------------------------------------------------------------------------------------------

NO_SCALE = gettext_noop("Komponen ini belum punya skala nilai.")
NO_SOURCE = gettext_noop("Angka ini belum menyebut sumbernya.")
WEIGHTS = gettext_noop("Bobot sumbu %(axis)s berjumlah %(total)s, seharusnya 100,00.")
WEIGHT_RANGE = gettext_noop("Bobot %(component)s harus lebih dari 0 dan paling banyak 100.")
UNKNOWN_COMPONENT = gettext_noop("Komponen %(component)s tidak dikenal.")
WRONG_AXIS = gettext_noop("Komponen %(component)s bukan bagian dari sumbu ini.")
COMPONENT_TWICE = gettext_noop("Komponen %(component)s dipakai lebih dari sekali.")
NO_COMPONENTS = gettext_noop("Sumbu %(axis)s belum punya komponen.")
THREE_RUNGS = gettext_noop("Sumbu %(axis)s harus punya tepat tiga jenjang, dari 0 sampai 100.")
UNKNOWN_REGISTER = gettext_noop("Daftar bukti %(register)s tidak dikenal.")
UNKNOWN_MEASURE = gettext_noop("Sumber asesmen %(measure)s tidak dikenal.")
MEASURE_PLACE = gettext_noop("Hasil asesmen hanya boleh mengisi sumbu Potensial.")
MEASURE_TWICE = gettext_noop("Satu asesmen hanya boleh mengisi satu komponen.")
MEASURE_SCALE = gettext_noop("Komponen yang diisi asesmen harus memakai skala 0 sampai 100.")
SCALE_EMPTY = gettext_noop("Skala ini belum punya nilai.")
SCALE_RANGE = gettext_noop("Nilai skala harus antara 0 dan 100.")
SCALE_CODE_TWICE = gettext_noop("Ada kode nilai yang dipakai dua kali.")
SCALE_NONE = gettext_noop("Nilai untuk orang tanpa catatan, %(code)s, tidak ada pada skala ini.")
SCALE_WINDOW = gettext_noop("Rentang tahun bukti harus paling sedikit 1.")
SCALE_LADDER = gettext_noop("Jenjang %(code)s tidak punya nilai pada skala ini.")
SHARES = gettext_noop("Bagian kinerja dan potensial pada Nilai Talenta berjumlah %(total)s, seharusnya 100,00.")
DRAWS = gettext_noop("Jumlah undian peluang kotak paling sedikit 1.000.")
SEED_RULE = gettext_noop("Aturan benih undian %(rule)s tidak dikenal.")
SURPLUS = gettext_noop("Aturan kelebihan level %(rule)s tidak dikenal.")
STANDARD = gettext_noop("Standar aspek potensi harus antara 1 dan 5.")


def validate(policy: TalentPolicy) -> list[Problem]:
    """Everything that keeps the policy from placing people. An empty list means that it may be published."""
    found = [] if policy.source.strip() else [Problem("policy_without_source", policy.code, NO_SOURCE)]
    for axis in (policy.performance, policy.potential):
        found += _axis_problems(axis)
    found += _across_axes(policy)
    if policy.share_performance + policy.share_potential != FULL or min(policy.share_performance, policy.share_potential) < 0:
        total = shown(policy.share_performance + policy.share_potential)
        found.append(Problem("talent_score_shares", "talent_score", SHARES, (("total", total),)))
    if not policy.share_source.strip():
        found.append(Problem("talent_score_without_source", "talent_score", NO_SOURCE))
    if policy.draws < LEAST_DRAWS:
        found.append(Problem("too_few_draws", "draws", DRAWS))
    if policy.seed_rule not in SEED_RULES:
        found.append(Problem("seed_rule_unknown", "seed_rule", SEED_RULE, (("rule", policy.seed_rule),)))
    if policy.surplus_rule not in SURPLUS_RULES:
        found.append(Problem("surplus_rule_unknown", "surplus_rule", SURPLUS, (("rule", policy.surplus_rule),)))
    if not 1 <= policy.potential_standard < N_LEVELS:
        found.append(Problem("potential_standard_range", "potential_standard", STANDARD))
    return found


def _axis_problems(axis: Axis) -> list[Problem]:
    named = (("axis", axis.name),)
    found = axis.ladder.problems()
    if len(axis.ladder.rungs) != 3 or axis.ladder.low != 0 or axis.ladder.high != FULL:
        found.append(Problem("axis_ladder_shape", f"axes.{axis.code}.ladder", THREE_RUNGS, named))
    if not axis.components:
        return [*found, Problem("axis_without_components", f"axes.{axis.code}", NO_COMPONENTS, named)]
    total = sum(component.weight for component in axis.components)
    if total != FULL:
        found.append(Problem("weights_not_100", f"axes.{axis.code}", WEIGHTS, (*named, ("total", shown(total)))))
    for component in axis.components:
        where = f"axes.{axis.code}.{component.code}"
        if not 0 < component.weight <= FULL:
            found.append(Problem("weight_range", where, WEIGHT_RANGE, (("component", component.name),)))
        for leaf in dict.fromkeys((component, *component.leaves)):
            found += _component_problems(axis, leaf, where if leaf is component else f"{where}.{leaf.code}")
    return found


def _component_problems(axis: Axis, component: Component, where: str) -> list[Problem]:
    named = (("component", component.code),)
    found = [] if component.source.strip() else [Problem("component_without_source", where, NO_SOURCE)]
    if component.code not in COMPONENTS:
        found.append(Problem("component_unknown", where, UNKNOWN_COMPONENT, named))
    elif COMPONENTS[component.code] != axis.code:
        found.append(Problem("component_on_wrong_axis", where, WRONG_AXIS, named))
    if component.register is not None and component.register not in REGISTERS:
        found.append(Problem("register_unknown", where, UNKNOWN_REGISTER, (("register", component.register),)))
    if component.measure is not None:
        if component.measure not in MEASURES:
            found.append(Problem("measure_unknown", where, UNKNOWN_MEASURE, (("measure", component.measure),)))
        if axis.code != "potential":
            found.append(Problem("measure_on_wrong_axis", where, MEASURE_PLACE))
        if component.scale is None or (component.scale.kind, component.scale.low, component.scale.high) != ("range", 0, FULL):
            found.append(Problem("measure_scale", where, MEASURE_SCALE))
    if component.scale is not None:
        found += _scale_problems(component.scale, where)
    return found


def _scale_problems(scale: Scale, where: str) -> list[Problem]:
    codes = [step.code for step in scale.values]
    found = []
    if scale.kind == "discrete" and not codes:
        found.append(Problem("scale_empty", where, SCALE_EMPTY))
    if scale.low < 0 or scale.high > FULL or scale.low > scale.high:
        found.append(Problem("scale_range", where, SCALE_RANGE))
    if len(set(codes)) != len(codes):
        found.append(Problem("scale_code_twice", where, SCALE_CODE_TWICE))
    if scale.none is not None and scale.none not in codes:
        found.append(Problem("scale_none_unknown", where, SCALE_NONE, (("code", scale.none),)))
    if scale.window_years is not None and scale.window_years < 1:
        found.append(Problem("scale_window", where, SCALE_WINDOW))
    if scale.ladder is not None:
        found += scale.ladder.problems()
        found += [
            Problem("scale_ladder_code", where, SCALE_LADDER, (("code", rung.code),))
            for rung in scale.ladder.rungs
            if rung.code not in codes
        ]
    return found


def _across_axes(policy: TalentPolicy) -> list[Problem]:
    found, seen, measured = [], set(), set()
    for axis in (policy.performance, policy.potential):
        for component in axis.components:
            for leaf in dict.fromkeys((component, *component.leaves)):
                where = f"axes.{axis.code}.{leaf.code}"
                if leaf.code in seen:
                    found.append(Problem("component_twice", where, COMPONENT_TWICE, (("component", leaf.code),)))
                seen.add(leaf.code)
                family = (leaf.measure or "").split("_")[0]
                if family and family in measured:
                    found.append(Problem("measure_twice", where, MEASURE_TWICE))
                measured.add(family)
    return found


# --- what follows from a box -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class BoxTreatment:
    """What the rules recommend for one box, and whether it opens the succession group (KRS) of the agency or the nation."""

    box: int
    performance: str
    potential: str
    treatments: tuple[str, ...]
    succession_agency: bool
    succession_national: bool
    source: str


def parse_treatments(data: Mapping[str, Any]) -> dict[int, BoxTreatment]:
    """Read policies/box_treatments.json: box number -> treatment. Raises RubricUnreadable unless boxes 1..9 stand there once
    each."""
    table = {}
    for index, row in enumerate(list_field(data, "boxes", "box_treatments")):
        where = f"box_treatments.boxes[{index}]"
        box = whole_field(row, "box", where)
        table[box] = BoxTreatment(
            box=box,
            performance=text_field(row, "performance", where),
            potential=text_field(row, "potential", where),
            treatments=tuple(str(line) for line in list_field(row, "treatments", where)),
            succession_agency=bool(field(row, "succession_agency", where)),
            succession_national=bool(field(row, "succession_national", where)),
            source=text_field(row, "source", where),
        )
    if sorted(table) != list(range(1, 10)) or len(data["boxes"]) != 9:
        raise RubricUnreadable(where="box_treatments.boxes", why="1-9")
    return table
