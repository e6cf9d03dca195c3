"""A blueprint: which items a form holds, in which order, for how long, and what an unanswered item counts.

Body: {"minutes", "overlap", "blocks": [{"cells": [{"scale", "kind", "family", "levels", "take"}]}],
       "omission": {kind: {"rule", "minimum_share", "reason", "told"}}, "below_share"}
A block's items stand together and are mixed; blocks follow each other. A cell without `family` takes what no sibling cell names.
`levels` maps a level to how many items of it the cell takes. `told` is what the candidate reads about unanswered items;
`below_share` what he reads about a scale with too few answers. Rules: psychometrics.scoring, docs/algorithms/scoring.md.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sembilan.assembly.errors import BlueprintInvalid
from sembilan.itembank.errors import Problem
from sembilan.itembank.rules import KINDS, SCALES
from sembilan.kit.text import gettext_noop
from sembilan.psychometrics import scoring

Body = Mapping[str, Any]

RULES: dict[str, scoring.OmissionRule] = {
    "keyed_wrong": scoring.KEYED_WRONG,
    "keyed_chance": scoring.KEYED_CHANCE,
    "keyed_speeded": scoring.KEYED_SPEEDED,
    "descriptive": scoring.DESCRIPTIVE,
}
RULE_NAMES: dict[str, str] = {
    "keyed_wrong": gettext_noop("tidak dijawab dihitung seperti jawaban terendah"),
    "keyed_chance": gettext_noop("tidak dijawab dihitung sebesar peluang menebak"),
    "keyed_speeded": gettext_noop("dilewati dihitung seperti jawaban terendah, tidak sempat dibuka tidak dihitung"),
    "descriptive": gettext_noop("tidak dijawab tidak memberi keterangan"),
}
# What has a better and a worse answer, or a higher and a lower one that enters a box, never rewards silence.
RULES_FOR: dict[str, frozenset[str]] = {
    "keyed": frozenset({"keyed_wrong", "keyed_chance", "keyed_speeded"}),
    "situational": frozenset({"keyed_wrong"}),
    "self_report": frozenset({"keyed_wrong", "keyed_speeded"}),
    "preference": frozenset({"descriptive"}),
}
LEAST_SHARE = {"keyed_wrong": 0.0, "keyed_chance": 0.0, "keyed_speeded": 0.5, "descriptive": 0.5}
MOST_OVERLAP = 0.5
MINUTES = (1, 480)
MOST_ITEMS = 800  # a real battery has had 702


@dataclass(frozen=True)
class Cell:
    """`take` items of one scale and kind, of one family of generated items (or any), spread over levels (or not)."""

    scale: str
    kind: str
    take: int
    family: str | None = None
    levels: tuple[tuple[int, int], ...] = ()

    @property
    def name(self) -> str:
        return "/".join(part for part in (self.scale or self.kind, self.family) if part)


@dataclass(frozen=True)
class Omission:
    """What unanswered items of one kind count, why, and how the candidate is told."""

    rule: str
    minimum_share: float
    reason: str
    told: str


@dataclass(frozen=True)
class Plan:
    """A valid blueprint."""

    instrument: str
    minutes: int
    overlap: float
    blocks: tuple[tuple[Cell, ...], ...]
    omission: Mapping[str, Omission]
    below_share: str

    @property
    def cells(self) -> tuple[Cell, ...]:
        return tuple(cell for block in self.blocks for cell in block)

    @property
    def n_items(self) -> int:
        return sum(cell.take for cell in self.cells)

    @property
    def unanswered(self) -> list[str]:
        """What the candidate reads before the section: a sentence a kind, in the form's order, and the one on too few answers."""
        kinds = dict.fromkeys(cell.kind for cell in self.cells)
        return [*dict.fromkeys(self.omission[kind].told for kind in kinds), self.below_share]

    def cell_of(self, scale: str, kind: str, family: str | None) -> Cell | None:
        """The one cell an item belongs to: the one that names its family, else the one of its scale that names none."""
        here = [cell for cell in self.cells if (cell.scale, cell.kind) == (scale, kind)]
        named = [cell for cell in here if cell.family == family and family is not None]
        return next(iter(named or [cell for cell in here if cell.family is None]), None)


