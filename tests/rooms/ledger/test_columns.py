"""A column that a leaf does not commit to was left out on purpose, and stands here."""

from __future__ import annotations

from typing import Any

import pytest

from sembilan.delivery.leaves import _LINE
from sembilan.delivery.models import Answer
from sembilan.measurement.leaves import _HOLD, _JUDGED, _SCORE
from sembilan.measurement.models import HeldAttempt, JudgedAttempt, Score
from sembilan.profiling.leaves import _PROFILE, _STANDING, _WORKING
from sembilan.profiling.models import BoxResult, Profile

# What every row has beside its facts: its key, whose it is (committed as a uuid or by the leaf's own run), and a path that moves.
ALWAYS = {"id", "path", "run"}


@pytest.mark.parametrize(
    ("model", "told", "left_out"),
    [
        (Answer, _LINE, {"attempt", "ref"}),
        (Score, _SCORE, {"released_at"}),  # the release commits to it
        (JudgedAttempt, _JUDGED, set()),
        (HeldAttempt, _HOLD, {"held_by", "lifted_by"}),  # labels of people
        (Profile, _PROFILE, {"external"}),
        (BoxResult, (*_STANDING, *_WORKING), set()),
    ],
)
def test_every_column_is_committed_or_left_out_on_purpose(model: Any, told: tuple[str, ...], left_out: set[str]) -> None:
    columns = {field.name for field in model._meta.concrete_fields}
    assert columns - {name.split("__")[0] for name in told} - ALWAYS == left_out
