"""The road of a first period: what an agency, or the nation, does once, in which order, and where it stands now.

It is shown until its last step is done; after that a day's work is told by `tasks.waiting_for` alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext

from sembilan.assembly import selectors as assembly
from sembilan.itembank import selectors as bank
from sembilan.itembank.models import ItemVersion
from sembilan.measurement import selectors as measurement
from sembilan.measurement.models import ScoringRun
from sembilan.people import selectors as people
from sembilan.profiling import selectors as profiling
from sembilan.profiling.models import TalentPolicy
from sembilan.scheduling import selectors as scheduling
from sembilan.tenancy import selectors as tenancy
from sembilan.tenancy.models import Organisation
from sembilan.tenancy.rules import Actor, Role


@dataclass(frozen=True)
class Step:
    """One step of the road. `href` is empty where it is not this actor's to take: then `note` says whose it is."""

    label: str
    note: str
    href: str
    done: bool


def road(actor: Actor) -> list[Step]:
    """The steps the actor's roles take part in; nothing once the road is behind them."""
    steps = [step for roles, walk in ROADS if actor.has(*roles) for step in walk(actor)]
    return [] if not steps or steps[-1].done else steps


def first_of(steps: list[Step]) -> Step | None:
    """What to do now: the first step that is not done, where it is this actor's to take."""
    first = next((step for step in steps if not step.done), None)
    return first if first is not None and first.href else None


def _agency_road(actor: Actor) -> Iterator[Step]:
    agency = tenancy.agency_of(actor.paths(_OF_AGENCY)[0])
    if agency is None:
        return
    yield _roster(actor)
    if actor.has(*_PLANNERS):
        yield _event(actor)
    if actor.has(*_VIEWERS):
        policies = list(profiling.policies(agency, actor=actor))
        yield _policy(actor, policies)
        yield _maps(actor, agency)


def _roster(actor: Actor) -> Step:
    mine = actor.has(Role.AGENCY_ADMIN)
    return Step(
        gettext("Impor daftar pegawai"),
        gettext("Satu berkas XLSX atau CSV; dipratinjau lebih dulu, dan dapat dibatalkan.") if mine else _by_admin(),
        reverse("people:imports") if mine else "",
        people.officials(actor=actor).exists(),
    )


def _event(actor: Actor) -> Step:
    newest = scheduling.events(actor=actor).first()
    return Step(
        gettext("Susun kegiatan, sesi, dan pesertanya"),
        gettext("Lewati bila semua hasil asesmen datang dari lembaga lain."),
        reverse("scheduling:event", args=[newest.uuid]) if newest else reverse("scheduling:add_event"),
        newest is not None and newest.registered > 0,  # type: ignore[attr-defined]  # counted by the selector
    )


def _policy(actor: Actor, policies: list[TalentPolicy]) -> Step:
    mine = actor.has(Role.AGENCY_ADMIN, Role.PPK)
    draft = next((one for one in policies if one.state == TalentPolicy.State.DRAFT), None)
    place = reverse("profiling:policy", args=[draft.uuid]) if draft else reverse("profiling:policies")
    return Step(
        gettext("Terbitkan kebijakan talenta"),
        gettext("Sebelum hasil tes dirilis; tanpa kebijakan, hasil tidak dapat dirilis.") if mine else _by_admin(),
        place if mine else "",
        any(one.state == TalentPolicy.State.PUBLISHED for one in policies),
    )


def _maps(actor: Actor, agency: Organisation) -> Step:
    return Step(
        gettext("Hitung kedua peta"),
        gettext("Setelah hasil tes dirilis, atau setelah hasil lembaga lain diimpor."),
        reverse("profiling:runs"),
        profiling.current_run(agency) is not None,
    )


def _by_admin() -> str:
    return gettext("Dikerjakan oleh admin instansi.")


def _nation_road(actor: Actor) -> Iterator[Step]:
    if actor.has(Role.NATIONAL_ADMIN):
        yield Step(
            gettext("Tambah instansi dan undang adminnya"),
            gettext("Admin instansi mengimpor pegawainya sendiri."),
            reverse("settings:agencies"),
            tenancy.agencies(actor=actor).exists() and not tenancy.without_admin(actor=actor).exists(),
        )
    yield Step(
        gettext("Tulis dan telaah soal"),
        gettext("Setiap soal ditelaah orang kedua sebelum dipakai."),
        reverse("itembank:overview"),
        bank.items(actor=actor, state=ItemVersion.State.APPROVED).exists(),
    )
    yield Step(
        gettext("Rakit formulir dan segel paketnya"),
        gettext("Paket yang disegel tidak dapat berubah dan tidak memuat kunci."),
        reverse("assembly:overview"),
        bool(assembly.batteries(actor=actor)),
    )
    if actor.has(*_MEASURERS):
        yield Step(
            gettext("Skor sesi yang selesai, periksa, dan rilis"),
            gettext("Dua orang menandatangani; kebijakan talenta instansi harus sudah terbit."),
            reverse("measurement:runs"),
            measurement.runs(actor=actor).filter(state=ScoringRun.State.RELEASED).exists(),
        )


_PLANNERS = (Role.AGENCY_ADMIN, Role.EVENT_OFFICER)
_VIEWERS = (Role.AGENCY_ADMIN, Role.COMMITTEE, Role.PPK)
_OF_AGENCY = (*_PLANNERS, Role.COMMITTEE, Role.PPK)
_MEASURERS = (Role.NATIONAL_ADMIN, Role.PSYCHOMETRICIAN)

ROADS: tuple[tuple[tuple[Role, ...], Callable[[Actor], Iterator[Step]]], ...] = (
    (_OF_AGENCY, _agency_road),
    ((Role.ITEM_WRITER, *_MEASURERS), _nation_road),
)
