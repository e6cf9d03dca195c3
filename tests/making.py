"""What tests need made: plain functions over services. Append; do not change what others use."""

from __future__ import annotations

import functools
import json
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import numpy as np

from sembilan.assembly import services as assembly
from sembilan.assembly.models import Battery, Blueprint, Form
from sembilan.delivery import services as delivery
from sembilan.delivery.models import Attempt, RosterEntry, SealedPackage, Session
from sembilan.itembank import generators
from sembilan.itembank import services as itembank
from sembilan.itembank.models import Instrument
from sembilan.profiling import selectors as profiling_selectors
from sembilan.profiling import services as profiling
from sembilan.tenancy.models import Organisation
from sembilan.tenancy.rules import NATION, SYSTEM, Actor, Held, Role
from tests.cast import AT
from tests.database import ROOT


def package_body(code: str = "UJI-1", *, sections: int = 2, items: int = 3, minutes: int = 10) -> dict[str, Any]:
    """A small package for a hall: graded items, and in its last section one item of every other type."""
    made = [_section(number, items, minutes) for number in range(1, sections + 1)]
    made[-1]["items"] += _one_of_each(len(made[-1]["items"]))
    return {
        "format": 1,
        "code": code,
        "name": f"Paket uji {code}",
        "evidence": "sample",
        "notices": {
            "privacy": {"title": "Pemberitahuan Privasi", "paragraphs": ["Jawaban dan waktu Anda dicatat untuk menghitung hasil."]},
            "honesty": {
                "title": "Pernyataan Kejujuran",
                "paragraphs": ["Dengan melanjutkan, saya menyatakan hal berikut."],
                "statements": ["Saya mengerjakan tes ini sendiri."],
                "accept": "Saya sudah membaca dan menyetujui pernyataan ini.",
            },
            "sample": "Bank soal ini adalah contoh, bukan dasar keputusan.",
        },
        "sections": made,
    }


def make_package(code: str = "UJI-1", **shape: int) -> SealedPackage:
    """A sealed package in delivery. The caller carries the nation's scope."""
    return delivery.receive_package(code, package_body(code, **shape), "sample", at=AT)


def roster_line(number: int, path: str, **changes: Any) -> delivery.RosterLine:
    fields: dict[str, Any] = {
        "ref": uuid.UUID(int=number),
        "name": f"Peserta {number}",
        "nip": f"19800101200501{number:04d}",
        "unit": "Bagian Umum",
        "participant_number": f"001-{number:04d}",
        "package": "UJI-1",
        "path": path,
        "room": "Lab 1",
        "seat": f"{number:02d}",
    }
    return delivery.RosterLine(**{**fields, **changes})


def make_session(
    path: str,
    persons: int = 2,
    *,
    actor: Actor = SYSTEM,
    starts_at: datetime = AT + timedelta(hours=1),
    pin_closes_minutes: int = 5,
    seats: int = 10,
    roster: Sequence[delivery.RosterLine] | None = None,
) -> Session:
    """A session in check-in with `persons` people in Lab 1; their packages must be there."""
    lines = roster if roster is not None else [roster_line(number, path) for number in range(1, persons + 1)]
    session = delivery.create_session(
        "Sesi uji", "Gedung uji", path, starts_at, pin_closes_minutes,
        rooms=[{"room": "Lab 1", "seats": seats}], roster=lines, actor=actor, at=AT,
    )  # fmt: skip
    return delivery.open_check_in(session, actor=actor, at=AT)


def make_pin(entry: RosterEntry, *, actor: Actor = SYSTEM, at: datetime = AT, seed: int = 1) -> str:
    """Check a person in where that is still to do, and issue a PIN."""
    if not hasattr(RosterEntry.objects.get(pk=entry.pk), "check_in"):
        delivery.confirm_identity(entry, "ktp", actor=actor, at=at)
    return delivery.issue_pin(entry, reason="PIN hilang", actor=actor, at=at, rng=np.random.default_rng(seed))


def make_sitting(session: Session, number: int = 1, *, at: datetime = AT) -> Attempt:
    """A candidate who has entered a running session, accepted the notices and opened the first section. Starts the session."""
    entry = RosterEntry.objects.get(session=session, ref=uuid.UUID(int=number))
    pin = make_pin(entry, at=at)
    attempt = delivery.enter(entry.participant_number, pin, at=at)
    if Session.objects.get(pk=session.pk).state == Session.State.CHECK_IN:
        delivery.start_session(session, actor=SYSTEM, at=at)
    delivery.accept_notices(attempt, at=at)
    return delivery.begin_section(attempt, at=at)