def plan_of(instrument: str, body: Body) -> Plan:
    """Raises BlueprintInvalid with every problem."""
    problems = blueprint_problems(instrument, body)
    if problems:
        raise BlueprintInvalid(problems)
    return Plan(
        instrument,
        body["minutes"],
        float(body["overlap"]),
        tuple(tuple(cell_of_body(cell) for cell in block["cells"]) for block in body["blocks"]),
        {
            kind: Omission(one["rule"], float(one["minimum_share"]), one["reason"], one["told"])
            for kind, one in body["omission"].items()
        },
        body["below_share"],
    )


def blueprint_problems(instrument: str, body: Body) -> list[Problem]:
    """Everything wrong with a blueprint, as sentences."""
    if instrument not in SCALES:
        return [Problem(gettext_noop("Instrumen “%(code)s” tidak dikenal."), code=instrument)]
    missing = {"minutes", "overlap", "blocks", "omission", "below_share"} - set(body)
    if missing:
        return [Problem(gettext_noop("Bidang %(names)s tidak ada."), names=", ".join(sorted(missing)))]
    found = []
    if not _whole(body["minutes"], *MINUTES):
        found.append(Problem(gettext_noop("Waktu adalah %(low)s sampai %(high)s menit."), low=MINUTES[0], high=MINUTES[1]))
    if not isinstance(body["overlap"], int | float) or not 0 <= body["overlap"] <= MOST_OVERLAP:
        found.append(Problem(gettext_noop("Butir yang sama pada dua bentuk paling banyak setengahnya.")))
    if not str(body["below_share"]).strip():
        found.append(Problem(gettext_noop("Tulis apa yang dibaca peserta tentang bagian yang terlalu sedikit dijawab.")))
    return found + _block_problems(instrument, body["blocks"], body["omission"])


def _block_problems(instrument: str, blocks: Any, omission: Any) -> list[Problem]:
    if not isinstance(blocks, list) or not blocks or any(not isinstance(one, dict) or not one.get("cells") for one in blocks):
        return [Problem(gettext_noop("Kisi-kisi memuat paling sedikit satu kelompok soal yang tidak kosong."))]
    cells = [cell for block in blocks for cell in block["cells"]]
    found = [problem for cell in cells for problem in _cell_problems(instrument, cell)]
    if found:
        return found
    same = Counter((cell["scale"], cell["kind"], cell.get("family")) for cell in cells)
    for (scale, _kind, _family), count in same.items():
        if count > 1:
            found.append(Problem(gettext_noop("Skala “%(scale)s” disebut dua kali dengan rincian yang sama."), scale=scale))
    if sum(cell["take"] for cell in cells) > MOST_ITEMS:
        found.append(Problem(gettext_noop("Satu bentuk memuat paling banyak %(most)s butir."), most=MOST_ITEMS))
    for kind in dict.fromkeys(cell["kind"] for cell in cells):
        found += _omission_problems(kind, omission.get(kind) if isinstance(omission, dict) else None)
    return found


def _cell_problems(instrument: str, cell: Any) -> list[Problem]:
    if not isinstance(cell, dict) or not {"scale", "kind", "take"} <= set(cell) <= {"scale", "kind", "take", "family", "levels"}:
        return [Problem(gettext_noop("Setiap baris kisi-kisi menyebut skala, jenis, dan jumlah butir."))]
    found = []
    if cell["kind"] not in KINDS:
        found.append(Problem(gettext_noop("Jenis “%(kind)s” tidak dikenal."), kind=cell["kind"]))
    if (cell["scale"] == "") != (cell["kind"] == "preference") or (cell["scale"] and cell["scale"] not in SCALES[instrument]):
        found.append(Problem(gettext_noop("Skala “%(scale)s” bukan bagian dari instrumen ini."), scale=cell["scale"]))
    if not _whole(cell["take"], 1, MOST_ITEMS):
        found.append(Problem(gettext_noop("Jumlah butir pada “%(scale)s” harus paling sedikit 1."), scale=cell["scale"]))
    levels = cell.get("levels") or {}
    if levels and sum(levels.values()) != cell["take"]:
        found.append(
            Problem(gettext_noop("Jumlah butir menurut level pada “%(scale)s” tidak sama dengan jumlahnya."), scale=cell["scale"])
        )
    if not set(levels) <= {"1", "2", "3", "4", "5"}:
        found.append(Problem(gettext_noop("Level adalah 1 sampai 5.")))
    return found


