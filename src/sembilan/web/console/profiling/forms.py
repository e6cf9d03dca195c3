"""Forms of this area: a purpose, a draft, a day of evidence."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sembilan.profiling.rules.policy import read_shipped
from sembilan.profiling.services.policies import VARIANTS

PURPOSES = (
    _("Persiapan rencana suksesi"),
    _("Penyusunan rencana pengembangan"),
    _("Pemeriksaan kelengkapan bukti"),
    _("Pemeriksaan atau audit"),
)


class PurposeForm(forms.Form):
    """Why somebody's results are opened; the person reads this sentence."""

    purpose = forms.CharField(label=_("Tujuan Anda membuka data ini"), max_length=200, min_length=8)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["purpose"].widget.attrs["list"] = "tujuan"
        self.fields["purpose"].help_text = gettext("Kalimat ini dicatat dan dapat dibaca oleh orang yang bersangkutan.")


class ExportForm(forms.Form):
    """Why a file is taken home; whoever reads the audit trail reads this sentence."""

    purpose = forms.CharField(
        label=_("Tujuan unduhan ini"), max_length=200, min_length=8, widget=forms.TextInput(attrs={"list": "tujuan"})
    )


class DraftForm(forms.Form):
    """A draft from one of the shipped variants."""

    period = forms.CharField(label=_("Periode"), max_length=20, help_text=_("Misalnya 2025."))
    code = forms.ChoiceField(label=_("Ragam"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].choices = [(code, gettext(read_shipped(code)["name"])) for code in VARIANTS]  # type: ignore[attr-defined]


class RunForm(forms.Form):
    """The day up to which records count."""

    as_of = forms.DateField(label=_("Tanggal bukti"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, data: Any, *, proposed: date) -> None:
        super().__init__(data, initial={"as_of": proposed})
        self.fields["as_of"].help_text = gettext(
            "Catatan sampai tanggal ini ikut dihitung, dan hasil asesmen sampai hari ini. Daftar bukti yang dinyatakan lengkap "
            "hanya sampai sebelum tanggal ini tidak dianggap lengkap."
        )
