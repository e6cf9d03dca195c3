"""Posts that a source calls vacant, and those of which nobody knows."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from sembilan.kit import clock
from sembilan.kit.errors import RuleBroken
from sembilan.people import access, selectors, services
from sembilan.tenancy.rules import Role
from sembilan.web.console.people.forms import VacancyForm
from sembilan.web.console.people.views import READERS
from sembilan.web.ui.pages import Request, found, page, render, say, tell, told


@page(*READERS)
def vacancies(request: Request) -> HttpResponse:
    """The vacant posts with their document and its day; the keeper of the data adds one by naming such a document."""
    open_posts = list(selectors.posts_without_holder(actor=request.actor))
    mine = [post for post in open_posts if access.can(request.actor, "set_vacancy", post.unit or post.agency)]
    form = VacancyForm([(post.pk, f"{post.code} · {post.name}") for post in mine], request.POST or None)
    if request.method == "POST" and mine and form.is_valid():
        told_by = form.cleaned_data
        post = found(selectors.position(told_by["position"], actor=request.actor))
        try:
            services.set_vacancy(post, told_by["source"], told_by["day"], actor=request.actor, at=clock.now())
        except RuleBroken as problem:
            form.add_error(None, told(problem))
        else:
            say(request, gettext("%(name)s dicatat lowong.") % {"name": post.name})
            return HttpResponseRedirect(reverse("people:vacancies"))
    rows = list(selectors.positions(actor=request.actor, vacant=True))
    context = {
        "rows": [(post, access.can(request.actor, "set_vacancy", post.unit or post.agency)) for post in rows],
        "unknown": len(open_posts),
        "form": form if mine else None,
        "keeper": request.actor.has(Role.AGENCY_ADMIN),
    }
    return render(request, "console/people/vacancies.html", context, status=400 if form.errors else 200)


@require_POST
@page(Role.AGENCY_ADMIN)
def withdraw(request: Request, position: int) -> HttpResponse:
    """The document no longer holds: the post goes back to what is known of it."""
    post = found(selectors.position(position, actor=request.actor))
    try:
        services.set_vacancy(post, "", None, actor=request.actor, at=clock.now())
    except RuleBroken as problem:
        tell(request, problem)
    else:
        say(request, gettext("%(name)s tidak lagi dicatat lowong.") % {"name": post.name})
    return HttpResponseRedirect(reverse("people:vacancies"))
