from datetime import date, timedelta
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sembilan.profiling.rules.evidence import (
    PREDICATE,
    Evidence,
    ScaleNotOfAmounts,
    ScaleWordUnknown,
    acting_assignments,
    assessed,
    awards,
    best_record,
    complete_on,
    completed_months,
    discipline,
    discipline_code,
    education_level,
    feedback_360,
    field_relevance,
    performance_predicate,
    position_variety,
    predicate_contradictions,
    rating_of,
    stack,
    team_assignments,
    tenure,
    training_hours,
    years_before,
)
from sembilan.profiling.rules.ladder import UNKNOWN
from tests.rules.profiling.rubric import rules_of

RULES = rules_of()
SCALE = {item.code: item.scale for item in RULES.inputs}
DAY = date(2025, 10, 31)
NOBODY = np.array([], dtype=np.intp)


def rows(*numbers):
    return np.array(numbers, dtype=np.intp)


def days(*texts):
    return np.array(texts, dtype="datetime64[D]")


# scale, code, value: rubric of DJKI on Keputusan Kepala BKN 411/2025
SCALES = [
    ("predikat_kinerja", {"sangat_baik": 100, "baik": 80, "butuh_perbaikan": 60, "kurang": 40, "sangat_kurang": 20}),
    ("tim_kerja", {"ketua_lintas": 100, "ketua_internal": 85, "anggota_lintas": 70, "anggota_internal": 50, "tidak_ada": 0}),
    ("umpan_balik_360", {"100": 100, "85": 85, "70": 70, "40": 40, "tidak_ada": 0}),
    ("pengembangan_kompetensi", {"jp_20": 100, "jp_10": 80, "jp_5": 60, "jp_1": 40, "tanpa": 0}),
    ("lama_jabatan", {"tahun_5": 100, "tahun_3": 80, "tahun_2": 60, "tahun_0": 40}),
    ("keragaman_jabatan", {"lintas_instansi": 100, "lintas_unit": 80, "satu_unit": 60}),
    ("penugasan_nondefinitif", {"pj": 100, "plt_lebih_tinggi": 80, "plt_setara": 60, "plh": 40, "tidak_ada": 0}),
    ("tingkat_pendidikan", {"s3": 100, "s2": 90, "s1_d4": 80, "d3": 70, "slta": 60}),
    ("kesesuaian_bidang_ilmu", {"relevan": 100, "sebagian": 75, "tidak_relevan": 50}),
    ("rekam_jejak_disiplin", {"tidak_pernah": 100, "ringan": 75, "sedang": 50, "berat": 25, "sedang_menjalani": 0}),
]


@pytest.mark.parametrize(("code", "values"), SCALES)
def test_each_scale_has_the_published_values(code, values):
    assert {step.code: step.value for step in SCALE[code].values} == {word: 100 * value for word, value in values.items()}


def test_words_of_sources_are_found_by_code_name_or_alias_and_others_are_not():
    assert SCALE["predikat_kinerja"].code_of("  sangat  BAIK ") == "sangat_baik"
    assert SCALE["tingkat_pendidikan"].code_of("D-IV") == "s1_d4"
    assert SCALE["keragaman_jabatan"].code_of("instansi lain") == "lintas_instansi"
    assert SCALE["tim_kerja"].code_of("Anggota tim lintas instansi") == "anggota_lintas"
    assert SCALE["tingkat_pendidikan"].code_of("D2") is None


# PermenPANRB 6/2022: rows are the result of work, columns the conduct
MATRIX = [
    ("di_atas", ("sangat_baik", "baik", "kurang")),
    ("sesuai", ("baik", "baik", "kurang")),
    ("di_bawah", ("butuh_perbaikan", "butuh_perbaikan", "sangat_kurang")),
]


@pytest.mark.parametrize(("result", "predicates"), MATRIX)
def test_the_predicate_matrix_is_the_regulations(result, predicates):
    conducts = ("di_atas", "sesuai", "di_bawah")
    assert tuple(PREDICATE[(result, conduct)] for conduct in conducts) == predicates


def test_a_predicate_against_its_ratings_is_reported_and_taken_as_recorded():
    predicates = ["sangat_baik", "baik", "baik", "", None]
    contradictions = predicate_contradictions(["sesuai", "sesuai", None, "sesuai", "di_atas"], ["sesuai"] * 5, predicates)
    assert contradictions.tolist() == [True, False, False, False, False]
    found = performance_predicate(SCALE["predikat_kinerja"], predicates)
    assert found.value.tolist() == [10_000, 8_000, 8_000, UNKNOWN, UNKNOWN]
    assert found.known.tolist() == [True, True, True, False, False]


@pytest.mark.parametrize(
    ("text", "rating"),
    [
        ("Di Atas Ekspektasi", "di_atas"),
        ("sesuai", "sesuai"),
        (" di  bawah ekspektasi ", "di_bawah"),
        ("di_atas", "di_atas"),
        ("baik", None),
        ("", None),
    ],
)
def test_ratings_are_read_as_sources_write_them(text, rating):
    assert rating_of(text) == rating


