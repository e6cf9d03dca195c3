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
DATA_READERS = frozenset({Role.AGENCY_ADMIN, Role.EVENT_OFFICER, Role.COMMITTEE, Role.PPK, Role.AUDITOR})
BANK = frozenset({Role.ITEM_WRITER, Role.PSYCHOMETRICIAN, Role.NATIONAL_ADMIN})
PLANNERS = frozenset({Role.EVENT_OFFICER, Role.AGENCY_ADMIN, Role.NATIONAL_ADMIN})
MEASURERS = frozenset({Role.PSYCHOMETRICIAN, Role.NATIONAL_ADMIN})
TALENT = frozenset({Role.COMMITTEE, Role.PPK, Role.AGENCY_ADMIN, Role.AUDITOR})
MAPPERS = TALENT - {Role.AUDITOR}
HALL = frozenset({Role.PROCTOR, Role.EVENT_OFFICER})


@dataclass(frozen=True)
class Line:
    who: frozenset[Role] | Literal["anyone", "login", "candidate"]
    at: Callable[[Lampung], dict[str, Any]] | None = None  # arguments of the address, from rows of Lampung
    ours: bool = True  # whether the arguments name a row of Lampung (or of the nation), and not a word that every agency has


def official(lampung: Lampung) -> dict[str, Any]:
    return {"official": lampung.official.uuid}


def batch(lampung: Lampung) -> dict[str, Any]:
    return {"batch": lampung.stage.place.batch.uuid}


def unit(lampung: Lampung) -> dict[str, Any]:
    return {"unit": lampung.stage.place.unit.uuid}


def leaf(lampung: Lampung) -> dict[str, Any]:
    return {"position": lampung.leaf.position}


def item(lampung: Lampung) -> dict[str, Any]:
    return {"code": lampung.item.code}


def new_item(lampung: Lampung) -> dict[str, Any]:
    return {"instrument": lampung.item.instrument.code, "type_": lampung.item.versions.earliest("pk").type}


def blueprint(lampung: Lampung) -> dict[str, Any]:
    return {"identifier": lampung.blueprint.pk}


def form(lampung: Lampung) -> dict[str, Any]:
    return {"code": lampung.form.code}


def event(lampung: Lampung) -> dict[str, Any]:
    return {"event": lampung.event.uuid}


def run(lampung: Lampung) -> dict[str, Any]:
    return {"identifier": lampung.run.uuid}


def job(lampung: Lampung) -> dict[str, Any]:
    return {"identifier": lampung.job.uuid}


def session(lampung: Lampung) -> dict[str, Any]:
    return {"session": lampung.session.uuid}


