"""Figures on pages: rounded as on paper, grouped as in the language; a missing one is a dash."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest
from django.utils import translation

from sembilan.kit.formats import jam, num, percent, waktu


@pytest.mark.parametrize(
    ("value", "decimals", "told"),
    [
        (1905, 0, "1.905"),
        (0.6385, 2, "0,64"),
        (0.6349, 2, "0,63"),
        (2.675, 2, "2,68"),
        (15.49, 1, "15,5"),
        (-0.004, 2, "0,00"),
        (np.float64(84.996), 2, "85,00"),
        (np.int64(1905), 0, "1.905"),
        (1e-7, 2, "0,00"),
        (None, 2, "–"),
    ],
)
def test_a_figure_is_rounded_and_not_cut_off(value: float | None, decimals: int, told: str) -> None:
    with translation.override("id"):
        assert num(value, decimals) == told


@pytest.mark.parametrize(("share", "told"), [(0.15485, "15.5%"), (1.0, "100.0%"), (0.0, "0.0%"), (None, "–")])
def test_a_share_is_told_in_per_cent(share: float | None, told: str) -> None:
    with translation.override("en"):
        assert percent(share) == told


@pytest.mark.parametrize(
    ("language", "hour", "second", "whole"),
    [("id", "09.04", "09.04.05", "24 November 2025 09.04"), ("en", "09:04", "09:04:05", "24 November 2025 09:04")],
)
def test_an_hour_has_one_look_in_each_language(language: str, hour: str, second: str, whole: str) -> None:
    at = datetime(2025, 11, 24, 2, 4, 5, tzinfo=UTC)  # west Indonesian time is seven hours ahead
    with translation.override(language):
        assert (jam(at), jam(at, seconds=True), waktu(at)) == (hour, second, whole)
