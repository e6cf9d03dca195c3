"""My results: what they say, what they do not say, how sure they are, who looked, and what I can do. No address names a person."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from sembilan.accounts import selectors as logins
from sembilan.kit import clock
from sembilan.kit.errors import RuleBroken
from sembilan.people.models import Official
from sembilan.profiling import selectors as profiling
from sembilan.reporting import person, selectors, services, working
from sembilan.reporting.rules.narrative import IS_NOT
from sembilan.tenancy.rules import Role
from sembilan.web.portal.drawing import pictures_of
from sembilan.web.ui.pages import Request, download, found, page, render, tell

READINGS_SHOWN = 5


@page(Role.OFFICIAL)
def mine(request: Request) -> HttpResponse:
    me = selectors.me(request.actor)
    history = logins.access_history(request.actor.uuid)
    if me is None:
        return render(request, "portal/nobody.html", {"access_history": history})
    context = {"me": me, "access_history": history, "being_checked": selectors.being_checked(me), **_looks(me, request)}
    facts = selectors.facts_of([me]).get(me.pk)
    if facts is None:
        return render(request, "portal/waiting.html", context)
    language = translation.get_language() if translation.get_language() in person.LABELS else "id"
    texts = selectors.dictionary(language)
    shown = person.person_report(facts, texts, code="", site="", at=clock.now(), language=language, nip=me.nip)
    context |= {
        "report": shown,
        "pictures": pictures_of(shown),
        "level_chances": working.level_chances(facts.profile, person.scale_names(texts), shown.labels.numbers),
        "against_tier": facts.profile.standard.get("basis") == "tier",
        "error_known": facts.profile.error_known,
        "is_not": [gettext(line) for line in IS_NOT],
    }
    return render(request, "portal/mine.html", context)


def _looks(me: Official, request: Request) -> dict[str, Any]:
    looks = profiling.who_looked(me, actor=request.actor)
    return {
        "readings": looks[:READINGS_SHOWN],
        "earlier_readings": looks[READINGS_SHOWN:],
        "reading_count": sum(one.times for one in looks),
        "reading_names": {what: gettext(name) for what, name in selectors.READINGS.items()},
    }


@require_POST
@page(Role.OFFICIAL)
def report(request: Request) -> HttpResponse:
    """My report as PDF."""
    me = found(selectors.me(request.actor))
    language = translation.get_language() if translation.get_language() in person.LABELS else "id"
    try:
        document, content = services.make_report(
            me, actor=request.actor, at=clock.now(), language=language, site=request.build_absolute_uri("/")
        )
    except RuleBroken as problem:
        tell(request, problem)
        return HttpResponseRedirect(reverse("portal:mine"))
    return download(content, f"{gettext('laporan-profiling')}-{document.code}.pdf", "application/pdf")