def test_exactly_the_matrix_agrees_with_itself():
    levels = ("di_atas", "sesuai", "di_bawah")
    pairs = list(product(levels, levels))
    for predicate in SCALE["predikat_kinerja"].values:
        clash = predicate_contradictions([r for r, _ in pairs], [c for _, c in pairs], [predicate.code] * 9)
        assert clash.tolist() == [PREDICATE[pair] != predicate.code for pair in pairs]


def test_a_word_outside_the_scale_is_an_error_not_an_unknown():
    with pytest.raises(ScaleWordUnknown) as caught:
        performance_predicate(SCALE["predikat_kinerja"], ["istimewa"])
    assert caught.value.parameters == {"word": "istimewa"}


def test_an_absent_record_means_none_only_where_the_register_is_complete():
    complete = [True, False, False]
    found = team_assignments(SCALE["tim_kerja"], rows(2, 2), ["anggota_internal", "ketua_internal"], complete)
    assert found.value.tolist() == [0, UNKNOWN, 8_500]
    assert found.known.tolist() == [True, False, True]


def test_a_complete_register_without_a_record_means_never_punished_and_one_unit():
    assert discipline(SCALE["rekam_jejak_disiplin"], NOBODY, [], [True, False]).value.tolist() == [10_000, UNKNOWN]
    assert position_variety(SCALE["keragaman_jabatan"], NOBODY, [], [True, False]).value.tolist() == [6_000, UNKNOWN]
    assert acting_assignments(SCALE["penugasan_nondefinitif"], NOBODY, [], [True, False]).value.tolist() == [0, UNKNOWN]


def test_education_is_never_none_even_where_its_register_is_complete():
    assert education_level(SCALE["tingkat_pendidikan"], ["s2", "", None]).known.tolist() == [True, False, False]
    assert field_relevance(SCALE["kesesuaian_bidang_ilmu"], ["tidak_relevan", ""]).value.tolist() == [5_000, UNKNOWN]
    assert best_record(SCALE["tingkat_pendidikan"], NOBODY, [], [True]).known.tolist() == [False]


def test_the_gravest_sanction_counts_and_serving_one_outweighs_its_severity():
    codes = ["ringan", "berat", "sedang", discipline_code("ringan", serving=True), discipline_code("sedang", serving=False)]
    found = discipline(SCALE["rekam_jejak_disiplin"], rows(0, 0, 1, 2, 2), codes, [False] * 3)
    assert found.value.tolist() == [2_500, 5_000, 0]


# window of the default policy: five years up to and with the day of evidence
@pytest.mark.parametrize(
    ("given", "value"),
    [("2020-10-31", 0), ("2020-11-01", 10_000), ("2025-10-31", 10_000), ("2025-11-01", 0), ("NaT", 0)],
)
def test_awards_count_for_five_years_and_not_before_they_are_given(given, value):
    found = awards(SCALE["penghargaan"], rows(0), ["ada"], days(given), DAY, [True])
    assert found.value.tolist() == [value]
    outside = awards(SCALE["penghargaan"], rows(0), ["ada"], days(given), DAY, [False])
    assert outside.known.tolist() == [value > 0]


# ladder of hours a year: rubric of DJKI, >= 20, 10-19, 5-9, 1-4, 0
@pytest.mark.parametrize(
    ("hours", "value"),
    [(0, 0), (0.99, 0), (1, 40), (4, 40), (4.99, 40), (5, 60), (9, 60), (9.99, 60), (10, 80), (19.99, 80), (20, 100), (900, 100)],
)
def test_training_hours_climb_the_published_ladder_without_gaps(hours, value):
    found = training_hours(SCALE["pengembangan_kompetensi"], rows(0), [hours], days("2025-05-01"), DAY, [False])
    assert found.value.tolist() == [100 * value]
    assert found.known.tolist() == [True]


def test_training_hours_of_the_last_year_add_up():
    dates = days("2025-05-01", "2025-10-31", "2024-10-31", "2025-05-01")
    found = training_hours(SCALE["pengembangan_kompetensi"], rows(0, 0, 0, 2), [8, 12, 100, 4], dates, DAY, [True, True, False])
    assert found.value.tolist() == [10_000, 0, 4_000]


def test_old_training_alone_is_unknown_where_the_register_is_not_complete():
    found = training_hours(SCALE["pengembangan_kompetensi"], rows(0), [40], days("2023-05-01"), DAY, [False])
    assert found.known.tolist() == [False]


def test_hours_on_a_scale_of_words_and_negative_hours_are_refused():
    with pytest.raises(ScaleNotOfAmounts):
        training_hours(SCALE["tim_kerja"], rows(0), [3], days("2025-05-01"), DAY, [True])
    with pytest.raises(ValueError, match="negative"):
        training_hours(SCALE["pengembangan_kompetensi"], rows(0), [-1], days("2025-05-01"), DAY, [True])


