"""Both maps in words."""

from __future__ import annotations

import pytest

from sembilan.profiling.rules.policy import parse_policy, read_shipped
from sembilan.profiling.rules.talent_rules import TalentRules
from sembilan.reporting.rules import doubt
from sembilan.reporting.rules.doubt import Cell, Placed, Settler, Waiting
from sembilan.reporting.rules.policy import narrative_policy

POLICY = narrative_policy()
NAMES = {(row, column): f"kompetensi {row}, potensi {column}" for row in range(3) for column in range(3)}
TEAM, AWARD = Waiting("Penugasan tim kerja", Settler.PERSON), Waiting("Penghargaan resmi", Settler.PERSON)
FEEDBACK = Waiting("Umpan balik 360", Settler.AGENCY)
SANCTIONS = Waiting("Rekam jejak disiplin", Settler.REGISTER)
WORDS = {box: f"kinerja uji {box}, potensial uji {box}" for box in range(1, 10)}


def test_the_map_is_told_with_its_chance_and_the_likely_others() -> None:
    cell = Cell(2, 1, NAMES, {(2, 1): 0.62, (1, 1): 0.30, (2, 0): 0.06, (0, 0): 0.02})
    first, second = doubt.of_map(cell, POLICY)
    assert first == "Kompetensi 2, potensi 1. Kemungkinan 62%."
    assert "kompetensi 1, potensi 1 (30%) dan kompetensi 2, potensi 0 (6%)" in second
    assert "2%)" not in second


def test_a_map_without_error_shows_no_chance() -> None:
    told = doubt.of_map(Cell(2, 1, NAMES), POLICY)
    assert "%" not in " ".join(told)
    assert "Kesalahan ukur hasil ini tidak diketahui" in told[1]


def test_a_map_with_an_axis_missing_says_which() -> None:
    assert doubt.of_map(Cell(2, None, NAMES), POLICY) == ("Belum dapat dipetakan: potensi belum dapat dinilai secara lengkap.",)
    assert "kompetensi dan potensi" in doubt.of_map(Cell(None, None, NAMES), POLICY)[0]


def test_a_certain_box_is_told_without_others() -> None:
    shares = dict.fromkeys(range(1, 10), 0.0) | {5: 1.0}
    assert doubt.of_box(Placed(5, (5,), WORDS, shares, shares), POLICY) == (
        "Kotak 5: kinerja uji 5, potensial uji 5. Kemungkinan lebih dari 99%.",
    )


def test_a_doubtful_box_names_the_others_from_the_threshold_on() -> None:
    low = dict.fromkeys(range(1, 10), 0.0) | {5: 0.78, 8: 0.17, 2: 0.04}
    told = doubt.of_box(Placed(5, (5,), WORDS, low, low), POLICY)
    assert told[1] == "Karena ketidakpastian pengukuran, yang berikut juga mungkin: kotak 8 (17%)."


def test_an_open_box_names_the_possible_ones_and_the_documents_that_decide() -> None:
    low, high = {5: 0.1, 7: 0.0}, {5: 0.8, 7: 0.7}
    told = doubt.of_box(Placed(None, (5, 7), WORDS, low, high, (TEAM, AWARD), (FEEDBACK,), "Kota Uji"), POLICY)
    assert told[0].startswith("Kotak belum dapat ditentukan: kotak 5 dan kotak 7 masih mungkin")
    assert told[1] == "Kemungkinan tiap kotak: kotak 5 (10–80%) dan kotak 7 (0–70%)."
    assert told[2].startswith("Yang belum diketahui dan dapat mengubahnya: penugasan tim kerja dan penghargaan resmi. Jika Anda")


def test_an_open_box_parts_what_a_document_decides_from_what_measurement_error_reaches() -> None:
    """What is not known gives 3 or 5; measurement error may also reach 6 and 8, and 9 hardly."""
    high = {3: 0.30, 5: 0.41, 6: 0.53, 8: 0.05, 9: 0.049}
    told = doubt.of_box(Placed(None, (3, 5), WORDS, dict.fromkeys(high, 0.0), high), POLICY)
    assert told[0] == (
        "Kotak belum dapat ditentukan: kotak 3 dan kotak 5 masih mungkin, karena ada data yang belum diketahui. "
        "Ketidakpastian tes saja dapat pula membawa ke kotak 6 dan kotak 8; tidak ada dokumen yang memutuskannya."
    )
    assert told[1] == "Kemungkinan tiap kotak: kotak 6 (0–53%), kotak 5 (0–41%), kotak 3 (0–30%), dan kotak 8 (0–5%)."
    assert doubt.by_measurement(Placed(5, (5,), WORDS, {5: 0.6, 8: 0.4}, {5: 0.6, 8: 0.4}), POLICY) == ()


def test_a_box_that_stands_names_the_likelier_one_beside_it() -> None:
    shares = dict.fromkeys(range(1, 10), 0.0) | {5: 0.47, 8: 0.53}
    told = doubt.of_box(Placed(5, (5,), WORDS, shares, shares), POLICY)[0]
    assert told.startswith("Kotak 5: kinerja uji 5, potensial uji 5. Kemungkinan 47%.")
    assert "yang lebih mungkin adalah kotak 8 (53%)" in told
    low, high = {5: 0.40, 8: 0.45}, {5: 0.50, 8: 0.60}
    assert doubt.likelier(5, low, high) is None  # it need not be likelier once the evidence is known


