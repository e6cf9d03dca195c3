from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

PERIOD = r"^[0-9]{4}(-[0-9A-Za-z]{1,10})?$"


class NewRunForm(forms.Form):
    """Which closed sessions of one agency to score, and what the run is called."""

    sessions = forms.MultipleChoiceField(label=_("Sesi yang dinilai"), widget=forms.CheckboxSelectMultiple)
    title = forms.CharField(label=_("Judul"), max_length=200, help_text=_("Misalnya: Penilaian potensi dan kompetensi 2025."))
    period = forms.RegexField(
        PERIOD,
        label=_("Periode"),
        max_length=20,
        help_text=_("Misalnya 2025. Kebijakan talenta memakai periode yang sama."),
    )

    def __init__(self, choices: Sequence[tuple[str, str]], *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["sessions"].choices = choices  # type: ignore[attr-defined]


class HoldForm(forms.Form):
    person = forms.CharField(label=_("Kode atau nomor peserta"), max_length=40)
    reason = forms.CharField(
        label=_("Alasan menahan"),
        max_length=300,
        help_text=_("Alasan ini tersimpan dan tidak dapat dihapus."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class SignForm(forms.Form):
    note = forms.CharField(label=_("Catatan"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2}))
