import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sembilan.profiling.rules.ladder import UNKNOWN, RubricUnreadable
from sembilan.profiling.rules.levels import (
    certain,
    checked_probabilities,
    gap_between,
    level_interval,
    most_probable,
    parse_tier_standards,
)
from sembilan.profiling.rules.policy import read_shipped


def one(*prob):
    return np.array([[prob]])


def test_the_most_probable_level_is_shown_and_a_tie_goes_to_the_lower():
    assert most_probable(one(0.1, 0.1, 0.2, 0.5, 0.1, 0.0)).tolist() == [[3]]
    assert most_probable(one(0.0, 0.0, 0.4, 0.4, 0.2, 0.0)).tolist() == [[2]]
    assert most_probable(one(0.0, 0.0, 0.4 - 1e-12, 0.4 + 1e-12, 0.2, 0.0)).tolist() == [[2]]


def test_a_scale_that_could_not_be_assessed_is_unknown_not_level_0():
    prob = np.concatenate([one(0, 0, 0, 1, 0, 0), np.full((1, 1, 6), np.nan)], axis=1)
    assert most_probable(prob).tolist() == [[3, UNKNOWN]]
    assert most_probable(prob, [[False, True]]).tolist() == [[UNKNOWN, UNKNOWN]]
    low, high = level_interval(prob)
    assert (low.tolist(), high.tolist()) == ([[3, UNKNOWN]], [[3, UNKNOWN]])


def test_the_interval_leaves_at_most_a_twentieth_on_each_side():
    low, high = level_interval(one(0.05, 0.10, 0.70, 0.10, 0.03, 0.02))
    assert (low.item(), high.item()) == (1, 3)
    low, high = level_interval(one(0.06, 0.10, 0.68, 0.10, 0.00, 0.06))
    assert (low.item(), high.item()) == (0, 5)


@given(st.lists(st.integers(0, 20), min_size=6, max_size=6).filter(any))
def test_the_interval_holds_nine_tenths_and_the_median(counts):
    prob = np.array(counts) / sum(counts)
    low, high = level_interval(one(*prob))
    assert prob[low.item() : high.item() + 1].sum() >= 0.9 - 1e-9
    assert low.item() <= np.searchsorted(np.cumsum(prob), 0.5) <= high.item()


def test_a_gap_is_signed_and_unknown_where_either_side_is_unknown():
    gap, known = gap_between([3, 5, UNKNOWN, 2], [4, 3, 3, UNKNOWN])
    assert gap[known].tolist() == [-1, 2]
    assert known.tolist() == [True, True, False, False]


def test_reported_levels_become_certainties_and_missing_ones_stay_missing():
    prob = certain([[0, 5, UNKNOWN]])
    assert most_probable(prob).tolist() == [[0, 5, UNKNOWN]]
    assert np.isnan(prob[0, 2]).all()
    with pytest.raises(ValueError, match="0 to 5"):
        certain([[6]])


@pytest.mark.parametrize("prob", [np.ones((1, 6)), np.ones((1, 1, 5)), one(0.5, 0, 0, 0, 0, 0), one(1.5, -0.5, 0, 0, 0, 0)])
def test_what_is_no_distribution_is_refused(prob):
    with pytest.raises(ValueError, match="prob"):
        checked_probabilities(prob)


# PermenPANRB 38/2017 knows no tier default: these are general knowledge [K], one public standard [C], or unclear [?]
TIERS = [
    ("JPT Utama", 5, "K"),
    ("JPT Madya", 5, "K"),
    ("JPT Pratama", 4, "K"),
    ("Administrator", 3, "K"),
    ("Pengawas", 2, "K"),
    ("Pelaksana", 1, "K"),
    ("JF Ahli Pertama", 2, "C"),
    ("JF Ahli Muda", 2, "?"),
    ("JF Ahli Madya", 3, "?"),
    ("JF Ahli Utama", 4, "?"),
    ("JF Pemula", 1, "?"),
    ("JF Terampil", 1, "?"),
    ("JF Mahir", 2, "?"),
    ("JF Penyelia", 2, "?"),
]


@pytest.mark.parametrize(("tier", "level", "confidence"), TIERS)
def test_a_tier_default_carries_its_level_and_how_sure_it_is(tier, level, confidence):
    standards = parse_tier_standards(read_shipped("tier_standards"))
    row = standards.of(f" {tier.lower()} ")
    assert (row.level, row.confidence) == (level, confidence)
    assert row.source
    assert standards.label == "baku jenjang, bukan SKJ"
    assert len(standards.tiers) == len(TIERS)


def test_an_unlisted_tier_has_no_default():
    assert parse_tier_standards(read_shipped("tier_standards")).of("Staf Khusus") is None


def test_a_tier_level_outside_1_to_5_is_refused():
    data = read_shipped("tier_standards")
    data["tiers"][0]["level"] = 6
    with pytest.raises(RubricUnreadable):
        parse_tier_standards(data)
