"""Home: what waits for me, and what comes first in a house that has just begun. An official is sent to his own results.

Each task is a question to the room that knows it.
"""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from sembilan.tenancy.rules import STAFF_ROLES
from sembilan.web.console.home.steps import first_of, road
from sembilan.web.console.home.tasks import waiting_for, when_nothing_waits
from sembilan.web.ui.pages import Request, page, render


@page()
def home(request: Request) -> HttpResponse:
    if not request.actor.has(*STAFF_ROLES):
        return HttpResponseRedirect(reverse("portal:mine"))
    steps = road(request.actor)
    context = {
        "tasks": waiting_for(request.actor, first_of(steps)),
        "steps": steps,
        "first": first_of(steps),
        "meanwhile": when_nothing_waits(request.actor),
    }
    return render(request, "console/home.html", context)
