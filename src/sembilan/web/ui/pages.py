"""What every face's views share: rendering, the actor, 404 for what is not yours, a broken rule told in the user's language."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from django.contrib import messages
from django.db import InterfaceError, OperationalError, connections
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render as django_render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext
from django_htmx.middleware import HtmxDetails

from sembilan.kit.errors import Reasons, RuleBroken
from sembilan.tenancy.errors import NotAllowed
from sembilan.tenancy.rules import Actor, Role

T = TypeVar("T")


class Request(HttpRequest):
    """A request as our middleware leaves it."""

    actor: Actor
    official_id: int | None
    htmx: HtmxDetails
    csp_nonce: str


class View(Protocol):
    def __call__(self, request: Any, /, *args: Any, **kwargs: Any) -> HttpResponse: ...


def page(*roles: Role) -> Callable[[View], View]:
    """A page for people who hold one of `roles` anywhere (none named: any login). Others get 404, strangers the login page.

    The view itself finds its rows with selectors that take the actor, so that another agency's rows are not found either.
    """

    def wrap(view: View) -> View:
        @functools.wraps(view)
        def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return HttpResponseRedirect(f"{reverse('account_login')}?next={request.path}")
            if roles and not request.actor.has(*roles):
                raise Http404
            try:
                return view(request, *args, **kwargs)
            except NotAllowed as refused:
                return forbidden(request, refused)

        guarded.roles = roles  # type: ignore[attr-defined]  # read by the house test over all URLs
        return guarded

    return wrap


def render(request: HttpRequest, template: str, context: dict[str, Any] | None = None, *, status: int = 200) -> HttpResponse:
    """Render a Jinja2 template; what base.html needs comes from web/ui/context.py."""
    return django_render(request, template, context or {}, status=status)


def found(row: T | None) -> T:
    """The row, or 404: what is not there and what is not yours look the same."""
    if row is None:
        raise Http404
    return row


def told(problem: RuleBroken) -> str:
    """A broken rule in the user's language, with the reasons it carries."""
    parts = {
        name: "; ".join(told(one) for one in value) if isinstance(value, Reasons) else value
        for name, value in problem.parameters.items()
    }
    return gettext(problem.message) % parts if parts else gettext(problem.message)


def tell(request: HttpRequest, problem: RuleBroken) -> None:
    """Show a broken rule on the next page."""
    messages.error(request, told(problem))


def say(request: HttpRequest, sentence: str) -> None:
    messages.success(request, sentence)


def download(content: bytes, name: str, kind: str) -> HttpResponse:
    """A file to keep. `name` may hold anything (a unit's code comes from a source): it is quoted as RFC 6266 asks."""
    disposition = content_disposition_header(as_attachment=True, filename=" ".join(name.split()))
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": disposition or "attachment"})


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return django_render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return django_render(request, "403.html", {"reason": told(exception) if isinstance(exception, RuleBroken) else ""}, status=403)


def form_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without the page's own token: it stood open too long, or came from elsewhere. Django logs which."""
    return forbidden(request)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return django_render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Nothing was half done: the transaction is rolled back. A database that does not answer is told apart, and worth trying again.

    Rendered without the request, so that the page itself asks no database.
    """
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        connections.close_all()
        if request.content_type == "application/json":  # the runner keeps its outbox and tries again
            sentence = gettext("Server sedang tidak dapat dihubungi. Jawaban Anda aman di komputer ini.")
            away = {"code": "site.database_away", "message": sentence}
            return JsonResponse(away, status=503, headers={"Retry-After": "5"})
        return HttpResponse(render_to_string("503.html"), status=503, headers={"Retry-After": "15"})
    return HttpResponse(render_to_string("500.html"), status=500)
