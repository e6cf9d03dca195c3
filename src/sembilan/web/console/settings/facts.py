"""What a witness says beside who, what and where: how many, from what to what, and why. No code, hash or place in the ledger."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from sembilan.delivery.models import Incident
from sembilan.kit.formats import num, waktu
from sembilan.kit.text import gettext_noop
from sembilan.people.rules.causes import CAUSES

COUNTS = {
    "n": gettext_noop("%(n)s data"),
    "people": gettext_noop("%(n)s orang"),
    "registered": gettext_noop("%(n)s orang didaftarkan"),
    "assigned": gettext_noop("%(n)s orang mendapat sesi"),
    "expected": gettext_noop("%(n)s orang diharapkan hadir"),
    "seats": gettext_noop("%(n)s kursi"),
    "sat": gettext_noop("%(n)s orang mengerjakan"),
    "stopped": gettext_noop("%(n)s orang dijeda"),
    "resumed": gettext_noop("%(n)s orang melanjutkan"),
    "minutes": gettext_noop("%(n)s menit"),
    "persons": gettext_noop("%(n)s orang"),
    "held": gettext_noop("%(n)s hasil ditahan"),
    "sessions": gettext_noop("%(n)s sesi"),
    "rows": gettext_noop("%(n)s baris"),
    "restored": gettext_noop("%(n)s data dikembalikan"),
    "constructs": gettext_noop("%(n)s kompetensi dan aspek"),
    "versions": gettext_noop("%(n)s soal"),
    "tables": gettext_noop("%(n)s tabel"),
    "replaced": gettext_noop("%(n)s gambar diganti"),
    "pins": gettext_noop("%(n)s PIN"),
    "forms": gettext_noop("%(n)s bentuk tes"),
    "codes": gettext_noop("%(n)s instrumen"),
    "removed": gettext_noop("%(n)s data dihapus"),
}
"""Counts under their facts; a list counts its members, a mapping the sum of its numbers."""
COUNTED_UNITS = frozenset({"tenancy.add_units"})  # where `n` counts units
OUTCOMES = {
    "new": gettext_noop("%(n)s baru"),
    "changed": gettext_noop("%(n)s berubah"),
    "same": gettext_noop("%(n)s tetap"),
    "doubtful": gettext_noop("%(n)s meragukan"),
    "refused": gettext_noop("%(n)s tertahan"),
    "unused": gettext_noop("%(n)s tidak dipakai"),
}
REASONS = {
    "reason": gettext_noop("Alasan: %(text)s"),
    "why": gettext_noop("Untuk: %(text)s"),
    "source": gettext_noop("Sumber: %(text)s"),
}
DOCUMENTS = {"ktp": gettext_noop("KTP"), "kartu_pegawai": gettext_noop("Kartu pegawai"), "surat": gettext_noop("Surat keterangan")}
MOVES = frozenset({"people.move_official", "people.move_unit", "tenancy.move_unit"})  # before and after are paths
OF_UNITS = frozenset({"people.move_unit", "tenancy.move_unit"})  # of the unit itself: it stood and stands below the node above


def told(action: str, facts: Mapping[str, Any]) -> list[str]:
    """How many, and what kind of thing, in short phrases."""
    found = [gettext(label) % {"n": num(_count(facts[name]))} for name, label in COUNTS.items() if name in facts]
    if action in COUNTED_UNITS:
        found = [gettext("%(n)s unit") % {"n": num(facts["n"])}]
    outcomes = facts.get("outcomes", {})
    found += [gettext(label) % {"n": num(outcomes[name])} for name, label in OUTCOMES.items() if outcomes.get(name)]
    found += [gettext(CAUSES[code].title) for code in facts.get("causes", []) if code in CAUSES]
    if action == "delivery.report_incident":
        found.append(gettext(Incident.Kind(facts["kind"]).label))
    if facts.get("document") in DOCUMENTS:
        found.append(gettext(DOCUMENTS[facts["document"]]))
    if facts.get("replaces"):
        found.append(gettext("menggantikan PIN sebelumnya"))
    if facts.get("reason_noted"):
        found.append(gettext("alasannya tercatat pada halaman sesi"))
    if "vacant" in facts:
        found.append(gettext("dinyatakan kosong") if facts["vacant"] else gettext("tidak lagi kosong"))
    return found


def _count(value: Any) -> int:
    if isinstance(value, Mapping):
        return sum(value.values())
    return value if isinstance(value, int) else len(value)


def reason(facts: Mapping[str, Any]) -> str:
    return next((gettext(label) % {"text": facts[name]} for name, label in REASONS.items() if facts.get(name)), "")


def paths(action: str, facts: Mapping[str, Any]) -> set[str]:
    """The nodes whose names `change` needs."""
    return {_node(action, facts[end]) for end in ("before", "after")} if action in MOVES else set()


def change(action: str, facts: Mapping[str, Any], places: Mapping[str, str]) -> tuple[str, str] | None:
    """(before, after) in words, where the witness has both and they differ."""
    if "before" not in facts or "after" not in facts or facts["before"] == facts["after"]:
        return None
    return _side(action, facts["before"], places), _side(action, facts["after"], places)


def _side(action: str, value: Any, places: Mapping[str, str]) -> str:
    if action in MOVES:
        return places[_node(action, value)]
    if action == "delivery.postpone_start":
        return waktu(datetime.fromisoformat(value))
    if isinstance(value, Mapping):
        return ", ".join(str(one) for one in value.values() if one)
    return str(value) or gettext("belum ada")


def _node(action: str, path: str) -> str:
    return path.rpartition(".")[0] if action in OF_UNITS else path
