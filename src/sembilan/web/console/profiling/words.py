"""The words of this area: boxes, cells, components, where a value comes from. Everything a page shows goes through gettext here."""

from __future__ import annotations

import uuid

from django.utils.translation import gettext

from sembilan.kit.said import Said
from sembilan.kit.text import gettext_noop
from sembilan.profiling import arrays
from sembilan.profiling.models import TalentPolicy
from sembilan.profiling.rules import assessment_map
from sembilan.profiling.rules.policy import parse_policy, read_shipped
from sembilan.profiling.rules.talent_rules import TalentRules
from sembilan.profiling.rules.treatments import BoxTreatment

SHORT = {
    1: gettext_noop("sesuai peraturan"),
    2: gettext_noop("bimbingan, pengembangan"),
    3: gettext_noop("konseling, pengembangan"),
    4: gettext_noop("rotasi, pengembangan"),
    5: gettext_noop("penempatan sesuai"),
    6: gettext_noop("penempatan, konseling"),
    7: gettext_noop("kelompok suksesi"),
    8: gettext_noop("kelompok suksesi"),
    9: gettext_noop("kelompok suksesi nasional"),
}
STANDARDS = {
    "position": gettext_noop("standar kompetensi jabatan"),
    "tier": gettext_noop("baku jenjang, bukan SKJ"),
    "none": gettext_noop("tidak ada standar untuk jenjang ini"),
}
SOURCES = {"measured": gettext_noop("Tes Sembilan"), "external": gettext_noop("Hasil lembaga lain")}
POLICY = gettext_noop("Kebijakan berganti")


def short(number: int) -> str:
    return gettext(SHORT[number])


def treatment(number: int) -> BoxTreatment:
    """What the regulation recommends for a box."""
    return arrays.treatments()[number]


def rules_of(policy: TalentPolicy | None) -> TalentRules:
    """The rules behind a page: those of the run's policy (published, so read once a process), else the default's for its names."""
    key = policy.uuid if policy is not None else None
    if key not in _RULES:
        _RULES[key] = TalentRules.of(parse_policy(policy.body if policy is not None else read_shipped("bkn_411_2025")))
    return _RULES[key]


_RULES: dict[uuid.UUID | None, TalentRules] = {}


def component_names(rules: TalentRules) -> dict[str, str]:
    """Input code -> its name; `policy` where a run used another policy than the one before."""
    return {**{item.code: gettext(item.name) for item in rules.inputs}, "policy": gettext(POLICY)}


def thirds() -> tuple[str, ...]:
    """The rungs of the assessment map, low to high."""
    return tuple(gettext(name) for name in arrays.map_policy().competency_ladder.names)


def cell(row: int, column: int) -> str:
    """A cell of the assessment map in words."""
    return arrays.map_policy().cell_name(row, column, gettext)


def said_cell(row: int, column: int) -> Said:
    """A cell of the assessment map as the access log keeps it."""
    return Said(
        assessment_map.CELL,
        competency=Said(arrays.map_policy().competency_ladder.names[row]),
        potential=Said(arrays.map_policy().potential_ladder.names[column]),
    )


def said_component(rules: TalentRules, code: str) -> Said:
    """An input's name as the access log keeps it; a code that the rules do not have stands as it is."""
    return Said(next((item.name for item in rules.inputs if item.code == code), code))


def percent(value: int | None) -> float | None:
    """Hundredths as the number a page shows."""
    return None if value is None else value / 100


DAY_BASES = {
    "declared": gettext_noop("tanggal sampai mana sebagian besar daftar bukti dinyatakan lengkap"),
    "released": gettext_noop("tanggal rilis hasil tes yang terakhir; belum ada daftar bukti yang dinyatakan lengkap"),
    "today": gettext_noop(
        "hari terakhir yang mungkin; belum ada daftar bukti yang dinyatakan lengkap dan belum ada hasil yang dirilis"
    ),
}


def day_basis(basis: str) -> str:
    """Why a day of evidence is the one proposed."""
    return gettext(DAY_BASES[basis])


def box_or_none(number: int | None) -> str:
    return gettext("Tanpa kotak tunggal") if number is None else gettext("Kotak %(k)s") % {"k": number}
