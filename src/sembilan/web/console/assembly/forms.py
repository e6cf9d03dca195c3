"""Forms of assembly: a blueprint's numbers, how many forms to build, and what to seal together."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy

from sembilan.assembly.models import Form as TestForm
from sembilan.assembly.rules.blueprint import LEAST_SHARE, MINUTES, MOST_ITEMS, MOST_OVERLAP, RULE_NAMES, RULES_FOR, Plan
from sembilan.assembly.rules.building import MOST_FORMS
from sembilan.assembly.rules.drafting import without_empty
from sembilan.itembank.rules import KINDS
from sembilan.kit.formats import num
from sembilan.kit.text import gettext_noop


class BlueprintForm(forms.Form):
    """The numbers, rules and words of a blueprint. Its cells stay; levels follow their counts."""

    least = 1  # items of a cell

    minutes = forms.IntegerField(label=gettext_lazy("Waktu (menit)"), min_value=MINUTES[0], max_value=MINUTES[1])
    overlap = forms.IntegerField(
        label=gettext_lazy("Butir yang sama pada dua bentuk, paling banyak (%)"), min_value=0, max_value=round(MOST_OVERLAP * 100)
    )

    def __init__(self, plan: Plan, body: Mapping[str, Any], names: Mapping[str, str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.body, self.plan = body, plan
        self.fields["minutes"].initial = plan.minutes
        self.fields["overlap"].initial = round(plan.overlap * 100)
        for place, cell in enumerate(plan.cells):
            name = names.get(cell.scale, cell.scale) if cell.scale else gettext(KINDS[cell.kind])
            label = f"{name}, {gettext(FAMILIES.get(cell.family, cell.family))}" if cell.family else name
            if cell.levels:
                for level, count in cell.levels:
                    text = gettext("%(name)s, level %(level)s") % {"name": label, "level": level}
                    self._count(f"cell_{place}_{level}", text, count, least=0)
            else:
                self._count(f"cell_{place}", label, cell.take, least=self.least)
        for kind, omission in plan.omission.items():
            named = gettext(KINDS[kind])
            rules = [(rule, gettext(RULE_NAMES[rule])) for rule in RULE_NAMES if rule in RULES_FOR[kind]]
            self.fields[f"rule_{kind}"] = forms.ChoiceField(
                label=gettext("Bila tidak dijawab (%(kind)s)") % {"kind": named}, choices=rules, initial=omission.rule
            )
            self.fields[f"share_{kind}"] = forms.IntegerField(
                label=gettext("Paling sedikit terjawab (%%), %(kind)s") % {"kind": named},
                min_value=round(LEAST_SHARE[omission.rule] * 100),
                max_value=100,
                initial=round(omission.minimum_share * 100),
            )
            for field, text in (
                ("reason", gettext("Alasan aturan (%(kind)s)")),
                ("told", gettext("Yang dibaca peserta (%(kind)s)")),
            ):
                self.fields[f"{field}_{kind}"] = forms.CharField(
                    label=text % {"kind": named}, initial=getattr(omission, field), widget=forms.Textarea(attrs={"rows": 2})
                )

    @property
    def counts(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("cell_")]

    @property
    def rules(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.split("_")[0] in ("rule", "share", "reason", "told")]

    def changed_body(self) -> dict[str, Any]:
        data, body = self.cleaned_data, copy.deepcopy(dict(self.body))
        body["minutes"], body["overlap"] = data["minutes"], data["overlap"] / 100
        cells = [cell for block in body["blocks"] for cell in block["cells"]]
        for place, cell in enumerate(cells):
            if cell.get("levels"):
                cell["levels"] = {level: data[f"cell_{place}_{level}"] for level in cell["levels"]}
                cell["take"] = sum(cell["levels"].values())
            else:
                cell["take"] = data[f"cell_{place}"]
        for kind, omission in body["omission"].items():
            omission["rule"], omission["minimum_share"] = data[f"rule_{kind}"], data[f"share_{kind}"] / 100
            omission["reason"], omission["told"] = data[f"reason_{kind}"].strip(), data[f"told_{kind}"].strip()
        return body

    def _count(self, name: str, label: str, count: int, *, least: int) -> None:
        self.fields[name] = forms.IntegerField(label=label, min_value=least, max_value=MOST_ITEMS, initial=count)


class NewBlueprintForm(BlueprintForm):
    """A blueprint from nothing: a name, and how many items of each place of the stock; what takes none is left out."""

    least = 0
    name = forms.CharField(
        label=gettext_lazy("Nama kisi-kisi"), max_length=80, help_text=gettext_lazy("Misalnya Lengkap, Pendek, atau Uji coba.")
    )

    def __init__(self, stock: Sequence[int], taken: Sequence[str], *args: Any, **kwargs: Any) -> None:
        """stock: approved items at each cell, in their order; taken: names of the instrument's other blueprints."""
        super().__init__(*args, **kwargs)
        self.taken = set(taken)
        for place, count in enumerate(stock):
            field = self.fields[f"cell_{place}"]
            field.help_text = gettext("tersedia %(n)s") % {"n": num(count)}

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"].strip()
        if name in self.taken:
            raise forms.ValidationError(gettext("Sudah ada kisi-kisi dengan nama ini. Pilih nama lain, atau ubah yang itu."))
        return name

    def changed_body(self) -> dict[str, Any]:
        return without_empty(super().changed_body())


class BuildForm(forms.Form):
    n_forms = forms.IntegerField(label=gettext_lazy("Jumlah bentuk"), min_value=1, max_value=MOST_FORMS, initial=2)
    seed = forms.IntegerField(
        label=gettext_lazy("Benih acak"),
        min_value=0,
        max_value=2**31 - 1,
        initial=1,
        help_text=gettext_lazy("Bank dan benih yang sama menghasilkan bentuk yang sama."),
    )


def _title(row: TestForm) -> str:
    told = {"plan": row.blueprint.name, "letter": row.letter, "n": row.build}
    return gettext("%(plan)s, bentuk %(letter)s, rakitan ke-%(n)s") % told


class SealForm(forms.Form):
    code = forms.CharField(label=gettext_lazy("Kode paket"), max_length=40, help_text=gettext_lazy("Misalnya NAS-2025-A."))
    name = forms.CharField(label=gettext_lazy("Nama paket"), max_length=120)

    def __init__(self, forms_by_instrument: Sequence[tuple[str, str, Sequence[TestForm]]], *args: Any, **kwargs: Any) -> None:
        """(instrument code, its name, its forms), in the order in which they will be sat."""
        super().__init__(*args, **kwargs)
        self.instruments = [code for code, _name, _rows in forms_by_instrument]
        for code, name, rows in forms_by_instrument:
            choices = [("", gettext("tidak diikutkan")), *[(row.code, _title(row)) for row in rows]]
            self.fields[f"form_{code}"] = forms.ChoiceField(label=name, choices=choices, required=False)

    def chosen(self) -> list[str]:
        """Codes of the chosen forms, in order."""
        return [self.cleaned_data[f"form_{code}"] for code in self.instruments if self.cleaned_data[f"form_{code}"]]


FAMILIES: dict[str | None, str] = {
    "number_series": gettext_noop("deret angka"),
    "figural_matrices": gettext_noop("matriks gambar"),
    "verbal_relations": gettext_noop("hubungan kata"),
    "syllogisms": gettext_noop("silogisme"),
    "ratio": gettext_noop("perbandingan"),
    "work_rate": gettext_noop("laju kerja"),
}
