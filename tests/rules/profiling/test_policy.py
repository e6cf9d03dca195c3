import pytest

from sembilan.profiling.rules.ladder import RubricUnreadable
from sembilan.profiling.rules.policy import parse_policy, read_shipped
from sembilan.profiling.rules.policy_checks import validate
from sembilan.profiling.rules.talent_rules import PolicyNotSound, TalentRules
from sembilan.profiling.rules.treatments import parse_treatments
from tests.rules.profiling.rubric import POLICIES, changed, rules_of


@pytest.mark.parametrize("name", POLICIES)
def test_every_shipped_policy_is_sound(name):
    policy = parse_policy(read_shipped(name))
    assert validate(policy) == []
    assert policy.code == name
    assert policy.draws >= 1_000
    assert (policy.share_performance, policy.share_potential) == (5_000, 5_000)


# Keputusan Kepala BKN 411/2025: 60/40 and 40/25/20/15; the inner split is that of the DJKI rubric
WEIGHTS = {
    "predikat_kinerja": 6_000,
    "penghargaan": 1_500,
    "tim_kerja": 1_500,
    "umpan_balik_360": 1_000,
    "asesmen_kompetensi": 2_000,
    "pengembangan_kompetensi": 1_000,
    "pengalaman_jabatan": 1_000,
    "asesmen_potensi": 2_500,
    "tingkat_pendidikan": 1_000,
    "kesesuaian_bidang_ilmu": 1_000,
    "rekam_jejak_disiplin": 1_500,
}


def test_the_default_policy_has_the_weights_of_bkn_411():
    policy = parse_policy(read_shipped("bkn_411_2025"))
    components = policy.performance.components + policy.potential.components
    assert {component.code: component.weight for component in components} == WEIGHTS


# policy, axis, cuts in hundredths: BKN 411 (DJKI, PU DJBK) 60/80; Manado performance 70/85, potential 68/77
@pytest.mark.parametrize(
    ("name", "performance", "potential"),
    [
        ("bkn_411_2025", (0, 6000, 8000), (0, 6000, 8000)),
        ("predikat_saja", (0, 6000, 8000), (0, 6000, 8000)),
        ("regional", (0, 7000, 8500), (0, 6800, 7700)),
    ],
)
def test_the_axes_are_cut_where_the_source_cuts_them(name, performance, potential):
    rules = rules_of(name)
    assert rules.performance.ladder.starts == performance
    assert rules.potential.ladder.starts == potential


@pytest.mark.parametrize("name", POLICIES)
def test_every_number_of_a_shipped_policy_stands_beside_its_source(name):
    policy = parse_policy(read_shipped(name))
    for axis in (policy.performance, policy.potential):
        assert axis.ladder.source
        for component in axis.components:
            for leaf in (component, *component.leaves):
                assert leaf.source
                assert set(leaf.confidence) <= set("ABCK?+")


def drop_weight(data):
    data["axes"]["performance"]["components"][0]["weight"] = "59.99"


def drop_source(data):
    data["axes"]["potential"]["components"][0]["source"] = ""


def open_gap(data):
    data["axes"]["performance"]["ladder"]["rungs"][1]["from"] = "60.01"


def overlap(data):
    data["axes"]["potential"]["ladder"]["rungs"][1]["to"] = "80.01"


def two_rungs(data):
    rungs = data["axes"]["potential"]["ladder"]["rungs"]
    rungs[1]["to"] = "100"
    del rungs[2]


def strange_component(data):
    data["axes"]["performance"]["components"][0]["code"] = "kedekatan"


def twice(data):
    components = data["axes"]["performance"]["components"]
    components[1]["code"] = components[2]["code"]


def wrong_axis(data):
    data["axes"]["performance"]["components"][1]["code"] = "rekam_jejak_disiplin"
    data["axes"]["potential"]["components"][-1]["code"] = "tingkat_pendidikan"


def measured_performance(data):
    data["axes"]["performance"]["components"][0].update(
        measure="competency_jpm", scale={"kind": "range", "low": "0", "high": "100"}
    )


def strange_register(data):
    data["axes"]["performance"]["components"][1]["register"] = "gosip"


def strange_measure(data):
    data["axes"]["potential"]["components"][0]["measure"] = "iq"


def strange_none(data):
    data["axes"]["performance"]["components"][1]["scale"]["none"] = "nol"


def too_high(data):
    data["axes"]["performance"]["components"][0]["scale"]["values"][0]["value"] = "100.01"


def ladder_without_value(data):
    training = next(row for row in data["axes"]["potential"]["components"] if row["code"] == "pengembangan_kompetensi")
    training["scale"]["ladder"]["rungs"][0]["code"] = "nihil"


def shares(data):
    data["talent_score"]["performance"] = "60"


def few_draws(data):
    data["draws"] = 999


def many_draws(data):
    data["draws"] = 1_000_000_000


def _predicates(data):
    return next(one for one in data["axes"]["performance"]["components"] if one["code"] == "predikat_kinerja")["scale"]["values"]


