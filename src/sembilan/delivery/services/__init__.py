"""Verbs of a sitting.

The candidate's acts (enter, accept_notices, begin_section, record_answers, finish_section, hand_in, heartbeat) take his attempt and
the lease of his browser; the journal row is their witness, chained by hash within the attempt. Everybody else acts as an actor,
with a witness in audit. Every service locks the attempt row first: whatever comes twice or at once is judged one after the other.

Time that is over is noticed at each contact (`_settle`) and when a session is closed; no clock runs in the background.
"""

from sembilan.delivery.services.check_in import (
    admit,
    confirm_identity,
    end_unused_pins,
    enter,
    issue_pin,
    mark_absent,
    move_seat,
    note_roster,
    reveal_nip,
    reveal_nips,
)
from sembilan.delivery.services.hall import (
    close_session,
    credit_time,
    expire_due,
    move_ref,
    pause,
    pause_session,
    report_incident,
    resume,
    resume_session,
)
from sembilan.delivery.services.sessions import (
    RosterLine,
    create_session,
    open_check_in,
    postpone_start,
    receive_package,
    seat_labels,
    start_session,
)
from sembilan.delivery.services.sitting import (
    Receipt,
    Seated,
    accept_notices,
    begin_section,
    finish_section,
    hand_in,
    heartbeat,
    record_answers,
)

__all__ = [
    "Receipt",
    "RosterLine",
    "Seated",
    "accept_notices",
    "admit",
    "begin_section",
    "close_session",
    "confirm_identity",
    "create_session",
    "credit_time",
    "end_unused_pins",
    "enter",
    "expire_due",
    "finish_section",
    "hand_in",
    "heartbeat",
    "issue_pin",
    "mark_absent",
    "move_ref",
    "move_seat",
    "note_roster",
    "open_check_in",
    "pause",
    "pause_session",
    "postpone_start",
    "receive_package",
    "record_answers",
    "report_incident",
    "resume",
    "resume_session",
    "reveal_nip",
    "reveal_nips",
    "seat_labels",
    "start_session",
]
