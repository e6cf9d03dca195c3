"""The demo's week, step by step, through the ordinary services: nobody writes a row here.

Each step is one transaction that ends with its own mark (demo.progress); a start that broke off goes on at the first step without
one.
"""

from __future__ import annotations

import functools
import json
import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.utils import timezone

from sembilan.assembly import services as assembly
from sembilan.assembly.models import Form
from sembilan.competency import services as competency
from sembilan.delivery import selectors as hall_room
from sembilan.delivery.models import Session
from sembilan.demo import calendar, cast, hall, progress
from sembilan.demo.calendar import PERIOD, Week
from sembilan.demo.candidates import People, invent_people
from sembilan.demo.files import ROOT, ROSTER
from sembilan.demo.hall import Sat, Script
from sembilan.demo.make_up import PLACE, open_make_up
from sembilan.demo.portal import open_portal
from sembilan.demo.progress import Tell
from sembilan.itembank import generators
from sembilan.itembank import services as itembank
from sembilan.kit import scope
from sembilan.ledger import services as ledger
from sembilan.measurement import selectors as measuring
from sembilan.measurement import services as measurement
from sembilan.people import selectors as registry
from sembilan.people import services as people
from sembilan.people.models import Official
from sembilan.profiling import services as profiling
from sembilan.scheduling import selectors as plans
from sembilan.scheduling import services as scheduling
from sembilan.scheduling.models import PlannedSession, ProfilingEvent, Registration
from sembilan.tenancy import services as tenancy
from sembilan.tenancy.rules import NATION, SYSTEM, Actor

BANK: Final = ROOT / "demo" / "bank"
SEED: Final = 20251124
INSTRUMENTS: Final = ("manajerial_sosiokultural", "potensi", "literasi_digital", "preferensi_karier")
EVENT: Final = "PROFILING-2025"
BATTERIES: Final = {"Lengkap": "P9-2025", "Pendek": "P9-RINGKAS"}
SCRIPTS: Final[Mapping[int, Script]] = {
    1: Script(broken_pc=True),
    2: Script(illness=True),
    3: Script(power_cut=True),
    5: Script(suspicion=True),
    6: Script(broken_pc=True),
    8: Script(illness=True),
}


@dataclass(frozen=True)
class Roster:
    """The file that is imported."""

    name: str
    content: bytes


def roster() -> Roster:
    return Roster(ROSTER.name, ROSTER.read_bytes())


RunSessions = Callable[[list[int], Week, Tell], None]
"""Runs the sessions of these numbers, each with its mark; in this process or in several."""


def build(week: Week, given: Roster, *, tell: Tell, run_sessions: RunSessions | None = None) -> None:
    """The whole week. A second call changes nothing."""
    done = progress.finished()
    do = functools.partial(progress.step, done=done, tell=tell)
    do("open", "Organisation, accounts, dictionary", open_site, at=calendar.OPENED)
    do("bank", "Item bank, written and reviewed", load_bank, at=calendar.BANK_LOADED)
    do("forms", "Parallel forms, sealed", lambda: seal_forms(week), at=calendar.FORMS_SEALED)
    do("roster", "Roster imported", lambda: take_roster(given), at=calendar.ROSTER_TAKEN)
    do("plan", "Event and sessions planned", lambda: plan_week(week), at=calendar.PLANNED)
    do("policy", "Talent policy published", publish_policy, at=calendar.POLICY_PUBLISHED)
    waiting = [number for number in range(1, week.sat + 1) if f"session-{number}" not in done]
    if waiting:
        (run_sessions or run_here)(waiting, week, tell)
    do("score", "Sessions scored, checked, signed by two", lambda: score(week), at=calendar.SCORED)
    do("release", "Scores released, profiles made", release, at=calendar.RELEASED)
    do("map", "Both maps drawn for everybody", draw_maps, at=calendar.MAPPED)
    do("portal", "Accounts of two officials", lambda: open_portal(at=calendar.MAPPED), at=calendar.MAPPED)
    do("waiting", "A session waits in check-in", lambda: open_make_up(calendar.CHECK_IN, packages("Pendek")), at=calendar.CHECK_IN)


# --- before the week ------------------------------------------------------------------------------------------------------------


def open_site() -> str:
    at = calendar.OPENED
    with scope.carried(scope=[NATION]):
        nation = tenancy.make_nation("Badan Kepegawaian Negara (demo)", actor=SYSTEM, at=at)
        constructs = competency.load_dictionary(actor=SYSTEM, at=at)
        measurement.load_cuts(actor=SYSTEM, at=at)
        agency = tenancy.add_agency(nation, cast.AGENCY_CODE, cast.AGENCY_NAME, actor=SYSTEM, at=at)
        opened = cast.open_accounts(nation, agency, at=at)
    return f"{opened} accounts of staff, {constructs} constructs"


