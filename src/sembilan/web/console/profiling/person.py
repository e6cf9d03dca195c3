"""One person's results. Who opens them says why, and the person can read it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from sembilan.competency import selectors as competency
from sembilan.competency.rules import ASPECTS, COMPETENCIES, PILLARS
from sembilan.kit import clock
from sembilan.kit.errors import RuleBroken
from sembilan.kit.formats import masked, num, tanggal
from sembilan.kit.said import Said
from sembilan.kit.text import gettext_noop
from sembilan.people import access as people_access
from sembilan.profiling import access, arrays, selectors, services
from sembilan.profiling.models import BoxResult, Profile
from sembilan.profiling.rules import career
from sembilan.profiling.rules.talent_rules import TalentRules
from sembilan.profiling.selectors import PersonView
from sembilan.render.svg import Chance
from sembilan.reporting import working
from sembilan.reporting.readings import Reader
from sembilan.reporting.rules import doubt, narrative
from sembilan.reporting.rules.policy import narrative_policy
from sembilan.reporting.selectors import READINGS_BY_OFFICERS
from sembilan.tenancy import access as tenancy
from sembilan.web.console.parts import purposes
from sembilan.web.console.profiling import pictures, words
from sembilan.web.console.profiling.forms import PURPOSES, PurposeForm
from sembilan.web.console.profiling.views import VIEWERS, today
from sembilan.web.ui.pages import Request, found, page, render, told

LOOKS_FIRST, LOOKS_SHOWN = 6, 30
_LIST = "list_of_person"


@page(*VIEWERS)
def person(request: Request, official: uuid.UUID) -> HttpResponse:
    """The person page; outside the reader's own unit it first asks for the purpose. Every view of it is logged."""
    row = found(selectors.official(official, actor=request.actor))
    inside = access.inside_unit(request.actor, row.agency.path, row.path)
    came_from = _came_from(request, row.uuid)
    form = PurposeForm(request.POST or None, initial={"purpose": purposes.last(request)})
    if request.method == "POST" and form.is_valid():
        try:
            purposes.keep(request, row.uuid, services.checked_purpose(form.cleaned_data["purpose"]))
        except RuleBroken as problem:
            form.add_error("purpose", told(problem))
        else:
            return HttpResponseRedirect(reverse("profiling:person", args=[row.uuid]))
    purpose = purposes.given(request, row.uuid) or (Said(gettext_noop("Tugas di unit kerja sendiri")) if inside else "")
    if not purpose or request.method == "POST":
        context = {"row": row, "form": form, "purposes": PURPOSES, "agency": row.agency.name}
        return render(request, "console/profiling/purpose.html", context, status=422 if form.errors else 200)
    services.note_person(row, purpose, actor=request.actor, at=clock.now())
    view = selectors.person(row, actor=request.actor)
    context = {**_shown(view, request, inside=inside), "purpose": purpose, "list_query": came_from}
    return render(request, "console/profiling/person.html", context)


def _came_from(request: Request, person: uuid.UUID) -> str | None:
    """The query of the list that this person was opened from; None where he was opened from elsewhere. His own pages (the purpose
    asked first, a reload, his report) leave it as it is."""
    before = urlsplit(request.headers.get("Referer", ""))
    here = before.netloc == request.get_host()
    if here and before.path == reverse("profiling:people"):
        request.session[_LIST] = [str(person), before.query]
    elif not (here and str(person) in before.path):
        request.session.pop(_LIST, None)
    whose, query = request.session.get(_LIST, ("", None))
    return query if whose == str(person) else None


# --- what is shown ---------------------------------------------------------------------------------------------------------------


def _shown(view: PersonView, request: Request, *, inside: bool) -> dict[str, Any]:
    row, profile, box = view.official, view.profile, view.box
    names = competency.names()
    rules = words.rules_of(box.run.policy if box else None)
    may_see_discipline = people_access.can(request.actor, "view_discipline", row)
    context: dict[str, Any] = {
        "agency": row.agency.name,
        "view": view,
        "row": row,
        "nip": row.nip if inside else masked(row.nip),
        "profile": profile,
        "box": box,
        "rules": rules,
        "components": words.component_names(rules),
        "history": _history(view),
        "indicative_words": gettext(narrative.INDICATIVE),
        "looks": [(one, gettext(READINGS_BY_OFFICERS.get(one.what, one.what))) for one in view.looks[:LOOKS_SHOWN]],
        "looks_first": LOOKS_FIRST,
        "looks_left": max(len(view.looks) - LOOKS_SHOWN, 0),
        "is_old": view.newer_than_box(today()),
        "lapsed": _lapsed(view),
    }
    if profile is not None:
        context |= _results(profile, names)
    if box is not None:
        context |= _box(box, rules, names, may_see_discipline=may_see_discipline)
        context["opens_ledger"] = request.actor.holds(tenancy.MAY["view_ledger"], box.run.path)
    return context


