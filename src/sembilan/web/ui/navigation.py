"""The main menu: what each role finds there. A line whose page is not his is not shown, and the page itself says 404."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext

from sembilan.kit.text import gettext_noop
from sembilan.tenancy.rules import Actor, Role

_NATION = {Role.NATIONAL_ADMIN, Role.PSYCHOMETRICIAN}
_AGENCY = {Role.AGENCY_ADMIN, Role.COMMITTEE, Role.PPK, Role.AUDITOR}

MENU: tuple[tuple[str, str, set[Role]], ...] = (
    (gettext_noop("Beranda"), "console:home", set(Role) - {Role.OFFICIAL}),
    (gettext_noop("Data pegawai"), "people:officials", _AGENCY | {Role.EVENT_OFFICER}),
    (gettext_noop("Kegiatan"), "scheduling:events", {Role.EVENT_OFFICER, Role.AGENCY_ADMIN, Role.NATIONAL_ADMIN}),
    (gettext_noop("Ruang tes"), "proctor:sessions", {Role.PROCTOR, Role.EVENT_OFFICER}),
    (gettext_noop("Bank soal"), "itembank:overview", _NATION | {Role.ITEM_WRITER}),
    (gettext_noop("Rakitan"), "assembly:overview", _NATION | {Role.ITEM_WRITER}),
    (gettext_noop("Pengukuran"), "measurement:runs", _NATION),
    (gettext_noop("Peta talenta"), "profiling:board", _AGENCY),
    (gettext_noop("Kebijakan"), "profiling:policies", _AGENCY),
    (gettext_noop("Laporan"), "reporting:overview", _AGENCY),
    (gettext_noop("Instansi"), "settings:agencies", {Role.NATIONAL_ADMIN}),
    (gettext_noop("Pengguna"), "settings:users", {Role.NATIONAL_ADMIN, Role.AGENCY_ADMIN}),
    (gettext_noop("Jejak"), "settings:audit", {Role.NATIONAL_ADMIN, Role.AGENCY_ADMIN, Role.AUDITOR}),
    (gettext_noop("Buku besar"), "settings:ledger", {Role.NATIONAL_ADMIN, Role.AGENCY_ADMIN, Role.AUDITOR, Role.PPK}),
    (gettext_noop("Hasil saya"), "portal:mine", {Role.OFFICIAL}),
)

ROLE_NAMES: dict[Role, str] = {
    Role.NATIONAL_ADMIN: gettext_noop("Admin nasional"),
    Role.AGENCY_ADMIN: gettext_noop("Admin instansi"),
    Role.EVENT_OFFICER: gettext_noop("Petugas kegiatan"),
    Role.PROCTOR: gettext_noop("Pengawas ruang"),
    Role.ITEM_WRITER: gettext_noop("Penulis soal"),
    Role.PSYCHOMETRICIAN: gettext_noop("Asesor dan psikometrika"),
    Role.COMMITTEE: gettext_noop("Komite talenta"),
    Role.PPK: gettext_noop("Pejabat Pembina Kepegawaian"),
    Role.OFFICIAL: gettext_noop("Pegawai"),
    Role.AUDITOR: gettext_noop("Auditor"),
}


def menu(actor: Actor, request: HttpRequest) -> list[dict[str, Any]]:
    lines = [(gettext(label), reverse(name)) for label, name, roles in MENU if actor.has(*roles)]
    current = max((href for _label, href in lines if request.path.startswith(href)), key=len, default="")
    return [{"label": label, "href": href, "current": href == current} for label, href in lines]


def role_name(actor: Actor) -> str:
    return ", ".join(gettext(ROLE_NAMES[role]) for role in sorted({one.role for one in actor.held}))