def load_bank() -> str:
    records = bank_records()
    with cast.acting("penulis1") as author, cast.acting("penulis2") as reviewer:
        itembank.load_instruments(json.loads((BANK / "petunjuk.json").read_text()), actor=SYSTEM, at=calendar.BANK_LOADED)
        itembank.load_bank(records, author=author, reviewer=reviewer, at=calendar.BANK_LOADED)
    counts = Counter(str(record["instrument"]) for record in records)
    return f"{len(records)} items in {len(counts)} instruments"


def bank_records() -> list[dict[str, Any]]:
    """Every item of the demo bank: what was written in demo/bank, and what the generators make of one seed."""
    written = [record for file in sorted(BANK.glob("*/*.json")) for record in json.loads(file.read_text())]
    return [*written, *generators.bank(SEED)]


def seal_forms(week: Week) -> str:
    """Forms A and B of every instrument and A's twin in words, sealed to packages; the short ones for the make-up session too."""
    rng, at = hall.seeded(SEED, 1), calendar.FORMS_SEALED
    sealed = []
    with cast.acting("psikometri1") as actor:
        plans_of = {(row.instrument.code, row.name): row for row in assembly.load_blueprints(actor=actor, at=at)}
        for name in sorted({week.battery, "Pendek"}):
            forms = {code: assembly.assemble_forms(plans_of[code, name], 2, rng=rng, actor=actor, at=at) for code in INSTRUMENTS}
            for letter, chosen in _batteries(forms, actor, at).items():
                title = f"Profiling ASN 2025, bentuk {name.lower()} {letter}"
                sealed.append(assembly.seal_battery(f"{BATTERIES[name]}-{letter}", title, chosen, actor=actor, at=at).code)
    return f"{len(sealed)} packages: {', '.join(sealed)}"


def _batteries(forms: Mapping[str, list[Form]], actor: Actor, at: datetime) -> dict[str, list[Form]]:
    first, second = ([forms[code][place] for code in INSTRUMENTS] for place in (0, 1))
    spoken = [assembly.make_nonvisual(one, actor=actor, at=at) if one is forms["potensi"][0] else one for one in first]
    return {"A": first, "B": second, "NV": spoken}


def take_roster(given: Roster) -> str:
    at = calendar.ROSTER_TAKEN
    with cast.acting("admin") as actor:
        agency = cast.agency(actor)
        batch = people.preview_import(agency, given.name, given.content, actor=actor, at=at)
        people.apply_import(batch, actor=actor, at=at)
        number = registry.officials(actor=actor).count()
    return f"{number} people"


def plan_week(week: Week) -> str:
    at = calendar.PLANNED
    with cast.acting("acara") as actor:
        agency = cast.agency(actor)
        event = scheduling.create_event(
            agency, EVENT, "Profiling ASN Pemerintah Provinsi Lampung 2025", PERIOD, week.first_day, week.last_day,
            packages=packages(week.battery), actor=actor, at=at,
        )  # fmt: skip
        planned = [scheduling.plan_session(event, start, PLACE, list(week.rooms), actor=actor, at=at) for start in week.starts]
        registered = scheduling.register(event, registry.schedulable(agency), actor=actor, at=at)
        left = scheduling.assign_in_roster_order(event, actor=actor, at=at)
        for one in planned:
            if one.registrations.exists():
                scheduling.prepare_session(one, actor=actor, at=at)
    return f"{len(planned)} sessions, {len(registered) - left} people with a seat"


def packages(name: str) -> dict[str, Sequence[str]]:
    return {"visual": [f"{BATTERIES[name]}-A", f"{BATTERIES[name]}-B"], "non_visual": [f"{BATTERIES[name]}-NV"]}


def publish_policy() -> str:
    """Before anybody sits: nobody can know yet whom the rule will place where."""
    at = calendar.POLICY_PUBLISHED
    with cast.acting("admin") as actor:
        draft = profiling.draft_policy(cast.agency(actor), PERIOD, "bkn_411_2025", actor=actor, at=at)
    with cast.acting("ppk") as actor:
        profiling.publish_policy(draft, actor=actor, at=at + timedelta(hours=2))
    return f"{draft.code}, period {PERIOD}"


# --- the week -------------------------------------------------------------------------------------------------------------------