def _lapsed(view: PersonView) -> str:
    """Why the result shown counts for nothing; empty where it counts."""
    if view.profile is None or not view.lapsed(today()):
        return ""
    text = gettext("Hasil ini diukur %(day)s. Hasil berlaku %(years)s tahun, jadi yang ini tidak lagi dihitung ke dalam kotak.")
    return text % {"day": tanggal(view.profile.measured_on), "years": num(view.validity)}


def _results(profile: Profile, names: dict[str, str]) -> dict[str, Any]:
    standard = profile.standard["levels"]
    asked = arrays.map_policy().potential_standard
    competencies = [_level(code, names, profile.levels.get(code), standard.get(code)) for code in COMPETENCIES]
    told: dict[str, Any] = {
        "competencies": competencies,
        "aspects": [_level(code, names, profile.levels.get(code), asked) for code in ASPECTS],
        "pillars": [_level(code, names, profile.levels[code], None) for code in PILLARS if code in profile.levels],
        "standard_words": gettext(words.STANDARDS[profile.standard["basis"]]),
        "source_words": gettext(words.SOURCES[profile.source]),
        "form": profile.form,
        "met": sum(one["gap"] is not None and one["gap"] >= 0 for one in competencies),
        "known_gaps": sum(one["gap"] is not None for one in competencies),
        "jpm": _match(profile, "jpm_competency"),
        "jpm_potential": _match(profile, "jpm_potential"),
        "career": _career(profile, names),
        "cell": words.cell(profile.map_row, profile.map_column)
        if profile.map_row is not None and profile.map_column is not None
        else "",
        "map_policy": arrays.map_policy(),
        "cell_chance": _cell_chance(profile),
        "likelier_cell": _likelier_cell(profile),
        "names_note": gettext(working.THREE_POTENTIALS),
        "level_chances": working.level_chances(profile, names, pictures.numbers()),
        "map_working": working.of_map(profile, names, pictures.numbers()),
        "map_picture": pictures.person_map(profile, gettext("Letak orang ini; angkanya ada pada kalimat di samping.")),
    }
    if standard and any("level" in held for held in profile.levels.values()):
        told["radar"] = pictures.competency_radar(profile.levels, standard, names)
    return told


def _level(code: str, names: dict[str, str], held: dict[str, Any] | None, standard: int | None) -> dict[str, Any]:
    level = held.get("level") if held else None
    known = held is not None and level is not None
    return {
        "name": names.get(code, code),
        "strip": pictures.strip(held, standard, names.get(code, code)),
        "level": level,
        "range": f"{held['low']}–{held['high']}" if known and held is not None and "low" in held else "",
        "chance": pictures.numbers().percent(held["p"][level]) if known and held is not None and "p" in held else "",
        "standard": standard,
        "gap": level - standard if level is not None and standard is not None else None,
    }


def _match(profile: Profile, name: str) -> str:
    value, low, high = (getattr(profile, f"{name}{end}") for end in ("", "_low", "_high"))
    if value is None:
        return gettext("tidak dapat dinilai")
    shown = num(words.percent(value), 2)
    if low is None or high is None:
        return gettext("%(value)s (rentang ketidakpastian tidak diketahui)") % {"value": shown}
    return gettext("%(value)s (rentang 90%%: %(low)s–%(high)s)") % {
        "value": shown,
        "low": num(words.percent(low), 2),
        "high": num(words.percent(high), 2),
    }


def _cell_chance(profile: Profile) -> str:
    if profile.map_chances is None or profile.map_row is None or profile.map_column is None:
        return ""
    return pictures.numbers().percent_told(profile.map_chances[profile.map_row][profile.map_column])


def _likelier_cell(profile: Profile) -> str:
    """Which cell is the most probable one, where another is shown."""
    if profile.map_chances is None or profile.map_row is None or profile.map_column is None:
        return ""
    chances = {(row, column): share for row, shares in enumerate(profile.map_chances) for column, share in enumerate(shares)}
    found = doubt.likelier((profile.map_row, profile.map_column), chances, chances)
    return (
        "" if found is None else doubt.told_likelier(words.cell(*found), pictures.numbers().percent_told(chances[found]), gettext)
    )


