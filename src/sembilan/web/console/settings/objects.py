"""What an act was done to, in plain words: its name, a link where the reader may open it, and the people it concerned as far as he
may see them. Asked once a page and kind."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.urls import resolve, reverse
from django.utils.translation import gettext

from sembilan.assembly import access as assembly
from sembilan.audit.models import AuditEvent
from sembilan.delivery import access as hall
from sembilan.delivery import selectors as delivery
from sembilan.itembank import access as itembank
from sembilan.itembank.models import Instrument
from sembilan.measurement import access as measurement
from sembilan.people import access as people_access
from sembilan.people import selectors as people
from sembilan.people.models import Official
from sembilan.people.rules.causes import CAUSES
from sembilan.profiling import access as profiling
from sembilan.reporting import access as reporting
from sembilan.scheduling import access as scheduling_access
from sembilan.scheduling import selectors as scheduling
from sembilan.tenancy import access as tenancy_access
from sembilan.tenancy import selectors as tenancy
from sembilan.tenancy.models import Kind, Organisation
from sembilan.tenancy.rules import Actor, Role
from sembilan.web.ui.navigation import ROLE_NAMES

SHOWN = 3  # people named on one line; the rest is counted


@dataclass(frozen=True)
class Named:
    """A name as the reader may see it. note: what tells it apart (a masked NIP); href: empty where he may not open it."""

    text: str
    href: str = ""
    note: str = ""


@dataclass(frozen=True)
class Concerned:
    """The people of one act: those named, and how many more there were. subjects: by what those named are known to the trail."""

    named: list[Named] = field(default_factory=list)
    more: int = 0
    subjects: frozenset[uuid.UUID] = frozenset()


Finder = Callable[[set[str], Actor], dict[str, Named]]


class Objects:
    """The objects and people of some acts. Raises nothing: what is gone, or not the reader's to see, has no name."""

    def __init__(self, acts: Sequence[AuditEvent], actor: Actor) -> None:
        wanted: dict[str, set[str]] = defaultdict(set)
        for act in acts:
            wanted[act.object_type].add(act.object_id)
        self._actor = actor
        self._named = {kind: find(wanted[kind], actor) for kind, find in FINDERS.items() if kind in wanted}
        self._hall = {
            kind: delivery.touched(kind.removeprefix("delivery."), ids)
            for kind, ids in wanted.items()
            if kind.startswith("delivery.") and kind.removeprefix("delivery.") in HALL
        }
        self._reported = dict(
            reporting.visible_to(actor).filter(pk__in=wanted.get("reporting.document", set())).values_list("pk", "official__uuid")
        )
        told = {one for act in acts for one in self._told(act)}
        self._officials = scheduling.officials_behind(told, actor=actor) | people.by_uuid(told, actor=actor)

    def of(self, act: AuditEvent) -> Named | None:
        """The object by its name; None where it is a person, is gone, or has none that the reader may see."""
        if act.object_type in self._hall:
            found = self._hall[act.object_type].get(act.object_id)
            return _session(found[0], self._actor) if found else None
        return self._named.get(act.object_type, {}).get(act.object_id) or _by_facts(act)

    def people(self, act: AuditEvent) -> Concerned:
        told = self._told(act)
        known = {one: self._officials[one] for one in told if one in self._officials}
        shown = dict(list(known.items())[:SHOWN])
        return Concerned([official_named(one, self._actor) for one in shown.values()], len(told) - len(shown), frozenset(shown))

    def _told(self, act: AuditEvent) -> list[uuid.UUID]:
        """Whom an act concerned: by their own uuid, or the ref under which they sat."""
        told = [uuid.UUID(one) for one in act.facts.get("officials", [])]
        if "ref" in act.facts:
            told.append(uuid.UUID(act.facts["ref"]))
        elif found := self._hall.get(act.object_type, {}).get(act.object_id):
            told += [found[1]] if found[1] else []
        if act.object_type == "people.official":
            told.append(uuid.UUID(act.object_id))
        if act.object_type == "reporting.document":
            told += [self._reported[int(act.object_id)]] if int(act.object_id) in self._reported else []
        return told


def named(kind: str, ids: set[str], actor: Actor) -> dict[str, Named]:
    """The names of some objects of one kind, as far as the reader may see them."""
    if kind.startswith("delivery."):
        found = delivery.touched(kind.removeprefix("delivery."), ids)
        return {one: _session(session, actor) for one, (session, _ref) in found.items()}
    return FINDERS[kind](ids, actor)


