"""Home: what waits for me. An official is sent to his own results; each task is a question to the room that knows it."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from sembilan.tenancy.rules import STAFF_ROLES
from sembilan.web.console.home.tasks import waiting_for
from sembilan.web.ui.pages import Request, page, render


@page()
def home(request: Request) -> HttpResponse:
    if not request.actor.has(*STAFF_ROLES):
        return HttpResponseRedirect(reverse("portal:mine"))
    return render(request, "console/home.html", {"tasks": waiting_for(request.actor)})
