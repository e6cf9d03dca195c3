"""The item editor: one plain form for every type, and the record it stands for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy

from sembilan.itembank.rules import LETTERS, OPTION_COUNTS, SCALES

LEVELS = [("", "–"), *[(str(level), str(level)) for level in range(1, 6)]]


class ItemForm(forms.Form):
    """Fields that the type needs and no others. `record()` is the item record; the bank's own rules judge it."""

    code = forms.CharField(label=gettext_lazy("Kode"), max_length=40)
    scale = forms.ChoiceField(label=gettext_lazy("Skala"), required=False)
    level = forms.ChoiceField(label=gettext_lazy("Level"), choices=LEVELS, required=False)
    indicator = forms.CharField(
        label=gettext_lazy("Indikator"), required=False, help_text=gettext_lazy("skala.level.nomor, misalnya integritas.3.1")
    )
    stem = forms.CharField(
        label=gettext_lazy("Soal"),
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("Pisahkan paragraf dengan satu baris kosong."),
    )
    svg = forms.CharField(label=gettext_lazy("Gambar soal (SVG)"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    alt = forms.CharField(
        label=gettext_lazy("Teks pengganti gambar"),
        required=False,
        help_text=gettext_lazy("Katakan apa yang terlihat tanpa memberi jawabannya."),
    )
    rationale = forms.CharField(label=gettext_lazy("Alasan kunci"), widget=forms.Textarea(attrs={"rows": 2}))
    a = forms.FloatField(label=gettext_lazy("Daya beda a (sementara)"), required=False)
    b = forms.CharField(label=gettext_lazy("Kesukaran b (sementara)"), required=False)
    c = forms.FloatField(label=gettext_lazy("Peluang tebakan c"), required=False)
    fakeable = forms.BooleanField(label=gettext_lazy("Pernyataan tentang diri sendiri"), required=False)
    enemies = forms.CharField(
        label=gettext_lazy("Tidak boleh serangkaian dengan"),
        required=False,
        help_text=gettext_lazy("Kode butir lain, dipisahkan koma."),
    )
    nonvisual = forms.CharField(label=gettext_lazy("Pengganti tanpa gambar (kode)"), required=False)

    def __init__(
        self,
        instrument: str,
        type_: str,
        names: Mapping[str, str],
        *args: Any,
        kept: Mapping[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        """`kept`: the record that is revised; what the form does not ask (its generator) is taken from it."""
        super().__init__(*args, **kwargs)
        self.instrument, self.type, self.kept = instrument, type_, kept
        self.scales = [(code, names.get(code, code)) for code in SCALES[instrument]]
        self.letters = LETTERS[: OPTION_COUNTS[type_][1]]
        self.needed = OPTION_COUNTS[type_][0]
        for name in _UNUSED[type_]:
            del self.fields[name]
        if "scale" in self.fields:
            _choices(self.fields["scale"], [("", "–"), *self.scales])
            self.fields["scale"].required = True
        if kept:
            for name in {"code", "scale"} & set(self.fields):
                self.fields[name].disabled = True
        for name in {"a", "b"} & set(self.fields):
            self.fields[name].required = True
        if type_ == "graded":
            self.fields["b"].help_text = gettext("Ambang dari yang terendah, dipisahkan titik koma.")
        self._add_options()
        self._add_key()

    @property
    def option_rows(self) -> list[dict[str, Any]]:
        """The fields of each option, as the template sets them side by side."""
        return [
            {
                "letter": letter,
                "text": self[f"text_{letter}"],
                "score": self[f"score_{letter}"] if f"score_{letter}" in self.fields else None,
                "svg": self[f"svg_{letter}"],
                "alt": self[f"alt_{letter}"],
            }
            for letter in self.letters
        ]

    def rows(self, *names: str) -> list[forms.BoundField]:
        return [self[name] for name in names if name in self.fields]

    def record(self) -> dict[str, Any]:
        """What was written, as an item record."""
        data = self.cleaned_data
        level = data.get("level")
        return {
            "code": data["code"].strip(),
            "instrument": self.instrument,
            "scale": data.get("scale") or None,
            "type": self.type,
            "stem": _plain(data["stem"]),
            "image": _image(data.get("svg"), data.get("alt")),
            "options": self._options(),
            "scoring": self._scoring(),
            "level": int(level) if level else None,
            "indicator": data.get("indicator") or None,
            "model": _MODEL[self.type] if self.type != "single" or data.get("c") else "2pl",
            "parameters": self._parameters(),
            "fakeable": self.type == "best_worst" or bool(data.get("fakeable")),
            "rationale": _plain(data["rationale"]),
            "enemies": [code.strip() for code in data["enemies"].split(",") if code.strip()],
            "nonvisual": data.get("nonvisual") or None,
            "generator": self.kept["generator"] if self.kept else None,
        }

    def _add_options(self) -> None:
        for place, letter in enumerate(self.letters):
            drawn = self.data.get(f"svg_{letter}") or self.initial.get(f"svg_{letter}")
            label = gettext("Pilihan %(letter)s") % {"letter": letter}
            self.fields[f"text_{letter}"] = forms.CharField(label=label, required=place < self.needed and not drawn)
            svg = gettext("Gambar pilihan %(letter)s (SVG)") % {"letter": letter}
            self.fields[f"svg_{letter}"] = forms.CharField(required=False, label=svg, widget=forms.Textarea(attrs={"rows": 2}))
            alt = gettext("Teks pengganti gambar %(letter)s") % {"letter": letter}
            self.fields[f"alt_{letter}"] = forms.CharField(required=False, label=alt)

    def _add_key(self) -> None:
        letters = [(letter, letter) for letter in self.letters]
        if self.type == "single":
            self.fields["key"] = forms.ChoiceField(label=gettext("Kunci"), choices=letters)
        elif self.type == "multiple":
            self.fields["keys"] = forms.MultipleChoiceField(
                label=gettext("Kunci"), choices=letters, widget=forms.CheckboxSelectMultiple
            )
        elif self.type == "ranking":
            hint = gettext("Huruf dari urutan pertama, misalnya C, A, B.")
            self.fields["order"] = forms.CharField(label=gettext("Urutan kunci"), help_text=hint)
        elif self.type == "numeric":
            self.fields["answer"] = forms.CharField(label=gettext("Kunci"), help_text=gettext("Angka; koma atau titik desimal."))
            self.fields["tolerance"] = forms.CharField(label=gettext("Toleransi"), initial="0")
        elif self.type == "graded":
            for letter in self.letters:
                label = gettext("Nilai %(letter)s") % {"letter": letter}
                self.fields[f"score_{letter}"] = forms.IntegerField(label=label, required=False, min_value=0, max_value=9)
        else:
            for letter in self.letters:
                label = gettext("Skala %(letter)s") % {"letter": letter}
                self.fields[f"score_{letter}"] = forms.ChoiceField(label=label, required=False, choices=[("", "–"), *self.scales])

    def _options(self) -> list[dict[str, Any]]:
        """Options up to the last one that was filled in; a gap before it shows as an empty text, which the rules name."""
        data = self.cleaned_data
        filled = [letter for letter in self.letters if data.get(f"text_{letter}") or data.get(f"svg_{letter}")]
        upto = LETTERS[: LETTERS.index(filled[-1]) + 1] if filled else ""
        return [
            {
                "id": letter,
                "text": _plain(data[f"text_{letter}"]),
                "image": _image(data.get(f"svg_{letter}"), data.get(f"alt_{letter}")),
            }
            for letter in upto
        ]

    def _scoring(self) -> dict[str, Any]:
        data = self.cleaned_data
        letters = [option["id"] for option in self._options()]
        if self.type == "single":
            return {"key": data["key"]}
        if self.type == "multiple":
            return {"keys": sorted(data["keys"])}
        if self.type == "ranking":
            return {"order": re.findall(r"[A-H]", data["order"].upper())}
        if self.type == "numeric":
            return {name: data[field].strip().replace(",", ".") for name, field in (("key", "answer"), ("tolerance", "tolerance"))}
        if self.type == "graded":
            return {"credits": {letter: data.get(f"score_{letter}") for letter in letters}}
        return {"scales": {letter: data.get(f"score_{letter}") for letter in letters}}

    def _parameters(self) -> dict[str, Any] | None:
        data = self.cleaned_data
        if self.type == "best_worst":
            return None
        values = [_number(part) for part in data.get("b", "").split(";") if part.strip()]
        if self.type == "graded":
            return {"a": data.get("a"), "b": values}
        return {"a": data.get("a"), "b": values[0] if len(values) == 1 else None, "c": data.get("c") or 0.0}


_MODEL = {"single": "3pl", "multiple": "2pl", "numeric": "2pl", "ranking": "2pl", "graded": "grm", "best_worst": None}
_UNUSED = {
    "single": ("fakeable",),
    "multiple": ("c", "fakeable"),
    "numeric": ("c", "fakeable"),
    "ranking": ("c", "fakeable"),
    "graded": ("c",),
    "best_worst": ("scale", "level", "indicator", "a", "b", "c", "fakeable"),
}


def initial_of(record: Mapping[str, Any]) -> dict[str, Any]:
    """The form's values for a record that is to be revised."""
    scoring, parameters = record["scoring"], record["parameters"] or {}
    thresholds = parameters.get("b")
    values: dict[str, Any] = {
        name: record[name] for name in ("code", "scale", "level", "indicator", "stem", "rationale", "fakeable", "nonvisual")
    }
    values |= {
        "enemies": ", ".join(record["enemies"]),
        "svg": (record["image"] or {}).get("svg"),
        "alt": (record["image"] or {}).get("alt"),
        "a": parameters.get("a"),
        "b": "; ".join(map(str, thresholds)) if isinstance(thresholds, list) else thresholds,
        "c": parameters.get("c"),
        "key": scoring.get("key"),
        "answer": scoring.get("key"),
        "tolerance": scoring.get("tolerance"),
        "keys": scoring.get("keys"),
        "order": ", ".join(scoring.get("order", ())),
    }
    for option in record["options"]:
        letter, image = option["id"], option["image"] or {}
        values |= {f"text_{letter}": option["text"], f"svg_{letter}": image.get("svg"), f"alt_{letter}": image.get("alt")}
        values[f"score_{letter}"] = scoring.get("credits", scoring.get("scales", {})).get(letter)
    return values


class NoteForm(forms.Form):
    note = forms.CharField(label=gettext_lazy("Alasan"), required=False, widget=forms.Textarea(attrs={"rows": 2}))


class EvidenceForm(forms.Form):
    evidence = forms.CharField(
        label=gettext_lazy("Bukti"),
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("Dokumen, kelompok yang diuji dan jumlahnya, tanggal, serta hasilnya."),
    )


def _choices(field: forms.Field, choices: list[tuple[str, str]]) -> None:
    field.choices = choices  # type: ignore[attr-defined]  # a ChoiceField


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def _image(svg: str | None, alt: str | None) -> dict[str, str] | None:
    return {"svg": svg.strip(), "alt": (alt or "").strip()} if svg and svg.strip() else None


def _number(part: str) -> float | None:
    try:
        return float(part.strip().replace(",", "."))
    except ValueError:
        return None