def official_named(official: Official, actor: Actor) -> Named:
    """A person by name and by the NIP as this reader may see it."""
    return Named(official.full_name, opened("people:official", official.uuid, actor=actor), people.nip_for(official, actor=actor))


def opened(name: str, *args: Any, actor: Actor) -> str:
    """The address, or nothing where the reader holds none of the roles that its page asks for."""
    href = reverse(name, args=args)
    roles: tuple[Role, ...] = getattr(resolve(href).func, "roles", ())
    return href if actor.has(*roles) else ""


# --- by kind -----------------------------------------------------------------------------------------------------------------


def _users(ids: set[str], actor: Actor) -> dict[str, Named]:
    return {str(one.uuid): Named(one.name, _user_page(one.uuid, one.path, actor)) for one in tenancy.users_named(ids, actor=actor)}


def _user_page(identifier: uuid.UUID, path: str, actor: Actor) -> str:
    return opened("settings:user", identifier, actor=actor) if actor.holds(tenancy_access.MAY["grant"], path) else ""


def _roles(ids: set[str], actor: Actor) -> dict[str, Named]:
    told = gettext("%(user)s: %(role)s, %(place)s")
    return {
        str(one.pk): Named(
            told % {"user": one.user.name, "role": gettext(ROLE_NAMES[Role(one.role)]), "place": one.organisation.name},
            _user_page(one.user.uuid, one.user.path, actor),
        )
        for one in tenancy.roles_named(ids, actor=actor)
    }


def _nodes(ids: set[str], actor: Actor) -> dict[str, Named]:
    return {str(one.uuid): Named(one.name, _people_of(one, actor)) for one in tenancy.nodes(ids)}


def _people_of(node: Organisation, actor: Actor) -> str:
    may = node.kind == Kind.UNIT and people_access.can(actor, "view", node)
    return f"{opened('people:officials', actor=actor)}?unit={node.uuid}" if may else ""


def _imports(ids: set[str], actor: Actor) -> dict[str, Named]:
    rows = people_access.batches_visible_to(actor).filter(uuid__in=ids)
    return {str(one.uuid): Named(one.file_name, opened("people:import", one.uuid, actor=actor)) for one in rows}


def _issues(ids: set[str], actor: Actor) -> dict[str, Named]:
    rows = people_access.issues_visible_to(actor).filter(uuid__in=ids)
    return {str(one.uuid): Named(gettext(CAUSES[one.cause].title), opened("people:queue", actor=actor)) for one in rows}


def _posts(ids: set[str], actor: Actor) -> dict[str, Named]:
    rows = people_access.positions_visible_to(actor).filter(pk__in=ids)
    return {str(one.pk): Named(one.name, opened("people:vacancies", actor=actor)) for one in rows}


def _events(ids: set[str], actor: Actor) -> dict[str, Named]:
    return {
        str(one.uuid): Named(one.name, _event_page(one.uuid, scheduling_access.can(actor, "view", one), actor))
        for one in scheduling.events_named(ids)
    }


def _planned(ids: set[str], actor: Actor) -> dict[str, Named]:
    told = gettext("%(event)s, sesi %(number)s")
    return {
        str(one.uuid): Named(
            told % {"event": one.event.name, "number": one.number},
            _event_page(one.event.uuid, scheduling_access.can(actor, "view", one.event), actor),
        )
        for one in scheduling.sessions_named(ids)
    }


def _event_page(identifier: uuid.UUID, may: bool, actor: Actor) -> str:
    return opened("scheduling:event", identifier, actor=actor) if may else ""


def _session(row: Any, actor: Actor) -> Named:
    return Named(row.title, opened("proctor:session", row.uuid, actor=actor) if hall.can(actor, "view", row) else "")


def _versions(ids: set[str], actor: Actor) -> dict[str, Named]:
    rows = itembank.visible_to(actor).filter(versions__pk__in=ids)
    told = gettext("Soal %(instrument)s, versi %(n)s")
    return {
        str(pk): Named(told % {"instrument": instrument, "n": number}, opened("itembank:item", code, actor=actor))
        for pk, number, code, instrument in rows.values_list("versions__pk", "versions__number", "code", "instrument__name")
    }


