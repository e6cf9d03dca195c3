"""Verbs of the room: load cuts, score closed sessions, hold, check, sign, release. Each in one transaction with its witness.

score_sessions -> scored -> check_run -> checked -> two signatures -> release -> released
                    ^ hold_attempt, release_hold: a new sheet, back to scored, signatures anew
"""

from sembilan.measurement.services.background import note_broken_off, note_progress, request_scoring
from sembilan.measurement.services.cuts import CUTS, load_cuts
from sembilan.measurement.services.holding import LEAST_REASON, hold_attempt, release_hold
from sembilan.measurement.services.moving import move_ref
from sembilan.measurement.services.releasing import SIGNATURES, check_run, release, sign_sheet
from sembilan.measurement.services.scoring import closed, score_evidence, score_sessions

__all__ = [
    "CUTS",
    "LEAST_REASON",
    "SIGNATURES",
    "check_run",
    "closed",
    "hold_attempt",
    "load_cuts",
    "move_ref",
    "note_broken_off",
    "note_progress",
    "release",
    "release_hold",
    "request_scoring",
    "score_evidence",
    "score_sessions",
    "sign_sheet",
]
