"""Every address of the site. tests/house walks them all: each stands in the access table, and a stranger gets 404."""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views.decorators.http import require_GET
from django.views.i18n import set_language


@require_GET
def alive(request: HttpRequest) -> HttpResponse:
    """Whether pages are served; used by the supervisor and by watchers."""
    return HttpResponse("ok", content_type="text/plain")


urlpatterns = [
    path("sehat", alive, name="alive"),
    path("bahasa/", set_language, name="set_language"),
    path("masuk/", account.login, name="account_login"),
    path("keluar/", account.logout, name="account_logout"),
    path("akun/konfirmasi/", account.reauthenticate, name="account_reauthenticate"),
    path("akun/kata-sandi/", account.password_change, name="account_change_password"),
    path("akun/nonaktif/", account.account_inactive, name="account_inactive"),
    path("akun/faktor-kedua/", mfa.index, name="mfa_index"),
    path("akun/faktor-kedua/kode/", mfa.authenticate, name="mfa_authenticate"),
    path("akun/faktor-kedua/konfirmasi/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("akun/faktor-kedua/pasang/", totp.activate_totp, name="mfa_activate_totp"),
    path("akun/faktor-kedua/kode-cadangan/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("akun/faktor-kedua/kode-cadangan/baru/", recovery.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("akun/faktor-kedua/kode-cadangan/unduh/", recovery.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("", include("sembilan.web.urls")),
]

handler400 = "sembilan.web.ui.pages.bad_request"
handler403 = "sembilan.web.ui.pages.forbidden"
handler404 = "sembilan.web.ui.pages.not_found"
handler500 = "sembilan.web.ui.pages.server_error"
