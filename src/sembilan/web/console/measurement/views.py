"""Views of scoring runs."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.http import HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext

from sembilan.accounts import selectors as logins
from sembilan.competency import selectors as competency
from sembilan.delivery.models import Incident
from sembilan.kit import clock
from sembilan.kit.errors import RuleBroken
from sembilan.kit.formats import num, percent, waktu
from sembilan.kit.text import whole
from sembilan.measurement import access, errors, selectors, services
from sembilan.measurement.models import ScoringRequest, ScoringRun
from sembilan.measurement.rules.quality import LEAST_RELIABILITY, SHOWN_DECIMALS, Concern, concerns
from sembilan.profiling import selectors as profiling
from sembilan.tenancy import selectors as tenancy
from sembilan.tenancy.rules import Role
from sembilan.web.console.measurement.forms import HoldForm, NewRunForm, SignForm
from sembilan.web.ui.pages import Request, found, page, render, say, tell, told

INSIDERS = (Role.PSYCHOMETRICIAN, Role.NATIONAL_ADMIN)


@page(*INSIDERS)
def runs(request: Request) -> HttpResponse:
    """Which runs wait for whom, and which closed sessions have not been scored."""
    sessions = [one for one in selectors.closed_sessions(actor=request.actor) if not one.runs]
    waiting = selectors.requests(actor=request.actor).exclude(state=ScoringRequest.State.DONE)[:5]
    context = {
        "runs": [(one, _agency(one.path), len(selectors.signatures(one))) for one in selectors.runs(actor=request.actor)],
        "sessions": [(one, _agency(one.session.path)) for one in sessions],
        "requests": list(waiting),
        "may_score": access.can(request.actor, "score"),
    }
    return render(request, "console/measurement/runs.html", context)


@page(Role.PSYCHOMETRICIAN)
def new(request: Request) -> HttpResponse:
    """Choose closed sessions of one agency and hand them to the background."""
    closed = selectors.closed_sessions(actor=request.actor)
    choices = [(str(one.session.uuid), _session_label(one)) for one in closed]
    unscored = [one.session for one in closed if not one.runs]
    year = unscored[0].starts_at.year if unscored else clock.now().year
    first = {"sessions": [str(one.uuid) for one in unscored], "period": str(year)}
    form = NewRunForm(choices, request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        wanted = form.cleaned_data
        chosen = [one.session for one in closed if str(one.session.uuid) in wanted["sessions"]]
        agencies = {_agency_path(one.path) for one in chosen}
        if len(agencies) != 1:
            form.add_error("sessions", gettext("Pilih sesi dari satu instansi saja; setiap instansi dirilis sendiri."))
        else:
            try:
                made = services.request_scoring(
                    wanted["title"],
                    wanted["period"],
                    [one.uuid for one in chosen],
                    agencies.pop(),
                    actor=request.actor,
                    at=clock.now(),
                )
            except RuleBroken as problem:
                form.add_error(None, told(problem))
            else:
                return HttpResponseRedirect(reverse("measurement:request", args=[made.uuid]))
    return render(request, "console/measurement/new.html", {"form": form, "any": bool(closed)})


@page(*INSIDERS)
def request_page(request: Request, identifier: uuid.UUID) -> HttpResponse:
    """How far a scoring in the background is; it leads on to its run."""
    wanted = found(selectors.request(identifier, request.actor))
    if wanted.run is not None:
        target = reverse("measurement:run", args=[wanted.run.uuid])
        if request.htmx:
            return HttpResponse(headers={"HX-Redirect": target})
        return HttpResponseRedirect(target)
    going = wanted.state in (ScoringRequest.State.WAITING, ScoringRequest.State.WORKING)
    template = "console/measurement/_progress.html" if request.htmx else "console/measurement/request.html"
    return render(request, template, {"wanted": wanted, "going": going, "total": len(wanted.sessions)})


@page(*INSIDERS)
def run(request: Request, identifier: uuid.UUID) -> HttpResponse:
    """The quality sheet: is this run sound enough to be released?"""
    one = found(selectors.run(identifier, request.actor))
    return _sheet_page(request, one, HoldForm(), SignForm())


@page(Role.PSYCHOMETRICIAN)
def hold(request: Request, identifier: uuid.UUID) -> HttpResponse:
    one = found(selectors.run(identifier, request.actor))
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    form = HoldForm(request.POST)
    if form.is_valid():
        try:
            ref = selectors.ref_of(one, form.cleaned_data["person"])
            if ref is None:
                raise errors.AttemptUnknown
            services.hold_attempt(one, ref, form.cleaned_data["reason"], actor=request.actor, at=clock.now())
        except RuleBroken as problem:
            form.add_error("reason" if isinstance(problem, errors.ReasonMissing) else "person", told(problem))
        else:
            say(request, gettext("Hasil peserta ditahan. Lembar mutu dihitung ulang dan perlu diperiksa."))
            return _back(one)
    return _sheet_page(request, one, form, SignForm(), status=422)


@page(Role.PSYCHOMETRICIAN)
def lift(request: Request, identifier: uuid.UUID) -> HttpResponse:
    def act(one: ScoringRun) -> str:
        ref = selectors.ref_of(one, request.POST.get("person", ""))
        if ref is None:
            raise errors.AttemptUnknown
        services.release_hold(one, ref, request.POST.get("reason", ""), actor=request.actor, at=clock.now())
        return gettext("Hasil peserta dikembalikan. Lembar mutu dihitung ulang dan perlu diperiksa.")

    return _act(request, identifier, act)


@page(Role.PSYCHOMETRICIAN)
def check(request: Request, identifier: uuid.UUID) -> HttpResponse:
    def act(one: ScoringRun) -> str:
        services.check_run(one, actor=request.actor, at=clock.now(), sheet_number=_sheet_number(request))
        return gettext("Lembar mutu dinyatakan sudah diperiksa. Kini dua orang dapat menandatanganinya.")

    return _act(request, identifier, act)


@page(*INSIDERS)
def sign(request: Request, identifier: uuid.UUID) -> HttpResponse:
    def act(one: ScoringRun) -> str:
        note = request.POST.get("note", "")
        services.sign_sheet(one, note, actor=request.actor, at=clock.now(), sheet_number=_sheet_number(request))
        return gettext("Tanda tangan Anda tersimpan.")

    return _act(request, identifier, act)


@page(*INSIDERS)
def release(request: Request, identifier: uuid.UUID) -> HttpResponse:
    """Ask first, saying who will see what; then release."""
    one = found(selectors.run(identifier, request.actor))
    if request.method == "POST":

        def act(one: ScoringRun) -> str:
            services.release(one, actor=request.actor, at=clock.now(), sheet_number=_sheet_number(request))
            return gettext("Hasil sudah dirilis.")

        return _act(request, identifier, act)
    signatures = selectors.signatures(one)
    if one.state != ScoringRun.State.CHECKED or len(signatures) < services.SIGNATURES:
        if one.state == ScoringRun.State.RELEASED:
            tell(request, errors.RunReleased())
        elif one.state == ScoringRun.State.SCORED:
            tell(request, errors.NotChecked())
        else:
            tell(request, errors.SignaturesMissing(have=len(signatures)))
        return _back(one)
    context = {
        "run": one,
        "sheet": found(selectors.sheet(one)),
        "agency_name": _agency(one.path),
        "signatures": signatures,
        "earlier": selectors.earlier_releases(one),
        "policy": profiling.policy_of_period(one.path, one.period),
    }
    return render(request, "console/measurement/release.html", context)


# What several views share -------------------------------------------------------------------------------------------------------


def _act(request: Request, identifier: uuid.UUID, act: Callable[[ScoringRun], str]) -> HttpResponse:
    """A verb of the room by POST; a broken rule is told on the run's page."""
    one = found(selectors.run(identifier, request.actor))
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    try:
        say(request, act(one))
    except RuleBroken as problem:
        tell(request, problem)
    return _back(one)