def entry(lampung: Lampung) -> dict[str, Any]:
    return {"session": lampung.session.uuid, "ref": lampung.entry.ref}


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
    "settings:agencies": Line(frozenset({Role.NATIONAL_ADMIN})),
    "settings:users": Line(ADMINS),
    "settings:add_user": Line(ADMINS),
    "settings:user": Line(ADMINS, lambda lampung: {"user": lampung.people["evi"].uuid}),
    "settings:audit": Line(ADMINS | {Role.AUDITOR}),
    "settings:ledger": Line(ADMINS | {Role.AUDITOR, Role.PPK}),
    "settings:checkpoint": Line(ADMINS | {Role.AUDITOR, Role.PPK}),
    "settings:leaf": Line(ADMINS | {Role.AUDITOR, Role.PPK}, leaf),
    "settings:leaf_payload": Line(ADMINS | {Role.AUDITOR, Role.PPK}, leaf),
    # --- staff: people of an agency
    "people:officials": Line(DATA_READERS),
    "people:official": Line(DATA_READERS, official),
    "people:open_login": Line(frozenset({Role.AGENCY_ADMIN}), official),
    "people:move": Line(frozenset({Role.AGENCY_ADMIN}), official),
    "people:units": Line(DATA_READERS),
    "people:add_top_unit": Line(frozenset({Role.AGENCY_ADMIN})),
    "people:unit": Line(frozenset({Role.AGENCY_ADMIN}), unit),
    "people:move_unit": Line(frozenset({Role.AGENCY_ADMIN}), unit),
    "people:add_unit": Line(frozenset({Role.AGENCY_ADMIN}), unit),
    "people:remove_unit": Line(frozenset({Role.AGENCY_ADMIN}), unit),
    "people:vacancies": Line(DATA_READERS),
    "people:withdraw_vacancy": Line(frozenset({Role.AGENCY_ADMIN}), lambda lampung: {"position": lampung.position.pk}),
    "people:imports": Line(frozenset({Role.AGENCY_ADMIN, Role.AUDITOR})),
    "people:import": Line(frozenset({Role.AGENCY_ADMIN, Role.AUDITOR}), batch),
    "people:remap": Line(frozenset({Role.AGENCY_ADMIN}), batch),
    "people:apply": Line(frozenset({Role.AGENCY_ADMIN}), batch),
    "people:undo": Line(frozenset({Role.AGENCY_ADMIN}), batch),
    "people:discard": Line(frozenset({Role.AGENCY_ADMIN}), batch),
    "people:progress": Line(frozenset({Role.AGENCY_ADMIN, Role.AUDITOR}), batch),
    "people:again": Line(frozenset({Role.AGENCY_ADMIN}), batch),
    "people:changes": Line(frozenset({Role.AGENCY_ADMIN}), batch),
    "people:errors": Line(frozenset({Role.AGENCY_ADMIN}), batch),
    "people:queue": Line(frozenset({Role.AGENCY_ADMIN, Role.AUDITOR})),
    "people:cause": Line(frozenset({Role.AGENCY_ADMIN, Role.AUDITOR}), lambda lampung: {"cause": lampung.issue.cause}, ours=False),
    "people:decided": Line(frozenset({Role.AGENCY_ADMIN}), lambda lampung: {"cause": lampung.issue.cause}, ours=False),
    "people:all_of_cause": Line(frozenset({Role.AGENCY_ADMIN}), lambda lampung: {"cause": lampung.issue.cause}, ours=False),
    "people:issue": Line(
        frozenset({Role.AGENCY_ADMIN}), lambda lampung: {"cause": lampung.issue.cause, "issue": lampung.issue.uuid}
    ),
    # --- staff: the nation's items, forms, packages
    "itembank:overview": Line(BANK),
    "itembank:items": Line(BANK),
    "itembank:add": Line(BANK, new_item),
    "itembank:item": Line(BANK, item),
    "itembank:revise": Line(BANK, item),
    "itembank:act": Line(BANK, item),
    "itembank:evidence": Line(BANK, lambda lampung: {"code": lampung.item.instrument.code}),
    "itembank:countersign": Line(BANK, lambda lampung: {"code": lampung.item.instrument.code, "statement": lampung.statement.pk}),
    "assembly:overview": Line(BANK),
    "assembly:load": Line(BANK),
    "assembly:add": Line(MEASURERS, lambda lampung: {"instrument": lampung.item.instrument.code}),
    "assembly:blueprint": Line(BANK, blueprint),
    "assembly:revise": Line(BANK, blueprint),
    "assembly:build": Line(BANK, blueprint),
    "assembly:form": Line(BANK, form),
    "assembly:nonvisual": Line(BANK, form),
    "assembly:seal": Line(BANK),
    "assembly:battery": Line(BANK, lambda lampung: {"code": lampung.battery.code}),
    # --- staff: the plan
    "scheduling:events": Line(PLANNERS),
    "scheduling:add_event": Line(PLANNERS),
    "scheduling:event": Line(PLANNERS, event),
    "scheduling:add_session": Line(PLANNERS, event),
    "scheduling:register": Line(PLANNERS, event),
    "scheduling:registered": Line(PLANNERS, event),
    "scheduling:prepare": Line(PLANNERS, lambda lampung: {"session": lampung.planned.uuid}),
    # --- staff: measurement, the nation's
    "measurement:runs": Line(MEASURERS),
    "measurement:new": Line(frozenset({Role.PSYCHOMETRICIAN})),
    "measurement:request": Line(MEASURERS, lambda lampung: {"identifier": lampung.request.uuid}),
    "measurement:run": Line(MEASURERS, run),
    "measurement:hold": Line(frozenset({Role.PSYCHOMETRICIAN}), run),
    "measurement:lift": Line(frozenset({Role.PSYCHOMETRICIAN}), run),
    "measurement:check": Line(frozenset({Role.PSYCHOMETRICIAN}), run),
    "measurement:sign": Line(MEASURERS, run),
    "measurement:release": Line(MEASURERS, run),
    # --- staff: maps and reports
    "profiling:board": Line(TALENT),
    "profiling:people": Line(TALENT),
    "profiling:person": Line(TALENT, official),
    "profiling:export": Line(TALENT),
    "profiling:picture": Line(TALENT),
    "profiling:policies": Line(TALENT),
    "profiling:policy": Line(TALENT | MEASURERS, lambda lampung: {"policy": lampung.policy.uuid}),
    "profiling:runs": Line(TALENT),
    "profiling:withdraw": Line(MAPPERS, lambda lampung: {"run": lampung.mapped.uuid}),
    "profiling:progress": Line(TALENT, lambda lampung: {"job": lampung.mapping}),
    "reporting:overview": Line(TALENT),
    "reporting:person": Line(TALENT, lambda lampung: {"identifier": lampung.official.uuid}),
    "reporting:unit": Line(TALENT, lambda lampung: {"identifier": lampung.stage.place.unit.uuid}),
    "reporting:progress": Line(TALENT, job),
    "reporting:resume": Line(TALENT, job),
    "reporting:archive": Line(TALENT, job),
    # --- the official himself, and whoever holds a printed report
    "portal:mine": Line(frozenset({Role.OFFICIAL})),
    "portal:report": Line(frozenset({Role.OFFICIAL})),
    "public:ask": Line(ANYONE),
    "public:verify": Line(ANYONE, lambda lampung: {"code": lampung.document.code}),
    # --- the hall
    "proctor:sessions": Line(HALL),
    "proctor:session": Line(HALL, session),
    "proctor:board": Line(HALL, session),
    "proctor:open": Line(HALL, session),
    "proctor:start": Line(HALL, session),
    "proctor:check_in": Line(HALL, session),
    "proctor:postpone": Line(HALL, session),
    "proctor:pause_all": Line(HALL, session),
    "proctor:resume_all": Line(HALL, session),
    "proctor:incident": Line(HALL, session),
    "proctor:close": Line(HALL, session),
    "proctor:minutes": Line(HALL, session),
    "proctor:person": Line(HALL, entry),
    "proctor:confirm": Line(HALL, entry),
    "proctor:pin": Line(HALL, entry),
    "proctor:seat": Line(HALL, entry),
    "proctor:absent": Line(HALL, entry),
    "proctor:pause": Line(HALL, entry),
    "proctor:resume": Line(HALL, entry),
    "proctor:credit": Line(HALL, entry),
    "proctor:incident_of": Line(HALL, entry),
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
