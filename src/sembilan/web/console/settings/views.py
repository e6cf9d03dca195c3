"""Views of users and roles."""

from __future__ import annotations

import uuid
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext

from sembilan.accounts import selectors as logins
from sembilan.accounts import services as accounts
from sembilan.accounts.errors import ActivationInvalid
from sembilan.kit import clock
from sembilan.kit.errors import RuleBroken
from sembilan.tenancy import selectors, services
from sembilan.tenancy.rules import NATION_ROLES, Role
from sembilan.web.console.settings.forms import ActivateForm, AgencyForm, RenewForm, UserForm
from sembilan.web.ui.navigation import ROLE_NAMES
from sembilan.web.ui.pages import Request, found, page, render, say, tell, told

ADMINS = (Role.NATIONAL_ADMIN, Role.AGENCY_ADMIN)
PER_PAGE = 50


def activate(request: HttpRequest, secret: str) -> HttpResponse:
    """The one-time link: whoever holds it sets the first password. Says the same for every link that is not valid."""
    form = ActivateForm(request.POST or None)
    try:
        accounts.require_open_link(secret, at=clock.now())
    except ActivationInvalid as over:
        return render(request, "console/settings/activate.html", {"over": told(over)}, status=410)
    if request.method == "POST" and form.is_valid():
        try:
            user = accounts.activate(secret, form.cleaned_data["password"], at=clock.now())
        except RuleBroken as problem:
            form.add_error("password", told(problem))
        else:
            say(request, gettext("Kata sandi tersimpan. Silakan masuk dengan nama pengguna %(name)s.") % {"name": user.username})
            return HttpResponseRedirect(reverse("account_login"))
    return render(request, "console/settings/activate.html", {"form": form, "over": ""})


@page(Role.NATIONAL_ADMIN)
def agencies(request: Request) -> HttpResponse:
    """Every agency with its administrators; a new one, whose first administrator is invited next."""
    form = AgencyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        wanted = form.cleaned_data
        try:
            made = services.add_agency(selectors.nation(), wanted["code"], wanted["name"], actor=request.actor, at=clock.now())
        except RuleBroken as problem:
            form.add_error("code", told(problem))
        else:
            say(request, gettext("%(name)s ditambahkan. Berikutnya: undang adminnya.") % {"name": made.name})
            return HttpResponseRedirect(_invitation(made.uuid))
    search = request.GET.get("cari", "")
    listed = Paginator(selectors.administered(actor=request.actor, search=search), PER_PAGE).get_page(request.GET.get("hal"))
    return render(
        request, "console/settings/agencies.html", {"form": form, "page": listed, "search": search, "invitation": _invitation}
    )


def _invitation(agency: uuid.UUID) -> str:
    return f"{reverse('settings:add_user')}?{urlencode({'role': Role.AGENCY_ADMIN.value, 'organisation': agency})}"


@page(*ADMINS)
def users(request: Request) -> HttpResponse:
    found_users = selectors.users(actor=request.actor, search=request.GET.get("cari", ""))
    return render(
        request,
        "console/settings/users.html",
        {
            "page": Paginator(found_users, PER_PAGE).get_page(request.GET.get("hal")),
            "search": request.GET.get("cari", ""),
            "role_names": ROLE_NAMES,
        },
    )


@page(*ADMINS)
def add_user(request: Request) -> HttpResponse:
    begun = {field: request.GET[field] for field in ("role", "organisation") if field in request.GET}
    form = UserForm(_grantable(request), selectors.grantable(actor=request.actor), request.POST or None, initial=begun)
    if request.method == "POST" and form.is_valid():
        wanted, at = form.cleaned_data, clock.now()
        try:
            made = services.invite(
                wanted["username"],
                wanted["name"],
                Role(wanted["role"]),
                wanted["organisation"],
                person_number=wanted["number"],
                actor=request.actor,
                at=at,
            )
        except RuleBroken as problem:
            form.add_error(None, told(problem))
        else:
            link = request.build_absolute_uri(reverse("settings:activate", args=[made.activation]))
            return render(request, "console/settings/invited.html", {"made": made.user, "link": link})
    return render(request, "console/settings/add_user.html", {"form": form})


@page(*ADMINS)
def user(request: Request, user: uuid.UUID) -> HttpResponse:
    """One user: his roles; a new link; end of a role."""
    row = found(selectors.user(user, actor=request.actor))
    if request.method == "POST":
        try:
            if "link" in request.POST:
                secret = services.renew_activation(row, request.POST.get("reason", ""), actor=request.actor, at=clock.now())
                link = request.build_absolute_uri(reverse("settings:activate", args=[secret]))
                return render(request, "console/settings/invited.html", {"made": row, "link": link})
            membership = found(selectors.membership(row, request.POST.get("end", ""), actor=request.actor))
            services.end_membership(membership, actor=request.actor, at=clock.now())
            say(request, gettext("Peran diakhiri."))
        except RuleBroken as problem:
            tell(request, problem)
        return HttpResponseRedirect(reverse("settings:user", args=[row.uuid]))
    return render(
        request,
        "console/settings/user.html",
        {
            "row": row,
            "memberships": selectors.memberships(row, actor=request.actor),
            "role_names": ROLE_NAMES,
            "links": logins.access_history(row.uuid),
            "renew_form": RenewForm(),
        },
    )


def _grantable(request: Request) -> list[Role]:
    roles: list[Role] = [role for role in Role if role != Role.OFFICIAL]
    return roles if request.actor.has(Role.NATIONAL_ADMIN) else [role for role in roles if role not in NATION_ROLES]
