"""What every template may ask for, whichever view renders it (allauth's own included)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from sembilan.kit import clock
from sembilan.kit.formats import waktu
from sembilan.web.ui import navigation


def everywhere(request: HttpRequest) -> dict[str, Any]:
    context: dict[str, Any] = {
        "language": translation.get_language(),
        "language_url": reverse("set_language"),
        "csp_nonce": str(getattr(request, "csp_nonce", "")),
        "messages": list(messages.get_messages(request)),
        "notices": notices(),
    }
    actor = getattr(request, "actor", None)
    if actor is not None:
        context |= {
            "actor": actor,
            "user_name": actor.label,
            "role_name": navigation.role_name(actor),
            "nav": navigation.menu(actor, request),
            "account_url": reverse("mfa_index"),
            "logout_url": reverse("account_logout"),
        }
    return context


def notices() -> list[dict[str, str]]:
    """What must stand on every page: that the people are synthetic, and that the clock was moved."""
    if not settings.DEMO:
        return []
    return [
        {
            "title": gettext("Data contoh."),
            "text": gettext("Semua orang dan angka di sini sintetis. Jam demo menunjukkan %(now)s.") % {"now": waktu(clock.now())},
        }
    ]