def test_without_chances_the_best_values_name_the_boxes() -> None:
    told = doubt.of_box(Placed(None, (3, 5), WORDS), POLICY)
    assert told[0] == "Kotak belum dapat ditentukan: kotak 3 dan kotak 5 masih mungkin, karena ada data yang belum diketahui."
    assert told[1].startswith("Kesalahan ukur hasil asesmennya tidak diketahui")


def told_of(*decides: Waiting, narrows: tuple[Waiting, ...] = ()) -> str:
    return doubt.of_box(Placed(5, (5,), WORDS, {5: 0.9}, {5: 0.95}, decides, narrows, "Kota Uji"), POLICY)[-1]


def test_what_only_narrows_is_told_as_such() -> None:
    told = told_of(narrows=(FEEDBACK,))
    assert told.startswith("Yang belum diketahui dan dapat mempersempit kemungkinannya: umpan balik 360.")


def test_who_may_have_a_missing_document_is_told_whom_to_give_it() -> None:
    told = told_of(AWARD)
    assert told.endswith(
        "Jika Anda memiliki bukti penghargaan resmi, serahkan salinannya kepada pengelola kepegawaian di Kota Uji."
    )


def test_nobody_is_asked_for_his_own_discipline_record() -> None:
    told = told_of(SANCTIONS)
    assert "serahkan" not in told
    assert "bukti" not in told
    assert "Untuk rekam jejak disiplin Anda tidak perlu melakukan apa pun" in told
    assert "Ini tidak berarti Anda pernah dihukum." in told
    assert told.endswith("Yang menyelesaikannya adalah pengelola kepegawaian di Kota Uji.")


def test_each_open_component_gets_the_sentence_of_whoever_settles_it() -> None:
    told = told_of(SANCTIONS, AWARD, FEEDBACK, TEAM)
    assert "mengubahnya: rekam jejak disiplin, penghargaan resmi, umpan balik 360, dan penugasan tim kerja." in told
    assert "Jika Anda memiliki bukti penghargaan resmi dan penugasan tim kerja, serahkan salinannya" in told
    assert "Untuk umpan balik 360 Anda tidak perlu menyerahkan apa pun" in told
    assert told.count("serahkan salinannya") == 1


@pytest.mark.parametrize(
    ("code", "settler"),
    [
        ("penghargaan", Settler.PERSON),
        ("pengembangan_kompetensi", Settler.PERSON),
        ("tingkat_pendidikan", Settler.PERSON),
        ("lama_jabatan", Settler.PERSON),
        ("umpan_balik_360", Settler.AGENCY),
        ("kesesuaian_bidang_ilmu", Settler.AGENCY),
        ("asesmen_potensi", Settler.ASSESSMENT),
        ("rekam_jejak_disiplin", Settler.REGISTER),
    ],
)
def test_who_settles_a_component_follows_from_where_it_is_recorded(code: str, settler: Settler) -> None:
    rules = TalentRules.of(parse_policy(read_shipped("bkn_411_2025")))
    assert doubt.settler_of(rules.inputs[rules.column(code)]) is settler


def test_next_to_certain_is_told_in_words() -> None:
    low, high = {9: 0.996, 7: 0.0}, {9: 1.0, 7: 0.004}
    assert doubt.of_box(Placed(9, (9,), WORDS, low, high), POLICY)[0].endswith("Kemungkinan lebih dari 99%.")


def test_a_box_from_results_without_error_shows_no_chance() -> None:
    told = doubt.of_box(Placed(5, (5,), WORDS), POLICY)
    assert told[0] == "Kotak 5: kinerja uji 5, potensial uji 5."
    assert "%" not in " ".join(told)


def test_chances_that_span_everything_are_told_as_such_with_their_ends() -> None:
    placed = Placed(None, (5, 7), WORDS, {5: 0.01, 7: 0.0}, {5: 1.0, 7: 0.95}, (AWARD,))
    told = doubt.of_box(placed, POLICY)
    assert told[1] == "Selama data itu belum diketahui, tiap kotak bisa hampir mustahil dan bisa hampir pasti."
    assert told[2] == "Kemungkinan tiap kotak: kotak 5 (1–100%) dan kotak 7 (0–95%)."
    assert not doubt.is_wide_open(Placed(None, (5, 7), WORDS, {5: 0.3, 7: 0.0}, {5: 1.0, 7: 0.95}), POLICY)


def test_where_another_cell_is_the_most_probable_one_it_is_named():
    chances = {(2, 1): 0.30, (2, 2): 0.45, (1, 1): 0.25}
    assert "yang lebih mungkin adalah" in doubt.of_map(Cell(2, 1, NAMES, chances), POLICY)[0]
    assert doubt.likelier((2, 1), chances, chances) == (2, 2)
    assert doubt.likelier((2, 2), chances, chances) is None
    assert doubt.likelier((2, 1), {}, {}) is None
    even = {(2, 2): 0.5, (2, 1): 0.5}
    assert doubt.likelier((2, 1), even, even) is None
