"""Somebody with a released result, a place in a mapping run and a dictionary to speak of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sembilan.accounts import services as accounts
from sembilan.accounts.models import User
from sembilan.competency import services as competency
from sembilan.kit.events import publish
from sembilan.measurement.events import ScoresReleased
from sembilan.people.models import Official, TeamAssignment
from sembilan.profiling import services as profiling
from sembilan.tenancy import services as tenancy
from sembilan.tenancy.models import Organisation
from sembilan.tenancy.rules import SYSTEM, Actor, Role
from tests import cast
from tests.cast import AT, PASSWORD
from tests.rooms.profiling import making

BEFORE = AT - timedelta(days=3)
LATER = AT + timedelta(hours=2)
PURPOSE = "persiapan sidang komite talenta"


@dataclass
class Stage:
    """One agency with a mapped unit of `people`, of whom the first, `dewi`, has a login."""

    place: making.Place
    people: list[Official]
    user: User
    actor: Actor

    @property
    def dewi(self) -> Official:
        return self.people[0]


def make_login(official: Official, name: str) -> User:
    user = accounts.add_user(name, official.name, path=official.path, is_staff_account=False, actor=SYSTEM, at=AT)
    accounts.set_password(user, PASSWORD)
    tenancy.grant(user, Role.OFFICIAL, official.unit or official.agency, actor=SYSTEM, at=AT)
    official.user = user
    official.save(update_fields=["user"])
    return user


def make_stage(agency: Organisation, number: int = 2, *, error: float | None = 0.35, mapped: bool = True, **scores: Any) -> Stage:
    """People of one unit: scored with an error, with registers; mapped by the shipped policy unless told otherwise."""
    competency.load_dictionary(actor=SYSTEM, at=AT)
    place = making.make_place(agency, "U001", "Dinas Uji Pelayanan")
    people = [making.make_official(place, f"Dewi Lestari {n}", position_name="Kepala Seksi Uji") for n in range(number)]
    for official in people:
        making.rate(place, official)
        making.judge_education(place, official)
        making.record(place, TeamAssignment, official, date=AT.date().replace(month=3), role="Ketua tim internal")
    draft = profiling.draft_policy(agency, "2025", "bkn_411_2025", actor=SYSTEM, at=BEFORE)
    profiling.publish_policy(draft, actor=SYSTEM, at=BEFORE)
    making.make_cuts()
    planned = making.make_event(place)
    told = {"mengelola_perubahan": 0, "perekat_bangsa": None, **scores}
    results = {making.register(planned, official): making.scores(2, error=error, **told) for official in people}
    run = making.make_run(place, results)
    publish(ScoresReleased(run.pk, run.path, run.period, AT))
    if mapped:
        profiling.map_agency(agency, making.EVIDENCE_DAY, reason=making.WHY, actor=SYSTEM, at=LATER)
    user = make_login(people[0], "dewi")
    return Stage(place, people, user, cast.actor(user))
