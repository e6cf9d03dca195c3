"""Questions about blueprints, forms and sealed batteries; and the scoring table that measurement asks for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from sembilan.assembly import access, shipped
from sembilan.assembly.models import Battery, Blueprint, Form, FormItem
from sembilan.assembly.rules import drafting
from sembilan.assembly.rules.blueprint import Held
from sembilan.assembly.rules.building import Candidate, candidate_of
from sembilan.assembly.rules.ordering import reordered
from sembilan.assembly.rules.parallel import Report, report_on
from sembilan.itembank import selectors as bank
from sembilan.itembank.models import ItemVersion
from sembilan.itembank.rules import Record, chance_of, credits_of_letters, kind_of, response_model
from sembilan.psychometrics.forensics import letter_positions, random_positions
from sembilan.psychometrics.quadrature import Grid
from sembilan.psychometrics.quality import information_reliability
from sembilan.tenancy.rules import Actor


def blueprints(*, actor: Actor) -> list[Blueprint]:
    """The newest version of each, with its instrument, in the order of instruments."""
    newest: dict[tuple[str, str], Blueprint] = {}
    for row in access.visible_to(actor).select_related("instrument").order_by("instrument__pk", "name", "version"):
        newest[row.instrument.code, row.name] = row
    return list(newest.values())


def blueprint(identifier: int, *, actor: Actor) -> Blueprint | None:
    return access.visible_to(actor).select_related("instrument").filter(pk=identifier).first()


def stock(instrument: str) -> Counter[drafting.Place]:
    """How many approved items a form can take at each place; those that only stand in for a picture are never taken."""
    found = candidates(bank.approved(instrument))
    twins = {one.twin for one in found}
    return Counter((one.scale, one.kind, one.family) for one in found if one.code not in twins)


def draft(instrument: str) -> dict[str, Any]:
    """The body of a blueprint from nothing: a line for each place of the stock, none taken."""
    return drafting.draft(stock(instrument), [one["body"] for one in shipped.designs() if one["instrument"] == instrument])


def blueprint_versions(of: Blueprint, *, actor: Actor) -> list[Blueprint]:
    return list(access.visible_to(actor).filter(instrument=of.instrument, name=of.name).order_by("-version"))


def forms(*, actor: Actor, blueprint: Blueprint | None = None) -> list[Form]:
    """With their blueprint, instrument and number of items; the newest build first."""
    rows = access.forms_visible_to(actor).select_related("blueprint__instrument").annotate(n_items=Count("form_items"))
    if blueprint is not None:
        rows = rows.filter(blueprint__instrument=blueprint.instrument, blueprint__name=blueprint.name)
    return list(rows.order_by("-built_at", "blueprint", "letter"))


def form(code: str, *, actor: Actor) -> Form | None:
    return access.forms_visible_to(actor).select_related("blueprint__instrument").filter(code=code).first()


def build(of: Form, *, actor: Actor) -> list[Form]:
    """The forms that were built together with this one, by letter."""
    rows = access.forms_visible_to(actor).filter(blueprint__instrument=of.blueprint.instrument, build=of.build)
    return list(rows.select_related("blueprint__instrument").order_by("letter"))


def form_items(of: Form) -> list[FormItem]:
    """In order, with version, item and instrument."""
    return list(FormItem.objects.filter(form=of).select_related("version__item__instrument").order_by("position"))


def shown(of: FormItem) -> Record:
    """The item as its form shows it: options in the form's order, credits under their new letters."""
    return reordered(bank.record_of(of.version), of.option_order)


def candidates(of: Sequence[ItemVersion]) -> list[Candidate]:
    """Items as assembly looks at them, with their newest parameters."""
    parameters = bank.parameters_of(of)
    found = []
    for version in of:
        given = parameters[version.pk]
        found.append(candidate_of(bank.record_of(version), given.model if given else None, given.values if given else None))
    return found


def held(of: Sequence[FormItem]) -> list[Held]:
    """What a form holds, as its blueprint asks for it."""
    return [
        Held(
            one.version.item.code,
            one.version.item.scale,
            kind_of(one.version.type, one.version.fakeable),
            one.version.generator["family"] if one.version.generator else None,
            one.version.level,
            frozenset(one.version.item.enemies),
        )
        for one in of
    ]


def report(of: Sequence[Form]) -> Report:
    """How parallel these forms are, by letter."""
    return report_on({one.letter: candidates([item.version for item in form_items(one)]) for one in of})


@dataclass(frozen=True)
class Blind:
    """Where who answers a scale of a form without reading would be taken to stand, logits: at random, or one letter throughout.

    promised: the reliability that the scale's questions promise (psychometrics.quality.information_reliability).
    """

    scale: str
    at_random: float
    letters: dict[str, float]
    promised: float


def blind(of: Form) -> list[Blind]:
    """By scale, in the form's order; letters as far as the scale's questions have them."""
    rows = form_items(of)
    parameters = bank.parameters_of([one.version for one in rows])
    scored = [(shown(one), given) for one in rows if (given := parameters[one.version_id]) is not None]
    asked = [(record["type"], record["scoring"], len(record["options"])) for record, _given in scored]
    scales = [record["scale"] for record, _given in scored]
    models = [response_model(given.model, given.values) for _record, given in scored]
    at_random = random_positions(scales, models, [chance_of(*one) for one in asked])
    letters = letter_positions(scales, models, [credits_of_letters(*one) for one in asked])
    own = {scale: [model for model, name in zip(models, scales, strict=True) if name == scale] for scale in at_random}
    promised = {scale: information_reliability(items, Grid.standard()).value for scale, items in own.items()}
    return [Blind(scale, position, letters[scale], promised[scale]) for scale, position in at_random.items()]


def batteries(*, actor: Actor) -> list[Battery]:
    """The newest first."""
    return list(access.batteries_visible_to(actor).defer("scoring").annotate(n_sections=Count("sections")))


def battery(code: str, *, actor: Actor) -> Battery | None:
    return access.batteries_visible_to(actor).filter(code=code).first()


def battery_forms(of: Battery) -> list[Form]:
    """The sealed forms, in order."""
    rows = of.sections.select_related("form__blueprint__instrument").order_by("position")
    return [row.form for row in rows]


def scoring_table(package_code: str) -> list[dict[str, Any]]:
    """One row an item of the package, as sealed (rules.sealing.scoring_table).

    item, section, instrument, scale, kind, type, model, parameters, scoring, n_options, omission, minimum_share, fakeable.
    Empty for an unknown package, and outside the nation's scope.
    """
    row = Battery.objects.filter(code=package_code).values_list("scoring", flat=True).first()
    return list(row or [])