def turned_predicates(data):
    values = _predicates(data)
    for one, worth in zip(values, [one["value"] for one in values][::-1], strict=True):
        one["value"] = worth


def level_predicates(data):
    _predicates(data)[1]["value"] = _predicates(data)[0]["value"]


def nameless_rung(data):
    data["axes"]["performance"]["ladder"]["rungs"][0]["name"] = " "


def seed(data):
    data["seed_rule"] = "whatever"


def surplus(data):
    data["surplus_rule"] = "whatever"


def standard(data):
    data["potential_standard"] = 6


def no_components(data):
    data["axes"]["performance"]["components"] = []


def no_window(data):
    data["axes"]["performance"]["components"][1]["scale"]["window_years"] = 0


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        (drop_weight, {"weights_not_100"}),
        (drop_source, {"component_without_source"}),
        (open_gap, {"ladder_gap"}),
        (overlap, {"ladder_overlap"}),
        (two_rungs, {"axis_ladder_shape"}),
        (strange_component, {"component_unknown"}),
        (twice, {"component_twice"}),
        (wrong_axis, {"component_on_wrong_axis", "component_twice"}),
        (measured_performance, {"measure_on_wrong_axis", "measure_twice"}),
        (strange_register, {"register_unknown"}),
        (strange_measure, {"measure_unknown"}),
        (strange_none, {"scale_none_unknown"}),
        (too_high, {"scale_range"}),
        (ladder_without_value, {"scale_ladder_code"}),
        (shares, {"talent_score_shares"}),
        (few_draws, {"too_few_draws"}),
        (many_draws, {"too_many_draws"}),
        (turned_predicates, {"scale_order"}),
        (level_predicates, {"scale_order"}),
        (nameless_rung, {"ladder_rung_name"}),
        (seed, {"seed_rule_unknown"}),
        (surplus, {"surplus_rule_unknown"}),
        (standard, {"potential_standard_range"}),
        (no_components, {"axis_without_components"}),
        (no_window, {"scale_window"}),
    ],
)
def test_an_unsound_policy_is_named_and_places_nobody(change, codes):
    policy = parse_policy(changed("bkn_411_2025", change))
    assert {problem.code for problem in validate(policy)} == codes
    assert all("%(" not in problem.text for problem in validate(policy))
    with pytest.raises(PolicyNotSound) as caught:
        TalentRules.of(policy)
    assert {problem.code for problem in caught.value.problems} == codes


def test_the_press_reading_of_jabar_that_sums_to_105_is_refused():
    def jabar(data):
        for component, weight in zip(data["axes"]["performance"]["components"], ("75", "15", "15", "0"), strict=True):
            component["weight"] = weight

    found = validate(parse_policy(changed("bkn_411_2025", jabar)))
    assert {problem.code for problem in found} == {"weights_not_100", "weight_range"}
    assert any("105,00" in problem.text for problem in found)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("draws",), "1000"),
        (("axes", "performance", "components"), {}),
        (("axes", "performance", "ladder", "low"), 0),
        (("axes", "potential", "components", 0, "scale", "kind"), "curve"),
        (("name",), None),
    ],
)
def test_a_policy_of_the_wrong_shape_is_refused_with_the_path(path, value):
    def change(data):
        for step in path[:-1]:
            data = data[step]
        data[path[-1]] = value

    with pytest.raises(RubricUnreadable) as caught:
        parse_policy(changed("bkn_411_2025", change))
    assert str(path[-1]) in str(caught.value.parameters["where"])


def test_the_mean_of_three_parts_weighs_each_part_a_third_exactly():
    rules = rules_of()
    weights = dict(zip(rules.codes[rules.n_performance :], rules.potential.numerators, strict=True))
    parts = [weights[code] for code in ("lama_jabatan", "keragaman_jabatan", "penugasan_nondefinitif")]
    assert len(set(parts)) == 1
    assert 3 * parts[0] == weights["tingkat_pendidikan"]
    assert sum(weights.values()) == rules.potential.divisor


# PermenPANRB 3/2020, lampiran, as quoted by five public applications; only box 9 may reach the national succession group
def test_the_treatments_of_the_nine_boxes_and_who_enters_the_succession_group():
    table = parse_treatments(read_shipped("box_treatments"))
    assert {box for box, row in table.items() if row.succession_agency} == {7, 8, 9}
    assert {box for box, row in table.items() if row.succession_national} == {9}
    assert all(row.treatments and row.source for row in table.values())
    assert (table[6].performance, table[6].potential) == ("Di bawah ekspektasi", "Tinggi")
    assert (table[7].performance, table[7].potential) == ("Di atas ekspektasi", "Menengah")


def test_a_table_of_treatments_without_every_box_is_refused():
    data = read_shipped("box_treatments")
    data["boxes"][0]["box"] = 2
    with pytest.raises(RubricUnreadable):
        parse_treatments(data)
