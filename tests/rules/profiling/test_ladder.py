from decimal import Decimal
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sembilan.profiling.rules.ladder import (
    OPEN_TOP,
    UNKNOWN,
    Ladder,
    RubricUnreadable,
    Rung,
    hundredths_of,
    parse_ladder,
    ratio_to_hundredths,
    shown,
    to_hundredths,
)
from sembilan.profiling.rules.policy import read_shipped

PUBLISHED = {data["code"]: parse_ladder(data) for data in read_shipped("ladders")["ladders"]}

# ladder, cuts, rungs; every edge is tried with its neighbours. Sources: Peraturan BKN 26/2019 as read by Kaltim, Jatim and PU DJBK;
# Keputusan Kepala BKN 411/2025 as read by DJKI and PU DJBK; the published systems of Manado and Aceh Barat
CUTS = [
    ("bkn_411_2025", "60", "80", ("bawah", "menengah", "atas")),
    ("jpm_pemetaan", "78", "90", ("kurang_optimal", "cukup_optimal", "optimal")),
    ("jpm_seleksi", "68", "80", ("kms", "mms", "ms")),
    ("manado_potensial", "68", "77", ("rendah", "menengah", "tinggi")),
    ("manado_kinerja", "70", "85", ("di_bawah", "sesuai", "di_atas")),
    ("aceh_barat", "70", "90", ("rendah", "menengah", "tinggi")),
]


def edges():
    for code, low_cut, high_cut, (bottom, middle, top) in CUTS:
        yield from [(code, "0", bottom), (code, "100", top)]
        for cut, below, at in ((low_cut, bottom, middle), (high_cut, middle, top)):
            step = Decimal("0.01")
            yield from [(code, str(Decimal(cut) - step), below), (code, cut, at), (code, str(Decimal(cut) + step), at)]


@pytest.mark.parametrize(("code", "value", "rung"), list(edges()))
def test_a_published_cut_belongs_to_the_rung_above_it(code, value, rung):
    ladder = PUBLISHED[code]
    index = ladder.rung_of(np.array([hundredths_of(value)], dtype=np.int32))[0]
    assert ladder.rungs[index].code == rung


def test_every_published_ladder_is_tried_and_sound_and_names_its_source():
    assert {row[0] for row in CUTS} == set(PUBLISHED)
    assert all(ladder.problems() == [] and ladder.source for ladder in PUBLISHED.values())


def test_80_5_has_a_rung_where_whole_number_bands_left_it_without_one():
    assert PUBLISHED["bkn_411_2025"].rung_of(np.array([8050]))[0] == 2


@pytest.mark.parametrize("ladder", PUBLISHED.values(), ids=PUBLISHED)
def test_every_hundredth_of_the_range_has_exactly_one_rung(ladder):
    values = np.arange(0, 10_001, dtype=np.int32)
    inside = np.array([(values >= rung.start) & (values < rung.stop) for rung in ladder.rungs])
    inside[-1] |= values == ladder.high
    assert inside.sum(axis=0).tolist() == [1] * len(values)
    assert np.array_equal(inside.argmax(axis=0), ladder.rung_of(values))


def broken(*rungs, source="a text", low=0, high=10_000):
    ladder = Ladder("l", source, low, high, tuple(Rung(f"r{index}", f"R{index}", *pair) for index, pair in enumerate(rungs)))
    return [problem.code for problem in ladder.problems()]


def test_a_gap_an_overlap_an_empty_rung_and_an_uncovered_end_are_told_apart():
    assert broken((0, 6000), (6000, 10_000)) == []
    assert broken((0, 6000), (6100, 10_000)) == ["ladder_gap"]
    assert broken((0, 6001), (6000, 10_000)) == ["ladder_overlap"]
    assert broken((0, 0), (0, 10_000)) == ["ladder_rung_empty"]
    assert broken((100, 6000), (6000, 10_000)) == ["ladder_bottom"]
    assert broken((0, 6000), (6000, 9900)) == ["ladder_top"]
    assert broken((0, 10_000), source=" ") == ["ladder_without_source"]
    assert broken() == ["ladder_empty"]


def test_the_integer_bands_of_a_real_application_are_refused_as_gaps():
    assert broken((0, 6000), (6100, 8000), (8100, 10_000)) == ["ladder_gap", "ladder_gap"]


