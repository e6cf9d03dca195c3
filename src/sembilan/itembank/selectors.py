"""Questions to the bank. Rows come out only for an actor who may see them, and only in the nation's own scope."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from sembilan.itembank import access
from sembilan.itembank.models import EvidenceStatement, Instrument, Item, ItemVersion, Notice, PublishedParameters
from sembilan.itembank.rules import best_place, content_digest, kind_of
from sembilan.kit.text import whole
from sembilan.tenancy.rules import Actor


@dataclass(frozen=True)
class Parameters:
    """What a version is scored with: the newest published parameters, else the provisional ones of its author."""

    model: str
    values: dict[str, Any]
    source: str
    provisional: bool


def instruments(*, actor: Actor) -> list[Instrument]:
    """The newest version of each, in the order of loading."""
    newest: dict[str, Instrument] = {}
    for row in access.instruments_visible_to(actor).order_by("pk"):
        if row.code not in newest or row.version > newest[row.code].version:
            newest[row.code] = row
    return list(newest.values())


def instrument(code: str, *, actor: Actor) -> Instrument | None:
    return access.instruments_visible_to(actor).filter(code=code).order_by("-version").first()


def newest_instrument(code: str) -> Instrument | None:
    """For services that have asked for the right already."""
    return Instrument.objects.filter(code=code).order_by("-version").first()


def items(
    *,
    actor: Actor,
    instrument: str = "",
    scale: str = "",
    state: str = "",
    type_: str = "",
    level: str = "",
    search: str = "",
) -> QuerySet[ItemVersion]:
    """The newest version of every item, filtered; with `item` and `item.instrument` joined."""
    newest = ItemVersion.objects.filter(item=OuterRef("item")).order_by("-number").values("pk")[:1]
    rows = ItemVersion.objects.filter(item__in=access.visible_to(actor), pk=Subquery(newest)).select_related("item__instrument")
    wanted = {"item__instrument__code": instrument, "state": state, "type": type_}
    rows = rows.filter(**{name: value for name, value in wanted.items() if value})
    if scale:
        rows = rows.filter(Q(item__scale=scale) | Q(pk__in=_blocks_with(scale)))
    if (number := whole(level)) is not None:
        rows = rows.filter(level=number)
    for word in search.split():
        rows = rows.filter(Q(item__code__icontains=word) | Q(content__stem__icontains=word) | Q(content__options__icontains=word))
    return rows.order_by("item__code")


def _blocks_with(scale: str) -> list[int]:
    blocks = ItemVersion.objects.filter(type="best_worst").values_list("pk", "scoring")
    return [pk for pk, scoring in blocks if scale in scoring["scales"].values()]


def item(code: str, *, actor: Actor) -> Item | None:
    return access.visible_to(actor).select_related("instrument").filter(code=code).first()


def versions(of: Item, *, actor: Actor) -> list[ItemVersion]:
    """All versions of an item, the newest first."""
    return list(ItemVersion.objects.filter(item=of, item__in=access.visible_to(actor)).order_by("-number"))


def newest_version(of: Item) -> ItemVersion:
    return ItemVersion.objects.filter(item=of).order_by("-number").select_related("item__instrument")[0]


def newest_versions(of: Iterable[Item]) -> dict[str, ItemVersion]:
    """Item code -> its newest version, with item and instrument joined."""
    rows = ItemVersion.objects.filter(item__in=list(of)).select_related("item__instrument").order_by("number")
    return {row.item.code: row for row in rows}


def approved(instrument_code: str) -> list[ItemVersion]:
    """The approved version of every item of an instrument, by code; with `item` joined. For assembly."""
    return list(
        ItemVersion.objects.filter(item__instrument__code=instrument_code, state=ItemVersion.State.APPROVED)
        .select_related("item")
        .order_by("item__code")
    )


def parameters_of(of: Sequence[ItemVersion]) -> dict[int, Parameters | None]:
    """Version pk -> what it is scored with; None for best-worst blocks, which have no parameters."""
    found: dict[int, Parameters | None] = {
        row.pk: Parameters(row.model, row.parameters, row.parameters_source, True) if row.parameters else None for row in of
    }
    for row in PublishedParameters.objects.filter(version__in=[one.pk for one in of]).order_by("published_at", "pk"):
        found[row.version_id] = Parameters(row.model, row.parameters, row.source, False)
    return found


def published(of: ItemVersion) -> list[PublishedParameters]:
    return list(PublishedParameters.objects.filter(version=of).order_by("-published_at", "-pk"))


@dataclass(frozen=True)
class Stock:
    """How much of what an instrument's bank holds, by its items' newest versions."""

    total: int
    states: Counter[str]
    types: Counter[str]
    scales: dict[str, Counter[str]]  # scale -> state -> items; a best-worst block counts under each of its scales
    levels: dict[str, Counter[int]]  # scale -> level -> approved items
    generated: int


def stock(*, actor: Actor) -> dict[str, Stock]:
    """Instrument code -> its stock."""
    found: dict[str, Stock] = {}
    rows = items(actor=actor).values_list(
        "item__instrument__code", "item__scale", "state", "type", "level", "scoring__scales", "generator"
    )
    for code, scale, state, type_, level, scales, generator in rows:
        here = found.setdefault(code, Stock(0, Counter(), Counter(), {}, {}, 0))
        here.states[state] += 1
        here.types[type_] += 1
        for one in scales.values() if scales else [scale]:
            here.scales.setdefault(one, Counter())[state] += 1
            if level and state == ItemVersion.State.APPROVED:
                here.levels.setdefault(one, Counter())[level] += 1
        found[code] = Stock(here.total + 1, here.states, here.types, here.scales, here.levels, here.generated + bool(generator))
    return found


def waiting_for(actor: Actor) -> list[ItemVersion]:
    """Versions in review that somebody else wrote: what waits for this reviewer."""
    if not access.can(actor, "review"):
        return []
    return list(
        ItemVersion.objects.filter(state=ItemVersion.State.REVIEW)
        .exclude(author=actor.uuid)
        .select_related("item__instrument")
        .order_by("written_at")
    )


def returned_to(actor: Actor) -> list[ItemVersion]:
    """Drafts that a reviewer sent back to the actor, who wrote them."""
    drafts = items(actor=actor, state=ItemVersion.State.DRAFT).filter(author=actor.uuid)
    return list(drafts.exclude(reviewer=None).order_by("reviewed_at"))


def statements(of: Instrument, *, actor: Actor) -> list[EvidenceStatement]:
    return list(access.statements_visible_to(actor).filter(instrument__code=of.code).order_by("-first_at"))


def statement(identifier: int, *, actor: Actor) -> EvidenceStatement | None:
    return access.statements_visible_to(actor).select_related("instrument").filter(pk=identifier).first()


def open_statements(*, actor: Actor) -> list[EvidenceStatement]:
    """Signed once, waiting for a second person."""
    return list(access.statements_visible_to(actor).filter(second_signer=None).select_related("instrument"))


def notices() -> dict[str, Any]:
    """Kind -> the newest body."""
    return {row.kind: row.body for row in Notice.objects.order_by("version")}


def record_of(version: ItemVersion) -> dict[str, Any]:
    """The item record of a version, as it was loaded or written."""
    return {
        "code": version.item.code,
        "instrument": version.item.instrument.code,
        "scale": version.item.scale or None,
        "type": version.type,
        **version.content,
        "scoring": version.scoring,
        "level": version.level,
        "indicator": version.indicator or None,
        "model": version.model or None,
        "parameters": version.parameters,
        "fakeable": version.fakeable,
        "rationale": version.rationale,
        "enemies": version.item.enemies,
        "nonvisual": version.item.nonvisual or None,
        "generator": version.generator,
    }


def digest_of(version: ItemVersion) -> str:
    """Names the content of a version as it stands now: what a reviewer has read."""
    return content_digest(record_of(version))


def key_places(of: Collection[ItemVersion]) -> dict[str, Counter[int]]:
    """Kind of item -> where the best answer stands (0-based): no place may be worth more than another."""
    found: dict[str, Counter[int]] = {}
    for version in of:
        place = best_place(version.scoring)
        if place is not None:
            found.setdefault(kind_of(version.type, version.fakeable), Counter())[place] += 1
    return found


def existing(codes: Collection[str]) -> set[str]:
    """Which of these item codes are in the bank."""
    return set(Item.objects.filter(code__in=codes).values_list("code", flat=True))