def _omission_problems(kind: str, omission: Any) -> list[Problem]:
    named = {"kind": KINDS[kind]}
    if not isinstance(omission, dict) or not {"rule", "minimum_share", "reason", "told"} <= set(omission):
        return [Problem(gettext_noop("Aturan untuk soal tidak dijawab belum ada pada jenis “%(kind)s”."), **named)]
    if omission["rule"] not in RULES_FOR[kind]:
        return [Problem(gettext_noop("Aturan untuk soal tidak dijawab tidak cocok untuk jenis “%(kind)s”."), **named)]
    found = []
    share = omission["minimum_share"]
    least = LEAST_SHARE[omission["rule"]]
    if not isinstance(share, int | float) or not least <= share <= 1:
        found.append(
            Problem(
                gettext_noop("Bagian terjawab paling sedikit pada “%(kind)s” di antara %(low)s dan 1."), low=f"{least:g}", **named
            )
        )
    if not str(omission["reason"]).strip() or not str(omission["told"]).strip():
        found.append(Problem(gettext_noop("Aturan untuk “%(kind)s” perlu alasan dan kalimat untuk peserta."), **named))
    return found


def cell_of_body(cell: Mapping[str, Any]) -> Cell:
    """A line of a body as a value."""
    levels = tuple(sorted((int(level), count) for level, count in (cell.get("levels") or {}).items() if count))
    return Cell(cell["scale"], cell["kind"], cell["take"], cell.get("family"), levels)


def _whole(value: object, low: int, high: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high


@dataclass(frozen=True)
class Held:
    """What a form holds at one place, as far as the blueprint is concerned."""

    code: str
    scale: str
    kind: str
    family: str | None
    level: int | None
    enemies: frozenset[str]


def form_problems(plan: Plan, held: Sequence[Held]) -> list[Problem]:
    """Where a form departs from its blueprint: too many or too few of a cell or level, strangers, repeats, enemies together."""
    found = []
    cells: dict[str, list[Held]] = {}
    for one in held:
        cell = plan.cell_of(one.scale, one.kind, one.family)
        cells.setdefault(cell.name if cell else "", []).append(one)
    found += [Problem(gettext_noop("Butir %(code)s tidak diminta."), code=one.code) for one in cells.pop("", [])]
    for cell in plan.cells:
        here = cells.get(cell.name, [])
        if len(here) != cell.take:
            message = gettext_noop("Pada “%(cell)s” ada %(have)s butir, seharusnya %(take)s.")
            found.append(Problem(message, cell=cell.name, have=len(here), take=cell.take))
        elif cell.levels and Counter(one.level for one in here) != Counter(dict(cell.levels)):
            found.append(Problem(gettext_noop("Sebaran level pada “%(cell)s” tidak seperti yang diminta."), cell=cell.name))
    codes = Counter(one.code for one in held)
    found += [Problem(gettext_noop("Butir %(code)s muncul dua kali."), code=code) for code, n in codes.items() if n > 1]
    for one in held:
        for enemy in sorted(one.enemies & set(codes)):
            if one.code < enemy:
                message = gettext_noop("Butir %(one)s dan %(other)s tidak boleh serangkaian.")
                found.append(Problem(message, one=one.code, other=enemy))
    return found