def _back(one: ScoringRun) -> HttpResponse:
    return HttpResponseRedirect(reverse("measurement:run", args=[one.uuid]))


def _sheet_number(request: Request) -> int | None:
    return whole(request.POST.get("sheet", ""))


def _sheet_page(request: Request, one: ScoringRun, hold_form: HoldForm, sign_form: SignForm, status: int = 200) -> HttpResponse:
    sheet = found(selectors.sheet(one))
    signatures = selectors.signatures(one)
    signers = [it.signer for it in signatures]
    obstacle = None if request.actor.uuid in signers else logins.signing_obstacle(signers, request.actor.uuid)
    open_to_change = one.state != ScoringRun.State.RELEASED
    names = competency.names()
    context = {
        "run": one,
        "agency_name": _agency(one.path),
        "sheet": sheet,
        "facts": sheet.facts,
        "names": names,
        "concerns": [_concern(it, names, sheet.facts["joint"]["declared"]) for it in concerns(sheet.facts)],
        "signatures": signatures,
        "needed": services.SIGNATURES,
        "policy": profiling.policy_of_period(one.path, one.period),
        "signed": request.actor.uuid in signers,
        "obstacle": told(obstacle) if obstacle else "",
        "openers": logins.shared_openers(signers),
        "holds": selectors.holds(one),
        "attention": selectors.attention(one),
        "hold_form": hold_form,
        "sign_form": sign_form,
        "may_hold": open_to_change and access.can(request.actor, "hold"),
        "may_check": one.state == ScoringRun.State.SCORED and access.can(request.actor, "check"),
        "may_sign": one.state == ScoringRun.State.CHECKED and access.can(request.actor, "sign"),
        "steps": _steps(one, signatures),
        "package_columns": [{"label": code, "numeric": True} for code in sheet.facts["by_package"]],
        "package_lines": _package_lines(sheet.facts),
        "reliability": _reliability_chart(sheet.facts, names),
        "joint_lines": _joint_lines(sheet.facts["joint"]),
        "incident_names": {kind: gettext(label) for kind, label in Incident.Kind.choices},
    }
    return render(request, "console/measurement/run.html", context, status=status)


