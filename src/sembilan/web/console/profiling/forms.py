"""Forms of this area: a purpose, a draft, a day of evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sembilan.profiling.errors import DayReasonMissing, EvidenceDayInFuture, NoPublishedPolicy
from sembilan.profiling.models import TalentPolicy
from sembilan.profiling.rules.period import period_of
from sembilan.profiling.rules.policy import read_shipped
from sembilan.profiling.selectors import EvidenceDay
from sembilan.profiling.services import checked_day_reason
from sembilan.profiling.services.mapping import LEAST_REASON
from sembilan.profiling.services.policies import VARIANTS
from sembilan.web.ui.pages import told

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
    """By which policy, with evidence up to which day, and why that day where the documents give another."""

    policy = forms.ChoiceField(label=_("Kebijakan dan periode"))
    as_of = forms.DateField(label=_("Tanggal bukti"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    reason = forms.CharField(label=_("Alasan, bila tanggalnya lain"), max_length=300, required=False)

    def __init__(self, data: Any, *, policies: Sequence[TalentPolicy], proposed: Mapping[str, EvidenceDay], today: date) -> None:
        first = policies[0] if policies else None
        initial = {"policy": str(first.uuid), "as_of": proposed[first.period].day} if first else {}
        super().__init__(data, initial=initial)
        self.policies = {str(one.uuid): one for one in policies}
        self.proposed, self.today = proposed, today
        self.fields["policy"].choices = [  # type: ignore[attr-defined]
            (key, gettext("Periode %(period)s: %(name)s, versi %(version)s") % self._words(one))
            for key, one in self.policies.items()
        ]
        self.fields["as_of"].help_text = gettext(
            "Catatan sampai tanggal ini ikut dihitung, dan hasil asesmen sampai hari ini. Daftar bukti yang dinyatakan lengkap "
            "hanya sampai sebelum tanggal ini tidak dianggap lengkap."
        )
        self.fields["reason"].help_text = gettext("Tersimpan pada perhitungan dan dapat dibaca semua yang melihatnya.")

    @property
    def chosen(self) -> TalentPolicy | None:
        return self.policies.get(self.cleaned_data.get("policy", ""))

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        policy, day = self.chosen, given.get("as_of")
        if policy is None or day is None:
            return given
        if day > self.today:
            self.add_error("as_of", told(EvidenceDayInFuture()))
        elif period_of(day) != policy.period:
            self.add_error("as_of", told(NoPublishedPolicy(period=period_of(day))))
        else:
            try:
                given["reason"] = checked_day_reason(day, self.proposed[policy.period].day, given.get("reason", ""))
            except DayReasonMissing as problem:
                self.add_error("reason", told(problem))
        return given

    def _words(self, policy: TalentPolicy) -> dict[str, Any]:
        return {"period": policy.period, "name": gettext(policy.body["name"]), "version": policy.version}


class ReasonForm(forms.Form):
    """Why a run is taken back; whoever sees the run reads this sentence."""

    reason = forms.CharField(label=_("Alasan penarikan"), max_length=300, min_length=LEAST_REASON)
