"""Which sentences the numbers allow."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sembilan.profiling.rules.levels import level_interval
from sembilan.reporting.rules import narrative
from sembilan.reporting.rules.findings import Finding, Texts, Verdict
from sembilan.reporting.rules.narrative import Measured
from sembilan.reporting.rules.policy import narrative_policy, parse_narrative

POLICY = narrative_policy()
HERE = Measured("24 November 2025", "position")


def texts(name: str = "Integritas") -> Texts:
    return Texts(
        name.lower(),
        name,
        f"Definisi {name}.",
        {level: f"Uraian level {level} {name}." for level in range(1, 6)},
        f"Kuat dalam {name}.",
        f"Perlu berlatih {name}.",
        (f"Saran satu {name}.", f"Saran dua {name}.", f"Saran tiga {name}."),
    )


def sure(level: int, required: int | None, name: str = "Integritas") -> Finding:
    """A level known for certain."""
    return Finding(texts(name), level, required, level, level, tuple(float(k == level) for k in range(6)))


def spread(chances: tuple[float, ...], required: int, name: str = "Integritas") -> Finding:
    level = max(range(6), key=lambda k: chances[k])
    low, high = level_interval(np.array(chances)[None, None])
    return Finding(texts(name), level, required, int(low[0, 0]), int(high[0, 0]), chances)


def elsewhere(level: int, required: int, name: str = "Integritas") -> Finding:
    """A result whose error is unknown."""
    return Finding(texts(name), level, required)


def open_(name: str = "Integritas") -> Finding:
    return Finding(texts(name), None, 2)


@pytest.mark.parametrize(
    ("finding", "verdict"),
    [
        (open_(), Verdict.NOT_ASSESSED),
        (sure(3, None), Verdict.NO_STANDARD),
        (sure(3, 2), Verdict.ABOVE),
        (sure(2, 2), Verdict.MET),
        (sure(1, 2), Verdict.GAP),
        # 95% on one side is the least for a verdict without a hedge, whichever side it is
        (spread((0, 0.95, 0.05, 0, 0, 0), 2), Verdict.GAP),
        (spread((0, 0.94, 0.06, 0, 0, 0), 2), Verdict.GAP_POSSIBLE),
        (spread((0, 0.05, 0.95, 0, 0, 0), 2), Verdict.MET),
        (spread((0, 0.06, 0.94, 0, 0, 0), 2), Verdict.MET_POSSIBLE),
        (spread((0, 0, 0.05, 0.95, 0, 0), 2), Verdict.ABOVE),
        (spread((0, 0, 0.06, 0.94, 0, 0), 2), Verdict.MET),
        # the level shown meets the standard and the likelier side is below it: neither side is named
        (spread((0, 0.3, 0.3, 0.4, 0, 0), 3), Verdict.EVEN),
        # nearer to an even chance than 60%: neither side is named
        (spread((0, 0.59, 0.41, 0, 0, 0), 2), Verdict.EVEN),
        (spread((0, 0.41, 0.59, 0, 0, 0), 2), Verdict.EVEN),
        (spread((0, 0.6, 0.4, 0, 0, 0), 2), Verdict.GAP_POSSIBLE),
        (spread((0, 0.4, 0.6, 0, 0, 0), 2), Verdict.MET_POSSIBLE),
        # a 90% range of 1 to 3 reaches a standard of 3
        (spread((0, 0.35, 0.47, 0.18, 0, 0), 3), Verdict.GAP_POSSIBLE),
        (elsewhere(1, 2), Verdict.GAP),
        (elsewhere(2, 2), Verdict.MET),
        (elsewhere(3, 2), Verdict.ABOVE),
    ],
)
def test_what_may_be_said_follows_from_level_and_certainty(finding: Finding, verdict: Verdict) -> None:
    assert finding.verdict is verdict


def test_the_lead_counts_in_words_as_a_reader_counts_on_the_page() -> None:
    findings = [sure(3, 2, f"K{n}") for n in range(7)] + [sure(1, 2, "K7"), sure(0, 2, "K8")]
    assert narrative.lead(findings, HERE) == (
        "Pada 24 November 2025 Anda memenuhi atau melampaui standar jabatan Anda pada tujuh dari sembilan kompetensi. "
        "Dua kompetensi perlu dikembangkan. Hasil ini bukan nilai lulus atau gagal."
    )


def test_the_lead_names_what_is_open_and_counts_only_what_could_be_assessed() -> None:
    told = narrative.lead([sure(2, 2), spread((0, 0.6, 0.4, 0, 0, 0), 2), open_()], HERE)
    assert "pada satu dari dua kompetensi yang dapat dinilai." in told
    assert "Satu kompetensi tampak di bawah standar, tetapi belum pasti." in told
    assert "Satu kompetensi tidak dapat dinilai." in told


def test_the_lead_tells_what_meets_the_standard_without_being_certain() -> None:
    told = narrative.lead([sure(2, 2), spread((0, 0.4, 0.6, 0, 0, 0), 2), sure(1, 2)], HERE)
    assert "pada dua dari tiga kompetensi. Satu di antara yang memenuhi itu belum pasti. Satu kompetensi perlu" in told


def test_the_lead_of_somebody_who_meets_everything() -> None:
    told = narrative.lead([sure(3, 2, f"K{n}") for n in range(9)], HERE)
    assert "pada semua sembilan kompetensi." in told
    assert "dikembangkan" not in told


def test_the_lead_where_nothing_reaches_the_standard_has_no_label_for_the_person() -> None:
    told = narrative.lead([sure(0, 2, f"K{n}") for n in range(9)], HERE)
    assert told.startswith("Pada 24 November 2025 hasil Anda berada di bawah standar jabatan Anda pada sembilan kompetensi.")
    assert told.endswith("Hasil ini bukan nilai lulus atau gagal.")


def test_the_lead_where_nothing_could_be_assessed_says_that_it_is_no_zero() -> None:
    told = narrative.lead([open_(), open_()], HERE)
    assert "tidak satu pun kompetensi dapat dinilai" in told
    assert "bukan nilai nol" in told


def test_the_lead_of_a_result_from_elsewhere_names_it_and_says_that_its_error_is_unknown() -> None:
    told = narrative.lead([elsewhere(2, 2)], Measured("1 Juni 2024", "tier", "CACT · BKN", False))
    assert told.startswith("Menurut CACT · BKN pada 1 Juni 2024, Anda memenuhi atau melampaui standar untuk jenjang jabatan Anda")
    assert "Kesalahan ukur hasil itu tidak diketahui" in told


def test_the_lead_of_a_short_form_says_that_nothing_can_be_decided_by_it() -> None:
    told = narrative.lead([sure(2, 2)], Measured("24 November 2025", "tier", indicative=True))
    assert narrative.INDICATIVE in told


def test_the_lead_without_a_standard_compares_with_nothing() -> None:
    told = narrative.lead([sure(2, None)], Measured("24 November 2025", "none"))
    assert "belum dapat dibandingkan" in told
    assert "memenuhi" not in told


def test_a_row_tells_the_level_in_the_dictionarys_words_and_how_sure_it_is() -> None:
    told = narrative.sentence(spread((0, 0.97, 0.03, 0, 0, 0), 2))
    assert told == "Paling mungkin level 1: uraian level 1 Integritas. Hasil berada di bawah standar (kemungkinan 97%)."


def test_good_news_and_bad_news_of_one_certainty_are_hedged_alike() -> None:
    below = narrative.sentence(spread((0, 0.84, 0.16, 0, 0, 0), 2), brief=True)
    met = narrative.sentence(spread((0, 0.16, 0.84, 0, 0, 0), 2), brief=True)
    assert below == "Hasil tampak di bawah standar, tetapi belum pasti (kemungkinan 84%)."
    assert met == "Hasil tampak memenuhi standar, tetapi belum pasti (kemungkinan 84%)."


def test_a_row_without_an_error_shows_no_probability() -> None:
    assert "%" not in narrative.sentence(elsewhere(1, 2))


def test_a_row_that_could_not_be_assessed_says_nothing_of_a_level() -> None:
    assert narrative.sentence(open_()) == ""


def test_level_nought_is_told_as_what_the_answers_did_not_show() -> None:
    assert narrative.sentence(sure(0, 1)).startswith("Perilaku level 1 belum tampak dalam jawaban.")


def test_growth_names_only_gaps_that_are_likely_enough_the_largest_first() -> None:
    findings = [sure(1, 2, "Komunikasi"), spread((0, 0.7, 0.3, 0, 0, 0), 2, "Integritas"), sure(0, 3, "Kerja Sama")]
    told = tuple(map(str, narrative.growth(findings, POLICY)))
    assert [line.split(",")[0] for line in told] == ["Kerja Sama", "Komunikasi"]
    assert told[0] == "Kerja Sama, level 0 dari standar 3: perlu berlatih Kerja Sama."


def test_strengths_put_what_lies_above_before_what_is_met() -> None:
    told = tuple(map(str, narrative.strengths([sure(2, 2, "Komunikasi"), sure(4, 2, "Integritas"), open_("Kerja Sama")], POLICY)))
    assert told == (
        "Integritas, di atas standar: kuat dalam Integritas.",
        "Komunikasi, memenuhi standar: kuat dalam Komunikasi.",
    )


def test_where_nothing_is_certain_strengths_name_what_seems_met_with_its_hedge() -> None:
    likely, even = spread((0, 0.2, 0.8, 0, 0, 0), 2, "Komunikasi"), spread((0, 0.26, 0.32, 0.40, 0.02, 0), 3, "Kerja Sama")
    assert tuple(map(str, narrative.strengths([even, likely], POLICY))) == (
        "Komunikasi, tampak memenuhi standar, tetapi belum pasti: kuat dalam Komunikasi.",
    )
    told = tuple(map(str, narrative.strengths([likely, sure(2, 2)], POLICY)))
    assert told == ("Integritas, memenuhi standar: kuat dalam Integritas.",)


def test_a_wide_gap_gets_a_second_suggestion_after_every_first_one() -> None:
    told = tuple(map(str, narrative.advice([sure(0, 3, "Kerja Sama"), sure(1, 2, "Komunikasi")], POLICY)))
    assert told == ("Kerja Sama: Saran satu Kerja Sama.", "Komunikasi: Saran satu Komunikasi.", "Kerja Sama: Saran dua Kerja Sama.")


def test_where_no_gap_is_certain_the_advice_is_for_what_is_open() -> None:
    findings = [sure(3, 2, "Komunikasi"), spread((0, 0.6, 0.4, 0, 0, 0), 2)]
    assert tuple(map(str, narrative.advice(findings, POLICY))) == ("Integritas: Saran satu Integritas.",)
    assert narrative.growth(findings, POLICY) == ()
    assert narrative.growth_note(findings) == (
        "Tidak ada kekurangan yang cukup pasti. Tampak di bawah standar, tetapi belum pasti: Integritas. "
        "Saran di bawah ini untuk itu."
    )


def test_where_everything_is_met_the_advice_is_for_what_lies_closest_to_the_standard() -> None:
    findings = [sure(4, 2, "A"), sure(2, 2, "B"), sure(3, 2, "C")]
    assert tuple(map(str, narrative.advice(findings, POLICY))) == ("B: Saran satu B.", "C: Saran satu C.")
    assert narrative.growth_note(findings).startswith("Tidak ada hasil di bawah standar.")


def test_where_nothing_was_assessed_there_is_no_advice_strength_or_growth() -> None:
    findings = [open_("A"), open_("B")]
    assert narrative.advice(findings, POLICY) == narrative.strengths(findings, POLICY) == narrative.growth(findings, POLICY) == ()
    assert narrative.growth_note(findings) == ""


def test_where_gaps_are_named_no_note_stands_beside_them() -> None:
    assert narrative.growth_note([sure(1, 2), spread((0, 0.6, 0.4, 0, 0, 0), 2)]) == ""


def test_lists_are_bounded_by_the_policy() -> None:
    findings = [sure(0, 3, f"K{n}") for n in range(17)]
    assert len(narrative.growth(findings, POLICY)) == POLICY.growth_most
    assert len(narrative.advice(findings, POLICY)) == POLICY.suggestions_most


def test_career_compares_only_within_the_person() -> None:
    names = {"sosial": "Sosial", "artistik": "Artistik", "realistik": "Realistik", "manajerial": "Orientasi Manajerial"}
    told = narrative.career({"sosial": 0.6, "artistik": 0.1, "realistik": -0.4, "manajerial": 0.3}, names, "manajerial")
    assert told == (
        "Di antara minat Anda sendiri, yang paling menonjol: Sosial, Orientasi Manajerial, dan Artistik. "
        "Pilihan Anda lebih condong ke peran memimpin daripada peran keahlian."
    )


def test_a_pillar_is_told_with_its_range_where_it_has_one() -> None:
    known = Finding(texts(), 3, None, 2, 4, (0, 0, 0.2, 0.6, 0.2, 0))
    assert narrative.pillar(known) == "Level 3 dari 5, mungkin antara 2 dan 4."
    assert narrative.pillar(Finding(texts(), 3, None)) == "Level 3 dari 5."
    assert narrative.pillar(open_()) == ""


def test_every_sentence_can_be_said_in_another_language() -> None:
    asked: list[str] = []

    def say(message: str) -> str:
        asked.append(message)
        return message

    narrative.lead([sure(1, 2), open_()], HERE, say)
    assert "Satu kompetensi perlu dikembangkan." in asked
    assert "satu" in asked


def test_a_policy_is_read_from_its_file_as_it_is_kept() -> None:
    shares = ("wide_gap_from", "box_mentioned_from", "range_too_wide_from")
    data = {name: getattr(POLICY, name) for name in POLICY.__slots__}
    assert parse_narrative({name: str(value) if name in shares else value for name, value in data.items()}) == POLICY


chances = st.lists(st.floats(0.001, 1), min_size=6, max_size=6).map(lambda parts: tuple(one / sum(parts) for one in parts))


@given(chances, st.integers(1, 5))
def test_a_gap_is_never_named_against_the_level_shown_nor_below_95_per_cent(shares: tuple[float, ...], required: int) -> None:
    finding = spread(shares, required)
    if finding.verdict is Verdict.GAP:
        assert finding.level is not None
        assert finding.level < required
        assert finding.below >= 0.95 - 1e-9


@given(chances, st.integers(1, 5))
def test_a_result_and_its_mirror_image_are_judged_with_the_same_certainty(shares: tuple[float, ...], required: int) -> None:
    """Levels turned round, below and met change places."""
    sure = {Verdict.GAP, Verdict.MET, Verdict.ABOVE}
    one, turned = spread(shares, required), spread(shares[::-1], 6 - required)
    assert (one.verdict in sure) == (turned.verdict in sure)
    assert (one.verdict is Verdict.GAP) == (turned.verdict in sure - {Verdict.GAP})


def test_six_levels_need_six_probabilities() -> None:
    with pytest.raises(ValueError, match="six probabilities"):
        Finding(texts(), 1, 2, 1, 1, (1.0,))


def test_a_brief_row_tells_only_how_it_stands_to_the_standard() -> None:
    assert narrative.sentence(sure(1, 2), brief=True) == "Hasil berada di bawah standar (kemungkinan lebih dari 99%)."


@pytest.mark.parametrize(
    ("chances", "required", "met"),
    [((0, 0.26, 0.32, 0.40, 0.02, 0), 3, "42%"), ((0, 0.10, 0.38, 0.36, 0.16, 0), 3, "52%")],
)
def test_where_the_likeliest_level_lies_on_the_less_likely_side_no_side_is_named(
    chances: tuple[float, ...], required: int, met: str
) -> None:
    told = narrative.sentence(spread(chances, required), brief=True)
    assert told == f"Hasil berada di sekitar batas standar (kemungkinan memenuhinya {met})."


@given(
    st.lists(st.integers(0, 100), min_size=6, max_size=6).filter(lambda counts: sum(counts) > 0).map(tuple),
    st.integers(1, 5),
)
def test_no_sentence_claims_what_is_less_likely_than_not(counts: tuple[int, ...], required: int) -> None:
    finding = spread(tuple(count / sum(counts) for count in counts), required)
    told = narrative.sentence(finding, brief=True)
    if "di bawah standar" in told:
        assert finding.below >= 0.5 - 1e-9
    elif "memenuhi standar" in told or "di atas standar" in told:
        assert finding.below <= 0.5 + 1e-9
    else:
        assert "di sekitar batas standar" in told