def _package_lines(facts: dict[str, Any]) -> list[tuple[str, str]]:
    """People by package, and how many filled in the career preferences."""
    lines = [(code, gettext("%(n)s peserta") % {"n": num(n)}) for code, n in facts["by_package"].items()]
    career = facts["career"]
    if career["persons"]:
        sentence = gettext("%(all)s dari %(n)s peserta menjawab semua blok")
        lines.append((gettext("Preferensi karier"), sentence % {"all": num(career["all_blocks"]), "n": num(career["persons"])}))
    return lines


def _reliability_chart(facts: dict[str, Any], names: dict[str, str]) -> dict[str, Any] | None:
    """Which scales tell people apart: what was found beside what the questions promised. None where no scale has enough people."""
    held = [one for one in facts["scales"] if one["marginal"]]
    if not held:
        return None
    scales = [names.get(one["scale"], one["scale"]) for one in held]
    found = [round(one["marginal"]["value"], SHOWN_DECIMALS) for one in held]
    promised = [round(sum(one["promised"].values()) / len(one["promised"]), SHOWN_DECIMALS) for one in held]
    return {
        "kind": "bar",
        "horizontal": True,
        "x": scales,
        "series": [
            {"name": gettext("Terukur"), "values": found},
            {"name": gettext("Dijanjikan soal"), "values": promised},
        ],
        "rows": [
            (scale, num(one, SHOWN_DECIMALS), num(other, SHOWN_DECIMALS))
            for scale, one, other in zip(scales, found, promised, strict=True)
        ],
    }


def _joint_titles() -> dict[str, str]:
    return {
        "within": gettext("Keterkaitan dalam satu kelompok skala"),
        "between": gettext("Keterkaitan kompetensi dan potensi"),
        "mean": gettext("Rata-rata kemampuan (logit)"),
        "spread": gettext("Sebaran kemampuan (logit)"),
    }


def _joint_lines(joint: dict[str, Any]) -> list[tuple[str, str]]:
    """How scales go together: what is taken for granted when they are scored jointly, and what these people show."""
    lines = []
    for name, title in _joint_titles().items():
        measured = joint["measured"][name]
        told = gettext("n kurang") if measured is None else num(measured, 2)
        lines.append(
            (
                title,
                gettext("dianggap %(declared)s, terukur %(measured)s")
                % {"declared": num(joint["declared"][name], 2), "measured": told},
            )
        )
    return lines


