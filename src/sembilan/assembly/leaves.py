"""What the leaf of a sealed battery commits to, told from the rows: once when it is written, again when it is verified."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from django.utils.translation import gettext

from sembilan.assembly.models import Battery
from sembilan.delivery.leaves import package_facts
from sembilan.ledger.kinds import Committed, committed


def battery_facts(battery: Battery, forms: Sequence[str]) -> dict[str, Any]:
    """Package, scoring table and the forms in their order. Raises SealedPackage.DoesNotExist."""
    return {
        **package_facts(battery.code),
        "name": battery.name,
        "sealed_as": battery.package_hash,
        "scoring_hash": scoring_hash(battery.scoring),
        "forms": list(forms),
        "evidence": battery.evidence,
    }


def scoring_hash(table: Sequence[Mapping[str, Any]]) -> str:
    """SHA-256 of the scoring table as sorted, compact JSON."""
    return hashlib.sha256(json.dumps(list(table), sort_keys=True, separators=(",", ":")).encode()).hexdigest()


@committed("form")
def sealed_batteries() -> Iterator[Committed]:
    for one in Battery.objects.order_by("pk").iterator():
        yield Committed(
            one.leaf, one.sealed_at, gettext("paket soal %(code)s yang disegel") % {"code": one.code}, partial(_from_forms, one)
        )


def _from_forms(battery: Battery) -> dict[str, Any]:
    return battery_facts(battery, list(battery.sections.order_by("position").values_list("form__code", flat=True)))
