"""Verbs of the room: import a roster, mend what is doubtful, move people, say which posts are vacant."""

from sembilan.people.services.import_work import bring_import, bring_mapping, leave_work, work_on
from sembilan.people.services.imports import apply_import, discard_import, preview_import, remap_import
from sembilan.people.services.logins import link_account, open_login
from sembilan.people.services.moves import move_official, move_unit, remove_unit, set_vacancy
from sembilan.people.services.queue import dismiss_issue, dismiss_issues, mend_issue, mend_issues, reopen_issue
from sembilan.people.services.reading import note_list
from sembilan.people.services.undo import undo_import

__all__ = [
    "apply_import",
    "bring_import",
    "bring_mapping",
    "discard_import",
    "dismiss_issue",
    "dismiss_issues",
    "leave_work",
    "link_account",
    "mend_issue",
    "mend_issues",
    "move_official",
    "move_unit",
    "note_list",
    "open_login",
    "preview_import",
    "remap_import",
    "remove_unit",
    "reopen_issue",
    "set_vacancy",
    "undo_import",
    "work_on",
]