def _statements(ids: set[str], actor: Actor) -> dict[str, Named]:
    rows = itembank.statements_visible_to(actor).filter(pk__in=ids).select_related("instrument")
    told = gettext("%(instrument)s: dari %(before)s ke %(wanted)s")
    words = Instrument.Evidence
    return {
        str(one.pk): Named(
            told
            % {
                "instrument": one.instrument.name,
                "before": gettext(words(one.before).label),
                "wanted": gettext(words(one.wanted).label),
            },
            opened("itembank:evidence", one.instrument.code, actor=actor),
        )
        for one in rows
    }


def _blueprints(ids: set[str], actor: Actor) -> dict[str, Named]:
    rows = assembly.visible_to(actor).filter(pk__in=ids)
    return {str(one.pk): Named(one.name, opened("assembly:blueprint", one.pk, actor=actor)) for one in rows}


def _forms(ids: set[str], actor: Actor) -> dict[str, Named]:
    rows = assembly.forms_visible_to(actor).filter(pk__in=ids).select_related("blueprint__instrument")
    return {str(one.pk): Named(one.blueprint.instrument.name, opened("assembly:form", one.code, actor=actor)) for one in rows}


def _batteries(ids: set[str], actor: Actor) -> dict[str, Named]:
    rows = assembly.batteries_visible_to(actor).filter(pk__in=ids)
    return {str(one.pk): Named(one.name, opened("assembly:battery", one.code, actor=actor)) for one in rows}


def _scorings(ids: set[str], actor: Actor) -> dict[str, Named]:
    rows = measurement.known_to(actor).filter(uuid__in=ids)
    return {str(one.uuid): Named(one.title, opened("measurement:run", one.uuid, actor=actor)) for one in rows}


def _requests(ids: set[str], actor: Actor) -> dict[str, Named]:
    rows = measurement.requests_visible_to(actor).filter(uuid__in=ids)
    return {str(one.uuid): Named(one.title, opened("measurement:request", one.uuid, actor=actor)) for one in rows}


def _policies(ids: set[str], actor: Actor) -> dict[str, Named]:
    rows = profiling.policies_visible_to(actor).filter(uuid__in=ids)
    told = gettext("%(name)s, periode %(period)s")
    return {
        str(one.uuid): Named(
            told % {"name": gettext(one.body["name"]), "period": one.period}, opened("profiling:policy", one.uuid, actor=actor)
        )
        for one in rows
    }


def _mappings(ids: set[str], actor: Actor) -> dict[str, Named]:
    rows = profiling.runs_visible_to(actor).filter(uuid__in=ids).select_related("policy")
    told = gettext("%(name)s, periode %(period)s")
    return {
        str(one.uuid): Named(
            told % {"name": gettext(one.policy.body["name"]), "period": one.policy.period}, opened("profiling:runs", actor=actor)
        )
        for one in rows
    }


def _jobs(ids: set[str], actor: Actor) -> dict[str, Named]:
    rows = reporting.jobs_visible_to(actor).filter(uuid__in=ids).select_related("unit")
    return {str(one.uuid): Named(one.unit.name, opened("reporting:unit", one.unit.uuid, actor=actor)) for one in rows}


HALL = ("session", "rosterentry", "checkin", "pin", "attempt", "incident")
FINDERS: dict[str, Finder] = {
    "accounts.user": _users,
    "tenancy.membership": _roles,
    "tenancy.organisation": _nodes,
    "people.importbatch": _imports,
    "people.qualityissue": _issues,
    "people.position": _posts,
    "scheduling.profilingevent": _events,
    "scheduling.plannedsession": _planned,
    "itembank.itemversion": _versions,
    "itembank.evidencestatement": _statements,
    "assembly.blueprint": _blueprints,
    "assembly.form": _forms,
    "assembly.battery": _batteries,
    "measurement.scoringrun": _scorings,
    "measurement.scoringrequest": _requests,
    "profiling.talentpolicy": _policies,
    "profiling.mappingrun": _mappings,
    "reporting.reportjob": _jobs,
}


def _by_facts(act: AuditEvent) -> Named | None:
    """What is gone by now, by what its witness says of it."""
    if name := act.facts.get("name"):
        return Named(str(name))
    if act.action == "profiling.delete_draft":
        return Named(gettext("periode %(period)s") % {"period": act.facts["period"]})
    return None