def run_here(numbers: Iterable[int], week: Week, tell: Tell) -> None:
    done: set[str] = set()
    for number in numbers:
        start = week.starts[number - 1]
        progress.step(
            f"session-{number}", session_title(start), functools.partial(run_session, number), at=start, done=done, tell=tell
        )


def session_title(start: datetime) -> str:
    return f"Session of {timezone.localtime(start):%d %B, %H.%M}"


def run_session(number: int) -> str:
    """Session `number` of the event, sat by its people."""
    with cast.acting("acara") as actor:
        planned = _event(actor, EVENT).sessions.get(number=number)
        registered = list(Registration.objects.filter(planned=planned).order_by("participant_number"))
        tiers = dict(Official.objects.filter(pk__in=[one.official_id for one in registered]).values_list("pk", "tier"))
        codes = [code for kind in planned.event.packages.values() for code in kind]
    crowd = invent_people([tiers[one.official_id] for one in registered], rng=hall.seeded(SEED, 2, number))
    with scope.carried(scope=[NATION]):
        tables = hall.tables_of(codes)
    sat = _conduct(planned, {one.ref: row for row, one in enumerate(registered)}, crowd, tables, number)
    return f"{sat.sat} of {sat.expected} people, {sat.answers} answers, {sat.expired} ran out of time"


def _conduct(planned: PlannedSession, rows: Mapping[uuid.UUID, int], crowd: People, tables: Any, number: int) -> Sat:
    with cast.acting("pengawas") as actor:
        session = _session(planned.session, actor)
        script = SCRIPTS.get(number, Script())
        return hall.run_session(session, rows, crowd, tables, script, actor=actor, rng=hall.seeded(SEED, 3, number))


def score(week: Week) -> str:
    """Scored by one, checked and signed by two people; whoever is under suspicion is held back until that is cleared."""
    at = calendar.SCORED
    with cast.acting("acara") as actor:
        event = _event(actor, EVENT)
        sessions = [row.session for row in event.sessions.filter(number__lte=week.sat).order_by("number") if row.session]
        path = event.path
    with cast.acting("psikometri1") as first:
        run = measurement.score_sessions("Profiling ASN Lampung 2025", PERIOD, sessions, path, actor=first, at=at)
        for ref in _under_suspicion(sessions):
            reason = "Dugaan pelanggaran dicatat pengawas; menunggu pemeriksaan berita acara."
            measurement.hold_attempt(run, ref, reason, actor=first, at=at + timedelta(minutes=20))
        measurement.check_run(run, actor=first, at=at + timedelta(minutes=40))
        measurement.sign_sheet(run, "Lembar mutu diperiksa.", actor=first, at=at + timedelta(minutes=45))
    with cast.acting("psikometri2") as second:
        measurement.sign_sheet(run, "Sesuai berita acara sesi.", actor=second, at=at + timedelta(minutes=70))
        persons = measuring.sheet(run)
        ledger.make_checkpoint(at=at + timedelta(minutes=75))
    return f"{persons.facts['persons']} people, {persons.facts['held']} held" if persons else ""


def _under_suspicion(sessions: Iterable[uuid.UUID]) -> list[uuid.UUID]:
    found = []
    for session in Session.objects.filter(uuid__in=list(sessions)):
        rows = hall_room.incidents(session).filter(kind="conduct", entry__isnull=False, entry__attempt__started_at__isnull=False)
        found += list(rows.values_list("entry__ref", flat=True))
    return found


def release() -> str:
    with cast.acting("psikometri2") as actor:
        run = measuring.runs(actor=actor)[0]
        measurement.release(run, actor=actor, at=calendar.RELEASED)
        return f"{len(measuring.released_scores(run))} people"


def draw_maps() -> str:
    with cast.acting("komite") as actor:
        run = profiling.map_agency(cast.agency(actor), calendar.REGISTER_DAY, actor=actor, at=calendar.MAPPED)
    with scope.carried(scope=[NATION]):
        ledger.make_checkpoint(at=calendar.MAPPED + timedelta(minutes=5))
    return f"{run.counts['people']} people, {run.counts['people'] - run.counts['unmapped']} with one box"


# --- finding things -------------------------------------------------------------------------------------------------------------


def _event(actor: Actor, code: str) -> ProfilingEvent:
    return plans.events(actor=actor).get(code=code)


def _session(identifier: uuid.UUID | None, actor: Actor) -> Session:
    found = hall_room.session(identifier, actor=actor) if identifier else None
    if found is None:
        raise LookupError(f"session {identifier} is not there")
    return found
