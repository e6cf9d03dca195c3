"""Who may open which address. Every URL pattern of the site has its line here; an unlisted name breaks the build.

To add a page: a line `"face:name": Line(who)`, with `at=` where the address takes arguments. `who` is a set of roles, or
ANYONE (also without a login), LOGIN (any login), CANDIDATE (who has entered with number and PIN). `at` makes the arguments from
rows of the uji Lampung (`tests/house/lampung.py`), so that the tests can ask what somebody of another agency finds there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from sembilan.tenancy.rules import Role
from tests.house.lampung import Lampung

ANYONE: Literal["anyone"] = "anyone"
LOGIN: Literal["login"] = "login"
CANDIDATE: Literal["candidate"] = "candidate"

ADMINS = frozenset({Role.NATIONAL_ADMIN, Role.AGENCY_ADMIN})


@dataclass(frozen=True)
class Line:
    who: frozenset[Role] | Literal["anyone", "login", "candidate"]
    at: Callable[[Lampung], dict[str, Any]] | None = None  # arguments of the address, from rows of Lampung


TABLE: dict[str, Line] = {
    # --- the site itself
    "alive": Line(ANYONE),
    "set_language": Line(ANYONE),
    "account_login": Line(ANYONE),
    "account_logout": Line(ANYONE),
    "account_inactive": Line(ANYONE),
    "account_reauthenticate": Line(LOGIN),
    "account_change_password": Line(LOGIN),
    "mfa_index": Line(LOGIN),
    "mfa_authenticate": Line(LOGIN),  # between password and second factor; without a begun login it leads to the login page
    "mfa_reauthenticate": Line(LOGIN),
    "mfa_activate_totp": Line(LOGIN),
    "mfa_view_recovery_codes": Line(LOGIN),
    "mfa_generate_recovery_codes": Line(LOGIN),
    "mfa_download_recovery_codes": Line(LOGIN),
    # --- staff: home, users, the trail
    "console:home": Line(LOGIN),
    "settings:activate": Line(ANYONE, lambda lampung: {"secret": "tautan-yang-tidak-ada"}),
    "settings:users": Line(ADMINS),
    "settings:add_user": Line(ADMINS),
    "settings:user": Line(ADMINS, lambda lampung: {"user": lampung.people["evi"].uuid}),
    "settings:audit": Line(ADMINS | {Role.AUDITOR}),
    # --- the candidate
    "exam:enter": Line(ANYONE),
    "exam:leave": Line(ANYONE),
    "exam:home": Line(CANDIDATE),
    "exam:state": Line(CANDIDATE),
    "exam:notices": Line(CANDIDATE),
    "exam:begin": Line(CANDIDATE),
    "exam:finish": Line(CANDIDATE),
    "exam:answers": Line(CANDIDATE),
    "exam:beat": Line(CANDIDATE),
    "exam:hand_in": Line(CANDIDATE),
    "exam:practice": Line(CANDIDATE),
    "exam:practice_answers": Line(CANDIDATE),
    "exam:practice_beat": Line(CANDIDATE),
    "exam:practice_finish": Line(CANDIDATE),
    "exam:practice_review": Line(CANDIDATE),
}