def _steps(one: ScoringRun, signatures: list[Any]) -> list[dict[str, Any]]:
    steps = [{"at": one.scored_at, "text": gettext("Diskor"), "who": one.scored_by}]
    if one.checked_at:
        steps.append({"at": one.checked_at, "text": gettext("Diperiksa"), "who": one.checked_by})
    steps += [{"at": it.at, "text": gettext("Ditandatangani"), "who": it.signer_label, "note": it.note} for it in signatures]
    if one.released_at:
        steps.append({"at": one.released_at, "text": gettext("Dirilis"), "who": one.released_by})
    return steps


def _concern(one: Concern, names: dict[str, str], declared: dict[str, float]) -> str:
    """One sentence a concern. None of them is a verdict. declared: what the joint prior takes for granted."""
    about, share = names.get(one.subject, one.subject), percent(one.value)
    coefficient = num(one.value, SHOWN_DECIMALS)
    match one.kind:
        case "evidence":
            return gettext("Instrumen masih bertaraf contoh atau uji coba: hasilnya bukan dasar keputusan.")
        case "reliability":
            return gettext("Reliabilitas %(scale)s %(value)s, di bawah %(least)s.") % {
                "scale": about,
                "value": coefficient,
                "least": num(LEAST_RELIABILITY, SHOWN_DECIMALS),
            }
        case "promised":
            sentence = gettext(
                "Soal %(scale)s terlalu sedikit atau kurang membedakan: reliabilitas yang dijanjikan %(value)s saja."
            )
            return sentence % {"scale": about, "value": coefficient}
        case "not_assessable":
            return gettext("%(share)s peserta tidak dapat dinilai pada %(scale)s.") % {"share": share, "scale": about}
        case "missing":
            return gettext("%(share)s soal %(scale)s tidak dijawab.") % {"share": share, "scale": about}
        case "unreadable":
            return gettext("%(n)s jawaban %(scale)s tidak terbaca.") % {"n": num(one.value), "scale": about}
        case "floor":
            return gettext("%(share)s peserta memperoleh nilai terendah pada %(scale)s: soalnya terlalu sulit bagi mereka.") % {
                "share": share,
                "scale": about,
            }
        case "ceiling":
            return gettext("%(share)s peserta memperoleh nilai tertinggi pada %(scale)s: soalnya terlalu mudah bagi mereka.") % {
                "share": share,
                "scale": about,
            }
        case "too_fast":
            return gettext("%(share)s peserta mengerjakan %(section)s jauh lebih cepat daripada yang lain.") % {
                "share": share,
                "section": about,
            }
        case "blind":
            return gettext("Memilih jawaban secara acak pada %(scale)s sudah bernilai level 1 atau lebih.") % {"scale": about}
        case "like_chance":
            return gettext("Jawaban %(share)s peserta pada %(section)s tidak dapat dibedakan dari memilih acak.") % {
                "share": share,
                "section": about,
            }
        case "straight":
            return gettext("%(share)s peserta memilih huruf yang sama belasan kali berturut-turut pada %(section)s.") % {
                "share": share,
                "section": about,
            }
        case "self_praising":
            sentence = gettext(
                "%(share)s peserta menjawab hampir semua pernyataan tentang dirinya pada %(section)s dengan yang terbaik."
            )
            return sentence % {"share": share, "section": about}
        case "joint":
            what = _joint_titles()[one.subject]
            sentence = gettext("%(what)s terukur %(value)s, padahal dianggap %(declared)s. Peluang di dekat batas dapat meleset.")
            return sentence % {"what": what, "value": coefficient, "declared": num(declared[one.subject], SHOWN_DECIMALS)}
        case _:
            return gettext("%(n)s insiden pada %(session)s.") % {"n": num(one.value), "session": about}


def _agency(path: str) -> str:
    node = tenancy.agency_of(path)
    return node.name if node else path


def _agency_path(path: str) -> str:
    node = tenancy.agency_of(path)
    return node.path if node else path


def _session_label(one: selectors.ClosedSession) -> str:
    scored = [gettext("sudah pernah diskor")] if one.runs else []
    people = gettext("%(n)s peserta") % {"n": num(one.begun)}
    return " · ".join([one.session.title, _agency(one.session.path), waktu(one.session.starts_at), people, *scored])