# the source leaves 2 to <3 and 4 to <5 years open; the shipped ladder fills them and says so
@pytest.mark.parametrize(
    ("since", "value"),
    [
        ("2025-10-31", 40),
        ("2023-11-01", 40),
        ("2023-10-31", 60),
        ("2022-11-01", 60),
        ("2022-10-31", 80),
        ("2021-06-30", 80),
        ("2020-11-01", 80),
        ("2020-10-31", 100),
        ("1999-01-01", 100),
    ],
)
def test_tenure_has_a_value_for_every_length_including_the_gaps_of_the_source(since, value):
    assert tenure(SCALE["lama_jabatan"], days(since), DAY).value.tolist() == [100 * value]
    assert "4 sampai kurang dari 5" in SCALE["lama_jabatan"].note


def test_tenure_is_unknown_without_a_day_or_with_one_in_the_future():
    found = tenure(SCALE["lama_jabatan"], days("NaT", "2025-11-01"), DAY)
    assert found.known.tolist() == [False, False]
    assert found.value.tolist() == [UNKNOWN, UNKNOWN]


@given(st.dates(date(1980, 1, 1), date(2025, 12, 31)), st.dates(date(1980, 1, 1), date(2025, 12, 31)))
def test_completed_months_are_those_of_a_calendar(first, second):
    since, until = min(first, second), max(first, second)
    months = completed_months(np.datetime64(since), until).item()
    plain = (until.year - since.year) * 12 + until.month - since.month - (until.day < since.day)
    last_day = (until + timedelta(days=1)).month != until.month
    assert months == plain + (1 if last_day and until.day < since.day else 0)
    assert months >= 0


@pytest.mark.parametrize(
    ("since", "until", "months"),
    [
        ("2020-01-31", date(2020, 2, 28), 0),
        ("2020-01-31", date(2020, 2, 29), 1),
        ("2020-01-31", date(2020, 4, 30), 3),
        ("2020-03-15", date(2020, 4, 14), 0),
        ("2020-03-15", date(2020, 4, 15), 1),
        ("2020-02-29", date(2025, 2, 28), 60),
    ],
)
def test_the_last_day_of_a_short_month_completes_it(since, until, months):
    assert completed_months(np.datetime64(since), until) == months


def test_five_years_before_a_leap_day_is_the_28th():
    assert years_before(date(2024, 2, 29), 5) == date(2019, 2, 28)
    assert years_before(date(2024, 2, 29), 4) == date(2020, 2, 29)


def test_the_latest_360_counts_and_the_order_of_rows_does_not():
    codes, years = ["100", "70", "85"], [2023, 2024, 2024]
    found = feedback_360(SCALE["umpan_balik_360"], rows(0, 0, 0), codes, years, [False, True, False])
    again = feedback_360(SCALE["umpan_balik_360"], rows(0, 0, 0), codes[::-1], years[::-1], [False, True, False])
    assert found.value.tolist() == again.value.tolist() == [7_000, 0, UNKNOWN]


def test_a_register_is_complete_only_up_to_the_day_it_was_declared_for():
    until = days("2025-10-31", "2025-10-30", "NaT", "2025-12-31")
    assert complete_on([True, True, True, False], until, DAY).tolist() == [True, False, False, False]


def test_an_input_that_nobody_handed_in_is_unknown_for_everybody():
    predicate = performance_predicate(SCALE["predikat_kinerja"], ["baik", ""])
    values, known = stack(RULES, 2, {"predikat_kinerja": predicate, "asesmen_kompetensi": assessed([9_000, UNKNOWN])})
    assert known.sum() == 2
    assert (known[0, RULES.column("predikat_kinerja")], values[0, RULES.column("asesmen_kompetensi")]) == (True, 9_000)
    assert values[~known].tolist() == [UNKNOWN] * (values.size - 2)


def test_evidence_for_a_component_that_the_policy_lacks_is_refused():
    with pytest.raises(ValueError, match="has no input tim_kerja"):
        stack(rules_of("predikat_saja"), 1, {"tim_kerja": Evidence(np.array([0]), np.array([True]))})
    with pytest.raises(ValueError, match="shape"):
        stack(RULES, 3, {"tim_kerja": Evidence(np.array([0]), np.array([True]))})


def test_a_person_alone_has_the_value_the_crowd_gives():
    rng = np.random.default_rng(2)
    person, steps = rng.integers(0, 50, 200), [step.code for step in SCALE["tim_kerja"].values]
    codes = rng.choice(steps, 200)
    complete = rng.random(50) < 0.5
    crowd = team_assignments(SCALE["tim_kerja"], person, codes.tolist(), complete)
    for row in range(50):
        own = codes[person == row].tolist()
        alone = team_assignments(SCALE["tim_kerja"], np.zeros(len(own), dtype=np.intp), own, complete[row : row + 1])
        assert (alone.value[0], alone.known[0]) == (crowd.value[row], crowd.known[row])