def _career(profile: Profile, names: dict[str, str]) -> dict[str, Any] | None:
    if not profile.career:
        return None
    if "scores" not in profile.career:
        return {"assessed": False}
    scores = profile.career["scores"]
    orientations = {"manajerial": gettext("manajerial"), "fungsional": gettext("fungsional"), "seimbang": gettext("seimbang")}
    return {
        "assessed": True,
        "code": profile.career["code"],
        "orientation": orientations[profile.career["orientation"]],
        "scores": [(names.get(code, code), scores[code]) for code in career.ranked(scores)],
    }


def _box(box: BoxResult, rules: TalentRules, names: Mapping[str, str], *, may_see_discipline: bool) -> dict[str, Any]:
    components = words.component_names(rules)
    reader = Reader(pictures.numbers(), names, box.run.as_of, origins=True)
    wide_open = _is_wide_open(box)
    desc, chances = gettext("Peluang tiap kotak ada pada tabel di bawah gambar ini."), pictures.chances_of(box)
    return {
        "box_picture": pictures.person_box(box, chances, rules, desc, 560),
        "box_picture_narrow": pictures.person_box(box, chances, rules, desc, 320),
        "possible": box.possible,
        "doubt": doubt.by_measurement_told(_placed(box), narrative_policy(), gettext, pictures.numbers()),
        "treatment": words.treatment(box.box) if box.box else None,
        "indicative": box.profile is not None and box.profile.indicative,
        "chances": _chances(chances),
        "wide_open": gettext(doubt.WIDE_OPEN) if wide_open else "",
        "deciding": [components.get(code, code) for code in box.deciding],
        "box_working": working.of_box(box, rules, reader, discipline=may_see_discipline),
    }


def _chances(chances: Mapping[int, Chance]) -> list[tuple[int, str]]:
    """The possible boxes with their probability, the likeliest first."""
    style = pictures.numbers()
    order = sorted(chances, key=lambda number: (-chances[number].high, -chances[number].low, number))
    return [(number, style.percent_range(chances[number].low, chances[number].high)) for number in order]


def _is_wide_open(box: BoxResult) -> bool:
    """Whether the probabilities say nothing, as the report judges it."""
    return box.chance_low is not None and doubt.is_wide_open(_placed(box), narrative_policy())


def _placed(box: BoxResult) -> doubt.Placed:
    low, high = (dict(enumerate(shares or (), 1)) for shares in (box.chance_low, box.chance_high))
    return doubt.Placed(box.box, tuple(box.possible), {}, low, high)


def _standing(box: BoxResult) -> str:
    if box.box:
        return gettext("Kotak %(k)s") % {"k": box.box}
    return gettext("Kotak yang mungkin: %(boxes)s") % {"boxes": ", ".join(map(str, box.possible))}


def _thin(profile: Profile | None) -> str:
    return f" · {gettext('formulir pendek, indikatif')}" if profile is not None and profile.indicative else ""


def _withdrawn(box: BoxResult) -> str:
    """When and why the run of this box was taken back; empty where it stands."""
    taken = getattr(box.run, "withdrawal", None)
    if taken is None:
        return ""
    day = tanggal(timezone.localtime(taken.withdrawn_at))
    return gettext("Ditarik pada %(day)s. Alasan: %(reason)s") % {"day": day, "reason": taken.reason}


def _history(view: PersonView) -> list[dict[str, Any]]:
    entries = [
        {
            "at": one.run.made_at,
            "text": _standing(one),
            "note": gettext("Kebijakan %(name)s, catatan sampai %(day)s")
            % {"name": gettext(one.run.policy.body["name"]), "day": tanggal(one.run.as_of)}
            + _thin(one.profile),
            "withdrawn": _withdrawn(one),
        }
        for one in view.boxes
    ]
    entries += [
        {
            "at": one.made_at,
            "text": gettext("Hasil asesmen masuk: %(source)s") % {"source": one.source_label},
            "note": gettext("Diukur %(day)s") % {"day": tanggal(one.measured_on)}
            + _thin(one)
            + (f" · {gettext('impornya dibatalkan, tidak berlaku')}" if one.pk in view.undone else ""),
        }
        for one in view.profiles
    ]
    return sorted(entries, key=lambda one: one["at"], reverse=True)
