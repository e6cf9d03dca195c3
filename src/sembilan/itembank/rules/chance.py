"""What somebody earns who answers without reading: by picking at random, or one letter all the way down. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from math import factorial
from typing import Any

from sembilan.itembank.rules.records import LETTERS

Scoring = Mapping[str, Any]


def chance_of(type_: str, scoring: Scoring, n_options: int) -> tuple[float, ...]:
    """Probability of each score category, (n_categories,), for a pick at random among everything the screen lets one pick.

    single: one of n options · multiple: one of the 2^n - 1 ticks that are not empty · ranking: one of n! orders · numeric: nobody
    hits a number blindly · graded: one of the options, each worth its credit. Not for best-worst blocks, which have no categories.
    """
    match type_:
        case "graded":
            credits_ = list(scoring["credits"].values())
            return tuple(credits_.count(category) / len(credits_) for category in range(max(credits_) + 1))
        case "single":
            right = 1 / n_options
        case "multiple":
            right = 1 / (2**n_options - 1)
        case "ranking":
            right = 1 / factorial(n_options)
        case _:
            right = 0.0
    return (1 - right, right)


def credits_of_letters(type_: str, scoring: Scoring, n_options: int) -> dict[str, int]:
    """Letter -> the score category of whoever marks it; all 0 where no single letter is an answer."""
    match type_:
        case "graded":
            return {letter: int(credit) for letter, credit in scoring["credits"].items()}
        case "single":
            return {letter: int(scoring["key"] == letter) for letter in LETTERS[:n_options]}
        case _:
            return dict.fromkeys(LETTERS[:n_options], 0)
