"""Verbs of assembly: keep a blueprint, build parallel forms, make a form's non-visual twin, seal a battery."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from numpy.random import Generator

from sembilan.assembly import selectors, shipped
from sembilan.assembly.access import can
from sembilan.assembly.errors import (
    AlreadySealed,
    BlueprintBroken,
    CodeInvalid,
    InstrumentTwice,
    NoForms,
    NotApproved,
    NothingToReplace,
    NoticesMissing,
    NoTwin,
    SameContent,
    UnknownInstrument,
)
from sembilan.assembly.events import BatterySealed
from sembilan.assembly.leaves import battery_facts
from sembilan.assembly.models import Battery, BatteryForm, Blueprint, Form, FormItem
from sembilan.assembly.rules.blueprint import form_problems, plan_of
from sembilan.assembly.rules.building import build_forms
from sembilan.assembly.rules.ordering import Order, balanced
from sembilan.assembly.rules.sealing import Section, SectionItem, package_body, scoring_table
from sembilan.audit.services import witness
from sembilan.delivery.services import receive_package
from sembilan.itembank import selectors as bank
from sembilan.itembank.models import Instrument, ItemVersion
from sembilan.itembank.rules import has_picture, lowest_evidence
from sembilan.kit.events import publish
from sembilan.ledger import services as ledger
from sembilan.tenancy.access import require
from sembilan.tenancy.rules import NATION, Actor

LETTERS = "ABCDEF"
NON_VISUAL = "-nv"
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9\-]{2,39}")


# --- blueprints --------------------------------------------------------------------------------------------------------


@transaction.atomic
def save_blueprint(instrument: Instrument, name: str, body: Mapping[str, Any], *, actor: Actor, at: datetime) -> Blueprint:
    """A new version of the named blueprint; the newest one itself where nothing changed. Raises BlueprintInvalid."""
    require(can(actor, "plan"))
    plan_of(instrument.code, body)
    newest = Blueprint.objects.filter(instrument=instrument, name=name).order_by("-version").first()
    if newest is not None and newest.body == body:
        return newest
    number = newest.version + 1 if newest else 1
    row = Blueprint.objects.create(
        instrument=instrument, name=name, body=dict(body), version=number, saved_at=at, saved_by=actor.label
    )
    witness("assembly.save_blueprint", row, actor=actor, at=at, path=NATION, instrument=instrument.code, name=name, version=number)
    return row


def load_blueprints(*, actor: Actor, at: datetime) -> list[Blueprint]:
    """The blueprints that come with the product. A second call makes nothing new. Raises UnknownInstrument."""
    require(can(actor, "plan"))
    saved = []
    for design in shipped.designs():
        instrument = bank.newest_instrument(design["instrument"])
        if instrument is None:
            raise UnknownInstrument(code=design["instrument"])
        saved.append(save_blueprint(instrument, design["name"], design["body"], actor=actor, at=at))
    return saved


# --- forms -------------------------------------------------------------------------------------------------------------


@transaction.atomic
def assemble_forms(blueprint: Blueprint, n_forms: int, *, rng: Generator, actor: Actor, at: datetime) -> list[Form]:
    """Parallel forms A, B, ... from the approved items, with their newest parameters.

    Raises BlueprintInvalid, FormCountInvalid, FormNotPossible.
    """
    require(can(actor, "build"))
    instrument = Instrument.objects.select_for_update().get(pk=blueprint.instrument_id)
    plan = plan_of(instrument.code, blueprint.body)
    versions = {version.item.code: version for version in bank.approved(instrument.code)}
    chosen = build_forms(plan, selectors.candidates(list(versions.values())), n_forms, rng)
    last = Form.objects.filter(blueprint__instrument__code=instrument.code).aggregate(last=Max("build"))["last"]
    number = (last or 0) + 1
    made = []
    for letter, codes in zip(LETTERS, chosen, strict=False):
        items = [versions[code] for code in codes]
        orders = balanced([bank.record_of(version) for version in items], rng)
        made.append(_form(blueprint, instrument.code, number, letter, list(zip(items, orders, strict=True)), at=at))
    facts = {"instrument": instrument.code, "forms": [form.code for form in made]}
    witness("assembly.assemble_forms", blueprint, actor=actor, at=at, path=NATION, **facts)
    return made


@transaction.atomic
def make_nonvisual(form: Form, *, actor: Actor, at: datetime) -> Form:
    """The form for people who do not see: each picture gives way to its twin in words, at the same place.

    Made once; later calls return it. Raises NothingToReplace, NoTwin (a picture without an approved twin).
    """
    require(can(actor, "build"))
    letter = form.letter + NON_VISUAL
    known = Form.objects.filter(blueprint=form.blueprint, build=form.build, letter=letter).first()
    if known is not None:
        return known
    instrument = form.blueprint.instrument
    twins = {version.item.code: version for version in bank.approved(instrument.code)}
    items = [(one.version, one.option_order) for one in selectors.form_items(form)]
    pictures = [version for version, _order in items if has_picture(version.content)]
    if not pictures:
        raise NothingToReplace(form=form.code)
    orphans = [version.item.code for version in pictures if version.item.nonvisual not in twins]
    if orphans:
        raise NoTwin(codes=", ".join(orphans))
    replaced = [(twins[version.item.nonvisual], "") if version in pictures else (version, order) for version, order in items]
    made = _form(form.blueprint, instrument.code, form.build, letter, replaced, at=at)
    witness("assembly.make_nonvisual", made, actor=actor, at=at, path=NATION, of=form.code, replaced=len(pictures))
    return made


def _form(
    blueprint: Blueprint, instrument: str, build: int, letter: str, items: Sequence[tuple[ItemVersion, Order]], *, at: datetime
) -> Form:
    form = Form.objects.create(blueprint=blueprint, code=f"{instrument}-{build}-{letter}", build=build, letter=letter, built_at=at)
    FormItem.objects.bulk_create(
        [
            FormItem(form=form, position=position, version=version, option_order=order)
            for position, (version, order) in enumerate(items, start=1)
        ]
    )
    return form


# --- seal --------------------------------------------------------------------------------------------------------------


@transaction.atomic
def seal_battery(
    code: str, name: str, forms: Sequence[Form], *, actor: Actor, at: datetime, rng: Generator | None = None
) -> Battery:
    """Compile forms, in this order, into one immutable package for halls, and keep its scoring table at the nation.

    The hash of package and table is a leaf of the log (`rng` only salts it, for tests). Forms stay sealed; a form may be part of
    several batteries. Raises CodeInvalid, AlreadySealed, SameContent, NoForms, InstrumentTwice, NotApproved, BlueprintBroken,
    NoticesMissing.
    """
    require(can(actor, "seal"))
    _refuse_seal(code, forms)
    notices = bank.notices()
    if not {"privacy", "honesty", "sample"} <= set(notices):
        raise NoticesMissing
    sections = [_section(form) for form in forms]
    evidence = lowest_evidence([form.blueprint.instrument.evidence for form in forms])
    table = scoring_table(sections)
    package = receive_package(code, package_body(code, name.strip() or code, evidence, notices, sections), evidence, at=at)
    battery = Battery(
        code=code,
        name=name.strip() or code,
        package_hash=package.hash,
        evidence=evidence,
        sealed_at=at,
        sealed_by=actor.label,
        scoring=table,
    )
    codes = [form.code for form in forms]
    battery.leaf = ledger.append("form", battery_facts(battery, codes), path=NATION, at=at, rng=rng).position
    battery.save()
    BatteryForm.objects.bulk_create(
        [BatteryForm(battery=battery, position=position, form=form) for position, form in enumerate(forms, start=1)]
    )
    Form.objects.filter(pk__in=[form.pk for form in forms], sealed_at=None).update(sealed_at=at)
    facts = {"package_hash": package.hash, "leaf": battery.leaf, "forms": codes}
    witness("assembly.seal_battery", battery, actor=actor, at=at, path=NATION, code=code, **facts)
    publish(BatterySealed(code))
    return battery


def _refuse_seal(code: str, forms: Sequence[Form]) -> None:
    if not _CODE.fullmatch(code):
        raise CodeInvalid
    if Battery.objects.filter(code=code).exists():
        raise AlreadySealed(code=code)
    if not forms:
        raise NoForms
    if len({form.blueprint.instrument.code for form in forms}) < len(forms):
        raise InstrumentTwice
    wanted = [form.pk for form in forms]
    for battery in Battery.objects.filter(sections__form=forms[0]).distinct():
        if list(battery.sections.order_by("position").values_list("form", flat=True)) == wanted:
            raise SameContent(code=battery.code)


def _section(form: Form) -> Section:
    rows = selectors.form_items(form)
    instrument, plan = form.blueprint.instrument, plan_of(form.blueprint.instrument.code, form.blueprint.body)
    loose = [row.version.item.code for row in rows if row.version.state != ItemVersion.State.APPROVED]
    if loose:
        raise NotApproved(form=form.code, codes=", ".join(loose))
    problems = form_problems(plan, selectors.held(rows))
    if problems:
        raise BlueprintBroken(form.code, problems)
    parameters = bank.parameters_of([row.version for row in rows])
    items = []
    for row in rows:
        given = parameters[row.version_id]
        items.append(
            SectionItem(
                selectors.shown(row),
                row.option_order,
                row.version.number,
                given.model if given else "",
                given.values if given else None,
                given.source if given else "",
            )
        )
    return Section(
        form.code, instrument.code, instrument.name, instrument.purpose, instrument.instructions, instrument.practice, plan, items
    )
