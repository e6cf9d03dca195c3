"""Whether a policy is sound: weights, ladders, scales and sources, each problem told with its place."""

from itertools import pairwise

from sembilan.kit.text import gettext_noop
from sembilan.profiling.rules.jpm import SURPLUS_RULES
from sembilan.profiling.rules.ladder import (
    Problem,
    shown,
)
from sembilan.profiling.rules.levels import N_LEVELS
from sembilan.profiling.rules.policy import (
    COMPONENTS,
    FULL,
    LEAST_DRAWS,
    MEASURES,
    MOST_DRAWS,
    PREDICATES,
    REGISTERS,
    SEED_RULES,
    Axis,
    Component,
    Scale,
    TalentPolicy,
)

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
SCALE_ORDER = gettext_noop("Nilai predikat harus turun dari %(above)s ke %(below)s.")
DRAWS = gettext_noop("Jumlah undian peluang kotak paling sedikit 1.000.")
DRAWS_MOST = gettext_noop("Jumlah undian peluang kotak paling banyak 100.000.")
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
    if policy.draws > MOST_DRAWS:
        found.append(Problem("too_many_draws", "draws", DRAWS_MOST))
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
    worth = {step.code: step for step in scale.values}
    ranked = [worth[code] for code in PREDICATES if code in worth]
    found += [
        Problem("scale_order", where, SCALE_ORDER, (("above", above.name), ("below", below.name)))
        for above, below in pairwise(ranked)
        if above.value <= below.value
    ]
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
