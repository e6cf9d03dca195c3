from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sembilan.delivery import selectors as hall
from sembilan.kit.formats import num
from sembilan.tenancy.models import Organisation

_ROOM = re.compile(r"^\s*(?P<room>[^:]{1,60}?)\s*:\s*(?P<seats>\d{1,3})\s*$")


class EventForm(forms.Form):
    agency: forms.ModelChoiceField[Organisation] = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Instansi"), to_field_name="uuid"
    )
    code = forms.RegexField(
        r"^[A-Za-z0-9-]{2,40}$", label=_("Kode"), help_text=_("Huruf, angka, dan tanda hubung. Contoh: LPG-2025")
    )
    name = forms.CharField(label=_("Nama kegiatan"), max_length=200)
    period = forms.RegexField(r"^\d{4}$", label=_("Periode talenta"), help_text=_("Tahun yang memakai hasilnya. Contoh: 2025"))
    first_day = forms.DateField(label=_("Hari pertama"), widget=forms.DateInput(attrs={"type": "date"}))
    last_day = forms.DateField(label=_("Hari terakhir"), widget=forms.DateInput(attrs={"type": "date"}))
    visual = forms.MultipleChoiceField(
        label=_("Paket soal"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Dibagikan bergantian, sehingga tetangga berbeda paket."),
    )
    non_visual = forms.MultipleChoiceField(
        label=_("Paket nonvisual"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Untuk peserta yang tidak melihat."),
    )
    pin_closes_minutes = forms.IntegerField(
        label=_("PIN ditutup sebelum mulai (menit)"),
        min_value=0,
        max_value=60,
        initial=5,
        help_text=_("0: tetap terbuka sampai sesi ditutup."),
    )

    def __init__(self, agencies: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = agencies  # type: ignore[attr-defined]
        choices = [
            (one.code, gettext("%(name)s, %(n)s soal") % {"name": one.name, "n": num(one.n_items)}) for one in hall.packages()
        ]
        self.fields["visual"].choices = self.fields["non_visual"].choices = choices  # type: ignore[attr-defined]


class SessionForm(forms.Form):
    starts_at = forms.DateTimeField(
        label=_("Mulai"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )
    place = forms.CharField(label=_("Tempat"), max_length=200)
    rooms = forms.CharField(
        label=_("Ruang dan kursi"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Satu baris satu ruang: nama, titik dua, jumlah kursi. Contoh: Lab 1: 32"),
    )

    def clean_rooms(self) -> list[dict[str, Any]]:
        lines = [line for line in self.cleaned_data["rooms"].splitlines() if line.strip()]
        read = [(line, _ROOM.match(line)) for line in lines]
        wrong = [line for line, match in read if match is None]
        if wrong:
            raise forms.ValidationError(gettext("Baris ini tidak terbaca: %(line)s"), params={"line": wrong[0]})
        return [{"room": match["room"], "seats": int(match["seats"])} for _line, match in read if match]
