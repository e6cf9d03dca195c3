import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sembilan.profiling.rules.career import NOT_ANSWERED, SCALES, career_profile, direction, interest_code, ranked, written

R, I, A, S, E, C, MAN, FUN = range(8)  # noqa: E741 - Holland's letters
BLOCKS = [[R, I, A, S], [E, C, MAN, FUN], [S, E, MAN, R], [I, A, C, FUN]]


def test_a_score_is_best_minus_worst_over_times_shown():
    profile = career_profile([[S, MAN, S, I]], [[R, C, R, C]], BLOCKS)
    scores = dict(zip(SCALES, profile.score[0].tolist(), strict=True))
    assert scores == {
        "realistik": -1.0,
        "investigatif": 0.5,
        "artistik": 0.0,
        "sosial": 1.0,
        "wirausaha": 0.0,
        "konvensional": -1.0,
        "manajerial": 0.5,
        "fungsional": 0.0,
    }
    assert profile.code[0] == (("S",), ("I",), ("A", "E"))
    assert written(profile.code[0]) == "SI(AE)"
    assert profile.orientation == ("manajerial",)


def test_ties_are_shown_as_ties_and_never_broken():
    assert interest_code([0.5, 0.5, 0.5, 0.5, 0.0, -1.0]) == (("R", "I", "A", "S"),)
    assert interest_code([0.9, 0.1 + 0.2, 0.3, 0.0, 0.0, 0.0]) == (("R",), ("I", "A"))
    assert interest_code([0.9, 0.8, 0.7, 0.6, 0.5, 0.4]) == (("R",), ("I",), ("A",))


def test_equal_leanings_are_called_balanced():
    assert career_profile(
        [[S, S, S, I]], [[R, E, R, C]], [[R, S, I, A], [S, E, MAN, FUN], [S, R, C, E], [I, C, A, FUN]]
    ).orientation == ("seimbang",)


def test_too_few_answers_tell_no_direction():
    best = [[S, MAN, S, NOT_ANSWERED], [S, NOT_ANSWERED, S, NOT_ANSWERED]]
    worst = [[R, C, R, NOT_ANSWERED], [R, NOT_ANSWERED, R, NOT_ANSWERED]]
    profile = career_profile(best, worst, BLOCKS)
    assert profile.assessed.tolist() == [True, False]
    assert profile.code[1] == ()
    assert profile.orientation[1] == ""


@pytest.mark.parametrize(
    ("best", "worst"),
    [([S], [NOT_ANSWERED]), ([MAN], [R]), ([S], [FUN]), ([S], [S]), ([9], [R])],
)
def test_an_answer_the_block_does_not_allow_is_refused(best, worst):
    with pytest.raises(ValueError, match=r"block|statement"):
        career_profile([best], [worst], BLOCKS[:1], least_share=0.0)


def test_two_statements_of_one_scale_may_be_best_and_worst():
    profile = career_profile([[S]], [[S]], [[S, S, R, I]], least_share=0.0)
    assert profile.score[0, S] == 0.0


@given(st.integers(0, 2**32))
def test_gains_and_losses_of_a_person_cancel_out_and_others_do_not_matter(seed):
    rng = np.random.default_rng(seed)
    n = 5
    blocks = np.array([rng.choice(8, 4, replace=False) for _ in range(12)])
    picks = np.array([[rng.choice(4, 2, replace=False) for _ in range(12)] for _ in range(n)])
    best, worst = blocks[np.arange(12), picks[..., 0]], blocks[np.arange(12), picks[..., 1]]
    profile = career_profile(best, worst, blocks)
    shown = (blocks[:, :, None] == np.arange(8)).sum(axis=(0, 1))
    assert np.nansum(profile.score * shown, axis=1) == pytest.approx(np.zeros(n))
    assert np.nanmax(np.abs(profile.score)) <= 1.0
    alone = career_profile(best[2:3], worst[2:3], blocks)
    assert np.array_equal(alone.score[0], profile.score[2], equal_nan=True)
    assert alone.code[0] == profile.code[2]


def test_counts_of_one_person_tell_the_same_direction_as_his_blocks():
    best, worst, shown = np.array([[S, MAN, S, I]]), np.array([[R, C, R, C]]), np.array(BLOCKS)
    blocks = career_profile(best, worst, shown)
    counts = {code: [int((held == i).sum()) for held in (best, worst, shown)] for i, code in enumerate(SCALES)}
    told = direction(counts, 4, 4)
    assert told.assessed
    assert [told.score[code] for code in SCALES] == blocks.score[0].tolist()
    assert told.code == blocks.code[0]
    assert told.orientation == blocks.orientation[0] == "manajerial"
    assert not direction(counts, 2, 4).assessed
    with pytest.raises(ValueError, match="does not exist"):
        direction({"lain": [1, 0, 1]}, 1, 1)


def test_equal_leanings_stand_in_one_order_everywhere():
    score = {"fungsional": 0.5, "sosial": 0.1, "artistik": 0.1, "realistik": 0.1, "wirausaha": -0.2}
    assert ranked(score) == ["fungsional", "realistik", "artistik", "sosial", "wirausaha"]
    assert ranked(dict(reversed(score.items()))) == ranked(score)