def test_a_problem_speaks_indonesian_with_the_numbers_of_the_gap():
    ladder = Ladder("l", "s", 0, 10_000, (Rung("a", "Rendah", 0, 6000), Rung("b", "Tinggi", 6050, 10_000)))
    assert ladder.problems()[0].text == "Nilai 60,00 sampai 60,50 tidak punya jenjang, antara Rendah dan Tinggi."


def test_an_unknown_value_has_no_rung_and_an_impossible_one_is_refused():
    ladder = PUBLISHED["bkn_411_2025"]
    assert ladder.rung_of(np.array([UNKNOWN, 0])).tolist() == [UNKNOWN, 0]
    for value in (-2, 10_001):
        with pytest.raises(ValueError, match="range"):
            ladder.rung_of(np.array([value]))
    with pytest.raises(TypeError):
        ladder.rung_of(np.array([79.99]))


@pytest.mark.parametrize(
    ("value", "hundredths"),
    [
        (0, 0),
        (100, 10_000),
        (79.995, 8000),
        (79.994999, 7999),
        (59.99, 5999),
        (60.0, 6000),
        (2 / 3 * 100, 6667),
        (1.005, 101),
        (0.1 + 0.2, 30),
    ],
)
def test_values_are_rounded_half_up_before_any_cut(value, hundredths):
    assert to_hundredths([value]).tolist() == [hundredths]


def test_a_missing_value_stays_missing_and_an_infinite_one_is_refused():
    assert to_hundredths([np.nan, 0.0]).tolist() == [UNKNOWN, 0]
    with pytest.raises(ValueError, match="infinite"):
        to_hundredths([np.inf])


@given(st.integers(0, 2_000_000))
def test_rounding_equals_exact_decimal_rounding(thousandths):
    exact = int((Decimal(thousandths) / 10 + Decimal("0.5")).to_integral_value("ROUND_FLOOR"))
    assert to_hundredths([thousandths / 1000]).tolist() == [exact]


@given(st.integers(0, 10**9), st.integers(1, 10**6))
def test_a_ratio_of_whole_numbers_is_rounded_half_up_exactly(part, whole):
    part %= whole + 1
    assert ratio_to_hundredths(part, whole) == (2 * 10_000 * part + whole) // (2 * whole)


def test_a_ratio_to_nothing_is_unknown():
    assert ratio_to_hundredths([0, 1], [0, 4]).tolist() == [UNKNOWN, 2500]


@given(
    st.lists(st.integers(1, 9999), min_size=1, max_size=6, unique=True), st.lists(st.integers(0, 10_000), min_size=1, max_size=30)
)
def test_a_higher_value_never_stands_on_a_lower_rung(cuts, values):
    bounds = [0, *sorted(cuts), 10_000]
    ladder = Ladder("l", "s", 0, 10_000, tuple(Rung(str(a), str(a), a, b) for a, b in pairwise(bounds)))
    assert ladder.problems() == []
    rungs = ladder.rung_of(np.sort(np.array(values)))
    assert np.all(np.diff(rungs) >= 0)


@pytest.mark.parametrize("text", ["", "delapan", "80,5", "NaN", "Infinity", "80.005", 80, None])
def test_a_cut_that_is_no_plain_decimal_is_refused_with_its_path(text):
    with pytest.raises(RubricUnreadable) as caught:
        hundredths_of(text, "axes.performance.ladder")
    assert caught.value.parameters["where"] == "axes.performance.ladder"


def test_a_ladder_file_without_a_field_names_the_field():
    with pytest.raises(RubricUnreadable) as caught:
        parse_ladder({"code": "x", "source": "s", "low": "0", "high": "100", "rungs": [{"code": "a", "name": "A", "from": "0"}]})
    assert caught.value.parameters["where"] == "ladder.rungs[0].to"


def test_an_open_ladder_takes_any_amount():
    data = {"code": "x", "source": "s", "low": "0", "high": None}
    rungs = [{"code": "a", "name": "A", "from": "0", "to": "5"}, {"code": "b", "name": "B", "from": "5", "to": None}]
    ladder = parse_ladder({**data, "rungs": rungs})
    assert ladder.problems() == []
    assert ladder.high == OPEN_TOP
    assert ladder.rung_of(np.array([499, 500, 10**9])).tolist() == [0, 1, 1]
    assert shown(OPEN_TOP) == "∞"
