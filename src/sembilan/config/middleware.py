"""Where a request gets its transaction, its scope and its actor."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.account.middleware import AccountMiddleware
from allauth.account.utils import url_str_to_user_pk
from allauth.core.exceptions import ImmediateHttpResponse, ReauthenticationRequired
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import SimpleTemplateResponse
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext

from sembilan.kit import scope
from sembilan.kit.text import whole
from sembilan.people import selectors as people
from sembilan.tenancy import selectors as tenancy

Next = Callable[[HttpRequest], HttpResponse]
View = Callable[..., HttpResponse]


class Gate:
    """Refuses what no page would read, before anybody knows who sends it.

    A body above the limit: an upload is written to the disk as it comes, and a form's token is looked for in it first of all. A NUL
    in an address: PostgreSQL keeps none, so it would end as a failure of ours.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        stated = whole(request.META.get("CONTENT_LENGTH") or "0")
        if stated is None or stated > settings.LARGEST_BODY:
            return _refusal(gettext("Kiriman ini terlalu besar."), 413)
        if "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            return _refusal(gettext("Alamat ini tidak dapat dibaca."), 400)
        return self.get_response(request)


def _refusal(sentence: str, status: int) -> HttpResponse:
    return HttpResponse(sentence, status=status, content_type="text/plain; charset=utf-8")


class ChosenLanguage:
    """Indonesian, unless the visitor himself chose English: many browsers here say en-US of themselves without anybody's choice."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        with translation.override(chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE):
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language())
            return response


class ScopedTransaction:
    """Every view runs in one transaction that carries the user's scope; an exception rolls all of it back.

    Done in `process_view` so that exceptions pass through the transaction before Django turns them into pages. Last in the list:
    the other middlewares' process_view must have run.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response
        self.account = AccountMiddleware(get_response)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: View, args: Any, kwargs: Any) -> HttpResponse:
        try:
            return _in_transaction(request, view, args, kwargs)
        except (ImmediateHttpResponse, ReauthenticationRequired) as detour:  # how allauth says "ask him first"
            answer: HttpResponse = self.account.process_exception(request, detour)
            return answer


def _in_transaction(request: Any, view: View, args: Any, kwargs: Any) -> HttpResponse:
    user = request.user
    request.actor = request.official_id = None
    with scope.carried(user=user.pk if user.is_authenticated else _logging_in(request)):
        if user.is_authenticated:
            if _lacks_second_factor(user, request):
                return HttpResponseRedirect(reverse("mfa_activate_totp"))
            request.actor = tenancy.actor_for(user)
            request.official_id = people.official_of_user(user.pk)
            scope.add_identity(scope=",".join(request.actor.scope), official=request.official_id or "")
        response = view(request, *args, **kwargs)
        if isinstance(response, SimpleTemplateResponse):
            response.render()  # a lazy page is drawn while its rows are still in scope
        if not response.has_header("Cache-Control"):  # what a person saw stays in no browser's and no proxy's store
            patch_cache_control(response, no_store=True, private=True)
        if response.status_code >= 500:
            transaction.set_rollback(True)
        return response


def _logging_in(request: HttpRequest) -> Any:
    """The user between password and second factor: allauth keeps him in the session, and he may read his own row."""
    pending = request.session.get("account_login") or {}
    key = pending.get("user_pk")
    return url_str_to_user_pk(key) if key else ""


def _lacks_second_factor(user: Any, request: HttpRequest) -> bool:
    if settings.MODE != "site" or not user.is_staff_account or request.path.startswith("/akun/"):
        return False
    return not Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()