def _section(number: int, items: int, minutes: int) -> dict[str, Any]:
    return {
        "number": number,
        "code": f"bagian_{number}",
        "title": f"Bagian uji {number}",
        "purpose": "Bagian ini untuk pengujian.",
        "instructions": ["Baca soal sampai selesai.", "Pilih satu jawaban."],
        "unanswered": ["Soal yang tidak dijawab tidak memberi keterangan tentang Anda."],
        "minutes": minutes,
        "practice": [{**_item(f"LAT-{number}", 1, "graded"), "explanation": "Pilih satu jawaban saja."}],
        "items": [_item(f"S{number}-{index}", index, "graded") for index in range(1, items + 1)],
    }


def _item(name: str, number: int, kind: str, options: int = 4) -> dict[str, Any]:
    texts = [{"id": "ABCDEF"[index], "text": f"Pilihan {index + 1}", "image": None} for index in range(options)]
    return {
        "id": name,
        "number": number,
        "type": kind,
        "stem": f"Soal {name}: apa yang Anda lakukan?",
        "image": None,
        "options": texts,
    }


def _one_of_each(after: int) -> list[dict[str, Any]]:
    kinds = (("single", 4), ("multiple", 4), ("numeric", 0), ("best_worst", 4), ("ranking", 3))
    return [_item(f"J-{kind}", after + index, kind, options) for index, (kind, options) in enumerate(kinds, 1)]


def national(role: Role, number: int, label: str) -> Actor:
    """A synthetic officer who holds one role at the nation."""
    return Actor(uuid.UUID(int=number), label, frozenset({Held(role, NATION)}))


WRITER = national(Role.ITEM_WRITER, 901, "Wati (uji)")
REVIEWER = national(Role.ITEM_WRITER, 902, "Wawan (uji)")
MEASURER = national(Role.PSYCHOMETRICIAN, 903, "Siska (uji)")
SECOND_MEASURER = national(Role.PSYCHOMETRICIAN, 904, "Sandi (uji)")


@functools.cache
def bank_records() -> tuple[dict[str, Any], ...]:
    """The whole demo bank as item records: written texts and generated items. Do not change them; copy first."""
    files = sorted((ROOT / "demo" / "bank").glob("*/*.json"))
    written = [record for file in files for record in json.loads(file.read_text())]
    return (*written, *generators.bank(2025))


def instrument_texts() -> dict[str, Any]:
    texts: dict[str, Any] = json.loads((ROOT / "demo" / "bank" / "petunjuk.json").read_text())
    return texts


def make_instruments() -> dict[str, Instrument]:
    """The four instruments with their texts and notices, by code. The caller carries the nation's scope, here and below."""
    return {row.code: row for row in itembank.load_instruments(instrument_texts(), actor=MEASURER, at=AT)}


def make_bank() -> dict[str, Instrument]:
    """Instruments and every item of the demo bank, approved."""
    instruments = make_instruments()
    itembank.load_bank(bank_records(), author=WRITER, reviewer=REVIEWER, at=AT)
    return instruments


def make_blueprints() -> dict[tuple[str, str], Blueprint]:
    """(instrument code, name) -> the blueprints that come with the product."""
    return {(row.instrument.code, row.name): row for row in assembly.load_blueprints(actor=MEASURER, at=AT)}


def make_forms(name: str = "Lengkap", n_forms: int = 2, seed: int = 7) -> dict[str, list[Form]]:
    """Instrument code -> parallel forms by the blueprints of that name ("Lengkap" or "Pendek"), over a loaded bank."""
    plans = make_blueprints()
    rng = np.random.default_rng(seed)
    return {
        instrument: assembly.assemble_forms(plan, n_forms, rng=rng, actor=MEASURER, at=AT)
        for (instrument, called), plan in plans.items()
        if called == name
    }


def make_short_battery(code: str = "UJI-PENDEK", seed: int = 7) -> Battery:
    """Loads the bank, builds one short form of each instrument (39 items in all) and seals them as one package."""
    make_bank()
    forms = make_forms("Pendek", 1, seed)
    order = ("manajerial_sosiokultural", "potensi", "literasi_digital", "preferensi_karier")
    rng = np.random.default_rng(seed)
    return assembly.seal_battery(code, "Paket uji pendek", [forms[one][0] for one in order], actor=MEASURER, at=AT, rng=rng)


def publish_policy(agency: Organisation, period: str = "2025", *, at: datetime = AT) -> None:
    """The agency's rule for the period, which must be there before its results are released. A second call does nothing."""
    if profiling_selectors.policy_of_period(agency.path, period) is None:
        draft = profiling.draft_policy(agency, period, "bkn_411_2025", actor=SYSTEM, at=at)
        profiling.publish_policy(draft, actor=SYSTEM, at=at)
